"""Paying: where there is no process for direct payments, and where there is a quick one."""

import numpy as np
import pytest
from systems import TYPICAL, lower, mean, values_of, worlds

from sim.model import LEFT


def direct_payments(world, before=np.inf, without=()):
    """How many direct payments went live before a day; who took a notional budget after all has none."""
    live = world.done("budget_live", before)
    turned = np.isin(live["person"], [*world.at("processing_as_notional")["person"], *without])
    return int(np.sum((world.who("deployment", live) == "direct_payment") & ~turned))


@pytest.mark.parametrize("by_hand", [0, 3])
def test_without_infrastructure_no_direct_payment_but_those_paid_by_hand(by_hand):
    # S134, S149, S150.
    changed = [] if by_hand == 3 else ["resources.means_to_pay.caseload=0"]
    for world in worlds("payment_infrastructure_missing", *changed):
        go_live = (np.datetime64("2018-04-01") - np.datetime64(world.scenario.start)).astype(int)
        gone = world.steps["person"][(world.steps["outcome"] == LEFT) & (world.steps["finished"] < go_live)]
        assert direct_payments(world, go_live, without=gone) <= by_hand  # whoever leaves makes room for another
        assert direct_payments(world) > by_hand


def test_without_infrastructure_most_budgets_are_notional():
    # S131. On day 0 already 60 % choose one (X030), so this is weak.
    for world in worlds("payment_infrastructure_missing"):
        live = world.done("budget_live", world.day())
        turned = np.isin(live["person"], world.at("processing_as_notional")["person"])
        assert np.mean((world.who("deployment", live) == "notional") | turned) > 0.5


def test_without_infrastructure_fewer_budgets_are_live():
    missing, there = (values_of(name, replications=8) for name in ("payment_infrastructure_missing", TYPICAL))
    assert lower(missing("budgets_live"), there("budgets_live"))


SLOW_BANK = tuple(
    f"pathway.stages.paying_from_one_account.elapsed.longest_of.payment_processing.lognormal.{moment}={value}"
    for moment, value in (("mean", 28), ("sd", 12))
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
    poor = ["resources.nhs_yearly.top_ups={2016-04-01: 30000}"]
    poor += ["resources.nhs_yearly.tranches=null"]
    poor += [f"resources.{fund}.top_ups={{2016-04-01: 5000}}" for fund in ("nhs_one_off", "council_one_off")]
    poor += ["people.attributes.entitled=no"]
    fast, slow = (worlds("luton_care_banking", *poor, *more) for more in ((), SLOW_BANK))

    def received(world):
        return len(world.done("budget_live"))

    assert mean(map(received, fast)) == pytest.approx(mean(map(received, slow)), rel=0.02)
