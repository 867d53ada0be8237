"""`ipc capacity`: a table before any simulation, with what it rules out."""

import re

import pytest

PANEL = re.compile(r"Panel +575 slots +210 slots +2\.73 +37 meetings of 6 slots, less 6 % that are not held")
RULED_OUT = (
    "Panel: 400 live NHS and joint budgets need about 575 slots; 37 meetings of 6 slots, less 6 % that are not held, make 210 "
    "slots. That alone allows about 146 live NHS and joint budgets and rules out the other 254."
)


def plain(text):
    """With blanks that may break."""
    return text.replace("\u00a0", " ")


def test_a_scenario_at_each_of_its_dates(ipc, results):
    code, out, err = ipc("capacity", "scenario=stockton_scale_up")
    assert (code, err) == (0, "")
    out = plain(out)
    assert out.index("by 31 March 2018: 2,000 plans and 400 live NHS and joint budgets") < out.index(
        "by 31 March 2019: 2,000 plans"
    )
    assert PANEL.search(out)
    assert RULED_OUT in out
    assert not results.exists(), "nothing is simulated, so nothing is written"


def test_without_a_word_it_is_the_scale_up_as_planned(ipc):
    assert ipc("capacity") == ipc("capacity", "scenario=stockton_scale_up")


def test_a_number_that_is_changed_is_another_capacity(ipc):
    code, out, _ = ipc("capacity", "scenario=stockton_scale_up", "resources.panel.slots=14", "replications=3")
    assert code == 0
    assert re.search(r"Panel +575 slots +490 slots +1\.17", plain(out))
    assert "Changed: resources.panel.slots=14" in out


def test_of_several_scenarios_it_says_where_they_differ(ipc):
    code, out, _ = ipc("capacity", "scenarios=[stockton_scale_up,stockton_weekly_panel,stockton_all_together]")
    assert code == 0
    head, *rows = re.findall(r"^  (?:Scenario|Scale-up|Weekly|All together).*(?:Panel|\d\.\d\d).*$", out, re.MULTILINE)[
        -4:
    ]
    columns = re.split(r" {2,}", head.strip())
    ratios = [re.split(r" {2,}", row.strip())[columns.index("Panel")] for row in rows]
    assert ratios == ["2.73", "1.47", "0.62"]
    assert "Team meeting" in columns, "budgets that count take more plans than are hoped for, and those more meetings"
    assert "Payment run" not in columns, "none is short of it"
    assert "Too little, whichever of these options is taken: NHS, yearly; Practitioners; Community connectors; " in out


def test_scenarios_that_are_equally_short(ipc):
    _, out, _ = ipc("capacity", "scenarios=[stockton_scale_up,stockton_named_worker]", "targets.2019-03-31.budgets=10")
    assert "where scenarios differ" in out  # each worker is a team
    _, out, _ = ipc("capacity", "scenarios=[payment_delay,mm_c]")
    assert "There is enough for by each one's last target date, where scenarios differ" in out


def test_where_nothing_is_hoped_for_it_says_for_how_many_there_is_enough(ipc):
    code, out, _ = ipc("capacity", "scenario=payment_delay")
    assert code == 0
    assert "needed for 100 plans" in out
    assert re.search(r"Panel +100 slots +2,370 slots +2,370 plans", plain(out))
    assert "so this is what 100 plans would need." in out
    assert "rules out" not in out


def test_of_many_places_it_is_about_one(ipc):
    _, out, _ = ipc("capacity", "scenario=national_rollout")
    assert "Of one of the 209 places, from the first wave on." in out


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["scenario=stockton"], "scenario: found 'stockton'; "),
        (
            ["scenario=stockton_scale_up", "resources.panle.slots=3"],
            "resources.panle.slots: found 3; did you mean 'panel'?",
        ),
        (["scenario=mm_c", "board=stockton"], "board: found 'stockton'; allowed: only one of "),
    ],
)
def test_a_wrong_word_is_one_clear_line(words, line, ipc):
    code, out, err = ipc("capacity", *words)
    assert (code, out) == (2, "")
    assert line in err
