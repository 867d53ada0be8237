"""The cross-check: some replications are run again by the other engine, and compared step by step."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...draws import Draws
from ...engines import ENGINES, EngineOutput
from ...model import Fund, Scenario
from ..errors import EnginesDisagree

#: What identifies a step; the other fields are what happened in it.
KEY = ("person", "stage", "occurrence")


def other_engine(engine: str) -> str | None:
    """The engine that checks an engine: the definition, or, for the definition, the first of the others."""
    others = [name for name in ENGINES if name != engine]
    return "reference" if "reference" in others else next(iter(others), None)


def sample(seed: int, scenario: str, replications: int, size: int) -> tuple[int, ...]:
    """Which replications of a scenario are checked.

    They are drawn without replacement by a key of their own, so that the choice is the same on every machine, touches
    nobody else's draws, and is not always replication 0.

    Parameters
    ----------
    seed, scenario
        The key.
    replications
        How many are planned.
    size
        How many to check; all of them if they are fewer.
    """
    moved: dict[int, int] = {}  # a shuffle of which only the positions that were touched are kept
    chosen = []
    for position in range(min(size, replications)):
        digest = hashlib.sha256(f"crosscheck\0{seed}\0{scenario}\0{position}".encode()).digest()
        at = position + int.from_bytes(digest, "big") % (replications - position)
        chosen.append(moved.get(at, at))
        moved[at] = moved.get(position, position)
    return tuple(sorted(chosen))


def crosscheck(draws: Draws, outcome: EngineOutput, engine: str, checked_by: str) -> int:
    """Run a replication again with another engine and compare.

    Parameters
    ----------
    draws
        The draws of the replication.
    outcome
        What `engine` made of it.
    engine, checked_by
        The names of both engines.

    Returns
    -------
    int
        How many steps were compared.

    Raises
    ------
    EnginesDisagree
        If they do not agree in every field of every step and of the ledger, bit for bit (not a number equals itself).
    """
    other = ENGINES[checked_by](draws)
    disagreement = difference(draws, {engine: outcome, checked_by: other})
    if disagreement is not None:
        raise EnginesDisagree(disagreement)
    return len(outcome.steps)


def difference(draws: Draws, outcomes: Mapping[str, EngineOutput]) -> str | None:
    """The first difference between two engines' outcomes in words; None where there is none."""
    steps = {engine: outcome.steps for engine, outcome in outcomes.items()}
    ledgers = {engine: outcome.ledger for engine, outcome in outcomes.items()}
    words = _Words(draws.scenario)
    difference = _first(steps, words.step, words.headline) or _first(ledgers, words.entry, words.entry_headline)
    if difference is None:
        return None
    where = f"scenario {draws.scenario.name}, seed {draws.seed}, replication {draws.replication}"
    return f"Engines disagree: {' and '.join(outcomes)} differ in {where}.\n{difference}"


Table = NDArray[Any]
Fields = Callable[[Any], dict[str, str]]


def _first(tables: Mapping[str, Table], fields: Fields, headline: Callable[[Any], str]) -> str | None:
    """The first row in which two tables differ, in words."""
    (first, ours), (second, theirs) = tables.items()
    common = min(len(ours), len(theirs))
    differs = _differs(ours[:common], theirs[:common])
    if not differs.any():
        if len(ours) == len(theirs):
            return None
        longer, rows = (first, ours) if len(ours) > common else (second, theirs)
        return _only(longer, rows[common], common, fields, headline)
    at = int(np.argmax(differs))
    key = [name for name in KEY if name in (ours.dtype.names or ())]
    if key and any(ours[at][name] != theirs[at][name] for name in key):
        for engine, own_rows, other_rows in ((first, ours, theirs), (second, theirs, ours)):
            if not np.logical_and.reduce([other_rows[name] == own_rows[at][name] for name in key]).any():
                return _only(engine, own_rows[at], at, fields, headline)
        lines = [f"  {engine}: {headline(rows[at])}" for engine, rows in tables.items()]
        return "\n".join([f"Row {at + 1:,} is the first that differs: the steps come in another order.", *lines])
    return "\n".join([f"Row {at + 1:,} is the first that differs: {headline(ours[at])}.", *_lines(tables, at, fields)])


def _differs(ours: Table, theirs: Table) -> NDArray[np.bool_]:
    """Which rows differ in any field, bit for bit, except that not-a-number equals itself."""
    differs = np.zeros(len(ours), dtype=bool)
    for name in ours.dtype.names or ():
        a, b = ours[name], theirs[name]
        if a.dtype.kind == "f":
            differs |= (a.view(f"i{a.dtype.itemsize}") != b.view(f"i{b.dtype.itemsize}")) & ~(np.isnan(a) & np.isnan(b))
        else:
            differs |= a != b
    return differs


def _only(engine: str, row: Any, at: int, fields: Fields, headline: Callable[[Any], str]) -> str:
    values = "; ".join(f"{name} {value}" for name, value in fields(row).items())
    return f"Row {at + 1:,} is the first that differs: only {engine} has {headline(row)}.\n  {engine}: {values}"


def _lines(tables: Mapping[str, Table], at: int, fields: Fields) -> Iterator[str]:
    """Both versions, a field a line, with a mark at those that differ."""
    versions = {engine: fields(rows[at]) for engine, rows in tables.items()}
    ours, theirs = versions.values()
    rows = [tables[engine][at : at + 1] for engine in versions]
    for name in ours:
        if not _differs(rows[0][[name]], rows[1][[name]])[0]:
            yield f"    {name}: {ours[name]}"
            continue
        if ours[name] == theirs[name]:  # in words they are alike: only the last digits tell them apart
            versions_in_words = [
                f"{engine} {table[name][0].item()!r}" for engine, table in zip(versions, rows, strict=True)
            ]
        else:
            versions_in_words = [f"{engine} {version[name]}" for engine, version in versions.items()]
        yield f">>> {name}: {', but '.join(versions_in_words)}"


@dataclass(frozen=True)
class _Words:
    """How the rows of the tables of a scenario are named."""

    scenario: Scenario

    def headline(self, row: Any) -> str:
        """Who, where, which time, and when."""
        stage = self.scenario.pathway.stages[int(row["stage"])]
        label = f" ({stage.label})" if stage.label and stage.label != stage.name else ""
        return (
            f"the step of person {row['person']} at {stage.name}{label}, time {row['occurrence'] + 1}, "
            f"joined on {self.day(row['joined'])}"
        )

    def step(self, row: Any) -> dict[str, str]:
        """What happened in a step."""
        resource = self.scenario.resources[int(row["resource"])] if row["resource"] >= 0 else None
        pence = isinstance(resource, Fund)
        outcome = self.scenario.pathway.outcomes.get(int(row["outcome"]), f"unknown outcome {row['outcome']}")
        return {
            **{name: self.day(row[name]) for name in ("joined", "started", "finished")},
            "outcome": outcome,
            "resource": resource.name if resource else "none",
            "amount": f"£{row['amount'] / 100:,.2f}" if pence else str(row["amount"]),
        }

    def entry_headline(self, row: Any) -> str:
        """Which fund, and when."""
        return f"the ledger of {self.scenario.resources[int(row['resource'])].name} on {self.day(row['day'])}"

    def entry(self, row: Any) -> dict[str, str]:
        """What happened to a fund."""
        return {
            "resource": self.scenario.resources[int(row["resource"])].name,
            "day": self.day(row["day"]),
            **{name: f"£{row[name] / 100:,.2f}" for name in ("added", "lapsed", "left")},
        }

    def day(self, day: float) -> str:
        """A day and its date."""
        if math.isnan(day):
            return "not before the horizon"
        date = self.scenario.date(day)
        return f"day {day:.10g} ({date.day} {date:%B %Y})"
