"""What rests on what: the evidence behind a number, all the way down, and the targets that are no test because of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ..model import Fault, ScenarioError
from ..model.errors import nearest
from ..model.reader.node import Node
from . import paths
from .parameter_register import Parameter, parameters
from .provenance import register
from .strict_yaml import read_yaml

VALIDATION = "validation"
KINDS = (VALIDATION, "consistency", "calibration")
Parents = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a validation target rests on.

    Attributes
    ----------
    kind
        ``validation``, where a pass counts; ``consistency`` or ``calibration``, where it does not.
    sources, rests_on
        Evidence ids: of the observation, and of what its number was computed from.
    split
        By evidence id that is behind an input too: which part of it is the input, and which part is tested.
    """

    name: str
    label: str
    kind: str
    sources: tuple[str, ...]
    rests_on: tuple[str, ...] = ()
    split: Mapping[str, str] = field(default_factory=dict)


@cache
def targets() -> dict[str, Target]:
    """Every validation target by its name, in the order of `configs/evidence/targets.yaml`.

    Raises
    ------
    ScenarioError
        With every fault of what they rest on; the tests of a target are read where they are run.
    """
    return read_targets(read_yaml(paths.evidence_file("targets.yaml")), register())


def read_targets(content: Any, evidence_ids: Collection[str]) -> dict[str, Target]:
    """Read what targets rest on, strictly; `evidence_ids` are those of the evidence register."""
    top = Node(content)
    read = {}
    for name, node in top.items():
        ids = {key: node[key].texts() for key in ("sources", "rests_on")}
        split = {evidence_id: part.text() for evidence_id, part in node["split"].items()}
        for key, named in {**ids, "split": tuple(split)}.items():
            for evidence_id in named:
                if evidence_id not in evidence_ids:
                    node[key].fault(f"{nearest(evidence_id, evidence_ids)}ids of the evidence register", evidence_id)
        if not ids["sources"]:
            node["sources"].fault("at least one id of the evidence register")
        read[name] = Target(name=name, label=node["label"].text(), kind=node["kind"].text(of=KINDS), split=split, **ids)
    if top.faults:
        raise ScenarioError(top.faults, "evidence/targets")
    return read


@cache
def parents() -> dict[str, tuple[str, ...]]:
    """What every row of the register and every parameter rests on directly."""
    rows = {key: tuple(re.findall(r"[SX]\d{3}", row["derived_from"])) for key, row in register().items()}
    return {**rows, **{name: parameter.roots for name, parameter in parameters().items()}}


def ancestry(names: Iterable[str], above: Parents) -> tuple[str, ...]:
    """The names and all that they rest on, however far down, each once and the nearest first.

    Parameters
    ----------
    names
        Evidence ids, or names of parameters.
    above
        What each rests on directly.
    """
    ancestors = list(dict.fromkeys(names))
    seen = set(ancestors)
    for name in ancestors:  # which grows while it is gone through
        new = [parent for parent in dict.fromkeys(above.get(name, ())) if parent not in seen]
        seen.update(new)
        ancestors += new
    return tuple(ancestors)


def shared_evidence(target: Target, parameter: Parameter, above: Parents) -> tuple[str, ...]:
    """The evidence behind both a target and a parameter."""
    of_parameter = ancestry(parameter.roots, above)
    of_target = ancestry((*target.sources, *target.rests_on), above)
    return tuple(name for name in of_target if name in of_parameter)


def circularity_faults(tested: Iterable[Target], inputs: Collection[Parameter], above: Parents) -> list[Fault]:
    """Faults of targets that the model cannot fail, since the observation behind them went into it.

    A target that shares an ancestor with an input does not count as validation, unless its `split` says which part of that
    evidence is tested. Whatever its kind, where a number rests directly on a target's own source, the split says so.
    """
    faults = []
    for target in tested:
        for parameter in inputs:
            for evidence in shared_evidence(target, parameter, above):
                if evidence in target.split:
                    continue
                if target.kind == VALIDATION:
                    allowed = f"consistency, or a split, since {evidence} is also behind {parameter.name}"
                    faults.append(Fault(path=f"{target.name}.kind", found=target.kind, allowed=allowed))
                elif evidence in parameter.roots and evidence in target.sources:
                    allowed = f"which part of {evidence} is behind {parameter.name}, and which is tested"
                    faults.append(Fault(path=f"{target.name}.split.{evidence}", found=None, allowed=allowed))
    return faults
