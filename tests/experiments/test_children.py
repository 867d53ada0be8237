"""Processes that this one starts leave signals to it; and it is not interrupted while it starts them."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from sim.experiments.execution.children import SIGNALS, undisturbed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows blocks no signals")


def blocked():
    return signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_an_interruption_waits_until_the_process_has_started():
    done = []

    def start():
        with undisturbed():
            os.kill(os.getpid(), signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
            done.append("all")

    with pytest.raises(KeyboardInterrupt):
        start()
    assert done == ["all"]
    assert not blocked() & {*SIGNALS}
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_it_waits_too_where_another_thread_gets_the_signal():
    done, ready, go = [], threading.Event(), threading.Event()

    def get_signal():
        ready.set()
        go.wait()
        signal.raise_signal(signal.SIGINT)

    thread = threading.Thread(target=get_signal)
    thread.start()
    ready.wait()

    def start():
        with undisturbed():
            go.set()
            thread.join()
            done.append("all")

    with pytest.raises(KeyboardInterrupt):
        start()
    assert done == ["all"]


def test_a_process_is_born_deaf_to_what_asks_this_one_to_end():
    code = "import signal; print(*sorted(signal.pthread_sigmask(signal.SIG_BLOCK, ())))"
    with undisturbed():
        child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert child.stdout.split() == [str(int(number)) for number in sorted(SIGNALS)]


def test_signals_that_this_process_does_not_handle_are_left_as_they_are():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with undisturbed():
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGHUP, before)
