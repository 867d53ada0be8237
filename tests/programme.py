"""A small programme with one of everything: the mapping that tests change, break and run."""

from __future__ import annotations

import copy
import re
from typing import Any

from sim.model import ScenarioError, build

_PROGRAMME: dict[str, Any] = {
    "name": "small_programme",
    "label": "A small programme",
    "lever": "none",
    "description": "One of everything.",
    "seed": 7,
    "start": "2017-10-01",
    "horizon": "2019-10-01",
    "evidence": ["S1", "X2"],
    "targets": {"2018-09-30": {"plans": 100, "budgets": 20}, "2019-03-31": {"plans": 180}},
    "checks": [{"kpi": "plans_completed", "group": "all", "between": [50, 150], "kind": "validation", "source": "S1"}],
    "people": {
        "residents": 2000,
        "eligible_share": 0.15,
        "cohorts": {
            "frail": {"share": 0.6, "label": "Frail elders"},
            "children": {"share": 0.4, "opens": "2018-04-01"},
        },
        "attributes": {
            "entitled": {"by": "cohort", "frail": {"yes": 0.2, "no": "rest"}, "otherwise": {"yes": 0.05, "no": 0.95}},
            "way": {"by": "route", "lists": "notional", "otherwise": {"notional": 0.5, "direct": 0.5}},
        },
        "numbers": {"cost": {"by": "cohort", "frail": {"lognormal": {"mean": 900, "sd": 500}}, "children": 400}},
        "bands": {"size": {"of": "cost", "small": 500, "large": "above"}},
        "leaving_a_year": {"by": "cohort", "frail": 0.2, "children": 0.02},
    },
    "identification": {
        "lists": {"list": {"every": "3 months", "except": ["2018-01-01"]}, "size": 20, "cohorts": ["frail"]},
        "referrals": {"people_a_month": {"2017-10-01": 6, "2018-06-01": 12}, "label": "Referrals"},
    },
    "resources": {
        "planners": {"team": {"2017-10-01": 2, "2018-04-01": 3}, "hours_a_week": 30, "cost_an_hour": 25},
        "cases": {"caseload": {"2017-10-01": 40, "2018-07-01": 60}},
        "pot": {
            "fund": "one_off",
            "top_ups": {"2017-10-01": 5000, "2018-04-01": 12000},
            "tranches": {"2018-10-01": 3000.5},
            "year_end": "unpaid_lapses",
            "funder": "joint",
        },
        "budget": {"fund": "recurrent", "top_ups": {"2017-10-01": 20000, "2019-04-01": 8000}},
        "open_budget": {"fund": "recurrent", "unlimited": True, "funder": "nhs"},
        "panel": {
            "meeting": {"every": "2 weeks", "from": "2017-10-10", "except": ["2017-12-26"]},
            "slots": {"2017-10-01": 6, "2018-09-01": 9},
            "papers_due_days": 5,
        },
        "bank": {"payment_run": {"monthly": "second tuesday"}, "papers_due_days": 2},
    },
    "pathway": {
        "exits": {"done": "Budget ended", "plan_only": "Plan without a budget", "refused": "Refused"},
        "milestones": {"plan": "plan", "asked": "agree", "live": "pay"},
        "patience_clocks": {"deciding": {"days": {"exponential": 300}, "multipliers": {"cohort": {"children": 2}}}},
        "stages": {
            "open_case": {"caseload": "cases", "patience": "deciding", "next": "plan"},
            "plan": {
                "team": "planners",
                "work": {"gamma": {"mean": 8, "sd": 3}},
                "multipliers": {"way": {"direct": 1.5}},
                "time_multiplier": {"2018-01-01": 0.9, "2018-07-01": 0.8},
                "priority": 1,
                "next": {"agree": 0.6, "plan_only": "rest"},
                "next_multipliers": [{"to": "agree", "where": {"cohort": "children"}, "by": 1.2}],
            },
            "agree": {
                "meeting": "panel",
                "patience": {"lognormal": {"mean": 200, "sd": 50}},
                "max_steps": 2,
                "then": "refused",
                "next": {"revise": 0.3, "fund_start": 0.7},
            },
            "revise": {"elapsed": {"uniform": {"low": 3, "high": 10}}, "cause": "revising", "next": "agree"},
            "fund_start": {"fund": "pot", "amount": 150, "next": "fund_year"},
            "fund_year": {
                "fund": {"by": "entitled", "yes": "open_budget", "no": "budget"},
                "amount": "cost",
                "amount_multipliers": {"way": {"notional": 0.4}},
                "patience": 400,
                "next": "set_up",
            },
            "set_up": {
                "elapsed": {
                    "longest_of": {"account": {"triangular": {"low": 5, "mode": 9, "high": 30}}, "provider": 12}
                },
                "next": "pay",
            },
            "pay": {"payment_run": "bank", "pays": True, "gives_back": ["cases"], "next": "live"},
            "live": {"elapsed": 180, "next": "review"},
            "review": {
                "team": "planners",
                "work": {"discrete": {"1": 0.5, "2.5": 0.5}},
                "max_steps": 3,
                "then": "done",
                "next": {"live": 0.8, "done": 0.2},
            },
        },
    },
    "start_state": {
        "people": [
            {"stage": "plan", "count": 3, "holding": ["cases"], "with": {"cohort": "frail"}},
            {"stage": "open_case", "count": 2, "with": {"entitled": "yes"}},
        ],
        "plans_done": 12,
        "budgets_done": 3,
        "committed": {"pot": 500},
    },
}


#: Two numbers of the programme that are not known, one of each scale.
UNCERTAIN = {
    "planning_hours": {
        "label": "Hours of planning",
        "unit": "hours",
        "value": 8,
        "low": 4,
        "high": 16,
        "shape": "loguniform",
        "scale": "ratio",
        "at": ["pathway.stages.plan.work.gamma.mean"],
    },
    "agreement": {
        "label": "Share that agrees",
        "unit": "share",
        "value": 0.6,
        "low": 0.4,
        "high": 0.9,
        "shape": "triangular",
        "scale": "share",
        "at": ["pathway.stages.plan.next.agree"],
    },
}


def programme(**changes: Any) -> dict[str, Any]:
    """A copy of the programme, with values put in by key path: ``resources__pot__year_end="carries_over"``."""
    mapping = copy.deepcopy(_PROGRAMME)
    for path, value in changes.items():
        put(mapping, path.split("__"), value)
    return mapping


def put(mapping: Any, path: list[Any], value: Any) -> None:
    """Put a value at a place."""
    for key in path[:-1]:
        mapping = mapping[key]
    mapping[path[-1]] = value


def number_paths(value: Any = None, path: str = "") -> list[str]:
    """The key path of every number in the programme (but of keys that hold a full stop)."""
    value = _PROGRAMME if value is None else value
    if isinstance(value, dict):
        below = {f"{path}.{key}".lstrip("."): part for key, part in value.items() if "." not in key}
    elif isinstance(value, list):
        below = {f"{path}[{index}]": part for index, part in enumerate(value)}
    else:
        return [path] if isinstance(value, int | float) and not isinstance(value, bool) else []
    return [number_path for step, part in below.items() for number_path in number_paths(part, step)]


def multiplied(path: str, factor: float) -> dict[str, Any]:
    """The programme with one number multiplied, and beside a mean its spread."""
    mapping = programme()
    *above, last = [int(step[1:-1]) if step[0] == "[" else step for step in re.findall(r"[^.\[\]]+|\[\d+\]", path)]
    node = mapping
    for step in above:
        node = node[step]
    node[last] = node[last] * factor
    if last == "mean":
        node["sd"] = node["sd"] * factor
    return mapping


def uncertain_at(path: str) -> dict[str, Any]:
    """The programme with a parameter of the value 1 that moves one number in proportion."""
    parameter = {"value": 1, "low": 0.1, "high": 10, "shape": "uniform", "scale": "ratio", "at": [path]}
    return programme(uncertainty={"it": parameter})


def movable_paths() -> list[str]:
    """The key path of every number that may be a little smaller, all else being as it is."""
    return [path for path in number_paths() if _can_be(multiplied(path, 0.98))]


def _can_be(mapping: dict[str, Any]) -> bool:
    try:
        return build(mapping) is not None
    except ScenarioError:
        return False
