"""Numbers in messages: never rounded to what they are not."""

from __future__ import annotations


def exact(number: float) -> str:
    """All digits of a number, and no more: ``5`` for 5.0."""
    return repr(number).removesuffix(".0")


def apart(number: float, bound: float) -> str:
    """A number in six digits, or in as many as tell it from a bound that it misses."""
    rounded = (f"{number:.{digits}g}" for digits in range(6, 17))
    return next((text for text in rounded if float(text) != bound), exact(number))
