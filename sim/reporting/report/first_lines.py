"""The lines at both ends of the answer: what is the modeller's own, and which number it would be worth finding out."""

from __future__ import annotations

from collections.abc import Mapping

from ...experiments import Results
from ...experiments.analysis.attainment import counted_or_hoped_for
from ...experiments.analysis.chances import at_last_target
from ...experiments.analysis.drivers import ENOUGH, Driver, drivers
from ...experiments.analysis.lookup import Lookup
from ...measures.kpis.headlines import Headline, headlines_of
from ...model import Parameter
from .. import wording
from ..chance_words import FEW, chance_words, median_words, range_words
from ..labels import by_when
from ..own_choices import LEAD as OURS
from ..own_choices import stated
from .elements import Line

MOST = 0.6  #: the share of the variance from which on one number makes most of what is not known
LEAD = "What to find out first."


def own_choices(lookup: Lookup) -> Line | None:
    """What we chose and assumed; None where no scenario states anything."""
    statements = stated(lookup.scenarios)
    return Line(lead=OURS, text=wording.typeset(" ".join(statements))) if statements else None


def chances_by_place(results: Results) -> Line | None:
    """The chance of each place's own target by its own date; None where nothing is hoped for anywhere."""
    parts = [
        f"{wording.scenario_label(outlook.scenario)} {wording.number(outlook.hoped)} "
        f"{headlines_of([outlook.scenario])[kpi].noun} {by_when(outlook.scenario)}: "
        f"{chance_words(outlook.chance)} (about {median_words(outlook.prediction)}, {range_words(outlook.prediction)})"
        for (_, kpi), outlook in at_last_target(results).items()
        if outlook.hoped and outlook.chance is not None and outlook.chance.runs >= FEW
    ]
    return Line(lead="The chance of each target.", text=f"{'; '.join(parts)}.") if parts else None


def most_to_learn(lookup: Lookup) -> list[Line]:
    """The unknown number that matters most, and what it would take to know it better; none where nothing was drawn."""
    if not lookup.results.is_uncertain:
        return []
    kpis = counted_or_hoped_for(lookup)
    if not kpis:
        return []
    if lookup.runs < ENOUGH:
        more = f"Which unknown number matters most takes {ENOUGH} runs or more to say; there are {lookup.runs}."
        return [Line(lead=LEAD, text=more)]
    parameters = {parameter.name: parameter for parameter in lookup.baseline.uncertain}
    headlines = headlines_of(lookup.scenarios)
    first = {kpi: most[0] for kpi in kpis if (most := drivers(lookup.results, lookup.baseline.name, kpi))}
    by_parameter: dict[str, list[str]] = {}
    for kpi, driver in first.items():
        by_parameter.setdefault(driver.parameter, []).append(kpi)
    sentences = [
        _sentence(parameters[name], {kpi: first[kpi] for kpi in of}, headlines) for name, of in by_parameter.items()
    ]
    nothing = [headlines_of(lookup.scenarios)[kpi].noun for kpi in kpis if kpi not in first]
    if nothing:
        sentences.append(f"No single number stands out beyond chance for {wording.listed(nothing)}.")
    return [Line(lead=LEAD, text=" ".join(sentences))]


def _sentence(parameter: Parameter, drivers_: dict[str, Driver], headlines: Mapping[str, Headline]) -> str:
    """Of plans, nearly all that we do not know is one number: Hours of planning (96 % of the variance). Time 20 plans."""
    shares = wording.listed(
        [
            f"{wording.percent(driver.share)} of the variance of {headlines[kpi].noun}"
            for kpi, driver in drivers_.items()
        ]
    )
    is_most = min(driver.share for driver in drivers_.values()) >= MOST
    what = "Most of the doubt is one number" if is_most else "The number that matters most"
    take = parameter.measure_by
    order = f" To narrow it: {take}." if take else " Nobody has said what it would take to measure it."
    return f"{what}: {parameter.label[:1].lower()}{parameter.label[1:]}, with {shares}.{order}"
