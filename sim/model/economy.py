"""What things cost besides staff time and budgets, and what good may come of a budget."""

from __future__ import annotations

from dataclasses import dataclass

JOINT = "joint"
FUNDERS = ("nhs", "council", "education", JOINT)  #: who may pay; money is reported by them


@dataclass(frozen=True, kw_only=True)
class PackageCost:
    """What a package costs beyond the staff and the budgets that the model pays for anyway.

    Attributes
    ----------
    name
        The lever's.
    once, a_year
        Pounds on the day on which it begins, and pounds a year from then on.
    from_day
        The day on which it begins; below 0 where that was before the start, so that `once` is paid already.
    funder
        Who pays: one of `FUNDERS`.
    """

    name: str
    once: float = 0.0
    a_year: float = 0.0
    from_day: float = 0.0
    funder: str = JOINT


@dataclass(frozen=True, kw_only=True)
class Costs:
    """Costs that belong to no resource.

    Attributes
    ----------
    price_year
        The financial year in whose prices all money of the scenario is, such as ``2017/18``; empty where nothing is said.
    set_up, set_up_years, set_up_funder
        What setting up the programme costs (pounds), over how many years from the start it is spent evenly, and who pays.
    standard_plan
        What a care plan costs in standard care (pounds).
    packages
        What each package that is ordered costs.
    """

    price_year: str = ""
    set_up: float = 0.0
    set_up_years: float = 1.0
    set_up_funder: str = JOINT
    standard_plan: float = 0.0
    packages: tuple[PackageCost, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Gain:
    """A gain of quality of life for each year with a live budget: what is assumed, and the range of what is known."""

    a_year: float = 0.0
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Use:
    """A use of hospitals: how often a person with a plan comes in a year, by what share a plan changes that, and its cost."""

    a_year: float = 0.0
    change: float = 0.0
    cost: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Outcomes:
    """What may come of plans and budgets for people's lives and for hospitals."""

    ascot: Gain | None = None
    eq5d: Gain | None = None
    admissions: Use | None = None
    attendances: Use | None = None
