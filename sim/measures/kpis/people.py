"""How many people have what, where they are, and how they went out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...model import GAVE_UP, LEFT
from ..journeys import Ints, Journeys
from ..occupancy import stocks
from .registry import Values, kpi

OFFER = "offer"  #: the stage in which people are asked whether they want to take part
FUNDER = "funder"  #: the attribute that says whose budget a person's is

#: Of what was there at the start, of whose people nothing else is known.
IN_NO_GROUP = "which are in no cohort and at no level of activation: with them these add up to all"


def plans(journeys: Journeys) -> Ints:
    """Plans completed before each of the ends by group, shape (groups, ends); in all with those of before day 0."""
    return _with_earlier(journeys.number_before(journeys.plan_day), journeys.scenario.plans_done)


def budgets(journeys: Journeys) -> Ints:
    """Budgets that went live before each of the ends by group; in all with those of before day 0."""
    return _with_earlier(journeys.number_before(journeys.live_day), journeys.scenario.budgets_done)


def _with_earlier(numbers: Ints, done: int) -> Ints:
    numbers = numbers.copy()
    numbers[0] += done
    return numbers


def live(journeys: Journeys) -> Ints:
    """Budgets live at each of the ends by group: received, and their holders not out."""
    return budgets(journeys) - journeys.number_before(journeys.ended_day)


def live_by_funder(journeys: Journeys) -> tuple[Sequence[str], Ints]:
    """The funders, and the budgets of each that are live at each of the ends, shape (funders, ends); none where nobody has one.

    Budgets of before day 0 are left out: of whom they are is not known.
    """
    return journeys.once(_live_by_funder)


def _live_by_funder(journeys: Journeys) -> tuple[Sequence[str], Ints]:
    funders, codes = journeys.people.values.get(FUNDER), journeys.people.codes.get(FUNDER)
    if funders is None or codes is None or not has(journeys, "live"):
        return (), np.zeros((0, len(journeys.ends.days)), dtype=np.int64)
    of = codes.astype(np.int64)
    began, ended = (journeys.ends.before(days, of, len(funders)) for days in (journeys.live_day, journeys.ended_day))
    return funders, began - ended


def found(journeys: Journeys) -> Ints:
    """People identified from day 0 on, before each of the ends, by group."""
    return journeys.number_before(journeys.found_day)


def to_date(journeys: Journeys, numbers: NDArray[Any]) -> NDArray[Any]:
    """Numbers by group or place, shape (groups, ends), at the end of all totals."""
    return numbers[:, journeys.ends.looks[0]]


def dated(journeys: Journeys, numbers: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """Numbers by group, shape (groups, ends): those to date, and those of each target date."""
    names = ["", *(target.date.isoformat() for target in journeys.scenario.targets)]
    return {name: numbers[:, end] for name, end in zip(names, journeys.ends.looks, strict=True)}


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
    groups="cohorts_and_activation",
)
def _plans_completed(journeys: Journeys) -> Values:
    return dated(journeys, plans(journeys)) if has(journeys, "plan") else {}


@kpi(
    "budgets_received",
    unit="budgets",
    direction="up",
    looks_at="targets",
    over_localities="sum",
    definition=f"Budgets that have gone live, also those that ended since; in all with `budgets_at_start`, {IN_NO_GROUP}.",
    groups="cohorts_and_activation",
)
def _budgets_received(journeys: Journeys) -> Values:
    return dated(journeys, budgets(journeys)) if has(journeys, "live") else {}


@kpi(
    "budgets_live",
    unit="budgets",
    direction="up",
    looks_at="targets",
    over_localities="sum",
    definition="Budgets that are live: received, and the person not out of the pathway; in all with `budgets_at_start`, "
    f"{IN_NO_GROUP}.",
    groups="cohorts_and_activation",
)
def _budgets_live(journeys: Journeys) -> Values:
    return dated(journeys, live(journeys)) if has(journeys, "live") else {}


@kpi(
    "budgets_of",
    unit="budgets",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition="Budgets that are live, by funder; without those of before the start.",
)
def _budgets_of(journeys: Journeys) -> Values:
    funders, numbers = live_by_funder(journeys)
    return dict(zip(funders, to_date(journeys, numbers).tolist(), strict=True))


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
    answered = journeys.finished[journeys.through(stage)]
    return {"": float(answered.min()) if len(answered) else float("nan")}


@kpi(
    "plans_at_start",
    unit="plans",
    direction="none",
    looks_at="start",
    over_localities="sum",
    definition="Care plans that were there at the start: part of `plans_completed` in all, and of no cohort or level of "
    "activation.",
)
def _plans_at_start(journeys: Journeys) -> Values:
    return {"": float(journeys.scenario.plans_done)} if has(journeys, "plan") else {}


@kpi(
    "budgets_at_start",
    unit="budgets",
    direction="none",
    looks_at="start",
    over_localities="sum",
    definition="Budgets that were live at the start, which are taken to last: part of `budgets_received` and of `budgets_live` "
    "in all, and of no cohort or level of activation.",
)
def _budgets_at_start(journeys: Journeys) -> Values:
    return {"": float(journeys.scenario.budgets_done)} if has(journeys, "live") else {}


@kpi(
    "found",
    unit="people",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition="People identified since the start; without those inside on day 0.",
    groups="cohorts_and_activation",
)
def _found(journeys: Journeys) -> Values:
    return {"": to_date(journeys, found(journeys))}


@kpi(
    "accepted",
    unit="people",
    direction="up",
    looks_at="target",
    over_localities="sum",
    definition="People identified since the start who took up the offer, that is reached a second stage.",
    groups="cohorts_and_activation",
)
def _accepted(journeys: Journeys) -> Values:
    return {"": to_date(journeys, journeys.number_before(journeys.accepted_day))}


@kpi(
    "asked",
    unit="people",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition="People who asked for a budget since the start.",
    groups="cohorts_and_activation",
)
def _asked(journeys: Journeys) -> Values:
    return {"": to_date(journeys, journeys.number_before(journeys.asked_day))} if has(journeys, "asked") else {}


def _per_1000(journeys: Journeys, count: Ints) -> Values:
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
    return _per_1000(journeys, plans(journeys)) if has(journeys, "plan") else {}


@kpi(
    "budgets_per_1000",
    unit="budgets per 1,000 residents",
    direction="up",
    looks_at="target",
    over_localities="mean",
    definition="Budgets that are live, with those of before the start, per 1,000 residents.",
)
def _budgets_per_1000(journeys: Journeys) -> Values:
    return _per_1000(journeys, live(journeys)) if has(journeys, "live") else {}


@kpi(
    "found_per_1000",
    unit="people per 1,000 residents",
    direction="none",
    looks_at="target",
    over_localities="mean",
    definition="People identified since the start, per 1,000 residents.",
)
def _found_per_1000(journeys: Journeys) -> Values:
    return _per_1000(journeys, found(journeys))


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
    return dict(zip((stage.name for stage in stages), to_date(journeys, stocks(journeys).there).tolist(), strict=True))


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
    gone = np.flatnonzero(journeys.out_day < journeys.as_at)
    kinds = len(pathway.outcomes)
    each = groups.cell[gone] * kinds + (journeys.out_code[gone] - LEFT)  # codes below 0 come first
    out = groups.add_up(np.bincount(each, minlength=groups.cells * kinds).reshape(groups.cells, kinds))
    by_cohort = out[: 1 + len(groups.cohorts)]
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
    stages = zip(journeys.scenario.pathway.stages, stocks(journeys).gave_up.tolist(), strict=True)
    # A stage where patience plays no part is left out rather than shown as a stage that loses nobody.
    return {stage.name: number for stage, number in stages if stage.patience is not None}
