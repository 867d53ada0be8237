"""What was done for an experiment to be right and precise, in plain sentences; from its manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..experiments import PRIMARY, Results
from ..experiments.manifest import LUCK_ONLY
from ..experiments.variance import spread
from . import words

NOUNS = {"plans_completed": "plans", "budgets_live": "live budgets"}
NAMED = 4  #: intervals that are named where a precision was not reached


def what_varies(manifest: Mapping[str, Any]) -> str:
    """Whether the ranges show luck alone, or not knowing too."""
    found = manifest.get("uncertainty", LUCK_ONLY)
    if not isinstance(found, Mapping):
        return "Luck only: the numbers put in are taken as known."
    count = words.counted(len(found["parameters"]), "number")
    return (
        f"Luck and not knowing: every run draws {count} that nobody knows well from their ranges, the same for all scenarios "
        "(uncertainty=off for luck alone)."
    )


def split(results: Results) -> str:
    """How much of the baseline's spread is luck; empty where nothing was uncertain."""
    parts = []
    for kpi in PRIMARY:
        found = spread(results.numbers[results.baseline.name], kpi)
        if found is not None and found.all > 0:
            parts.append(f"{words.percent(found.share_of_luck)} for {NOUNS[kpi]}")
    if not parts:
        return ""
    label = words.scenario_label(results.baseline)
    return f"Of the variance between runs of {label}, luck is {words.listed(parts)}; the rest is not knowing."


def crosschecked(manifest: Mapping[str, Any]) -> str:
    """How many runs two engines agreed on, and what that shows."""
    found: Mapping[str, Any] = manifest.get("crosscheck") or {}
    count = sum(len(replications) for replications in found.get("replications", {}).values())
    if not count:
        why = "there is no second engine" if found.get("wanted") else "crosscheck=0"
        return f"No run was checked step by step by a second engine ({why})."
    runs = f"{words.counted(count, 'run')} {'was' if count == 1 else 'were'}"
    return (
        f"{runs} simulated again by a second engine ({found['against']} checks {found['engine']}) and compared step by step: "
        f"all {words.number(found['steps'])} steps are identical, which shows that the code is right, not that the model is "
        "valid."
    )


def precise(results: Results) -> str:
    """How many runs the wanted precision took, or where it was not reached; empty where none was wanted."""
    found = results.manifest.get("precision")
    if not found:
        return ""
    wanted = f"{100 * found['wanted']:g}{words.SPACE}%"
    of_each = f"{words.counted(found['replications'], 'run')} of each scenario"
    if found["reached"]:
        return (
            f"Runs were added until the 95{words.SPACE}% intervals of plans and live budgets were within {wanted} of "
            f"the mean to either side: it took {of_each}."
        )
    missed = found["not_reached"]
    more = f"; and {len(missed) - NAMED} more" if len(missed) > NAMED else ""
    return (
        f"The precision of {wanted} was not reached with {of_each}, the most that were allowed: "
        f"{_missed(results, missed[:NAMED])}{more}."
    )


def _missed(results: Results, missed: Sequence[Mapping[str, Any]]) -> str:
    labels = {one.name: words.scenario_label(one) for one in results.scenarios}
    each = []
    for one in missed:
        what = f"{NOUNS[one['kpi']]} of {labels[one['scenario']]}"
        if one["of"] != "mean":
            what = f"the difference in {what}"
        width = "no interval" if one["half_width"] is None else f"±{words.number(one['half_width'], 1)}"
        share = "" if one["share"] is None else f" ({words.percent(one['share'], 1)})"
        each.append(f"{what} {width}{share}")
    return "; ".join(each)
