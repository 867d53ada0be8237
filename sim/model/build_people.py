"""Reading people, how they are found, and who is inside on day 0."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from .build_values import Context, cure, read_calendar, read_dated, read_distribution, read_tree, read_weights
from .earlier import Earlier
from .errors import one_of
from .pathway import Pathway
from .people import Cohort, Identification, Inside, People, Route
from .reading import Node
from .resources import Fund, Resource, outlasts_the_step
from .tree import Tree, leaves

ROUTES = ("every", "people_a_month", "list")  #: how a route identifies people
START_ROUTE = "start"  #: the route of people who are inside on day 0
YES_NO = ("yes", "no")  #: a question has both answers, even where everybody gives the same
MOST = 10_000_000  #: people; beyond it memory ends before patience does
EVERYONE = "everyone"  #: the cohort of a scenario that names none


def read_people(node: Node, routes: Sequence[str], context: Context) -> People:
    """Read the people; attributes may depend on the cohort, the route and attributes named before."""
    if node:
        node.only("residents", "eligible_share", "cohorts", "attributes", "numbers", "bands", "leaving_a_year")
    residents = node["residents"].whole(0, high=MOST)
    share = node["eligible_share"].number(1.0, low=0.0, high=1.0)
    cohorts = _cohorts(node["cohorts"], residents, share, context)
    values = {"cohort": tuple(c.name for c in cohorts) or (EVERYONE,), "route": (*routes, START_ROUTE)}
    known = replace(context, values=values)
    attributes: dict[str, Tree[Mapping[str, float]]] = {}
    for name, below in node["attributes"].items():
        if name in values:
            below.fault("a new name (cohort and route are always there)", name)
            continue
        tree: Tree[Mapping[str, float]] = read_tree(below, known, read_weights)
        attributes[name] = tree
        found = tuple(dict.fromkeys(value for leaf in leaves(tree) for value in leaf))
        values[name] = YES_NO if set(found) <= set(YES_NO) else found
    numbers = {name: read_tree(below, known, read_distribution) for name, below in node["numbers"].items()}
    bands = {}
    for name, below in node["bands"].items():
        limits = {key: limit.number(low=0.0) for key, limit in below.items() if key != "of" and limit.value != "above"}
        open_ended = [key for key, limit in below.items() if limit.value == "above"]
        if len(open_ended) != 1 or list(limits.values()) != sorted(limits.values()):
            below.fault("`of`, then bands with ascending upper limits, the last one `above`")
        limits.update(dict.fromkeys(open_ended, math.inf))
        bands[name] = (below["of"].text(of=tuple(numbers)), limits)
        values[name] = tuple(limits)
    leaving: Tree[float] = read_tree(node["leaving_a_year"], known, lambda leaf: leaf.number(0.0, low=0.0))
    return People(
        residents=residents,
        cohorts=cohorts,
        attributes=attributes,
        numbers=numbers,
        bands=bands,
        leaving_a_year=leaving,
        values=values,
    )


def _cohorts(node: Node, residents: int, share: float, context: Context) -> tuple[Cohort, ...]:
    """Read cohorts, each of so many people or of a share of the eligible; shares are rounded so that all are counted."""
    eligible = round(residents * share)
    found = []
    told, counted = 0.0, 0
    for name, below in node.items():
        below.only("people", "share", "opens", "label")
        if bool(below["people"]) == bool(below["share"]):
            below.fault("either people or share")
        if below["share"]:
            before = told
            told += below["share"].number(low=0.0, high=1.0)
            size = round(eligible * told) - round(eligible * before)
        else:
            size = below["people"].whole(high=MOST)
            counted += size
        opens = context.day(below["opens"].date(context.start))
        found.append(
            Cohort(name=name, size=size, opens=max(0.0, opens), label=below["label"].text(name.replace("_", " ")))
        )
    if told and abs(told - 1) > 1e-9 and not counted:
        node.fault(f"shares that sum to 1 (they sum to {told:g})")
    return tuple(found)


def read_identification(
    node: Node, cohorts: Node, context: Context, earlier: Earlier[Route] | None = None
) -> Identification:
    """Read the routes that compete to find each person; `earlier` are the same ones before some of their numbers moved."""
    names = tuple(cohorts.keys())
    earlier = earlier or Earlier()
    routes = []
    if not node:
        node.fault("at least one route")
    for name, below in node.items():
        if (before := earlier.get(name, below)) is not None:
            routes.append(before)
            continue
        if name == START_ROUTE:
            below.fault("a name other than `start`, which means: inside on day 0", name)
        below.only("every", "until", "people_a_month", "list", "size", "begins", "cohorts", "label")
        present = below.keys()
        kinds = [key for key in present if key in ROUTES]
        if len(kinds) != 1:
            below.fault(f"exactly one of {', '.join(ROUTES)}{cure(kinds)}")
            continue
        if kinds[0] != "every" and not names:
            below.fault("`every`, where no cohort of people is given")
        if below["until"] and kinds[0] != "every":
            below["until"].fault("only with `every`: other routes end with their flows and lists")
        if below["begins"] and kinds[0] == "every":
            below["begins"].fault("only with people_a_month or list")
        rate = below["people_a_month"]
        faults = len(node.faults)
        every = read_distribution(below["every"]) if below["every"] else None
        if every is not None and len(node.faults) == faults and every.most <= 0:
            below["every"].fault("days between arrivals, above 0")
        routes.append(
            Route(
                name=name,
                every=every,
                until=context.day(below["until"].date(context.start)) if below["until"] else math.inf,
                people_a_month=read_dated(rate, context) if rate else None,
                days=read_calendar(below["list"], context) if below["list"] else (),
                size=below["size"].whole(low=1) if below["list"] else 0,
                begins=read_distribution(below["begins"]) if below["begins"] else None,
                cohorts=below["cohorts"].texts(of=names),
                label=below["label"].text(name.replace("_", " ")),
            )
        )
    if any(r.every for r in routes) and len(routes) > 1:
        node.fault("an open stream (every) by itself, since its people come from outside every cohort", node.keys())
    return Identification(routes=tuple(routes))


def read_inside(node: Node, pathway: Pathway, resources: Sequence[Resource], people: People) -> tuple[Inside, ...]:
    """Read who is inside on day 0, in the order in which they join."""
    stages = tuple(stage.name for stage in pathway.stages)
    held = tuple(r.name for r in resources if outlasts_the_step(r))
    inside = []
    for below in node.list():
        below.only("stage", "count", "holding", "with")
        attributes = {}
        for attribute, value in below["with"].items():
            known = [name for name in people.values if name != "route" and name not in people.bands]
            if attribute not in known:
                value.fault(one_of(known, attribute, "an attribute that is drawn:"), attribute)
            else:
                attributes[attribute] = value.text(of=people.values[attribute])
        holding = below["holding"].texts(of=held)
        if any(isinstance(r, Fund) for r in resources if r.name in holding):
            below["holding"].fault("places of a caseload; money already promised belongs under start_state.committed")
        inside.append(
            Inside(
                stage=below["stage"].text(of=stages),
                count=below["count"].whole(1, high=MOST),
                holding=holding,
                attributes=attributes,
            )
        )
    return tuple(inside)
