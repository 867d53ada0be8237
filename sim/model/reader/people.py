"""Reading people, how they are identified, and who is inside on day 0."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..by_attribute import Tree, leaves
from ..calendar import Dated
from ..digits import apart
from ..errors import one_of
from ..limits import LEAVING_A_YEAR, MOST, NAMES, PEOPLE, PEOPLE_A_MONTH, POUNDS, SHARE, SOME_PEOPLE
from ..pathway import Pathway
from ..people import Cohort, Identification, Inside, Invitations, People, Route
from ..resources import Fund, Resource
from .calendar import read_calendar
from .check_sizes import check_arrivals
from .cures import cure, takes_away, without
from .distributions import read_days, read_pounds
from .node import Node
from .reserved import is_reserved, read_name, refuse_reserved, reserved
from .reuse import PartsBefore
from .traps import late_beginning
from .values import Context, check_names, read_dated, read_tree, read_weights, within

ROUTES = ("every", "people_a_month", "list")  #: how a route identifies people
START_ROUTE = "start"  #: the route of people who are inside on day 0
YES_NO = ("yes", "no")  #: a question has both answers, even where everybody gives the same
EVERYONE = "everyone"  #: the cohort of a scenario that names none
JOINING = "becoming_eligible_a_year"  #: so many of each cohort, as a share of its size
NEVER = "never"  #: when a cohort opens that is there, and not a part of this programme


def read_people(node: Node, routes: Sequence[str], context: Context) -> People:
    """Read the people; attributes may depend on the cohort, the route and attributes named before."""
    if node:
        node.only("residents", "eligible_share", "cohorts", "attributes", "numbers", "bands", "leaving_a_year", JOINING)
    residents = node["residents"].whole(0, **PEOPLE)
    share = node["eligible_share"].number(1.0, **SHARE)
    cohorts = _cohorts(node["cohorts"], node[JOINING].number(0.0, **SHARE), residents, share, context)
    values = {"cohort": tuple(c.name for c in cohorts) or (EVERYONE,), "route": (*routes, START_ROUTE)}
    people_context = replace(context, values=values)
    attributes: dict[str, Tree[Mapping[str, float]]] = {}
    for name, below in node["attributes"].items():
        if is_reserved("attribute", name):
            below.fault(reserved("attribute", name), name)
            continue
        tree: Tree[Mapping[str, float]] = read_tree(below, people_context, _read_values)
        attributes[name] = tree
        answers = tuple(dict.fromkeys(value for leaf in leaves(tree) for value in leaf))
        values[name] = YES_NO if set(answers) <= set(YES_NO) else answers
        if len(answers) > NAMES:
            below.fault(f"at most {NAMES} values", len(answers))
    refuse_reserved(node["numbers"], "number", *node["numbers"].keys())
    numbers = {name: read_tree(below, people_context, read_pounds) for name, below in node["numbers"].items()}
    refuse_reserved(node["bands"], "bands", *node["bands"].keys())
    bands = {}
    for name, below in node["bands"].items():
        if name in values:
            if name in attributes:
                below.fault("a name that no attribute has", name)
            continue
        refuse_reserved(below, "band", *(key for key, _ in below.items() if key != "of"))
        if isinstance(below["of"].value, int | float):
            below["of"].fault(reserved("band", "of"))
            continue
        limits = {key: limit.number(**POUNDS) for key, limit in below.items() if key != "of" and limit.value != "above"}
        open_ended = [key for key, limit in below.items() if limit.value == "above"]
        if len(open_ended) != 1 or list(limits.values()) != sorted(limits.values()):
            below.fault(f"`of`, then bands with ascending upper limits, the last one `above`{cure(open_ended)}")
        limits.update(dict.fromkeys(open_ended, math.inf))
        bands[name] = (below["of"].text(of=tuple(numbers)), limits)
        values[name] = tuple(limits)
    leaving: Tree[float] = read_tree(
        node["leaving_a_year"], people_context, lambda leaf: leaf.number(0.0, **LEAVING_A_YEAR)
    )
    return People(
        residents=residents,
        cohorts=cohorts,
        attributes=attributes,
        numbers=numbers,
        bands=bands,
        leaving_a_year=leaving,
        values=values,
    )


def _read_values(node: Node) -> Mapping[str, float]:
    """Read the weights of an attribute's values; a reserved word is refused where it stands."""
    weights = read_weights(node)
    if isinstance(node.value, Mapping):
        refuse_reserved(node, "value", *weights)
    elif isinstance(node.value, str):
        read_name(node, "value", "")
    return weights


def _cohorts(node: Node, joining: float, residents: int, share: float, context: Context) -> tuple[Cohort, ...]:
    """Read cohorts, each of so many people or of a share of the eligible; shares are rounded so that all are counted."""
    check_names(node)
    refuse_reserved(node, "cohort", *node.keys())
    eligible = round(residents * share)
    cohorts = []
    shares, counted = 0.0, 0
    for name, below in node.items():
        if is_reserved("cohort", name):
            continue
        below.only("people", "share", "opens", "label")
        if bool(below["people"]) == bool(below["share"]):
            below.fault(f"either people or share{cure(below.keys('people', 'share'))}")
        if below["share"]:
            before = shares
            shares += below["share"].number(**SHARE)
            size = round(eligible * shares) - round(eligible * before)
        else:
            size = below["people"].whole(**PEOPLE)
            counted += size
        cohorts.append(
            Cohort(
                name=name,
                size=size,
                opens=_opens(below["opens"], context),
                joining_a_year=joining * size,
                label=below["label"].label(name),
            )
        )
    if shares and abs(shares - 1) > 1e-9 and not counted:
        node.fault(f"shares that sum to 1 (they sum to {apart(shares, 1)})")
    people = sum(cohort.size for cohort in cohorts)
    if residents and people > residents:
        node.fault(f"at most the {residents} residents in all cohorts together", people)
    elif people > MOST:
        node.fault(f"at most {MOST} people in all cohorts together", people)
    return tuple(cohorts)


def _opens(node: Node, context: Context) -> float:
    """The day from which a cohort may be identified; the horizon, where it never may be."""
    if node.value == NEVER:
        return context.horizon
    return max(0.0, context.day(node.date(context.start)))


def read_identification(
    node: Node, cohorts: Node, context: Context, before: PartsBefore[Route] | None = None
) -> Identification:
    """Read the routes that compete for each person; `before` are the same ones before some of their numbers moved."""
    names = tuple(cohorts.keys())
    before = before or PartsBefore()
    routes = []
    if node.value in (None, {}):
        node.fault("at least one route")
    check_names(node)
    refuse_reserved(node, "route", *node.keys())
    for name, below in node.items():
        if (unmoved := before.get(name, below)) is not None:
            routes.append(unmoved)
            continue
        below.only("every", "until", "people_a_month", "list", "size", "begins", "cohorts", "label")
        kinds = below.keys(*ROUTES)
        if len(kinds) != 1:
            below.fault(f"exactly one of {', '.join(ROUTES)}{cure(kinds)}")
            continue
        if kinds[0] != "every" and not names:
            below.fault("`every`, where no cohort of people is given")
        if below["until"] and kinds[0] != "every":
            below["until"].fault(
                f"only with `every`: other routes end with their flows and lists{without(below['until'])}"
            )
        if below["begins"] and kinds[0] == "every":
            below["begins"].fault(f"only with people_a_month or list{without(below['begins'])}")
        faults = len(node.faults)
        every = read_days(below["every"]) if below["every"] else None
        until = context.day(below["until"].date(context.start)) if below["until"] else math.inf
        if every is not None and len(node.faults) == faults:
            if every.most <= 0:
                below["every"].fault("days between arrivals, above 0")
            else:
                check_arrivals(every, max(0.0, min(until, context.horizon)), below["every"])
        routes.append(
            Route(
                name=name,
                every=every,
                until=until,
                people_a_month=_people_a_month(below["people_a_month"], context),
                days=read_calendar(below["list"], context) if below["list"] else (),
                size=below["size"].whole(**SOME_PEOPLE) if below["list"] else 0,
                begins=read_days(below["begins"]) if below["begins"] else None,
                cohorts=below["cohorts"].texts(of=names),
                label=below["label"].label(name),
            )
        )
    if any(r.every for r in routes) and len(routes) > 1:
        others = [route.name for route in routes if not route.every]
        allowed = "an open stream (every) by itself, since its people come from outside every cohort"
        node.fault(f"{allowed}{takes_away(others or node.keys()[:-1])}", node.keys())
    return Identification(routes=tuple(routes))


def _people_a_month(node: Node, context: Context) -> Dated | None:
    """The flow of a route, if it has one."""
    if not node:
        return None
    flow = read_dated(node, context, within(PEOPLE_A_MONTH))
    context.notes.extend(late_beginning(node, flow, context.start))
    return flow


def read_invitations(node: Node, pathway: Pathway) -> Invitations | None:
    """Read the waiting list that whoever identifies people looks at, if anybody does."""
    if not node:
        return None
    node.only("while_fewer_than", "are_at")
    below = node["are_at"]
    stages = below.texts(of=tuple(stage.name for stage in pathway.stages))
    if not stages or len({*stages}) < len(stages):
        below.fault("the names of stages, each once")
    return Invitations(fewer_than=node["while_fewer_than"].whole(**SOME_PEOPLE), at=stages)


def read_inside(node: Node, pathway: Pathway, resources: Sequence[Resource], people: People) -> tuple[Inside, ...]:
    """Read who is inside on day 0, in the order in which they join."""
    stages = tuple(stage.name for stage in pathway.stages)
    held = tuple(r.name for r in resources if r.held_after_step)
    inside = []
    for below in node.list():
        below.only("stage", "count", "holding", "with")
        attributes = {}
        for attribute, value in below["with"].items():
            drawn = [name for name in people.values if name != "route" and name not in people.bands]
            if attribute not in drawn:
                value.fault(one_of(drawn, attribute, "an attribute that is drawn:"), attribute)
            else:
                attributes[attribute] = value.text(of=people.values[attribute])
        holding = below["holding"].texts(of=held)
        if any(isinstance(r, Fund) for r in resources if r.name in holding):
            below["holding"].fault("places of a caseload; money already promised belongs under start_state.committed")
        inside.append(
            Inside(
                stage=below["stage"].text(of=stages),
                count=below["count"].whole(1, **SOME_PEOPLE),
                holding=holding,
                attributes=attributes,
            )
        )
    if (count := sum(entry.count for entry in inside)) > MOST:
        node.fault(f"at most {MOST} people in all", count)
    return tuple(inside)
