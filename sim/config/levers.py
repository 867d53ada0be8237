"""What a lever makes of the scenario beneath it: its numbers act on the scenario's own, whatever these are.

A lever's file is written against one scenario: ``${strength:LEVER,0.80,0.72}`` says that the number there is 0.80 without the
lever and 0.72 with all of it. In another scenario the number is another, and what carries over is the change: a tenth less.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import reduce
from typing import Any

from ..model import Fault, ScenarioError
from .key_paths import is_date, keys_of
from .lever_strength import Change, between, change_of, foreign, in_part
from .merging import merged
from .references import at, followed, reference_of, resolved_at

_EVENTS = ("top_ups", "tranches")  # dates on which something happens; every other date begins a new level
_BY = "by"
_REST = "rest"
_FITS = "fits"
#: Whoever adds one of these says one of its keys; whoever says none changes one that is there.
_WHOLE = {
    "pathway.stages": {"next"},
    "pathway.patience_clocks": {"days"},
    "resources": {"team", "caseload", "fund", "meeting", "payment_run", "gate"},
}
_THERE = "there"

Path = tuple[str, ...]


def switched_on(beneath: Mapping[str, Any], lever: str, content: Mapping[str, Any], strength: float) -> dict[str, Any]:
    """The configuration that a lever makes of another.

    Parameters
    ----------
    beneath
        The configuration that the files before it make together; references in it are not followed yet.
    lever, content
        The lever's name, and what its file says.
    strength
        From 0 to 1; at 0 the configuration stays as it is.

    Raises
    ------
    ScenarioError
        If the lever does not fit: with what it changes and the scenario lacks, has already, or has otherwise.
    """
    if not strength:
        return dict(beneath)
    acting = _Acting(beneath, lever, strength)
    if others := foreign(content, lever):
        raise acting.misfit(f"its file goes with the strength of {', '.join(others)}")
    said = {key: value for key, value in content.items() if key != _FITS}
    acting.check(content.get(_FITS, {}))
    acting.check_whole(said)
    made = acting.over(beneath, acting.from_beneath(said, said, ()), ())
    assert isinstance(made, dict)
    if made == beneath:
        raise acting.misfit("it changes nothing there")
    return made


class _Acting:
    """One lever, put over one configuration."""

    def __init__(self, beneath: Mapping[str, Any], lever: str, strength: float) -> None:
        self.beneath = beneath
        self.lever = lever
        self.strength = strength

    def misfit(self, reason: str) -> ScenarioError:
        """That the lever does not fit, and why."""
        return ScenarioError(
            [Fault(path="lever", found=self.lever, allowed=f"a lever that fits this scenario: {reason}")]
        )

    def check(self, fits: Mapping[str, Any]) -> None:
        """Check that the scenario is one of those for which the lever was written."""
        for key, wanted in fits.items():
            own = at(self.beneath, key)
            if own is None or wanted not in (_THERE, own):
                has = "is not there" if own is None else f"is {own}"
                raise self.misfit(f"{key} {has}{'' if wanted == _THERE else f', and would have to be {wanted}'}")

    def check_whole(self, said: Mapping[str, Any]) -> None:
        """Check that what the lever says a part of is there."""
        for holder, whole in _WHOLE.items():
            for name, part in (at(said, holder) or {}).items():
                own = followed(self.beneath, at(self.beneath, f"{holder}.{name}"))
                if own is None and isinstance(part, dict) and not whole & part.keys():
                    raise self.misfit(f"{holder}.{name} is not there")

    def from_beneath(self, value: Any, said: Mapping[str, Any], path: Path) -> Any:
        """The same part of the lever's file; its references to what it changes itself stand for what is beneath it."""
        if isinstance(value, dict):
            return {key: self.from_beneath(below, said, (*path, key)) for key, below in value.items()}
        reference = reference_of(value)
        if reference is None or not _is_said(said, reference):
            return value
        own = resolved_at(self.beneath, reference)
        if own is None:
            raise self.misfit(f"{reference} is not there")
        return own

    def over(self, own: Any, said: Any, path: Path) -> Any:
        """What the lever says somewhere, over what the scenario has there."""
        if not in_part(said):
            return merged(own, said)
        own = followed(self.beneath, own)
        if change := change_of(said):
            return self._everywhere(own, change, path)
        if _is_choice(path):
            if isinstance(own, dict) and _BY in own and any(own.get(key) is None for key in said):
                return {key: self._branch(key, branch, said, path) for key, branch in own.items()}
            if any(map(change_of, said.values())):
                return self._weights(own, said, path)
        if own is not None and not isinstance(own, dict):
            raise self.misfit(f"{'.'.join(path)} is {own!r}, of which it cannot change a part")
        own = own or {}
        return {**own, **{key: self._part(own, key, below, (*path, key)) for key, below in said.items()}}

    def _branch(self, key: str, own: Any, said: Any, path: Path) -> Any:
        """The same for some of the people, where the scenario tells them apart and the lever does not."""
        return own if key == _BY or own is None else self.over(own, said, path)

    def _part(self, own: Mapping[str, Any], key: str, said: Any, path: Path) -> Any:
        """What the lever says under a key, over what the scenario has under it."""
        if in_part(said) and isinstance(said, dict) and key not in _EVENTS and all(map(is_date, said)):
            return self._from_dates_on(own, key, said, path)
        return self.over(own.get(key), said, path)

    def _everywhere(self, own: Any, change: Change, path: Path) -> Any:
        """A number, or all of them: each from its date on, or for whom it is."""
        own = followed(self.beneath, own)
        if isinstance(own, dict) and own and (_BY in own or all(map(is_date, own))):
            return {key: each if key == _BY else self._everywhere(each, change, path) for key, each in own.items()}
        return self._number(own, change, path)

    def _number(self, own: Any, change: Change, path: Path) -> float:
        """A number that is no weight: as many times itself as the lever's is, or so much more where the lever's begins at 0."""
        neutral, full = change.ends
        if own is None and neutral in (0, 1):
            own = neutral  # what a factor, or a flow of money or people, comes to where nothing is said
        if isinstance(own, bool) or not isinstance(own, int | float):
            has = "is not there" if own is None else f"is {own!r}"
            raise self.misfit(f"{'.'.join(path)} {has}, where it changes a number")
        if own == full != neutral:
            raise self.misfit(f"{'.'.join(path)} is {full:g} there already")
        if own == neutral:
            return between(self.strength, neutral, full)
        return between(self.strength, own, own * full / neutral if neutral else own + full)

    def _weights(self, own: Any, said: Mapping[str, Any], path: Path) -> Any:
        """Weights of where people go: what loses gives up the same part of its own as in the lever's file.

        Where the lever says all that loses and all that gains, these get what those give up. Otherwise the rest gives: whoever
        gains gets the same part of what goes elsewhere, and whoever loses gives up the same part of its own.
        """
        whole = own
        if isinstance(own, str):
            own = {own: 1}
        if not isinstance(own, dict) or not all(map(_is_weight, own.values())):
            has = "is not there" if own is None else "is no choice"
            raise self.misfit(f"{'.'.join(path)} {has}, where it changes who goes where")
        ends = {key: change.ends for key, value in said.items() if (change := change_of(value))}
        weights = _numbers(own)
        if all(weights.get(key, 0) == full for key, (_, full) in ends.items()):
            raise self.misfit(f"{'.'.join(path)} is as it would make it already")
        if all(weights.get(key, 0) == neutral for key, (neutral, _) in ends.items()):
            made = {key: between(self.strength, *both) for key, both in ends.items()}
        else:
            made = _moved(weights, ends, self.strength)
        moved = {key: value for key, value in made.items() if own.get(key) != _REST and value != weights.get(key, 0)}
        return {**own, **moved, **{key: value for key, value in said.items() if key not in ends}} if moved else whole

    def _from_dates_on(self, whole: Mapping[str, Any], key: str, said: Mapping[str, Any], path: Path) -> dict[str, Any]:
        """Levels by date: each of the lever's acts on the one in force, and on all to which the scenario changes later."""
        own = followed(self.beneath, whole.get(key))
        partial = key == "changes"
        base = whole if partial else whole.get("next") if key == "next_changes" else None
        if not isinstance(own, dict | None):
            start = followed(self.beneath, self.beneath.get("start"))
            if not isinstance(start, str):
                raise self.misfit(f"{'.'.join(path)} changes on dates, of which there are none")
            own = {start: own}
        own = {
            date: level for date, level in (own or {}).items() if level is not None
        }  # a date that was taken away is none
        made = dict(own)
        for date in sorted({*said, *(each for each in own if each > min(said))}):
            level = said[max(each for each in said if each <= date)]
            if partial and date not in said:
                level = {name: below for name, below in level.items() if name in own[date]}
            before = [base, *(own[each] for each in sorted(own) if each <= date)]
            in_force = reduce(merged, before) if partial else before[-1]
            acted = self.over(in_force, level, (*path, date))
            made[date] = {**(own.get(date) or {}), **{name: acted[name] for name in level}} if partial else acted
        return made


def _moved(weights: Mapping[str, float], ends: Mapping[str, tuple[float, float]], strength: float) -> dict[str, float]:
    """The weights that a lever says, when those beneath it are not the ones against which it was written."""
    gains = {key: full - neutral for key, (neutral, full) in ends.items() if full > neutral}
    lost = {
        key: weights.get(key, 0.0) * strength * (1 - full / neutral)
        for key, (neutral, full) in ends.items()
        if full < neutral
    }
    made = {key: weights.get(key, 0.0) - given for key, given in lost.items()}
    closed = math.isclose(
        sum(neutral for neutral, _ in ends.values()), sum(full for _, full in ends.values()), abs_tol=1e-9
    )
    for key, gain in gains.items():
        own, neutral = weights.get(key, 0.0), ends[key][0]
        if closed:
            made[key] = own + sum(lost.values()) * gain / sum(gains.values())
        else:
            made[key] = own + strength * gain / (1 - neutral) * (1 - own)
    return {
        key: round(weight, 12) for key, weight in made.items()
    }  # what is beyond says nothing, and is no pleasure to read


def _numbers(weights: Mapping[str, Any]) -> dict[str, float]:
    """Weights with a number for the rest too."""
    numbers = {key: value for key, value in weights.items() if isinstance(value, int | float)}
    rest = 1 - sum(numbers.values())
    return {key: numbers.get(key, rest) for key, value in weights.items() if value is not None}


def _is_weight(value: Any) -> bool:
    return value is None or value == _REST or (isinstance(value, int | float) and not isinstance(value, bool))


def _is_choice(path: Path) -> bool:
    """Whether weights stand somewhere that say where people go."""
    return path[:2] == ("pathway", "stages") and len(path) > 3 and path[3] in ("next", "next_changes")


def _is_said(said: Mapping[str, Any], reference: str) -> bool:
    """Whether the lever's file itself says, or takes away, what stands at a key path."""
    here: Any = said
    for step in keys_of(reference):
        if not isinstance(here, dict) or step not in here:
            return False
        here = here[step]
    return True
