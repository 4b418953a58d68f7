"""Who asked to be told of everything knows, after any flow, the version that stands of every row it touched.

`pytest --tell-all tests/api` asks the same of every test there is.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.people.tables import teacher, teaching_assignment
from persistence.provision import DatabaseUrls
from persistence.webhooks.tables import webhook_delivery
from tests.api.notices.notice_scene import set_notice_scene
from tests.api.people.rosters import FULL, committed, sent
from tests.api.timetable.cover_scene import set_cover_scene
from tests.api.training.credit_scene import set_credit_scene
from tests.api.training.offering import FAR, a_teacher, block, read, withdrawn
from tests.api.training.round_scene import an_open_round, applied, handed_in, placed
from tests.files import a_workbook
from tests.scene import Scene
from tests.swap_scene import set_swap_scene
from tests.told import RowsSetDirectly, listen, told, untold, versions

Flow = Callable[[Scene], Awaitable[None]]


async def a_roster(scene: Scene) -> None:
    await scene.year()
    office = await scene.office()
    await committed(office, await sent(office, a_workbook(FULL)))
    changed = FULL | {"教师": [FULL["教师"][0], ["T1", "张伟", "13800000009", "", "", "G7"]]}
    await committed(office, await sent(office, a_workbook(changed)))
    one = (await scene.rows(teacher))[0]
    await office.patch(f"teachers/{one.id}", {"title": "一级教师"}, version=one.version)
    taught = (await scene.rows(teaching_assignment))[0]
    gone = await office.ask(
        "DELETE", f"teaching-assignments/{taught.id}", headers={"If-Match": f'"{taught.version}"'}
    )
    assert gone.status_code == 204


async def a_term_of_credits(scene: Scene) -> None:
    credits = await set_credit_scene(scene)
    await credits.passed_and_confirmed(await scene.teacher(), "7.50")


async def a_round(scene: Scene) -> None:
    await scene.year(2030)
    office = await scene.office()
    found, (session,) = await an_open_round(office)
    people = [(await a_teacher(scene))[0] for _ in range(2)]
    applications = [await applied(office, session, one) for one in people]
    submitted, waiting = await handed_in(office, found, applications)
    (first, *_) = await placed(office, submitted, waiting)
    await withdrawn(office, await read(office, f"enrolments/{first['id']}"), reason="工作冲突")


async def a_swap(scene: Scene) -> None:
    swapping = await set_swap_scene(scene)
    proposed = await swapping.proposed()
    accepted = await swapping.as_bo.step(f"swaps/{proposed['id']}/accept", version=proposed["version"])
    assert accepted.status_code == 200, accepted.text


async def a_notice(scene: Scene) -> None:
    desk = await set_notice_scene(scene)
    await desk.issued()
    await desk.change_session(blocks=[block(FAR + timedelta(days=1))])
    await withdrawn(desk.office, await read(desk.office, f"enrolments/{desk.enrolment['id']}"), reason="病假")


@pytest.mark.parametrize(
    ("flow", "among"),
    [
        pytest.param(a_roster, {"teacher.created", "teaching_assignment.deleted"}, id="a roster"),
        pytest.param(
            a_term_of_credits, {"enrolment.passed", "credit_award.confirmed", "duty.waived"}, id="credits"
        ),
        pytest.param(
            a_round,
            {"selection_round.submitted", "enrolment.placed", "training_session.updated"},
            id="a round",
        ),
        pytest.param(a_swap, {"swap.proposed", "swap.accepted"}, id="a swap"),
        pytest.param(a_notice, {"notice.issued", "absence.standing", "enrolment.withdrawn"}, id="a notice"),
    ],
)
async def test_whoever_asked_for_everything_is_told_of_everything(
    scene: Scene, set_directly: RowsSetDirectly, flow: Flow, among: set[str]
) -> None:
    await listen(scene)

    await flow(scene)

    assert await untold(scene, set_directly.versions_of(await versions(scene))) == {}
    assert among <= {row.event for row in await scene.rows(webhook_delivery)}


async def test_a_plan_made_by_the_worker_is_told_too(
    scene: Scene, set_directly: RowsSetDirectly, app_engine: AsyncEngine, urls: DatabaseUrls
) -> None:
    await listen(scene, "cover.created", "cover.standing", "cover.asked")
    cover = await set_cover_scene(scene, app_engine, urls)
    await cover.absent()
    await cover.published()

    known = await told(scene)
    standing = {key: version for key, version in (await versions(scene)).items() if key[0] == "cover"}
    assert standing
    assert known == standing
