"""Whether the model passes a test, and what kind of test it is."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ...experiments import Interval
from ...model import Check
from .answers import Answer, Estimate, NotModelled
from .targets import MEAN, SINGLE_RUNS, Comparison, Target

PASS, FAIL, NOT_MODELLED, TOO_FEW = "pass", "fail", "not modelled", "too few runs"
CALIBRATION, CONSISTENCY = "calibration", "consistency check"
VERDICTS = (PASS, FAIL, CONSISTENCY, CALIBRATION, NOT_MODELLED, TOO_FEW)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A test of a target, or a scenario's own check, with the model's answer.

    Attributes
    ----------
    name
        The target, or the scenario.
    value
        What was observed; None where no number is known.
    compare, observed
        What of the model is compared, and between what the observation lies; see `targets.Comparison`.
    low, high
        The band; None where there is none.
    interval
        The model's answer; all NaN where there is none.
    runs
        Between what nine in ten single replications lie; None where that is not known.
    inside
        Whether the answer lies in the band, or single runs hold what was observed: the verdict of a calibration or a
        consistency check, which never passes. None where that cannot be told.
    sure
        Whether the whole interval lies on one side of the band's edges; of single runs always.
    says_little
        Whether single runs lie so far apart that nearly anything would be inside.
    reason
        Why the model has no answer.
    """

    name: str
    label: str
    scenarios: tuple[str, ...]
    quantity: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    interval: Interval
    runs: tuple[float, float] | None
    verdict: str
    inside: bool | None
    sure: bool
    reason: str = ""
    caution: str = ""
    failure: str = ""
    sources: tuple[str, ...] = ()
    compare: str = MEAN
    observed: tuple[float, float] | None = None
    says_little: bool = False
    band_reason: str = ""


def of_target(target: Target, test: Comparison, answer: Answer) -> Verdict:
    """The verdict on one test of a target."""
    given = Estimate(Interval(math.nan, math.nan, math.nan)) if isinstance(answer, NotModelled) else answer
    alone = test.compare == SINGLE_RUNS
    inside, sure = (_held(test, given.runs), True) if alone else _placed(given.interval, test.low, test.high)
    return Verdict(
        name=target.name,
        label=target.label,
        scenarios=test.scenarios,
        quantity=test.how or f"mean of {test.kpi}",
        unit=test.unit,
        value=test.value,
        low=test.low,
        high=test.high,
        interval=given.interval,
        runs=given.runs,
        verdict=_verdict_on(target.kind, answer, inside, alone=alone),
        inside=inside,
        sure=sure,
        reason=answer.reason if isinstance(answer, NotModelled) else "",
        caution=target.caution,
        failure=target.failure,
        sources=target.sources,
        compare=test.compare,
        observed=test.observed,
        says_little=bool(inside and test.wide and given.runs and test.wide.is_reached(*given.runs)),
        band_reason=test.reason,
    )


def of_check(scenario: str, label: str, check: Check, unit: str, given: Estimate) -> Verdict:
    """The verdict on one of a scenario's own checks."""
    inside, sure = _placed(given.interval, check.low, check.high)
    return Verdict(
        name=scenario,
        label=label,
        scenarios=(scenario,),
        quantity=check.kpi if check.group == "all" else f"{check.kpi} of {check.group}",
        unit=unit,
        value=None,
        low=check.low,
        high=check.high,
        interval=given.interval,
        runs=given.runs,
        verdict=_verdict(check.kind, inside),
        inside=inside,
        sure=sure,
        sources=tuple(check.source.split(", ")),
    )


def _verdict_on(kind: str, answer: Answer, inside: bool | None, *, alone: bool) -> str:
    if isinstance(answer, NotModelled):
        return NOT_MODELLED
    return TOO_FEW if alone and inside is None and kind == "validation" else _verdict(kind, inside)


def _held(test: Comparison, runs: tuple[float, float] | None) -> bool | None:
    """Whether nine single runs in ten hold what was observed, within the band where there is one; None without them."""
    if runs is None:
        return None
    low, high = test.observed or (test.value, test.value)
    if low is None or high is None:
        return None
    within = (test.low is None or test.low <= runs[0]) and (test.high is None or runs[1] <= test.high)
    return within and runs[0] <= high and low <= runs[1]


def _verdict(kind: str, inside: bool | None) -> str:
    if kind == "validation":
        return PASS if inside else FAIL
    return CALIBRATION if kind == "calibration" else CONSISTENCY


def _placed(interval: Interval, low: float | None, high: float | None) -> tuple[bool | None, bool]:
    """Whether the answer lies in the band, and whether its interval leaves no doubt about that."""
    if low is None or high is None or math.isnan(interval.mean):
        return None, False
    inside = low <= interval.mean <= high
    if math.isnan(interval.low):
        return inside, False
    within, beyond = low <= interval.low and interval.high <= high, interval.high < low or interval.low > high
    return inside, within if inside else beyond
