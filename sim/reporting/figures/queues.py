"""Who waits for what, over time."""

from __future__ import annotations

from ...experiments import Results
from ...experiments.analysis import waits
from ...experiments.analysis.lookup import Lookup
from ...model import Scenario
from .. import wording
from ..labels import shaded
from .canvas import BLUE, GREY, MARGIN, MUTED, SIZE, SMALL, WIDTH, Picture, fitted, grid, ticks_to
from .registry import figure
from .timeline import Timeline

PANELS = 6  #: at most


@figure("queues_over_time", title="Who waits for what", section="waits", order=2)
def queues_over_time(results: Results) -> Picture | None:
    """People waiting at each month's end, by resource: the baseline and, if there are others, the one with the most plans."""
    lookup, time = Lookup(results), Timeline(Lookup(results))
    shown = lookup.leading()
    names, queues = waits.queues_over_time(lookup, shown, PANELS)
    if not names:
        return None
    shorter = any(
        waits.shorter_at_month_ends(lookup, scenario, name, queues[scenario.name, name])
        for scenario in shown
        for name in names
    )
    colours = [GREY, BLUE] if len(shown) > 1 else [BLUE]
    columns = 1 if len(names) == 1 else 2 if len(names) in (2, 4) else 3
    rows = -(-len(names) // columns)
    top = 0.36 if len(shown) > 1 else 0.05
    left, gap, head, height = 0.42, 0.5, 0.45, 2.2 if columns == 1 else 1.3
    width = (WIDTH - left - MARGIN - 0.15 - gap * (columns - 1)) / columns
    foot, below = time.depth(width) + 0.04, 0.0 if time.dated else 0.25
    picture = Picture(
        top + rows * (head + height + foot) + below,
        alt=_alt(lookup, shown, names),
        note=_note(lookup, len(names), shorter),
    )
    if len(shown) > 1:
        entries = [(wording.scenario_label(scenario), colour) for scenario, colour in zip(shown, colours, strict=True)]
        picture.key(MARGIN, 0.12, entries)
    for panel, name in enumerate(names):
        row, column = divmod(panel, columns)
        x, y = left + column * (width + gap), top + row * (head + height + foot) + head
        axes = picture.axes_at(x, y, width, height)
        highest = 1.0
        for scenario, colour in zip(shown, colours, strict=True):
            series = queues[scenario.name, name]
            if series is None:
                continue
            dates = time.positions(series)
            if lookup.runs > 1:
                axes.fill_between(dates, *series.ends, color=colour, alpha=0.25, linewidth=0)
            axes.plot(dates, series.mean, color=colour, linewidth=1.8)
            highest = max(highest, float(series.ends[1].max()))
        ticks = ticks_to(highest, 3)
        axes.set_ylim(0, ticks[-1])
        axes.set_yticks(ticks, [wording.number(tick) for tick in ticks])
        grid(axes, "y")
        time.draw(axes, width)
        if not time.dated:
            axes.set_xlabel("days since the start", fontsize=SMALL)
        label = fitted(wording.resource_label(lookup.baseline, name), width + 0.4, SIZE, bold=True)
        picture.write(x, y - 0.32, label, weight="bold", size=SIZE)
        picture.write(x, y - 0.15, _means(lookup, shown, name), size=SMALL, color=MUTED)
    return picture


def _means(lookup: Lookup, shown: list[Scenario], name: str) -> str:
    means = " / ".join(wording.number(lookup.mean(scenario, f"queue.{name}")) for scenario in shown)
    return f"on average {means} waiting"


def _note(lookup: Lookup, panels: int, shorter: bool) -> str:
    runs = (
        f"Lines: the mean of {lookup.followed} runs; shaded: {shaded(lookup)}." if lookup.runs > 1 else "One run only."
    )
    scale = "; each panel has its own scale" if panels > 1 else ""
    when = "at each month’s end" if lookup.dated else "about every 30 days"
    lists = " A queue that a monthly list fills is shorter at month’s end than on average." if shorter else ""
    return f"People waiting {when}{scale}. {runs}{lists}"


def _alt(lookup: Lookup, shown: list[Scenario], names: list[str]) -> str:
    texts = []
    for scenario in shown:
        means = ", ".join(
            f"{wording.resource_label(scenario, name)} {wording.number(lookup.mean(scenario, f'queue.{name}'))}"
            for name in names
        )
        texts.append(f"{wording.scenario_label(scenario)}: {means}")
    return f"Line charts of people waiting over time. Mean number waiting: {'. '.join(texts)}."
