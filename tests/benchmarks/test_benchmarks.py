"""The benchmark's models do the same work, and its page can be written. Nothing is timed here."""

import contestants
import interval_coverage as coverage
import numpy as np
import page
import pytest
import textbook
import waiting
from agreement import compare, same_tables
from ipc_bench import PEOPLE, capacities, figures, ipc_bench, scenario_of
from ratios import growth
from run import options, takes_part

from sim.draws import Draws, uniform
from sim.engines import ENGINES
from sim.experiments import PRIMARY, Design
from sim.experiments import run as simulate


def test_the_file_is_the_pathway_for_its_own_number_of_people():
    from ipc_bench import _as_written

    assert ipc_bench(PEOPLE) == _as_written()


@pytest.mark.parametrize(
    ("people", "sizes"),
    [(1_000, (2, 4, 1, 22_231)), (12_000, (23, 46, 3, 266_769)), (120_000, (228, 458, 21, 2_667_692))],
)
def test_capacities_grow_with_the_people(people, sizes):
    assert tuple(capacities(people).values()) == sizes


def test_engines_and_given_numbers_have_the_same_rows():
    assert same_tables(600)


def test_the_textbook_says_the_same():
    rows = compare(600, 8)
    assert len(rows) == 8
    assert [row["figure"] for row in rows if not row["agree"]] == []


def test_nobody_is_lost_in_the_textbook():
    diary = textbook.Model(300, 1).run().diary
    assert sum(entry["event"] == "comes" for entry in diary) == 300
    assert set(textbook.figures(diary)) == set(figures(ENGINES["compiled"](Draws(scenario_of(300), 1, 0)).steps))


@pytest.mark.parametrize("name", contestants.CONTESTANTS)
def test_every_contestant_runs(name):
    if reason := contestants.missing(name):
        pytest.skip(reason)
    contestants.CONTESTANTS[name][1](100)(0)


def test_a_million_people_are_for_the_compiled_engine_only():
    taking = [name for name in contestants.CONTESTANTS if takes_part(name, 1_000_000, options(["--large"]))]
    assert taking == ["compiled", "given", "draws"]


def test_waiting_can_be_measured():
    assert set(waiting.lever(4, "on", 1)) == {"median", "least", "most", "load"}


def measured():
    """Stand for a measurement: time in proportion to the people, the textbook 100 times as slow."""
    turn = {
        str(people): {
            name: {"median": 2e-6 * people * by, "least": 1e-6 * people * by, "runs": 1}
            for name, by in (("textbook", 100), ("reference", 80), ("compiled", 1), ("given", 0.5))
        }
        for people in (1_000, 12_000)
    }
    return {
        "machine": {"cores": "2"},
        "sizes": [1_000, 12_000],
        "middle": 12_000,
        "same": True,
        "compare": [{"figure": "plans", "textbook": 10.0, "ours": 10.5, "errors": 0.4, "agree": True}],
        "replications": 12,
        "compile": [{"build": 1.0, "first": 2.0, "second": 0.001}, {"build": 0.1, "first": 0.2, "second": 0.001}],
        "rounds": [turn, turn],
        "memory": {"1000": {"above": 1.0, "table": 0.5}},
        "threads": {"workers": 2, "one": 100.0, "several": 190.0, "gain": 1.9},
        "profile": [("a draw", 5.0)],
        "missing": ["ciw is not installed"],
        "waits": {
            "board": {"off": [{"seconds": seconds, "processor": 2 * seconds} for seconds in (15.0, 16.0, 19.0)]},
            "lever": {"on": {"median": 0.6, "least": 0.5, "most": 0.7, "load": 0.05}},
        },
    }


def test_the_page_has_the_ratios_and_the_bars():
    text = page.page(measured())
    assert "| compiled engine, people and numbers drawn inside | 100 (100–100) | 100 (100–100) |" in text
    assert "| 12,000 people, numbers given: times the textbook | at least 120 | 200 | yes |" in text
    assert "| 120,000 people, drawing inside: times the textbook | at least 150 | – | not measured |" in text
    assert "| ten scenarios × 200, whole command, chance alone: seconds | below 20 | 16.0 | yes |" in text
    assert "| a lever's change × 50, warm, what is not known too: seconds | below 0.5 | 0.60 | **no** |" in text
    assert "| the board, whole command, chance alone | 16.0 | 15.0–19.0 | 30.0 of processors |" in text
    assert growth(measured(), "compiled") == [(1_000, 12_000, pytest.approx(1.0))]


# --- how often intervals hold ----------------------------------------------------------------------------------------


def test_the_light_path_gives_what_a_run_gives():
    name = coverage.SCENARIOS[0]
    results = simulate(coverage.scenario(name), Design(replications=2, seed=1, crosscheck=0))
    wanted = np.column_stack([results.numbers[name].of(kpi) for kpi in PRIMARY])
    assert np.array_equal(coverage.answers((name, 1, range(2))), wanted)


def test_coverage_is_told_of_every_mean_and_difference():
    draws = np.array([uniform(2, at, "coverage", np.arange(6000)) for at in range(2)]).T.round(3) * 1000
    coverages = list(coverage.every(np.stack([draws, draws + 1, draws * 2])))
    assert [coverage.name for coverage in coverages][3:5] == [
        "plans_completed, stockton_more_practitioners less stockton_scale_up",
        "plans_completed, stockton_delegated_approval less stockton_scale_up",
    ]
    assert len(coverages) == 10
    assert coverages[3].held == 0.0, "a difference that is always one has no interval"
    assert 0.85 < coverages[0].held <= 1
    text = coverage.page(coverages, 60, 90, 30.0)
    assert "60 experiments of 100\nconsecutive replications" in text
    assert "Not all do." in text
