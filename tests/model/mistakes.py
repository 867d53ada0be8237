"""Mistakes in a programme: what is changed, its new value, where the fault is, and words that the line must hold."""

STAGES = "pathway__stages__"

# fmt: off
MISTAKES = {
    "a misspelt key": ("resources__panel__slot", 5, "resources.panel.slot", ["found 5", "did you mean 'slots'?"]),
    "a misspelt key at the top": ("horizn", 5, "horizn", ["did you mean 'horizon'?"]),
    "what is ours without a full stop": ("ours", {"dates": "Ours"}, "ours.dates", ["a sentence with its full stop"]),
    "what is ours without names": ("ours", ["The dates are ours."], "ours", ["a mapping"]),
    "a number as what is ours": ("ours", {"dates": 5}, "ours.dates", ["found 5", "a text"]),
    "budgets counted of people without a funder": (
        "budgets_counted", ["nhs"], "budgets_counted", ["found ['nhs']", "nothing, since people have no attribute funder"],
    ),
    "a factor on patience of no attribute": (
        "pathway__patience_multipliers", {"wy": {"direct": 2}}, "pathway.patience_multipliers.wy", ["'way'"],
    ),
    "a factor on patience of no value": (
        "pathway__patience_multipliers", {"way": {"drect": 2}}, "pathway.patience_multipliers.way.drect", ["notional, direct"],
    ),
    "a misspelt key of a stage": (STAGES + "plan__prioritty", 5, "pathway.stages.plan.prioritty", ["'priority'"]),
    "a misspelt kind of distribution": (
        STAGES + "live__elapsed", {"lognorma": 3},
        "pathway.stages.live.elapsed", ["'lognormal'"],
    ),
    "a misspelt target": (STAGES + "revise__next", "agre", "pathway.stages.revise.next", ["found 'agre'", "'agree'"]),
    "a misspelt target among weights": (
        STAGES + "plan__next", {"agree": 0.5, "plan_onl": 0.1, "plan_only": 0.4},
        "pathway.stages.plan.next.plan_onl", ["'plan_only'"],
    ),
    "a misspelt value of an attribute": (
        STAGES + "plan__multipliers", {"way": {"drect": 2}},
        "pathway.stages.plan.multipliers.way.drect", ["notional, direct"],
    ),
    "a misspelt branch": (
        STAGES + "live__elapsed", {"by": "way", "drect": 1, "otherwise": 2},
        "pathway.stages.live.elapsed.drect", ["'direct'"],
    ),
    "an unknown attribute": (
        STAGES + "live__elapsed", {"by": "age", "old": 1, "otherwise": 2},
        "pathway.stages.live.elapsed.by", ["cohort"],
    ),
    "an unknown attribute of a factor": (
        STAGES + "plan__multipliers", {"wy": {"direct": 2}},
        "pathway.stages.plan.multipliers.wy", ["'way'"],
    ),
    "an unknown resource": (
        STAGES + "plan__team", "planers",
        "pathway.stages.plan.team", ["found 'planers'", "'planners'"],
    ),
    "a resource of another kind": (
        STAGES + "plan__team", "panel",
        "pathway.stages.plan.team", ["the name of a team: planners"],
    ),
    "an unknown clock": (
        STAGES + "open_case__patience", "decidin",
        "pathway.stages.open_case.patience", ["'deciding'"],
    ),
    "an unknown number": (STAGES + "fund_year__amount", "costs", "pathway.stages.fund_year.amount", ["'cost'"]),
    "an unknown thing given back": (
        STAGES + "pay__gives_back", ["case"],
        "pathway.stages.pay.gives_back[0]", ["'cases'"],
    ),
    "one-off money given back": (
        STAGES + "pay__gives_back", ["pot"],
        "pathway.stages.pay.gives_back[0]", ["cases, budget"],
    ),
    "an unknown milestone": ("pathway__milestones__plan", "plann", "pathway.milestones.plan", ["'plan'"]),
    "an unknown review": ("pathway__reviews", ["plann"], "pathway.reviews[0]", ["'plan'"]),
    "an unknown cohort": ("identification__lists__cohorts", ["frial"], "identification.lists.cohorts[0]", ["'frail'"]),
    "an unknown fund": (
        "start_state__committed", {"pots": 5},
        "start_state.committed.pots", ["pot, budget, open_budget"],
    ),
    "an unknown kind of year end": (
        "resources__pot__year_end", "lapses",
        "resources.pot.year_end", ["carries_over, uncommitted_lapses"],
    ),
    "a text for a number": (
        "resources__panel__papers_due_days", "five",
        "resources.panel.papers_due_days", ["'five'", "a number from 0"],
    ),
    "a number for a text": ("label", 5, "label", ["found 5", "a text"]),
    "a share of a slot": (
        "resources__panel__slots", 2.5,
        "resources.panel.slots", ["found 2.5", "a whole number from 0"],
    ),
    "a truth value for a number": (
        STAGES + "fund_start__amount", True,
        "pathway.stages.fund_start.amount", ["found True"],
    ),
    "a list for a mapping": ("resources", ["planners"], "resources", ["a mapping"]),
    "a text for a mapping": (STAGES + "plan__multipliers", "way", "pathway.stages.plan.multipliers", ["a mapping"]),
    "not a number": (STAGES + "live__elapsed", float("nan"), "pathway.stages.live.elapsed", ["found nan"]),
    "no end": (STAGES + "live__elapsed", float("inf"), "pathway.stages.live.elapsed", ["found inf"]),
    "neither yes nor no": (STAGES + "pay__pays", "perhaps", "pathway.stages.pay.pays", ["yes or no"]),
    "weights that do not sum to 1": (
        STAGES + "agree__next", {"revise": 0.3, "fund_start": 0.6},
        "pathway.stages.agree.next", ["sum to 0.9"],
    ),
    "weights above 1 beside rest": (
        STAGES + "agree__next", {"revise": 0.7, "fund_start": 0.6, "refused": "rest"},
        "pathway.stages.agree.next", ["sum to 1.3"],
    ),
    "rest twice": (
        STAGES + "agree__next", {"revise": "rest", "fund_start": "rest"},
        "pathway.stages.agree.next.fund_start", ["once only"],
    ),
    "a negative weight": (
        STAGES + "agree__next", {"revise": -0.5, "fund_start": "rest"},
        "pathway.stages.agree.next.revise", ["from 0 to 1"],
    ),
    "shares that do not sum to 1": ("people__cohorts__frail__share", 0.5, "people.cohorts", ["sum to 0.9"]),
    "weights of an attribute": (
        "people__attributes__way", {"notional": 0.5, "direct": 0.4},
        "people.attributes.way", ["sum to 0.9"],
    ),
    "dates of staff out of order": (
        "resources__planners__team", {"2018-04-01": 2, "2017-10-01": 3},
        "resources.planners.team.2017-10-01", ["ascending"],
    ),
    "dates of money out of order": (
        "resources__budget__top_ups", {"2018-04-01": 900, "2017-10-01": 900},
        "resources.budget.top_ups.2017-10-01", ["ascending"],
    ),
    "one date twice": (
        "resources__panel__meeting", {"dates": ["2018-04-01", "2018-04-01"]},
        "resources.panel.meeting.dates", ["each once"],
    ),
    "an end before the beginning": (
        "resources__panel__meeting__until", "2017-10-09",
        "resources.panel.meeting.until", ["after 2017-10-10"],
    ),
    "not a date": (
        "resources__planners__team", {"2018-02-30": 2},
        "resources.planners.team.2018-02-30", ["a date such as"],
    ),
    "money before the start": (
        "resources__budget__top_ups", {"2017-09-01": 900, "2017-10-01": 900},
        "resources.budget.top_ups.2017-09-01", ["from the start"],
    ),
    "a negative amount": (STAGES + "fund_start__amount", -5, "pathway.stages.fund_start.amount", ["found -5"]),
    "negative money": (
        "resources__budget__top_ups", {"2017-10-01": -900},
        "resources.budget.top_ups.2017-10-01", ["found -900"],
    ),
    "negative hours": ("resources__planners__hours_a_week", -1, "resources.planners.hours_a_week", ["a number from 0"]),
    "negative staff": ("resources__planners__team", -1, "resources.planners.team", ["a whole number from 0"]),
    "negative patience": (STAGES + "fund_year__patience", -1, "pathway.stages.fund_year.patience", ["found -1"]),
    "low above high": (
        STAGES + "revise__elapsed", {"uniform": {"low": 5, "high": 3}},
        "pathway.stages.revise.elapsed.uniform", ["low <= high"],
    ),
    "no spread": (
        STAGES + "revise__elapsed", {"gamma": {"mean": 5, "sd": 0}},
        "pathway.stages.revise.elapsed.gamma", ["above 0"],
    ),
    "a parameter forgotten": (
        STAGES + "revise__elapsed", {"uniform": {"low": 5}},
        "pathway.stages.revise.elapsed.uniform.high", ["found nothing"],
    ),
    "no distribution of this name": (
        STAGES + "revise__elapsed", {"normal": 5},
        "pathway.stages.revise.elapsed", ["one of fixed"],
    ),
    "an unreachable stage": (STAGES + "agree__next", "fund_start", "pathway.stages.revise", ["unreachable"]),
    "a loop without an end": (STAGES + "plan_b", {"elapsed": 1, "next": "plan_b"}, "pathway.stages.plan_b", []),
    "max_steps without then": (STAGES + "agree__then", None, "pathway.stages.agree", ["max_steps and `then` together"]),
    "then without max_steps": (STAGES + "live__then", "done", "pathway.stages.live", ["max_steps and `then` together"]),
    "max_steps of 0": (STAGES + "agree__max_steps", 0, "pathway.stages.agree.max_steps", ["from 1"]),
    "then leads to itself": (STAGES + "agree__then", "agree", "pathway.stages.agree.then", ["used up"]),
    "an empty calendar": (
        "resources__panel__meeting", {"dates": ["2016-10-01"]},
        "resources.panel.meeting", ["at least one day"],
    ),
    "a calendar whose days are all left out": (
        "resources__bank__payment_run", {"every": "9 years", "except": ["2017-10-01"]},
        "resources.bank.payment_run", ["at least one day"],
    ),
    "no such interval": (
        "resources__bank__payment_run", {"every": "fortnight"},
        "resources.bank.payment_run.every", ["2 weeks"],
    ),
    "no such weekday": (
        "resources__bank__payment_run", {"monthly": "fifth tuesday"},
        "resources.bank.payment_run.monthly", ["second tuesday"],
    ),
    "two rules of a calendar": (
        "resources__bank__payment_run", {"monthly": "first monday", "every": "1 week"},
        "resources.bank.payment_run", ["exactly one of"],
    ),
    "a meeting without a slot": ("resources__panel__slots", 0, "resources.panel.slots", ["at least one slot"]),
    "money never enough": (STAGES + "fund_start__amount", 15000.51, "pathway.stages.fund_start.amount", ["at most"]),
    "two resources for one stage": (
        STAGES + "plan__caseload", "cases",
        "pathway.stages.plan", ["team", "caseload", "two stages"],
    ),
    "a missing branch": (
        STAGES + "live__elapsed", {"by": "way", "direct": 1},
        "pathway.stages.live.elapsed", ["missing: notional"],
    ),
    "no next": (STAGES + "live__next", None, "pathway.stages.live.next", ["found nothing"]),
    "no work for a team": (STAGES + "plan__work", None, "pathway.stages.plan.work", ["found nothing", "hours of work"]),
    "work without a team": (STAGES + "revise__work", 5, "pathway.stages.revise.work", ["only where a team does it"]),
    "days for a team": (STAGES + "plan__elapsed", 5, "pathway.stages.plan.elapsed", ["a stage of their own"]),
    "no amount for a fund": (
        STAGES + "fund_start__amount", None,
        "pathway.stages.fund_start.amount", ["the pounds asked"],
    ),
    "an amount without a fund": (STAGES + "plan__amount", 5, "pathway.stages.plan.amount", ["only where a fund pays"]),
    "patience without a queue": (STAGES + "live__patience", 5, "pathway.stages.live.patience", ["wait for something"]),
    "a stage named like an exit": (STAGES + "done", {"elapsed": 1, "next": "plan_only"}, "pathway.stages.done", []),
    "a factor on one of three targets": (
        STAGES + "plan__next", {"agree": 0.6, "plan_only": 0.2, "refused": 0.2},
        "pathway.stages.plan.next_multipliers[0]", ["two targets"],
    ),
    "a factor on a target that a later date has not": (
        STAGES + "plan__next_changes", {"2018-01-01": "plan_only"},
        "pathway.stages.plan.next_multipliers[0]", ["on every date"],
    ),
    "a dated number without a date": ("resources__planners__team", {}, "resources.planners.team", ["numbers by date"]),
    "more people than can be": ("people__residents", 1 << 40, "people.residents", ["to 10000000"]),
    "a flow that closes": (
        "identification__referrals__until", "2018-01-01",
        "identification.referrals.until", ["only with `every`"],
    ),
    "a change of what no team has": (
        "resources__planners__changes", {"2018-01-01": {"slots": 3}},
        "resources.planners.changes.2018-01-01.slots", ["team, hours_a_week"],
    ),
    "changes out of order": (
        "resources__planners__changes", {"2018-02-01": {"team": 3}, "2018-01-01": {"team": 2}},
        "resources.planners.changes.2018-01-01", ["ascending"],
    ),
    "a band of a check upside down": (
        "checks", [{"kpi": "x", "between": [5, 3], "kind": "validation", "source": "S1"}],
        "checks[0].between", ["the lower number first"],
    ),
    "recurrent money that lapses": (
        "resources__budget__year_end", "unpaid_lapses",
        "resources.budget.year_end", ["carries_over"],
    ),
    "double running of a fund with a cap": (
        "resources__budget__double_running_days", 28,
        "resources.budget.double_running_days", ["only where fund: recurrent and unlimited: yes"],
    ),
    "double running of less than no days": (
        "resources__open_budget__double_running_days", -1,
        "resources.open_budget.double_running_days", ["from 0"],
    ),
    "a fund without money": ("resources__budget__top_ups", None, "resources.budget", ["unlimited: yes"]),
    "a misspelt key of staffing": (
        "resources__planners__staffing", {"leaving_a_yer": 0.1},
        "resources.planners.staffing.leaving_a_yer", ["'leaving_a_year'"],
    ),
    "staff who are never there": (
        "resources__planners__staffing", {"absences": {"leave": {"share": 1, "days": 7}}},
        "resources.planners.staffing.absences.leave.share", ["from 0 to 0.9"],
    ),
    "an absence of no days": (
        "resources__planners__staffing", {"absences": {"leave": {"share": 0.1, "days": 0}}},
        "resources.planners.staffing.absences.leave.days", ["from 0.1"],
    ),
    "an absence without its days": (
        "resources__planners__staffing", {"absences": {"leave": {"share": 0.1}}},
        "resources.planners.staffing.absences.leave.days", ["a number from 0.1"],
    ),
    "steps of being new that do not begin with the first day": (
        "resources__planners__staffing", {"productive": {"7": 1}},
        "resources.planners.staffing.productive", ["the first under 0"],
    ),
    "steps of being new that do not ascend": (
        "resources__planners__staffing", {"productive": {"0": 0.5, "9": 1, "7": 1}},
        "resources.planners.staffing.productive.7", ["ascending"],
    ),
    "staffing of a team without a limit": (
        "resources__planners", {"team": "unlimited", "staffing": {"leaving_a_year": 0.1}},
        "resources.planners.team", ["at most 10000 posts"],
    ),
    "a caseload of a team that is not there": (
        "resources__cases__per_worker_of", "planers",
        "resources.cases.per_worker_of", ["'planners'"],
    ),
    "a caseload of the same team twice": (
        "resources__cases__per_worker_of", ["planners", "planners"],
        "resources.cases.per_worker_of", ["each team once"],
    ),
    "a meeting that is never held": ("resources__panel__cancelled", 1, "resources.panel.cancelled", ["from 0 to 0.99"]),
    "a resource of no kind": ("resources__thing", {"label": "x"}, "resources.thing", ["one of team, caseload"]),
    "two routes beside an open stream": ("identification__door", {"every": 3}, "identification", ["by itself"]),
    "a route of two kinds": (
        "identification__referrals__every", 3,
        "identification.referrals", ["exactly one of every"],
    ),
    "a route named start": (
        "identification__start", {"people_a_month": 3},
        "identification.start", ["`start` is a reserved word"],
    ),
    "hours that neither are frozen nor follow": (
        "resources__planners__hours", "follows",
        "resources.planners.hours", ["frozen, follow", "'follow'"],
    ),
    "a gate that looks at no fund": (
        "resources__offers", {"gate": {"at_least": 50}},
        "resources.offers.gate.funds", ["found nothing", "the names of funds of one kind"],
    ),
    "a gate that looks at a team": (
        "resources__offers", {"gate": {"funds": ["planners"], "at_least": 50}},
        "resources.offers.gate.funds[0]", ["found 'planners'", "one of pot, budget, open_budget"],
    ),
    "a gate that looks at one fund twice": (
        "resources__offers", {"gate": {"funds": ["pot", "pot"], "at_least": 50}},
        "resources.offers.gate.funds", ["each fund once"],
    ),
    "a gate that looks at both kinds of money": (
        "resources__offers", {"gate": {"funds": ["pot", "budget"], "at_least": 50}},
        "resources.offers.gate.funds", ["one kind"],
    ),
    "a gate that looks at money without a limit": (
        "resources__offers", {"gate": {"funds": "open_budget", "at_least": 50}},
        "resources.offers.gate.funds", ["with a limit"],
    ),
    "a gate that needs nothing said": (
        "resources__offers", {"gate": {"funds": "pot"}},
        "resources.offers.gate.at_least", ["found nothing", "a number from 0"],
    ),
    "a gate that never opens": (
        "resources__offers", {"gate": {"funds": ["pot"], "at_least": {"2017-10-01": 99000, "2018-10-01": 15001}}},
        "resources.offers.gate.at_least", ["at most 15000.5 pounds"],
    ),
    "a gate of no shape": ("resources__offers", {"gate": 50}, "resources.offers.gate", ["a mapping with funds, at_least"]),
    "a misspelt key of a gate": (
        "resources__offers", {"gate": {"funds": ["pot"], "at_lest": 5, "at_least": 5}},
        "resources.offers.gate.at_lest", ["'at_least'"],
    ),
    "a gate where nobody is waited for by that name": (
        STAGES + "live__gate", "offers",
        "pathway.stages.live.gate", ["the name of a gate: there is none"],
    ),
    "half of a person": (
        "resources__planners__team", {"value": 3, "half_life_days": 90},
        "resources.planners.team", ["whole numbers by date"],
    ),
    "a half-life of nothing": (
        "resources__planners__hours_a_week", {"half_life_days": 90},
        "resources.planners.hours_a_week.value", ["found nothing"],
    ),
    "a half-life of no time": (
        "resources__planners__hours_a_week", {"value": 30, "half_life_days": 0},
        "resources.planners.hours_a_week.half_life_days", ["from 1"],
    ),
    "a half-life in no steps": (
        "resources__planners__hours_a_week", {"value": 30, "half_life_days": 90, "every": "moon"},
        "resources.planners.hours_a_week.every", ["1 month"],
    ),
    "a half-life that is over before it begins": (
        "resources__planners__hours_a_week",
        {"from": "2018-01-01", "value": 30, "half_life_days": 90, "until": "2017-12-01"},
        "resources.planners.hours_a_week.until", ["a date after 2018-01-01"],
    ),
    "a half-life among dates": (
        "resources__planners__hours_a_week", {"value": 30, "half_life_days": 90, "2018-01-01": 3},
        "resources.planners.hours_a_week.2018-01-01", ["one of from, value, half_life_days"],
    ),
    "hours that are given, and decided too": (
        "resources__planners__hours_a_week", {"given": 4, "2018-01-01": 3},
        "resources.planners.hours_a_week.2018-01-01", ["one of given"],
    ),
    "members that are given": (
        "resources__planners__team", {"given": 4},
        "resources.planners.team.given", ["a date"],
    ),
    "a misspelt funder": ("resources__pot__funder", "nsh", "resources.pot.funder", ["'nhs'"]),
    "a route that begins on no day": (
        "identification__lists__begins", {"exponentail": 3},
        "identification.lists.begins", ["'exponential'"],
    ),
    "no list size": ("identification__lists__size", None, "identification.lists.size", ["found nothing"]),
    "a cohort of two sizes": ("people__cohorts__frail__people", 3, "people.cohorts.frail", ["either people or share"]),
    "bands without an end": ("people__bands__size__large", 9000, "people.bands.size", ["above"]),
    "bands of no number": ("people__bands__size__of", "price", "people.bands.size.of", ["cost"]),
    "bands out of order": (
        "people__bands__size", {"of": "cost", "a": 500, "b": 400, "c": "above"},
        "people.bands.size", ["ascending"],
    ),
    "an attribute named cohort": (
        "people__attributes__cohort", "x",
        "people.attributes.cohort", ["`cohort` is a reserved word"],
    ),
    "money held on day 0": (
        "start_state__people", [{"stage": "live", "holding": ["budget"]}],
        "start_state.people[0].holding", ["committed"],
    ),
    "a band of people inside": (
        "start_state__people", [{"stage": "live", "with": {"size": "large"}}],
        "start_state.people[0].with.size", ["an attribute that is drawn"],
    ),
    "a route of people inside": (
        "start_state__people", [{"stage": "live", "with": {"route": "lists"}}],
        "start_state.people[0].with.route", ["an attribute that is drawn"],
    ),
    "nobody's stage": ("start_state__people", [{"stage": "liv"}], "start_state.people[0].stage", ["'live'"]),
    "a target after the horizon": ("targets", {"2020-01-01": {"plans": 3}}, "targets.2020-01-01", ["horizon"]),
    "targets out of order": (
        "targets", {"2018-02-01": {"plans": 3}, "2018-01-01": {"plans": 3}},
        "targets.2018-01-01", ["ascending"],
    ),
    "no horizon": ("horizon", None, "horizon", ["found nothing"]),
    "a horizon before the start": ("horizon", "2017-09-30", "horizon", ["after the start"]),
    "no identification": ("identification", None, "identification", ["at least one route"]),
    "a band of a check of one number": (
        "checks", [{"kpi": "x", "between": [5], "kind": "validation", "source": "S1"}],
        "checks[0].between", ["two numbers"],
    ),
}
# fmt: on
