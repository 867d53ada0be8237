"""From one scenario to another, step by step: why there are fewer plans and budgets per 1,000 residents."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes

from ...experiments import Results
from ...model import Scenario
from .. import wording
from .canvas import BLUE, GREEN, GREY, INK, MARGIN, MUTED, RED, SIZE, SMALL, WIDTH, Picture, text_width, wrapped
from .lookup import Lookup
from .people import steps
from .registry import figure

#: What happens at each step, after "fewer", "more" or "about as many".
REASONS = {
    "found": "are found",
    "accepted": "take up the offer",
    "plan": "of those get a plan",
    "asked": "with a plan ask for a budget",
    "live": "who ask receive one",
}
SAME = 0.05  #: per 1,000 residents: less than this shows as nought
ENDS = {"plan": "Plans", "live": "Budgets received"}
ROW = 0.4  #: inches


@dataclass(frozen=True, kw_only=True)
class Gap:
    """The way from one number per 1,000 residents to another: what each step takes or adds, in pathway order."""

    end: str
    first: float
    last: float
    parts: tuple[tuple[str, float], ...]


def gaps(lookup: Lookup) -> list[Gap]:
    """The gaps in plans and in budgets per 1,000 residents between two scenarios; none for another number of scenarios.

    Each step's rate (of those who came that far, how many went on) is exchanged in pathway order, from the first
    scenario's to the second's; what changes with it is that step's share, so the shares sum to the gap.
    """
    if len(lookup.scenarios) != 2 or not all(one.people.residents for one in lookup.scenarios):
        return []
    ours, theirs = (_per_1000(lookup, one) for one in lookup.scenarios)
    found = []
    for end in ENDS:
        names = list(REASONS)[: list(REASONS).index(end) + 1]
        if not all(ours.get(name, 0) > 0 and theirs.get(name, 0) > 0 for name in names):
            continue
        value, parts, before = ours[end], [], (1.0, 1.0)
        for name in names:
            after = value * (theirs[name] / before[1]) / (ours[name] / before[0])
            parts.append((name, after - value))
            value, before = after, (ours[name], theirs[name])
        found.append(Gap(end=end, first=ours[end], last=theirs[end], parts=tuple(parts)))
    return found


def _per_1000(lookup: Lookup, scenario: Scenario) -> dict[str, float]:
    return {
        step.name: 1000 * step.count / scenario.people.residents / scenario.places for step in steps(lookup, scenario)
    }


def reason(name: str, change: float) -> str:
    """What a step does to the number, in words."""
    return f"{'about as many' if abs(change) < SAME else 'more' if change > 0 else 'fewer'} {REASONS[name]}"


@figure("shortfall", title="From one to the other, step by step")
def shortfall(results: Results) -> Picture | None:
    """Two scenarios per 1,000 residents: the gap in plans and in budgets, cut by step of the pathway."""
    lookup = Lookup(results)
    found = gaps(lookup)
    if not found:
        return None
    names = [wording.scenario_label(one) for one in lookup.scenarios]
    rows = {gap.end: [names[0], *(reason(name, change) for name, change in gap.parts), names[1]] for gap in found}
    labels = {end: [wrapped(label, 2.3) for label in each] for end, each in rows.items()}
    left = MARGIN + max(text_width(label, bold=True) for each in labels.values() for label in each) + 0.12
    width = WIDTH - left - 0.7
    tops, top = [], 0.0
    for gap in found:
        tops.append(top)
        top += 0.32 + ROW * len(rows[gap.end]) + 0.2
    by = f"Per 1,000 residents, by {lookup.until}."
    note = f"{by} Read downwards: each step takes its share of what the steps above left."
    picture = Picture(top - 0.1, alt=_alt(found, names), note=note)
    for gap, at in zip(found, tops, strict=True):
        picture.write(MARGIN, at + 0.12, f"{ENDS[gap.end]} per 1,000 residents", weight="bold", size=SIZE)
        axes = picture.place(left, at + 0.32, width, ROW * len(rows[gap.end]))
        for row, label in enumerate(labels[gap.end]):
            ends = row in (0, len(labels[gap.end]) - 1)
            style = {"weight": "bold"} if ends else {}
            picture.write(left - 0.1, at + 0.32 + ROW * (row + 0.5), label, ha="right", linespacing=1.05, **style)
        most = max(gap.first, gap.last, *_levels(gap))
        _waterfall(axes, gap, most)
        for row, (place, said) in enumerate(_said(gap)):
            picture.write(
                left + place / most * width + 0.06, at + 0.32 + ROW * (row + 0.5), said, size=SMALL, color=INK
            )
    return picture


def _levels(gap: Gap) -> list[float]:
    """The number after each step, from the first scenario's on."""
    levels = [gap.first]
    for _, change in gap.parts:
        levels.append(levels[-1] + change)
    return levels


def _said(gap: Gap) -> list[tuple[float, str]]:
    levels = _levels(gap)
    steps_ = [(max(levels[at], levels[at + 1]), wording.signed(change, 1)) for at, (_, change) in enumerate(gap.parts)]
    return [(gap.first, wording.number(gap.first, 1)), *steps_, (gap.last, wording.number(gap.last, 1))]


def _waterfall(axes: Axes, gap: Gap, most: float) -> None:
    levels = _levels(gap)
    axes.set_xlim(0, most)
    axes.set_ylim(len(levels) + 1, 0)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    axes.barh(0.5, gap.first, 0.62, color=GREY)
    for row, (_, change) in enumerate(gap.parts, start=1):
        low, high = sorted((levels[row - 1], levels[row]))
        axes.barh(row + 0.5, max(high - low, most / 400), 0.62, left=low, color=RED if change < 0 else GREEN)
        axes.plot([levels[row - 1]] * 2, [row - 0.19, row + 0.19], color=MUTED, linewidth=0.8)
    axes.plot([levels[-1]] * 2, [len(levels) - 0.19, len(levels) + 0.19], color=MUTED, linewidth=0.8)
    axes.barh(len(levels) + 0.5, gap.last, 0.62, color=BLUE)


def _alt(found: list[Gap], names: list[str]) -> str:
    each = []
    for gap in found:
        parts = "; ".join(f"{reason(name, change)} {wording.signed(change, 1)}" for name, change in gap.parts)
        each.append(
            f"{ENDS[gap.end]}: {names[0]} {wording.number(gap.first, 1)}, then {parts}, "
            f"so {names[1]} {wording.number(gap.last, 1)}"
        )
    return f"Step by step, per 1,000 residents. {'. '.join(each)}."
