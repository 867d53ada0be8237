"""The register of parameters covers the configuration and agrees with it, and nothing that went in is counted as a test."""

import dataclasses
import re
from functools import cache

import pytest
from test_provenance import FILES, NUMBER, numbers

from sim.cli.commands import DEFAULT_SCENARIO
from sim.config import paths
from sim.config.evidence_lineage import VALIDATION, ancestry, circularity_faults, parents, targets
from sim.config.load import load
from sim.config.parameter_register import Parameter, matches, number_paths, parameter_of, parameters
from sim.config.provenance import Entry, entries, register


def _in_which_order(file):
    """The shared groups first, the main one of each before the others; then the scenario shown by default; levers last."""
    return file.parent.name == "lever", file.parent == paths.scenarios(), file.stem not in {"ipc", DEFAULT_SCENARIO}


@cache
def every_number() -> list[tuple[Entry, Parameter | None]]:
    """Every number that somebody must have found out or assumed, with its parameter."""
    return [
        (number, parameter_of(number.path))
        for file in sorted(FILES, key=_in_which_order)
        for number in numbers(file)
        if file.parent.name != "board"
    ]


@cache
def every_value() -> list[tuple[Entry, Parameter | None]]:
    """The same with the noughts and ones, which may be a parameter's value as well."""
    with_amounts = (entry for file in sorted(FILES, key=_in_which_order) for entry in entries(file) if amounts(entry))
    return [(entry, parameter_of(entry.path)) for entry in with_amounts]


def amounts(entry: Entry) -> list[float]:
    """What stands there; where it goes with the strength of a lever, the neutral number and the full one."""
    *_, first, last = ["", *entry.value.removesuffix("}").split(",")]
    texts = [first, last] if entry.value.startswith("${strength:") else [entry.value]
    return [float(match[0]) for text in texts if (match := NUMBER.match(text))]


# --- the register and the configuration -------------------------------------------------------------------------------


def test_every_number_of_the_configuration_has_a_parameter():
    assert not [f"{entry.file.name}: {entry.path}" for entry, parameter in every_number() if parameter is None]


@pytest.mark.parametrize(
    "scenario", ["luton_care_banking", "sw_site1_mdt_vs", "sw_site2_lone_practitioner", "led_by_ccg"]
)
def test_every_number_of_a_composed_scenario_has_one_as_well(scenario):
    # Interpolations put numbers under keys at which no file has one.
    mapping = {
        key: below for key, below in load(scenario).mapping.items() if key not in {"checks", "seed", "uncertainty"}
    }
    bare = [path for path in number_paths(mapping) if parameter_of(path) is None and not path.endswith(".priority")]
    assert [path for path in bare if _at(mapping, path) not in (0, 1)] == []


def _at(value, path):
    for key, index in re.findall(r"([^.\[]+)|\[(\d+)\]", path.replace("].", "]")):
        value = value[int(index)] if index else value[key]
    return value


def test_every_parameter_is_in_use():
    assert set(parameters()) - used() == set()


def used() -> set[str]:
    return {parameter.name for _, parameter in [*every_number(), *every_value()] if parameter}


def reference(parameter: Parameter) -> set[float]:
    """What the value may be: the number under the first key in the first file that has any, or the sum of those there."""
    pairs = [(entry, amount) for entry, its in every_value() if its == parameter for amount in amounts(entry)]
    pairs = [(entry, amount) for entry, amount in pairs if amount not in (0, 1)] or pairs
    here = [(entry, amount) for entry, amount in pairs if entry.file == pairs[0][0].file]
    keys = (dataclasses.replace(parameter, keys=(key,)) for key in parameter.keys)
    first = next(amount for key in keys for entry, amount in here if matches(key, entry.path))
    return {first, round(sum(amount for _, amount in here), 9)}


@pytest.mark.parametrize(
    "name", sorted(name for name, parameter in parameters().items() if parameter.drawn and name in used())
)
def test_the_value_of_what_is_drawn_stands_in_the_base_file(name):
    assert parameters()[name].value in reference(parameters()[name])


def test_another_value_than_that_of_the_base_file_is_noticed():
    assert 112 in reference(parameters()["patience"])
    assert 7.7 in reference(parameters()["planning_hours"])
    assert not {111, 113, 7, 8} & (reference(parameters()["patience"]) | reference(parameters()["planning_hours"]))


def test_the_value_of_what_is_not_drawn_stands_somewhere():
    for parameter in parameters().values():
        stands = {amount for entry, other in every_number() if other == parameter for amount in amounts(entry)}
        assert parameter.drawn or not stands or parameter.value in stands, parameter.name


# --- the register and the comments ------------------------------------------------------------------------------------


def unfounded(entry: Entry, parameter: Parameter, above) -> str:
    """What is wrong between the comment behind a number and its parameter; empty where nothing is."""
    if entry.ids and not set(entry.ids) & set(ancestry(parameter.roots, above)):
        return f"{parameter.name} rests on none of {entry.ids}"
    is_reference = parameter.value in amounts(entry)
    if is_reference and parameter.kind == "measured" and entry.comment.startswith("assumed") and not entry.ids:
        return f"{parameter.name} is assumed where it stands"
    return ""


def test_comments_and_register_agree():
    faults = [unfounded(entry, parameter, parents()) for entry, parameter in every_number() if parameter]
    assert not [fault for fault in faults if fault]


@pytest.mark.parametrize(
    ("comment", "kind", "above", "message"),
    [
        ("X136: sixteen weeks", "measured", {}, ""),
        ("S072", "assumed", {}, "patience rests on none of ['S072']"),
        ("S072", "assumed", {"X136": ("S072",)}, ""),
        ("assumed", "assumed", {}, ""),
        ("assumed", "measured", {}, "patience is assumed where it stands"),
    ],
)
def test_disagreement_with_a_comment_is_noticed(comment, kind, above, message):
    entry = Entry(path="pathway.stages.panel.patience.exponential", value="112", file=FILES[0], line=1, comment=comment)
    assert unfounded(entry, dataclasses.replace(parameters()["patience"], kind=kind), above) == message


# --- what rests on what -----------------------------------------------------------------------------------------------


def test_what_rows_of_the_register_were_derived_from_are_rows():
    origins = {key: row["derived_from"].split() for key, row in register().items()}
    assert origins["X135"] == ["S066"]
    assert {source for ids in origins.values() for source in ids} <= set(register())


def test_nothing_is_derived_from_itself():
    above = parents()
    assert not [name for name in above if name in ancestry(above[name], above)]


def test_no_target_that_counts_as_a_pass_went_into_the_model():
    assert [str(fault) for fault in circularity_faults(targets().values(), parameters().values(), parents())] == []
    assert {f"V{number}" for number in range(1, 23)} <= set(targets())
    assert sum(target.kind == VALIDATION for target in targets().values()) >= 10


@pytest.mark.parametrize("name", ["V5", "V6", "V9", "V12", "V22"])
def test_what_is_known_to_be_circular_is_found_out(name):
    assert targets()[name].kind == "consistency"
    counted = dataclasses.replace(targets()[name], kind=VALIDATION, split={})
    assert circularity_faults([counted], parameters().values(), parents())


def test_no_comment_names_the_source_of_a_test_unless_it_is_said_which_part_of_it():
    sources = {source for entry, _ in every_number() for source in entry.ids}
    for target in targets().values():
        if target.kind == VALIDATION:
            assert set(target.sources) & sources <= set(target.split), target.name
