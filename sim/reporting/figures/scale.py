"""Places of different sizes side by side: the ladder per 1,000 residents, and the way since each one's own start."""

from __future__ import annotations

import math

import numpy as np

from ...experiments import Results
from ...experiments.analysis.scale import residents
from ...model import Scenario
from .. import wording
from ..ladder import Rung, Standing, lacking, rungs, standings, what_keeps
from .canvas import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    INK,
    MARGIN,
    MUTED,
    ORANGE,
    RED,
    SIZE,
    SMALL,
    WIDTH,
    Picture,
    grid,
    key_rows,
    ticks_to,
    wrapped,
)
from .registry import figure

LINES = (GREY, BLUE, ORANGE, GREEN, RED, "#7a2e4f", "#9a8500", "#5b4a9c", "#7db9e0", INK)
LONGEST = 60  #: months that a figure shows
PANELS = (("plans_completed", "Plans per 1,000 residents"), ("budgets_live", "Live budgets per 1,000 residents"))
LABEL, BAR, ROW = 1.85, 0.13, 1.34  #: inches


@figure("ladder", title="The ladder: where each place stands", of_several_places=True)
def ladder(results: Results) -> Picture | None:
    """Every scenario against every rung: how much of it, when it is reached, and what keeps the place from the next one."""
    of = {one.name: standings(results, one) for one in results.scenarios}
    width = (WIDTH - LABEL - MARGIN) / len(rungs())
    heads = [wrapped(_head(rung), width - 0.12, SMALL) for rung in rungs()]
    top = 0.16 * max(head.count("\n") + 1 for head in heads) + 0.18
    picture = Picture(top + ROW * len(results.scenarios), alt=_alt(results, of), note=_note())
    for column, head in enumerate(heads):
        picture.write(LABEL + column * width, 0.02, head, size=SMALL, va="top", linespacing=1.25, color=MUTED)
    for row, one in enumerate(results.scenarios):
        y = top + ROW * row
        _rule(picture, y - 0.08)
        picture.write(
            MARGIN, y + 0.02, wrapped(wording.scenario_label(one), LABEL - 0.3, bold=True), weight="bold", va="top"
        )
        picture.write(
            MARGIN,
            y + 0.42,
            "\n".join(filter(None, (by_when(one), fewer_runs(results, one)))),
            size=SMALL,
            color=MUTED,
            va="top",
            linespacing=1.3,
        )
        for column, standing in enumerate(of[one.name]):
            _cell(picture, LABEL + column * width, y, width - 0.14, standing)
        kept = [f"{it.rung.label}: {what_keeps(results, one, it.rung)}." for it in lacking(of[one.name])]
        text = (
            "\n".join(wrapped(each, WIDTH - LABEL - MARGIN - 0.15, SMALL) for each in kept) or "Every rung is reached."
        )
        picture.write(LABEL, y + 0.62, text, size=SMALL, color=INK, va="top", linespacing=1.25)
    return picture


def by_when(scenario: Scenario) -> str:
    """Until when the numbers of a scenario count, in few words."""
    return f"by {wording.short_date(scenario.targets[-1].date)}" if scenario.targets else "by its end"


def fewer_runs(results: Results, scenario: Scenario) -> str:
    """How many runs a scenario has, where others have more; else nothing."""
    runs = len(results.numbers[scenario.name])
    return f"{wording.counted(runs, 'run')} only" if runs < max(map(len, results.numbers.values())) else ""


def _head(rung: Rung) -> str:
    mark = f" ({rung.mark})" if rung.mark else ""
    return f"{rung.label}: {rung.number}{mark}"


def _cell(picture: Picture, left: float, top: float, width: float, standing: Standing) -> None:
    if math.isnan(standing.per_1000):
        picture.write(left, top + 0.3, wording.NOTHING, color=MUTED)
        return
    share = min(1.0, standing.per_1000 / standing.rung.per_1000)
    axes = picture.place(left, top + 0.06, width, BAR)
    axes.set_xlim(0, 1)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    axes.barh(0, 1, 1, color="#e6eaee")
    axes.barh(0, share, 1, color=GREEN if standing.is_reached else BLUE)
    picture.write(left, top + 0.3, wording.number(standing.per_1000, 1), size=SIZE, weight="bold")
    picture.write(left, top + 0.46, when_reached(standing), size=SMALL, color=MUTED)


def when_reached(standing: Standing) -> str:
    """When a rung is reached, in few words."""
    if math.isnan(standing.share):
        return ""
    if not math.isnan(standing.month):
        return f"in month {standing.month:.0f}"
    return "seldom" if standing.share else "not reached"


def _rule(picture: Picture, top: float) -> None:
    axes = picture.place(MARGIN, top, WIDTH - 2 * MARGIN, 0.01)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines["bottom"].set_color("#dfe4e8")


def _note() -> str:
    return (
        "Per 1,000 residents, at each place’s own last target date. Bars: the share of the rung; green where at least 95 % of "
        "it is there. Beneath: the month since the start in which half of the runs are there. In words: what keeps the place "
        "from its next rung, that is where the people are who do not get so far."
    )


def _alt(results: Results, of: dict[str, list[Standing]]) -> str:
    each = []
    for one in results.scenarios:
        parts = ", ".join(
            f"{it.rung.label} {wording.number(it.per_1000, 1)} of {it.rung.number}" for it in of[one.name]
        )
        each.append(f"{wording.scenario_label(one)}: {parts}")
    return f"Rungs per 1,000 residents. {'. '.join(each)}."


@figure("since_the_start", title="The way since each one’s own start", of_several_places=True)
def since_the_start(results: Results) -> Picture | None:
    """Plans and live budgets per 1,000 residents by month since the start of each scenario."""
    shown = [one for one in results.scenarios if not math.isnan(residents(one))]
    if not shown:
        return None
    labels = [wording.scenario_label(one) for one in shown]
    entries = [(label, LINES[at % len(LINES)]) for at, label in enumerate(labels)]
    top = 0.21 * len(key_rows(entries, WIDTH - 2 * MARGIN)) + 0.1
    height, gap = 2.6, 0.6
    width = (WIDTH - 0.42 - MARGIN - gap) / 2
    picture = Picture(top + 0.3 + height + 0.5, alt=_alt_since(results, shown), note=_note_since(results, shown))
    picture.key(MARGIN, 0.08, entries)
    for panel, (kpi, title) in enumerate(PANELS):
        x = 0.42 + panel * (width + gap)
        picture.write(x - 0.3, top + 0.1, title, weight="bold")
        axes = picture.place(x, top + 0.3, width, height)
        highest, last = 1.0, 1
        for one, (_, colour) in zip(shown, entries, strict=True):
            found = by_month(results, one, kpi)
            months = np.arange(found.shape[1] + 1)
            start = one.plans_done if kpi == "plans_completed" else one.budgets_done
            mean = np.concatenate([[1000 * start / residents(one)], found.mean(axis=0)])
            axes.plot(months, mean, color=colour, linewidth=1.9)
            highest, last = max(highest, float(mean.max())), max(last, len(months) - 1)
        aims = [rung for rung in rungs() if rung.of == (kpi,) and rung.is_aim]
        for rung in aims:
            axes.axhline(rung.per_1000, color=MUTED, linewidth=1.0, linestyle=(0, (4, 3)))
            highest = max(highest, rung.per_1000)
        for rung in aims:
            axes.text(last, rung.per_1000, f"{rung.label} ", color=MUTED, fontsize=SMALL, va="bottom", ha="right")
        ticks = ticks_to(highest, 4)
        axes.set_ylim(0, max(ticks[-1], highest * 1.02))
        axes.set_yticks(ticks, [wording.number(tick) for tick in ticks])
        axes.set_xlim(0, last)
        axes.set_xticks(np.arange(0, last + 1, 12 if last > 12 else 3))
        axes.set_xlabel("months since the start")
        grid(axes, "y")
        axes.spines["bottom"].set_color(FAINT)
    return picture


def by_month(results: Results, scenario: Scenario, kpi: str) -> np.ndarray:
    """A number per 1,000 residents at each month’s end, shape (runs, months), for as long as a figure shows it."""
    numbers = results.numbers[scenario.name]
    row = next(at for at, label in enumerate(numbers.series) if label[:2] == (kpi, "all"))
    return 1000 * numbers.monthly[:, row, :LONGEST] / residents(scenario)


def _note_since(results: Results, shown: list[Scenario]) -> str:
    longest = max(len(results.numbers[one.name].months) for one in shown)
    cut = f" Only the first {LONGEST} months are shown." if longest > LONGEST else ""
    return f"Means over the runs at each month’s end. A line ends where the simulation of its place ends.{cut}"


def _alt_since(results: Results, shown: list[Scenario]) -> str:
    each = []
    for one in shown:
        said = ", ".join(
            f"{wording.number(float(by_month(results, one, kpi).mean(axis=0)[-1]), 1)} {title[0].lower()}{title[1:]}"
            for kpi, title in PANELS
        )
        each.append(f"{wording.scenario_label(one)}: at the end of its line {said}")
    return f"Two line charts by month since the start. {'. '.join(each)}."
