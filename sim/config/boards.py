"""Board sets: scenarios that are compared with each other, as a file in ``configs/board`` lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from ..model import Fault, ScenarioError
from ..model.errors import one_of
from ..model.reader.node import Node
from . import paths
from .file_cache import cached_content
from .options import Option, option_of
from .packages import PackageHead, read_head
from .strict_yaml import read_yaml


@dataclass(frozen=True, kw_only=True)
class Board:
    """A set of scenarios to be compared, the first of them the baseline.

    Attributes
    ----------
    scenarios
        Those of the board that have files; of a board of packages, the baseline alone.
    options
        Packages over the baseline, each a scenario of its own, in their order.
    replications
        Scenarios that get fewer replications than the others, and how many, since a replication of them takes long.
    """

    name: str
    title: str
    scenarios: tuple[str, ...]
    options: tuple[Option, ...] = ()
    replications: Mapping[str, int]

    @property
    def names(self) -> tuple[str, ...]:
        """The names, or paths, of all that is compared, the baseline first."""
        return (*self.scenarios, *(option.name for option in self.options))


def load_board(name: str) -> Board:
    """Load a board set by its name, or by the path of its file; paths in it lead on from there."""
    names = paths.board_names()
    chosen = paths.chosen_file(paths.BOARD, name)
    if chosen.file is None and chosen.name not in names:
        raise ScenarioError([Fault(path="board", found=name, allowed=one_of(names, name, listed="ipc show scenarios"))])
    file = chosen.file or paths.file_of(f"{paths.BOARD}/{chosen.name}", {})
    top = Node(read_yaml(file))
    top.only("title", "scenarios", "replications", "baseline", "packages", "pairs", "together")
    is_of_packages = bool(top["packages"])
    listed = (top["baseline"].text(),) if is_of_packages else top["scenarios"].texts()
    for key in ("scenarios", "replications") if is_of_packages else ("baseline", "pairs", "together"):
        if top[key]:
            top[key].fault("either scenarios, or a baseline and packages over it")
    fewer = {scenario: node.whole(low=1) for scenario, node in top["replications"].items()}
    for scenario in fewer:
        if scenario not in listed:
            top["replications"].fault("names of the board's scenarios", scenario)
    from_here = {scenario: str(file.parent / scenario) if paths.is_path(scenario) else scenario for scenario in listed}
    options = _options(top, from_here[listed[0]], file) if is_of_packages else ()
    if top.faults:
        raise ScenarioError(top.faults, f"board {name}")
    return Board(
        name=chosen.name,
        title=top["title"].text(),
        scenarios=tuple(from_here.values()),
        options=options,
        replications={
            paths.chosen_file(paths.SCENARIOS, from_here[scenario], "scenario").name: count
            for scenario, count in fewer.items()
        },
    )


def _options(top: Node, baseline: str, file: Path) -> tuple[Option, ...]:
    """What a board of packages compares with its baseline: each alone, each with each other, all together."""
    heads = [head for node in top["packages"].list() if (head := _head(node))]
    for index, node in enumerate(top["packages"].list()):
        if index and node.value in [earlier.value for earlier in top["packages"].list()[:index]]:
            node.fault("each package once")
    pairs, together = top["pairs"].truth(), top["together"].truth()
    sets: list[tuple[PackageHead, ...]] = [(head,) for head in heads]
    if pairs:
        sets += combinations(heads, 2)
    options = [option_of(baseline, packages) for packages in sets]
    if together and len(heads) > 1:
        options.append(option_of(baseline, heads, "all together"))
    return tuple(options)


def _head(node: Node) -> PackageHead | None:
    """The head of a package that a board names; None, having noted a fault, where there is none."""
    names = paths.group_names(paths.LEVER)
    name = node.text(of=names)
    if node.value != name:
        return None
    head = read_head(name, cached_content(paths.file_of(f"{paths.LEVER}/{name}", {})))
    if head is None:
        node.fault("a lever whose file has a `package`")
    return head
