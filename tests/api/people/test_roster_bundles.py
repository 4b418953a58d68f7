"""Rosters that other programs send: one org of several, again without a change."""

from persistence.people.tables import homeroom_assignment, teacher, teaching_assignment
from tests.api.people.rosters import committed, counted, sent
from tests.files import a_given_roster, a_zip
from tests.scene import Scene


async def test_a_school_data_sync_roster_is_one_orgs_and_idempotent(scene: Scene) -> None:
    await scene.year()
    office, data = await scene.office(), a_given_roster("sds_v1_100_users")

    unnamed = await sent(office, data, "sds")
    done = await committed(office, await sent(office, data, "sds", org="10001"))
    again = await committed(office, await sent(office, data, "sds", org="10001"))

    assert (unnamed.status_code, unnamed.json()["code"]) == (422, "roster_org_needed")
    assert "10002 Fabrikam High School" in unnamed.json()["detail"]
    assert counted(done) == {
        "grade_groups": (1, 0, 0, 0),
        "subject_groups": (0, 0, 0, 0),
        "teachers": (7, 0, 0, 0),
        "classes": (14, 0, 0, 0),
        "teaching_assignments": (14, 0, 0, 0),
        "homeroom_assignments": (0, 0, 0, 0),
        "others": (0, 0, 0, 0),
    }
    assert done["counts"]["others"]["ignored"] == 5 + 86
    assert {tuple(counts[:2]) for counts in counted(again).values()} == {(0, 0)}
    assert "Craig Beane" in [row.name for row in await scene.rows(teacher)]


async def test_the_later_school_data_sync_bundle_is_read_as_well(scene: Scene) -> None:
    await scene.year()
    office, data = await scene.office(), a_given_roster("sds_v2.1")

    unnamed = await sent(office, data, "sds")
    unknown = await sent(office, data, "sds", org="1")
    done = await committed(office, await sent(office, data, "sds", org="110003"))

    assert unnamed.json()["code"] == "roster_org_needed"
    assert unknown.json()["code"] == "roster_org_unknown"
    assert [row.name for row in await scene.rows(teacher)] == ["Kristen Fein"]
    assert [row.subject for row in await scene.rows(teaching_assignment)] == ["Biology 10 2021"]
    assert done["counts"]["others"]["ignored"] == 7


async def test_a_oneroster_bundle_brings_lessons_and_homerooms(scene: Scene) -> None:
    await scene.year()
    office = await scene.office()
    data = a_zip(
        {
            "manifest.csv": "propertyName,value\nmanifest.version,1.0\n",
            "orgs.csv": "sourcedId,status,name,type,parentSourcedId\no1,active,石门中学,school,\n",
            "users.csv": "sourcedId,status,givenName,familyName,identifier,email\n"
            "u1,active,伟,张,T1,zw@example.cn\nu2,active,单,曾,T2,\nu3,active,同学,某,,\nu4,tobedeleted,走,已,T4,\n",
            "roles.csv": "sourcedId,userSourcedId,orgSourcedId,role\n"
            "r1,u1,o1,teacher\nr2,u2,o1,teacher\nr3,u3,o1,student\nr4,u4,o1,teacher\n",
            "courses.csv": "sourcedId,title,subjects\nk1,七年级数学,数学\n",
            "classes.csv": "sourcedId,title,classCode,classType,schoolSourcedId,courseSourcedId,grades\n"
            "c1,七（1）班,701,homeroom,o1,,07\nc2,701数学,701M,scheduled,o1,k1,07\n",
            "enrollments.csv": "sourcedId,classSourcedId,userSourcedId,role,primary\n"
            "e1,c1,u2,teacher,false\ne2,c1,u1,teacher,true\ne3,c2,u1,teacher,true\ne4,c2,u3,student,\n",
            "demographics.csv": 'not even, "readable',
        }
    )

    done = await committed(office, await sent(office, data, "oneroster"))
    again = await committed(office, await sent(office, data, "oneroster"))

    assert counted(done)["teachers"] == (2, 0, 0, 0)
    assert done["counts"]["others"]["ignored"] == 1
    found = {row.id: row.employee_no for row in await scene.rows(teacher)}
    assert [found[row.teacher_id] for row in await scene.rows(homeroom_assignment)] == ["T1"]
    assert [(found[r.teacher_id], r.subject) for r in await scene.rows(teaching_assignment)] == [
        ("T1", "数学")
    ]
    assert {tuple(counts[:2]) for counts in counted(again).values()} == {(0, 0)}
