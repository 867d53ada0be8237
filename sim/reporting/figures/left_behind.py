"""Who is left behind: of those identified, how many get how far, by cohort and by level of activation."""

from __future__ import annotations

from ...experiments import Results
from ...experiments.analysis.groups import goals_achieved, groups_of, per_100_identified, with_numbers
from ...experiments.analysis.lookup import Lookup
from ...measures import ACTIVATION
from ...model import Scenario
from .. import wording
from ..labels import ACHIEVED, OF_IDENTIFIED, REACHED, at_start, named_amounts, until
from .canvas import Picture
from .reach import columns_of_bars
from .registry import figure


@figure("who_is_left_behind", title="Who is left behind", section="reach", order=2)
def who_is_left_behind(results: Results) -> Picture | None:
    """Of 100 people identified, how many got how far; of 100 goals, how many were achieved: by cohort and activation."""
    lookup = Lookup(results)
    groups = groups_of(lookup)
    if not groups or not lookup.has("plans_completed"):
        return None
    shown = lookup.leading()
    columns = {
        REACHED[kpi]: {
            (scenario.name, group): per_100_identified(lookup, scenario, kpi, group)
            for scenario in shown
            for group in groups
        }
        for kpi in with_numbers(lookup, shown, OF_IDENTIFIED, groups)
    }
    if lookup.has("goals_achieved"):
        columns[ACHIEVED] = {
            (scenario.name, group): goals_achieved(lookup, scenario, group) for scenario in shown for group in groups
        }
    if not columns:
        return None
    levels = [name for name in groups if name.startswith(f"{ACTIVATION}.")]
    rows = {name: wording.group_label(lookup.baseline, name) for name in groups}
    breaks = tuple(levels[:1]) if len(levels) < len(groups) else ()
    return columns_of_bars(shown, rows, columns, alt=_alt(shown, rows, columns), note=_note(lookup), breaks=breaks)


def _note(lookup: Lookup) -> str:
    note = f"Per 100 people identified since the start, by {until(lookup)}"
    if lookup.has("goals_achieved"):
        note += "; goals achieved are per 100 goals set"
    note += ". Each column has its own scale."
    if any(scenario.inside for scenario in lookup.scenarios):
        note += " Plans and what follows include those of people who were inside at the start."
    return note + at_start(lookup)


def _alt(shown: list[Scenario], rows: dict[str, str], columns: dict[str, dict[tuple[str, str], float]]) -> str:
    texts = []
    for scenario in shown:
        for name, label in rows.items():
            amounts = named_amounts({head: values[scenario.name, name] for head, values in columns.items()})
            texts.append(f"{wording.scenario_label(scenario)}, {label}: {amounts}")
    return f"Bars per 100 people identified, by group. {'. '.join(texts)}."
