"""What each lever changes: paired differences from the baseline."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes

from ...experiments import Results
from ...experiments.analysis.effects import Effect, effects, ranked
from ...experiments.analysis.lookup import Lookup
from ...measures.kpis.headlines import HEADLINES, headlines_of
from .. import wording
from ..chance_words import FEW, ends_words, median_words
from ..labels import until
from ..run_quality import no_interval
from .canvas import BLUE, GREY, INK, MARGIN, MUTED, SIZE, SMALL, WIDTH, Picture, grid, nice_step, text_width, wrapped
from .registry import figure

ROW = 0.4  #: inches
PALE = 0.28  #: how much of its colour a bar has behind which a line stands


@figure("effect_of_levers", title="What each scenario changes", section="compared", order=1)
def effect_of_levers(results: Results) -> Picture | None:
    """Differences in plans and in live budgets at the last target date: where runs lie, and the intervals of their means."""
    lookup = Lookup(results)
    differences = effects(results)
    order = ranked(differences)
    if not order:
        return None
    kpis = [kpi for kpi in HEADLINES if any(effect.kpi == kpi for effect in differences)]
    scenarios = {scenario.name: scenario for scenario in results.scenarios}
    labels = [wrapped(wording.scenario_label(scenarios[name]), 2.0) for name in order]
    left = MARGIN + max(text_width(label) for label in labels) + 0.15
    numbers, gap = 1.28, 0.25
    width = (WIDTH - left - MARGIN - len(kpis) * numbers - (len(kpis) - 1) * gap) / len(kpis)
    height = ROW * len(order)
    picture = Picture(height + 1.05, alt=_alt(lookup, differences), note=_note(lookup))
    for row, label in enumerate(labels):
        picture.write(left - 0.12, 0.42 + ROW * (row + 0.5), label, ha="right", linespacing=1.1)
    for column, kpi in enumerate(kpis):
        x, headline = left + column * (width + numbers + gap), headlines_of(lookup.scenarios)[kpi]
        of_kpi = {effect.scenario.name: effect for effect in differences if effect.kpi == kpi}
        rows = [of_kpi.get(name) for name in order]
        picture.write(x, 0.14, headline.heading, weight="bold", size=SIZE)
        axes = picture.axes_at(x, 0.42, width, height)
        _dots(axes, rows, width)
        axes.set_xlabel(f"difference in {headline.noun}", fontsize=SMALL)
        for row, effect in enumerate(rows):
            text, colour = _number(effect)
            picture.write(x + width + 0.1, 0.42 + ROW * (row + 0.5), text, size=SMALL, color=colour, linespacing=1.2)
    return picture


def _dots(axes: Axes, rows: Sequence[Effect | None], width: float) -> None:
    axes.set_ylim(len(rows), 0)
    axes.set_yticks([])
    axes.axvline(0, color=MUTED, linewidth=1.1)
    ends = []
    for row, effect in enumerate(rows):
        if effect is None:
            continue
        colour = BLUE if effect.is_clear or effect.helps else GREY
        lies = effect.lies
        if lies.runs >= FEW:
            axes.plot(
                [lies.low, lies.high], [row + 0.5] * 2, color=colour, alpha=PALE, linewidth=7, solid_capstyle="butt"
            )
        if effect.is_known:
            axes.plot([effect.low, effect.high], [row + 0.5] * 2, color=colour, linewidth=1.4, solid_capstyle="round")
        axes.plot([lies.median], [row + 0.5], "o", color=colour, markersize=6.5)
        ends += [end for end in (effect.low, effect.high, lies.low, lies.high) if not math.isnan(end)]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    room = 0.06 * max(high - low, 1.0)
    axes.set_xlim(low - room, high + room)
    step = max(1.0, nice_step(high - low, 3.5))
    widest = max(text_width(wording.signed(sign * step), SMALL) for sign in (-10, 10)) + 0.1
    while step / (high - low + 2 * room) * width < widest and step < high - low:
        step *= 2
    ticks = [step * turn for turn in range(math.ceil((low - room) / step), math.floor((high + room) / step) + 1)]
    axes.set_xticks(ticks, [wording.signed(tick) for tick in ticks])
    grid(axes, "x")
    for row in range(1, len(rows)):
        axes.axhline(row, color="#dfe4e8", linewidth=0.5)


def _number(effect: Effect | None) -> tuple[str, str]:
    """An effect in words and the colour of these."""
    if effect is None:
        return wording.NOTHING, INK
    median = median_words(effect.lies, relative=True)
    text = f"{median}\n({ends_words(effect.lies, relative=True)})" if effect.lies.runs >= FEW else median
    return text, MUTED if effect.is_unclear else INK


def _note(lookup: Lookup) -> str:
    baseline = wording.scenario_label(lookup.baseline)
    text = f"Difference from {baseline} by {until(lookup)}, with the same chance events in both."
    if lookup.runs >= FEW:
        where = "nine runs in ten lie" if lookup.has_nine_in_ten else f"the {lookup.runs} runs lie"
        text += f" Dots, pale bars and numbers: the median, and where {where}."
    if why := no_interval(lookup):
        return f"{text} There is {why}"
    return (
        f"{text} Thin lines: 95{wording.SPACE}% confidence intervals of the means, which all hold at once. Grey: that interval "
        "includes zero. No line: hardly any run has another difference."
    )


def _alt(lookup: Lookup, differences: Sequence[Effect]) -> str:
    labels: Mapping[str, str] = {scenario.name: wording.scenario_label(scenario) for scenario in lookup.scenarios}
    texts = []
    for kpi, headline in HEADLINES.items():
        numbers = [
            f"{labels[effect.scenario.name]} {_number(effect)[0]}".replace("\n", " ")
            for effect in differences
            if effect.kpi == kpi
        ]
        if numbers:
            texts.append(f"{headline.opening}: {'; '.join(numbers)}.")
    return f"Dots with ranges: differences from {labels[lookup.baseline.name]}. {' '.join(texts)}"
