"""Budgets in words: which count, how many of those received are live, and what ended."""

from boards import board

from sim.config.load import load
from sim.experiments.analysis.lookup import Lookup
from sim.reporting.budget_words import NATIONALLY, kind_label, what_counts
from sim.reporting.report.budgets import received_and_live, which_count
from sim.reporting.summary import print_comparison, stored_title, title_of

STOCKTON, TYPICAL = load("stockton_scale_up"), load("typical_ccg_per_1000")


def plain(text):
    """With blanks that may break, and no breaks."""
    return " ".join(text.replace("\u00a0", " ").split())


def test_which_budgets_count_is_said_where_not_all_do():
    assert what_counts([TYPICAL]) == ""
    assert what_counts([STOCKTON]) == (
        "The targets count live NHS and joint budgets; budgets of other funders are live and do not count."
    )
    assert what_counts([STOCKTON, TYPICAL]) == (
        "Counted budgets are of Scale-up as planned all live NHS and joint budgets; of Typical CCG, in practice all live "
        "budgets."
    )


def test_kinds_have_the_words_of_the_field():
    assert kind_label("nhs") == "Personal health budgets (NHS)"
    assert kind_label("joint") == "Integrated budgets (joint)"
    assert kind_label("own_purse") == "Budgets of own purse"


def test_the_table_adds_up():
    lookup = Lookup(board("levers"))
    table = received_and_live(lookup)
    of = dict(zip(table.columns, (cell.text for cell in table.rows[0].cells), strict=True))
    received, live = (float(lookup.mean(lookup.baseline, f"budgets_{word}")) for word in ("received", "live"))
    assert (of["Received"], of["Live"]) == (f"{received:.0f}", f"{live:.0f}")
    kinds = [name for name in of if name.startswith("Live: ")]
    assert kinds[0] == "Live: Personal health budgets (NHS)"
    numbers = [
        lookup.mean(lookup.baseline, f"budgets_of.{funder}") for funder in ("nhs", "joint", "council", "education")
    ]
    assert abs(sum(numbers) - live) < 1e-9
    ended = lookup.mean(lookup.baseline, "budgets_ended")
    assert abs(received - live - ended) < 1e-9
    assert any(name.startswith("Ended: ") for name in of)
    assert "Live at the start: 0." in table.note


def test_received_live_and_ended_are_told_in_the_report_and_on_the_terminal(capsys):
    (line,) = which_count(Lookup(board("levers")))
    assert "budgets received by 31 March 2019: " in plain(line.text)
    assert plain(line.text).endswith(plain(NATIONALLY))
    print_comparison(board("levers"))
    out = plain(capsys.readouterr().out)
    assert "The targets count live NHS and joint budgets" in out
    assert "budgets received by 31 March 2019: " in out
    assert "Live, by kind: Personal health budgets (NHS) " in out


def test_where_nobody_receives_a_budget_nothing_is_said():
    for name in ("alone", "queue"):
        assert which_count(Lookup(board(name))) == ()
        assert received_and_live(Lookup(board(name))) is None


def test_a_column_is_called_by_what_it_counts():
    assert title_of("budgets_counted", [STOCKTON]) == "NHS and joint budgets live"
    assert title_of("budgets_counted", [TYPICAL]) == "Budgets live"
    assert stored_title("budgets_counted") == "Counted budgets"
    assert (stored_title("plans_completed"), stored_title("identified")) == ("Plans", "People identified")
    assert stored_title("exits") == "exits"
