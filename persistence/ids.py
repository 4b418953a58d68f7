"""Identifiers that sort by the moment they were made: UUIDv7 (RFC 9562 §5.7, §6.2 method 3)."""

import os
import time
from uuid import UUID

from asyncpg.pgproto import pgproto

NANOSECONDS_A_MILLISECOND = 1_000_000
STEP = 245  # nanoseconds: the least that shows

_latest = 0


def new_id() -> UUID:
    """Milliseconds, then a quarter of a microsecond, then chance: of two made under one lock, in one process
    after the other, the later is the greater.

    Of two made by the same process too, when the machine's clock is set back between them: what was written
    last is found by its id. The process then counts on from where it was, until the clock has caught up.
    """
    global _latest
    # Two threads may take the same: chance tells them apart.
    _latest = max(time.time_ns(), _latest + STEP)
    milliseconds, rest = divmod(_latest, NANOSECONDS_A_MILLISECOND)
    fraction = (rest << 12) // NANOSECONDS_A_MILLISECOND
    chance = int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF
    made = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | chance
    # The driver's own kind, as what is read has: made in a fifth of the time, sent without being spelt.
    driven: UUID = pgproto.UUID(made.to_bytes(16))
    return driven
