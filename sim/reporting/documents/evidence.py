"""The document `evidence`: the register of parameters and the targets, as a page to be read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from ...config import paths
from ...config.evidence_lineage import VALIDATION, Target, parents, shared_evidence, targets
from ...config.parameter_register import CHOICE, KINDS, Parameter, parameters
from ...config.provenance import register

_AREA = re.compile(r"# --- ([^:]+)(?:: .*)? ---")
_ENTRY = re.compile(r"(\w+):")

INTRODUCTION = """\
# Where the numbers come from

Written by `ipc document evidence` from `configs/evidence/`: the register of evidence (`register.csv`), the register of
parameters (`parameters.yaml`) and the validation targets (`targets.yaml`). Change those, not this page.

## How to read it

Every number in `configs/` and `scenarios/` belongs to a *parameter*: a name for what it stands for, with a reference value and
the range of what it may be. `ipc show number KEY` says which parameter a number belongs to, what that rests on, and what it
affects; `ipc show parameters` lists them all.

- *Measured* is what somebody counted, measured or wrote down; *inferred* is computed from what was; *assumed* is neither,
  whatever anchors it. A range without evidence is assumed as well.
- A *drawn* parameter is not known well: where what we do not know counts, each replication takes another value from its range,
  the same in every scenario. *Triangular* has its peak at the reference value; *uniform* and *loguniform* have none.
- A *choice* is what a programme decides or what a place is: it is swept, never drawn. A *fixed* number is known well enough, or
  moves with another: spreads go with their means, and the other weights give way to a share.
- Where a scenario has a number of its own under the same key, it moves by the same factor; a share by the same factor of
  its odds; and what is itself a factor by the same factor of its distance from 1, so that 1 stays 1.
- Ids that begin with S are rows of what the programme's own documents say, those with X of what was found elsewhere.
"""


def text() -> str:
    """The whole page."""
    return "\n".join((INTRODUCTION, _counts(), *_drawn(), _choices(), _fixed(), _targets())).rstrip("\n") + "\n"


def _counts() -> str:
    drawn = [parameter for parameter in parameters().values() if parameter.drawn]
    choices = [parameter for parameter in parameters().values() if parameter.shape == CHOICE]
    fixed = [parameter for parameter in parameters().values() if parameter not in drawn and parameter not in choices]
    rows = [
        [kind, *(str(Counter(parameter.kind for parameter in group)[kind]) for group in (drawn, choices, fixed))]
        for kind in KINDS
    ]
    rows.append(["together", *(str(len(group)) for group in (drawn, choices, fixed))])
    return "\n".join(["## How much is known", "", *_table(["", "drawn", "choices", "fixed"], rows), ""])


def _drawn() -> Iterator[str]:
    yield "## What is not known"
    yield ""
    area = areas()
    for name in dict.fromkeys(area[parameter.name] for parameter in parameters().values() if parameter.drawn):
        rows = [
            [
                parameter.label,
                _number(parameter.value),
                _range(parameter),
                parameter.unit,
                parameter.shape,
                parameter.kind,
                _sources(parameter),
            ]
            for parameter in parameters().values()
            if parameter.drawn and area[parameter.name] == name
        ]
        yield f"### {name[0].upper()}{name[1:]}"
        yield ""
        yield from _table(["what", "value", "range", "unit", "shape", "kind", "from"], rows)
        yield ""


def _choices() -> str:
    return _others(
        "## Choices", [parameter for parameter in parameters().values() if parameter.shape == CHOICE], "worth sweeping"
    )


def _fixed() -> str:
    fixed = [parameter for parameter in parameters().values() if not parameter.drawn and parameter.shape != CHOICE]
    return _others("## Fixed, or moving with another", fixed, "range")


def _others(heading: str, shown: list[Parameter], range_head: str) -> str:
    rows = [
        [
            parameter.label,
            _number(parameter.value),
            _range(parameter),
            parameter.unit,
            parameter.kind,
            _sources(parameter),
        ]
        for parameter in shown
    ]
    return "\n".join([heading, "", *_table(["what", "value", range_head, "unit", "kind", "from"], rows), ""])


def _targets() -> str:
    introduction = [
        "## What the model is held against",
        "",
        "Nothing was tuned on these. A target counts as *validation* only where no evidence behind it is behind an input too,",
        "however far down, unless the two are different parts of one row, which is then said. All others are *consistency*",
        "checks or *calibration*: what went in should come out, and a pass shows no more than that.",
        "",
    ]
    rows = [
        [target.name, target.label, target.kind, ", ".join(target.sources), _behind(target)]
        for target in targets().values()
    ]
    return "\n".join(
        [*introduction, *_table(["", "target", "kind", "observed in", "what it shares with the inputs"], rows), ""]
    )


def _behind(target: Target) -> str:
    """What a target shares with the inputs, in words: the splits, then what else there is."""
    rows = {row: None for parameter in parameters().values() for row in shared_evidence(target, parameter, parents())}
    splits = [f"{row}: {text}" for row, text in target.split.items()]
    unsplit = [row for row in rows if row not in target.split]
    if unsplit:
        splits.append(f"Behind an input: {', '.join(unsplit)}.")
    if not splits:
        return "nothing" if target.kind == VALIDATION else "nothing by the register"
    return " ".join(splits)


def areas() -> dict[str, str]:
    """The part of the register in which each parameter stands, by the heading above it."""
    text = (paths.configs() / "evidence" / "parameters.yaml").read_text(encoding="utf-8")
    by_parameter, area = {}, ""
    for line in text.splitlines():
        if heading := _AREA.fullmatch(line):
            area = heading[1]
        elif entry := _ENTRY.fullmatch(line):
            by_parameter[entry[1]] = area
    return by_parameter


def _number(value: float) -> str:
    return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"


def _range(parameter: Parameter) -> str:
    return f"{_number(parameter.low)} – {_number(parameter.high)}"


def _sources(parameter: Parameter) -> str:
    """The sources in words: documents by their titles, with the rows' ids."""
    every, by_title = parameters(), dict[str, list[str]]()
    for source in parameter.sources:
        by_title.setdefault(_title(register()[source]["source"]), []).append(source)
    parts = [f"{title} ({', '.join(rows)})" for title, rows in by_title.items()]
    if parameter.derived_from:
        named = (f"“{every[source].label}”" if source in every else source for source in parameter.derived_from)
        parts.append(f"from {', '.join(named)}")
    return "; ".join(parts) or "no source"


def _title(source: str) -> str:
    """The title of a source, in a word where the register only says how the number came about."""
    for word in ("assumption", "inference", "derived", "not found"):
        if source.lower().startswith(word):
            return word
    return source


def _table(head: list[str], rows: Iterable[list[str]]) -> list[str]:
    cells = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |".replace("|  |", "| |") for row in cells]
