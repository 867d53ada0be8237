"""Words of a command line: those that are ``key=value`` with certain keys, and lists such as ``[a,b]``."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import Fault, ScenarioError


def take(words: Sequence[str], keys: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Split ``key=value`` words into those with one of the keys, and the others; the last of a key counts."""
    values, others = {}, []
    for word in words:
        key, equals, value = word.partition("=")
        if equals and key in keys:
            values[key] = value
        else:
            others.append(word)
    return values, others


def check_once(words: Sequence[str], keys: Sequence[str]) -> None:
    """Check that none of these keys is given twice, where the first would be ignored.

    Raises
    ------
    ScenarioError
        If one is.
    """
    for key in keys:
        values = [value for word in words for name, _, value in [word.partition("=")] if name == key]
        if len(values) > 1:
            together = f"scenarios=[{','.join(values)}]" if key == "scenario" else f"{key} once"
            raise ScenarioError([Fault(path=key, found=", ".join(values), allowed=together)])


def split_list(text: str) -> list[str]:
    """The words of ``[a,b]``."""
    return [word.strip() for word in text.strip().removeprefix("[").removesuffix("]").split(",") if word.strip()]
