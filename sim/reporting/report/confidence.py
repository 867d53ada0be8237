"""How sure the numbers are: what an interval says and does not, the checks, and what was run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...experiments.analysis.checks import CheckResult, check_results
from ...experiments.analysis.effects import Effect, effects, pairing_gain
from ...experiments.analysis.lookup import Lookup
from ...experiments.analysis.statistics import independent_parts
from ...measures.kpis.headlines import headlines_of
from ...model import Check
from .. import wording
from ..labels import ending
from ..run_quality import crosschecked, hardly_differs, no_interval, precise
from . import uncertainty
from .elements import Cell, Line, ReportTable, TableRow

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
        unclear = _no_clear_difference(lookup, effects(lookup.results))
        lines += [line for line in (unclear, _shared(lookup)) if line is not None]
    lines.append(NOT_RIGHT)
    lines.append(Line(lead="Cross-check.", text=crosschecked(lookup.results.manifest)))
    return lines


def notes(lookup: Lookup) -> list[Line]:
    """What in the scenarios may well not be meant: the same of several is told once."""
    by_note: dict[str, list[str]] = {}
    for scenario in lookup.scenarios:
        for note in lookup.results.manifest["scenarios"][scenario.name].get("notes", ()):
            by_note.setdefault(note, []).append(wording.scenario_label(scenario))
    return [
        Line(
            lead="Is this meant?",
            text=f"{'In every scenario' if len(labels) == len(lookup.scenarios) else wording.listed(labels)}: {note}.",
        )
        for note, labels in by_note.items()
    ]


def _no_clear_difference(lookup: Lookup, differences: Sequence[Effect]) -> Line | None:
    if len(lookup.scenarios) < 3 or not lookup.has_intervals:
        return None
    unclear = _by_kpi(differences, lambda effect: effect.is_unclear)
    none = _by_kpi(differences, lambda effect: effect.absent is not None)
    texts = []
    if unclear:
        texts.append(
            f"{unclear}. The confidence intervals of their means include zero: they may help or harm a little."
        )
    if one_sided := _by_kpi(differences, lambda effect: effect.is_unclear and effect.is_one_sided):
        texts.append(
            f"Nine runs in ten lie on one side of zero all the same {one_sided}: more runs would narrow the intervals."
        )
    if none:
        texts.append(f"{'No difference in all but a few runs ' if unclear else ''}{none}.")
    lead = "No clear difference" if unclear else "No difference in all but a few runs"
    return Line(lead=lead, text=" ".join(texts)) if texts else None


def _by_kpi(differences: Sequence[Effect], is_such: Callable[[Effect], bool]) -> str:
    """The scenarios that have such an effect, for each KPI."""
    parts = []
    for kpi, headline in headlines_of([effect.scenario for effect in differences]).items():
        labels = [
            wording.scenario_label(effect.scenario) for effect in differences if effect.kpi == kpi and is_such(effect)
        ]
        if labels:
            parts.append(f"on {headline.noun}: {wording.listed(labels)}")
    return "; ".join(parts)


def _runs(lookup: Lookup) -> Line:
    if lookup.runs < 2:
        return Line(
            lead="One run.",
            text="The simulation was run once. One run cannot show how much of a number is chance, so no "
            "intervals are given, and no difference can be called clear. Run it at least "
            f"{100 if lookup.results.block > 1 else 20} times before deciding anything.",
        )
    text = f"Each scenario was run {lookup.runs} times, each time with new chance events{uncertainty.and_numbers(lookup)}. "
    text += "“About” is the median: half of the runs give more. "
    if lookup.has_nine_in_ten:
        text += (
            "“Nine times in ten” is the range that leaves out the lowest and the highest twentieth of the runs: if our "
            "assumptions hold, what one place may see. A chance is the share of the runs that reach a target by its date, in "
            f"brackets with its 95{wording.SPACE}% confidence interval (Wilson; reached in none or in all, the bound of "
            "Clopper and Pearson). "
        )
    else:
        text += (
            f"A range “over {lookup.runs} runs” is from the lowest to the highest: 60 runs or more show where nine in ten lie. "
            "So few runs give rough answers, and chances with wide brackets. "
        )
    text += _intervals(lookup)
    if lookup.followed < lookup.runs:
        text += (
            f" What is shown over time is of the first {wording.number(lookup.followed)} runs: enough for a picture."
        )
    return Line(lead=f"{wording.counted(lookup.runs, 'run').capitalize()} of each.", text=text)


def _intervals(lookup: Lookup) -> str:
    """What an interval says, or why there is none."""
    if why := no_interval(lookup):
        return f"There is {why} Without intervals no difference can be called clear."
    text = (
        f"A 95{wording.SPACE}% confidence interval is about the mean: had the whole experiment been repeated many times, 95 of "
        "100 such intervals would hold the mean of endlessly many runs."
    )
    block = lookup.results.block
    if block > 1:
        text += (
            f" What we do not know is spread evenly over every {block} runs. Such a block counts as one, and the intervals "
            f"rest on the means of {wording.counted(independent_parts(lookup.runs, block), 'block')}."
        )
    return f"{text} There is {hardly_differs('runs')}"


def _shared(lookup: Lookup) -> Line:
    text = (
        "All scenarios share each person’s chance events: the same people are identified on the same days with the same "
        f"patience, so a difference between scenarios is not one between two draws of chance{uncertainty.and_draws(lookup)}."
    )
    gain = pairing_gain(effects(lookup.results))
    if gain is not None:
        text += (
            f" This took {wording.percent(gain.middle)} off the variance of the differences (the middle of "
            f"{wording.counted(gain.comparisons, 'comparison')}; at best {wording.percent(gain.best)})."
        )
        if gain.worse:
            text += f" In {gain.worse} of them it did not help, but added some."
    return Line(lead="Shared chance.", text=text)


def checks(lookup: Lookup) -> ReportTable | None:
    """Each scenario's checks with what they say."""
    rows = [_check(result) for result in check_results(lookup)]
    if not rows:
        return None
    note = (
        "Calibration: the number set an input, so that it fits proves nothing. Consistency: it follows from an input. "
        "Validation: it did not go into the model; only this kind tests it."
    )
    if lookup.results.is_uncertain:
        note += (
            " The means here go over all that we do not know; the command ipc validate checks the model as it is set."
        )
    return ReportTable(
        caption="Checks against what is known",
        corner="Scenario",
        columns=("Number", "Kind", "Expected", "Mean here", "Verdict", "Source"),
        rows=tuple(rows),
        note=note,
        words=True,
    )


def _check(result: CheckResult) -> TableRow:
    check = result.check
    verdict = "cannot be told" if result.is_inside is None else VERDICTS[check.kind][not result.is_inside]
    cells = (
        Cell(text=_kpi(check)),
        Cell(text=check.kind),
        Cell(text=wording.span(check.low, check.high)),
        Cell(text=wording.number(result.mean, 1)),
        Cell(text=verdict, faint=check.kind == "calibration"),
        Cell(text=check.source),
    )
    return TableRow(head=wording.scenario_label(result.scenario), cells=cells)


def _kpi(check: Check) -> str:
    name, _, item = check.kpi.partition(".")
    text = name.replace("_", " ").capitalize()
    group = f" ({check.group})" if check.group != "all" else ""
    return f"{text}{', ' + item.replace('_', ' ') if item else ''}{group}"


def what_was_run(lookup: Lookup) -> ReportTable:
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
        "From, to": f"{begin} to {ending(lookup)} (when the simulation ends)",
        "Code": state,
        "Versions": ", ".join(f"{name} {version}" for name, version in versions.items() if version),
        "Written": str(manifest.get("written", "")).replace("T", " ").replace("+00:00", " UTC"),
    }
    rows = [TableRow(head=name, cells=(Cell(text=value),)) for name, value in facts.items() if value]
    for scenario in lookup.scenarios:
        new = scenario is lookup.baseline or scenario.evidence != lookup.baseline.evidence
        evidence = f"evidence {', '.join(scenario.evidence)}" if scenario.evidence and new else ""
        cell = Cell(text=f"{scenario.name}, {scenario.hash[:12]}", detail=evidence)
        rows.append(TableRow(head=wording.scenario_label(scenario), cells=(cell,)))
    return ReportTable(
        caption="What was run",
        corner="",
        columns=("",),
        rows=tuple(rows),
        note="The letters and digits after a scenario’s name are the fingerprint of its whole configuration.",
        words=True,
    )
