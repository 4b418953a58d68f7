"""Who asks × what is asked × of which school: the answer is what the reviewed table says, or it is named."""

import re

import pytest

from persistence.ids import new_id
from tests.contract.broken import BROKEN, MATRIX_BREAKS, Break, no_expiry, route_of
from tests.contract.matrix import (
    DISTRICT_ROUTES,
    PEOPLE,
    PERSONAL_ROUTES,
    SCHOOL_ROUTES,
    UNBELIEVED,
    neighbour,
    said,
    someone,
    walk,
)
from tests.contract.population import populate
from tests.contract.rows import fingerprint
from tests.scene import Scene

pytestmark = pytest.mark.untraced
ASKING_NO_MORE = {
    "POST /api/v1/auth/revoke": UNBELIEVED,  # it names what shall end, and tells nothing (RFC 7009)
    "GET /api/v1/meta/enums": ("stopped",),  # words, the same for all: the token alone is looked at
}
ONE = next(one for one in SCHOOL_ROUTES if one.path == route_of(BROKEN).path and one.method == "POST")


@pytest.mark.parametrize("name", PEOPLE)
async def test_everybody_is_let_in_where_the_table_says_and_nowhere_else(scene: Scene, name: str) -> None:
    ids = await populate(scene)
    who = await someone(name, scene, ids["teacher"])
    other = await neighbour(scene)

    findings = await walk(who, ids, (other.code, "nowhere"))

    assert not findings.found, str(findings)
    assert findings.asked == 3 * len(SCHOOL_ROUTES)


@pytest.mark.parametrize(("break_it", "name"), MATRIX_BREAKS)
async def test_a_broken_door_is_found(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, break_it: Break, name: str
) -> None:
    """Otherwise nobody knew whether the walk could find anything."""
    who, other, routes = await someone(name, scene), await neighbour(scene), [ONE]
    sound = await walk(who, {}, (other.code, "nowhere"), routes)

    break_it(monkeypatch)
    broken = await walk(who, {}, (other.code, "nowhere"), routes)

    assert sound.found == []
    assert broken.found
    assert all(str(ONE) in one for one in broken.found)


async def test_a_token_believed_beyond_its_time_is_found(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = await someone("expired", scene)
    no_expiry(monkeypatch)

    assert (await walk(who, {}, ("nowhere",), [ONE])).found


@pytest.mark.parametrize("name", PEOPLE)
async def test_a_district_is_for_its_officer_alone(scene: Scene, elsewhere: Scene, name: str) -> None:
    who = await someone(name, scene)

    for one in DISTRICT_ROUTES:
        own = await who.ask(one, one.path.replace("{district}", f"d{scene.code}"))
        other = await who.ask(one, one.path.replace("{district}", f"d{elsewhere.code}"))
        missing = await who.ask(one, one.path.replace("{district}", "nowhere"))
        expected = who.expected(one)
        assert own.status_code in ((200, 404, 422) if expected == "in" else (int(expected),)), f"{one}"
        assert said(other) == said(missing), f"{one}"
        assert other.status_code == (401 if name in UNBELIEVED else 404), f"{one}"


@pytest.mark.parametrize("name", UNBELIEVED)
async def test_ones_own_things_are_nobodys_without_a_sign_in(scene: Scene, name: str) -> None:
    who = await someone(name, scene, await scene.teacher())

    for one in PERSONAL_ROUTES:
        if name in ASKING_NO_MORE.get(str(one), ()):
            continue
        answer = await who.ask(one, re.sub(r"\{\w+\}", str(new_id()), one.path))
        assert answer.status_code == 401, f"{one}: {answer.text}"


@pytest.mark.slow
@pytest.mark.parametrize("by", ["code", "id"])
@pytest.mark.parametrize("name", PEOPLE)
async def test_no_address_and_no_id_of_another_school_opens_it(scene: Scene, name: str, by: str) -> None:
    """The whole of it: schools by code and by id, asked for their own things, ours, and none."""
    other = await neighbour(scene)
    ours, theirs = await populate(scene), await populate(other)
    who = await someone(name, scene, ours["teacher"])
    before = await fingerprint(other)
    named = (other.code, "nowhere") if by == "code" else (str(other.school_id), str(new_id()))

    found = [await walk(who, ids, named) for ids in (theirs, ours, {})]

    assert [one for walked in found for one in walked.found] == []
    assert await fingerprint(other) == before, "a row of another school was changed"
