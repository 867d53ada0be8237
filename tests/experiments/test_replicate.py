"""Scenarios times replications: whose draws, in what order, and the same however the work is shared out."""

import pytest
from programme import UNCERTAIN, programme
from running import run

from sim.model import ScenarioError, build

FILES = (
    *("kpis.parquet", "monthly.parquet", "steps.parquet", "events.parquet", "summary.csv"),
    *("kpis_reseeded.parquet", "parameters.parquet", "drawn_numbers.csv"),
)


def two_programmes():
    more = {"name": "more_staff", "resources__planners__team": 6}
    return [build(programme(uncertainty=UNCERTAIN, **changes)) for changes in ({"name": "as_planned"}, more)]


@pytest.fixture(scope="module")
def in_one_process(tmp_path_factory):
    """The bytes of the files of two programmes, seven replications each, run in this process."""
    folder = tmp_path_factory.mktemp("one") / "results"
    run(two_programmes(), replications=7, keep="events", workers=1, chunk=7).save(folder)
    return {name: (folder / name).read_bytes() for name in FILES}


@pytest.mark.parametrize(("workers", "chunk"), [(1, 1), (1, 3), (1, None), (2, 2), (None, None)])
def test_the_same_bytes_however_the_work_is_shared_out(workers, chunk, in_one_process, tmp_path):
    folder = tmp_path / "results"
    run(two_programmes(), replications=7, keep="events", workers=workers, chunk=chunk, folder=folder)
    for name in FILES:
        assert (tmp_path / "results" / name).read_bytes() == in_one_process[name], name


def test_rows_go_by_scenario_and_then_by_replication():
    results = run(two_programmes(), replications=3)
    pairs = results.kpis[["scenario", "replication"]].drop_duplicates()
    assert list(pairs.itertuples(index=False, name=None)) == [
        (name, replication) for name in ("as_planned", "more_staff") for replication in range(3)
    ]
    assert results.baseline.name == "as_planned"


def test_scenarios_share_each_persons_draws():
    steps = run(two_programmes(), replications=2, keep="steps").steps
    doors = steps[(steps["stage"] == "open_case") & (steps["occurrence"] == 0)]
    joined = {
        name: list(mine[["replication", "person", "joined"]].itertuples(index=False, name=None))
        for name, mine in doors.groupby("scenario", sort=False, observed=True)
    }
    assert len(joined["as_planned"]) > 100
    assert joined["as_planned"] == joined["more_staff"]


def test_replications_do_not_share_draws():
    results = run(build(programme()), replications=2, keep="steps")
    first, second = (mine["joined"].tolist() for _, mine in results.steps.groupby("replication"))
    assert first != second


def test_another_scenario_changes_nobodys_numbers():
    alone = run(two_programmes()[0], replications=2)
    together = run(two_programmes(), replications=2)
    for table in ("kpis", "monthly"):
        ours, theirs = (getattr(results, table).astype({"scenario": str}) for results in (together, alone))
        assert ours[ours["scenario"] == "as_planned"].equals(theirs), table


def test_fewer_replications_are_the_first_of_more():
    few, many = run(build(programme()), replications=2), run(build(programme()), replications=4)
    assert many.kpis[many.kpis["replication"] < 2].equals(few.kpis)


def test_the_seed_is_the_scenarios_own_unless_another_is_given():
    scenario = build(programme(seed=7))
    by_itself = run(scenario, replications=2)
    assert by_itself.manifest["seed"] == 7
    assert by_itself.kpis.equals(run(scenario, replications=2, seed=7).kpis)
    assert not by_itself.kpis.equals(run(scenario, replications=2, seed=0).kpis)


def test_scenarios_with_different_seeds_get_the_baselines_draws():
    other = build(programme(name="other", seed=99))
    results = run([build(programme(seed=7)), other], replications=1)
    assert results.manifest["seed"] == 7
    mine = results.kpis.groupby("scenario", sort=False, observed=True)["value"].apply(list)
    assert mine["other"] == pytest.approx(mine["small_programme"], nan_ok=True)


def test_steps_are_kept_only_when_asked_for():
    assert run(build(programme()), replications=1).steps is None


def test_progress_is_told_until_all_is_done():
    calls = []
    run(two_programmes(), replications=7, workers=1, chunk=3, progress=lambda *now: calls.append(now))
    assert calls == [(done, 14) for done in (0, 3, 6, 9, 12, 13, 14)]


@pytest.mark.parametrize(
    ("how", "complaint"),
    [
        ({"engine": "refrence"}, "engine: found 'refrence'; did you mean 'reference'? allowed: one of "),
        ({"replications": 0}, "replications: found 0; allowed: a whole number from 1"),
        ({"replications": -3}, "replications: found -3; allowed: a whole number from 1"),
    ],
)
def test_what_cannot_be_run_is_refused(how, complaint):
    with pytest.raises(ScenarioError) as refused:
        run(build(programme()), **how)
    assert str(refused.value).startswith(complaint)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("scenarios", [[], [build(programme()), build(programme())]])
def test_every_scenario_stands_in_an_experiment_once(scenarios):
    with pytest.raises(ScenarioError, match="allowed: at least one scenario, each once"):
        run(scenarios, replications=1)
