"""Places of different sizes side by side: the ladder per 1,000 residents, and the way since each one's own start."""

from __future__ import annotations

import math

import numpy as np

from ...experiments import Results
from ...experiments.analysis.ladder import Rung, Standing, standings, unreached
from ...experiments.analysis.scale import mean_path, residents
from ...experiments.kpi_matrix import Floats
from ...measures.kpis.headlines import HEADLINES, Headline, headlines_of
from ...model import Scenario
from .. import wording
from ..labels import by_when, fewer_runs, rung_number, when_reached
from ..ladder import rungs, what_keeps
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
LABEL, BAR, ROW = 1.85, 0.13, 1.34  #: inches


@figure("ladder", title="The ladder: where each place stands", section="ladder", order=1, of_several_localities=True)
def ladder(results: Results) -> Picture | None:
    """Every scenario against every rung: how much of it, when it is reached, and what keeps it from the next one."""
    of = {scenario.name: standings(results, scenario, rungs()) for scenario in results.scenarios}
    width = (WIDTH - LABEL - MARGIN) / len(rungs())
    heads = [wrapped(_head(rung), width - 0.12, SMALL) for rung in rungs()]
    top = 0.16 * max(head.count("\n") + 1 for head in heads) + 0.18
    picture = Picture(top + ROW * len(results.scenarios), alt=_alt(results, of), note=_note())
    for column, head in enumerate(heads):
        picture.write(LABEL + column * width, 0.02, head, size=SMALL, va="top", linespacing=1.25, color=MUTED)
    for row, scenario in enumerate(results.scenarios):
        y = top + ROW * row
        _rule(picture, y - 0.08)
        label = wrapped(wording.scenario_label(scenario), LABEL - 0.3, bold=True)
        picture.write(MARGIN, y + 0.02, label, weight="bold", va="top")
        below = "\n".join(filter(None, (by_when(scenario), fewer_runs(results, scenario))))
        picture.write(MARGIN, y + 0.42, below, size=SMALL, color=MUTED, va="top", linespacing=1.3)
        for column, standing in enumerate(of[scenario.name]):
            _cell(picture, LABEL + column * width, y, width - 0.14, standing)
        reasons = [
            f"{standing.rung.label}: {what_keeps(results, scenario, standing.rung)}."
            for standing in unreached(of[scenario.name])
        ]
        text = (
            "\n".join(wrapped(line, WIDTH - LABEL - MARGIN - 0.15, SMALL) for line in reasons)
            or "Every rung is reached."
        )
        picture.write(LABEL, y + 0.62, text, size=SMALL, color=INK, va="top", linespacing=1.25)
    return picture


def _head(rung: Rung) -> str:
    mark = f" ({rung.mark})" if rung.mark else ""
    return f"{rung.label}: {rung_number(rung)}{mark}"


def _cell(picture: Picture, left: float, top: float, width: float, standing: Standing) -> None:
    if math.isnan(standing.per_1000):
        picture.write(left, top + 0.3, wording.NOTHING, color=MUTED)
        return
    axes = picture.axes_at(left, top + 0.06, width, BAR)
    axes.set_xlim(0, 1)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    axes.barh(0, 1, 1, color="#e6eaee")
    axes.barh(0, standing.share_of_rung, 1, color=GREEN if standing.is_reached else BLUE)
    picture.write(left, top + 0.3, wording.number(standing.per_1000, 1), size=SIZE, weight="bold")
    picture.write(left, top + 0.46, when_reached(standing), size=SMALL, color=MUTED)


def _rule(picture: Picture, top: float) -> None:
    axes = picture.axes_at(MARGIN, top, WIDTH - 2 * MARGIN, 0.01)
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
    texts = []
    for scenario in results.scenarios:
        numbers = ", ".join(
            f"{standing.rung.label} {wording.number(standing.per_1000, 1)} of {rung_number(standing.rung)}"
            for standing in of[scenario.name]
        )
        texts.append(f"{wording.scenario_label(scenario)}: {numbers}")
    return f"Rungs per 1,000 residents. {'. '.join(texts)}."


@figure(
    "since_the_start",
    title="The way since each one’s own start",
    section="since",
    order=1,
    of_several_localities=True,
)
def since_the_start(results: Results) -> Picture | None:
    """Plans and live budgets per 1,000 residents by month since the start of each scenario."""
    shown = [scenario for scenario in results.scenarios if not math.isnan(residents(scenario))]
    if not shown:
        return None
    labels = [wording.scenario_label(scenario) for scenario in shown]
    entries = [(label, LINES[index % len(LINES)]) for index, label in enumerate(labels)]
    paths = {kpi: [mean_path(results, scenario, kpi, LONGEST) for scenario in shown] for kpi in HEADLINES}
    top = 0.21 * len(key_rows(entries, WIDTH - 2 * MARGIN)) + 0.1
    height, gap = 2.6, 0.6
    width = (WIDTH - 0.42 - MARGIN - gap) / 2
    picture = Picture(top + 0.3 + height + 0.5, alt=_alt_since(shown, paths), note=_note_since(results, shown))
    picture.key(MARGIN, 0.08, entries)
    for panel, (kpi, headline) in enumerate(headlines_of(shown).items()):
        x = 0.42 + panel * (width + gap)
        picture.write(x - 0.3, top + 0.1, _per_1000(headline), weight="bold")
        axes = picture.axes_at(x, top + 0.3, width, height)
        highest, last = 1.0, 1
        for path, (_, colour) in zip(paths[kpi], entries, strict=True):
            axes.plot(np.arange(len(path)), path, color=colour, linewidth=1.9)
            highest, last = max(highest, float(path.max())), max(last, len(path) - 1)
        aims = [rung for rung in rungs() if rung.kpis == (kpi,) and rung.is_aim]
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


def _per_1000(headline: Headline) -> str:
    return f"{headline.opening} per 1,000 residents"


def _note_since(results: Results, shown: list[Scenario]) -> str:
    longest = max(len(results.numbers[scenario.name].months) for scenario in shown)
    cut = f" Only the first {LONGEST} months are shown." if longest > LONGEST else ""
    return f"Means over the runs at each month’s end. A line ends where the simulation of its place ends.{cut}"


def _alt_since(shown: list[Scenario], paths: dict[str, list[Floats]]) -> str:
    texts = []
    for index, scenario in enumerate(shown):
        ends = ", ".join(
            f"{wording.number(float(paths[kpi][index][-1]), 1)} {headline.noun} per 1,000 residents"
            for kpi, headline in headlines_of(shown).items()
        )
        texts.append(f"{wording.scenario_label(scenario)}: at the end of its line {ends}")
    return f"Two line charts by month since the start. {'. '.join(texts)}."
