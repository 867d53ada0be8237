"""What is shipped: the files and KPIs that the project's documents and tests are about, whatever else lies beside them."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from ..model import ScenarioError
from ..model.reader.node import Node
from . import paths
from .strict_yaml import read_yaml

REGISTER = "evidence/shipped.yaml"  #: within `configs`
OF_KPIS = "kpis"


def shipped(kind: str, among: Collection[str] | None = None) -> list[str]:
    """The names of what is shipped of one kind, in alphabetical order.

    Parameters
    ----------
    kind
        ``scenarios``, ``kpis``, ``board``, ``lever`` or another folder of `configs`.
    among
        What there is of that kind, among which every name has to be; by default the files in the folder of that name. The
        configuration does not know the KPIs.

    Raises
    ------
    ScenarioError
        If the register cannot be read, or names something that is not there.
    """
    top = Node(read_yaml(paths.configs() / REGISTER))
    names = top[kind].texts()
    existing = paths.group_names(kind, own=False) if among is None and kind != OF_KPIS else among
    for name in names:
        if existing is not None and name not in existing:
            top[kind].fault("names of what is there: mend the name, or take it out of the register", name)
    if top.faults:
        raise ScenarioError(top.faults, REGISTER)
    return sorted(names)


def not_shipped(kind: str, among: Collection[str] | None = None) -> list[str]:
    """The names of what lies there and is not in the register, in alphabetical order."""
    return sorted({*(paths.group_names(kind, own=False) if among is None else among)} - {*shipped(kind, among)})


def shipped_files() -> list[Path]:
    """Every file that is shipped, of which scenarios are put together or compared, in alphabetical order."""
    kinds = [paths.SCENARIOS, paths.BOARD, *paths.groups()]
    return sorted(
        paths.group_folder(kind, paths.home()) / f"{name}{paths.ENDING}" for kind in kinds for name in shipped(kind)
    )
