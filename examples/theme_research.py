"""The part of 05_projects_and_themes.py about 生本课堂: two groups, a changing code, nine ones, a hint."""

import json
import struct
import time
import zlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx2
from camera import read_qr
from telling import SHANGHAI, Person, at, column, labels_of, must, once, refused, say

QUESTIONS = {
    "chinese": "生本课堂中的前置性学习单如何设计",
    "maths": "小组合作学习中如何让每个学生都动起来",
}
ABSENT = "徐文静"
EXCUSED = {"单国强": "参加县级评课，准假"}
LESSON = (
    "沈梦洁执教，学生课前完成一页学习单，只答一个问题：父亲为什么总是背对着我？课上四人一组交换答案，共提出"
    "十一种理解。议课时大家认为，好的前置问题要让不同的孩子都有话可说，下一轮试着请学生自己出题。"
)
REASON = "两组同听一堂研讨课，记录由语文组统一整理；已请数学组补写本组的评议。"


@dataclass
class Research:
    """The theme, and each group's part and activity by the group's code."""

    office: Person
    leader: Person
    theme: Any
    groups: dict[str, Any]
    parts: dict[str, Any]
    activities: dict[str, Any]


@dataclass
class Seen:
    """What the screen at the place showed at one moment."""

    address: str
    code: str
    at: float
    names: Any


def tell(story: Any) -> None:
    say("七、主题研修 · The theme 生本课堂: two subject groups, each with a question of its own")
    research = begin(story)

    say("八、活动考勤 · Two activities were held; one member was absent without excuse")
    for code in QUESTIONS:
        hold(story, research, code)

    say("九、扫码签到 · An activity goes on now: a code that changes on the screen, telephones that scan it")
    seen, running = sign_in(story, research)

    say("十、九个一 · Nine ones: one group complete, the other not")
    hand_in_all(story, research)
    hand_in_some(research)
    for part in research.office.every("group-themes", theme_id=research.theme["id"]):
        missing = "、".join(part["missing"]) or "—"
        print(f"  {part['subject_group_name']} {part['accepted']}/{part['slots']}，缺：{missing}")

    say("十一、防走过场 · Hints: for a person to look into, never a verdict")
    look_at_hints(research)

    say("十二、旧码 · A photograph of the code, sent on, half a minute later")
    replay(story, seen, running)

    say("十三、主题数据 · The term in figures; who was absent stays named after the theme is closed")
    show_facts(story, research)


def begin(story: Any) -> Research:
    office, leader = story.office, story.leader
    groups = {one["code"]: one for one in office.every("subject-groups")}
    known = {one["title"] for one in office.every("themes", term_id=story.term["id"])}
    number = next(n for n in range(1, 1000) if themed(n) not in known)
    theme = office.make(
        "themes",
        term_id=story.term["id"],
        title=themed(number),
        due_on=story.term["ends_on"],
        aim="以学生为本，先学后教、以学定教。",
    )
    parts = {}
    for code, question in QUESTIONS.items():
        who = leader if groups[code]["leader_id"] == leader.teacher_id else office
        body = {"theme_id": theme["id"], "subject_group_id": groups[code]["id"], "question": question}
        parts[code] = who.make("group-themes", **body)
        print(f"  {groups[code]['name']}切入点：{question}（{who.name}填报）")
    theme = office.step(f"themes/{theme['id']}/open", theme)
    told = story.staff["曾秀珍"].inbox()[0]
    print(f"  {theme['title']} 启动；曾秀珍收到：{told['title']}")
    return Research(office, leader, theme, groups, parts, {})


def themed(number: int) -> str:
    return "生本课堂" if number == 1 else f"生本课堂（第{number}轮）"


def hold(story: Any, research: Research, code: str) -> None:
    """It was yesterday; attendance is entered from the paper list, but for the one who never came."""
    group = research.groups[code]
    who = research.leader if group["leader_id"] == research.leader.teacher_id else research.office
    made = research.activities[code] = who.make(
        "activities",
        owner_kind="theme",
        owner_id=research.parts[code]["id"],
        title="《背影》生本研讨课与评课" if code == "chinese" else "听课与小组合作观察",
        starts_at=at(story.yesterday, 14),
        ends_at=at(story.yesterday, 16),
        leader_id=group["leader_id"],
    )
    path = f"activities/{made['id']}"
    for one in who.every(f"{path}/attendances"):
        if one["name"] == ABSENT:
            continue
        state, reason = "present", "按纸质签到表补录"
        if one["name"] in EXCUSED:
            state, reason = "excused", EXCUSED[one["name"]]
        who.make(f"{path}/corrections", teacher_id=one["teacher_id"], state=state, reason=reason)
    states = labels_of(research.office, "AttendanceState")
    told: dict[str, list[str]] = {}
    for one in who.every(f"{path}/attendances"):
        told.setdefault(states[one["state"]], []).append(one["name"])
    print(f"  {group['name']}：{made['title']}")
    for state, names in told.items():
        print(f"    {column(state, 6)} {len(names)} 人：{'、'.join(names)}")


def sign_in(story: Any, research: Research) -> tuple[Seen, Any]:
    now = datetime.now(SHANGHAI)
    running = research.leader.make(
        "activities",
        owner_kind="theme",
        owner_id=research.parts["chinese"]["id"],
        title="学习单设计工作坊",
        starts_at=(now - timedelta(minutes=2)).isoformat(),
        ends_at=(now + timedelta(hours=1)).isoformat(),
        place="录播教室",
        leader_id=research.leader.teacher_id,
    )
    path = f"activities/{running['id']}"
    link = research.leader.make(f"{path}/display-links", 200)
    page = urlsplit(link["url"]).path
    print(f"  大屏页面：{page[:24]}…，用到 {link['expires_at'][11:16]}Z")
    seen, states = look(story.base_url, page), labels_of(research.office, "AttendanceState")
    print(f"  二维码：{seen.address[:32]}…#{seen.code[:8]}…")
    for name in ("欧阳雪", "曾秀珍", "张伟"):
        who = research.leader if name == "欧阳雪" else story.staff[name]
        signed = who.make(f"{path}/sign-ins", code=seen.code, teacher_id=who.teacher_id)
        print(f"  {name}扫码：{states[signed['state']]}{'' if signed['expected'] else '（旁听）'}")
    again = story.staff["曾秀珍"].ask("POST", f"{path}/sign-ins", json={"code": seen.code}, headers=once())
    print("  曾秀珍再扫一次：" + refused(again, "attendance_already"))
    colleague = {"code": seen.code, "teacher_id": story.staff["何俊杰"].teacher_id}
    proxy = story.staff["张伟"].ask("POST", f"{path}/sign-ins", json=colleague, headers=once())
    print("  张伟替何俊杰扫：" + refused(proxy, "sign_in_for_another"))
    names = look(story.base_url, page).names
    came = "、".join(one["name"] for one in names["names"])
    print(f"  大屏现在显示：已到 {names['count']} 人，{came}")
    must(names["count"] == 2, f"the screen counts {names['count']}")
    return seen, running


def look(base_url: str, page: str) -> Seen:
    """Follows the screen's events until it shows a code and the names, and reads the code by camera."""
    told: dict[str, Any] = {}
    with httpx2.stream("GET", f"{base_url}{page}/events", timeout=30) as stream:
        event, data = "", ""
        for line in stream.iter_lines():
            name, _, rest = line.partition(": ")
            if name == "event":
                event = rest
            elif name == "data":
                data = rest
            elif not line and data:
                told[event], data = json.loads(data), ""
            if {"code", "names"} <= set(told):
                break
    address, _, code = read_qr(told["code"]["svg"]).partition("#")
    opened = httpx2.get(base_url + urlsplit(address).path)
    must(opened.status_code == 200, f"a telephone opens {address}: {opened.status_code}")
    return Seen(address, code, time.monotonic(), told["names"])


def hand_in_all(story: Any, research: Research) -> None:
    """Slot by slot with a file, and one member's homework; the office accepts."""
    leader, part, activity = research.leader, research.parts["chinese"], research.activities["chinese"]
    path = f"group-themes/{part['id']}/materials"
    leader.make(path, kind="record", activity_id=activity["id"], text=LESSON)
    story.staff["曾秀珍"].make(
        path, kind="homework", activity_id=activity["id"], text="我的学习单只留一个问题。"
    )
    for slot in leader.every("theme-slots", group_theme_id=part["id"]):
        if slot["key"] == "photos":
            file_id = leader.bring("研讨课.png", photo(f"{research.theme['id']}"))
        else:
            text = f"{slot['title']}：{slot['asked']}\n语文教研组，{research.theme['title']}。\n"
            file_id = leader.bring(f"{slot['title']}.txt", text.encode())
        about = {"activity_id": activity["id"]} if slot["after_activity"] else {}
        leader.make(path, kind="slot", slot_id=slot["id"], file_ids=[file_id], **about)
        seen = research.office.get(f"theme-slots/{slot['id']}")
        research.office.step(f"theme-slots/{slot['id']}/accept", seen)
        print(f"  语文教研组 {column(slot['title'], 14)} 通过")


def hand_in_some(research: Research) -> None:
    """A plan, and of the activity a record that has been read before."""
    office, part = research.office, research.parts["maths"]
    path = f"group-themes/{part['id']}/materials"
    plan = next(one for one in office.every("theme-slots", group_theme_id=part["id"]) if one["number"] == 1)
    file_id = office.bring("数学组研修方案.txt", "用课堂观察量表记录每位学生的参与次数。".encode())
    office.make(path, kind="slot", slot_id=plan["id"], file_ids=[file_id])
    office.step(f"theme-slots/{plan['id']}/accept", office.get(f"theme-slots/{plan['id']}"))
    record = f"本组观摩研讨课。{LESSON}"
    office.make(path, kind="record", activity_id=research.activities["maths"]["id"], text=record)


def photo(seed: str) -> bytes:
    """A picture no other one is like, as PNG."""
    rows = b"".join(
        b"\0" + bytes(zlib.crc32(f"{seed} {y // 8} {x // 8}".encode()) & 255 for x in range(64))
        for y in range(64)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def look_at_hints(research: Research) -> None:
    """How many of which kind; the text copied within this theme is looked into, and the hint dismissed."""
    office, kinds = research.office, labels_of(research.office, "HintKind")
    parts = [part["id"] for part in research.parts.values()]
    hints = office.every("theme-hints", group_theme_id=parts, state="open")
    counted = Counter(f"{one['subject_group_name']}，{kinds[one['kind']]}" for one in hints)
    for what, number in counted.items():
        print(f"  {what} {number} 条")
    copied = [
        one
        for one in hints
        if one["kind"] == "copied_text" and one["facts"]["theme"] == research.theme["title"]
    ]
    must(len(copied) == 1, f"{len(copied)} hints at the copied record")
    for hint in copied:
        longest = max(hint["passages"], key=lambda one: len(one["text"]))["text"]
        print(f"  与{hint['facts']['group']}：“{longest[:30]}…”（{len(longest)} 字相同）")
        done = office.step(f"theme-hints/{hint['id']}/dismiss", hint, reason=REASON)
        states = labels_of(office, "HintState")
        print(f"  {states[done['state']]}：{done['dismissed_because']}")


def replay(story: Any, seen: Seen, running: Any) -> None:
    """Codes are good for half a minute at most."""
    time.sleep(max(0.0, 31 - (time.monotonic() - seen.at)))
    path = f"activities/{running['id']}/sign-ins"
    late = story.staff["何俊杰"].ask("POST", path, json={"code": seen.code}, headers=once())
    print("  何俊杰用转发的旧码：" + refused(late, "sign_in_code_old"))


def show_facts(story: Any, research: Research) -> None:
    theme = research.office.get(f"themes/{research.theme['id']}")
    research.office.step(f"themes/{theme['id']}/close", theme)
    of = {
        "term_id": story.term["id"],
        "subject_group_id": [research.groups[code]["id"] for code in QUESTIONS],
    }
    missed: list[str] = []
    for one in research.office.get("theme-facts", **of)["items"]:
        print(
            f"  {one['subject_group_name']}：活动 {one['activities']} 次，应到 {one['expected']} 人次，"
            f"实到 {one['attended']}，准假 {one['excused']}，无故缺席 {one['absent']}，"
            f"出勤率 {one['attendance_rate']}%，九个一 {one['accepted']}/{one['slots']}"
        )
        for miss in one["missed"]:
            print(f"    无故缺席：{miss['teacher_name']}，{miss['starts_at'][:10]} {miss['title']}")
        missed += [miss["teacher_name"] for miss in one["missed"]]
    must(ABSENT in missed, f"{ABSENT} is not named")
