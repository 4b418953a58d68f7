"""Every figure of a summary is what its list counts: all links walked, whatever the room."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from domain.identity.actions import Role
from persistence.ids import new_id
from persistence.notices.tables import notice, notice_edition
from persistence.people.tables import grade_group, school_class, term
from persistence.timetable.absence_tables import absence, absence_block, homeroom_proxy, swap
from tests.export_scene import MARCH, ExportScene, set_export_scene
from tests.scene import Scene
from tests.summary_scene import a_summary, content_of, counted, figures_of, items_of

NOT_IN_THE_SAMPLE = {
    *("training_absences", "swaps", "cover_lessons", "homeroom_proxies", "notices_issued"),
    *("topics_city", "topics_province", "topics_nation", "awards_province", "awards_nation"),
    *("awards_school", "passed_online", "passed_long_90", "standing_at_risk"),
}
"""The first five have a test of their own below; the others differ from their neighbours by a word."""


async def test_every_figure_is_what_its_list_counts(shimen: Scene) -> None:
    """In the term that runs, and in one whose bonuses are paid."""
    office, told = await shimen.office(), set()
    for begins in ("2021-02", "2020-02"):
        figures = figures_of(await content_of(office, await a_summary(office, begins)))
        again = {key: await counted(office, one) for key, one in figures.items()}
        assert {key: Decimal(one["value"]) for key, one in figures.items()} == again
        told |= {key for key, value in again.items() if value}

    assert set(figures) - told <= NOT_IN_THE_SAMPLE  # a comparison of zeros would prove little


async def test_tables_and_charts_have_lists_that_can_be_read_too(shimen: Scene) -> None:
    principal = await shimen.signed_in(Role.PRINCIPAL)
    summary = await a_summary(await shimen.office(), "2020-09")
    content = await content_of(principal, summary)
    parts = [part for section in content["sections"] for part in section["parts"]]

    shown = [one for part in parts for one in (*part["tables"], *part["charts"])]
    assert {"credit_by_group", "papers_by_group"} <= {one["key"] for one in shown}
    for one in shown:
        assert await items_of(principal, one["link"]), one["link"]
    for table in (table for part in parts for table in part["tables"]):
        assert {len(row) for row in table["rows"]} == {len(table["columns"])}


async def test_a_table_says_a_rate_as_the_sentences_do(shimen: Scene) -> None:
    office = await shimen.office()
    content = await content_of(office, await a_summary(office))
    parts = [part for section in content["sections"] for part in section["parts"]]

    (table,) = (one for part in parts for one in part["tables"] if one["key"] == "theme_by_group")
    assert {row[0]: row[-1] for row in table["rows"]} == {"语文教研组": "94.7%", "数学教研组": "100%"}


async def test_what_the_sample_lacks_is_what_its_list_counts_too(scene: Scene) -> None:
    export = await set_export_scene(scene)
    office = export.credit.office
    terms = await scene.rows(term)
    summary = await a_summary(office, "2021-02")
    before = figures_of(await content_of(office, summary))
    await _away(export, terms[-1].id)

    figures = figures_of(await content_of(office, summary))
    again = {key: await counted(office, one) for key, one in figures.items()}

    assert {key: Decimal(one["value"]) for key, one in figures.items()} == again
    changed = {key for key, one in figures.items() if one["value"] != before[key]["value"]}
    away = {"training_absences", "swaps", "homeroom_proxies", "notices_issued"}
    assert changed == {*away, "training_sessions"}
    assert again["cover_lessons"] == 1


async def _away(export: ExportScene, term_id: UUID) -> None:
    """张伟 is away for training: a lesson swapped, a class looked after, a notice sent."""
    scene, zhang, li = export.scene, export.zhang, export.li
    enrolment_id = await export.credit.enrolment(zhang)
    times = {"starts_at": MARCH, "ends_at": MARCH + timedelta(hours=4)}
    absence_id = await scene.add(
        absence,
        teacher_id=zhang,
        kind="training",
        enrolment_id=enrolment_id,
        state="standing",
        route="swap",
        school_days=Decimal("1.0"),
        created_at=MARCH,
        **times,
    )
    await scene.add(absence_block, absence_id=absence_id, **times)
    grade_id = await scene.add(grade_group, code="7", name="七年级组")
    class_id = await scene.add(school_class, code="702", name="七2班", grade_group_id=grade_id)
    account_id = export.credit.office.principal.account_id
    day = {"account_id": account_id, "class_id": class_id}
    await scene.add(
        homeroom_proxy, absence_id=absence_id, day=MARCH.date(), teacher_id=li, made_at=MARCH, **day
    )
    for state in ("accepted", "declined"):
        await scene.add(
            swap,
            absence_id=absence_id,
            teacher_id=zhang,
            partner_id=li,
            lesson_id=new_id(),
            lesson_day=MARCH.date(),
            day=MARCH.date(),
            period_no=2,
            subject="数学",
            partner_lesson_id=new_id(),
            partner_lesson_day=MARCH.date(),
            partner_day=MARCH.date(),
            partner_period_no=3,
            partner_subject="英语",
            state=state,
            proposed_at=MARCH,
            **day,
        )
    issued = {"school_year": 2020, "number": 1, "edition": 1, "state": "issued"}
    notice_id = await scene.add(notice, enrolment_id=enrolment_id, teacher_id=zhang, **issued)
    edition = {"number": 1, "cause": "issued", "code": "A1", "record_code": "B1", "content": {}}
    await scene.add(notice_edition, notice_id=notice_id, issued_at=MARCH, **edition)


async def test_a_school_with_nothing_done_reads_well(scene: Scene) -> None:
    await scene.year()
    office = await scene.office()
    content = await content_of(office, await a_summary(office, "2021-02"))

    assert [one["slot"] for one in content["sections"]] == [
        *("opening", "guiding", "training", "study", "themes", "research", "young", "closing")
    ]
    said = "".join(line for one in content["sections"] for part in one["parts"] for line in part["sentences"])
    for sentence in (
        "本学期尚无教师完成培训。",
        "本学期没有教师因培训离校。",
        "本学期尚未开展校本研修项目。",
        "本学期尚未开展主题研修。",
        "本学期没有在研课题。",
        "本学期没有开设拓展性课程。",
        "本学期没有师徒结对。",
    ):
        assert sentence in said
    figures = figures_of(content)
    assert {key for key, one in figures.items() if Decimal(one["value"]) != 0} == set()
    assert {key: await counted(office, one) for key, one in figures.items()} == dict.fromkeys(figures, 0)
