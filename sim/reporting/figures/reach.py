"""Who is reached and who is not: numbers per 100 eligible people of each cohort."""

from __future__ import annotations

import math

from ...experiments import Results
from ...model import Scenario
from .. import wording
from .canvas import BLUE, GREY, MARGIN, SIZE, SMALL, WIDTH, Picture, text_width, wrapped
from .lookup import Lookup
from .registry import figure

MEASURES = {
    "found": "Found",
    "accepted": "Took up the offer",
    "plans_completed": "Have a plan",
    "budgets_received": "Received a budget",
}
BAR, PAD = 0.21, 0.22  #: inches


def per_100(lookup: Lookup, scenario: Scenario, kpi: str, cohort: str) -> float:
    """A number of people per 100 eligible people of a cohort; NaN where the scenario has no such cohort."""
    sizes = {each.name: each.size * scenario.places for each in scenario.people.cohorts}
    return 100 * lookup.mean(scenario, kpi, cohort) / sizes[cohort] if sizes.get(cohort) else float("nan")


def at_start(lookup: Lookup) -> str:
    """What was there at the start and is in no group, as a sentence with a space before it; empty where there was nothing."""
    counts = {noun: lookup.amount(lookup.baseline, f"{noun}_at_start") for noun in ("plans", "budgets")}
    told = [wording.counted(count, noun.removesuffix("s")) for noun, count in counts.items() if count]
    return f" Already there at the start, in the totals and in no group: {wording.listed(told)}." if told else ""


@figure("who_is_reached", title="Who is reached")
def who_is_reached(results: Results) -> Picture | None:
    """Found, took up the offer, planned and received a budget per 100 eligible people, by cohort."""
    lookup = Lookup(results)
    cohorts = [cohort.name for cohort in lookup.baseline.people.cohorts]
    if len(cohorts) < 2:
        return None
    shown = lookup.leading()
    kpis = [kpi for kpi in MEASURES if any(lookup.amount(one, kpi, cohort) > 0 for one in shown for cohort in cohorts)]
    if not kpis:
        return None
    names = {cohort: wording.cohort_label(lookup.baseline, cohort) for cohort in cohorts}
    columns = {
        MEASURES[kpi]: {(one.name, cohort): per_100(lookup, one, kpi, cohort) for one in shown for cohort in cohorts}
        for kpi in kpis
    }
    return columns_of_bars(shown, names, columns, alt=_alt(lookup, shown, kpis, cohorts), note=_note(lookup))


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
    begin, at = {}, 0.0
    for name in rows:
        at += PAD if name in breaks else 0.0
        begin[name], at = at, at + row
    picture = Picture(top + at + 0.08, alt=alt, note=note)
    if len(shown) > 1:
        picture.key(
            MARGIN, 0.12, [(wording.scenario_label(one), colour) for one, colour in zip(shown, colours, strict=True)]
        )
    for name, label in labels.items():
        picture.write(left - 0.1, top + begin[name] + row / 2, label, ha="right", linespacing=1.1)
    for column, (head, values) in enumerate(zip(heads, columns.values(), strict=True)):
        x = left + column * (width + number + gap)
        picture.write(x, top - 0.08, head, weight="bold", size=SIZE, va="bottom", linespacing=1.1)
        axes = picture.place(x, top, width, at)
        most = max((value for value in values.values() if not math.isnan(value)), default=0.0) or 1.0
        axes.set_xlim(0, most)
        axes.set_ylim(at, 0)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.spines["bottom"].set_visible(False)
        axes.spines["left"].set_visible(True)
        for name in rows:
            for turn, one in enumerate(shown):
                value = values[one.name, name]
                if not math.isnan(value):
                    middle = begin[name] + row / 2 + BAR * (turn + 0.5 - len(shown) / 2)
                    axes.barh(middle, value, BAR * 0.86, color=colours[turn])
                    picture.write(x + value / most * width + 0.05, top + middle, wording.number(value), size=SMALL)
    return picture


def _note(lookup: Lookup) -> str:
    people = wording.listed(
        [
            f"{wording.number(cohort.size * lookup.baseline.places)} {wording.cohort_label(lookup.baseline, cohort.name)}"
            for cohort in lookup.baseline.people.cohorts
        ]
    )
    return f"Per 100 eligible people, by {lookup.until}; each column has its own scale. Eligible: {people}.{at_start(lookup)}"


def _alt(lookup: Lookup, shown: list[Scenario], kpis: list[str], cohorts: list[str]) -> str:
    each = []
    for one in shown:
        for cohort in cohorts:
            said = ", ".join(
                f"{MEASURES[kpi].lower()} {wording.number(per_100(lookup, one, kpi, cohort))}" for kpi in kpis
            )
            each.append(f"{wording.scenario_label(one)}, {wording.cohort_label(one, cohort)}: {said}")
    return f"Bars per 100 eligible people. {'. '.join(each)}."
