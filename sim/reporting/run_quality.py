"""What was done for an experiment to be right and precise, in plain sentences; from its manifest."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ..experiments import Results
from ..experiments.analysis.lookup import Lookup
from ..experiments.analysis.statistics import DIFFERENT, PARTS, Seldom, has_interval
from ..experiments.analysis.variance_decomposition import Spread, spread
from ..experiments.storage.manifest import CHANCE_ONLY
from ..measures.kpis.headlines import BUDGETS, headlines_of
from . import wording

NAMED = 4  #: intervals that are named where a precision was not reached


def what_varies(manifest: Mapping[str, Any]) -> str:
    """Whether the ranges show chance alone, or what we do not know too."""
    drawn = manifest.get("uncertainty", CHANCE_ONLY)
    if not isinstance(drawn, Mapping):
        return "Chance only: the numbers put in are taken as known."
    count = wording.counted(len(drawn["parameters"]), "number")
    return (
        f"Chance, and what we do not know: every run draws {count} that nobody knows well from their ranges, the same "
        "for all scenarios (uncertainty=off for chance alone)."
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
    if has_interval(replications, block):
        return ""
    counted = wording.counted(replications, runs)
    if block > 1:
        few = f"{counted} {'makes' if replications == 1 else 'make'} fewer than three blocks of {block}"
        enough = f"{PARTS * block} {runs}s give one"
        return f"no interval: {few}, over each of which what we do not know is spread evenly ({enough})."
    return (
        f"no interval: {counted} {'is' if replications == 1 else 'are'} fewer than three (20 {runs}s give a good one)."
    )


def no_interval(lookup: Lookup) -> str:
    """The same of an experiment for a reader of its report."""
    return without_interval(lookup.runs, lookup.results.block, "run")


def hardly_differs(runs: str) -> str:
    """Why a number has no interval where others have one."""
    return (
        f"no interval where all but a few {runs} (fewer than {DIFFERENT}) have the same number: the mean hangs on what was "
        f"hardly ever seen. What was not seen in n {runs} comes, with 95{wording.SPACE}% confidence, in fewer than 3 of n."
    )


def split(results: Results) -> str:
    """How much of the baseline's spread is chance, with the range of that; empty where nothing was uncertain."""
    shares = []
    for kpi, headline in headlines_of([results.baseline]).items():
        variation = spread(results.numbers[results.baseline.name], kpi)
        if variation is not None and variation.all > 0:
            shares.append(f"{share_of_chance(variation)} for {headline.noun}")
    if not shares:
        return ""
    label = wording.scenario_label(results.baseline)
    return (
        f"Of the variance between runs of {label}, chance is {wording.listed(shares)}; the rest is what we do not know. "
        f"In brackets: its 95{wording.SPACE}% confidence interval."
    )


def share_of_chance(variation: Spread) -> str:
    """The share of the variance that is chance, with its 95 % interval: 10 % (5 to 21 %)."""
    if not variation.chance:
        return f"0{wording.SPACE}% (none in {variation.pairs} pairs of runs)"
    decimals = 0 if variation.share_of_chance >= 0.1 else 1
    share = wording.percent(variation.share_of_chance, decimals)
    if math.isnan(variation.low):
        return f"{share} (how far that holds is not known)"
    low, high = (f"{100 * end:.{decimals}f}" for end in (variation.low, variation.high))
    return f"{share} ({low} to {high}{wording.SPACE}%)"


def crosschecked(manifest: Mapping[str, Any]) -> str:
    """How many runs two engines agreed on, and what that shows."""
    check: Mapping[str, Any] = manifest.get("crosscheck") or {}
    count = sum(len(replications) for replications in check.get("replications", {}).values())
    if not count:
        why = "there is no second engine" if check.get("wanted") else "crosscheck=0"
        return f"No run was checked step by step by a second engine ({why})."
    runs = f"{wording.counted(count, 'run')} {'was' if count == 1 else 'were'}"
    return (
        f"{runs} simulated again by a second engine ({check['against']} checks {check['engine']}) and compared step by step: "
        f"all {wording.number(check['steps'])} steps are identical, which shows that the code is right, not that the model is "
        "valid."
    )


def precise(results: Results) -> str:
    """How many runs the wanted precision took, or where it was not reached; empty where none was wanted."""
    precision = results.manifest.get("precision")
    if not precision:
        return ""
    wanted = f"{100 * precision['wanted']:g}{wording.SPACE}%"
    runs = f"{wording.counted(precision['replications'], 'run')} of each scenario"
    if precision["reached"]:
        text = (
            f"Runs were added until the 95{wording.SPACE}% confidence intervals of plans and "
            f"{headlines_of(results.scenarios)[BUDGETS.kpi].noun} were within "
            f"{wanted} of the mean to either side: it took {runs}."
        )
        absent = precision.get("absent", ())
        return (
            f"{text} No interval, since there is next to no difference: {_named(results, absent)}." if absent else text
        )
    missed = precision["not_reached"]
    more = f"; and {len(missed) - NAMED} more" if len(missed) > NAMED else ""
    return (
        f"The precision of {wanted} was not reached with {runs}, the most that were allowed: "
        f"{_named(results, missed[:NAMED])}{more}."
    )


def _named(results: Results, widths: Sequence[Mapping[str, Any]]) -> str:
    labels = {scenario.name: wording.scenario_label(scenario) for scenario in results.scenarios}
    texts = []
    for width in widths:
        name = f"{headlines_of(results.scenarios)[width['kpi']].noun} of {labels[width['scenario']]}"
        if width["of"] != "mean":
            name = f"the difference in {name}"
        half = width["half_width"]
        text = _seldom(width.get("seldom")) if half is None else f"±{wording.number(half, 1)}"
        share = "" if width["share"] is None else f" ({wording.percent(width['share'], 1)})"
        texts.append(f"{name} {text}{share}")
    return "; ".join(texts)


def _seldom(fields: Mapping[str, Any] | None) -> str:
    """What can be said of a number that hardly ever changed: not its mean, but how often it does."""
    if fields is None:
        return "no interval"
    rare = Seldom(**fields)
    return (
        f"{wording.number(rare.common)} in {wording.number(rare.same)} of {wording.counted(rare.replications, 'run')} (with "
        f"95{wording.SPACE}% confidence another number in fewer than {wording.percent(rare.below, 1)} of runs)"
    )
