"""What came of the money, fund by fund."""

from __future__ import annotations

from dataclasses import dataclass

from ...model import Fund, Scenario
from .lookup import Lookup

KINDS = ("one_off", "recurrent")  #: of funds


@dataclass(frozen=True, kw_only=True)
class FundAccount:
    """What one fund's money came to: parts in pounds or, of yearly money, in pounds a year."""

    fund: Fund
    parts: dict[str, float]

    @property
    def whole(self) -> float:
        """All the money put in, and what was needed beyond it."""
        return sum(self.parts.values())


def fund_account(lookup: Lookup, scenario: Scenario, fund: Fund) -> FundAccount:
    """The account of a fund.

    Of one-off money: paid out, promised, left, lapsed and beyond the budget. Of yearly money, as it stands on the day:
    committed, left, in place of packages that are paid anyway, and beyond the budget.
    """

    def of(kpi: str) -> float:
        return lookup.amount(scenario, f"{kpi}.{fund.name}")

    if fund.kind == "recurrent":
        over, in_place = of("yearly_overspent"), of("yearly_in_place")
        held = of("yearly_committed") - over - in_place
        parts = {"held": held, "left": max(0.0, of("yearly_left")), "in_place": in_place, "overspent": over}
    else:
        over = of("money_overspent")
        within = max(0.0, of("money_committed") - over)
        spent = min(of("money_spent"), within)
        left = max(0.0, of("money_left"))
        parts = {
            "spent": spent, "promised": within - spent, "left": left, "lapsed": of("money_lapsed"), "overspent": over
        }  # fmt: skip
    return FundAccount(fund=fund, parts=parts)


def spent_by_kind(lookup: Lookup, scenario: Scenario) -> dict[str, float]:
    """The pounds spent so far of each kind of money, by `KINDS`."""
    spent = dict.fromkeys(KINDS, 0.0)
    for fund in scenario.resources:
        if isinstance(fund, Fund):
            spent[fund.kind] += lookup.amount(scenario, f"money_spent.{fund.name}")
    return spent
