"""What came of the money, by fund."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes

from ...experiments import Results
from ...model import Fund, Scenario
from .. import words
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
    "promised": ("Promised", "#2fa37f"),
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
    """What one fund's money came to, in pounds; of yearly money, pounds a year."""

    fund: Fund
    parts: dict[str, float]


def account(lookup: Lookup, scenario: Scenario, fund: Fund) -> Account:
    """The account of a fund: paid out (one-off money), promised, left, lapsed, and beyond the budget."""
    pounds = {
        what: lookup.amount(scenario, f"money_{what}.{fund.name}") for what in ("committed", "spent", "lapsed", "left")
    }
    over = lookup.amount(scenario, f"money_overspent.{fund.name}")
    spent = pounds["spent"] if fund.kind == "one_off" else 0.0
    promised = max(0.0, pounds["committed"] - spent - over)
    left, lapsed = max(0.0, pounds["left"]), pounds["lapsed"]
    return Account(
        fund=fund, parts={"spent": spent, "promised": promised, "left": left, "lapsed": lapsed, "overspent": over}
    )


@figure("money", title="What came of the money")
def money(results: Results) -> Picture | None:
    """Paid out, promised, left and lapsed by fund: of the baseline and, if there are others, the one with the most plans."""
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
                said = words.short_pounds(whole) if each.parts else "no such fund"
                picture.write(
                    x + whole / most * width + 0.05, at + 0.3 + ROW * (row + 0.5), said, size=SMALL, color=MUTED
                )
    if len(shown) > 1:
        for place, one in enumerate(shown):
            x = left + place * (width + number + gap)
            label = fitted(words.scenario_label(one), width + number, SIZE, bold=True)
            picture.write(x, top - 0.12, label, weight="bold", size=SIZE)
    return picture


def _bars(axes: Axes, accounts: list[Account], most: float, width: float) -> None:
    axes.set_xlim(0, most)
    axes.set_ylim(len(accounts), 0)
    axes.set_yticks([])
    ticks = [tick for tick in ticks_to(most, max(2, int(width / 0.7))) if tick <= most]
    axes.set_xticks(ticks, [words.short_pounds(tick) for tick in ticks])
    for row, each in enumerate(accounts):
        at = 0.0
        for name, value in each.parts.items():
            colour = PARTS[name][1]
            axes.barh(row + 0.5, value, 0.66, left=at, color=colour, edgecolor="#fefefe", linewidth=0.5)
            said = words.short_pounds(value)
            if value / most * width > text_width(said, SMALL) + 0.08:
                axes.text(
                    at + value / 2, row + 0.5, said, ha="center", va="center", fontsize=SMALL, color=readable_on(colour)
                )
            at += value


def _note(lookup: Lookup) -> str:
    runs = ", means over the runs" if lookup.runs > 1 else ", in one run"
    return (
        f"By {lookup.until}{runs}. A bar is all the money put in (and what was needed beyond it). "
        "Yearly money is held for as long as a budget lives."
    )


def _alt(lookup: Lookup, shown: list[Scenario]) -> str:
    each = []
    for one in shown:
        parts = [
            f"{word} {words.pounds(lookup.amount(one, f'money_{what}'))}"
            for what, word in (
                ("in", "put in"),
                ("committed", "committed"),
                ("spent", "spent"),
                ("lapsed", "lapsed"),
                ("left", "left"),
                ("overspent", "beyond the budget"),
            )
        ]
        each.append(f"{words.scenario_label(one)}: {', '.join(parts)}")
    return f"Stacked bars of money by fund. In all: {'. '.join(each)}."
