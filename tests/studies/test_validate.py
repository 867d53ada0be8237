"""The model is held against what was observed, and the command says where it fails."""

import csv
import json
import math

import numpy as np
import pytest

from sim.config.evidence_lineage import KINDS
from sim.config.shipped import shipped
from sim.experiments import Interval, mean_interval
from sim.experiments.analysis.statistics import ratio_interval
from sim.model import ScenarioError
from sim.model.reader.node import Node
from sim.reporting import validation_text
from sim.studies.validation import verdicts
from sim.studies.validation.answers import ANSWERERS, Answers, Estimate, NotModelled
from sim.studies.validation.before import read_before, verdicts_before
from sim.studies.validation.run import validated
from sim.studies.validation.save import CHECKS, DIRECTIONS, TARGETS, WHOLE, save
from sim.studies.validation.targets import SINGLE_RUNS, Comparison, Target, Width, read_tests, targets

SOME = ("V1", "V3", "V5", "V16", "pilot")


@pytest.fixture(scope="module")
def small():
    """A few cheap targets, four replications each."""
    return validated(SOME, replications=4, workers=1)


def target(kind="validation", low=8.0, high=20.0, value=14.0, **other):
    test = Comparison(
        scenarios=("mm_c",), kpi="identified", how="", value=value, low=low, high=high, unit="people", **other
    )
    return Target(
        name="V0", label="A target", kind=kind, sources=("S005",), failure="It is wrong.", caution="", tests=(test,)
    )


def verdict(kind, *interval, low=8.0, high=20.0):
    validation_target = target(kind, low, high)
    return verdicts.of_target(validation_target, validation_target.tests[0], Estimate(Interval(*interval)))


# --- verdicts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("interval", "expected", "sure"),
    [
        ((14, 13, 15), "pass", True),
        ((14, 7, 21), "pass", False),
        ((21, 19, 23), "fail", False),
        ((25, 22, 28), "fail", True),
        ((8, 8, 8), "pass", True),
        ((14, math.nan, math.nan), "pass", False),
        ((math.nan, math.nan, math.nan), "fail", False),
    ],
)
def test_a_validation_passes_where_the_mean_lies_in_the_band(interval, expected, sure):
    outcome = verdict("validation", *interval)
    assert (outcome.verdict, outcome.sure) == (expected, sure)


@pytest.mark.parametrize(
    ("kind", "word"), [("consistency", verdicts.CONSISTENCY), ("calibration", verdicts.CALIBRATION)]
)
@pytest.mark.parametrize(("mean", "inside"), [(14, True), (30, False)])
def test_what_is_circular_never_passes_and_never_fails(kind, word, mean, inside):
    outcome = verdict(kind, mean, mean - 1, mean + 1)
    assert (outcome.verdict, outcome.inside) == (word, inside)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_modelled_is_said_to_be_whatever_kind_it_is(kind):
    validation_target = target(kind)
    outcome = verdicts.of_target(validation_target, validation_target.tests[0], NotModelled("nobody knows"))
    assert (outcome.verdict, outcome.inside, outcome.reason) == ("not modelled", None, "nobody knows")


# --- single runs ------------------------------------------------------------------------------------------------------


def of_single_runs(runs, kind="validation", **other):
    """The verdict on 14 people who were seen in one place, by between what nine single runs in ten lie."""
    given = {"low": None, "high": None, "compare": SINGLE_RUNS, **other}
    validation_target = target(kind, **given)
    return verdicts.of_target(validation_target, validation_target.tests[0], Estimate(Interval(22, 21, 23), runs))


@pytest.mark.parametrize(
    ("runs", "expected"), [((11, 34), "pass"), ((14, 34), "pass"), ((15, 34), "fail"), ((2, 13), "fail")]
)
def test_one_place_is_held_against_single_runs_wherever_the_mean_lies(runs, expected):
    outcome = of_single_runs(runs)
    assert (outcome.verdict, outcome.sure) == (expected, True)


@pytest.mark.parametrize(
    ("runs", "expected"), [((0, 2), "fail"), ((0, 3), "pass"), ((5, 19), "pass"), ((5, 20), "fail"), ((20, 40), "fail")]
)
def test_a_handful_is_among_what_single_runs_give_and_twenty_is_not(runs, expected):
    assert of_single_runs(runs, value=None, observed=(3.0, 19.0), low=0.0, high=19.0).verdict == expected


@pytest.mark.parametrize(
    ("wide", "runs", "word"),
    [
        (Width(times=4), (8, 31), "pass"),
        (Width(times=4), (8, 32), "pass, but says little"),
        (Width(times=4), (0, 20), "pass, but says little"),
        (Width(difference=20), (2, 21), "pass"),
        (Width(difference=20), (2, 22), "pass, but says little"),
        (Width(times=4), (15, 90), "fail"),
        (None, (0, 900), "pass"),
    ],
)
def test_single_runs_that_lie_too_far_apart_say_little(wide, runs, word):
    assert validation_text.verdict(of_single_runs(runs, wide=wide)) == word


def test_a_consistency_check_of_single_runs_says_so_too():
    words = [
        validation_text.verdict(of_single_runs(runs, "consistency", wide=Width(times=4)))
        for runs in ((1, 90), (20, 30))
    ]
    assert words == ["consistency check, but says little", "consistency check: outside its band"]
    assert validation_text.verdict(of_single_runs(None, "consistency")) == "consistency check, too few runs"


def test_too_few_runs_are_no_failure():
    assert of_single_runs(None).verdict == verdicts.TOO_FEW


def test_of_single_runs_it_is_said_what_they_are_to_hold():
    words = [
        validation_text.band(of_single_runs((0, 9))),
        validation_text.band(of_single_runs((0, 9), value=None, observed=(3.0, 19.0), low=0.0, high=19.0)),
    ]
    assert words == ["runs hold 14", "runs hold any of 3 to 19, within 0 to 19"]


def test_single_sites_are_not_averaged():
    runs = np.arange(80.0)[:, None] + np.array([0.0, 100.0])
    estimate = Answers({("mm_c", False): {"identified": runs}}, drawn=False).single(["mm_c"], "identified")
    assert estimate.interval.mean == pytest.approx(89.5)
    assert estimate.runs == pytest.approx((7.95, 171.05), abs=0.1)


# --- the targets ------------------------------------------------------------------------------------------------------


def test_every_target_has_an_answer_for_each_of_its_tests():
    for name, target in targets().items():
        computed = [test for test in target.tests if not test.kpi]
        assert bool(computed) == (name in ANSWERERS), name


def test_every_target_is_there():
    assert list(targets()) == [*(f"V{number}" for number in range(1, 23)), "pilot"]


def test_every_band_that_can_be_passed_has_a_reason():
    tested = [target for target in targets().values() if target.kind == "validation"]
    assert not [target.name for target in tested for test in target.tests if test.low is not None and not test.reason]
    assert not [name for name, target in targets().items() for test in target.tests if test.wide and not test.reason]


def test_what_is_dropped_has_no_tests_and_says_why():
    assert {name for name, target in targets().items() if target.dropped} == {"V19"}
    assert targets()["V19"].tests == ()


def test_where_the_mechanism_came_from_the_number_it_is_no_test():
    assert targets()["V11"].kind == "consistency"


def test_bands_of_health_budgets_follow_from_the_counts_and_the_shares_of_continuing_healthcare():
    # X031: 2,986 of 4,000 in early 2016; X326: 0.173 later; X063: 55.3 million people.
    for test, count in zip(targets()["V17"].tests, (16_000, 28_000, 40_000), strict=True):
        ends = [count * (1 - share) / 55.3e3 for share in (2986 / 4000, 0.173)]
        assert (test.low, test.high) == pytest.approx(ends, rel=0.01)


def test_weeks_to_a_budget_follow_from_what_was_pending_and_how_many_came_about():
    pending, slow, quick = 603 * 209 / 162, 5200 / 2, 16_000 - 5200  # X032, X012, X013
    for test in targets()["V20"].tests:
        assert (test.low, test.high) == (round(52 * pending / quick), round(52 * pending / slow))


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"compare": "sole"}, "tests[0].compare: allowed: one of mean, single_runs"),
        (
            {"compare": "single_runs", "value": None},
            "tests[0]: allowed: either a value or a range that was observed, with which single runs are compared",
        ),
        ({"wide": {"times": 4}}, "tests[0].wide: allowed: none, unless single_runs are compared"),
        ({"compare": "single_runs", "wide": {}}, "tests[0].wide: allowed: either times or difference"),
        (
            {"compare": "single_runs", "wide": {"times": 4, "difference": 2}},
            "tests[0].wide: allowed: either times or difference",
        ),
        ({"how": "somehow"}, "tests[0]: allowed: either a kpi, or in words how it is computed"),
    ],
)
def test_a_mistake_in_a_test_is_told(changed, complaint):
    test = {"scenario": "mm_c", "kpi": "identified", "value": 14, "unit": "people", **changed}
    entry = {"label": "A", "kind": "validation", "sources": ["S005"], "failure": "B.", "tests": [test]}
    with pytest.raises(ScenarioError) as error:
        read_tests(Node({"V1": entry}))
    (fault,) = error.value.faults
    assert fault.path == f"V1.{complaint.split(':')[0]}"
    assert fault.allowed == complaint.split("allowed: ")[1]


@pytest.mark.parametrize(
    "other", [{}, {"tests": [{"scenario": "mm_c", "kpi": "identified", "unit": "people"}], "dropped": "Why."}]
)
def test_a_target_has_tests_or_a_reason_for_none(other):
    with pytest.raises(ScenarioError) as error:
        read_tests(Node({"V1": {"label": "A", "kind": "validation", "sources": ["S005"], "failure": "B.", **other}}))
    assert [fault.allowed for fault in error.value.faults] == ["either tests, or why it is dropped"]


# --- what was said before ---------------------------------------------------------------------------------------------


def test_what_was_said_before_is_kept_for_every_target_and_a_reason_where_it_was_mended():
    before = verdicts_before()
    assert list(before) == list(targets())
    mended = {name for name, entry in before.items() if entry.why}
    assert mended == {"V1", "V2", "V3", "V4", "V7", "V11", "V14", "V17", "V18", "V19", "V20"}


def test_a_name_that_is_no_target_is_told():
    with pytest.raises(ScenarioError) as error:
        read_before(Node({"V99": {"before": ["pass"]}}))
    (fault,) = error.value.faults
    assert fault.allowed == "did you mean 'V9'? allowed: a target"


def test_the_known_circular_ones_are_never_counted_as_passes():
    # The evidence names them; the pilot's plans are calibration.
    kinds = {name: target.kind for name, target in targets().items()}
    assert {kinds[name] for name in ("V5", "V6", "V9", "V12", "V22")} == {"consistency"}
    assert kinds["pilot"] == "calibration"


def test_what_rests_on_20_people_says_so():
    all_targets = targets()
    assert all("people" in all_targets[name].caution for name in ("V1", "V2", "V3", "V4"))


def test_every_target_says_what_a_failure_means():
    assert all(target.failure.endswith(".") for target in targets().values())


# --- the command ------------------------------------------------------------------------------------------------------


def test_a_few_targets_can_be_asked_for_and_nothing_is_written(ipc, results):
    code, out, err = ipc("validate", "V1", "V16", "replications=2", "workers=1")
    assert (code, err) == (0, "")
    assert "V16 is not modelled" in out
    assert out.splitlines()[-1].startswith("Targets: ")
    assert not results.exists()


def test_a_target_that_is_missed_is_a_finding_and_no_fault_of_the_command(ipc, monkeypatch):
    def missed(*_, **__):
        return verdict("validation", 99, 98, 100)

    monkeypatch.setattr("sim.studies.validation.run.of_target", missed)
    code, out, _ = ipc("validate", "V16")
    assert code == 0
    assert "V0 fails" in out
    assert "It is wrong." in out
    assert "0 passes, 1 fail." in out.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("word", "complaint"),
    [
        ("V99", "target: found 'V99'; did you mean 'V9'? allowed: one of 23 names (see docs/validation.md)"),
        ("V19", "target: found 'V19'; allowed: a target that is tested; this one was dropped (see docs/validation.md)"),
        ("replications=1", "replications: found 1; allowed: a whole number from 2 to 100000"),
        ("replications=many", "replications: found 'many'; allowed: a whole number from 2 to 100000"),
        ("workers=0", "workers: found 0; allowed: a whole number from 1 to "),
        ("seed=-1", "seed: found '-1'; allowed: a whole number from 0"),
        ("uncertainty=some", "uncertainty: found 'some'; allowed: one of on, off"),
        (
            "engine=reference",
            "engine: found 'engine=reference'; allowed: replications=, seed=, uncertainty= or workers=",
        ),
    ],
)
def test_a_mistake_is_one_clear_line(word, complaint, ipc):
    code, out, err = ipc("validate", word)
    assert (code, out) == (2, "")
    assert err.startswith(complaint)
    assert err.count("\n") == 1


def test_what_has_no_interval_is_not_said_to_be_at_the_edge():
    assert validation_text.verdict(verdict("validation", 15, 7, 21)) == "pass, at the band's edge"
    assert validation_text.verdict(verdict("validation", 15, math.nan, math.nan)) == "pass, without an interval"


def test_drawn_replications_are_told_by_blocks_and_others_by_themselves():
    values = np.arange(60.0) % 20 + np.repeat([1.0, 2.0, 6.0], 20)
    drawn, as_set = Answers({}, drawn=True), Answers({}, drawn=False)
    assert drawn.mean(values).interval == mean_interval(values, block=20)
    assert as_set.mean(values).interval == mean_interval(values)
    assert drawn.ratio(values, values**2).interval == ratio_interval(values, values**2, block=20)
    assert drawn.mean(values).runs is not None
    assert drawn.mean(values[:39]).runs is None, "a twentieth of so few is not two"


def test_answers_do_not_depend_on_the_number_of_processes(small):
    repeated = validated(("V1",), replications=4, workers=2).targets
    assert repr(repeated) == repr(small.targets[:1])  # ends that are not known are equal to nothing


def test_calibrations_and_consistency_checks_take_the_parameters_as_known(small):
    certain = validated(SOME, replications=4, uncertainty=False, workers=1)
    intervals, as_set = (
        {target.name: target.interval for target in validation.targets} for validation in (small, certain)
    )
    assert intervals["V1"] != as_set["V1"]
    fewer = validated(("V5", "pilot"), replications=2, uncertainty=False, workers=1)
    assert {name: intervals[name].mean for name in ("V5", "pilot")} == {
        target.name: target.interval.mean for target in fewer.targets
    }


# --- what is written --------------------------------------------------------------------------------------------------


def test_tables_are_written_whole(small, tmp_path):
    folder = tmp_path / "results" / "validation"
    save(small, folder)
    save(small, folder)  # again over the first
    assert sorted(path.name for path in folder.parent.iterdir()) == ["validation"]
    assert sorted(path.name for path in folder.iterdir()) == sorted((TARGETS, CHECKS, DIRECTIONS, WHOLE))
    with (folder / TARGETS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == ["V1", *4 * ["V3"], "V5", "V16", "pilot"]
    assert float(rows[0]["model"]) == small.targets[0].interval.mean
    whole = json.loads((folder / WHOLE).read_text(encoding="utf-8"))
    assert (whole["replications"], whole["uncertainty"]) == (4, True)
    assert whole["validation"][0]["compare"] == "single_runs"
    assert whole["validation"][6]["verdict"] == "not modelled"
    assert whole["validation"][6]["model"] is None


def test_every_answerer_belongs_to_a_target():
    assert set(ANSWERERS) <= set(targets())


def test_every_scenario_that_is_named_is_there():
    names = set(shipped("scenarios"))
    for answerer in ANSWERERS.values():
        assert {key if isinstance(key, str) else key[0] for key in answerer.asks} <= names
