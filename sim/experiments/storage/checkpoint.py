"""An unfinished run: the chunks that are done, in memory or in a folder from which the run can go on."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from ...model import Fault, ScenarioError
from ..arm import Experiment
from ..errors import StorageError
from ..execution.tasks import Chunk
from ..plan import changes
from .atomic_folder import DRAFT, OLD, recovered
from .chunk_file import CHUNK_FILE, CorruptError, read, replications_in, write
from .inventory import DROPPINGS, reason
from .lock import locked

SUFFIX = ".partial"  #: of the folder beside the results
PLAN, LOCK, CHUNKS = "plan.json", "lock", "chunk-*.npz"
#: All that a run puts into that folder.
_OWN = re.compile(rf"{PLAN}|{LOCK}|{DRAFT}|{OLD}|{CHUNK_FILE}|\..+\.draft")


class Store(Protocol):
    """Where finished chunks are kept until all are there."""

    def add(self, chunk: Chunk) -> None:
        """Keep a chunk."""

    def done(self) -> dict[int, list[range]]:
        """The replications that are finished, by the index of the arm."""

    def chunks(self, index: int, *, tables: bool = False, before: int | None = None) -> Iterator[Chunk]:
        """The chunks of one arm in order, or those that begin before a replication; with their long tables or without."""


class Memory:
    """Chunks in memory, for a run that writes nothing."""

    def __init__(self) -> None:
        self._chunks: list[Chunk] = []

    def add(self, chunk: Chunk) -> None:
        """Keep a chunk."""
        self._chunks.append(chunk)

    def done(self) -> dict[int, list[range]]:
        """The replications that are finished, by the index of the arm."""
        done: dict[int, list[range]] = {}
        for chunk in self._chunks:
            done.setdefault(chunk.index, []).append(chunk.replications)
        return done

    def chunks(self, index: int, *, tables: bool = False, before: int | None = None) -> Iterator[Chunk]:
        """The chunks of one arm in order, or those that begin before a replication."""
        del tables  # they are there in any case
        own = sorted(
            (chunk for chunk in self._chunks if chunk.index == index), key=lambda chunk: chunk.replications.start
        )
        yield from (chunk for chunk in own if before is None or chunk.replications.start < before)


class Unfinished:
    """Chunks in a folder beside the results; see `unfinished`.

    Attributes
    ----------
    folder
        The folder.
    """

    def __init__(self, folder: Path, results: Path, plan: Experiment) -> None:
        self.folder, self._results, self._plan = folder, results, plan
        self._files: dict[int, list[tuple[range, Path]]] = {}

    @property
    def finished(self) -> int:
        """Replications that are finished, over all scenarios, and so are kept: as many as there are on the disk."""
        return _kept(self.folder)

    @contextlib.contextmanager
    def storing(self) -> Iterator[None]:
        """Tell what the disk refuses within the block in one line, which says what is kept.

        Raises
        ------
        StorageError
            If it refuses anything, or gives back something else than was written.
        """
        try:
            yield
        except StorageError:
            raise
        except (OSError, CorruptError) as error:
            kept = f"; {self.finished:,} finished replications are kept in {self.folder}" if self.finished else ""
            raise StorageError(
                f"{self._results} was not written: {reason(error)}{kept}", self.folder if self.finished else None
            ) from error

    def add(self, chunk: Chunk) -> None:
        """Write a chunk."""
        with self.storing():
            self._know(chunk, write(chunk, self.folder, self._plan.fingerprint))

    def done(self) -> dict[int, list[range]]:
        """The replications that are finished, by the index of the arm."""
        return {index: [part for part, _ in files] for index, files in self._files.items()}

    def chunks(self, index: int, *, tables: bool = False, before: int | None = None) -> Iterator[Chunk]:
        """The chunks of one arm in order, or those that begin before a replication; with their long tables or without."""
        files = sorted(self._files.get(index, ()), key=lambda file: file[0].start)
        for path in [path for part, path in files if before is None or part.start < before]:
            with self.storing():
                chunk = read(path, self._plan.fingerprint, tables=tables)
            yield chunk

    def begin(self) -> None:
        """Throw away what is there, and begin."""
        for path in _own(self.folder):
            if path.name != LOCK:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        self._files = {}
        draft = self.folder / f".{PLAN}.draft"
        draft.write_text(json.dumps(self._plan.document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        os.replace(draft, self.folder / PLAN)

    def go_on(self) -> None:
        """Take up the chunks that are there; those that are not whole are thrown away, to be run again."""
        for path in sorted(self.folder.glob(CHUNKS)):
            try:
                chunk = read(path, self._plan.fingerprint, verify=True)
            except CorruptError:
                path.unlink()
                continue
            self._know(chunk, path)
        for draft in self.folder.glob(".*.draft"):
            draft.unlink()

    def _know(self, chunk: Chunk, path: Path) -> None:
        self._files.setdefault(chunk.index, []).append((chunk.replications, path))


@contextlib.contextmanager
def unfinished(results: Path, plan: Experiment, resume: bool | None) -> Iterator[Unfinished]:
    """Open the folder of the unfinished run beside a folder of results, for nobody else to use meanwhile.

    It is removed at the end of the block where nothing in it is worth keeping: no finished chunk. The caller removes it when
    the results are written.

    Parameters
    ----------
    results
        The folder of the results.
    plan
        What is to be run.
    resume
        Whether to go on with an unfinished run (True), or to throw it away (False); None: there should be none.

    Raises
    ------
    ScenarioError
        If a run of the same name is going on, if there is an unfinished one and nobody said what to do with it, or if it
        began with another plan.
    """
    with _opened(partial_folder(results), results, plan, resume) as store:
        yield store


@contextlib.contextmanager
def kept(folder: Path, experiment: Experiment, resume: bool | None) -> Iterator[Unfinished]:
    """The same in a folder in which finished chunks stay: an experiment that has ended is read from it, and not run again.

    Raises
    ------
    ScenarioError
        As `unfinished` does.
    """
    with _opened(folder, folder, experiment, resume) as store:
        yield store


@contextlib.contextmanager
def _opened(folder: Path, results: Path, plan: Experiment, resume: bool | None) -> Iterator[Unfinished]:
    store = Unfinished(folder, results, plan)
    with contextlib.ExitStack() as stack:
        with writing_into(results):
            if problem := obstacle_unfinished(folder):
                allowed = f"a name beside which nothing of your own ends in {SUFFIX} ({problem})"
                if folder == results:
                    allowed = f"a folder that is new, empty, or holds chunks of an experiment ({problem})"
                raise ScenarioError([Fault(path="name", found=results.name, allowed=allowed)])
            existed = folder.is_dir()
            owner = stack.enter_context(locked(folder / LOCK))
        if owner is not None:
            allowed = f"a name whose run has ended ({owner} is writing {folder})"
            raise ScenarioError([Fault(path="name", found=results.name, allowed=allowed)])
        try:
            with writing_into(results):
                recovered(results, folder)
                if existed and _settled(folder, plan, resume):
                    store.go_on()
                else:
                    store.begin()
            yield store
        finally:
            if not next(folder.glob(CHUNKS), None):
                discard(folder)


def partial_folder(results: Path) -> Path:
    """The folder of the unfinished run beside a folder of results."""
    return results.with_name(results.name + SUFFIX)


def obstacle_unfinished(folder: Path) -> str | None:
    """Why an unfinished run may not be kept in a folder: it holds something else, which is never touched. None where it may."""
    if folder.is_symlink():
        return f"{folder} is a link"
    if not folder.exists():
        return None
    if not folder.is_dir():
        return f"{folder} is a file"
    names = sorted(path.name for path in folder.iterdir())
    own = [path.name for path in _own(folder)]
    strange = [name for name in names if name not in own]
    if not strange and (not names or LOCK in names or plan_of(folder) is not None):
        return None
    return f"{folder} holds {(strange or names)[0]!r}, which no run wrote"


@contextlib.contextmanager
def writing_into(folder: Path) -> Iterator[None]:
    """Tell in one line, before the simulation and not after it, that a folder cannot be written.

    Raises
    ------
    ScenarioError
        If it cannot.
    """
    try:
        yield
    except OSError as error:
        allowed = f"a folder that can be written to ({folder}: {reason(error)})"
        raise ScenarioError([Fault(path="results", found=folder.name, allowed=allowed)]) from error


def discard(folder: Path) -> None:
    """Remove an unfinished run, its lock last, and the folder unless something else has come into it."""
    with contextlib.suppress(OSError):
        for path in _own(folder):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        folder.rmdir()


def _own(folder: Path) -> list[Path]:
    """What a run has put into the folder of an unfinished run, and what systems do.

    In the order in which it may be removed, so that whoever is killed meanwhile leaves nothing that nobody can go on with: no
    finished chunk without the plan that it belongs to.
    """
    own = [path for path in folder.iterdir() if path.name in DROPPINGS or _OWN.fullmatch(path.name)]
    return sorted(own, key=lambda path: (path.name in (PLAN, LOCK), path.name == LOCK))


def _settled(folder: Path, plan: Experiment, resume: bool | None) -> bool:
    """Whether to go on with what a folder holds; False: to begin anew."""
    finished = _kept(folder)
    if not finished or resume is False:
        return False
    if resume is None:
        allowed = (
            f"resume=true to go on with the unfinished run in {folder} ({finished:,} replications are done), "
            "or resume=false to throw it away and start anew"
        )
        raise ScenarioError([Fault(path="resume", found=None, allowed=allowed)])
    earlier = plan_of(folder)
    if earlier is None:
        allowed = f"resume=false to start anew: {folder / PLAN} cannot be read"
        raise ScenarioError([Fault(path="resume", found=True, allowed=allowed)])
    if changed := changes(earlier, plan.document):
        allowed = f"the plan with which {folder} began, or resume=false to start anew; changed: {changed}"
        raise ScenarioError([Fault(path="resume", found=True, allowed=allowed)])
    return True


def _kept(folder: Path) -> int:
    return sum(replications_in(path.name) for path in folder.glob(CHUNKS))


def plan_of(folder: Path) -> dict[str, Any] | None:
    """The plan with which an unfinished run began; None where it cannot be read."""
    try:
        plan = json.loads((folder / PLAN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return plan if isinstance(plan, dict) else None
