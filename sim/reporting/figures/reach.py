"""Who is reached and who is not: numbers per 100 eligible people of each cohort."""

from __future__ import annotations

import math

from ...experiments import Results
from ...experiments.analysis.groups import eligible, per_100_eligible, with_numbers
from ...experiments.analysis.lookup import Lookup
from ...model import Scenario
from .. import wording
from ..labels import OF_ELIGIBLE, REACHED, at_start, named_amounts, until
from .canvas import BLUE, GREY, MARGIN, SIZE, SMALL, WIDTH, Picture, text_width, wrapped
from .registry import figure

BAR, PAD = 0.21, 0.22  #: inches


@figure("who_is_reached", title="Who is reached", section="reach", order=1)
def who_is_reached(results: Results) -> Picture | None:
    """Identified, took up the offer, planned and received a budget per 100 eligible people, by cohort."""
    lookup = Lookup(results)
    cohorts = [cohort.name for cohort in lookup.baseline.people.cohorts]
    if len(cohorts) < 2:
        return None
    shown = lookup.leading()
    kpis = with_numbers(lookup, shown, OF_ELIGIBLE, cohorts)
    if not kpis:
        return None
    names = {cohort: wording.cohort_label(lookup.baseline, cohort) for cohort in cohorts}
    columns = {
        REACHED[kpi]: {
            (scenario.name, cohort): per_100_eligible(lookup, scenario, kpi, cohort)
            for scenario in shown
            for cohort in cohorts
        }
        for kpi in kpis
    }
    return columns_of_bars(shown, names, columns, alt=_alt(shown, columns), note=_note(lookup))


def columns_of_bars(
    shown: list[Scenario],
    rows: dict[str, str],
    columns: dict[str, dict[tuple[str, str], float]],
    *,
    alt: str,
    note: str,
    breaks: tuple[str, ...] = (),
) -> Picture:
    """Bars for each row and scenario, in columns that have a scale of their own each.

    Parameters
    ----------
    shown
        At most two scenarios.
    rows
        The rows' labels by name.
    columns
        For each column's heading the value of each scenario and row; NaN for none.
    alt, note
        See `Picture`.
    breaks
        Rows with some space above them.
    """
    colours = [GREY, BLUE] if len(shown) > 1 else [BLUE]
    labels = {name: wrapped(label, 1.75) for name, label in rows.items()}
    heads = [wrapped(head, 1.25, SIZE, bold=True) for head in columns]
    left, gap, number = MARGIN + max(text_width(label) for label in labels.values()) + 0.12, 0.15, 0.34
    width = (WIDTH - left - MARGIN - gap * (len(columns) - 1) - number * len(columns)) / len(columns)
    tallest = 0.155 * (1 + max(label.count("\n") for label in labels.values())) + 0.05
    row = max(BAR * len(shown) + PAD, tallest)
    lines = max(head.count("\n") for head in heads)
    top = (0.66 if len(shown) > 1 else 0.32) + 0.16 * lines
    begin, height = {}, 0.0
    for name in rows:
        height += PAD if name in breaks else 0.0
        begin[name], height = height, height + row
    picture = Picture(top + height + 0.08, alt=alt, note=note)
    if len(shown) > 1:
        entries = [(wording.scenario_label(scenario), colour) for scenario, colour in zip(shown, colours, strict=True)]
        picture.key(MARGIN, 0.12, entries)
    for name, label in labels.items():
        picture.write(left - 0.1, top + begin[name] + row / 2, label, ha="right", linespacing=1.1)
    for column, (head, values) in enumerate(zip(heads, columns.values(), strict=True)):
        x = left + column * (width + number + gap)
        picture.write(x, top - 0.08, head, weight="bold", size=SIZE, va="bottom", linespacing=1.1)
        axes = picture.axes_at(x, top, width, height)
        most = max((value for value in values.values() if not math.isnan(value)), default=0.0) or 1.0
        axes.set_xlim(0, most)
        axes.set_ylim(height, 0)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.spines["bottom"].set_visible(False)
        axes.spines["left"].set_visible(True)
        for name in rows:
            for turn, scenario in enumerate(shown):
                value = values[scenario.name, name]
                if not math.isnan(value):
                    middle = begin[name] + row / 2 + BAR * (turn + 0.5 - len(shown) / 2)
                    axes.barh(middle, value, BAR * 0.86, color=colours[turn])
                    picture.write(x + value / most * width + 0.05, top + middle, wording.number(value), size=SMALL)
    return picture


def _note(lookup: Lookup) -> str:
    baseline = lookup.baseline
    people = wording.listed(
        [
            f"{wording.number(eligible(baseline, cohort.name))} {wording.cohort_label(baseline, cohort.name)}"
            for cohort in baseline.people.cohorts
        ]
    )
    scale = "each column has its own scale"
    return f"Per 100 eligible people, by {until(lookup)}; {scale}. Eligible: {people}.{at_start(lookup)}"


def _alt(shown: list[Scenario], columns: dict[str, dict[tuple[str, str], float]]) -> str:
    cohorts = dict.fromkeys(cohort for values in columns.values() for _, cohort in values)
    texts = []
    for scenario in shown:
        for cohort in cohorts:
            amounts = named_amounts({head: values[scenario.name, cohort] for head, values in columns.items()})
            texts.append(f"{wording.scenario_label(scenario)}, {wording.cohort_label(scenario, cohort)}: {amounts}")
    return f"Bars per 100 eligible people. {'. '.join(texts)}."
