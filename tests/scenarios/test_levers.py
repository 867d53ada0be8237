"""The operating model: what each lever does at no, half and full strength, and what it leaves alone."""

import functools

import numpy as np
import pytest
from running import run

from sim.config.load import load
from sim.config.operating_model import levers, read_levers
from sim.draws import Draws
from sim.engines import ENGINES
from sim.model import ScenarioError

TYPICAL, STOCKTON = "typical_ccg_per_1000", "stockton_scale_up"
LEVERS = levers()
every_lever = pytest.mark.parametrize("name", LEVERS)
#: Enough of everything, so that nobody waits for anybody.
PLENTY = (
    *(f"resources.{team}.team=5000" for team in ("practitioners", "connectors", "coordinators", "budget_officers")),
    *(f"resources.{team}.staffing=null" for team in ("practitioners", "connectors", "coordinators", "budget_officers")),
    *(f"resources.{meeting}.cancelled=0" for meeting in ("panel", "team_meeting")),
    "resources.cases.caseload=unlimited",
    *(f"resources.{meeting}.slots=10000" for meeting in ("panel", "team_meeting")),
    *(f"resources.{meeting}.meeting.every=1 day" for meeting in ("panel", "team_meeting")),
    *(f"resources.{fund}.top_ups.2016-04-01=1000000000" for fund in ("nhs_one_off", "nhs_yearly", "council_one_off")),
)
#: A place of a twentieth of the size, with little of everything, so that people wait, give up and are sent back.
SMALL = (
    "people.residents=13230",
    "identification.practitioner_knowledge.people_a_month=3",
    "identification.referral.people_a_month=6",
    "identification.linked_list.size=22",
    *(f"resources.{team}.team=1" for team in ("practitioners", "connectors", "coordinators", "budget_officers")),
    "resources.practitioners.hours_a_week=4",
    "resources.connectors.hours_a_week=12",
    "resources.budget_officers.hours_a_week=3",
    "resources.cases.caseload=8",
    "resources.team_meeting.slots=2",
    "resources.panel.slots=1",
    "resources.nhs_one_off.top_ups.2016-04-01=300",
    "resources.council_one_off.top_ups.2016-04-01=1000",
)


composed = functools.cache(load)


@functools.cache
def world(scenario, *words, replication=0):
    """A replication of a scenario: the scenario, its draws, and what comes of them."""
    composed_scenario = composed(scenario, *words)
    draws = Draws(composed_scenario, composed_scenario.seed, replication)
    return composed_scenario, draws, ENGINES["compiled"](draws)


def levered(name, strength=1, *words, scenario=TYPICAL, replication=0):
    """The same with a lever at some strength."""
    return world(scenario, f"lever={name}", f"strength.{name}={strength}", *words, replication=replication)


def at(world_of, stage):
    """The steps at a stage."""
    scenario, _, outcome = world_of
    return outcome.steps[outcome.steps["stage"] == scenario.pathway.index[stage]]


def shown(world_of, acts_on, among=None):
    """What a lever acts on, as a number; steps only of the people (and occurrences) among some others."""
    scenario, _, outcome = world_of
    if acts_on.startswith("resource:"):
        code = [resource.name for resource in scenario.resources].index(acts_on.removeprefix("resource:"))
        return float(outcome.ledger["added"][outcome.ledger["resource"] == code].sum())
    stage, _, column = acts_on.partition(".")
    steps = at(world_of, stage)
    if column.startswith("to="):
        code = {word: code for code, word in scenario.pathway.outcomes.items()}[column.removeprefix("to=")]
        return float(np.mean(steps["outcome"][steps["outcome"] != -1] == code))
    steps = steps[np.isin(_pair(steps), _pair(among))]
    return float(np.nanmean(steps["joined"] if column == "joined" else steps["finished"] - steps["started"]))


def _pair(steps):
    """Who, and for which time."""
    return steps["person"].astype(np.int64) * 100 + steps["occurrence"]


# --- what each lever does ---------------------------------------------------------------------------------------------


def test_every_component_and_enabler_has_a_lever():
    components = {lever.component for lever in LEVERS.values()}
    assert components == {f"{shift}{part}" for shift in range(1, 6) for part in "AB"} | {"enabler"}
    assert {lever.label for lever in LEVERS.values() if lever.component == "enabler"} == {
        "Information and advice",
        "Advocacy",
        "Community capacity",
        "A single administrative process",
        "Individual Service Funds",
    }


@pytest.mark.parametrize("scenario", [TYPICAL, STOCKTON])
@every_lever
def test_at_no_strength_a_lever_changes_no_step(name, scenario):
    assert levered(name, 0, scenario=scenario)[2].steps.tobytes() == world(scenario)[2].steps.tobytes()


@pytest.mark.parametrize("name", ["peer_support", "brokerage"])
def test_at_no_strength_a_lever_changes_nothing_where_not_knowing_counts_either(name):
    # What only the lever's keys draw moves none of what the others draw.
    with_it, without = (
        run(load(STOCKTON, "uncertainty=on", *words), replications=2, workers=1, crosscheck=0)
        for words in ([f"lever={name}", f"strength.{name}=0"], [])
    )
    for kpi in ("plans_completed", "budgets_live", "exits.gave_up", "days.total"):
        assert with_it.mean(STOCKTON, kpi) == without.mean(STOCKTON, kpi)


@every_lever
def test_at_full_strength_a_lever_shows_where_it_acts(name):
    lever = LEVERS[name]
    moved = [_moved(lever, replication) for replication in range(4)]
    assert np.mean(moved) * {"up": 1, "down": -1}[lever.direction] > 0.002, moved


def _moved(lever, replication):
    """By which share of itself that on which a lever acts has moved in a replication."""
    # Who is brought up sooner is invited sooner only where the waiting list is short, so that nobody looks at it here.
    words = ("invitations=null",) if lever.acts_on.endswith(".joined") else ()
    without = world(TYPICAL, *words, replication=replication)
    with_it = levered(lever.name, 1, *words, replication=replication)
    stage = lever.acts_on.partition(".")[0]
    steps = [None, None] if ":" in stage else [at(outcome, stage) for outcome in (without, with_it)]
    before, after = shown(without, lever.acts_on, steps[1]), shown(with_it, lever.acts_on, steps[0])
    return (after - before) / before if before else after


@pytest.mark.parametrize("name", ["contract_framework", "individual_service_fund"])
def test_money_that_is_freed_pays_for_budgets_where_money_is_what_runs_out(name):
    fund = LEVERS[name].acts_on.removeprefix("resource:")
    with_it, without = (
        world("block_contract_locked", *words) for words in ([f"lever={name}"], [f"lever={name}", f"strength.{name}=0"])
    )

    def granted(world_of):
        code = [resource.name for resource in world_of[0].resources].index(fund)
        steps = at(world_of, "funding")
        return len(steps[(steps["resource"] == code) & ~np.isnan(steps["started"])])

    assert granted(with_it) > granted(without)


# --- what a lever leaves alone ------------------------------------------------------------------------------------------

SLOTS = {
    "time": {"work", "elapsed", "cause", "multipliers", "team"},
    "next": {"next", "next_changes", "next_multipliers"},
    "patience": {"patience"},
    "amount": {"amount", "amount_multipliers", "fund"},
}


@every_lever
def test_a_lever_changes_no_draw_of_which_it_does_not_speak(name):
    (scenario, draws, _), (plain, before, _) = levered(name), world(TYPICAL)
    same = np.isin(before.people.person, draws.people.person)
    where = np.searchsorted(draws.people.person, before.people.person[same])
    assert same.sum() > 10_000
    for number, values in before.people.numbers.items():
        assert np.array_equal(draws.people.numbers[number][where], values[same]), number
    for attribute, codes in before.people.codes.items():
        if attribute not in ("route", "known"):  # who is found otherwise may be known otherwise
            assert np.array_equal(draws.people.codes[attribute][where], codes[same]), attribute
    found_alike = draws.people.codes["known"][where] == before.people.codes["known"][same]
    clocks = [either.mapping["pathway"]["patience_clocks"] for either in (scenario, plain)]
    compared = 0
    for stage, other in zip(scenario.pathway.stages, plain.pathway.stages, strict=True):
        ours, theirs = (either.mapping["pathway"]["stages"][stage.name] for either in (scenario, plain))
        for slot, keys in SLOTS.items():
            if any(ours.get(key) != theirs.get(key) for key in keys) or not keys & set(theirs):
                continue
            if slot == "patience" and isinstance(theirs["patience"], str) and clocks[0] != clocks[1]:
                continue
            for occurrence in (0, 1):
                drawn, had = (getattr(table, slot)(of, occurrence) for table, of in ((draws, stage), (before, other)))
                drawn, had = (value[0] if slot == "time" else value for value in (drawn, had))
                assert np.array_equal(drawn[where][found_alike], had[same][found_alike]), f"{stage.name}.{slot}"
                compared += 1
    assert compared > 80


def upstream(world_of, stage):
    """The steps at stages before one, in order of person and stage, without their places in the table."""
    scenario, _, outcome = world_of
    steps = outcome.steps[outcome.steps["stage"] < scenario.pathway.index[stage]]
    steps = steps[steps["occurrence"] == 0]  # a lever may send people back
    return np.sort(steps, order=["person", "stage"])


def _step(steps):
    """Who, and at which stage."""
    return steps["person"].astype(np.int64) * 1000 + steps["stage"]


@pytest.mark.parametrize("name", [name for name, lever in LEVERS.items() if lever.upstream_of != "offer"])
def test_with_enough_of_everything_nothing_upstream_of_a_lever_changes(name):
    stage = LEVERS[name].upstream_of
    with_it, without = (upstream(of, stage) for of in (levered(name, 1, *PLENTY), world(TYPICAL, *PLENTY)))
    assert len(without) > 10_000
    # Who is sent back comes to stages that others pass by.
    assert with_it[np.isin(_step(with_it), _step(without))].tobytes() == without.tobytes()


@pytest.mark.parametrize("name", [name for name, lever in LEVERS.items() if lever.upstream_of != "offer"])
def test_nobody_waits_where_there_is_enough_of_everything(name):
    # Or else the test above would show nothing.
    steps = upstream(world(TYPICAL, *PLENTY), LEVERS[name].upstream_of)
    assert np.nanmax(steps["started"] - steps["joined"]) < 7


# --- both engines -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("strength", [0, 0.5, 1])
@every_lever
def test_both_engines_agree_at_every_strength(name, strength):
    _, draws, outcome = levered(name, strength, *SMALL)
    assert len(outcome.steps) > 1000
    defined = ENGINES["reference"](draws)
    assert defined.steps.tobytes() == outcome.steps.tobytes()
    assert defined.ledger.tobytes() == outcome.ledger.tobytes()


def test_in_the_small_place_people_wait_and_give_up():
    steps = world(TYPICAL, *SMALL)[2].steps
    assert np.nanmax(steps["started"] - steps["joined"]) > 40
    assert np.sum(steps["outcome"] == -2) > 40


# --- beside the operating model -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["self_referral", "delegated_approval", "nervous_panel"])
def test_other_levers_with_a_strength_change_nothing_without_it(name):
    steps = world(TYPICAL)[2].steps.tobytes()
    assert levered(name, 0)[2].steps.tobytes() == steps
    assert levered(name, 1)[2].steps.tobytes() != steps


def test_a_fault_of_the_operating_model_is_told_with_its_place():
    wrong = {
        "enablers": {
            "advocacy": {
                "label": "Advocacy",
                "levers": {
                    "advocasy": {"mechanism": "-", "evidence": ["S999"], "acts_on": "panel", "direction": "left"}
                },
            }
        }
    }
    with pytest.raises(ScenarioError) as error:
        read_levers(wrong)
    for word in ("advocasy", "did you mean 'advocacy'", "S999", "stage.finished-started", "up, down"):
        assert word in str(error.value)
