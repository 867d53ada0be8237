"""Every combination of values in one command."""

import json

from sim.cli.multirun import combinations


def manifests(folder):
    """What each combination was run with, by its folder."""
    return {
        path.parent.name: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*/manifest.json"))
    }


def test_two_values_of_two_keys_are_four_runs(ipc, results):
    words = ("run", "-m", "scenario=mm_c", "resources.servers.team=3,4", "seed=1,2", "horizon=60", "replications=1")
    code, out, err = ipc(*words, "name=a sweep")
    assert (code, err) == (0, "")
    manifests_by_folder = manifests(results / "a sweep")
    settings = {
        name: (manifest["scenarios"]["mm_c"]["configuration"]["resources"]["servers"]["team"], manifest["seed"])
        for name, manifest in manifests_by_folder.items()
    }
    assert settings == {"000": (3, 1), "001": (3, 2), "002": (4, 1), "003": (4, 2)}
    assert all((results / "a sweep" / name / "report.html").is_file() for name in settings)
    assert "#3: scenario=mm_c resources.servers.team=4" in out
    # A smaller multirun of the same name leaves nothing of the larger one among its own.
    assert ipc("run", "-m", "scenario=mm_c", "horizon=50", "replications=1", "name=a sweep")[0] == 0
    assert list(manifests(results / "a sweep")) == ["000"]


def test_scenarios_and_dated_numbers_can_be_swept():
    assert combinations(["scenarios=a,b", "++team={2018-01-01: 3},{2018-01-01: 5}"]) == [
        ["scenarios=a", "++team={2018-01-01:3}"],
        ["scenarios=a", "++team={2018-01-01:5}"],
        ["scenarios=b", "++team={2018-01-01:3}"],
        ["scenarios=b", "++team={2018-01-01:5}"],
    ]


def test_a_faulty_last_combination_stops_before_anything_is_written(ipc, results):
    code, out, err = ipc("run", "-m", "scenario=mm_c", "resources.servers.team=1,2,-3", "replications=1")
    assert (code, out) == (2, "")
    assert err == "resources.servers.team: found -3; allowed: a whole number from 0 to 10000000\n"
    assert not results.exists()
