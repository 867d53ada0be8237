"""A small scenario of what there is."""

#: A scenario in which a little of everything happens.
SMALL = {
    "name": "small",
    "horizon": 400,
    "people": {"cohorts": {"everyone": {"people": 40}}, "leaving_a_year": 0.1},
    "identification": {"flow": {"people_a_month": 20}, "lists": {"list": {"every": "1 month"}, "size": 2}},
    "resources": {
        "clerks": {"team": 1, "hours_a_week": 35},
        "places": {"caseload": 9},
        "panel": {"meeting": {"every": "2 weeks"}, "slots": 1},
        "pot": {"fund": "one_off", "top_ups": {"2017-10-01": 500, "2018-04-01": 900}},
    },
    "pathway": {
        "exits": {"out": "Out"},
        "milestones": {"plan": "plan", "asked": "ask", "live": "pay"},
        "stages": {
            "place": {"caseload": "places", "patience": 30, "next": "plan"},
            "plan": {"team": "clerks", "work": {"gamma": {"mean": 7, "sd": 3}}, "next": "ask"},
            "ask": {"meeting": "panel", "next": {"pay": 0.8, "ask": 0.2}, "max_steps": 2, "then": "out"},
            "pay": {
                "fund": "pot",
                "amount": 50,
                "elapsed": {"lognormal": {"mean": 9, "sd": 4}},
                "pays": True,
                "next": "out",
            },
        },
    },
}
