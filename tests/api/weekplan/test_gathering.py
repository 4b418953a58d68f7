"""What a week's draft gathers from the other rooms."""

from datetime import UTC, date, datetime, timedelta

from domain.people.calendar import DayKind
from domain.timetable.absence import AbsenceState
from domain.timetable.effective import Cause
from domain.training.catalogue import CourseKind, SessionState
from tests.scene import Caller, Scene
from tests.weekplan_scene import (
    MONDAY,
    a_change,
    a_day,
    a_duty,
    a_plan,
    a_round,
    a_session,
    an_absence,
    at,
    drafted,
    placed,
)

TUESDAY, SATURDAY, SUNDAY = (MONDAY + timedelta(days=days) for days in (1, 5, 6))


async def said(scene: Scene, office: Caller, **headers: str) -> list[tuple[str, str, str]]:
    draft = await drafted(office, await a_plan(scene, office), **headers)
    return [(one["day"], (one["starts_at"] or "")[:5], one["text"]) for one in draft["entries"]]


async def test_a_training_stands_on_each_day_it_has_a_block(scene: Scene, office: Caller) -> None:
    blocks = [(at(day, 8, 30), at(day, 16)) for day in (MONDAY - timedelta(days=3), MONDAY, SUNDAY)]
    await a_session(scene, *blocks, teacher_id=await scene.teacher())

    text = "培训：初中心理健康教育课例研讨（S1）"
    assert await said(scene, office) == [("2021-03-08", "08:30", text), ("2021-03-14", "08:30", text)]


async def test_a_training_nobody_goes_to_is_not_told_unless_it_is_the_school_s_own(
    scene: Scene, office: Caller
) -> None:
    block = (at(MONDAY, 8), at(MONDAY, 9))
    await a_session(scene, block)
    await a_session(scene, block, code="S2", kind=CourseKind.SCHOOL_BASED)
    await a_session(scene, block, code="S3", teacher_id=await scene.teacher(), state=SessionState.CANCELLED)
    await a_session(scene, block, code="S4", kind=CourseKind.SCHOOL_BASED, state=SessionState.DRAFT)

    assert [text for _, _, text in await said(scene, office)] == ["培训：初中心理健康教育课例研讨（S2）"]


async def test_a_block_of_several_days_is_each_of_them_whole(scene: Scene, office: Caller) -> None:
    away = await scene.teacher()
    await a_session(scene, (at(SATURDAY, 9), at(SUNDAY + timedelta(days=1), 12)), teacher_id=away)
    await a_session(scene, (at(MONDAY, 20), at(TUESDAY, 0)), teacher_id=away, code="S2")

    found = await said(scene, office)

    assert [(day, clock) for day, clock, _ in found] == [
        ("2021-03-08", "20:00"),
        ("2021-03-13", ""),
        ("2021-03-14", ""),
    ]


async def test_a_round_is_told_the_day_it_opens_and_the_day_it_closes(scene: Scene, office: Caller) -> None:
    await a_round(scene, at(MONDAY, 8), at(MONDAY + timedelta(days=11), 17))
    await a_round(scene, at(MONDAY - timedelta(days=7), 8), at(SUNDAY, 17), code="R2", title="补选")
    await a_round(scene, at(MONDAY, 8), at(SUNDAY, 17), code="R3", title="草稿", state="draft")

    assert await said(scene, office) == [
        ("2021-03-08", "08:00", "网上选课开始：2021年春季选课"),
        ("2021-03-14", "17:00", "网上选课截止：补选"),
    ]


async def test_duties_are_told_as_a_number_of_the_day_they_are_due(scene: Scene, office: Caller) -> None:
    teacher = await scene.teacher()
    session = await a_session(scene, (at(date(2021, 3, 1), 8), at(date(2021, 3, 1), 9)), teacher_id=teacher)
    enrolled = await placed(scene, session, await scene.teacher("李娜"))
    for number, state in enumerate(["open", "handed_in", "waived", "void"]):
        kind = ["content_record", "reflection", "product", "record_sheet"][number]
        await a_duty(scene, enrolled, teacher, TUESDAY, kind=kind, state=state)

    assert await said(scene, office) == [("2021-03-09", "", "培训任务到期：2 项")]


async def test_absences_cover_and_swaps_are_numbers_of_a_day_without_names(
    scene: Scene, office: Caller
) -> None:
    year_id = await scene.year()
    for day in (MONDAY, TUESDAY):
        await a_day(scene, year_id, day)
    await a_day(scene, year_id, SATURDAY, DayKind.WEEKEND)
    sick, other, cover = (
        await scene.teacher("病假"),
        await scene.teacher("公出"),
        await scene.teacher("代课人"),
    )
    absence_id = await an_absence(scene, sick, at(MONDAY, 8), at(SATURDAY, 17))
    await an_absence(scene, other, at(TUESDAY, 8), at(TUESDAY, 17))
    await an_absence(scene, other, at(MONDAY, 8), at(MONDAY, 9), state=AbsenceState.CANCELLED)
    for period_no in (1, 2):
        await a_change(scene, absence_id, sick, cover, Cause.COVER, MONDAY, period_no=period_no)
    await a_change(scene, absence_id, sick, sick, Cause.SWAP, TUESDAY)
    await a_change(scene, absence_id, sick, other, Cause.COVER, TUESDAY, period_no=5, state="undone")

    plan = await a_plan(scene, office)
    entries = (await drafted(office, plan))["entries"]

    assert [(one["day"], one["text"]) for one in entries] == [
        ("2021-03-08", "1 位教师外出，2 节代课"),
        ("2021-03-09", "2 位教师外出，1 节调课"),
    ]
    assert not any(name in str(entries) for name in ("病假", "公出", "代课人"))


async def test_holidays_make_up_days_and_days_taken_off_are_told(scene: Scene, office: Caller) -> None:
    year_id = await scene.year()
    await a_day(scene, year_id, MONDAY, DayKind.HOLIDAY, note="清明节")
    await a_day(scene, year_id, TUESDAY, is_school_day=False)
    await a_day(scene, year_id, SATURDAY, DayKind.MAKE_UP, follows_weekday=1, note="补清明节")
    await a_day(scene, year_id, SUNDAY, DayKind.MAKE_UP, follows_weekday=5)
    await a_day(scene, year_id, date(2021, 3, 10))

    assert await said(scene, office) == [
        ("2021-03-08", "", "放假：清明节"),
        ("2021-03-09", "", "放假"),
        ("2021-03-13", "", "调休上课：补清明节 · 按星期一课表"),
        ("2021-03-14", "", "调休上课：按星期五课表"),
    ]


async def test_the_same_is_said_in_english(scene: Scene, office: Caller) -> None:
    year_id = await scene.year()
    await a_day(scene, year_id, SUNDAY, DayKind.MAKE_UP, follows_weekday=5)
    await a_round(scene, at(MONDAY, 8), at(TUESDAY, 17), title="Spring")

    texts = [text for _, _, text in await said(scene, office, **{"Accept-Language": "en"})]

    assert texts == ["Selection opens: Spring", "Selection closes: Spring", "Make-up day: lessons of Friday"]


async def test_what_a_room_changes_after_publication_is_the_next_edition_s_news(
    scene: Scene, office: Caller
) -> None:
    round_id = await a_round(scene, at(MONDAY, 8), datetime(2021, 6, 1, tzinfo=UTC))
    plan = await a_plan(scene, office)
    draft = await drafted(office, plan)
    await office.step(f"week-plans/{plan['id']}/publish", version=draft["version"])
    later = {"opens_at": at(TUESDAY, 8).isoformat()}
    assert (await office.patch(f"selection-rounds/{round_id}", later, version=1)).status_code == 200

    (change,) = (await drafted(office, plan))["changes"]

    assert (change["kind"], change["before"]["day"], change["after"]["day"]) == (
        "changed",
        "2021-03-08",
        "2021-03-09",
    )
