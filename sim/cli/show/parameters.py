"""`ipc show parameters`, and what `ipc show number` says of the parameter behind a number."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from ...config.evidence_lineage import ancestry, parents, shared, targets
from ...config.load import load, take
from ...config.parameter_register import Parameter, is_number, number_paths, parameter_of, parameters
from ...config.provenance import Entry, register
from ...model import DrawnNumber, Fault, Scenario, ScenarioError, drawn_numbers

SHAPES = {
    "triangular": "drawn, triangular",
    "uniform": "drawn, uniform",
    "loguniform": "drawn, loguniform",
    "fixed": "fixed",
    "choice": "a choice",
}  #: what each shape is called on screen
FOLLOWS = {
    "ratio": "in proportion",
    "share": "by its odds",
    "factor": "by its distance from 1",
}  #: how a number goes with its parameter from where a scenario has put it


def show_parameters(words: list[str]) -> None:
    """Print every parameter of the register with its range and kind; or the numbers of a scenario that are drawn."""
    given, rest = take(words, ("scenario",))
    if "scenario" in given:
        _tell_drawn(load(given["scenario"], *rest))
        return
    if words:
        allowed = "nothing behind it, or scenario=NAME and what is changed in it"
        raise ScenarioError([Fault(path="show parameters", found=" ".join(words), allowed=allowed)])
    for each in parameters().values():
        print(f"{each.name:28}  {each.label}")
        print(f"{'':28}  {in_range(each)}; {SHAPES[each.shape]}; {each.kind}")


def _tell_drawn(scenario: Scenario) -> None:
    """Print every number of a scenario that is drawn, below its parameter."""
    numbers = drawn_numbers(scenario)
    for parameter, found in groupby(numbers, key=lambda number: number.parameter):
        print(f"{parameter.name}: {parameter.label}")
        for each in found:
            print(f"    {each.key} = {exactly(each.value)}: drawn from {drawn_from(each)}")
    if not numbers:
        print("Nothing in this scenario is drawn (uncertainty: off).")
        return
    print(
        f"{len(numbers)} numbers are drawn: those at the key paths for which a parameter was written, whatever stands there."
    )


def drawn_from(number: DrawnNumber) -> str:
    """The range of a number in words; where the parameter was written for another one, how it follows from that."""
    parameter = number.parameter
    told = f"{exactly(number.low, 4)} to {exactly(number.high, 4)} {parameter.unit}"
    if number.value == parameter.value:
        return told
    ends = f"{exactly(parameter.low)} to {exactly(parameter.high)}"
    return f"{told}, {FOLLOWS[parameter.scale]}: {exactly(parameter.value)} would be drawn from {ends}"


def exactly(value: float, digits: int = 10) -> str:
    """A number with all its digits, or the first so many."""
    return f"{value:,.{digits}g}"


def in_range(parameter: Parameter) -> str:
    """The reference value, the range and the unit, in words."""
    value, low, high = (exactly(number) for number in (parameter.value, parameter.low, parameter.high))
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
