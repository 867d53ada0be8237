"""What ``${...}`` may stand for: other values of the scenario, and strengths of levers; nothing from outside."""

import shutil

import pytest

from sim.config import paths
from sim.config.load import load
from sim.model import ScenarioError

SECRET = "a-value-that-nobody-should-see"
OUTSIDE = (
    "${oc.env:SECRET}",
    "${oc.env:SECRET,default}",
    "Label ${oc.env:SECRET}",
    "${oc.decode:${oc.env:SECRET}}",
    "${label.${oc.env:SECRET}}",
    "${oc.${x}:SECRET}",
    r"\\${oc.env:SECRET}",
    "${ oc.env : SECRET }",
    "${env:SECRET}",
    "${hydra:runtime.cwd}",
    "${now:%Y}",
    "${strength:x,${oc.env:SECRET},1}",
    "${label",
)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A copy of the configuration, and something in the environment that is nobody's business."""
    for name in ("configs", "scenarios"):
        shutil.copytree(paths.home() / name, tmp_path / name)
    monkeypatch.setattr(paths, "home", lambda: tmp_path)
    monkeypatch.setenv("SECRET", SECRET)
    return tmp_path


@pytest.mark.parametrize("text", OUTSIDE)
def test_nothing_from_outside_is_looked_up_for_a_file(text, home, ipc):
    quoted = "'" + text + "'"
    for file in ("scenarios/mm_c.yaml", "configs/lever/weekly_panel.yaml", "configs/run.yaml"):
        before = (home / file).read_text(encoding="utf-8")
        (home / file).write_text(f"{before}\nmore: {quoted}\n", encoding="utf-8")
        code, out, err = ipc("check", "mm_c", "lever=weekly_panel")
        assert code == 2
        assert SECRET not in out + err
        assert f"{file.partition('/')[2]}, line {before.count(chr(10)) + 2}: more: found" in err
        assert err.count("\n") == 1
        (home / file).write_text(before, encoding="utf-8")


def test_nothing_from_outside_is_looked_up_for_a_name_of_a_file(home, ipc):
    (home / "scenarios" / "mine.yaml").write_text(
        "# @package _global_\ndefaults:\n  - /pathway: ${oc.env:SECRET}\n", encoding="utf-8"
    )
    code, out, err = ipc("check", "mine")
    assert code == 2
    assert "mine.yaml, line 3: defaults[0]./pathway: found '${oc.env:SECRET}'; allowed: the name of a file" in err
    assert SECRET not in out + err


@pytest.mark.parametrize("text", OUTSIDE)
@pytest.mark.parametrize("word", ["label='{}'", "resources={{panel: {{label: '{}'}}}}", "lever='{}'", "+x.y='{}'"])
def test_nothing_from_outside_is_looked_up_for_a_word(word, text, monkeypatch):
    monkeypatch.setenv("SECRET", SECRET)
    with pytest.raises(ScenarioError) as refused:
        load("stockton_scale_up", word.format(text))
    assert SECRET not in str(refused.value)
    assert len(refused.value.faults) == 1


def test_a_reference_stands_for_what_is_there():
    slots = "resources.panel.slots"
    changed = load(
        "stockton_scale_up", f"{slots}=17", f"resources.cases.caseload=${{{slots}}}", f"label=A ${{{slots}}}"
    )
    assert changed.mapping["resources"]["cases"]["caseload"] == 17
    assert changed.label == "A 17"
    people = load("stockton_scale_up", "resources.cases.caseload=${start_state.people[1].count}")
    assert people.mapping["resources"]["cases"]["caseload"] == 30


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["label=${nothing}"], "label: found '${nothing}'; allowed: the key path of something in this scenario"),
        (["label=${description}", "description=${label}"], "a reference that does not lead back to itself"),
        (["label=${label}"], "label: found '${label}'; allowed: a reference that does not lead back to itself"),
        (["label=${label.x}"], "label: found '${label.x}'; allowed: the key path of something"),
        (["people=${people.x}"], "people: found '${people.x}'; allowed:"),
    ],
)
def test_a_reference_that_leads_nowhere_is_told_with_its_key(words, message):
    with pytest.raises(ScenarioError) as refused:
        load("mm_c", *words)
    assert message in str(refused.value)
