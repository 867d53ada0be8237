"""The rules of holding and leaving, of loops, and of the first day and the last, one small story each."""

from worlds import play, team, world

TUESDAYS = {"every": "7 days", "from": "2017-10-08"}  # days 7, 14, 21, ...


def panel(**more):
    return {"board": {"meeting": TUESDAYS, "slots": 9, **more}}


# --- holding ---------------------------------------------------------------------------------------------


def cases(**more):
    """A place is taken at the gate, held over the work, and given back at the close."""
    return {
        "gate": {"caseload": "places", "next": "work"},
        "work": {"elapsed": 5, "next": "close", **more},
        "close": {"elapsed": 1, "gives_back": "places", "next": "after"},
        "after": {"elapsed": 100, "next": "out"},
    }


def test_a_place_is_held_from_the_gate_to_the_end_of_the_close():
    story = play(world(cases(), {"places": {"caseload": 1}}), [0, 1, 2])
    assert story.started("gate") == {0: 0, 1: 6, 2: 12}


def test_coming_again_while_the_place_is_held_needs_no_second_place():
    repeated = cases(next={"gate": 0.5, "close": 0.5})
    repeated["gate"] |= {"max_steps": 9, "then": "out"}
    mapping = world(repeated, {"places": {"caseload": 1}})
    story = play(mapping, [0, 1], work__next=[["gate", "close"], ["close", "close"]])
    assert story.at("gate") == [(0, 0, 0, 0, "work"), (0, 5, 5, 5, "work"), (1, 1, 11, 11, "work")]
    assert [int(row["amount"]) for row in story.outcome.steps if row["stage"] == 0] == [1, 1, 0]


def test_leaving_gives_a_place_back():
    story = play(world(cases(), {"places": {"caseload": 1}}), [0, 1], leaves={0: 2.5})
    assert story.steps[1:] == [
        (0, "work", 0, 0, 2.5, "left"),
        (1, "gate", 1, 2.5, 2.5, "work"),
        (1, "work", 2.5, 2.5, 7.5, "close"),
        (1, "close", 7.5, 7.5, 8.5, "after"),
        (1, "after", 8.5, 8.5, 108.5, "out"),
    ]


def test_giving_up_gives_a_place_back():
    stages = {
        "gate": {"caseload": "places", "next": "panel"},
        "panel": {"meeting": "board", "patience": 3, "next": "out"},
    }
    story = play(world(stages, {"places": {"caseload": 1}, **panel()}), [0, 1])
    assert story.steps == [
        (0, "gate", 0, 0, 0, "panel"),
        (0, "panel", 0, None, 3, "gave_up"),
        (1, "gate", 1, 3, 3, "panel"),
        (1, "panel", 3, None, 6, "gave_up"),
    ]


def test_an_exit_gives_a_place_back():
    stages = {"gate": {"caseload": "places", "elapsed": 4, "next": "out"}}
    assert play(world(stages, {"places": {"caseload": 1}}), [0, 1]).started("gate") == {0: 0, 1: 4}


def test_leaving_ends_a_wait_an_elapsed_stage_and_work_and_frees_the_team():
    mapping = world({"desk": {"team": "clerk", "work": 10, "next": "out"}}, {"clerk": team(1)})
    story = play(mapping, [0, 1, 2], leaves={0: 4, 1: 3})
    assert story.steps == [
        (0, "desk", 0, 0, 4, "left"),
        (1, "desk", 1, None, 3, "left"),
        (2, "desk", 2, 4, 14, "out"),
    ]


# --- loops -----------------------------------------------------------------------------------------------


def test_a_used_up_target_leads_to_its_stated_outcome_without_a_step():
    stages = {
        "ask": {"elapsed": 1, "max_steps": 2, "then": "told_no", "next": {"ask": 0.5, "out": 0.5}},
        "told_no": {"elapsed": 3, "next": "out"},
    }
    story = play(world(stages), [0], ask__next=["ask"])
    assert story.steps == [(0, "ask", 0, 0, 1, "ask"), (0, "ask", 1, 1, 2, "told_no"), (0, "told_no", 2, 2, 5, "out")]


def test_then_may_lead_on_to_another_that_is_used_up():
    stages = {
        "ask": {"elapsed": 1, "max_steps": 1, "then": "appeal", "next": "appeal"},
        "appeal": {"elapsed": 1, "max_steps": 1, "then": "refused", "next": "ask"},
    }
    story = play(world(stages, pathway={"exits": {"refused": "Refused"}}), [0])
    assert story.way(0) == ["ask", "appeal", "refused"]


def test_the_weights_in_force_when_a_step_finishes_count():
    stage = {"elapsed": 10, "next": "out", "next_changes": {"2017-10-11": "gone", "2017-10-21": "out"}}
    mapping = world({"wait": stage}, pathway={"exits": {"out": "Out", "gone": "Gone"}})
    story = play(mapping, [0, 0, 9, 11], wait__time=[9.5, 10, 10, 10])
    assert [outcome for *_, outcome in story.steps] == ["out", "gone", "gone", "out"]


def test_without_resources_people_pass_through():
    assert play(world({"wait": {"elapsed": 4, "next": "out"}}), [0.5]).steps == [(0, "wait", 0.5, 0.5, 4.5, "out")]


def test_whoever_needs_no_team_passes_at_once_without_its_work():
    stages = {"desk": {"team": {"by": "kind", "self": "none", "helped": "clerk"}, "work": 2, "next": "out"}}
    people = {"attributes": {"kind": {"self": 1.0, "helped": 0.0}}}
    mapping = world(stages, {"clerk": team(0)}, people=people)
    assert play(mapping, [3]).steps == [(0, "desk", 3, 3, 3, "out")]


def test_whoever_needs_no_place_is_served_at_once_and_takes_the_days_it_takes():
    stages = {"stay": {"caseload": {"by": "kind", "self": "none", "helped": "beds"}, "elapsed": 2, "next": "out"}}
    people = {"attributes": {"kind": {"self": 1.0, "helped": 0.0}}}
    mapping = world(stages, {"beds": {"caseload": 0}}, people=people)
    assert play(mapping, [3]).steps == [(0, "stay", 3, 3, 5, "out")]


# --- the first day and the last --------------------------------------------------------------------------


def test_people_inside_hold_their_places_first_and_then_join_in_list_order_before_anybody_arrives():
    # Two who hold a place each are placed before the one in front of them in the list asks for one.
    mapping = world(cases(), {"places": {"caseload": 2}})
    inside = [
        {"stage": "gate"},
        {"stage": "work", "holding": "places"},
        {"stage": "close", "count": 1, "holding": "places"},
    ]
    story = play({**mapping, "start_state": {"people": inside}}, [0])
    assert story.steps[:4] == [
        (1, "gate", 0, 1, 1, "work"),  # when the one at the close is out
        (2, "work", 0, 0, 5, "close"),
        (3, "close", 0, 0, 1, "after"),
        (0, "gate", 0, 6, 6, "work"),
    ]


def test_people_inside_join_one_after_another():
    # The second has priority, but the first has joined, and been served, before.
    stages = {
        "plain": {"team": "clerk", "work": 3, "next": "urgent"},
        "urgent": {"team": "clerk", "work": 3, "priority": -1, "next": "out"},
    }
    mapping = world(
        stages, {"clerk": team(1)}, start_state={"people": [{"stage": "plain"}, {"stage": "urgent", "count": 2}]}
    )
    story = play(mapping)
    assert story.started("plain") == {0: 0}
    assert story.started("urgent") == {1: 3, 2: 6, 0: 9}


def test_nothing_happens_at_or_after_the_horizon():
    mapping = world({"desk": {"elapsed": 10, "next": "out"}}, horizon=20)
    assert play(mapping, [0, 10, 19.5, 20, 21], desk__time=[9.5, 10, 10, 10, 10]).steps == [
        (0, "desk", 0, 0, 9.5, "out"),
        (1, "desk", 10, 10, None, "unfinished"),
        (2, "desk", 19.5, 19.5, None, "unfinished"),
    ]


def test_whoever_waits_at_the_horizon_has_not_started():
    mapping = world({"panel": {"meeting": "board", "patience": 13, "next": "out"}}, panel(slots=1), horizon=14)
    assert play(mapping, [0, 0, 1]).steps == [
        (0, "panel", 0, 7, 7, "out"),
        (1, "panel", 0, None, 13, "gave_up"),
        (2, "panel", 1, None, None, "unfinished"),
    ]
