"""Plans and live budgets over time, against what is hoped for."""

from __future__ import annotations

import math

from matplotlib.axes import Axes

from ...experiments import Results
from ...experiments.analysis.lookup import Lookup, Series
from ...measures.kpis.headlines import BUDGETS, PLANS, Headline, headlines_of
from ...model import Scenario
from .. import wording
from ..labels import shaded, until
from .canvas import (
    BLUE,
    FAINT,
    GREY,
    INK,
    MARGIN,
    MUTED,
    SCENARIOS,
    SIZE,
    SMALL,
    WIDTH,
    Picture,
    fitted,
    grid,
    text_width,
    ticks_to,
    wrapped,
)
from .registry import figure
from .timeline import Timeline

TOGETHER = 3  #: so many scenarios share one panel; more get a panel each


@figure("plans_over_time", title="Care plans completed, over time", section="when", order=1)
def plans_over_time(results: Results) -> Picture | None:
    """Plans completed against the target."""
    return Chart(Lookup(results), PLANS).picture()


@figure("budgets_over_time", title="Budgets live, over time", section="when", order=2)
def budgets_over_time(results: Results) -> Picture | None:
    """Budgets live against the target."""
    return Chart(Lookup(results), BUDGETS).picture()


class Chart:
    """One KPI over time: all scenarios in one panel if they are few, else a panel each with the baseline in grey."""

    def __init__(self, lookup: Lookup, headline: Headline) -> None:
        headline = headlines_of(lookup.scenarios)[headline.kpi]
        self.lookup, self.headline, self.time = lookup, headline, Timeline(lookup)
        self.series: dict[str, Series] = {}
        for scenario in lookup.scenarios:
            series = lookup.series(scenario, headline.kpi, float(headline.at_start(scenario)))
            if series is not None:
                self.series[scenario.name] = series
        self.targets = [
            (target, hoped) for target in lookup.baseline.targets if (hoped := headline.hoped(target)) is not None
        ]
        highest = [float(series.values.max()) for series in self.series.values()]
        self.most = 1.04 * max([*highest, *(float(hoped) for _, hoped in self.targets), 1.0])

    def picture(self) -> Picture | None:
        """The figure, or None where nothing is ever counted."""
        if not any(series.values.any() for series in self.series.values()):
            return None
        return self._together() if len(self.series) <= TOGETHER else self._apart()

    # --- one panel -----------------------------------------------------------------------------------------------------

    def _together(self) -> Picture:
        scenarios = [scenario for scenario in self.lookup.scenarios if scenario.name in self.series]
        colours = SCENARIOS if len(scenarios) > 1 else (BLUE,)
        labels = {scenario.name: self._end_label(scenario) for scenario in scenarios}
        room = max(text_width(label, SMALL) for label in labels.values()) + 0.19
        picture = Picture(3.8, alt=self._alt(), note=self._note())
        picture.write(MARGIN, 0.1, self.headline.noun, size=SMALL, color=MUTED)
        left, width, height = 0.62, WIDTH - 0.62 - MARGIN - room, 3.0
        axes = picture.axes_at(left, 0.3, width, height)
        self._frame(axes, width, height)
        for scenario, colour in zip(scenarios, colours, strict=False):
            self._line(axes, self.series[scenario.name], colour, width=2.0, shade=0.22)
        self._targets(axes)
        ends = [float(self.series[scenario.name].mean[-1]) for scenario in scenarios]
        heights = [0.17 * (labels[scenario.name].count("\n") + 1) + 0.08 for scenario in scenarios]
        middles = spread([end / axes.get_ylim()[1] * height for end in ends], heights, height)
        for scenario, middle, colour in zip(scenarios, middles, colours, strict=False):
            dark, label = MUTED if colour == GREY else colour, labels[scenario.name]
            picture.write(left + width + 0.12, 0.3 + height - middle, label, size=SMALL, color=dark, linespacing=1.25)
        return picture

    def _end_label(self, scenario: Scenario) -> str:
        last = wording.number(round(float(self.series[scenario.name].mean[-1])))
        lines = [wrapped(wording.scenario_label(scenario), 1.75, SMALL), self._by_target(scenario)]
        later = self.lookup.target is not None and (self.lookup.end - self.lookup.as_at).days > 31
        return "\n".join([*lines, f"{last} at the end"] if later else lines)

    # --- small multiples -----------------------------------------------------------------------------------------------

    def _apart(self) -> Picture:
        others = [scenario for scenario in self.lookup.others if scenario.name in self.series]
        columns = 3 if len(others) > 4 else 2
        rows = -(-len(others) // columns)
        left, gap, head, height = 0.55, 0.22, 0.42, 1.12
        width = (WIDTH - left - MARGIN - gap * (columns - 1)) / columns
        foot = self.time.depth(width)
        picture = Picture(rows * (head + height + foot) + 0.1, alt=self._alt(), note=self._note())
        for panel, scenario in enumerate(others):
            row, column = divmod(panel, columns)
            x, y = left + column * (width + gap), row * (head + height + foot) + head
            axes = picture.axes_at(x, y, width, height)
            self._frame(axes, width, height, labels=column == 0)
            if self.lookup.baseline.name in self.series:
                self._line(axes, self.series[self.lookup.baseline.name], FAINT, width=3.6, shade=0.3)
            self._line(axes, self.series[scenario.name], BLUE, width=1.5, shade=0.25)
            self._targets(axes)
            label = fitted(wording.scenario_label(scenario), width, SIZE, bold=True)
            picture.write(x, y - 0.29, label, weight="bold", size=SIZE)
            picture.write(x, y - 0.11, self._by_target(scenario), size=SMALL, color=BLUE)
        return picture

    def _by_target(self, scenario: Scenario) -> str:
        mean = wording.number(round(self.lookup.mean(scenario, self.headline.kpi)))
        return f"{mean} by {wording.short_date(self.lookup.as_at)}"

    # --- what both share -----------------------------------------------------------------------------------------------

    def _frame(self, axes: Axes, width: float, height: float, labels: bool = True) -> None:
        hopes = sorted({float(hoped) for _, hoped in self.targets})
        near = 0.16 / height * self.most
        ticks = [tick for tick in ticks_to(self.most, 5 if height > 2 else 4) if tick <= self.most]
        ticks = sorted([*hopes, *(tick for tick in ticks if all(abs(tick - hoped) > near for hoped in hopes))])
        axes.set_ylim(0, self.most)
        axes.set_yticks(ticks, [wording.number(tick) for tick in ticks] if labels else [""] * len(ticks))
        for tick, text in zip(ticks, axes.get_yticklabels(), strict=True):
            if tick in hopes:
                text.set_color(INK)
                text.set_fontweight("bold")
        grid(axes, "y")
        self.time.draw(axes, width)

    def _line(self, axes: Axes, series: Series, colour: str, *, width: float, shade: float) -> None:
        dates = self.time.positions(series)
        if len(series.values) > 1:
            axes.fill_between(dates, *series.ends, color=colour, alpha=shade, linewidth=0)
        axes.plot(dates, series.mean, color=colour, linewidth=width, solid_capstyle="round")

    def _targets(self, axes: Axes) -> None:
        for target, hoped in self.targets:
            date = self.time.position(target.date)
            axes.plot([date, date], [0, hoped], color=INK, linewidth=0.9, linestyle=(0, (1, 2.5)), zorder=1.5)
            axes.plot(
                [date], [hoped], marker="D", markersize=5, color=INK, markerfacecolor="none", clip_on=False, zorder=3
            )
        for hoped in dict.fromkeys(hoped for _, hoped in self.targets):
            axes.axhline(hoped, color=INK, linewidth=0.9, linestyle=(0, (5, 3)), zorder=1.5)

    def _note(self) -> str:
        lookup, several = self.lookup, len(self.series) > 1
        sentences = []
        if len(self.series) > TOGETHER:
            sentences.append(f"Blue: each scenario. Grey: {wording.scenario_label(lookup.baseline)}, the baseline.")
        line = "Lines: the mean of" if several else "Line: the mean of"
        if lookup.runs > 1:
            sentences.append(f"{line} {lookup.followed} runs; shaded: {shaded(lookup)}.")
        else:
            sentences.append("One run only, so the range that chance gives cannot be shown.")
        if self.targets:
            hopes: dict[int, list[str]] = {}
            for target, hoped in self.targets:
                hopes.setdefault(hoped, []).append(wording.short_date(target.date))
            by_date = [f"{wording.number(hoped)} by {wording.listed(dates)}" for hoped, dates in hopes.items()]
            sentences.append(f"Dashed, with diamonds: what is hoped for, {'; '.join(by_date)}.")
        return " ".join(sentences)

    def _alt(self) -> str:
        lookup, headline = self.lookup, self.headline
        hoped = "".join(
            f" Hoped for: {wording.number(number)} by {wording.date(target.date)}." for target, number in self.targets
        )
        texts = []
        for scenario in lookup.scenarios:
            if scenario.name in self.series:
                row = lookup.row(scenario, headline.kpi)
                nine = f" ({wording.span(row.q05, row.q95, 0)} in nine runs in ten)" if lookup.has_nine_in_ten else ""
                texts.append(f"{wording.scenario_label(scenario)} {wording.number(round(row.mean))}{nine}")
        return f"Line chart of {headline.noun} over time.{hoped} By {until(lookup)}: {'; '.join(texts)}."


def spread(wanted: list[float], heights: list[float], most: float) -> list[float]:
    """Where labels stand, as near to where they should be as they can without overlap (their middles, inches from below).

    Parameters
    ----------
    wanted
        Where each label's middle should be.
    heights
        How much room each needs.
    most
        The upper end; labels are pushed down from there.
    """
    order = sorted(range(len(wanted)), key=lambda label: -wanted[label])
    middles, above = [0.0] * len(wanted), math.inf
    for label in order:
        middles[label] = min(wanted[label], above - heights[label] / 2, most + 0.1)
        above = middles[label] - heights[label] / 2
    floor = -0.1
    for label in reversed(order):
        middles[label] = max(middles[label], floor + heights[label] / 2)
        floor = middles[label] + heights[label] / 2
    return middles
