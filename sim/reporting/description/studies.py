"""What is compared: scenarios, levers, board sets, and the stages that only some scenarios have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from ...config import paths, provenance
from ...config.boards import Board, load_board
from ...config.load import load
from ...config.shipped import shipped
from ...model import Scenario
from . import markdown
from .citations import Cited
from .inputs import resource_table
from .stages import stage_table

HEADER = "# @package"


@cache
def every_scenario() -> tuple[Scenario, ...]:
    """Every scenario that is shipped, composed and built once for all documents, in alphabetical order."""
    return tuple(load(name) for name in shipped(paths.SCENARIOS))


Chains: TypeAlias = Mapping[str, Sequence[Path]]  #: the files of each scenario, the one that has the last word first


def chains(scenarios: Sequence[Scenario]) -> Chains:
    """The files of which each scenario is made."""
    return {scenario.name: provenance.chain(scenario.name) for scenario in scenarios}


def scenario_table(scenarios: Sequence[Scenario], files: Chains) -> str:
    """Every scenario: what it asks, of which files it is made, from when to when, and what is hoped for."""
    rows = [
        (
            f"**{scenario.label}** `{scenario.name}`",
            scenario.lever or scenario.description,
            ", ".join(f"`{name}`" for name in _made_of(scenario.name, files)),
            f"{scenario.start} to {scenario.date(scenario.horizon)}",
            markdown.BREAK.join(_targets(scenario)),
        )
        for scenario in scenarios
    ]
    return markdown.table(("Scenario", "What it is, or what it changes", "Made of", "Days", "Looked at"), rows)


def _made_of(name: str, files: Chains) -> list[str]:
    """The files of which a scenario is made, without its own and without those of a scenario that it starts from."""
    folder = paths.scenarios()
    used = [file for file in reversed(files[name]) if file != folder / f"{name}.yaml"]
    for parent in [file for file in used if file.parent == folder]:
        used = [file for file in used if file == parent or file not in files[parent.stem]]
    return [f"{file.parent.name}/{file.stem}" for file in used]


def _targets(scenario: Scenario) -> list[str]:
    lines = []
    for target in scenario.targets:
        hoped = [f"{markdown.number(target.plans)} plans"] if target.plans is not None else []
        hoped += [f"{markdown.number(target.budgets)} budgets"] if target.budgets is not None else []
        lines.append(f"{target.date}{': ' if hoped else ''}{' and '.join(hoped)}")
    return lines


def lever_table(files: Chains) -> str:
    """Every lever that is shipped: what its file says of it, and the scenarios in which it is switched on."""
    used: dict[Path, list[str]] = {}
    for scenario, chain in files.items():
        for file in chain:
            used.setdefault(file, []).append(scenario)
    levers = [paths.configs() / "lever" / f"{name}.yaml" for name in shipped("lever")]
    rows = [
        (f"`{file.stem}`", _said_on_top(file), ", ".join(f"`{name}`" for name in used.get(file, ()))) for file in levers
    ]
    return markdown.table(("Lever", "What it does", "Switched on in"), rows)


def _said_on_top(file: Path) -> str:
    """The comment with which a file begins."""
    lines = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        if not line.startswith(HEADER):
            lines.append(line.lstrip("# "))
    return " ".join(lines)


def board_table() -> str:
    """The sets of scenarios that are compared with each other."""
    boards = [load_board(name) for name in shipped(paths.BOARD)]
    rows = [
        (
            f"**{board.title}** `{board.name}`",
            f"`{board.scenarios[0]}`",
            ", ".join([*(f"`{name}`" for name in board.scenarios[1:]), *_packages(board)]),
        )
        for board in boards
    ]
    return markdown.table(("Comparison", "Baseline", "Compared with it"), rows)


def _packages(board: Board) -> list[str]:
    """What a board of packages compares with its baseline."""
    sizes = {len(option.packages) for option in board.options}
    names = dict.fromkeys(name for option in board.options for name in option.packages)
    listed = [f"`{name}`" for name in names]
    if 2 in sizes and len(names) > 2:
        listed.append("each with each other")
    return [*listed, "all together"] if len(names) in sizes - {1} else listed


@dataclass(frozen=True, kw_only=True)
class Peculiar:
    """What a scenario has and the base has not: tables of stages and resources, and the scenarios that have some of it too."""

    name: str
    label: str
    also: list[str]
    tables: list[str]


def peculiar(scenarios: Sequence[Scenario], base: Scenario) -> list[Peculiar]:
    """Stages and resources that the base has not, each in the first scenario that has it.

    A scenario that does not even begin as the base does is another pathway, which is told whole.
    """
    door = base.pathway.stages[0].name
    stages, resources = {stage.name for stage in base.pathway.stages}, set(base.resource_index)
    parts = []
    for scenario in scenarios:
        names = [stage.name for stage in scenario.pathway.stages]
        is_other_pathway = door not in names
        new = names if is_other_pathway else [name for name in names if name not in stages]
        extra = [name for name in scenario.resource_index if is_other_pathway or name not in resources]
        if not new and not extra:
            continue
        cited = Cited(scenario.name)
        tables = [stage_table(scenario, cited, new)] if new else []
        tables += [resource_table(scenario, cited, extra)] if extra else []
        also = [
            another.name
            for another in scenarios
            if another is not scenario and not is_other_pathway and _shares(another, new, extra)
        ]
        parts.append(Peculiar(name=scenario.name, label=scenario.label, also=also, tables=tables))
        if not is_other_pathway:
            stages.update(new)
            resources.update(extra)
    return parts


def _shares(scenario: Scenario, stages: Sequence[str], resources: Sequence[str]) -> bool:
    """Whether a scenario has one of the stages or resources."""
    return not scenario.pathway.index.keys().isdisjoint(stages) or not scenario.resource_index.keys().isdisjoint(
        resources
    )


def source_table(ids: Sequence[str]) -> str:
    """Where the rows of the evidence register with these ids come from."""
    register = provenance.register()
    by_source: dict[str, list[str]] = {}
    for name in sorted(set(ids)):
        row = register.get(name)
        source = f"{row['source']}{', ' + row['year'] if row['year'] else ''}" if row else "not in the register"
        by_source.setdefault(source, []).append(name)
    return markdown.table(
        ("Source", "Evidence ids"), [(source, ", ".join(names)) for source, names in by_source.items()]
    )
