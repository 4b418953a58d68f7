"""No write takes a field that it does not name: neither what its answer shows nor what its row has."""

from collections.abc import Iterable

import pytest

from persistence.ids import new_id
from tests.contract.broken import taking_more
from tests.contract.overposting import nested, operation_of, overposts, resolved
from tests.contract.population import path_for, populate
from tests.contract.routes import Walked, contract_app, walked
from tests.contract.rows import fingerprint
from tests.scene import Caller, Scene

pytestmark = pytest.mark.untraced

WRITES = [
    one
    for one in walked(contract_app())
    if one.method != "GET" and "{school}" in one.path and one.action is not None
]
OPEN = {"integration_receive_platform_callback": "signed, and what the platform adds to it is its own affair"}
"""Bodies that ignore what they do not know, and why."""

EXTRA = "extra_forbidden"


async def taken(office: Caller, routes: Iterable[Walked], ids: dict[str, object], code: str) -> list[str]:
    """The fields that were not refused by name, each with its route and what was answered."""
    found, tried = [], 0
    for one in routes:
        path = path_for(one.path.replace("{school}", code), ids)  # type: ignore[arg-type]
        for pointer, body in overposts(one):
            headers = {"If-Match": '"1"', "Idempotency-Key": new_id().hex}
            answer = await office.ask(one.method, path, json=body, headers=headers)
            refused = answer.json().get("errors", []) if answer.status_code == 422 else []
            tried += 1
            if not any(e["pointer"].endswith(pointer) and e["code"] == EXTRA for e in refused):
                found.append(f"{one.method} {one.path} {pointer}: {answer.status_code} {answer.text:.200}")
    assert tried
    return found


@pytest.mark.slow
async def test_no_write_takes_a_field_of_its_answer_or_its_row(scene: Scene) -> None:
    ids = await populate(scene)
    office = await scene.both_offices()
    before = await fingerprint(scene)

    found = await taken(office, WRITES, dict(ids), scene.code)

    assert found == []
    assert await fingerprint(scene) == before, "what was refused changed a row"


def test_every_body_and_every_object_in_one_is_closed() -> None:
    """Of all routes, those outside a school too: the contract itself says that nothing else is taken.

    A form with a file is no such object: each of its fields is a parameter of its own, and there is nothing
    that another could be written to.
    """
    for one in (one for one in walked(contract_app()) if one.operation_id not in OPEN):
        for kind, content in operation_of(one).get("requestBody", {}).get("content", {}).items():
            top = resolved(content["schema"])
            for path, part in [((), top), *nested(top)] if kind != "multipart/form-data" else []:
                closed = part.get("additionalProperties") is False
                assert closed or "properties" not in part, f"{one.method} {one.path} {kind} {path}"


@pytest.mark.parametrize("extra", ["ignore", "allow"])
async def test_a_body_that_takes_more_is_found(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, extra: str
) -> None:
    """Otherwise nobody knew whether the walk could find anything."""
    office = await scene.both_offices()
    one = next(one for one in WRITES if one.operation_id == "training_create_course")
    assert await taken(office, [one], {}, scene.code) == []

    taking_more(monkeypatch, one.operation_id, extra)
    found = await taken(office, [one], {}, scene.code)

    assert any("/id:" in line for line in found)
    assert any("/school_id:" in line for line in found)
