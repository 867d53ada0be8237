"""`ipc show`: hands the words to the subject that they name."""

from __future__ import annotations

from ...model import Fault, ScenarioError
from ...model.errors import one_of
from ..commands import SUBJECTS


def show(words: list[str]) -> None:
    """Print what is asked for; by default, what scenarios there are."""
    subject, others = (words[0], words[1:]) if words else ("scenarios", [])
    if subject not in SUBJECTS:
        raise ScenarioError([Fault(path="show", found=subject, allowed=one_of(SUBJECTS, subject))])
    SUBJECTS[subject].load()(others)
