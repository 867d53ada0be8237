"""Plans and live budgets over time, against what is hoped for."""

from __future__ import annotations

import math
from dataclasses import dataclass

from matplotlib.axes import Axes

from ...experiments import Results
from ...model import Scenario, Target
from .. import wording
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
from .lookup import Lookup, Series
from .registry import figure
from .timeline import Timeline

TOGETHER = 3  #: so many scenarios share one panel; more get a panel each


@dataclass(frozen=True, kw_only=True)
class Story:
    """What is counted: the KPI, its noun, and the field of a target."""

    kpi: str
    noun: str
    field: str
    done: str

    def hoped(self, target: Target) -> int | None:
        """The number hoped for by a target's date."""
        value: int | None = getattr(target, self.field)
        return value

    def at_start(self, scenario: Scenario) -> float:
        """The number on the first day."""
        return float(getattr(scenario, self.done))


PLANS = Story(kpi="plans_completed", noun="plans", field="plans", done="plans_done")
BUDGETS = Story(kpi="budgets_live", noun="live budgets", field="budgets", done="budgets_done")


@figure("plans_over_time", title="Care plans completed, over time")
def plans_over_time(results: Results) -> Picture | None:
    """Plans completed against the target."""
    return Chart(Lookup(results), PLANS).picture()


@figure("budgets_over_time", title="Budgets live, over time")
def budgets_over_time(results: Results) -> Picture | None:
    """Budgets live against the target."""
    return Chart(Lookup(results), BUDGETS).picture()


class Chart:
    """One KPI over time: all scenarios in one panel if they are few, else a panel each with the baseline in grey."""

    def __init__(self, lookup: Lookup, story: Story) -> None:
        self.lookup, self.story, self.time = lookup, story, Timeline(lookup)
        found = {one.name: lookup.series(one, story.kpi, story.at_start(one)) for one in lookup.scenarios}
        self.series: dict[str, Series] = {name: series for name, series in found.items() if series is not None}
        self.targets = [(t, hoped) for t in lookup.baseline.targets if (hoped := story.hoped(t)) is not None]
        highest = [float(series.values.max()) for series in self.series.values()]
        self.most = 1.04 * max([*highest, *(float(hoped) for _, hoped in self.targets), 1.0])

    def picture(self) -> Picture | None:
        """The figure, or None where nothing is ever counted."""
        if not any(series.values.any() for series in self.series.values()):
            return None
        return self._together() if len(self.series) <= TOGETHER else self._apart()

    # --- one panel -----------------------------------------------------------------------------------------------------

    def _together(self) -> Picture:
        scenarios = [one for one in self.lookup.scenarios if one.name in self.series]
        colours = SCENARIOS if len(scenarios) > 1 else (BLUE,)
        labels = {one.name: self._end_label(one) for one in scenarios}
        room = max(text_width(label, SMALL) for label in labels.values()) + 0.19
        picture = Picture(3.8, alt=self._alt(), note=self._note())
        picture.write(MARGIN, 0.1, self.story.noun, size=SMALL, color=MUTED)
        left, width, height = 0.62, WIDTH - 0.62 - MARGIN - room, 3.0
        axes = picture.place(left, 0.3, width, height)
        self._frame(axes, width, height)
        for one, colour in zip(scenarios, colours, strict=False):
            self._line(axes, self.series[one.name], colour, width=2.0, shade=0.22)
        self._targets(axes)
        ends = [float(self.series[one.name].mean[-1]) for one in scenarios]
        heights = [0.17 * (labels[one.name].count("\n") + 1) + 0.08 for one in scenarios]
        places = spread([end / axes.get_ylim()[1] * height for end in ends], heights, height)
        for one, place, colour in zip(scenarios, places, colours, strict=False):
            dark = MUTED if colour == GREY else colour
            picture.write(
                left + width + 0.12, 0.3 + height - place, labels[one.name], size=SMALL, color=dark, linespacing=1.25
            )
        return picture

    def _end_label(self, scenario: Scenario) -> str:
        last = wording.number(round(float(self.series[scenario.name].mean[-1])))
        said = [wrapped(wording.scenario_label(scenario), 1.75, SMALL), self._by_target(scenario)]
        later = self.lookup.target is not None and (self.lookup.end - self.lookup.as_at).days > 31
        return "\n".join([*said, f"{last} at the end"] if later else said)

    # --- small multiples -----------------------------------------------------------------------------------------------

    def _apart(self) -> Picture:
        others = [one for one in self.lookup.others if one.name in self.series]
        columns = 3 if len(others) > 4 else 2
        rows = -(-len(others) // columns)
        left, gap, head, height = 0.55, 0.22, 0.42, 1.12
        width = (WIDTH - left - MARGIN - gap * (columns - 1)) / columns
        foot = self.time.depth(width)
        picture = Picture(rows * (head + height + foot) + 0.1, alt=self._alt(), note=self._note())
        for place, scenario in enumerate(others):
            row, column = divmod(place, columns)
            x, y = left + column * (width + gap), row * (head + height + foot) + head
            axes = picture.place(x, y, width, height)
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
        mean = wording.number(round(self.lookup.mean(scenario, self.story.kpi)))
        return f"{mean} by {wording.short_date(self.lookup.as_at)}"

    # --- what both share -----------------------------------------------------------------------------------------------

    def _frame(self, axes: Axes, width: float, height: float, labels: bool = True) -> None:
        hopes = sorted({float(hoped) for _, hoped in self.targets})
        near = 0.16 / height * self.most
        ticks = [t for t in ticks_to(self.most, 5 if height > 2 else 4) if t <= self.most]
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
        places = self.time.places(series)
        if len(series.values) > 1:
            axes.fill_between(places, *series.ends, color=colour, alpha=shade, linewidth=0)
        axes.plot(places, series.mean, color=colour, linewidth=width, solid_capstyle="round")

    def _targets(self, axes: Axes) -> None:
        for target, hoped in self.targets:
            place = self.time.at(target.date)
            axes.plot([place, place], [0, hoped], color=INK, linewidth=0.9, linestyle=(0, (1, 2.5)), zorder=1.5)
            axes.plot(
                [place], [hoped], marker="D", markersize=5, color=INK, markerfacecolor="none", clip_on=False, zorder=3
            )
        for hoped in dict.fromkeys(hoped for _, hoped in self.targets):
            axes.axhline(hoped, color=INK, linewidth=0.9, linestyle=(0, (5, 3)), zorder=1.5)

    def _note(self) -> str:
        lookup, several = self.lookup, len(self.series) > 1
        parts = []
        if len(self.series) > TOGETHER:
            parts.append(f"Blue: each scenario. Grey: {wording.scenario_label(lookup.baseline)}, the baseline.")
        line = "Lines: the mean of" if several else "Line: the mean of"
        if lookup.runs > 1:
            parts.append(f"{line} {lookup.followed} runs; shaded: {lookup.shaded}.")
        else:
            parts.append("One run only, so the range that luck gives cannot be shown.")
        if self.targets:
            hopes: dict[int, list[str]] = {}
            for target, hoped in self.targets:
                hopes.setdefault(hoped, []).append(wording.short_date(target.date))
            said = [f"{wording.number(hoped)} by {wording.listed(dates)}" for hoped, dates in hopes.items()]
            parts.append(f"Dashed, with diamonds: what is hoped for, {'; '.join(said)}.")
        return " ".join(parts)

    def _alt(self) -> str:
        lookup, noun = self.lookup, self.story.noun
        hoped = "".join(f" Hoped for: {wording.number(h)} by {wording.date(t.date)}." for t, h in self.targets)
        each = []
        for one in lookup.scenarios:
            if one.name in self.series:
                row = lookup.row(one, self.story.kpi)
                spread_ = (
                    f" ({wording.span(row.q05, row.q95, 0)} in nine runs in ten)" if lookup.has_nine_in_ten else ""
                )
                each.append(f"{wording.scenario_label(one)} {wording.number(round(row.mean))}{spread_}")
        return f"Line chart of {noun} over time.{hoped} By {lookup.until}: {'; '.join(each)}."


def spread(wanted: list[float], heights: list[float], most: float) -> list[float]:
    """Places for labels, as near to the wanted ones as they can be without overlap (inches from below).

    Parameters
    ----------
    wanted
        Where each label's middle should be.
    heights
        How much room each needs.
    most
        The upper end; labels are pushed down from there.
    """
    order = sorted(range(len(wanted)), key=lambda at: -wanted[at])
    places, above = [0.0] * len(wanted), math.inf
    for at in order:
        places[at] = min(wanted[at], above - heights[at] / 2, most + 0.1)
        above = places[at] - heights[at] / 2
    floor = -0.1
    for at in reversed(order):
        places[at] = max(places[at], floor + heights[at] / 2)
        floor = places[at] + heights[at] / 2
    return places
