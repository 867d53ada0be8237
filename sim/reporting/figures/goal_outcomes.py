"""What became of people's goals."""

from __future__ import annotations

from ...experiments import Results
from ...experiments.analysis.groups import goal_shares, visible_goal_fates
from ...experiments.analysis.lookup import Lookup
from .. import wording
from ..labels import GOAL_FATES, named_amounts, until
from .canvas import Picture
from .registry import figure
from .stacked import stacked

COLOURS = {
    "achieved": "#00866a",
    "pending": "#c3cad0",
    "unfunded": "#d98200",
    "unsourced": "#9a8500",
    "refused": "#7a2e4f",
    "lost": "#6b7680",
}


@figure("goals", title="What became of 100 goals", section="goals", order=1)
def goals(results: Results) -> Picture | None:
    """Of 100 goals set: achieved, pending, left out, refused or lost, by scenario."""
    lookup = Lookup(results)
    shown = [scenario for scenario in lookup.scenarios if lookup.amount(scenario, "goals_set") > 0]
    if not shown:
        return None
    shares = {scenario.name: goal_shares(lookup, scenario) for scenario in shown}
    parts = {fate: (GOAL_FATES[fate], COLOURS[fate]) for fate in visible_goal_fates(shares)}
    texts = [
        f"{wording.scenario_label(scenario)}: "
        + named_amounts({label: shares[scenario.name][fate] for fate, (label, _) in parts.items()})
        for scenario in shown
    ]
    return stacked(
        shown,
        shares,
        parts,
        of="goals",
        alt=f"Stacked bars: of every 100 goals, how many came to what. {'. '.join(texts)}.",
        note=f"Of the goals in the plans completed since the start: what had become of them by {until(lookup)}.",
    )
