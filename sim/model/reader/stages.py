"""Reading the stages of the pathway."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence, Set
from itertools import chain
from typing import Any, TypeAlias

from ..by_attribute import Tree, leaves, transform
from ..distribution import Distribution
from ..errors import one_of
from ..goals import PerGoal
from ..limits import FACTOR, PRIORITY, VISITS
from ..pathway import LOWERED, RAISED, NextMultiplier, Part, Patience, Stage
from ..resources import Resource
from .cures import cure, only_way, without
from .distributions import read_days, read_hours, read_pounds
from .economy import PER_GOAL, read_per_goal
from .node import Node
from .reserved import read_name, refuse_reserved
from .resources import KINDS
from .reuse import STAGE_PARTS, PartsBefore
from .values import Context, dated_items, read_dated, read_factors, read_tree, read_weights, within

#: Every key that a stage may have: the kind of thing that is waited for stands behind the words about it.
STAGE_KEYS = tuple(dict.fromkeys([*STAGE_PARTS["resource"], *KINDS, *chain.from_iterable(STAGE_PARTS.values())]))
Choice: TypeAlias = "Mapping[str, float] | PerGoal"  # of the next target: its weights, or what they follow from
Fields: TypeAlias = dict[str, Any]  # of a stage
Factors: TypeAlias = Mapping[str, Mapping[str, float]]  # by attribute and value
NONE = "none"  #: for people who need not wait for the resource at all


def read_patience(node: Node, context: Context, everywhere: Factors, clock: str = "") -> Patience:
    """Read how long people wait: of one stage, or of all that go by a clock.

    Factors that hold `everywhere` do so here too, unless it has its own of the same attribute.
    """
    if not node["days"]:
        return Patience(days=read_tree(node, context, read_days), clock=clock, multipliers=everywhere)
    only_way(node, "days", "multipliers")
    days = read_tree(node["days"], context, read_days)
    return Patience(days=days, clock=clock, multipliers={**everywhere, **read_factors(node["multipliers"], context)})


def _decisions(choices: Tree[Choice]) -> Tree[PerGoal | None]:
    def decision(leaf: Choice) -> PerGoal | None:
        return leaf if isinstance(leaf, PerGoal) else None

    decisions: Tree[PerGoal | None] = transform(choices, decision)  # type: ignore[arg-type]
    return decisions


class StageReader:
    """Reads one stage after another against the same targets, clocks and resources."""

    def __init__(
        self,
        targets: Collection[str],
        clocks: dict[str, Patience],
        resources: Sequence[Resource],
        context: Context,
        before: PartsBefore[Stage],
        patience: Factors,
    ) -> None:
        self.targets, self.clocks, self.context, self.before = targets, clocks, context, before
        self.patience = patience  # factors on it at every stage
        self.resources = {resource.name: resource for resource in resources}
        self.held = tuple(resource.name for resource in resources if resource.held_after_step)

    def stage(self, name: str, node: Node) -> Stage:
        """Read a stage; of one that was read before, only what has moved."""
        before, moved = self._moved(name, node)
        if before is not None and not moved:
            return before
        node.only(*STAGE_KEYS)
        kinds = node.keys(*KINDS)
        if len(kinds) > 1:
            node.fault(f"at most one of {', '.join(KINDS)}: what waits for two is two stages{cure(kinds)}", kinds)
        kind = kinds[0] if kinds else None
        fields: Fields = {"name": name} if before is None else {**vars(before)}
        for keys, read in _READERS:
            if not moved.isdisjoint(keys):
                fields.update(read(self, node, kind, fields))
        return Stage(**fields)

    def _moved(self, name: str, node: Node) -> tuple[Stage | None, Set[str]]:
        """The stage as it was read before, if it was, and the keys that have to be read now."""
        before, moved = self.before.part_and_moved_keys(name, node)
        if before is None or not moved.isdisjoint(KINDS):
            return None, _ALL
        if before.patience and before.patience.clock and self.clocks.get(before.patience.clock) != before.patience:
            moved = {*moved, "patience"}  # whose days stand with the clock
        if before.patience and any(before.patience.multipliers.get(name) != by for name, by in self.patience.items()):
            moved = {*moved, "patience"}  # whose factors stand once for all stages
        return before, moved

    def _routing(self, node: Node, _kind: str | None, _read: Fields) -> Fields:
        changes = [(self.context.day(date), below) for date, below in dated_items(node["next_changes"])]
        choices = [self._choices(below) for below in (node["next"], *(below for _, below in changes))]
        first, *later = (self._weights(tree) for tree in choices)
        return {
            "next": first,
            "next_changes": tuple((day, weights) for (day, _), weights in zip(changes, later, strict=True)),
            "decisions": tuple(_decisions(tree) for tree in choices),
        }

    def _limit(self, node: Node, _kind: str | None, _read: Fields) -> Fields:
        max_steps = node["max_steps"].whole(**VISITS) if node["max_steps"] else None
        if bool(max_steps) != bool(node["then"]):
            alone = node["max_steps"] or node["then"]
            node.fault(f"max_steps and `then` together{without(alone)}", alone.value)
        return {"max_steps": max_steps}

    def _resource_waited_for(self, node: Node, kind: str | None, read: Fields) -> Fields:
        return {
            "label": node["label"].label(read["name"]),
            "description": node["description"].text(""),
            "resource": self._resource(node[kind], kind) if kind else None,
        }

    def _duration(self, node: Node, kind: str | None, _read: Fields) -> Fields:
        return {"parts": self._parts(node, kind)}

    def _time_multipliers(self, node: Node, _kind: str | None, _read: Fields) -> Fields:
        return {
            "multipliers": read_factors(node["multipliers"], self.context),
            "dated_multiplier": read_dated(
                node["time_multiplier"], self.context, within(FACTOR), default=1.0, before=1.0
            ),
        }

    def _amount_asked(self, node: Node, kind: str | None, read: Fields) -> Fields:
        return {
            "amount": self._amount(node, kind),
            "amount_multipliers": read_factors(node["amount_multipliers"], self.context),
            "held_money": self._held_money(node, kind, read["resource"]),
        }

    def _multipliers_of_next(self, node: Node, _kind: str | None, read: Fields) -> Fields:
        periods = (read["next"], *(weights for _, weights in read["next_changes"]))
        return {"next_multipliers": self._next_multipliers(node, periods)}

    def _patience_of_stage(self, node: Node, kind: str | None, _read: Fields) -> Fields:
        return {"patience": self._patience(node["patience"], kind)}

    def _finish(self, node: Node, _kind: str | None, _read: Fields) -> Fields:
        return {
            "priority": node["priority"].whole(0, **PRIORITY),
            "gives_back": node["gives_back"].texts(of=self.held),
            "pays": node["pays"].truth(),
            "then": node["then"].text(of=self.targets) if node["then"] else None,
        }

    def _choices(self, node: Node) -> Tree[Choice]:
        def leaf(below: Node) -> Choice:
            if isinstance(below.value, Mapping) and below[PER_GOAL]:
                return read_per_goal(below, self.targets, self.context)
            return read_weights(below, self.targets, "a stage or an exit")

        return read_tree(node, self.context, leaf)

    def _weights(self, choices: Tree[Choice]) -> Tree[Mapping[str, float]]:
        def weights(leaf: Choice) -> Tree[Mapping[str, float]]:
            return leaf.by_goals(self.context.values) if isinstance(leaf, PerGoal) else leaf

        tree: Tree[Mapping[str, float]] = transform(choices, weights)  # type: ignore[arg-type]  # a tree at a leaf is a tree
        return tree

    def _resource(self, node: Node, kind: str) -> Tree[str | None]:
        names = tuple(name for name, resource in self.resources.items() if isinstance(resource, KINDS[kind]))

        def leaf(below: Node) -> str | None:
            if below.value == NONE:
                return None
            if not isinstance(below.value, str) or below.value not in names:
                intro = f"the name of a {kind.replace('_', ' ')}:"
                below.fault(one_of(names, str(below.value), intro) if names else f"{intro} there is none")
                return None
            return below.value

        return read_tree(node, self.context, leaf)

    def _parts(self, node: Node, kind: str | None) -> tuple[Part, ...]:
        work, elapsed = node["work"], node["elapsed"]
        if work and kind != "team":
            work.fault(f"hours of work only where a team does it; elapsed is for days that hold nobody{without(work)}")
        if elapsed and kind == "team":
            elapsed.fault(f"hours of work for a team; days that hold nobody are a stage of their own{without(elapsed)}")
        if kind == "team":
            if not work:
                work.fault("hours of work, since a team does it")
                return ()
            cause = read_name(node["cause"], "cause", "work")
            return (Part(cause=cause, lasts=read_tree(work, self.context, read_hours)),)
        if not elapsed:
            return ()
        if elapsed["longest_of"]:
            only_way(elapsed, "longest_of")
            refuse_reserved(elapsed["longest_of"], "cause", *elapsed["longest_of"].keys())
            return tuple(
                Part(cause=name, lasts=read_tree(below, self.context, read_days))
                for name, below in elapsed["longest_of"].items()
            )
        cause = read_name(node["cause"], "cause", str(node.step))
        return (Part(cause=cause, lasts=read_tree(elapsed, self.context, read_days)),)

    def _amount(self, node: Node, kind: str | None) -> Tree[Distribution] | str | None:
        amount = node["amount"]
        if kind != "fund":
            if amount:
                amount.fault(f"an amount only where a fund pays{without(amount)}")
            return None
        if not amount:
            amount.fault("the pounds asked of the fund")
            return None
        if isinstance(amount.value, str):
            return amount.text(of=self.context.numbers)
        return read_tree(amount, self.context, read_pounds)

    def _held_money(self, node: Node, kind: str | None, resource: Tree[str | None] | None) -> str:
        held_money = node["held_money"]
        if not held_money:
            return ""
        if kind != "fund":
            held_money.fault(f"held money only where a fund pays{without(held_money)}")
            return ""
        funds = [self.resources[name] for name in leaves(resource) if name]
        if funds and not any(fund.held_after_step for fund in funds):
            one_off = ", ".join(fund.name for fund in funds)
            held_money.fault(f"money is held of recurrent funds alone, and {one_off} is one-off{without(held_money)}")
        change = held_money.text(of=(RAISED, LOWERED))
        if change == LOWERED and node["patience"]:
            node["patience"].fault(f"no patience where money is given back: nobody waits{without(node['patience'])}")
        return change

    def _next_multipliers(self, node: Node, periods: Sequence[Tree[Mapping[str, float]]]) -> tuple[NextMultiplier, ...]:
        multipliers = []
        for below in node["next_multipliers"].list():
            below.only("to", "where", "by")
            where = {}
            for attribute, value in below["where"].items():
                if attribute not in self.context.values:
                    value.fault(one_of(self.context.values, attribute, "an attribute:"), attribute)
                else:
                    where[attribute] = value.text(of=self.context.values[attribute])
            offered = tuple(dict.fromkeys(target for leaf in leaves(periods[0]) for target in leaf))
            to = below["to"].text(of=offered)
            if any(len(leaf) != 2 or to not in leaf for weights in periods for leaf in leaves(weights)):
                below.fault("a `next` with two targets on every date, of which the other takes what this one loses")
            multipliers.append(NextMultiplier(to=to, where=where, by=below["by"].number(**FACTOR)))
        return tuple(multipliers)

    def _patience(self, node: Node, kind: str | None) -> Patience | None:
        if not node:
            return None
        if kind is None:
            node.fault(f"patience only where people wait for something{without(node)}")
        if isinstance(node.value, str):
            clock = node.text(of=tuple(self.clocks))
            return self.clocks.get(clock)
        return read_patience(node, self.context, self.patience)


_ALL = frozenset(STAGE_KEYS)
#: What reads each part of a stage, in the order of their faults, with the keys on which it depends.
_READERS: tuple[tuple[Sequence[str], Callable[[StageReader, Node, str | None, Fields], Fields]], ...] = (
    (STAGE_PARTS["routing"], StageReader._routing),
    (STAGE_PARTS["limit"], StageReader._limit),
    (STAGE_PARTS["resource"], StageReader._resource_waited_for),
    (STAGE_PARTS["duration"], StageReader._duration),
    (STAGE_PARTS["multipliers"], StageReader._time_multipliers),
    (STAGE_PARTS["amount"], StageReader._amount_asked),
    (STAGE_PARTS["next_multipliers"], StageReader._multipliers_of_next),
    (STAGE_PARTS["patience"], StageReader._patience_of_stage),
    (STAGE_PARTS["finish"], StageReader._finish),
)
