"""The inputs of a scenario as tables: its people, how they are identified, what there is of each resource, who is inside."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, get_args

from ...model import Caseload, Fund, Meeting, PaymentRun, Resource, Route, Scenario, Team
from ...model.economy import JOINT
from ...model.staffing import Staffing
from .. import wording
from . import markdown
from .citations import Cited

LEAVING = "leaving_a_year"

#: The keys of a route or a resource that have words of their own; any other is told as it stands.
WORDED = {
    "label",
    "every",
    "until",
    "people_a_month",
    "list",
    "size",
    "cohorts",
    "team",
    "hours_a_week",
    "cost_an_hour",
    "staffing",
    "attendees",
    "minutes_each",
    "preparation_minutes",
    "preparation_cost_an_hour",
    "changes",
    "caseload",
    "per_worker_of",
    "fund",
    "funder",
    "year_end",
    "top_ups",
    "tranches",
    "unlimited",
    "meeting",
    "slots",
    "cancelled",
    "payment_run",
    "papers_due_days",
}


def cohort_table(scenario: Scenario, cited: Cited) -> str:
    """Cohorts: how many people, how many more become eligible, and from when they may be identified."""
    rows = [
        (
            f"{cohort.label} `{cohort.name}`",
            markdown.number(cohort.size),
            markdown.number(round(cohort.joining_a_year)),
            str(scenario.date(cohort.opens)) if cohort.opens < scenario.horizon else "never",
            cited.source(f"people.cohorts.{cohort.name}", *_shared(scenario, cohort.name)),
        )
        for cohort in scenario.people.cohorts
    ]
    return markdown.table(("Cohort", "People:", "More a year:", "Opens", "Source"), rows)


def _shared(scenario: Scenario, cohort: str) -> list[str]:
    """The key paths on which the size of a cohort given as a share rests too."""
    mapping = scenario.mapping["people"]["cohorts"][cohort]
    return ["people.residents", "people.eligible_share"] if "share" in mapping else []


def attribute_table(scenario: Scenario, cited: Cited, names: Collection[str] | None = None) -> str:
    """Attributes, numbers and bands of the people, or those named, in the order in which they are drawn."""
    people = scenario.people
    rows = [
        (name, f"`{name}`", markdown.tree(tree, markdown.weights), cited.source(f"people.attributes.{name}"))
        for name, tree in people.attributes.items()
    ]
    rows += [
        (
            name,
            f"`{name}` (a number)",
            markdown.tree(tree, markdown.distribution),
            cited.source(f"people.numbers.{name}"),
        )
        for name, tree in people.numbers.items()
    ]
    for name, (of, limits) in people.bands.items():
        bands = [
            f"{markdown.plain(band)} up to {markdown.number(top)}"
            if top < math.inf
            else f"{markdown.plain(band)} above"
            for band, top in limits.items()
        ]
        rows.append((name, f"`{name}` (a band of {of})", ", ".join(bands), cited.source(f"people.bands.{name}")))
    leaving = markdown.tree(people.leaving_a_year, markdown.number)
    rows.append((LEAVING, f"`{LEAVING}` (a rate)", f"{leaving} a year", cited.source(f"people.{LEAVING}")))
    chosen = [row[1:] for row in rows if names is None or row[0] in names]
    return markdown.table(("What a person carries", "Values and weights", "Source"), chosen)


def differing(scenario: Scenario, base: Scenario) -> list[str]:
    """What people of a scenario carry that people of the base do not, or otherwise."""
    carried, carried_in_base = _carried(scenario), _carried(base)
    return [name for name, value in carried.items() if name not in carried_in_base or carried_in_base[name] != value]


def _carried(scenario: Scenario) -> dict[str, object]:
    people = scenario.people
    return {**people.attributes, **people.numbers, **people.bands, LEAVING: people.leaving_a_year}


def route_table(scenario: Scenario, cited: Cited) -> str:
    """The routes by which people are identified, and whether whoever identifies them looks at the waiting list."""
    rows = [
        (f"{route.label} `{route.name}`", _route(scenario, route), cited.source(f"identification.{route.name}"))
        for route in scenario.identification.routes
    ]
    invitations = scenario.invitations
    if invitations is not None:
        stages = wording.listed([wording.stage_label(scenario, name) for name in invitations.at])
        text = f"nobody is invited while {invitations.fewer_than} or more people are at {stages}"
        rows.append(("Waiting list `invitations`", text, cited.source("invitations.while_fewer_than")))
    return markdown.table(("Route", "Identifies", "Source"), rows)


def _route(scenario: Scenario, route: Route) -> str:
    mapping = scenario.mapping["identification"][route.name]
    if route.every is not None:
        text = f"one person every {markdown.distribution(route.every)} days"
        text += f" until {scenario.date(route.until)}" if route.until < math.inf else ""
    elif route.people_a_month is not None:
        text = f"{markdown.dated(route.people_a_month, scenario.date)} people a month, of those still to be identified"
    else:
        text = f"lists of {markdown.number(route.size)} people, {markdown.calendar(mapping['list'])}"
    if route.cohorts:
        text += f"; only of {wording.listed([markdown.plain(name) for name in route.cohorts])}"
    return markdown.BREAK.join([text, *other_keys(mapping)])


def other_keys(mapping: Mapping[str, Any]) -> list[str]:
    """What a route or a resource has that has no words of its own."""
    return [f"{markdown.plain(key)}: {markdown.raw(value)}" for key, value in mapping.items() if key not in WORDED]


def resource_table(scenario: Scenario, cited: Cited, names: Collection[str] | None = None) -> str:
    """How much there is of every resource, or of those named."""
    rows = [
        (
            f"{wording.resource_label(scenario, resource.name)} `{resource.name}`",
            kind_word(type(resource)),
            _how_much(scenario, resource),
            cited.source(f"resources.{resource.name}", f"start_state.committed.{resource.name}"),
        )
        for resource in scenario.resources
        if names is None or resource.name in names
    ]
    return markdown.table(("Resource", "Kind", "How much", "Source"), rows)


def kind_word(kind: type) -> str:
    """The word for a kind of resource."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower()


def kind_table() -> str:
    """The kinds of resource, each with what the model's own words say of it."""
    rows = [
        (kind_word(kind), (inspect.getdoc(kind) or "").partition("\nAttributes\n")[0]) for kind in get_args(Resource)
    ]
    return markdown.table(("Kind", "What it is"), rows)


def _how_much(scenario: Scenario, resource: Resource) -> str:
    mapping = scenario.mapping["resources"][resource.name]
    for kind, amounts in _AMOUNTS.items():
        if isinstance(resource, kind):
            return markdown.BREAK.join([*amounts(scenario, resource, mapping), *other_keys(mapping)])
    return markdown.BREAK.join(other_keys(mapping))


def _team(scenario: Scenario, team: Team, _: Any) -> Iterator[str]:
    yield f"members: {markdown.dated(team.members, scenario.date)}"
    yield f"hours a week of each: {markdown.dated(team.hours_a_week, scenario.date)}"
    if team.cost_an_hour:
        yield f"£{markdown.number(team.cost_an_hour)} a working hour"
    if team.staffing is not None:
        yield from _staffing(team.staffing)
    yield from _funder(team)


def _staffing(staffing: Staffing) -> Iterator[str]:
    if staffing.leaving_a_year:
        yield f"{markdown.number(100 * staffing.leaving_a_year)} % leave in a year"
        yield f"a post then stands empty for {markdown.measured(staffing.vacancy, 'days')}"
    yield f"a new post is filled after {markdown.measured(staffing.recruitment, 'days')}"
    if staffing.notice_days:
        yield f"a post that is given up ends {markdown.number(staffing.notice_days)} days later"
    for days, share in staffing.productive:
        if share < 1:
            yield f"from day {markdown.number(days)} in post {markdown.number(100 * share)} % of a full member's work"
    for absence in staffing.absences:
        away = markdown.number(100 * absence.share)
        yield f"{markdown.plain(absence.name)}: {away} % of the time, {markdown.measured(absence.days, 'days')} each"


def _funder(resource: Team | Meeting) -> Iterator[str]:
    if resource.funder != JOINT:
        yield f"paid by {wording.FUNDERS[resource.funder]}"


def _caseload(scenario: Scenario, caseload: Caseload, _: Any) -> Iterator[str]:
    if caseload.per_worker is None:
        yield f"places: {markdown.dated(caseload.places, scenario.date)}"
    else:
        teams = " and ".join(wording.resource_label(scenario, team) for team in caseload.teams)
        yield f"places for each worker of {teams}: {markdown.dated(caseload.per_worker, scenario.date)}"


def _fund(scenario: Scenario, fund: Fund, _: Any) -> Iterator[str]:
    funder = f", {wording.FUNDERS.get(fund.funder, fund.funder)}" if fund.funder else ""
    yield f"{'one-off' if fund.kind == 'one_off' else 'yearly'} money{funder}"
    if fund.unlimited:
        yield "without limit"
    for tranche in (False, True):
        added = [top_up for top_up in fund.top_ups if top_up.tranche is tranche and top_up.pence]
        if added:
            sums = (f"£{markdown.number(top_up.pence / 100)} on {scenario.date(top_up.day)}" for top_up in added)
            yield f"{'tranches' if tranche else 'top-ups'}: {', '.join(sums)}"
    if fund.kind == "one_off" and not fund.unlimited:
        yield f"at a year's end: {markdown.plain(fund.year_end)}"
    if fund.committed:
        yield f"promised before the start: £{markdown.number(fund.committed / 100)}"


def _meeting(scenario: Scenario, meeting: Meeting, mapping: Any) -> Iterator[str]:
    yield markdown.calendar(mapping["meeting"])
    yield f"slots: {markdown.dated(meeting.slots, scenario.date)}"
    if meeting.papers_due:
        yield f"papers due {markdown.number(meeting.papers_due)} days before"
    if meeting.cancelled:
        yield f"{markdown.number(100 * meeting.cancelled)} % of its meetings are not held"
    if meeting.attendees and meeting.cost_an_hour:
        yield (
            f"{markdown.number(meeting.attendees)} attend, {markdown.number(meeting.minutes_each)} minutes a slot, "
            f"£{markdown.number(meeting.cost_an_hour)} an hour of each"
        )
    if meeting.preparation_minutes and meeting.preparation_cost_an_hour:
        yield (
            f"{markdown.number(meeting.preparation_minutes)} minutes' preparation a case, "
            f"£{markdown.number(meeting.preparation_cost_an_hour)} an hour"
        )
    yield from _funder(meeting)


def _payment_run(_: Scenario, run: PaymentRun, mapping: Any) -> Iterator[str]:
    yield markdown.calendar(mapping["payment_run"])
    if run.papers_due:
        yield f"papers due {markdown.number(run.papers_due)} days before"


_AMOUNTS: dict[type, Callable[[Scenario, Any, Any], Iterator[str]]] = {
    Team: _team,
    Caseload: _caseload,
    Fund: _fund,
    Meeting: _meeting,
    PaymentRun: _payment_run,
}


def inside_table(scenario: Scenario, cited: Cited) -> str:
    """Who is inside on day 0."""
    rows = [
        (
            wording.stage_label(scenario, entry.stage),
            markdown.number(entry.count),
            ", ".join(wording.resource_label(scenario, name) for name in entry.holding),
            ", ".join(f"{markdown.plain(name)}: {markdown.plain(value)}" for name, value in entry.attributes.items()),
            cited.source(f"start_state.people[{index}]"),
        )
        for index, entry in enumerate(scenario.inside)
    ]
    return markdown.table(("Joins", "People:", "Holding a place of", "Known of them", "Source"), rows)
