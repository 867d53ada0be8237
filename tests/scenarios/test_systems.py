"""Each system is checked against what is known of it: bands where there are numbers, otherwise directions.

A direction is judged within pairs of replications that share every person's luck: the mechanism on against the same scenario
with the mechanism off. A number that set an input is called a consistency check and proves nothing about the world.
"""

import functools

import numpy as np
import pytest

import sim
from sim.draws import Draws, uniform
from sim.engines import ENGINES
from sim.experiments import mean_interval
from sim.faces.configure import load, load_board
from sim.measures import measure

SITES = ("sw_site1_mdt_vs", "sw_site2_lone_practitioner")
LEADERS = load_board("leadership").scenarios[:4]
EXTERNAL = "led_by_external_organisation"
TYPICAL = "typical_ccg_per_1000"
QUARTER = 365 / 4


class World:
    """One replication, asked in words."""

    def __init__(self, scenario, replication):
        self.scenario = scenario
        draws = Draws(scenario, scenario.seed, replication)
        self.steps = ENGINES["compiled"](draws).steps
        self.people = draws.people
        self.place = np.full(int(self.people.person.max()) + 1, -1)
        self.place[self.people.person] = np.arange(len(self.people))

    def at(self, *stages):
        """The steps at stages."""
        codes = [self.scenario.pathway.index[name] for name in stages]
        return self.steps[np.isin(self.steps["stage"], codes)]

    def done(self, stage, before=np.inf, since=0.0, to=None):
        """The steps at a stage that came to their end in a period, perhaps only those that led to one target."""
        steps = self.at(stage)
        steps = steps[(steps["outcome"] >= 0) & (steps["finished"] < before) & (steps["finished"] >= since)]
        return steps if to is None else steps[steps["outcome"] == self.scenario.pathway.index[to]]

    def who(self, attribute, steps):
        """The values of an attribute of the people of some steps."""
        values = np.array(self.people.values[attribute])
        return values[self.people.codes[attribute][self.place[steps["person"]]]]

    def recruits(self, before=np.inf, since=0.0):
        """How many took up the offer in a period."""
        return len(self.done("offer", before, since, to="opening_the_case"))


@functools.cache
def worlds(name, *overrides, replications=4):
    """The first replications of a scenario."""
    scenario = load(name, *overrides)
    return [World(scenario, replication) for replication in range(replications)]


def day_of(scenario, target=0):
    """The day on which a target date ends."""
    return scenario.targets[target].day


def mean(values):
    """The mean of some numbers, as a plain number."""
    return float(np.mean(list(values)))


def lower(on, off, level=0.95):
    """Whether the first of each pair is lower than the second, beyond chance."""
    differences = [one - other for one, other in zip(on, off, strict=True)]
    return mean_interval(differences, level=level)[2] < 0


def kpis(*scenarios, replications=4):
    """A function that gives the value of a KPI in each replication of a scenario."""
    results = sim.run(scenarios, replications=replications, workers=1, crosscheck=0, uncertainty=False)
    table = results.kpis[results.kpis["group"] == "all"].pivot(
        index=["scenario", "kpi"], columns="replication", values="value"
    )
    return lambda name, kpi: table.loc[(name, kpi)].to_numpy()


@pytest.fixture(scope="module")
def told():
    """The KPIs of the mechanisms' board, which all share the people of a typical CCG."""
    return kpis(*(load(name) for name in load_board("mechanisms").scenarios))


# --- the South West ---------------------------------------------------------------------------------------------------


def site(name, *overrides):
    return worlds(name, *overrides, replications=40)


@functools.cache
def goals_of(name):
    """The KPIs of goals, summed over the site's replications."""
    scenario = load(name)
    total = {}
    for replication in range(40):
        draws = Draws(scenario, scenario.seed, replication)
        for kpi, group, value, unit in measure(draws, ENGINES["compiled"](draws)).kpis:
            if group == "all" and unit == "goals":
                total[kpi] = total.get(kpi, 0.0) + value
    return total


def share_of_goals(name, kpi="goals_achieved"):
    return goals_of(name)[kpi] / goals_of(name)["goals_set"]


@pytest.mark.parametrize(("name", "least", "most"), [(SITES[0], 8, 20), (SITES[1], 10, 22)])
def test_as_many_take_part_in_twelve_months(name, least, most):
    # S005: 14 and 17. Offers come from what such pilots expected (X036) and hours from goodwill (X134), not from these numbers.
    assert least <= mean(world.recruits(day_of(world.scenario)) for world in site(name)) <= most


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        (SITES[0], 0.43, 0.77),
        pytest.param(
            SITES[1],
            0.73,
            0.95,
            marks=pytest.mark.xfail(
                strict=True,
                reason="0.71: the cap leaves 8 % of the goals without money, and 11 % are pending as the year ends",
            ),
        ),
    ],
)
def test_as_many_goals_are_reached_within_the_year(name, least, most):
    # S030, S031: 61 % and 88 %.
    assert least <= share_of_goals(name) <= most


def test_the_lone_practitioner_reaches_more_of_the_goals():
    assert share_of_goals(SITES[1]) > share_of_goals(SITES[0])


def test_goals_are_pending_when_the_first_site_closes():
    # S030: some pending.
    assert share_of_goals(SITES[0], "goals_pending") > 0.05


def test_a_small_minority_of_what_is_wished_for_is_denied():
    # S033; consistency in part, since the share refused (X082) was assumed in view of it.
    for name in SITES:
        assert 0 < share_of_goals(name, "goals_refused") < 0.10


def test_a_cap_leaves_goals_unfunded_and_zero_based_budgets_do_not():
    # S041.
    assert share_of_goals(SITES[1], "goals_unfunded") > 0.02
    assert "goals_unfunded" not in goals_of(SITES[0])


@pytest.mark.parametrize("name", SITES)
def test_half_of_the_goals_need_money(name):
    # Consistency: S047 is the input.
    assert share_of_goals(name, "goals_set.money") == pytest.approx(0.5, abs=0.05)


def test_money_is_still_under_way_when_the_first_site_closes():
    # S030, S033.
    def under_way(world):
        asked, live = (len(world.done(stage, day_of(world.scenario))) for stage in ("asking_for_budget", "budget_live"))
        return asked - live

    assert mean(under_way(world) for world in site(SITES[0])) > 1


@pytest.mark.xfail(
    strict=True,
    reason="1.9 frail people of about 11 asked take part: X041 leaves a quarter of 70 % to say yes; its range begins at 0",
)
def test_hardly_any_frail_older_person_takes_part():
    def frail(world):
        return np.sum(world.who("frail", world.done("offer", day_of(world.scenario), to="opening_the_case")) == "yes")

    assert mean(map(frail, site(SITES[0]))) < 1  # S011: none


def gave_up(world):
    return np.sum(world.steps["outcome"] == -2)


def test_few_give_up_and_the_peer_group_keeps_them():
    with_peers, without = site(SITES[0]), site(SITES[0], "people.attributes.peer_group=no")
    assert mean(map(gave_up, with_peers)) < 0.2 * mean(world.recruits() for world in with_peers)  # X035: 80 % stay
    assert lower(map(gave_up, with_peers), map(gave_up, without))


def momentum(worlds_of):
    """Recruits of the last quarter of the first year per recruit of its first."""
    first, last = (mean(w.recruits(q + QUARTER, q) for w in worlds_of) for q in (0, 3 * QUARTER))
    return last / first


def test_goodwill_fades_within_the_year():
    # Consistency: the half-life (X135) was set from the same observation (S066).
    assert 0.35 <= momentum(site(SITES[1])) <= 0.71


def test_funded_time_sustains_it():
    # S067.
    faded, funded = site(SITES[1]), site("sw_site2_funded_time")
    assert momentum(funded) > momentum(faded) + 0.2
    assert lower([world.recruits() for world in faded], [world.recruits() for world in funded])


def test_without_an_administrator_reviews_slip():
    # S068, S069.
    def reviews(world):
        return len(world.done("review", day_of(world.scenario)))

    slipping, kept = site(SITES[1]), site("sw_site2_administrator")
    assert lower(map(reviews, slipping), map(reviews, kept))


# --- paying -----------------------------------------------------------------------------------------------------------


def direct_payments(world, before=np.inf):
    """How many direct payments went live before a day; who took a notional budget after all has none."""
    live = world.done("budget_live", before)
    turned = np.isin(live["person"], world.at("processing_as_notional")["person"])
    return int(np.sum((world.who("deployment", live) == "direct_payment") & ~turned))


@pytest.mark.parametrize("by_hand", [0, 3])
def test_without_infrastructure_no_direct_payment_but_those_paid_by_hand(by_hand):
    # S134, S149, S150.
    changed = [] if by_hand == 3 else ["resources.means_to_pay.caseload=0"]
    for world in worlds("payment_infrastructure_missing", *changed):
        go_live = (np.datetime64("2018-04-01") - np.datetime64(world.scenario.start)).astype(int)
        assert direct_payments(world, go_live) <= by_hand
        assert direct_payments(world) > by_hand


def test_without_infrastructure_most_budgets_are_notional():
    # S131. On day 0 already 60 % choose one (X030), so this is weak.
    for world in worlds("payment_infrastructure_missing"):
        live = world.done("budget_live", day_of(world.scenario))
        turned = np.isin(live["person"], world.at("processing_as_notional")["person"])
        assert np.mean((world.who("deployment", live) == "notional") | turned) > 0.5


def test_without_infrastructure_fewer_budgets_are_live(told):
    assert lower(told("payment_infrastructure_missing", "budgets_live"), told(TYPICAL, "budgets_live"))


SLOW_BANK = tuple(
    f"pathway.stages.paying_from_one_account.elapsed.longest_of.payment_processing.lognormal.{what}={value}"
    for what, value in (("mean", 28), ("sd", 12))
)


def days_between(world, first, last):
    """Mean days from finishing one stage to finishing another, of the direct payments that are live."""
    begun, ended = world.done(first), world.done(last)
    ended = ended[world.who("deployment", ended) == "direct_payment"]
    ended = ended[np.isin(ended["person"], world.at("paying_from_one_account")["person"])]
    day = dict(zip(begun["person"].tolist(), begun["finished"].tolist(), strict=True))
    return mean(row["finished"] - day[int(row["person"])] for row in ended)


def test_care_banking_shortens_the_last_stage_and_no_other():
    # S228: what is gained from asking to live is gained between the money and the payment.
    fast, slow = worlds("luton_care_banking"), worlds("luton_care_banking", *SLOW_BANK)
    last = [
        days_between(a, "means_to_pay", "budget_live") - days_between(b, "means_to_pay", "budget_live")
        for a, b in zip(fast, slow, strict=True)
    ]
    whole = [
        days_between(a, "asking_for_budget", "budget_live") - days_between(b, "asking_for_budget", "budget_live")
        for a, b in zip(fast, slow, strict=True)
    ]
    assert mean(last) < -10
    assert mean(whole) == pytest.approx(mean(last), abs=3)


def test_care_banking_gains_nothing_where_money_is_what_runs_out():
    poor = [f"resources.{fund}.top_ups={{2016-04-01: 30000}}" for fund in ("nhs_yearly", "council_yearly")]
    poor += [f"resources.{fund}.tranches=null" for fund in ("nhs_yearly", "council_yearly")]
    poor += [f"resources.{fund}.top_ups={{2016-04-01: 5000}}" for fund in ("nhs_one_off", "council_one_off")]
    poor += ["people.attributes.entitled=no"]
    fast, slow = (worlds("luton_care_banking", *poor, *more) for more in ((), SLOW_BANK))

    def received(world):
        return len(world.done("budget_live"))

    assert mean(map(received, fast)) == pytest.approx(mean(map(received, slow)), rel=0.02)


# --- providers ----------------------------------------------------------------------------------------------------------


def live_share(world, *deployment):
    """Of those who asked and had chosen so, the share that was live by the target date."""
    asked, live = (world.done(stage, day_of(world.scenario)) for stage in ("asking_for_budget", "budget_live"))
    return np.sum(np.isin(world.who("deployment", live), deployment)) / np.sum(
        np.isin(world.who("deployment", asked), deployment)
    )


def test_a_thin_market_hurts_direct_payments_more_than_notional_budgets():
    thin, typical = worlds("voluntary_sector_thin"), worlds(TYPICAL)
    lost = {
        kind: [live_share(a, *kind) - live_share(b, *kind) for a, b in zip(thin, typical, strict=True)]
        for kind in (("notional",), ("direct_payment", "third_party"))
    }
    notional, others = lost.values()
    assert mean(others) < 0
    assert lower(others, notional)


def test_a_thin_market_leaves_fewer_budgets_live(told):
    assert lower(told("voluntary_sector_thin", "budgets_live"), told(TYPICAL, "budgets_live"))


@pytest.mark.xfail(
    strict=True,
    reason="36 of those who asked find nobody to provide, while 82 give up before the panel: patience (X136) costs more",
)
def test_in_a_thin_market_nobody_to_provide_is_the_main_loss_of_those_who_asked(told):
    thin = functools.partial(told, "voluntary_sector_thin")
    unsourced = mean(thin("exits.nobody_to_provide"))
    others = ["exits.refused", *(f"gave_up_at.{stage}" for stage in ("costed_plan", "panel", "revising", "funding"))]
    assert unsourced > max(mean(thin(kpi)) for kpi in others)


def test_in_a_thin_market_fewer_goals_are_achieved(told):
    share = "share_of_goals_achieved"
    assert lower(told("voluntary_sector_thin", share), told(TYPICAL, share))
    assert mean(told("voluntary_sector_thin", "goals_unsourced")) > 0


@pytest.mark.xfail(
    strict=True,
    reason="0.93: a goal that needs no money is always achieved in the end, unless its person dies or moves away",
)
def test_navigation_s_goals_are_achieved_as_in_comparable_services():
    # V21: 0.85 in two English services, 0.75 to 0.92.
    assert 0.75 <= mean(kpis(load("portsmouth_navigation"))("portsmouth_navigation", "share_of_goals_achieved")) <= 0.92


def test_readiness_support_leaves_fewer_without_a_provider():
    def without(world):
        return len(world.done("asking_a_provider", to="nobody_to_provide"))

    supported = worlds("voluntary_sector_thin", "lever=[readiness_support]")
    assert lower(map(without, supported), map(without, worlds("voluntary_sector_thin")))


# --- money in a block contract ------------------------------------------------------------------------------------------


def test_a_locked_contract_lets_the_queue_for_health_money_grow(told):
    for kpi in ("queue.nhs_yearly", "queue.nhs_one_off", "gave_up_at.funding"):
        assert lower(told(TYPICAL, kpi), told("block_contract_locked", kpi)), kpi


def test_offers_stall_as_the_programme_ends():
    # S044 to S046. Consistency: what the gate wants to see uncommitted was assumed with it in view.
    def offers(world):
        begin, end = (
            (np.datetime64(date) - np.datetime64(world.scenario.start)).astype(int)
            for date in ("2017-10-01", "2018-04-01")
        )
        return len(world.done("offer", end, begin))

    assert lower(map(offers, worlds("block_contract_locked")), map(offers, worlds(TYPICAL)))


def test_offers_stall_before_the_end_because_they_pause():
    # S045, S046: somebody who is found stands before the gate on the last day of the programme, and it opens no more.
    for world in worlds("block_contract_locked"):
        end = (np.datetime64("2018-04-01") - np.datetime64(world.scenario.start)).astype(int)
        door = world.at("until_offers_are_made")
        stalled = (door["joined"] < end) & ~(door["started"] < end)
        assert stalled.sum() > 100
        assert np.isnan(door["started"][stalled]).all()


def test_with_money_earmarked_offers_hardly_pause(told):
    assert lower(
        told("individual_service_fund", "days.offers_paused"), 0.5 * told("block_contract_locked", "days.offers_paused")
    )


def test_no_health_money_is_freed_before_the_contract_ends(told):
    # V12; consistency, since the lock is the input.
    assert not told("block_contract_locked", "yearly_committed.nhs_yearly").any()


#: As many offers with and without an earmark: who gets no offer asks for no money, and makes the queue for it shorter.
NO_PAUSE = "resources.offers.gate.at_least=0"


@pytest.fixture(scope="module")
def locked():
    """The KPIs of a locked contract under which offers go on."""
    return functools.partial(kpis(load("block_contract_locked", NO_PAUSE)), "block_contract_locked")


def test_an_earmark_frees_money_inside_the_contract(told, locked):
    earmarked = kpis(load("individual_service_fund", NO_PAUSE))
    assert lower(earmarked("individual_service_fund", "queue.nhs_one_off"), locked("queue.nhs_one_off"))
    assert lower(told("block_contract_locked", "budgets_live"), told("individual_service_fund", "budgets_live"))


def test_a_years_earmark_buys_58_small_budgets_or_one_large():
    # Arithmetic of X102 and X105 with X075 and X068.
    (fund,) = (r for r in load("individual_service_fund").resources if r.name == "nhs_one_off")
    first = min(top_up.pence for top_up in fund.top_ups if top_up.tranche) / 100
    assert round(first / 600) == 58
    assert first / 25000 == pytest.approx(1.4)


@pytest.mark.parametrize(
    ("lever", "kpi"), [("aligned_negotiation", "queue.nhs_one_off"), ("service_fund_for_packages", "queue.nhs_yearly")]
)
def test_the_earmark_may_begin_earlier_or_serve_packages(lever, kpi, locked):
    levered = kpis(load("individual_service_fund", f"lever=[{lever}]", NO_PAUSE))
    assert np.all(levered("individual_service_fund", kpi) <= locked(kpi))


# --- data ---------------------------------------------------------------------------------------------------------------

ON, BLOCKED = "linked_data_on", "information_governance_blocked"


def test_linked_data_find_more_people_of_whom_fewer_accept(told):
    assert mean(told(BLOCKED, "found")) <= 0.5 * mean(told(ON, "found"))
    still_blocked = functools.partial(kpis(load(BLOCKED, "identification.linked_list.begins=36525")), BLOCKED)
    accepting = [of("accepted") / of("found") for of in (functools.partial(told, ON), still_blocked)]
    assert lower(*accepting)


def test_of_six_unlinked_sites_1_4_linkages_are_due_in_28_months():
    # X108: six sites for 28 months are fourteen site-years, at 0.10 a year 1.4 linkages; since each site has but one to come,
    # fewer come: of six sites 1.25.
    (route,) = (r for r in load(BLOCKED).identification.routes if r.name == "linked_list")
    hazard = 365.25 / route.begins.parameters[0]
    assert 6 * 28 / 12 * hazard == pytest.approx(1.4, rel=1e-3)
    begins = np.array([uniform(2016, site, "route.linked_list.begins", [0])[0] for site in range(6000)])
    linked = -np.log1p(-begins) * route.begins.parameters[0] < 28 / 12 * 365.25
    assert 6 * linked.mean() == pytest.approx(6 * (1 - np.exp(-28 / 12 * 0.10)), abs=0.1)


def test_where_the_linkage_comes_the_lists_are_drawn_from_then_on_and_elsewhere_never():
    months = []
    for world in worlds(BLOCKED, replications=12):
        listed = world.people.day[world.who("route", world.at("offer")) == "linked_list"]
        months.append(len(np.unique(listed)))
    assert 0 < sum(number > 0 for number in months) < 8
    assert max(months) > 3


def setting_hours(world):
    """Mean days at work on a costed plan."""
    steps = world.done("costed_plan")
    return mean(steps["finished"] - steps["started"])


def test_an_indicative_budget_shortens_the_setting_of_budgets():
    # Consistency: the shorter time is the input; that whole journeys gain almost nothing by it is a result.
    assert lower(map(setting_hours, worlds(ON)), map(setting_hours, worlds(TYPICAL)))


def test_known_budgets_are_deferred_less_and_spread_less(told):
    # S243, X118; consistency in part, since fewer deferrals are the input.
    name = "tower_hamlets_linked_budgets"

    def revised(world):
        return len(world.done("revising")) / len(world.done("costed_plan"))

    def pounds(world):
        steps = world.done("funding")
        return (
            steps["amount"][
                (world.who("budget_kind", steps) == "one_off") & (world.who("deployment", steps) != "notional")
            ]
            / 100
        )

    assert lower(map(revised, worlds(name)), map(revised, worlds(TYPICAL)))
    banded, free = (np.concatenate([pounds(world) for world in worlds(one)]) for one in (name, TYPICAL))
    assert np.std(banded) < 0.75 * np.std(free)
    assert np.mean(banded) == pytest.approx(np.mean(free), rel=0.15)
    many, in_time = kpis(load(TYPICAL), load(name), replications=12), "live_within_90_days_of_asking"
    assert lower(many(TYPICAL, in_time), many(name, in_time))


# --- who leads ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def recruits():
    """Recruits by month 28 in 180 sites of each kind."""
    return {
        name: np.array([world.recruits(day_of(world.scenario)) for world in worlds(name, replications=180)])
        for name in LEADERS
    }


def test_external_leads_by_month_28_among_nine_sites_of_their_own_luck(recruits):
    # V6: two external sites and seven others. Consistency: X140 and X141 were set from this rank.
    external = recruits[EXTERNAL][:40].reshape(20, 2).max(axis=1)
    kinds = ("led_by_local_authority", "led_by_ccg", "led_by_partnership")
    others = [recruits[kind][40 + 20 * k : 60 + 20 * k] for k, kind in enumerate(kinds)]
    others += [recruits[kind][100 + 20 * k : 120 + 20 * k] for k, kind in enumerate((*kinds, kinds[0]))]
    assert np.mean(external > np.max(others, axis=0)) >= 0.8


def test_external_leads_in_pairs_of_the_same_luck(recruits):
    assert np.mean(np.argmax([recruits[name] for name in LEADERS], axis=0) == LEADERS.index(EXTERNAL)) >= 0.8


@pytest.mark.parametrize("name", ["led_by_local_authority", "led_by_ccg", "led_by_partnership"])
def test_led_from_inside_few_are_recruited_and_some_sites_have_nobody(name, recruits):
    # S161, S272; X139 was set with the same observation in view.
    assert np.median(recruits[name]) < 50
    assert np.mean(recruits[name] == 0) > 0


def test_every_kind_of_site_has_plans_by_month_35_and_more_than_at_month_28():
    # V7, S162.
    for name in LEADERS:
        plans = [
            [
                len(world.done("plan_completed", day_of(world.scenario, target)))
                for world in worlds(name, replications=180)
            ]
            for target in (0, 1)
        ]
        assert lower(*plans)
        assert mean(plans[1]) > 10


def test_local_authority_and_ccg_differ_by_no_more_than_chance():
    # Nothing in the evidence tells them apart.
    pair = LEADERS[:2]
    told = kpis(*(load(name) for name in pair), replications=40)
    for kpi in ("accepted", "plans_completed", "budgets_live"):
        _, low, high = mean_interval(told(pair[0], kpi) - told(pair[1], kpi))
        assert low <= 0 <= high, kpi


def test_what_an_external_organisation_built_fades_unless_others_join():
    # S100; consistency in part, since the end of the contract is the input.
    def late(world):
        return len(world.done("plan_completed", since=day_of(world.scenario, 1)))

    left, joined = (worlds(name, replications=40) for name in (EXTERNAL, f"{EXTERNAL}_and_joined"))
    assert lower(map(late, left), map(late, joined))


# --- places -------------------------------------------------------------------------------------------------------------


def test_navigation_leaves_fewer_to_plan_for():
    # S227, S238.
    name = "portsmouth_navigation"

    def escalating(world, stage):
        return len(world.done(stage, to="better_conversation")) / len(world.done(stage))

    on = [escalating(world, "guided_support") for world in worlds(name)]
    off = [escalating(world, "community_connecting") for world in worlds(TYPICAL)]
    assert lower(on, off)
    assert 0.75 <= 1 - mean(on) <= 0.90  # consistency: the share whose needs are met is the input


ALONE = ("people.attributes.peer_group=no", "people.attributes.told_why=no")
PLENTY = (
    *(f"resources.{team}.team=5000" for team in ("practitioners", "connectors", "coordinators", "budget_officers")),
    "resources.cases.caseload=unlimited",
    "resources.panel.slots=10000",
    "resources.panel.papers_due_days=0",
    "resources.panel.meeting.every=1 day",
)


def test_with_co_production_fewer_give_up_although_waits_do_not_fall():
    # S072, S073.
    name = "lincolnshire_coproduction"
    on, off = kpis(load(name)), kpis(load(name, *ALONE))
    assert lower(on(name, "exits.gave_up"), off(name, "exits.gave_up"))
    assert np.mean(on(name, "days.total")) >= np.mean(off(name, "days.total"))


def test_patience_helps_hardly_where_waits_are_short():
    name = "lincolnshire_coproduction"
    gain = [
        mean(map(gave_up, worlds(name, *ALONE, *more))) - mean(map(gave_up, worlds(name, *more)))
        for more in ((), PLENTY)
    ]
    assert abs(gain[1]) < 0.05 * gain[0]
