"""Which stored results are pairs: nothing may differ but the change that is compared."""

import json

import pytest
from programme import UNCERTAIN, programme
from running import run

from sim.experiments.analysis.pairing import Origin, pairing_fault
from sim.experiments.storage.catalogue import compared, opened
from sim.model import ScenarioError, build

ORIGIN = Origin(seed=7, uncertainty=True, software={"code": "abc", "python": "3.11.7", "numba": "0.61"})


def origin(**more):
    """What an other result was made with."""
    return Origin(**{"seed": 7, "uncertainty": True, "software": ORIGIN.software} | more)


def drawn(uncertainty=UNCERTAIN, **more):
    """The small programme with numbers that are not known."""
    return build(programme(uncertainty=uncertainty, **more))


def fault(first, other, of_other=ORIGIN, of_first=ORIGIN):
    """Why the two are no pairs."""
    problem = pairing_fault(first, other, (of_first, of_other), "first")
    return None if problem is None else str(problem)


def test_a_change_on_the_way_leaves_pairs():
    assert fault(drawn(), drawn(resources__planners__team=6)) is None
    assert fault(drawn(), drawn(pathway__stages__plan__work={"gamma": {"mean": 6, "sd": 3}})) is None


def test_drawn_and_taken_as_known_are_no_pairs():
    message = (
        "uncertainty.planning_hours: found 'taken as known'; allowed: 'loguniform from 4 to 16 around 8', as in first: "
    )
    rule = "only runs that draw the same parameters from the same ranges are pairs"
    assert fault(drawn(), drawn(uncertainty={})) == message + rule
    assert fault(drawn(), drawn(), origin(uncertainty=False)) == message + rule
    assert fault(drawn(), drawn({"agreement": UNCERTAIN["agreement"]})) == message + rule
    problem = fault(drawn(uncertainty={}), drawn())
    assert problem.startswith(
        "uncertainty.planning_hours: found 'loguniform from 4 to 16 around 8'; allowed: 'taken as known', as in first: "
    )
    assert fault(drawn(), drawn(), origin(uncertainty=False), origin(uncertainty=False)) is None


@pytest.mark.parametrize("change", [{"low": 5}, {"high": 12}, {"value": 9}, {"shape": "uniform"}])
def test_other_ranges_are_no_pairs(change):
    other = drawn(UNCERTAIN | {"planning_hours": UNCERTAIN["planning_hours"] | change})
    assert fault(drawn(), other).startswith("uncertainty.planning_hours: found '")


def test_a_number_that_the_change_decides_need_not_be_drawn_any_more():
    agreement = {"agreement": UNCERTAIN["agreement"]}
    decided = drawn(agreement, pathway__stages__plan__work=3.0)
    assert fault(drawn(), decided) is None
    assert fault(decided, drawn()) is None


@pytest.mark.parametrize(
    ("software", "message"),
    [
        ({"code": "def"}, "code: found 'def'; allowed: 'abc', as in first: only numbers of the same code are pairs"),
        (
            {"numba": "0.62"},
            "numba: found '0.62'; allowed: '0.61', as in first: only numbers of the same code are pairs",
        ),
    ],
)
def test_other_code_makes_no_pairs(software, message):
    assert fault(drawn(), drawn(), origin(software={**ORIGIN.software, **software})) == message


def test_stored_results_know_what_they_were_made_with(tmp_path):
    def stored(name, scenario, **settings):
        run(scenario, replications=2, crosscheck=0, **settings).save(tmp_path / name)
        return opened(tmp_path / name, name)

    first = stored("first", drawn())
    more = stored("more", drawn(resources__planners__team=6))
    assert list(compared([first, more], ["plans_completed"])["replications"]) == [2]
    certain = stored("known", drawn(), uncertainty=False)
    with pytest.raises(ScenarioError, match=r"known and first are not compared: uncertainty\.planning_hours"):
        compared([first, certain], ["plans_completed"])
    manifest = json.loads((tmp_path / "more" / "manifest.json").read_text(encoding="utf-8"))
    (tmp_path / "more" / "manifest.json").write_text(json.dumps(manifest | {"code": "earlier"}), encoding="utf-8")
    with pytest.raises(ScenarioError, match="more and first are not compared: code: found 'earlier'"):
        compared([first, opened(tmp_path / "more", "more")], ["plans_completed"])
