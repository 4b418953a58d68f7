"""Awards: reported with a certificate, confirmed or entered by the office, voided and never deleted."""

import pytest

from domain.identity.actions import Role
from persistence.ids import new_id
from tests.scene import Caller
from tests.works_scene import WorksScene, award_body, done, refused


@pytest.fixture
async def zhang(works: WorksScene) -> Caller:
    return (await works.author("张伟")).caller


async def reported(works: WorksScene, zhang: Caller) -> dict[str, object]:
    made = await works.work("张伟")
    return await works.award(made, by=zhang, certificate_id=await works.certificate(zhang))


async def told(caller: Caller) -> list[str]:
    return [one["event"] for one in done(await caller.get("/api/v1/me/messages"))["items"]]


async def test_a_report_waits_for_the_office_to_confirm_it(works: WorksScene, zhang: Caller) -> None:
    award = await reported(works, zhang)
    assert (award["state"], award["school_year"]) == ("reported", 2020)
    assert award["allowed_actions"] == ["update", "void", "link"]
    path = f"awards/{award['id']}"

    assert (await zhang.step(f"{path}/confirm", version=1)).status_code == 403
    confirmed = done(await works.office.step(f"{path}/confirm", version=1))

    assert confirmed["state"] == "confirmed"
    assert confirmed["allowed_actions"] == ["void", "link"]
    assert done(await zhang.get(path))["allowed_actions"] == ["link"]
    assert refused(await works.office.step(f"{path}/confirm", version=2)) == (409, "invalid_state")
    assert await told(zhang) == ["award_confirmed"]


async def test_a_report_needs_a_certificate_of_ones_own(works: WorksScene, zhang: Caller) -> None:
    made = await works.work("张伟")
    theirs = await works.certificate((await works.author("李芳")).caller)

    assert refused(await zhang.post("awards", award_body(made))) == (422, "certificate_required")
    for certificate_id in (theirs, str(new_id())):
        body = award_body(made, certificate_id=certificate_id)
        assert refused(await zhang.post("awards", body)) == (422, "unknown_reference")


async def test_the_office_enters_it_confirmed_without_one(works: WorksScene) -> None:
    award = await works.award(await works.work("张伟"))

    assert (award["state"], award["allowed_actions"]) == ("confirmed", ["void"])
    assert (await works.office.get(f"awards/{award['id']}/link")).status_code == 404
    path, shown = f"awards/{award['id']}", await works.certificate(works.office)
    assert refused(await works.office.patch(path, {"certificate_id": shown}, version=1)) == (
        409,
        "invalid_state",
    )


async def test_an_award_is_for_a_work_one_sees_and_a_day_that_has_come(
    works: WorksScene, zhang: Caller
) -> None:
    others = await works.work("李芳")
    future = award_body(others, awarded_on="2199-01-01")

    assert refused(await zhang.post("awards", award_body(others))) == (422, "unknown_reference")
    assert refused(await works.office.post("awards", future)) == (422, "award_not_given_yet")


async def test_the_same_award_is_refused_until_the_first_is_void(works: WorksScene) -> None:
    made = await works.work("张伟")
    award = await works.award(made)
    again = award_body(made, prize="second")

    assert refused(await works.office.post("awards", again)) == (409, "award_given")
    await works.void(award)
    assert done(await works.office.post("awards", again), 201)["prize"] == "second"


async def test_a_report_is_corrected_until_it_is_confirmed(works: WorksScene, zhang: Caller) -> None:
    award = await reported(works, zhang)
    path = f"awards/{award['id']}"
    change = {"prize": "second", "certificate_id": await works.certificate(zhang)}

    changed = done(await zhang.patch(path, change, version=1))
    assert changed["prize"] == "second"
    assert done(await zhang.patch(path, {"prize": "second", "issuer": "嘉兴市教育学会"}, version=2))
    assert (await zhang.patch(path, change, version=1)).status_code == 412
    late = await zhang.patch(path, {"awarded_on": "2199-01-01"}, version=3)
    assert refused(late) == (422, "award_not_given_yet")
    done(await works.office.step(f"{path}/confirm", version=3))
    assert refused(await zhang.patch(path, {"prize": "first"}, version=4)) == (409, "invalid_state")


async def test_voiding_keeps_it_with_the_reason_and_tells_the_author(
    works: WorksScene, zhang: Caller
) -> None:
    award = await works.award(await works.work("张伟"))
    path = f"awards/{award['id']}/void"

    refusal = await zhang.step(path, version=1, json={"reason": "不要了"})
    assert refused(refusal) == (403, "for_the_office")
    voided = await works.void(award)

    assert (voided["state"], voided["voided_because"]) == ("voided", "获奖名单有误")
    assert voided["allowed_actions"] == []
    assert refused(await works.office.step(path, version=2, json={"reason": "再"})) == (409, "invalid_state")
    assert (
        await works.office.step(f"awards/{new_id()}/void", version=1, json={"reason": "无"})
    ).status_code == 404
    assert await told(zhang) == ["award_voided"]


async def test_an_author_takes_back_a_report(works: WorksScene, zhang: Caller) -> None:
    award = await reported(works, zhang)

    answer = await zhang.step(f"awards/{award['id']}/void", version=1, json={"reason": "填错了"})

    assert done(answer)["state"] == "voided"


async def test_the_certificate_is_fetched_by_a_link(works: WorksScene, zhang: Caller) -> None:
    award = await reported(works, zhang)
    stranger = (await works.author("李芳")).caller

    assert done(await works.office.get(f"awards/{award['id']}/link"))["url"]
    assert (await stranger.get(f"awards/{award['id']}/link")).status_code == 404
    assert (await stranger.get(f"awards/{award['id']}")).status_code == 404


async def test_the_list_is_narrowed_and_shows_a_teacher_their_own(works: WorksScene, zhang: Caller) -> None:
    own = await works.award(await works.work("张伟"))
    others = await works.award(
        await works.work("李芳", kind="lesson"), level="city", prize="second", awarded_on="2021-09-10"
    )
    li = str(works.authors["李芳"].id)
    principal = await works.scene.signed_in(Role.PRINCIPAL)

    async def found(caller: Caller, **asked: object) -> list[object]:
        return [one["id"] for one in done(await caller.get("awards", **asked))["items"]]

    assert await found(zhang) == [own["id"]]
    assert await found(principal) == [others["id"], own["id"]]
    for asked in (
        {"school_year": 2020},
        {"level": "county"},
        {"prize": "first"},
        {"kind": "case"},
        {"work_id": own["work_id"]},
    ):
        assert await found(works.office, **asked) == [own["id"]], asked
    assert await found(works.office, teacher_id=li) == [others["id"]]
    assert await found(works.office, state="reported") == []
