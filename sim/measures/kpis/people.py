"""How many people have what, where they are, and how they went out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...model import GAVE_UP, LEFT
from ..journeys import Ints, Journeys
from ..occupancy import occupancy
from .registry import Values, kpi

OFFER = "offer"  #: the stage in which people are asked whether they want to take part

#: Of what was there at the start, of whose people nothing else is known.
IN_NO_GROUP = "which are in no cohort and of no activation or age: with them these add up to all"


def plans(journeys: Journeys) -> Ints:
    """Plans completed before each reporting date by group, shape (groups, dates); in all with those of before day 0."""
    return with_earlier(journeys.counts_by_date(journeys.plan_day), journeys.scenario.plans_done)


def with_earlier(numbers: Ints, done: int) -> Ints:
    """Numbers by group and date, in all with those of before day 0."""
    numbers = numbers.copy()
    numbers[0] += done
    return numbers


def identified(journeys: Journeys) -> Ints:
    """People identified from day 0 on, before each reporting date, by group."""
    return journeys.counts_by_date(journeys.identified_day)


def to_date(journeys: Journeys, numbers: NDArray[Any]) -> NDArray[Any]:
    """Numbers by group (or stage, or resource), shape (groups, dates), on the day of all totals."""
    return numbers[:, journeys.reporting_dates.total_index]


def at_targets(journeys: Journeys, numbers: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """Numbers by group, shape (groups, dates): those to date, and those of each target date."""
    targets = zip(journeys.scenario.targets, journeys.reporting_dates.target_index, strict=True)
    return {
        "": to_date(journeys, numbers),
        **{target.date.isoformat(): numbers[:, index] for target, index in targets},
    }


def has(journeys: Journeys, milestone: str) -> bool:
    """Whether the pathway has a milestone."""
    return milestone in journeys.scenario.pathway.milestones


@kpi(
    "plans_completed",
    unit="plans",
    direction="up",
    looks_at="targets",
    over_localities="sum",
    definition=f"Care plans completed; in all with `plans_at_start`, {IN_NO_GROUP}.",
    groups="cohorts_and_attributes",
)
def _plans_completed(journeys: Journeys) -> Values:
    return at_targets(journeys, plans(journeys)) if has(journeys, "plan") else {}


@kpi(
    "first_offer",
    unit="days",
    direction="down",
    looks_at="horizon",
    over_localities="none",
    definition="Days from the start until somebody answers the first offer: the first end of the stage `offer`.",
)
def _first_offer(journeys: Journeys) -> Values:
    stage = journeys.scenario.pathway.index.get(OFFER)
    if stage is None:
        return {}
    answered = journeys.finished[journeys.completed_steps(stage)]
    return {"": float(answered.min()) if len(answered) else float("nan")}


@kpi(
    "plans_at_start",
    unit="plans",
    direction="none",
    looks_at="start",
    over_localities="sum",
    definition="Care plans that were there at the start: part of `plans_completed` in all, and of no cohort, activation "
    "or age.",
)
def _plans_at_start(journeys: Journeys) -> Values:
    return {"": float(journeys.scenario.plans_done)} if has(journeys, "plan") else {}


@kpi(
    "identified",
    unit="people",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition="People identified since the start; without those inside on day 0.",
    groups="cohorts_and_attributes",
)
def _identified(journeys: Journeys) -> Values:
    return {"": to_date(journeys, identified(journeys))}


@kpi(
    "accepted",
    unit="people",
    direction="up",
    looks_at="target",
    over_localities="sum",
    definition="People identified since the start who took up the offer, that is reached a second stage.",
    groups="cohorts_and_attributes",
)
def _accepted(journeys: Journeys) -> Values:
    return {"": to_date(journeys, journeys.counts_by_date(journeys.accepted_day))}


@kpi(
    "asked",
    unit="people",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition="People who asked for a budget since the start.",
    groups="cohorts_and_attributes",
)
def _asked(journeys: Journeys) -> Values:
    return {"": to_date(journeys, journeys.counts_by_date(journeys.asked_day))} if has(journeys, "asked") else {}


def per_1000(journeys: Journeys, count: Ints) -> Values:
    """A number to date per 1,000 residents; none where the scenario has no residents."""
    return {"": 1000.0 * int(to_date(journeys, count)[0]) / journeys.residents} if journeys.residents > 0 else {}


@kpi(
    "plans_per_1000",
    unit="plans per 1,000 residents",
    direction="up",
    looks_at="target",
    over_localities="mean",
    definition="Care plans completed, with those of before the start, per 1,000 residents.",
)
def _plans_per_1000(journeys: Journeys) -> Values:
    return per_1000(journeys, plans(journeys)) if has(journeys, "plan") else {}


@kpi(
    "identified_per_1000",
    unit="people per 1,000 residents",
    direction="none",
    looks_at="target",
    over_localities="mean",
    definition="People identified since the start, per 1,000 residents.",
)
def _identified_per_1000(journeys: Journeys) -> Values:
    return per_1000(journeys, identified(journeys))


@kpi(
    "at_stage",
    unit="people",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition="People waiting for or in each stage.",
)
def _at_stage(journeys: Journeys) -> Values:
    stages = journeys.scenario.pathway.stages
    return dict(
        zip((stage.name for stage in stages), to_date(journeys, occupancy(journeys).at_stage).tolist(), strict=True)
    )


@kpi(
    "exits",
    unit="people",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition="People who went out of the pathway, by how: each exit, gave up, or left (died or moved away).",
    groups="cohorts",
)
def _exits(journeys: Journeys) -> Values:
    pathway, groups = journeys.scenario.pathway, journeys.groups
    gone = np.flatnonzero(journeys.out_day < journeys.totals_day)
    kinds = len(pathway.outcomes)
    cohorts = max(1, len(groups.cohorts))
    rows = journeys.people.codes["cohort"][gone] * kinds + (journeys.out_code[gone] - LEFT)  # codes below 0 come first
    counts = np.bincount(rows, minlength=cohorts * kinds).reshape(cohorts, kinds)
    by_cohort = np.concatenate([counts.sum(axis=0)[None], counts])[: len(groups.of("cohorts"))]
    codes = [*(pathway.index[name] for name in pathway.exits), GAVE_UP, LEFT]
    return {pathway.outcomes[code]: by_cohort[:, code - LEFT] for code in codes}


@kpi(
    "gave_up_at",
    unit="people",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition="People whose patience ran out while they waited for each stage.",
)
def _gave_up_at(journeys: Journeys) -> Values:
    stages = zip(journeys.scenario.pathway.stages, occupancy(journeys).gave_up.tolist(), strict=True)
    # A stage where patience plays no part is left out rather than shown as a stage that loses nobody.
    return {stage.name: number for stage, number in stages if stage.patience is not None}
