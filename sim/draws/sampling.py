"""What one person draws in one slot: the functions through which both engines draw, compiled."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..jit import compiled
from ..model.limits import MOST_PENCE
from .attribute_cells import Ways
from .quantiles import chosen, value
from .stream import uniform_of

Floats = NDArray[np.float64]
Person: TypeAlias = "int | np.uint32"  #: a place among the people


class Luck(NamedTuple):
    """All that is needed to draw anything for anybody in one replication; see `sim.draws.draw_tables` for the tables.

    Attributes
    ----------
    keys
        The two words of each slot's stream, shape (slots, 2).
    uid
        The people's identities.
    cells, numbers
        The people's cells and numbers, a row each, shape (rows, people).
    given, given_at
        Values in place of drawn ones, end to end; for each slot where its own begin (-1 for none) and how many turns they have.
    """

    drawn: NDArray[np.void]
    slots: NDArray[np.void]
    keys: NDArray[np.uint64]
    uid: NDArray[np.uint64]
    leaves: NDArray[np.void]
    curves: Floats
    factors: Floats
    cells: NDArray[np.int32]
    codes: NDArray[np.int16]
    ways: Ways
    numbers: Floats
    given: Floats
    given_at: NDArray[np.int64]


@compiled
def given_in(luck: Luck, slot: int, who: Person, occurrence: int) -> float:
    """The value given in place of a drawn one."""
    turns = luck.given_at[slot, 1]
    return luck.given[luck.given_at[slot, 0] + who * turns + min(occurrence, turns - 1)]


@compiled
def uniform_in(luck: Luck, slot: int, who: Person, occurrence: int) -> float:
    """The uniform number behind a draw."""
    return uniform_of(luck.keys[slot, 0], luck.keys[slot, 1], luck.uid[who], occurrence)


@compiled
def drawn_in(luck: Luck, slot: int, who: Person, occurrence: int) -> float:
    """The draw of a slot, before multipliers."""
    row, leaf = luck.slots[slot]["cells"], luck.slots[slot]["leaf"]
    if row >= 0:
        leaf += luck.cells[row, who]
    return value(luck.leaves, luck.curves, leaf, uniform_in(luck, slot, who, occurrence))


@compiled
def factor_in(luck: Luck, slot: int, who: Person) -> float:
    """The product of the person's multipliers."""
    factor = luck.slots[slot]["factor"]
    if factor < 0:
        return 1.0
    return luck.factors[factor + luck.cells[luck.slots[slot]["factor_cells"], who]]


@compiled
def resource_of(luck: Luck, stage: int, who: Person) -> int:
    """The code of the resource that a person needs at a stage (-1 for none)."""
    row, code = luck.drawn[stage]["resource_cells"], luck.drawn[stage]["resource"]
    if row >= 0:
        code += luck.cells[row, who]
    return luck.codes[code]


@compiled
def time_of(luck: Luck, stage: int, who: Person, occurrence: int) -> tuple[float, int]:
    """How long a stage takes, before dated multipliers, and which part is the longest; the first where none takes time."""
    first = luck.drawn[stage]["time"]
    if luck.given_at[first, 0] >= 0:
        return given_in(luck, first, who, occurrence), 0
    longest, part = 0.0, 0
    for place in range(luck.drawn[stage]["parts"]):
        lasts = drawn_in(luck, first + place, who, occurrence)
        if lasts > longest:
            longest, part = lasts, place
    return longest * factor_in(luck, first, who), part


@compiled
def amount_of(luck: Luck, stage: int, who: Person, occurrence: int) -> int:
    """The pence that a person asks of the fund: no more than the far tail of a distribution may ask."""
    slot, number = luck.drawn[stage]["amount"], luck.drawn[stage]["number"]
    if luck.given_at[slot, 0] >= 0:
        return int(given_in(luck, slot, who, occurrence))
    pounds = luck.numbers[number, who] if number >= 0 else drawn_in(luck, slot, who, occurrence)
    return int(min(np.rint(pounds * factor_in(luck, slot, who) * 100), MOST_PENCE))


@compiled
def patience_of(luck: Luck, stage: int, who: Person, occurrence: int) -> float:
    """How long a person waits (days); on a clock, the same for all its stages."""
    slot = luck.drawn[stage]["patience"]
    if luck.drawn[stage]["one_clock"]:
        occurrence = 0
    if luck.given_at[slot, 0] >= 0:
        return given_in(luck, slot, who, occurrence)
    return drawn_in(luck, slot, who, occurrence) * factor_in(luck, slot, who)


@compiled
def next_of(luck: Luck, stage: int, who: Person, occurrence: int, period: int) -> int:
    """The code of the target that a person takes after a step that finishes in this period of `Stage.ways`."""
    slot = luck.drawn[stage]["next"]
    if luck.given_at[slot, 0] >= 0:
        return int(given_in(luck, slot, who, occurrence))
    way = luck.drawn[stage]["ways"] + period * luck.drawn[stage]["way_cells"]
    row = luck.drawn[stage]["next_cells"]
    if row >= 0:
        way += luck.cells[row, who]
    at, size = luck.ways.at[way, 0], luck.ways.at[way, 1]
    if size == 1:
        return luck.ways.targets[at]
    return luck.ways.targets[at + chosen(luck.ways.edges, at, size, uniform_in(luck, slot, who, occurrence))]
