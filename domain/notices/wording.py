"""What each of the four copies says to its reader. The paper is Chinese, whatever one reads lists in."""

from collections import Counter
from collections.abc import Mapping

from domain.notices.notice import NoticeContent
from domain.notices.sheet import Copy
from domain.timetable.missed import Arrangement

OFFICE, AFFAIRS = "教科室", "教务处"
_ARRANGED = {
    Arrangement.SWAPPED: "调课",
    Arrangement.COVERED: "代课",
    Arrangement.NOT_NEEDED: "无需代课",
    Arrangement.OPEN: "尚待安排",
}


def recipients(content: NoticeContent) -> Mapping[Copy, str]:
    """Whom each copy names as its reader."""
    return {
        Copy.TEACHER: content.attendee.name,
        Copy.ACADEMIC_AFFAIRS: AFFAIRS,
        Copy.GRADE_GROUP: content.grade_group or "年级组",
        Copy.OFFICE: OFFICE,
    }


def texts(content: NoticeContent) -> Mapping[Copy, str]:
    """Each copy's own text, short: its reader is named before it, and what it speaks of stands beside it."""
    name, lessons, title = content.attendee.name, _lessons(content), f"《{content.training.title}》"
    and_class = "与班主任工作代理" if content.proxies else ""
    return {
        Copy.TEACHER: _sentences(
            f"您已确定参加{title}，请按时报到",
            f"您的{lessons}" if content.lessons else "",
            "培训后请按期完成所列任务，凭记录表登记学分" if content.duties else "",
        ),
        Copy.ACADEMIC_AFFAIRS: _sentences(
            f"{name}老师参加{title}，{lessons}",
            "尚待安排的课务请及时安排" if _open(content) else "",
        ),
        Copy.GRADE_GROUP: _sentences(
            f"{name}老师参加{title}，请知悉课务{and_class}，协助做好班级管理",
        ),
        Copy.OFFICE: _sentences(
            f"{name}老师参加{title}，{lessons}",
            "本联存查，登记各联签收情况",
        ),
    }


def _sentences(*parts: str) -> str:
    return "".join(f"{part}。" for part in parts if part)


def _lessons(content: NoticeContent) -> str:
    if not content.lessons:
        return "不涉及课务"
    counts = Counter(one.arrangement for one in content.lessons)
    arranged = "，".join(f"{word}{counts[kind]}节" for kind, word in _ARRANGED.items() if counts[kind])
    return f"课务{len(content.lessons)}节：{arranged}"


def _open(content: NoticeContent) -> bool:
    return any(one.arrangement is Arrangement.OPEN for one in content.lessons)
