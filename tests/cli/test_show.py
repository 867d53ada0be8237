"""What there is: scenarios, a pathway as a diagram, where a number comes from, what is measured."""

import re

import pytest
import yaml
from worlds import team, world

from sim.config import paths
from sim.config.load import load
from sim.config.shipped import shipped
from sim.measures import DAYS, KPIS
from sim.model import build
from sim.reporting.mermaid import mermaid


def test_every_scenario_is_shown_with_its_label(ipc):
    code, out, err = ipc("show")
    assert (code, err) == (0, "")
    for name in shipped("scenarios"):
        label = yaml.safe_load((paths.scenarios() / f"{name}.yaml").read_text(encoding="utf-8"))["label"]
        assert re.search(rf"^{name} +{re.escape(label)}: .", out, re.MULTILINE)
    assert "Board set stockton (Scaling up in Stockton-on-Tees): stockton_scale_up, " in out


def test_what_is_ours_stands_first_of_a_scenario(ipc):
    code, out, err = ipc("show", "scenario", "stockton_scale_up", "resources.practitioners.team=5")
    title, ours, *rest = out.split("\n\n")
    assert (code, err, title) == (0, "", "Scale-up as planned (stockton_scale_up)")
    assert ours.startswith("What we chose and assumed. The source gives no date")
    assert "stay on (5)" in ours
    assert rest[-1].splitlines()[-1] == "By 31 March 2019: 2,000 plans and 400 budgets hoped for"
    assert "What we chose" not in ipc("show", "scenario", "mm_c")[1], "a teaching queue has no target"
    assert "By 31 March 2017: nothing is hoped for" in ipc("show", "scenario", "sw_site1_mdt_vs")[1]


def test_every_kpi_is_shown_with_its_unit_and_meaning(ipc):
    code, out, _ = ipc("show", "kpis")
    assert code == 0
    for kpi in KPIS.values():
        assert f"{kpi.name}  [{kpi.unit}; " in out
        assert f"{kpi.definition}\n    Looks at: {DAYS[kpi.looks_at]}.\n" in out


@pytest.mark.parametrize("name", ["stockton_scale_up", "stockton_100day", "typical_ccg_per_1000", "mm_c"])
def test_a_diagram_has_every_stage_and_every_exit_that_is_used(name, ipc):
    code, out, _ = ipc("show", "pathway", name)
    assert code == 0
    pathway = load(name).pathway
    shapes = re.findall(r"^  (\w+)[\[(]", out, re.MULTILINE)
    ways = re.findall(r"^  (\w+) -[-.]+>(?:\|[^|]*\|)? (\w+)$", out, re.MULTILINE)
    assert out.startswith("flowchart TD\n")
    assert len(shapes) + len(ways) + 1 == len(out.splitlines()), "every line is understood"
    assert shapes[: len(pathway.stages)] == [stage.name for stage in pathway.stages]
    used = {target for _, target in ways}
    assert set(shapes[len(pathway.stages) :]) == used & set(pathway.exits)
    assert used <= set(shapes)


def test_a_diagram_word_for_word():
    mapping = world(
        {
            "desk": {"team": "clerk", "work": 1, "label": 'The "front" desk', "next": {"panel": 0.25, "out": "rest"}},
            "panel": {"elapsed": 3, "max_steps": 2, "then": "refused", "next": {"panel": 0.5, "out": 0.5}},
        },
        {"clerk": {**team(1), "label": "The clerk"}},
        pathway={"exits": {"out": "Out", "refused": "Refused", "never": "Never"}, "milestones": {"plan": "panel"}},
    )
    assert mermaid(build(mapping)).splitlines() == [
        "flowchart TD",
        '  desk["The #quot;front#quot; desk<br/><i>The clerk</i>"]',
        '  panel(["panel"])',
        '  out(("Out"))',
        '  refused(("Refused"))',
        "  desk -->|25%| panel",
        "  desk -->|75%| out",
        "  panel -->|50%| panel",
        "  panel -->|50%| out",
        "  panel -.->|after 2 times| refused",
    ]


def test_an_override_shows_in_the_diagram(ipc):
    before = ipc("show", "pathway")[1]
    after = ipc(
        "show", "pathway", "stockton_scale_up", "pathway.stages.deciding.next.per_goal={approve: 0.5, defer: 0.42}"
    )[1]
    assert "  deciding -->|77% to 80%| funding" in before  # of two goals that need money, and of one
    assert "  deciding -->|33% to 50%| funding" in after


def test_a_number_is_shown_with_its_file_line_and_evidence(ipc):
    code, out, _ = ipc("show", "number", "pathway.stages.deciding.next.per_goal.approve")
    assert code == 0
    value, location, row, source, *_ = out.splitlines()
    assert value == "pathway.stages.deciding.next.per_goal.approve = 0.80"
    file, line = re.fullmatch(r"    (\S+), line (\d+): X082", location).groups()
    assert "approve: 0.80" in (paths.home() / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert row.startswith("    X082: Panel outcome per goal approve/defer/refuse: ")
    assert source.endswith("assumption")


def test_what_it_would_take_to_know_a_number_better_is_shown_with_it(ipc):
    out = ipc("show", "number", "people.attributes.wants_budget.yes")[1]
    assert "    to know it better: count who asks for a budget in the next 50 plans\n" in out


def test_the_file_with_the_last_word_is_shown(ipc):
    plain = ipc("show", "number", "resources.practitioners.team")[1]
    changed = ipc("show", "number", "resources.practitioners.team", "scenario=stockton_effort_held")[1]
    assert "resources.practitioners.team = 4\n    scenarios/stockton_scale_up.yaml, line " in plain
    assert "resources.practitioners.team = 8\n    scenarios/stockton_effort_held.yaml, line " in changed
    assert "scale_up" not in changed


def test_what_a_lever_changes_is_shown_with_the_lever_s_file(ipc):
    out = ipc("show", "number", "resources.practitioners.changes", "scenario=stockton_more_practitioners")[1]
    assert (
        "resources.practitioners.changes.2018-01-01.team = 11 (its own number, changed as 0 to 7, by the strength of "
        "more_practitioners)\n"
        "    configs/lever/more_practitioners.yaml, line 9" in out
    )


def test_what_a_scenario_takes_away_is_not_shown(ipc):
    # The 100 days have no linked list: its label in the shared file says nothing about them.
    out = ipc("show", "number", "identification.linked_list", "scenario=stockton_100day")[1]
    assert out.startswith("identification.linked_list = null\n    scenarios/stockton_100day.yaml, line ")
    assert len(out.splitlines()) == 2
    assert ipc("show", "number", "identification.linked_list.label", "scenario=stockton_100day")[0] == 2


def test_numbers_in_a_list_are_shown(ipc):
    out = ipc("show", "number", "pathway.stages.offer.next_multipliers")[1]
    assert "pathway.stages.offer.next_multipliers[0].by = 0.25\n    configs/pathway/ipc.yaml, line " in out
    assert "    X041: Acceptance multiplier, frail elderly with complex package: " in out


def test_levers_are_listed_with_what_they_do_and_where_they_do_not_fit(ipc):
    code, out, _ = ipc("show", "levers")
    assert code == 0
    assert "more_practitioners              Seven practitioners more, each with as many" in out
    assert "does not fit" not in out
    _, out, _ = ipc("show", "levers", "scenario=stockton_scale_up")
    assert "does not fit stockton_scale_up: pathway.stages.means_to_pay is not there" in out
    assert ipc("show", "levers", "weekly_panel")[0] == 2


def test_a_lever_is_shown_as_what_a_manager_could_order(ipc):
    code, out, _ = ipc("show", "lever", "more_practitioners")
    assert code == 0
    lines = [
        "  in                stockton_scale_up",
        "  settings          4, 5, 6, 7, 8, 9, 10, 11: posts",
        "  its own           4 posts",
        "  of board sets     11 posts",
        "  works from        2018-01-01, not earlier since it has to be decided",
        "  costs             nothing beside the staff, meetings and budgets that the model counts",
        "  with 11 posts it changes",
        "    resources.practitioners.changes: nothing -> {2018-01-01: {team: 11}}",
        "  order it with     lever=more_practitioners setting.more_practitioners=11",
    ]
    first, *others = out.splitlines()
    assert first.startswith("More practitioners (more_practitioners): Seven practitioners more, each")
    assert [line for line in others if line in lines] == lines


def test_a_lever_that_a_scenario_has_already_is_shown_as_if_it_had_not(ipc):
    out = ipc("show", "lever", "nervous_panel", "scenario=led_by_ccg")[1]
    assert "pathway.stages.deciding.next.per_goal.approve: 0.8 -> 0.72" in out
    assert "  works from        the first day\n" in out
    assert (
        "  settings          no, yes\n"
        in ipc("show", "lever", "administrator", "scenario=sw_site2_lone_practitioner")[1]
    )


def test_what_a_package_costs_is_shown(ipc):
    out = ipc("show", "lever", "faster_payment")[1]
    assert "  costs             £50,000 once and £12,000 a year from 2018-01-01, paid by: joint\n" in out
    out = ipc("show", "lever", "peer_support")[1]
    assert "  costs             £10,000 a year from 2017-10-01, paid by: joint\n" in out


def test_a_lever_that_cannot_be_shown_is_told_in_one_line(ipc):
    code, _, err = ipc("show", "lever", "weekly_pannel")
    assert code == 2
    assert "show lever: found 'weekly_pannel'; did you mean 'weekly_panel'?" in err
    code, _, err = ipc("show", "lever")
    assert code == 2
    assert err.startswith("show lever: found nothing; allowed: the name of a lever")
    code, _, err = ipc("show", "lever", "delegated_approval", "scenario=mm_c")
    assert code == 2
    assert "pathway.stages.ready_for_decision is not there" in err


def test_a_number_that_a_lever_changes_beyond_its_own_ends_is_told_as_what_it_is(ipc):
    path = "pathway.stages.deciding.next.per_goal.approve"
    assert f"{path} = 0.72 (0.80 to 0.72, by" in ipc("show", "number", path, "scenario=led_by_ccg")[1]
