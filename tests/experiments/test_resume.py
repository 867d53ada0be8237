"""A run in chunks: whatever ends it and however it goes on, the files are the same byte for byte."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from programme import programme
from running import run

from sim.draws import uniform
from sim.experiments import Design, Interrupted, Results, kpi_matrix
from sim.experiments.execution.processes import stop
from sim.experiments.execution.schedule import CHECK, Pace, Schedule
from sim.experiments.execution.tasks import execute
from sim.experiments.plan import planned
from sim.experiments.storage import parquet
from sim.experiments.storage.lock import locked
from sim.model import ScenarioError, build

FILES = ("kpis.parquet", "monthly.parquet", "steps.parquet", "events.parquet", "summary.csv")
REPLICATIONS = 6


def two_programmes():
    short = {"horizon": "2018-12-01", "targets": {"2018-09-30": {"plans": 100, "budgets": 20}}}
    return [
        build(programme(name="as_planned", **short)),
        build(programme(name="more_staff", resources__planners__team=6, **short)),
    ]


def simulate(folder, **settings):
    settings = {"replications": REPLICATIONS, "keep": "events", "workers": 1, "chunk": 1, **settings}
    return run(two_programmes(), folder=folder, **settings)


def contents(folder):
    return {name: (Path(folder) / name).read_bytes() for name in FILES}


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory):
    """The bytes of a run that nothing happened to."""
    folder = tmp_path_factory.mktemp("uninterrupted") / "x"
    simulate(folder)
    return contents(folder)


def interrupt_after(folder, replications, **settings):
    """Run until so many replications are done, and interrupt as from the keyboard."""

    def progress(finished, _):
        if finished >= replications:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as interrupted:
        simulate(folder, progress=progress, **settings)
    return interrupted.value


def chunks(folder):
    return sorted(folder.glob("chunk-*"))


# --- the order of the work -------------------------------------------------------------------------------------------


def plan_of(**settings):
    how = {"replications": REPLICATIONS, "engine": "reference", "crosscheck": 0, "keep": "kpis", **settings}
    return planned(two_programmes(), Design(**how))


def test_all_scenarios_first_chunks_come_before_any_second_one():
    tasks = list(Schedule(plan_of().arms, REPLICATIONS, {}, Pace(), 4))
    assert [(task.index, task.replications) for task in tasks] == [
        (0, range(4)),
        (1, range(4)),
        (0, range(4, 6)),
        (1, range(4, 6)),
    ]


def test_only_what_is_missing_is_left_to_do():
    done = {0: [range(2), range(3, 4)], 1: [range(1)]}
    schedule = Schedule(plan_of().arms, REPLICATIONS, done, Pace(), 2)
    assert schedule.remaining == 3 + 5
    assert [(task.index, task.replications) for task in schedule] == [
        (1, range(1, 3)),
        (0, range(2, 3)),
        (1, range(3, 5)),
        (0, range(4, 5)),
        (0, range(5, 6)),
        (1, range(5, 6)),
    ]


def test_a_check_is_a_task_of_its_own_just_before_the_chunk_that_it_is_taken_out_of():
    plan = plan_of(engine="compiled", crosscheck=1)
    schedule = Schedule(plan.arms, REPLICATIONS, {}, Pace(), 4)
    together = schedule.work
    schedule.share(2)
    assert schedule.work == together == 2 * (REPLICATIONS + CHECK), "which takes as long as ever"
    schedule.share(3)  # as where a worker joins: what was taken out stays so
    assert plan.checked == {"as_planned": (2,), "more_staff": (1,)}
    assert [(task.index, task.replications, task.checked) for task in schedule] == [
        (1, range(1, 2), (1,)),
        (0, range(2, 3), (2,)),
        (0, range(2), ()),
        (1, range(1), ()),
        (1, range(2, 4), ()),
        (0, range(3, 4), ()),
        (0, range(4, 6), ()),
        (1, range(4, 6), ()),
    ]


def test_the_order_in_which_chunks_are_finished_does_not_matter(uninterrupted, tmp_path, monkeypatch):
    def backwards(tasks, *_):
        yield from map(execute, reversed(list(tasks)))

    monkeypatch.setattr("sim.experiments.execution.executor.performed", backwards)
    simulate(tmp_path / "x")
    assert contents(tmp_path / "x") == uninterrupted


def test_rows_go_to_disk_in_groups_of_a_fixed_number_whatever_the_chunks(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "ROWS", 1000)
    stop()  # other processes know nothing of that, and would write some of the files
    simulate(tmp_path / "one")
    simulate(tmp_path / "all", chunk=REPLICATIONS)
    assert contents(tmp_path / "one") == contents(tmp_path / "all")
    for name in FILES[:-1]:
        metadata = parquet.pq.ParquetFile(tmp_path / "one" / name).metadata
        sizes = [metadata.row_group(at).num_rows for at in range(metadata.num_row_groups)]
        assert set(sizes[:-1]) == {1000}, name
    reloaded = Results.load(tmp_path / "one")
    assert reloaded.kpis.equals(run(two_programmes(), replications=REPLICATIONS).kpis)


def test_month_ends_are_kept_of_the_first_replications_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(kpi_matrix, "MONTHS_KEPT", 3)
    results = simulate(tmp_path / "x", chunk=2)
    assert sorted(set(results.monthly["replication"])) == [0, 1, 2]
    assert sorted(set(results.kpis["replication"])) == list(range(REPLICATIONS))
    assert Results.load(tmp_path / "x").monthly.equals(results.monthly)


# --- an interruption -------------------------------------------------------------------------------------------------


def test_an_interrupted_run_goes_on_where_it_was(uninterrupted, tmp_path):
    stopped = interrupt_after(tmp_path / "x", 5)
    assert (stopped.folder, stopped.done, stopped.planned) == (tmp_path / "x.partial", 5, 2 * REPLICATIONS)
    assert [path.name for path in tmp_path.iterdir()] == ["x.partial"]
    calls = []
    simulate(tmp_path / "x", resume=True, chunk=4, progress=lambda *now: calls.append(now))
    assert calls[0] == (5, 12)
    assert contents(tmp_path / "x") == uninterrupted
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_what_an_interruption_leaves_is_paired(tmp_path):
    interrupt_after(tmp_path / "x", 6)
    done = [path.name.split("-")[1:3] for path in chunks(tmp_path / "x.partial")]
    assert done == [[folder, f"{replication:07d}"] for folder in ("000", "001") for replication in range(3)]


def test_nothing_is_left_where_nothing_was_finished(tmp_path):
    def progress(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as interrupted:
        simulate(tmp_path / "x", progress=progress)
    assert not isinstance(interrupted.value, Interrupted)
    assert not list(tmp_path.iterdir())


def test_an_unfinished_run_is_neither_forgotten_nor_taken_up_unasked(uninterrupted, tmp_path):
    interrupt_after(tmp_path / "x", 5)
    before = [path.name for path in chunks(tmp_path / "x.partial")]
    with pytest.raises(ScenarioError) as refused:
        simulate(tmp_path / "x")
    assert str(refused.value) == (
        f"resume: found nothing; allowed: resume=true to go on with the unfinished run in {tmp_path / 'x.partial'} "
        "(5 replications are done), or resume=false to throw it away and start anew"
    )
    assert [path.name for path in chunks(tmp_path / "x.partial")] == before
    calls = []
    simulate(tmp_path / "x", resume=False, progress=lambda *now: calls.append(now))
    assert calls[0] == (0, 12)
    assert contents(tmp_path / "x") == uninterrupted


def test_to_go_on_with_nothing_is_to_begin(uninterrupted, tmp_path):
    simulate(tmp_path / "x", resume=True)
    assert contents(tmp_path / "x") == uninterrupted


def test_another_plan_is_refused_and_says_what_changed(tmp_path):
    interrupt_after(tmp_path / "x", 2)
    other = [build({**scenario.mapping, "horizon": "2018-12-02"}) for scenario in two_programmes()]
    with pytest.raises(ScenarioError) as refused:
        run(other, replications=7, seed=3, keep="steps", crosscheck=2, folder=tmp_path / "x", resume=True)
    assert str(refused.value) == (
        f"resume: found True; allowed: the plan with which {tmp_path / 'x.partial'} began, or resume=false to start anew; "
        "changed: seed: 7 -> 3; replications: 6 -> 7; keep: events -> steps; crosscheck: 1 -> 2; "
        "scenarios.as_planned.horizon: 2018-12-01 -> 2018-12-02, and 1 more"
    )


def test_other_code_is_another_plan(tmp_path, monkeypatch):
    interrupt_after(tmp_path / "x", 2)
    monkeypatch.setattr("sim.experiments.identity._code", lambda: "other")
    with pytest.raises(ScenarioError, match=r"changed: code: [0-9a-f]{12} -> other"):
        simulate(tmp_path / "x", resume=True)


def test_a_plan_that_cannot_be_read_is_not_gone_on_with(tmp_path):
    interrupt_after(tmp_path / "x", 2)
    (tmp_path / "x.partial" / "plan.json").write_text('{"seed": 7, ', encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"resume=false to start anew: .*plan\.json cannot be read"):
        simulate(tmp_path / "x", resume=True)


def halved(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path):
    path.write_bytes(b"\0" * path.stat().st_size)


def touched(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def misnamed(path):
    shutil.copy(path.with_name(path.name.replace("0000001", "0000000")), path)


@pytest.mark.parametrize("damage", [halved, emptied, touched, misnamed])
def test_a_damaged_chunk_is_not_believed_but_run_again(damage, uninterrupted, tmp_path):
    interrupt_after(tmp_path / "x", 6)
    damage(chunks(tmp_path / "x.partial")[1])
    calls = []
    simulate(tmp_path / "x", resume=True, progress=lambda *now: calls.append(now))
    assert calls[0] == (5, 12)
    assert contents(tmp_path / "x") == uninterrupted


def test_a_chunk_of_another_run_is_not_believed(uninterrupted, tmp_path):
    interrupt_after(tmp_path / "x", 2)
    interrupt_after(tmp_path / "y", 2, seed=3)
    for path in chunks(tmp_path / "y.partial"):
        shutil.copy(path, tmp_path / "x.partial")
    simulate(tmp_path / "x", resume=True)
    assert contents(tmp_path / "x") == uninterrupted


def test_one_name_is_run_by_one_process_at_a_time(tmp_path):
    interrupt_after(tmp_path / "x", 2)
    with locked(tmp_path / "x.partial" / "lock"), pytest.raises(ScenarioError) as refused:
        simulate(tmp_path / "x", resume=True)
    assert re.fullmatch(
        r"name: found 'x'; allowed: a name whose run has ended \(process \d+ on \S+ is writing \S+x\.partial\)",
        str(refused.value),
    )
    simulate(tmp_path / "x", resume=True)


# --- a process that is killed ----------------------------------------------------------------------------------------

CHILD = """
import pathlib, sys, time
sys.path.insert(0, sys.argv[1])
from test_resume import simulate

def slowly(results, draft):
    time.sleep(float(sys.argv[4]))

simulate(pathlib.Path(sys.argv[2]), resume=True, workers=int(sys.argv[3]), complete=slowly)
"""


def start(folder, workers=1, pause=0.0):
    """A run in a process of its own, which goes on with what is there; it waits a while when all but done."""
    command = [sys.executable, "-c", CHILD, str(Path(__file__).parent), str(folder), str(workers), str(pause)]
    path = [str(Path(__file__).parent.parent), *sys.path]
    return subprocess.Popen(command, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": os.pathsep.join(path)})


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stderr.close()


def wait_until(condition):
    limit = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.002)


def test_a_run_that_was_killed_three_times_gives_the_same_bytes(uninterrupted, tmp_path):
    folder, partial = tmp_path / "x", tmp_path / "x.partial"
    for reached in (
        lambda: len(chunks(partial)) >= 1,
        lambda: len(chunks(partial)) >= 7,
        (partial / "draft" / "summary.csv").exists,
    ):
        process = start(folder, pause=60)
        wait_until(reached)
        kill(process)
        assert not folder.exists()
    process = start(folder)
    _, error = process.communicate(timeout=120)
    assert (process.returncode, error) == (0, b"")
    assert contents(folder) == uninterrupted
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


@pytest.mark.thorough
def test_a_run_that_was_killed_twenty_times_at_any_moment_gives_the_same_bytes(uninterrupted, tmp_path):
    folder, kills = tmp_path / "x", 0
    began = time.monotonic()
    assert start(tmp_path / "y", workers=2).communicate(timeout=120) == (None, b"")
    whole = time.monotonic() - began
    for moment in uniform(1, 0, "moments at which a run is killed", range(20)):
        process = start(folder, workers=2)
        time.sleep(0.2 * whole + 0.9 * whole * moment)
        if process.poll() is None:
            kills += 1
        else:
            assert contents(folder) == uninterrupted
            shutil.rmtree(folder)
        kill(process)
    process = start(folder, workers=2)
    assert process.communicate(timeout=120)[1] == b""
    assert contents(folder) == uninterrupted
    assert kills > 10
