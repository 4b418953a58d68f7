"""What is held of one person: taken out as one ZIP with an index, or erased when they left long ago."""

import json
from datetime import UTC, date, datetime, time, timedelta
from tempfile import TemporaryFile
from typing import Any
from uuid import UUID
from zipfile import ZipFile

from procrastinate import App, JobContext, RetryStrategy
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.openapi import TAGS
from api.webhooks.labels import RESOURCES
from cli.archiving import ZIP, Packed
from cli.keeping import keep
from cli.operations import Report, run
from domain.errors import NotFound
from domain.files import FileBytes
from domain.people.calendar import day_of
from domain.people.erasing import years_before
from domain.people.policy import PEOPLE_POLICY
from domain.projects.archive import SUMS, index_csv, index_html, plain, sums
from domain.webhooks.catalogue import BY_TABLE
from gateways.files import StoredBytes
from persistence.people.erasing import erase, erased_among
from persistence.people.rules import people_rules
from persistence.personal_data import Holding, Person, acts_of, files_of, holdings, person_of, rows_of
from persistence.platform.audit import Record, record
from persistence.projects.archiving import Kept
from persistence.transaction import in_school

KEPT_FOR = timedelta(days=7)
"""Long enough to fetch it; a copy of all that is held should not lie about."""

RETRIES = 4
TITLE = "个人数据"
ABOUT = "about.json"
_ROOMS = {tag["name"]: tag["description"].partition("：")[0] for tag in TAGS}


def register_personal_data(app: App) -> None:
    patient = RetryStrategy(max_attempts=RETRIES, exponential_wait=5)
    for job in (export_personal_data, erase_leavers):
        app.task(name=job.__name__, pass_context=True, retry=patient)(job)


async def export_personal_data(
    context: JobContext, school_id: str, operation_id: str, teacher_id: str, account_id: str, files_url: str
) -> None:
    """Takes out all that is held of a teacher; the operation's result is the file."""
    school, store = UUID(school_id), context.additional_context["files"]

    async def work(connection: AsyncConnection, report: Report) -> dict[str, Any]:
        person = await person_of(connection, school, UUID(teacher_id))
        file_id = await taken_out(connection, store, person, UUID(account_id), report=report)
        return {"file_id": str(file_id)}

    await run(
        context.additional_context["engine"],
        school,
        UUID(operation_id),
        work,
        last_try=context.job.attempts >= RETRIES,
        result_url=lambda result: f"{files_url}/{result['file_id']}",
    )


async def taken_out(
    connection: AsyncConnection, store: StoredBytes, person: Person, account_id: UUID, *, report: Report
) -> UUID:
    """The ZIP's file, which is the account's and ends by itself. Raises StorageFull, StorageAway."""
    now = datetime.now(UTC)
    with TemporaryFile() as out:
        with ZipFile(out, "w") as opened:
            packed = Packed(opened, now)
            about = await _tables(packed, connection, person, report)
            about["missing_files"] = await _files(packed, connection, store, person)
            about |= {"teacher_id": person.teacher_id, "made_at": now}
            packed.write(ABOUT, "说明：有哪些、未含哪些、保存多久", _json(about))
            listed = list(packed.items)
            packed.write("index.csv", "目录", index_csv(listed))
            packed.write("index.html", "目录", index_html(TITLE, listed))
            opened.writestr(packed.entry(SUMS), sums(packed.items))
        return await keep(
            connection,
            store,
            person.school_id,
            account_id,
            name=f"{TITLE}-{now:%Y%m%d}.zip",
            media_type=ZIP,
            content=out,
            kept_for=KEPT_FOR,
        )


async def _tables(
    packed: Packed, connection: AsyncConnection, person: Person, report: Report
) -> dict[str, Any]:
    """Writes each table that has rows of the person's; what there is to say of all of them."""
    tables, elsewhere, every = [], {}, holdings()
    for done, (name, one) in enumerate(every.items()):
        await report(done, len(every))
        if "elsewhere" in one.said:
            elsewhere[name] = one.said["elsewhere"]
        rows = [row async for part in rows_of(connection, one, person) for row in part]
        if rows and (one.words("personal") or one.words("work")):
            label = _label(one)
            packed.write(f"data/{one.room}/{name}.json", f"{label} {len(rows)}", _json(rows))
            tables.append({"table": name, "label": label, "rows": len(rows)} | _left_out(one))
    did = acts_of(connection, person)
    acts = [{"table": name, "column": column, "rows": rows} async for name, column, rows in did]
    return {"tables": tables, "entered_or_decided": acts, "may_also_name_you": elsewhere}


def _label(one: Holding) -> str:
    resource = BY_TABLE.get(one.table.name)
    room = _ROOMS[one.room]
    return room if resource is None else f"{room}·{RESOURCES[resource.name][0]}"


def _left_out(one: Holding) -> dict[str, Any]:
    withheld = one.words("withheld")
    return {"withheld": withheld} if withheld else {}


async def _files(
    packed: Packed, connection: AsyncConnection, store: FileBytes, person: Person
) -> list[dict[str, Any]]:
    """Adds the person's files; those whose bytes are gone."""
    missing = []
    for file_id, filename, key in await files_of(connection, person):
        try:
            await packed.add(store, Kept(f"files/{file_id} {plain(filename)}", filename, key))
        except NotFound:
            missing.append({"file_id": file_id, "filename": filename})
    return missing


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain).encode()


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


async def erase_leavers(
    context: JobContext,
    school_id: str,
    operation_id: str,
    teacher_ids: list[str],
    account_id: str,
    teachers_url: str,
) -> None:
    """Erases each in a transaction of their own; who was erased by an earlier try is passed over."""
    engine: AsyncEngine = context.additional_context["engine"]
    school = UUID(school_id)

    async def one_by_one(report: Report) -> None:
        for done, teacher_id in enumerate(teacher_ids):
            await report(done, len(teacher_ids))
            async with in_school(engine, school) as connection:
                await _erase(connection, UUID(teacher_id))

    async def _erase(connection: AsyncConnection, teacher_id: UUID) -> None:
        now = datetime.now(UTC)
        policy = PEOPLE_POLICY.in_force(await people_rules(connection, school).every(), day_of(now))
        years = policy.erased_after_years.value
        if years is None:
            return
        called = await erase(connection, school, teacher_id, day=years_before(day_of(now), years), now=now)
        if called is not None:
            entry = Record(
                school_id=school,
                at=now,
                account_id=UUID(account_id),
                action="people_create_leaver_erasure",
                subject=f"{teachers_url}/{teacher_id}",
                request_id=operation_id,
                facts={"erased_as": called.employee_no},
            )
            await record(connection, entry)

    async def counted(connection: AsyncConnection, _: Report) -> dict[str, Any]:
        return {"erased": await erased_among(connection, school, [UUID(one) for one in teacher_ids])}

    await run(
        engine,
        school,
        UUID(operation_id),
        counted,
        last_try=context.job.attempts >= RETRIES,
        before=one_by_one,
    )
