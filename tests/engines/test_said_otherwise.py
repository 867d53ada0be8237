"""What the language has no word for, said with the words that it has, as docs/configuration.md tells."""

from worlds import play, team, world


def test_a_place_that_is_kept_until_the_next_is_free_blocks_the_stage_before():
    stages = {
        "bed": {"caseload": "beds", "next": "treatment"},
        "treatment": {"elapsed": 2, "next": "room"},
        "room": {"caseload": "rooms", "gives_back": "beds", "next": "recovery"},
        "recovery": {"elapsed": 5, "next": "out"},
    }
    story = play(world(stages, {"beds": {"caseload": 1}, "rooms": {"caseload": 1}}), [0, 0, 0])
    assert story.started("treatment") == {0: 0, 1: 2, 2: 7}, "the bed is empty from day 4, and blocked until day 7"
    assert story.started("recovery") == {0: 2, 1: 7, 2: 12}


def test_a_waiting_room_with_so_many_places_and_no_patience_is_a_queue_with_a_limit():
    stages = {
        "door": {"caseload": "room", "patience": 0, "next": "desk"},
        "desk": {"team": "clerk", "work": 3, "gives_back": "room", "next": "out"},
    }
    story = play(world(stages, {"clerk": team(1), "room": {"caseload": 2}}), [0, 1, 2, 3])
    assert [story.way(person)[-1] for person in range(4)] == ["out", "out", "gave_up", "out"]
    assert story.started("desk") == {0: 0, 1: 3, 3: 6}


def test_work_in_pieces_lets_what_is_urgent_in_between():
    stages = {
        "door": {"elapsed": 0, "next": {"first_half": 0.5, "urgent": 0.5}},
        "first_half": {"team": "clerk", "work": 2, "priority": 1, "next": "second_half"},
        "second_half": {"team": "clerk", "work": 2, "priority": 1, "next": "out"},
        "urgent": {"team": "clerk", "work": 1, "priority": 0, "next": "out"},
    }
    story = play(world(stages, {"clerk": team(1)}), [0, 1], door__next=["first_half", "urgent"])
    assert story.at("urgent") == [(1, 1, 2, 3, "out")], "nobody is taken from what has begun"
    assert story.at("second_half") == [(0, 2, 3, 5, "out")]
