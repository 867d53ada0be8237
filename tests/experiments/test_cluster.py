"""A Dask cluster does the work: the same bytes, nothing lost, and one line within seconds where it cannot."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from programme import programme
from running import run

from sim.cli import main
from sim.config import paths
from sim.experiments import EnginesDisagree, Interrupted
from sim.experiments.execution import cluster
from sim.model import ScenarioError, build

pytest.importorskip("distributed", reason="Dask is not installed: it comes with the levels dev and all")

from clusters import ROOT, started

FILES = ("kpis.parquet", "monthly.parquet", "steps.parquet", "events.parquet", "summary.csv")
BOTH = [
    build(programme(name=name, horizon="2018-12-01", targets={"2018-09-30": {"plans": 100}}, **changes))
    for name, changes in {"as_planned": {}, "more_staff": {"resources__planners__team": 6}}.items()
]


def simulate(folder, **settings):
    return run(BOTH, folder=folder, **{"replications": 8, "keep": "events", "chunk": 1, **settings})


def contents(folder):
    return {name: (folder / name).read_bytes() for name in FILES}


@pytest.fixture(scope="module")
def by_processes(tmp_path_factory):
    """The bytes of the same run without a cluster."""
    folder = tmp_path_factory.mktemp("processes") / "x"
    simulate(folder, workers=1)
    return contents(folder)


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory):
    """The address of a cluster of two workers, one of which does two things at once."""
    with started(tmp_path_factory.mktemp("cluster")) as small_cluster:
        small_cluster.worker(ROOT, "--nthreads", "1")
        small_cluster.worker(ROOT, "--nthreads", "2")
        yield small_cluster.ready(2)


def refusal(address=None, parallel="dask", **settings):
    """The one line with which a run is refused, and within how many seconds."""
    began = time.monotonic()
    with pytest.raises(ScenarioError) as refused:
        run(BOTH, parallel=parallel, address=address, **settings)
    (fault,) = refused.value.faults
    return str(fault), time.monotonic() - began


def test_a_cluster_of_this_machine_gives_the_same_bytes_beside_another_one(by_processes, tmp_path):
    with socket.socket() as other:
        with suppress(OSError):  # it is taken by another one in any case
            other.bind(("", 8787))
            other.listen()
        simulate(tmp_path / "x", parallel="dask", workers=2)
    assert contents(tmp_path / "x") == by_processes
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_cluster_that_is_there_gives_the_same_bytes(two_workers, by_processes, tmp_path):
    simulate(tmp_path / "x", parallel="dask", address=two_workers)
    assert contents(tmp_path / "x") == by_processes


def test_a_worker_that_is_killed_takes_nothing_with_it(by_processes, tmp_path):
    calls = []
    with started(tmp_path) as small_cluster:
        doomed = small_cluster.worker(ROOT, "--nthreads", "1")
        small_cluster.worker(ROOT, "--nthreads", "1")
        address = small_cluster.ready(2)

        def progress(finished, _):
            calls.append(finished)
            if finished == 0:
                doomed.send_signal(signal.SIGSTOP)  # it is given tasks, and never says a word about them
            if finished == 5:
                doomed.kill()

        simulate(tmp_path / "x", parallel="dask", address=address, progress=progress)
    assert calls == list(range(17))
    assert contents(tmp_path / "x") == by_processes


def test_an_interruption_keeps_what_is_done_and_processes_go_on_with_it(two_workers, by_processes, tmp_path):
    def progress(finished, _):
        if finished == 5:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as interrupted:
        simulate(tmp_path / "x", parallel="dask", address=two_workers, progress=progress)
    assert (interrupted.value.done, interrupted.value.planned) == (5, 16)
    assert len(list((tmp_path / "x.partial").glob("chunk-*"))) == 5
    simulate(tmp_path / "x", resume=True, workers=1)
    assert contents(tmp_path / "x") == by_processes


def test_results_in_memory_are_the_same(two_workers):
    how = {"replications": 4, "chunk": 1}
    assert run(BOTH, parallel="dask", address=two_workers, **how).kpis.equals(run(BOTH, workers=1, **how).kpis)


WRONG = """
from sim import engines
from sim.engines.reference import simulate

def wrong(draws):
    outcome = simulate(draws)
    outcome.steps.setflags(write=True)
    outcome.steps["joined"][5] += 1
    return outcome

engines.ENGINES["reference"] = wrong
"""


def test_a_disagreement_of_engines_comes_through(tmp_path):
    (tmp_path / "wrong.py").write_text(WRONG, encoding="utf-8")
    with started(tmp_path) as small_cluster:
        small_cluster.worker(ROOT, "--nthreads", "1", "--preload", str(tmp_path / "wrong.py"))
        with pytest.raises(EnginesDisagree, match=r"Row 6 is the first that differs"):
            simulate(tmp_path / "x", parallel="dask", address=small_cluster.ready(1))
    assert not list(tmp_path.glob("x*")), "what a wrong engine made is not worth keeping"


# --- a cluster that cannot do it -------------------------------------------------------------------------------------


def nobody():
    """An address at which nobody answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{free.getsockname()[1]}"


def test_nobody_at_the_address_is_one_line_within_seconds(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(paths, "results", lambda: tmp_path / "results")
    monkeypatch.setattr(cluster, "CONNECT", 2.0)
    address, began = nobody(), time.monotonic()
    code = main.main(["run", "scenario=mm_c", "replications=1", "parallel=dask", f"parallel.address={address}"])
    output = capsys.readouterr()
    assert (code, output.out) == (2, "")
    assert re.fullmatch(
        rf"parallel\.address: found '{address}'; allowed: the address of a Dask scheduler that answers, such as "
        r"tcp://host:8786 \(.*\)\n",
        output.err,
    )
    assert time.monotonic() - began < 15
    assert not list((tmp_path / "results").iterdir())


def test_somebody_else_at_the_address_is_one_line_too(monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT", 1.0)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        message, seconds = refusal(address)
    assert message.startswith(f"parallel.address: found '{address}'; allowed: the address of a Dask scheduler")
    assert seconds < 10


def without_the_package(folder):
    """What keeps a process of Python from importing the package, as if it were not installed."""
    (folder / "none" / "sim").mkdir(parents=True)
    text = "raise ModuleNotFoundError(\"No module named 'sim'\")\n"
    (folder / "none" / "sim" / "__init__.py").write_text(text, encoding="utf-8")
    return folder / "none"


def test_a_scheduler_without_the_package_is_one_line_within_seconds(tmp_path):
    with started(tmp_path, without_the_package(tmp_path)) as small_cluster:
        small_cluster.worker()
        message, seconds = refusal(address := small_cluster.ready(1))
    assert message == (
        f"parallel.address: found '{address}'; allowed: a cluster whose scheduler and workers can import this package; "
        "its scheduler cannot (No module named 'sim')"
    )
    assert seconds < 10


def test_workers_none_without_the_package_or_with_other_code_are_one_line_each(tmp_path):
    shutil.copytree(ROOT / "sim", tmp_path / "other" / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / "other" / "sim" / "draws" / "draws.py").open("a", encoding="utf-8") as file:
        file.write("# another version\n")
    with started(tmp_path) as small_cluster:
        address = small_cluster.ready(0)
        allowed = f"parallel.address: found '{address}'; allowed: a cluster "
        message, seconds = refusal(address)
        assert message == f"{allowed}with at least one worker: it has none"
        assert seconds < 10
        worker = small_cluster.worker(without_the_package(tmp_path))
        small_cluster.ready(1)
        message, seconds = refusal(address)
        assert re.fullmatch(
            rf"{allowed}whose scheduler and workers can import this package; its worker tcp://\S+ cannot "
            r"\(No module named 'sim'\)",
            message,
        )
        assert seconds < 10
        worker.kill()
        small_cluster.worker(tmp_path / "other")
        small_cluster.ready(2)
        time.sleep(0.5)  # until the scheduler has noticed who is gone
        message, seconds = refusal(address)
        assert re.fullmatch(
            rf"{allowed}with code [0-9a-f]{{12}}, as here; its worker \S+ has [0-9a-f]{{12}} \(restart it .*\)", message
        )
        assert seconds < 20  # it loads all that the code needs first


@pytest.mark.thorough
def test_a_worker_without_the_package_that_joins_later_ends_the_run_in_one_line(tmp_path):
    with started(tmp_path) as small_cluster:
        first = small_cluster.worker()
        address = small_cluster.ready(1)

        def progress(finished, _):
            if finished == 2:
                first.kill()
                small_cluster.worker(without_the_package(tmp_path))

        message, _ = refusal(address, progress=progress, replications=200, chunk=1)
    assert (
        "allowed: workers with the code that is here: one that joined later has not (No module named 'sim')" in message
    )


def test_a_cluster_whose_workers_have_all_gone_is_not_waited_for_forever(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "LOOK", 0.2)
    monkeypatch.setattr(cluster, "ALONE", 0.6)
    with started(tmp_path) as small_cluster:
        worker = small_cluster.worker()
        address = small_cluster.ready(1)
        message, _ = refusal(
            address,
            progress=lambda done, _: worker.kill() if done == 2 else None,
            replications=200,
            chunk=1,
            folder=tmp_path / "x",
        )
    assert message.endswith("allowed: workers: it has had none for 0.6 s; resume=true goes on")
    assert list((tmp_path / "x.partial").glob("chunk-*"))


@pytest.mark.thorough
def test_a_scheduler_that_goes_ends_the_run_in_one_line(tmp_path, monkeypatch):
    with started(tmp_path) as small_cluster:
        small_cluster.worker()
        address = small_cluster.ready(1)
        message, seconds = refusal(
            address,
            progress=lambda done, _: small_cluster.processes[0].kill() if done == 2 else None,
            replications=200,
            chunk=1,
        )
    assert message.endswith("allowed: a scheduler that stays: it has gone; resume=true goes on")
    assert seconds < 60


def test_dask_that_is_not_installed_is_named_in_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert refusal()[0] == (
        "parallel: found 'dask'; allowed: processes, or dask once it is installed: pip install ipc-rollout[cluster]"
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"parallel": "threads"}, "parallel: found 'threads'; allowed: one of processes, dask"),
        (
            {"parallel": "processes", "address": "tcp://a:1"},
            "parallel.address: found 'tcp://a:1'; allowed: null, or parallel=dask beside it",
        ),
        (
            {"address": "a host"},
            "parallel.address: found 'a host'; allowed: the address of a Dask scheduler, such as tcp://host:8786",
        ),
        (
            {"address": "tcp://a:1", "workers": 2},
            "workers: found 2; allowed: null beside parallel.address: a cluster that is there has as many as it has",
        ),
    ],
)
def test_settings_that_do_not_go_together_are_refused(settings, message):
    assert refusal(**settings)[0] == message


# --- the command -----------------------------------------------------------------------------------------------------

ELSEWHERE = """
import contextlib, pathlib, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from sim.cli import main, progress
from sim.config import paths
paths.results = lambda: pathlib.Path(sys.argv[1])
progress.progress_bar = lambda _: contextlib.nullcontext(lambda done, _: done and print("going", flush=True))
if __name__ == "__main__":
    sys.exit(main.main(sys.argv[2:]))
"""


def test_ctrl_c_ends_the_command_and_its_cluster_and_says_how_to_go_on(tmp_path):
    words = ("run", "scenario=mm_c", "horizon=200", "replications=2000", "parallel=dask", "workers=2", "name=x")
    process = subprocess.Popen(
        [sys.executable, "-c", ELSEWHERE, str(tmp_path), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])},
    )
    assert process.stdout.readline() == "going\n"
    os.killpg(process.pid, signal.SIGINT)  # as the terminal does: every process of the command gets it
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert re.fullmatch(
        r"Interrupted after [\d,]+ of 2,000 replications, which are kept in \S+x\.partial\. To go on:\n"
        rf"  ipc {' '.join(words)} resume=true\n",
        err,
    ), err
    limit = time.monotonic() + 10
    while subprocess.run(["pgrep", "-g", str(process.pid)], capture_output=True, check=False).returncode == 0:
        assert time.monotonic() < limit, "a worker is left"
        time.sleep(0.05)
    assert [path.name for path in Path(tmp_path).iterdir()] == ["x.partial"]
