"""Verifying a paper by the code on it: whether it is one of ours, and good. It tells what the paper says."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without what is misread: 0 and O, 1 and I and L."""

GROUPS, GROUP = 3, 4
"""A code is three groups of four: 59 bits, so that none is found by trying."""


class Paper(StrEnum):
    NOTICE = "notice"
    RECORD_SHEET = "record_sheet"


class Validity(StrEnum):
    VALID = "valid"
    REPLACED = "replaced"
    """A later edition has taken its place."""

    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Verified:
    """A paper that is one of ours."""

    paper: Paper
    school: str
    notice_no: str
    edition: int
    teacher_name: str
    title: str
    starts_at: datetime
    ends_at: datetime
    validity: Validity
    latest: int
    """The edition that is good, or was the last."""


class Papers(Protocol):
    async def by_code(self, code: str) -> Verified | None: ...


def written(letters: str) -> str:
    """A code as it stands on the paper, from its letters."""
    return "-".join(letters[place : place + GROUP] for place in range(0, GROUPS * GROUP, GROUP))


def read(typed: str) -> str | None:
    """The code that somebody typed, small letters and without hyphens as may be; None: it is none."""
    letters = re.sub(r"[\s\-]", "", typed).upper()
    return written(letters) if re.fullmatch(f"[{ALPHABET}]{{{GROUPS * GROUP}}}", letters) else None
