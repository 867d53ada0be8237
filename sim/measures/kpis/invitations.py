"""Those whom a long waiting list keeps from being invited."""

from __future__ import annotations

import numpy as np

from ..journeys import Journeys
from .registry import Values, kpi


@kpi(
    "not_invited",
    unit="people",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition="People whose turn to be identified had come, who had not died or moved away, and who were not invited yet, "
    "since the waiting list was too long. They are not identified, count no wait, and are invited when it is short.",
)
def _not_invited(journeys: Journeys) -> Values:
    if journeys.scenario.invitations is None:
        return {}
    eligible, people, day = journeys.draws.people, journeys.people, journeys.totals_day
    turn_came = (eligible.day < day) & (eligible.leaves > day)
    invited = (people.day < day) & (people.leaves > day)
    return {
        "": float(np.count_nonzero(turn_came[: eligible.identified]) - np.count_nonzero(invited[: people.identified]))
    }
