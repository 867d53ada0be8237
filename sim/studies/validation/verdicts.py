"""Whether the model passes a test, and what kind of test it is."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ...experiments import Interval
from ...model import Check
from .answers import Answer, Estimate, NotModelled
from .targets import Comparison, Target

PASS, FAIL, NOT_MODELLED = "pass", "fail", "not modelled"
CALIBRATION, CONSISTENCY = "calibration", "consistency check"
VERDICTS = (PASS, FAIL, CONSISTENCY, CALIBRATION, NOT_MODELLED)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A test of a target, or a scenario's own check, with the model's answer.

    Attributes
    ----------
    name
        The target, or the scenario.
    value
        What was observed; None where no number is known.
    low, high
        The band; None where there is none.
    interval
        The model's answer; all NaN where there is none.
    runs
        Between what nine in ten single replications lie; None where that is not known.
    inside
        Whether the answer lies in the band: the verdict of a calibration or a consistency check, which never passes.
    sure
        Whether the whole interval lies on one side of the band's edges.
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


def of_target(target: Target, test: Comparison, answer: Answer) -> Verdict:
    """The verdict on one test of a target."""
    given = Estimate(Interval(math.nan, math.nan, math.nan)) if isinstance(answer, NotModelled) else answer
    inside, sure = _placed(given.interval, test.low, test.high)
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
        verdict=NOT_MODELLED if isinstance(answer, NotModelled) else _verdict(target.kind, inside),
        inside=inside,
        sure=sure,
        reason=answer.reason if isinstance(answer, NotModelled) else "",
        caution=target.caution,
        failure=target.failure,
        sources=target.sources,
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
