"""A study of one's own: two scenarios and one number. That it may be interrupted, and who does the work, costs it no line."""

import numpy as np
import pytest
from programme import programme

from sim import Design, Execution, Interrupted, Query, ReplicationView, evaluate
from sim.model import build


def most_steps_of_one_person(view: ReplicationView) -> float:
    """How many steps the person took who took most, which no KPI tells."""
    return float(np.bincount(view.steps["person"]).max())


def steps_saved(planners: int, design: Design, execution: Execution, folder=None) -> float:
    """How many steps fewer the busiest person takes where there are so many planners."""
    scenarios = {
        "as_planned": build(programme(horizon="2018-12-01", targets={"2018-09-30": {}})),
        "more_staff": build(
            programme(horizon="2018-12-01", targets={"2018-09-30": {}}, resources__planners__team=planners)
        ),
    }
    queries = {
        name: Query(scenario=scenario, questions=(most_steps_of_one_person,)) for name, scenario in scenarios.items()
    }
    answers = evaluate(queries, design, execution, folder=folder)
    before, after = (answers[name][most_steps_of_one_person] for name in scenarios)
    return float((before - after).mean())


DESIGN = Design(replications=6, crosscheck=1)


@pytest.fixture(scope="module")
def alone():
    return steps_saved(6, DESIGN, Execution(workers=1))


def test_it_does_not_matter_who_does_the_work(alone):
    assert steps_saved(6, DESIGN, Execution(workers=2, chunk=1)) == alone


def test_it_goes_on_where_it_was_interrupted(alone, tmp_path):
    def interrupt(finished, planned):
        if finished >= 5:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as interrupted:
        steps_saved(6, DESIGN, Execution(workers=1, chunk=1, progress=interrupt), tmp_path / "study")
    assert (interrupted.value.done, interrupted.value.planned) == (5, 12)
    calls = []
    going_on = Execution(workers=2, resume=True, progress=lambda *now: calls.append(now))
    assert steps_saved(6, DESIGN, going_on, tmp_path / "study") == alone
    assert calls[0] == (5, 12)
    calls.clear()
    assert steps_saved(6, DESIGN, going_on, tmp_path / "study") == alone
    assert calls == [(12, 12)], "what is finished is read, and not run again"


def test_it_may_run_until_it_is_precise():
    design = Design(replications=20, precision=0.2, max_replications=80, crosscheck=0)
    queries = {
        "a": Query(
            scenario=build(programme(horizon="2018-12-01", targets={"2018-09-30": {}})), questions=("plans_completed",)
        )
    }
    assert 20 <= len(evaluate(queries, design, Execution(workers=1))["a"]["plans_completed"]) <= 80
    with pytest.raises(ValueError, match=r"^max_replications: found 10; allowed: at least the 20 replications"):
        evaluate(queries, Design(precision=0.2, max_replications=10))
