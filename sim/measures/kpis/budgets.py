"""Budgets: received, live, ended, whose they are, and which of them the targets count."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...model import FUNDER, GAVE_UP, LEFT
from ..journeys import Floats, Ints, Journeys
from .people import IN_NO_GROUP, at_targets, has, per_1000, to_date, with_earlier
from .registry import Values, kpi


def received(journeys: Journeys) -> Ints:
    """Budgets that went live before each reporting date by group; in all with those of before day 0."""
    return with_earlier(journeys.counts_by_date(journeys.live_day), journeys.scenario.budgets_done)


def live(journeys: Journeys) -> Ints:
    """Budgets live at each reporting date by group: received, and their holders not out."""
    return received(journeys) - journeys.counts_by_date(journeys.ended_day)


def live_by_funder(journeys: Journeys) -> tuple[Sequence[str], Ints]:
    """The funders, and the budgets of each that are live at each reporting date, shape (funders, dates); none without budgets.

    Budgets of before day 0 are left out: of whom they are is not known.
    """
    return journeys.cached(_live_by_funder)


def _live_by_funder(journeys: Journeys) -> tuple[Sequence[str], Ints]:
    funders, codes = journeys.people.values.get(FUNDER), journeys.people.codes.get(FUNDER)
    if funders is None or codes is None or not has(journeys, "live"):
        return (), np.zeros((0, len(journeys.reporting_dates.days)), dtype=np.int64)
    rows, dates = codes.astype(np.int64), journeys.reporting_dates
    began, ended = (dates.count_before(days, rows, len(funders)) for days in (journeys.live_day, journeys.ended_day))
    return funders, began - ended


def counted(journeys: Journeys) -> Ints:
    """Budgets live at each reporting date that the targets count, by group; in all with those of before day 0."""
    return journeys.cached(_counted) if journeys.scenario.budgets_counted else live(journeys)


def _counted(journeys: Journeys) -> Ints:
    funders = journeys.scenario.budgets_counted
    counts = np.isin(journeys.people.values[FUNDER], funders)[journeys.people.codes[FUNDER]]

    def of_those(days: Floats) -> Ints:
        return journeys.counts_by_date(np.where(counts, days, np.nan))

    return with_earlier(of_those(journeys.live_day) - of_those(journeys.ended_day), journeys.scenario.budgets_done)


@kpi(
    "budgets_received",
    unit="budgets",
    direction="up",
    looks_at="targets",
    over_localities="sum",
    definition=f"Budgets that have gone live, also those that ended since; in all with `budgets_at_start`, {IN_NO_GROUP}.",
    groups="cohorts_and_attributes",
)
def _budgets_received(journeys: Journeys) -> Values:
    return at_targets(journeys, received(journeys)) if has(journeys, "live") else {}


@kpi(
    "budgets_live",
    unit="budgets",
    direction="up",
    looks_at="targets",
    over_localities="sum",
    definition="Budgets that are live: received, and the person not out of the pathway; in all with `budgets_at_start`, "
    f"{IN_NO_GROUP}.",
    groups="cohorts_and_attributes",
)
def _budgets_live(journeys: Journeys) -> Values:
    return at_targets(journeys, live(journeys)) if has(journeys, "live") else {}


@kpi(
    "budgets_counted",
    unit="budgets",
    direction="up",
    looks_at="targets",
    over_localities="sum",
    definition="Budgets that are live and that the targets count: those of the funders in the scenario's `budgets_counted`, "
    f"all where it names none; in all with `budgets_at_start`, {IN_NO_GROUP}.",
    groups="cohorts_and_attributes",
)
def _budgets_counted(journeys: Journeys) -> Values:
    return at_targets(journeys, counted(journeys)) if has(journeys, "live") else {}


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
    "budgets_ended",
    unit="budgets",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition="Budgets received since the start that have ended, in all and by how their holders went out.",
)
def _budgets_ended(journeys: Journeys) -> Values:
    if not has(journeys, "live"):
        return {}
    pathway = journeys.scenario.pathway
    ended = journeys.out_code[journeys.ended_day < journeys.totals_day]
    codes = [*(pathway.index[name] for name in pathway.exits), GAVE_UP, LEFT]
    numbers = {pathway.outcomes[code]: int(np.count_nonzero(ended == code)) for code in codes}
    return {"": sum(numbers.values()), **numbers}


@kpi(
    "budgets_at_start",
    unit="budgets",
    direction="none",
    looks_at="start",
    over_localities="sum",
    definition="Budgets that were live at the start, which are taken to last and to be of funders whose budgets count: part of "
    "`budgets_received`, `budgets_live` and `budgets_counted` in all, and of no cohort, activation or age.",
)
def _budgets_at_start(journeys: Journeys) -> Values:
    return {"": float(journeys.scenario.budgets_done)} if has(journeys, "live") else {}


@kpi(
    "budgets_per_1000",
    unit="budgets per 1,000 residents",
    direction="up",
    looks_at="target",
    over_localities="mean",
    definition="Budgets that are live, with those of before the start, per 1,000 residents.",
)
def _budgets_per_1000(journeys: Journeys) -> Values:
    return per_1000(journeys, live(journeys)) if has(journeys, "live") else {}
