"""What came of the money, by fund."""

from __future__ import annotations

import math
from dataclasses import dataclass

from matplotlib.axes import Axes

from ...experiments import Results
from ...model import Fund, Scenario
from .. import wording
from .canvas import (
    MARGIN,
    MUTED,
    SIZE,
    SMALL,
    WIDTH,
    Picture,
    fitted,
    key_rows,
    readable_on,
    text_width,
    ticks_to,
    wrapped,
)
from .lookup import Lookup
from .registry import figure

PARTS = {
    "spent": ("Paid out", "#00573f"),
    "promised": ("Promised, not yet paid", "#2fa37f"),
    "held": ("Committed, each year", "#0072b2"),
    "left": ("Left", "#cfe3dc"),
    "lapsed": ("Lapsed: lost at year end", "#d98200"),
    "overspent": ("Beyond the budget, for people entitled", "#873a6e"),
}
KINDS = {
    "one_off": "One-off money (pounds)",
    "recurrent": "Yearly money (pounds a year)",
}
ROW = 0.34  #: inches


@dataclass(frozen=True, kw_only=True)
class Account:
    """What one fund's money came to: parts in pounds or, of yearly money, in pounds a year."""

    fund: Fund
    parts: dict[str, float]


def account(lookup: Lookup, scenario: Scenario, fund: Fund) -> Account:
    """The account of a fund.

    Of one-off money: paid out, promised, left, lapsed and beyond the budget. Of yearly money, as it stands on the day:
    committed, left and beyond the budget.
    """

    def of(kpi: str) -> float:
        return lookup.amount(scenario, f"{kpi}.{fund.name}")

    if fund.kind == "recurrent":
        over = of("yearly_overspent")
        held = of("yearly_committed") - over
        parts = {"held": held, "left": max(0.0, of("yearly_left")), "overspent": over}
    else:
        over = of("money_overspent")
        within = max(0.0, of("money_committed") - over)
        spent = min(of("money_spent"), within)
        left = max(0.0, of("money_left"))
        parts = {
            "spent": spent, "promised": within - spent, "left": left, "lapsed": of("money_lapsed"), "overspent": over
        }  # fmt: skip
    return Account(fund=fund, parts=parts)


@figure("money", title="What came of the money")
def money(results: Results) -> Picture | None:
    """What came of each fund's money, one-off and yearly apart: of the baseline and, if any, the one with the most plans."""
    lookup = Lookup(results)
    shown = lookup.leading()
    accounts = {
        (one.name, fund.name): account(lookup, one, fund)
        for one in shown
        for fund in one.resources
        if isinstance(fund, Fund)
    }
    funds: dict[str, Fund] = {each.fund.name: each.fund for each in accounts.values() if sum(each.parts.values()) > 0}
    if not funds:
        return None
    order = {kind: [fund for fund in funds.values() if fund.kind == kind] for kind in KINDS}
    kinds = [kind for kind in KINDS if order[kind]]
    labels = {
        fund.name: wrapped(fund.label or fund.name.replace("_", " ").capitalize(), 1.55, SMALL)
        for fund in funds.values()
    }
    left = MARGIN + max(text_width(label, SMALL) for label in labels.values()) + 0.12
    gap, number = 0.2, 0.55
    width = (WIDTH - left - MARGIN - gap * (len(shown) - 1) - number * len(shown)) / len(shown)
    used = {name for each in accounts.values() for name, value in each.parts.items() if value > 0}
    entries = [PARTS[name] for name in PARTS if name in used]
    top = 0.21 * len(key_rows(entries, WIDTH - 2 * MARGIN)) + (0.42 if len(shown) > 1 else 0.12)
    heights = [0.3 + ROW * len(order[kind]) + 0.42 for kind in kinds]
    picture = Picture(top + sum(heights), alt=_alt(lookup, shown), note=_note(lookup))
    picture.key(MARGIN, 0.12, entries, WIDTH - 2 * MARGIN)
    for kind, at in zip(kinds, [top + sum(heights[:place]) for place in range(len(kinds))], strict=True):
        picture.write(MARGIN, at + 0.14, KINDS[kind], weight="bold", size=SIZE)
        for row, fund in enumerate(order[kind]):
            picture.write(
                left - 0.1, at + 0.3 + ROW * (row + 0.5), labels[fund.name], ha="right", size=SMALL, linespacing=1.05
            )
        empty = [Account(fund=fund, parts={}) for fund in order[kind]]
        columns = [[accounts.get((one.name, e.fund.name), e) for e in empty] for one in shown]
        most = max(sum(each.parts.values()) for column in columns for each in column)
        for place, column in enumerate(columns):
            x = left + place * (width + number + gap)
            axes = picture.place(x, at + 0.3, width, ROW * len(column))
            _bars(axes, column, most, width)
            for row, each in enumerate(column):
                whole = sum(each.parts.values())
                said = wording.short_pounds(whole) if each.parts else "no such fund"
                picture.write(
                    x + whole / most * width + 0.05, at + 0.3 + ROW * (row + 0.5), said, size=SMALL, color=MUTED
                )
    if len(shown) > 1:
        for place, one in enumerate(shown):
            x = left + place * (width + number + gap)
            label = fitted(wording.scenario_label(one), width + number, SIZE, bold=True)
            picture.write(x, top - 0.12, label, weight="bold", size=SIZE)
    return picture


def _bars(axes: Axes, accounts: list[Account], most: float, width: float) -> None:
    axes.set_xlim(0, most)
    axes.set_ylim(len(accounts), 0)
    axes.set_yticks([])
    ticks = [tick for tick in ticks_to(most, max(2, int(width / 0.7))) if tick <= most]
    axes.set_xticks(ticks, [wording.short_pounds(tick) for tick in ticks])
    for row, each in enumerate(accounts):
        at = 0.0
        for name, value in each.parts.items():
            colour = PARTS[name][1]
            axes.barh(row + 0.5, value, 0.66, left=at, color=colour, edgecolor="#fefefe", linewidth=0.5)
            said = wording.short_pounds(value)
            if value / most * width > text_width(said, SMALL) + 0.08:
                axes.text(
                    at + value / 2, row + 0.5, said, ha="center", va="center", fontsize=SMALL, color=readable_on(colour)
                )
            at += value


def _note(lookup: Lookup) -> str:
    runs = ", means over the runs" if lookup.runs > 1 else ", in one run"
    return (
        f"By {lookup.until}{runs}. A bar is all the money put in (and what was needed beyond it). Yearly money is shown by "
        "what it comes to in a year, so the two kinds do not add up."
    )


def _alt(lookup: Lookup, shown: list[Scenario]) -> str:
    each = [f"{wording.scenario_label(one)}: {'; '.join(_told(lookup, one))}" for one in shown]
    return f"Stacked bars of money by fund. In all: {'. '.join(each)}."


def _told(lookup: Lookup, one: Scenario) -> list[str]:
    """A scenario's money of each kind, and what was spent of both."""
    words_of = {
        "in": "put in",
        "committed": "committed",
        "lapsed": "lapsed",
        "left": "left",
        "overspent": "beyond the budget",
    }
    told = []
    for head, kind, unit in (("money", "one-off money", ""), ("yearly", "yearly money", " a year")):
        amounts = {word: lookup.mean(one, f"{head}_{what}") for what, word in words_of.items()}
        parts = [f"{word} {wording.pounds(value)}{unit}" for word, value in amounts.items() if not math.isnan(value)]
        told += [f"{kind} {', '.join(parts)}"] if parts else []
    return [*told, f"spent of both {wording.pounds(lookup.amount(one, 'money_spent'))}"]
