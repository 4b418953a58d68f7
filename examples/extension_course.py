"""The part of 06_research_year.py about an extension course 拓展性课程: applied for, run, closed."""

from datetime import date, timedelta
from typing import Any

from telling import labels_of, must, once, refused, say, term_of, version_of

TITLE, SESSIONS = "运河水质小侦探", 3
AIMS = "从校门口的运河取水，学会设计对照实验，写一份给社区的水质报告。"
OUTLINE = "取样与观察、酸碱度、溶解氧，各一课时；成果为水质报告。"


def tell(story: Any) -> None:
    say("十五、拓展性课程 · An extension course: returned, approved; a clash named, then started")
    course = apply_for(story)
    run = start(story, course)

    say("十六、上课与材料 · Sessions and lesson plans; what is missing is named until it is there")
    teach(story, run)
    close(story, course, run)


def apply_for(story: Any) -> Any:
    teacher, office = story.staff["戴国平"], story.office
    (partner,) = office.every("teachers", q="SM029")
    grades = [one["id"] for one in office.every("grade-groups") if one["code"] in ("g7", "g8")]
    course = teacher.make(
        "extension-courses",
        kind="practice",
        title=story.title(TITLE),
        aims=AIMS,
        capacity=24,
        sessions_planned=SESSIONS,
        teacher_ids=[teacher.teacher_id, partner["id"]],
        grade_ids=grades,
        slots=[{"weekday": 3, "period_no": 8}],
    )
    path = f"extension-courses/{course['id']}"
    bare = teacher.ask("POST", f"{path}/apply", headers=version_of(course) | once())
    print("  没有纲要就申报：" + refused(bare, "extension_application_incomplete"))
    teacher.make(f"{path}/outlines", text=OUTLINE)
    course = teacher.step(f"{path}/apply", teacher.get(path))
    course = office.step(f"{path}/return", course, remark="请写明怎样评价学生。")
    print(f"  退回：{course['remark']}")
    teacher.make(f"{path}/outlines", text=OUTLINE + "评价：实验记录五成，水质报告五成。")
    course = teacher.step(f"{path}/apply", teacher.get(path))
    course = office.step(f"{path}/approve", course, remark="有地方特色，同意开设。")
    verdicts = labels_of(office, "ExtensionVerdict")
    told = "、".join(verdicts[one["verdict"]] for one in teacher.get(f"{path}/reviews")["items"])
    print(f"  {course['title']}：{told}")
    return course


def start(story: Any, course: Any) -> Any:
    """In the term that has gone on for five weeks at least: what is told as taught lies in the past."""
    office, path = story.office, f"extension-courses/{course['id']}"
    term = term_of(office, story.today - timedelta(days=35))
    wanted = {"term_id": term["id"], "students": 22}
    slot = a_lesson_of(story, term)
    if slot is not None:
        answer = office.ask(
            "POST",
            f"{path}/start",
            json=wanted | {"slots": [slot]},
            headers=version_of(course) | once(),
        )
        print(f"  排在星期{slot['weekday']}第{slot['period_no']}节：" + refused(answer, "extension_clashes"))
        for error in answer.json()["errors"]:
            print(f"    {error['message']}")
    clashing = office.get(f"{path}/clashes", term_id=term["id"])["items"]
    must(not clashing, f"{len(clashing)} clashes in the eighth period")
    course = office.step(f"{path}/start", course, **wanted)
    run = office.get(f"extension-runs/{course['run_id']}")
    print(f"  排在星期三第8节，无冲突；开课：{run['students']} 人，自 {run['first_day']} 起 {SESSIONS} 课时")
    return run


def a_lesson_of(story: Any, term: Any) -> Any:
    """When 戴国平 teaches, in the term's second week."""
    monday = date.fromisoformat(term["starts_on"]) + timedelta(days=7)
    week = {"from": monday.isoformat(), "to": (monday + timedelta(days=7)).isoformat()}
    lessons = story.office.get("lessons", teacher_id=story.staff["戴国平"].teacher_id, **week)["items"]
    for one in lessons:
        if one["period_no"] < 8:
            day = date.fromisoformat(one["day"])
            return {"weekday": day.isoweekday(), "period_no": one["period_no"]}
    return None


def teach(story: Any, run: Any) -> None:
    """All planned sessions held, the last one without its plan; one entry is corrected."""
    teacher, path = story.staff["戴国平"], f"extension-runs/{run['id']}"
    planned = teacher.get(f"{path}/sessions")["items"]
    must(len(planned) == SESSIONS, f"{len(planned)} sessions are planned")
    topics = ("取样与观察", "酸碱度", "溶解氧")
    made = [
        teacher.make(
            f"{path}/sessions",
            session_no=one["session_no"],
            day=one["planned_on"],
            period_no=one["planned_period_no"],
            topic=topic,
            attended=22,
        )
        for one, topic in zip(planned, topics, strict=True)
    ]
    correction = {"attended": 20, "reason": "两人请假，记错了。"}
    fixed = teacher.make(f"extension-sessions/{made[1]['id']}/corrections", **correction)
    print(f"  上课 {len(made)} 次；第 {fixed['session_no']} 课时更正为 {fixed['attended']} 人")
    too_many = teacher.ask(
        "POST",
        f"extension-sessions/{fixed['id']}/corrections",
        json={"reason": "试", "attended": 60},
        headers=once(),
    )
    print("  记 60 人：" + refused(too_many, "extension_more_pupils_than_there"))
    for number, topic in enumerate(topics[:2], start=1):
        teacher.make(f"{path}/lesson-plans", session_no=number, text=f"{topic}：目标、器材、步骤、安全。")


def close(story: Any, course: Any, run: Any) -> None:
    teacher, office = story.staff["戴国平"], story.office
    path, run_path = f"extension-courses/{course['id']}", f"extension-runs/{run['id']}"
    gaps = teacher.get(f"{run_path}/gaps")
    textbook = "未交" if gaps["textbook_missing"] else "已交"
    counted = f"上课 {gaps['sessions_taught']}/{gaps['sessions_planned']}，教案 {gaps['lesson_plans']}"
    print(f"  对照：{counted}，缺教案的课时 {gaps['without_plan']}，教材{textbook}")
    report = {"text": "三课时按计划完成，学生写成水质报告六份，送社区三份。"}
    early = teacher.ask("POST", f"{path}/close", json=report, headers=version_of(teacher.get(path)) | once())
    print("  现在结课：" + refused(early, "extension_incomplete"))
    for error in early.json()["errors"]:
        print(f"    {error['message']}")
    teacher.make(f"{run_path}/lesson-plans", session_no=SESSIONS, text="溶解氧：目标、器材、步骤、安全。")
    teacher.make(f"{path}/textbooks", title="活动手册", text="三个实验的步骤、记录表与安全须知。")
    must(teacher.get(f"{run_path}/gaps")["complete"], "something is still missing")
    closed = teacher.step(f"{path}/close", teacher.get(path), **report)
    states = labels_of(office, "ExtensionState")
    print(f"  补齐后结课：{states[closed['state']]}")
    registered = teacher.step(f"{path}/register-work", closed)
    must(registered["work_id"] is not None, "the course is no work")
    print("  课程登记为成果，可以参评、报奖")
    (share, *_) = office.get("extension-shares", term_id=run["term_id"])["items"]
    standings = labels_of(office, "ShareStanding")
    print(f"  {share['grade_name']}拓展课程占周课时：{standings[share['standing']]}")
