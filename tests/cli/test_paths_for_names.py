"""The path of a file does wherever the name of a scenario, a lever or a board set is wanted."""

import json
from pathlib import Path

import pytest
from own_files import LEVER, SMALL, team, write

import sim


@pytest.fixture
def elsewhere(tmp_path, monkeypatch) -> Path:
    """A folder that is nobody's own, with a scenario in it, one that this starts from, and a lever."""
    folder = tmp_path / "else where"
    write(folder / "beside.yaml", SMALL.replace("small queue", "queue beside it"))
    write(folder / "place.yaml", SMALL.replace("mm_c", "beside").replace("team: 4", "team: 5"))
    write(folder / "a_hand_more.yaml", LEVER)
    write(folder / "both.yaml", "title: Both\nscenarios: [mm_c, ./beside.yaml, ./place.yaml]\n")
    monkeypatch.chdir(tmp_path)
    return folder


def test_a_path_does_for_the_name_of_a_scenario(elsewhere, ipc):
    scenario = sim.load(elsewhere / "place.yaml")
    assert (scenario.name, team(scenario), scenario.horizon) == ("place", 5, 200)
    assert sim.load("else where/place.yaml") == scenario
    assert ipc("check", "else where/place.yaml")[1].startswith("else where/place.yaml: good (1 stages")
    assert "flowchart TD" in ipc("show", "pathway", "./else where/place.yaml")[1]
    _, out, _ = ipc("show", "number", "resources.servers.team", "scenario=./else where/place.yaml")
    assert "resources.servers.team = 5\n    else where/place.yaml, line 5: " in out
    assert "Person 3" in ipc("trace", "scenario=./else where/place.yaml", "person=3")[1]


def test_a_run_of_a_path_has_a_folder_of_its_own(elsewhere, results, ipc):
    write(elsewhere.parent / "other" / "place.yaml", SMALL)
    for folder in ("else where", "other"):
        assert ipc("run", f"scenario=./{folder}/place.yaml", "replications=1", "workers=1")[0] == 0
    assert ipc("run", f"scenario={elsewhere}/place.yaml", "replications=1", "workers=1")[0] == 0, "the first once more"
    names = sorted(path.name for path in results.iterdir())
    assert len(names) == 2
    assert all(name.startswith("place-") for name in names)
    manifest = json.loads((results / names[0] / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest["scenarios"]) == ["place"]


def test_a_path_does_for_the_names_of_levers_and_boards(elsewhere, results, ipc):
    assert team(sim.load("mm_c", "lever='./else where/a_hand_more.yaml'", "strength.a_hand_more=1")) == 4
    words = ("replications=1", "workers=1", "horizon=50")
    code, _, err = ipc("run", "board=./else where/both.yaml", *words)
    assert (code, err) == (0, "")
    assert next(results.iterdir()).name.startswith("board_both_horizon-50-")
    folder = elsewhere / "a_hand_more.yaml"
    assert ipc("run", "scenario=mm_c", f"lever='{folder}'", *words, "name=x")[0] == 0
    assert ipc("run", "scenario=mm_c", f"lever='{folder}'", *words)[0] == 0
    assert any(path.name.startswith("mm_c_lever-a_hand_more") for path in results.iterdir())


def test_a_sweep_takes_paths_and_ones_own_levers(mine, elsewhere, results, monkeypatch, ipc):
    monkeypatch.chdir(mine)
    words = ("run", "-m", "scenario=mm_c,../else where/place.yaml", "horizon=40", "replications=1", "workers=1")
    assert ipc(*words, "name=paths")[0] == 0
    assert (
        ipc("run", "-m", "scenario=mm_c", "lever=a_hand_more", "strength.a_hand_more=0,1", *words[3:], "name=mine")[0]
        == 0
    )
    stored = {
        str(file.parent.relative_to(results)): json.loads(file.read_text(encoding="utf-8"))["scenarios"]
        for file in results.glob("*/*/manifest.json")
    }
    teams = {
        where: [scenario["configuration"]["resources"]["servers"]["team"] for scenario in scenarios.values()]
        for where, scenarios in stored.items()
    }
    assert teams == {"paths/000": [3], "paths/001": [5], "mine/000": [3], "mine/001": [4]}
    assert "place" in ipc("show", "results", "paths")[1]
    assert "Finished before." in ipc(*words, "name=paths", "resume=true")[1]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("./gone.yaml", "found './gone.yaml'; allowed: a name, or the path of a file that is there and ends in .yaml"),
        ("else where/", "allowed: a name, or the path of a file that is there"),
        ("other/mm_c.yaml", "allowed: a file with another name: there is a mm_c already (scenarios/mm_c.yaml)"),
        ("else where/loop.yaml", "allowed: defaults that do not lead back to the scenario itself"),
        ("else where/bad.yaml", "else where/bad.yaml, line 3: found "),
        (
            "else where/headless.yaml",
            "else where/headless.yaml, line 1: found 'label: x'; allowed: the line `# @package",
        ),
        ("else where/wrong.yaml", "else where/wrong.yaml, line 5: resources.servers.teem: found 3; "),
        ("else where/starts.yaml", "defaults: found 'scenarios/besides'; allowed: "),
        ("else where/secret.yaml", "else where/secret.yaml, line 2: label: found '${oc.env:HOME}'; allowed: a text"),
    ],
)
def test_a_complaint_names_the_file_and_the_line(path, message, elsewhere, ipc):
    write(elsewhere.parent / "other" / "mm_c.yaml", SMALL)
    write(elsewhere / "loop.yaml", SMALL.replace("mm_c", "loop"))
    write(elsewhere / "bad.yaml", "# @package _global_\nlabel: [\n")
    write(elsewhere / "headless.yaml", "label: x\n")
    write(elsewhere / "wrong.yaml", SMALL.replace("team: 4", "teem: 3"))
    write(elsewhere / "starts.yaml", SMALL.replace("mm_c", "besides"))
    write(elsewhere / "secret.yaml", '# @package _global_\nlabel: "${oc.env:HOME}"\n')
    code, _, err = ipc("run", f"scenario={path}", "replications=1")
    assert (code, err.count("\n")) == (2, 1)
    assert message in err


def test_what_lies_beside_a_file_and_is_shipped_too_is_refused_where_it_is_meant(elsewhere, ipc):
    write(elsewhere / "mm_c.yaml", SMALL.replace("mm_c", "payment_delay"))
    _, _, err = ipc("check", "./else where/beside.yaml")
    assert "scenarios: found 'mm_c'; allowed: one file of that name; rename yours (scenarios/mm_c.yaml and else" in err
