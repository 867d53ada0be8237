"""The report tells goals, who is left behind, costs and outcomes with the numbers of the results and their evidence."""

import pytest
from boards import board

from sim.experiments.analysis.groups import groups_of
from sim.experiments.analysis.lookup import Lookup
from sim.measures import KPIS
from sim.measures.kpis.costs import EMPLOYED
from sim.reporting import wording
from sim.reporting.figures.reach import who_is_reached
from sim.reporting.report import goal_tables, resources, value_for_money


@pytest.fixture(scope="module")
def levers() -> Lookup:
    return Lookup(board("levers"))


@pytest.fixture(scope="module")
def queue() -> Lookup:
    return Lookup(board("queue"))


def rows(table):
    assert table is not None
    return {row.head: [cell.text for cell in row.cells] for row in table.rows}


def test_goals_and_what_became_of_them(levers: Lookup) -> None:
    table = goal_tables.became(levers)
    lines = rows(table)
    assert table is not None
    assert table.columns[:3] == ("Set", "Achieved", "Pending")
    for scenario in levers.scenarios:
        numbers = [float(text.replace(",", "")) for text in lines[scenario.label]]
        assert numbers[0] == round(levers.mean(scenario, "goals_set"))
        assert sum(numbers[1:]) == pytest.approx(numbers[0], abs=3)  # each is rounded


def test_goals_by_where_they_are_found(levers: Lookup) -> None:
    lines = rows(goal_tables.where_found(levers))
    assert list(lines) == [
        "With the programme’s money",
        "By the person’s own means",
        "From the voluntary sector",
        "From the council’s services",
        "From the NHS’s services",
    ]
    total = sum(float(cells[0].replace(",", "")) for cells in lines.values())
    assert total == pytest.approx(levers.mean(levers.baseline, "goals_set"), abs=3)


def test_every_group_is_told_in_words(levers: Lookup) -> None:
    lines = rows(goal_tables.left_behind(levers))
    assert len(lines) == len(levers.leading()) * len(groups_of(levers)) == 2 * (2 + 4 + 2 + 2)
    scenario = levers.baseline
    assert wording.group_label(scenario, "activation.1") == "Activation level 1 (lowest)"
    assert wording.group_label(scenario, "activation.2") == "Activation level 2"
    assert wording.group_label(scenario, "respiratory") == "Respiratory"
    assert wording.group_label(scenario, "age.from_65") == "65 and over"
    assert wording.group_label(scenario, "known.no") == "Asked cold, from a list"
    assert wording.group_label(scenario, "age.very_old") == "Age: very old"
    identified = levers.mean(scenario, "identified", "activation.4")
    cells = lines["Scale-up as planned: Activation level 4 (highest)"]
    assert cells[0] == wording.number(identified)
    assert cells[2] == wording.number(100 * levers.mean(scenario, "plans_completed", "activation.4") / identified)


def test_money_by_year(levers: Lookup) -> None:
    scenario, lines = levers.baseline, rows(value_for_money.by_year(levers))
    wanted = ("cash_in_year.2018-19", "full_year_effect.2018-19", "liability.2019-04-01")
    assert lines["Scale-up as planned: 2018/19"] == [wording.pounds(levers.mean(scenario, kpi)) for kpi in wanted]
    assert len(lines) == 2 * 3


def test_what_is_paid_twice_by_funder(levers: Lookup) -> None:
    scenario, lines = levers.baseline, rows(value_for_money.paid_twice(levers))
    assert lines["Scale-up as planned: In all"][3] == wording.pounds(levers.mean(scenario, "double_running"))
    assert lines["Scale-up as planned: NHS"][3] == wording.pounds(levers.mean(scenario, "double_running.funder.nhs"))
    in_notice = levers.mean(scenario, "paid_in_notice.funder.council")
    assert in_notice > 0
    assert lines["Scale-up as planned: Council"][2] == wording.pounds(in_notice)


@pytest.mark.parametrize("make", [value_for_money.programme, value_for_money.good])
def test_costs_and_outcomes_stand_with_their_evidence(make, levers: Lookup) -> None:
    table = make(levers)
    assert table is not None
    evidence = {wording.typeset(kpi.evidence) for kpi in KPIS.values()}
    assert len(table.rows) >= 6
    assert all(row.detail in evidence for row in table.rows)


def test_tables_of_cost_say_which_hours_are_paid_and_in_whose_prices(levers: Lookup) -> None:
    for table in (resources.costs(levers), value_for_money.programme(levers)):
        assert table is not None
        assert EMPLOYED in table.note
    for table in (
        resources.costs(levers),
        resources.one_off(levers),
        resources.yearly(levers),
        value_for_money.programme(levers),
        value_for_money.whole_bill(levers),
        value_for_money.programme_by_year(levers),
        value_for_money.by_year(levers),
    ):
        assert table is not None
        assert "in prices of 2017/18" in table.note


def test_the_whole_bill_adds_up_by_what_it_was_for_and_by_who_pays(levers: Lookup) -> None:
    baseline = levers.baseline
    bill = {item: levers.amount(baseline, f"total_bill.{item}") for item in levers.items(baseline, "total_bill")}
    whole = pytest.approx(levers.amount(baseline, "total_bill"))
    assert sum(bill[part] for part in ("programme", "budgets", "double_running")) == whole
    assert sum(pounds for item, pounds in bill.items() if item.startswith("funder.")) == whole
    table = value_for_money.whole_bill(levers)
    assert table is not None
    assert [row.head for row in table.rows[:4]] == [*value_for_money.BILL.values()]
    assert {row.head for row in table.rows[4:]} >= {"Paid by the NHS", "Paid by the council", "Paid by all jointly"}
    years = value_for_money.programme_by_year(levers)
    assert years is not None
    assert years.columns == ("In all", "Paid by all jointly")
    assert [row.head.split(": ")[1] for row in years.rows][:3] == ["2017/18", "2018/19", "2019/20"]


def test_what_was_there_at_the_start_is_told_where_cohorts_stand(levers: Lookup) -> None:
    message = "Already there at the start, in the totals and in no group: 300 plans."
    for table in (resources.reach(levers), goal_tables.left_behind(levers)):
        assert table is not None
        assert table.note.replace(wording.SPACE, " ").endswith(message)
    picture = who_is_reached(levers.results)
    assert picture is not None
    assert message in " ".join(picture.note.split())


def test_a_gain_has_its_range_and_nothing_is_promised_of_hospitals(levers: Lookup) -> None:
    table = value_for_money.good(levers)
    assert table is not None
    cells = {row.head: row.cells[0] for row in table.rows}
    (gain,) = (cell for head, cell in cells.items() if "ASCOT" in head)
    assert gain.text == wording.number(levers.mean(levers.baseline, "ascot_gain"), 1)
    high = wording.number(levers.mean(levers.baseline, "ascot_gain.high"), 1)
    assert gain.detail == f"between 0.0 and {high}"
    assert cells["Change in emergency admissions"].text == "0"


def test_a_plain_queue_has_no_goals_and_no_programme(queue: Lookup) -> None:
    makers = (
        goal_tables.became,
        goal_tables.where_found,
        goal_tables.left_behind,
        value_for_money.by_year,
        value_for_money.paid_twice,
    )
    assert [make(queue) for make in (*makers, value_for_money.programme, value_for_money.good)] == [None] * (
        len(makers) + 2
    )
