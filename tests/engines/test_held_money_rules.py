"""Recurrent money that changes while it is held: raised, which may have to wait, and lowered, which never does."""

import pytest
from worlds import START, both, one_off, play, recurrent, world

from sim.model import ScenarioError, build


def budgets(change, amount=30, **more):
    """A budget of 60, a month later raised or lowered, then held to the end of another month."""
    return {
        "grant": {"fund": "pot", "amount": 60, "next": "live"},
        "live": {"elapsed": 30, "pays": True, "next": "change"},
        "change": {"fund": "pot", "amount": amount, "held_money": change, "next": "after", **more},
        "after": {"elapsed": 30, "next": "out"},
    }


def amounts(story):
    return story.outcome.steps["amount"].tolist()


def test_a_budget_is_raised_by_what_is_asked_and_ends_as_a_whole():
    # 100 are there: 60 and then 90 are held, so whoever asks for 60 has to wait until all of it comes back.
    story = both(world(budgets("raised"), {"pot": recurrent({START: 100})}), [0, 35])
    assert story.at("change")[0] == (0, 30, 30, 30, "after")
    assert story.started("grant") == {0: 0, 1: 60}
    assert [pence for pence in amounts(story) if pence] == [6000, 3000, 6000, 3000]


def test_who_waits_for_a_rise_keeps_what_is_held_and_stands_in_the_queue_like_others():
    # On day 30 nothing is left of 60: the rise waits for new money on day 40, before whoever came on day 35.
    stages = budgets("raised", gives_back=[])
    story = both(world(stages, {"pot": recurrent({START: 60, "2017-11-10": 50})}), [0, 35])
    assert story.at("change")[0] == (0, 30, 40, 40, "after")
    assert story.started("grant") == {0: 0, 1: 70}  # 20 of the 50 are left until the first budget of 90 ends


def test_who_leaves_while_waiting_for_a_rise_gives_back_what_was_held():
    mapping = world(budgets("raised"), {"pot": recurrent({START: 60})})
    story = play(mapping, [0, 1], leaves={0: 45})
    assert story.at("change")[0] == (0, 30, None, 45, "left")
    assert story.started("grant") == {0: 0, 1: 45}


def test_a_budget_is_lowered_at_once_and_the_queue_is_served():
    story = both(world(budgets("lowered", 40), {"pot": recurrent({START: 100})}), [0, 1])
    assert story.at("change") == [(0, 30, 30, 30, "after"), (1, 60, 60, 60, "after")]
    assert story.started("grant") == {0: 0, 1: 30}
    assert [pence for pence in amounts(story) if pence] == [6000, 6000, -4000, -4000]


def test_no_more_is_given_back_than_is_held():
    story = both(world(budgets("lowered", 75), {"pot": recurrent({START: 60})}), [0, 1])
    assert story.started("grant") == {0: 0, 1: 30}
    assert [pence for pence in amounts(story) if pence] == [6000, 6000, -6000, -6000]


def test_lowering_what_was_never_held_gives_back_nothing():
    stages = {
        "change": {"fund": "pot", "amount": 10, "held_money": "lowered", "next": "grant"},
        "grant": {"fund": "pot", "amount": 60, "next": "live"},
        "live": {"elapsed": 30, "next": "out"},
    }
    assert amounts(both(world(stages, {"pot": recurrent({START: 60})}), [0])) == [0, 6000, 0]


def test_a_rise_for_somebody_who_holds_nothing_is_a_grant():
    stages = {
        "change": {"fund": "pot", "amount": 50, "held_money": "raised", "next": "live"},
        "live": {"elapsed": 30, "next": "out"},
    }
    assert both(world(stages, {"pot": recurrent({START: 60})}), [0, 1]).started("change") == {0: 0, 1: 30}


def test_a_budget_may_be_raised_again_and_again():
    stages = budgets("raised", 20)
    stages["after"] |= {"next": "change"}
    stages["change"] |= {"max_steps": 2, "then": "end"}
    stages["end"] = {"elapsed": 0, "next": "out"}
    story = both(world(stages, {"pot": recurrent({START: 100})}, horizon=200), [0, 85])
    assert [pence for pence in amounts(story) if pence] == [6000, 2000, 2000, 6000, 2000, 2000]
    assert story.started("grant") == {0: 0, 1: 90}


@pytest.mark.parametrize(
    ("change", "path", "said"),
    [
        ({"change": {"held_money": "doubled"}}, "pathway.stages.change.held_money", "one of raised, lowered"),
        ({"live": {"held_money": "raised"}}, "pathway.stages.live.held_money", "only where a fund pays"),
        ({"change": {"fund": "sum"}}, "pathway.stages.change.held_money", "recurrent funds alone, and sum is one-off"),
        ({"change": {"patience": 5, "held_money": "lowered"}}, "pathway.stages.change.patience", "nobody waits"),
        ({"grant": {"fund": "other"}, "change": {"held_money": "lowered"}}, "pathway.stages.change.fund", "some stage"),
    ],
)
def test_nonsense_is_refused_in_one_line(change, path, said):
    stages = budgets("raised")
    for name, more in change.items():
        stages[name] = {**stages[name], **more}
    funds = {"pot": recurrent({START: 100}), "other": recurrent({START: 100}), "sum": one_off({START: 100})}
    with pytest.raises(ScenarioError) as refused:
        build(world(stages, funds))
    [fault] = [fault for fault in refused.value.faults if fault.path == path]
    assert said in str(fault)


def test_a_part_that_is_given_back_may_be_more_than_the_fund_ever_held():
    build(world(budgets("lowered", 500), {"pot": recurrent({START: 60})}))
