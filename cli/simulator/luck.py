"""Chance that falls alike for the same seed and words, whatever was asked before and in whatever order."""

from hashlib import sha256


def chance(seed: int, *words: object) -> float:
    """At least 0, less than 1."""
    said = "\n".join(str(word) for word in (seed, *words))
    return int.from_bytes(sha256(said.encode()).digest()[:6]) / (1 << 48)
