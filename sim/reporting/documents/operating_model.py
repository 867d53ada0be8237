"""The document `operating_model`: the components and enablers of the operating model, and the lever that stands for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from ...config import paths
from ...config.operating_model import Lever, levers
from ...config.packages import BECAUSE, YES_OR_NO, read_head, shown
from ...config.provenance import entries, register
from ...config.strict_yaml import read_yaml

INTRODUCTION = """\
# The operating model as levers

Written by `ipc document operating_model` from `configs/evidence/operating_model.yaml`, the files of `configs/lever/` and the
register of evidence. Change those, not this page.

The operating model of Integrated Personal Commissioning has five shifts with two components each, and enablers beside them (NHS
England's framework of May 2016). Each is a lever that a scenario, or a word on the command line, switches on:

```sh
ipc run scenario=typical_ccg_per_1000 lever=peer_support
ipc run scenario=typical_ccg_per_1000 lever=[peer_support,single_process] strength.peer_support=0.5
ipc run -m scenario=stockton_scale_up lever=single_process strength.single_process=0,0.5,1 name=single_process
```

A lever at strength 0 gives the steps of the scenario without it, byte for byte, in every scenario; at 1, where it stands
unless told otherwise, it acts wholly, and on the scenario's own numbers: what the table has as "0.80 to 0.72" takes a tenth
from whatever number is there. Where it does not fit it is refused, and the reason is told. It changes no draw, and where
capacity has no limit it changes nothing upstream of where it acts. The names of 1A and 5B are the framework's; those between
are ours, since its own list was not at hand. *What can be ordered* is the same in a manager's unit: `setting.peer_support=25`
is a quarter longer, and the strength 0.5.

Hardly any size is measured: the evidence says which way a component acts, seldom how much. *What it changes* gives each number
without the lever and with all of it; the comment behind each, in the lever's file, says what it rests on.
"""

WHERE = {"finished-started": "days that `{}` lasts", "joined": "day on which people come to `{}`"}


def text() -> str:
    """The whole page."""
    shifts = groupby(levers().values(), key=lambda lever: lever.shift)
    parts = [part for shift, group in shifts for part in _shift(shift, list(group))]
    return "\n".join([INTRODUCTION, *parts, *_evidence()]).rstrip("\n") + "\n"


def _shift(shift: str, shown: list[Lever]) -> Iterator[str]:
    yield f"## {shift or 'Enablers'}"
    yield ""
    rows = [
        [
            lever.label if not lever.shift else f"{lever.component} {lever.label}",
            f"`{lever.name}`",
            lever.mechanism,
            "<br>".join(_changes(lever)),
            _package(lever),
            f"{_where(lever)}: {lever.direction}",
            ", ".join(lever.evidence),
        ]
        for lever in shown
    ]
    head = [
        "component" if shift else "enabler",
        "lever",
        "what it does",
        "what it changes",
        "what can be ordered",
        "where it shows",
        "evidence",
    ]
    yield from _table(head, rows)
    yield ""


def _changes(lever: Lever) -> Iterator[str]:
    """The numbers of a lever's file that go with its strength; the same change of several stages is told once."""
    stages_of: dict[tuple[str, str], list[str]] = {}
    for entry in entries(paths.configs() / "lever" / f"{lever.name}.yaml"):
        if len(entry.numbers) > 1:
            stage, _, key = entry.path.removeprefix("pathway.stages.").removeprefix("pathway.").partition(".")
            stages_of.setdefault((key, " to ".join(entry.numbers)), []).append(stage)
    for (key, ends), stages in stages_of.items():
        yield f"`{stages[0] if len(stages) == 1 else '*'}.{key}` {ends}"


def _package(lever: Lever) -> str:
    """What a manager could order of a lever: settings, their unit, and from when on."""
    head = read_head(lever.name, read_yaml(paths.configs() / "lever" / f"{lever.name}.yaml"))
    if head is None:
        return ""
    if head.unit == YES_OR_NO:
        ordered = "all of it or nothing"
    elif head.start is None or head.to is None:
        ordered = f"{head.unit}, from the scenario's own (`{head.of}`)"
    else:
        ordered = f"{shown(head.start)} to {shown(head.to)} {head.unit}"
    ordered += f", by {shown(head.step)}" if head.step else ""
    return f"{ordered}; from {head.works_from}: {BECAUSE[head.because]}" if head.works_from else ordered


def _where(lever: Lever) -> str:
    """Where the lever shows, in words."""
    if lever.acts_on.startswith("resource:"):
        return f"money in `{lever.acts_on.removeprefix('resource:')}`"
    stage, _, column = lever.acts_on.partition(".")
    if column.startswith("to="):
        return f"share who go from `{stage}` to `{column.removeprefix('to=')}`"
    return WHERE[column].format(stage)


def _evidence() -> Iterator[str]:
    yield "## How strong the evidence is"
    yield ""
    ids = sorted({row_id for lever in levers().values() for row_id in lever.evidence})
    rows = [[row_id, row["quantity"], row["strength"]] for row_id in ids for row in [register()[row_id]]]
    yield from _table(["row", "what it says", "strength"], rows)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    cells = [list(head), *(list(row) for row in rows)]
    yield "| " + " | ".join(cells[0]) + " |"
    yield "|" + " --- |" * len(cells[0])
    for row in cells[1:]:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
