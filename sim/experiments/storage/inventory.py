"""What was written into a folder: by this a folder is known as our own, and damage to it is noticed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from glob import escape
from pathlib import Path
from typing import Any

from ...model import Fault, ScenarioError

MANIFEST = "manifest.json"
FILES = "files"  #: the entry of a manifest that lists the files beside it
REPLACEABLE = "a folder that is new, empty, or holds what an earlier run wrote and nothing else"
#: What systems put into a folder that somebody only looks at.
DROPPINGS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of folder that is written as a whole, and so may be replaced as a whole.

    Attributes
    ----------
    record
        The file, in JSON, that says what was done.
    entries
        Entries that every such record has, and their types: a file of that name without them is somebody else's.
    files
        Patterns of what may lie in the folder where the record does not list its files.
    """

    record: str
    entries: Mapping[str, type]
    files: tuple[str, ...]


RESULTS = Kind(
    record=MANIFEST,
    entries={
        "plan": str,
        "seed": int,
        "replications": int,
        "engine": str,
        "crosscheck": dict,
        "scenarios": dict,
        "versions": dict,
        "written": str,
    },
    files=(
        *(
            f"{name}.parquet"
            for name in (
                "kpis",
                "monthly",
                "kpis_reseeded",
                "other_luck",  # as it was called earlier
                "parameters",
                "steps",
                "events",
                "event_positions",
            )
        ),
        *("summary.csv", "chances.csv", "costs_and_effects.csv", "report.html", "figures/*.svg", "figures/*.png"),
    ),
)


def read_record(folder: Path, kind: Kind = RESULTS) -> dict[str, Any] | None:
    """The record of a folder; None where there is none, or it is damaged or somebody else's."""
    try:
        record = json.loads((folder / kind.record).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(record, dict) or not isinstance(record.get(FILES, {}), dict):
        return None
    is_whole = all(isinstance(record.get(name), entry_type) for name, entry_type in kind.entries.items())
    return record if is_whole else None


# --- may it be replaced? ---------------------------------------------------------------------------------------------


def obstacle(folder: Path, kind: Kind = RESULTS) -> str | None:
    """Why a folder may not be written or replaced: nothing that we did not write is ever lost. None where it may."""
    try:
        problem = _obstacle(folder, kind)
    except OSError as error:
        problem = f"cannot be looked at: {reason(error)}"
    return f"{folder} {problem}" if problem else None


def _obstacle(folder: Path, kind: Kind) -> str | None:
    if folder.is_symlink():
        return "is a link"
    if not folder.exists():
        return None
    if not folder.is_dir():
        return "is a file"
    names = (path.relative_to(folder).as_posix() for path in _below(folder) if path.name not in DROPPINGS)
    record = read_record(folder, kind)
    if record is None:
        state = (
            f"a damaged or foreign {kind.record}" if (folder / kind.record).exists() else f"no {kind.record} of a run"
        )
        return next((f"holds {name!r} and {state}" for name in names), None)
    patterns = [escape(name) for name in record[FILES]] if FILES in record else kind.files
    ours = (kind.record, *patterns)
    strange = (name for name in names if not any(fnmatchcase(name, pattern) for pattern in ours))
    return next((f"holds {name!r}, which no run wrote" for name in strange), None)


def check_replaceable(folder: Path, kind: Kind = RESULTS) -> None:
    """Find out, before anything is done, whether a folder may be written or replaced.

    Raises
    ------
    ScenarioError
        If it may not: only what is new, empty, or holds nothing but what we wrote.
    """
    problem = obstacle(folder, kind) if folder.name not in ("", "..") else "it has no name of its own"
    if problem:
        raise ScenarioError(
            [Fault(path="name", found=folder.name or str(folder), allowed=f"{REPLACEABLE} ({problem})")]
        )


def _below(folder: Path) -> Iterator[Path]:
    """Every file and link below a folder, and every folder without any, in alphabetical order."""
    for entry in sorted(folder.iterdir()):
        if not entry.is_dir() or entry.is_symlink():
            yield entry
        elif any(entry.iterdir()):
            yield from _below(entry)
        else:
            yield entry


# --- is it as it was written? ----------------------------------------------------------------------------------------


def listed(folder: Path) -> dict[str, dict[str, Any]]:
    """The size in bytes and the SHA-256 of every file below a folder, by its path in it."""
    return {
        path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": _sha256(path)}
        for path in _below(folder)
        if path.is_file()
    }


def is_table(name: str) -> bool:
    """Whether a file is a table: for machines to read, and for nobody to change."""
    return name.endswith((".parquet", ".csv"))


def tables_in(record: Mapping[str, Any]) -> list[str]:
    """The tables among the files that a record lists."""
    return [name for name in record.get(FILES, ()) if is_table(name)]


def damage(folder: Path, record: Mapping[str, Any], names: Collection[str], *, sizes_only: bool = False) -> str | None:
    """Which of some tables is not as it was written, and how; None where all are, or nobody wrote down how they were.

    Parameters
    ----------
    folder
        Where they lie.
    record
        Of the folder.
    names
        Which tables.
    sizes_only
        Whether to look at their sizes alone, which takes no time.
    """
    for name in names:
        written = record.get(FILES, {}).get(name)
        if not isinstance(written, dict):
            continue
        try:
            size = (folder / name).stat().st_size
            if size != written["bytes"]:
                return f"{name} has {size:,} bytes, not {written['bytes']:,}"
            if not sizes_only and _sha256(folder / name) != written["sha256"]:
                return f"{name} is not as it was written"
        except FileNotFoundError:
            return f"{name} is missing"
        except OSError as error:
            return f"{name} cannot be read: {reason(error)}"
        except (KeyError, TypeError, ValueError):
            return f"{MANIFEST} says nothing sensible of {name}"
    return None


def reason(error: BaseException) -> str:
    """What an error of the system says, in its plainest words."""
    code = getattr(error, "errno", None)
    return os.strerror(code) if code else " ".join(str(error).splitlines()) or type(error).__name__


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
