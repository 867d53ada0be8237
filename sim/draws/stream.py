"""Named streams of random numbers that can be read at any place.

A number belongs to (seed, replication, name, person, occurrence) and to nothing else, so adding a stage or changing the order
of events moves nobody else's luck. The generator is counter-based: two rounds of the SplitMix64 output function (Steele, Lea
and Flood 2014) under a 128-bit key that is hashed from the seed, the replication and the stream's name.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import ArrayLike, NDArray

GAMMA = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = (np.uint64(shift) for shift in (30, 27, 31, 11))
_UNIT = 2.0**-53
_MOST = 1.0 - _UNIT  # the largest float below 1


def mix(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """SplitMix64's output function, a bijection of 64-bit words."""
    state = (state ^ (state >> _S30)) * _MIX_1
    state = (state ^ (state >> _S27)) * _MIX_2
    return state ^ (state >> _S31)


def key(seed: int, replication: int, name: str) -> NDArray[np.uint64]:
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
    first, second = key(seed, replication, name)
    place = np.asarray(uid).astype(np.uint64) + np.uint64(1)
    turn = np.array([occurrence + 1], dtype=np.uint64) * GAMMA
    bits = mix((mix(first + GAMMA * place) ^ second) + turn)
    return np.minimum(((bits >> _S11).astype(np.float64) + 0.5) * _UNIT, _MOST)


def identity(name: str, count: int) -> NDArray[np.uint64]:
    """Identities of the `count` people of a named group; they do not change when other groups grow or shrink."""
    high = np.uint64(int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "little"))
    return (high << np.uint64(32)) + np.arange(count, dtype=np.uint64)
