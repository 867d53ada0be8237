"""What came of a validation in words, for a terminal and for the report."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from ..experiments import Interval
from ..studies.validation.directions import Finding
from ..studies.validation.run import Validation
from ..studies.validation.targets import SINGLE_RUNS
from ..studies.validation.verdicts import CALIBRATION, CONSISTENCY, FAIL, NOT_MODELLED, PASS, TOO_FEW, Verdict
from . import wording

EDGE = "at the band's edge"


def figure(value: float) -> str:
    """A number in three figures or so."""
    if math.isnan(value):
        return wording.NOTHING
    size = abs(value)
    decimals = 0 if size >= 100 or value == round(value) else 1 if size >= 10 else 2 if size >= 0.095 else 3
    return wording.number(value, decimals)


def interval(estimate: Interval) -> str:
    """A mean with its 95 % interval."""
    if math.isnan(estimate.low):
        return figure(estimate.mean)
    return f"{figure(estimate.mean)} ({figure(estimate.low)} to {figure(estimate.high)})"


def runs(verdict: Verdict) -> str:
    """Between what nine in ten single replications lie."""
    return wording.NOTHING if verdict.runs is None else " to ".join(map(figure, verdict.runs))


def band(verdict: Verdict) -> str:
    """What the model's answer may be; of single runs, what nine in ten of them are to hold."""
    if verdict.compare == SINGLE_RUNS:
        held = f"runs hold {'any of ' if verdict.observed else ''}{observed(verdict)}"
        return held if verdict.low is None else f"{held}, within {between(verdict.low, verdict.high)}"
    return between(verdict.low, verdict.high)


def between(low: float | None, high: float | None) -> str:
    """A range in words, of which an end may be open."""
    if low is None or high is None:
        return wording.NOTHING
    if math.isinf(high):
        return "above 0" if 0 < low < 1e-3 else f"{figure(low)} or more"
    return figure(low) if low == high else f"{figure(0.0 if low < 1e-3 else low)} to {figure(high)}"


def topic(verdict: Verdict) -> str:
    """What is compared, and in which scenario where it is one."""
    return f"{verdict.quantity}, {verdict.scenarios[0]}" if len(verdict.scenarios) == 1 else verdict.quantity


def observed(verdict: Verdict) -> str:
    """What was observed."""
    if verdict.observed is not None:
        return between(*verdict.observed)
    return wording.NOTHING if verdict.value is None else figure(verdict.value)


def verdict(result: Verdict) -> str:
    """The verdict, whether the answer lies in the band where that is not said by it, and whether it says little."""
    if result.says_little:
        return f"{result.verdict}, but says little"
    if result.verdict in (CONSISTENCY, CALIBRATION):
        if result.inside is None:
            return f"{result.verdict}, {TOO_FEW}"
        return result.verdict if result.inside else f"{result.verdict}: outside its band"
    if result.verdict in (PASS, FAIL) and not result.sure:
        return f"{result.verdict}, {'without an interval' if math.isnan(result.interval.low) else EDGE}"
    return result.verdict


def counted(validation: Validation) -> str:
    """How many tests came out how, in one sentence each kind."""
    lines = [f"Targets: {_tally(validation.targets)}."]
    if validation.checks:
        lines.append(f"The scenarios' own checks: {_tally(validation.checks)}.")
    if validation.directions:
        verdicts = Counter(finding.verdict for finding in validation.directions)
        counts = ", ".join(f"{number} {name}" for name, number in verdicts.most_common())
        lines.append(f"Directions of mechanisms: {counts}.")
    return "\n".join(lines)


def _tally(verdicts: Iterable[Verdict]) -> str:
    every = list(verdicts)
    number = Counter(result.verdict for result in every)
    little = sum(result.verdict == PASS and result.says_little for result in every)
    passes = wording.counted(number[PASS], "pass", "passes") + (
        f" ({little} of which say{'s' if little == 1 else ''} little)" if little else ""
    )
    parts = [f"{passes}, {wording.counted(number[FAIL], 'fail', 'fails')}"]
    for kind, noun in ((CONSISTENCY, "consistency check"), (CALIBRATION, "calibration")):
        if number[kind]:
            outside = sum(result.verdict == kind and result.inside is False for result in every)
            parts.append(f"{wording.counted(number[kind], noun)}{f' ({outside} outside its band)' if outside else ''}")
    if number[NOT_MODELLED]:
        parts.append(f"{number[NOT_MODELLED]} not modelled")
    if number[TOO_FEW]:
        parts.append(f"{number[TOO_FEW]} with {TOO_FEW}")
    return ", ".join(parts)


def how_run(validation: Validation) -> str:
    """What was run, in a sentence."""
    seed = "each scenario's own seed" if validation.seed is None else f"seed {validation.seed}"
    drawn = (
        "Each replication draws the parameters that are not known well, the same for all scenarios: intervals hold chance "
        "and what we do not know."
        if validation.uncertainty
        else "Chance only: the numbers put in are taken as known."
    )
    return (
        f"{wording.counted(len(validation.scenarios), 'scenario')}, "
        f"{wording.counted(validation.replications, 'replication')} of each, {seed}. {drawn}"
    )


def difference(finding: Finding) -> str:
    """A difference from the baseline with its interval."""
    estimate = finding.difference
    if math.isnan(estimate.low):
        return wording.signed(estimate.mean, _decimals(finding))
    ends = (wording.signed(end, _decimals(finding)) for end in (estimate.low, estimate.high))
    return f"{wording.signed(estimate.mean, _decimals(finding))} ({' to '.join(ends)})"


def _decimals(finding: Finding) -> int:
    size = abs(finding.difference.mean)
    return 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 0.1 else 3


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of a document, its head first."""
    cells = [head, ["---"] * len(head), *rows]
    return "\n".join([*(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in cells), ""])
