"""Who is left behind, in words: the differences that the model has, and what it cannot see."""

from __future__ import annotations

from ...experiments.analysis.differences import contrasts, difference, steps_seen
from ...experiments.analysis.lookup import Lookup
from .. import group_words as words
from .. import wording
from .elements import Line


def differences_in_words(lookup: Lookup) -> tuple[Line, ...]:
    """What differs between groups of the baseline, where from, and what nobody can read from this report."""
    pairs, steps = contrasts(lookup), steps_seen(lookup)
    if not pairs or not steps:
        return ()
    told, rests = [], {}
    for pair in pairs:
        numbers = {step: difference(lookup, lookup.baseline, pair, step) for step in steps}
        seen = {step: number for step, number in numbers.items() if number is not None}
        if seen:
            told += [words.sentence(lookup.baseline, pair, step, number) for step, number in seen.items()]
            rests[pair.attribute] = words.what_it_rests_on(pair.attribute)
    lines = []
    if told:
        lines.append(Line(lead="What differs.", text=" ".join([f"{'; '.join(told)}.", *rests.values()])))
    alike = "Where two groups come out alike here, that is no evidence that they are."
    text = wording.typeset(" ".join([alike, *words.UNSEEN]))
    lines.append(Line(lead="What the model cannot see.", text=text))
    return tuple(lines)
