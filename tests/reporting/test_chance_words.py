"""Chances, medians and ranges as a board reads them."""

from __future__ import annotations

import pytest
from boards import board, with_plans
from worlds import world

from sim.experiments.analysis.chances import chance, prediction
from sim.experiments.analysis.lookup import Lookup
from sim.model import build
from sim.reporting.chance_words import (
    chance_words,
    counted,
    ends_words,
    median_words,
    range_words,
    short_chance,
    what_ranges_are,
)
from sim.reporting.own_choices import stated
from sim.reporting.report.first_lines import most_to_learn, own_choices
from sim.reporting.report.headline import answer
from sim.reporting.report.prospects import prospects
from sim.reporting.wording import SPACE


@pytest.mark.parametrize(
    ("hits", "runs", "words", "how_often"),
    [
        (0, 200, "less than 2 in 100", "none of 200 runs"),
        (0, 60, "less than 5 in 100", "none of 60 runs"),
        (0, 9000, "less than 1 in 100", "none of 9,000 runs"),
        (200, 200, "more than 98 in 100", "all of 200 runs"),
        (17, 60, "28 in 100 (19 to 41)", "17 of 60 runs"),
        (3, 1000, "0.3 in 100 (0.1 to 0.9)", "3 of 1,000 runs"),
    ],
)
def test_a_chance_is_so_many_in_100(hits: int, runs: int, words: str, how_often: str) -> None:
    of = chance([True] * hits + [False] * (runs - hits))
    assert chance_words(of) == words
    assert counted(of).replace(SPACE, " ") == how_often


def test_a_chance_in_a_table_has_its_interval_or_how_often_beneath() -> None:
    few, all_, some = (chance([True] * hits + [False] * (60 - hits)) for hits in (0, 60, 17))
    assert [tuple(text.replace(SPACE, " ") for text in short_chance(of)) for of in (few, all_, some)] == [
        ("< 5 %", "none of 60 runs"),
        ("> 95 %", "all of 60 runs"),
        ("28 %", "19 to 41 %"),
    ]


def test_a_range_says_whether_it_is_nine_in_ten() -> None:
    many, few, one = (prediction([100.0 * at for at in range(runs)]) for runs in (61, 3, 1))
    assert range_words(many) == "nine times in ten 300 to 5,700"
    assert range_words(many, relative=True) == "nine times in ten +300 to +5,700"
    assert range_words(few) == f"0 to 200 over 3{SPACE}runs"
    assert range_words(one) == ""
    assert median_words(many, relative=True) == "+3,000"
    assert ends_words(prediction([0.25, 1.5])) == "0.2 to 1.5"
    assert "too few for nine in ten, which takes 60" in what_ranges_are(
        is_nine_in_ten=False, is_uncertain=True, runs=20
    )
    assert what_ranges_are(is_nine_in_ten=True, is_uncertain=True, runs=60).startswith(
        "If our assumptions hold, nine times"
    )


def test_the_answer_tells_the_chance_of_every_option() -> None:
    results = with_plans(board("levers"), [2000.0] * 15 + [1000.0] * 45)
    lines = {line.lead: line.text.replace(SPACE, " ") for line in answer(Lookup(results))}
    assert (
        "about 1,000 plans (nine times in ten 1,000 to 2,000), with a chance of 25 in 100 (16 to 37)"
        in lines["What we would have."]
    )
    assert lines["The chance of each target."] == (
        "2,000 plans by 31 March 2019: Scale-up as planned 25 in 100 (16 to 37); the others less than 5 in 100 each (none of "
        "60 runs). 400 live NHS and joint budgets by 31 March 2019: every option less than 5 in 100 each (none of 60 runs)."
    )
    assert next(iter(lines)) == "What we chose and assumed."


def test_the_first_table_has_chance_median_and_range_and_the_means_are_folded() -> None:
    last, earlier = prospects(Lookup(with_plans(board("levers"), [2000.0] * 15 + [1000.0] * 45)))
    assert last.columns == (
        "Plans",
        "Chance of 2,000",
        "Change in plans",
        "Live NHS and joint budgets",
        "Chance of 400",
        "Change in live NHS and joint budgets",
    )
    plans, chance_, change, *_ = last.rows[0].cells
    assert (plans.text, plans.detail, chance_.text, change.text) == ("1,000", "1,000 to 2,000", f"25{SPACE}%", "")
    assert (last.folded, earlier.folded) == (False, True)
    assert prospects(Lookup(board("queue"))) == []
    (one, *_) = prospects(Lookup(board("one_run")))
    assert [cell.detail for row in one.rows for cell in row.cells] == [""] * 12


def test_what_is_ours_is_told_first_and_whose_it_is() -> None:
    base = build(
        {
            **world({"home": {"elapsed": 1, "next": "out"}}),
            "ours": {"dates": "The dates are ours.", "staff": "So are hours."},
        }
    )
    other, third = (
        build(
            {
                **base.mapping,
                "name": name,
                "label": name,
                "ours": {"dates": "The dates are ours.", "money": "We guessed money.", **more},
            }
        )
        for name, more in (("Other", {}), ("Third", {"place": "We chose the place."}))
    )
    assert stated([base]) == ["The dates are ours.", "So are hours."]
    assert stated([base, other, third]) == [
        *stated([base]),
        "Other and Third: we guessed money.",
        "Third: we chose the place.",
    ]
    assert own_choices(Lookup(board("queue"))) is None


def test_the_number_that_matters_most_is_told_with_what_it_takes_to_measure_it() -> None:
    (line,) = most_to_learn(Lookup(board("levers")))
    assert "staff hours for a plan, from the conversation to writing it up, with " in line.text
    assert "To narrow it: write down the staff hours of 20 real plans" in line.text
    (few,) = most_to_learn(Lookup(board("many")))
    assert few.text == "Which unknown number matters most takes 60 runs or more to say; there are 2."
    assert most_to_learn(Lookup(board("pair"))) == [], "nothing was drawn"
