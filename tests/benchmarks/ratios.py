"""From times to what is compared: medians of ratios within a round, exponents of growth, and the bars."""

from __future__ import annotations

import math
import statistics
from itertools import pairwise

from contestants import COMPILED, GIVEN, REFERENCE, TEXTBOOK


def times(measured: dict, name: str, people: int) -> tuple[float, float] | None:
    """Milliseconds of a contestant: the median over the rounds of each round's median, and the least of all."""
    rows = [turn[str(people)][name] for turn in measured["rounds"] if name in turn[str(people)]]
    if not rows:
        return None
    return 1e3 * statistics.median(row["median"] for row in rows), 1e3 * min(row["least"] for row in rows)


def ratios(measured: dict, name: str, other: str, people: int) -> list[float]:
    """How many times longer the other took than a contestant, in each round that has both."""
    turns = [turn[str(people)] for turn in measured["rounds"]]
    return [turn[other]["median"] / turn[name]["median"] for turn in turns if name in turn and other in turn]


def faster(measured: dict, name: str, people: int) -> float | None:
    """How many times faster than the textbook: the median of the rounds."""
    factors = ratios(measured, name, TEXTBOOK, people) if people in measured["sizes"] else []
    return statistics.median(factors) if factors else None


def growth(measured: dict, name: str) -> list[tuple[int, int, float]]:
    """Exponents of growth between neighbouring sizes and, last, between the ends; from the least times."""
    least = [(people, timing[1]) for people in measured["sizes"] if (timing := times(measured, name, people))]
    pairs = list(pairwise(least))
    if len(least) > 2:
        pairs.append((least[0], least[-1]))
    return [(a, b, math.log(after / before) / math.log(b / a)) for (a, before), (b, after) in pairs]


def bars(measured: dict) -> list[tuple[str, str, float | None, bool | None]]:
    """What is asked of the engines: in words, the bar, what was measured, and whether it holds (None if not measured)."""
    slower = ratios(measured, TEXTBOOK, REFERENCE, 12_000) if 12_000 in measured["sizes"] else []
    exponents = {name: growth(measured, name) for name in (COMPILED, GIVEN)}
    ends = max((pairs[-1][2] for pairs in exponents.values() if pairs), default=None)
    steepest = {name: max((row[2] for row in pairs), default=None) for name, pairs in exponents.items()}
    above = measured["memory"].get("1000000", {}).get("above")
    asked = [
        ("12,000 people, numbers given: times the textbook", "at least", 120, faster(measured, GIVEN, 12_000)),
        ("12,000 people, drawing inside: times the textbook", "at least", 90, faster(measured, COMPILED, 12_000)),
        ("120,000 people, drawing inside: times the textbook", "at least", 150, faster(measured, COMPILED, 120_000)),
        ("reference engine, 12,000 people: its time over the textbook's", "at most", 1.2, _median(slower)),
        ("exponent of growth, both, smallest to largest size", "at most", 1.25, ends),
        (
            "exponent of growth, drawing inside, steepest between neighbouring sizes",
            "at most",
            1.25,
            steepest[COMPILED],
        ),
        ("exponent of growth, numbers given, steepest between neighbouring sizes", "at most", 1.25, steepest[GIVEN]),
        ("a million people: MB above base", "below", 300, above),
        *_waits(measured["waits"]),
    ]
    return [
        (label, f"{sense} {bar:g}", got, None if got is None else (got >= bar if sense == "at least" else got <= bar))
        for label, sense, bar, got in asked
    ]


def _waits(waits: dict) -> list[tuple[str, str, float, float | None]]:
    """What is asked of the time that a person waits; the same with and without what is not known."""
    words = {"off": "chance alone", "on": "what is not known too"}
    board = {kind: _median([turn["seconds"] for turn in waits["board"].get(kind, [])]) for kind in words}
    lever = {kind: waits["lever"].get(kind, {}).get("median") for kind in words}
    return [
        *(
            (f"ten scenarios × 200, whole command, {words[kind]}: seconds", "below", 20, got)
            for kind, got in board.items()
        ),
        *((f"a lever's change × 50, warm, {words[kind]}: seconds", "below", 0.5, got) for kind, got in lever.items()),
    ]


def _median(values: list[float]) -> float | None:
    return statistics.median(values) if values else None
