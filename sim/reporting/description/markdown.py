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


def distribution(told: Distribution) -> str:
    """A distribution by its kind and its parameters."""
    if told.kind == "fixed":
        return number(told.parameters[0])
    if told.kind == "discrete":
        each = (f"{number(v)} ({percent(w)})" for v, w in zip(told.parameters, told.weights, strict=True))
        return f"one of {', '.join(each)}"
    pairs = zip(PARAMETERS[told.kind], told.parameters, strict=True)
    return f"{told.kind} ({', '.join(f'{name} {number(value)}' for name, value in pairs)})"


def tree(told: Tree[T], leaf: Callable[[T], str], *, inner: bool = False) -> str:
    """A value that may differ between people: branches that say the same are told together."""
    if not isinstance(told, By):
        return leaf(told)
    same: dict[str, list[str]] = {}
    for value, branch in told.branches.items():
        same.setdefault(tree(branch, leaf, inner=True), []).append(plain(value))
    if len(same) == 1:
        return next(iter(same))
    by = f"by *{plain(told.attribute)}*"
    each = [f"{' or '.join(values)}: {words}" for words, values in same.items()]
    return f"({by}: {'; '.join(each)})" if inner else BREAK.join([f"{by}:", *each])


def measured(told: Tree[Distribution], unit: str) -> str:
    """A distribution, perhaps a choice of them, with its unit: 7 days; or days, by deployment."""
    words = tree(told, distribution)
    if isinstance(told, By) and words.startswith("by "):
        return f"{unit}, {words}"
    return f"{words} {unit.replace('s', '', 1) if words == '1' else unit}"


def weights(told: Mapping[str, float], name: Callable[[str], str] = plain) -> str:
    """Weights of what is chosen; what nobody chooses is left out."""
    chosen = {each: weight for each, weight in told.items() if weight > 0}
    if len(chosen) == 1:
        return name(next(iter(chosen)))
    return ", ".join(f"{name(each)} ({percent(weight)})" for each, weight in chosen.items())


def factors(told: Mapping[str, Mapping[str, float]]) -> str:
    """Multipliers by attribute and value."""
    return "; ".join(
        f"*{plain(attribute)}* {', '.join(f'{plain(value)} × {number(factor)}' for value, factor in by_value.items())}"
        for attribute, by_value in told.items()
    )


def dated(told: Dated, date: Callable[[float], object], say: Callable[[float], str] = number) -> str:
    """A value that may change on dates."""
    changes = [f"from {date(day)} {say(value)}" for day, value in told.changes()]
    return ", ".join([say(told.at(0.0)), *changes])


def calendar(rule: Any) -> str:
    """A calendar as its rule in the configuration says it."""
    if not isinstance(rule, Mapping):
        return raw(rule)
    words = []
    for key, value in rule.items():
        if key == "changes":
            words += [f"and from {date} instead: {calendar(below)}" for date, below in value.items()]
        elif key == "monthly":
            words.append(f"every month's {value}")
        elif key == "moves_to":
            words.append(f"moved to the {plain(str(value))}")
        elif key == "holidays":
            words.append(f"(nobody works on {raw(value)})")
        else:
            words.append(f"{'on' if key == 'dates' else key} {raw(value)}")
    return " ".join(words)


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
