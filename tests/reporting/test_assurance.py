"""What a reader is told of the cross-check and of the precision."""

import shutil

import pytest

from sim.engines import ENGINES
from sim.experiments import Results, kpi_matrix
from sim.reporting import wording as words

QUICK = ("scenario=payment_delay", "horizon=300", "name=x", "engine=reference", "workers=1")


def printed_and_reported(results, out):
    """The words of the terminal and of the report, each on one line."""
    page = (results / "x" / "report.html").read_text(encoding="utf-8")
    return [" ".join(text.replace(words.SPACE, " ").split()) for text in (out, page)]


@pytest.fixture
def second_engine(monkeypatch):
    """An engine beside the reference that makes what that makes, or a mistake."""
    reference = ENGINES["reference"]

    def put(mistake=False):
        def simulate(draws):
            outcome = reference(draws)
            if mistake:
                outcome.steps["finished"][2] += 1
            return outcome

        for name in [name for name in ENGINES if name != "reference"]:
            monkeypatch.delitem(ENGINES, name)
        monkeypatch.setitem(ENGINES, "second", simulate)

    return put


def test_agreement_is_told_with_what_it_shows(second_engine, ipc, results):
    second_engine()
    code, out, _ = ipc("run", *QUICK, "replications=3", "crosscheck=2")
    assert code == 0
    steps = Results.load(results / "x").manifest["crosscheck"]["steps"]
    for text in printed_and_reported(results, out):
        assert (
            "2 runs were simulated again by a second engine (second checks reference) and compared step by step: "
            f"all {steps:,} steps are identical, which shows that the code is right, not that the model is valid."
        ) in text


def test_that_nothing_was_checked_is_told_too(second_engine, ipc, results):
    second_engine()
    _, out, _ = ipc("run", *QUICK, "replications=2", "crosscheck=0")
    for text in printed_and_reported(results, out):
        assert "No run was checked step by step by a second engine (crosscheck=0)." in text


def test_engines_that_disagree_end_the_command_and_leave_nothing(second_engine, ipc, results):
    second_engine(mistake=True)
    code, out, err = ipc("run", *QUICK, "replications=2")
    assert (code, out) == (3, "")
    assert err.startswith("Engines disagree: reference and second differ in scenario payment_delay, seed ")
    assert ">>> finished: reference day " in err
    assert not list(results.iterdir())
    code, out, err = ipc("run", "-m", *QUICK, "replications=2")
    assert code == 3
    assert err.startswith("Engines disagree: ")


def test_it_is_told_where_only_the_first_runs_are_shown_over_time(ipc, results, monkeypatch):
    monkeypatch.setattr(kpi_matrix, "MONTHS_KEPT", 2)
    code, out, _ = ipc("run", *QUICK, "replications=4", "workers=1")
    assert code == 0
    text = printed_and_reported(results, out)[1]
    assert "Each scenario was run 4 times" in text
    assert "What is shown over time is of the first 2 runs: enough for a picture." in text
    assert "the mean of 2 runs; shaded" in text


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (
            ("scenario=mm_c", "precision=2%"),
            "precision: found 'mm_c without them'; allowed: scenarios whose pathway has",
        ),
        (
            ("scenario=payment_delay", "precision=0.1", "replications=30", "max_replications=25"),
            "max_replications: found 25; allowed: at least the 30 replications of the first batch",
        ),
    ],
)
def test_a_precision_that_cannot_be_had_is_refused_in_one_line(words, answer, ipc, results):
    code, out, err = ipc("run", *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert answer in err
    assert not list(results.glob("*"))


def test_a_precision_that_was_reached_is_told(ipc, results):
    code, out, _ = ipc("run", *QUICK, "precision=15%")
    assert code == 0
    runs = Results.load(results / "x").manifest["replications"]
    for text in printed_and_reported(results, out):
        assert (
            "Runs were added until the 95 % confidence intervals of plans and live budgets were within 15 % of the mean to "
            "either side: "
            f"it took {runs} runs of each scenario."
        ) in text


def test_a_precision_that_was_not_reached_is_told_with_what_was(ipc, results):
    code, out, _ = ipc("run", *QUICK, "precision=0.0005", "max_replications=20")
    assert code == 0
    for text in printed_and_reported(results, out):
        assert (
            "The precision of 0.05 % was not reached with 20 runs of each scenario, the most that were allowed: "
            "plans of The trainer's queue ±"
        ) in text.replace("&#39;", "'")


def test_an_unfinished_combination_of_a_multirun_is_told_in_one_line(ipc, results):
    assert ipc("run", "-m", *QUICK, "replications=2")[0] == 0
    shutil.rmtree(results / "x" / "000")
    partial = results / "x" / "000.partial"
    partial.mkdir()
    for name in ("lock", "chunk-000-0000000-2.npz"):
        (partial / name).touch()
    code, _, err = ipc("run", "-m", *QUICK, "replications=2")
    assert (code, err.count("\n")) == (2, 1)
    assert "resume=true to go on with the unfinished run in" in err
    assert ipc("run", "-m", *QUICK, "replications=2", "resume=false")[0] == 0
    assert [path.name for path in (results / "x").iterdir() if path.name[0] == "0"] == ["000"]
