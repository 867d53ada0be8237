"""Whether replications of two results are pairs: the same people with the same chance, asked about on the same dates.

In a pair nothing differs but the change that is compared: not the parameters that were drawn, nor their values, nor the code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...model import Fault, Parameter, Scenario
from ...model.parameters import Path, number_at
from ..comparability import dates
from ..identity import identity
from ..plan import flat

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
        Of the random draws.
    uncertainty
        Whether each replication drew the scenario's uncertain parameters.
    software
        The code, Python and the libraries on whose versions numbers depend; see `sim.experiments.identity.identity`.
    own_kpis
        What marks the code of each KPI of one's own.
    """

    seed: int
    uncertainty: bool
    software: Mapping[str, str | None]
    own_kpis: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> Origin:
        """The origin of what a manifest describes."""
        versions = manifest.get("versions", {})
        return cls(
            seed=manifest["seed"],
            uncertainty=is_uncertain(manifest),
            software={name: versions.get(name) for name in identity()} | {"code": manifest.get("code")},
            own_kpis=manifest.get("own_kpis", {}),
        )


def is_uncertain(manifest: Mapping[str, Any]) -> bool:
    """Whether the replications that a manifest describes drew uncertain parameters."""
    return isinstance(manifest.get("uncertainty"), Mapping)


def pairing_fault(first: Scenario, other: Scenario, origins: tuple[Origin, Origin], name: str) -> Fault | None:
    """What keeps two scenarios' replications from being pairs; None where they are.

    All chance belongs to a person and a stage: it is shared where the seed is, and where the same people are identified in
    the same ways and start at the same stages. Whatever happens to them on the way may differ: that is what is compared. A
    parameter's value belongs to the seed, the replication and its range, so pairs share it where both draw it from the same
    range. One that only one of them draws has to be part of what is compared: a number that the other does not have, or has
    decided otherwise.

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
    wanted, given = origins
    for part, version in wanted.software.items():
        if given.software[part] != version:
            yield _fault(part, given.software[part], version, name, "only numbers of the same code are pairs")
    for kpi, code in wanted.own_kpis.items():
        if given.own_kpis.get(kpi, code) != code:  # a KPI that only one of them has is not compared
            yield _fault(
                f"own_kpis.{kpi}", given.own_kpis[kpi], code, name, "only numbers of the same code of a KPI are pairs"
            )
    if given.seed != wanted.seed:
        yield _fault("seed", given.seed, wanted.seed, name)
    if first.start != other.start:
        yield _fault("start", other.start, first.start, name)
    before, after = _people(first), _people(other)
    shared = set(first.people.attributes) & set(other.people.attributes)
    for path in dict.fromkeys([*before, *after]):
        if path.startswith(ATTRIBUTES) and path.removeprefix(ATTRIBUTES).split(".")[0] not in shared:
            continue  # one attribute more moves nobody's draws
        if before.get(path) != after.get(path):
            yield _fault(path, after.get(path), before.get(path), name)
    if dates(first) != dates(other):
        yield _fault("targets", dates(other), dates(first), name)
    yield from _parameters(first, other, origins, name)


def _people(scenario: Scenario) -> dict[str, Any]:
    """All that decides who there is, and where they begin."""
    mapping = scenario.mapping
    parts = {key: mapping.get(key) or {} for key in ("localities", "people", "identification")}
    parts["start_state"] = {"people": (mapping.get("start_state") or {}).get("people") or []}
    return {path: value for path, value in flat(parts).items() if path.rsplit(".", 1)[-1] not in WORDS}


def _parameters(first: Scenario, other: Scenario, origins: tuple[Origin, Origin], name: str) -> Iterator[Fault]:
    """Numbers that are drawn in one and taken as the same in the other, or drawn from other ranges."""
    before, after = (_drawn(scenario, origin) for scenario, origin in zip((first, other), origins, strict=True))
    for path in dict.fromkeys([*before, *after]):
        wanted, given = before.get(path), after.get(path)
        either = wanted or given
        if either is None or (wanted and given and _range(wanted) == _range(given)):
            continue
        if not (wanted and given) and number_at(first.mapping, path) != number_at(other.mapping, path):
            continue  # the change that is compared: it has the number of the other no more, or has decided it
        rule = "only runs that draw the same parameters from the same ranges are pairs"
        yield _fault(f"uncertainty.{either.name}", _range_text(given), _range_text(wanted), name, rule)


def _drawn(scenario: Scenario, origin: Origin) -> dict[Path, Parameter]:
    """The numbers that were drawn, by their key paths, each with its parameter."""
    return (
        {path: parameter for parameter in scenario.uncertain for path in parameter.paths} if origin.uncertainty else {}
    )


def _range(parameter: Parameter) -> tuple[Any, ...]:
    return (parameter.name, *(getattr(parameter, field_name) for field_name in RANGE))


def _range_text(parameter: Parameter | None) -> str:
    if parameter is None:
        return "taken as known"
    return f"{parameter.shape} from {parameter.low:g} to {parameter.high:g} around {parameter.value:g}"


def _fault(
    path: str,
    given: Any,
    wanted: Any,
    name: str,
    rule: str = "only the same people with the same chance events are pairs",
) -> Fault:
    same = "nothing" if wanted is None else repr(wanted)
    allowed = f"{same}, as in {name}: {rule}"
    return Fault(path=path, found=given if isinstance(given, str | int | None) else str(given), allowed=allowed)
