"""The settings of a command, and scenarios loaded with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..config.load import load_packages, load_with_settings
from ..config.options import Option
from ..experiments import Design, Execution
from ..loading import faults_of_checks
from ..model import Fault, Scenario, ScenarioError


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a command is asked, and how it is carried out."""

    design: Design
    execution: Execution


def read_settings(values: Mapping[str, Any]) -> Settings:
    """Read the settings strictly.

    Raises
    ------
    ScenarioError
        With every fault of them.
    """
    faults: list[Fault] = []
    design = execution = None
    try:
        design = Design.read(values)
    except ScenarioError as error:
        faults += error.faults
    try:
        execution = Execution.read(values)
    except ScenarioError as error:
        faults += error.faults
    if design is None or execution is None:
        raise ScenarioError(faults)
    return Settings(design=design, execution=execution)


def load_for_command(name: str, overrides: Sequence[str]) -> tuple[Scenario, Settings]:
    """Load a scenario and the settings of the command, both checked as far as they can be before a run."""
    return load_with_settings(name, overrides, read_settings, faults_of_checks)


def load_option_for_command(option: Option, overrides: Sequence[str]) -> tuple[Scenario, Settings]:
    """Load an option of a board, and the settings of the command, in the same way."""
    words = option.words(overrides)
    scenario, settings = load_for_command(option.scenario, words)
    return option.named(scenario, load_packages(option.scenario, words, option.packages)), settings
