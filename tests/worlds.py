"""Small worlds with literal timelines: who arrives when and takes how long, and the story that an engine makes of it.

A team here works seven hours a week, so an hour of work lasts a day and every number below can be read as days.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from sim.draws import Draws
from sim.engines import ENGINES, EngineOutput
from sim.engines.reference.engine import FINISHING, Replication
from sim.model import Scenario, build

START = "2017-10-01"
Step = tuple[int, str, float, float | None, float | None, str]


def team(members: Any, hours: Any = 7) -> dict[str, Any]:
    """A team whose members work an hour a day."""
    return {"team": members, "hours_a_week": hours}


def one_off(top_ups: Mapping[str, float], **more: Any) -> dict[str, Any]:
    """A fund of one-off money."""
    return {"fund": "one_off", "top_ups": dict(top_ups), **more}


def recurrent(top_ups: Mapping[str, float], **more: Any) -> dict[str, Any]:
    """A fund of recurrent money."""
    return {"fund": "recurrent", "top_ups": dict(top_ups), **more}


def world(stages: Mapping[str, Any], resources: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """The mapping of a scenario into which people come through one door."""
    pathway = {"stages": dict(stages), **more.pop("pathway", {})}
    return {
        "start": START,
        "horizon": more.pop("horizon", 1000),
        "identification": {"door": {"every": 1}},
        "pathway": pathway,
        "resources": dict(resources or {}),
        **more,
    }


class Story:
    """What happened: every step in plain words, and the ledger of the funds."""

    def __init__(self, scenario: Scenario, outcome: EngineOutput) -> None:
        words = scenario.pathway.outcomes
        names = [stage.name for stage in scenario.pathway.stages]
        funds = [resource.name for resource in scenario.resources]
        self.outcome = outcome
        self.steps: list[Step] = [
            (
                int(row["person"]),
                names[row["stage"]],
                float(row["joined"]),
                _or_none(row["started"]),
                _or_none(row["finished"]),
                words[int(row["outcome"])],
            )
            for row in outcome.steps
        ]
        self.ledger = [
            (funds[row["resource"]], float(row["day"]), int(row["added"]), int(row["lapsed"]), int(row["left"]))
            for row in outcome.ledger
        ]

    def at(self, stage: str) -> list[tuple[int, float, float | None, float | None, str]]:
        """The steps of a stage by person, in order of joining: person, joined, started, finished, outcome."""
        return [(person, *rest) for person, name, *rest in sorted(self.steps, key=lambda s: s[0]) if name == stage]  # type: ignore[misc]

    def started(self, stage: str) -> dict[int, float | None]:
        """The day on which each person (the last time, if more than once) started a stage."""
        return {person: started for person, name, _, started, _, _ in self.steps if name == stage}

    def way(self, person: int) -> list[str]:
        """The stages that a person came to, and how the last one ended."""
        mine = [step for step in self.steps if step[0] == person]
        return [step[1] for step in mine] + [mine[-1][5]]


def play(
    mapping: Mapping[str, Any],
    arrivals: Sequence[float] = (),
    *,
    leaves: Mapping[int, float] | None = None,
    watch: Callable[[Replication], None] | None = None,
    **slots: Any,
) -> Story:
    """Run a world once.

    `arrivals` are the days on which people come. Slots give everybody's time, next target, amount (pence) or patience as
    ``<stage>__time=[...]``. `leaves` are the days on which people (by place) die or move away.
    """
    scenario = build(mapping)
    replace = {name.replace("__", "."): values for name, values in slots.items()}
    names = {stage.name for stage in scenario.pathway.stages} | {"resources"}
    assert {slot.split(".")[0] for slot in replace} <= names, f"slots of unknown stages: {sorted(replace)}"
    draws = Draws(scenario, 0, 0, {"identified": np.array(arrivals, dtype=float), **replace})
    if leaves:
        days = np.full(len(draws.people), math.inf)
        days[list(leaves)] = list(leaves.values())
        draws.people = dataclasses.replace(draws.people, leaves=days)
    replication = Replication(draws)
    return Story(scenario, watched(replication, watch) if watch else replication.run())


def watched(replication: Replication, watch: Callable[[Replication], None]) -> EngineOutput:
    """Run a replication in SimPy, and look at it after every event with all that follows from it without delay."""
    replication.begin()
    while replication.env.peek() < replication.scenario.horizon:
        replication.env.step()
        following = replication.calendar[0] if replication.calendar else (math.inf, FINISHING)
        if following[0] > replication.env.now or following[1] >= FINISHING:
            watch(replication)
    return replication.output()


def _or_none(day: float) -> float | None:
    return None if math.isnan(day) else float(day)


def both(mapping: Mapping[str, Any], arrivals: Sequence[float] = (), **more: Any) -> Story:
    """The story of the reference engine, which is also that of the compiled one."""
    story = play(mapping, arrivals, **more)
    if "leaves" not in more:
        replace = {name.replace("__", "."): values for name, values in more.items()}
        draws = Draws(build(mapping), 0, 0, {"identified": [float(day) for day in arrivals], **replace})
        compiled = Story(draws.scenario, ENGINES["compiled"](draws))
        assert (compiled.steps, compiled.ledger) == (story.steps, story.ledger)
    return story
