"""Places of different sizes in one command: what is printed, the report, the ladder, and the board set."""

import math

import pytest
from running import run

from sim.config import paths
from sim.config.boards import load_board
from sim.config.load import load
from sim.experiments import Design
from sim.experiments.analysis.ladder import standings, unreached
from sim.experiments.plan import planned
from sim.reporting.figures import write_figures
from sim.reporting.labels import rung_number
from sim.reporting.ladder import rungs, what_keeps
from sim.reporting.report import page

NAMES = ("typical_ccg_on_paper", "stockton_100day", "stockton_scale_up", "stockton_effort_held")
TEACHING = ("mm_c", "payment_delay")


@pytest.fixture(scope="module")
def several():
    return run([load(name) for name in NAMES], replications=3, fewer={"stockton_scale_up": 2}, crosscheck=0, workers=1)


def test_any_mixture_of_scenarios_but_the_teaching_queues_can_be_run():
    every = [load(name) for name in paths.scenario_names() if name not in TEACHING]
    assert len(planned(every, Design(replications=2, crosscheck=0)).scenarios) == len(every)


def test_the_board_set_has_few_replications_of_the_whole_country():
    board = load_board("scale")
    assert board.replications == {"national_rollout": 4}
    assert {"typical_ccg_on_paper", "stockton_100day", "stockton_effort_held"} <= set(board.scenarios)


def test_a_slip_in_the_replications_of_a_board_set_is_told(home, ipc):
    file = home / "configs" / "board" / "scale.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("national_rollout: 4", "nation: 0"), encoding="utf-8")
    code, _, err = ipc("run", "board=scale")
    assert code == 2
    assert "replications.nation: found 0; allowed: a whole number from 1" in err
    assert "replications: found 'nation'; allowed: names of the board's scenarios" in err


def test_a_command_prints_scenarios_of_several_places_side_by_side(results, ipc):
    code, out, err = ipc("run", "scenarios=[stockton_100day,sw_site2_lone_practitioner]", "replications=2", "name=two")
    assert code == 0, err
    assert "At each one's own last target date" in out
    assert "8 Sep 2017" in out
    assert "31 Mar 2017" in out
    assert "against the baseline" not in out
    assert "only scenarios of one place are compared in pairs" in out
    assert (results / "two" / "scale.csv").is_file()
    assert (results / "two" / "figures" / "ladder.svg").is_file()
    code, out, _ = ipc("show", "results", "two")
    assert code == 0
    assert "2 replications of each, seed" in out
    assert "scale.csv" in out


def test_the_report_says_what_may_be_compared_and_how_often_each_was_run(several, tmp_path):
    text = page(several, write_figures(several, tmp_path))
    assert "These are not the same people, dates or money." in text
    assert "but for Scale-up as planned 2\u00a0times" in text
    assert "<strong>What we chose and assumed.</strong> " in text
    assert "Scale-up as planned 2,000 plans by 31\u00a0Mar\u00a02019: less than " in text
    assert "share each person" not in text, "chance is shared within a place alone"
    for section in ("ladder", "units", "since", "pairs", "run"):
        assert f'id="{section}"' in text
    assert text.count("Change in") > 0
    assert "next to none of the teams’ hours are worked" in text, "on paper staff are without a limit"
    assert "first_offer" not in text


def test_figures_of_one_place_are_not_drawn_of_several(several, tmp_path):
    assert [figure.name for figure in write_figures(several, tmp_path / "several")] == ["ladder", "since_the_start"]
    results = run(load("stockton_100day"), replications=2, crosscheck=0, workers=1)
    assert not {"ladder", "since_the_start"} & {figure.name for figure in write_figures(results, tmp_path / "one")}


def test_the_ladder_marks_what_is_weak_about_its_rungs():
    of = {rung.name: rung for rung in rungs()}
    assert [(name, of[name].per_1000) for name in of][:4] == [
        ("identified", 50),
        ("plans", 10),
        ("social_care_budgets", 3),
        ("health_budgets", 2),
    ]
    assert rung_number(of["stockton_plans"]) == "10.2"
    assert rung_number(of["stockton_budgets"]) == "2.0"
    assert (of["social_care_budgets"].mark, of["health_budgets"].mark) == ("not found, assumed", "inferred")


def test_where_a_place_stands_and_what_keeps_it_from_more(several):
    paper, pilot = several.scenarios[:2]
    assert unreached(standings(several, paper, rungs())) == []
    identified, plans = unreached(standings(several, pilot, rungs()))
    assert (identified.rung.name, plans.rung.name) == ("identified", "plans")
    assert what_keeps(several, pilot, identified.rung).startswith("61.0 per 1,000 residents are eligible")
    assert "declined the offer" in what_keeps(several, pilot, plans.rung)
    budgets = standings(several, pilot, rungs())[2]
    assert budgets.per_1000 == 0
    assert math.isnan(budgets.month)
    assert budgets.share == 0


def test_what_keeps_many_localities_is_that_not_all_have_joined(several):
    country = load("national_rollout")
    assert what_keeps(several, country, rungs()[0]) == "105 of 209 localities have joined by then"
