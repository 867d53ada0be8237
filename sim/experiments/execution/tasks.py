"""A chunk: some replications of one scenario, carried out in any process and kept as one file."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pickle
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ...draws import RESEED_OFFSET, Draws, sample_scenario
from ...engines import ENGINES
from ...exports import event_log, steps_frame
from ...measures import KpiFile, Measures, kpis_of, measure
from ...model import Scenario
from ..kpi_matrix import TWICE, Numbers, gather, header, with_header
from ..storage.parquet import from_bytes, rows_of, to_bytes
from . import localities
from .crosscheck import crosscheck
from .memory import keep_freed_memory

#: The long tables that are written for each thing to keep, and what makes them.
KEEP = {"kpis": (), "steps": ("steps",), "events": ("steps", "events")}
MAKERS = {"steps": steps_frame, "events": event_log}


@dataclass(frozen=True, kw_only=True)
class Task:
    """Some replications of one scenario.

    Attributes
    ----------
    scenario
        The scenario, pickled: a process unpickles it once, so that an engine can prepare it once.
    place
        Of the scenario in the experiment.
    against, checked
        The engine that checks `engine`, and the replications that it checks.
    uncertain
        Whether each replication draws the scenario's uncertain parameters; else they are taken as known.
    own
        The files of KPIs of one's own, whole: whoever carries this out need not have them.
    """

    scenario: bytes = field(repr=False)
    place: int
    seed: int
    replications: range
    engine: str
    keep: str
    against: str = ""
    checked: tuple[int, ...] = ()
    uncertain: bool = True
    own: tuple[KpiFile, ...] = field(default=(), repr=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class Chunk:
    """What came of a task.

    Attributes
    ----------
    tables
        The long tables asked for, by name, as `rows.to_bytes` gives them.
    compared
        How many steps were compared with those of another engine.
    seconds
        How long it took, without the cross-check.
    """

    place: int
    replications: range
    numbers: Numbers
    tables: dict[str, bytes]
    compared: int = 0
    seconds: float = 0.0


class CorruptError(ValueError):
    """A file that is not a whole chunk of this plan."""


def carry_out(task: Task, tell: Callable[[float], None] | None = None) -> Chunk:
    """Run the replications of a task.

    Parameters
    ----------
    task
        Which, and how.
    tell
        Told how many replications are done, in fractions where one of them has many localities.

    Raises
    ------
    EnginesDisagree
        If the cross-check finds a difference.
    """
    keep_freed_memory()
    scenario = _scenario(task.scenario)
    own = tuple(kpis_of(task.own).values())
    tables: dict[str, list[Any]] = {name: [] for name in KEEP[task.keep]}
    compared, checking = 0, 0.0
    began = time.perf_counter()

    def partly(replication: int) -> Callable[[float], None] | None:
        before = replication - task.replications.start
        return None if tell is None else lambda share: tell(before + share)

    def live(local: Scenario, replication: int, luck: int, *, again: bool = False) -> Measures:
        nonlocal compared, checking
        against = task.against if replication in task.checked and not again else ""
        if local.localities:
            measured, steps = localities.replicate(
                local, task.seed, luck, task.engine, against, partly(replication), own
            )
            compared += steps
            return measured
        draws = Draws(local, task.seed, luck)
        outcome = ENGINES[task.engine](draws)
        if against:
            turn = time.perf_counter()
            compared += crosscheck(draws, outcome, task.engine, against)
            checking += time.perf_counter() - turn
        for name, parts in {} if again else tables.items():
            parts.append(rows_of(MAKERS[name](draws, outcome, local.name, replication)))
        return measure(draws, outcome, own)

    def replicate() -> Iterator[tuple[Measures, Measures | None]]:
        for replication in task.replications:
            if not (task.uncertain and scenario.uncertain):
                yield live(scenario, replication, replication), None
                continue
            local = sample_scenario(scenario, task.seed, replication)
            twice = replication < TWICE
            yield (
                live(local, replication, replication),
                live(local, replication, replication + RESEED_OFFSET, again=True) if twice else None,
            )

    numbers = gather(task.replications.start, replicate())
    return Chunk(
        place=task.place,
        replications=task.replications,
        numbers=numbers,
        tables={name: to_bytes(parts) for name, parts in tables.items()},
        compared=compared,
        seconds=time.perf_counter() - began - checking,
    )


@lru_cache(maxsize=64)
def _scenario(pickled: bytes) -> Scenario:
    scenario = pickle.loads(pickled)  # our own: what the parent process has just pickled
    assert isinstance(scenario, Scenario)
    return scenario


CHUNK_FILE = r"chunk-\d{3,}-\d{7,}-\d+\.npz"  #: what `file_name` looks like


def file_name(chunk: Chunk) -> str:
    """Under which a chunk is kept."""
    return f"chunk-{chunk.place:03d}-{chunk.replications.start:07d}-{len(chunk.replications)}.npz"


def replications_in(name: str) -> int:
    """How many replications the file of this name should hold."""
    return int(name.removesuffix(".npz").rsplit("-", 1)[1])


def write(chunk: Chunk, folder: Path, plan: str) -> Path:
    """Write a chunk into a folder, where it appears whole or not at all.

    It is not forced onto the disk: what a loss of power leaves half written is recognised by `read`, and run again.
    """
    told = {
        "plan": plan,
        "place": chunk.place,
        "first": chunk.replications.start,
        "count": len(chunk.replications),
        "compared": chunk.compared,
        "tables": list(chunk.tables),
        **header(chunk.numbers),
    }
    content = io.BytesIO()
    np.savez(
        content,
        header=np.frombuffer(json.dumps(told).encode(), dtype=np.uint8),
        values=chunk.numbers.values,
        monthly=chunk.numbers.monthly,
        again=chunk.numbers.again,
        **{f"table_{name}": np.frombuffer(table, dtype=np.uint8) for name, table in chunk.tables.items()},  # type: ignore[arg-type]
    )
    path = folder / file_name(chunk)
    draft = folder / f".{path.name}.draft"
    try:
        draft.write_bytes(content.getbuffer())
        os.replace(draft, path)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink()  # where the disk is full, somebody may need the room
        raise
    return path


def read(path: Path, plan: str, *, tables: bool = True, verify: bool = False) -> Chunk:
    """Read a chunk.

    Parameters
    ----------
    path
        Its file.
    plan
        The fingerprint of the plan to which it has to belong.
    tables
        Whether to read the long tables too.
    verify
        Whether to check the whole file, and that the long tables can be read.

    Raises
    ------
    CorruptError
        If the file is not a whole chunk of the plan.
    """
    try:
        if verify:
            with zipfile.ZipFile(path) as archive:
                if archive.testzip() is not None:
                    raise CorruptError(f"{path} is damaged")
        with np.load(path, allow_pickle=False) as content:
            told = json.loads(content["header"].tobytes())
            chunk = Chunk(
                place=told["place"],
                replications=range(told["first"], told["first"] + told["count"]),
                numbers=with_header(told, content["values"], content["monthly"], content["again"]),
                tables={name: content[f"table_{name}"].tobytes() for name in told["tables"]} if tables else {},
                compared=told["compared"],
            )
        if told["plan"] != plan or path.name != file_name(chunk) or len(chunk.numbers) != told["count"]:
            raise CorruptError(f"{path} belongs to another run")
        if verify:
            for table in chunk.tables.values():
                from_bytes(table)
    except CorruptError:
        raise
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise CorruptError(f"{path} is not a whole chunk: {error}") from error
    return chunk
