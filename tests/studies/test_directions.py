"""What each mechanism should do, judged in pairs."""

import dataclasses
import shutil

import numpy as np
import pytest

from sim.config import paths as places
from sim.experiments import mean_interval
from sim.model import ScenarioError
from sim.studies.validation.directions import Direction, directions, judged
from sim.studies.validation.quantities import QUANTITIES

#: The mechanism scenarios of the evidence, 6 to 19.
MECHANISMS = {
    "led_by_ccg",  # against the local authority's, and so both of them
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
}


def finding(differences, sign="more", smallest=2.0, relative=False, base=10.0):
    expected = Direction(
        mechanism="m",
        scenario="a",
        baseline="b",
        changed=(),
        of="identified",
        sign=sign,
        smallest=smallest,
        relative=relative,
        sources=(),
        sentence="It does.",
    )
    theirs = np.full((len(differences), 1), base)
    return judged(expected, theirs + np.array(differences, dtype=float)[:, None], theirs)


@pytest.mark.parametrize(
    ("differences", "sign", "share", "verdict"),
    [
        ([4, 5, 4, 5], "more", 1.0, "holds"),
        ([1, 4, 1, 4], "more", 1.0, "not shown"),
        ([1.8, 2.2, 1.8, 2.2], "more", 1.0, "holds, size not sure"),
        ([1, 1.1, 1, 1.1], "more", 1.0, "holds, too small to matter"),
        ([4, -5, 4, -5], "more", 0.5, "not shown"),
        ([-4, -5, -4, -5], "more", 0.0, "opposite"),
        ([-4, -5, -4, -5], "less", 1.0, "holds"),
        ([0, 0, 0, 0], "less", 0.0, "not shown"),
        ([0.1, -0.1, 0.1, -0.1], "none", 1.0, "no difference that matters"),
        ([3, 3.1, 3, 3.1], "none", 0.0, "differs"),
        ([3, -3, 3, -3], "none", 0.0, "not shown"),
    ],
)
def test_a_direction_is_judged_by_its_pairs(differences, sign, share, verdict):
    judgement = finding(differences, sign)
    assert (judgement.share.mean, judgement.verdict) == (share, verdict)


def test_pairs_that_never_differ_are_said_to_be_just_that():
    judgement = finding([0.0] * 80, "none")
    assert (judgement.share.mean, judgement.verdict) == (1.0, "no difference in any pair")
    assert finding([3.0] * 80).verdict == "not shown", "how far the mean may lie from it is not known"


def test_pairs_that_are_drawn_together_are_judged_by_blocks():
    # A share of the pairs has the other sign, but every twenty of them come to nearly the same.
    pairs = np.tile(np.linspace(-5, 7, 20), 4) + np.repeat([0.0, 0.1, 0.2, 0.1], 20)
    expected = dataclasses.replace(directions()[0], sign="more", smallest=0.5, relative=False)
    judgement = judged(expected, pairs[:, None], np.zeros((80, 1)), block=20)
    assert (judgement.pairs, judgement.verdict) == (80, "holds")
    assert judgement.difference == mean_interval(pairs, block=20)


def test_what_matters_may_be_a_share_of_the_baseline():
    assert finding([4, 5, 4, 5], smallest=0.3, relative=True).smallest == pytest.approx(3)


def test_of_the_sites_of_a_pair_their_mean_counts_and_a_pair_without_a_number_is_left_out():
    expected = directions()[0]
    ours = np.array([[1.0, 3.0], [2.0, 2.0], [np.nan, 5.0]])
    judgement = judged(expected, ours, np.zeros((3, 2)))
    assert (judgement.pairs, judgement.difference.mean) == (2, 2.0)


def test_every_mechanism_scenario_has_a_direction_and_a_smallest_difference():
    expectations = directions()
    assert {direction.scenario for direction in expectations} == MECHANISMS
    assert all(
        direction.smallest > 0 and direction.sources and direction.sentence.endswith(".") for direction in expectations
    )


def test_the_local_authority_and_the_ccg_are_expected_to_be_alike():
    pair = {"led_by_local_authority", "led_by_ccg"}
    assert {direction.sign for direction in directions() if {direction.scenario, direction.baseline} == pair} == {
        "none"
    }


def test_every_quantity_says_what_it_is():
    assert all(quantity.__doc__ and quantity.__doc__.strip().endswith(".") for quantity in QUANTITIES.values())


def test_every_fault_of_the_file_is_told_in_a_line_of_its_own(tmp_path, monkeypatch):
    shutil.copytree(places.configs(), tmp_path / "configs")
    shutil.copytree(places.scenarios(), tmp_path / "scenarios")
    monkeypatch.setattr(places, "home", lambda: tmp_path)
    (tmp_path / "configs" / "evidence" / "directions.yaml").write_text(
        "one:\n  scenario: mm_d\n  baseline: mm_c\n  sources: [S005]\n  directions:\n"
        "    - {of: fond, sign: up, smallest: -1, sentence: It does.}\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError) as raised:
        directions()
    paths = [fault.path for fault in raised.value.faults]
    assert sorted(paths) == sorted(
        ["one.scenario", "one.directions[0].of", "one.directions[0].sign", "one.directions[0].smallest"]
    )
