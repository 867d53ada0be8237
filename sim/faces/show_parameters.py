"""`ipc show parameters`, and what `ipc show number` says of the parameter behind a number."""

from __future__ import annotations

from collections.abc import Iterable

from ..model import Fault, Scenario, ScenarioError
from .ancestry import ancestry, parents, shared, targets
from .evidence import Parameter, is_number, number_paths, parameter_of, parameters
from .provenance import Entry, register

SHAPES = {
    "triangular": "drawn, triangular",
    "uniform": "drawn, uniform",
    "loguniform": "drawn, loguniform",
    "fixed": "fixed",
    "choice": "a choice",
}  #: what each shape is called on screen


def show_parameters(words: list[str]) -> None:
    """Print every parameter of the register with its range and kind."""
    if words:
        raise ScenarioError([Fault(path="show parameters", found=" ".join(words), allowed="nothing behind it")])
    for each in parameters().values():
        print(f"{each.name:28}  {each.label}")
        print(f"{'':28}  {in_range(each)}; {SHAPES[each.shape]}; {each.kind}")


def in_range(parameter: Parameter) -> str:
    """The reference value, the range and the unit, in words."""
    value, low, high = (f"{number:,.10g}" for number in (parameter.value, parameter.low, parameter.high))
    return f"{value} ({low} to {high}) {parameter.unit}"


def tell_parameters(entries: Iterable[Entry], scenario: Scenario) -> None:
    """Print the parameters behind numbers: what they may be, what they came from, and what they affect in a scenario."""
    numbers = [entry.path for entry in entries if is_number(entry.value)]
    found = {each.name: each for path in numbers if (each := parameter_of(path))}
    for parameter in found.values():
        print(f"\nParameter {parameter.name}: {parameter.label}")
        print(f"    {in_range(parameter)}; {SHAPES[parameter.shape]}; {parameter.kind}")
        behind = [each for each in ancestry(parameter.roots, parents()) if each not in parameter.sources]
        print(f"    sources: {', '.join(parameter.sources) or 'none'}")
        print(f"    derived from: {', '.join(behind) or 'nothing else'}")
        for name in behind:
            if name in register():
                print(f"          {name}: {register()[name]['quantity']}")
        print(f"    affects: {', '.join(holders(parameter, scenario)) or 'nothing in this scenario'}")
        touched = [target for target in targets().values() if shared(target, parameter, parents())]
        print("    shares evidence with:" if touched else "    shares evidence with: no target")
        for target in touched:
            print(f"          {target.name} ({target.kind}): {target.label}")


def holders(parameter: Parameter, scenario: Scenario) -> list[str]:
    """The stages, resources, attributes and other parts of a scenario that hold a number of the parameter."""
    found: dict[str, None] = {}
    for path in number_paths(scenario.mapping):
        if parameter_of(path) == parameter:
            found[_holder(path)] = None
    return list(found)


def _holder(path: str) -> str:
    kinds = {
        "pathway.stages": "stage",
        "pathway.patience_clocks": "patience clock",
        "resources": "resource",
        "people.attributes": "attribute",
        "people.numbers": "number",
        "people.bands": "band",
        "people.cohorts": "cohort",
        "identification": "route",
    }
    for above, kind in kinds.items():
        if path.startswith(f"{above}."):
            return f"{kind} {path.removeprefix(f'{above}.').split('.')[0]}"
    return path.split("[", maxsplit=1)[0]
