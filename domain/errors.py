"""Every way the domain says no.

DomainError
 ├── Unauthenticated  we do not know who asks
 ├── NotFound         it is not there, or not yours to see
 ├── Forbidden        you see it, and may not do this to it
 ├── Conflict         somebody was first, or its state does not allow it
 ├── Stale            it changed since you read it
 ├── RuleViolation    well formed, and against a rule
 └── TooMany          too often, for now

A refusal is a code and the facts behind it. Its sentences, Chinese and English, belong to the edge.
"""

from collections.abc import Sequence
from typing import Any, ClassVar


class DomainError(Exception):
    code: ClassVar[str]

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code, facts)
        self.facts = facts

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled as it is: made again it would miss its facts, which have names."""
        return Exception.__new__, (type(self), *self.args), self.__dict__


class Unauthenticated(DomainError):
    code = "unauthenticated"


class NotFound(DomainError):
    code = "not_found"


class Forbidden(DomainError):
    code = "forbidden"


class Conflict(DomainError):
    code = "conflict"


class Stale(DomainError):
    code = "stale"


class RuleViolation(DomainError):
    code = "rule_violation"


class TooMany(DomainError):
    code = "too_many"


class InvalidState(Conflict):
    """The lifecycle has no such step from here; facts: `state`, `action`, `allowed`."""

    code = "invalid_state"


class ItemsRefused(RuleViolation):
    """Of many things asked for at once some are refused, and so all are."""

    code = "items_refused"

    def __init__(self, refusals: Sequence[tuple[str, DomainError]] = ()) -> None:
        """`refusals` are (JSON pointer to the item, its refusal)."""
        super().__init__(count=len(refusals))
        self.refusals = refusals


class ItemsConflict(Conflict):
    """Of many things to be done at once some no longer fit what stands, and so nothing is done."""

    code = "items_conflict"

    def __init__(self, refusals: Sequence[tuple[str, DomainError]] = ()) -> None:
        """`refusals` are (JSON pointer to the item, its refusal)."""
        super().__init__(count=len(refusals))
        self.refusals = refusals


class UnprintableCharacters(RuleViolation):
    """The fonts of the forms lack them; facts: `characters`, each with its number, and `where`."""

    code = "unprintable_characters"
