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
Person: TypeAlias = "int | np.uint32"  #: an index among the people


class RandomInputs(NamedTuple):
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

    stages: NDArray[np.void]
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
def given_in(inputs: RandomInputs, slot: int, person: Person, occurrence: int) -> float:
    """The value given in place of a drawn one."""
    turns = inputs.given_at[slot, 1]
    return inputs.given[inputs.given_at[slot, 0] + person * turns + min(occurrence, turns - 1)]


@compiled
def uniform_in(inputs: RandomInputs, slot: int, person: Person, occurrence: int) -> float:
    """The uniform number behind a draw."""
    return uniform_of(inputs.keys[slot, 0], inputs.keys[slot, 1], inputs.uid[person], occurrence)


@compiled
def draw_in(inputs: RandomInputs, slot: int, person: Person, occurrence: int) -> float:
    """The draw of a slot, before multipliers."""
    row, leaf = inputs.slots[slot]["cells"], inputs.slots[slot]["leaf"]
    if row >= 0:
        leaf += inputs.cells[row, person]
    return value(inputs.leaves, inputs.curves, leaf, uniform_in(inputs, slot, person, occurrence))


@compiled
def factor_in(inputs: RandomInputs, slot: int, person: Person) -> float:
    """The product of the person's multipliers."""
    factor = inputs.slots[slot]["factor"]
    if factor < 0:
        return 1.0
    return inputs.factors[factor + inputs.cells[inputs.slots[slot]["factor_cells"], person]]


@compiled
def resource_of(inputs: RandomInputs, stage: int, person: Person) -> int:
    """The code of the resource that a person needs at a stage (-1 for none)."""
    row, code = inputs.stages[stage]["resource_cells"], inputs.stages[stage]["resource"]
    if row >= 0:
        code += inputs.cells[row, person]
    return inputs.codes[code]


@compiled
def time_of(inputs: RandomInputs, stage: int, person: Person, occurrence: int) -> tuple[float, int]:
    """How long a stage takes, before dated multipliers, and which part is the longest; the first where none takes time."""
    first = inputs.stages[stage]["time"]
    if inputs.given_at[first, 0] >= 0:
        return given_in(inputs, first, person, occurrence), 0
    longest, part = 0.0, 0
    for index in range(inputs.stages[stage]["parts"]):
        lasts = draw_in(inputs, first + index, person, occurrence)
        if lasts > longest:
            longest, part = lasts, index
    return longest * factor_in(inputs, first, person), part


@compiled
def amount_of(inputs: RandomInputs, stage: int, person: Person, occurrence: int) -> int:
    """The pence that a person asks of the fund: no more than the far tail of a distribution may ask."""
    slot, number = inputs.stages[stage]["amount"], inputs.stages[stage]["number"]
    if inputs.given_at[slot, 0] >= 0:
        return int(given_in(inputs, slot, person, occurrence))
    pounds = inputs.numbers[number, person] if number >= 0 else draw_in(inputs, slot, person, occurrence)
    return int(min(np.rint(pounds * factor_in(inputs, slot, person) * 100), MOST_PENCE))


@compiled
def patience_of(inputs: RandomInputs, stage: int, person: Person, occurrence: int) -> float:
    """How long a person waits (days); on a clock, the same for all its stages."""
    slot = inputs.stages[stage]["patience"]
    if inputs.stages[stage]["one_clock"]:
        occurrence = 0
    if inputs.given_at[slot, 0] >= 0:
        return given_in(inputs, slot, person, occurrence)
    return draw_in(inputs, slot, person, occurrence) * factor_in(inputs, slot, person)


@compiled
def next_of(inputs: RandomInputs, stage: int, person: Person, occurrence: int, period: int) -> int:
    """The code of the target that a person takes after a step that finishes in this period of `Stage.routing_by_period`."""
    slot = inputs.stages[stage]["next"]
    if inputs.given_at[slot, 0] >= 0:
        return int(given_in(inputs, slot, person, occurrence))
    way = inputs.stages[stage]["ways"] + period * inputs.stages[stage]["way_cells"]
    row = inputs.stages[stage]["next_cells"]
    if row >= 0:
        way += inputs.cells[row, person]
    at, size = inputs.ways.at[way, 0], inputs.ways.at[way, 1]
    if size == 1:
        return inputs.ways.targets[at]
    return inputs.ways.targets[at + chosen(inputs.ways.edges, at, size, uniform_in(inputs, slot, person, occurrence))]
