"""`ipc show kpis`: what is measured, in which unit, and what it means."""

from __future__ import annotations

from ...measures import DAYS, Kpi, every_kpi
from ...model import Fault, ScenarioError
from ...model.errors import nearest

DIRECTIONS = {"up": "more is better", "down": "less is better"}
NO_DIRECTION = "neither way is better"


def show_kpis(words: list[str]) -> None:
    """Print every KPI, or those in whose name, unit or meaning all of the words stand."""
    kpis = every_kpi()
    matching = [kpi for kpi in kpis.values() if all(word.casefold() in _searched_text(kpi) for word in words)]
    if not matching:
        allowed = f"{nearest(words[0], kpis)}words in the name, the unit or the meaning of a KPI"
        raise ScenarioError([Fault(path="show kpis", found=" ".join(words), allowed=allowed)])
    for kpi in matching:
        print(f"{kpi.name}  [{kpi.unit}; {DIRECTIONS.get(kpi.direction, NO_DIRECTION)}]\n    {kpi.definition}")
        print(f"    Looks at: {DAYS[kpi.looks_at]}.\n    Evidence: {kpi.evidence}")


def _searched_text(kpi: Kpi) -> str:
    return f"{kpi.name} {kpi.name.replace('_', ' ')} {kpi.unit} {kpi.definition}".casefold()
