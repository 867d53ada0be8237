"""The page of what the model was held against: whole, in good form, and about what stands in the configuration now."""

import dataclasses

import numpy as np
import pytest
from wellformed import malformed

from sim.config import paths
from sim.experiments import Interval
from sim.reporting.documents.validation import page
from sim.reporting.validation_text import counted
from sim.studies.validation import verdicts as judging
from sim.studies.validation.answers import Estimate, NotModelled
from sim.studies.validation.directions import directions, judged
from sim.studies.validation.run import Validation
from sim.studies.validation.targets import targets

#: The twenty systems of the evidence; the typical CCG is two scenarios.
SYSTEMS = [
    "typical_ccg_on_paper",
    "typical_ccg_per_1000",
    "stockton_100day",
    "stockton_scale_up",
    "sw_site1_mdt_vs",
    "sw_site2_lone_practitioner",
    "led_by_local_authority",
    "led_by_ccg",
    "led_by_partnership",
    "led_by_external_organisation",
    "linked_data_on",
    "information_governance_blocked",
    "block_contract_locked",
    "individual_service_fund",
    "payment_infrastructure_missing",
    "voluntary_sector_thin",
    "portsmouth_navigation",
    "luton_care_banking",
    "tower_hamlets_linked_budgets",
    "lincolnshire_coproduction",
    "national_rollout",
]

ANSWERS = {
    "V1": Estimate(Interval(14, 13, 15), (9.0, 19.0)),
    "V2": Estimate(Interval(25, 24, 26), (18.0, 34.0)),
    "V4": Estimate(Interval(0.2, 0.15, 0.3)),
    "V18": Estimate(Interval(9, 8, 10), (4.0, 21.0)),
    "V5": Estimate(Interval(0.9, 0.8, 1.0)),
}


@pytest.fixture(scope="module")
def validation():
    """What might have come of a validation; nothing is simulated."""
    verdicts = [
        judging.of_target(target, test, ANSWERS.get(name, NotModelled("nobody knows")))
        for name, target in targets().items()
        for test in target.tests
    ]
    pairs = np.arange(20.0)[:, None]
    return Validation(
        scenarios=("sw_site1_mdt_vs",),
        replications=20,
        seed=None,
        uncertainty=True,
        targets=tuple(verdicts),
        checks=(),
        directions=tuple(judged(direction, pairs + 1, pairs) for direction in directions()),
    )


def test_the_page_is_in_good_form(validation):
    assert malformed(page(validation), paths.docs()) == []


def test_a_failure_is_told_with_what_it_means_and_whether_one_run_may_see_what_was_seen(validation):
    (line,) = [line for line in page(validation).splitlines() if line.startswith("- **V2**,")]
    assert "nine single runs in ten give 18 to 34 people; what was observed is 17." in line
    assert targets()["V2"].failure in line
    (line,) = [line for line in page(validation).splitlines() if line.startswith("- **V18**, budgets")]
    assert "what was observed is 3 to 19, and is to stay within 0 to 19." in line
    assert not any(line.startswith("- **V1**,") for line in page(validation).splitlines())


def test_every_band_has_its_reason_on_the_page_and_what_is_dropped_too(validation):
    text = page(validation)
    for target in targets().values():
        assert all(test.reason in text for test in target.tests), target.name
        assert target.dropped.strip() in text


def test_verdicts_before_and_after_stand_beside_each_other(validation):
    text = page(validation)
    rows = [line for line in text[text.index("## Verdicts before and after") :].splitlines() if line.count("|") == 5]
    (first,) = [row for row in rows if row.startswith("| V1 |")]
    assert first.startswith("| V1 | fail (22.3 against 8 to 20) | pass (9 to 19 against 14) | A bad test")
    assert [row.split(" | ")[2] for row in rows if row.startswith("| V19 |")] == ["dropped"]
    assert len(rows) == 2 + len(targets())


def test_a_consistency_check_outside_its_band_is_no_failure_and_yet_told(validation):
    text = page(validation)
    failures, inconsistent = text.index("## What the failures mean"), text.index("## What is inconsistent")
    assert failures < inconsistent < text.index("- **V5**")


def test_every_kind_of_verdict_is_counted(validation):
    assert counted(validation).splitlines()[0].replace("\N{NO-BREAK SPACE}", " ") == (
        f"Targets: 2 passes, 2 fails, 1 consistency check (1 outside its band), {len(validation.targets) - 5} not modelled."
    )


def test_passes_that_say_little_and_tests_with_too_few_runs_are_counted(validation):
    test = targets()["V1"].tests[0]
    runs = [(2.0, 40.0), (9.0, 19.0), None]
    judged_alone = [judging.of_target(targets()["V1"], test, Estimate(Interval(14, 13, 15), nine)) for nine in runs]
    text = counted(dataclasses.replace(validation, targets=tuple(judged_alone), directions=()))
    assert text.replace("\N{NO-BREAK SPACE}", " ") == (
        "Targets: 2 passes (1 of which says little), 0 fails, 1 with too few runs."
    )


def test_chance_alone_is_said_to_be_chance_alone(validation):
    assert "Chance only" in page(dataclasses.replace(validation, uncertainty=False))
    assert "Chance only" not in page(validation)


def test_the_page_that_lies_in_docs_is_about_the_targets_and_directions_that_there_are():
    # It takes too long to be written anew here; what it is about can be told.
    text = (paths.docs() / "validation.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| ")]
    rows = [row for row in rows if len(row) != 4]  # of which each has a verdict before and after
    named = [row[0] for row in rows]
    for name, target in targets().items():
        assert named.count(name) == len(target.tests), name
        assert all(target.caution in row[1] for row in rows if row[0] == name), name
    sentences = [row[2] for row in rows if len(row) == 8]
    assert [direction.sentence for direction in directions()] == [
        sentence for sentence in sentences if sentence.endswith(".")
    ]
    assert not any(row[3].endswith(" of 0") for row in rows if len(row) == 8), "every direction has pairs"


def test_no_circular_target_is_said_to_pass_in_docs():
    text = (paths.docs() / "validation.md").read_text(encoding="utf-8")
    for name, target in targets().items():
        for line in text.splitlines():
            if line.startswith(f"| {name} |") and line.count("|") == 9 and target.kind != "validation":
                verdict = line.split("|")[7].strip()
                assert verdict.startswith((judging.CONSISTENCY, judging.CALIBRATION, judging.NOT_MODELLED)), name


def test_every_system_of_the_evidence_is_held_against_something():
    text = (paths.docs() / "validation.md").read_text(encoding="utf-8")
    assert len(SYSTEMS) == 21
    assert [name for name in SYSTEMS if name not in text] == []
