"""Localities of different sizes, starts and dates in one report: side by side, and in pairs only within a locality."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from ...experiments import Results
from ...experiments.analysis.ladder import standings, unreached
from ...experiments.analysis.lookup import Lookup
from ...experiments.analysis.scale import is_limited, months_reported, runs_by_scenario, scale_frame, scale_interval
from ...experiments.analysis.statistics import Interval, has_interval
from ...measures.kpis.headlines import Headline, headlines_of
from ...model import Scenario
from .. import wording
from ..labels import by_when, fewer_runs, rung_number, when_reached
from ..ladder import rungs, what_keeps
from ..run_quality import crosschecked, hardly_differs
from . import confidence, outcomes, uncertainty
from .elements import Cell, Line, ReportTable, Section, TableRow
from .first_lines import chances_by_place, own_choices
from .prospects import prospects

DECIMALS = {"plans_completed": 1, "budgets_counted": 2}  #: of a number per 1,000 residents
UNITS = {
    "people": "In all",
    "1000_residents": "Per 1,000 residents",
    "100_identified": "Per 100 identified",
    "worker": "Per worker",
    "100000_pounds_a_year": "Per £100,000 a year",
}
QUESTION = (
    "What becomes of the same idea in places of different sizes? How far does each get, by when, and what keeps it from "
    "more?"
)


def answer(results: Results, frame: pd.DataFrame) -> list[Line]:
    """What a board wants to know, before anything else."""
    lines = [line for line in [own_choices(Lookup(results)), chances_by_place(results)] if line is not None]
    for kpi, headline in headlines_of(results.scenarios).items():
        parts = [
            f"{wording.scenario_label(scenario)} {wording.number(mean.mean, 1)} {by_when(scenario)}"
            for scenario in results.scenarios
            if (mean := scale_interval(frame, scenario, kpi, "1000_residents")) is not None
        ]
        lead = f"{headline.opening} per 1,000 residents."
        lines.append(Line(lead=lead, text=f"{wording.listed(parts)}."))
    held_back = []
    for scenario in results.scenarios:
        missing = unreached(standings(results, scenario, rungs()))
        if missing:
            reasons = [
                f"{standing.rung.label.lower()}: {what_keeps(results, scenario, standing.rung, 1)}"
                for standing in missing
            ]
            held_back.append(f"{wording.scenario_label(scenario)} ({'; '.join(reasons)})")
    text = f"{', '.join(held_back)}." if held_back else "Nothing."
    lines.append(Line(lead="What keeps each from its next rung.", text=text))
    lines.append(
        Line(
            lead="What may be compared.",
            text="These are not the same people, dates or money. Numbers of different places stand side by side, each with its "
            "own interval; only scenarios of one place are compared in pairs.",
        )
    )
    return lines


def how_sure(results: Results) -> list[Line]:
    """What the reader must know before trusting a number."""
    lookup = Lookup(results)
    return [
        *confidence.notes(lookup),
        *uncertainty.lines(lookup),
        _runs(results),
        confidence.NOT_RIGHT,
        Line(lead="Cross-check.", text=crosschecked(results.manifest)),
    ]


def _runs(results: Results) -> Line:
    runs = runs_by_scenario(results)
    most = max(runs.values())
    fewer = [
        f"{wording.scenario_label(scenario)} {wording.counted(runs[scenario.name], 'time')}"
        for scenario in results.scenarios
        if runs[scenario.name] < most
    ]
    text = f"Each scenario was run {wording.counted(most, 'time')}"
    text += f", but for {wording.listed(fewer)}, since a run of it takes so long" if fewer else ""
    text += (
        f", each time with new chance events. A 95{wording.SPACE}% confidence interval is about the mean of one scenario’s own "
        "runs; it says nothing of the difference between two places. "
    )
    block = results.block
    if not all(has_interval(count, block) for count in runs.values()):
        few = (
            f"three blocks of {block} runs, over each of which what we do not know is spread evenly"
            if block > 1
            else "three runs"
        )
        text += f"There is no interval from fewer than {few}. "
    return Line(lead="Runs.", text=text + f"There is {hardly_differs('runs')}")


def sections(results: Results, frame: pd.DataFrame) -> list[Section]:
    """The parts of the report, without their figures; some may be empty."""
    parts = [(part, Lookup(part)) for part in results.by_locality]
    pairs = [
        table
        for part, of in parts
        if len(part.scenarios) > 1
        for table in [*prospects(of), outcomes.compared(of)]
        if table is not None
    ]
    checks = [table for _, of in parts if (table := confidence.checks(of))]
    return [
        Section(name="ladder", heading="Where each place stands", tables=(_ladder(results),)),
        Section(
            name="units",
            heading="In units that places share",
            intro=_about_units(results),
            tables=tuple(_in_units(results, frame, headline) for headline in headlines_of(results.scenarios).values()),
        ),
        Section(
            name="since",
            heading="The way since each one’s own start",
            tables=tuple(
                table
                for headline in headlines_of(results.scenarios).values()
                for table in _over_time(results, frame, headline)
            ),
        ),
        Section(name="pairs", heading="Within a place", tables=tuple(pairs)),
        Section(name="checks", heading="Checks", tables=tuple(checks)),
        Section(name="run", heading="For the record", tables=tuple(confidence.what_was_run(of) for _, of in parts)),
    ]


def _cell(interval: Interval | None, decimals: int | None = None) -> Cell:
    """A mean with its interval; by default with two decimals where it is small, unless nothing is there at all."""
    if interval is None or math.isnan(interval.mean):
        return Cell(text=wording.NOTHING, faint=True)
    if decimals is None:
        decimals = 2 if 0 < abs(interval.mean) < 10 else 0
    detail = "" if math.isnan(interval.low) else wording.span(interval.low, interval.high, decimals)
    return Cell(text=wording.number(interval.mean, decimals), detail=detail)


def _head(results: Results, scenario: Scenario) -> dict[str, str]:
    few = fewer_runs(results, scenario)
    return {"head": wording.scenario_label(scenario), "detail": f"{by_when(scenario)}{f'; {few}' if few else ''}"}


def _in_units(results: Results, frame: pd.DataFrame, headline: Headline) -> ReportTable:
    rows = []
    for scenario in results.scenarios:
        cells = tuple(_cell(scale_interval(frame, scenario, headline.kpi, unit)) for unit in UNITS)
        rows.append(TableRow(**_head(results, scenario), cells=cells))
    return ReportTable(
        caption=f"{headline.opening}, in units that places share",
        corner="Scenario",
        columns=tuple(UNITS.values()),
        rows=tuple(rows),
    )


def _about_units(results: Results) -> str:
    unlimited = [
        wording.scenario_label(scenario)
        for scenario in results.scenarios
        if not is_limited(scenario, results.numbers[scenario.name])
    ]
    note = (
        "At each one’s own last target date. In all and per 1,000 residents with those of before the start; per person "
        "identified, worker and pound without them. Workers are full-time (37.5 hours a week), and pounds are what the teams’ "
        "hours cost a year, used or not, on average since the start: neither meetings nor budgets are in them. Who has had "
        "longer has more: scale.csv has the same after stated months."
    )
    if unlimited:
        note += f" {wording.listed(unlimited)}: next to none of the teams’ hours are worked, so no staff can be told."
    return note


def _over_time(results: Results, frame: pd.DataFrame, headline: Headline) -> list[ReportTable]:
    tables = []
    ends = f"{wording.NOTHING}: the simulation ends before"
    for since, after, missing in (
        ("start", "since each one’s own start", f"{ends}."),
        (
            "first_offer",
            "since each one’s own first offer",
            f"{ends}, or nobody knows when the first offer is made, as of many localities together.",
        ),
    ):
        months = months_reported(frame, headline.kpi, since)
        if not months:
            continue
        rows = []
        for scenario in results.scenarios:
            numbers = [
                scale_interval(frame, scenario, headline.kpi, "1000_residents", since=since, month=month)
                for month in months
            ]
            cells = tuple(_cell(number, DECIMALS[headline.kpi]) for number in numbers)
            rows.append(TableRow(head=wording.scenario_label(scenario), cells=cells))
        tables.append(
            ReportTable(
                caption=f"{headline.opening} per 1,000 residents, {after}",
                corner="Scenario",
                columns=tuple(f"{month} months" for month in months),
                rows=tuple(rows),
                note=missing,
                folded=since != "start",
            )
        )
    return tables


def _ladder(results: Results) -> ReportTable:
    rows = []
    for scenario in results.scenarios:
        cells = []
        for standing in standings(results, scenario, rungs()):
            share = "" if math.isnan(standing.share) else f", in {wording.percent(standing.share)} of runs by its end"
            cells.append(Cell(text=wording.number(standing.per_1000, 1), detail=f"{when_reached(standing)}{share}"))
        rows.append(TableRow(**_head(results, scenario), cells=tuple(cells)))
    marks = [f"{rung.label}: {rung.mark} ({', '.join(rung.sources)})" for rung in rungs() if rung.mark]
    return ReportTable(
        caption="The ladder, per 1,000 residents",
        corner="Scenario",
        columns=tuple(f"{rung.label} ({rung_number(rung)})" for rung in rungs()),
        rows=tuple(rows),
        note="In brackets the number that makes the rung; a place counts as there from 95 % of it on. Beneath: the month since "
        f"the start by whose end half of the runs are there. {'; '.join(marks)}.",
        folded=True,
    )


def page_elements(results: Results) -> dict[str, Any]:
    """What the page of several localities says: question, answer, how sure, and sections."""
    frame = scale_frame(results)
    return {
        "question": QUESTION,
        "answer": answer(results, frame),
        "sure": how_sure(results),
        "sections": sections(results, frame),
    }
