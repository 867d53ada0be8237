"""KPIs of one's own: files of Python in `kpis/` of one's own folder, each read as text so that every process runs the same."""

from __future__ import annotations

import ast
import hashlib
import re
import sys
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple, get_args

from ...model import Fault, ScenarioError
from ...own_folder import own_folder
from ..groups import GroupSet
from ..journeys import Journeys
from .registry import DAYS, KPIS, Direction, Kpi, Label, OverLocalities, registered_in

FOLDER = "kpis"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_GIVES = "a function of the journeys that gives a number, or numbers by item"


class KpiFile(NamedTuple):
    """A file with KPIs, which any process can run wherever it is: its name as messages give it, and its text."""

    name: str
    text: str

    @property
    def digest(self) -> str:
        """Marks its text."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


@dataclass(frozen=True, kw_only=True)
class OwnKpi(Kpi):
    """A KPI of one's own, whose faults name its file and line.

    Attributes
    ----------
    file
        Where it stands.
    """

    file: KpiFile

    def numbers(self, journeys: Journeys) -> tuple[Sequence[Label], Sequence[float]]:
        """What each number is called, and the numbers.

        Raises
        ------
        ScenarioError
            If the function fails, or gives something else.
        """
        try:
            labels, numbers = super().numbers(journeys)
            return labels, [float(number) for number in numbers]
        except Exception as error:  # it may be anything: the function is somebody's own
            raise ScenarioError([_fault(self.file, error, f"{self.name}: {_GIVES}")]) from error


def own_files() -> tuple[KpiFile, ...]:
    """The files of KPIs in one's own folder, in the order of their names.

    Raises
    ------
    ScenarioError
        If one cannot be read.
    """
    home = own_folder()
    return () if home is None else tuple(_read(path) for path in sorted((home / FOLDER).glob("*.py")))


def _read(path: Path) -> KpiFile:
    name = f"{FOLDER}/{path.name}"
    try:
        return KpiFile(name, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError([Fault(path=name, found=str(error), allowed="a file of Python in UTF-8")]) from error


def every_kpi() -> Mapping[str, Kpi]:
    """Every KPI by name: those of the package, then one's own."""
    return {**KPIS, **kpis_of(own_files())}


@lru_cache(maxsize=64)
def kpis_of(files: tuple[KpiFile, ...]) -> Mapping[str, OwnKpi]:
    """The KPIs that files register, by name; a file is run once in a process, as long as it does not change.

    Raises
    ------
    ScenarioError
        If a file cannot be run, registers nothing, or a KPI that cannot be one.
    """
    kpis: dict[str, OwnKpi] = {}
    for file in files:
        registered: dict[str, Kpi] = {}
        try:
            with registered_in(registered):
                _run(file)
            for name, kpi in registered.items():
                _check(kpi, {**KPIS, **kpis})
                kpis[name] = OwnKpi(**{field.name: getattr(kpi, field.name) for field in fields(Kpi)}, file=file)
        except (Exception, SystemExit) as error:
            raise ScenarioError([_fault(file, error, "a file of Python that registers KPIs with @kpi")]) from error
        if not registered:
            allowed = "at least one function with @kpi(...) above it, as in sim/measures/kpis/people.py"
            raise ScenarioError([Fault(path=file.name, found=None, allowed=allowed)])
    return kpis


def digests(files: tuple[KpiFile, ...]) -> dict[str, str]:
    """What marks the code of each KPI of one's own, by its name."""
    return {name: kpi.file.digest for name, kpi in kpis_of(files).items()}


def _run(file: KpiFile) -> None:
    """Run a file as a module of its own."""
    module = ModuleType(f"own_kpis_{file.digest}")
    module.__file__ = file.name
    sys.modules[module.__name__] = module  # dataclasses, among others, look for the module that they stand in
    exec(compile(file.text, file.name, "exec"), module.__dict__)


def _check(kpi: Kpi, others: Mapping[str, Kpi]) -> None:
    """Refuse what the package would only find out later, if at all."""
    if not isinstance(kpi.name, str) or not _NAME.fullmatch(kpi.name):
        raise ValueError(f"the name {kpi.name!r} has to be made of small letters, digits and _")
    if kpi.name in others:
        raise ValueError(f"there is a KPI {kpi.name} already: give yours another name")
    if kpi.direction not in get_args(Direction):
        raise ValueError(f"{kpi.name}: direction={kpi.direction!r} is none of {', '.join(get_args(Direction))}")
    if kpi.looks_at not in DAYS:
        raise ValueError(f"{kpi.name}: looks_at={kpi.looks_at!r} is none of {', '.join(DAYS)}")
    if kpi.over_localities not in (None, *get_args(OverLocalities)):
        allowed = ", ".join(get_args(OverLocalities))
        raise ValueError(f"{kpi.name}: over_localities={kpi.over_localities!r} is none of {allowed}")
    if kpi.groups not in get_args(GroupSet):
        raise ValueError(f"{kpi.name}: groups={kpi.groups!r} is none of {', '.join(get_args(GroupSet))}")
    for key in ("unit", "definition", "evidence"):
        if not isinstance(getattr(kpi, key), str) or not getattr(kpi, key).strip():
            raise ValueError(f"{kpi.name}: {key} has to be a text")


def _fault(file: KpiFile, error: BaseException, allowed: str) -> Fault:
    """An exception in one line, with the line of the file where it came from."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file.name]
    line = error.lineno if isinstance(error, SyntaxError) else lines[-1] if lines else _line_of(file, allowed)
    where = file.name if line is None else f"{file.name}, line {line}"
    return Fault(path=where, found=" ".join(f"{type(error).__name__}: {error}".split()), allowed=allowed)


def _line_of(file: KpiFile, allowed: str) -> int | None:
    """Where the function of a KPI stands that gave something wrong and did not fail itself."""
    name = allowed.partition(":")[0]
    for node in ast.walk(ast.parse(file.text)):
        if isinstance(node, ast.FunctionDef) and any(name in ast.dump(decorator) for decorator in node.decorator_list):
            return node.lineno
    return None
