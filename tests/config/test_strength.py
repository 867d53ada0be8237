"""The strength of a lever, as it is written in YAML and turned on the command line."""

import pytest

from sim.cli.show.command import show
from sim.config.lever_strength import between
from sim.config.load import load
from sim.model import ScenarioError, build


def multiplier(*words):
    """What the single process makes of the hours of writing up."""
    scenario = load("typical_ccg_per_1000", "lever=single_process", *words)
    return scenario.mapping["pathway"]["stages"]["writing_up"].get("time_multiplier", 1)


@pytest.mark.parametrize(("strength", "number"), [("0", 1), ("0.5", pytest.approx(0.905)), ("1", 0.81), ("1.0", 0.81)])
def test_a_number_lies_between_its_ends(strength, number):
    assert multiplier(f"strength.single_process={strength}") == number


def test_a_lever_is_at_full_strength_unless_told_otherwise():
    assert multiplier() == 0.81


def test_whole_numbers_stay_whole_where_they_can():
    assert [type(between(0.5, *ends)) for ends in ((2, 4), (2, 5), (2.0, 4.0))] == [int, float, float]
    assert [type(between(s, 0, 35000)) for s in (0, 0.5, 1)] == [int, int, int]
    assert between(0.0, 0.77, 0.89) == 0.77
    assert between(1.0, 0.77, 0.89) == 0.89


def test_the_strength_is_kept_with_the_scenario():
    half, full = (
        load("typical_ccg_per_1000", "lever=faster_payment", f"strength.faster_payment={s}") for s in (0.5, 1)
    )
    assert half.mapping["strength"] == {"faster_payment": 0.5}
    assert half.mapping != full.mapping


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["lever=single_process", "strength.single_process=1.5"], ["strength.single_process", "1.5", "from 0 to 1"]),
        (["lever=single_process", "strength.single_process=half"], ["strength.single_process", "half", "from 0 to 1"]),
        (["lever=single_process", "strength.single_proces=0.5"], ["strength.single_proces", "0.5", "single_process"]),
        (["strength.single_process=0.5"], ["strength.single_process", "switched on", "none is"]),
        (["lever=single_process", "strength=0.5"], ["strength", "0.5", "a mapping"]),
    ],
)
def test_a_strength_that_cannot_be_is_told_in_one_line(words, expected):
    with pytest.raises(ScenarioError) as error:
        load("typical_ccg_per_1000", *words)
    assert len(error.value.faults) == 1
    line = str(error.value.faults[0])
    assert "\n" not in line
    for word in expected:
        assert word in line


def test_a_plain_mapping_may_tell_a_strength_too():
    mapping = {**load("mm_c").mapping, "strength": {"more_servers": 0.5}}
    assert build(mapping).mapping["strength"] == {"more_servers": 0.5}
    with pytest.raises(ScenarioError, match=r"strength\.more_servers.*from 0 to 1"):
        build({**mapping, "strength": {"more_servers": -1}})


def test_dates_stand_in_their_order_whichever_file_says_them_first():
    tranches = load("typical_ccg_per_1000", "lever=contract_framework").mapping["resources"]["nhs_yearly"]["tranches"]
    assert list(tranches) == ["2017-10-01", "2018-10-01", "2019-04-01", "2019-10-01"]


def test_where_a_number_comes_from_says_both_its_ends(capsys):
    show(["number", "pathway.stages.costed_plan.time_multiplier", "scenario=linked_data_on"])
    output = capsys.readouterr().out
    assert "time_multiplier = 0.5 (1 to 0.5, by the strength of indicative_budget)" in output
    assert "X054" in output


def test_a_date_that_a_scenario_takes_away_is_none_for_a_lever_either(home):
    (home / "scenarios" / "mine.yaml").write_text(
        "# @package _global_\ndefaults: [led_by_external_organisation, _self_]\nlabel: Mine\n"
        "resources: {practitioners: {changes: {'2018-07-01': null}}}\n",
        encoding="utf-8",
    )
    changes = load("mine", "lever=more_practitioners").mapping["resources"]["practitioners"]["changes"]
    assert changes == {"2018-01-01": {"hours_a_week": 10, "team": 8}}


def test_what_a_scenario_changes_later_a_lever_changes_too(home):
    (home / "scenarios" / "mine.yaml").write_text(
        "# @package _global_\ndefaults: [stockton_scale_up, _self_]\nlabel: Mine\n"
        "resources: {practitioners: {changes: "
        "{'2017-12-01': {team: 4}, '2018-06-01': {team: 2}, '2018-09-01': {hours_a_week: 20}}}}\n",
        encoding="utf-8",
    )
    changes = load("mine", "lever=more_practitioners").mapping["resources"]["practitioners"]["changes"]
    assert {date: level.get("team") for date, level in changes.items()} == {
        "2017-12-01": 4,
        "2018-01-01": 11,
        "2018-06-01": 9,
        "2018-09-01": None,
    }


def test_a_lever_may_multiply_a_whole_number_wherever_a_whole_one_comes_of_it(home):
    (home / "configs" / "lever" / "double_panel.yaml").write_text(
        '# @package _global_\nlever: Twice the slots\nresources: {panel: {slots: "${strength:double_panel,1,2}"}}\n',
        encoding="utf-8",
    )
    for name in ("stockton_scale_up", "typical_ccg_per_1000"):
        slots = load(name).mapping["resources"]["panel"]["slots"]
        assert load(name, "lever=double_panel").mapping["resources"]["panel"]["slots"] == 2 * slots
        assert load(name, "lever=double_panel").resources
