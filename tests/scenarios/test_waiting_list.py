"""What invitations that follow the waiting list change in Stockton: fewer wait for nothing, and no fewer are served."""

import numpy as np
import pytest

import sim
from sim.draws import Draws, sample_scenario
from sim.engines import simulate
from sim.measures import measure

RUNS = 40
HALF_THE_ROUTES = (
    "identification.practitioner_knowledge.people_a_month=25",
    "identification.referral.people_a_month=65",
    "identification.linked_list.size=30",
)


def means(name, *overrides):
    """Plans completed, and people who gave up, on average over the same draws."""
    scenario = sim.load(name, *overrides)
    rows = []
    for replication in range(RUNS):
        draws = Draws(sample_scenario(scenario, 2017, replication), 2017, replication)
        measures = measure(draws, simulate(draws))
        rows.append([measures.value(kpi) for kpi in ("plans_completed", "exits.gave_up")])
    return np.mean(rows, axis=0)


@pytest.fixture(scope="module")
def regardless():
    return means("stockton_invite_regardless")


@pytest.mark.parametrize(
    "arm",
    [("stockton_invite_regardless", *HALF_THE_ROUTES), ("stockton_scale_up",)],
    ids=["half the routes", "the default"],
)
def test_as_many_plans_come_of_fewer_invitations_and_hundreds_fewer_give_up(arm, regardless):
    plans, gave_up = means(*arm) - regardless
    assert abs(plans) < 0.02 * regardless[0]
    assert gave_up < -300


def test_every_scenario_looks_at_the_waiting_list_but_the_picture_on_paper_and_those_to_teach_with():
    from sim.config import paths
    from sim.config.shipped import shipped

    regardless = {name for name in shipped(paths.SCENARIOS) if sim.load(name).invitations is None}
    assert regardless == {"typical_ccg_on_paper", "mm_c", "payment_delay", "stockton_invite_regardless"}
