"""The answer in a few lines, before anything else."""

from __future__ import annotations

from collections.abc import Sequence

from ...experiments.analysis.attainment import Attainment, attainment, hoped_for
from ...experiments.analysis.chances import Outlook, at_last_target
from ...experiments.analysis.decomposition import gaps
from ...experiments.analysis.effects import Effect, best_single, combinations, effects
from ...experiments.analysis.lookup import Lookup
from ...experiments.analysis.people import giving_up, not_invited
from ...experiments.analysis.statistics import Seldom
from ...experiments.analysis.waits import days_kpi_of, longest_queues, most_days
from ...measures.kpis.headlines import HEADLINES, headlines_of
from ...model import Scenario
from .. import wording
from ..chance_words import FEW, chance_words, counted, median_words, range_words
from ..labels import ENDS, ending, reason, until
from ..option_costs import prices_of_options
from .elements import Line
from .first_lines import most_to_learn, own_choices

MOST_NAMED = 6  #: options of one kind that the answer names one by one; of more only the best
TOO_FEW = "With so few runs nobody can tell what of this is chance."


def answer(lookup: Lookup) -> list[Line]:
    """What a board wants to know, in a few lines; what is the modeller's own comes first."""
    differences = effects(lookup.results)
    lines = [own_choices(lookup), _what_we_get(lookup), _chances(lookup), _what_helps(lookup, differences)]
    lines.append(_what_it_costs(lookup))
    lines += [_what_holds_up(lookup), _when(lookup), *most_to_learn(lookup)]
    return [line for line in lines if line is not None]


# --- what we would have ----------------------------------------------------------------------------------------------


def _what_we_get(lookup: Lookup) -> Line | None:
    baseline, every = lookup.baseline, at_last_target(lookup.results)
    parts = [
        _outlook_text(every[baseline.name, kpi], headline.noun)
        for kpi, headline in headlines_of(lookup.scenarios).items()
        if (baseline.name, kpi) in every and (every[baseline.name, kpi].hoped or lookup.mean(baseline, kpi))
    ]
    if not parts:
        return None
    label = wording.scenario_label(baseline)
    return Line(lead="What we would have.", text=f"{label}: by {until(lookup)}, {'; and '.join(parts)}.")


def _outlook_text(outlook: Outlook, noun: str) -> str:
    """About 994 plans (nine times in ten 774 to 1,270), and a chance of less than 5 in 100 of the 2,000 hoped for."""
    median = median_words(outlook.prediction)
    if outlook.prediction.runs < FEW:
        hoped = f" of the {wording.number(outlook.hoped)} hoped for" if outlook.hoped else ""
        return f"{median} {noun}{hoped} (in one run)"
    text = f"about {median} {noun} ({range_words(outlook.prediction)})"
    if outlook.chance is None or not outlook.hoped:
        return text
    return f"{text}, with a chance of {chance_words(outlook.chance)} of the {wording.number(outlook.hoped)} hoped for"


def _chances(lookup: Lookup) -> Line | None:
    """The chance of each target in each scenario; those in which it was never reached are named together."""
    if lookup.runs < FEW or not lookup.others:
        return None
    every, sentences = at_last_target(lookup.results), []
    for kpi, hoped in hoped_for(lookup).items():
        chances = [
            (wording.scenario_label(scenario), chance)
            for scenario in lookup.scenarios
            if (scenario.name, kpi) in every and (chance := every[scenario.name, kpi].chance) is not None
        ]
        reached = sorted(((label, chance) for label, chance in chances if chance.count), key=lambda row: -row[1].share)
        parts = [f"{label} {chance_words(chance)}" for label, chance in reached]
        if never := [(label, chance) for label, chance in chances if not chance.count]:
            label = "every option" if not reached else "the others" if len(never) > 1 else never[0][0]
            each = " each" if len(never) > 1 else ""
            parts.append(f"{label} {chance_words(never[0][1])}{each} ({counted(never[0][1])})")
        sentences.append(
            f"{wording.number(hoped)} {headlines_of(lookup.scenarios)[kpi].noun} by {until(lookup)}: {'; '.join(parts)}."
        )
    return Line(lead="The chance of each target.", text=" ".join(sentences)) if sentences else None


def _what_it_costs(lookup: Lookup) -> Line | None:
    text = prices_of_options(lookup.results) if lookup.others and lookup.has_intervals else ""
    prices = wording.in_prices(lookup.baseline)
    return Line(lead="What it costs.", text=f"By {until(lookup)}{prices}: {_small(text)}") if text else None


def _small(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


# --- what helps ------------------------------------------------------------------------------------------------------


def effect_text(effect: Effect, noun: str = "") -> str:
    """An effect as one place may see it, with its range: +209 plans (nine times in ten +16 to +491)."""
    if effect.absent is not None:
        return f"no difference{f' in {noun}' if noun else ''} ({absent_text(effect.absent)})"
    number, ends = median_words(effect.lies, relative=True), range_words(effect.lies, relative=True)
    named = f"{number}{wording.SPACE}{noun}" if noun else number
    return f"{named} ({ends})" if ends else named


def absent_text(rare: Seldom) -> str:
    """In how many runs there is no difference."""
    return f"in {wording.number(rare.same)} of {wording.counted(rare.replications, 'run')}"


def _noun(effect: Effect) -> str:
    return headlines_of([effect.scenario])[effect.kpi].noun


def _what_helps(lookup: Lookup, differences: Sequence[Effect]) -> Line | None:
    if not differences:
        return None
    if len(lookup.scenarios) == 2:
        return _the_other(lookup, differences)
    combined = combinations(lookup.results)
    sentences = [_best(differences, combined)]
    together = _notable(differences, [scenario for scenario in lookup.others if scenario.name in combined])
    sentences += [_combined(differences, scenario) for scenario in together]
    sentences += [_fewer(differences, kpi) for kpi in HEADLINES]
    if not lookup.has_intervals:
        sentences.append(TOO_FEW)
    return Line(lead="What helps most.", text=" ".join(sentence for sentence in sentences if sentence))


def _the_other(lookup: Lookup, differences: Sequence[Effect]) -> Line:
    other = wording.scenario_label(lookup.others[0])
    parts = [
        f"no clear difference in {_noun(effect)}" if effect.is_unclear else effect_text(effect, _noun(effect))
        for effect in differences
    ]
    base = wording.scenario_label(lookup.baseline)
    text = f"{other}, compared with {base}: {wording.listed(parts)}."
    for gap in gaps(lookup):
        step, change = gap.by_size[0]
        numbers = f"{wording.number(gap.last, 1)} instead of {wording.number(gap.first, 1)}"
        why = f"most of it because {reason(step, change)} ({wording.signed(change, 1)})"
        text += f" {ENDS[gap.end]} per 1,000 residents: {numbers}, {why}."
    if not lookup.has_intervals:
        text += f" {TOO_FEW}"
    return Line(lead="What the other gives.", text=text)


def _best(differences: Sequence[Effect], combined: set[str]) -> str:
    """The single changes that add most."""
    best = best_single(differences, combined)
    names = {effect.scenario.name for effect in best.values()}
    if len(best) > 1 and len(names) == 1:
        label = wording.scenario_label(next(iter(best.values())).scenario)
        gains = wording.listed([effect_text(effect, _noun(effect)) for effect in best.values()])
        return f"Of single changes, {label} adds most: {gains}."
    sentences = []
    for kpi in dict.fromkeys(effect.kpi for effect in differences):
        noun = headlines_of([effect.scenario for effect in differences])[kpi].noun
        if kpi in best:
            label = wording.scenario_label(best[kpi].scenario)
            sentences.append(f"Of single changes, {label} adds most {noun}: {effect_text(best[kpi])}.")
        else:
            sentences.append(f"No single change clearly adds {noun}.")
    return " ".join(sentences)


def _notable(differences: Sequence[Effect], scenarios: Sequence[Scenario]) -> list[Scenario]:
    """The scenarios that the answer names one by one: all of a few; of many those that add most to any headline number."""
    if len(scenarios) <= MOST_NAMED:
        return list(scenarios)
    best = set()
    for kpi in HEADLINES:
        of_kpi = [effect for effect in differences if effect.kpi == kpi and effect.scenario in scenarios]
        best |= {max(of_kpi, key=lambda effect: effect.difference).scenario.name} if of_kpi else set()
    return [scenario for scenario in scenarios if scenario.name in best]


def _combined(differences: Sequence[Effect], scenario: Scenario) -> str:
    effects = [effect_text(effect, _noun(effect)) for effect in differences if effect.scenario is scenario]
    return f"{wording.scenario_label(scenario)}: {wording.listed(effects)}."


def _fewer(differences: Sequence[Effect], kpi: str) -> str:
    fewer = [
        f"{wording.scenario_label(effect.scenario)}, {effect_text(effect)}"
        for effect in differences
        if effect.kpi == kpi and effect.is_fewer
    ]
    return (
        f"Clearly fewer {headlines_of([effect.scenario for effect in differences])[kpi].noun}: {'; '.join(fewer)}."
        if fewer
        else ""
    )


# --- what holds people up --------------------------------------------------------------------------------------------


def _what_holds_up(lookup: Lookup) -> Line | None:
    shown = lookup.scenarios if len(lookup.scenarios) == 2 else [lookup.baseline]
    texts = [(scenario, text) for scenario in shown if (text := _held_up(lookup, scenario))]
    sentences = [
        f"{wording.scenario_label(scenario)}: {text[0].lower()}{text[1:]}" if len(shown) > 1 else text
        for scenario, text in texts
    ]
    return Line(lead="What holds people up.", text=" ".join(sentences)) if sentences else None


def _held_up(lookup: Lookup, scenario: Scenario) -> str:
    """Where a scenario's people wait longest and most, and how many give up."""
    sentences = []
    queues = longest_queues(lookup, scenario)
    if queues:
        name, mean = queues[0]
        label = wording.resource_label(scenario, name)
        sentences.append(f"The longest queue is for {label}: {wording.number(mean)} people on average.")
    kpi = days_kpi_of(lookup, scenario)
    total, days = lookup.mean(scenario, f"{kpi}.total"), most_days(lookup, scenario, kpi, 2)
    if days and total > 0:
        person = "someone who asks for a budget spends" if kpi == "budget_days" else "a person spends"
        decimals = 2 if total < 10 else None
        most = wording.listed([f"{wording.number(value, decimals)} {wording.cause(cause)}" for cause, value in days])
        sentences.append(f"Of the {wording.number(total, decimals)} days that {person}, the most go to: {most}.")
    lost = giving_up(lookup, scenario)
    if lost is not None:
        of_100 = wording.number(lost.per_100, 1 if lost.per_100 < 1 else 0)
        stage = wording.stage_label(scenario, lost.stage)
        sentences.append(f"Of 100 people, {of_100} give up waiting, most of them at “{stage}”.")
    held_back = not_invited(lookup, scenario)
    if held_back is not None and round(held_back):
        sentences.append(
            f"{wording.number(round(held_back))} more had not been invited by {until(lookup)}, since the waiting list was "
            "long: they know of nothing and count in nothing."
        )
    return " ".join(sentences)


# --- when ------------------------------------------------------------------------------------------------------------


def when(lookup: Lookup, dates: Attainment) -> str:
    """When a target is reached, in words."""
    if not dates.count or dates.first is None or dates.last is None:
        return f"not before {ending(lookup)}"
    first, last = wording.month(dates.first), wording.month(dates.last)
    if dates.first.year == dates.last.year:
        first = wording.MONTHS[dates.first.month - 1]
    span = f"in {last}" if wording.month(dates.first) == last else f"between {first} and {last}"
    return span if dates.count == dates.runs else f"{span} in {dates.count} of {dates.runs} runs, else not by the end"


def _when(lookup: Lookup) -> Line | None:
    sentences = []
    for kpi, hoped in hoped_for(lookup).items():
        times = [(scenario, attainment(lookup, scenario, kpi, hoped)) for scenario in lookup.scenarios]
        usual = [times[0], *((scenario, dates) for scenario, dates in times[1:] if dates.is_usual)]
        if len(usual) > MOST_NAMED + 1:
            parts = [f"{wording.scenario_label(times[0][0])} {when(lookup, times[0][1])}"]
            parts.append(f"{len(usual) - 1} options in at least half of the runs")
            sentences.append(f"{wording.number(hoped)} {headlines_of(lookup.scenarios)[kpi].noun}: {'; '.join(parts)}.")
            continue
        parts = [f"{wording.scenario_label(scenario)} {when(lookup, dates)}" for scenario, dates in usual]
        if unusual := [(scenario, dates) for scenario, dates in times[1:] if not dates.is_usual]:
            label = wording.scenario_label(unusual[0][0]) if len(times) == 2 else "the others"
            seldom = any(dates.count for _, dates in unusual)
            parts.append(f"{label} {'in fewer than half of the runs' if seldom else 'not by then'}")
        sentences.append(f"{wording.number(hoped)} {headlines_of(lookup.scenarios)[kpi].noun}: {'; '.join(parts)}.")
    end = f"The simulation ends on {ending(lookup)}."
    return Line(lead="When it is reached.", text=" ".join([*sentences, end])) if sentences else None
