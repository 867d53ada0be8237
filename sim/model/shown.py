"""How a scenario shows itself: in a line where Python prints it, as a table in a notebook."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .scenario import Scenario, Target

_CELL = "text-align: {}; vertical-align: top; padding: 0.2em 0.8em"


def text_of(scenario: Scenario) -> str:
    """Its name, from when to when, how large it is, and its seed."""
    return (
        f"Scenario({cut(scenario.name, 60)!r}, {scenario.start} to {last_date(scenario)}, "
        f"{len(scenario.pathway.stages)} stages, {len(scenario.resources)} resources, seed {scenario.seed})"
    )


def page_of(scenario: Scenario) -> str:
    """The same in more words."""

    def aims(target: Target) -> str:
        counts = ((target.plans, "plans"), (target.budgets, "budgets"))
        return ", ".join(f"{count:,} {unit}" for count, unit in counts if count)

    hoped = (f"{aims(target)} by {target.date}" for target in scenario.targets)
    rows = {
        "Name": scenario.name,
        "What is changed": scenario.lever,
        "Ours": " ".join(scenario.ours),
        "Description": cut(scenario.description, 600),
        "Time": f"{scenario.start} to {last_date(scenario)}",
        "Places": f"{scenario.locality_count:,}" if scenario.localities else "",
        "Hoped for": "; ".join(hoped),
        "Stages": ", ".join(stage.label or stage.name for stage in scenario.pathway.stages),
        "Resources": ", ".join(resource.label or resource.name for resource in scenario.resources),
        "Numbers not known well": f"{len(scenario.uncertain)}" if scenario.uncertain else "",
        "Seed": f"{scenario.seed}",
    }
    body = [[escape(key), escape(cut(text, 2000))] for key, text in rows.items() if text]
    return page_table(f"Scenario: {scenario.label or scenario.name}", (), body)


def last_date(scenario: Scenario) -> dt.date:
    """The last date of which something is simulated."""
    return scenario.date(max(math.ceil(scenario.horizon) - 1, 0))


def cut(text: str, longest: int) -> str:
    """A text of one line, shortened where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def page_table(
    caption: str,
    head: Sequence[str],
    body: Iterable[Sequence[str]],
    notes: Iterable[str] = (),
    *,
    align: str = "left",
) -> str:
    """A table in HTML.

    Parameters
    ----------
    caption, head, notes
        Plain texts, which are escaped here.
    body
        Rows of cells, which have been escaped.
    align
        On which side the cells stand that are not the first of their row.
    """

    def cells(tag: str, row: Sequence[str]) -> str:
        sides = ["left", *[align] * (len(row) - 1)]
        return "".join(
            f'<{tag} style="{_CELL.format(side)}">{cell}</{tag}>' for side, cell in zip(sides, row, strict=True)
        )

    top = f"<thead><tr>{cells('th', [escape(title) for title in head])}</tr></thead>" if head else ""
    rows = "".join(f"<tr>{cells('td', row)}</tr>" for row in body)
    below = "".join(
        f'<div style="padding: 0 0.8em; opacity: 0.7; font-size: smaller">{escape(note.strip())}</div>'
        for note in notes
    )
    return (
        f'<div><table style="border-collapse: collapse"><caption style="{_CELL.format("left")}; font-weight: bold">'
        f"{escape(caption)}</caption>{top}<tbody>{rows}</tbody></table>{below}</div>"
    )
