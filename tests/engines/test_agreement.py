"""Two engines, one answer: the compiled engine's step table and ledger are the reference engine's, field for field."""

from collections import Counter

import numpy as np
import pytest
from features import FEATURES, features
from hypothesis import given, settings
from hypothesis import settings as profile
from pathways import programmes
from programme import programme

import sim
from sim.config.shipped import shipped
from sim.draws import Draws
from sim.engines import ENGINES, EngineOutput
from sim.model import build

THOROUGH = profile().max_examples >= 1000
EXAMPLES = profile().max_examples if THOROUGH else 300


def differs(ours: np.ndarray, theirs: np.ndarray) -> str:
    """Where two tables differ first; nothing where they are equal in every field (NaN equals NaN)."""
    if len(ours) != len(theirs):
        return f"{len(ours)} rows against {len(theirs)}"
    for name in ours.dtype.names:
        equal = (ours[name] == theirs[name]) | ((ours[name] != ours[name]) & (theirs[name] != theirs[name]))
        if not equal.all():
            row = int(np.flatnonzero(~equal)[0])
            return f"row {row}, {name}: {ours[row]} against {theirs[row]}"
    return ""


def agree(draws: Draws) -> EngineOutput:
    """Run both engines and assert that they agree."""
    compiled, reference = ENGINES["compiled"](draws), ENGINES["reference"](draws)
    assert not differs(compiled.steps, reference.steps)
    assert not differs(compiled.ledger, reference.ledger)
    return reference


@pytest.mark.timeout(3600)
def test_engines_agree_on_random_programmes_which_show_every_feature():
    shown: Counter[str] = Counter()
    cases = Counter[str]()

    @settings(max_examples=EXAMPLES)
    @given(mapping=programmes())
    def run(mapping):
        cases["all"] += 1
        draws = Draws(build(mapping), 1, cases["all"] % 3)
        shown.update(features(draws, agree(draws)))

    run()
    share = {name: shown[name] / cases["all"] for name in FEATURES}
    table = "\n".join(f"{share[name]:6.1%}  {name}" for name in FEATURES)
    print(f"{cases['all']} random programmes, of which so many show:\n{table}")
    assert min(share.values()) >= 0.05, f"the random programmes hardly show some feature:\n{table}"


@pytest.mark.parametrize("name", shipped("scenarios"))
def test_engines_agree_on_every_scenario(name):
    assert len(agree(Draws(sim.load(name), 11, 0)).steps) > 0


def test_engines_agree_on_the_small_programme():
    for replication in range(3):
        agree(Draws(build(programme()), 7, replication))
