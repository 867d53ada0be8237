"""From a plain mapping to a `Scenario`, with all faults reported at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..calendar import add_months
from ..errors import ScenarioError
from ..limits import HOPED_FOR, HORIZON, LOCALITIES, LONGEST, PEOPLE, SEED, SHARE, VALUE
from ..people import FUNDER, People
from ..scenario import Check, Scenario, Target
from .check_graph import check_amounts, check_graph
from .check_sizes import check_people, check_tables
from .economy import read_costs, read_goals, read_outcomes
from .node import Node, plain
from .parameters import read_parameters
from .pathway import read_pathway
from .people import read_identification, read_inside, read_invitations, read_people
from .resources import read_resources
from .reuse import ScenarioBefore, same_names
from .values import Context, dated_items

KEYS = (
    "name",
    "label",
    "lever",
    "description",
    "seed",
    "start",
    "horizon",
    "localities",
    "evidence",
    "ours",
    "strength",
    "targets",
    "budgets_counted",
    "checks",
    "uncertainty",
    "people",
    "identification",
    "invitations",
    "pathway",
    "resources",
    "start_state",
    "goals",
    "costs",
    "outcomes",
)
DEFAULT_START = dt.date(2017, 10, 1)


def build(mapping: Mapping[str, Any]) -> Scenario:
    """Build a scenario from a plain mapping.

    Parameters
    ----------
    mapping
        The configuration as plain dictionaries, lists, texts and numbers, for example as read from YAML. Only `pathway`,
        `identification` and `horizon` must be there.

    Returns
    -------
    Scenario
        The frozen scenario.

    Raises
    ------
    ScenarioError
        With every fault of the mapping: key path, value found, what is allowed.
    """
    return built(plain(mapping))


def built(mapping: dict[str, Any], parent: Scenario | None = None, *, is_draw: bool = False) -> Scenario:
    """The scenario of a mapping that is plain already, see `plain`, and that nobody will change; as `build` else.

    Parameters
    ----------
    mapping
        A plain mapping. Where it is that of the `parent` but for numbers that have moved, what has not moved stands in both as
        the very same object, and is not read again.
    parent
        A scenario with the same names and all else that is no number; None for none.
    is_draw
        Whether the numbers are within the ranges of the parent's uncertain parameters, at whose ends it was checked.
    """
    top = Node(mapping)
    if not top.only(*KEYS):
        raise ScenarioError(top.faults)
    name = top["name"].text("scenario")
    _strengths(top["strength"])
    start = top["start"].date(DEFAULT_START)
    horizon = _horizon(top["horizon"], start)
    context = Context(start=start, horizon=horizon)
    if parent is not None and (parent.start, parent.horizon) != (start, horizon):
        parent = None  # its days are others
    before = ScenarioBefore(parent)
    notes = parent.notes if parent is not None else ()

    resources = read_resources(top["resources"], top["start_state"]["committed"], context, before.resources)
    identification = read_identification(top["identification"], top["people"]["cohorts"], context, before.routes)
    people = read_people(top["people"], [route.name for route in identification.routes], context)
    context = replace(context, values=people.values, numbers=tuple(people.numbers))
    if parent is not None and parent.people.values != people.values:
        parent = None  # a number was a name, and has become another
        before = ScenarioBefore(parent)
    pathway = read_pathway(top["pathway"], resources, context, before.stages)
    if parent is not None and not same_names(parent, resources, pathway):
        parent = None
    start_state = top["start_state"]
    if start_state:
        start_state.only("people", "plans_done", "budgets_done", "committed")
    parts = before.parts
    inside = parts.get("start_state", start_state) or read_inside(start_state["people"], pathway, resources, people)
    invitations = read_invitations(top["invitations"], pathway)
    if not any(fault.path.startswith(("pathway", "resources")) for fault in top.faults):
        if parent is None or not is_draw:  # a draw keeps the sums of weights
            check_graph(pathway, inside, top["pathway"])
        check_amounts(pathway, resources, people, top["pathway"])
    localities = parts.get("localities", top["localities"]) or _localities(top["localities"], context)
    if (parent is None or not is_draw) and not top.faults:  # of a draw, the people were checked as they were read
        locality_count = sum(count for _, count in localities) or 1
        check_tables(pathway, people, top)
        check_people(people, identification, inside, horizon, locality_count, len(pathway.stages), top)
    scenario = Scenario(
        name=name,
        label=top["label"].label(name),
        lever=top["lever"].text(""),
        description=top["description"].text("").strip(),
        seed=top["seed"].whole(0, **SEED),
        start=start,
        horizon=horizon,
        evidence=top["evidence"].texts(),
        ours=_ours(top["ours"]),
        uncertain=read_parameters(top["uncertainty"], mapping),
        localities=localities,
        targets=parts.get("targets", top["targets"]) or _targets(top["targets"], start, horizon),
        budgets_counted=_budgets_counted(top["budgets_counted"], people),
        checks=parts.get("checks", top["checks"]) or _checks(top["checks"]),
        people=people,
        identification=identification,
        pathway=pathway,
        resources=resources,
        inside=inside,
        invitations=invitations,
        plans_done=start_state["plans_done"].whole(0, **PEOPLE),
        budgets_done=start_state["budgets_done"].whole(0, **PEOPLE),
        goals=parts.get("goals", top["goals"]) or read_goals(top["goals"], pathway, context),
        costs=read_costs(top["costs"], context),
        outcomes=read_outcomes(top["outcomes"]),
        mapping=mapping,
        notes=tuple(dict.fromkeys([*notes, *context.notes])),
        parent=parent,
    )
    if top.faults:
        raise ScenarioError(top.faults, name if isinstance(mapping.get("name"), str) else "")
    return scenario


def _horizon(node: Node, start: dt.date) -> float:
    """Days from the start: a number, or the date on which the simulation ends."""
    if isinstance(node.value, str | dt.date):
        days, last = (node.date() - start).days, start + dt.timedelta(days=LONGEST)
        if not 0 < days <= LONGEST:
            node.fault(f"a date after the start, {start}, and by {last}")
        return float(min(max(days, 1), LONGEST))
    faults = len(node.faults)
    length = node.number(**HORIZON)
    return length if len(node.faults) == faults else LONGEST  # so that no date is too late as well


def _ours(node: Node) -> tuple[str, ...]:
    """Sentences on what is the modeller's own, each under a name, so that a scenario can replace or take out another's."""
    sentences = {name: " ".join(below.text().split()) for name, below in node.items() if below}
    for name, sentence in sentences.items():
        if isinstance(node[name].value, str) and not sentence.endswith("."):
            node[name].fault("a sentence with its full stop")
    return tuple(sentences.values())


def _strengths(node: Node) -> None:
    """Check the strengths of levers: they are in the numbers already, and are kept in the mapping to tell scenarios apart."""
    strengths = [below for _, below in node.items()]
    for strength in strengths:
        strength.number(**SHARE)


def _localities(node: Node, context: Context) -> tuple[tuple[dt.date, int], ...]:
    """Dates of joining, whole years after the start, and how many localities join."""
    localities = []
    for date, count in dated_items(node):
        same_day = date == add_months(context.start, 12 * (date.year - context.start.year))
        if not same_day or not 0 <= context.day(date) < context.horizon:
            count.fault(f"a date whole years after the start ({context.start}), before the horizon", str(date))
        localities.append((date, count.whole(**LOCALITIES)))
    return tuple(localities)


def _targets(node: Node, start: dt.date, horizon: float) -> tuple[Target, ...]:
    targets: list[Target] = []
    for date, target in dated_items(node):
        target.only("plans", "budgets")
        day = (date - start).days + 1.0  # by the end of that date
        if not 0 < day <= horizon:
            target.fault(f"a date from the start ({start}) to the horizon", str(date))
        plans = target["plans"].whole(**HOPED_FOR) if target["plans"] else None
        budgets = target["budgets"].whole(**HOPED_FOR) if target["budgets"] else None
        targets.append(Target(date=date, day=day, plans=plans, budgets=budgets))
    return tuple(targets)


def _budgets_counted(node: Node, people: People) -> tuple[str, ...]:
    """The funders whose budgets the targets count; none named for all."""
    if not node:
        return ()
    if FUNDER not in people.attributes:
        node.fault(f"nothing, since people have no attribute {FUNDER}")
        return ()
    items = node.list()
    if not items:
        node.fault("at least one funder; nothing at all where every budget counts")
    named: dict[str, None] = {}
    for item in items:
        funder = item.text(of=people.values[FUNDER])
        if funder in named and funder == item.value:
            item.fault("each funder once")
        named[funder] = None
    return tuple(named)


def _checks(node: Node) -> tuple[Check, ...]:
    checks = []
    for check in node.list():
        check.only("kpi", "group", "between", "kind", "source")
        band = check["between"].list()
        if len(band) != 2:
            check["between"].fault("two numbers, low and high")
            continue
        low, high = (end.number(**VALUE) for end in band)
        if low > high:
            check["between"].fault("the lower number first")
        checks.append(
            Check(
                kpi=check["kpi"].text(),
                group=check["group"].text("all"),
                low=low,
                high=high,
                kind=check["kind"].text(of=("calibration", "consistency", "validation")),
                source=check["source"].text(),
            )
        )
    return tuple(checks)
