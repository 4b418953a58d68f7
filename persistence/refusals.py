"""Constraint names are the contract between the schema and the domain's refusals."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from asyncpg import IntegrityConstraintViolationError
from sqlalchemy.exc import IntegrityError

from domain.errors import DomainError


def violated(error: IntegrityError | IntegrityConstraintViolationError) -> str:
    """The name of the constraint an error is about, or "".

    On a cluster the error carries no constraint name, only a message that quotes it with a shard
    number behind (`uq_enrolment_seat_102399`), so the name is read from there when it is missing.
    """
    cause = error.orig.__cause__ if isinstance(error, IntegrityError) and error.orig else error
    quoted = re.findall(r'constraint "(\w+?)(?:_\d+)?"', str(cause))
    return getattr(cause, "constraint_name", None) or (quoted[0] if quoted else "")


@contextmanager
def refusing(**refusals: DomainError) -> Iterator[None]:
    """Turn the violation of a named constraint into the domain's own refusal; let others pass."""
    try:
        yield
    except (IntegrityError, IntegrityConstraintViolationError) as error:
        name = violated(error)
        if name in refusals:
            raise refusals[name] from error
        raise
