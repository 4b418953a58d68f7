"""Who is young, and how young teachers grow: competitions, titles, and the record of all."""

from typing import Any

from persistence.ids import new_id
from tests.mentoring_scene import MentoringScene, done, made, noon


def entry(teacher_id: Any, **values: Any) -> dict[str, Any]:
    given = {
        "teacher_id": str(teacher_id),
        "title": "青年教师优质课评比",
        "organizer": "桐乡市教育学会",
        "level": "county",
        "held_on": "2021-05-12",
    }
    return given | values


def title(teacher_id: Any, **values: Any) -> dict[str, Any]:
    given = {
        "teacher_id": str(teacher_id),
        "kind": "rising_star",
        "level": "county",
        "issuer": "桐乡市教育局",
        "awarded_on": "2021-06-01",
    }
    return given | values


async def test_who_is_young_is_told_with_reasons_and_who_lacks_a_date_is_unknown(
    room: MentoringScene,
) -> None:
    await room.running()

    found = done(await room.office.get("young-teachers", on="2021-04-12"))["items"]
    of = {one["name"]: one for one in found}

    assert {name: one["standing"] for name, one in of.items()} == {
        "李娜": "young",
        "赵敏": "young",
        "孙强": "unknown",
        "王芳": "not_young",
        "张伟": "not_young",
    }
    assert [(one["rule"], one["limit"], one["years"], one["met"]) for one in of["李娜"]["reasons"]] == [
        ("young_age", 35, 25, True),
        ("young_service_years", 5, 1, True),
    ]
    assert [one["met"] for one in of["孙强"]["reasons"]] == [False, None]
    assert (of["李娜"]["mentored"], of["赵敏"]["mentored"]) == (True, False)


async def test_the_young_are_narrowed_by_standing_group_and_whether_they_have_a_mentor(
    room: MentoringScene,
) -> None:
    await room.running()
    group = done(await room.office.get("young-teachers", standing="young"))["items"][0]["subject_group_id"]

    async def names(**asked: str) -> list[str]:
        return [one["name"] for one in done(await room.principal.get("young-teachers", **asked))["items"]]

    assert await names(standing="young") == ["李娜", "赵敏"]
    assert await names(standing="unknown") == ["孙强"]
    assert await names(standing="not_young", subject_group_id=group) == ["王芳", "张伟"]
    assert await names(standing="young", mentored="false") == ["赵敏"]
    assert await names(mentored="true") == ["李娜"]
    assert "李娜" not in await names(on="2018-01-01")
    assert (await room.mentor.caller.get("young-teachers")).status_code == 403


async def test_the_young_are_judged_by_the_rule_of_the_day(room: MentoringScene) -> None:
    for key in ("young_age", "young_service_years"):
        value = {"young_age": "24", "young_service_years": "1"}[key]
        made(
            await room.office.post(
                "mentoring-rules", {"key": key, "value": value} | {"effective_from": "2021-03-01"}
            )
        )

    before = done(await room.office.get("young-teachers", on="2021-02-28", standing="young"))["items"]
    after = done(await room.office.get("young-teachers", on="2021-03-01", standing="young"))["items"]

    assert (len(before), len(after)) == (2, 0)


async def test_a_competition_is_reported_given_its_prize_and_confirmed(room: MentoringScene) -> None:
    mine = room.apprentice.caller
    certificate = await room.file(mine)
    reported = made(await mine.post("competition-entries", entry(room.apprentice.id)))
    path = f"competition-entries/{reported['id']}"

    prize = {"prize": "first", "certificate_id": str(certificate)}
    won = done(await mine.patch(path, prize, version=1))
    not_mine = await room.mentor.caller.patch(path, {"prize": None}, version=2)
    confirmed = done(await room.office.step(f"{path}/confirm", version=2))
    late = await mine.step(f"{path}/void", version=3, json={"reason": "误报"})
    voided = done(await room.office.step(f"{path}/void", version=3, json={"reason": "重复"}))

    assert (reported["state"], reported["allowed_actions"]) == ("reported", ["update", "void"])
    assert (won["prize"], won["certificate_id"]) == ("first", str(certificate))
    assert not_mine.status_code == 404
    assert (confirmed["state"], late.status_code) == ("confirmed", 403)
    assert (voided["state"], voided["voided_because"], voided["allowed_actions"]) == ("voided", "重复", [])


async def test_an_entry_is_one_s_own_once_and_with_one_s_own_certificate(room: MentoringScene) -> None:
    mine = room.apprentice.caller
    made(await mine.post("competition-entries", entry(room.apprentice.id)))
    foreign = str(await room.file(room.second.caller))
    other = entry(room.apprentice.id, title="基本功比赛", certificate_id=foreign)

    for_other = await mine.post("competition-entries", entry(room.second.id))
    twice = await mine.post("competition-entries", entry(room.apprentice.id))
    not_mine = await mine.post("competition-entries", other)
    nobody = await room.office.post("competition-entries", entry(new_id()))
    by_office = made(await room.office.post("competition-entries", entry(room.second.id)))

    assert for_other.status_code == 403
    assert (twice.status_code, twice.json()["code"]) == (409, "competition_entered")
    assert (not_mine.status_code, not_mine.json()["code"]) == (422, "unknown_reference")
    assert (nobody.status_code, nobody.json()["code"]) == (422, "unknown_reference")
    assert by_office["state"] == "confirmed"
    assert (
        await mine.step(f"competition-entries/{new_id()}/void", version=1, json={"reason": "无"})
    ).status_code == 404


async def test_a_title_is_given_once_and_voided_with_a_reason(room: MentoringScene) -> None:
    certificate = await room.file(room.office)
    given = made(
        await room.office.post("growth-titles", title(room.apprentice.id, certificate_id=str(certificate)))
    )
    path = f"growth-titles/{given['id']}"

    twice = await room.office.post("growth-titles", title(room.apprentice.id))
    nobody = await room.office.post("growth-titles", title(new_id()))
    voided = done(await room.office.step(f"{path}/void", version=1, json={"reason": "录错人"}))
    again = await room.office.step(f"{path}/void", version=2, json={"reason": "录错人"})
    anew = await room.office.post("growth-titles", title(room.apprentice.id))

    assert (twice.status_code, twice.json()["code"]) == (409, "title_given")
    assert (nobody.status_code, nobody.json()["code"]) == (422, "unknown_reference")
    assert (given["allowed_actions"], voided["voided_because"]) == (["void"], "录错人")
    assert (again.status_code, again.json()["code"]) == (409, "title_voided")
    assert anew.status_code == 201
    assert (
        await room.office.step(f"growth-titles/{new_id()}/void", version=1, json={"reason": "无"})
    ).status_code == 404
    assert (await room.mentor.caller.post("growth-titles", title(room.apprentice.id))).status_code == 403


async def test_a_growth_record_tells_all_in_the_order_of_its_days(room: MentoringScene) -> None:
    pair = await room.running()
    await room.proposed(field="homeroom")
    await room.confirmed(pair, field="ethics")
    await room.log(pair, field="ethics", kind="reading")
    lesson = await room.lesson(pair)
    done(await room.office.step(f"report-lessons/{lesson['id']}/hold", version=1))
    made(await room.office.post("competition-entries", entry(room.apprentice.id)))
    reported = entry(room.apprentice.id, title="基本功比赛")
    made(await room.apprentice.caller.post("competition-entries", reported))
    made(await room.office.post("growth-titles", title(room.apprentice.id)))
    await room.lesson(pair, day="2021-05-20")
    wrong = made(await room.office.post("growth-titles", title(room.apprentice.id, level="city")))
    done(await room.office.step(f"growth-titles/{wrong['id']}/void", version=1, json={"reason": "误"}))
    await room.evaluation(await room.outside(field="research", from_day="2021-03-01"))
    room.hands.at = noon("2021-07-01")
    await room.graded(pair)
    done(await room.office.step(f"mentor-pairs/{pair['id']}/end", version=pair["version"]))

    found = done(await room.apprentice.caller.get(f"growth-records/{room.apprentice.id}"))

    assert [(one["day"], one["kind"], one["words"]) for one in found["timeline"]] == [
        ("2019-08-20", "hired", None),
        ("2021-02-22", "pair_begun", "张伟"),
        ("2021-03-01", "pair_begun", "沈名师"),
        ("2021-04-12", "report_lesson", "一次函数的图象"),
        ("2021-05-12", "competition", "青年教师优质课评比"),
        ("2021-06-01", "title", "rising_star"),
        ("2021-07-01", "evaluation", "excellent"),
        ("2021-07-01", "pair_closed", "张伟"),
    ]
    assert found["logs"][0] == {"field": "ethics", "confirmed": 1, "awaiting": 1}
    assert (len(found["pairs"]), len(found["competitions"])) == (3, 2)
    nothing = done(await room.office.get(f"growth-records/{room.stranger.id}"))
    assert (nothing["timeline"], nothing["pairs"]) == ([], [])


async def test_growth_is_seen_by_oneself_one_s_mentor_the_leader_and_the_office(
    room: MentoringScene,
) -> None:
    await room.running()
    made(await room.office.post("growth-titles", title(room.apprentice.id)))
    made(await room.office.post("competition-entries", entry(room.apprentice.id)))
    people = (
        *(room.apprentice.caller, room.mentor.caller, room.leader.caller, room.principal),
        *(room.second.caller, room.stranger.caller),
    )

    records = [(await one.get(f"growth-records/{room.apprentice.id}")).status_code for one in people]
    titles = [len(done(await one.get("growth-titles", voided="false"))["items"]) for one in people]
    entries = [len(done(await one.get("competition-entries"))["items"]) for one in people]

    assert records == [200, 200, 200, 200, 404, 404]
    assert titles == entries == [1, 1, 1, 1, 0, 0]


async def test_entries_and_titles_are_found_by_what_they_are(room: MentoringScene) -> None:
    made(await room.office.post("growth-titles", title(room.apprentice.id)))
    made(await room.office.post("competition-entries", entry(room.apprentice.id)))
    of = {"teacher_id": str(room.apprentice.id), "level": "county"}

    async def found(path: str, **asked: str) -> int:
        return len(done(await room.office.get(path, **asked))["items"])

    days = {"from_day": "2021-05-01", "until_day": "2021-05-31"}
    assert await found("competition-entries", **of, **days, state="confirmed") == 1
    assert await found("competition-entries", from_day="2021-06-01") == 0
    assert await found("growth-titles", **of, kind="rising_star") == 1
    assert await found("growth-titles", voided="true") == 0
    for path in ("competition-entries", "growth-titles"):
        assert (await room.office.get(f"{path}/{new_id()}")).status_code == 404
