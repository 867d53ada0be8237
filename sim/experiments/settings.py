"""Settings that are stated once: a field of a dataclass, with all that there is to say of it.

A shell that completes settings imports this at every Tab: what is heavy is imported when a setting is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self, TypedDict, TypeVar

if TYPE_CHECKING:
    from ..model import Fault
    from ..model.reader.node import Node

COUNT_LIMIT = 10_000_000  #: of anything that is counted in replications


class Read(Protocol):
    """Reads a setting strictly: a fault is noted at the node, and something harmless given."""

    def __call__(self, node: Node, setting: Setting, /) -> Any: ...  # noqa: D102


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What there is to say of a setting besides its name and default.

    Attributes
    ----------
    text
        What it means, in one line; None where it can be given from Python alone.
    read
        How it is read strictly.
    key
        Its key in YAML and on the command line, where that is not its name.
    words
        The words of which it is one, or which a shell offers.
    low, high
        Its limits.
    earlier
        What it was called in earlier versions.
    """

    read: Read
    text: str | None = None
    key: str = ""
    words: tuple[str, ...] = ()
    low: int = 0
    high: int = COUNT_LIMIT
    earlier: str = ""


PARTS: list[type[Settings]] = []  #: all that there are, in the order of `sim.run`


class Settings:
    """Settings that are read strictly as they are put together.

    Raises
    ------
    ScenarioError
        For a name that is no setting, with the nearest that is; else with every fault of the values.
    """

    def __init_subclass__(cls) -> None:
        """Remember every part."""
        PARTS.append(cls)

    def __new__(cls, **given: Any) -> Self:
        """Refuse names that are none before anything else."""
        refuse_unknown(given, [*settings_of(cls)])
        return super().__new__(cls)

    def __post_init__(self) -> None:
        """Read every value."""
        from ..model import ScenarioError
        from ..model.reader.node import Node, plain

        given = {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]
        top = Node(
            {name: value if isinstance(value, Mapping) else plain({"": value}).get("") for name, value in given.items()}
        )
        values = {name: setting.read(top[name], setting) for name, setting in settings_of(type(self)).items()}
        if faults := top.faults or self.further_faults(values):
            raise ScenarioError(first_of_each_key(faults))
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def further_faults(self, values: Mapping[str, Any]) -> list[Fault]:
        """What is wrong with values beside each other."""
        return []


def first_of_each_key(faults: list[Fault]) -> list[Fault]:
    """The first fault of each key."""
    return list({fault.path: fault for fault in reversed(faults)}.values())[::-1]


def stated(read: Read, text: str | None = None, **more: Any) -> dict[str, Setting]:
    """The metadata of a field that is a setting; see `Setting`."""
    return {"setting": Setting(read=read, text=text, **more)}


def settings_of(part: type[Settings]) -> dict[str, Setting]:
    """The settings of a part, by name."""
    return {field.name: field.metadata["setting"] for field in fields(part)}  # type: ignore[arg-type]


class Short(TypedDict, total=False):
    """The settings that `sim.run` also takes in short: those that are asked for most."""

    replications: int
    seed: int | None
    uncertainty: bool
    workers: int | None
    resume: bool | None
    folder: str | Path | None


P = TypeVar("P", bound=Settings)


def read_part(
    part: type[P], given: Mapping[str, Any], spelled: Mapping[str, Callable[[Node], Any]], more: Mapping[str, Any]
) -> P:
    """A part as the settings of a command say it.

    Parameters
    ----------
    part
        Which.
    given
        What YAML and the command line say, by key.
    spelled
        How those are read which people write in words of their own, by name.
    more
        What no YAML says.

    Raises
    ------
    ScenarioError
        With every fault of them, in the order of the settings.
    """
    from ..model import ScenarioError
    from ..model.reader.node import Node

    top = Node(given)
    values = {}
    names = [name for name, setting in settings_of(part).items() if setting.text is not None]
    for name in names:
        if name in given:
            values[name] = spelled[name](top[name]) if name in spelled else given[name]
    faults = list(top.faults)
    try:
        read = part(**values, **more)
    except ScenarioError as error:
        faults += error.faults
    if faults:
        order = {name: index for index, name in enumerate(names)}
        raise ScenarioError(
            sorted(first_of_each_key(faults), key=lambda fault: order.get(fault.path.split(".")[0], len(order)))
        )
    return read


def refuse_unknown(given: Mapping[str, Any], names: Sequence[str]) -> None:
    """Refuse what is no setting where it is given.

    Parameters
    ----------
    given
        What is given, by name.
    names
        The settings that there are here.

    Raises
    ------
    ScenarioError
        Of a setting that belongs elsewhere, or has another name now, with its argument; else with the nearest name.
    """
    unknown = [name for name in given if name not in names]
    if not unknown:
        return
    from ..model import Fault, ScenarioError
    from ..model.errors import nearest

    every = [name for part in PARTS for name in settings_of(part)]
    others = f"{{}}one of {', '.join(names)}"
    raise ScenarioError(
        [
            Fault(
                path=name,
                found=given[name],
                allowed=argument_for(name) or others.format(nearest(name, [*names, *every])),
            )
            for name in unknown
        ]
    )


def argument_for(key: str) -> str:
    """How a setting is given to `sim.run`, by its name, its key, or what it was called; empty for what is none."""
    for part in PARTS:
        for name, setting in settings_of(part).items():
            if key in (name, setting.key, setting.earlier, f"{name}.kind"):
                if name in Short.__annotations__:
                    return f"sim.run(scenario, {name}=...)"
                keyword = "" if part is PARTS[0] else f"{part.__name__.lower()}="
                return f"sim.run(scenario, {keyword}sim.{part.__name__}({name}=...))"
    return ""
