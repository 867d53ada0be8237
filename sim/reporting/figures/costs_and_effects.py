"""What each option costs and gives: extra cost against further plans and budgets."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes

from ...experiments import Results
from ...experiments.analysis.costs_and_effects import Option, options
from ...experiments.analysis.lookup import Lookup
from ...measures.kpis.headlines import HEADLINES, headlines_of
from .. import wording
from ..labels import until
from ..option_costs import each_in_words, extra_pounds
from .canvas import BLUE, GREY, INK, MARGIN, MUTED, PAPER, SIZE, SMALL, WIDTH, Picture, grid, nice_step, wrapped
from .registry import figure

HEIGHT, LINE = 3.3, 0.17  #: inches of a panel, and of a line of a label


@figure("costs_and_effects", title="What each option costs and gives", section="options", order=1)
def costs_and_effects(results: Results) -> Picture | None:
    """A panel each for plans and live budgets: options by extra cost and further number, the undominated ones joined."""
    beside = options(results)
    if not beside:
        return None
    lookup = Lookup(results)
    kpis = [kpi for kpi in HEADLINES if kpi in beside[0].gives and any(kpi in option.undominated for option in beside)]
    if not kpis:
        return None
    gap, left, right = 0.75, MARGIN + 0.5, 0.25
    width = (WIDTH - left - right - gap * (len(kpis) - 1)) / len(kpis)
    picture = Picture(HEIGHT + 0.95, alt=_alt(lookup, beside, kpis), note=_note(lookup))
    for column, kpi in enumerate(kpis):
        x = left + column * (width + gap)
        picture.write(x, 0.12, f"Further {headlines_of(lookup.scenarios)[kpi].noun}", weight="bold", size=SIZE)
        _plane(picture.axes_at(x, 0.32, width, HEIGHT), beside, kpi, width)
    return picture


def _further(option: Option, kpi: str) -> float:
    return option.further[kpi].number.mean if kpi in option.further else 0.0


def _plane(axes: Axes, beside: Sequence[Option], kpi: str, width: float) -> None:
    points = [(option, option.extra_cost.mean, _further(option, kpi)) for option in beside]
    costs, numbers = [cost for _, cost, _ in points], [number for _, _, number in points]
    room_x, room_y = (0.08 * max(max(values) - min(values), 1.0) for values in (costs, numbers))
    axes.set_xlim(min(costs) - room_x, max(costs) + room_x)
    axes.set_ylim(min(numbers) - room_y, max(numbers) + room_y)
    axes.axhline(0, color=MUTED, linewidth=0.9)
    axes.axvline(0, color=MUTED, linewidth=0.9)
    best = sorted((point for point in points if kpi in point[0].undominated), key=lambda point: point[1])
    axes.plot([cost for _, cost, _ in best], [number for _, _, number in best], color=BLUE, linewidth=1.2, alpha=0.6)
    for option, cost, number in points:
        is_best = kpi in option.undominated
        axes.plot([cost], [number], "o", color=BLUE if is_best else GREY, markersize=6, zorder=4 if is_best else 3)
    _labels(axes, best, width)
    for axis, values in ((axes.xaxis, costs), (axes.yaxis, numbers)):
        step = nice_step(max(max(values) - min(values), 1.0), 4)
        axis.set_ticks([step * turn for turn in range(math.ceil(min(values) / step), int(max(values) / step) + 1)])
    axes.xaxis.set_major_formatter(lambda value, _: wording.short_pounds(value))
    axes.yaxis.set_major_formatter(lambda value, _: wording.signed(value, 0))
    axes.set_xlabel("extra cost of running the programme", fontsize=SMALL)
    grid(axes, "y")


def _labels(axes: Axes, best: Sequence[tuple[Option, float, float]], width: float) -> None:
    """The names of the undominated options beside their dots, none above another."""
    (low, high), (left, right) = axes.get_ylim(), axes.get_xlim()
    line, lowest = LINE / HEIGHT * (high - low), low
    for option, cost, number in sorted(best, key=lambda point: point[2]):
        is_right = (cost - left) / (right - left) > 0.55
        share = (cost - left) / (right - left) if is_right else (right - cost) / (right - left)
        text = wrapped(wording.scenario_label(option.scenario), max(0.8, share * width - 0.12), SMALL)
        lines = text.count("\n") + 1
        middle = max(number, lowest + lines * line / 2)
        lowest = middle + lines * line / 2
        offset = 0.1 / width * (right - left)
        axes.text(
            cost - offset if is_right else cost + offset,
            middle,
            text,
            ha="right" if is_right else "left",
            va="center",
            fontsize=SMALL,
            color=INK,
            clip_on=False,
            bbox={"facecolor": PAPER, "alpha": 0.75, "edgecolor": "none", "pad": 1},
        )


def _note(lookup: Lookup) -> str:
    return (
        f"Mean differences from {wording.scenario_label(lookup.baseline)} by {until(lookup)}"
        f"{wording.in_prices(lookup.baseline)}. Blue: no other option gives as much for less or more for as little, "
        "where a difference that is not clear counts as none. Grey: some other does; the table names them all."
    )


def _alt(lookup: Lookup, beside: Sequence[Option], kpis: Sequence[str]) -> str:
    texts = []
    for option in beside[1:]:
        numbers = []
        for kpi in kpis:
            each, _ = each_in_words(option, kpi)
            numbers.append(
                f"{wording.signed(_further(option, kpi), 0)} {headlines_of(lookup.scenarios)[kpi].noun} ({each})"
            )
        label = wording.scenario_label(option.scenario)
        texts.append(f"{label}: {extra_pounds(option.extra_cost.mean)}, {wording.listed(numbers)}")
    return (
        f"Dots: extra cost against what it gives beside {wording.scenario_label(lookup.baseline)}. {'; '.join(texts)}."
    )
