"""Named streams of random numbers that can be read at any position.

A number belongs to (seed, replication, name, person, occurrence) and to nothing else, so adding a stage or changing the order
of events moves nobody else's draws. The generator is counter-based: two rounds of the SplitMix64 output function (Steele, Lea
and Flood 2014) under a 128-bit key that is hashed from the seed, the replication and the stream's name.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..jit import compiled

GAMMA = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_ONE = np.uint64(1)
_UNIT = 2.0**-53
_MOST = 1.0 - _UNIT  # the largest float below 1
Words = NDArray[np.uint64]


@compiled
def mix(state: np.uint64) -> np.uint64:
    """SplitMix64's output function, a bijection of 64-bit words."""
    state = (state ^ (state >> _S30)) * _MIX_1
    state = (state ^ (state >> _S27)) * _MIX_2
    return state ^ (state >> _S31)


@compiled
def uniform_of(first: np.uint64, second: np.uint64, uid: np.uint64, occurrence: int) -> float:
    """One number of `uniform`, from the two words of the stream's key."""
    bits = mix(first + GAMMA * (uid + _ONE)) ^ second
    bits = mix(bits + GAMMA * np.uint64(occurrence + 1))
    return min((np.float64(bits >> _S11) + 0.5) * _UNIT, _MOST)


@compiled
def _uniforms(first: np.uint64, second: np.uint64, uid: Words, occurrence: int, numbers: NDArray[np.float64]) -> None:
    for index in range(len(uid)):
        numbers[index] = uniform_of(first, second, uid[index], occurrence)


def named(*parts: str) -> str:
    """The name of the stream of a thing that is called by so many words, such as ``named("stage", "panel", "next")``.

    Each word stands behind its length, so that no two things share a stream, whatever they are called.
    """
    return "".join(f"{len(part)}:{part}" for part in parts)


def key(seed: int, replication: int, name: str) -> Words:
    """The two 64-bit words that identify a stream."""
    digest = hashlib.blake2b(f"{seed}/{replication}/{name}".encode(), digest_size=16).digest()
    return np.frombuffer(digest, dtype="<u8")


def uniform(seed: int, replication: int, name: str, uid: ArrayLike, occurrence: int = 0) -> NDArray[np.float64]:
    """Uniform numbers strictly between 0 and 1.

    Parameters
    ----------
    seed, replication, name
        The stream.
    uid
        Identities of the people (any 64-bit integers), shape (n,).
    occurrence
        How many times the person was here before.

    Returns
    -------
    ndarray
        Shape (n,): (k + 1/2) / 2^53 as near as a float can be, but never 1.
    """
    return uniform_of_key(key(seed, replication, name), uid, occurrence)


def uniform_of_key(stream: Words, uid: ArrayLike, occurrence: int = 0) -> NDArray[np.float64]:
    """The same of a stream of which the key is known."""
    first, second = stream
    people = np.ascontiguousarray(uid).astype(np.uint64, copy=False)
    numbers = np.empty(len(people))
    with np.errstate(over="ignore"):  # words wrap around; said for the plain Python of the same function
        _uniforms(first, second, people, occurrence, numbers)
    return numbers


def identity(name: str, count: int) -> NDArray[np.uint64]:
    """Identities of the `count` people of a named group; they do not change when other groups grow or shrink."""
    first = np.frombuffer(hashlib.blake2b(name.encode(), digest_size=8).digest(), dtype="<u8")
    return first + np.arange(count, dtype=np.uint64)  # words wrap around
