"""In which range each kind of number means something.

What lies outside is a slip of the pen, or would overflow somewhere; the fault says the range. The ranges are wide, so that no
honest study meets them: a way to say *never*, or *as much as anybody could want*, lies within.
"""

from __future__ import annotations

from typing import TypedDict


class Range(TypedDict):
    """The least and the largest that a number may be, both included; for the reading methods of `Node`."""

    low: float
    high: float


class Count(TypedDict):
    """The same of a whole number."""

    low: int
    high: int


# --- time -------------------------------------------------------------------------------------------------------------

LONGEST = 36_525.0  # a hundred years
HORIZON: Range = {"low": 0.001, "high": LONGEST}  #: days
DAYS: Range = {"low": 0.0, "high": 1e6}  #: that something takes, or that somebody waits: 2,700 years are never
HOURS: Range = {"low": 0.0, "high": 1e6}  #: of work
HOURS_A_WEEK: Range = {"low": 0.0, "high": 168.0}  #: a week has no more
HALF_LIFE: Range = {"low": 1.0, "high": 1e6}  #: days
YEARS: Range = {"low": 1e-3, "high": 100.0}

# --- shares, factors, rates -------------------------------------------------------------------------------------------

SHARE: Range = {"low": 0.0, "high": 1.0}
FACTOR: Range = {"low": 0.0, "high": 1e4}  #: what a number is multiplied by
LARGEST_PRODUCT = 1e12  #: of all the factors that may come together on one number
SPREAD: Range = {"low": 1e-4, "high": 100.0}  #: an sd over its mean: others cannot be drawn
LEAVING_A_YEAR: Range = {"low": 0.0, "high": 366.0}  #: a hazard: people stay for a day on average
ABSENCE: Range = {"low": 0.0, "high": 0.9}  #: the share of time that somebody is away: else there is nobody to speak of
CANCELLED: Range = {"low": 0.0, "high": 0.99}  #: the share of meetings that are not held
SPELL: Range = {"low": 0.1, "high": LONGEST}  #: days of one absence: shorter ones would change the staff all day long
USES_A_YEAR: Range = {"low": 0.0, "high": 1000.0}  #: of a hospital by one person
CHANGE: Range = {"low": -1.0, "high": 100.0}  #: a share: nothing is left, or a hundred times more
GAIN: Range = {"low": -1.0, "high": 1.0}  #: of quality of life a year, which is between 0 and 1 itself
LARGEST = 1e12  #: no number is larger, whatever it is of
VALUE: Range = {"low": -LARGEST, "high": LARGEST}  #: of any KPI
PARAMETER: Range = {"low": 0.0, "high": LARGEST}

# --- people and things ------------------------------------------------------------------------------------------------

MOST = 10_000_000  # people in one locality; beyond it memory ends before patience does
PEOPLE: Count = {"low": 0, "high": MOST}
SOME_PEOPLE: Count = {"low": 1, "high": MOST}
PEOPLE_A_MONTH: Range = {"low": 0.0, "high": float(MOST)}
UNITS: Count = {"low": 0, "high": MOST}  #: members, places, slots
POSTS = 10_000  #: of a team whose posts are filled one by one
PLACES_EACH: Range = {"low": 0.0, "high": float(MOST)}  #: of a caseload, for each worker
LOCALITIES: Count = {"low": 1, "high": 100_000}
MOST_EVERYWHERE = 100_000_000  #: people of all localities together
HOPED_FOR: Count = {"low": 0, "high": MOST_EVERYWHERE}
PRIORITY: Count = {"low": -1000, "high": 1000}
VISITS: Count = {"low": 1, "high": 30_000}  #: of one person to one stage
SEED: Count = {"low": 0, "high": (1 << 63) - 1}

NAMES = 30_000  #: of one kind: stages with exits, resources, values of an attribute: their codes have 16 bits
COMBINATIONS = 100_000  #: of the values of attributes on which one thing depends, each of which has a row in a table
ROWS_OF_VISITS = 1_000_000_000  #: people times stages: what each person has been through is counted for each stage
DEEPEST = 100  #: mappings and lists in one another

# --- money ------------------------------------------------------------------------------------------------------------

POUNDS: Range = {"low": 0.0, "high": LARGEST}  #: of a fund, all its money together; of a programme
POUNDS_EACH: Range = {"low": 0.0, "high": 1e7}  #: of one person at one stage, or for one use
POUNDS_AN_HOUR: Range = {"low": 0.0, "high": 1e5}
ATTENDEES: Range = {"low": 0.0, "high": 1000.0}  #: of a meeting; on average, so that some may come to half of it
MINUTES_EACH: Range = {"low": 0.0, "high": 1440.0}  #: on one case
MOST_PENCE = 1_000_000_000  #: `POUNDS_EACH`: one step never asks for more; the far tail of a distribution is cut there

#: Units of what has no limit. It never runs out: a step table numbers its rows in 31 bits, and a row asks for `MOST_PENCE` at
#: most, which is less than 2^30, so that all that is ever asked for comes to less than 2^61. Nor does it overflow 64 bits: with
#: all the money of a fund, 10^14 pence, added, it stays below 2^63; so does what a gate adds up of `NAMES` funds, 3 * 10^18.
UNLIMITED = 1 << 62
