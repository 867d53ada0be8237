"""Places of different sizes, starts and dates in one report: side by side, and in pairs only within a place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from ...experiments import Results
from ...experiments.analysis.scale import MONTHS, is_limited, scale_frame
from ...experiments.analysis.statistics import PARTS
from ...model import Scenario
from .. import wording
from ..figures import Lookup, Written
from ..figures.scale import by_when, fewer_runs, when_reached
from ..ladder import lacking, rungs, standings, what_keeps
from ..run_quality import crosschecked, hardly_differs
from . import confidence, outcomes, uncertainty
from .elements import Cell, Line, Row, Section, Table

NOUNS = {"plans_completed": "plans", "budgets_live": "live budgets"}
PLACES = {"plans_completed": 1, "budgets_live": 2}  #: decimals of a number per 1,000 residents
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
    lines = []
    for kpi, noun in NOUNS.items():
        parts = [
            f"{wording.scenario_label(one)} {wording.number(row['mean'], 1)} {by_when(one)}"
            for one in results.scenarios
            if (row := _row(frame, one, kpi, "1000_residents")) is not None
        ]
        lines.append(Line(lead=f"{noun.capitalize()} per 1,000 residents.", text=f"{wording.listed(parts)}."))
    kept = []
    for one in results.scenarios:
        missing = lacking(standings(results, one))
        if missing:
            reasons = [f"{it.rung.label.lower()}: {what_keeps(results, one, it.rung, 1)}" for it in missing]
            kept.append(f"{wording.scenario_label(one)} ({'; '.join(reasons)})")
    lines.append(Line(lead="What keeps each from its next rung.", text=f"{', '.join(kept)}." if kept else "Nothing."))
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
    counts = {one.name: len(results.numbers[one.name]) for one in results.scenarios}
    most = max(counts.values())
    fewer = [
        f"{wording.scenario_label(one)} {wording.counted(counts[one.name], 'time')}"
        for one in results.scenarios
        if counts[one.name] < most
    ]
    text = f"Each scenario was run {wording.counted(most, 'time')}"
    text += f", but for {wording.listed(fewer)}, since a run of it takes so long" if fewer else ""
    text += (
        f", each time with new luck. A 95{wording.SPACE}% interval is about the mean of one scenario’s own runs; it says "
        "nothing of the difference between two places. "
    )
    block = results.block
    if any(count // block < PARTS for count in counts.values()):
        few = (
            f"three blocks of {block} runs, over each of which what is not known is spread evenly"
            if block > 1
            else "three runs"
        )
        text += f"There is no interval from fewer than {few}. "
    return Line(lead="Runs.", text=text + f"There is {hardly_differs('runs')}")


def sections(results: Results, frame: pd.DataFrame, figures: Iterable[Written]) -> list[Section]:
    """The parts of the report in order; some may be empty."""
    of = {figure.name: figure for figure in figures}

    def drawn(*names: str) -> tuple[Written, ...]:
        return tuple(of.pop(name) for name in names if name in of)

    pairs = [table for part in results.places if len(part.scenarios) > 1 if (table := outcomes.compared(Lookup(part)))]
    found = [
        Section(name="ladder", heading="Where each place stands", tables=(_ladder(results),), figures=drawn("ladder")),
        Section(
            name="units",
            heading="In units that places share",
            intro=_about_units(results),
            tables=tuple(_in_units(results, frame, kpi) for kpi in NOUNS),
        ),
        Section(
            name="since",
            heading="The way since each one’s own start",
            tables=tuple(table for kpi in NOUNS for table in _over_time(results, frame, kpi)),
            figures=drawn("since_the_start"),
        ),
        Section(name="pairs", heading="Within a place", tables=tuple(pairs)),
        Section(name="more", heading="More figures", figures=tuple(of.values())),
    ]
    checks = [table for part in results.places if (table := confidence.checks(Lookup(part)))]
    run = tuple(confidence.what_was_run(Lookup(part)) for part in results.places)
    return [
        *found,
        Section(name="checks", heading="Checks", tables=tuple(checks)),
        Section(name="run", heading="For the record", tables=run),
    ]


def _row(frame: pd.DataFrame, scenario: Scenario, kpi: str, per: str, **where: Any) -> dict[str, Any] | None:
    """One row of the frame: at the last target date, unless a month and a beginning are said."""
    chosen = frame[(frame["scenario"] == scenario.name) & (frame["kpi"] == kpi) & (frame["per"] == per)]
    if where:
        chosen = chosen[(chosen["since"] == where["since"]) & (chosen["month"] == where["month"])]
    else:
        chosen = chosen[chosen["month"].isna()]
    return None if chosen.empty else dict(chosen.iloc[0])


def _cell(row: dict[str, Any] | None, places: int | None = None) -> Cell:
    """A mean with its interval; by default with two decimals where it is small, unless nothing is there at all."""
    if row is None or math.isnan(row["mean"]):
        return Cell(text=wording.NOTHING, faint=True)
    digits = places if places is not None else 2 if 0 < abs(row["mean"]) < 10 else 0
    interval = "" if math.isnan(row["low"]) else wording.span(row["low"], row["high"], digits)
    return Cell(text=wording.number(row["mean"], digits), detail=interval)


def _head(results: Results, scenario: Scenario) -> dict[str, str]:
    few = fewer_runs(results, scenario)
    return {"head": wording.scenario_label(scenario), "detail": f"{by_when(scenario)}{f'; {few}' if few else ''}"}


def _in_units(results: Results, frame: pd.DataFrame, kpi: str) -> Table:
    rows = [
        Row(**_head(results, one), cells=tuple(_cell(_row(frame, one, kpi, per)) for per in UNITS))
        for one in results.scenarios
    ]
    return Table(
        caption=f"{NOUNS[kpi].capitalize()}, in units that places share",
        corner="Scenario",
        columns=tuple(UNITS.values()),
        rows=tuple(rows),
    )


def _about_units(results: Results) -> str:
    unlimited = [
        wording.scenario_label(one) for one in results.scenarios if not is_limited(one, results.numbers[one.name])
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


def _over_time(results: Results, frame: pd.DataFrame, kpi: str) -> list[Table]:
    tables = []
    ends = f"{wording.NOTHING}: the simulation ends before"
    for since, what, missing in (
        ("start", "since each one’s own start", f"{ends}."),
        (
            "first_offer",
            "since each one’s own first offer",
            f"{ends}, or nobody knows when the first offer is made, as of many localities together.",
        ),
    ):
        known = frame[(frame["since"] == since) & (frame["kpi"] == kpi) & frame["month"].notna()]
        months = [month for month in MONTHS if (known["month"] == month).any()]
        if not months:
            continue
        rows = []
        for one in results.scenarios:
            cells = [
                _cell(_row(frame, one, kpi, "1000_residents", since=since, month=month), PLACES[kpi])
                for month in months
            ]
            rows.append(Row(head=wording.scenario_label(one), cells=tuple(cells)))
        tables.append(
            Table(
                caption=f"{NOUNS[kpi].capitalize()} per 1,000 residents, {what}",
                corner="Scenario",
                columns=tuple(f"{month} months" for month in months),
                rows=tuple(rows),
                note=missing,
                folded=since != "start",
            )
        )
    return tables


def _ladder(results: Results) -> Table:
    rows = []
    for one in results.scenarios:
        cells = []
        for standing in standings(results, one):
            share = "" if math.isnan(standing.share) else f", in {wording.percent(standing.share)} of runs by its end"
            cells.append(Cell(text=wording.number(standing.per_1000, 1), detail=f"{when_reached(standing)}{share}"))
        rows.append(Row(**_head(results, one), cells=tuple(cells)))
    marks = [f"{rung.label}: {rung.mark} ({', '.join(rung.sources)})" for rung in rungs() if rung.mark]
    return Table(
        caption="The ladder, per 1,000 residents",
        corner="Scenario",
        columns=tuple(f"{rung.label} ({rung.number})" for rung in rungs()),
        rows=tuple(rows),
        note="In brackets the number that makes the rung; a place counts as there from 95 % of it on. Beneath: the month since "
        f"the start by whose end half of the runs are there. {'; '.join(marks)}.",
        folded=True,
    )


def page_parts(results: Results, figures: Sequence[Written]) -> dict[str, Any]:
    """What the page of several places says: question, answer, how sure, and sections."""
    frame = scale_frame(results)
    return {
        "question": QUESTION,
        "answer": answer(results, frame),
        "sure": how_sure(results),
        "sections": sections(results, frame, figures),
    }
