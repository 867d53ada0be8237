"""What changes nothing is refused: in files by themselves, and where words bring it in; what words take the use of is not."""

import pytest

from sim.config.load import load
from sim.config.shipped import shipped
from sim.model import ScenarioError, ScenarioWarning, build
from sim.model.reader.late import late
from sim.model.reader.use import unused

LEVERS = shipped("lever")
BASES = {
    "stockton_scale_up": LEVERS,
    "sw_site2_lone_practitioner": ["administrator", "funded_time"],
    "voluntary_sector_thin": ["readiness_support"],
    "led_by_external_organisation": ["joint_leadership", "council_money_late", "health_money_late"],
    "typical_ccg_per_1000": ["[payment_infrastructure_missing,care_banking]"],
    "block_contract_locked": [
        "[individual_service_fund,aligned_negotiation]",
        "[individual_service_fund,service_fund_for_packages]",
    ],
}
ELSEWHERE = {lever.strip("[]").split(",")[-1] for base in BASES if base != "stockton_scale_up" for lever in BASES[base]}


def refused(name, *words):
    """The faults of a scenario with these words, each as far as what is allowed."""
    with pytest.raises(ScenarioError) as error:
        load(name, *words)
    return [f"{fault.path}: {fault.allowed}" for fault in error.value.faults]


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", shipped("scenarios"))
def test_everything_in_a_scenario_that_is_shipped_can_change_something_and_is_meant(name):
    scenario = load(name, "uncertainty=off")
    assert [*map(str, unused(scenario)), *map(str, late(scenario))] == []
    assert scenario.notes == ()


@pytest.mark.parametrize(
    ("base", "lever"),
    [(base, lever) for base in BASES for lever in BASES[base] if base != "stockton_scale_up" or lever not in ELSEWHERE],
)
def test_so_can_everything_in_a_lever(base, lever):
    assert load(base, f"lever={lever}", "uncertainty=off").notes == ()


def write(file, text):
    file.write_text(f"# @package _global_\n{text}", encoding="utf-8")


def test_a_slip_in_a_file_is_refused_whatever_is_changed_on_the_command_line(home, ipc):
    below = "resources: {practitioner: {team: 40}, panel: {meeting: {except: ['2081-12-26']}}}\n"
    write(home / "scenarios" / "mine.yaml", f"defaults: [stockton_scale_up, _self_]\n{below}")
    lines = [
        "resources.practitioner: did you mean 'practitioners'? allowed: the name of a resource that some stage or gate uses",
        "resources.panel.meeting.except[0]: a date before the horizon, 2020-04-01: nothing happens after it",
    ]
    assert refused("mine") == refused("mine", "uncertainty=off") == refused("mine", "resources.panel.slots=9") == lines
    assert refused("mine", "horizon=2090-04-01") == lines, "the file stays as it is"
    code, out, err = ipc("check", "mine")
    assert (code, out) == (2, "mine: 2 faults\n")
    assert len(err.splitlines()) == 2


def test_a_slip_in_a_lever_is_refused(home):
    write(home / "configs" / "lever" / "mine.yaml", "resources: {practitioner: {team: 40}}\n")
    assert [line.split(":")[0] for line in refused("stockton_scale_up", "lever=mine")] == ["resources.practitioner"]


def test_a_scenario_that_is_whole_only_with_other_words_is_held_to_all_of_it(home):
    write(home / "scenarios" / "mine.yaml", "defaults: [stockton_scale_up, _self_]\nhorizon: null\ntargets: null\n")
    (line,) = refused("mine", "horizon=90", "+resources.nurses={team: 2}", "uncertainty=off")[:1]
    assert line.startswith("resources.nurses: ")


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "path"),
    [
        ("+resources.nurses={team: 2}", "resources.nurses"),
        ("+people.attributes.mood.good=1", "people.attributes.mood"),
        ("+pathway.exits.elsewhere=Elsewhere", "pathway.exits.elsewhere"),
        ("pathway.stages.panel.time_multiplier=0.5", "pathway.stages.panel.time_multiplier"),
        ("resources.practitioners.changes.2081-01-01.team=20", "resources.practitioners.changes.2081-01-01"),
        ("resources.nhs_yearly.top_ups.2020-04-01=500000", "resources.nhs_yearly.top_ups.2020-04-01"),
    ],
)
def test_a_word_that_can_change_nothing_is_refused(word, path):
    assert [line.split(":")[0] for line in refused("stockton_scale_up", word)] == [path]


def test_what_words_leave_without_a_use_is_fine():
    words = ["~pathway.stages.multi_disciplinary_meeting", "pathway.stages.care_and_support_planning.next=writing_up"]
    scenario = load("stockton_scale_up", *words, "uncertainty=off")
    assert [fault.path for fault in unused(scenario)] == ["resources.team_meeting"]


def test_an_earlier_horizon_leaves_the_files_own_dates_as_they_are():
    sooner = ["horizon=2019-04-01", "uncertainty=off"]
    assert load("stockton_scale_up", *sooner).notes == ()
    word = "resources.cases.changes.2019-05-01.caseload=200"
    load("stockton_scale_up", word, "uncertainty=off")
    assert refused("stockton_scale_up", word, *sooner) == [
        "resources.cases.changes.2019-05-01: a date before the horizon, 2019-04-01: nothing happens after it"
    ]


def test_a_date_of_a_lever_beyond_the_horizon_is_noted():
    with pytest.warns(ScenarioWarning, match="tranches.2019-10-01: changes nothing") as notices:
        load("stockton_scale_up", "horizon=2019-04-01", "lever=contract_framework", "uncertainty=off")
    assert len(notices) == 1


def test_what_is_built_from_a_mapping_may_hold_what_nothing_uses():
    mapping = {**load("mm_c").mapping, "resources": {**load("mm_c").mapping["resources"], "spare": {"team": 1}}}
    assert [resource.name for resource in build(mapping).resources] == ["servers", "spare"]
