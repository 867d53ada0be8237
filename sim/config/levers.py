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
from .key_paths import FITS, PACKAGE, is_date, keys_of
from .lever_strength import LeverChange, between, is_gradual, lever_change, other_levers
from .merging import merged
from .references import followed, reference_of, resolved_at, value_at

_EVENTS = ("top_ups", "tranches")  # dates on which something happens; every other date begins a new level
_BY = "by"
_REST = "rest"
_PACKAGE_COSTS = "packages"  # of `costs`
#: A lever that adds one of these says one of its keys; a lever that says none changes one that the scenario has.
_KEYS_OF_NEW = {
    "pathway.stages": {"next"},
    "pathway.patience_clocks": {"days"},
    "resources": {"team", "caseload", "fund", "meeting", "payment_run", "gate"},
}
_PRESENT = "there"  #: in `fits`: any value will do

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
    application = _Application(beneath, lever, strength)
    if others := other_levers(content, lever):
        raise application.misfit(f"its file goes with the strength of {', '.join(others)}")
    changes = {key: value for key, value in content.items() if key not in (FITS, PACKAGE)}
    application.check_fits(content.get(FITS, {}))
    application.check_changed_parts(changes)
    result = application.over(beneath, application.from_beneath(changes, changes, ()), ())
    assert isinstance(result, dict)
    if _without_package_costs(result) == _without_package_costs(beneath):
        raise application.misfit("it changes nothing there")
    return result


class _Application:
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

    def check_fits(self, fits: Mapping[str, Any]) -> None:
        """Check that the scenario is one of those for which the lever was written."""
        for key, required in fits.items():
            own = value_at(self.beneath, key)
            if own is None or required not in (_PRESENT, own):
                state = "is not there" if own is None else f"is {own}"
                wish = "" if required == _PRESENT else f", and would have to be {required}"
                raise self.misfit(f"{key} {state}{wish}")

    def check_changed_parts(self, changes: Mapping[str, Any]) -> None:
        """Check that the scenario has what the lever changes a part of."""
        for holder, keys_of_new in _KEYS_OF_NEW.items():
            for name, part in (value_at(changes, holder) or {}).items():
                own = followed(self.beneath, value_at(self.beneath, f"{holder}.{name}"))
                if own is None and isinstance(part, dict) and not keys_of_new & part.keys():
                    raise self.misfit(f"{holder}.{name} is not there")

    def from_beneath(self, value: Any, changes: Mapping[str, Any], path: Path) -> Any:
        """The same part of the lever's file; its references to what it changes itself stand for what is beneath it."""
        if isinstance(value, dict):
            return {key: self.from_beneath(below, changes, (*path, key)) for key, below in value.items()}
        reference = reference_of(value)
        if reference is None or not _is_changed(changes, reference):
            return value
        own = resolved_at(self.beneath, reference)
        if own is None:
            raise self.misfit(f"{reference} is not there")
        return own

    def over(self, own: Any, changes: Any, path: Path) -> Any:
        """What the lever says at a key path, over the scenario's own value there."""
        if not is_gradual(changes):
            return merged(own, changes)
        own = followed(self.beneath, own)
        if change := lever_change(changes):
            return self._everywhere(own, change, path)
        if _is_choice(path):
            if isinstance(own, dict) and _BY in own and any(own.get(key) is None for key in changes):
                return {key: self._branch(key, branch, changes, path) for key, branch in own.items()}
            if any(map(lever_change, changes.values())):
                return self._weights(own, changes, path)
        if own is not None and not isinstance(own, dict):
            raise self.misfit(f"{'.'.join(path)} is {own!r}, of which it cannot change a part")
        own = own or {}
        return {**own, **{key: self._part(own, key, below, (*path, key)) for key, below in changes.items()}}

    def _branch(self, key: str, own: Any, changes: Any, path: Path) -> Any:
        """The same for some of the people, where the scenario tells them apart and the lever does not."""
        return own if key == _BY or own is None else self.over(own, changes, path)

    def _part(self, own: Mapping[str, Any], key: str, changes: Any, path: Path) -> Any:
        """What the lever says under a key, over what the scenario has under it."""
        if is_gradual(changes) and isinstance(changes, dict) and key not in _EVENTS and all(map(is_date, changes)):
            return self._from_dates_on(own, key, changes, path)
        return self.over(own.get(key), changes, path)

    def _everywhere(self, own: Any, change: LeverChange, path: Path) -> Any:
        """A number, or all of them: each from its date on, or for whom it is."""
        own = followed(self.beneath, own)
        if isinstance(own, dict) and own and (_BY in own or all(map(is_date, own))):
            return {key: below if key == _BY else self._everywhere(below, change, path) for key, below in own.items()}
        return self._number(own, change, path)

    def _number(self, own: Any, change: LeverChange, path: Path) -> float:
        """A number that is no weight: as many times itself as the lever's is, or so much more where the lever's begins at 0."""
        neutral, full = change.ends
        if own is None and neutral in (0, 1):
            own = neutral  # what a factor, or a flow of money or people, comes to where nothing is said
        if isinstance(own, bool) or not isinstance(own, int | float):
            state = "is not there" if own is None else f"is {own!r}"
            raise self.misfit(f"{'.'.join(path)} {state}, where it changes a number")
        if own == full != neutral:
            raise self.misfit(f"{'.'.join(path)} is {full:g} there already")
        if own == neutral:
            return between(self.strength, neutral, full)
        return between(self.strength, own, _as_many_times(own, full, neutral) if neutral else own + full)

    def _weights(self, own: Any, changes: Mapping[str, Any], path: Path) -> Any:
        """Weights of where people go: what loses gives up the same part of its own as in the lever's file.

        Where the lever says all that loses and all that gains, these get what those give up. Otherwise the rest gives: whoever
        gains gets the same part of what goes elsewhere, and whoever loses gives up the same part of its own.
        """
        unchanged = own
        if isinstance(own, str):
            own = {own: 1}
        if not isinstance(own, dict) or not all(map(_is_weight, own.values())):
            state = "is not there" if own is None else "is no choice"
            raise self.misfit(f"{'.'.join(path)} {state}, where it changes who goes where")
        ends = {key: change.ends for key, value in changes.items() if (change := lever_change(value))}
        weights = _numbers(own)
        if all(weights.get(key, 0) == full for key, (_, full) in ends.items()):
            raise self.misfit(f"{'.'.join(path)} is as it would make it already")
        if all(weights.get(key, 0) == neutral for key, (neutral, _) in ends.items()):
            new_weights = {key: between(self.strength, *both) for key, both in ends.items()}
        else:
            new_weights = _moved(weights, ends, self.strength)
        moved = {
            key: weight
            for key, weight in new_weights.items()
            if own.get(key) != _REST and weight != weights.get(key, 0)
        }
        if not moved:
            return unchanged
        return {**own, **moved, **{key: value for key, value in changes.items() if key not in ends}}

    def _from_dates_on(
        self, holder: Mapping[str, Any], key: str, changes: Mapping[str, Any], path: Path
    ) -> dict[str, Any]:
        """Levels by date: each of the lever's acts on the one in force, and on all to which the scenario changes later."""
        own = followed(self.beneath, holder.get(key))
        partial = key == "changes"
        base = holder if partial else holder.get("next") if key == "next_changes" else None
        if not isinstance(own, dict | None):
            start = followed(self.beneath, self.beneath.get("start"))
            if not isinstance(start, str):
                raise self.misfit(f"{'.'.join(path)} changes on dates, of which there are none")
            own = {start: own}
        # A date that a scenario has taken away is none.
        own = {date: level for date, level in (own or {}).items() if level is not None}
        first = min(changes)
        result = dict(own)
        for date in sorted({*changes, *(later for later in own if later > first)}):
            change = changes[max(earlier for earlier in changes if earlier <= date)]
            if partial and date not in changes:
                change = {name: below for name, below in change.items() if name in own[date]}
            levels = [base, *(own[earlier] for earlier in sorted(own) if earlier <= date)]
            in_force = reduce(merged, levels) if partial else levels[-1]
            level = self.over(in_force, change, (*path, date))
            result[date] = {**(own.get(date) or {}), **{name: level[name] for name in change}} if partial else level
        return result


def _without_package_costs(config: Mapping[str, Any]) -> dict[str, Any]:
    """A configuration without what packages cost: a lever that only costs something changes nothing."""
    costs = config.get("costs")
    rest = {key: value for key, value in costs.items() if key != _PACKAGE_COSTS} if isinstance(costs, dict) else costs
    return {**{key: value for key, value in config.items() if key != "costs"}, **({"costs": rest} if rest else {})}


def _moved(weights: Mapping[str, float], ends: Mapping[str, tuple[float, float]], strength: float) -> dict[str, float]:
    """The weights that a lever says, when those beneath it are not the ones against which it was written."""
    gains = {key: full - neutral for key, (neutral, full) in ends.items() if full > neutral}
    losses = {
        key: weights.get(key, 0.0) * strength * (1 - full / neutral)
        for key, (neutral, full) in ends.items()
        if full < neutral
    }
    result = {key: weights.get(key, 0.0) - loss for key, loss in losses.items()}
    closed = math.isclose(
        sum(neutral for neutral, _ in ends.values()), sum(full for _, full in ends.values()), abs_tol=1e-9
    )
    for key, gain in gains.items():
        own, neutral = weights.get(key, 0.0), ends[key][0]
        if closed:
            result[key] = own + sum(losses.values()) * gain / sum(gains.values())
        else:
            result[key] = own + strength * gain / (1 - neutral) * (1 - own)
    # Further digits come from rounding alone, and are tiresome to read.
    return {key: round(weight, 12) for key, weight in result.items()}


def _numbers(weights: Mapping[str, Any]) -> dict[str, float]:
    """Weights with a number for the rest too."""
    numbers = {key: value for key, value in weights.items() if isinstance(value, int | float)}
    remainder = 1 - sum(numbers.values())
    return {key: numbers.get(key, remainder) for key, value in weights.items() if value is not None}


def _is_weight(value: Any) -> bool:
    return value is None or value == _REST or (isinstance(value, int | float) and not isinstance(value, bool))


def _is_choice(path: Path) -> bool:
    """Whether weights stand somewhere that say where people go."""
    return path[:2] == ("pathway", "stages") and len(path) > 3 and path[3] in ("next", "next_changes")


def _is_changed(changes: Mapping[str, Any], reference: str) -> bool:
    """Whether the lever's file itself says, or takes away, what stands at a key path."""
    current: Any = changes
    for key in keys_of(reference):
        if not isinstance(current, dict) or key not in current:
            return False
        current = current[key]
    return True


def _as_many_times(own: float, full: float, neutral: float) -> float:
    """As many times `own` as `full` is of `neutral`; of whole numbers a whole one, if it comes out even."""
    if isinstance(own, int) and isinstance(full, int) and isinstance(neutral, int) and own * full % neutral == 0:
        return own * full // neutral
    return own * full / neutral
