"""From times to what is compared: medians of ratios within a round, exponents of growth, and the bars."""

from __future__ import annotations

import math
import statistics
from itertools import pairwise

from contestants import COMPILED, GIVEN, REFERENCE, TEXTBOOK


def times(found: dict, name: str, people: int) -> tuple[float, float] | None:
    """Milliseconds of a contestant: the median over the rounds of each round's median, and the least of all."""
    told = [turn[str(people)][name] for turn in found["rounds"] if name in turn[str(people)]]
    if not told:
        return None
    return 1e3 * statistics.median(row["median"] for row in told), 1e3 * min(row["least"] for row in told)


def ratios(found: dict, name: str, other: str, people: int) -> list[float]:
    """How many times longer the other took than a contestant, in each round that has both."""
    turns = [turn[str(people)] for turn in found["rounds"]]
    return [turn[other]["median"] / turn[name]["median"] for turn in turns if name in turn and other in turn]


def faster(found: dict, name: str, people: int) -> float | None:
    """How many times faster than the textbook: the median of the rounds."""
    told = ratios(found, name, TEXTBOOK, people) if people in found["sizes"] else []
    return statistics.median(told) if told else None


def growth(found: dict, name: str) -> list[tuple[int, int, float]]:
    """Exponents of growth between neighbouring sizes and, last, between the ends; from the least times."""
    least = [(people, told[1]) for people in found["sizes"] if (told := times(found, name, people))]
    pairs = list(pairwise(least))
    if len(least) > 2:
        pairs.append((least[0], least[-1]))
    return [(a, b, math.log(after / before) / math.log(b / a)) for (a, before), (b, after) in pairs]


def bars(found: dict) -> list[tuple[str, str, float | None, bool | None]]:
    """What is asked of the engines: in words, the bar, what was measured, and whether it holds (None if not measured)."""
    slower = ratios(found, TEXTBOOK, REFERENCE, 12_000) if 12_000 in found["sizes"] else []
    exponents = {name: growth(found, name) for name in (COMPILED, GIVEN)}
    ends = max((told[-1][2] for told in exponents.values() if told), default=None)
    steepest = {name: max((row[2] for row in told), default=None) for name, told in exponents.items()}
    above = found["memory"].get("1000000", {}).get("above")
    asked = [
        ("12,000 people, numbers given: times the textbook", "at least", 120, faster(found, GIVEN, 12_000)),
        ("12,000 people, drawing inside: times the textbook", "at least", 90, faster(found, COMPILED, 12_000)),
        ("120,000 people, drawing inside: times the textbook", "at least", 150, faster(found, COMPILED, 120_000)),
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
        *_waits(found["waits"]),
    ]
    return [
        (what, f"{sense} {bar:g}", got, None if got is None else (got >= bar if sense == "at least" else got <= bar))
        for what, sense, bar, got in asked
    ]


def _waits(told: dict) -> list[tuple[str, str, float, float | None]]:
    """What is asked of the time that a person waits; the same with and without what is not known."""
    words = {"off": "chance alone", "on": "what is not known too"}
    board = {kind: _median([turn["seconds"] for turn in told["board"].get(kind, [])]) for kind in words}
    lever = {kind: told["lever"].get(kind, {}).get("median") for kind in words}
    return [
        *(
            (f"ten scenarios × 200, whole command, {words[kind]}: seconds", "below", 20, got)
            for kind, got in board.items()
        ),
        *((f"a lever's change × 50, warm, {words[kind]}: seconds", "below", 0.5, got) for kind, got in lever.items()),
    ]


def _median(values: list[float]) -> float | None:
    return statistics.median(values) if values else None
