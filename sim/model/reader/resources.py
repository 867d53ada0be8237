"""Reading resources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..calendar import Dated, constant
from ..digits import exact
from ..economy import FUNDERS, JOINT
from ..errors import nearest, one_of
from ..limits import (
    ATTENDEES,
    CANCELLED,
    DAYS,
    HOURS_A_WEEK,
    MINUTES_EACH,
    PLACES_EACH,
    POSTS,
    POUNDS,
    POUNDS_AN_HOUR,
    UNLIMITED,
    Range,
)
from ..resources import Fund, Gate, Meeting, PaymentRun, Resource, TopUp
from ..teams import Caseload, Team, places_of
from .calendar import read_calendar
from .cures import cure
from .node import Node
from .reserved import refuse_reserved
from .reuse import PartsBefore
from .staffing import read_staffing
from .traps import late_beginning
from .values import Context, check_changes, check_names, dated_items, read_dated, read_level, read_units, within

YEAR_ENDS = ("carries_over", "uncommitted_lapses", "unpaid_lapses")
KINDS: Mapping[str, type[Resource]] = {
    "team": Team,
    "caseload": Caseload,
    "fund": Fund,
    "meeting": Meeting,
    "payment_run": PaymentRun,
    "gate": Gate,
}
HOURS = ("frozen", "follow")  #: work in hand keeps the hours a week of the day it started, or follows their changes
#: What a meeting takes of those who come to it, and of whoever prepares it.
ATTENDANCE: Mapping[str, Range] = {
    "attendees": ATTENDEES,
    "minutes_each": MINUTES_EACH,
    "cost_an_hour": POUNDS_AN_HOUR,
    "preparation_minutes": MINUTES_EACH,
    "preparation_cost_an_hour": POUNDS_AN_HOUR,
}
FULL_TIME = 37.5  # hours a week of a full-time post; only a default for plain queues


def read_resources(
    node: Node, committed: Node, context: Context, before: PartsBefore[Resource] | None = None
) -> tuple[Resource, ...]:
    """Read the resources, keyed by name; the first key of each says its kind.

    `before` are the same resources before some of their numbers moved.
    """
    before = before or PartsBefore()
    read: dict[str, Resource] = {}
    gates: dict[str, Node] = {}
    caseloads: dict[str, Node] = {}
    check_names(node)
    refuse_reserved(node, "resource", *node.keys())
    for name, below in node.items():
        kinds = below.keys(*KINDS)
        kind = kinds[-1] if kinds else None  # so that stages find a resource of that name
        if kind is None:
            hint = nearest(name, [key for key, _ in node.items() if key != name])
            below.fault(f"{hint}a mapping with one of {', '.join(KINDS)}")
        elif kind == "gate":
            gates[name] = _of_one_kind(below, kinds)
        elif kind == "caseload" and below["per_worker_of"]:
            caseloads[name] = _of_one_kind(below, kinds)
        else:
            read[name] = (
                before.get(name, below)
                or _with_moved_numbers(name, below, context, before)
                or _READERS[kind](name, _of_one_kind(below, kinds), context)
            )
    funds = {name: resource for name, resource in read.items() if isinstance(resource, Fund)}
    for name, below in committed.items():
        if _is_fund(name, below, tuple(funds)) and (pence := _pence(below)) != funds[name].committed:
            read[name] = funds[name] = replace(funds[name], committed=pence)
    _read_those_of_others(read, caseloads, gates, context, before)
    return tuple(read[name] for name, _ in node.items() if name in read)


def _with_moved_numbers(name: str, node: Node, context: Context, before: PartsBefore[Resource]) -> Resource | None:
    """The resource before with other numbers, where only such have moved as nothing else depends on; else None."""
    part, moved = before.part_and_moved_keys(name, node)
    if isinstance(part, Meeting) and moved <= {"cancelled", *ATTENDANCE}:
        cancelled = node["cancelled"].number(0.0, **CANCELLED)
        attendance: dict[str, Any] = {key: node[key].number(0.0, **allowed) for key, allowed in ATTENDANCE.items()}
        return replace(part, cancelled=cancelled, **attendance)
    if isinstance(part, Team) and moved <= {"staffing", "cost_an_hour"}:
        cost = node["cost_an_hour"].number(0.0, **POUNDS_AN_HOUR)
        return replace(part, cost_an_hour=cost, staffing=read_staffing(node["staffing"], context))
    return None


def _read_those_of_others(
    read: dict[str, Resource],
    caseloads: Mapping[str, Node],
    gates: Mapping[str, Node],
    context: Context,
    before: PartsBefore[Resource],
) -> None:
    """Read what depends on other resources, which may stand below it: caseloads so large a worker, and gates."""
    teams = {name: resource for name, resource in read.items() if isinstance(resource, Team)}
    for name, below in caseloads.items():
        caseload = before.get(name, below)
        if isinstance(caseload, Caseload) and all(teams.get(t) is before.parts.get(t) for t in caseload.teams):
            read[name] = caseload
        else:
            read[name] = _caseload_per_worker(name, below, teams, context)
    funds = {name: resource for name, resource in read.items() if isinstance(resource, Fund)}
    for name, below in gates.items():
        gate = before.get(name, below)
        if gate is not None and all(funds.get(fund) is before.parts.get(fund) for fund in gate.watched_funds):
            read[name] = gate
        else:
            read[name] = _gate(name, below, funds, context)


def _of_one_kind(node: Node, kinds: Sequence[str]) -> Node:
    """The resource without all of its kinds but the last, which are a fault."""
    if len(kinds) == 1:
        return node
    node.fault(f"exactly one of {', '.join(KINDS)}{cure(kinds)}", kinds)
    return Node({key: value for key, value in node.value.items() if key not in kinds[:-1]}, node.step, node.above)


def _is_fund(name: str, node: Node, funds: Collection[str]) -> bool:
    if name not in funds:
        node.fault(one_of(funds, name, "the name of a fund:") if funds else "nothing, since there is no fund", name)
    return name in funds


def _team(name: str, node: Node, context: Context) -> Team:
    node.only("team", "hours_a_week", "hours", "cost_an_hour", "funder", "staffing", "label", "changes")
    check_changes(node, "team", "hours_a_week")
    members = read_level(node, "team", context, read_units)
    staffing = read_staffing(node["staffing"], context)
    if staffing is not None and members.most > POSTS:
        node["team"].fault(f"at most {POSTS} posts, since its staffing says how each is filled")
    return Team(
        name=name,
        members=members,
        staffing=staffing,
        hours_a_week=read_level(
            node, "hours_a_week", context, within(HOURS_A_WEEK), default=FULL_TIME, may_be_given=True
        ),
        cost_an_hour=node["cost_an_hour"].number(0.0, **POUNDS_AN_HOUR),
        funder=node["funder"].text(JOINT, of=FUNDERS),
        tracks_hours=node["hours"].text("frozen", of=HOURS) == "follow",
        label=_label(node, name),
    )


def _caseload(name: str, node: Node, context: Context) -> Caseload:
    node.only("caseload", "per_worker_of", "label", "changes")
    check_changes(node, "caseload")
    return Caseload(name=name, places=read_level(node, "caseload", context, read_units), label=_label(node, name))


def _caseload_per_worker(name: str, node: Node, teams: Mapping[str, Team], context: Context) -> Caseload:
    """Read a caseload of so many places for each worker of some teams."""
    node.only("caseload", "per_worker_of", "label", "changes")
    check_changes(node, "caseload")
    per_worker = read_level(node, "caseload", context, _read_places_each)
    faults = len(node.faults)
    below = node["per_worker_of"]
    names = below.texts(of=tuple(teams))
    if len({*names}) < len(names):
        below.fault("each team once")
    if len(node.faults) == faults and any(teams[team].members.most >= UNLIMITED for team in names):
        below.fault("teams with a number of members")
    members = [teams[team].members for team in names if team in teams]
    places = places_of(per_worker, members)
    return Caseload(name=name, places=places, per_worker=per_worker, teams=names, label=_label(node, name))


def _read_places_each(node: Node) -> float:
    """Read how many places each worker has, which need not be whole; or that they are ``unlimited``."""
    return UNLIMITED if node.value == "unlimited" else node.number(**PLACES_EACH)


def _fund(name: str, node: Node, context: Context) -> Fund:
    node.only("fund", "top_ups", "tranches", "year_end", "funder", "unlimited", "double_running_days", "label")
    kind = node["fund"].text(of=("one_off", "recurrent"))
    year_end = node["year_end"].text("carries_over", of=YEAR_ENDS)
    unlimited = node["unlimited"].truth()
    if kind == "recurrent" and year_end != "carries_over":
        node["year_end"].fault("carries_over, since recurrent money is a yearly amount for good")
    if unlimited and year_end != "carries_over":
        node["year_end"].fault("carries_over, since money without a limit cannot lapse")
    overlap = node["double_running_days"]
    if overlap and not (kind == "recurrent" and unlimited):
        overlap.fault(
            "only where fund: recurrent and unlimited: yes, since it is of budgets that are a right", overlap.value
        )
    amounts: dict[tuple[float, bool], int] = {}
    for key, tranche in (("top_ups", False), ("tranches", True)):
        for date, below in dated_items(node[key]):
            day = context.day(date)
            if day < 0:
                below.fault(f"a date from the start, {context.start}", str(date))
            pence = _pence(below)
            if 0 <= day < context.horizon:
                amounts[day, tranche] = pence
    total, most = sum(amounts.values()), round(POUNDS["high"] * 100)
    if total > most:
        node.fault(f"at most {exact(most / 100)} pounds in all its top_ups and tranches", total / 100)
    if not amounts and not unlimited:
        node.fault("top_ups or tranches before the horizon, or unlimited: yes", node.value)
    top_ups = tuple(TopUp(day=day, pence=pence, tranche=tranche) for (day, tranche), pence in sorted(amounts.items()))
    return Fund(
        name=name,
        kind=kind,
        top_ups=top_ups,
        year_end=year_end,
        year_ends=_year_ends(context) if year_end != "carries_over" else (),
        funder=node["funder"].text("", of=FUNDERS),
        unlimited=unlimited,
        double_running_days=overlap.number(**DAYS) if overlap else None,
        label=_label(node, name),
    )


def _year_ends(context: Context) -> tuple[float, ...]:
    """The days within the horizon on which a financial year begins (1 April)."""
    years = range(context.start.year, context.end.year + 1)
    days = (context.day(dt.date(year, 4, 1)) for year in years)
    return tuple(day for day in days if 0 < day < context.horizon)


def _meeting(name: str, node: Node, context: Context) -> Meeting:
    node.only("meeting", "slots", "papers_due_days", "cancelled", *ATTENDANCE, "funder", "label", "changes")
    check_changes(node, "slots")
    days = read_calendar(node["meeting"], context)
    faults = len(node.faults)
    slots = read_level(node, "slots", context, read_units)
    if days and len(node.faults) == faults and max(_at(slots, days)) == 0:
        node["slots"].fault("at least one slot at some meeting")
    return Meeting(
        name=name,
        days=days,
        slots=slots,
        papers_due=node["papers_due_days"].number(0.0, **DAYS),
        cancelled=node["cancelled"].number(0.0, **CANCELLED),
        **{key: node[key].number(0.0, **allowed) for key, allowed in ATTENDANCE.items()},
        funder=node["funder"].text(JOINT, of=FUNDERS),
        label=_label(node, name),
    )


def _payment_run(name: str, node: Node, context: Context) -> PaymentRun:
    node.only("payment_run", "papers_due_days", "label")
    return PaymentRun(
        name=name,
        days=read_calendar(node["payment_run"], context),
        papers_due=node["papers_due_days"].number(0.0, **DAYS),
        label=_label(node, name),
    )


def _gate(name: str, node: Node, funds: Mapping[str, Fund], context: Context) -> Gate:
    node.only("gate", "label")
    gate = node["gate"]
    if not gate.only("funds", "at_least"):
        return Gate(name=name, funds=(), at_least=constant(0))
    below = gate["funds"]
    faults = len(gate.faults)
    names = below.texts(of=tuple(funds))
    if not names:
        below.fault("the names of funds of one kind")
    pounds = read_dated(gate["at_least"], context, within(POUNDS))
    context.notes.extend(late_beginning(gate["at_least"], pounds, context.start))
    at_least = Dated(days=pounds.days, values=tuple(v * 100 for v in pounds.values), before=pounds.before * 100)
    result = Gate(name=name, funds=names, at_least=at_least, label=_label(node, name))
    if len(gate.faults) == faults:
        named = [funds[fund] for fund in names]
        most = sum(fund.ceiling() for fund in named)
        days = [0.0, *(day for day, _ in at_least.changes() if day < context.horizon)]
        if len({*names}) < len(names):
            below.fault("each fund once")
        elif any(fund.unlimited for fund in named):
            below.fault("funds with a limit: of money without one there is always enough")
        elif len({fund.kind for fund in named}) > 1:
            below.fault("funds of one kind: one-off pounds and pounds a year do not add up")
        elif min(result.needs(day) for day in days) > most:
            gate["at_least"].fault(
                f"at most {exact(most / 100)} pounds at some time: more these funds never have together"
            )
    return result


def _at(dated: Dated, days: tuple[float, ...]) -> list[float]:
    return [dated.at(day) for day in days]


def _label(node: Node, name: str) -> str:
    return node["label"].label(name)


def _pence(node: Node) -> int:
    """An amount in pounds as whole pence."""
    return round(node.number(**POUNDS) * 100)


_READERS: Mapping[str, Callable[[str, Node, Context], Resource]] = {
    "team": _team,
    "caseload": _caseload,
    "fund": _fund,
    "meeting": _meeting,
    "payment_run": _payment_run,
}
