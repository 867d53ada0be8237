"""Every lever in every scenario: nothing at strength 0; beyond that it acts on the scenario's own numbers, or is refused."""

import functools

import numpy as np
import pytest

from sim.config import paths
from sim.config.file_cache import cached_content
from sim.config.hydra_files import File, files_of
from sim.config.key_paths import NO_VALUES, is_date
from sim.config.lever_strength import is_gradual
from sim.config.load import load, load_package
from sim.config.operating_model import levers
from sim.config.overrides import read_word
from sim.config.packages import MOST_SETTINGS, read_head
from sim.config.provenance import entries
from sim.config.shipped import shipped
from sim.draws import Draws
from sim.engines import ENGINES
from sim.model import ScenarioError

LEVERS = shipped("lever")
pytestmark = pytest.mark.filterwarnings("ignore::sim.ScenarioWarning")  # a lever's date may lie beyond a horizon
PRACTITIONERS = "resources.practitioners.changes.2018-01-01.team"
TO_THE_PANEL = "ready_for_decision.next_changes.2018-01-01.small.no.panel"
OF_PEOPLE = {"more_practitioners", "more_budget_officers", "cases_per_worker"}  #: half of seven people are none
every_scenario = pytest.mark.parametrize("scenario", shipped("scenarios"))


@pytest.fixture(autouse=True, scope="module")
def quick():
    """Hydra says once which files a scenario has; a lever's comes after them, as a test below sees."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.config.load.files_of", quickly)
        yield


def quickly(scenario, choices=()):
    """The files of a scenario with levers."""
    folder = paths.configs() / "lever"
    chosen = [(name, folder / f"{name}.yaml") for choice in choices for name in choice.names]
    return [*files(scenario), *(File(name, dict(cached_content(file)), file) for name, file in chosen)]


files = functools.cache(files_of)


def test_the_files_are_those_that_hydra_says():
    for scenario, lever in (("stockton_scale_up", "peer_support"), ("led_by_ccg", "budget_bands")):
        choices = [read_word(f"lever={lever}")]
        assert quickly(scenario, choices) == files_of(scenario, choices)


@functools.cache
def composed(scenario, lever="", strength=1):
    """The mapping of a scenario with a lever, without what says how strong it is; or the faults."""
    try:
        mapping = load(scenario, "uncertainty=off", *words(lever, strength)).mapping
    except ScenarioError as refused:
        return refused
    return {key: value for key, value in mapping.items() if key != "strength"}


def words(lever, strength):
    """A lever at a strength."""
    return (f"lever={lever}", f"strength.{lever}={strength}") if lever else ()


def has(scenario, lever):
    """Whether a scenario is composed with a lever."""
    return any(file.lever == lever for file in files(scenario))


def can_be_in_part(lever):
    return is_gradual(cached_content(lever_file(lever)))


def numbers_below(value, path=()):
    """Every number below, by its keys."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from numbers_below(below, (*path, key))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value


@functools.cache
def changes(lever):
    """The numbers of a lever's file that go with its strength: keys, without it, with all of it."""
    lever_entries = entries(paths.configs() / "lever" / f"{lever}.yaml")
    return [(entry.path.split("."), *map(float, entry.numbers)) for entry in lever_entries if len(entry.numbers) == 2]


def is_within(keys, path):
    """Whether keys stand in a path in their order, maybe with dates and branches between them."""
    rest = iter(path)
    return all(key in rest for key in keys)


def moved(scenario, lever, strength):
    """The numbers that a lever has moved: what they were, what they are, and what the lever's own go from and to."""
    before, after = (
        dict(numbers_below(mapping)) for mapping in (composed(scenario), composed(scenario, lever, strength))
    )
    for path, number in after.items():
        values = [ends for keys, *ends in changes(lever) if is_within(keys, path)]
        if values and before.get(path) != number:
            yield path, before.get(path, in_force(before, path, values[0][0])), number, *values[0]


def in_force(numbers, path, otherwise):
    """What was in force on a date at which a lever changes a resource: what the scenario says last before it."""
    if "changes" not in path:
        return otherwise
    above, (date, *below) = path[: path.index("changes")], path[path.index("changes") + 1 :]
    earlier = [
        keys[len(above) + 1]
        for keys in numbers
        if keys[: len(above) + 1] == (*above, "changes") and list(keys[len(above) + 2 :]) == below
    ]
    dates = [on for on in earlier if on <= date]
    return numbers.get((*above, "changes", max(dates), *below) if dates else (*above, *below), otherwise)


@every_scenario
def test_at_no_strength_a_lever_leaves_the_scenario_as_it_is(scenario):
    for lever in LEVERS:
        if not has(scenario, lever):
            assert composed(scenario, lever, 0) == composed(scenario), lever


@every_scenario
def test_a_lever_that_is_not_refused_moves_numbers_its_own_way(scenario):
    fits = 0
    for lever in LEVERS:
        mapping = composed(scenario, lever)
        if isinstance(mapping, ScenarioError):
            assert {fault.path for fault in mapping.faults} == {"lever"}, lever
            (fault,) = mapping.faults
            assert fault.found == lever
            assert fault.allowed.startswith(
                ("a lever that fits this scenario: ", "a lever that is not switched on there")
            )
            continue
        fits += 1
        assert mapping != composed(scenario), lever
        if not can_be_in_part(lever):
            (fault,) = composed(scenario, lever, 0.5).faults
            assert fault.allowed == "0 or 1, since nothing of this lever lies between"
            continue
        wholly = {path: number for path, _, number, *_ in moved(scenario, lever, 1)}
        assert wholly
        for path, before, after, neutral, full in moved(scenario, lever, 1):
            assert np.sign(after - before) == np.sign(full - neutral), f"{lever}: {path}"
        if lever in OF_PEOPLE:
            continue
        for path, before, half, *_ in moved(scenario, lever, 0.5):
            assert half == pytest.approx((before + wholly[path]) / 2), f"{lever}: {path}"
    assert fits > 3 or scenario == "mm_c", "nothing of the programme is in the teaching queue"


@pytest.mark.parametrize(
    ("scenario", "lever", "path", "values"),  # at none, half and all of the lever; None where there is no such number
    [
        ("sw_site1_mdt_vs", "nervous_panel", "deciding.next.per_goal.approve", (0.68, 0.646, 0.612)),
        ("sw_site1_mdt_vs", "nervous_panel", "deciding.next.per_goal.defer", (0.24, 0.274, 0.308)),
        ("sw_site1_mdt_vs", "budget_bands", "deciding.next.per_goal.approve", (0.68, 0.75, 0.82)),
        ("led_by_ccg", "budget_bands", "deciding.next.per_goal.defer", (0.2, 0.141666666667, 0.083333333333)),
        (
            "stockton_100day",
            "guided_conversations",
            "better_conversation.time_multiplier.2017-08-01",
            (0.9, 0.675, 0.45),
        ),
        ("stockton_100day", "single_process", "writing_up.time_multiplier.2017-06-01", (1.15, 1.04075, 0.9315)),
        (
            "luton_care_banking",
            "delegated_approval",
            TO_THE_PANEL,
            (None, 0.5, 0),
        ),
        (
            "stockton_effort_held",
            "more_practitioners",
            PRACTITIONERS,
            (None, None, 15),
        ),
        (
            "led_by_external_organisation",
            "more_practitioners",
            PRACTITIONERS,
            (None, None, 8),
        ),
        ("typical_ccg_per_1000", "earlier_release", "resources.nhs_yearly.tranches.2018-04-01", (None, None, 35000)),
        ("cohorts_in_turn", "peer_support", "opening_the_case.patience.multipliers.peer_group.yes", (None, 1.25, 1.5)),
    ],
)
def test_a_lever_acts_on_the_number_that_the_scenario_has(scenario, lever, path, values):
    for strength, value in zip((0, 0.5, 1), values, strict=True):
        mapping = composed(scenario, lever, strength)
        if not isinstance(mapping, ScenarioError):
            numbers = dict(numbers_below({**mapping, **mapping["pathway"]["stages"]}))
            assert numbers.get(tuple(path.split("."))) == pytest.approx(value), strength


def test_what_only_some_have_stays_theirs():
    stages = composed("luton_care_banking", "delegated_approval")["pathway"]["stages"]
    level = stages["ready_for_decision"]["next_changes"]["2018-01-01"]
    assert level["small"] == {"by": "integrated", "yes": "joint_panel", "no": {"panel": 0, "delegated_approval": 1}}
    assert level["large"] == stages["ready_for_decision"]["next"]["large"]


@pytest.mark.parametrize(
    ("scenario", "lever", "reason"),
    [
        (
            "voluntary_sector_thin",
            "brokerage",
            "finding_a_provider.lognormal.mean is not there, where it changes a number",
        ),
        ("lincolnshire_coproduction", "peer_support", "peer_group.yes is 1.5 there already"),
        ("tower_hamlets_linked_budgets", "budget_bands", "per_goal is as it would make it already"),
        ("sw_site2_lone_practitioner", "multi_disciplinary_team", "next is as it would make it already"),
        ("sw_site2_lone_practitioner", "budget_bands", "it changes nothing there"),
        ("led_by_ccg", "community_capacity", "pathway.stages.community_connecting is not there"),
        ("typical_ccg_on_paper", "advocacy", "pathway.patience_clocks.decision is not there"),
        (
            "typical_ccg_on_paper",
            "weekly_panel",
            "resources.panel.meeting.every is 1 week, and would have to be 2 weeks",
        ),
        ("typical_ccg_per_1000", "care_banking", "pathway.stages.means_to_pay is not there"),
        ("payment_delay", "budget_bands", "deciding.next.per_goal is not there, where it changes who goes where"),
        ("stockton_all_together", "weekly_panel", "strength.weekly_panel says how much"),
        ("mm_c", "advocacy", "pathway.patience_clocks.decision is not there"),
        ("sw_site1_mdt_vs", "self_referral", "with it, people.attributes.known.self_referral: found True"),
    ],
)
def test_a_lever_that_does_not_fit_is_refused_with_the_reason(scenario, lever, reason):
    (fault,) = composed(scenario, lever).faults
    assert reason in fault.allowed


def test_a_lever_of_the_scenario_itself_can_be_weakened_and_taken_away():
    panel = [
        load("led_by_ccg", f"strength.nervous_panel={strength}").mapping["pathway"]["stages"]["deciding"]["next"][
            "per_goal"
        ]
        for strength in (0, 0.5, 1)
    ]
    assert [weights["approve"] for weights in panel] == [0.80, 0.76, 0.72]


def test_levers_act_one_after_the_other_whichever_comes_first():
    both = [
        load("typical_ccg_per_1000", f"lever=[{names}]").mapping["pathway"]["stages"]["deciding"]["next"]["per_goal"]
        for names in ("nervous_panel,budget_bands", "budget_bands,nervous_panel")
    ]
    assert [sum(weights.values()) for weights in both] == pytest.approx([1, 1])
    assert all(0.72 < weights["approve"] < 0.87 for weights in both)


# --- packages -----------------------------------------------------------------------------------------------------------


@every_scenario
def test_wherever_a_lever_fits_it_is_a_package_with_settings_from_the_scenario_s_own_to_its_limit(scenario):
    for lever in LEVERS:
        if not has(scenario, lever) and isinstance(composed(scenario, lever), ScenarioError):
            continue
        package = load_package(lever, scenario)
        assert (package.settings[0], package.settings[-1]) == (package.own, package.limit), lever
        assert 2 <= len(package.settings) <= (MOST_SETTINGS if can_be_in_part(lever) else 2), lever
        strengths = [package.strength_of(setting) for setting in package.settings]
        assert strengths == sorted(strengths)
        assert (strengths[0], strengths[-1]) == (0, 1), lever
        assert [package.setting_at(strength) for strength in strengths] == pytest.approx(package.settings)


@pytest.mark.parametrize("scenario", ["stockton_scale_up", "typical_ccg_per_1000", "sw_site1_mdt_vs", "led_by_ccg"])
def test_a_setting_gives_the_scenario_of_its_strength(scenario):
    for lever in LEVERS:
        if has(scenario, lever) or isinstance(composed(scenario, lever), ScenarioError):
            continue
        package = load_package(lever, scenario)
        for setting in (package.own, package.settings[len(package.settings) // 2], package.limit):
            mapping = dict(load(scenario, "uncertainty=off", f"lever={lever}", f"setting.{lever}={setting}").mapping)
            assert mapping.pop("strength")[lever] == package.strength_of(setting), lever
            assert mapping == composed(scenario, lever, package.strength_of(setting)), lever
            assert (setting == package.own) == (mapping == composed(scenario)), lever


@pytest.mark.parametrize("lever", LEVERS)
def test_nothing_of_a_lever_comes_before_its_package_works(lever):
    content = {key: value for key, value in cached_content(lever_file(lever)).items() if key not in NO_VALUES}
    works_from = read_head(lever, cached_content(lever_file(lever))).works_from
    dates = [dates_above(path) for path in leaves({**content, "costs": None})]
    if dates and all(dates) and lever not in {"council_money_late", "health_money_late"}:  # money that does not come
        assert min(map(min, dates)) == str(works_from)
    cost = content["costs"]["packages"][lever]
    assert cost.keys() == {"once"} or str(cost.get("from")) == str(works_from), "it costs something from then on"
    if works_from:
        assert str(works_from) in {date for path in dates for date in path}


def lever_file(lever):
    return paths.configs() / "lever" / f"{lever}.yaml"


def leaves(value, path=()):
    """The keys that lead to every value below that is not taken away."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from leaves(below, (*path, key))
    elif value is not None:
        yield path


def dates_above(path):
    return [key for key in path if is_date(key)]


# --- what comes of it ---------------------------------------------------------------------------------------------------

KNOWN = [
    ("sw_site1_mdt_vs", "nervous_panel"),
    ("sw_site1_mdt_vs", "budget_bands"),
    ("stockton_100day", "guided_conversations"),
    ("stockton_100day", "single_process"),
    ("luton_care_banking", "delegated_approval"),
    ("led_by_ccg", "budget_bands"),
    ("voluntary_sector_thin", "brokerage"),
]


def steps(scenario, lever, strength, replication=0):
    """The steps of a replication, and the scenario."""
    loaded = load(scenario, "uncertainty=off", *words(lever, strength))
    return loaded, ENGINES["compiled"](Draws(loaded, loaded.seed, replication))


@pytest.mark.parametrize(("scenario", "lever"), KNOWN)
def test_at_no_strength_every_step_is_the_same(scenario, lever):
    (_, with_it), (_, without) = steps(scenario, lever, 0), steps(scenario, "", 0)
    assert with_it.steps.tobytes() == without.steps.tobytes()
    assert with_it.ledger.tobytes() == without.ledger.tobytes()


@pytest.mark.thorough
@every_scenario
def test_at_no_strength_every_step_of_every_lever_is_the_same(scenario):
    same = steps(scenario, "", 0)[1].steps.tobytes()
    for lever in LEVERS:
        if not has(scenario, lever):
            assert steps(scenario, lever, 0)[1].steps.tobytes() == same, lever


def shown(scenario, outcome, acts_on, among):
    """What a lever acts on, as a number; days only of those who come there with it and without; NaN where nobody does."""
    if acts_on.startswith("resource:"):
        code = [resource.name for resource in scenario.resources].index(acts_on.removeprefix("resource:"))
        return float(outcome.ledger["added"][outcome.ledger["resource"] == code].sum())
    rows, column = at(scenario, outcome, acts_on), acts_on.partition(".")[2]
    if column.startswith("to="):
        code = {word: code for code, word in scenario.pathway.outcomes.items()}.get(column.removeprefix("to="), -9)
        rows = rows[rows["outcome"] != -1]
        return float(np.mean(rows["outcome"] == code)) if len(rows) else np.nan
    rows = rows[np.isin(visits(rows), among)]
    days = rows["joined"] if column == "joined" else rows["finished"] - rows["started"]
    days = days[~np.isnan(days)]
    return float(np.mean(days)) if len(days) else np.nan


def at(scenario, outcome, acts_on):
    """The steps at a stage."""
    return outcome.steps[outcome.steps["stage"] == scenario.pathway.index.get(acts_on.partition(".")[0], -9)]


def visits(rows):
    """Who, and for which time."""
    return rows["person"].astype(np.int64) * 100 + rows["occurrence"]


def differences(scenario, lever, strength, replications=8):
    """By how much a lever moves that on which it acts, in each replication."""
    acts_on = levers()[lever].acts_on
    moves = []
    for replication in range(replications):
        pair = steps(scenario, lever, strength, replication), steps(scenario, "", 0, replication)
        among = np.intersect1d(*(visits(at(*outcome, acts_on)) for outcome in pair))
        with_it, without = (shown(*outcome, acts_on, among) for outcome in pair)
        moves.append(with_it - without)
    return moves


@pytest.mark.parametrize("strength", [0.5, 1])
@pytest.mark.parametrize(
    ("scenario", "lever"), [pair for pair in KNOWN if pair[1] in levers() and pair[1] != "brokerage"]
)
def test_a_lever_goes_the_way_of_its_evidence(scenario, lever, strength):
    way = {"up": 1, "down": -1}[levers()[lever].direction]
    assert np.nanmean(differences(scenario, lever, strength)) * way > 0


@pytest.mark.thorough
@pytest.mark.parametrize("strength", [0.5, 1])
@every_scenario
def test_every_lever_goes_the_way_of_its_evidence_wherever_it_acts(scenario, strength):
    if load(scenario).localities:
        pytest.skip("each of its places is the typical CCG")
    for lever, evidence in levers().items():
        if has(scenario, lever) or isinstance(composed(scenario, lever, strength), ScenarioError):
            continue
        moves = np.array(differences(scenario, lever, strength))
        moves = moves[~np.isnan(moves)]
        way = {"up": 1, "down": -1}[evidence.direction]
        error = moves.std(ddof=1) / np.sqrt(len(moves)) if len(moves) > 1 else 0.0
        assert not len(moves) or moves.mean() * way >= -2 * error, f"{lever}: {moves}"
