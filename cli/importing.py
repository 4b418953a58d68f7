"""Bringing a file in from the shell: previewed and committed in one transaction of the school."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cli.errands import Desk, Errand
from cli.import_texts import CannotImport
from domain.errors import Forbidden, NotFound
from domain.identity.access import Caller
from domain.imports import FileImport
from persistence.engine import create_engine
from persistence.identity.operators import (
    NamedSchool,
    first_holder,
    principal_named,
    school_codes,
    school_named,
)
from persistence.platform import audit
from persistence.transaction import in_school


@dataclass(frozen=True, slots=True)
class Outcome:
    made: FileImport
    school: NamedSchool
    username: str
    """Whose import it is."""


async def bring_in(
    app_url: str,
    errand: Errand,
    *,
    school: str,
    username: str | None,
    commit: bool,
    step: Callable[[str], None],
) -> Outcome:
    """Previews, and commits when that is asked for and there are no errors. Else nothing at all is kept.

    `step` is told "checking" and "writing" as they begin. Raises CannotImport, DomainError.
    """
    engine = create_engine(app_url, pool_size=1, behind_pooler=True)  # there may be one
    try:
        async with engine.connect() as connection:
            place = await place_named(connection, school)
        async with in_school(engine, place.id) as connection:
            named, caller = await _caller(connection, place, username, errand)
            desk = Desk(connection, caller, datetime.now(UTC))
            step("checking")
            made = await errand.preview(desk)
            if commit and not made.row_errors:
                step("writing")
                made = await errand.commit(desk, made)
                await _record(desk, errand, place, made)
            else:
                await connection.rollback()
        return Outcome(made, place, named)
    finally:
        await engine.dispose()


async def place_named(connection: AsyncConnection, school: str) -> NamedSchool:
    found = await school_named(connection, school)
    if found is None:
        raise CannotImport(
            "school_unknown", school=school, known=", ".join(await school_codes(connection)) or "—"
        )
    return found


async def _caller(
    connection: AsyncConnection, place: NamedSchool, username: str | None, errand: Errand
) -> tuple[str, Caller]:
    named = username or await first_holder(connection, place.id, errand.office)
    if named is None:
        raise CannotImport("no_office", school=place.code)
    principal = await principal_named(connection, named)
    if principal is None:
        raise CannotImport("account_unknown", username=named)
    try:
        return named, principal.caller(str(place.id), errand.action)
    except (NotFound, Forbidden) as error:
        raise CannotImport("account_may_not", username=named, school=place.code) from error


async def _record(desk: Desk, errand: Errand, place: NamedSchool, made: FileImport) -> None:
    """As of the API's commit; `by` says that no sign-in vouches for the account."""
    entry = audit.Record(
        school_id=place.id,
        at=desk.now,
        account_id=desk.caller.account_id,
        action=errand.operation,
        subject=f"/api/v1/schools/{place.code}/{errand.collection}/{made.id}/commit",
        request_id="",
        facts={"by": "yanxiu import", "filename": made.filename},
    )
    await audit.record(desk.connection, entry)
