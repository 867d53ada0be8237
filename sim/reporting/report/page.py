"""From results to one self-contained page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from ...experiments import Results
from ...experiments.analysis.lookup import Lookup
from .. import wording
from ..sections import MORE, SECTIONS, Written
from . import (
    budgets,
    capacity,
    confidence,
    goal_tables,
    left_behind,
    localities,
    options,
    outcomes,
    resources,
    reviews,
    uncertainty,
    value_for_money,
)
from .elements import ReportTable, Section
from .headline import answer
from .prospects import prospects

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
QUESTION = (
    "If we do this, what will we have by when? Where will people be stuck, what would it take, and who is left behind?"
)


def page(results: Results, figures: Sequence[Written]) -> str:
    """The report as HTML.

    Parameters
    ----------
    results
        The experiment.
    figures
        Its figures, already on disk.

    Returns
    -------
    str
        A page that needs no other file, no network and no scripts.
    """
    lookup, several = Lookup(results), len(results.by_locality) > 1
    elements = localities.page_elements(results) if several else _of_one_locality(lookup)
    shown = [section for section in with_figures(elements.pop("sections"), figures) if section]
    order = [figure.name for section in shown for figure in section.figures]
    return _template().render(
        **elements,
        sections=shown,
        title=_title(lookup),
        label=wording.scenario_label(results.baseline),
        description="" if several else results.baseline.description.strip(),
        changes=results.manifest.get("overrides") or [],
        numbers={name: number for number, name in enumerate(order, start=1)},
        svg=inline,
    )


def _of_one_locality(lookup: Lookup) -> dict[str, Any]:
    """What the page of one locality says."""
    waits = "How long do people wait, and how busy are the staff?"
    return {
        "question": QUESTION if lookup.baseline.pathway.milestones else waits,
        "answer": answer(lookup),
        "sure": confidence.how_sure(lookup),
        "sections": sections(lookup),
    }


def _title(lookup: Lookup) -> str:
    if title := lookup.results.manifest.get("title"):
        return str(title)
    label, others = wording.scenario_label(lookup.baseline), len(lookup.others)
    if others == 1:
        return f"{wording.scenario_label(lookup.others[0])}, compared with {label}"
    return f"{label}, and {others} other scenarios" if others else label


def with_figures(sections: Iterable[Section], figures: Sequence[Written]) -> list[Section]:
    """Sections in the order of `SECTIONS`, each with the figures that were written for it, and one for those without any."""
    named = {section.name: section for section in sections}
    named.setdefault(MORE, Section(name=MORE, heading="More figures"))
    of = {name: tuple(figure for figure in figures if figure.section == name) for name in named}
    of[MORE] += tuple(figure for figure in figures if figure.section not in named)
    return [replace(named[name], figures=of[name]) for name in sorted(named, key=SECTIONS.index)]


def sections(lookup: Lookup) -> list[Section]:
    """The parts of the report, without their figures; some may be empty."""

    def tables(*every: ReportTable | None) -> tuple[ReportTable, ...]:
        return tuple(table for table in every if table is not None)

    return [
        capacity.before_any_simulation(lookup),
        Section(
            name="compared",
            heading="What each scenario gives" if lookup.others else "What we would have",
            lines=budgets.which_count(lookup),
            tables=tables(*prospects(lookup), outcomes.compared(lookup), budgets.received_and_live(lookup)),
        ),
        Section(
            name="options",
            heading="What each option costs and gives",
            tables=tables(options.costs_and_gives(lookup)),
        ),
        Section(
            name="shortfall",
            heading="Why they differ, step by step",
            tables=tuple(outcomes.step_by_step(lookup)),
        ),
        Section(name="when", heading="When", tables=tables(outcomes.when_reached(lookup), outcomes.speed(lookup))),
        Section(
            name="waits",
            heading="Where people wait",
            lines=reviews.load_of_reviews(lookup),
            tables=tables(resources.days(lookup), resources.waiting(lookup), reviews.reviews(lookup)),
        ),
        Section(
            name="lost",
            heading="Where people are lost",
            tables=tables(outcomes.lost(lookup), outcomes.gave_up(lookup)),
        ),
        Section(
            name="reach",
            heading="Who is reached, and who is left behind",
            lines=left_behind.differences_in_words(lookup),
            tables=tables(resources.reach(lookup), goal_tables.left_behind(lookup)),
        ),
        Section(
            name="goals",
            heading="People’s goals",
            tables=tables(goal_tables.became(lookup), goal_tables.where_found(lookup)),
        ),
        Section(
            name="money",
            heading="Money",
            lines=resources.in_vain(lookup),
            tables=tables(
                resources.one_off(lookup),
                resources.yearly(lookup),
                resources.spent(lookup),
                value_for_money.by_year(lookup),
                value_for_money.paid_twice(lookup),
                *resources.funds(lookup),
            ),
        ),
        Section(
            name="staff",
            heading="Staff, and what the programme costs",
            tables=tables(
                resources.busy(lookup),
                resources.costs(lookup),
                value_for_money.whole_bill(lookup),
                value_for_money.programme_by_year(lookup),
                value_for_money.programme(lookup),
            ),
        ),
        Section(name="good", heading="What good may come of it", tables=tables(value_for_money.good(lookup))),
        Section(
            name="not-known",
            heading="What we do not know, and what hangs on it",
            tables=tables(
                uncertainty.split(lookup),
                uncertainty.hangs_on(lookup),
                uncertainty.ranges(lookup),
                uncertainty.drawn(lookup),
            ),
        ),
        Section(name="checks", heading="Checks", tables=tables(confidence.checks(lookup))),
        Section(name="run", heading="For the record", tables=(confidence.what_was_run(lookup),)),
    ]


@cache
def _template() -> Template:
    loader = FileSystemLoader(TEMPLATES, encoding="utf-8")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html.j2")


# --- figures inside the page -----------------------------------------------------------------------------------------


def inline(figure: Written) -> Markup:
    """The drawing of a figure, fit to stand in a page.

    The title and note at its top are cut off (the page says them in its own letters), its ids are made its own, and it is
    named by its words for those who cannot see it.
    """
    text = figure.svg.read_text(encoding="utf-8")
    body = text[text.index("<svg") : text.rindex("</svg>")]
    opening, _, body = body.partition(">")
    body = re.sub(r"<(title|desc|metadata)>.*?</\1>|<style.*?</style>|<!--.*?-->", "", body, flags=re.DOTALL)
    body = re.sub(r'(\bid="|url\(#|xlink:href="#)', rf"\g<1>{figure.name}-", body)
    body = re.sub(r"\n\s*", "\n", body)
    width, height = _size(opening)
    start = (
        f'<svg class="drawing" role="img" aria-label="{Markup.escape(figure.alt)}" '
        f'viewBox="0 {figure.head:g} {width:g} {height - figure.head:g}" '
        'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
    )
    return Markup(f"{start}{body.strip()}</svg>")


def _size(opening: str) -> tuple[float, float]:
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', opening)
    assert box is not None, "a drawing has a viewBox from its upper left corner"
    return float(box[1]), float(box[2])
