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
from .canvas import FONT, STYLE, Picture

Draw: TypeAlias = Callable[[Results], "Figure | None"]
FALLBACK = f"'{FONT}', Verdana, Arial, sans-serif"  #: for a reader whose machine lacks the font


@dataclass(frozen=True, kw_only=True)
class Spec:
    """A figure that can be drawn: its file name, its title, and the function that draws it.

    The function takes the results and returns a matplotlib figure (a `Picture`, if it wants a note and words for those who
    cannot see it), or None where the figure makes no sense for these results. `of_several_places` is whether it puts places
    side by side; the others show the scenarios of one place, which share their dates.
    """

    name: str
    title: str
    draw: Draw
    of_several_places: bool = False


@dataclass(frozen=True, kw_only=True)
class Written:
    """A figure on disk, with its words: `alt` says what it shows, `note` how to read it.

    `head` is the height of the title and note at its top, in points.
    """

    name: str
    title: str
    svg: Path
    png: Path
    alt: str
    note: str = ""
    head: float = 0.0


FIGURES: dict[str, Spec] = {}  #: every figure by name, in the order of a report


def figure(name: str, *, title: str, of_several_places: bool = False) -> Callable[[Draw], Draw]:
    """Register a function as a figure.

    Parameters
    ----------
    name
        Of its files.
    title
        Written above it.
    of_several_places
        Whether it puts places of different sizes or dates side by side.

    Raises
    ------
    ValueError
        If the name is taken.
    """

    def register(draw: Draw) -> Draw:
        if name in FIGURES:
            raise ValueError(f"there is a figure {name} already")
        FIGURES[name] = Spec(name=name, title=title, draw=draw, of_several_places=of_several_places)
        return draw

    return register


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
    several = len(results.places) > 1
    for spec in [spec for spec in FIGURES.values() if spec.of_several_places == several]:
        style: Any = {**STYLE, "svg.hashsalt": spec.name}
        with mpl.rc_context(style):
            drawn = spec.draw(results)
            if drawn is not None:
                written.append(_write(spec, drawn, folder))
    return written


def _write(spec: Spec, drawn: Figure, folder: Path) -> Written:
    alt, note, head = spec.title, "", 0.0
    if isinstance(drawn, Picture):
        drawn.entitle(spec.title)
        alt, note, head = drawn.alt, drawn.note.replace("\n", " "), 72 * drawn.head
    svg, png = folder / f"{spec.name}.svg", folder / f"{spec.name}.png"
    _replace(svg, _svg(drawn, spec.title, alt))
    picture = io.BytesIO()
    drawn.savefig(picture, format="png", dpi=150, facecolor="white", metadata={"Software": None})
    _replace(png, picture.getvalue())
    return Written(name=spec.name, title=spec.title, svg=svg, png=png, alt=alt, note=note, head=head)


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
