"""What came of the money, by fund."""

from __future__ import annotations

import math

from matplotlib.axes import Axes

from ...experiments import Results
from ...experiments.analysis.lookup import Lookup
from ...experiments.analysis.money import FundAccount, fund_account
from ...experiments.analysis.people import occurring
from ...model import Fund, Scenario
from .. import wording
from ..labels import until
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
from .registry import figure

PARTS = {
    "spent": ("Paid out", "#00573f"),
    "promised": ("Promised, not yet paid", "#2fa37f"),
    "held": ("Committed, each year", "#0072b2"),
    "left": ("Left", "#cfe3dc"),
    "lapsed": ("Lapsed: lost at year end", "#d98200"),
    "in_place": ("By right, in place of packages paid anyway", "#56a0d0"),
    "overspent": ("Beyond the budget", "#873a6e"),
}
KINDS = {
    "one_off": "One-off money (pounds)",
    "recurrent": "Yearly money (pounds a year)",
}
ROW = 0.34  #: inches


@figure("money", title="What came of the money", section="money", order=1)
def money(results: Results) -> Picture | None:
    """What came of each fund's money, one-off and yearly apart: of the baseline and, if any, the one with the most plans."""
    lookup = Lookup(results)
    shown = lookup.leading()
    accounts = {
        (scenario.name, fund.name): fund_account(lookup, scenario, fund)
        for scenario in shown
        for fund in scenario.resources
        if isinstance(fund, Fund)
    }
    funds: dict[str, Fund] = {account.fund.name: account.fund for account in accounts.values() if account.whole > 0}
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
    used = occurring(account.parts for account in accounts.values())
    entries = [PARTS[name] for name in PARTS if name in used]
    top = 0.21 * len(key_rows(entries, WIDTH - 2 * MARGIN)) + (0.42 if len(shown) > 1 else 0.12)
    heights = [0.3 + ROW * len(order[kind]) + 0.42 for kind in kinds]
    picture = Picture(top + sum(heights), alt=_alt(lookup, shown), note=_note(lookup))
    picture.key(MARGIN, 0.12, entries, WIDTH - 2 * MARGIN)
    for kind, y in zip(kinds, [top + sum(heights[:index]) for index in range(len(kinds))], strict=True):
        picture.write(MARGIN, y + 0.14, KINDS[kind], weight="bold", size=SIZE)
        for row, fund in enumerate(order[kind]):
            picture.write(
                left - 0.1, y + 0.3 + ROW * (row + 0.5), labels[fund.name], ha="right", size=SMALL, linespacing=1.05
            )
        empty = [FundAccount(fund=fund, parts={}) for fund in order[kind]]
        columns = [
            [accounts.get((scenario.name, account.fund.name), account) for account in empty] for scenario in shown
        ]
        most = max(account.whole for column in columns for account in column)
        for index, column in enumerate(columns):
            x = left + index * (width + number + gap)
            axes = picture.axes_at(x, y + 0.3, width, ROW * len(column))
            _bars(axes, column, most, width)
            for row, account in enumerate(column):
                text = wording.short_pounds(account.whole) if account.parts else "no such fund"
                end = x + account.whole / most * width + 0.05
                picture.write(end, y + 0.3 + ROW * (row + 0.5), text, size=SMALL, color=MUTED)
    if len(shown) > 1:
        for index, scenario in enumerate(shown):
            x = left + index * (width + number + gap)
            label = fitted(wording.scenario_label(scenario), width + number, SIZE, bold=True)
            picture.write(x, top - 0.12, label, weight="bold", size=SIZE)
    return picture


def _bars(axes: Axes, accounts: list[FundAccount], most: float, width: float) -> None:
    axes.set_xlim(0, most)
    axes.set_ylim(len(accounts), 0)
    axes.set_yticks([])
    ticks = [tick for tick in ticks_to(most, max(2, int(width / 0.7))) if tick <= most]
    axes.set_xticks(ticks, [wording.short_pounds(tick) for tick in ticks])
    for row, account in enumerate(accounts):
        start = 0.0
        for name, value in account.parts.items():
            colour = PARTS[name][1]
            axes.barh(row + 0.5, value, 0.66, left=start, color=colour, edgecolor="#fefefe", linewidth=0.5)
            text, middle, ink = wording.short_pounds(value), start + value / 2, readable_on(colour)
            if value / most * width > text_width(text, SMALL) + 0.08:
                axes.text(middle, row + 0.5, text, ha="center", va="center", fontsize=SMALL, color=ink)
            start += value


def _note(lookup: Lookup) -> str:
    runs = ", means over the runs" if lookup.runs > 1 else ", in one run"
    return (
        f"By {until(lookup)}{runs}. A bar is all the money put in (and what was needed beyond it). Yearly money is shown by "
        "what it comes to in a year, so the two kinds do not add up."
    )


def _alt(lookup: Lookup, shown: list[Scenario]) -> str:
    texts = [f"{wording.scenario_label(scenario)}: {'; '.join(_amounts(lookup, scenario))}" for scenario in shown]
    return f"Stacked bars of money by fund. In all: {'. '.join(texts)}."


def _amounts(lookup: Lookup, scenario: Scenario) -> list[str]:
    """A scenario's money of each kind, and what was spent of both."""
    labels = {
        "in": "put in",
        "committed": "committed",
        "lapsed": "lapsed",
        "left": "left",
        "in_place": "by right, in place of packages that are paid anyway",
        "overspent": "beyond the budget",
    }
    texts = []
    for head, kind, unit in (("money", "one-off money", ""), ("yearly", "yearly money", " a year")):
        amounts = {label: lookup.mean(scenario, f"{head}_{part}") for part, label in labels.items()}
        parts = [f"{label} {wording.pounds(value)}{unit}" for label, value in amounts.items() if not math.isnan(value)]
        texts += [f"{kind} {', '.join(parts)}"] if parts else []
    return [*texts, f"spent of both {wording.pounds(lookup.amount(scenario, 'money_spent'))}"]
