"""Long tables of a replication, made on request: the steps in words, and the event log for animation or mining.

Both come from the step table alone, and from the scenario and the random inputs that it was made from: an engine logs nothing.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..draws import Draws
from ..engines import EngineOutput
from ..measures.causes import causes
from ..measures.journeys import Floats, Ints, Journeys
from ..model import Team

if TYPE_CHECKING:
    import pandas as pd

#: Entity ids are the replication times this, plus the person's number, so that they are unique across replications.
IDS_A_REPLICATION = 10_000_000

ARRIVAL_DEPARTURE, QUEUE, RESOURCE_USE, RESOURCE_USE_END = (
    "arrival_departure",
    "queue",
    "resource_use",
    "resource_use_end",
)
#: The order of what happens at one moment.
ARRIVES, ENDS, PASSES, BEGINS, DEPARTS = range(5)
MILLISECONDS = 86_400_000  #: of a day


def steps_frame(draws: Draws, outcome: EngineOutput, scenario: str, replication: int) -> pd.DataFrame:
    """The step table in words.

    Parameters
    ----------
    draws, outcome
        The random inputs of the replication, and what an engine made of them.
    scenario, replication
        What the replication is called in the table.

    Returns
    -------
    DataFrame
        One row a step, in the order of joining: scenario, replication, person, stage, occurrence; joined, started and
        finished (days; NaN where it did not happen before the horizon); outcome (the next target, or how it ended);
        cause (the main cause of its wait, empty where nobody waited); resource (what was waited for, empty for nothing) and
        amount (of it: members, places or slots, of a fund pence).
    """
    import pandas as pd

    journeys = Journeys(draws, outcome)
    step_causes, steps = causes(journeys), outcome.steps
    cause = np.empty(len(steps), dtype=np.int64)
    cause[journeys.order] = step_causes.main()
    stages = [stage.name for stage in draws.scenario.pathway.stages]
    resources = [resource.name for resource in draws.scenario.resources]
    outcomes = draws.scenario.pathway.outcomes
    lowest = min(outcomes)
    count = len(steps)
    return pd.DataFrame(
        {
            "scenario": pd.Categorical.from_codes(np.zeros(count, dtype=np.int8), pd.Index([scenario])),
            "replication": np.full(count, replication, dtype=np.int32),
            "person": steps["person"],
            "stage": pd.Categorical.from_codes(steps["stage"], pd.Index(stages)),
            "occurrence": steps["occurrence"],
            "joined": steps["joined"],
            "started": steps["started"],
            "finished": steps["finished"],
            "outcome": pd.Categorical.from_codes(
                steps["outcome"] - lowest, pd.Index([outcomes[code] for code in sorted(outcomes)])
            ),
            "cause": pd.Categorical.from_codes(cause + 1, pd.Index(["", *step_causes.names])),
            "resource": pd.Categorical.from_codes(steps["resource"] + 1, pd.Index(["", *resources])),
            "amount": steps["amount"],
        }
    )


def event_log(draws: Draws, outcome: EngineOutput, scenario: str, replication: int) -> pd.DataFrame:
    """The long event log, in the columns that vidigi and pm4py read.

    Parameters
    ----------
    draws, outcome
        The random inputs of the replication, and what an engine made of them.
    scenario, replication
        What the replication is called in the log.

    Returns
    -------
    DataFrame
        One row an event, by time: entity_id, pathway (the cohort), event_type, event, time (days), timestamp (the same as
        date and time of day, to the millisecond), resource_id, run_number, scenario. Waiting for a stage's resource is the
        event ``<stage>.wait``, being in the stage is ``<stage>``, and the end of a team's work there is ``<stage>.end``; time
        without a team is a queue to vidigi. `resource_id` numbers the team's members from 1; elsewhere it is empty. Who is
        inside at the horizon does not depart.

    Notes
    -----
    Of what happens at one moment, arrivals come first, then ends of work, then what takes no time at all, then what begins,
    and departures last. So a running count of a team's work never exceeds the team, unless the team has shrunk meanwhile.
    """
    import pandas as pd

    journeys = Journeys(draws, outcome)
    resources, person_index = draws.scenario.resources, journeys.person_index
    stages = np.array([stage.name for stage in draws.scenario.pathway.stages], dtype=object)[journeys.stage]
    blank = np.full(len(person_index), "", dtype=object)
    is_team = np.array([isinstance(resource, Team) for resource in resources] + [False])[journeys.resource]
    worked, passed = journeys.served & is_team, journeys.served & ~is_team
    waits = journeys.resource >= 0
    ended = worked & ~np.isnan(journeys.finished)
    member = _members(journeys, worked)
    no_member = np.full(len(person_index), np.nan)
    out = np.flatnonzero(~np.isnan(journeys.out_day))
    arriving, departing = np.full(len(person_index), ARRIVES), np.full(len(person_index), DEPARTS)
    waiting = np.where(journeys.wait_end == journeys.joined, PASSES, BEGINS)
    at_once = journeys.finished == journeys.started
    being, ending = np.where(at_once, PASSES, BEGINS), np.where(at_once, PASSES, ENDS)
    parts: list[tuple[Ints, str, NDArray[Any], Floats, Floats, int, Ints]] = [
        (journeys.first, ARRIVAL_DEPARTURE, blank + "arrival", journeys.joined, no_member, -1, arriving),
        (np.flatnonzero(waits), QUEUE, stages + ".wait", journeys.joined, no_member, 0, waiting),
        (np.flatnonzero(passed), QUEUE, stages, journeys.started, no_member, 1, being),
        (np.flatnonzero(worked), RESOURCE_USE, stages, journeys.started, member, 1, being),
        (np.flatnonzero(ended), RESOURCE_USE_END, stages + ".end", journeys.finished, member, 2, ending),
        (journeys.last[out], ARRIVAL_DEPARTURE, blank + "depart", journeys.finished, no_member, 3, departing),
    ]
    cohorts = draws.scenario.people.values["cohort"]
    start = np.datetime64(draws.scenario.start, "ms")
    log = pd.concat(
        [
            pd.DataFrame(
                {
                    "entity_id": replication * IDS_A_REPLICATION
                    + journeys.people.person[person_index[steps]].astype(np.int64),
                    "pathway": np.array(cohorts, dtype=object)[journeys.people.codes["cohort"][person_index[steps]]],
                    "event_type": kind,
                    "event": event[steps],
                    "time": days[steps],
                    "timestamp": start + np.round(days[steps] * MILLISECONDS).astype("timedelta64[ms]"),
                    "resource_id": pd.Series(resource_id[steps]).astype("Int64"),
                    "run_number": replication,
                    "scenario": scenario,
                    "order": order[steps],
                    "turn": steps * 5 + turn,  # orders one person's events at one time
                }
            )
            for steps, kind, event, days, resource_id, turn, order in parts
        ]
    )
    log = log.sort_values(["time", "order", "turn"], kind="stable", ignore_index=True)
    return log.drop(columns=["order", "turn"])


def _members(journeys: Journeys, worked: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The number, from 1, of the team's member who does each step: the lowest that is free."""
    member = np.full(len(journeys.person_index), np.nan)
    for code, resource in enumerate(journeys.scenario.resources):
        if isinstance(resource, Team):
            steps = np.flatnonzero(worked & (journeys.resource == code))
            steps = steps[np.lexsort((journeys.end[steps], journeys.started[steps]))]
            member[steps] = _lowest_free(journeys, steps)
    return member


def _lowest_free(journeys: Journeys, steps: Ints) -> list[int]:
    """For each step of a team, in the order of starting, the lowest number of a member who is free."""
    numbers: list[int] = []
    free: list[int] = []
    busy: list[tuple[float, int]] = []
    highest = 0
    for start, end in zip(journeys.started[steps].tolist(), journeys.end[steps].tolist(), strict=True):
        while busy and busy[0][0] <= start:
            heappush(free, heappop(busy)[1])
        if not free:
            highest += 1
            heappush(free, highest)
        number = heappop(free)
        numbers.append(number)
        heappush(busy, (end, number))
    return numbers
