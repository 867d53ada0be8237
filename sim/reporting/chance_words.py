"""How a chance, a median and the range of nine runs in ten are said to a board."""

from __future__ import annotations

import math

from ..experiments.analysis.chances import Chance, Prediction
from . import wording

FEW = 2  #: runs below which there is no chance and no range to be told


def chance_words(chance: Chance) -> str:
    """The chance in 100: 28 in 100 (18 to 41), or less than 5 in 100 where it never happened."""
    bound = _bound(chance)
    return f"{bound} in 100" if bound else f"{_of_100(chance.share)} in 100 ({_ends(chance)})"


def short_chance(chance: Chance) -> tuple[str, str]:
    """The chance where there is little room, and what stands beneath it: 28 %, 18 to 41 %; < 5 %, none of 60 runs."""
    bound = _bound(chance)
    if not bound:
        return f"{_of_100(chance.share)}{wording.SPACE}%", f"{_ends(chance)}{wording.SPACE}%"
    sign = "<" if chance.count == 0 else ">"
    return f"{sign}{wording.SPACE}{bound.split()[-1]}{wording.SPACE}%", counted(chance)


def counted(chance: Chance) -> str:
    """In how many runs it happened: none of 60 runs."""
    if not chance.count:
        return f"none of {wording.counted(chance.runs, 'run')}"
    if chance.count == chance.runs:
        return f"all of {wording.counted(chance.runs, 'run')}"
    return f"{wording.number(chance.count)} of {wording.counted(chance.runs, 'run')}"


def _bound(chance: Chance) -> str:
    """What the chance is below or above, where it happened in none or in all; else empty."""
    if chance.count == 0:
        return f"less than {max(1, math.ceil(100 * chance.high))}"
    if chance.count == chance.runs:
        return f"more than {min(99, math.floor(100 * chance.low))}"
    return ""


def _ends(chance: Chance) -> str:
    return f"{_of_100(chance.low)} to {_of_100(chance.high)}"


def _of_100(share: float) -> str:
    """A share of 100: whole, but for one that would look like none or all."""
    return wording.number(100 * share, 1 if 0 < share < 0.01 or 0.99 < share < 1 else 0)


def median_words(lies: Prediction, *, relative: bool = False) -> str:
    """The median: 994, or +209 of a difference."""
    return _number(lies.median, _decimals(lies), relative)


def ends_words(lies: Prediction, *, relative: bool = False) -> str:
    """Between what the runs lie, and how many of them: 774 to 1,270."""
    low, high = (_number(end, _decimals(lies), relative) for end in (lies.low, lies.high))
    return f"{low} to {high}"


def range_words(lies: Prediction, *, relative: bool = False) -> str:
    """The same with what it means: nine times in ten 774 to 1,270; empty from one run."""
    if lies.runs < FEW:
        return ""
    ends = ends_words(lies, relative=relative)
    return f"nine times in ten {ends}" if lies.is_nine_in_ten else f"{ends} over {wording.counted(lies.runs, 'run')}"


def what_ranges_are(*, is_nine_in_ten: bool, is_uncertain: bool, runs: int) -> str:
    """What a range of runs means, as a sentence."""
    if runs < FEW:
        return "One run has neither a chance nor a range."
    drawn = "its own chance events and its own draw of what we do not know" if is_uncertain else "its own chance events"
    if is_nine_in_ten:
        return f"If our assumptions hold, nine times in ten the result lies in this range: each run has {drawn}."
    return (
        f"The range is from the lowest to the highest of {wording.number(runs)} runs, each with {drawn}: they are too few for "
        "nine in ten, which takes 60."
    )


def _number(value: float, decimals: int, relative: bool) -> str:
    decimals = decimals if value else 0
    return wording.signed(value, decimals) if relative else wording.number(value, decimals)


def _decimals(lies: Prediction) -> int:
    """None, but for small numbers that are not whole."""
    numbers = [number for number in (lies.low, lies.median, lies.high) if not math.isnan(number)]
    small = all(abs(number) < 9.95 for number in numbers) and any(number != round(number) for number in numbers)
    return 1 if small else 0
