"""Keys of scenarios with one letter wrong."""

import re
import string

from sim.config.load import load

_FREE = re.compile(r"\d{4}-\d{2}-\d{2}|[\d.]+")  # dates and numbers, of which every other is right as well
LETTERS = string.ascii_lowercase + "_"


def keys_of(name):
    """The key paths of a scenario that end in a single value, each with the word of a command line for that value."""
    return dict(
        _leaves({k: v for k, v in load(name, "uncertainty=off").mapping.items() if k not in ("name", "strength")})
    )


def _leaves(value, path=()):
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _leaves(below, (*path, key))
    elif isinstance(value, str):
        yield path, "'" + value.replace("'", r"\'") + "'"
    elif isinstance(value, int | float):
        yield path, str(value)


def misspelt(chance, keys):
    """A scenario, an override of it whose key has one letter wrong, and what the wrong step of the key should be."""
    while True:
        name = chance.choice(sorted(keys))
        path = chance.choice(sorted(keys[name]))
        position = chance.randrange(len(path))
        right, wrong = path[position], _with_one_letter_wrong(chance, path[position])
        there = {other[: position + 1] for other in keys[name]}
        if wrong in ("", right) or any(map(_FREE.fullmatch, (right, wrong))) or (*path[:position], wrong) in there:
            continue
        key = ".".join((*path[:position], wrong, *path[position + 1 :]))
        value = chance.choice((keys[name][path], keys[name][path], "null"))
        return name, f"{chance.choice(('', '', '++'))}{key}={value}", right


def _with_one_letter_wrong(chance, word):
    at = chance.randrange(len(word))
    letter = chance.choice(LETTERS)
    return chance.choice(
        (
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
        )
    )
