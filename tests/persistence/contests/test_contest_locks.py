"""Two at once: an author's limit holds, and a prize becomes one award."""

import asyncio

from persistence.works.tables import award
from tests.api.contests.conftest import desk, hands
from tests.contest_scene import ContestScene

__all__ = ["desk", "hands"]


async def test_an_author_s_limit_holds_when_two_works_come_at_once(desk: ContestScene) -> None:
    contest = await desk.contest()
    author = desk.authors[0]
    bodies = [desk.entry_body(contest, await desk.work(author, title=title)) for title in ("甲", "乙", "丙")]

    answers = await asyncio.gather(*(author.caller.post("contest-entries", body) for body in bodies))

    assert sorted(one.status_code for one in answers) == [201, 409, 409]
    assert {one.json()["code"] for one in answers if one.status_code == 409} == {"author_over_limit"}


async def test_a_result_entered_twice_at_once_is_one_award(desk: ContestScene) -> None:
    _, (entry, _) = await desk.sent()

    answers = await asyncio.gather(
        *(desk.record(entry, key=f"k{n}", prize="first", awarded_on="2021-06-01") for n in range(3))
    )

    assert sorted(one.status_code for one in answers) == [200, 412, 412]
    assert len(await desk.scene.rows(award)) == 1
