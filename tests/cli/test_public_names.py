"""What Python shows of the package to whoever looks around in it: every public name, with what it means."""

import dataclasses
import inspect
import subprocess
import sys
from importlib import metadata

import pytest

import sim
from sim import experiments
from sim.experiments.analysis import comparison

FUNCTIONS = [sim.build, sim.load, sim.run, comparison.compare]


def members(kind):
    """The public members of a class, without the fields of a dataclass, which the class's own text describes."""
    fields = {field.name for field in dataclasses.fields(kind)} if dataclasses.is_dataclass(kind) else set()
    for name, value in vars(kind).items():
        if not name.startswith("_") and name not in fields:
            yield name, value.__func__ if isinstance(value, classmethod) else value


def test_a_look_at_the_package_shows_all_that_is_public():
    code = "import sim; print([name for name in dir(sim) if not name.startswith('_')])"
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    public = [name for name in sim.__all__ if not name.startswith("_")]
    assert output.strip() == str(public)
    assert all(getattr(sim, name) is not None for name in sim.__all__)
    assert {name for name in dir(experiments) if not name.startswith("_")} == {*experiments.__all__}


def test_nothing_heavy_is_imported_before_it_is_asked_for():
    code = (
        "import sys, sim; dir(sim); print(sorted({'numpy', 'pandas', 'hydra', 'importlib.metadata'} & {*sys.modules}))"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert output == "[]\n"


def test_the_version_is_that_of_what_is_installed():
    assert sim.__version__ == metadata.version("ipc-rollout")


def test_what_is_not_there_is_said_so():
    with pytest.raises(AttributeError, match="module 'sim' has no attribute 'runn'"):
        _ = sim.runn


@pytest.mark.parametrize("name", [name for name in sim.__all__ if not name.startswith("_")])
def test_every_public_name_says_what_it_is(name):
    text = inspect.getdoc(getattr(sim, name))
    assert text
    assert not text.startswith(f"{name}("), "what a dataclass says by itself"


@pytest.mark.parametrize(
    ("kind", "name", "member"),
    [(kind, name, member) for kind in (sim.Results, sim.Scenario, sim.ScenarioError) for name, member in members(kind)],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_member_says_what_it_is(kind, name, member):
    text = member.__doc__
    assert text, f"{kind.__name__}.{name}"
    assert text.splitlines()[0].rstrip().endswith((".", ";", ":")) or len(text.splitlines()) > 1


@pytest.mark.parametrize("kind", [sim.Results, sim.Scenario])
def test_every_field_is_described(kind):
    words = inspect.getdoc(kind).replace(",", "").split()
    assert [field.name for field in dataclasses.fields(kind) if field.name not in words] == []


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_argument_is_described(function):
    text = inspect.getdoc(function)
    for name in inspect.signature(function).parameters:
        assert f"{name}\n" in text or f"{name}, " in text, name


@pytest.mark.parametrize("name", ["ScenarioError", "EnginesDisagree", "Interrupted", "StorageError"])
def test_what_run_raises_is_public(name):
    assert f"\n{name}\n" in inspect.getdoc(sim.run)
    assert issubclass(getattr(sim, name), BaseException)
