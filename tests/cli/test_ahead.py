"""Processes for a long run start when it begins, and not before its words have been checked."""

import pytest

from sim.cli import ahead
from sim.cli.settings import load_for_command
from sim.experiments.execution import processes as workers

LONG = ["board=stockton", "replications=200"]


@pytest.fixture
def asked(monkeypatch) -> list[object]:
    """How many processes were asked for."""
    counts: list[object] = []
    monkeypatch.setattr(ahead, "start", counts.append)
    return counts


def settings(*words):
    return load_for_command("mm_c", words)[1].execution


@pytest.mark.parametrize(
    ("words", "reports", "counts"),
    [
        ([], [(0, 400), (1, 400), (2, 400)], [None]),
        (["workers=3"], [(0, 2000), (10, 2000)], [3]),
        ([], [(0, 399), (1, 399)], []),
        ([], [(1800, 2000), (1900, 2000)], []),  # most of it had been done before
        ([], [(0, 40), (40, 1000)], []),  # a first batch, after which there are processes if they pay
        (["parallel=dask"], [(0, 2000)], []),
    ],
)
def test_a_long_run_starts_processes_once_when_it_begins(words, reports, counts, asked):
    heard = []
    progress = ahead.starting_processes(lambda *now: heard.append(now), settings(*words))
    for now in reports:
        progress(*now)
    assert (asked, heard) == (counts, reports)


@pytest.fixture
def nobody(monkeypatch):
    """A machine on which it is a mistake to start a process."""

    def hand(*_):
        raise AssertionError("a process was started")

    monkeypatch.setattr(workers._Others, "hand", hand)


@pytest.mark.parametrize(
    "words",
    [
        [*LONG, "workers=2", "nonsense=1"],
        [*LONG, "engine=steam"],
        [*LONG, "name=../elsewhere"],
        [*LONG, "workers=5000"],
        [*LONG, "precision=nonsense"],
        ["board=no_such", "replications=200"],
        ["scenario=no_such", "replications=1000"],
        ["scenarios=[mm_c,stockton_scale_up]", "replications=1000"],  # not to be compared
    ],
)
def test_no_process_starts_for_a_run_that_is_refused(words, ipc, nobody):
    code, _, err = ipc("run", *words)
    assert code == 2
    assert err.count("\n") >= 1


def test_no_process_starts_where_it_is_not_said_whether_to_go_on(ipc, nobody, results):
    partial = results / "x.partial"
    partial.mkdir(parents=True)
    for name in ("lock", "chunk-000-0000000-5.npz"):
        (partial / name).touch()
    code, _, err = ipc("run", "scenario=mm_c", "replications=1000", "name=x")
    assert (code, err.count("\n")) == (2, 1)
    assert err.startswith("resume: found nothing; ")


@pytest.mark.parametrize("command", [["run", "scenario=mm_c"], ["validate", "V1"]])
@pytest.mark.parametrize("workers", ["5000", "0", "many"])
def test_more_processes_than_are_sensible_are_refused_in_one_line(command, workers, ipc, nobody):
    code, _, err = ipc(*command, f"workers={workers}")
    assert (code, err.count("\n")) == (2, 1)
    assert err.startswith("workers: found ")
    assert "allowed: a whole number from 1 to " in err
    assert "best one for each core (" in err
