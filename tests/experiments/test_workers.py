"""Work that is shared out among this process and others."""

import os
import time
from concurrent.futures.process import BrokenProcessPool
from itertools import count, islice
from pathlib import Path

import pytest
from programme import programme

from sim.experiments import Results, run
from sim.experiments.workers import AHEAD, are_ready, beside, cores, shared_out, start, stop
from sim.model import build


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
    told = set(shared_out(cores_there, range(12), 2))
    assert {number for process, number in told if process != os.getpid()} == {1}
    assert len(told) == 2


def test_processes_that_are_ended_while_they_start_do_no_harm():
    start(2)
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

    monkeypatch.setattr("sim.experiments.workers._Others.hand", nobody)
    results = run(build(programme()), replications=3, workers=1, folder=tmp_path / "alone")
    assert Results.load(tmp_path / "alone").kpis.equals(results.kpis)
