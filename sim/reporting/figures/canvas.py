"""The paper that figures are drawn on: sizes in inches, colours, and text that is measured before it is placed."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import TextToPath

WIDTH = 8.2  #: inches
MARGIN = 0.12
FONT = "DejaVu Sans"
SIZE, SMALL, HEADING = 9.5, 8.5, 13.0  #: points

INK, MUTED, GRID, PAPER = "#1b2a38", "#5c6873", "#dfe4e8", "#ffffff"
BLUE, ORANGE, GREEN, RED, GREY, FAINT = "#0072b2", "#d98200", "#00866a", "#c8501e", "#8b96a0", "#b4bdc5"
SCENARIOS = (GREY, BLUE, ORANGE)  #: the baseline, then the others where each has a colour of its own

STYLE: dict[str, Any] = {
    "font.family": [FONT],
    "font.size": SIZE,
    "text.color": INK,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": MUTED,
    "axes.labelsize": SMALL,
    "axes.unicode_minus": True,
    "axes.linewidth": 0.8,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "svg.fonttype": "none",
    "text.parse_math": False,  # a label is text: two dollar signs in it are no formula
    "path.simplify": False,
}


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = SIZE, bold: bool = False) -> float:
    """The width of the widest line of a text, in inches."""
    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    measure = TextToPath().get_text_width_height_descent
    return max(float(measure(line, font, False)[0]) for line in text.split("\n") or [""]) / 72


def wrapped(text: str, width: float, size: float = SIZE, bold: bool = False) -> str:
    """A text broken into lines no wider than `width` inches, within a word only where that alone is wider."""
    lines, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}".strip(" ")
        if line and text_width(longer, size, bold) > width:
            lines.append(line)
            line = word
        else:
            line = longer
        while len(line) > 1 and text_width(line, size, bold) > width:
            fits = [count for count in range(1, len(line)) if text_width(line[:count], size, bold) <= width]
            count = max(fits, default=1)
            lines.append(line[:count])
            line = line[count:]
    return "\n".join([*lines, line])


def fitted(text: str, width: float, size: float = SIZE, bold: bool = False) -> str:
    """A text on one line no wider than `width` inches: what does not fit is left off, and an ellipsis says so."""
    if text_width(text, size, bold) <= width:
        return text
    while text and text_width(f"{text}…", size, bold) > width:
        text = text[:-1].rstrip(" ,")
    return f"{text}…"


class Picture(Figure):
    """A figure with a title above it, and words for those who cannot see it.

    Parameters
    ----------
    height
        Of the body, in inches; the title is put above it when the figure is written.
    alt
        What it shows, in words and numbers.
    note
        How to read it: one or two sentences under the title.
    """

    def __init__(self, height: float, *, alt: str, note: str = "") -> None:
        self.note = wrapped(note, WIDTH - 2 * MARGIN, SIZE) if note else ""
        self.head = 0.42 + (0.19 * (self.note.count("\n") + 1) + 0.06 if note else 0.0)
        self.alt = textwrap.shorten(alt, 2000, placeholder=" …")
        super().__init__(figsize=(WIDTH, height + self.head), facecolor="none")

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the whole, in inches."""
        width, height = self.get_size_inches()
        return float(width), float(height)

    def entitle(self, title: str) -> None:
        """Put the title and the note above the body."""
        self.write(MARGIN, 0.08 - self.head, title, size=HEADING, weight="bold", va="top")
        self.write(MARGIN, 0.38 - self.head, self.note, color=MUTED, va="top", linespacing=1.35)

    def axes_at(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes by where they stand, in inches from the body's upper left corner."""
        full_width, full_height = self.size
        bottom = full_height - self.head - top - height
        axes = self.add_axes((left / full_width, bottom / full_height, width / full_width, height / full_height))
        axes.set_facecolor("none")
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        axes.tick_params(length=0, pad=4)
        axes.set_axisbelow(True)
        return axes

    def write(self, left: float, top: float, text: str, **style: Any) -> None:
        """Write a text in inches from the body's upper left corner."""
        if text:
            full_width, full_height = self.size
            self.text(
                left / full_width, (full_height - self.head - top) / full_height, text, **{"va": "center", **style}
            )

    def swatch(self, left: float, top: float, colour: str, side: float = 0.12) -> None:
        """A small square of a colour, centred vertically at `top`."""
        full_width, full_height = self.size
        corner = (left / full_width, (full_height - self.head - top - side / 2) / full_height)
        size = (side / full_width, side / full_height)
        self.add_artist(Rectangle(corner, *size, transform=self.transFigure, facecolor=colour, edgecolor="none"))

    def key(self, left: float, top: float, entries: Sequence[tuple[str, str]], width: float | None = None) -> None:
        """Colours with their words, in as many rows as they need; see `key_rows`."""
        for row, members in enumerate(key_rows(entries, width or WIDTH - left - MARGIN)):
            x = left
            for word, colour in members:
                self.swatch(x, top + 0.21 * row, colour)
                self.write(x + 0.18, top + 0.21 * row, word, size=SMALL)
                x += 0.18 + text_width(word, SMALL) + 0.2


def key_rows(entries: Sequence[tuple[str, str]], width: float) -> list[list[tuple[str, str]]]:
    """The rows of a key of words and colours within a width in inches."""
    rows: list[list[tuple[str, str]]] = [[]]
    used = 0.0
    for entry in entries:
        step = 0.18 + text_width(entry[0], SMALL) + 0.2
        if rows[-1] and used + step > width:
            rows.append([])
            used = 0.0
        rows[-1].append(entry)
        used += step
    return rows


def grid(axes: Axes, axis: str) -> None:
    """Faint lines across one axis (``x`` or ``y``)."""
    lines = axes.xaxis if axis == "x" else axes.yaxis
    lines.grid(visible=True, color=GRID, linewidth=0.8)


def readable_on(colour: str) -> str:
    """Black or white, whichever reads better on a colour."""
    red, green, blue = (int(colour[digit : digit + 2], 16) for digit in (1, 3, 5))
    return "#101010" if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#fcfcfc"


def nice_step(most: float, ticks: float = 4) -> float:
    """A round step that cuts 0 to `most` into at most so many parts."""
    rough = max(most, 1e-9) / ticks
    size = 10.0 ** len(str(int(rough))) / 10 if rough >= 1 else 0.1
    while size > rough and size > 1e-3:
        size /= 10
    return next(size * factor for factor in (1, 2, 2.5, 5, 10, 20) if size * factor >= rough)


def ticks_to(most: float, ticks: int = 4, whole: bool = True) -> list[float]:
    """Round ticks from 0 to at least `most`."""
    step = nice_step(most, ticks)
    if whole:
        step = max(1.0, 3.0 if step == 2.5 else step)
    count = int(-(-most // step)) if most > 0 else 1
    return [step * turn for turn in range(max(1, count) + 1)]
