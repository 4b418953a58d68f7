"""Identifiers that sort by the moment they were made: UUIDv7 (RFC 9562 §5.7, §6.2 method 3)."""

import os
import time
from uuid import UUID

NANOSECONDS_A_MILLISECOND = 1_000_000


def new_id() -> UUID:
    """Milliseconds, then a quarter of a microsecond, then chance: of two made under one lock, in one process
    after the other, the later is the greater."""
    milliseconds, rest = divmod(time.time_ns(), NANOSECONDS_A_MILLISECOND)
    fraction = (rest << 12) // NANOSECONDS_A_MILLISECOND
    chance = int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=(milliseconds & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | chance)
