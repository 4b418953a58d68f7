"""The part of 06_research_year.py about a mentor pair 师徒结对: its log, counted both ways, its end."""

from datetime import date, timedelta
from typing import Any

from telling import expect_bytes, labels_of, must, once, refused, save, say, version_of, words_of

TARGETS = {
    "mentor_observes": 2,
    "apprentice_observes": 2,
    "report_lessons": 1,
    "ethics_logs": 1,
    "theory_logs": 1,
    "teaching_logs": 2,
    "homeroom_logs": 2,
    "research_logs": 0,
}
LOGS = (
    ("蒋志明", "mentor_observes", "teaching", 2, "听《一元二次方程》：板演多、追问少，建议先让学生说错因。"),
    ("蒋志明", "mentor_observes", "homeroom", 3, "听主题班会：准备充分，小组汇报时间偏长。"),
    ("何俊杰", "apprentice_observes", "teaching", 4, "听师父《圆周角》：一图到底，三次变式。"),
    ("何俊杰", "apprentice_observes", "homeroom", 5, "听师父班会：先放手让学生主持，最后只说三句。"),
    ("何俊杰", "talk", "ethics", None, "谈与家长沟通的分寸：先说进步，再说问题。"),
    ("何俊杰", "reading", "theory", None, "读《班主任工作漫谈》前三章，摘记“一事一议”。"),
)


def begin(story: Any) -> None:
    say("十七、师徒结对 · Proposed, signed by both; a term's log, counted both ways; a report lesson")
    office, mentor, apprentice = story.office, story.staff["蒋志明"], story.staff["何俊杰"]
    young = office.every("young-teachers", standing="young", mentored=False)
    print(f"  {len(young)} 位青年教师还没有师父：" + "、".join(one["name"] for one in young[:5]) + "…")
    first = date.fromisoformat(story.term["starts_on"])
    last = max(date.fromisoformat(story.term["ends_on"]), story.monday + timedelta(days=13))
    wanted = {
        "field": "homeroom",
        "from_day": first.isoformat(),
        "until_day": last.isoformat(),
        "targets": TARGETS,
        "note": "每周互听一节，期末开一次主题班会。",
    }
    reversed_pair = {"mentor_id": apprentice.teacher_id, "apprentice_id": mentor.teacher_id}
    answer = office.ask("POST", "mentor-pairs", json=wanted | reversed_pair, headers=once())
    print("  反过来结对：" + refused_one_of(answer, "mentor_not_eligible", "pair_reversed"))
    pair = office.make(
        "mentor-pairs", mentor_id=mentor.teacher_id, apprentice_id=apprentice.teacher_id, **wanted
    )
    path = f"mentor-pairs/{pair['id']}"
    print(f"  拟结对：{pair['mentor_name']} → {pair['apprentice_name']}（班主任），{first} 至 {last}")
    outsider = story.staff["张伟"].ask("GET", path)
    print("  张伟查看：" + refused(outsider, "not_found"))
    pair = apprentice.step(f"{path}/sign", pair)
    early = office.ask("POST", f"{path}/start", headers=version_of(pair) | once())
    print("  只有一方签名就开始：" + refused(early, "invalid_state"))
    pair = mentor.step(f"{path}/sign", pair)
    story.pair = office.step(f"{path}/start", pair)
    file = save("mentor-agreement.pdf", expect_bytes(mentor.ask("GET", f"{path}/agreement")))
    words = words_of(file)
    if words is not None:
        must(all(one in words for one in ("蒋志明", "何俊杰")), "a name is not on the agreement")
    keep_log(story)
    plan_lesson(story)


def refused_one_of(answer: Any, *codes: str) -> str:
    """Which rule comes first hangs on whether they are a pair already."""
    code = answer.json().get("code", "")
    must(code in codes, f"{answer.status_code} {code}")
    return refused(answer, code)


def log_day(story: Any) -> str:
    """Today; in vacation the term's last day."""
    return min(story.today.isoformat(), str(story.term["ends_on"]))


def keep_log(story: Any) -> None:
    """Each enters, the other confirms; until then it awaits, and does not count."""
    entered = []
    for name, kind, field, period, text in LOGS:
        body = {"day": log_day(story), "kind": kind, "field": field, "text": text}
        entered.append(story.staff[name].make("mentor-logs", pair_id=story.pair["id"], **body, period=period))
    again = {key: entered[0][key] for key in ("pair_id", "day", "kind", "field", "period", "text")}
    twice = story.staff["蒋志明"].ask("POST", "mentor-logs", json=again, headers=once())
    print("  同一节课记两次：" + refused(twice, "observation_entered"))
    path = f"mentor-logs/{entered[0]['id']}/confirm"
    own = story.staff["蒋志明"].ask("POST", path, headers=version_of(entered[0]) | once())
    print("  自己确认自己记的：" + refused(own, "forbidden"))
    show_targets(story, "确认以前")
    for one, (name, *_) in zip(entered, LOGS, strict=True):
        other = story.staff["何俊杰" if name == "蒋志明" else "蒋志明"]
        other.step(f"mentor-logs/{one['id']}/confirm", one)
    show_targets(story, "确认以后")


def targets_of(story: Any) -> Any:
    path = f"mentor-pairs/{story.pair['id']}/targets"
    return story.staff["何俊杰"].get(path, term_id=story.term["id"])


def show_targets(story: Any, when: str) -> None:
    keys = labels_of(story.office, "TargetKey")
    told = [
        f"{keys[one['key']]} {one['counted']}/{one['needed']}"
        + (f"（待 {one['awaiting']}）" if one["awaiting"] else "")
        for one in targets_of(story)["targets"]
        if one["needed"]
    ]
    print(f"  {when}：" + "，".join(told))


def plan_lesson(story: Any) -> None:
    """In the week that is planned next; two colleagues are invited."""
    thursday = story.monday + timedelta(days=3)
    listeners = [story.staff[name].teacher_id for name in ("欧阳雪", "张伟")]
    story.lesson = story.staff["何俊杰"].make(
        "report-lessons",
        pair_id=story.pair["id"],
        title="《考前一周，我们怎么过》主题班会",
        day=thursday.isoformat(),
        starts_at="13:00",
        ends_at="13:45",
        place="录播教室",
        listener_ids=listeners,
    )
    print(f"  汇报课排在 {thursday}；欧阳雪收到：{story.staff['欧阳雪'].inbox()[0]['title']}")


def end(story: Any) -> None:
    office, mentor, apprentice = story.office, story.staff["蒋志明"], story.staff["何俊杰"]
    hold_lesson(story)
    show_targets(story, "汇报课之后")
    must(targets_of(story)["met"], "the term's targets are not met")
    path = f"mentor-pairs/{story.pair['id']}/end"
    early = office.ask("POST", path, headers=version_of(story.pair) | once())
    print("  未评价就出师：" + refused(early, "pair_not_evaluated"))
    made = apprentice.make("mentor-evaluations", pair_id=story.pair["id"], term_id=story.term["id"])
    about = f"mentor-evaluations/{made['id']}"
    made = apprentice.step(f"{about}/report", made, text="互听四节，开班会一次，学会了放手。")
    made = mentor.step(f"{about}/remark", made, text="进步明显，家校沟通有分寸。")
    blind = {"grade": "excellent", "targets_mark": "0" * 16}
    answer = office.ask("POST", f"{about}/grade", json=blind, headers=version_of(made) | once())
    print("  没看任务完成情况就评等：" + refused(answer, "targets_not_seen"))
    mark = targets_of(story)["mark"]
    graded = office.step(f"{about}/grade", made, grade="excellent", targets_mark=mark, remark="同意。")
    grades, states = labels_of(office, "PairGrade"), labels_of(office, "PairState")
    pair = office.step(path, office.get(f"mentor-pairs/{story.pair['id']}"))
    print(f"  期末评价：{grades[graded['grade']]}；{states[pair['state']]}")
    show_growth(story)


def hold_lesson(story: Any) -> None:
    """Brought forward, held, and judged by each listener once."""
    apprentice, mentor = story.staff["何俊杰"], story.staff["蒋志明"]
    path = f"report-lessons/{story.lesson['id']}"
    early = mentor.ask("POST", f"{path}/hold", headers=version_of(story.lesson) | once())
    print("  还没到日子就登记已上：" + refused(early, "lesson_to_come"))
    moved = apprentice.change(path, story.lesson, day=log_day(story))
    print(f"  提前到 {moved['day']}；张伟收到：{story.staff['张伟'].inbox()[0]['title']}")
    mentor.step(f"{path}/hold", moved)
    for name, score, remark in (("欧阳雪", "91.50", "学生主持得体。"), ("张伟", "88", "时间再紧一些。")):
        story.staff[name].make(f"{path}/judgements", score=score, remark=remark)
    own = story.staff["张伟"].get(f"{path}/judgements")["items"]
    must(len(own) == 1, "a listener reads another's word")
    lesson = apprentice.get(path)
    print(f"  听课教师评分平均 {lesson['average']}")
    must(lesson["average"] == "89.75", f"the average is {lesson['average']}")


def show_growth(story: Any) -> None:
    office, apprentice = story.office, story.staff["何俊杰"]
    record = apprentice.get(f"growth-records/{apprentice.teacher_id}")
    kinds = labels_of(office, "GrowthStepKind")
    print(f"  {apprentice.name}的成长档案，{len(record['timeline'])} 项：")
    for one in record["timeline"][:8]:
        print(f"    {one['day']} {kinds[one['kind']]} {one['words'] or ''}")
    hidden = story.staff["张伟"].ask("GET", f"growth-records/{apprentice.teacher_id}")
    print("  张伟要看：" + refused(hidden, "not_found"))
