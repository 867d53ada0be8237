"""Where the bands of the targets come from, and what mending them has changed: parts of the document `validation`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from ..studies.validation.before import verdicts_before
from ..studies.validation.targets import SINGLE_RUNS, targets
from ..studies.validation.verdicts import Verdict
from . import validation_text

BEFORE = """\
The bands and the tests were mended, for the reasons given. The mended ones were written down before the model was run for
them; what stands under *before* was known by then. In brackets stands first what the model gives (a mean, or between what nine
single runs in ten lie), then what it is held against.
"""


def reasons() -> Iterator[str]:
    """The parts of the page that say why each band is what it is, and which target is tested no longer."""
    yield "## Where the bands come from\n"
    every = targets()
    yield (
        "\n".join(
            f"- **{name}**{f', test {index} of {len(target.tests)}' if len(target.tests) > 1 else ''}: {test.reason}"
            for name, target in every.items()
            for index, test in enumerate(target.tests, start=1)
            if test.reason
        )
        + "\n"
    )
    yield "## What is tested no longer\n"
    yield (
        "\n".join(f"- **{name}**, {target.label}: {target.dropped}" for name, target in every.items() if target.dropped)
        + "\n"
    )


def before_and_after(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """The part of the page that sets the verdicts of today beside those of before the targets were mended."""
    yield "## Verdicts before and after\n"
    yield BEFORE
    head = ["target", "before", "after", "why it changed"]
    yield validation_text.table(head, [[name, *row] for name, row in _changes(verdicts)])


def _changes(verdicts: Sequence[Verdict]) -> Iterator[tuple[str, list[str]]]:
    every = targets()
    for name, before in verdicts_before().items():
        after = "dropped" if every[name].dropped else "; ".join(_after(v) for v in verdicts if v.name == name)
        yield name, ["; ".join(before.verdicts), after, before.why or "The target is as it was."]


def _after(verdict: Verdict) -> str:
    if math.isnan(verdict.interval.mean):
        return validation_text.verdict(verdict)
    alone = verdict.compare == SINGLE_RUNS
    figure = validation_text.runs(verdict) if alone else validation_text.figure(verdict.interval.mean)
    against = validation_text.observed(verdict) if alone else validation_text.band(verdict)
    return f"{validation_text.verdict(verdict)} ({figure} against {against})"
