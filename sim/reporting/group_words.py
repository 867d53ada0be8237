"""Groups of people in words: what differs between them, and what this model cannot see, with what is known of its direction."""

from __future__ import annotations

import math

from ..experiments.analysis.differences import ACCEPTED, COHORT, LIVE, PLAN, Contrast, Difference
from ..measures import ACTIVATION, AGE, KNOWN
from ..model import Scenario
from . import wording

STEPS = {
    ACCEPTED: "Took up the offer",
    PLAN: "Plan within 120 days of accepting",
    LIVE: "Budget live within 180 days of asking",
}
#: What the model cannot see, and what is known of it.
UNSEEN = (
    "Deprivation: poorer people are referred more, not less, to help in their community (odds 1.59 for the poorest third, "
    "X312; 2.02 with benefits, X313); of what follows a referral nothing was found.",
    "Ethnicity: fewer people of ethnic minorities take direct payments, though as willingly once they know of them (X323); no "
    "rate was found.",
    "Capacity: who lacks it needs a suitable person to hold a direct payment (X322); how many have one was not found.",
    "Who is never asked: practices leave out people with dementia or a learning disability before anybody is invited (X321), "
    "and referral by doctors alone under-reaches deprived areas, younger adults, men and ethnic minorities (X317).",
    "Who benefits least: in Scotland people without family or an assistant, of 85 and over, or with mental health problems "
    "(X305).",
    "Refusal and wish for a budget by group: nothing was found (X319), so here a panel refuses all alike, and all ask alike.",
)


def contrast_label(scenario: Scenario, pair: Contrast) -> str:
    """Which group is set against which."""
    if pair.attribute == AGE:
        return "65 and over, against under 65"
    if pair.attribute == KNOWN:
        return "Asked cold, against by somebody who knows them"
    if pair.attribute == ACTIVATION:
        return "Lowest activation, against highest"
    return f"{wording.cohort_label(scenario, pair.first)}, against {wording.cohort_label(scenario, pair.second)}"


def difference_text(number: Difference) -> str:
    """A difference per 100 with its interval beneath."""
    mean, low, high = number.interval
    text = wording.signed(mean, 1)
    return text if math.isnan(low) else f"{text}\n({wording.signed(low, 1)} to {wording.signed(high, 1)})"


def sentence(scenario: Scenario, pair: Contrast, step: str, number: Difference) -> str:
    """Of 100 people of each group, how many take a step: what the model says of a contrast."""
    first, second = (wording.number(value) for value in (number.first, number.second))
    return f"{contrast_label(scenario, pair)}: {STEPS[step].lower()}, {first} and {second} of 100"


def what_it_rests_on(attribute: str) -> str:
    """Where the differences between such groups come from in this model."""
    return {
        COHORT: "Cohorts differ in when and by which route they are identified, and in who they are.",
        KNOWN: "How many say yes depends on who asks (X039, X040).",
        ACTIVATION: "Activation changes the hours that a plan takes (S239), and how soon people give up: missed appointments "
        "stand for that (X309, X310), since nothing was found on giving up itself.",
        AGE: "Age changes only who takes a direct payment, which takes longer to set up: councils’ shares for social care "
        "stand for it (X301, X302).",
    }[attribute]
