"""A chunk as one file, from which an unfinished experiment goes on."""

from __future__ import annotations

import contextlib
import io
import json
import os
import zipfile
from pathlib import Path

import numpy as np

from ..execution.tasks import Chunk
from ..kpi_matrix import header, with_header
from .parquet import from_bytes

CHUNK_FILE = r"chunk-\d{3,}-\d{7,}-\d+\.npz"  #: what `file_name` looks like


class CorruptError(ValueError):
    """A file that is not a whole chunk of this experiment."""


def file_name(chunk: Chunk) -> str:
    """Under which a chunk is kept."""
    return f"chunk-{chunk.index:03d}-{chunk.replications.start:07d}-{len(chunk.replications)}.npz"


def replications_in(name: str) -> int:
    """How many replications the file of this name should hold."""
    return int(name.removesuffix(".npz").rsplit("-", 1)[1])


def write(chunk: Chunk, folder: Path, plan: str) -> Path:
    """Write a chunk into a folder, where it appears whole or not at all.

    It is not forced onto the disk: what a loss of power leaves half written is recognised by `read`, and run again.
    """
    record = {
        "plan": plan,
        "index": chunk.index,
        "first": chunk.replications.start,
        "count": len(chunk.replications),
        "compared": chunk.compared,
        "tables": list(chunk.tables),
        **header(chunk.numbers),
    }
    content = io.BytesIO()
    np.savez(
        content,
        header=np.frombuffer(json.dumps(record).encode(), dtype=np.uint8),
        values=chunk.numbers.values,
        monthly=chunk.numbers.monthly,
        reseeded=chunk.numbers.reseeded,
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
            record = json.loads(content["header"].tobytes())
            chunk = Chunk(
                index=record["index"],
                replications=range(record["first"], record["first"] + record["count"]),
                numbers=with_header(record, content["values"], content["monthly"], content["reseeded"]),
                tables={name: content[f"table_{name}"].tobytes() for name in record["tables"]} if tables else {},
                compared=record["compared"],
            )
        if record["plan"] != plan or path.name != file_name(chunk) or len(chunk.numbers) != record["count"]:
            raise CorruptError(f"{path} belongs to another run")
        if verify:
            for table in chunk.tables.values():
                from_bytes(table)
    except CorruptError:
        raise
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise CorruptError(f"{path} is not a whole chunk: {error}") from error
    return chunk
