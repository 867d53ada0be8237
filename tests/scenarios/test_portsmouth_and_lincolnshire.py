"""Places that did one thing in particular: navigation in Portsmouth, co-production in Lincolnshire."""

import numpy as np
import pytest
from systems import TYPICAL, gave_up, lower, mean, values_of, worlds


def test_navigation_leaves_fewer_to_plan_for():
    # S227, S238.
    name = "portsmouth_navigation"

    def escalating(world, stage):
        return len(world.done(stage, to="better_conversation")) / len(world.done(stage))

    on = [escalating(world, "guided_support") for world in worlds(name)]
    off = [escalating(world, "community_connecting") for world in worlds(TYPICAL)]
    assert lower(on, off)
    assert 0.75 <= 1 - mean(on) <= 0.90  # consistency: the share whose needs are met is the input


@pytest.mark.xfail(
    strict=True, reason="0.94: who has a right goes to no panel, where most gave up who were too many for it"
)
def test_the_goals_of_navigation_are_achieved_as_in_comparable_services():
    # V21: 0.85 in two English services, 0.75 to 0.92.
    assert 0.75 <= mean(values_of("portsmouth_navigation", replications=20)("share_of_goals_achieved")) <= 0.92


ALONE = ("people.attributes.peer_group=no", "people.attributes.told_why=no")
PLENTY = (
    *(f"resources.{team}.team=5000" for team in ("practitioners", "connectors", "coordinators", "budget_officers")),
    *(f"resources.{team}.staffing=null" for team in ("practitioners", "connectors", "coordinators", "budget_officers")),
    "resources.cases.caseload=unlimited",
    "resources.panel.slots=10000",
    "resources.panel.papers_due_days=0",
    "resources.panel.meeting.every=1 day",
)


def test_with_co_production_fewer_give_up_although_waits_do_not_fall():
    # S072, S073.
    name = "lincolnshire_coproduction"
    on, off = values_of(name), values_of(name, *ALONE)
    assert lower(on("exits.gave_up"), off("exits.gave_up"))
    assert np.mean(on("days.total")) >= np.mean(off("days.total"))


def test_patience_helps_hardly_where_waits_are_short():
    name = "lincolnshire_coproduction"
    gain = [
        mean(map(gave_up, worlds(name, *ALONE, *more))) - mean(map(gave_up, worlds(name, *more)))
        for more in ((), PLENTY)
    ]
    assert abs(gain[1]) < 0.05 * gain[0]
