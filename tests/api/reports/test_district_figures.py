"""A district's term: what its schools put down, and nothing looked up in any of them."""

import io
from datetime import UTC, datetime
from decimal import Decimal

from docx import Document
from python_calamine import CalamineWorkbook
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.identity.actions import Role
from domain.identity.principal import Place, Principal
from persistence.platform.tables import school
from persistence.reports.hourly import keep_figures
from tests.export_scene import set_export_scene
from tests.scene import Caller, Scene
from tests.summary_scene import a_summary, content_of, figures_of

JUNE = datetime(2021, 6, 21, 8, 0, tzinfo=UTC)


async def an_officer(scene: Scene) -> Caller:
    someone = await scene.signed_in()
    place = Place(scene.district_id, f"d{scene.code}", frozenset({Role.DISTRICT_OFFICER}))
    principal = Principal(someone.principal.account_id, someone.principal.session_id, 1, (), (place,))
    return Caller(scene.client, scene.issuer.issue(principal), scene.base, principal)


async def test_a_district_reads_what_its_schools_put_down(
    scene: Scene, elsewhere: Scene, owner: AsyncEngine, clock_engine: AsyncEngine
) -> None:
    """Of two schools one has a term; a third belongs to another district."""
    async with owner.begin() as connection:
        its = update(school).where(school.c.id == elsewhere.school_id)
        await connection.execute(its.values(district_id=scene.district_id))
    export = await set_export_scene(scene)
    officer, office = await an_officer(scene), export.credit.office
    path = f"/api/v1/districts/d{scene.code}/term-figures"
    asked = {"school_year": "2020", "term": "2"}
    empty = (await officer.get(path, **asked)).json()

    await keep_figures(clock_engine, now=JUNE)
    told = (await officer.get(path, **asked)).json()

    assert (empty["schools"], empty["reported"], empty["columns"]) == (2, 0, [])
    assert (told["schools"], told["reported"]) == (2, 1)
    rows = {one["code"]: one for one in told["rows"]}
    assert (rows[elsewhere.code]["as_of"], rows[elsewhere.code]["values"]) == (None, {})
    summary = await a_summary(office)
    figures = figures_of(await content_of(office, summary))
    total = {one["key"]: one["total"] for one in told["columns"]}
    assert total.keys() == figures.keys()
    assert total["credits_confirmed"] == rows[scene.code]["values"]["credits_confirmed"] == "10.00"

    await office.step(f"term-summaries/{summary['id']}/freeze", version=1)
    await export.credit.passed_and_confirmed(export.li, "8.00")
    await keep_figures(clock_engine, now=JUNE)
    frozen = {one["code"]: one for one in (await officer.get(path, **asked)).json()["rows"]}[scene.code]
    assert (frozen["final"], frozen["values"]["credits_confirmed"]) == (True, "10.00")

    docx = await officer.get(f"{path}/document", **asked)
    xlsx = await officer.get(f"{path}/document", format="xlsx", **asked)
    sums, schools = Document(io.BytesIO(docx.content)).tables
    assert len(sums.rows) == 1 + len(total)
    assert [row.cells[0].text for row in schools.rows[1:]] == ["石门中学", "石门中学"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(xlsx.content)).get_sheet_by_name("各校数据").to_python()
    line = next(row for row in sheet if row[0] == scene.code)
    assert line[3] == "已定稿"
    assert Decimal(str(line[4 + list(total).index("credits_confirmed")])) == 10


async def test_another_districts_officer_and_a_schools_office_do_not(scene: Scene, elsewhere: Scene) -> None:
    path = f"/api/v1/districts/d{scene.code}/term-figures?school_year=2020&term=2"
    for who in (await an_officer(elsewhere), await scene.office()):
        assert (await who.get(path)).status_code == 404
