"""Who is left behind: by how much groups of people differ at each step, where the model can see a difference at all."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes

from ...experiments import Results
from ...experiments.analysis.differences import Contrast, Difference, contrasts, difference, steps_seen
from ...experiments.analysis.lookup import Lookup
from .. import wording
from ..group_words import STEPS, contrast_label, difference_text
from ..labels import ending
from ..run_quality import no_interval
from .canvas import BLUE, GREY, INK, MARGIN, MUTED, SIZE, SMALL, WIDTH, Picture, grid, nice_step, text_width, wrapped
from .registry import figure

ROW = 0.46  #: inches
TOP = 0.62


@figure("who_is_left_behind", title="Who is left behind", section="reach", order=2)
def who_is_left_behind(results: Results) -> Picture | None:
    """Differences between groups in how many of 100 take a step: the baseline, with the interval of the mean difference."""
    lookup = Lookup(results)
    pairs, steps = contrasts(lookup), steps_seen(lookup)
    if not pairs or not steps:
        return None
    every = {(pair, step): difference(lookup, lookup.baseline, pair, step) for pair in pairs for step in steps}
    labels = [wrapped(contrast_label(lookup.baseline, pair), 2.3) for pair in pairs]
    left, numbers, gap = MARGIN + max(map(text_width, labels)) + 0.15, 0.98, 0.14
    width = (WIDTH - left - MARGIN - len(steps) * numbers - (len(steps) - 1) * gap) / len(steps)
    height = ROW * len(pairs)
    picture = Picture(TOP + height + 0.55, alt=_alt(lookup, every), note=_note(lookup))
    for row, label in enumerate(labels):
        picture.write(left - 0.12, TOP + ROW * (row + 0.5), label, ha="right", linespacing=1.1)
    low, high = _ends([number for number in every.values() if number is not None])
    for column, step in enumerate(steps):
        x = left + column * (width + numbers + gap)
        heading = wrapped(STEPS[step], width + numbers, SIZE, bold=True)
        picture.write(x, TOP - 0.12, heading, weight="bold", size=SIZE, va="bottom", linespacing=1.1)
        axes = picture.axes_at(x, TOP, width, height)
        rows = [every[pair, step] for pair in pairs]
        _dots(axes, rows, low, high)
        for row, number in enumerate(rows):
            text = difference_text(number) if number is not None else "not seen"
            colour = MUTED if number is None or number.is_unclear else INK
            picture.write(x + width + 0.07, TOP + ROW * (row + 0.5), text, size=SMALL, color=colour, linespacing=1.2)
    return picture


def _dots(axes: Axes, rows: Sequence[Difference | None], low: float, high: float) -> None:
    axes.set_ylim(len(rows), 0)
    axes.set_yticks([])
    axes.axvline(0, color=MUTED, linewidth=1.1)
    for row, number in enumerate(rows):
        if number is None:
            continue
        colour = GREY if number.is_unclear else BLUE
        mean, begin, end = number.interval
        if not math.isnan(begin):
            axes.plot([begin, end], [row + 0.5] * 2, color=colour, linewidth=1.6, solid_capstyle="round")
        axes.plot([mean], [row + 0.5], "o", color=colour, markersize=6)
    step = nice_step(high - low, 3)
    ticks = [step * turn for turn in range(math.ceil(low / step), math.floor(high / step) + 1)]
    axes.set_xlim(low, high)
    axes.set_xticks(ticks, [wording.signed(tick) for tick in ticks])
    axes.set_xlabel("per 100", fontsize=SMALL)
    grid(axes, "x")
    for row in range(1, len(rows)):
        axes.axhline(row, color="#dfe4e8", linewidth=0.5)


def _ends(numbers: Sequence[Difference]) -> tuple[float, float]:
    """One scale for all columns, so that a large difference looks larger than a small one."""
    ends = [end for number in numbers for end in number.interval if not math.isnan(end)]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    room = 0.08 * max(high - low, 1.0)
    return low - room, high + room


def _note(lookup: Lookup) -> str:
    text = (
        f"{wording.scenario_label(lookup.baseline)}: how many more per 100 of the first group than of the second, run by run, "
        f"followed until {ending(lookup)}. All columns have one scale. “Not seen”: nothing in the model makes these groups "
        "differ there."
    )
    if why := no_interval(lookup):
        return f"{text} There is {why}"
    intervals = f"95{wording.SPACE}% confidence intervals of the mean differences"
    return f"{text} Lines, and numbers in brackets: {intervals}. Grey: it includes zero."


def _alt(lookup: Lookup, every: dict[tuple[Contrast, str], Difference | None]) -> str:
    texts = []
    for (pair, step), number in every.items():
        words = difference_text(number).replace("\n", " ") if number is not None else "not seen"
        texts.append(f"{contrast_label(lookup.baseline, pair)}, {STEPS[step].lower()}: {words}")
    return f"Dots with intervals, differences per 100. {'; '.join(texts)}."
