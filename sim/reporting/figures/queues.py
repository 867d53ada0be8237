"""Who waits for what, over time."""

from __future__ import annotations

from ...experiments import Results
from ...model import Scenario
from .. import wording
from .canvas import BLUE, GREY, MARGIN, MUTED, SIZE, SMALL, WIDTH, Picture, fitted, grid, ticks_to
from .lookup import Lookup, Series
from .registry import figure
from .timeline import Timeline

MOST, LEAST = 6, 0.5  #: at most so many panels; a queue that never has so many people in it on average gets none


def longest_queues(lookup: Lookup, scenario: Scenario) -> list[tuple[str, float]]:
    """The resources of a scenario with the mean number of people waiting, longest first; empty queues are left out."""
    queues = [(name, lookup.amount(scenario, f"queue.{name}")) for name in lookup.items(scenario, "queue")]
    return sorted([(name, mean) for name, mean in queues if mean > 0], key=lambda queue: -queue[1])


@figure("queues_over_time", title="Who waits for what")
def queues_over_time(results: Results) -> Picture | None:
    """People waiting at each month's end, by resource: the baseline and, if there are others, the one with the most plans."""
    lookup, time = Lookup(results), Timeline(Lookup(results))
    shown = lookup.leading()
    ranked: dict[str, float] = {}
    for one in shown:
        for name, mean in longest_queues(lookup, one):
            ranked[name] = max(ranked.get(name, 0.0), mean)
    names = sorted([name for name, mean in ranked.items() if mean >= LEAST], key=lambda name: -ranked[name])
    found = {(one.name, name): lookup.series(one, f"queue.{name}") for one in shown for name in names}
    # A queue that fills and empties within each month is nought at every month's end: a panel would mislead.
    names = [name for name in names if any(_peak(found[one.name, name]) >= LEAST for one in shown)][:MOST]
    if not names:
        return None
    pairs = [(found[one.name, name], lookup.mean(one, f"queue.{name}")) for one in shown for name in names]
    shorter = any(mean > LEAST and mean > _peak(series) for series, mean in pairs)
    colours = [GREY, BLUE] if len(shown) > 1 else [BLUE]
    columns = 1 if len(names) == 1 else 2 if len(names) in (2, 4) else 3
    rows = -(-len(names) // columns)
    top = 0.36 if len(shown) > 1 else 0.05
    left, gap, head, height = 0.42, 0.5, 0.45, 2.2 if columns == 1 else 1.3
    width = (WIDTH - left - MARGIN - 0.15 - gap * (columns - 1)) / columns
    foot, below = time.depth(width) + 0.04, 0.0 if time.dated else 0.25
    picture = Picture(
        top + rows * (head + height + foot) + below,
        alt=_alt(lookup, shown, names),
        note=_note(lookup, len(names), shorter),
    )
    if len(shown) > 1:
        picture.key(
            MARGIN, 0.12, [(wording.scenario_label(one), colour) for one, colour in zip(shown, colours, strict=True)]
        )
    for place, name in enumerate(names):
        row, column = divmod(place, columns)
        x, y = left + column * (width + gap), top + row * (head + height + foot) + head
        axes = picture.place(x, y, width, height)
        highest = 1.0
        for one, colour in zip(shown, colours, strict=True):
            series = found[one.name, name]
            if series is None:
                continue
            at = time.places(series)
            if lookup.runs > 1:
                axes.fill_between(at, *series.ends, color=colour, alpha=0.25, linewidth=0)
            axes.plot(at, series.mean, color=colour, linewidth=1.8)
            highest = max(highest, float(series.ends[1].max()))
        ticks = ticks_to(highest, 3)
        axes.set_ylim(0, ticks[-1])
        axes.set_yticks(ticks, [wording.number(tick) for tick in ticks])
        grid(axes, "y")
        time.draw(axes, width)
        if not time.dated:
            axes.set_xlabel("days since the start", fontsize=SMALL)
        label = fitted(wording.resource_label(lookup.baseline, name), width + 0.4, SIZE, bold=True)
        picture.write(x, y - 0.32, label, weight="bold", size=SIZE)
        picture.write(x, y - 0.15, _means(lookup, shown, name), size=SMALL, color=MUTED)
    return picture


def _peak(series: Series | None) -> float:
    return float(series.mean.max()) if series else 0.0


def _means(lookup: Lookup, shown: list[Scenario], name: str) -> str:
    said = " / ".join(wording.number(lookup.mean(one, f"queue.{name}")) for one in shown)
    return f"on average {said} waiting"


def _note(lookup: Lookup, panels: int, shorter: bool) -> str:
    runs = (
        f"Lines: the mean of {lookup.followed} runs; shaded: {lookup.shaded}." if lookup.runs > 1 else "One run only."
    )
    scale = "; each panel has its own scale" if panels > 1 else ""
    when = "at each month’s end" if lookup.dated else "about every 30 days"
    lists = " A queue that a monthly list fills is shorter at month’s end than on average." if shorter else ""
    return f"People waiting {when}{scale}. {runs}{lists}"


def _alt(lookup: Lookup, shown: list[Scenario], names: list[str]) -> str:
    each = []
    for one in shown:
        said = ", ".join(
            f"{wording.resource_label(one, name)} {wording.number(lookup.mean(one, f'queue.{name}'))}" for name in names
        )
        each.append(f"{wording.scenario_label(one)}: {said}")
    return f"Line charts of people waiting over time. Mean number waiting: {'. '.join(each)}."
