"""All that is held of one person: taken out, by whom, and for how long it lies there."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.settings import Settings
from cli.personal_data import KEPT_FOR
from cli.sweeping import sweep
from cli.worker import outside, queue
from domain.errors import NotFound
from domain.identity.actions import Role
from gateways.files import StoredBytes
from persistence.ids import new_id
from persistence.mentoring.tables import competition_entry, mentor_pair
from persistence.platform.housekeeping import forget_files
from persistence.platform.tables import audit_entry, stored_file
from persistence.provision import DatabaseUrls
from tests.scene import Caller, Scene


@dataclass(frozen=True, slots=True)
class Desk:
    scene: Scene
    urls: DatabaseUrls
    engine: AsyncEngine
    settings: Settings

    async def taken(self, who: Caller, teacher_id: UUID) -> dict[str, Any]:
        """The operation, once the worker is through with it."""
        answer = await who.post(f"teachers/{teacher_id}/personal-data-exports")
        assert answer.status_code == 202, answer.text
        async with queue(self.urls.app).open_async() as app:
            await app.run_worker_async(
                wait=False,
                listen_notify=False,
                install_signal_handlers=False,
                additional_context={"engine": self.engine, **outside(self.settings)},
            )
        operation: dict[str, Any] = (await who.get(answer.headers["location"])).json()
        assert operation["status"] == "succeeded", operation
        return operation

    async def opened(self, who: Caller, operation: dict[str, Any]) -> dict[str, Any]:
        """What is in the ZIP by path, JSON read."""
        link = await who.post(f"{operation['result_url']}/link")
        fetched = await self.scene.client.get(link.json()["url"])
        with ZipFile(BytesIO(fetched.content)) as packed:
            found = {name: packed.read(name) for name in packed.namelist()}
        return {name: json.loads(data) if name.endswith(".json") else data for name, data in found.items()}


@pytest.fixture
def desk(scene: Scene, urls: DatabaseUrls, app_engine: AsyncEngine, settings: Settings) -> Desk:
    return Desk(scene, urls, app_engine, settings)


async def test_one_takes_out_all_that_is_held_of_oneself_and_nothing_of_others(desk: Desk) -> None:
    scene = desk.scene
    zhang, li = await scene.teacher("张伟", phone="13800001234"), await scene.teacher("李娜")
    oneself = await scene.signed_in(Role.TEACHER, teacher_id=zhang)
    file_id = (await oneself.ask("POST", "files", files={"file": ("证书.txt", b"certificate")})).json()["id"]
    entry = {"title": "评优课", "organizer": "教研室", "level": "county", "held_on": date(2021, 4, 1)}
    entry |= {"certificate_id": UUID(file_id), "account_id": new_id(), "state": "confirmed"}
    await scene.add(competition_entry, teacher_id=zhang, entered_at=datetime.now(UTC), **entry)
    pair = {"mentor_id": li, "apprentice_id": zhang, "field": "teaching", "state": "running"}
    days = {"from_day": date(2021, 2, 1), "until_day": date(2021, 7, 1), "proposed_at": datetime.now(UTC)}
    await scene.add(mentor_pair, **pair, **days)

    found = await desk.opened(oneself, await desk.taken(oneself, zhang))

    (teacher,) = found["data/people/teacher.json"]
    assert (teacher["name"], teacher["phone"]) == ("张伟", "13800001234")
    (own,) = found["data/identity/account.json"]
    assert own["id"] == str(oneself.principal.account_id)
    assert "password_hash" not in own
    (mentored,) = found["data/mentoring/mentor_pair.json"]
    assert (mentored["apprentice_id"], mentored["mentor_id"]) == (str(zhang), None)
    assert found[f"files/{file_id} 证书.txt"] == b"certificate"
    tables = {one["table"]: one for one in found["about.json"]["tables"]}
    assert tables["account"]["withheld"] == ["password_hash"]
    assert (tables["teacher"]["label"], tables["teacher"]["rows"]) == ("人员与校历·教师", 1)
    assert "week_edition" in found["about.json"]["may_also_name_you"]
    assert {"index.html", "index.csv", "SHA256SUMS"} <= found.keys()
    assert str(li) not in str(found)


async def test_what_somebody_entered_for_others_is_counted_and_not_told(desk: Desk) -> None:
    scene = desk.scene
    zhang = await scene.teacher("张伟")
    office = await scene.signed_in(Role.RESEARCH_OFFICE, teacher_id=zhang)
    rule = {"key": "yearly_target", "value": "80", "effective_from": "2021-09-01", "note": "教代会通过"}
    assert (await office.post("credit-rules", rule)).status_code == 201

    found = await desk.opened(office, await desk.taken(office, zhang))

    assert found["about.json"]["entered_or_decided"] == [
        {"table": "credit_rule", "column": "account_id", "rows": 1}
    ]
    assert "教代会通过" not in str(found)


async def test_the_office_and_the_principal_take_out_anybodys_on_record(desk: Desk) -> None:
    zhang = await desk.scene.teacher("张伟")
    principal = await desk.scene.signed_in(Role.PRINCIPAL)

    found = await desk.opened(principal, await desk.taken(principal, zhang))

    assert found["data/people/teacher.json"][0]["name"] == "张伟"
    (entry,) = [
        one
        for one in await desk.scene.rows(audit_entry)
        if one.action == "people_create_personal_data_export"
    ]
    assert (entry.account_id, entry.facts["teacher_id"]) == (principal.principal.account_id, str(zhang))


@pytest.mark.parametrize("role", [Role.TEACHER, Role.GROUP_LEADER, Role.ACADEMIC_AFFAIRS, Role.FINANCE])
async def test_nobody_else_takes_out_anothers(scene: Scene, role: Role) -> None:
    zhang = await scene.teacher("张伟")
    colleague = await scene.signed_in(role, teacher_id=await scene.teacher("李娜"))

    refused = await colleague.post(f"teachers/{zhang}/personal-data-exports")

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


async def test_a_teacher_the_school_does_not_have_is_not_found(scene: Scene, elsewhere: Scene) -> None:
    office = await scene.office()
    for teacher_id in (new_id(), await elsewhere.teacher()):
        assert (await office.post(f"teachers/{teacher_id}/personal-data-exports")).status_code == 404


async def test_the_export_ends_by_itself(desk: Desk) -> None:
    office = await desk.scene.office()
    done = await desk.taken(office, await desk.scene.teacher("张伟"))
    kept = (await office.get(done["result_url"])).json()
    link = (await office.post(f"{done['result_url']}/link")).json()["url"]
    ending = datetime.fromisoformat(kept["expires_at"])
    store: StoredBytes = outside(desk.settings)["files"]
    (row,) = [one for one in await desk.scene.rows(stored_file) if str(one.id) == kept["id"]]

    assert ending - datetime.fromisoformat(kept["created_at"]) == KEPT_FOR
    await forget_files(desk.engine, now=ending - timedelta(seconds=1))
    assert (await desk.scene.client.get(link)).status_code == 200
    await forget_files(desk.engine, now=ending)
    assert (await desk.scene.client.get(link)).status_code == 404
    await sweep(desk.engine, store, before=datetime.now(UTC) + timedelta(minutes=1))
    with pytest.raises(NotFound):
        await store.read(row.key)
