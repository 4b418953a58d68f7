"""A leaver is erased: looked over, confirmed, and gone for good, while every ledger stands as it stood."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from api.settings import Settings
from cli.sweeping import sweep
from cli.worker import outside, queue
from domain.errors import NotFound
from domain.identity.actions import Role
from persistence.identity.tables import account, account_session, role_grant
from persistence.ids import new_id
from persistence.mentoring.tables import competition_entry
from persistence.people.erasing import erase
from persistence.people.tables import teacher
from persistence.platform.tables import audit_entry, message, stored_file
from persistence.provision import DatabaseUrls
from persistence.schema import APPEND_ONLY, DISTRICT_WIDE
from persistence.tables import metadata
from persistence.training.tables import credit_standing
from persistence.transaction import in_school
from persistence.webhooks.tables import webhook_delivery, webhook_subscription
from tests.contract.population import populate
from tests.scene import Caller, Scene

LONG_AGO = date(2010, 7, 6)
PHONE, EMAIL = "13800001234", "zhang.wei@school.cn"
LEDGERS = [
    *(one for one in metadata.sorted_tables if one.info[APPEND_ONLY] and DISTRICT_WIDE not in one.info),
    *(metadata.tables[name] for name in ("credit_award", "credit_standing", "bonus_batch", "award")),
]


@dataclass(frozen=True, slots=True)
class Desk:
    scene: Scene
    office: Caller
    urls: DatabaseUrls
    engine: AsyncEngine
    settings: Settings

    async def leaver(self, **values: Any) -> UUID:
        gone: dict[str, Any] = {"status": "left", "left_on": LONG_AGO, "phone": PHONE, "email": EMAIL}
        return await self.scene.teacher(**gone | values)

    async def preview(self, *teacher_ids: UUID) -> dict[str, Any]:
        answer = await self.office.get(
            "leaver-erasures/preview", teacher_id=[str(one) for one in teacher_ids]
        )
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def erased(self, *teacher_ids: UUID) -> dict[str, Any]:
        """The operation, once the worker is through with it."""
        seen = await self.preview(*teacher_ids)
        body = {"teacher_ids": [str(one) for one in teacher_ids], "fingerprint": seen["fingerprint"]}
        answer = await self.office.post("leaver-erasures", body)
        assert answer.status_code == 202, answer.text
        async with queue(self.urls.app).open_async() as app:
            await app.run_worker_async(
                wait=False,
                listen_notify=False,
                install_signal_handlers=False,
                additional_context={"engine": self.engine, **outside(self.settings)},
            )
        operation: dict[str, Any] = (await self.office.get(answer.headers["location"])).json()
        assert operation["status"] == "succeeded", operation
        return operation


@pytest.fixture
async def desk(scene: Scene, urls: DatabaseUrls, app_engine: AsyncEngine, settings: Settings) -> Desk:
    return Desk(scene, await scene.office(), urls, app_engine, settings)


async def test_a_leaver_becomes_a_pseudonym_and_cannot_be_changed(desk: Desk) -> None:
    zhang = await desk.leaver(employee_no="SM010", born_on=date(1960, 1, 1), source_id="x", title="一级教师")

    done = await desk.erased(zhang)

    assert done["result"] == {"erased": 1}
    found = (await desk.office.get(f"teachers/{zhang}")).json()
    assert (found["name"], found["employee_no"]) == ("已注销教师 0001", "erased-0001")
    emptied = ("phone", "email", "born_on", "source_id", "title", "position", "platform_id")
    assert [found[one] for one in emptied] == [None] * len(emptied)
    assert (found["left_on"], found["allowed_actions"], found["version"]) == ("2010-07-06", [], 2)
    refused = await desk.office.patch(f"teachers/{zhang}", {"name": "张伟"}, version=2)
    back = await desk.office.step(f"teachers/{zhang}/return", version=2)
    assert [one.json()["code"] for one in (refused, back)] == ["teacher_erased"] * 2
    assert (await desk.preview())["people"] == []


async def test_every_ledger_stands_as_it_stood(desk: Desk) -> None:
    """In a school with a row in every table; the erased person is in all of them."""
    scene = desk.scene
    ids = await populate(scene)
    async with scene.owner.begin() as connection:
        gone = {"status": "left", "left_on": LONG_AGO, "name": "张大伟", "phone": PHONE, "email": EMAIL}
        await connection.execute(update(teacher).where(teacher.c.id == ids["teacher"]).values(gone))
        values = {
            "confirmed": Decimal("12.50"),
        }
        await connection.execute(
            update(credit_standing).where(credit_standing.c.id == ids["credit_standing"]).values(values)
        )
        listening = update(webhook_subscription).where(webhook_subscription.c.school_id == scene.school_id)
        await connection.execute(listening.values(enabled=True))
    before = {table.name: await scene.rows(table) for table in LEDGERS}
    (seen,) = (await desk.preview(ids["teacher"]))["people"]

    await desk.erased(ids["teacher"])

    audited = len(before.pop("audit_entry"))
    assert {name: await scene.rows(metadata.tables[name]) for name in before} == before
    assert len(await scene.rows(audit_entry)) == audited + 2  # asked for, and done
    assert {"credit_entry", "cover_entry", "credit_standing"} <= seen["kept"].keys()
    assert {"teacher", "absence", "notice_copy"} <= seen["changed"].keys()
    for table in metadata.sorted_tables:
        if not (table.info[APPEND_ONLY] or DISTRICT_WIDE in table.info):
            rows = str(await scene.rows(table))
            assert PHONE not in rows, table.name
            assert EMAIL not in rows, table.name
    told = [one for one in await scene.rows(webhook_delivery) if one.subject_id == ids["teacher"]]
    assert "teacher.updated" in {one.event for one in told}
    for name in seen["removed"]:
        if name in ids:
            assert ids[name] not in {one.id for one in await scene.rows(metadata.tables[name])}, name


async def test_the_account_is_shut_and_says_no_more_who_it_was(desk: Desk) -> None:
    zhang = await desk.leaver()
    signed_in = await desk.scene.signed_in(Role.TEACHER, teacher_id=zhang)
    account_id = signed_in.principal.account_id
    told = {"event": "week_published", "about": new_id(), "facts": {}, "created_at": datetime.now(UTC)}
    for recipient_id in (zhang, account_id):
        await desk.scene.add(message, recipient_id=recipient_id, **told)

    await desk.erased(zhang)

    async with desk.scene.owner.connect() as connection:
        own = (await connection.execute(select(account).where(account.c.id == account_id))).one()
        sessions = select(account_session).where(account_session.c.account_id == account_id)
        grants = select(role_grant).where(role_grant.c.account_id == account_id)
        assert not (await connection.execute(sessions)).all()
        assert not (await connection.execute(grants)).all()
    assert (own.display_name, own.username) == ("已注销教师 0001", f"erased-{account_id.hex[-12:]}")
    assert (own.password_hash, own.disabled_at is None) == (None, False)
    assert await desk.scene.rows(message) == []
    assert (await signed_in.get("teachers")).status_code == 401


async def test_an_account_that_acts_in_another_school_too_stays_there(desk: Desk, elsewhere: Scene) -> None:
    zhang = await desk.leaver()
    signed_in = await desk.scene.signed_in(Role.TEACHER, teacher_id=zhang)
    account_id = signed_in.principal.account_id
    there = {"id": new_id(), "account_id": account_id, "school_id": elsewhere.school_id, "role": "teacher"}
    async with desk.scene.owner.begin() as connection:
        await connection.execute(insert(role_grant).values(granted_at=datetime.now(UTC), **there))

    await desk.erased(zhang)

    async with desk.scene.owner.connect() as connection:
        own = (await connection.execute(select(account).where(account.c.id == account_id))).one()
        grants = select(role_grant.c.id).where(role_grant.c.account_id == account_id)
        left = list(await connection.scalars(grants))
    assert (own.display_name, own.disabled_at) == ("某人", None)
    assert left == [there["id"]]


async def test_two_are_told_apart_and_the_record_does_not_say_who_they_were(desk: Desk) -> None:
    zhang, li = await desk.leaver(name="张伟"), await desk.leaver(name="李娜")

    await desk.erased(zhang)
    await desk.erased(li)

    names = {one.id: one.name for one in await desk.scene.rows(teacher)}
    assert names == {zhang: "已注销教师 0001", li: "已注销教师 0002"}
    record = [one for one in await desk.scene.rows(audit_entry) if "erased_as" in one.facts]
    assert [one.facts for one in record] == [{"erased_as": "erased-0001"}, {"erased_as": "erased-0002"}]
    assert "张伟" not in str(await desk.scene.rows(audit_entry))


async def test_only_who_left_long_enough_ago_is_due(desk: Desk) -> None:
    due = await desk.leaver(name="曾单")
    not_due = [
        await desk.leaver(left_on=date(2026, 7, 6)),
        await desk.scene.teacher("张伟"),
        await desk.leaver(left_on=None),
    ]
    seen = await desk.preview()

    assert [one["teacher_id"] for one in seen["people"]] == [str(due)]
    assert (seen["years"], seen["rule_id"]) == (10, None)
    for one in (*not_due, new_id()):
        body = {"teacher_ids": [str(due), str(one)], "fingerprint": seen["fingerprint"]}
        refused = await desk.office.post("leaver-erasures", body)
        assert (refused.status_code, refused.json()["code"]) == (422, "not_due_for_erasure")


async def test_what_changed_since_the_preview_is_not_confirmed(desk: Desk) -> None:
    zhang = await desk.leaver()
    seen = await desk.preview(zhang)
    assert (await desk.office.patch(f"teachers/{zhang}", {"title": "高级教师"}, version=1)).status_code == 200

    body = {"teacher_ids": [str(zhang)], "fingerprint": seen["fingerprint"]}
    refused = await desk.office.post("leaver-erasures", body)

    assert (refused.status_code, refused.json()["code"]) == (409, "erasure_outdated")


async def test_the_school_says_for_how_long_or_that_nobody_is_erased(desk: Desk) -> None:
    await desk.leaver()
    rule = {"key": "erased_after_years", "value": "off", "effective_from": "2020-01-01"}
    made = (await desk.office.post("people-rules", rule)).json()

    seen = await desk.preview()

    assert (seen["people"], seen["years"], seen["rule_id"]) == ([], None, made["id"])
    assert (await desk.office.get(f"people-rules/{made['id']}")).json() == made
    in_force = (await desk.office.get("people-rules", on="2026-01-01")).json()["items"]
    assert [(one["key"], one["value"]) for one in in_force] == [("erased_after_years", "off")]
    bad = await desk.office.post("people-rules", rule | {"value": "0"})
    assert (bad.status_code, bad.json()["code"]) == (422, "rule_value_invalid")


async def test_the_office_alone_erases(scene: Scene) -> None:
    principal = await scene.signed_in(Role.PRINCIPAL)

    assert (await principal.get("leaver-erasures/preview")).status_code == 403


async def test_a_certificate_goes_with_the_name_it_bears(desk: Desk) -> None:
    zhang, store = await desk.leaver(), outside(desk.settings)["files"]
    sent = await desk.office.ask("POST", "files", files={"file": ("张伟证书.txt", b"certificate")})
    entry = {"title": "评优课", "organizer": "教研室", "level": "county", "held_on": date(2009, 4, 1)}
    entry |= {"certificate_id": UUID(sent.json()["id"]), "account_id": new_id(), "state": "confirmed"}
    await desk.scene.add(competition_entry, teacher_id=zhang, entered_at=datetime.now(UTC), **entry)
    key = (await desk.scene.rows(stored_file))[0].key

    await desk.erased(zhang)

    (file,) = await desk.scene.rows(stored_file)
    assert (file.filename, file.key == key) == ("已注销教师 0001证书.txt", False)
    link = (await desk.office.post(f"files/{file.id}/link")).json()["url"]
    assert (await desk.scene.client.get(link)).status_code == 404
    await sweep(desk.engine, store, before=datetime.now(UTC) + timedelta(minutes=1))
    with pytest.raises(NotFound):
        await store.read(key)


async def test_erasing_again_changes_nothing(desk: Desk) -> None:
    zhang = await desk.leaver()
    await desk.erased(zhang)
    before = await desk.scene.rows(teacher)

    async with in_school(desk.engine, desk.scene.school_id) as connection:
        day, now = date(2026, 1, 1), datetime.now(UTC)
        assert await erase(connection, desk.scene.school_id, zhang, day=day, now=now) is None

    assert await desk.scene.rows(teacher) == before
