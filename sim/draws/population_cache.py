"""People who have been drawn lately, for the scenarios that share them: a lever changes what they meet, not who they are."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from threading import Lock

from ..model import Scenario
from ..model.reuse import once_a_scenario
from .population import Population, populate

MOST = 400_000  #: people kept in all, some hundred bytes each

_kept: OrderedDict[tuple[str, int, int], Population] = OrderedDict()
_lock = Lock()


def people_of(scenario: Scenario, seed: int, replication: int) -> Population:
    """The people of a replication, drawn or remembered; nobody may change them."""
    place = _described(scenario), seed, replication
    with _lock:
        if place in _kept:
            _kept.move_to_end(place)
            return _kept[place]
    people = populate(scenario, seed, replication)
    if len(people) <= MOST // 8:
        with _lock:
            _kept[place] = people
            while sum(len(each) for each in _kept.values()) > MOST:
                _kept.popitem(last=False)
    return people


@once_a_scenario
def _described(scenario: Scenario) -> str:
    """A fingerprint of all that decides who is found when."""
    told = repr((scenario.people, scenario.identification, scenario.inside, scenario.horizon))
    return hashlib.sha256(told.encode()).hexdigest()
