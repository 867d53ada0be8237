"""Settings of the whole suite."""

import os

import pytest
from command_fixtures import home, ipc, mine, results  # noqa: F401 - fixtures of every test
from hypothesis import HealthCheck, Phase, settings

# What is tested is what is shipped, wherever that lies and whoever has a folder of their own.
os.environ["IPC_HOME"] = "none"

# The same examples on every machine, and no deadline: a slow machine is not a fault.
settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow],
)
# For a day on which engines or draws have changed: pytest --hypothesis-profile=thorough tests/engines/test_agreement.py
settings.register_profile("thorough", settings.get_profile("steady"), max_examples=2500)
settings.load_profile("steady")


def pytest_addoption(parser):
    """Let whoever has the time ask for the tests that take it."""
    parser.addoption("--thorough", action="store_true", help="run the tests that take minutes too")


def pytest_collection_modifyitems(config, items):
    """Skip what takes minutes unless it is asked for."""
    if not config.getoption("--thorough"):
        for item in items:
            if "thorough" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="takes minutes: ask for it with --thorough"))
