"""The cross-check: another engine runs some replications again, and whatever differs stops the run and is told in words."""

import dataclasses
import pickle

import numpy as np
import pytest
from programme import programme
from running import run as run_anywhere

from sim.draws import Draws
from sim.engines import ENGINES, EngineOutput
from sim.experiments import EnginesDisagree
from sim.experiments.execution.crosscheck import difference, sample
from sim.model import build

reference = ENGINES["reference"]
SCENARIO = build(programme())


def run(scenario, **settings):
    """A run in this process alone, the only one in which the engine put beside the reference is."""
    return run_anywhere(scenario, **{"workers": 1, **settings})


@pytest.fixture
def second_engine(monkeypatch):
    """Puts an engine beside the reference: what that makes, changed by a function of the outcome and the draws."""

    def put(change=lambda outcome, _: outcome):
        for name in [name for name in ENGINES if name != "reference"]:
            monkeypatch.delitem(ENGINES, name)
        monkeypatch.setitem(ENGINES, "second", lambda draws: change(reference(draws), draws))

    return put


def with_steps(outcome, change):
    """An outcome with its steps changed by a function that gives new ones or changes them in place."""
    steps = outcome.steps.copy()
    changed = change(steps)
    return dataclasses.replace(outcome, steps=steps if changed is None else changed)


# --- which are checked -----------------------------------------------------------------------------------------------


def test_a_sample_is_drawn_without_replacement_and_always_the_same():
    chosen = sample(7, "a", 1000, 30)
    assert chosen == sample(7, "a", 1000, 30)
    assert len(set(chosen)) == 30
    assert 0 <= min(chosen) < max(chosen) < 1000
    assert chosen != sample(8, "a", 1000, 30)
    assert chosen != sample(7, "b", 1000, 30)


def test_the_first_replication_is_checked_no_more_often_than_any_other():
    first = [sample(seed, "a", 10, 1)[0] for seed in range(2000)]
    counts = np.bincount(first, minlength=10)
    assert counts.min() > 140
    assert counts.max() < 260


@pytest.mark.parametrize(("size", "checked"), [(0, ()), (3, (0, 1, 2)), (99, (0, 1, 2))])
def test_nothing_or_everything_can_be_checked(size, checked):
    assert sample(7, "a", 3, size) == checked


def test_a_run_tells_what_was_checked(second_engine):
    second_engine()
    two = [SCENARIO, build(programme(name="other"))]
    manifest = run(two, engine="reference", replications=4, crosscheck=2, keep="steps").manifest["crosscheck"]
    steps = run(two, engine="reference", replications=4, crosscheck=0, keep="steps").steps
    chosen = {scenario.name: list(sample(7, scenario.name, 4, 2)) for scenario in two}
    in_them = sum(
        len(steps[(steps["scenario"] == name) & steps["replication"].isin(some)]) for name, some in chosen.items()
    )
    assert manifest == {
        "engine": "reference",
        "against": "second",
        "wanted": 2,
        "replications": chosen,
        "steps": in_them,
        "agreement": "identical",
    }


def test_the_reference_checks_every_other_engine(second_engine):
    second_engine()
    assert run(SCENARIO, engine="second", replications=1).manifest["crosscheck"]["against"] == "reference"


@pytest.mark.parametrize("alone", [True, False])
def test_what_was_not_checked_is_said_not_to_be(alone, second_engine, monkeypatch):
    second_engine()
    if alone:
        monkeypatch.delitem(ENGINES, "second")
    manifest = run(SCENARIO, engine="reference", replications=2, crosscheck=3 if alone else 0).manifest["crosscheck"]
    assert (manifest["agreement"], manifest["steps"], manifest["replications"]) == ("not checked", 0, {})


# --- what differs ----------------------------------------------------------------------------------------------------


def test_a_difference_in_one_replication_of_one_scenario_stops_the_run(second_engine, tmp_path):
    """In the replication that is checked, the 100th step ends a day later than it should."""
    checked = sample(7, "other", 5, 1)[0]

    def change(outcome, draws):
        def later(steps):
            steps["finished"][99] = steps["started"][99] + 3.25

        return with_steps(outcome, later) if (draws.scenario.name, draws.replication) == ("other", checked) else outcome

    second_engine(change)
    both = [SCENARIO, build(programme(name="other"))]
    with pytest.raises(EnginesDisagree) as stopped:
        run(both, engine="reference", replications=5, workers=1, folder=tmp_path / "x")
    row = reference(Draws(build(programme(name="other")), 7, checked)).steps[99]
    lines = str(stopped.value).splitlines()
    assert lines[0] == (
        f"Engines disagree: reference and second differ in scenario other, seed 7, replication {checked}."
    )
    stage = SCENARIO.pathway.stages[row["stage"]].name
    assert lines[1].startswith(f"Row 100 is the first that differs: the step of person {row['person']} at {stage}")
    assert f"joined on day {row['joined']:.10g} (" in lines[1]
    marked = [line for line in lines if line.startswith(">>>")]
    assert len(marked) == 1
    assert marked[0].startswith(">>> finished: reference day ")
    assert ", but second day " in marked[0]
    assert not list(tmp_path.iterdir()), "what a wrong engine made is not worth keeping"


def difference_after(change, ledger=None):
    """What is said of the programme's first replication and the same with its steps or its ledger changed."""
    draws = Draws(SCENARIO, 7, 0)
    outcome = reference(draws)
    if ledger is not None:
        entries = outcome.ledger.copy()
        ledger(entries)
        changed = EngineOutput(steps=outcome.steps, ledger=entries)
    else:
        changed = with_steps(outcome, change)
    return difference(draws, {"reference": outcome, "second": changed}), outcome


def test_the_same_is_no_difference():
    assert difference_after(lambda steps: None)[0] is None


def test_every_field_counts():
    for name in ("joined", "started", "finished", "outcome", "resource", "amount"):

        def change(steps, name=name):
            steps[name][5] += 1

        message, _ = difference_after(change)
        assert f">>> {name}: reference " in message, name


def test_the_last_bit_counts_and_is_shown():
    def change(steps):
        steps["joined"][99] = np.nextafter(steps["joined"][99], np.inf)

    message, outcome = difference_after(change)
    assert f">>> joined: reference {float(outcome.steps['joined'][99])!r}, but second " in message


def test_a_step_too_few_is_told():
    message, outcome = difference_after(lambda steps: np.delete(steps, 40))
    row = outcome.steps[40]
    assert "Row 41 is the first that differs: only reference has the step of " in message
    assert f"person {row['person']} at " in message


def test_a_last_step_too_many_is_told():
    message, outcome = difference_after(lambda steps: np.concatenate([steps, steps[-1:]]))
    assert f"Row {len(outcome.steps) + 1:,} is the first that differs: only second has the step of " in message


def test_another_order_is_told():
    message, _ = difference_after(lambda steps: steps[[1, 0, *range(2, len(steps))]])
    assert "Row 1 is the first that differs: the steps come in another order." in message


def test_money_is_told_in_pounds():
    def change(ledger):
        ledger["left"][1] += 12_345

    message, outcome = difference_after(None, ledger=change)
    left = outcome.ledger["left"][1] / 100
    assert "the ledger of " in message
    assert f">>> left: reference £{left:,.2f}, but second £{left + 123.45:,.2f}" in message


def test_what_has_not_happened_is_equal_to_itself_and_differs_from_what_has():
    def change(steps):
        at = np.flatnonzero(np.isnan(steps["finished"]))[0]
        steps["finished"][at] = 700.0

    message, _ = difference_after(change)
    assert ">>> finished: reference not before the horizon, but second day 700 (1 September 2019)" in message


def test_a_disagreement_survives_the_way_from_another_process():
    copy = pickle.loads(pickle.dumps(EnginesDisagree("they differ")))
    assert str(copy) == "they differ"
