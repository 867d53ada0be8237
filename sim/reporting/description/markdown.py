"""How the model's values are said: distributions, choices among people, weights, dated values, calendars."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from ...model import By, Dated, Distribution, Tree
from ...model.distribution import PARAMETERS
from ...model.limits import UNLIMITED

T = TypeVar("T")
BREAK = "<br>"  #: a new line within a cell of a table
NONE = "–"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown; a column whose name ends with a colon stands to the right."""
    if not rows:
        return "*None.*"
    below = ["--:" if name.endswith(":") else "---" for name in head]
    lines = [[name.removesuffix(":") for name in head], below, *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split()) or NONE


def plain(name: str) -> str:
    """A name of the configuration in words."""
    return name.replace("_", " ")


def number(value: float) -> str:
    """A number as it stands in the configuration, with thousands separated."""
    if value >= UNLIMITED:
        return "unlimited"
    return f"{value:,.10g}" if abs(value) >= 1000 else f"{value:.10g}"


def percent(weight: float) -> str:
    """A weight as a percentage."""
    return f"{100 * weight:.4g} %"


def distribution(law: Distribution) -> str:
    """A distribution by its kind and its parameters."""
    if law.kind == "fixed":
        return number(law.parameters[0])
    if law.kind == "discrete":
        chances = (f"{number(v)} ({percent(w)})" for v, w in zip(law.parameters, law.weights, strict=True))
        return f"one of {', '.join(chances)}"
    pairs = zip(PARAMETERS[law.kind], law.parameters, strict=True)
    return f"{law.kind} ({', '.join(f'{name} {number(value)}' for name, value in pairs)})"


def tree(value: Tree[T], leaf: Callable[[T], str], *, inner: bool = False) -> str:
    """A value that may differ between people: branches that say the same are told together."""
    if not isinstance(value, By):
        return leaf(value)
    same: dict[str, list[str]] = {}
    for case, branch in value.branches.items():
        same.setdefault(tree(branch, leaf, inner=True), []).append(plain(case))
    if len(same) == 1:
        return next(iter(same))
    head = f"by *{plain(value.attribute)}*"
    cases = [f"{' or '.join(values)}: {text}" for text, values in same.items()]
    return f"({head}: {'; '.join(cases)})" if inner else BREAK.join([f"{head}:", *cases])


def measured(value: Tree[Distribution], unit: str) -> str:
    """A distribution, perhaps a choice of them, with its unit: 7 days; or days, by deployment."""
    text = tree(value, distribution)
    if isinstance(value, By) and text.startswith("by "):
        return f"{unit}, {text}"
    return f"{text} {unit.replace('s', '', 1) if text == '1' else unit}"


def weights(of: Mapping[str, float], name: Callable[[str], str] = plain) -> str:
    """Weights of what is chosen; what nobody chooses is left out."""
    chosen = {target: weight for target, weight in of.items() if weight > 0}
    if len(chosen) == 1:
        return name(next(iter(chosen)))
    return ", ".join(f"{name(target)} ({percent(weight)})" for target, weight in chosen.items())


def factors(multipliers: Mapping[str, Mapping[str, float]]) -> str:
    """Multipliers by attribute and value."""
    return "; ".join(
        f"*{plain(attribute)}* {', '.join(f'{plain(value)} × {number(factor)}' for value, factor in by_value.items())}"
        for attribute, by_value in multipliers.items()
    )


def dated(value: Dated, date: Callable[[float], object], text_of: Callable[[float], str] = number) -> str:
    """A value that may change on dates."""
    changes = [f"from {date(day)} {text_of(below)}" for day, below in value.changes()]
    return ", ".join([text_of(value.at(0.0)), *changes])


def calendar(rule: Any) -> str:
    """A calendar as its rule in the configuration says it."""
    if not isinstance(rule, Mapping):
        return raw(rule)
    parts = []
    for key, value in rule.items():
        if key == "changes":
            parts += [f"and from {date} instead: {calendar(below)}" for date, below in value.items()]
        elif key == "monthly":
            parts.append(f"every month's {value}")
        elif key == "moves_to":
            parts.append(f"moved to the {plain(str(value))}")
        elif key == "holidays":
            parts.append(f"(nobody works on {raw(value)})")
        else:
            parts.append(f"{'on' if key == 'dates' else key} {raw(value)}")
    return " ".join(parts)


def raw(value: Any) -> str:
    """A value of the configuration as it stands there, without the marks of YAML."""
    if isinstance(value, Mapping):
        return ", ".join(f"{plain(str(key))}: {_nested(below)}" for key, below in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_nested(below) for below in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number(value) if isinstance(value, int | float) else str(value)


def _nested(value: Any) -> str:
    return f"({raw(value)})" if isinstance(value, Mapping | list | tuple) and len(value) != 1 else raw(value)
