"""What is shipped: the files and KPIs that the project's documents and tests are about, whatever else lies beside them."""

from __future__ import annotations

from pathlib import Path

from ..measures import KPIS
from ..model import ScenarioError
from ..model.reader.node import Node
from . import paths
from .strict_yaml import read_yaml

REGISTER = "evidence/shipped.yaml"  #: within `configs`
OF_KPIS = "kpis"


def shipped(kind: str) -> list[str]:
    """The names of what is shipped of one kind, in alphabetical order.

    Parameters
    ----------
    kind
        ``scenarios``, ``kpis``, ``board``, ``lever`` or another folder of `configs`.

    Raises
    ------
    ScenarioError
        If the register cannot be read, or names something that is not there.
    """
    top = Node(read_yaml(paths.configs() / REGISTER))
    names = top[kind].texts()
    known = list(KPIS) if kind == OF_KPIS else _lying_there(kind)
    for name in names:
        if name not in known:
            top[kind].fault("names of what is there: mend the name, or take it out of the register", name)
    if top.faults:
        raise ScenarioError(top.faults, REGISTER)
    return sorted(names)


def not_shipped(kind: str) -> list[str]:
    """The names of what lies there and is not in the register, in alphabetical order."""
    return sorted({*(KPIS if kind == OF_KPIS else _lying_there(kind))} - {*shipped(kind)})


def shipped_files() -> list[Path]:
    """Every file that is shipped, of which scenarios are put together or compared, in alphabetical order."""
    kinds = [paths.SCENARIOS, paths.BOARD, *paths.groups()]
    return sorted(_folder(kind) / f"{name}{paths.ENDING}" for kind in kinds for name in shipped(kind))


def _folder(kind: str) -> Path:
    return paths.scenarios() if kind == paths.SCENARIOS else paths.configs() / kind


def _lying_there(kind: str) -> list[str]:
    return sorted(path.stem for path in _folder(kind).glob(f"*{paths.ENDING}"))
