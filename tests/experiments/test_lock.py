"""A lock ends with its process; a file system that has none is told and stops nobody."""

import errno
import os
import re
import sys

import pytest
from programme import programme

from sim.experiments import Results, run
from sim.experiments.errors import Notice
from sim.experiments.storage.lock import locked
from sim.model import build

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stands in for what other systems lock with")


def answering(number):
    def flock(*_):
        raise OSError(number, os.strerror(number))

    return flock


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL, errno.EIO])
def test_where_there_are_no_locks_a_run_goes_on_and_says_so(number, tmp_path, monkeypatch):
    monkeypatch.setattr("fcntl.flock", answering(number))
    with pytest.warns(Notice) as notices:
        results = run(build(programme()), replications=2, workers=1, folder=tmp_path / "x")
    (line,) = [str(notice.message) for notice in notices]
    assert re.fullmatch(r"\S+x\.partial: this file system has no locks \(.+\), so nothing else should run .*", line)
    assert Results.load(tmp_path / "x").kpis.equals(results.kpis)


@pytest.mark.parametrize("number", [errno.EWOULDBLOCK, errno.EACCES])
def test_a_lock_that_another_process_holds_is_not_taken_for_none(number, tmp_path, monkeypatch):
    monkeypatch.setattr("fcntl.flock", answering(number))
    with locked(tmp_path / "lock") as owner:
        assert owner == "another process"


def test_who_holds_a_lock_is_named_and_whoever_comes_after_gets_it(tmp_path):
    with locked(tmp_path / "lock") as first, locked(tmp_path / "lock") as second:
        assert first is None
        assert re.fullmatch(rf"process {os.getpid()} on \S+", second)
    with locked(tmp_path / "lock") as third:
        assert third is None
