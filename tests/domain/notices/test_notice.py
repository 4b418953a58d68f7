"""Who sees which copy, and what each says."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from domain.identity.access import Caller
from domain.identity.actions import Role, Scope
from domain.notices.notice import SEES, copies_seen, is_recipient, notice_no
from domain.notices.sheet import Copy
from domain.notices.wording import recipients, texts
from tests.domain.notices.contents import a_content

TEACHER, HEAD, OTHER = uuid4(), uuid4(), uuid4()


def caller(*roles: Role, teacher_id: UUID | None = None) -> Caller:
    return Caller(uuid4(), uuid4(), 1, uuid4(), teacher_id, frozenset(roles), None, Scope.OWN)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("copy", list(Copy))
@pytest.mark.parametrize(
    ("whose", "own", "head"),
    [
        pytest.param(TEACHER, True, False, id="the teacher"),
        pytest.param(HEAD, False, True, id="the head"),
        pytest.param(OTHER, False, False, id="somebody else"),
        pytest.param(None, False, False, id="no teacher"),
    ],
)
def test_role_by_copy(role: Role, copy: Copy, whose: UUID | None, own: bool, head: bool) -> None:
    seen = {
        Role.TEACHER: {Copy.TEACHER} if own else set(),
        Role.GRADE_HEAD: {Copy.GRADE_GROUP} if head else set(),
        Role.ACADEMIC_AFFAIRS: {Copy.ACADEMIC_AFFAIRS},
        Role.RESEARCH_OFFICE: set(Copy),
    }.get(role, set())

    assert (copy in copies_seen(caller(role, teacher_id=whose), TEACHER, HEAD)) is (copy in seen)


def test_several_roles_see_what_each_sees() -> None:
    both = caller(Role.TEACHER, Role.GRADE_HEAD, Role.ACADEMIC_AFFAIRS, teacher_id=TEACHER)

    assert copies_seen(both, TEACHER, TEACHER) == {Copy.TEACHER, Copy.GRADE_GROUP, Copy.ACADEMIC_AFFAIRS}
    assert copies_seen(both, OTHER, HEAD) == {Copy.ACADEMIC_AFFAIRS}
    assert copies_seen(both, TEACHER, None) == {Copy.TEACHER, Copy.ACADEMIC_AFFAIRS}


def test_the_office_reads_all_and_is_the_reader_of_the_stub_alone() -> None:
    office = caller(Role.RESEARCH_OFFICE)

    assert [copy for copy in Copy if is_recipient(office, copy, TEACHER, HEAD)] == [Copy.OFFICE]
    assert all(Role.RESEARCH_OFFICE in roles for roles in SEES.values())


@pytest.mark.parametrize(
    ("number", "written"), [(1, "2020-001"), (12, "2020-012"), (999, "2020-999"), (1000, "2020-1000")]
)
def test_a_number_is_written_with_its_school_year(number: int, written: str) -> None:
    assert notice_no(2020, number) == written


def test_each_copy_has_its_own_words() -> None:
    said = texts(a_content())

    assert "请按时报到。您的课务4节：调课1节，代课1节，无需代课1节，尚待安排1节。" in said[Copy.TEACHER]
    assert "尚待安排1节。尚待安排的课务请及时安排。" in said[Copy.ACADEMIC_AFFAIRS]
    assert "请知悉课务与班主任工作代理" in said[Copy.GRADE_GROUP]
    assert "存查" in said[Copy.OFFICE]


def test_what_there_is_not_is_not_spoken_of() -> None:
    bare = replace(a_content(), lessons=(), proxies=(), duties=(), grade_group=None)
    said = texts(bare)

    assert "课务" not in said[Copy.TEACHER]
    assert "任务" not in said[Copy.TEACHER]
    assert "不涉及课务" in said[Copy.ACADEMIC_AFFAIRS]
    assert "请及时安排" not in said[Copy.ACADEMIC_AFFAIRS]
    assert "班主任" not in said[Copy.GRADE_GROUP]
    assert "不涉及课务" in said[Copy.OFFICE]
    assert recipients(bare)[Copy.GRADE_GROUP] == "年级组"


def test_the_words_leave_room_for_the_facts_beside_them() -> None:
    longest = max(texts(a_content()).values(), key=len)

    assert len(longest) < 110, longest
