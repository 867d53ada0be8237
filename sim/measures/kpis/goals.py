"""Goals as counted things: how many are set, where what they take is found, and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from ..goals import goal_counts
from ..journeys import Journeys
from .people import at_targets, to_date
from .registry import Values, kpi
from .waits import shares

SET = "Goals set since the start, which is when a plan is completed"
FOUND = "in all, and by where what they take is found"
PLACED = "in all, by where what they take is found, and in all at each target date"
EVIDENCE = (
    "Half of the goals needed the programme's money (S047, S048: measured at two sites, 20 people). How long a goal takes, and "
    "where the others are found, is assumed."
)
PANEL_EVIDENCE = f"{EVIDENCE} What a panel decides of a goal is assumed (X082)."


def _of(journeys: Journeys, fate: str) -> NDArray[Any] | None:
    """Goals with a fate, shape (groups, sources, dates); None where the scenario has no goals."""
    goals = goal_counts(journeys)
    return None if goals is None else goals.of(fate)


def _by_source(journeys: Journeys, fate: str) -> Values:
    numbers = _of(journeys, fate)
    if numbers is None or journeys.scenario.goals is None:
        return {}
    last = to_date(journeys, numbers[0])
    return dict(zip(journeys.scenario.goals.sources, last.tolist(), strict=True))


def _in_all(journeys: Journeys, fate: str) -> Values:
    numbers = _of(journeys, fate)
    return {} if numbers is None else {"": to_date(journeys, numbers.sum(axis=1))}


def _by_date(journeys: Journeys, fate: str) -> dict[str, NDArray[Any]]:
    numbers = _of(journeys, fate)
    return {} if numbers is None else at_targets(journeys, numbers.sum(axis=1))


@kpi(
    "goals_set",
    unit="goals",
    direction="none",
    looks_at="targets",
    over_localities="sum",
    definition=f"{SET}; {PLACED}. They are achieved, pending, refused, unfunded, unsourced or lost.",
    evidence=EVIDENCE,
    groups="cohorts_and_attributes",
)
def _goals_set(journeys: Journeys) -> Values:
    return {**_by_date(journeys, "set"), **_by_source(journeys, "set")}


@kpi(
    "goals_achieved",
    unit="goals",
    direction="up",
    looks_at="targets",
    over_localities="sum",
    definition="Goals achieved: some time after the plan or, where the programme's money "
    f"is needed, after the budget went live; {PLACED}.",
    evidence=EVIDENCE,
    groups="cohorts_and_attributes",
)
def _goals_achieved(journeys: Journeys) -> Values:
    return {**_by_date(journeys, "achieved"), **_by_source(journeys, "achieved")}


@kpi(
    "goals_pending",
    unit="goals",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition=f"Goals that may still be achieved; {FOUND}.",
    evidence=EVIDENCE,
    groups="cohorts_and_attributes",
)
def _goals_pending(journeys: Journeys) -> Values:
    return {**_in_all(journeys, "pending"), **_by_source(journeys, "pending")}


@kpi(
    "goals_refused",
    unit="goals",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition="Goals that were refused: those of a case refused for good, and those refused where others of the same "
    "case were approved.",
    evidence=PANEL_EVIDENCE,
    groups="cohorts_and_attributes",
)
def _goals_refused(journeys: Journeys) -> Values:
    return _in_all(journeys, "refused")


@kpi(
    "goals_unfunded",
    unit="goals",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition="Goals that a cap left without money: where less is granted than is asked, each goal of the case with the "
    "probability of the share left out.",
    evidence=f"{EVIDENCE} That a cap leaves goals unfunded is described (S041), not measured.",
    groups="cohorts_and_attributes",
)
def _goals_unfunded(journeys: Journeys) -> Values:
    goals = journeys.scenario.goals
    return _in_all(journeys, "unfunded") if goals is not None and goals.capped_at else {}


@kpi(
    "goals_unsourced",
    unit="goals",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition="Goals for which money was agreed and nobody was found to provide what they take.",
    evidence=f"{EVIDENCE} How many providers accept a payment is assumed (X109).",
    groups="cohorts_and_attributes",
)
def _goals_unsourced(journeys: Journeys) -> Values:
    goals = journeys.scenario.goals
    return _in_all(journeys, "unsourced") if goals is not None and goals.unsourced else {}


@kpi(
    "goals_lost",
    unit="goals",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition="Goals whose person died, moved away, gave up waiting or went out in another way before they were "
    f"achieved; {FOUND}.",
    evidence=EVIDENCE,
    groups="cohorts_and_attributes",
)
def _goals_lost(journeys: Journeys) -> Values:
    return {**_in_all(journeys, "lost"), **_by_source(journeys, "lost")}


def _shares_of_set(journeys: Journeys, numbers: Mapping[str, NDArray[Any]]) -> Values:
    return {item: shares(numbers[item], goals) for item, goals in _by_date(journeys, "set").items()}


@kpi(
    "share_of_goals_achieved",
    unit="share",
    direction="up",
    looks_at="targets",
    over_localities="none",
    definition="Of the goals set since the start, the share achieved; empty where there is none.",
    evidence=EVIDENCE,
    groups="cohorts_and_attributes",
)
def _share_achieved(journeys: Journeys) -> Values:
    return _shares_of_set(journeys, _by_date(journeys, "achieved"))


@kpi(
    "share_of_goals_needing_money",
    unit="share",
    direction="none",
    looks_at="targets",
    over_localities="none",
    definition="Of the goals set since the start, the share that needs the programme's "
    "money; empty where there is none.",
    evidence="Half at two sites (S047, S048: measured, 20 people); there it is an input. Elsewhere it follows from how many "
    "want a budget, which is assumed.",
    groups="cohorts_and_attributes",
)
def _share_needing_money(journeys: Journeys) -> Values:
    goals, numbers = journeys.scenario.goals, _of(journeys, "set")
    if numbers is None or goals is None:
        return {}
    return _shares_of_set(journeys, at_targets(journeys, numbers[:, goals.sources.index(goals.money)]))
