"""The stages of a pathway as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from ...model import Patience, Resource, Scenario, Stage, Team
from ...model.by_attribute import leaves
from ...model.pathway import LOWERED, RAISED
from .. import wording
from . import markdown
from .citations import Cited
from .inputs import kind_word

HEAD = ("Stage", "Waits for", "Priority:", "Takes", "Patience", "Goes on to", "Also", "Source")

#: The keys of a stage that have a column, or a sentence of their own; any other is told as it stands.
WORDED = {
    "label",
    "description",
    "work",
    "elapsed",
    "cause",
    "amount",
    "amount_multipliers",
    "held_money",
    "multipliers",
    "time_multiplier",
    "next",
    "next_changes",
    "next_multipliers",
    "patience",
    "priority",
    "gives_back",
    "pays",
    "max_steps",
    "then",
    *(kind_word(kind).replace(" ", "_") for kind in get_args(Resource)),
}


#: How a stage's sum begins: asked for, added to what is held, or given back of it.
_ASKS = {"": "asks for", RAISED: "asks, on top of what is held, for", LOWERED: "gives back, of what is held,"}


def stage_table(scenario: Scenario, cited: Cited, names: Sequence[str] | None = None) -> str:
    """Every stage of a scenario, or those named, in the order of the pathway."""
    stages = [stage for stage in scenario.pathway.stages if names is None or stage.name in names]
    return markdown.table(HEAD, [_row(scenario, stage, cited) for stage in stages])


def _row(scenario: Scenario, stage: Stage, cited: Cited) -> tuple[str, ...]:
    name = f"**{stage.label}** `{stage.name}`"
    return (
        markdown.BREAK.join([name, *([stage.description] if stage.description else [])]),
        _waits_for(scenario, stage),
        str(stage.priority) if _waits(stage) else markdown.NONE,
        _takes(scenario, stage),
        _patience(stage.patience),
        _next(scenario, stage),
        _also(scenario, stage),
        cited.source(f"pathway.stages.{stage.name}", *_clocks(stage)),
    )


def _clocks(stage: Stage) -> list[str]:
    """The key path of the clock by which the stage's patience runs."""
    return [f"pathway.patience_clocks.{stage.patience.clock}"] if stage.patience and stage.patience.clock else []


def _waits(stage: Stage) -> bool:
    return any(leaves(stage.resource))


def _waits_for(scenario: Scenario, stage: Stage) -> str:
    return markdown.tree(
        stage.resource,
        lambda name: wording.resource_label(scenario, name) if name else "nothing" if _waits(stage) else markdown.NONE,
    )


def _takes(scenario: Scenario, stage: Stage) -> str:
    if not stage.parts:
        return "no time"
    resources = {resource.name: resource for resource in scenario.resources}
    work = any(isinstance(resources[name], Team) for name in leaves(stage.resource) if name)
    unit = "hours of work" if work else "days"
    if len(stage.parts) == 1:
        lines = [markdown.measured(stage.parts[0].lasts, unit)]
    else:
        lines = [f"the longest of ({unit}):"]
        lines += [
            f"{wording.cause(part.cause)}: {markdown.tree(part.lasts, markdown.distribution, inner=True)}"
            for part in stage.parts
        ]
    if stage.multipliers:
        lines.append(f"times: {markdown.factors(stage.multipliers)}")
    if stage.dated_multiplier.changes() or stage.dated_multiplier.at(0.0) != 1:
        lines.append(f"times by date: {markdown.dated(stage.dated_multiplier, scenario.date)}")
    return markdown.BREAK.join(lines)


def _patience(patience: Patience | None) -> str:
    if patience is None:
        return markdown.NONE
    days = markdown.measured(patience.days, "days")
    lines = [f"{days}, on the clock *{markdown.plain(patience.clock)}*" if patience.clock else days]
    if patience.multipliers:
        lines.append(f"times: {markdown.factors(patience.multipliers)}")
    return markdown.BREAK.join(lines)


def _target(scenario: Scenario, name: str) -> str:
    exits = scenario.pathway.exits
    return f"out: {wording.exit_label(scenario, name)}" if name in exits else wording.stage_label(scenario, name)


def _next(scenario: Scenario, stage: Stage) -> str:
    def weights(of: Mapping[str, float]) -> str:
        return markdown.weights(of, lambda name: _target(scenario, name))

    lines = [markdown.tree(stage.next, weights)]
    lines += [
        f"from {scenario.date(day)}: {markdown.tree(tree, weights, inner=True)}" for day, tree in stage.next_changes
    ]
    for change in stage.next_multipliers:
        people = " and ".join(
            f"*{markdown.plain(name)}* {markdown.plain(value)}" for name, value in change.where.items()
        )
        lines.append(f"weight of {_target(scenario, change.to)} × {markdown.number(change.by)} where {people}")
    return markdown.BREAK.join(lines)


def _also(scenario: Scenario, stage: Stage) -> str:
    lines = []
    if isinstance(stage.amount, str):
        lines.append(f"{_ASKS[stage.held_money]} the person's *{markdown.plain(stage.amount)}*")
    elif stage.amount is not None:
        lines.append(f"{_ASKS[stage.held_money]} £ {markdown.tree(stage.amount, markdown.distribution, inner=True)}")
    if stage.amount_multipliers:
        lines.append(f"the sum times: {markdown.factors(stage.amount_multipliers)}")
    if stage.gives_back:
        lines.append(f"gives back: {', '.join(wording.resource_label(scenario, name) for name in stage.gives_back)}")
    if stage.pays:
        lines.append("pays out what was granted")
    if stage.max_steps and stage.then:
        lines.append(f"at most {stage.max_steps} times, then {_target(scenario, stage.then)}")
    lines += [
        f"its finish counts as *{name}*"
        for name, milestone in scenario.pathway.milestones.items()
        if milestone == stage.name
    ]
    for key, value in _raw(scenario, stage).items():
        if key not in WORDED and value not in (None, ""):
            lines.append(f"{markdown.plain(key)}: {markdown.raw(value)}")
    return markdown.BREAK.join(lines) or markdown.NONE


def _raw(scenario: Scenario, stage: Stage) -> Mapping[str, Any]:
    """The stage as the configuration has it."""
    mapping: Mapping[str, Any] = scenario.mapping["pathway"]["stages"][stage.name]
    return mapping
