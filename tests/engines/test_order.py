"""What comes first when several things happen at the same instant."""

from worlds import START, one_off, play, team, world

TUESDAYS = {"every": "7 days", "from": "2017-10-08"}  # days 7, 14, 21, ...


def test_a_finish_comes_before_an_arrival():
    # Person 0 finishes on day 3 and joins the clerk's queue again; person 1 arrives on day 3, and so stands behind.
    mapping = world(
        {"desk": {"team": "clerk", "work": 3, "next": "again"}, "again": {"team": "clerk", "work": 2, "next": "out"}},
        {"clerk": team(1)},
    )
    story = play(mapping, [0, 3])
    assert story.steps == [
        (0, "desk", 0, 0, 3, "again"),
        (0, "again", 3, 3, 5, "out"),
        (1, "desk", 3, 5, 8, "again"),
        (1, "again", 8, 8, 10, "out"),
    ]


def test_an_arrival_comes_before_the_timetable():
    mapping = world({"panel": {"meeting": "board", "next": "out"}}, {"board": {"meeting": TUESDAYS, "slots": 9}})
    assert play(mapping, [7, 7.5]).steps == [(0, "panel", 7, 7, 7, "out"), (1, "panel", 7.5, 14, 14, "out")]


def test_a_finish_comes_before_the_timetable():
    mapping = world(
        {"desk": {"elapsed": 1, "next": "panel"}, "panel": {"meeting": "board", "next": "out"}},
        {"board": {"meeting": TUESDAYS, "slots": 9}},
    )
    story = play(mapping, [0, 0], desk__time=[7, 7.5])
    assert story.started("panel") == {0: 7, 1: 14}


def test_the_timetable_comes_before_patience():
    mapping = world(
        {"panel": {"meeting": "board", "patience": 7, "next": "out"}}, {"board": {"meeting": TUESDAYS, "slots": 9}}
    )
    # Both would go on day 7 or just before; a grant at an instant beats patience at that instant.
    story = play(mapping, [0, 0], panel__patience=[7, 6.5])
    assert story.steps == [(0, "panel", 0, 7, 7, "out"), (1, "panel", 0, None, 6.5, "gave_up")]


def test_a_finish_that_frees_a_place_beats_patience():
    mapping = world({"desk": {"team": "clerk", "work": 3, "patience": 3, "next": "out"}}, {"clerk": team(1)})
    story = play(mapping, [0, 0, 0], desk__patience=[3, 3, 3])
    assert story.steps == [
        (0, "desk", 0, 0, 3, "out"),
        (1, "desk", 0, 3, 6, "out"),
        (2, "desk", 0, None, 3, "gave_up"),
    ]


def test_the_timetable_sees_people_who_arrive_on_day_0():
    mapping = world(
        {"pay": {"fund": "pot", "amount": 100, "pays": True, "next": "out"}}, {"pot": one_off({START: 100})}
    )
    assert play(mapping, [0, 0]).started("pay") == {0: 0, 1: None}


def test_finishes_go_in_pathway_order_and_then_by_person():
    # Three people finish on day 5. Person 2 is in the earlier stage; person 1 joined `late` before person 0 did.
    mapping = world(
        {
            "door": {"elapsed": 0, "next": {"early": 0.5, "late": 0.5}},
            "early": {"elapsed": 1, "next": "desk"},
            "late": {"elapsed": 1, "next": "desk"},
            "desk": {"team": "clerk", "work": 1, "next": "out"},
        },
        {"clerk": team(1)},
    )
    story = play(
        mapping,
        [2, 1, 3],
        door__next=["late", "late", "early"],
        early__time=[0, 0, 2],
        late__time=[3, 4, 0],
    )
    assert story.started("desk") == {2: 5, 0: 6, 1: 7}


def test_arrivals_at_an_instant_go_by_person():
    mapping = world({"desk": {"team": "clerk", "work": 1, "next": "out"}}, {"clerk": team(1)})
    assert play(mapping, [1, 1, 0.5, 1]).started("desk") == {2: 0.5, 0: 1.5, 1: 2.5, 3: 3.5}


def test_a_finish_after_zero_days_is_a_timed_event():
    # On day 5 person 0 passes through a stage of zero days, but person 1's finish comes before that stage in the pathway.
    mapping = world(
        {
            "door": {"elapsed": 0, "next": {"first": 0.5, "second": 0.5}},
            "first": {"elapsed": 5, "next": "nothing"},
            "second": {"elapsed": 5, "next": "desk"},
            "nothing": {"elapsed": 0, "next": "desk"},
            "desk": {"team": "clerk", "work": 1, "next": "out"},
        },
        {"clerk": team(1)},
    )
    story = play(mapping, [0, 0], door__next=["first", "second"])
    assert story.started("nothing") == {0: 5}
    assert story.started("desk") == {1: 5, 0: 6}


def test_a_meeting_and_a_payment_run_of_one_day_are_held_one_after_the_other():
    mapping = world(
        {"panel": {"meeting": "board", "next": "pay"}, "pay": {"payment_run": "bank", "next": "out"}},
        {"bank": {"payment_run": TUESDAYS}, "board": {"meeting": TUESDAYS, "slots": 9}},
    )
    assert play(mapping, [0]).steps == [(0, "panel", 0, 7, 7, "pay"), (0, "pay", 7, 7, 7, "out")]


def test_on_one_day_capacity_changes_before_money_lapses_and_money_lapses_before_it_is_added():
    # The clerk comes on 1 April and needs no time: the old year's money still reaches person 0, and then the rest lapses.
    mapping = world(
        {
            "desk": {"team": "clerk", "work": 0, "next": "pay"},
            "pay": {"fund": "pot", "amount": 50, "pays": True, "next": "out"},
        },
        {
            "pot": one_off({START: 80, "2018-04-01": 60}, year_end="uncommitted_lapses"),
            "clerk": team({START: 0, "2018-04-01": 1}),
        },
        horizon=200,
    )
    story = play(mapping, [0])
    assert story.steps == [(0, "desk", 0, 182, 182, "pay"), (0, "pay", 182, 182, 182, "out")]
    assert story.ledger == [("pot", 0, 8000, 0, 8000), ("pot", 182, 0, 3000, 0), ("pot", 182, 6000, 0, 6000)]


def test_top_ups_of_one_day_are_one():
    pot = {"fund": "one_off", "top_ups": {START: 60}, "tranches": {START: 60}}
    mapping = world({"pay": {"fund": "pot", "amount": 100, "pays": True, "next": "out"}}, {"pot": pot})
    story = play(mapping, [0])
    assert story.ledger == [("pot", 0, 12000, 0, 12000)]
    assert story.started("pay") == {0: 0}


def test_the_head_is_not_overtaken_by_those_who_ask_less():
    pot = one_off({START: 100, "2017-10-11": 100})
    mapping = world({"pay": {"fund": "pot", "amount": 1, "pays": True, "next": "out"}}, {"pot": pot})
    story = play(mapping, [1, 2, 3], pay__amount=[6000, 8000, 3000])
    assert story.started("pay") == {0: 1, 1: 10, 2: 10}


def test_a_head_who_gives_up_frees_those_behind_at_that_instant():
    mapping = world(
        {"pay": {"fund": "pot", "amount": 1, "pays": True, "patience": 50, "next": "out"}},
        {"pot": one_off({START: 100})},
    )
    story = play(mapping, [1, 2, 3, 4], pay__amount=[6000, 8000, 3000, 2000], pay__patience=[50, 4, 50, 2000])
    assert story.steps == [
        (0, "pay", 1, 1, 1, "out"),
        (1, "pay", 2, None, 6, "gave_up"),
        (2, "pay", 3, 6, 6, "out"),
        (3, "pay", 4, None, None, "unfinished"),
    ]


def test_patience_runs_out_by_person_and_what_it_frees_is_served_in_between():
    mapping = world(
        {"pay": {"fund": "pot", "amount": 1, "pays": True, "patience": 50, "next": "out"}},
        {"pot": one_off({START: 100})},
    )
    # Person 0 is the head whose going frees the money, and goes before person 1 would: person 1 is granted on day 6.
    story = play(mapping, [2, 3], pay__amount=[20000, 5000], pay__patience=[4, 3])
    assert story.steps == [(0, "pay", 2, None, 6, "gave_up"), (1, "pay", 3, 6, 6, "out")]
    # The other way round, person 0 stands behind and goes first: too early for the money that person 1 frees.
    story = play(mapping, [3, 2], pay__amount=[5000, 20000], pay__patience=[3, 4])
    assert story.steps == [(1, "pay", 2, None, 6, "gave_up"), (0, "pay", 3, None, 6, "gave_up")]


def test_one_who_gives_up_in_the_middle_does_not_disturb_the_head():
    mapping = world(
        {"pay": {"fund": "pot", "amount": 1, "pays": True, "patience": 50, "next": "out"}},
        {"pot": one_off({START: 10, "2017-10-21": 55})},
    )
    story = play(mapping, [1, 2, 3], pay__amount=[6000, 500, 500], pay__patience=[50, 4, 50])
    assert story.started("pay") == {0: 20, 1: None, 2: 20}


def test_priority_comes_before_the_order_of_joining():
    mapping = world(
        {
            "door": {"elapsed": 0, "next": {"plain": 0.5, "urgent": 0.5}},
            "plain": {"team": "clerk", "work": 2, "next": "out"},
            "urgent": {"team": "clerk", "work": 2, "priority": -1, "next": "out"},
        },
        {"clerk": team(1)},
    )
    story = play(mapping, [0, 0.25, 0.5, 0.75], door__next=["plain", "plain", "urgent", "urgent"])
    assert story.started("urgent") == {2: 2, 3: 4}
    assert story.started("plain") == {0: 0, 1: 6}


def test_a_person_who_finishes_joins_the_next_queue_before_anybody_is_served():
    # Person 0 gives the clerk back on day 2 and asks for him again, with priority, before the one who waits is served.
    mapping = world(
        {
            "desk": {"team": "clerk", "work": 2, "next": "urgent"},
            "urgent": {"team": "clerk", "work": 2, "priority": -1, "next": "out"},
        },
        {"clerk": team(1)},
    )
    story = play(mapping, [0, 1])
    assert story.started("urgent") == {0: 2, 1: 6}
    assert story.started("desk") == {0: 0, 1: 4}


def test_leaving_at_the_instant_of_a_finish_wins_but_a_grant_beats_leaving_the_queue():
    mapping = world({"desk": {"team": "clerk", "work": 3, "next": "out"}}, {"clerk": team(1)})
    assert play(mapping, [0], leaves={0: 3}).steps == [(0, "desk", 0, 0, 3, "left")]
    story = play(mapping, [0, 0], leaves={1: 3})
    assert story.steps[1] == (1, "desk", 0, 3, 3, "left")


def test_leaving_and_giving_up_at_one_instant_is_leaving():
    mapping = world({"desk": {"team": "clerk", "work": 9, "patience": 2, "next": "out"}}, {"clerk": team(1)})
    assert play(mapping, [0, 0], leaves={1: 2}).steps[1] == (1, "desk", 0, None, 2, "left")
