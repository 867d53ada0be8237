"""Random programmes with every feature of the model, on a lattice of half days so that ties are everywhere.

`programmes()` gives mappings for `sim.model.reader.scenario`. Everything is small and overloaded: some dozens of people, few of
anything, so that most of what can happen does. `tests/features.py` counts what a run has shown.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

Mapping = dict[str, Any]
KINDS = (
    "team",
    "team",
    "team",
    "team",
    "caseload",
    "caseload",
    "caseload",
    "caseload",
    "one_off",
    "one_off",
    "recurrent",
    "recurrent",
    "meeting",
    "meeting",
    "payment_run",
    "gate",
    "elapsed",
    "nothing",
)
MONEY = ("gate", "one_off")  #: a beginning at which people queue both for money and before the gate that looks at it
HELD = ("recurrent", "recurrent", "recurrent")  #: one at which what they hold is raised, and lowered
WORK = ("team", "team")  #: one at which somebody is at work as hours change, and stages share a team
BEGINNINGS = (*4 * [MONEY], *3 * [HELD], *2 * [WORK], ())
TEAMS, CASELOADS, POTS, BUDGETS = ("clerk", "nurse"), ("places", "beds"), ("pot", "grant", "gift"), ("budget", "estate")
HALF_DAYS = {"0": 0.1, "0.5": 0.2, "1": 0.2, "3": 0.3, "7": 0.2}
PATIENCE = {"0": 0.1, "2": 0.4, "7": 0.3, "30": 0.2}


@st.composite
def programmes(draw: st.DrawFn) -> Mapping:
    """A mapping that builds."""
    start = draw(st.sampled_from([dt.date(2017, 10, 1), dt.date(2018, 3, 11)]))
    horizon = draw(st.sampled_from([90, 45.5, 420]))
    dated = _Dates(start, horizon)
    count = draw(st.integers(2, 8))
    clocks = {
        "deciding": {"discrete": {"1": 0.2, "9": 0.5, "40": 0.3}},
        "hoping": {"days": 14, "multipliers": {"kind": {"a": 2}}},
    }
    mapping: Mapping = {
        "start": start.isoformat(),
        "horizon": horizon,
        "people": _people(draw),
        "identification": draw(_identification(dated)),
        "resources": draw(_resources(dated)),
        "pathway": {
            "exits": {"out": "Out", "gone": "Gone"},
            "patience_clocks": clocks,
            "stages": draw(_stages(count, dated)),
        },
    }
    inside = draw(st.lists(_inside(count), max_size=3))
    if inside:
        mapping["start_state"] = {
            "people": inside,
            "committed": draw(st.sampled_from([{}, {"pot": 30}, {"budget": 30}])),
        }
    names = [*mapping["pathway"]["stages"]]
    invitations = {"while_fewer_than": draw(st.sampled_from([1, 3, 8])), "are_at": names[: draw(st.integers(1, 3))]}
    if draw(st.sampled_from([True, False, False])):
        mapping["invitations"] = invitations
    return mapping


class _Dates:
    """Dates counted in tenths of the horizon, so that changes fall within it, on whole days."""

    def __init__(self, start: dt.date, horizon: float) -> None:
        self.start, self.horizon = start, horizon

    def __call__(self, tenths: int) -> str:
        return (self.start + dt.timedelta(days=int(self.horizon * tenths / 10))).isoformat()

    def series(self, *values: float) -> Mapping:
        """Values in force from the start, and from three tenths of the horizon on."""
        return {self(0 if turn == 0 else 1 + 2 * turn): value for turn, value in enumerate(values)}


def _people(draw: st.DrawFn) -> Mapping:
    leaving = draw(st.sampled_from([0, 3, {"by": "kind", "a": 1, "otherwise": 12}]))
    return {
        "cohorts": {
            "old": {"people": 60},
            "young": {"people": 40, "opens": draw(st.sampled_from(["2017-01-01", "2018-03-20"]))},
        },
        "attributes": {
            "kind": {"a": 0.5, "b": 0.25, "c": "rest"},
            "entitled": {"by": "kind", "a": {"yes": 0.5, "no": 0.5}, "otherwise": {"yes": 0.1, "no": 0.9}},
        },
        "numbers": {"cost": {"discrete": {"10": 0.4, "20": 0.3, "55": 0.3}}},
        "bands": {"size": {"of": "cost", "small": 10, "middle": 30, "large": "above"}},
        "leaving_a_year": leaving,
        "becoming_eligible_a_year": 0.9 if leaving else 0,
    }


@st.composite
def _identification(draw: st.DrawFn, dated: _Dates) -> Mapping:
    gap = draw(st.sampled_from([50, 90])) ** -1 * dated.horizon
    gap = max(0.5, round(2 * gap) / 2)
    lattice = {"door": {"every": {"discrete": {"0": 0.5, str(gap): 0.4, str(3 * gap): 0.1}}}}
    random = {"door": {"every": {"exponential": gap}}}
    begins = {"begins": {"discrete": {"0": 0.4, "8": 0.4, "30": 0.2}}} if draw(st.booleans()) else {}
    flow = {"people_a_month": dated.series(*draw(st.sampled_from([(30,), (20, 0, 60), (5, 90)]))), **begins}
    lists = {
        "list": {"dates": [dated(0), dated(2), dated(4)]},
        "size": draw(st.integers(1, 12)),
        "cohorts": ["old"],
        **begins,
    }
    return draw(
        st.sampled_from([lattice, lattice, random, {"flow": flow}, {"flow": flow, "lists": lists}, {"lists": lists}])
    )


@st.composite
def _resources(draw: st.DrawFn, dated: _Dates) -> Mapping:
    pick = lambda *values: draw(st.sampled_from(values))  # noqa: E731
    resources: Mapping = {}
    for name in TEAMS:
        members = pick(1, 2, dated.series(3, 1), dated.series(1, 3, 1), dated.series(2, 0, 1))
        halving = {"from": dated(0), "value": 14, "half_life_days": 14, "every": "2 weeks", "until": dated(3)}
        off = [dated.series(7, 0, 7), dated.series(14, 0, 7)]
        hours = pick(*off, *off, *off, *off, *off, *off, 7, dated.series(14, 3.5), dated.series(0, 7), halving)
        resources[name] = {
            "team": members,
            "hours_a_week": hours,
            "hours": pick(*5 * ["follow"], "frozen"),
        }
        if pick(False, False, True):
            resources[name]["changes"] = {dated(6): {"team": pick(0, 2), "hours_a_week": 10.5}}
        if name == "nurse" and pick(True, False):
            resources[name]["staffing"] = _staffing(pick)
    for name in CASELOADS:
        resources[name] = {"caseload": pick(1, 4, dated.series(5, 2), dated.series(0, 1, 6), "unlimited")}
    if pick(False, *5 * [True]):
        resources["beds"] = {"caseload": pick(1, 2.5, dated.series(2, 1)), "per_worker_of": pick(*TEAMS, [*TEAMS])}
    for name in POTS:
        top_ups = pick({dated(0): 120}, {dated(0): 100, dated(5): 100}, {dated(0): 60, dated(1): 60, dated(4): 60.5})
        if name == "pot":
            top_ups = {dated(0): 110, "2018-04-01": 90.5}
        if name == "grant":
            top_ups = {dated(0): 60, dated(pick(1, 2)): 60, dated(4): 60.5}
        year_end = pick("carries_over", "uncommitted_lapses", *4 * ["unpaid_lapses"])
        resources[name] = {"fund": "one_off", "top_ups": top_ups, "year_end": year_end}
        if pick(False, False, True):
            resources[name]["tranches"] = {dated(5): 40, dated(7): 40}
    if pick(False, True, True):
        resources["gift"] |= {"unlimited": True, "year_end": "carries_over"}
    resources["budget"] = {"fund": "recurrent", "top_ups": pick({dated(0): 90}, {dated(0): 40, dated(3): 60})}
    resources["estate"] = {"fund": "recurrent", "unlimited": True}
    if "unlimited" in resources["gift"]:  # no choice of its own, which would make other programmes of the same examples
        resources["estate"]["double_running_days"] = 3
    at_least = pick(*4 * [35], *4 * [dated.series(190, 20)], dated.series(10, 90, 35))
    funds = pick(["grant"], ["grant"], ["grant"], ["pot", "grant"])
    resources = {"offers": {"gate": {"funds": funds, "at_least": at_least}}, **resources}  # above its funds
    resources["yearly_offers"] = {"gate": {"funds": ["budget"], "at_least": pick(20, 60, dated.series(120, 20))}}
    calendar = pick({"every": "1 week"}, {"every": "4 days", "from": dated(2)}, {"monthly": "second tuesday"})
    holidays = [dated(1), dated(4), (dt.date.fromisoformat(dated(4)) + dt.timedelta(days=1)).isoformat()]
    next_day = {"moves_to": "next_working_day"}
    moves = pick({}, next_day, {**next_day, "holidays": holidays}, {**next_day, "holidays": holidays})
    calendar = {**calendar, **moves}
    resources["board"] = {
        "meeting": {"every": "10 days", "except": [dated(0)], **moves} if calendar.get("monthly") else calendar,
        "slots": pick(1, 3, dated.series(2, 0, 9)),
        "papers_due_days": pick(0, 2, 3.5, 3.5, 8),
        "cancelled": pick(0, 0.3),
    }
    if "every" in calendar and pick(False, True):
        calendar = {**calendar, "changes": {dated(5): {"every": "3 days"}}}
    resources["bank"] = {"payment_run": calendar, "papers_due_days": pick(0, 1, 8)}
    return resources


def _staffing(pick: Any) -> Mapping:
    """Posts that are filled and vacated on the lattice, and absences off it."""
    return {
        "leaving_a_year": pick(0, 3),
        "recruitment": pick(0, 3, {"discrete": {"2": 0.5, "10.5": 0.5}}),
        "vacancy": pick(2, {"discrete": {"0": 0.5, "14": 0.5}}),
        "notice_days": pick(0, 0, 5),
        "productive": pick({"0": 1}, {"0": 0.5, "7": 1}, {"0": 0, "3": 0.25, "10": 1}),
        "absences": pick({}, {"illness": {"share": 0.2, "days": {"discrete": {"1": 0.5, "6": 0.5}}}}),
    }


@st.composite
def _stages(draw: st.DrawFn, count: int, dated: _Dates) -> Mapping:
    names = [f"s{number}" for number in range(count)]
    repeats = [draw(st.booleans()) for _ in names]  # the stages to which people may come back
    stages: Mapping = {}
    beginning = draw(st.sampled_from(BEGINNINGS))
    changes = draw(st.sampled_from([("raised", "lowered"), ("lowered", "raised")]))
    for index, name in enumerate(names):
        kind = beginning[index] if index < len(beginning) else draw(st.sampled_from(KINDS))
        stage: Mapping = draw(_service(kind, dated))
        if kind not in ("elapsed", "nothing"):
            patience = draw(st.sampled_from([None, None, {"discrete": PATIENCE}, 5, *3 * ["deciding"], "hoping"]))
            by_kind = {
                "days": {"by": "kind", "a": 3, "otherwise": {"discrete": PATIENCE}},
                "multipliers": {"entitled": {"yes": 2}},
            }
            stage["patience"] = draw(st.sampled_from([patience, patience, by_kind]))
            if beginning == MONEY and index < len(beginning):
                patience = draw(st.sampled_from([None, None, "deciding", stage["patience"]]))
                stage["patience"] = patience  # often none, so that somebody is there when money comes
                asking = {"fund": "grant", "amount": 50, "amount_multipliers": {}}
                stage |= asking if kind == "one_off" else {"gate": "offers"}
            stage["priority"] = draw(st.sampled_from([0, 0, -1, 1]))
            if beginning == HELD and index < len(beginning):
                stage |= {"fund": "budget", "patience": None}
                stage |= {"amount": draw(st.sampled_from([5, 20])), "amount_multipliers": {}}
                if index:  # whoever holds some already comes first, so that somebody is there as money comes
                    stage |= {"held_money": changes[index - 1], "priority": -2}
        stage["gives_back"] = draw(st.sampled_from([[], [], ["places"], ["budget"], ["places", "beds", "estate"]]))
        if beginning == HELD and index == 0 and "budget" in stage["gives_back"]:
            stage["gives_back"] = []  # it is the next stage that raises or lowers it
        stage["pays"] = draw(st.sampled_from([False, False, False, True]))
        if repeats[index]:
            stage["max_steps"] = draw(st.integers(1, 3))
            stage["then"] = draw(st.sampled_from(["out", "gone"]))  # onward, it might close an endless loop
        onward = [*names[index + 1 :], "out", "gone"]
        back = [other for other in names[: index + 1] if repeats[names.index(other)]]
        stage["next"] = draw(_next(onward[0], onward, back))
        if beginning in (MONEY, HELD) and index == 0:
            stage["next"] = onward[0]  # many come to where they ask for the same money
        plain = isinstance(stage["next"], dict) and len(stage["next"]) == 2 and "by" not in stage["next"]
        if plain and draw(st.booleans()):
            change = {"to": next(iter(stage["next"])), "where": {"kind": "a"}, "by": draw(st.sampled_from([0, 0.5, 3]))}
            stage["next_multipliers"] = [change]
        elif draw(st.booleans()):
            stage["next_changes"] = {dated(2): draw(_next(onward[0], onward, back))}
        stages[name] = stage
    return stages


@st.composite
def _next(draw: st.DrawFn, first: str, onward: list[str], back: list[str]) -> Any:
    """Weights of targets, of which the first is the following stage, so that every stage can be reached."""

    def weights(*needed: str) -> Mapping:
        others = draw(st.lists(st.sampled_from([*onward, *back, *back]), max_size=2))
        targets = list(dict.fromkeys([*needed, *others]))
        return dict(zip(targets, {1: (1.0,), 2: (0.5, 0.5), 3: (0.5, 0.25, "rest")}[len(targets)], strict=True))

    shape = draw(st.sampled_from(["single", "weights", "weights", "weights", "by"]))
    if shape == "single":
        return first
    if shape == "weights":
        return weights(first)
    other = draw(st.sampled_from([*onward, *back]))
    return {"by": draw(st.sampled_from(["entitled"])), "yes": weights(first), "no": weights(other)}


@st.composite
def _service(draw: st.DrawFn, kind: str, dated: _Dates) -> Mapping:
    pick = lambda *values: draw(st.sampled_from(values))  # noqa: E731
    days = pick(0, 1, 3, 10, {"discrete": HALF_DAYS}, {"by": "kind", "a": 0.5, "otherwise": {"discrete": HALF_DAYS}})
    longest = {"longest_of": {"post": days, "check": {"discrete": HALF_DAYS}, "bank": 1}}
    stage: Mapping = {}
    if kind == "team":
        stage = {"team": pick(*TEAMS, {"by": "kind", "a": "nurse", "b": "none", "c": "clerk"}), "work": days}
    elif kind == "caseload":
        stage = {"caseload": pick(*CASELOADS, "places", {"by": "size", "small": "none", "otherwise": "beds"})}
    elif kind == "one_off":
        stage = {"fund": pick(*POTS, "pot", "grant", "grant", {"by": "entitled", "yes": "gift", "no": "pot"})}
    elif kind == "recurrent":
        stage = {"fund": pick("budget", "budget", {"by": "entitled", "yes": "estate", "no": "budget"})}
    elif kind == "meeting":
        stage = {"meeting": pick("board", "board", {"by": "entitled", "yes": "none", "no": "board"})}
    elif kind == "payment_run":
        stage = {"payment_run": "bank"}
    elif kind == "gate":
        stage = {"gate": pick("offers", "offers", "yearly_offers", {"by": "entitled", "yes": "none", "no": "offers"})}
    elif kind == "elapsed":
        stage = {"elapsed": pick(days, days, longest)}
    if kind in ("caseload", "one_off", "recurrent", "meeting", "payment_run", "gate"):
        stage["elapsed"] = pick(None, None, days, longest)
    if "fund" in stage:
        stage["amount"] = pick(
            10,
            50,
            50,
            "cost",
            {"discrete": {"0": 0.2, "5": 0.4, "33.33": 0.4}},
            {"by": "kind", "a": 5, "otherwise": 20},
        )
        stage["amount_multipliers"] = pick({}, {"kind": {"a": 0.5}}, {"size": {"large": 0.2}, "entitled": {"yes": 0}})
    if kind not in ("nothing",):
        stage["multipliers"] = pick({}, {}, {"kind": {"b": 2}}, {"size": {"small": 0}})
        stage["time_multiplier"] = pick(None, None, dated.series(1, 2, 0.5))
    return stage


@st.composite
def _inside(draw: st.DrawFn, count: int) -> Mapping:
    pick = lambda *values: draw(st.sampled_from(values))  # noqa: E731
    return {
        "stage": f"s{draw(st.integers(0, count - 1))}",
        "count": draw(st.integers(1, 4)),
        "holding": pick([], [], ["places"], ["places", "beds"]),
        "with": pick({}, {"kind": "a"}, {"entitled": "yes", "cohort": "young"}),
    }
