"""People who have been drawn lately, for the scenarios that share them: a lever changes what they meet, not who they are."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from threading import Lock

from ..model import Scenario
from ..model.reuse import cached_per_scenario
from .population import Population, populate

MOST = 400_000  #: people kept in all, some hundred bytes each

_remembered: OrderedDict[tuple[str, int, int], Population] = OrderedDict()
_lock = Lock()


def people_of(scenario: Scenario, seed: int, replication: int) -> Population:
    """The people of a replication, drawn or remembered; nobody may change them."""
    key = _described(scenario), seed, replication
    with _lock:
        if key in _remembered:
            _remembered.move_to_end(key)
            return _remembered[key]
    people = populate(scenario, seed, replication)
    if len(people) <= MOST // 8:
        with _lock:
            _remembered[key] = people
            while sum(len(people) for people in _remembered.values()) > MOST:
                _remembered.popitem(last=False)
    return people


@cached_per_scenario
def _described(scenario: Scenario) -> str:
    """A fingerprint of all that decides who is identified when."""
    text = repr((scenario.people, scenario.identification, scenario.inside, scenario.horizon))
    return hashlib.sha256(text.encode()).hexdigest()
