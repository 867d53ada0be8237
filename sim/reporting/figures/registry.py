"""The registry of figures: one decorated function each; and how they are written to disk."""

from __future__ import annotations

import html
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import matplotlib as mpl
from matplotlib.figure import Figure

from ...experiments import Results
from ..sections import MORE, SECTIONS, Written
from .canvas import FONT, STYLE, Picture

Draw: TypeAlias = Callable[[Results], "Figure | None"]
FALLBACK = f"'{FONT}', Verdana, Arial, sans-serif"  #: for a reader whose machine lacks the font
LAST = 100  #: the order of a figure that names none: after all that do


@dataclass(frozen=True, kw_only=True)
class FigureSpec:
    """A figure that can be drawn.

    Attributes
    ----------
    name, title
        Of its files; written above it.
    draw
        Takes the results and returns a matplotlib figure (a `Picture`, if it wants a note and words for those who cannot see
        it), or None where the figure makes no sense for these results.
    section, order
        In which section of a report it is shown, of `sim.reporting.sections.SECTIONS`, and where among its figures.
    of_several_localities
        Whether it puts localities side by side; the others show the scenarios of one, which share their dates.
    """

    name: str
    title: str
    draw: Draw
    section: str = MORE
    order: int = LAST
    of_several_localities: bool = False


FIGURES: dict[str, FigureSpec] = {}  #: every figure by name, in no order; see `in_order`


def figure(
    name: str, *, title: str, section: str = MORE, order: int = LAST, of_several_localities: bool = False
) -> Callable[[Draw], Draw]:
    """Register a function as a figure.

    Parameters
    ----------
    name
        Of its files.
    title
        Written above it.
    section
        Of a report, in which it is shown: a name of `sim.reporting.sections.SECTIONS`, by default "More figures".
    order
        Its rank among the figures of the section, the lowest first.
    of_several_localities
        Whether it puts localities of different sizes or dates side by side.

    Raises
    ------
    ValueError
        If the name is taken, or there is no such section.
    """
    if section not in SECTIONS:
        raise ValueError(f"figure {name}: there is no section {section}, but {', '.join(SECTIONS)}")

    def register(draw: Draw) -> Draw:
        if name in FIGURES:
            raise ValueError(f"there is a figure {name} already")
        FIGURES[name] = FigureSpec(
            name=name,
            title=title,
            draw=draw,
            section=section,
            order=order,
            of_several_localities=of_several_localities,
        )
        return draw

    return register


def in_order() -> list[FigureSpec]:
    """Every figure in the order of a report."""
    return sorted(FIGURES.values(), key=lambda spec: (SECTIONS.index(spec.section), spec.order, spec.name))


def write_figures(results: Results, folder: Path) -> list[Written]:
    """Draw every figure that makes sense for these results, as SVG and as PNG (150 dots an inch).

    The bytes of the SVG depend on the results and on the version of matplotlib alone.

    Parameters
    ----------
    results
        The experiment.
    folder
        Where to; made if need be. Each file appears whole or not at all.

    Returns
    -------
    list of Written
        The figures in the order of a report.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    several = len(results.by_locality) > 1
    for spec in [spec for spec in in_order() if spec.of_several_localities == several]:
        style: Any = {**STYLE, "svg.hashsalt": spec.name}
        with mpl.rc_context(style):
            drawn = spec.draw(results)
            if drawn is not None:
                written.append(_write(spec, drawn, folder))
    return written


def _write(spec: FigureSpec, drawn: Figure, folder: Path) -> Written:
    alt, note, head = spec.title, "", 0.0
    if isinstance(drawn, Picture):
        drawn.entitle(spec.title)
        alt, note, head = drawn.alt, drawn.note.replace("\n", " "), 72 * drawn.head
    svg, png = folder / f"{spec.name}.svg", folder / f"{spec.name}.png"
    _replace(svg, _svg(drawn, spec.title, alt))
    picture = io.BytesIO()
    drawn.savefig(picture, format="png", dpi=150, facecolor="white", metadata={"Software": None})
    _replace(png, picture.getvalue())
    return Written(
        name=spec.name, title=spec.title, svg=svg, png=png, alt=alt, section=spec.section, note=note, head=head
    )


def _svg(drawn: Figure, title: str, alt: str) -> bytes:
    text = io.StringIO()
    drawn.savefig(text, format="svg", metadata={"Date": None, "Creator": None, "Title": title})
    drawing = text.getvalue().replace(f"'{FONT}'", FALLBACK)
    return drawing.replace("</title>", f"</title>\n <desc>{html.escape(alt)}</desc>", 1).encode()


def _replace(path: Path, content: bytes) -> None:
    """Write to a temporary name, then rename, so that nobody ever sees half a file."""
    draft = path.with_name(f".{path.name}.draft")
    draft.write_bytes(content)
    os.replace(draft, path)
