"""A thin market of providers."""

import numpy as np
from systems import TYPICAL, lower, mean, values_of, worlds

THIN = "voluntary_sector_thin"


def live_share(world, *deployment):
    """Of those who asked and had chosen so, the share that was live by the target date."""
    asked, live = (world.done(stage, world.day()) for stage in ("asking_for_budget", "budget_live"))
    return np.sum(np.isin(world.who("deployment", live), deployment)) / np.sum(
        np.isin(world.who("deployment", asked), deployment)
    )


def test_a_thin_market_hurts_direct_payments_more_than_notional_budgets():
    thin, typical = worlds(THIN), worlds(TYPICAL)
    lost = {
        kind: [live_share(a, *kind) - live_share(b, *kind) for a, b in zip(thin, typical, strict=True)]
        for kind in (("notional",), ("direct_payment", "third_party"))
    }
    notional, others = lost.values()
    assert mean(others) < 0
    assert lower(others, notional)


def test_a_thin_market_leaves_fewer_budgets_live():
    # Of four pairs, three may differ by the same number, and no interval is given then.
    assert lower(values_of(THIN, replications=12)("budgets_live"), values_of(TYPICAL, replications=12)("budgets_live"))


def test_in_a_thin_market_nobody_to_provide_is_the_main_loss_of_those_who_asked():
    thin = values_of(THIN)
    unsourced = mean(thin("exits.nobody_to_provide"))
    others = ["exits.refused", *(f"gave_up_at.{stage}" for stage in ("costed_plan", "panel", "revising", "funding"))]
    assert unsourced > max(mean(thin(kpi)) for kpi in others)


def test_readiness_support_leaves_fewer_without_a_provider():
    def without(world):
        return len(world.done("asking_a_provider", to="nobody_to_provide"))

    supported = worlds(THIN, "lever=[readiness_support]")
    assert lower(map(without, supported), map(without, worlds(THIN)))


def test_in_a_thin_market_fewer_goals_are_achieved():
    share = "share_of_goals_achieved"
    assert lower(values_of(THIN)(share), values_of(TYPICAL)(share))
    assert mean(values_of(THIN)("goals_unsourced")) > 0


# --- providers where there is no lack of them ---


def test_a_payment_may_find_nobody_to_provide_and_a_notional_budget_always_does():
    for world in worlds(TYPICAL):
        lost = world.done("payment_processing", to="nobody_to_provide")
        assert np.isin(world.who("deployment", lost), ["direct_payment", "third_party"]).all()
    assert mean(values_of(TYPICAL)("exits.nobody_to_provide")) > 0


def test_whose_provider_closes_keeps_the_budget_while_another_is_looked_for():
    for world in worlds(TYPICAL):
        searches = world.at("finding_another_provider")
        assert np.isin(searches["person"], world.done("budget_live")["person"]).all()
        ended = searches[searches["outcome"] >= 0]
        assert (ended["outcome"] == world.scenario.pathway.index["review"]).all()
    assert sum(len(world.at("finding_another_provider")) for world in worlds(TYPICAL)) > 0
