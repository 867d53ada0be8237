"""What a run has shown: the features that the random programmes must reach, each of them often."""

from __future__ import annotations

import copy
from collections import Counter

import numpy as np

from sim.draws import Draws
from sim.engines import EngineOutput
from sim.engines.timetable import timetable
from sim.model import GAVE_UP, LEFT, UNFINISHED, By, Caseload, Fund, Gate, Meeting, PaymentRun, Scenario, Team, build
from sim.model.by_attribute import leaves
from sim.model.calendar import constant

NEVER = constant(0)

FEATURES = (
    "team waited for",
    "caseload waited for",
    "one-off fund waited for",
    "recurrent fund waited for",
    "unlimited fund used",
    "meeting waited for",
    "served on a working day to which a meeting or payment run was moved",
    "meeting missed by late papers",
    "payment run waited for",
    "gate waited for",
    "gate passed at once",
    "gate opened by a top-up",
    "gate opened by money given back",
    "gate opened as it needed less",
    "gate kept shut by those whom the top-up paid",
    "joined a gate as money came",
    "gave up at a gate",
    "team shared by stages with priorities",
    "capacity fell under its use",
    "team off while people wait",
    "work that followed changing hours",
    "work that stood still",
    "money lapsed",
    "money lapsed below zero",
    "new money after a lapse",
    "tranche",
    "place held while coming again",
    "place given back by a stage",
    "held money raised",
    "held money raised after a wait",
    "held money lowered",
    "held money lowered to nothing",
    "asked for nothing",
    "unequal amounts wait in one queue",
    "gave up",
    "gave up on joining",
    "gave up at the instant of joining",
    "gave up while holding",
    "clock over several stages",
    "left while waiting",
    "left while served",
    "came more than once",
    "used up, and led elsewhere",
    "zero days",
    "two finish at one instant",
    "finish and arrival at one instant",
    "finish and timetable at one instant",
    "arrival and timetable at one instant",
    "gave up as another finished",
    "gave up as somebody arrived",
    "gave up as the timetable changed something",
    "gave up as another was granted the same",
    "two gave up at one instant",
    "two arrived at one instant",
    "granted at once at a later stage",
    "weights changed on a date",
    "inside on day 0",
    "inside and holding",
    "unfinished at the horizon",
    "waiting at the horizon",
    "no resource for some",
    "routes and cohorts",
    "route that begins by chance",
    "post that stands empty",
    "staff who are away",
    "somebody new who counts in part",
    "caseload that follows its workers",
    "meeting that is not held",
    "invitation held back",
    "invited later",
    "held back for good",
    "became eligible later",
)


def features(draws: Draws, outcome: EngineOutput) -> set[str]:
    """The features that one run has shown."""
    scenario = draws.scenario
    steps, ledger, stages, resources = outcome.steps, outcome.ledger, scenario.pathway.stages, scenario.resources
    shown = _shocks(draws.planned, scenario)
    waited = (steps["started"] > steps["joined"]) | (np.isnan(steps["started"]) & (steps["resource"] >= 0))
    finished = steps[np.isfinite(steps["finished"])]
    for code, resource in enumerate(resources):
        shown |= _waits(
            scenario, resource, steps[steps["resource"] == code], steps[waited & (steps["resource"] == code)]
        )
        if isinstance(resource, Gate):
            shown |= _gate(scenario, resource, steps[steps["resource"] == code], outcome)
        if isinstance(resource, Team) and resource.tracks_hours:
            shown |= _follows(resource, steps[steps["resource"] == code])
    if (ledger["lapsed"] > 0).any():
        shown.add("money lapsed")
        shown |= {"money lapsed below zero"} if (ledger["left"][ledger["lapsed"] > 0] < 0).any() else set()
        for code in np.unique(ledger["resource"][ledger["lapsed"] > 0]):
            mine = ledger[ledger["resource"] == code]
            if (mine["added"][np.argmax(mine["lapsed"] > 0) :] > 0).any():
                shown.add("new money after a lapse")
    if any(t.tranche for r in resources if isinstance(r, Fund) for t in r.top_ups):
        shown.add("tranche")
    taking = np.isin(steps["resource"], [c for c, r in enumerate(resources) if isinstance(r, Caseload)])
    by_kind = [code for code, stage in enumerate(stages) if isinstance(stage.resource, By)]
    conditions = {
        "place held while coming again": taking & (steps["amount"] == 0) & (steps["started"] == steps["joined"]),
        "asked for nothing": np.isin(steps["resource"], [c for c, r in enumerate(resources) if isinstance(r, Fund)])
        & (steps["amount"] == 0),
        "gave up": steps["outcome"] == GAVE_UP,
        "gave up at the instant of joining": (steps["outcome"] == GAVE_UP) & (steps["joined"] == steps["finished"]),
        "left while waiting": (steps["outcome"] == LEFT) & np.isnan(steps["started"]),
        "left while served": (steps["outcome"] == LEFT) & np.isfinite(steps["started"]),
        "came more than once": steps["occurrence"] > 0,
        "zero days": steps["started"] == steps["finished"],
        "unfinished at the horizon": steps["outcome"] == UNFINISHED,
        "waiting at the horizon": (steps["outcome"] == UNFINISHED) & np.isnan(steps["started"]),
        "no resource for some": (steps["resource"] < 0) & np.isin(steps["stage"], by_kind),
    }
    shown |= {name for name, mask in conditions.items() if np.any(mask)}
    shown |= _journeys(scenario, outcome)
    shown |= _held_money(scenario, outcome)
    shown |= _ties(scenario, finished, steps)
    shown |= _invitations(draws, steps)
    if scenario.inside:
        shown.add("inside on day 0")
    if any(entry.holding for entry in scenario.inside):
        shown.add("inside and holding")
    if scenario.identification.routes[0].every is None:
        shown.add("routes and cohorts")
    if any(route.begins for route in scenario.identification.routes):
        shown.add("route that begins by chance")
    return shown


def _kind(resource: object) -> str:
    if isinstance(resource, Fund):
        return f"{'one-off' if resource.kind == 'one_off' else 'recurrent'} fund"
    names = {Team: "team", Caseload: "caseload", Meeting: "meeting", PaymentRun: "payment run", Gate: "gate"}
    return names[type(resource)]  # type: ignore[index]


def _invitations(draws: Draws, steps: np.ndarray) -> set[str]:
    """What those who were held back by a long waiting list have shown."""
    people = draws.people
    shown = (
        {"became eligible later"} if any(cohort.joining_a_year for cohort in draws.scenario.people.cohorts) else set()
    )
    if draws.scenario.invitations is None:
        return shown
    turn = dict(zip(people.person.tolist(), people.day.tolist(), strict=True))
    joined: dict[int, float] = {}
    for person, day in zip(steps["person"].tolist(), steps["joined"].tolist(), strict=True):
        joined.setdefault(person, day)
    later = any(day > turn[person] for person, day in joined.items())
    conditions = {"invited later": later, "held back for good": len(joined) < len(people)}
    held_back = {name for name, holds in conditions.items() if holds}
    return shown | held_back | ({"invitation held back"} if held_back else set())


def _days_moved_to(scenario: Scenario, resource: Meeting | PaymentRun) -> set[float]:
    """The days of a calendar on which it would not be, if nothing in it moved."""
    mapping = copy.deepcopy(dict(scenario.mapping))
    calendar = mapping["resources"][resource.name]["meeting" if isinstance(resource, Meeting) else "payment_run"]
    for key in ("moves_to", "holidays"):
        calendar.pop(key, None)
    plain = next(other for other in build(mapping).resources if other.name == resource.name)
    assert isinstance(plain, Meeting | PaymentRun)
    return {*resource.days} - {*plain.days}


def _shocks(planned: Scenario, scenario: Scenario) -> set[str]:
    """What staff and meetings have shown: the scenario as planned, and as it turned out."""
    shown = set()
    for before, now in zip(planned.resources, scenario.resources, strict=True):
        days = [0.0, *(day for level in ("members", "places") for day, _ in getattr(now, level, NEVER).changes())]
        if isinstance(now, Team) and now.in_post is not None:
            shown |= (
                {"post that stands empty"} if any(now.in_post.at(d) < before.members.at(d) for d in days) else set()
            )
            shown |= {"staff who are away"} if any(now.members.at(d) < now.in_post.at(d) for d in days) else set()
            in_part = any(0 < now.hours_a_week.at(d) < now.hours_paid.at(d) for d in days)
            shown |= {"somebody new who counts in part"} if in_part else set()
        if isinstance(now, Caseload) and any(now.places.at(d) != before.places.at(d) for d in days):
            shown.add("caseload that follows its workers")
        if isinstance(now, Meeting) and now.days != before.days:
            shown.add("meeting that is not held")
    return shown


def _waits(scenario: Scenario, resource: object, mine: np.ndarray, wait: np.ndarray) -> set[str]:
    shown = {f"{_kind(resource)} waited for"} if len(wait) else set()
    if isinstance(resource, Meeting | PaymentRun) and _days_moved_to(scenario, resource) & {*mine["started"].tolist()}:
        shown.add("served on a working day to which a meeting or payment run was moved")
    if isinstance(resource, Fund) and resource.unlimited and len(mine):
        shown.add("unlimited fund used")
    if isinstance(resource, Fund) and len(set(wait["amount"].tolist())) > 1:
        shown.add("unequal amounts wait in one queue")
    if isinstance(resource, Meeting) and resource.papers_due:
        for row in wait:
            if any(row["joined"] <= day < row["joined"] + resource.papers_due for day in resource.days):
                shown.add("meeting missed by late papers")
    if isinstance(resource, Team) and len({scenario.pathway.stages[row["stage"]].priority for row in wait}) > 1:
        shown.add("team shared by stages with priorities")
    return shown | (_falls(resource, mine, wait) if isinstance(resource, Team | Caseload) else set())


def _gate(scenario: Scenario, gate: Gate, mine: np.ndarray, outcome: EngineOutput) -> set[str]:
    shown = set()
    codes = [scenario.resource_index[name] for name in gate.funds]
    came = outcome.ledger[np.isin(outcome.ledger["resource"], codes) & (outcome.ledger["added"] > 0)]
    needs_less = {day for day, _ in gate.at_least.changes()}
    passed = mine[mine["started"] > mine["joined"]]
    days = set(passed["started"].tolist())
    if (mine["started"] == mine["joined"]).any():
        shown.add("gate passed at once")
    if days & set(came["day"].tolist()):
        shown.add("gate opened by a top-up")
    if days & needs_less - set(came["day"].tolist()):
        shown.add("gate opened as it needed less")
    if days - needs_less - set(came["day"].tolist()):
        shown.add("gate opened by money given back")
    if set(mine["joined"].tolist()) & set(came["day"].tolist()):
        shown.add("joined a gate as money came")
    if (mine["outcome"] == GAVE_UP).any():
        shown.add("gave up at a gate")
    for row in came[came["left"] >= [gate.needs(day) for day in came["day"]]]:
        still = ~(mine["started"] <= row["day"]) & ~(
            mine["finished"] <= row["day"]
        )  # with one fund or with two: enough came
        if ((mine["joined"] < row["day"]) & still).any():
            shown.add("gate kept shut by those whom the top-up paid")
    return shown


def _follows(team: Team, mine: np.ndarray) -> set[str]:
    shown = set()
    for day, hours in team.hours_a_week.changes():
        if ((mine["started"] < day) & (mine["finished"] > day)).any():
            shown |= {"work that stood still"} if hours == 0 else {"work that followed changing hours"}
    return shown


def _falls(resource: Team | Caseload, mine: np.ndarray, wait: np.ndarray) -> set[str]:
    shown = set()
    dated = [resource.members, resource.hours_a_week] if isinstance(resource, Team) else [resource.places]
    for day in {day for series in dated for day, _ in series.changes()}:
        busy = (mine["started"] < day) & ~(mine["finished"] <= day)
        if isinstance(resource, Team) and busy.sum() > resource.capacity(day):
            shown.add("capacity fell under its use")
        if isinstance(resource, Team) and not resource.capacity(day) and (wait["joined"] <= day).any():
            shown.add("team off while people wait")
    return shown


def _held_money(scenario: Scenario, outcome: EngineOutput) -> set[str]:
    shown: set[str] = set()
    stages, resources = scenario.pathway.stages, scenario.resources
    yearly = [
        code for code, resource in enumerate(resources) if isinstance(resource, Fund) and resource.held_after_step
    ]
    held: dict[tuple[int, int], int] = {}
    for row in outcome.steps:  # each person's in their order
        stage, key = stages[row["stage"]], (int(row["person"]), int(row["resource"]))
        if row["resource"] in yearly and np.isfinite(row["started"]):
            if key in held and row["amount"] > 0:
                shown.add("held money raised")
                shown |= {"held money raised after a wait"} if row["started"] > row["joined"] else set()
            if key in held and row["amount"] < 0:
                shown.add("held money lowered")
                shown |= {"held money lowered to nothing"} if held[key] + row["amount"] == 0 else set()
            held[key] = held.get(key, 0) + int(row["amount"])
        if row["outcome"] >= 0:
            for code in yearly:
                if resources[code].name in stage.gives_back:
                    held.pop((key[0], code), None)
    return shown


def _journeys(scenario: Scenario, outcome: EngineOutput) -> set[str]:
    shown: set[str] = set()
    stages, resources = scenario.pathway.stages, scenario.resources
    for person in np.unique(outcome.steps["person"]):
        clocks: Counter[str] = Counter()
        holding: set[str] = set()
        for row in outcome.steps[outcome.steps["person"] == person]:
            stage = stages[row["stage"]]
            if stage.patience and stage.patience.clock and row["resource"] >= 0:
                clocks[stage.patience.clock] += 1
            if row["outcome"] == GAVE_UP and holding:
                shown.add("gave up while holding")
            if row["outcome"] == GAVE_UP and row["joined"] == row["finished"] and max(clocks.values(), default=0) > 1:
                shown.add("gave up on joining")
            resource = resources[row["resource"]] if row["resource"] >= 0 else None
            if isinstance(resource, Caseload) and np.isfinite(row["started"]):
                holding.add(resource.name)
            if row["outcome"] >= 0 and holding & set(stage.gives_back):
                holding -= set(stage.gives_back)
                shown.add("place given back by a stage")
            if row["outcome"] >= 0 and scenario.pathway.outcomes[int(row["outcome"])] not in _targets(stage):
                shown.add("used up, and led elsewhere")
        if max(clocks.values(), default=0) > 1:
            shown.add("clock over several stages")
    for row in outcome.steps[outcome.steps["outcome"] >= 0]:
        if stages[row["stage"]].period(row["finished"]) > 0:
            shown.add("weights changed on a date")
    return shown


def _targets(stage) -> set[str]:  # type: ignore[no-untyped-def]
    return {target for way in stage.routing_by_period for leaf in leaves(way) for target in leaf}


def _ties(scenario: Scenario, finished: np.ndarray, steps: np.ndarray) -> set[str]:
    shown = set()
    days = Counter(finished["finished"].tolist())
    if max(days.values(), default=0) > 1:
        shown.add("two finish at one instant")
    arrived = steps[(steps["stage"] == 0) & (steps["occurrence"] == 0)]["joined"]
    if set(days) & set(arrived.tolist()):
        shown.add("finish and arrival at one instant")
    meetings = {day for r in scenario.resources if isinstance(r, Meeting | PaymentRun) for day in r.days}
    if set(days) & meetings:
        shown.add("finish and timetable at one instant")
    changes = {*timetable(scenario)["day"].tolist()}
    came = Counter(arrived.tolist())
    waited_out = steps[(steps["outcome"] == GAVE_UP) & (steps["finished"] > steps["joined"])]
    gone = Counter(waited_out["finished"].tolist())
    others = set(steps["finished"][steps["outcome"] >= 0].tolist())
    granted = set(zip(steps["started"].tolist(), steps["resource"].tolist(), strict=True))
    ties = {
        "arrival and timetable at one instant": set(came) & changes,
        "gave up as another finished": set(gone) & others,
        "gave up as somebody arrived": set(gone) & set(came),
        "gave up as the timetable changed something": set(gone) & changes,
        "gave up as another was granted the same": granted
        & set(zip(waited_out["finished"].tolist(), waited_out["resource"].tolist(), strict=True)),
        "two gave up at one instant": [day for day, number in gone.items() if number > 1],
        "two arrived at one instant": [day for day, number in came.items() if number > 1],
    }
    shown |= {name for name, tied in ties.items() if tied}
    at_once = steps[(steps["started"] == steps["joined"]) & (steps["resource"] >= 0) & (steps["stage"] > 0)]
    if len(at_once):
        shown.add("granted at once at a later stage")
    return shown
