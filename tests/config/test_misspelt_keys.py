"""A key with one letter wrong changes nothing silently: it is refused, and the right key is named."""

import random  # noqa: TID251  # of words, not of the model

import pytest
from misspelt import keys_of, misspelt

from sim.config.load import load
from sim.model import ScenarioError

SCENARIOS = ("stockton_scale_up", "sw_site2_lone_practitioner", "luton_care_banking", "national_rollout", "mm_c")


def told_of(keys, count, seed):
    """What is said of overrides whose key has one letter wrong: the word, the right step of its key, and the faults."""
    chance = random.Random(seed)
    for name, word, right in (misspelt(chance, keys) for _ in range(count)):
        with pytest.raises(ScenarioError) as refused:
            load(name, word)
        yield word, right, refused.value.faults


def test_of_a_hundred_misspelt_keys_none_is_accepted():
    named = 0
    for word, right, faults in told_of({name: keys_of(name) for name in SCENARIOS[:2]}, 100, 1):
        assert len(faults) == 1, word
        assert "\n" not in str(faults[0])
        named += right in faults[0].allowed
    assert named >= 95


@pytest.mark.thorough
def test_of_two_thousand_misspelt_keys_none_is_accepted():
    named = 0
    for word, right, faults in told_of({name: keys_of(name) for name in SCENARIOS}, 2000, 2):
        assert len(faults) == 1, word
        named += right in faults[0].allowed
    assert named >= 1900


REFUSED = {
    "a new resource": ("resources.practitioner.team=40", "'practitioners'"),
    "a new resource of another kind": ("resources.case.caseload=200", "'cases'"),
    "a new payment run": ("resources.payment_runs.payment_run.every=1 week", "'payment_run'"),
    "a new attribute": ("people.attributes.foo.a=1", "one of "),
    "a new value of an attribute": ("people.attributes.activation.5=0.1", "one of 1, 2, 3, 4"),
    "a new value that has all the weight": ("people.attributes.frail=yess", "'yes'"),
    "a new route": ("identification.referal.people_a_month=500", "'referral'"),
    "a new stage": ("pathway.stages.offr.work=3", "'offer'"),
    "a new exit": ("pathway.exits.declin=Said no", "'declined'"),
    "a new clock": ("pathway.patience_clocks.decisions.days=3", "'decision'"),
    "a new part of a time": (
        "pathway.stages.payment_processing.elapsed.longest_of.finding_providers=3",
        "'finding_a_provider'",
    ),
    "a new cohort": ("people.cohorts.older.people=100", "allowed:"),
    "a new band": ("people.bands.budget_size.smal=300", "'small'"),
    "a new number": ("people.numbers.budgets=3000", "'budget'"),
    "a mapping": ("resources={practitioner: {team: 40}}", "'practitioners'"),
    "a forced key": ("++resources.practitioner.team=40", "'practitioners'"),
    "nothing to take away": ("resources.panel.slotz=null", "'slots'"),
    "no name to take away": ("~resources.practitioner", "'practitioners'"),
    "no target to take away": ("pathway.stages.offer.next.yes.opening_the_cas=null", "'opening_the_case'"),
    "a setting": ("replicatons=5", "'replications'"),
    "another setting": ("workerz=2", "'workers'"),
    "a group": ("pathwy=ipc", "'pathway'"),
    "a file of a group": ("identification=three_rutes", "'three_routes'"),
    "a lever": ("lever=x", "lever: found 'x'"),
    "a strength": ("strength.x=0.5", "switched on: none is"),
    "a strength in a mapping": ("strength={x: 0.5}", "switched on: none is"),
    "a place beyond a list": ("start_state.people.7.count=3", "a list of 4"),
    "a word for Hydra": ("hydra.job.name=x", "only a sweep has a launcher"),
    "an addition of what is there": ("+resources.panel.slots=3", "without the +"),
    "a group twice": ("lever=weekly_panel lever=faster_payment", "lever=[weekly_panel,faster_payment]"),
    "a group that there is not": ("site=one_of_nine", "+site=one_of_nine"),
    "half of a letter": ("label=\udcff", "text in UTF-8"),
    "digits that are not plain": ("resources.panel.slots=1_2", "plain digits"),
}


@pytest.mark.parametrize(("words", "answer"), REFUSED.values(), ids=REFUSED)
def test_what_no_scenario_knows_is_refused(words, answer, ipc):
    separate = words.split(" lever=")
    code, out, err = ipc("check", "stockton_scale_up", separate[0], *(f"lever={word}" for word in separate[1:]))
    assert (code, out) == (2, "stockton_scale_up: 1 fault\n")
    assert answer in err
    assert err.count("\n") == 1


def test_a_sweep_refuses_it_too(ipc, results):
    code, out, err = ipc("run", "-m", "scenario=stockton_scale_up", "resources.practitioner.team=3,40")
    assert (code, out) == (2, "")
    assert "resources.practitioner.team: found 3" in err
    assert "did you mean 'practitioners'?" in err
    assert not results.exists()


def test_the_nearest_of_many_names_comes_first():
    with pytest.raises(ScenarioError) as refused:
        load("stockton_scale_up", "resources.practitioner.team=40")
    message = "resources.practitioner.team: found 40; did you mean 'practitioners'? allowed: one of practitioners, "
    assert message in str(refused.value)


ALLOWED = {
    "a key of the language that was not set": "pathway.stages.offer.multipliers.known.yes=0.5",
    "a date": "resources.nhs_yearly.tranches.2018-07-01=5000",
    "a date of a level": "resources.practitioners.changes.2018-07-01.team=6",
    "a place in a list": "start_state.people[0].count=3",
    "a place in a list with a dot": "start_state.people.0.count=3",
    "a name taken away": "identification.linked_list=null",
    "a name taken away with a tilde": "~identification.linked_list",
    "several keys of a mapping": "resources={practitioners: {team: 4}, panel: {slots: 9}}",
    "a value that the attribute has elsewhere": "people.attributes.known.linked_list=no",
    "a list": "evidence=[S001]",
}


@pytest.mark.parametrize("word", ALLOWED.values(), ids=ALLOWED)
def test_what_the_language_has_can_be_set(word):
    assert load("stockton_scale_up", word) != load("stockton_scale_up")


def test_a_new_name_is_added_with_a_plus():
    words = ["+resources.nurses={team: 2}", "resources.nurses.team=3", "pathway.stages.offer.team=nurses"]
    (nurses,) = (resource for resource in load("stockton_scale_up", *words).resources if resource.name == "nurses")
    assert nurses.members.before == 3
    both = load("stockton_scale_up", *words, "+people.attributes.activation.5=0", "++seed=3")
    assert both.people.values["activation"] == ("1", "2", "3", "4", "5")
    assert both.seed == 3


def test_a_plus_lets_no_other_slip_through():
    with pytest.raises(ScenarioError, match=r"resources\.practitioner\.team: found 40"):
        load("stockton_scale_up", "+resources={nurses: {team: 2}}", "resources.practitioner.team=40")


def test_a_change_below_a_reference_leaves_what_it_refers_to():
    stages = "pathway.stages"
    processing = load(
        "payment_infrastructure_missing",
        f"{stages}.processing_as_notional.elapsed.longest_of.payment_processing.lognormal.mean=3",
    ).mapping["pathway"]["stages"]
    times = processing["processing_as_notional"]["elapsed"]["longest_of"]["payment_processing"]
    assert times == {"lognormal": {"mean": 3, "sd": 5}}
    original = processing["payment_processing"]["elapsed"]["longest_of"]["payment_processing"]["notional"]
    assert original == {"lognormal": {"mean": 14, "sd": 5}}


@pytest.mark.parametrize(
    ("word", "cure"),
    [
        ("pathway.stages.offer.work={exponential: 2}", "`lognormal: null` takes lognormal away"),
        ("identification.linked_list.list.every=1 week", "`monthly: null` takes monthly away"),
        ("identification.referral.list.every=1 week", "`people_a_month: null` takes people_a_month away"),
        ("pathway.stages.funding.team=coordinators", "`fund: null` takes fund away"),
    ],
)
def test_two_kinds_of_which_there_can_be_one_are_told_with_the_cure(word, cure):
    with pytest.raises(ScenarioError) as refused:
        load("stockton_scale_up", word)
    assert cure in str(refused.value)


def test_the_cure_works():
    word = "pathway.stages.offer.work={lognormal: null, exponential: 2}"
    assert load("stockton_scale_up", word).mapping["pathway"]["stages"]["offer"]["work"] == {"exponential": 2}


@pytest.mark.parametrize("key", ["scenario", "scenarios", "board"])
def test_two_selections_of_one_kind_are_told(key, ipc, results):
    code, out, err = ipc("run", f"{key}=mm_c", f"{key}=payment_delay")
    assert (code, out) == (2, "")
    assert err.startswith(f"{key}: found 'mm_c, payment_delay'; allowed: ")
    assert not results.exists()
