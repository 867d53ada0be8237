"""The sections of a report in their order, and what is known of a figure that was written for one of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MORE = "more"  #: where a figure stands that names no section

#: Every section by name, in the order of a report; which of them a report has depends on its results.
SECTIONS = (
    "capacity",
    "compared",
    "options",
    "shortfall",
    "when",
    "waits",
    "lost",
    "reach",
    "goals",
    "money",
    "staff",
    "good",
    "ladder",
    "units",
    "since",
    "pairs",
    MORE,
    "not-known",
    "checks",
    "run",
)


@dataclass(frozen=True, kw_only=True)
class Written:
    """A figure on disk, with its words.

    Attributes
    ----------
    section
        Of `SECTIONS`, where a report shows it.
    alt, note
        What it shows, in words and numbers; how to read it.
    head
        The height of the title and note at its top, in points.
    """

    name: str
    title: str
    svg: Path
    png: Path
    alt: str
    section: str = MORE
    note: str = ""
    head: float = 0.0
