"""Levers as packages that a manager could order: their settings, and board sets of them."""

import shutil

import pytest

import sim
from sim.config.boards import load_board
from sim.config.lever_strength import between
from sim.config.packages import read_head
from sim.model import ScenarioError
from sim.model.economy import PackageCost

STOCKTON = "stockton_scale_up"


def lever_with(home, head, name="mine"):
    """A lever of one's own: more slots, with a head."""
    (home / "configs" / "lever" / f"{name}.yaml").write_text(
        f'# @package _global_\n# More.\n{head}resources: {{panel: {{slots: "${{strength:{name},0,40}}"}}}}\n',
        encoding="utf-8",
    )


def refused(*words, scenario=STOCKTON):
    """The only line that is said about what cannot be."""
    with pytest.raises(ScenarioError) as error:
        sim.load(scenario, *words)
    (fault,) = error.value.faults
    assert "\n" not in str(fault)
    return str(fault)


# --- settings -----------------------------------------------------------------------------------------------------------


def test_a_package_says_what_can_be_ordered():
    package = sim.package("more_practitioners", STOCKTON)
    assert package.settings == (4, 5, 6, 7, 8, 9, 10, 11)
    assert (package.label, package.unit, package.own, package.limit, package.standard) == (
        "More practitioners",
        "posts",
        4,
        11,
        11,
    )
    assert str(package.works_from) == "2018-01-01"
    assert package.in_words(7) == "7 posts instead of 4, from 1 January 2018"
    assert sim.package("administrator", "sw_site2_lone_practitioner").in_words(1) == "An administrator"
    assert isinstance(package, sim.Package)


@pytest.mark.parametrize(
    ("scenario", "lever", "settings"),
    [
        ("stockton_effort_held", "more_practitioners", (8, 9, 10, 11, 12, 13, 14, 15)),
        ("led_by_external_organisation", "more_practitioners", (1, 2, 3, 4, 5, 6, 7, 8)),
        (STOCKTON, "weekly_panel", (14, 7)),
        ("stockton_all_together", "weekly_panel", (14, 7)),
        (STOCKTON, "longer_team_meeting", (25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75)),
        ("voluntary_sector_thin", "contract_framework", (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1)),
        ("typical_ccg_per_1000", "brokerage", (7, 6, 5, 4, 3)),
        ("stockton_100day", "guided_conversations", (100, 95, 90, 85, 80, 75, 70, 65, 60, 55, 50)),
    ],
)
def test_settings_go_from_the_scenario_s_own_value_to_the_limit(scenario, lever, settings):
    assert sim.package(lever, scenario).settings == pytest.approx(settings)


def test_the_own_value_is_the_one_in_force_when_the_package_begins_to_work(home):
    (home / "scenarios" / "mine.yaml").write_text(
        "# @package _global_\ndefaults: [stockton_scale_up, _self_]\nlabel: Mine\n"
        "resources: {practitioners: {team: {'2017-10-01': 2, '2017-11-01': 3}, "
        "changes: {'2017-12-01': {team: 5}, '2018-06-01': {team: 4}}}}\n",
        encoding="utf-8",
    )
    assert sim.package("more_practitioners", "mine").settings[0] == 5


def test_every_setting_of_whole_things_is_a_whole_number():
    for full in range(1, 40):
        for neutral in (0, 3, 25_000):
            for step in range(full + 1):
                value = between(step / full, neutral, neutral + full)
                assert value == neutral + step
                assert isinstance(value, int)


def test_a_date_of_a_package_beyond_the_horizon_is_a_note_at_any_setting():
    words = "lever=individual_service_fund", "uncertainty=off"
    for amount in ("setting.individual_service_fund=0.5", "strength.individual_service_fund=0.3"):
        with pytest.warns(sim.ScenarioWarning) as notes:
            sim.load("sw_site1_mdt_vs", *words, amount)
        assert [str(note.message).rpartition(": ")[2] for note in notes] == [
            "changes nothing, since it is not before the horizon"
        ] * 2


def test_a_setting_may_stand_in_a_scenario_too(home):
    (home / "scenarios" / "mine.yaml").write_text(
        "# @package _global_\ndefaults: [stockton_scale_up, /lever@_global_: more_practitioners, _self_]\n"
        "label: Mine\nsetting: {more_practitioners: 7}\n",
        encoding="utf-8",
    )
    changes = {"2018-01-01": {"team": 7}}
    assert sim.load("mine").mapping["resources"]["practitioners"]["changes"] == changes
    assert "setting" not in sim.load("mine").mapping
    weaker = sim.load("mine", "setting.more_practitioners=5").mapping["resources"]["practitioners"]["changes"]
    assert weaker == {"2018-01-01": {"team": 5}}
    assert sim.package("more_practitioners", "mine").settings[-1] == 11


def test_two_packages_on_one_number_are_told_one_after_the_other(home):
    shutil.copy(home / "configs" / "lever" / "more_practitioners.yaml", home / "configs" / "lever" / "still_more.yaml")
    file = home / "configs" / "lever" / "still_more.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("strength:more_practitioners", "strength:still_more"), "utf-8"
    )
    words = "lever=[more_practitioners,still_more]", "setting.more_practitioners=5"
    assert sim.package("still_more", STOCKTON, *words).settings == (5, 6, 7, 8, 9, 10, 11, 12)


# --- what they cost -----------------------------------------------------------------------------------------------------


def test_what_a_package_costs_is_part_of_the_scenario_with_it():
    assert sim.load(STOCKTON).costs.packages == ()
    assert sim.load(STOCKTON, "lever=faster_payment", "strength.faster_payment=0").costs.packages == ()
    for setting in (95, 50):
        (cost,) = sim.load(STOCKTON, "lever=faster_payment", f"setting.faster_payment={setting}").costs.packages
        assert cost == PackageCost(name="faster_payment", once=50000, a_year=12000, from_day=92, funder="joint")
    (cost,) = sim.load(STOCKTON, "lever=peer_support").costs.packages
    assert (cost.from_day, cost.a_year) == (0, 10000)


def test_a_lever_that_only_costs_something_changes_nothing(home):
    (home / "configs" / "lever" / "mine.yaml").write_text(
        "# @package _global_\ncosts: {packages: {mine: {once: 5}}}\n", encoding="utf-8"
    )
    assert refused("lever=mine").endswith("a lever that fits this scenario: it changes nothing there")


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("once=-1", "costs.packages.faster_payment.once: found -1; allowed: a number from 0"),
        (
            "funder=charity",
            "costs.packages.faster_payment.funder: found 'charity'; allowed: one of nhs, council, education, joint",
        ),
        ("from=soon", "costs.packages.faster_payment.from: found 'soon'; allowed: a date such as 2017-10-01"),
        ("weekly=5", "costs.packages.faster_payment.weekly: found 5; "),
    ],
)
def test_a_fault_of_what_a_package_costs_is_told_in_one_line(word, line):
    assert refused("lever=faster_payment", f"costs.packages.faster_payment.{word}").startswith(line)


def test_what_a_package_costs_is_drawn_from_a_wide_range():
    scenario = sim.load(STOCKTON, "lever=faster_payment", "uncertainty=on")
    drawn = {parameter["label"]: parameter["at"] for parameter in scenario.mapping["uncertainty"].values()}
    assert drawn["What a package costs once, beyond staff"] == ["costs.packages.faster_payment.once"]


# --- what cannot be -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (
            ["lever=more_practitioners", "setting.more_practitioners=7.5"],
            "setting.more_practitioners: found 7.5; allowed: the nearest settings are 7 and 8; they go from 4 to 11 (posts) "
            "in steps of 1",
        ),
        (
            ["lever=more_practitioners", "setting.more_practitioners=many"],
            "setting.more_practitioners: found 'many'; allowed: a setting from 4 to 11 (posts) in steps of 1",
        ),
        (
            ["lever=weekly_panel", "setting.weekly_panel=10"],
            "setting.weekly_panel: found 10; allowed: 14 or 7 (days between panels)",
        ),
        (
            ["lever=more_practitioners", "setting.more_practitoners=7"],
            "setting.more_practitoners: found 7; did you mean 'more_practitioners'? allowed: the setting of a lever that is "
            "switched on: more_practitioners",
        ),
        (
            ["setting.more_practitioners=7"],
            "setting.more_practitioners: found 7; allowed: the setting of a lever that is switched on: none is",
        ),
        (
            ["lever=more_practitioners", "setting.more_practitioners=7", "strength.more_practitioners=0.5"],
            "setting.more_practitioners: found 7; allowed: either a setting or a strength of a lever, and "
            "strength.more_practitioners is 0.5 already",
        ),
        (["setting=7"], "setting: found 7; allowed: a mapping, such as setting: {more_practitioners: 7}"),
        (
            ["lever=care_banking", "setting.care_banking=1"],
            "lever: found 'care_banking'; allowed: a lever that fits this scenario: pathway.stages.means_to_pay is not there",
        ),
        (
            ["lever=more_practitioners", "seting.more_practitioners=7"],
            "seting.more_practitioners: found 7; did you mean 'setting'? allowed: one of",
        ),
    ],
)
def test_a_setting_that_cannot_be_is_told_in_one_line(words, line):
    assert refused(*words).startswith(line)


def test_a_lever_without_a_head_has_no_settings(home):
    lever_with(home, "")
    line = "setting.mine: found 'mine'; allowed: a lever whose file has a `package`, which says what a setting is"
    assert refused("lever=mine", "setting.mine=7").startswith(line)


@pytest.mark.parametrize(
    ("head", "line"),
    [
        (
            "package: {setting: {unit: slots, of: resources.panel.slots, step: 1}}\n",
            "package.setting.step: found 1.0; allowed: 2 or more, so that there are at most 21 settings",
        ),
        (
            "package: {setting: {unit: slots, of: resources.panel.slotz, step: 2}}\n",
            "resources.panel.slotz: found nothing; allowed: a package whose own value is a number in this scenario "
            "(strength.mine says how much of it)",
        ),
        (
            "package: {setting: {unit: slots, from: 0, of: resources.panel.slots, step: 2}}\n",
            "package.setting: found {'unit': 'slots', 'from': 0, 'of': 'resources.panel.slots', 'step': 2}; allowed: either "
            "`of`, the key path of the scenario's own value, or `from` and `to`",
        ),
        ("package: {setting: {from: 1, to: 2}}\n", "package.setting.unit: found nothing; allowed: a text"),
        (
            "package: {setting: {unit: times, from: 2, to: 2}}\n",
            "package.setting.to: found 2; allowed: another number than `from`",
        ),
        (
            "package: {setting: {unit: times, from: 1, to: 2, step: -1}}\n",
            "package.setting.step: found -1; allowed: a number above 0",
        ),
        (
            "package: {lable: More}\n",
            "package.lable: found 'More'; did you mean 'label'? allowed: one of label, setting",
        ),
        (
            "package: {works_from: '2018-01-01'}\n",
            "package.because: found nothing; allowed: the reason for works_from, with it alone: notice, recruitment",
        ),
        ("package: {standard: 0.5}\n", "setting.mine: found 0.5; allowed: 0 or 1 (no (0) or yes (1))"),
    ],
)
def test_a_fault_of_a_head_is_told_in_one_line(home, head, line):
    lever_with(home, head)
    assert refused("lever=mine", "setting.mine=1").startswith(line)


def test_what_is_all_or_nothing_has_no_step():
    with pytest.raises(
        ScenarioError, match=r"lever mine: package\.setting\.step: found 1; allowed: no step, since nothing"
    ):
        read_head("mine", {"package": {"setting": {"unit": "days", "from": 2, "to": 1, "step": 1}}})


# --- board sets ---------------------------------------------------------------------------------------------------------


def board_with(home, text, name="mine"):
    (home / "configs" / "board" / f"{name}.yaml").write_text(f"title: Mine\n{text}", encoding="utf-8")
    return load_board(name)


def test_a_board_of_packages_needs_no_scenario_files(home):
    board = board_with(
        home,
        "baseline: stockton_scale_up\npackages: [more_practitioners, weekly_panel, faster_payment]\n"
        "pairs: yes\ntogether: yes\n",
    )
    assert board.scenarios == (STOCKTON,)
    assert [option.label for option in board.options] == [
        "More practitioners",
        "Weekly panel",
        "Faster payment",
        "More practitioners and weekly panel",
        "More practitioners and faster payment",
        "Weekly panel and faster payment",
        "All together",
    ]
    assert board.names[0] == STOCKTON
    assert board.names[4] == "stockton_scale_up_with_more_practitioners_and_weekly_panel"
    assert board.names[-1] == "stockton_scale_up_all_together"
    assert len(set(board.names)) == len(board.names)


def test_an_option_is_the_baseline_with_its_packages_at_their_standard_settings(home, ipc):
    file = home / "configs" / "lever" / "more_practitioners.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("  works_from", "  standard: 6\n  works_from"), encoding="utf-8"
    )
    board_with(home, "baseline: stockton_scale_up\npackages: [more_practitioners, weekly_panel]\npairs: yes\n")
    code, out, err = ipc("run", "board=mine", "replications=1", "crosscheck=0", "uncertainty=off", "lever=peer_support")
    assert code == 0, err
    assert "More practitioners and weekly panel" in out
    (folder,) = [path for path in (home / "results").iterdir() if path.name.startswith("board_mine")]
    stored = sim.Results.load(folder).manifest["scenarios"]
    scenarios = {name: scenario["configuration"] for name, scenario in stored.items()}
    both = scenarios["stockton_scale_up_with_more_practitioners_and_weekly_panel"]
    assert both["strength"] == {"peer_support": 1, "more_practitioners": pytest.approx(2 / 7), "weekly_panel": 1}
    assert both["resources"]["practitioners"]["changes"] == {"2018-01-01": {"team": 6}}
    assert both["lever"] == (
        "6 posts instead of 4, from 1 January 2018; 7 days between panels instead of 14, from 1 January 2018"
    )
    assert both["checks"] == []
    assert scenarios[STOCKTON]["strength"] == {"peer_support": 1}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "baseline: stockton_scale_up\npackages: [weekly_pannel]\n",
            "packages[0]: found 'weekly_pannel'; did you mean 'weekly_panel'?",
        ),
        (
            "baseline: stockton_scale_up\npackages: [mine]\n",
            "packages[0]: found 'mine'; allowed: a lever whose file has a",
        ),
        (
            "baseline: stockton_scale_up\npackages: [weekly_panel, weekly_panel]\n",
            "packages[1]: found 'weekly_panel'; allowed: each package once",
        ),
        (
            "scenarios: [stockton_scale_up]\npairs: yes\n",
            "pairs: found True; allowed: either scenarios, or a baseline and packages over it",
        ),
        (
            "scenarios: [stockton_scale_up]\nbaseline: stockton_scale_up\npackages: [weekly_panel]\n",
            "scenarios: found ['stockton_scale_up']; allowed: either scenarios, or a baseline and packages over it",
        ),
        ("packages: [weekly_panel]\n", "baseline: found nothing; allowed: a text"),
    ],
)
def test_a_fault_of_a_board_of_packages_is_told_in_one_line(home, text, line):
    lever_with(home, "")
    with pytest.raises(ScenarioError) as error:
        board_with(home, text)
    assert str(error.value.faults[0]).startswith(line)


def test_a_package_that_does_not_fit_the_baseline_is_refused_before_anything_is_run(home, ipc):
    board_with(home, "baseline: stockton_scale_up\npackages: [care_banking, weekly_panel]\n")
    code, _, err = ipc("run", "board=mine", "replications=1")
    assert code == 2
    assert "stockton_scale_up_with_care_banking: lever: found 'care_banking'" in err
