"""Every figure of a summary is what its list counts: all links walked, whatever the room."""

from decimal import Decimal

from domain.identity.access import Role
from tests.scene import Scene
from tests.summary_scene import a_summary, content_of, counted, figures_of, items_of

ALWAYS = 60
"""Some rooms' figures more than these are there only once the room has something to tell."""


async def test_every_figure_is_what_its_list_counts(shimen: Scene) -> None:
    office = await shimen.office()
    summary = await a_summary(office, "2021-02")
    content = await content_of(office, summary)

    figures = figures_of(content)
    assert len(figures) > ALWAYS
    again = {key: await counted(office, one) for key, one in figures.items()}

    assert {key: Decimal(one["value"]) for key, one in figures.items()} == again
    nothing = {key for key, one in figures.items() if Decimal(one["value"]) == 0}
    assert len(figures) - len(nothing) > ALWAYS / 2  # a comparison of zeros would prove little


async def test_tables_and_charts_have_lists_that_can_be_read_too(shimen: Scene) -> None:
    principal = await shimen.signed_in(Role.PRINCIPAL)
    summary = (await items_of(principal, "term-summaries"))[0]
    parts = [part for section in (await content_of(principal, summary))["sections"] for part in section["parts"]]

    shown = [one for part in parts for one in (*part["tables"], *part["charts"])]
    assert {one["key"] for one in shown} >= {"credit_by_group", "attendance_by_group", "awards_by_level"}
    for one in shown:
        assert await items_of(principal, one["link"]), one["link"]
    for table in (table for part in parts for table in part["tables"]):
        assert {len(row) for row in table["rows"]} == {len(table["columns"])}


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
