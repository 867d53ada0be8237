"""`ipc show`: scenarios, a pathway, KPIs, where a number comes from, and stored results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

from ...config import paths
from ...config.load import load, load_board, take
from ...config.provenance import Entry, origin, register
from ...config.references import at
from ...measures import DAYS, Kpi, every_kpi
from ...model import Fault, ScenarioError
from ...model.errors import nearest, one_of
from ...reporting.mermaid import mermaid
from .levers import show_levers
from .parameters import show_parameters, tell_parameters
from .results import show_results

DEFAULT_SCENARIO = "stockton_scale_up"


def show(words: list[str]) -> None:
    """Print what is asked for."""
    what, rest = (words[0], words[1:]) if words else ("scenarios", [])
    if what not in _SHOWS:
        raise ScenarioError([Fault(path="show", found=what, allowed=one_of(_SHOWS, what))])
    _SHOWS[what](rest)


def _scenarios(_: list[str]) -> None:
    faults = paths.clashes()
    for name in paths.scenario_names():
        try:
            scenario = load(name)
        except ScenarioError as error:
            faults += [replace(fault, path=f"{name}: {fault.path}") for fault in error.faults]
            continue
        print(f"{name:28}  {scenario.label}: {scenario.lever or scenario.description}")
    for name in paths.board_names():
        try:
            board = load_board(name)
        except ScenarioError as error:
            faults += [replace(fault, path=f"board {name}: {fault.path}") for fault in error.faults]
            continue
        print(f"\nBoard set {name} ({board.title}): {', '.join(board.scenarios)}")
    if faults:
        raise ScenarioError(faults)


def _pathway(words: list[str]) -> None:
    given, rest = take(words, ("scenario",))
    name = given.get("scenario") or (rest.pop(0) if rest and "=" not in rest[0] else DEFAULT_SCENARIO)
    print(mermaid(load(name, *rest)), end="")


def _number(words: list[str]) -> None:
    given, rest = take(words, ("scenario",))
    if len(rest) != 1:
        raise ScenarioError(
            [Fault(path="show number", found=" ".join(rest), allowed="one key path, such as pathway.stages.panel.next")]
        )
    name = given.get("scenario", DEFAULT_SCENARIO)
    scenario = load(name)
    known = register()
    found = origin(rest[0], name)
    for (file, line), group in groupby(found, key=lambda entry: (entry.file, entry.line)):
        told = list(group)
        entry = told[0]
        for each in told:
            print(f"{each.path} = {_made_of(each, scenario.mapping)}" if each.value else each.path)
        print(f"    {paths.told_file(file)}, line {line}: {entry.comment or 'no source is given on its line'}")
        for key in entry.ids:
            row = known.get(key)
            if row is None:
                print(f"    {key}: not in the evidence register")
                continue
            band = f", {row['low']} to {row['high']}" if row["low"] and row["high"] else ""
            print(f"    {key}: {row['quantity']}: {row['value'] or '-'}{band} {row['unit']}".rstrip())
            print(f"          {row['source']}{', ' + row['year'] if row['year'] else ''}; {row['strength']}")
    tell_parameters(found, scenario)


def _made_of(entry: Entry, mapping: Mapping[str, Any]) -> str:
    """What stands in a file; for what goes with a lever's strength, after what the lever makes of the scenario's own number."""
    made = at(mapping, entry.path) if len(entry.numbers) > 1 else None
    if made is None:
        return entry.words
    low, high = sorted(map(float, entry.numbers))
    as_there = isinstance(made, int | float) and low <= made <= high
    return f"{made} ({'' if as_there else 'its own number, changed as '}{entry.words})"


def _kpis(words: list[str]) -> None:
    known = every_kpi()
    told = [kpi for kpi in known.values() if all(word.casefold() in _said_of(kpi) for word in words)]
    if not told:
        allowed = f"{nearest(words[0], known)}words in the name, the unit or the meaning of a KPI"
        raise ScenarioError([Fault(path="show kpis", found=" ".join(words), allowed=allowed)])
    for kpi in told:
        better = {"up": "more is better", "down": "less is better"}.get(kpi.direction, "neither way is better")
        print(f"{kpi.name}  [{kpi.unit}; {better}]\n    {kpi.definition}")
        print(f"    Looks at: {DAYS[kpi.looks_at]}.\n    Evidence: {kpi.evidence}")


def _said_of(kpi: Kpi) -> str:
    return f"{kpi.name} {kpi.name.replace('_', ' ')} {kpi.unit} {kpi.definition}".casefold()


_SHOWS: dict[str, Callable[[list[str]], None]] = {
    "scenarios": _scenarios,
    "pathway": _pathway,
    "number": _number,
    "parameters": show_parameters,
    "levers": show_levers,
    "kpis": _kpis,
    "results": show_results,
}
