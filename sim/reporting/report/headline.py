"""The answer in five lines, before anything else."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...experiments.analysis.statistics import Seldom
from ...model import Scenario
from .. import wording
from ..figures import Lookup
from ..figures.days import causes_of
from ..figures.decomposition import ENDS, gaps, reason
from ..figures.people import fates
from ..figures.queues import longest_queues
from .elements import Line
from .findings import Effect, Reached, combinations, effects, reached

NOUNS = {"plans_completed": "plans", "budgets_live": "live budgets"}
FIELDS = {"plans_completed": "plans", "budgets_live": "budgets"}
TOO_FEW = "With so few runs nobody can tell what of this is luck."


def answer(lookup: Lookup) -> list[Line]:
    """What a board wants to know, in at most five lines."""
    found = effects(lookup.results)
    lines = [_what_we_get(lookup), _what_helps(lookup, found), _no_clear_difference(lookup, found)]
    return [line for line in [*lines, _what_holds_up(lookup), _when(lookup)] if line is not None]


# --- what we would have ----------------------------------------------------------------------------------------------


def luck(lookup: Lookup, scenario: Scenario, kpi: str) -> str:
    """The range that luck gives: of nine runs in ten, or of all runs where they are few."""
    if lookup.runs < 2:
        return "in one run"
    row = lookup.row(scenario, kpi)
    if not lookup.has_nine_in_ten:
        values = lookup.values(scenario, kpi)
        return f"{wording.span(values.min(), values.max(), 0)} over {lookup.runs} runs"
    return f"{wording.span(row.q05, row.q95, 0)} in nine runs out of ten"


def _what_we_get(lookup: Lookup) -> Line | None:
    one = lookup.baseline
    kpis = [kpi for kpi in NOUNS if lookup.row(one, kpi).unit]
    if not kpis:
        return None
    parts = []
    for kpi in kpis:
        hoped = getattr(lookup.target, FIELDS[kpi]) if lookup.target else None
        if not hoped and not lookup.mean(one, kpi):
            continue
        of = f" of the {wording.number(hoped)} hoped for" if hoped else ""
        mean = wording.number(round(lookup.mean(one, kpi)))
        parts.append(f"about {mean} {NOUNS[kpi]}{of} ({luck(lookup, one, kpi)})")
    if not parts:
        return None
    label = wording.scenario_label(one)
    return Line(lead="What we would have.", text=f"{label}: by {lookup.until}, {wording.listed(parts)}.")


# --- what helps ------------------------------------------------------------------------------------------------------


def said(effect: Effect, noun: str = "") -> str:
    """An effect with its interval: +879 plans (+859 to +900)."""
    if effect.absent is not None:
        return f"no difference{f' in {noun}' if noun else ''} ({absent(effect.absent)})"
    places = 0 if abs(effect.difference) >= 9.95 else 1
    number = wording.signed(effect.difference, places)
    named = f"{number}{wording.SPACE}{noun}" if noun else number
    if not effect.is_known:
        return named
    return f"{named} ({wording.signed(effect.low, places)} to {wording.signed(effect.high, places)})"


def absent(found: Seldom) -> str:
    """In how many runs there is no difference."""
    return f"in {wording.number(found.replications - found.others)} of {wording.counted(found.replications, 'run')}"


def _what_helps(lookup: Lookup, found: Sequence[Effect]) -> Line | None:
    if not found:
        return None
    if len(lookup.scenarios) == 2:
        return _the_other(lookup, found)
    together = combinations(lookup.results)
    parts = [_best(found, together)]
    parts += [_together(found, one) for one in lookup.others if one.name in together]
    parts += [_worse(found, kpi) for kpi in NOUNS]
    if lookup.without_interval:
        parts.append(TOO_FEW)
    return Line(lead="What helps most.", text=" ".join(part for part in parts if part))


def _the_other(lookup: Lookup, found: Sequence[Effect]) -> Line:
    other = wording.scenario_label(lookup.others[0])
    parts = []
    for effect in found:
        if effect.is_known and not effect.is_clear:
            parts.append(f"no clear difference in {NOUNS[effect.kpi]}")
        else:
            parts.append(said(effect, NOUNS[effect.kpi]))
    base = wording.scenario_label(lookup.baseline)
    text = f"{other}, compared with {base}: {wording.listed(parts)}."
    for gap in gaps(lookup):
        name, change = max(gap.parts, key=lambda part: abs(part[1]))
        numbers = f"{wording.number(gap.last, 1)} instead of {wording.number(gap.first, 1)}"
        why = f"most of it because {reason(name, change)} ({wording.signed(change, 1)})"
        text += f" {ENDS[gap.end]} per 1,000 residents: {numbers}, {why}."
    if lookup.without_interval:
        text += f" {TOO_FEW}"
    return Line(lead="What the other gives.", text=text)


def _best(found: Sequence[Effect], together: set[str]) -> str:
    """The single changes that add most."""
    best: dict[str, Effect] = {}
    for effect in found:
        helps = effect.difference > 0 and (effect.is_clear or (not effect.is_known and effect.absent is None))
        if helps and effect.scenario.name not in together:
            best[effect.kpi] = max(effect, best.get(effect.kpi, effect), key=lambda each: each.difference)
    names = {effect.scenario.name for effect in best.values()}
    if len(best) > 1 and len(names) == 1:
        label = wording.scenario_label(next(iter(best.values())).scenario)
        each = wording.listed([said(effect, NOUNS[kpi]) for kpi, effect in best.items()])
        return f"Of single changes, {label} adds most: {each}."
    parts = []
    for kpi in dict.fromkeys(effect.kpi for effect in found):
        if kpi in best:
            label = wording.scenario_label(best[kpi].scenario)
            parts.append(f"Of single changes, {label} adds most {NOUNS[kpi]}: {said(best[kpi])}.")
        else:
            parts.append(f"No single change clearly adds {NOUNS[kpi]}.")
    return " ".join(parts)


def _together(found: Sequence[Effect], scenario: Scenario) -> str:
    ours = [said(effect, NOUNS[effect.kpi]) for effect in found if effect.scenario is scenario]
    return f"{wording.scenario_label(scenario)}: {wording.listed(ours)}."


def _worse(found: Sequence[Effect], kpi: str) -> str:
    fewer = [effect for effect in found if effect.kpi == kpi and effect.high < 0]
    each = [f"{wording.scenario_label(effect.scenario)}, {said(effect)}" for effect in fewer]
    return f"Clearly fewer {NOUNS[kpi]}: {'; '.join(each)}." if each else ""


def _no_clear_difference(lookup: Lookup, found: Sequence[Effect]) -> Line | None:
    if len(lookup.scenarios) < 3 or lookup.without_interval:
        return None
    unclear = _on_each(found, lambda effect: effect.is_known and not effect.is_clear)
    none = _on_each(found, lambda effect: effect.absent is not None)
    texts = []
    if unclear:
        texts.append(f"{unclear}. Their intervals include zero: they may help or harm a little.")
    if none:
        texts.append(f"{'No difference in all but a few runs ' if unclear else ''}{none}.")
    lead = "No clear difference" if unclear else "No difference in all but a few runs"
    return Line(lead=lead, text=" ".join(texts)) if texts else None


def _on_each(found: Sequence[Effect], which: Callable[[Effect], bool]) -> str:
    """The scenarios that have such an effect, for each KPI."""
    parts = []
    for kpi, noun in NOUNS.items():
        if labels := [
            wording.scenario_label(effect.scenario) for effect in found if effect.kpi == kpi and which(effect)
        ]:
            parts.append(f"on {noun}: {wording.listed(labels)}")
    return "; ".join(parts)


# --- what holds people up --------------------------------------------------------------------------------------------


def _what_holds_up(lookup: Lookup) -> Line | None:
    shown = lookup.scenarios if len(lookup.scenarios) == 2 else [lookup.baseline]
    found = [(one, text) for one in shown if (text := _held_up(lookup, one))]
    said_ = [
        f"{wording.scenario_label(one)}: {text[0].lower()}{text[1:]}" if len(shown) > 1 else text for one, text in found
    ]
    return Line(lead="What holds people up.", text=" ".join(said_)) if said_ else None


def _held_up(lookup: Lookup, one: Scenario) -> str:
    """Where a scenario's people wait longest and most, and how many give up."""
    parts = []
    queues = longest_queues(lookup, one)
    if queues:
        name, mean = queues[0]
        parts.append(
            f"The longest queue is for {wording.resource_label(one, name)}: {wording.number(mean)} people on average."
        )
    kpi = "budget_days" if lookup.amount(one, "budget_days.total") > 0 else "days"
    total = lookup.mean(one, f"{kpi}.total")
    days = sorted(((lookup.amount(one, f"{kpi}.{cause}"), cause) for cause in causes_of(lookup, kpi)), reverse=True)
    if days and total > 0:
        who = "someone who asks for a budget spends" if kpi == "budget_days" else "a person spends"
        places = 2 if total < 10 else None
        most = wording.listed(
            [f"{wording.number(value, places)} {wording.cause(cause)}" for value, cause in days[:2] if value > 0]
        )
        parts.append(f"Of the {wording.number(total, places)} days that {who}, the most go to: {most}.")
    fate = fates(lookup, one)
    everyone = sum(fate.values())
    if everyone > 0 and fate.get("gave_up", 0.0) >= 0.005 * everyone:
        where = {stage: lookup.amount(one, f"gave_up_at.{stage}") for stage in lookup.items(one, "gave_up_at")}
        stage = max(where, key=lambda name: where[name])
        share = 100 * fate["gave_up"] / everyone
        of_100 = wording.number(share, 1 if share < 1 else 0)
        parts.append(f"Of 100 people, {of_100} give up waiting, most of them at “{wording.stage_label(one, stage)}”.")
    return " ".join(parts)


# --- when ------------------------------------------------------------------------------------------------------------


def when(lookup: Lookup, found: Reached) -> str:
    """When a target is reached, in words."""
    if not found.count or found.first is None or found.last is None:
        return f"not before {lookup.ending}"
    first, last = wording.month(found.first), wording.month(found.last)
    if found.first.year == found.last.year:
        first = wording.MONTHS[found.first.month - 1]
    span = f"in {last}" if wording.month(found.first) == last else f"between {first} and {last}"
    return (
        span
        if found.count == lookup.followed
        else f"{span} in {found.count} of {lookup.followed} runs, else not by the end"
    )


def _mostly(lookup: Lookup, found: Reached) -> bool:
    """Whether a target is reached in at least half of the runs."""
    return found.count * 2 >= lookup.followed


def _when(lookup: Lookup) -> Line | None:
    parts = []
    for kpi, noun in NOUNS.items():
        hoped = getattr(lookup.target, FIELDS[kpi]) if lookup.target else None
        if not hoped or not lookup.row(lookup.baseline, kpi).unit:
            continue
        times = [(one, reached(lookup, one, kpi, hoped)) for one in lookup.scenarios]
        told = [f"{wording.scenario_label(one)} {when(lookup, it)}" for one, it in times[:1]]
        told += [f"{wording.scenario_label(one)} {when(lookup, it)}" for one, it in times[1:] if _mostly(lookup, it)]
        if left := [(one, it) for one, it in times[1:] if not _mostly(lookup, it)]:
            who = wording.scenario_label(left[0][0]) if len(times) == 2 else "the others"
            seldom = any(it.count for _, it in left)
            told.append(f"{who} {'in fewer than half of the runs' if seldom else 'not by then'}")
        parts.append(f"{wording.number(hoped)} {noun}: {'; '.join(told)}.")
    end = f"The simulation ends on {lookup.ending}."
    return Line(lead="When it is reached.", text=" ".join([*parts, end])) if parts else None
