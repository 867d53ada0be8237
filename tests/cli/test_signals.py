"""Signals that ask the command to end are interruptions, each as long as none is on its way."""

import signal
import sys
import time
from contextlib import suppress

import pytest

from sim.cli import signals
from sim.cli.signals import interruptions

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_signal_is_an_interruption_and_afterwards_what_it_was(number):
    before = signal.getsignal(number)
    with interruptions(until_the_end=False) as received, pytest.raises(KeyboardInterrupt):
        signal.raise_signal(number)
    assert received == [number]
    assert signal.getsignal(number) is before


def test_while_one_is_on_its_way_another_changes_nothing():
    steps = []

    def finish():
        try:
            yield
        finally:
            signal.raise_signal(signal.SIGINT)  # as another generator is closed on the way
            steps.append("closed")

    with interruptions(until_the_end=False) as received:
        generator = finish()
        next(generator)
        try:
            try:
                signal.raise_signal(signal.SIGTERM)
            finally:
                signal.raise_signal(signal.SIGINT)
                steps.append("cleaned up")
                generator.close()
        except KeyboardInterrupt:
            signal.raise_signal(signal.SIGHUP)
            steps.append("told")
    assert steps == ["cleaned up", "closed", "told"]
    assert received == [signal.SIGTERM, signal.SIGINT, signal.SIGINT, signal.SIGHUP]


def test_one_that_got_lost_in_a_library_is_not_the_last():
    with interruptions(until_the_end=False):
        with suppress(BaseException):  # as some libraries do
            signal.raise_signal(signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)


def test_one_that_got_lost_in_a_library_comes_again(monkeypatch):
    monkeypatch.setattr(signals, "REPEAT_AFTER", 0.02)
    before = signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)[1]
    with interruptions(until_the_end=False) as received:
        for _ in range(3):  # however often it gets lost
            with suppress(BaseException):
                signal.raise_signal(signal.SIGTERM)
                raise AssertionError
        with pytest.raises(KeyboardInterrupt):
            time.sleep(60)
    assert received == [signal.SIGTERM] * 3
    assert (signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)[1]) == before


def test_one_that_is_on_its_way_does_not_come_again(monkeypatch):
    monkeypatch.setattr(signals, "REPEAT_AFTER", 0.02)
    with interruptions(until_the_end=False):
        try:
            signal.raise_signal(signal.SIGTERM)
        except KeyboardInterrupt:
            time.sleep(0.2)  # as what is finished is kept


def test_one_that_is_ignored_stays_so():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with interruptions(until_the_end=False) as received:
            signal.raise_signal(signal.SIGHUP)
        assert received == []
    finally:
        signal.signal(signal.SIGHUP, before)


def test_nothing_disturbs_the_end_of_the_process():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        with interruptions(until_the_end=True):
            pass
        for number in before:
            signal.raise_signal(number)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
