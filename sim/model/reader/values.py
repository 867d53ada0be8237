"""Reading values: trees, weights, factors, dated values."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from ..by_attribute import By, Tree
from ..calendar import Dated, constant, every
from ..digits import apart, exact
from ..errors import one_of
from ..limits import FACTOR, HALF_LIFE, LARGEST_PRODUCT, NAMES, SHARE, UNITS, UNLIMITED, Range
from ..staffing import Staffing
from .cures import only_way, or_else, takes_away
from .node import Node
from .reserved import reserved
from .traps import late_beginning

T = TypeVar("T")
REST = "rest"
HALF_LIFE_DAYS = "half_life_days"
HALVING = ("from", "value", HALF_LIFE_DAYS, "every", "until")  #: the keys of a value that halves as time goes by
GIVEN = "given"  #: the key of hours that are given and that nobody decides: how many they are may not be known


@dataclass(frozen=True, kw_only=True)
class Context:
    """What readers need to know of the rest of the file: the start, the horizon, and the people's attributes."""

    start: dt.date
    horizon: float
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)  #: what may well not be meant; readers add to it
    staffings: list[tuple[Any, Staffing]] = field(default_factory=list)  #: read so far: teams mostly share theirs

    def day(self, date: dt.date) -> float:
        """The day of a date, counted from the start."""
        return float((date - self.start).days)

    @property
    def end(self) -> dt.date:
        """The first date that is wholly after the horizon."""
        return self.start + dt.timedelta(days=math.ceil(self.horizon))


def check_names(node: Node, *more: Node) -> None:
    """Check that there are not more names in some mappings than codes for them."""
    count = sum(len(mapping.keys()) for mapping in (node, *more))
    if count > NAMES:
        node.fault(f"at most {NAMES} of them", count)


def read_tree(node: Node, context: Context, leaf: Callable[[Node], T]) -> Tree[T]:
    """Read a value, or a choice among values by an attribute."""
    if not isinstance(node.value, dict) or "by" not in node.value:
        return leaf(node)
    attribute = node["by"].value
    if not isinstance(attribute, str) or attribute not in context.values:
        if isinstance(attribute, int | float):  # a weight, say: meant as a name
            node["by"].fault(reserved("value", "by"))
        else:
            node["by"].text(of=tuple(context.values))
        return leaf(Node({}))
    values = context.values[attribute]
    otherwise = read_tree(node["otherwise"], context, leaf) if node["otherwise"] else None
    branches = {}
    for key, branch in node.items():
        if key in ("by", "otherwise"):
            continue
        if key not in values:
            allowed = one_of((*values, "otherwise"), key, f"a value of {attribute}, or")
            branch.fault(or_else(allowed, node, ("by", *values, "otherwise"), key), key)
            continue
        branches[key] = read_tree(branch, context, leaf)
    missing = [value for value in values if value not in branches]
    if missing and otherwise is None:
        node.fault(
            f"a branch for every value of {attribute} or an `otherwise`; missing: {', '.join(missing)}", node.keys()
        )
        return next(iter(branches.values())) if branches else leaf(Node({}))
    return By(attribute=attribute, branches={v: branches.get(v, otherwise) for v in values})  # type: ignore[misc]


def read_weights(node: Node, names: Collection[str] | None = None, intro: str = "a target") -> Mapping[str, float]:
    """Read weights that sum to 1; a single word has all the weight; `rest` stands for what the others leave."""
    if isinstance(node.value, str | bool | int) or node.value is None:
        name = node.text(of=names) if names is not None else node.text()
        return {name: 1.0}
    weights: dict[str, float] = {}
    rest = None
    faults = len(node.faults)
    for key, below in node.items():
        if names is not None and key not in names:
            below.fault(one_of(names, key, f"{intro}:"), key)
        elif below.value == REST:
            if rest is not None:
                below.fault("`rest` once only")
            rest = key
            weights[key] = 0.0
        else:
            weights[key] = below.number(**SHARE)
    total = math.fsum(weights.values())
    if len(node.faults) > faults:
        return weights  # a sum that is off says nothing new
    if rest is not None:
        if total > 1 + 1e-9:
            node.fault(f"weights of at most 1 beside `rest` (they sum to {apart(total, 1)})")
        weights[rest] = max(0.0, 1.0 - total)
    elif abs(total - 1) > 1e-9:
        node.fault(
            f"weights that sum to 1 (they sum to {apart(total, 1)}){takes_away([*weights][:1] if total > 1 else [])}"
        )
    return weights


def read_factors(node: Node, context: Context) -> dict[str, dict[str, float]]:
    """Read multipliers: attribute, value, factor. A value that is not named has the factor 1."""
    factors: dict[str, dict[str, float]] = {}
    for attribute, below in node.items():
        if attribute not in context.values:
            below.fault(one_of(context.values, attribute, "an attribute:"), attribute)
            continue
        factors[attribute] = {}
        for value, factor in below.items():
            if value not in context.values[attribute]:
                factor.fault(one_of(context.values[attribute], value, f"a value of {attribute}:"), value)
            factors[attribute][value] = factor.number(**FACTOR)
    if math.prod(largest(factors)) > LARGEST_PRODUCT:
        node.fault(f"factors that together are at most {exact(LARGEST_PRODUCT)}", math.prod(largest(factors)))
    return factors


def largest(factors: Mapping[str, Mapping[str, float]]) -> list[float]:
    """The largest factor of each attribute; a value that is not named has the factor 1."""
    return [max([1.0, *by_value.values()]) for by_value in factors.values()]


def dated_items(node: Node) -> Iterator[tuple[dt.date, Node]]:
    """The entries of a mapping by date, in ascending order."""
    last: dt.date | None = None
    for key, below in node.items():
        date = Node(key, key, node).date()
        if last is not None and date <= last:
            below.fault("dates in ascending order", key)
        last = date
        yield date, below


def within(limits: Range) -> Callable[[Node], float]:
    """What reads a number within a range."""
    return lambda node: node.number(**limits)


def read_units(node: Node) -> float:
    """Read a whole number of members, places or slots; or that they are ``unlimited``."""
    return UNLIMITED if node.value == "unlimited" else node.whole(**UNITS)


def read_dated(
    node: Node,
    context: Context,
    read: Callable[[Node], float],
    *,
    default: float | None = None,
    before: float = 0.0,
) -> Dated:
    """Read a number, numbers by the date from which each is in force, or one that halves as time goes by."""
    if not node and default is not None:
        return constant(default)
    if not isinstance(node.value, dict):
        return constant(read(node))
    if node[HALF_LIFE_DAYS]:
        return _halving(node, context, read, before)
    pairs = [(context.day(date), read(below)) for date, below in dated_items(node)]
    if not pairs:
        node.fault("a number, or numbers by date")
    return Dated(days=tuple(day for day, _ in pairs), values=tuple(value for _, value in pairs), before=before)


def _halving(node: Node, context: Context, read: Callable[[Node], float], before: float) -> Dated:
    """Read a value that halves every so many days, as steps: each the value at its start. After the last step it stays."""
    only_way(node, *HALVING)
    if read is read_units:
        node.fault("whole numbers by date, since there are no halves of them")
    first = node["from"].date(context.start)
    until = node["until"].date(context.end)
    if node["until"] and until <= first:
        node["until"].fault(f"a date after {first}")
    value = read(node["value"])
    half_life = node[HALF_LIFE_DAYS].number(**HALF_LIFE)
    dates = every(node["every"].text("1 month"), first, min(until, context.end))
    if dates is None:
        node["every"].fault("such as `2 weeks` or `1 month`")
        return constant(value)
    steps = [(context.day(date), value * _halved((date - first).days / half_life)) for date in dates]
    return Dated(days=tuple(day for day, _ in steps), values=tuple(value for _, value in steps), before=before)


def _halved(half_lives: float) -> float:
    """What is left of 1 after so many half-lives; in decimals, since the last bit of a float's power depends on the machine."""
    return float(Decimal("0.5") ** Decimal(half_lives))


def read_level(
    node: Node,
    key: str,
    context: Context,
    read: Callable[[Node], float],
    *,
    default: float | None = None,
    may_be_given: bool = False,
) -> Dated:
    """Read a level of a resource: what it is at first, and what the resource's `changes` make of it, each from its date."""
    at_first = node[key]
    if may_be_given and GIVEN in at_first:
        only_way(at_first, GIVEN)
        at_first = at_first[GIVEN]
    level = read_dated(at_first, context, read, default=default)
    pairs = dict(zip(level.days, level.values, strict=True))
    changes = node["changes"]
    for date, below in dated_items(Node(changes.value)):  # whose faults are noted by check_changes
        if key in below:
            pairs[context.day(date)] = read(changes[str(below.step)][key])
    days = tuple(sorted(pairs))
    dated = Dated(days=days, values=tuple(pairs[day] for day in days), before=level.before)
    if level.days:  # else it is one number, which holds from the start
        instead = "" if at_first[HALF_LIFE_DAYS] else f"{node.path}.changes.{{}}.{key}"
        context.notes.extend(late_beginning(at_first, dated, context.start, instead))
    return dated


def check_changes(node: Node, *levels: str) -> None:
    """Check that a resource's `changes` ascend by date and speak of nothing but its levels."""
    for _, below in dated_items(node["changes"]):
        below.only(*levels)
