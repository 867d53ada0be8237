"""What options cost and give, in words: for the report and for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from ..experiments import Results
from ..experiments.analysis.costs_and_effects import Option, options
from ..measures.kpis.headlines import HEADLINES, headlines_of
from . import wording

MOST_NAMED = 12  #: options whose prices are all told in a sentence each; of more those of the undominated
WORTH_SAYING = 0.01  #: of what there is without an option: the price of each of a few more is no reason to buy them


def extra_pounds(value: float) -> str:
    """Extra pounds with their sign."""
    text = wording.pounds(value)
    return text if text.startswith(wording.MINUS) or not text.strip("£0") else f"+{text}"


def extra_in_words(option: Option) -> str:
    """What an option costs more to run; a few pounds either way are no cost."""
    return "no clear extra cost" if option.costs_the_same else extra_pounds(option.extra_cost.mean)


def pounds_between(low: float, high: float) -> str:
    """A range of pounds."""
    return f"{wording.pounds(low)} to {wording.pounds(high)}"


def each_in_words(option: Option, kpi: str) -> tuple[str, str]:
    """What a further plan or budget costs under an option, and its interval or why there is none."""
    further = option.further.get(kpi)
    if further is None:
        return wording.NOTHING, ""
    if further.is_none:
        return f"no clear further {headlines_of([option.scenario])[kpi].single}", ""
    if option.costs_the_same and further.is_known:
        return "nothing more to run", ""
    if not further.is_known:
        return wording.NOTHING, "too few runs to tell"
    low, high = further.cost_each.low, further.cost_each.high
    if further.cost_each.mean < 0:
        return "costs less", ""
    return wording.pounds(further.cost_each.mean), pounds_between(low, high)


def measures_of(beside: Sequence[Option]) -> list[str]:
    """The measures in which options differ, in the order of the headline."""
    return [measure for measure in beside[0].gives if any(measure in option.undominated for option in beside)]


def best_buys(results: Results) -> str:
    """For each of plans and live budgets the options that no other beats in both cost and number, the cheapest first.

    A sentence each, with what a further one costs; empty where there are no options with costs.
    """
    beside = options(results)
    sentences = []
    for kpi in HEADLINES:
        undominated = sorted((option for option in beside if kpi in option.undominated), key=lambda option: option.cost)
        if not undominated:
            continue
        parts = []
        for option in undominated:
            each, _ = each_in_words(option, kpi)
            cost = extra_in_words(option)
            is_said = each == wording.NOTHING or option.costs_the_same
            of = f", {each} each" if each.startswith("£") else "" if is_said else f", {each}"
            parts.append(
                f"{wording.scenario_label(option.scenario)} ({cost}{of})" if option.further else "the baseline"
            )
        sentences.append(
            f"Undominated in cost against {headlines_of(results.scenarios)[kpi].noun}: {wording.listed(parts)}."
        )
    if not sentences:
        return ""
    prices = wording.in_prices(results.baseline)
    return " ".join([*sentences, f"Extra pounds of running the programme{prices}, going by means."])


def prices_of_options(results: Results) -> str:
    """What running the programme costs, and what each further plan and budget costs under the options that clearly bring some.

    A few sentences for the answer; empty where there are no options with costs.
    """
    beside = options(results)
    if not beside:
        return ""
    sentences = []
    for option in sorted(beside, key=lambda option: option.extra_cost.mean):
        counts = {
            kpi: further.number.mean >= WORTH_SAYING * beside[0].gives[kpi] for kpi, further in option.further.items()
        }
        each = {kpi: each_in_words(option, kpi)[0] for kpi in HEADLINES if counts.get(kpi)}
        gives = [
            f"{price} a further {headlines_of([option.scenario])[kpi].single}"
            for kpi, price in each.items()
            if price.startswith("£")
        ]
        is_named = len(beside) <= MOST_NAMED or not option.undominated.isdisjoint(HEADLINES)
        if option.further and gives and is_named:
            label = wording.scenario_label(option.scenario)
            sentences.append(f"{label}: {extra_pounds(option.extra_cost.mean)}, {wording.listed(gives)}.")
    baseline = next((option for option in beside if not option.further), None)
    first = f"Running the programme costs {wording.pounds(baseline.cost)}, without budgets." if baseline else ""
    none = "" if sentences else "No option clearly brings a further plan or budget."
    rest = ""
    if sentences and len(sentences) + 1 < len(beside):
        rest = "What the others cost and give stands in the table: nothing, or too little to tell from nothing."
    return " ".join(part for part in (first, *sentences, none, rest) if part)
