"""What whoever meets the command first tries: help, versions, `python -m sim`, one KPI among many, a check of changes."""

import subprocess
import sys
from importlib import metadata

import pytest

from sim.cli.main import VERSION
from sim.cli.usage import USAGE
from sim.loading import load
from sim.model import ScenarioError
from sim.model.errors import FEW, Fault, one_of

TOLD = f"ipc-rollout {metadata.version('ipc-rollout')}\n"


@pytest.mark.parametrize("word", sorted(VERSION))
def test_the_version_is_told(word, ipc):
    assert ipc(word) == (0, TOLD, "")


@pytest.mark.parametrize("words", [["help"], ["--help"], ["-h"], ["run", "--help"], ["show", "-h"], ["help", "run"]])
def test_help_is_the_same_however_it_is_asked_for(words, ipc):
    assert ipc(*words) == (0, USAGE, "")


def test_the_package_is_the_command():
    def answer(*words):
        process = subprocess.run([sys.executable, "-m", "sim", *words], capture_output=True, text=True, check=False)
        return process.returncode, process.stdout, process.stderr

    assert answer("-V") == (0, TOLD, "")
    code, out, err = answer("check", "mm_c", "nonsense")
    assert (code, out) == (2, "mm_c: good (1 stages, 1 resources, 2000 days)\nnonsense: 1 fault\n")
    assert err.startswith("nonsense: scenario: found 'nonsense'; allowed: one of ")


class TestKpis:
    def test_those_that_speak_of_a_word_are_told_alone(self, ipc):
        code, out, err = ipc("show", "kpis", "Queue")
        assert (code, err) == (0, "")
        assert out.startswith("queue  [")
        assert 0 < out.count("\n") < ipc("show", "kpis")[1].count("\n") / 2

    def test_every_word_counts(self, ipc):
        both = ipc("show", "kpis", "budgets", "live")[1]
        assert "\nbudgets_live  [" in f"\n{both}"
        assert "plans_completed  [" not in both

    def test_where_none_does_the_nearest_is_told(self, ipc):
        assert ipc("show", "kpis", "plan_completd") == (
            2,
            "",
            "show kpis: found 'plan_completd'; did you mean 'plans_completed'? allowed: words in the name, the unit or the "
            "meaning of a KPI\n",
        )

    def test_a_check_of_a_misspelt_one_is_refused(self):
        checks = "checks=[{kpi: plns_completed, between: [1, 5], kind: validation, source: S1}]"
        with pytest.raises(ScenarioError) as refused:
            load("stockton_scale_up", checks)
        (fault,) = refused.value.faults
        assert str(fault).startswith(
            "checks[0].kpi: found 'plns_completed'; did you mean 'plans_completed'? allowed: one of "
        )
        assert str(fault).endswith("names (see ipc show kpis)")

    def test_a_check_of_one_of_its_items_is_fine(self):
        checks = "checks=[{kpi: queue.servers, between: [1, 5], kind: validation, source: S1}]"
        assert load("mm_c", checks).checks[0].kpi == "queue.servers"


class TestCheck:
    @pytest.mark.parametrize(
        ("words", "lines"),
        [
            (["stockton_scale_up", "lever=weekly_panel", "resources.panel.slots=9"], ["stockton_scale_up: good"]),
            (["lever=weekly_panel", "scenario=stockton_scale_up"], ["stockton_scale_up: good"]),
            (["mm_c", "payment_delay", "seed=3"], ["mm_c: good", "payment_delay: good"]),
            (["scenarios=[mm_c,payment_delay]"], ["mm_c: good", "payment_delay: good"]),
            (["scenario=mm_c", "payment_delay"], ["mm_c: good", "payment_delay: good"]),
        ],
    )
    def test_names_are_checked_with_the_changes(self, words, lines, ipc):
        code, out, err = ipc("check", *words)
        assert (code, err) == (0, "")
        assert [line.partition(" (")[0] for line in out.splitlines()] == lines

    def test_a_change_that_is_wrong_is_told_of_each(self, ipc):
        code, _, err = ipc("check", "mm_c", "payment_delay", "horizn=5")
        assert code == 2
        assert [line.partition(": found 'horizn'")[0].partition(": found")[0] for line in err.splitlines()] == [
            "mm_c: horizn",
            "payment_delay: horizn",
        ]


class TestNearestNames:
    def test_the_nearest_comes_first(self):
        assert one_of(["panel", "pilot"], "panl") == "did you mean 'panel'? allowed: one of panel, pilot"

    def test_a_fault_says_so_at_once(self):
        fault = Fault(path="a.b", found="panl", allowed=one_of(["panel", "pilot"], "panl"))
        assert str(fault) == "a.b: found 'panl'; did you mean 'panel'? allowed: one of panel, pilot"

    def test_of_many_names_those_are_told_that_are_near(self):
        many = [f"stage_{letter}" for letter in "abcdefghijklmnop"]
        assert len(many) > FEW
        allowed = one_of(many, "stage_cc")
        assert allowed.startswith("did you mean 'stage_c'? allowed: one of stage_c, ")
        assert allowed.endswith(" and 11 others")

    def test_or_where_they_are_listed(self):
        many = [f"stage_{letter}" for letter in "abcdefghijklmnop"]
        assert one_of(many, "stage_cc", listed="ipc show stages") == (
            "did you mean 'stage_c'? allowed: one of 16 names (see ipc show stages)"
        )
        assert (
            one_of(many, "?", "a stage:", listed="ipc show stages") == "a stage, one of 16 names (see ipc show stages)"
        )

    def test_where_nobody_lists_them_and_none_is_near_all_are_told(self):
        many = [f"stage_{letter}" for letter in "abcdefghijklmnop"]
        assert one_of(many, "?") == f"one of {', '.join(many)}"
