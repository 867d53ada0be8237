"""Scenarios for Python: read as the command reads them, and checked as far as they can be before a run."""

from __future__ import annotations

import os
from collections.abc import Sequence

from .config import load as config
from .config.packages import Package
from .config.settings import setting_keys
from .experiments.design import argument_for
from .model import Fault, Scenario, ScenarioError


def load(name: str | os.PathLike[str], *overrides: str) -> Scenario:
    """Load a scenario by its name, or by the path of its file.

    Parameters
    ----------
    name
        The name of a file in `scenarios/`, shipped or your own (see `sim.use`); or the path of any file, as a `pathlib.Path` or
        a text with a ``/`` in it or ``.yaml`` at its end. What such a file starts from is shipped, your own, or beside it.
    *overrides
        Changes as on the command line, such as ``"resources.panel.slots=12"``; how the scenario is run is for `sim.run`.

    Raises
    ------
    ScenarioError
        If there is no such scenario, for a setting of `sim.run` among the changes, or with every fault of the configuration.

    Warns
    -----
    ScenarioWarning
        For each thing in it that may well not be meant, though it can be.
    """
    if faults := _faults_of_words(name, overrides):
        raise ScenarioError(faults)
    return config.load_with_settings(os.fspath(name), overrides, dict, faults_of_checks)[0]


def package(lever: str, scenario: str | os.PathLike[str], *overrides: str) -> Package:
    """Look at a lever in a scenario as something that a manager could order: its settings, their unit, and from when on.

    Parameters
    ----------
    lever
        The name of a file in `configs/lever/`, shipped or your own.
    scenario, *overrides
        As for `sim.load`. A lever that the scenario has already is looked at as if it had not.

    Returns
    -------
    Package
        ``sim.load(scenario, f"lever={lever}", f"setting.{lever}={setting}")`` is the scenario with one of its `settings`.

    Raises
    ------
    ScenarioError
        If there is no such scenario or lever, or if the lever does not fit or its file has no `package`.
    """
    if faults := _faults_of_words(scenario, overrides):
        raise ScenarioError(faults)
    return config.load_package(lever, scenario, *overrides)


def faults_of_checks(scenario: Scenario) -> list[Fault]:
    """The checks of a scenario that speak of no KPI."""
    if not scenario.checks:
        return []
    from .measures.checks_of_scenario import misspelt_kpis  # late: few scenarios state any

    return misspelt_kpis(scenario)


def _faults_of_words(name: object, overrides: Sequence[object]) -> list[Fault]:
    """What is given to `load` that is no word, or belongs to `sim.run`."""
    faults = []
    if not isinstance(name, str | os.PathLike):
        faults.append(Fault(path="scenario", found=name, allowed="the name of a scenario, such as 'stockton_scale_up'"))
    for word in overrides:
        if not isinstance(word, str):
            faults.append(Fault(path="override", found=word, allowed="a text such as 'resources.panel.slots=12'"))
            continue
        key = word.lstrip("+").partition("=")[0]
        if key in setting_keys() and key != "uncertainty":
            allowed = f"changes of the scenario; how it is run is for {argument_for(key)}"
            faults.append(Fault(path=key, found=word, allowed=allowed))
    return faults
