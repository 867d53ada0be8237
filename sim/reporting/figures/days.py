"""Where the days go: mean days a person by cause."""

from __future__ import annotations

from ...experiments import Results
from .. import wording
from .canvas import MARGIN, SIZE, SMALL, WIDTH, Picture, grid, key_rows, readable_on, text_width, ticks_to, wrapped
from .lookup import Lookup
from .registry import figure

#: A colour a cause: a family shares a hue, and members of it differ in lightness, so that they differ without colour too.
COLOURS = {
    "offers_paused": "#f2b48c",
    "caseload_full": "#d55e00",
    "team_busy": "#0072b2",
    "team_off": "#7db9e0",
    "work": "#46535e",
    "between_appointments": "#a4afb8",
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
OTHER, TINY = "other", 0.01  #: causes below this share of the longest bar in every scenario are put together
ROW = 0.42  #: inches


def causes_of(lookup: Lookup, kpi: str) -> list[str]:
    """The causes of a KPI that any scenario has days of, in the order of the story."""
    found = {
        cause
        for one in lookup.scenarios
        for cause in lookup.items(one, kpi)
        if lookup.amount(one, f"{kpi}.{cause}") > 0
    }
    order = [*(cause for cause in wording.CAUSES if cause in found), *sorted(found - {*wording.CAUSES, "total"})]
    return [cause for cause in order if cause != "total"]


def shares(lookup: Lookup, kpi: str) -> tuple[list[str], dict[str, list[float]]]:
    """The causes to show, and each scenario's mean days by them; tiny ones are put together as the last."""
    causes = causes_of(lookup, kpi)
    days = {one.name: [lookup.amount(one, f"{kpi}.{cause}") for cause in causes] for one in lookup.scenarios}
    longest = max((sum(values) for values in days.values()), default=0.0)
    tiny = {at for at in range(len(causes)) if max(values[at] for values in days.values()) < TINY * longest}
    if len(tiny) < 2:
        return causes, days
    kept = [at for at in range(len(causes)) if at not in tiny]
    grouped = {name: [*(v[at] for at in kept), sum(v[at] for at in tiny)] for name, v in days.items()}
    return [*(causes[at] for at in kept), OTHER], grouped


@figure("days_by_cause", title="Where the days go")
def days_by_cause(results: Results) -> Picture | None:
    """Mean days by cause: for those who asked for a budget, or for everyone where nobody can ask."""
    lookup = Lookup(results)
    kpi = "budget_days" if lookup.has("budget_days.total") else "days"
    causes, days = shares(lookup, kpi)
    if not causes:
        return None
    colours = _colours(causes)
    scenarios = [one for one in lookup.scenarios if sum(days[one.name]) > 0]
    labels = [wrapped(wording.scenario_label(one), 2.0) for one in scenarios]
    left = MARGIN + max(text_width(label) for label in labels) + 0.12
    entries = [(wording.cause(cause), colours[cause]) for cause in causes]
    key = 0.21 * len(key_rows(entries, WIDTH - 2 * MARGIN)) + 0.15
    width, height = WIDTH - left - 0.75, ROW * len(scenarios)
    picture = Picture(key + height + 0.6, alt=_alt(lookup, kpi, causes, days), note=_note(kpi))
    picture.key(MARGIN, 0.12, entries, WIDTH - 2 * MARGIN)
    axes = picture.place(left, key, width, height)
    most = max(sum(days[one.name]) for one in scenarios)
    axes.set_xlim(0, most)
    axes.set_ylim(len(scenarios), 0)
    axes.set_yticks([])
    ticks = [tick for tick in ticks_to(most, 5, whole=most > 5) if tick <= most]
    axes.set_xticks(ticks, [wording.number(tick) for tick in ticks])
    axes.set_xlabel("mean days a person", fontsize=SMALL)
    grid(axes, "x")
    for row, one in enumerate(scenarios):
        picture.write(left - 0.1, key + ROW * (row + 0.5), labels[row], ha="right", linespacing=1.1)
        at = 0.0
        for cause, value in zip(causes, days[one.name], strict=True):
            axes.barh(row + 0.5, value, 0.66, left=at, color=colours[cause], edgecolor="#fefefe", linewidth=0.6)
            said = wording.number(value, _places(most))
            if value / most * width > text_width(said, SMALL) + 0.08:
                colour = readable_on(colours[cause])
                axes.text(at + value / 2, row + 0.5, said, ha="center", va="center", fontsize=SMALL, color=colour)
            at += value
        picture.write(
            left + at / most * width + 0.07,
            key + ROW * (row + 0.5),
            wording.number(at, _places(most)),
            weight="bold",
            size=SIZE,
        )
    return picture


def _places(most: float) -> int | None:
    return 0 if most >= 50 else 2 if most < 10 else None


def _colours(causes: list[str]) -> dict[str, str]:
    unknown = [cause for cause in causes if cause not in COLOURS and cause != OTHER]
    spare = {cause: SPARE[at % len(SPARE)] for at, cause in enumerate(unknown)}
    return {**COLOURS, **spare, OTHER: "#eceff1"}


def _note(kpi: str) -> str:
    who = (
        "Of people who asked for a budget: mean days from being found to the budget"
        if kpi == "budget_days"
        else "Mean days of everyone found"
    )
    ends = (
        " being live, going out, or the end of the simulation"
        if kpi == "budget_days"
        else " until they go out, or the end of the simulation"
    )
    only = (
        " It speaks only of those who came as far as asking: who gave up or left before is not in it."
        if kpi == "budget_days"
        else ""
    )
    return f"{who}{ends}, by what they were spent on.{only}"


def _alt(lookup: Lookup, kpi: str, causes: list[str], days: dict[str, list[float]]) -> str:
    each = []
    for one in lookup.scenarios:
        ranked = sorted(zip(days[one.name], causes, strict=True), reverse=True)[:3]
        said = wording.listed(
            [f"{wording.cause(cause)} {wording.number(value)}" for value, cause in ranked if value > 0]
        )
        each.append(f"{wording.scenario_label(one)}: {wording.number(sum(days[one.name]))} days, most of them {said}")
    return f"Stacked bars of mean days a person by cause. {'. '.join(each)}."
