"""From results to one self-contained page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from ...experiments import Results
from .. import wording
from ..figures import Lookup, Written
from . import confidence, goals, outcomes, resources, scale, uncertainty, value_for_money
from .elements import Section, Table
from .headline import answer

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
    lookup, of_several_places = Lookup(results), len(results.places) > 1
    parts = scale.page_parts(results, figures) if of_several_places else _of_one_place(lookup, figures)
    parts["sections"] = [section for section in parts["sections"] if section]
    order = [figure.name for section in parts["sections"] for figure in section.figures]
    return _template().render(
        **parts,
        title=_title(lookup),
        label=wording.scenario_label(results.baseline),
        description="" if of_several_places else results.baseline.description.strip(),
        changes=results.manifest.get("overrides") or [],
        numbers={name: number for number, name in enumerate(order, start=1)},
        svg=inline,
    )


def _of_one_place(lookup: Lookup, figures: Sequence[Written]) -> dict[str, Any]:
    """What the page of one place says."""
    waits = "How long do people wait, and how busy are the staff?"
    return {
        "question": QUESTION if lookup.baseline.pathway.milestones else waits,
        "answer": answer(lookup),
        "sure": confidence.how_sure(lookup),
        "sections": sections(lookup, figures),
    }


def _title(lookup: Lookup) -> str:
    if title := lookup.results.manifest.get("title"):
        return str(title)
    label, others = wording.scenario_label(lookup.baseline), len(lookup.others)
    if others == 1:
        return f"{wording.scenario_label(lookup.others[0])}, compared with {label}"
    return f"{label}, and {others} other scenarios" if others else label


def sections(lookup: Lookup, figures: Iterable[Written]) -> list[Section]:
    """The parts of the report in order; some may be empty."""
    of = {figure.name: figure for figure in figures}

    def drawn(*names: str) -> tuple[Written, ...]:
        return tuple(of.pop(name) for name in names if name in of)

    def tables(*found: Table | None) -> tuple[Table, ...]:
        return tuple(table for table in found if table is not None)

    parts = [
        Section(
            name="compared",
            heading="What each scenario gives" if lookup.others else "What we would have",
            tables=tables(outcomes.compared(lookup)),
            figures=drawn("effect_of_levers"),
        ),
        Section(
            name="shortfall",
            heading="Why they differ, step by step",
            tables=tuple(outcomes.step_by_step(lookup)),
            figures=drawn("shortfall"),
        ),
        Section(
            name="when",
            heading="When",
            tables=tables(outcomes.when_reached(lookup), outcomes.speed(lookup)),
            figures=drawn("plans_over_time", "budgets_over_time"),
        ),
        Section(
            name="waits",
            heading="Where people wait",
            tables=tables(resources.days(lookup), resources.waiting(lookup)),
            figures=drawn("days_by_cause", "queues_over_time"),
        ),
        Section(
            name="lost",
            heading="Where people are lost",
            tables=tables(outcomes.lost(lookup), outcomes.gave_up(lookup)),
            figures=drawn("how_far", "what_became"),
        ),
        Section(
            name="reach",
            heading="Who is reached, and who is left behind",
            tables=tables(resources.reach(lookup), goals.left_behind(lookup)),
            figures=drawn("who_is_reached", "who_is_left_behind"),
        ),
        Section(
            name="goals",
            heading="People’s goals",
            tables=tables(goals.became(lookup), goals.where_found(lookup)),
            figures=drawn("goals"),
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
            figures=drawn("money"),
        ),
        Section(
            name="staff",
            heading="Staff, and the cost of the hours worked",
            tables=tables(resources.busy(lookup), resources.costs(lookup), value_for_money.programme(lookup)),
        ),
        Section(name="good", heading="What good may come of it", tables=tables(value_for_money.good(lookup))),
    ]
    return [
        *parts,
        Section(name="more", heading="More figures", figures=tuple(of.values())),
        Section(
            name="not-known",
            heading="What is not known, and what hangs on it",
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
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', opening)
    assert found is not None, "a drawing has a viewBox from its upper left corner"
    return float(found[1]), float(found[2])
