"""How many replications a comparison has where nobody says."""

import pytest

from sim.cli import run


@pytest.fixture
def asked(monkeypatch):
    """The replications that a run would have made."""
    asked = []

    def stop_here(scenarios, settings, *_, **__):
        asked.append(settings.design.replications)
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "run_and_write", stop_here)

    def replications(*words):
        with pytest.raises(KeyboardInterrupt):
            run.run(list(words))
        return asked[-1]

    return replications


def test_a_board_has_as_many_as_give_intervals_and_quantiles(asked):
    assert asked("board=payments") == asked("scenarios=[mm_c,payment_delay]", "name=x") == 200


def test_whoever_says_how_many_gets_so_many(asked):
    assert asked("board=payments", "replications=3") == 3
    assert asked("board=payments", "precision=10%") == 20, "then the first batch of as many as it takes"
    assert asked("scenario=mm_c") == 20
