"""The first table on a terminal, and what stands before and after it."""

from __future__ import annotations

import re

import pytest
from boards import board, with_plans

from sim.reporting.summary import print_comparison


def shown(capsys: pytest.CaptureFixture[str], name: str) -> str:
    """What is printed of a board on which the baseline's plans are known."""
    results = board(name)
    print_comparison(with_plans(results, [2000.0] * 15 + [1000.0] * 45) if name == "levers" else results)
    return capsys.readouterr().out


def test_what_is_ours_comes_first_then_chances_and_the_means_last(capsys: pytest.CaptureFixture[str]) -> None:
    out = shown(capsys, "levers")
    assert out.startswith("What we chose and assumed. The source gives no date")
    first, means = out.split("For researchers, the means:")
    assert "On 31 March 2019: chance of each target, median and range" in first
    (row,) = [re.split(r"\s{2,}", line.strip()) for line in first.splitlines() if "Scale-up as planned  " in line]
    assert row[:3] == ["Scale-up as planned", "1,000 (1,000 to 2,000)", "25 % (16 to 37 %)"]
    assert row[-1] == "< 5 %"
    assert "nine times in ten the result lies in this range" in " ".join(first.split())
    assert "confidence intervals of the means" not in first
    assert "In brackets: 95 % confidence intervals of the means" in means


def test_few_runs_show_their_range_and_one_shows_neither_range_nor_chance(capsys: pytest.CaptureFixture[str]) -> None:
    few = " ".join(shown(capsys, "many").split())
    assert "from the lowest to the highest of 2 runs" in few
    assert "too few for nine in ten, which takes 60" in few
    one = shown(capsys, "one_run").split("For researchers")[0]
    assert "One run has neither a chance nor a range." in one
    assert "<" not in one


def test_a_queue_without_targets_has_the_means_alone(capsys: pytest.CaptureFixture[str]) -> None:
    out = shown(capsys, "queue")
    assert "chance" not in out.split("Chance only")[0].split("Chance, and")[0]
    assert "For researchers" not in out
