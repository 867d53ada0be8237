"""Where people are: how far they got, and what became of them."""

from __future__ import annotations

import math

from ...experiments import Results
from ...experiments.analysis.lookup import Lookup
from ...experiments.analysis.people import Step, fates, per_100, per_100_of_first, progress, visible
from ...model import Scenario
from .. import wording
from ..labels import FATES, STEPS, fate_label, fates_in_order, until
from .canvas import BLUE, GREY, MARGIN, SMALL, WIDTH, Picture, text_width
from .registry import figure
from .stacked import stacked

COLOURS = {
    "live": "#00866a",
    "plan_without_budget": "#0072b2",
    "needs_met": "#7db9e0",
    "inside": "#c3cad0",
    "declined": "#ecd08a",
    "gave_up": "#c8501e",
    "refused": "#7a2e4f",
    "not_eligible": "#b77f9b",
    "left": "#6b7680",
}
SPARE = ("#9a8500", "#b9aee0", "#d0b49c", "#5b4a9c")  #: for the other exits of a pathway


@figure("how_far", title="How far people get", section="lost", order=1)
def how_far(results: Results) -> Picture | None:
    """Identified, took up the offer, have a plan, asked, received: of the baseline and, of many, the best on plans."""
    lookup = Lookup(results)
    if not lookup.has("plans_completed"):
        return None
    shown = lookup.leading()
    steps = {scenario.name: progress(lookup, scenario) for scenario in shown}
    rows = steps[shown[0].name]
    colours = [GREY, BLUE] if len(shown) > 1 else [BLUE]
    left = MARGIN + max(text_width(STEPS[step.name]) for step in rows) + 0.12
    bar, pad = 0.24, 0.2
    height = bar * len(shown) + pad
    entries = [(wording.scenario_label(scenario), colour) for scenario, colour in zip(shown, colours, strict=True)]
    top = 0.34 if len(shown) > 1 else 0.02
    width = WIDTH - left - 2.35
    picture = Picture(
        top + height * len(rows) + 0.1, alt=_alt_how_far(lookup, steps), note=_note_how_far(lookup, shown)
    )
    if len(shown) > 1:
        picture.key(MARGIN, 0.12, entries)
    axes = picture.axes_at(left, top, width, height * len(rows))
    most = max(step.count for of_scenario in steps.values() for step in of_scenario)
    axes.set_xlim(0, most)
    axes.set_ylim(height * len(rows), 0)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    shares = {name: per_100_of_first(of_scenario) for name, of_scenario in steps.items()}
    for row, first in enumerate(rows):
        picture.write(left - 0.1, top + height * (row + 0.5), STEPS[first.name], ha="right")
        for turn, scenario in enumerate(shown):
            step, share = steps[scenario.name][row], shares[scenario.name][row]
            middle = height * row + pad / 2 + bar * (turn + 0.5)
            axes.barh(middle, step.count, bar * 0.86, color=colours[turn])
            of_100 = f"  ({wording.number(share)} per 100 identified)" if row and not math.isnan(share) else ""
            text = f"{wording.number(round(step.count))}{of_100}"
            picture.write(left + step.count / most * width + 0.07, top + middle, text, size=SMALL)
    return picture


def _note_how_far(lookup: Lookup, shown: list[Scenario]) -> str:
    inside = max(
        sum(entry.count for entry in scenario.inside if not scenario.pathway.is_behind("plan", entry.stage))
        for scenario in shown
    )
    text = f"People since the start, by {until(lookup)}: means over the runs."
    if lookup.runs == 1:
        text = f"People since the start, by {until(lookup)}, in one run."
    return (
        f"{text} From plans on, the {inside} people who were on their way at the start are counted too."
        if inside
        else text
    )


def _alt_how_far(lookup: Lookup, steps: dict[str, list[Step]]) -> str:
    labels = {scenario.name: wording.scenario_label(scenario) for scenario in lookup.scenarios}
    texts = [
        f"{labels[name]}: "
        + ", ".join(f"{STEPS[step.name].lower()} {wording.number(round(step.count))}" for step in of_scenario)
        for name, of_scenario in steps.items()
    ]
    return f"Bars of how far people got. {'. '.join(texts)}."


@figure("what_became", title="What became of 100 people", section="lost", order=2)
def what_became(results: Results) -> Picture | None:
    """Of 100 people identified, or inside at the start: where they are by the end of the last target date, by scenario."""
    lookup = Lookup(results)
    if not lookup.has("plans_completed"):
        return None
    shares = {scenario.name: per_100(fates(lookup, scenario)) for scenario in lookup.scenarios}
    order = fates_in_order(visible(shares.values()))
    colours = _colours(order)
    return stacked(
        lookup.scenarios,
        shares,
        {name: (fate_label(lookup, name), colours[name]) for name in order},
        of="people",
        alt=_alt_what_became(lookup, shares, order),
        note=f"Of everyone identified since the start or inside at the start: where they are by {until(lookup)}.",
    )


def _colours(order: list[str]) -> dict[str, str]:
    others = [name for name in order if name not in FATES]
    return {**COLOURS, **{name: SPARE[index % len(SPARE)] for index, name in enumerate(others)}}


def _alt_what_became(lookup: Lookup, shares: dict[str, dict[str, float]], order: list[str]) -> str:
    texts = []
    for scenario in lookup.scenarios:
        amounts = ", ".join(
            f"{fate_label(lookup, name).lower()} {wording.number(shares[scenario.name].get(name, 0.0))}"
            for name in order
        )
        texts.append(f"{wording.scenario_label(scenario)}: {amounts}")
    return f"Stacked bars: of every 100 people, how many are where. {'. '.join(texts)}."
