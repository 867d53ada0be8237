"""Whether replications of two results are pairs: the same people with the same luck, asked about on the same dates.

In a pair nothing differs but the change that is compared: not the parameters that were drawn, nor their values, nor the code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...model import Fault, Parameter, Scenario
from ...model.parameters import Path, number_at
from ..comparability import dates
from ..plan import flat, identity

WORDS = ("label", "description")  #: on screen only
ATTRIBUTES = "people.attributes."
RANGE = (
    "value",
    "low",
    "high",
    "shape",
    "scale",
)  #: what a parameter's value in a replication depends on, besides the seed


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What the replications of a scenario were made with.

    Attributes
    ----------
    seed
        With which luck.
    uncertainty
        Whether each replication drew the scenario's uncertain parameters.
    made_by
        The code, Python and the libraries on whose versions numbers depend; see `sim.experiments.plan.identity`.
    own_kpis
        What marks the code of each KPI of one's own.
    """

    seed: int
    uncertainty: bool
    made_by: Mapping[str, str | None]
    own_kpis: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> Origin:
        """The origin of what a manifest describes."""
        versions = manifest.get("versions", {})
        return cls(
            seed=manifest["seed"],
            uncertainty=is_uncertain(manifest),
            made_by={name: versions.get(name) for name in identity()} | {"code": manifest.get("code")},
            own_kpis=manifest.get("own_kpis", {}),
        )


def is_uncertain(manifest: Mapping[str, Any]) -> bool:
    """Whether the replications that a manifest describes drew uncertain parameters."""
    return isinstance(manifest.get("uncertainty"), Mapping)


def unlike(first: Scenario, other: Scenario, origins: tuple[Origin, Origin], name: str) -> Fault | None:
    """What keeps two scenarios' replications from being pairs; None where they are.

    All luck belongs to a person and a stage: it is shared where the seed is, and where the same people are found in the same
    ways and start in the same places. Whatever happens to them on the way may differ: that is what is compared. A parameter's
    value belongs to the seed, the replication and its range, so pairs share it where both draw it from the same range. One
    that only one of them draws has to be part of what is compared: a number that the other does not have, or has decided
    otherwise.

    Parameters
    ----------
    first, other
        What was run; the first is what the other is to be compared with.
    origins
        Of the two.
    name
        Of the first, for the complaint.
    """
    return next(_differences(first, other, origins, name), None)


def _differences(first: Scenario, other: Scenario, origins: tuple[Origin, Origin], name: str) -> Iterator[Fault]:
    wanted, found = origins
    for what, version in wanted.made_by.items():
        if found.made_by[what] != version:
            yield _fault(what, found.made_by[what], version, name, "only numbers of the same code are pairs")
    for kpi, code in wanted.own_kpis.items():
        if found.own_kpis.get(kpi, code) != code:  # a KPI that only one of them has is not compared
            yield _fault(
                f"own_kpis.{kpi}", found.own_kpis[kpi], code, name, "only numbers of the same code of a KPI are pairs"
            )
    if found.seed != wanted.seed:
        yield _fault("seed", found.seed, wanted.seed, name)
    if first.start != other.start:
        yield _fault("start", other.start, first.start, name)
    before, after = _people(first), _people(other)
    known = set(first.people.attributes) & set(other.people.attributes)
    for path in dict.fromkeys([*before, *after]):
        if path.startswith(ATTRIBUTES) and path.removeprefix(ATTRIBUTES).split(".")[0] not in known:
            continue  # one attribute more moves nobody's luck
        if before.get(path) != after.get(path):
            yield _fault(path, after.get(path), before.get(path), name)
    if dates(first) != dates(other):
        yield _fault("targets", dates(other), dates(first), name)
    yield from _parameters(first, other, origins, name)


def _people(scenario: Scenario) -> dict[str, Any]:
    """All that decides who there is, and where they begin."""
    mapping = scenario.mapping
    told = {key: mapping.get(key) or {} for key in ("localities", "people", "identification")}
    told["start_state"] = {"people": (mapping.get("start_state") or {}).get("people") or []}
    return {path: value for path, value in flat(told).items() if path.rsplit(".", 1)[-1] not in WORDS}


def _parameters(first: Scenario, other: Scenario, origins: tuple[Origin, Origin], name: str) -> Iterator[Fault]:
    """Numbers that are drawn in one and taken as the same in the other, or drawn from other ranges."""
    before, after = (_moved(one, origin) for one, origin in zip((first, other), origins, strict=True))
    for path in dict.fromkeys([*before, *after]):
        wanted, found = before.get(path), after.get(path)
        either = wanted or found
        if either is None or (wanted and found and _range(wanted) == _range(found)):
            continue
        if not (wanted and found) and number_at(first.mapping, path) != number_at(other.mapping, path):
            continue  # the change that is compared: it has the number of the other no more, or has decided it
        drawn = "only runs that draw the same parameters from the same ranges are pairs"
        yield _fault(f"uncertainty.{either.name}", _told(found), _told(wanted), name, drawn)


def _moved(scenario: Scenario, origin: Origin) -> dict[Path, Parameter]:
    """The numbers that were drawn, by their key paths, each with its parameter."""
    return {path: each for each in scenario.uncertain for path in each.paths} if origin.uncertainty else {}


def _range(parameter: Parameter) -> tuple[Any, ...]:
    return (parameter.name, *(getattr(parameter, each) for each in RANGE))


def _told(parameter: Parameter | None) -> str:
    if parameter is None:
        return "taken as known"
    return f"{parameter.shape} from {parameter.low:g} to {parameter.high:g} around {parameter.value:g}"


def _fault(
    path: str, found: Any, wanted: Any, name: str, rule: str = "only the same people with the same luck are pairs"
) -> Fault:
    same = "nothing" if wanted is None else repr(wanted)
    allowed = f"{same}, as in {name}: {rule}"
    return Fault(path=path, found=found if isinstance(found, str | int | None) else str(found), allowed=allowed)
