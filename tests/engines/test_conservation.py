"""Nothing is lost and nothing is made: people, units and money are counted after every event of random programmes."""

from collections import Counter

import numpy as np
from audit import Audit
from features import FEATURES, features
from hypothesis import given, settings
from pathways import programmes
from programme import programme
from worlds import watched

from sim.draws import Draws
from sim.engines import EngineOutput, simulate
from sim.engines.reference.engine import Replication
from sim.model import build


def audited(draws: Draws) -> tuple[EngineOutput, Audit]:
    world = Replication(draws)
    audit = Audit(draws.scenario, draws.people.person[draws.people.identified :].tolist())
    return watched(world, audit), audit


def test_random_programmes_conserve_everything_and_show_every_feature():
    shown: Counter[str] = Counter()

    @settings(max_examples=300)
    @given(mapping=programmes())
    def run(mapping):
        draws = Draws(build(mapping), 1, 0)
        outcome, audit = audited(draws)
        assert audit.events > 0 or len(outcome.steps) == 0
        shown.update(features(draws, outcome))

    run()
    table = "\n".join(f"{shown[name]:5d}  {name}" for name in FEATURES)
    print(table)
    assert set(shown) <= set(FEATURES)
    assert min(shown[name] for name in FEATURES) >= 3, f"the random programmes hardly show some feature:\n{table}"


def test_the_small_programme_conserves_everything():
    for replication in range(3):
        outcome, audit = audited(Draws(build(programme()), 1, replication))
        assert audit.events > 500
        assert len(outcome.steps) > 500


@settings(max_examples=40)
@given(mapping=programmes())
def test_looking_on_changes_nothing(mapping):
    scenario = build(mapping)
    watched, _ = audited(Draws(scenario, 1, 0))
    alone = simulate(Draws(scenario, 1, 0))
    assert watched.steps.tobytes() == alone.steps.tobytes()
    assert watched.ledger.tobytes() == alone.ledger.tobytes()


@settings(max_examples=40)
@given(mapping=programmes())
def test_every_step_follows_from_the_one_before(mapping):
    scenario = build(mapping)
    steps = simulate(Draws(scenario, 1, 0)).steps
    assert (np.diff(steps["joined"]) >= 0).all(), "steps stand in the order of joining"
    for person in np.unique(steps["person"]):
        mine = steps[steps["person"] == person]
        assert (mine["joined"][1:] == mine["finished"][:-1]).all()
        assert (mine["stage"][1:] == mine["outcome"][:-1]).all()
        assert mine["outcome"][-1] < 0 or mine["outcome"][-1] >= len(scenario.pathway.stages)
        for stage in np.unique(mine["stage"]):
            turns = mine["occurrence"][mine["stage"] == stage]
            assert turns.tolist() == list(range(len(turns)))
            limit = scenario.pathway.stages[stage].max_steps
            assert limit is None or len(turns) <= limit
    assert not (steps["joined"] >= scenario.horizon).any()
    assert not (steps["finished"] >= scenario.horizon).any()
