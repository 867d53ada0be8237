"""YAML is read as a person reads it; whatever would be read otherwise is a fault with its file and line."""

import pytest

from sim.config.load import load
from sim.config.strict_yaml import read_yaml
from sim.model import ScenarioError


def read(tmp_path, text):
    file = tmp_path / "x.yaml"
    file.write_text(text, encoding="utf-8")
    return read_yaml(file)


MISREAD = (
    "0100", "010", "-010", "+010", "08", "007.5", "0o17", "0x1F", "0X1f", "0b1", "1:30", "1:30:00", "190:20:30.15",
    "1_000", "1_000.5", "1.000_5", "_1_", "1__0", "00",
)  # fmt: skip


@pytest.mark.parametrize("text", MISREAD)
def test_a_number_that_would_be_read_otherwise_is_a_fault(text, tmp_path):
    for content in (f"a:\n  b: {text}\n", f"a:\n  {text}: b\n", f"a: [\n{text}]\n", f"a:\n - !!int {text}\n"):
        with pytest.raises(ScenarioError, match="line 2"):
            read(tmp_path, content)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("100", 100), ("-1", -1), ("+1", 1), ("0", 0), ("0.5", 0.5), (".5", 0.5), ("1.", 1.0), ("1e3", 1000.0),
        ("1.5e-3", 0.0015), ("2018-01-01", "2018-01-01"), ("1 week", "1 week"), ("a:b", "a:b"), ("'010'", "010"),
        ('"1:30"', "1:30"), ("on", "on"), ("off", "off"), ("y", "y"), ("N", "N"), ("yes", True), ("no", False),
        ("true", True), ("null", None), ("~", None), ("2_goals", "2_goals"), ("S001", "S001"), ("x_1", "x_1"),
    ],
)  # fmt: skip
def test_what_is_clear_is_read_as_it_is_written(text, value, tmp_path):
    content_read = read(tmp_path, f"a: {text}\n")["a"]
    assert (content_read, type(content_read)) == (value, type(value))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a: {mean: 1,5}\n", "found '5'; allowed: a key with its value"),
        ("a: 1\nyes: 1\nyes: 2\n", "found duplicate key yes"),
        ("a:\n  1: 1\n  '1': 2\n", "found duplicate key 1"),
        ("a: !!set {x}\n", "no tag"),
        ("a: !!str 5\n", "no tag"),
        ("a: !!python/object:os.system x\n", "no tag"),
        ("a: ???\n", "found '???'"),
        ('a: "\\ud800"\n', "whole letters"),
        ("null: 1\n", "a word as a key"),
        ("[1, 2]: 1\n", "a word as a key"),
        ("a: b: c\n", "valid YAML"),
        ("a: 1\n---\na: 2\n", "valid YAML"),
        ("a: " + "[" * 5000 + "\n", "in each other"),
    ],
)
def test_what_is_unclear_is_told_in_one_line(content, message, tmp_path):
    with pytest.raises(ScenarioError) as refused:
        read(tmp_path, content)
    (fault,) = refused.value.faults
    assert message in str(fault)
    assert "x.yaml" in str(fault)


def test_a_mapping_that_is_merged_into_another_has_no_key_twice(tmp_path):
    text = "a: &a {x: 1, y: 2}\nb: &b {<<: *a, x: 3}\nc: {<<: *b, y: 4}\n"
    assert read(tmp_path, text) == {"a": {"x": 1, "y": 2}, "b": {"x": 3, "y": 2}, "c": {"x": 3, "y": 4}}


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("scenarios/stockton_scale_up.yaml", ["check", "stockton_scale_up"]),
        ("configs/resources/ipc.yaml", ["check", "stockton_scale_up"]),
        ("configs/lever/weekly_panel.yaml", ["check", "stockton_scale_up", "lever=weekly_panel"]),
        ("configs/run.yaml", ["check", "stockton_scale_up"]),
        ("configs/board/stockton.yaml", ["run", "board=stockton"]),
        ("configs/evidence/parameters.yaml", ["show", "number", "horizon"]),
        ("configs/evidence/targets.yaml", ["show", "number", "horizon"]),
    ],
)
def test_every_file_is_read_so(file, words, home, ipc, monkeypatch):
    with (home / file).open("a", encoding="utf-8") as opened:
        opened.write("\nmore: 010\n")
    line = (home / file).read_text(encoding="utf-8").count("\n")
    if "evidence" in file:
        with pytest.raises(ScenarioError) as refused:
            read_yaml(home / file)
        message = str(refused.value)
    else:
        code, _, message = ipc(*words)
        assert code == 2
    short = file.removeprefix("scenarios/").removeprefix("configs/")
    assert f"{short}, line {line}: more: found '010'; allowed: a number in plain digits" in message


def test_on_the_command_line_it_is_a_text_and_refused():
    for text in MISREAD:
        with pytest.raises(ScenarioError):
            load("stockton_scale_up", f"resources.panel.slots={text}")


def test_a_file_of_a_group_without_its_first_line_is_told(home, ipc):
    (home / "configs" / "lever" / "mine.yaml").write_text("resources: {panel: {slots: 12}}\n", encoding="utf-8")
    code, _, err = ipc("check", "stockton_scale_up", "lever=mine")
    assert code == 2
    assert "lever/mine.yaml, line 1: found 'resources: {panel: {slots: 12}}'; allowed: the line" in err
    (home / "configs" / "lever" / "mine.yaml").write_text("# @package _global_\nhydra: {x: 1}\n", encoding="utf-8")
    assert "lever/mine.yaml: hydra: found {'x': 1}; allowed: no such key" in ipc("check", "mm_c", "lever=mine")[2]


def test_a_lever_goes_with_no_strength_but_its_own(home, ipc):
    file = home / "configs" / "lever" / "single_process.yaml"
    before = file.read_text(encoding="utf-8")
    file.write_text(f"{before}strength: {{singel_process: 1.0}}\n", encoding="utf-8")
    code, _, err = ipc("check", "stockton_scale_up", "lever=single_process")
    assert code == 2
    assert "strength.singel_process: found 1.0; did you mean 'single_process'? allowed: the strength of a lever" in err
    file.write_text(before.replace("strength:single_process", "strength:singel_process"), encoding="utf-8")
    code, _, err = ipc("check", "stockton_scale_up", "lever=single_process")
    assert code == 2
    assert "found 'single_process'; allowed: a lever that fits" in err
    assert "its file goes with the strength of singel_process" in err
