"""Reviews of plans and budgets: how many fall due, how many are held in time, and how many are overdue."""

from __future__ import annotations

import math

import numpy as np

from ..journeys import Ints, Journeys
from ..occupancy import occupancy
from .people import to_date
from .registry import Values, kpi

IN_TIME = 28.0  #: days after which a review that is due is late: assumed
EVIDENCE = (
    "Counted in the simulation. To stand beside it, not as a test: of people a year or more in long-term social care, 51 to "
    "61 % were reviewed within a year (X390, X392); of two reviews planned in a trial, half of the people had both (X410)."
)


def _due(journeys: Journeys) -> dict[str, Ints]:
    """The steps that were reviews falling due before `totals_day`, by stage."""
    pathway = journeys.scenario.pathway
    return {
        name: steps[journeys.joined[steps] < journeys.totals_day]
        for name, steps in ((name, journeys.steps_at_stage[pathway.index[name]]) for name in pathway.reviews)
    }


def _with_total(by_stage: dict[str, Ints]) -> dict[str, Ints]:
    return {"": np.concatenate([*by_stage.values()]), **by_stage} if by_stage else {}


@kpi(
    "with_plan_alone",
    unit="people",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition="People who live with a care plan and want no budget, between reviews of the plan or waiting for one. Those "
    "whose plan was there at the start are among them where they are inside on day 0.",
)
def _with_plan_alone(journeys: Journeys) -> Values:
    stages = journeys.stages_with_plan_alone
    return {"": float(to_date(journeys, occupancy(journeys).at_stage)[list(stages)].sum())} if stages else {}


@kpi(
    "reviews_due",
    unit="reviews",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition="Reviews of plans and of budgets that have fallen due since the start; in all and by stage.",
)
def _reviews_due(journeys: Journeys) -> Values:
    return {name: float(len(steps)) for name, steps in _with_total(_due(journeys)).items()}


@kpi(
    "reviews_in_time",
    unit="share",
    direction="up",
    looks_at="target",
    over_localities="none",
    definition=f"Of the reviews that fell due at least {IN_TIME:.0f} days ago, the share that began within {IN_TIME:.0f} days "
    "of falling due; in all and by stage. Who died or moved away meanwhile was not reviewed.",
    evidence=EVIDENCE,
)
def _reviews_in_time(journeys: Journeys) -> Values:
    shares = {}
    for name, steps in _with_total(_due(journeys)).items():
        followed = steps[journeys.joined[steps] + IN_TIME <= journeys.totals_day]
        in_time = journeys.started[followed] - journeys.joined[followed] <= IN_TIME  # NaN where it never began
        shares[name] = float(in_time.mean()) if len(followed) else math.nan
    return shares


@kpi(
    "reviews_overdue",
    unit="reviews",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition=f"Reviews that fell due more than {IN_TIME:.0f} days ago and have not begun, of people who are still there; in "
    "all and by stage.",
    evidence=EVIDENCE,
)
def _reviews_overdue(journeys: Journeys) -> Values:
    until = journeys.totals_day
    return {
        name: float(np.count_nonzero((journeys.joined[steps] < until - IN_TIME) & (journeys.wait_end[steps] >= until)))
        for name, steps in _with_total(_due(journeys)).items()
    }
