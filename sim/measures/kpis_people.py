"""How many people have what, where they are, and how they went out."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ..model import GAVE_UP, LEFT
from .journeys import Floats, Ints, Journeys, Mask
from .kpi import kpi

TO_DATE = "by the end of the last target date (the horizon where there is none), and by each target date"


def plans(journeys: Journeys, group: Mask, ends: Floats) -> Ints:
    """Plans completed before each end, in all with those of before day 0."""
    done = journeys.scenario.plans_done if group is journeys.everyone else 0
    return journeys.number_before(journeys.plan_day, group, ends) + done


def budgets(journeys: Journeys, group: Mask, ends: Floats) -> Ints:
    """Budgets that went live before each end, in all with those of before day 0."""
    done = journeys.scenario.budgets_done if group is journeys.everyone else 0
    return journeys.number_before(journeys.live_day, group, ends) + done


def live(journeys: Journeys, group: Mask, ends: Floats) -> Ints:
    """Budgets live at each end: received, and their holders not out."""
    return budgets(journeys, group, ends) - journeys.number_before(journeys.ended_day, group, ends)


def found(journeys: Journeys, group: Mask, ends: Floats) -> Ints:
    """People identified from day 0 on, before each end."""
    return journeys.number_before(journeys.found_day, group, ends)


def _dated(journeys: Journeys, numbers: Iterable[float]) -> dict[str, float]:
    """Numbers at the journeys' looks: the one to date, and one a target date."""
    names = ["", *(target.date.isoformat() for target in journeys.scenario.targets)]
    return dict(zip(names, numbers, strict=True))


def _has(journeys: Journeys, milestone: str) -> bool:
    return milestone in journeys.scenario.pathway.milestones


@kpi(
    "plans_completed",
    unit="plans",
    direction="up",
    definition=f"Care plans completed {TO_DATE}; in all with those completed before the start.",
    by_cohort=True,
)
def _plans_completed(journeys: Journeys, group: Mask) -> dict[str, float]:
    return _dated(journeys, plans(journeys, group, journeys.looks)) if _has(journeys, "plan") else {}


@kpi(
    "budgets_received",
    unit="budgets",
    direction="up",
    definition=f"Budgets that have gone live {TO_DATE}, also those that ended since; in all with those before the "
    "start.",
    by_cohort=True,
)
def _budgets_received(journeys: Journeys, group: Mask) -> dict[str, float]:
    return _dated(journeys, budgets(journeys, group, journeys.looks)) if _has(journeys, "live") else {}


@kpi(
    "budgets_live",
    unit="budgets",
    direction="up",
    definition="Budgets live at the end of the last target date, and of each: received, and the person not out of the "
    "pathway. In all with those live before the start, which are taken to last.",
    by_cohort=True,
)
def _budgets_live(journeys: Journeys, group: Mask) -> dict[str, float]:
    return _dated(journeys, live(journeys, group, journeys.looks)) if _has(journeys, "live") else {}


@kpi(
    "found",
    unit="people",
    direction="none",
    definition="People identified since the start, by the end of the last target date; without those inside on day 0.",
    by_cohort=True,
)
def _found(journeys: Journeys, group: Mask) -> float:
    return float(found(journeys, group, journeys.looks[:1])[0])


@kpi(
    "accepted",
    unit="people",
    direction="up",
    definition="People identified since the start who took up the offer, that is reached a second stage, by the end of "
    "the last target date.",
    by_cohort=True,
)
def _accepted(journeys: Journeys, group: Mask) -> float:
    return float(journeys.number_before(journeys.accepted_day, group, journeys.looks[:1])[0])


@kpi(
    "asked",
    unit="people",
    direction="none",
    definition="People who asked for a budget since the start, by the end of the last target date.",
    by_cohort=True,
)
def _asked(journeys: Journeys, group: Mask) -> float | dict[str, float]:
    if not _has(journeys, "asked"):
        return {}
    return float(journeys.number_before(journeys.asked_day, group, journeys.looks[:1])[0])


def _per_1000(journeys: Journeys, count: Ints) -> dict[str, float]:
    return {"": 1000.0 * int(count[0]) / journeys.residents} if journeys.residents > 0 else {}


@kpi(
    "plans_per_1000",
    unit="plans per 1,000 residents",
    direction="up",
    definition="Care plans completed by the end of the last target date, per 1,000 residents.",
)
def _plans_per_1000(journeys: Journeys) -> dict[str, float]:
    return _per_1000(journeys, plans(journeys, journeys.everyone, journeys.looks)) if _has(journeys, "plan") else {}


@kpi(
    "budgets_per_1000",
    unit="budgets per 1,000 residents",
    direction="up",
    definition="Budgets live at the end of the last target date, per 1,000 residents.",
)
def _budgets_per_1000(journeys: Journeys) -> dict[str, float]:
    return _per_1000(journeys, live(journeys, journeys.everyone, journeys.looks)) if _has(journeys, "live") else {}


@kpi(
    "found_per_1000",
    unit="people per 1,000 residents",
    direction="none",
    definition="People identified since the start, by the end of the last target date, per 1,000 residents.",
)
def _found_per_1000(journeys: Journeys) -> dict[str, float]:
    return _per_1000(journeys, found(journeys, journeys.everyone, journeys.looks))


@kpi(
    "at_stage",
    unit="people",
    direction="none",
    definition="People waiting for or in each stage at the end of the last target date.",
)
def _at_stage(journeys: Journeys) -> dict[str, float]:
    there = (journeys.joined < journeys.as_at) & (journeys.end >= journeys.as_at)
    names = [stage.name for stage in journeys.scenario.pathway.stages]
    return dict(zip(names, np.bincount(journeys.stage[there], minlength=len(names)), strict=True))


@kpi(
    "exits",
    unit="people",
    direction="none",
    definition="People who went out of the pathway by the end of the last target date, by how: each exit, gave up, or "
    "left (died or moved away).",
    by_cohort=True,
)
def _exits(journeys: Journeys, group: Mask) -> dict[str, float]:
    pathway = journeys.scenario.pathway
    gone = journeys.once(_gone)
    out = np.bincount(journeys.out_code[gone[group[gone]]] - LEFT)
    codes = [*(pathway.index[name] for name in pathway.exits), GAVE_UP, LEFT]
    return {pathway.outcomes[code]: out[code - LEFT] if code - LEFT < len(out) else 0 for code in codes}


def _gone(journeys: Journeys) -> Ints:
    """The people who went out before `as_at`."""
    return np.flatnonzero(journeys.out_day < journeys.as_at)


@kpi(
    "gave_up_at",
    unit="people",
    direction="down",
    definition="People whose patience ran out while they waited for each stage, by the end of the last target date.",
)
def _gave_up_at(journeys: Journeys) -> dict[str, float]:
    gone = (journeys.outcome == GAVE_UP) & (journeys.end < journeys.as_at)
    number = np.bincount(journeys.stage[gone], minlength=len(journeys.scenario.pathway.stages))
    # A stage where patience plays no part is left out rather than shown as a stage that loses nobody.
    stages = enumerate(journeys.scenario.pathway.stages)
    return {stage.name: number[code] for code, stage in stages if stage.patience is not None}
