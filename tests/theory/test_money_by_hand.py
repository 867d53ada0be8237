"""Two years of a fund, reckoned by hand."""

from worlds import START, one_off, play, world


def test_thirty_pounds_each_of_a_hundred_a_quarter():
    """One person every ten days asks for 30 pounds. The year ends on 31 March, and what is left then is lost.

    ========== === ======== ====== ================ =====
    date       day there is lapses granted (person) left
    ========== === ======== ====== ================ =====
    2017-10-01   0      100        0, 1, 2 on coming   10
    2018-01-01  92      110        3, 4, 5             20
    2018-04-01 182      100     20 6, 7, 8             10
    2018-07-01 273      110        9, 10, 11           20
    2018-10-01 365       20        (nothing comes)     20
    2019-04-01 547       60     20 12, 13               0
    ========== === ======== ====== ================ =====
    """
    top_ups = {START: 100, "2018-01-01": 100, "2018-04-01": 100, "2018-07-01": 100, "2019-04-01": 60}
    mapping = world(
        {"pay": {"fund": "pot", "amount": 30, "pays": True, "next": "out"}},
        {"pot": one_off(top_ups, year_end="uncommitted_lapses")},
        horizon=600,
    )
    story = play(mapping, [10 * person for person in range(20)])
    days = [0, 10, 20, 92, 92, 92, 182, 182, 182, 273, 273, 273, 547, 547, *[None] * 6]
    assert story.started("pay") == dict(enumerate(days))
    assert story.ledger == [
        ("pot", 0, 10000, 0, 10000),
        ("pot", 92, 10000, 0, 11000),
        ("pot", 182, 0, 2000, 0),
        ("pot", 182, 10000, 0, 10000),
        ("pot", 273, 10000, 0, 11000),
        ("pot", 547, 0, 2000, 0),
        ("pot", 547, 6000, 0, 6000),
    ]
    # 460 pounds came; fourteen people had 30 each, and 40 were lost.
    assert 46000 == 14 * 3000 + 2 * 2000


def test_what_is_paid_too_late_is_charged_to_the_next_year():
    """Grants of 40 pounds take 60 days to be paid; 100 pounds come each year on 1 April, and 200 at the start.

    Persons 0 and 1 (days 100 and 110) are paid on days 160 and 170, before the year ends on day 182. Persons 2 and 3 (days
    150 and 160) are not: with the 40 that nobody asked for, 120 pounds lapse, and 80 are charged to the new year's 100.
    """
    stages = {
        "grant": {"fund": "pot", "amount": 40, "next": "process"},
        "process": {"elapsed": 60, "pays": True, "next": "out"},
    }
    pot = one_off({START: 200, "2018-04-01": 100, "2019-04-01": 100}, year_end="unpaid_lapses")
    story = play(world(stages, {"pot": pot}, horizon=600), [100, 110, 150, 160, 190, 200])
    assert story.started("grant") == {0: 100, 1: 110, 2: 150, 3: 160, 4: 547, 5: 547}
    assert story.ledger == [
        ("pot", 0, 20000, 0, 20000),
        ("pot", 182, 0, 12000, -8000),
        ("pot", 182, 10000, 0, 2000),
        ("pot", 547, 0, 2000, 0),
        ("pot", 547, 10000, 0, 10000),
    ]
