"""Stacked bars: what became of every 100, by scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...model import Scenario
from .. import wording
from .canvas import MARGIN, SMALL, WIDTH, Picture, key_rows, readable_on, text_width, wrapped

ROW = 0.42  #: inches


def stacked(
    scenarios: Sequence[Scenario],
    shares: Mapping[str, Mapping[str, float]],
    parts: Mapping[str, tuple[str, str]],
    *,
    of: str,
    alt: str,
    note: str,
) -> Picture:
    """Bars of 100 in parts, a bar a scenario.

    Parameters
    ----------
    scenarios
        In their order.
    shares
        By scenario and part, how many of 100.
    parts
        By part its word and colour, in the order of the bars.
    of
        What there are 100 of.
    alt, note
        See `Picture`.
    """
    labels = [wrapped(wording.scenario_label(scenario), 2.0) for scenario in scenarios]
    left = MARGIN + max(text_width(label) for label in labels) + 0.12
    entries = list(parts.values())
    top = 0.21 * len(key_rows(entries, WIDTH - 2 * MARGIN)) + 0.15
    width, height = WIDTH - left - 0.25, ROW * len(labels)
    picture = Picture(top + height + 0.6, alt=alt, note=note)
    picture.key(MARGIN, 0.12, entries, WIDTH - 2 * MARGIN)
    axes = picture.axes_at(left, top, width, height)
    axes.set_xlim(0, 100)
    axes.set_ylim(len(labels), 0)
    axes.set_yticks([])
    axes.set_xticks([0, 25, 50, 75, 100])
    axes.set_xlabel(f"of every 100 {of}", fontsize=SMALL)
    for row, scenario in enumerate(scenarios):
        picture.write(left - 0.1, top + ROW * (row + 0.5), labels[row], ha="right", linespacing=1.1)
        start = 0.0
        for name, (_, colour) in parts.items():
            value = shares[scenario.name].get(name, 0.0)
            axes.barh(row + 0.5, value, 0.66, left=start, color=colour, edgecolor="#fefefe", linewidth=0.6)
            text = wording.number(value, 0)
            if value / 100 * width > text_width(text, SMALL) + 0.08:
                ink = readable_on(colour)
                axes.text(start + value / 2, row + 0.5, text, ha="center", va="center", fontsize=SMALL, color=ink)
            start += value
    return picture
