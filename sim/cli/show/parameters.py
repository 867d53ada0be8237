"""`ipc show parameters`, and what `ipc show number` says of the parameter behind a number."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from ...config.evidence_lineage import ancestry, parents, shared_evidence, targets
from ...config.load import load
from ...config.parameter_register import Parameter, is_number, number_paths, parameter_of, parameters
from ...config.provenance import Entry, register
from ...config.words import take
from ...model import DrawnNumber, Fault, Scenario, ScenarioError, drawn_numbers
from ..commands import SUBJECTS

#: What each shape is called on screen.
SHAPES = {
    "triangular": "drawn, triangular",
    "uniform": "drawn, uniform",
    "loguniform": "drawn, loguniform",
    "fixed": "fixed",
    "choice": "a choice",
}
#: How a number goes with its parameter from where a scenario has put it.
SCALES = {
    "ratio": "in proportion",
    "share": "by its odds",
    "factor": "by its distance from 1",
}
#: What the parts of a scenario are called that hold numbers.
PARTS = {
    "pathway.stages": "stage",
    "pathway.patience_clocks": "patience clock",
    "resources": "resource",
    "people.attributes": "attribute",
    "people.numbers": "number",
    "people.bands": "band",
    "people.cohorts": "cohort",
    "identification": "route",
}


def show_parameters(words: list[str]) -> None:
    """Print every parameter of the register with its range and kind; or the numbers of a scenario that are drawn."""
    keys, changes = take(words, SUBJECTS["parameters"].keys)
    if "scenario" in keys:
        _print_drawn_numbers(load(keys["scenario"], *changes))
        return
    if words:
        allowed = "nothing behind it, or scenario=NAME and what is changed in it"
        raise ScenarioError([Fault(path="show parameters", found=" ".join(words), allowed=allowed)])
    for parameter in parameters().values():
        print(f"{parameter.name:28}  {parameter.label}")
        print(f"{'':28}  {_range_words(parameter)}; {SHAPES[parameter.shape]}; {parameter.kind}")


def _print_drawn_numbers(scenario: Scenario) -> None:
    """Print every number of a scenario that is drawn, below its parameter."""
    numbers = drawn_numbers(scenario)
    for parameter, its_numbers in groupby(numbers, key=lambda number: number.parameter):
        print(f"{parameter.name}: {parameter.label}")
        for number in its_numbers:
            print(f"    {number.key} = {_digits(number.value)}: drawn from {_drawn_range_words(number)}")
    if not numbers:
        print("Nothing in this scenario is drawn (uncertainty: off).")
        return
    print(
        f"{len(numbers)} numbers are drawn: those at the key paths for which a parameter was written, whatever stands there."
    )


def _drawn_range_words(number: DrawnNumber) -> str:
    """The range of a number in words; where the parameter was written for another one, how it follows from that."""
    parameter = number.parameter
    text = f"{_digits(number.low, 4)} to {_digits(number.high, 4)} {parameter.unit}"
    if number.value == parameter.value:
        return text
    ends = f"{_digits(parameter.low)} to {_digits(parameter.high)}"
    return f"{text}, {SCALES[parameter.scale]}: {_digits(parameter.value)} would be drawn from {ends}"


def _digits(value: float, digits: int = 10) -> str:
    """A number with all its digits, or the first so many."""
    return f"{value:,.{digits}g}"


def _range_words(parameter: Parameter) -> str:
    """The reference value, the range and the unit, in words."""
    value, low, high = (_digits(number) for number in (parameter.value, parameter.low, parameter.high))
    return f"{value} ({low} to {high}) {parameter.unit}"


def print_parameters(entries: Iterable[Entry], scenario: Scenario) -> None:
    """Print the parameters behind numbers: what they may be, what they came from, and what they affect in a scenario."""
    paths = [entry.path for entry in entries if is_number(entry.value)]
    by_name = {parameter.name: parameter for path in paths if (parameter := parameter_of(path))}
    for parameter in by_name.values():
        print(f"\nParameter {parameter.name}: {parameter.label}")
        print(f"    {_range_words(parameter)}; {SHAPES[parameter.shape]}; {parameter.kind}")
        ancestors = [name for name in ancestry(parameter.roots, parents()) if name not in parameter.sources]
        print(f"    sources: {', '.join(parameter.sources) or 'none'}")
        print(f"    derived from: {', '.join(ancestors) or 'nothing else'}")
        for name in ancestors:
            if name in register():
                print(f"          {name}: {register()[name]['quantity']}")
        if parameter.measure_by:
            print(f"    to know it better: {parameter.measure_by}")
        print(f"    affects: {', '.join(_affected_parts(parameter, scenario)) or 'nothing in this scenario'}")
        touched = [target for target in targets().values() if shared_evidence(target, parameter, parents())]
        print("    shares evidence with:" if touched else "    shares evidence with: no target")
        for target in touched:
            print(f"          {target.name} ({target.kind}): {target.label}")


def _affected_parts(parameter: Parameter, scenario: Scenario) -> list[str]:
    """The stages, resources, attributes and other parts of a scenario that hold a number of the parameter."""
    paths = [path for path in number_paths(scenario.mapping) if parameter_of(path) == parameter]
    return list(dict.fromkeys(map(_part_words, paths)))


def _part_words(path: str) -> str:
    for above, kind in PARTS.items():
        if path.startswith(f"{above}."):
            return f"{kind} {path.removeprefix(f'{above}.').split('.')[0]}"
    return path.split("[", maxsplit=1)[0]
