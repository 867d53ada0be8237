"""What became of people's goals."""

from __future__ import annotations

from ...experiments import Results
from .. import wording
from .canvas import Picture
from .lookup import Lookup
from .registry import figure
from .stacked import stacked

#: What can become of a goal, from best to worst, with a colour each.
GOALS = {
    "achieved": ("Achieved", "#00866a"),
    "pending": ("Pending", "#c3cad0"),
    "unfunded": ("Left out by a cap", "#d98200"),
    "unsourced": ("Nobody to provide", "#9a8500"),
    "refused": ("Refused", "#7a2e4f"),
    "lost": ("Lost: the person gave up, died or moved away", "#6b7680"),
}


@figure("goals", title="What became of 100 goals")
def goals(results: Results) -> Picture | None:
    """Of 100 goals set: achieved, pending, left out, refused or lost, by scenario."""
    lookup = Lookup(results)
    told = [one for one in lookup.scenarios if lookup.amount(one, "goals_set") > 0]
    if not told:
        return None
    shares = {
        one.name: {name: 100 * lookup.amount(one, f"goals_{name}") / lookup.amount(one, "goals_set") for name in GOALS}
        for one in told
    }
    parts = {name: part for name, part in GOALS.items() if any(each[name] >= 0.05 for each in shares.values())}
    each = [
        f"{wording.scenario_label(one)}: "
        + ", ".join(f"{word.lower()} {wording.number(shares[one.name][name])}" for name, (word, _) in parts.items())
        for one in told
    ]
    return stacked(
        told,
        shares,
        parts,
        of="goals",
        alt=f"Stacked bars: of every 100 goals, how many came to what. {'. '.join(each)}.",
        note=f"Of the goals in the plans completed since the start: what had become of them by {lookup.until}.",
    )
