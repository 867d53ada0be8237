"""How sure the numbers are: what an interval says and does not, the checks, and what was run."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping
from typing import Any

from ...model import Check
from .. import wording
from ..figures import Lookup
from ..run_quality import crosschecked, hardly_differs, precise
from . import uncertainty
from .elements import Cell, Line, Row, Table
from .findings import effects

VERDICTS = {
    "calibration": ("fits, as it was made to", "does not fit, though it was meant to"),
    "consistency": ("agrees", "does not agree"),
    "validation": ("passes", "fails"),
}

NOT_RIGHT = Line(
    lead="Precise is not the same as right.",
    text="More runs make the intervals narrower, not the model truer. A narrow interval says that the model’s answer is known "
    "well, never that the world will do the same.",
)


def how_sure(lookup: Lookup) -> list[Line]:
    """What the reader must know before trusting a number."""
    lines = [*notes(lookup), *uncertainty.lines(lookup), _runs(lookup)]
    if wanted := precise(lookup.results):
        lines.append(Line(lead="Precision.", text=wanted))
    if lookup.others:
        lines.append(_shared(lookup))
    lines.append(NOT_RIGHT)
    lines.append(Line(lead="Cross-check.", text=crosschecked(lookup.results.manifest)))
    return lines


def notes(lookup: Lookup) -> list[Line]:
    """What in the scenarios may well not be meant: the same of several is told once."""
    by_note: dict[str, list[str]] = {}
    for one in lookup.scenarios:
        for note in lookup.results.manifest["scenarios"][one.name].get("notes", ()):
            by_note.setdefault(note, []).append(wording.scenario_label(one))
    return [
        Line(
            lead="Is this meant?",
            text=f"{'In every scenario' if len(labels) == len(lookup.scenarios) else wording.listed(labels)}: {note}.",
        )
        for note, labels in by_note.items()
    ]


def _runs(lookup: Lookup) -> Line:
    if lookup.runs < 2:
        return Line(
            lead="One run.",
            text="The simulation was run once, with one draw of luck. One run cannot show how much of a number is luck, so no "
            "intervals are given, and no difference can be called clear. Run it at least "
            f"{100 if lookup.results.block > 1 else 20} times before deciding anything.",
        )
    text = f"Each scenario was run {lookup.runs} times, each time with new luck{uncertainty.and_numbers(lookup)}. "
    if lookup.has_nine_in_ten:
        text += (
            "“Nine runs out of ten” is the range that leaves out the lowest and the highest twentieth of the runs: what may "
            "happen. "
        )
    else:
        text += (
            f"A range “over {lookup.runs} runs” is from the lowest to the highest; 40 runs or more show what nine runs in ten "
            "give. So few runs give rough answers. "
        )
    text += _intervals(lookup)
    if lookup.followed < lookup.runs:
        text += (
            f" What is shown over time is of the first {wording.number(lookup.followed)} runs: enough for a picture."
        )
    return Line(lead=f"{wording.counted(lookup.runs, 'run').capitalize()} of each.", text=text)


def _intervals(lookup: Lookup) -> str:
    """What an interval says, or why there is none."""
    if lookup.without_interval:
        return f"There is {lookup.without_interval} Without intervals no difference can be called clear."
    text = (
        f"A 95{wording.SPACE}% interval is about the mean: had the whole experiment been repeated many times, 95 of 100 such "
        "intervals would hold the mean of endlessly many runs."
    )
    block = lookup.results.block
    if block > 1:
        text += (
            f" What is not known is spread evenly over every {block} runs. Such a block counts as one, and the intervals rest "
            f"on the means of {wording.counted(lookup.runs // block, 'block')}."
        )
    return f"{text} There is {hardly_differs('runs')}"


def _shared(lookup: Lookup) -> Line:
    text = (
        "All scenarios share each person’s luck: the same people are found on the same days with the same patience, so a "
        f"difference between scenarios is not the difference between lucky and unlucky people{uncertainty.and_draws(lookup)}."
    )
    known = [effect.saved for effect in effects(lookup.results) if not math.isnan(effect.saved)]
    if known:
        middle, added = statistics.median(known), sum(saved < 0 for saved in known)
        text += (
            f" This took {wording.percent(max(0.0, middle))} off the variance of the differences (the middle of "
            f"{wording.counted(len(known), 'comparison')}; at best {wording.percent(max(0.0, *known))})."
        )
        if added:
            text += f" In {added} of them it did not help, but added some."
    return Line(lead="Shared luck.", text=text)


def checks(lookup: Lookup) -> Table | None:
    """Each scenario's checks with what they say."""
    rows = []
    for one in lookup.scenarios:
        label = wording.scenario_label(one)
        for check in one.checks:
            mean = lookup.mean(one, check.kpi, check.group)
            inside = check.low <= mean <= check.high
            verdict = VERDICTS[check.kind][not inside] if not math.isnan(mean) else "cannot be told"
            cells = (
                Cell(text=_kpi(check)),
                Cell(text=check.kind),
                Cell(text=wording.span(check.low, check.high)),
                Cell(text=wording.number(mean, 1)),
                Cell(text=verdict, faint=check.kind == "calibration"),
                Cell(text=check.source),
            )
            rows.append(Row(head=label, cells=cells))
    if not rows:
        return None
    note = (
        "Calibration: the number set an input, so that it fits proves nothing. Consistency: it follows from an input. "
        "Validation: it did not go into the model; only this kind tests it."
    )
    if lookup.results.is_uncertain:
        note += " The means here go over all that is not known; the command ipc validate checks the model as it is set."
    return Table(
        caption="Checks against what is known",
        corner="Scenario",
        columns=("Number", "Kind", "Expected", "Mean here", "Verdict", "Source"),
        rows=tuple(rows),
        note=note,
        words=True,
    )


def _kpi(check: Check) -> str:
    name, _, item = check.kpi.partition(".")
    text = name.replace("_", " ").capitalize()
    group = f" ({check.group})" if check.group != "all" else ""
    return f"{text}{', ' + item.replace('_', ' ') if item else ''}{group}"


def what_was_run(lookup: Lookup) -> Table:
    """What is needed to run the same again."""
    manifest = lookup.results.manifest
    git: Mapping[str, Any] = manifest.get("git") or {}
    commit = str(git.get("commit", ""))[:10]
    state = f"{commit}{', with changes since' if git.get('changed') else ''}" if commit else "unknown: not a checkout"
    versions: Mapping[str, Any] = manifest.get("versions", {})
    begin = wording.date(lookup.baseline.start) if lookup.dated else "day 0"
    facts = {
        "Seed": str(manifest.get("seed", "")),
        "Runs of each scenario": wording.number(lookup.runs),
        "Engine": str(manifest.get("engine", "")),
        "From, to": f"{begin} to {lookup.ending} (when the simulation ends)",
        "Code": state,
        "Versions": ", ".join(f"{name} {version}" for name, version in versions.items() if version),
        "Written": str(manifest.get("written", "")).replace("T", " ").replace("+00:00", " UTC"),
    }
    rows = [Row(head=name, cells=(Cell(text=value),)) for name, value in facts.items() if value]
    for one in lookup.scenarios:
        new = one is lookup.baseline or one.evidence != lookup.baseline.evidence
        evidence = f"evidence {', '.join(one.evidence)}" if one.evidence and new else ""
        cell = Cell(text=f"{one.name}, {one.hash[:12]}", detail=evidence)
        rows.append(Row(head=wording.scenario_label(one), cells=(cell,)))
    return Table(
        caption="What was run",
        corner="",
        columns=("",),
        rows=tuple(rows),
        note="The letters and digits after a scenario’s name are the fingerprint of its whole configuration.",
        words=True,
    )
