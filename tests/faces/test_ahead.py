"""Processes for a long run start before the libraries are loaded, and end with it."""

import pytest

from sim.experiments import workers
from sim.faces.ahead import processes_for

LONG = ["board=stockton", "replications=200"]


@pytest.fixture
def told(monkeypatch) -> list[object]:
    """What processes were asked for, and when they were ended."""
    said: list[object] = []
    monkeypatch.setattr(workers, "start", lambda count: said.append(("start", count)))
    monkeypatch.setattr(workers, "stop", lambda: said.append("stop"))
    return said


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (LONG, None),
        ([*LONG, "workers=3"], 3),
        (["replications=200"], None),
        (["scenario=mm_c", "replications=400"], None),
        (["scenarios=[mm_c,mm_1]", "replications=200"], None),
    ],
)
def test_a_long_run_starts_processes_and_ends_them(words, count, told):
    with processes_for(words):
        assert told == [("start", count)]
    assert told == [("start", count), "stop"]


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["board=stockton"],
        ["scenario=mm_c", "replications=399"],
        ["scenarios=[mm_c]", "replications=200"],
        ["board=stockton", "replications=many"],
        [*LONG, "parallel=dask"],
    ],
)
def test_a_short_run_or_one_that_others_do_starts_none(words, told):
    with processes_for(words):
        pass
    assert told == []


def test_a_refused_run_ends_them(ipc, told):
    code, _, err = ipc("run", "scenario=no_such", "replications=1000")
    assert (code, told) == (2, [("start", None), "stop"])
    assert err.count("\n") == 1
