"""The registers of parameters and targets are read strictly, and what rests on what is followed all the way down."""

import re

import pytest

from sim.config.evidence_lineage import VALIDATION, Target, ancestry, circularity_faults, read_targets
from sim.config.parameter_register import matches, parameter_of, parameters, read_parameters
from sim.model import ScenarioError

PATIENCE = {
    "label": "How long people wait",
    "keys": ["pathway.stages.panel.patience.exponential"],
    "value": 112,
    "low": 56,
    "high": 210,
    "unit": "days",
    "shape": "triangular",
    "scale": "ratio",
    "kind": "assumed",
    "sources": ["X136"],
    "derived_from": [],
}


def read(**changes):
    return read_parameters({"patience": {**PATIENCE, **changes}}, {"X136", "S072"})["patience"]


# --- reading it -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"lower": 3}, "patience.lower: found 3; did you mean 'low'? allowed: one of low, "),
        ({"value": 300}, "patience: found '56, 300, 210'; allowed: low <= value <= high"),
        ({"low": 112, "high": 112}, "patience: found '112, 112'; allowed: low < high, since it is drawn"),
        ({"shape": "normal"}, "patience.shape: found 'normal'; did you mean 'uniform'? allowed: one of triangular,"),
        ({"shape": "loguniform", "low": 0}, "patience.low: found 0; allowed: more than 0, for a loguniform"),
        ({"scale": "share"}, "patience: found '56, 210'; allowed: a share from 0 to 1"),
        ({"kind": "guessed"}, "patience.kind: found 'guessed'; allowed: one of measured, inferred, assumed"),
        ({"sources": ["X137"]}, "patience.sources[0]: found 'X137'; did you mean 'X136'? allowed: an id of the"),
        ({"derived_from": ["patients"]}, "patience.derived_from[0]: found 'patients'; did you mean 'patience'? allowed: an id"),
        ({"keys": []}, "patience.keys: found []; allowed: at least one key path"),
        ({"keys": ["pathway.stages.*.work"]}, "patience.keys[0]: found 'pathway.stages.*.work'; allowed: a key path without"),
        ({"measure_by": "Time 20 plans."}, "patience.measure_by: found 'Time 20 plans.'; allowed: an order without"),
        ({"label": None}, "patience.label: found nothing; allowed: a text"),
    ],
)  # fmt: skip
def test_a_fault_of_the_register_is_told_in_one_line(changes, message):
    with pytest.raises(ScenarioError) as error:
        read(**changes)
    assert str(error.value).startswith(f"evidence/parameters: {message}")
    assert len(error.value.faults) == 1


@pytest.mark.parametrize(
    ("key", "path", "matched"),
    [
        ("pathway.stages.*.work", "pathway.stages.panel.work", True),
        ("pathway.stages.*.work", "pathway.stages.panel.work.mean", False),
        ("pathway.**.work", "pathway.stages.panel.work", True),
        ("pathway.**.work", "pathway.work", True),
        ("**.half_life_days", "resources.nurses.hours_a_week.half_life_days", True),
        ("localities.**", "localities.2016-04-01", True),
        ("localities.**", "localities", False),
        ("people[*].count", "people[2].count", True),
        ("resources.*.team", "resources.a.b.team", False),
    ],
)
def test_what_a_key_matches(key, path, matched):
    assert matches(read(keys=[key], shape="choice"), path) == matched


@pytest.mark.parametrize(
    "key",
    [
        "resources.nurses.team",
        "resources.nurses.hours_a_week",
        "resources.nurses.hours_a_week.2018-01-01",
        "resources.nurses.hours_a_week.value",
        "resources.nurses.hours_a_week.half_life_days",
        "resources.nurses.changes.2018-01-01.hours_a_week",
        "resources.cases.caseload",
        "resources.panel.slots",
        "resources.panel.papers_due_days",
        "resources.pot.top_ups.2018-01-01",
        "resources.pot.tranches.2018-01-01",
        "resources.offers.gate.at_least",
        "identification.lists.size",
        "people.bands.cap.within",
        "pathway.stages.panel.max_steps",
        "start_state.people[0].count",
        "targets.2018-01-01.plans",
        "strength.faster_payment",
        "horizon",
    ],
)
def test_what_is_decided_is_never_drawn_however_it_is_written(key):
    with pytest.raises(ScenarioError) as error:
        read(keys=[key])
    (fault,) = error.value.faults
    assert fault.allowed == "the key path of a number that nobody decides, since it is drawn"


@pytest.mark.parametrize("key", ["resources.nurses.cost_an_hour", "resources.nurses.hours_a_week.given.value"])
def test_what_an_hour_costs_and_hours_that_are_given_may_be_drawn(key):
    assert read(keys=[key]).drawn


def test_a_number_is_drawn_by_one_parameter_alone():
    with pytest.raises(ScenarioError) as error:
        read_parameters({"patience": PATIENCE, "again": PATIENCE}, {"X136"})
    (fault,) = error.value.faults
    assert (fault.path, fault.allowed) == ("again.keys[0]", "a key path that no other parameter draws; patience does")


def test_the_first_parameter_that_matches_a_key_has_it():
    assert parameter_of("pathway.stages.deciding.next.per_goal.approve").name == "panel_approves_goal"
    assert parameter_of("pathway.stages.deciding.next.per_goal.defer").name == "panel_defers_goal"
    assert parameter_of("pathway.stages.deciding.next.within.per_goal.approve").name == "panel_approves_goal"
    assert parameter_of("no.such.key") is None


def test_a_parameter_that_draws_a_number_has_it_wherever_it_stands_in_the_register():
    assert parameter_of("people.attributes.activation.1").name == "least_active"
    assert parameter_of("people.attributes.activation.2").name == "activation"
    assert parameter_of("pathway.stages.a_new_one.patience.exponential") is None


def test_ancestry_goes_all_the_way_down_and_ends_in_a_circle():
    above = {"a": ("b", "c"), "b": ("d",), "d": ("a",)}
    assert ancestry(["a"], above) == ("a", "b", "c", "d")


def held(kind=VALIDATION, split=None, sources=("S066",)):
    return [Target(name="V5", label="Momentum", kind=kind, sources=sources, split=split or {})]


def test_a_target_behind_an_input_is_noticed_however_far_down():
    far = read(derived_from=["S072"])
    above = {"S072": ("X001",), "X001": ("S066",)}
    assert [str(fault) for fault in circularity_faults(held(), [far], above)] == [
        "V5.kind: found 'validation'; allowed: consistency, or a split, since S066 is also behind patience"
    ]
    assert circularity_faults(held(), [far], {}) == []
    assert circularity_faults(held(kind="consistency"), [far], above) == []
    assert circularity_faults(held(split={"S066": "One part is an input, the other a test."}), [far], above) == []


def test_a_number_that_rests_on_a_target_itself_has_a_stated_split():
    near = read(sources=["X136"])
    assert [str(fault) for fault in circularity_faults(held("consistency", sources=("X136",)), [near], {})] == [
        "V5.split.X136: found nothing; allowed: which part of X136 is behind patience, and which is tested"
    ]
    assert circularity_faults(held("consistency", {"X136": "Its half."}, ("X136",)), [near], {}) == []


def test_a_fault_of_a_target_is_told_in_one_line():
    target = {"label": "Momentum", "kind": "certain", "sources": ["S066"], "split": {"S06": "half"}}
    with pytest.raises(ScenarioError) as error:
        read_targets({"V5": target}, {"S066"})
    assert re.findall(r"V5\.(\w+): found '(\w+)'", str(error.value)) == [("split", "S06"), ("kind", "certain")]


# --- on screen --------------------------------------------------------------------------------------------------------


def test_a_number_is_shown_with_its_parameter_and_what_it_affects(ipc):
    code, out, _ = ipc("show", "number", "people.attributes.deployment.under_65.direct_payment")
    assert code == 0
    assert "Parameter direct_payments: Share of budgets of people under 65 that are direct payments\n" in out
    assert "    0.37 (0.2 to 0.5) share of budgets; drawn, triangular; inferred\n" in out
    assert "    sources: X301, X030, S040\n" in out
    assert "          S131: mostly notional\n" in out
    assert "    affects: attribute deployment\n" in out
    assert "          V10 (consistency): Sites with any direct payment, and budgets that are mostly notional\n" in out


def test_parameters_are_listed(ipc):
    code, out, _ = ipc("show", "parameters")
    assert code == 0
    assert len(out.splitlines()) == 2 * len(parameters())
    assert "patience                      How long people wait before giving up, on average\n" in out
    assert "112 (56 to 210) days; drawn, triangular; assumed\n" in out
    message = (
        "show parameters: found 'patience'; allowed: nothing behind it, or scenario=NAME and what is changed in it\n"
    )
    assert ipc("show", "parameters", "patience") == (2, "", message)


def test_the_numbers_of_a_scenario_that_are_drawn_are_told_with_the_range_of_each(ipc):
    changed = "pathway.stages.opening_the_case.patience.exponential=2"
    code, out, err = ipc("show", "parameters", "scenario=stockton_scale_up", changed)
    assert (code, err) == (0, "")
    assert "patience: How long people wait before giving up, on average\n" in out
    assert "    pathway.patience_clocks.decision.days.exponential = 112: drawn from 56 to 210 days\n" in out
    assert (
        f"{changed.replace('=', ' = ')}: drawn from 1 to 3.75 days, in proportion: 112 would be drawn from 56 to 210\n"
        in out
    )
    assert out.endswith(
        " numbers are drawn: those at the key paths for which a parameter was written, whatever stands there.\n"
    )
    nothing = "Nothing in this scenario is drawn (uncertainty: off).\n"
    assert ipc("show", "parameters", "scenario=mm_c") == (0, nothing, "")
