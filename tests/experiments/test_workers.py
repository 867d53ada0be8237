"""Work that is shared out among this process and others."""

import errno
import multiprocessing
import os
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from importlib import import_module
from itertools import count, islice
from pathlib import Path

import pytest
from programme import programme
from running import run

from sim.experiments import Results
from sim.experiments.errors import Notice
from sim.experiments.execution import processes as workers
from sim.experiments.execution.processes import AHEAD, are_ready, beside, cores, most_workers, shared_out, stop
from sim.experiments.execution.tasks import execute
from sim.experiments.query import Query, evaluate
from sim.model import ScenarioError, build


def squared(number: int) -> tuple[int, int]:
    time.sleep(0.002 * (number % 3))
    return number * number, os.getpid()


def lost(number: int) -> None:
    raise LookupError(number)


def killed_unless_in(process: int) -> int:
    if os.getpid() != process:
        os.kill(os.getpid(), 9)
    time.sleep(0.1)
    return process


def cores_there(_: int) -> tuple[int, int]:
    time.sleep(0.02)
    return os.getpid(), cores()


@pytest.mark.parametrize("in_order", [True, False])
@pytest.mark.parametrize("processes", [2, 3])
def test_every_task_is_done_once_and_this_process_does_its_share(processes, in_order):
    answers = list(shared_out(squared, range(60), processes, in_order=in_order))
    numbers = [number for number, _ in answers]
    assert (numbers if in_order else sorted(numbers)) == [number * number for number in range(60)]
    at_work = {process for _, process in answers}
    assert os.getpid() in at_work
    assert 2 <= len(at_work) <= processes


def test_tasks_are_asked_for_only_as_they_are_needed():
    asked = []
    tasks = (asked.append(number) or number for number in count())
    answers = shared_out(squared, tasks, 2)
    assert len(list(islice(answers, 20))) == 20
    assert len(asked) <= 20 + 2 * AHEAD
    answers.close()


@pytest.mark.parametrize("in_order", [True, False])
def test_nothing_to_do_is_done_at_once(in_order):
    assert list(shared_out(squared, [], 2, in_order=in_order)) == []


def test_a_mistake_comes_out_and_the_next_call_works():
    with pytest.raises(LookupError):
        list(shared_out(lost, range(5), 2))
    assert len(list(shared_out(squared, range(5), 2))) == 5


def test_a_process_that_is_killed_ends_the_call_and_the_next_one_works():
    with pytest.raises(BrokenProcessPool):
        list(shared_out(killed_unless_in, [os.getpid()] * 40, 2))
    assert len(list(shared_out(squared, range(5), 2))) == 5


def test_a_worker_starts_no_workers_of_its_own():
    answers = set(shared_out(cores_there, range(12), 2))
    assert {number for process, number in answers if process != os.getpid()} == {1}
    assert len(answers) == 2


def test_processes_that_are_ended_do_no_harm():
    assert len(list(shared_out(squared, range(5), 2))) == 5
    assert are_ready()
    stop()
    assert not are_ready()
    assert len(list(shared_out(squared, range(5), 2))) == 5
    assert are_ready()


def note_process(path: Path) -> None:
    path.write_text(str(os.getpid()))


def test_what_is_done_beside_is_done_elsewhere_where_others_are_ready_and_is_done_at_the_end(tmp_path):
    here = str(os.getpid())
    stop()
    with beside(note_process, tmp_path / "alone"):
        assert (tmp_path / "alone").read_text() == here
    list(shared_out(squared, range(3), 2))
    with beside(note_process, tmp_path / "helped"):
        pass
    assert (tmp_path / "helped").read_text() != here


def test_a_mistake_beside_comes_out_at_the_end():
    list(shared_out(squared, range(3), 2))
    with pytest.raises(LookupError), beside(lost, 1):
        pass


def test_a_run_that_is_to_be_alone_leaves_nothing_to_processes_that_are_there(tmp_path, monkeypatch):
    list(shared_out(squared, range(3), 2))

    def nobody(*_):
        raise AssertionError("another process was asked")

    monkeypatch.setattr("sim.experiments.execution.processes._Others.hand", nobody)
    results = run(build(programme()), replications=3, workers=1, folder=tmp_path / "alone")
    assert Results.load(tmp_path / "alone").kpis.equals(results.kpis)


# --- where there can be no others, or not so many --------------------------------------------------------------------


@pytest.fixture
def never_started(monkeypatch):
    """As if no other process had been started yet."""
    workers._others.stop(kill=True)
    monkeypatch.setattr(workers, "_others", workers._Others())


def failing(number, first=0):
    """What the system does in place of a call, from the first one on or from a later one."""
    calls = count()

    def call(*arguments, real=None, **how):
        if next(calls) >= first:
            raise OSError(number, os.strerror(number))
        return real(*arguments, **how)

    return call


NO_SEMAPHORES = "loky.backend.synchronize._SemLock"
NO_PROCESSES = "loky.backend.fork_exec.fork_exec"


@pytest.mark.parametrize(
    ("function_name", "number", "first"),
    [
        (NO_SEMAPHORES, errno.ENOSYS, 0),  # no shared memory
        (NO_SEMAPHORES, errno.EACCES, 0),  # none that may be written to
        (NO_SEMAPHORES, errno.ENOSPC, 2),
        (NO_PROCESSES, errno.EAGAIN, 0),  # a limit of processes
        (NO_PROCESSES, errno.EAGAIN, 1),
        (NO_PROCESSES, errno.EPERM, 0),  # a sandbox
    ],
)
def test_where_no_other_process_can_be_started_this_one_does_all_the_work(
    function_name, number, first, never_started, monkeypatch
):
    module, name = function_name.rsplit(".", 1)
    real = getattr(import_module(module), name)
    monkeypatch.setattr(function_name, partial(failing(number, first), real=real))
    with pytest.warns(Notice, match="no other process can be started here") as notices:
        answers = list(shared_out(squared, range(20), 3))
    assert answers == [(number * number, os.getpid()) for number in range(20)]
    assert len(notices) == 1
    assert os.strerror(number) in str(notices[0].message)
    with beside(note_nothing, None):
        pass
    assert not [child for child in multiprocessing.active_children() if "Loky" in child.name and child.is_alive()]


def note_nothing(_):
    pass


def test_where_python_was_built_without_semaphores_too(never_started, monkeypatch):
    monkeypatch.setitem(sys.modules, "loky.backend.synchronize", None)
    with pytest.warns(Notice, match="no other process can be started here"):
        assert len(list(shared_out(squared, range(5), 2))) == 5


def test_a_run_alone_for_want_of_others_gives_the_same_numbers(never_started, monkeypatch):
    monkeypatch.setattr(NO_SEMAPHORES, failing(errno.ENOSYS))
    with pytest.warns(Notice):
        alone = run(build(programme()), replications=4, workers=2)
    assert alone.kpis.equals(run(build(programme()), replications=4, workers=1).kpis)


@pytest.mark.parametrize("number", [0, -1, True, 1.5, "2", 5000])
def test_a_number_of_processes_that_makes_no_sense_is_refused_in_one_line(number):
    for refused in (
        lambda: run(build(programme()), replications=3, workers=number),
        lambda: run(build(programme()), replications=3, workers=number, parallel="dask"),
        lambda: evaluate({"x": Query(scenario=build(programme()), replications=3, questions=())}, workers=number),
    ):
        with pytest.raises(ScenarioError) as error:
            refused()
        assert str(error.value) == (
            f"workers: found {number!r}; allowed: a whole number from 1 to {most_workers()}, best one for each core "
            f"({cores()} here); results do not depend on it"
        )


def test_a_process_that_is_ended_from_outside_in_a_run_is_told_in_one_line(monkeypatch):
    monkeypatch.setattr("sim.experiments.execution.executor.execute", partial(ended_unless_in, os.getpid()))
    with pytest.raises(
        ScenarioError, match=r"^workers: found 2; allowed: processes that last: .*; resume=true goes on$"
    ):
        run(build(programme()), replications=40, workers=2, chunk=1, crosscheck=0)


def ended_unless_in(process, task, *_):
    killed_unless_in(process)
    return execute(task)
