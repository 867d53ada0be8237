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
    differing, alike_pairs, rests = [], [], {}
    for pair in pairs:
        numbers = {step: difference(lookup, lookup.baseline, pair, step) for step in steps}
        seen = {step: number for step, number in numbers.items() if number is not None}
        clear = {step: number for step, number in seen.items() if not number.is_unclear}
        differing += [words.sentence(lookup.baseline, pair, step, number) for step, number in clear.items()]
        if seen:
            rests[pair.attribute] = words.what_it_rests_on(pair.attribute)
        if seen and not clear:
            alike_pairs.append(words.contrast_label(lookup.baseline, pair).lower())
    lines = []
    if rests:
        sentences = [f"{'; '.join(differing)}."] if differing else ["No two groups differ by more than chance."]
        if differing and alike_pairs:
            sentences.append(f"Without a clear difference: {'; '.join(alike_pairs)}.")
        lines.append(Line(lead="What differs.", text=" ".join([*sentences, *rests.values()])))
    alike = "Where two groups come out alike here, that is no evidence that they are."
    text = wording.typeset(" ".join([alike, *words.UNSEEN]))
    lines.append(Line(lead="What the model cannot see.", text=text))
    return tuple(lines)
