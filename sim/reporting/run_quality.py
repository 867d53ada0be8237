"""What was done for an experiment to be right and precise, in plain sentences; from its manifest."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ..experiments import PRIMARY, Results
from ..experiments.analysis.statistics import DIFFERENT, PARTS
from ..experiments.analysis.variance_decomposition import Spread, spread
from ..experiments.storage.manifest import LUCK_ONLY
from . import wording

NOUNS = {"plans_completed": "plans", "budgets_live": "live budgets"}
NAMED = 4  #: intervals that are named where a precision was not reached


def what_varies(manifest: Mapping[str, Any]) -> str:
    """Whether the ranges show luck alone, or not knowing too."""
    found = manifest.get("uncertainty", LUCK_ONLY)
    if not isinstance(found, Mapping):
        return "Luck only: the numbers put in are taken as known."
    count = wording.counted(len(found["parameters"]), "number")
    return (
        f"Luck and not knowing: every run draws {count} that nobody knows well from their ranges, the same for all scenarios "
        "(uncertainty=off for luck alone)."
    )


def without_interval(replications: int, block: int, runs: str = "replication") -> str:
    """Why so few replications have no intervals; empty where they have.

    Parameters
    ----------
    replications
        Of each scenario.
    block
        How many make an independent part; see `sim.experiments.mean_interval`.
    runs
        What one is called.
    """
    if replications // block >= PARTS:
        return ""
    counted = wording.counted(replications, runs)
    if block > 1:
        few = f"{counted} {'makes' if replications == 1 else 'make'} fewer than three blocks of {block}"
        return f"no interval: {few}, over each of which what is not known is spread evenly ({PARTS * block} {runs}s give one)."
    return (
        f"no interval: {counted} {'is' if replications == 1 else 'are'} fewer than three (20 {runs}s give a good one)."
    )


def hardly_differs(runs: str) -> str:
    """Why a number has no interval where others have one."""
    return (
        f"no interval where all but a few {runs} (fewer than {DIFFERENT}) have the same number: the mean hangs on what was "
        f"hardly ever seen. What was not seen in n {runs} comes, with 95{wording.SPACE}% confidence, in fewer than 3 of n."
    )


def split(results: Results) -> str:
    """How much of the baseline's spread is luck, with the range of that; empty where nothing was uncertain."""
    parts = []
    for kpi in PRIMARY:
        found = spread(results.numbers[results.baseline.name], kpi)
        if found is not None and found.all > 0:
            parts.append(f"{luck(found)} for {NOUNS[kpi]}")
    if not parts:
        return ""
    label = wording.scenario_label(results.baseline)
    return (
        f"Of the variance between runs of {label}, luck is {wording.listed(parts)}; the rest is not knowing. In brackets: "
        f"between what it lies with 95{wording.SPACE}% confidence."
    )


def luck(found: Spread) -> str:
    """The share of the variance that is luck, with its 95 % interval: 10 % (5 to 21 %)."""
    if not found.luck:
        return f"0{wording.SPACE}% (none in {found.pairs} pairs of lives)"
    places = 0 if found.share_of_luck >= 0.1 else 1
    share = wording.percent(found.share_of_luck, places)
    if math.isnan(found.low):
        return f"{share} (how far that holds is not known)"
    low, high = (f"{100 * end:.{places}f}" for end in (found.low, found.high))
    return f"{share} ({low} to {high}{wording.SPACE}%)"


def crosschecked(manifest: Mapping[str, Any]) -> str:
    """How many runs two engines agreed on, and what that shows."""
    found: Mapping[str, Any] = manifest.get("crosscheck") or {}
    count = sum(len(replications) for replications in found.get("replications", {}).values())
    if not count:
        why = "there is no second engine" if found.get("wanted") else "crosscheck=0"
        return f"No run was checked step by step by a second engine ({why})."
    runs = f"{wording.counted(count, 'run')} {'was' if count == 1 else 'were'}"
    return (
        f"{runs} simulated again by a second engine ({found['against']} checks {found['engine']}) and compared step by step: "
        f"all {wording.number(found['steps'])} steps are identical, which shows that the code is right, not that the model is "
        "valid."
    )


def precise(results: Results) -> str:
    """How many runs the wanted precision took, or where it was not reached; empty where none was wanted."""
    found = results.manifest.get("precision")
    if not found:
        return ""
    wanted = f"{100 * found['wanted']:g}{wording.SPACE}%"
    of_each = f"{wording.counted(found['replications'], 'run')} of each scenario"
    if found["reached"]:
        text = (
            f"Runs were added until the 95{wording.SPACE}% intervals of plans and live budgets were within {wanted} of "
            f"the mean to either side: it took {of_each}."
        )
        absent = found.get("absent", ())
        return (
            f"{text} No interval, since there is next to no difference: {_named(results, absent)}." if absent else text
        )
    missed = found["not_reached"]
    more = f"; and {len(missed) - NAMED} more" if len(missed) > NAMED else ""
    return (
        f"The precision of {wanted} was not reached with {of_each}, the most that were allowed: "
        f"{_named(results, missed[:NAMED])}{more}."
    )


def _named(results: Results, widths: Sequence[Mapping[str, Any]]) -> str:
    labels = {one.name: wording.scenario_label(one) for one in results.scenarios}
    each = []
    for one in widths:
        what = f"{NOUNS[one['kpi']]} of {labels[one['scenario']]}"
        if one["of"] != "mean":
            what = f"the difference in {what}"
        width = _seldom(one.get("seldom")) if one["half_width"] is None else f"±{wording.number(one['half_width'], 1)}"
        share = "" if one["share"] is None else f" ({wording.percent(one['share'], 1)})"
        each.append(f"{what} {width}{share}")
    return "; ".join(each)


def _seldom(found: Mapping[str, Any] | None) -> str:
    """What can be said of a number that hardly ever changed: not its mean, but how often it does."""
    if found is None:
        return "no interval"
    same, runs = found["replications"] - found["others"], found["replications"]
    share = wording.percent(found["below"], 1)
    return (
        f"{wording.number(found['common'])} in {wording.number(same)} of {wording.counted(runs, 'run')} (with "
        f"95{wording.SPACE}% confidence another number in fewer than {share} of runs)"
    )
