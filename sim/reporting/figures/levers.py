"""What each lever changes: paired differences from the baseline."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ...experiments import PRIMARY, Results
from .. import wording
from .canvas import BLUE, GREY, INK, MARGIN, MUTED, SIZE, SMALL, WIDTH, Picture, grid, nice_step, text_width, wrapped
from .lookup import Lookup
from .registry import figure

HEADINGS = {"plans_completed": "Plans completed", "budgets_live": "Budgets live"}
ROW = 0.4  #: inches


def is_clear(low: float, high: float) -> bool:
    """Whether an interval of a difference lies wholly on one side of zero."""
    return low > 0 or high < 0


def by_effect(differences: pd.DataFrame) -> list[str]:
    """The scenarios by their clear effect on the first KPI, then by their effect on the second, largest first."""
    keys: dict[str, tuple[float, float]] = {}
    for scenario, rows in differences.groupby("scenario", sort=False, observed=True):
        known = {row.kpi: row for row in rows.itertuples()}
        first: Any = known.get(PRIMARY[0])
        second: Any = known.get(PRIMARY[1])
        unclear = first is None or (not math.isnan(first.low) and not is_clear(first.low, first.high))
        keys[str(scenario)] = (0.0 if unclear else first.difference, second.difference if second is not None else 0.0)
    return sorted(keys, key=lambda name: keys[name], reverse=True)


@figure("effect_of_levers", title="What each scenario changes")
def effect_of_levers(results: Results) -> Picture | None:
    """Differences in plans and in live budgets at the last target date, with simultaneous intervals."""
    lookup = Lookup(results)
    names = [name for name in PRIMARY if lookup.has(name)]
    if len(results.scenarios) < 2 or not names:
        return None
    differences = results.compared(names)
    order = by_effect(differences)
    if not order:
        return None
    scenarios = {one.name: one for one in results.scenarios}
    labels = [wrapped(wording.scenario_label(scenarios[name]), 2.0) for name in order]
    left = MARGIN + max(text_width(label) for label in labels) + 0.15
    numbers, gap = 1.28, 0.25
    width = (WIDTH - left - MARGIN - len(names) * numbers - (len(names) - 1) * gap) / len(names)
    height = ROW * len(order)
    picture = Picture(height + 1.05, alt=_alt(lookup, differences), note=_note(lookup))
    for place, label in enumerate(labels):
        picture.write(left - 0.12, 0.42 + ROW * (place + 0.5), label, ha="right", linespacing=1.1)
    for column, name in enumerate(names):
        x = left + column * (width + numbers + gap)
        rows = differences[differences["kpi"] == name].set_index("scenario").reindex(order)
        picture.write(x, 0.14, HEADINGS[name], weight="bold", size=SIZE)
        axes = picture.place(x, 0.42, width, height)
        _dots(axes, rows, width)
        axes.set_xlabel(f"difference in {HEADINGS[name].lower().split()[0]}", fontsize=SMALL)
        for at, row in enumerate(rows.itertuples()):
            text, colour = _words(row)
            picture.write(x + width + 0.1, 0.42 + ROW * (at + 0.5), text, size=SMALL, color=colour, linespacing=1.2)
    return picture


def _dots(axes: Axes, rows: pd.DataFrame, width: float) -> None:
    axes.set_ylim(len(rows), 0)
    axes.set_yticks([])
    axes.axvline(0, color=MUTED, linewidth=1.1)
    for at, row in enumerate(rows.itertuples()):
        value: Any = row
        known = not math.isnan(value.low)
        colour = BLUE if not known or is_clear(value.low, value.high) else GREY
        if known:
            axes.plot([value.low, value.high], [at + 0.5] * 2, color=colour, linewidth=2.2, solid_capstyle="round")
        axes.plot([value.difference], [at + 0.5], "o", color=colour, markersize=6.5)
    ends = pd.concat([rows["low"], rows["high"], rows["difference"]]).dropna()
    low, high = min(0.0, float(ends.min())), max(0.0, float(ends.max()))
    room = 0.06 * max(high - low, 1.0)
    axes.set_xlim(low - room, high + room)
    step = max(1.0, nice_step(high - low, 3.5))
    widest = max(text_width(wording.signed(sign * step), SMALL) for sign in (-10, 10)) + 0.1
    while step / (high - low + 2 * room) * width < widest and step < high - low:
        step *= 2
    ticks = [step * turn for turn in range(math.ceil((low - room) / step), math.floor((high + room) / step) + 1)]
    axes.set_xticks(ticks, [wording.signed(tick) for tick in ticks])
    grid(axes, "x")
    for at in range(1, len(rows)):
        axes.axhline(at, color="#dfe4e8", linewidth=0.5)


def _words(row: Any) -> tuple[str, str]:
    places = 0 if abs(row.difference) >= 9.95 else 1

    def said(value: float) -> str:
        return wording.signed(value, places)

    if math.isnan(row.low):
        return said(row.difference), INK
    if not is_clear(row.low, row.high):
        return "no clear\ndifference", MUTED
    return f"{said(row.difference)}\n({said(row.low)} to {said(row.high)})", INK


def _note(lookup: Lookup) -> str:
    what = f"Difference from {wording.scenario_label(lookup.baseline)} by {lookup.until}, with the same luck in both."
    if lookup.without_interval:
        return f"{what} There is {lookup.without_interval}"
    return (
        f"{what} Bars: 95{wording.SPACE}% intervals that all hold at once. Grey: the interval includes zero. No bar: "
        "hardly any run has another difference."
    )


def _alt(lookup: Lookup, differences: pd.DataFrame) -> str:
    labels = {one.name: wording.scenario_label(one) for one in lookup.scenarios}
    each = []
    for kpi, noun in (("plans_completed", "plans"), ("budgets_live", "live budgets")):
        rows: list[Any] = list(differences[differences["kpi"] == kpi].itertuples())
        said = [f"{labels[row.scenario]} {_words(row)[0]}".replace("\n", " ") for row in rows]
        if said:
            each.append(f"{noun.capitalize()}: {'; '.join(said)}.")
    return f"Dots with intervals: differences from {labels[lookup.baseline.name]}. {' '.join(each)}"
