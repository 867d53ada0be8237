"""The report for a programme board: one self-contained page."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ...experiments import Results
from ..sections import Written
from .page import page

__all__ = ["page", "write_report"]

NAME = "report.html"


def write_report(results: Results, folder: Path, figures: Sequence[Written]) -> Path:
    """Write the report of an experiment.

    Parameters
    ----------
    results
        The experiment.
    folder
        Where to; made if need be.
    figures
        Its figures, as `sim.reporting.figures.write_figures` gives them.

    Returns
    -------
    Path
        The page, ``report.html``, which appears whole or not at all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    draft = path.with_name(f".{NAME}.draft")
    draft.write_text(page(results, figures), encoding="utf-8")
    os.replace(draft, path)
    return path
