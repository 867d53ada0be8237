"""Reading goals, costs and outcomes: what the measures need to know and no engine does."""

from __future__ import annotations

import re
from collections.abc import Collection

from ..digits import apart
from ..economy import FUNDERS, JOINT, Costs, Gain, Outcomes, PackageCost, Use
from ..goals import Goals, PerGoal
from ..limits import CHANGE, GAIN, POUNDS, POUNDS_EACH, SHARE, USES_A_YEAR, YEARS
from ..pathway import Pathway
from .check_sizes import check_combinations
from .cures import only_way
from .distributions import read_days
from .node import Node
from .values import Context, check_names

PER_GOAL = "per_goal"  #: the key that makes a `next` one that follows from decisions on each goal
DECISIONS = ("approve", "defer", "refuse")
TARGETS = ("approved", "deferred", "refused")
PRICE_YEAR = re.compile(r"(\d{4})/(\d{2})")  #: a financial year


def read_per_goal(node: Node, targets: Collection[str], context: Context) -> PerGoal:
    """Read a `next` that follows from what is decided of each goal."""
    only_way(node, PER_GOAL, "goals", "value", "to")
    chances, to = node[PER_GOAL], node["to"]
    chances.only(*DECISIONS)
    approve, defer, refuse = (chances[name].number(**SHARE) for name in DECISIONS)
    if abs(approve + defer + refuse - 1) > 1e-9:
        chances.fault(f"probabilities that sum to 1 (they sum to {apart(approve + defer + refuse, 1)})")
    goals, value = _goals_and_value(node, "goals", "value", context)
    if to:
        to.only(*TARGETS)
    approved, deferred, refused = (to[name].text(of=targets) for name in TARGETS)
    if len({approved, deferred, refused}) < len(TARGETS) and all(to[name] for name in TARGETS):
        to.fault("three different targets")
    return PerGoal(
        approve=approve,
        defer=defer,
        refuse=refuse,
        goals=goals,
        value=value,
        approved=approved,
        deferred=deferred,
        refused=refused,
    )


def _goals_and_value(node: Node, goals: str, value: str, context: Context) -> tuple[tuple[str, ...], str]:
    """The attributes that stand for goals, and the value that needs money."""
    faults = len(node.faults)
    names = node[goals].texts(of=tuple(context.values))
    if not names:
        node[goals].fault("at least one attribute that tells a goal")
    elif len(set(names)) < len(names):
        node[goals].fault("attributes, each once")
    else:
        check_combinations(names, context.values, node[goals])
    if len(node.faults) > faults:
        return names, ""  # which values there are is not known
    choices = dict.fromkeys(choice for name in names for choice in context.values[name])
    return names, node[value].text(of=tuple(choices))


def read_goals(node: Node, pathway: Pathway, context: Context) -> Goals | None:
    """Read which goals people have and what becomes of them; None where the scenario has none."""
    if not node:
        return None
    node.only("attributes", "money", "days", "asked", "capped_at", "refused", "unsourced")
    faults = len(node.faults)
    names, money = _goals_and_value(node, "attributes", "money", context)
    sources = tuple(dict.fromkeys(source for name in names for source in context.values.get(name, ())))
    days = {source: read_days(below) for source, below in node["days"].items()}
    if len(node.faults) == faults and set(days) != set(sources):
        node["days"].fault(f"days for every place where goals are found: {', '.join(sources)}", list(days))
    funds = tuple(stage.name for stage in pathway.stages if stage.amount is not None)
    capped_at = node["capped_at"].texts(of=funds)
    if capped_at and not node["asked"]:
        node["asked"].fault("the people's number that is asked for, since less may be granted")
    return Goals(
        attributes=names,
        money=money,
        days={source: days[source] for source in sources if source in days},
        asked=node["asked"].text(of=context.numbers) if node["asked"] else "",
        capped_at=capped_at,
        refused=node["refused"].texts(of=tuple(pathway.exits)),
        unsourced=node["unsourced"].texts(of=tuple(pathway.exits)),
    )


def read_costs(node: Node, context: Context) -> Costs | None:
    """Read costs that belong to no resource; None where the scenario has none."""
    if not node:
        return None
    node.only("price_year", "set_up", "set_up_years", "set_up_funder", "standard_plan", "packages")
    check_names(node["packages"])
    return Costs(
        price_year=_price_year(node["price_year"]),
        set_up=node["set_up"].number(0.0, **POUNDS),
        set_up_years=node["set_up_years"].number(1.0, **YEARS),
        set_up_funder=node["set_up_funder"].text(JOINT, of=FUNDERS),
        standard_plan=node["standard_plan"].number(0.0, **POUNDS_EACH),
        packages=tuple(_package_cost(name, below, context) for name, below in node["packages"].items()),
    )


def _price_year(node: Node) -> str:
    year = node.text("")
    match = PRICE_YEAR.fullmatch(year)
    if year and (match is None or int(match[2]) != (int(match[1]) + 1) % 100):
        node.fault("a financial year, such as 2017/18", year)
    return year


def _package_cost(name: str, node: Node, context: Context) -> PackageCost:
    """What one package costs, once and a year, from when on, and who pays."""
    node.only("once", "a_year", "from", "funder")
    return PackageCost(
        name=name,
        once=node["once"].number(0.0, **POUNDS),
        a_year=node["a_year"].number(0.0, **POUNDS),
        from_day=context.day(node["from"].date(context.start)),
        funder=node["funder"].text(JOINT, of=FUNDERS),
    )


def read_outcomes(node: Node) -> Outcomes | None:
    """Read what may come of plans and budgets; None where the scenario says nothing of it."""
    if not node:
        return None
    node.only("ascot", "eq5d", "admissions", "attendances")
    return Outcomes(
        ascot=_gain(node["ascot"]),
        eq5d=_gain(node["eq5d"]),
        admissions=_use(node["admissions"]),
        attendances=_use(node["attendances"]),
    )


def _gain(node: Node) -> Gain | None:
    if not node:
        return None
    node.only("a_year", "low", "high")
    a_year = node["a_year"].number(**GAIN)
    low, high = (node[name].number(a_year, **GAIN) for name in ("low", "high"))
    if not low <= a_year <= high:
        node.fault("low <= a_year <= high")
    return Gain(a_year=a_year, low=low, high=high)


def _use(node: Node) -> Use | None:
    if not node:
        return None
    node.only("a_year", "change", "cost")
    return Use(
        a_year=node["a_year"].number(0.0, **USES_A_YEAR),
        change=node["change"].number(0.0, **CHANGE),
        cost=node["cost"].number(0.0, **POUNDS_EACH),
    )
