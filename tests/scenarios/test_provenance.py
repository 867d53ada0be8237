"""Every number in the configuration says where it comes from, in a comment behind it."""

import re
from collections.abc import Iterator

import pytest
import yaml

from sim.config import paths
from sim.config.key_paths import NO_VALUES
from sim.config.provenance import Entry, entries, register
from sim.config.shipped import shipped_files

#: Those of `configs/evidence` name their sources under keys of their own (test_register).
FILES = [*shipped_files(), paths.configs() / "run.yaml"]
NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")
WHOLE_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
#: A seed is chance, an order of service a rule, a price year a unit; a check has its own `source`.
SEEDS_AND_ORDER = {"seed", "priority", "price_year"}


def numbers(file) -> Iterator[Entry]:
    """The numbers of a file that somebody must have found out or assumed."""
    for entry in entries(file):
        told_otherwise = entry.path.startswith("checks[") or entry.path.rsplit(".", 1)[-1] in SEEDS_AND_ORDER
        if any(map(_found_out, entry.numbers)) and not told_otherwise:
            yield entry


def _found_out(value: str) -> bool:
    all_or_nothing = bool(NUMBER.fullmatch(value)) and float(value) in (0, 1)
    return bool(NUMBER.match(value)) and not WHOLE_DATE.fullmatch(value) and not all_or_nothing


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_number_has_a_comment_on_its_line(file):
    bare = [f"line {number.line}: {number.path} = {number.value}" for number in numbers(file) if not number.comment]
    assert not bare


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_evidence_id_is_in_the_register(file):
    sources = set(re.findall(r"\b[SX]\d{1,4}\b", file.read_text(encoding="utf-8")))
    assert sources <= set(register())


def test_the_register_has_every_id_once():
    text = (paths.configs() / "evidence" / "register.csv").read_text(encoding="utf-8")
    ids = re.findall(r"^([SX]\d+),", text, re.MULTILINE)
    assert len(ids) == len(set(ids)) == len(register())
    assert len(ids) > 300


def test_entries_see_every_number_of_a_file():
    # Whatever the reader passes over would never be asked for its source.
    for file in FILES:
        # What a package's settings go from and to is told again there, in a manager's unit: what they do stands below it.
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        in_file = sorted(_numbers_within({key: value for key, value in content.items() if key not in NO_VALUES}))
        seen = sorted(float(value) for entry in entries(file) for value in entry.numbers if NUMBER.fullmatch(value))
        assert seen == in_file, file.name


def _numbers_within(value) -> Iterator[float]:
    if isinstance(value, dict):
        for below in value.values():
            yield from _numbers_within(below)
    elif isinstance(value, list):
        for below in value:
            yield from _numbers_within(below)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)
    elif isinstance(value, str) and value.startswith("${strength:"):
        yield from (float(number) for number in value.removesuffix("}").split(",")[1:])


def test_a_number_that_goes_with_the_strength_of_a_lever_is_two_numbers():
    by_path = {entry.path: entry for entry in entries(paths.configs() / "lever" / "budget_bands.yaml")}
    approve = by_path["pathway.stages.deciding.next.per_goal.approve"]
    assert approve.numbers == ["0.80", "0.87"]
    assert approve.words == "0.80 to 0.87, by the strength of budget_bands"
    assert approve in list(numbers(approve.file))


def test_the_comment_of_a_flow_mapping_stands_where_it_ends():
    by_path = {entry.path: entry for entry in entries(paths.configs() / "pathway" / "ipc.yaml")}
    work = by_path["pathway.stages.costed_plan.work.lognormal.mean"]
    assert (work.value, work.ids) == ("3.0", ["X054"])
    assert by_path["pathway.stages.offer.multipliers.known.yes"].ids == ["X132", "S021"]
