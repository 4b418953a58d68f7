"""Others' files: only who may, and each reading is on record. Every route of the room, role by role."""

import pytest

from domain.identity.access import ACCESS
from domain.identity.actions import Action, Role, Scope
from persistence.ids import new_id
from persistence.platform.tables import audit_entry
from tests.contract.routes import contract_app, walked
from tests.dossier_scene import DossierScene
from tests.scene import Caller

READING = [one for one in walked(contract_app()) if one.action is Action.DOSSIER_READ and one.method == "GET"]
LISTS = {"dossier_list_appraisals", "dossier_list_certificates"}
ASKED = {
    "dossier_get_appraisal": "?school_year=2020",
    "dossier_list_appraisals": "?school_year=2020",
    "dossier_export_dossier": "?format=json",
}
PERSONS = [role for role in Role if role not in (Role.DISTRICT_OFFICER, Role.SERVICE_CLIENT)]


async def readings(desk: DossierScene, who: Caller) -> list[tuple[str, str, list[str]]]:
    """What is on record of who read whose files, by which route."""
    return [
        (row.action, row.subject, row.facts["teacher_ids"])
        for row in await desk.scene.rows(audit_entry)
        if row.account_id == who.principal.account_id
    ]


async def certified(desk: DossierScene) -> dict[str, str]:
    made = {}
    for name, teacher_id in (("own", desk.teacher_id), ("other", desk.other_id)):
        body = {"teacher_id": str(teacher_id), "school_year": 2020}
        answer = await desk.office.post("credit-certificates", body, Idempotency_Key=new_id().hex)
        made[name] = answer.json()["id"]
    return made


def test_the_walk_knows_every_route_that_reads_files() -> None:
    assert {one.operation_id for one in READING} == {
        "dossier_get_dossier",
        "dossier_list_entries",
        "dossier_get_appraisal",
        "dossier_export_dossier",
        "dossier_list_appraisals",
        "dossier_list_certificates",
        "dossier_get_certificate",
        "dossier_print_certificate",
    }


@pytest.mark.parametrize("role", PERSONS)
async def test_own_files_leave_no_record_and_others_one_for_each_reading(
    desk: DossierScene, role: Role
) -> None:
    certificates = await certified(desk)
    who = await desk.scene.signed_in(role, teacher_id=desk.teacher_id)
    far = ACCESS[Action.DOSSIER_READ][role] is Scope.SCHOOL
    expected = []

    for one in READING:
        for whose, teacher_id in (("own", desk.teacher_id), ("other", desk.other_id)):
            path = one.path.replace("{school}", desk.scene.code).replace("{teacher_id}", str(teacher_id))
            path = path.replace("{certificate_id}", certificates[whose])
            answer = await who.get(path + ASKED.get(one.operation_id, ""))
            seen = far or whose == "own" or one.operation_id in LISTS
            assert answer.status_code == (200 if seen else 404), f"{role} {one.path} {whose}"
            if far and (whose == "other" or one.operation_id in LISTS):
                expected.append((one.operation_id, path, [str(desk.other_id)]))

    assert await readings(desk, who) == expected


async def test_a_leader_reads_no_file_of_their_group(desk: DossierScene) -> None:
    leader = desk.own  # who leads the group of mathematics

    assert (await leader.get(f"dossiers/{desk.other_id}")).status_code == 404
    assert await readings(desk, leader) == []


async def test_who_is_no_teacher_has_no_file(desk: DossierScene) -> None:
    stranger = await desk.scene.signed_in(Role.FINANCE)

    assert (await stranger.get(desk.path)).status_code == 404
    assert (await stranger.get("appraisals", school_year=2020)).json()["items"] == []


async def test_a_script_is_on_record_like_a_person(desk: DossierScene) -> None:
    scopes = frozenset({Action.DOSSIER_READ})
    script = await desk.scene.signed_in(Role.SERVICE_CLIENT, scopes=scopes)

    assert (await script.get(desk.path)).status_code == 200

    assert [one[0] for one in await readings(desk, script)] == ["dossier_get_dossier"]


async def test_a_file_that_was_not_shown_is_not_on_record(desk: DossierScene) -> None:
    assert (await desk.office.get(f"dossiers/{new_id()}")).status_code == 404
    assert (await desk.office.get(f"{desk.path}/appraisal", school_year=1999)).status_code == 422

    assert await readings(desk, desk.office) == []


async def test_readings_are_read_in_the_audit(desk: DossierScene) -> None:
    await desk.principal.get(desk.path)

    (found,) = (await desk.office.get("audit-entries", action="dossier_get_dossier")).json()["items"]

    assert found["account_id"] == str(desk.principal.principal.account_id)
    assert found["facts"] == {"teacher_ids": [str(desk.teacher_id)]}
    assert found["subject"].endswith(f"/dossiers/{desk.teacher_id}")
