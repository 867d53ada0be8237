"""Where the days go: mean days a person by cause."""

from __future__ import annotations

from ...experiments import Results
from ...experiments.analysis import waits
from ...experiments.analysis.lookup import Lookup
from .. import wording
from ..labels import causes_of
from .canvas import MARGIN, SIZE, SMALL, WIDTH, Picture, grid, key_rows, readable_on, text_width, ticks_to, wrapped
from .registry import figure

#: A colour a cause: a family shares a hue, and members of it differ in lightness, so that they differ without colour too.
COLOURS = {
    "offers_paused": "#f2b48c",
    "caseload_full": "#d55e00",
    "team_busy": "#0072b2",
    "team_off": "#7db9e0",
    "work": "#46535e",
    "between_appointments": "#a4afb8",
    "being_assessed": "#7c8a97",
    "choosing_deployment": "#d3d9de",
    "next_meeting": "#d18bb5",
    "meeting_full": "#873a6e",
    "revising_after_deferral": "#ecc9de",
    "money_absent": "#ecd333",
    "money_not_yet_released": "#9a8500",
    "payment_processing": "#009e73",
    "finding_a_provider": "#93d6c1",
    "next_payment_run": "#00573f",
}
SPARE = ("#5b4a9c", "#b9aee0", "#7a4b2a", "#d0b49c")  #: for causes that a pathway names itself
ROW = 0.42  #: inches


@figure("days_by_cause", title="Where the days go", section="waits", order=1)
def days_by_cause(results: Results) -> Picture | None:
    """Mean days by cause: for those who asked for a budget, or for everyone where nobody can ask."""
    lookup = Lookup(results)
    kpi = waits.days_kpi(lookup)
    causes, days = waits.days_by_cause(lookup, kpi, causes_of(lookup, kpi))
    if not causes:
        return None
    colours = _colours(causes)
    scenarios = [scenario for scenario in lookup.scenarios if sum(days[scenario.name]) > 0]
    labels = [wrapped(wording.scenario_label(scenario), 2.0) for scenario in scenarios]
    left = MARGIN + max(text_width(label) for label in labels) + 0.12
    entries = [(wording.cause(cause), colours[cause]) for cause in causes]
    key = 0.21 * len(key_rows(entries, WIDTH - 2 * MARGIN)) + 0.15
    width, height = WIDTH - left - 0.75, ROW * len(scenarios)
    picture = Picture(key + height + 0.6, alt=_alt(lookup, causes, days), note=_note(kpi))
    picture.key(MARGIN, 0.12, entries, WIDTH - 2 * MARGIN)
    axes = picture.axes_at(left, key, width, height)
    most = max(sum(days[scenario.name]) for scenario in scenarios)
    axes.set_xlim(0, most)
    axes.set_ylim(len(scenarios), 0)
    axes.set_yticks([])
    ticks = [tick for tick in ticks_to(most, 5, whole=most > 5) if tick <= most]
    axes.set_xticks(ticks, [wording.number(tick) for tick in ticks])
    axes.set_xlabel("mean days a person", fontsize=SMALL)
    grid(axes, "x")
    for row, scenario in enumerate(scenarios):
        y, start = key + ROW * (row + 0.5), 0.0
        picture.write(left - 0.1, y, labels[row], ha="right", linespacing=1.1)
        for cause, value in zip(causes, days[scenario.name], strict=True):
            axes.barh(row + 0.5, value, 0.66, left=start, color=colours[cause], edgecolor="#fefefe", linewidth=0.6)
            text = wording.number(value, _decimals(most))
            if value / most * width > text_width(text, SMALL) + 0.08:
                colour = readable_on(colours[cause])
                axes.text(start + value / 2, row + 0.5, text, ha="center", va="center", fontsize=SMALL, color=colour)
            start += value
        total_text = wording.number(start, _decimals(most))
        picture.write(left + start / most * width + 0.07, y, total_text, weight="bold", size=SIZE)
    return picture


def _decimals(most: float) -> int | None:
    """How many decimals days have, by the longest bar."""
    return 0 if most >= 50 else 2 if most < 10 else None


def _colours(causes: list[str]) -> dict[str, str]:
    unknown = [cause for cause in causes if cause not in COLOURS and cause != waits.OTHER]
    spare = {cause: SPARE[index % len(SPARE)] for index, cause in enumerate(unknown)}
    return {**COLOURS, **spare, waits.OTHER: "#eceff1"}


def _note(kpi: str) -> str:
    if kpi == "budget_days":
        return (
            "Of people who asked for a budget: mean days from being identified to the budget being live, going out, or the end "
            "of the simulation, by what they were spent on. It speaks only of those who came as far as asking: who gave up or "
            "left before is not in it."
        )
    return (
        "Mean days of everyone identified until they go out, or the end of the simulation, by what they were spent on."
    )


def _alt(lookup: Lookup, causes: list[str], days: dict[str, list[float]]) -> str:
    texts = []
    for scenario in lookup.scenarios:
        values = days[scenario.name]
        most = [
            f"{wording.cause(cause)} {wording.number(value)}"
            for cause, value in waits.largest(dict(zip(causes, values, strict=True)), 3)
        ]
        total_text = wording.number(sum(values))
        texts.append(f"{wording.scenario_label(scenario)}: {total_text} days, most of them {wording.listed(most)}")
    return f"Stacked bars of mean days a person by cause. {'. '.join(texts)}."
