"""A command that is ended from outside: what is finished is kept, and nobody outlives it."""

import re
import signal
import subprocess
import sys
import time
from functools import partial

import pytest
from commands import command, finished, left_of, semaphores_of

from sim.draws import uniform

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

RUN = ("run", "scenario=mm_c", "name=x", "horizon=200", "replications=2000", "workers=2")
SECONDS = 15.0  #: after which nobody may be left


def wait_until(condition, seconds=60.0):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.02)


def is_at_work(process):
    return process.stdout.readline() == "going\n"


def is_starting_others(process):
    return any("popen_loky" in row for row in left_of(process))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_to_end_keeps_what_is_done_and_says_how_to_go_on(number, code, tmp_path):
    with command(tmp_path, *RUN, says=True) as process:
        wait_until(partial(is_at_work, process))
        process.send_signal(number)  # to the main process alone
        returned, _, err = finished(process, SECONDS)
        assert returned == code
        match = re.fullmatch(
            r"Interrupted after ([\d,]+) of 2,000 replications, which are kept in \S+x\.partial\. To go on:\n"
            rf"  ipc {' '.join(RUN)} resume=true\n",
            err,
        )
        assert match, err
        kept = sum(int(path.stem.rsplit("-", 1)[1]) for path in (tmp_path / "x.partial").glob("chunk-*.npz"))
        assert kept == int(match[1].replace(",", "")) > 0
        wait_until(lambda: not left_of(process), SECONDS)  # a child that has ended may wait for the system to be told
        assert semaphores_of(process) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_that_come_again_and_again_lose_nothing(number, tmp_path):
    with command(tmp_path, *RUN, says=True) as process:
        wait_until(partial(is_at_work, process))
        while process.poll() is None:
            process.send_signal(number)
            time.sleep(0.005)
        code, _, err = finished(process, SECONDS)
        assert code == 128 + number
        assert re.match(r"Interrupted after [\d,]+ of 2,000 replications, which are kept in ", err), err
        assert err.count("\n") == 2


def test_a_terminal_that_is_closed_does_not_end_what_nohup_started(tmp_path):
    words = (*RUN[:-2], "replications=30", "workers=1")
    with command(tmp_path, *words, says=True, shell='trap "" HUP; exec "$@"') as process:
        wait_until(partial(is_at_work, process))
        process.send_signal(signal.SIGHUP)
        assert finished(process)[0] == 0


@pytest.mark.parametrize("reached", [is_at_work, is_starting_others])
def test_nobody_outlives_a_command_that_is_killed(reached, tmp_path):
    with command(tmp_path, *RUN, says=True) as process:
        wait_until(partial(reached, process))
        process.kill()
        assert finished(process, SECONDS)[0] == -signal.SIGKILL  # nobody holds its output, for which a pipe would wait
        wait_until(lambda: not left_of(process), SECONDS)
        assert semaphores_of(process) == []


@pytest.mark.thorough
@pytest.mark.timeout(7200)
def test_ninety_kills_at_any_moment_leave_nobody_and_lose_nothing(tmp_path):
    """Everything goes through `tee`, as in a shell; each run goes on where the one before was ended."""
    words = ("run", "scenario=mm_c", "name=x", "replications=3000", "workers=2", "resume=true", "keep=steps")
    files = ("kpis.parquet", "monthly.parquet", "steps.parquet", "summary.csv")
    began = time.monotonic()
    with command(tmp_path / "undisturbed", *words) as process:
        assert finished(process, 600)[0] == 0
    whole = time.monotonic() - began
    undisturbed = {name: (tmp_path / "undisturbed" / "x" / name).read_bytes() for name in files}
    moments = uniform(1, 0, "moments at which a command is ended", range(90))
    numbers = [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL] * 30
    ended, longest = dict.fromkeys(numbers, 0), 0.0
    for moment, number in zip(moments, numbers, strict=True):
        tee = subprocess.Popen(["tee", tmp_path / "seen"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        with command(tmp_path, *words, stdout=tee.stdin, stderr=tee.stdin) as process:
            tee.stdin.close()
            time.sleep(0.6 * whole * moment)  # what goes on has less to do
            process.send_signal(number)
            now = time.monotonic()
            assert tee.wait(SECONDS) == 0
            code = process.wait(SECONDS)
            wait_until(lambda command=process: not left_of(command), SECONDS)
            longest = max(longest, time.monotonic() - now)
            # One that ends before it listens, or just after it is done, ends as any process does.
            assert code in (0, -number, 128 + number), (tmp_path / "seen").read_text()
            ended[number] += code != 0
            if number != signal.SIGKILL:
                assert semaphores_of(process) == []
                assert "Traceback" not in (tmp_path / "seen").read_text()
        if (tmp_path / "x").is_dir():
            assert {name: (tmp_path / "x" / name).read_bytes() for name in files} == undisturbed
    with command(tmp_path, *words) as process:
        assert finished(process, 600)[0] == 0
    assert {name: (tmp_path / "x" / name).read_bytes() for name in files} == undisturbed
    print(f"\n{ended} ended in time; nobody was left after {longest:.1f} s; a whole run takes {whole:.0f} s")
    assert min(ended.values()) > 20
