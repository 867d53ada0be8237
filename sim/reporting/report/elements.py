"""What a report is made of: lines, tables and sections, before they become a page."""

from __future__ import annotations

from dataclasses import dataclass

from ..sections import Written


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One number of a table in words, with what stands small beneath it; `faint` where it says little."""

    text: str
    detail: str = ""
    faint: bool = False


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """A row of a table: its name, what stands small beneath it, and its cells."""

    head: str
    cells: tuple[Cell, ...]
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class ReportTable:
    """A table with its caption; `note` says how to read it, `folded` hides it until it is asked for."""

    caption: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    note: str = ""
    folded: bool = False
    words: bool = False


@dataclass(frozen=True, kw_only=True)
class Line:
    """A sentence or two with the words that lead it in."""

    lead: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the report under one heading, named as in `sim.reporting.sections.SECTIONS`; left out without content."""

    name: str
    heading: str
    intro: str = ""
    lines: tuple[Line, ...] = ()
    tables: tuple[ReportTable, ...] = ()
    figures: tuple[Written, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.lines or self.tables or self.figures)
