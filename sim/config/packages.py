"""Packages: levers as something that a manager could order, so much of it at a time and from a date on.

The head of a lever's file, `package`, gives it a label, the date from which it can work and a setting: posts, slots, days
between two meetings. A setting is a way to say the strength of the lever: 0 at the scenario's own value, 1 at the limit, and
in proportion between them.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..model import Fault, ScenarioError
from ..model.reader.node import Node
from .key_paths import PACKAGE, SETTING, is_date
from .lever_strength import is_gradual
from .levers import switched_on
from .references import followed, value_at

MOST_SETTINGS = 21  #: of a package: as many as a slider shows, and a search can try
#: Why a package cannot work earlier, in a word and in a sentence.
BECAUSE = {
    "notice": "notice has to be given",
    "recruitment": "staff have to be recruited",
    "procurement": "it has to be bought",
    "negotiation": "it has to be negotiated",
    "decision": "it has to be decided",
}
YES_OR_NO = "no (0) or yes (1)"  #: the unit of a package of which there is all or nothing
_SHOWN_NEAREST = 2


@dataclass(frozen=True, kw_only=True)
class PackageHead:
    """What the head of a lever's file says, whatever scenario the lever is put over.

    Attributes
    ----------
    label
        What it is called in figures and tables.
    unit
        What a setting counts.
    of
        The key path at which the scenario's own value stands, and what the lever makes of it; empty where `start` and `to` are
        stated.
    start, to
        The settings without the lever and with all of it, where they are stated.
    step
        Between one setting and the next; None where there are two alone.
    standard
        The setting that board sets use; None for the limit.
    works_from, because
        The date from which it can work, and why not earlier; None and empty where it works from the first day on.
    """

    name: str
    label: str
    unit: str
    of: str
    start: float | None
    to: float | None
    step: float | None
    standard: float | None
    works_from: dt.date | None
    because: str


@dataclass(frozen=True, kw_only=True)
class Package:
    """A lever in a scenario, as something that a manager could order.

    Attributes
    ----------
    name, label
        Of the lever's file in `configs/lever/`; and what it is called in figures and tables.
    unit
        What a setting counts.
    own, limit
        The setting that the scenario has without the lever, and the one with all of it.
    step
        Between one setting and the next, above 0; the last may be nearer. None where there are two alone.
    standard
        The setting that board sets use.
    works_from, because
        The date from which it can work, and why not earlier; None and empty where it works from the first day on.
    """

    name: str
    label: str
    unit: str
    own: float
    limit: float
    step: float | None
    standard: float
    works_from: dt.date | None
    because: str

    @cached_property
    def settings(self) -> tuple[float, ...]:
        """Every setting, from the scenario's own to the limit; at most `MOST_SETTINGS`."""
        span = self.limit - self.own
        step = math.copysign(self.step if self.step is not None else span, span)
        count = math.ceil(round(span / step, 9))
        return (*(_whole_if_even(round(self.own + index * step, 9)) for index in range(count)), self.limit)

    def strength_of(self, setting: float) -> float:
        """The strength of the lever at a setting, from 0 to 1.

        Raises
        ------
        ScenarioError
            If it is none of the settings: with those nearest to it.
        """
        is_number = isinstance(setting, int | float) and not isinstance(setting, bool)
        for known in self.settings if is_number else ():
            if math.isclose(known, setting, abs_tol=1e-9):
                return (known - self.own) / (self.limit - self.own)
        raise ScenarioError([Fault(path=f"{SETTING}.{self.name}", found=setting, allowed=self._allowed(setting))])

    def setting_at(self, strength: float) -> float:
        """The setting at a strength; between two settings where the strength is that of none."""
        return _whole_if_even(round(self.own + strength * (self.limit - self.own), 9))

    def amount(self, setting: float) -> str:
        """A setting with its unit, in words."""
        if self.unit == YES_OR_NO:
            return "yes" if setting else "no"
        return f"{shown(setting)} {self.unit}"

    def in_words(self, setting: float) -> str:
        """What is ordered with a setting, and from when on, in words."""
        since = f", from {self.works_from.day} {self.works_from:%B %Y}" if self.works_from else ""
        if self.unit == YES_OR_NO:
            return f"{self.label}{since}"
        return f"{self.amount(setting)} instead of {shown(self.own)}{since}"

    def _allowed(self, setting: Any) -> str:
        """The settings that there are, those nearest to some other first."""
        if len(self.settings) == _SHOWN_NEAREST:
            return f"{shown(self.own)} or {shown(self.limit)} ({self.unit})"
        steps = f"from {shown(self.own)} to {shown(self.limit)} ({self.unit}) in steps of {shown(self.step or 0)}"
        if isinstance(setting, bool) or not isinstance(setting, int | float):
            return f"a setting {steps}"
        nearest = sorted(self.settings, key=lambda known: abs(known - setting))[:_SHOWN_NEAREST]
        return f"the nearest settings are {' and '.join(map(shown, sorted(nearest)))}; they go {steps}"


def shown(number: float) -> str:
    """A number of a setting, as short as it is exact."""
    return f"{number:,.9g}"


def read_head(lever: str, content: Mapping[str, Any]) -> PackageHead | None:
    """The head of a lever's file; None where it has none.

    Parameters
    ----------
    lever, content
        The lever's name, and what its file says.

    Raises
    ------
    ScenarioError
        With every fault of the head.
    """
    node = Node(content)[PACKAGE]
    if not node:
        return None
    setting = node["setting"]
    if node.only("label", "setting", "standard", "works_from", "because") and setting:
        setting.only("unit", "of", "from", "to", "step")
    head = PackageHead(
        name=lever,
        label=node["label"].label(lever),
        unit=setting["unit"].text(YES_OR_NO if not setting else None),
        of=setting["of"].text(""),
        start=None if setting["of"] else setting["from"].number(0.0),
        to=None if setting["of"] else setting["to"].number(1.0 if not setting else None),
        step=setting["step"].number() if setting["step"] else None,
        standard=node["standard"].number() if node["standard"] else None,
        works_from=node["works_from"].date() if node["works_from"] else None,
        because=node["because"].text("", of=BECAUSE) if node["because"] else "",
    )
    if setting["of"] and (setting["from"] or setting["to"]):
        setting.fault("either `of`, the key path of the scenario's own value, or `from` and `to`")
    elif not setting["of"] and head.start == head.to:
        setting["to"].fault("another number than `from`")
    if head.step is not None and head.step <= 0:
        setting["step"].fault("a number above 0")
    elif head.step is not None and not is_gradual(content):
        setting["step"].fault("no step, since nothing of this lever lies between none and all of it")
    if bool(head.works_from) != bool(head.because):
        node["because"].fault(f"the reason for works_from, with it alone: {', '.join(BECAUSE)}")
    if node.faults:
        raise ScenarioError(node.faults, f"lever {lever}")
    return head


def package_over(beneath: Mapping[str, Any], lever: str, content: Mapping[str, Any]) -> Package:
    """The package that a lever is in a scenario.

    Parameters
    ----------
    beneath
        The configuration that the files before the lever's make together; references in it are not followed yet.
    lever, content
        The lever's name, and what its file says.

    Raises
    ------
    ScenarioError
        If the file has no head, if the lever does not fit, or if no number stands where the head says.
    """
    head = read_head(lever, content)
    if head is None:
        allowed = f"a lever whose file has a `{PACKAGE}`, which says what a setting is (strength.{lever} says how much)"
        raise ScenarioError([Fault(path=f"{SETTING}.{lever}", found=lever, allowed=allowed)])
    own, limit = head.start, head.to
    if own is None or limit is None:
        date = _date_of(head, beneath)
        wholly = switched_on(beneath, lever, content, 1)
        own, limit = (_in_force(config, head.of, date) for config in (beneath, wholly))
        if own is None or limit is None or own == limit:
            allowed = f"a package whose own value is a number in this scenario (strength.{lever} says how much of it)"
            raise ScenarioError([Fault(path=head.of, found=None, allowed=allowed)])
    own, limit = _whole_if_even(own), _whole_if_even(limit)
    if head.step is not None and math.ceil(round(abs(limit - own) / head.step, 9)) >= MOST_SETTINGS:
        least = abs(limit - own) / (MOST_SETTINGS - 1)
        allowed = f"{shown(least)} or more, so that there are at most {MOST_SETTINGS} settings"
        raise ScenarioError([Fault(path=f"{PACKAGE}.setting.step", found=head.step, allowed=allowed)], f"lever {lever}")
    package = Package(
        name=lever,
        label=head.label,
        unit=head.unit,
        own=own,
        limit=limit,
        step=head.step,
        standard=limit if head.standard is None else _whole_if_even(head.standard),
        works_from=head.works_from,
        because=head.because,
    )
    package.strength_of(package.standard)
    return package


def _date_of(head: PackageHead, config: Mapping[str, Any]) -> str:
    """The date at which a package's own value is read: when it begins to work."""
    start = followed(config, config.get("start"))
    first = start if isinstance(start, str) else ""
    return max(first, str(head.works_from or ""))


def _in_force(config: Mapping[str, Any], key_path: str, date: str) -> float | None:
    """The number that stands at a key path on a date; None where none does."""
    above, _, key = key_path.rpartition(".")
    holder = followed(config, value_at(config, above))
    if not isinstance(holder, dict):
        return None
    changes = followed(config, holder.get("changes"))
    dated = sorted((on, level) for on, level in (changes or {}).items() if level and on <= date)
    values = [level[key] for _, level in dated if level.get(key) is not None]
    value = followed(config, values[-1] if values else holder.get(key))
    if isinstance(value, dict) and value and all(map(is_date, value)):
        earlier = [on for on in value if on <= date and value[on] is not None]
        value = followed(config, value[max(earlier)]) if earlier else 0
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _whole_if_even(number: float) -> float:
    return int(number) if number == int(number) else number
