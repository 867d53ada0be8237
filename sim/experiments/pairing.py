"""Whether replications of two results are pairs: the same people with the same luck, asked about on the same dates."""

from __future__ import annotations

from typing import Any

from ..model import Fault, Scenario
from .plan import dates, flat

WORDS = ("label", "description")  #: on screen only
ATTRIBUTES = "people.attributes."


def unlike(first: Scenario, other: Scenario, seeds: tuple[int, int], name: str) -> Fault | None:
    """What keeps two scenarios' replications from being pairs; None where they are.

    All luck belongs to a person and a stage: it is shared where the seed is, and where the same people are found in the same
    ways and start in the same places. Whatever happens to them on the way may differ: that is what is compared.

    Parameters
    ----------
    first, other
        What was run; the first is what the other is to be compared with.
    seeds
        With which luck.
    name
        Of the first, for the complaint.
    """
    if seeds[0] != seeds[1]:
        return _fault("seed", seeds[1], seeds[0], name)
    if first.start != other.start:
        return _fault("start", other.start, first.start, name)
    before, after = _people(first), _people(other)
    known = set(first.people.attributes) & set(other.people.attributes)
    for path in dict.fromkeys([*before, *after]):
        if path.startswith(ATTRIBUTES) and path.removeprefix(ATTRIBUTES).split(".")[0] not in known:
            continue  # one attribute more moves nobody's luck
        if before.get(path) != after.get(path):
            return _fault(path, after.get(path), before.get(path), name)
    if dates(first) != dates(other):
        return _fault("targets", dates(other), dates(first), name)
    return None


def _people(scenario: Scenario) -> dict[str, Any]:
    """All that decides who there is, and where they begin."""
    mapping = scenario.mapping
    told = {key: mapping.get(key) or {} for key in ("localities", "people", "identification")}
    told["start_state"] = {"people": (mapping.get("start_state") or {}).get("people") or []}
    return {path: value for path, value in flat(told).items() if path.rsplit(".", 1)[-1] not in WORDS}


def _fault(path: str, found: Any, wanted: Any, name: str) -> Fault:
    same = "nothing" if wanted is None else repr(wanted)
    allowed = f"{same}, as in {name}: only the same people with the same luck are pairs"
    return Fault(path=path, found=found if isinstance(found, str | int | None) else str(found), allowed=allowed)
