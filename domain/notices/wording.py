"""What each of the four copies says to its reader. The paper is Chinese, whatever one reads lists in."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from domain.notices.notice import NoticeContent
from domain.notices.sheet import Copy, ProxyLine, Training
from domain.people.calendar import day_of
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
    """Each copy's own text; the facts in tables stand beside it on the paper."""
    name, training = content.attendee.name, content.training
    going = (
        f"参加{training.provider}举办的“{training.title}”（{_when(training)}，{_days(training.school_days)}）"
    )
    return {
        Copy.TEACHER: _sentences(
            f"{name}老师：您已被确定{going}",
            f"请按时到{training.place}报到" if training.place else "",
            f"您的{len(content.lessons)}节课：{_arranged(content)}" if content.lessons else "",
            "培训后请按期完成所列任务，并在记录表上登记" if content.duties else "",
            "收到后请签收",
        ),
        Copy.ACADEMIC_AFFAIRS: _sentences(
            f"{name}老师将{going}",
            f"涉及课务{len(content.lessons)}节：{_arranged(content)}" if content.lessons else "不涉及课务",
            "尚待安排的课务请及时安排" if _open(content) else "",
            "收到后请签收",
        ),
        Copy.GRADE_GROUP: _sentences(
            f"贵组{name}老师将{going}",
            *(_proxy(one) for one in content.proxies),
            "外出期间请协助安排本年级有关工作",
            "收到后请签收",
        ),
        Copy.OFFICE: _sentences(
            f"{name}老师{going}",
            f"课务{len(content.lessons)}节：{_arranged(content)}" if content.lessons else "不涉及课务",
            "本联由教科室存查，登记各联签收情况",
        ),
    }


def _sentences(*parts: str) -> str:
    return "".join(f"{part}。" for part in parts if part)


def _when(training: Training) -> str:
    first, last = day_of(training.blocks[0].starts_at), day_of(training.blocks[-1].ends_at)
    return _day(first) if first == last else f"{_day(first)}至{_day(last)}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _days(school_days: Decimal) -> str:
    return f"{school_days.normalize():f}个上课日" if school_days else "不占上课日"


def _arranged(content: NoticeContent) -> str:
    counts = Counter(one.arrangement for one in content.lessons)
    return "，".join(f"{word}{counts[kind]}节" for kind, word in _ARRANGED.items() if counts[kind])


def _open(content: NoticeContent) -> bool:
    return any(one.arrangement is Arrangement.OPEN for one in content.lessons)


def _proxy(one: ProxyLine) -> str:
    days = (
        _day(one.first_day)
        if one.first_day == one.last_day
        else f"{_day(one.first_day)}至{_day(one.last_day)}"
    )
    return f"{days}{one.class_name}班主任工作由{one.proxy_name or '（待定）'}代理"
