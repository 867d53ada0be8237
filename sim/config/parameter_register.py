"""The register of parameters: for every number of the configuration what it may be, how it is known, and what it came from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..model import ScenarioError
from ..model.digits import exact
from ..model.errors import nearest
from ..model.parameters import SCALES, SHAPES
from ..model.reader.node import Node, word
from . import paths
from .provenance import register
from .strict_yaml import read_yaml

FIXED = "fixed"  #: known well enough, or following another
CHOICE = "choice"  #: decided by a programme, or what a locality is
KINDS = ("measured", "inferred", "assumed")
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?( [a-z]+)?|\$\{strength:.*\}")  # the last as a lever's file has it
#: What a programme decides, or a locality is, however it is written: nobody draws it. Of what stands below a resource only what
#: an hour costs is no decision, hours that somebody gives, what becomes of staff, how often a meeting is not held, and how many
#: people and how much of their time it takes.
DECIDED = re.compile(
    r"(seed|start|horizon|localities|strength|targets|start_state|people\.(residents|cohorts|bands))(\W.*)?"
    r"|identification\.[^.]+\.(list|size|until)(\W.*)?"
    r"|pathway\.stages\.[^.]+\.(max_steps|priority)"
    r"|resources\.[^.]+\.(?!cost_an_hour$|double_running_days$|hours_a_week\.given\.|staffing\.|cancelled$"
    r"|attendees$|minutes_each$|preparation_minutes$|preparation_cost_an_hour$).*"
)
_KEYS = (
    *("label", "keys", "value", "low", "high", "unit", "shape", "scale", "kind"),
    *("sources", "derived_from", "measure_by"),
)


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A number of the configuration, which may stand under several keys.

    Attributes
    ----------
    keys
        Key paths of a scenario. Of what is not drawn, ``*`` in them is one key or a part of one, and ``**`` any number of keys;
        what is drawn was found out for the numbers at exactly these.
    value, low, high
        The reference, and the range of what it may be, in `unit`.
    shape
        One of `sim.model.parameters.SHAPES` for what is not known, else ``fixed`` or ``choice``.
    scale
        How the numbers under the keys move with it (see `sim.model.parameters.Parameter`).
    kind
        How it is known: ``measured``, ``inferred`` or ``assumed``.
    sources, derived_from
        Ids of the evidence register; ids, and names of parameters, that it was computed from.
    measure_by
        What it would take to know it better, as an order without a full stop: time 20 plans; empty where nobody has said.
    """

    name: str
    label: str
    keys: tuple[str, ...]
    value: float
    low: float
    high: float
    unit: str
    shape: str
    scale: str
    kind: str
    sources: tuple[str, ...]
    derived_from: tuple[str, ...]
    measure_by: str = ""

    @property
    def drawn(self) -> bool:
        """Whether it is drawn anew for each replication where not knowing counts."""
        return self.shape in SHAPES

    @property
    def roots(self) -> tuple[str, ...]:
        """What it rests on directly."""
        return (*self.sources, *self.derived_from)


@cache
def parameters() -> dict[str, Parameter]:
    """Every parameter by its name, in the order of the register: the first that matches a key has it.

    Raises
    ------
    ScenarioError
        With every fault of `configs/evidence/parameters.yaml`.
    """
    return read_parameters(read_yaml(paths.evidence_file("parameters.yaml")), register())


@cache
def drawn_at() -> dict[str, Parameter]:
    """The parameter of each key path whose number is drawn, in the order of the register."""
    return {key: parameter for parameter in parameters().values() if parameter.drawn for key in parameter.keys}


def read_parameters(content: Any, evidence_ids: Collection[str]) -> dict[str, Parameter]:
    """Read a register of parameters strictly.

    Parameters
    ----------
    content
        The mapping as the YAML has it.
    evidence_ids
        Those of the evidence register.

    Raises
    ------
    ScenarioError
        With every fault: key path, value found, what is allowed.
    """
    top = Node(content)
    names = top.keys()
    read = {name: _parameter(node, name, evidence_ids, names) for name, node in top.items()}
    _check_drawn(top, read)
    if top.faults:
        raise ScenarioError(top.faults, "evidence/parameters")
    return read


def _parameter(node: Node, name: str, evidence_ids: Collection[str], names: Collection[str]) -> Parameter:
    node.only(*_KEYS)
    value, low, high = (node[key].number() for key in ("value", "low", "high"))
    if not low <= value <= high:
        node.fault("low <= value <= high", ", ".join(map(exact, (low, value, high))))
    shape = node["shape"].text(of=(*SHAPES, FIXED, CHOICE))
    if shape in SHAPES and not low < high:
        node.fault("low < high, since it is drawn", f"{exact(low)}, {exact(high)}")
    if shape == "loguniform" and not low > 0:
        node["low"].fault("more than 0, for a loguniform")
    scale = node["scale"].text(of=SCALES)
    if scale == "share" and not 0 <= low <= high <= 1:
        node.fault("a share from 0 to 1", f"{exact(low)}, {exact(high)}")
    keys = node["keys"].texts()
    if not keys:
        node["keys"].fault("at least one key path")
    return Parameter(
        name=name,
        label=node["label"].text(),
        keys=keys,
        value=value,
        low=low,
        high=high,
        unit=node["unit"].text(),
        shape=shape,
        scale=scale,
        kind=node["kind"].text(of=KINDS),
        sources=_named(node["sources"], evidence_ids, "an id of the evidence register"),
        derived_from=_named(
            node["derived_from"], [*evidence_ids, *names], "an id of the evidence register, or the name of a parameter"
        ),
        measure_by=_order(node["measure_by"]),
    )


def _check_drawn(node: Node, read: Mapping[str, Parameter]) -> None:
    """Check that each number that is drawn has one parameter, which was written for it alone, and that nobody decides it."""
    owners: dict[str, str] = {}
    for name, parameter in read.items():
        for index, key in enumerate(parameter.keys if parameter.drawn else ()):
            below = node[name]["keys"].list()[index]
            if "*" in key:
                below.fault("a key path without *, since the number there is drawn")
            elif DECIDED.fullmatch(key):
                below.fault("the key path of a number that nobody decides, since it is drawn")
            elif owners.setdefault(key, name) != name:
                below.fault(f"a key path that no other parameter draws; {owners[key]} does")


def _order(node: Node) -> str:
    text = node.text("")
    if text.endswith("."):
        node.fault("an order without a full stop, such as: time 20 plans", text)
    return text


def _named(node: Node, names: Collection[str], allowed: str) -> tuple[str, ...]:
    """The names in a list, each checked to be one of some."""
    for below in node.list():
        if below.text() not in names:
            below.fault(f"{nearest(below.text(), names)}{allowed}")
    return node.texts()


def parameter_of(path: str) -> Parameter | None:
    """The parameter to which a key path belongs: the one that draws it, else the first of the register whose keys match it."""
    undrawn = (parameter for parameter in parameters().values() if not parameter.drawn and matches(parameter, path))
    return drawn_at().get(path) or next(undrawn, None)


def matches(parameter: Parameter, path: str) -> bool:
    """Whether one of a parameter's keys matches a key path."""
    return _pattern(parameter.keys).fullmatch(path) is not None


@cache
def _pattern(keys: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_expression(key) for key in keys))


def _expression(key: str) -> str:
    """A key with ``*`` and ``**`` as a regular expression."""
    *above, last = key.split(".")
    parts = [r"(?:[^.]+\.)*" if part == "**" else _key_expression(part) + r"\." for part in above]
    return "".join([*parts, ".+" if last == "**" else _key_expression(last)])


def _key_expression(key: str) -> str:
    """One key with ``*`` as a regular expression."""
    return re.escape(key).replace(r"\*", "[^.]*")


def number_paths(value: Any, path: str = "") -> Iterator[str]:
    """The key paths of every number of a scenario's mapping, and of every interval such as ``2 weeks``.

    Those in a list have their index: ``people[0].count``.
    """
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from number_paths(below, f"{path}.{word(key)}" if path else word(key))
    elif isinstance(value, list | tuple):
        for index, below in enumerate(value):
            yield from number_paths(below, f"{path}[{index}]")
    elif is_number(value):
        yield path


def is_number(value: Any) -> bool:
    """Whether a value is a number, or an interval such as ``2 weeks``; also as the text of a file has it."""
    if isinstance(value, str):
        return _NUMBER.fullmatch(value) is not None
    return isinstance(value, int | float) and not isinstance(value, bool)
