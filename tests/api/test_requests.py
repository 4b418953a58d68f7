"""What every request is promised, whatever the room."""

import pytest

from domain.identity.actions import Role
from persistence.ids import new_id
from tests.scene import Scene


async def test_a_missing_token_is_asked_for(scene: Scene) -> None:
    answer = await scene.client.get(f"{scene.base}/audit-entries")

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_another_schools_path_is_as_absent_as_a_missing_one(scene: Scene, elsewhere: Scene) -> None:
    office = await scene.office()

    foreign = (await office.get(f"{elsewhere.base}/audit-entries")).json()
    missing = (await office.get("/api/v1/schools/nowhere/audit-entries")).json()

    assert foreign["status"] == 404
    assert {**foreign, "request_id": 0, "instance": 0} == {**missing, "request_id": 0, "instance": 0}


async def test_a_role_without_the_action_is_refused(scene: Scene) -> None:
    teacher = await scene.signed_in(Role.TEACHER)

    answer = await teacher.get("audit-entries")

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("path", ["audit-entries", "credit-standings", "teachers"])
async def test_an_unknown_parameter_is_named(scene: Scene, path: str) -> None:
    """Also where no parameter is read by FastAPI."""
    office = await scene.office()

    answer = await office.get(path, limt="5")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "query:limt"


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("audit-entries?limit=5&limit=200", "limit"),
        ("credit-standings?school_year=2020&school_year=2021", "school_year"),
        ("teachers?q=a&limit=1&q=a", "q"),
    ],
)
async def test_what_may_be_given_once_is_not_taken_twice(scene: Scene, asked: str, name: str) -> None:
    """Also where both say the same; nobody can tell which of two was meant."""
    office = await scene.office()

    answer = await office.get(asked)

    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
        (f"query:{name}", "given_twice")
    ]


async def test_an_operation_that_is_not_there_is_not_found(scene: Scene) -> None:
    office = await scene.office()

    answer = await office.get(f"operations/{new_id()}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
