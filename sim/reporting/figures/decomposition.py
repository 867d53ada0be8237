"""From one scenario to another, step by step: why there are fewer plans and budgets per 1,000 residents."""

from __future__ import annotations

from matplotlib.axes import Axes

from ...experiments import Results
from ...experiments.analysis.decomposition import Gap, gaps
from ...experiments.analysis.lookup import Lookup
from .. import wording
from ..labels import ENDS, reason, until
from .canvas import BLUE, GREEN, GREY, INK, MARGIN, MUTED, RED, SIZE, SMALL, WIDTH, Picture, text_width, wrapped
from .registry import figure

ROW = 0.4  #: inches


@figure("shortfall", title="From one to the other, step by step", section="shortfall", order=1)
def shortfall(results: Results) -> Picture | None:
    """Two scenarios per 1,000 residents: the gap in plans and in budgets, cut by step of the pathway."""
    lookup = Lookup(results)
    shown = gaps(lookup)
    if not shown:
        return None
    names = [wording.scenario_label(scenario) for scenario in lookup.scenarios]
    rows = {gap.end: [names[0], *(reason(step, change) for step, change in gap.changes), names[1]] for gap in shown}
    labels = {end: [wrapped(label, 2.3) for label in texts] for end, texts in rows.items()}
    left = MARGIN + max(text_width(label, bold=True) for texts in labels.values() for label in texts) + 0.12
    width = WIDTH - left - 0.7
    tops, top = [], 0.0
    for gap in shown:
        tops.append(top)
        top += 0.32 + ROW * len(rows[gap.end]) + 0.2
    by = f"Per 1,000 residents, by {until(lookup)}."
    note = f"{by} Read downwards: each step takes its share of what the steps above left."
    picture = Picture(top - 0.1, alt=_alt(shown, names), note=note)
    for gap, y in zip(shown, tops, strict=True):
        picture.write(MARGIN, y + 0.12, f"{ENDS[gap.end]} per 1,000 residents", weight="bold", size=SIZE)
        axes = picture.axes_at(left, y + 0.32, width, ROW * len(rows[gap.end]))
        for row, label in enumerate(labels[gap.end]):
            is_end = row in (0, len(labels[gap.end]) - 1)
            style = {"weight": "bold"} if is_end else {}
            picture.write(left - 0.1, y + 0.32 + ROW * (row + 0.5), label, ha="right", linespacing=1.05, **style)
        most = max(gap.first, gap.last, *gap.levels)
        _waterfall(axes, gap, most)
        for row, (end, text) in enumerate(_numbers(gap)):
            x = left + end / most * width + 0.06
            picture.write(x, y + 0.32 + ROW * (row + 0.5), text, size=SMALL, color=INK)
    return picture


def _numbers(gap: Gap) -> list[tuple[float, str]]:
    """For each bar, where it ends and the number that stands there."""
    levels = gap.levels
    changes = [
        (max(levels[index], levels[index + 1]), wording.signed(change, 1))
        for index, (_, change) in enumerate(gap.changes)
    ]
    return [(gap.first, wording.number(gap.first, 1)), *changes, (gap.last, wording.number(gap.last, 1))]


def _waterfall(axes: Axes, gap: Gap, most: float) -> None:
    levels = gap.levels
    axes.set_xlim(0, most)
    axes.set_ylim(len(levels) + 1, 0)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    axes.barh(0.5, gap.first, 0.62, color=GREY)
    for row, (_, change) in enumerate(gap.changes, start=1):
        low, high = sorted((levels[row - 1], levels[row]))
        axes.barh(row + 0.5, max(high - low, most / 400), 0.62, left=low, color=RED if change < 0 else GREEN)
        axes.plot([levels[row - 1]] * 2, [row - 0.19, row + 0.19], color=MUTED, linewidth=0.8)
    axes.plot([levels[-1]] * 2, [len(levels) - 0.19, len(levels) + 0.19], color=MUTED, linewidth=0.8)
    axes.barh(len(levels) + 0.5, gap.last, 0.62, color=BLUE)


def _alt(shown: list[Gap], names: list[str]) -> str:
    texts = []
    for gap in shown:
        changes = "; ".join(f"{reason(step, change)} {wording.signed(change, 1)}" for step, change in gap.changes)
        texts.append(
            f"{ENDS[gap.end]}: {names[0]} {wording.number(gap.first, 1)}, then {changes}, "
            f"so {names[1]} {wording.number(gap.last, 1)}"
        )
    return f"Step by step, per 1,000 residents. {'. '.join(texts)}."
