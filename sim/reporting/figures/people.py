"""Where people are: how far they got, and what became of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ...experiments import Results
from ...model import Scenario
from .. import wording
from .canvas import BLUE, GREY, MARGIN, SMALL, WIDTH, Picture, text_width
from .lookup import Lookup
from .registry import figure
from .stacked import stacked

#: What can become of a person, from best to worst, with a colour each; other exits of a pathway come after these.
FATES = {
    "live": ("Budget live", "#00866a"),
    "plan_without_budget": ("Has a plan, wants no budget", "#0072b2"),
    "needs_met": ("Needs met without a plan", "#7db9e0"),
    "inside": ("Still in the pathway", "#c3cad0"),
    "declined": ("Declined the offer", "#ecd08a"),
    "gave_up": ("Gave up waiting", "#c8501e"),
    "refused": ("Budget refused", "#7a2e4f"),
    "left": ("Died or moved away", "#6b7680"),
}
SPARE = ("#9a8500", "#b9aee0", "#d0b49c", "#5b4a9c")


@dataclass(frozen=True, kw_only=True)
class Step:
    """How far people got: a word, and how many of them did."""

    name: str
    label: str
    count: float


def steps(lookup: Lookup, scenario: Scenario) -> list[Step]:
    """How many were found, accepted, got a plan, asked, and received a budget; without those of before the start."""
    counts = [
        ("found", "Found", lookup.mean(scenario, "found")),
        ("accepted", "Took up the offer", lookup.mean(scenario, "accepted")),
        ("plan", "Have a plan", lookup.mean(scenario, "plans_completed") - scenario.plans_done),
        ("asked", "Asked for a budget", lookup.mean(scenario, "asked")),
        ("live", "Received a budget", lookup.mean(scenario, "budgets_received") - scenario.budgets_done),
    ]
    return [Step(name=name, label=label, count=count) for name, label, count in counts if not math.isnan(count)]


def fates(lookup: Lookup, scenario: Scenario) -> dict[str, float]:
    """What became of everyone found or inside at the start, by the end of the last target date: people by fate."""
    exits = {name: lookup.amount(scenario, f"exits.{name}") for name in lookup.items(scenario, "exits")}
    live = max(0.0, lookup.amount(scenario, "budgets_live") - scenario.budgets_done)
    everyone = lookup.amount(scenario, "found") + sum(inside.count for inside in scenario.inside)
    return {"live": live, "inside": max(0.0, everyone - live - sum(exits.values())), **exits}


@figure("how_far", title="How far people get")
def how_far(results: Results) -> Picture | None:
    """Found, took up the offer, have a plan, asked, received: of the baseline and, if there are many, the best on plans."""
    lookup = Lookup(results)
    if not lookup.has("plans_completed"):
        return None
    shown = lookup.leading()
    of = {one.name: steps(lookup, one) for one in shown}
    rows = of[shown[0].name]
    colours = [GREY, BLUE] if len(shown) > 1 else [BLUE]
    left = MARGIN + max(text_width(step.label) for step in rows) + 0.12
    bar, pad = 0.24, 0.2
    row = bar * len(shown) + pad
    entries = [(wording.scenario_label(one), colour) for one, colour in zip(shown, colours, strict=True)]
    top = 0.34 if len(shown) > 1 else 0.02
    width = WIDTH - left - 2.05
    picture = Picture(top + row * len(rows) + 0.1, alt=_alt_how_far(lookup, of), note=_note_how_far(lookup, shown))
    if len(shown) > 1:
        picture.key(MARGIN, 0.12, entries)
    axes = picture.place(left, top, width, row * len(rows))
    most = max(step.count for each in of.values() for step in each)
    axes.set_xlim(0, most)
    axes.set_ylim(row * len(rows), 0)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    for at, step in enumerate(rows):
        picture.write(left - 0.1, top + row * (at + 0.5), step.label, ha="right")
        for turn, one in enumerate(shown):
            each = of[one.name][at]
            middle = row * at + pad / 2 + bar * (turn + 0.5)
            axes.barh(middle, each.count, bar * 0.86, color=colours[turn])
            found = of[one.name][0].count
            share = f"  ({wording.number(100 * each.count / found)} per 100 found)" if at and found else ""
            picture.write(
                left + each.count / most * width + 0.07,
                top + middle,
                f"{wording.number(round(each.count))}{share}",
                size=SMALL,
            )
    return picture


def _note_how_far(lookup: Lookup, shown: list[Scenario]) -> str:
    inside = max(sum(each.count for each in one.inside) for one in shown)
    said = f"People since the start, by {lookup.until}: means over the runs."
    if lookup.runs == 1:
        said = f"People since the start, by {lookup.until}, in one run."
    return (
        f"{said} From plans on, the {inside} people who were inside at the start are counted too." if inside else said
    )


def _alt_how_far(lookup: Lookup, of: dict[str, list[Step]]) -> str:
    labels = {one.name: wording.scenario_label(one) for one in lookup.scenarios}
    each = [
        f"{labels[name]}: " + ", ".join(f"{step.label.lower()} {wording.number(round(step.count))}" for step in those)
        for name, those in of.items()
    ]
    return f"Bars of how far people got. {'. '.join(each)}."


@figure("what_became", title="What became of 100 people")
def what_became(results: Results) -> Picture | None:
    """Of 100 people found, or inside at the start: where they are by the end of the last target date, by scenario."""
    lookup = Lookup(results)
    if not lookup.has("plans_completed"):
        return None
    of = {one.name: fates(lookup, one) for one in lookup.scenarios}
    shares = {name: {k: 100 * v / (sum(each.values()) or 1) for k, v in each.items()} for name, each in of.items()}
    order, colours = _fates_shown(shares)
    return stacked(
        lookup.scenarios,
        shares,
        {name: (_fate(lookup, name), colours[name]) for name in order},
        of="people",
        alt=_alt_what_became(lookup, shares, order),
        note=f"Of everyone found since the start or inside at the start: where they are by {lookup.until}.",
    )


def _fates_shown(shares: dict[str, dict[str, float]]) -> tuple[list[str], dict[str, str]]:
    found = {name for each in shares.values() for name, value in each.items() if value >= 0.05}
    others = sorted(found - set(FATES))
    colours = {name: colour for name, (_, colour) in FATES.items()}
    colours |= {name: SPARE[at % len(SPARE)] for at, name in enumerate(others)}
    return [*(name for name in FATES if name in found), *others], colours


def _fate(lookup: Lookup, name: str) -> str:
    return FATES[name][0] if name in FATES else wording.exit_label(lookup.baseline, name)


def _alt_what_became(lookup: Lookup, shares: dict[str, dict[str, float]], order: list[str]) -> str:
    each = []
    for one in lookup.scenarios:
        parts = [f"{_fate(lookup, name).lower()} {wording.number(shares[one.name].get(name, 0.0))}" for name in order]
        each.append(f"{wording.scenario_label(one)}: {', '.join(parts)}")
    return f"Stacked bars: of every 100 people, how many are where. {'. '.join(each)}."
