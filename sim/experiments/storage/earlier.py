"""Results that an earlier version wrote: what in them is called otherwise now."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ...measures.kpis.registry import name_now
from ..kpi_matrix import KpiMatrix
from .tables import RESEEDED_KPIS

FILES = {"other_luck.parquet": RESEEDED_KPIS}  #: what files were called, and are called now


def earlier_file(folder: Path) -> str | None:
    """What is allowed in place of a folder with a file that is called otherwise now; None where there is no such file."""
    return next((_allowed(old, now) for old, now in FILES.items() if (folder / old).is_file()), None)


def earlier_kpi(matrices: Iterable[KpiMatrix]) -> str | None:
    """What is allowed in place of numbers of a KPI that is called otherwise now; None where there are none."""
    names = {kpi for matrix in matrices for kpi, _, _ in matrix.labels}
    return next((_allowed(name, now) for name in sorted(names) if (now := name_now(name))), None)


def _allowed(old: str, now: str) -> str:
    return f"results of this version: these were written by an earlier one, whose {old} is {now} now; run them again"
