"""Telephone and mail 联系方式: whole for those they concern, masked 掩码 for every other colleague.

A mask says that there is a number and lets whoever knows it tell whether it is the right one. Whatever gives
a telephone or a mail out, gives it as `seen_by` of `domain/people/teacher.py` or to the `CONCERNED` alone.
"""

import re

from domain.errors import RuleViolation
from domain.identity.actions import Role

CONCERNED = frozenset({Role.RESEARCH_OFFICE, Role.ACADEMIC_AFFAIRS, Role.PRINCIPAL, Role.SERVICE_CLIENT})
"""Whose work needs everybody's contacts and birthdays; one's own are one's own."""

MASK = "*"
LONG = 11
"""Digits of a mobile number: three before the mask and four after it are what people are used to."""

_NUMBER = re.compile(r"[0-9]{7,}[Xx]?")


class MaskedContact(RuleViolation):
    """A telephone or mail as it is shown to those it does not concern, sent back to be stored."""

    code = "masked_contact"


def masked_phone(number: str) -> str:
    """As long as it was; of fewer than eleven digits the last two at most come through."""
    digits = [place for place, one in enumerate(number) if one.isdigit()]
    head, tail = (3, 4) if len(digits) >= LONG else (0, min(2, len(digits) // 3))
    hidden = set(digits[head : len(digits) - tail])
    return "".join(MASK if place in hidden else one for place, one in enumerate(number))


def masked_email(address: str) -> str:
    """As long as it was: the first character and the domain come through, of one character none."""
    name, at, domain = address.partition("@")
    shown = name[: len(name) > 1]
    return shown + MASK * (len(name) - len(shown)) + at + domain


def unmasked(contact: object) -> object:
    """Anything but a mask. Raises MaskedContact."""
    if isinstance(contact, str) and MASK in contact:
        raise MaskedContact()
    return contact


def without_numbers(text: str) -> str:
    """For what is quoted of a file: telephones and 身份证号 in it are nobody's business."""
    return _NUMBER.sub(lambda found: MASK * len(found[0]), text)
