"""KPIs of your own. Each file stands alone: it may import NumPy and sim, but no other file of this folder."""

import numpy as np

from sim.measures import Journeys, kpi

LONG = 60  # days


@kpi(
    "people_kept_waiting",
    unit="people",
    direction="down",
    looks_at="horizon",
    over_localities="sum",  # how many localities make one number: "sum", "mean", or "none" where neither means anything
    definition=f"People who waited more than {LONG} days in one go, for whatever it was.",
)
def people_kept_waiting(journeys: Journeys) -> float:
    """Take the journeys of one replication; give one number.

    All steps of all people stand one after another in arrays: `journeys.joined` is the day on which a step joined a queue,
    `journeys.wait_end` the day on which it had waited, `journeys.person_index` whose step it is.
    """
    waited = journeys.wait_end - journeys.joined
    return len(np.unique(journeys.person_index[waited > LONG]))
