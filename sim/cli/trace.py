"""`ipc trace`: one person's journey, told in plain dated sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np

from ..config.words import take
from ..draws import Draws, Population, sample_scenario
from ..engines import ENGINES
from ..experiments.settings import COUNT_LIMIT
from ..measures import Causes, Journeys
from ..model import GAVE_UP, LEFT, UNFINISHED, Fault, Scenario, ScenarioError, Team
from ..model.limits import SEED, Count
from ..reporting.working_days import FOOTNOTE, hours_worked, told_on, work_words, working_days, working_days_words
from .commands import COMMANDS, DEFAULT_SCENARIO
from .settings import load_for_command

WHY = {
    "team_busy": "{resource} were all busy",
    "team_off": "{resource} had no hours",
    "caseload_full": "no place was free ({resource})",
    "next_meeting": "the next meeting that papers could reach had not come ({resource})",
    "meeting_full": "the meeting's slots were taken ({resource})",
    "money_absent": "there was no money ({resource})",
    "money_not_yet_released": "money had not been released from the block contract ({resource})",
    "next_payment_run": "the next payment run had not come",
    "offers_paused": "offers paused while uncommitted money was low ({resource})",
}
PERSON: Count = {"low": 0, "high": (1 << 31) - 1}  #: as a step table numbers people


def trace(words: list[str]) -> None:
    """Print the story of one person."""
    keys, overrides = take(words, COMMANDS["trace"].keys)
    scenario, settings = load_for_command(keys.get("scenario", DEFAULT_SCENARIO), overrides)
    person = _whole("person", keys.get("person"), PERSON)
    seed = _whole("seed", keys["seed"], SEED) if "seed" in keys else scenario.seed
    replication = _whole("replication", keys.get("replication", "0"), {"low": 0, "high": COUNT_LIMIT})
    draws = Draws(sample_scenario(scenario, seed, replication), seed, replication)
    for line in story(draws, person, settings.design.engine):
        print(line)


def _whole(path: str, text: str | None, limits: Count) -> int:
    number = int(text) if text is not None and text.isdecimal() and len(text) <= len(str(limits["high"])) else -1
    if not 0 <= number <= limits["high"]:
        raise ScenarioError([Fault(path=path, found=text, allowed=f"a whole number from 0 to {limits['high']}")])
    return number


def story(draws: Draws, person: int, engine: str) -> Iterator[str]:
    """A person's journey, a sentence a line.

    Raises
    ------
    ScenarioError
        If nobody of that number was identified before the horizon.
    """
    scenario = draws.scenario
    outcome = ENGINES[engine](draws)
    journeys = Journeys(draws, outcome)
    people = journeys.people
    indices = (people.person == person).nonzero()[0]
    if len(indices) == 0:
        near = sorted(people.person.tolist(), key=lambda number: (abs(number - person), number))[:5]
        allowed = (
            f"somebody identified before the horizon, such as {', '.join(map(str, near))}"
            if near
            else "nobody was identified"
        )
        raise ScenarioError([Fault(path="person", found=person, allowed=allowed)])
    index = int(indices[0])
    causes = Causes(journeys)
    yield _introduction(scenario, people, index)
    rows = (outcome.steps["person"] == person).nonzero()[0]
    for row in rows:
        yield from _step(scenario, outcome.steps[row], causes.pieces(int(row)))
    first, last = outcome.steps[rows[0]]["joined"], outcome.steps[rows[-1]]["finished"]
    if not np.isnan(last):
        yield f"In all: {_between(scenario, first, last)} from first to last."
    yield FOOTNOTE


def _introduction(scenario: Scenario, people: Population, index: int) -> str:
    """Who the person with this index among the people is."""
    attributes = [
        f"{name} {people.values[name][codes[index]]}"
        for name, codes in people.codes.items()
        if name not in ("route", "cohort")
    ]
    attributes += [f"{name} £{numbers[index]:,.0f}" for name, numbers in people.numbers.items()]
    cohorts = {cohort.name: cohort.label for cohort in scenario.people.cohorts}
    cohort = people.values["cohort"][people.codes["cohort"][index]]
    routes = {route.name: route.label for route in scenario.identification.routes}
    route = people.values["route"][people.codes["route"][index]]
    route_words = f"identified by: {routes[route]}" if route in routes else "already inside on the first day"
    label = (
        f"Person {people.person[index]} ({cohorts[cohort]})" if cohort in cohorts else f"Person {people.person[index]}"
    )
    return f"{label}; {route_words}." + (f" {'; '.join(attributes)}.".replace("_", " ") if attributes else "")


def _step(scenario: Scenario, step, pieces: list[tuple[float, float, str]]) -> Iterator[str]:  # type: ignore[no-untyped-def]
    stage = scenario.pathway.stages[step["stage"]]
    occurrence = f" (time {step['occurrence'] + 1})" if step["occurrence"] else ""
    resource = scenario.resources[step["resource"]].label if step["resource"] >= 0 else ""
    name = f"{stage.label}{occurrence}"
    for begin, end, cause in pieces:
        if cause in WHY and begin < (step["started"] if step["started"] == step["started"] else scenario.horizon):
            why = WHY[cause].format(resource=resource)
            wait = _between(scenario, begin, end)
            yield f"{_date(scenario, begin)}  Waits {wait} for “{name}”: {why}."
    if step["started"] == step["started"]:
        yield f"{_date(scenario, step['started'])}  {_begins(scenario, step, name)}"
    if step["outcome"] == UNFINISHED:
        yield f"{_date(scenario, scenario.horizon)}  The simulation ends; still in “{name}”."
    elif step["outcome"] == GAVE_UP:
        yield f"{_date(scenario, step['finished'])}  Gives up waiting for “{name}”."
    elif step["outcome"] == LEFT:
        yield f"{_date(scenario, step['finished'])}  Leaves the area or dies."
    elif step["outcome"] >= len(scenario.pathway.stages):
        words = scenario.pathway.exits[scenario.pathway.outcomes[int(step["outcome"])]]
        yield f"{_date(scenario, step['finished'])}  Goes out: {words}."


def _begins(scenario: Scenario, step, name: str) -> str:  # type: ignore[no-untyped-def]
    stage, started, finished = scenario.pathway.stages[step["stage"]], float(step["started"]), float(step["finished"])
    money = f" £{step['amount'] / 100:,.2f} granted." if stage.amount is not None and step["amount"] else ""
    if np.isnan(finished):
        return f"“{name}” begins.{money}"
    if finished <= started:
        return f"“{name}”.{money}"
    resource = scenario.resources[step["resource"]] if step["resource"] >= 0 else None
    if isinstance(resource, Team):
        hours = hours_worked(resource, started, finished)
        return f"“{name}” begins: {work_words(hours, _told(scenario, started), _told(scenario, finished))}.{money}"
    return f"“{name}” begins and takes {_between(scenario, started, finished)}.{money}"


def _told(scenario: Scenario, day: float) -> dt.date:
    return told_on(scenario.date(day))


def _date(scenario: Scenario, day: float) -> str:
    return f"{_told(scenario, day):%a %d %b %Y}"


def _between(scenario: Scenario, begin: float, end: float) -> str:
    return working_days_words(working_days(_told(scenario, begin), _told(scenario, end)))
