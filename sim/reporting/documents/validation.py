"""The document `validation`: what the model was held against, where it fails, and what was not tested."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ...studies.validation.directions import Finding
from ...studies.validation.run import AS_SET, MANY_LOCALITIES, REPLICATIONS, Validation, validated
from ...studies.validation.scenarios import NINE
from ...studies.validation.targets import SINGLE_RUNS
from ...studies.validation.verdicts import CALIBRATION, CONSISTENCY, FAIL, NOT_MODELLED, Verdict
from .. import validation_bands, validation_text, wording

SLOW = True  #: it simulates

INTRODUCTION = """\
# What the model was held against

Written by `ipc document validation`; `ipc validate` prints the same and stores it in `results/validation/`. The targets stand
in `configs/evidence/targets.yaml`, what each mechanism should do in `configs/evidence/directions.yaml`, where numbers come from
in [evidence](evidence.md). Nothing was tuned for this to come out: a target that is missed is reported as missed.

## How to read it

- *Pass* and *fail* are said only of targets that went into no number of the model. Where many places or a word stand behind
  a target, a pass means that the mean of the model lies in the band; *at the band's edge*, that its interval reaches across an
  end of it; *without an interval*, that there are too few replications for one (where parameters are drawn it rests on blocks
  of 20, and takes three), or hardly any differs.
- Where one place was observed (or one set of nine), that place is held against single runs: a pass means that what was observed
  lies in the predictive interval, within which nine single runs in ten of the model lie. *Says little* means that this interval
  is wider than the width that was written down first, so that nearly anything would have passed; *too few runs*, that there are
  too few to tell it.
- A *consistency check* cannot fail in an interesting way: the model was built with that number, or with what stands behind it.
  It shows that nothing is broken, is never counted as a pass, and takes the parameters as known.
- *Calibration* is where a number of the model was solved from the observation. It tests nothing.
- *Not modelled* is what the model has no answer to, with the reason.
- The confidence interval says how well the model's own mean is known. What a single place may see stands under *nine runs in
  ten*, the predictive interval.
- Each band has its reason, below; bands and reasons were written down before the numbers that they judge were looked at.
- What rests on 20 people or fewer says so. With so few, a pass is weak, and so is a failure.
"""

NOT_TESTED = """\
## What was not tested

- How long it takes from a referral to a plan and to the panel; how often panels approve, defer and refuse; how many accept an
  offer: nothing was found to hold the model against. These numbers are assumed, and their ranges are wide. Of the weeks from
  asking to a live budget only what follows from national counts is known (V20).
- What budgets came to in pounds in the South West, and what a plan took in hours anywhere.
- Whether anyone is better off. The sizes of gains are taken from other studies, and none is tested here.
- Whether the mechanisms have the right size. The evidence gives ranks and reasons, seldom numbers: *holds* means that a
  direction comes out of the model, whose own assumptions made that likely.
- Quarterly counts of health budgets by place, which would show how they grew.
- The judgement of those who did the work or lived with it: the [log of face validity](face_validity.md) holds no review yet.

## What agreement between the engines is not

Two engines simulate the same model and agree in every step, which a sample of every experiment confirms again. That shows that
the code does what the model says. It says nothing about whether the model is like the world: what is wrong with the model is
wrong in both.
"""

MECHANISMS = """\
Pairs share every person's chance events and, where parameters are drawn, their parameters. *Holds in* is the share of pairs
in which the difference has the sign that the evidence gives it; where nothing tells two scenarios apart, in which it is
smaller than what matters. The smallest difference that matters is assumed, and was written down first. *Holds* means that the
whole interval lies beyond it; *size not sure*, that it reaches across it; *too small to matter*, that it stays below; *no
difference in any pair*, that there is none to give an interval of. Sites led in different ways are compared by the mean of
nine sites in each pair.
"""

MISSED = ("opposite", "differs", "not shown")  #: verdicts on a direction that does not hold

#: What is known of why a direction does not hold, by mechanism.
WHY_NOT = {
    "lincolnshire_coproduction": "The scenario does more than support people while they wait: more of them take part, and work "
    "begins three months later with the same staff, so that waits grow by more than patience does. Support alone has the "
    "direction that it should, as the next line of the table shows.",
}

#: What is known of why a target is missed: from reading the model, not from changing it.
WHY = {
    "V1": "Offers come from what such pilots expected, and acceptance is assumed within a wide range.",
    "V3": "Some goals stay without money because of the cap on what a person may have, and others are still under way as the "
    "year ends; how long goals take is assumed.",
    "V11": "In how many sites health budgets are never ready, and when they are in the others, is assumed.",
    "V14": "The model counts setting up and running the programme in full, over the people of its first years.",
    "V17": "The counts hold everybody with a health budget by any other route too, in all places. Only those of this programme "
    "are in the model, and few places have begun.",
    "V18": "The model's sites begin with a year or more of setting up, and with one small team.",
    "V20": "People wait for money as well as for staff and for panels; how much money there is, is assumed.",
}


def text() -> str:
    """The whole page; everything is simulated anew."""
    return page(validated(replications=REPLICATIONS))


def page(validation: Validation) -> str:
    """The page for what came of a validation."""
    parts = (
        INTRODUCTION,
        _run(validation),
        *_targets(validation.targets),
        *validation_bands.reasons(),
        *validation_bands.before_and_after(validation.targets),
        *_failures(validation.targets),
        *_mechanisms(validation.directions),
        *_checks(validation.checks),
        NOT_TESTED,
    )
    return "\n".join(parts).replace(wording.SPACE, " ").rstrip("\n") + "\n"


def _run(validation: Validation) -> str:
    led = wording.listed([f"{NINE.count(leader)} `{leader}`" for leader in dict.fromkeys(NINE)])
    return f"""\
## What was run

{validation_text.how_run(validation)} Consistency checks, calibrations and the scenarios' own checks
take them as known, with one replication for every {AS_SET} of the others.

England has one replication for every {MANY_LOCALITIES} of the others, without the places that join after the last date that is
asked about. Where nine sites are asked about, they are {led}.
Two were led from outside; how the other seven divide is not known, and assumed. The numbers depend on the versions of the
code and of its libraries, and not on the number of processes.

{validation_text.counted(validation).replace(chr(10), " ")}
"""


def _targets(verdicts: Sequence[Verdict]) -> Iterator[str]:
    yield "## The targets\n"
    head = [
        "target",
        "what",
        "observed",
        "band",
        "model (95 % confidence interval)",
        "nine runs in ten",
        "verdict",
        "sources",
    ]
    yield validation_text.table(head, map(_target, verdicts))


def _target(verdict: Verdict) -> list[str]:
    return [
        verdict.name,
        f"{verdict.label}: {validation_text.topic(verdict)}. {verdict.caution}".rstrip(),
        _with_unit(validation_text.observed(verdict), verdict.unit),
        validation_text.band(verdict),
        validation_text.interval(verdict.interval),
        validation_text.runs(verdict),
        validation_text.verdict(verdict),
        ", ".join(verdict.sources),
    ]


def _with_unit(figure: str, unit: str) -> str:
    return figure if figure == wording.NOTHING else f"{figure} {unit}"


def _failures(verdicts: Sequence[Verdict]) -> Iterator[str]:
    yield "## What the failures mean\n"
    yield _listed(verdicts, lambda verdict: verdict.verdict == FAIL, _failure) or "No target fails.\n"
    yield "## What is not modelled\n"
    yield _listed(
        verdicts,
        lambda verdict: verdict.verdict == NOT_MODELLED,
        lambda verdict: f"{verdict.label.lower()}: {verdict.reason}.",
    )
    outside = [
        verdict for verdict in verdicts if verdict.verdict in (CONSISTENCY, CALIBRATION) and verdict.inside is False
    ]
    if outside:
        yield "## What is inconsistent\n"
        yield _listed(outside, bool, _failure)


def _failure(verdict: Verdict) -> str:
    reason = WHY.get(verdict.name, "")
    return f"{validation_text.topic(verdict)}: {_miss(verdict)} {verdict.failure} {reason}".rstrip()


def _miss(verdict: Verdict) -> str:
    """By what the band is missed, in a sentence."""
    if verdict.compare == SINGLE_RUNS:
        runs, observed = validation_text.runs(verdict), validation_text.observed(verdict)
        reach = (
            ""
            if verdict.low is None
            else f", and is to stay within {validation_text.between(verdict.low, verdict.high)}"
        )
        return f"nine single runs in ten give {runs} {verdict.unit}; what was observed is {observed}{reach}."
    high = verdict.high is not None and verdict.interval.mean > verdict.high
    interval, band = validation_text.interval(verdict.interval), validation_text.band(verdict)
    return f"the model gives {interval} {verdict.unit}, {'more' if high else 'less'} than the band of {band}."


def _listed(verdicts: Iterable[Verdict], is_shown: Callable[[Verdict], bool], text_of: Callable[[Verdict], str]) -> str:
    return "\n".join(
        [*(f"- **{verdict.name}**, {text_of(verdict)}" for verdict in verdicts if is_shown(verdict)), ""]
    ).lstrip("\n")


def _mechanisms(findings: Sequence[Finding]) -> Iterator[str]:
    yield "## What each mechanism does\n"
    yield MECHANISMS
    head = [
        "scenario",
        "against",
        "what should hold",
        "holds in",
        "difference (95 % confidence interval)",
        "matters from",
        "verdict",
        "sources",
    ]
    yield validation_text.table(head, map(_finding, findings))
    missed = [finding for finding in findings if finding.verdict in MISSED]
    if missed:
        yield "## Directions that do not hold\n"
        yield "\n".join(f"- {_missed(finding)}" for finding in missed) + "\n"


def _missed(finding: Finding) -> str:
    direction = finding.direction
    reason = WHY_NOT.get(direction.mechanism, "")
    return f"`{direction.scenario}`, {finding.verdict}: {direction.sentence} {reason}".rstrip()


def _finding(finding: Finding) -> list[str]:
    direction = finding.direction
    changed = " without its mechanism" if direction.changed else ""
    return [
        f"`{direction.scenario}`",
        f"`{direction.baseline}`{changed}",
        direction.sentence,
        f"{wording.percent(finding.share.mean)} of {finding.pairs}",
        f"{validation_text.difference(finding)} {direction.unit}",
        validation_text.figure(finding.smallest),
        finding.verdict,
        ", ".join(direction.sources),
    ]


def _checks(verdicts: Sequence[Verdict]) -> Iterator[str]:
    yield "## Each scenario's own checks\n"
    yield "Of each scenario as it is set, with chance alone.\n"
    head = ["scenario", "what", "band", "model (95 % confidence interval)", "verdict", "sources"]
    yield validation_text.table(head, map(_check, verdicts))


def _check(verdict: Verdict) -> list[str]:
    return [
        f"`{verdict.name}`: {verdict.label}",
        f"`{verdict.quantity}`, {verdict.unit}",
        validation_text.band(verdict),
        validation_text.interval(verdict.interval),
        validation_text.verdict(verdict),
        ", ".join(verdict.sources),
    ]
