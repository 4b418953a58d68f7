"""The part of 06_research_year.py about a topic 课题: proposed, approved, put off once, concluded."""

from typing import Any

from telling import Person, labels_of, must, once, refused, say, version_of

TITLE = "生本课堂中学生提问能力培养的实践研究"
PLAN = "以语文学科为例：前测、两轮课例研讨、后测，形成“会问”的课堂规则与提问单。"


def propose(story: Any) -> None:
    say("二、课题 · A topic: proposed, returned to be made plainer, approved at two levels")
    leader, member, office = story.staff["曾秀珍"], story.staff["欧阳雪"], story.office
    topic = leader.make(
        "topics",
        title=story.title(TITLE),
        level="county",
        member_ids=[leader.teacher_id, member.teacher_id],
    )
    print(f"  {leader.name}起草《{topic['title']}》，成员 {member.name}")
    path = f"topics/{topic['id']}"
    empty = leader.ask("POST", f"{path}/submit", headers=version_of(topic) | once())
    print("  没有方案就提交：" + refused(empty, "topic_plan_empty"))
    file_id = leader.bring("课题申报表.txt", PLAN.encode())
    topic = leader.change(path, topic, plan=PLAN, file_ids=[file_id])
    topic = leader.step(f"{path}/submit", topic)
    topic = office.step(f"{path}/return", topic, remark="请写明怎样前测、怎样后测。")
    print(f"  教科室退回：{topic_remark(leader)}")
    topic = leader.change(path, leader.get(path), plan=PLAN + "前测、后测均用课堂提问记录表，由成员互评。")
    topic = leader.step(f"{path}/submit", topic)
    numbers = {str(one["number"]).removeprefix("TX") for one in office.every("topics")}
    number = next(n for n in range(1, 1000) if f"SM{story.year}-{n:02}" not in numbers)
    topic = office.step(
        f"{path}/approve",
        topic,
        level="school",
        number=f"SM{story.year}-{number:02}",
        approved_on=story.today.isoformat(),
        opening_due_on=story.after(1),
        midterm_due_on=story.after(2),
        conclusion_due_on=story.monday.isoformat(),
    )
    county = {"outcome": "approved", "decided_on": story.today.isoformat(), "number": f"TX{topic['number']}"}
    topic = office.step(f"{path}/raise", topic, level="county", **county)
    levels = labels_of(office, "WorkLevel")
    for one in office.every(f"{path}/levels"):
        print(f"  {levels[one['level']]}立项 {one['number']}（{one['decided_on']}）")
    story.topic = topic


def topic_remark(leader: Person) -> str:
    told = leader.inbox()[0]
    return str(told["body"] or told["title"])


def carry_on(story: Any) -> None:
    say("三、开题、中期与延期 · Opening and midterm; one is returned; the conclusion is put off once")
    leader, member, office = story.staff["曾秀珍"], story.staff["欧阳雪"], story.office
    opening, midterm, _ = steps(story)
    early = {"text": "先交中期。"}
    answer = leader.ask(
        "POST",
        f"topic-milestones/{midterm['id']}/hand-in",
        json=early,
        headers=version_of(midterm) | once(),
    )
    print("  未开题先交中期：" + refused(answer, "invalid_state"))
    answer = member.ask(
        "POST",
        f"topic-milestones/{opening['id']}/hand-in",
        json=early,
        headers=version_of(opening) | once(),
    )
    print(f"  成员{member.name}代交：" + refused(answer, "not_topic_leader"))
    hand_in(story, opening, "完成文献综述与前测，七年级两个班为实验班。")
    accept(story, opening, "问题清楚，可以开题。")
    hand_in(story, midterm, "完成第一轮课例研讨。")
    path = f"topic-milestones/{midterm['id']}/return"
    returned = office.step(path, seen(story, midterm), remark="请附提问记录表的数据。")
    states = labels_of(office, "MilestoneState")
    print(f"  中期{states[returned['state']]}：{returned['remark']}")
    hand_in(story, midterm, "完成第一轮课例研讨四次；学生主动提问由每节二次增至七次，附记录表。")
    accept(story, midterm, None)
    path = f"topics/{story.topic['id']}/extensions"
    asked = leader.make(path, until=story.friday.isoformat(), reason="第二轮课例研讨排在下周三。")
    office.step(f"topic-extensions/{asked['id']}/grant", asked, remark="同意")
    (_, _, conclusion) = steps(story)
    print(f"  延期批准：结题由 {story.monday} 改至 {conclusion['due_on']}")
    must(conclusion["due_on"] == story.friday.isoformat(), "the conclusion was not put off")
    more = {"until": story.after(90), "reason": "再延一次。"}
    answer = leader.ask("POST", path, json=more, headers=once())
    print("  再申请延期：" + refused(answer, "topic_extensions_used_up"))


def conclude(story: Any) -> None:
    leader, office = story.staff["曾秀珍"], story.office
    (_, _, conclusion) = steps(story)
    file_id = leader.bring("结题报告.txt", "后测：学生主动提问每节十一次。".encode())
    hand_in(story, conclusion, "结题报告：提问单三套、课例八个。", file_id)
    accept(story, conclusion, "材料齐全，准予结题。")
    topic, states = office.get(f"topics/{story.topic['id']}"), labels_of(office, "TopicState")
    must(topic["state"] == "concluded", f"the topic is {topic['state']}")
    print(f"  {topic['number']}《{topic['title']}》：{states[topic['state']]}")
    kinds, verdicts = labels_of(office, "TopicSubmissionKind"), labels_of(office, "TopicVerdict")
    for one in reversed(office.every("topic-submissions", topic_id=topic["id"])):
        print(f"    {kinds[one['kind']]} 第 {one['number']} 稿：{verdicts[one['verdict']]}")
    levels = labels_of(office, "WorkLevel")
    for one in office.get("topic-figures", school_year=story.year)["levels"]:
        if one["approved"]:
            counted = f"立项 {one['approved']}，结题 {one['concluded']}"
            print(f"  {story.year}学年{levels[one['level']]}课题：{counted}")


def steps(story: Any) -> list[Any]:
    """Opening, midterm, conclusion."""
    found = story.office.every("topic-milestones", topic_id=story.topic["id"])
    return sorted(found, key=lambda one: ["opening", "midterm", "conclusion"].index(one["kind"]))


def seen(story: Any, milestone: Any) -> Any:
    return story.office.get(f"topic-milestones/{milestone['id']}")


def hand_in(story: Any, milestone: Any, text: str, *file_ids: str) -> None:
    leader = story.staff["曾秀珍"]
    path, files = f"topic-milestones/{milestone['id']}/hand-in", list(file_ids)
    leader.step(path, seen(story, milestone), text=text, file_ids=files)


def accept(story: Any, milestone: Any, remark: str | None) -> None:
    path = f"topic-milestones/{milestone['id']}/accept"
    done = story.office.step(path, seen(story, milestone), remark=remark)
    kinds = labels_of(story.office, "MilestoneKind")
    print(f"  {kinds[done['kind']]}（限 {done['due_on']}）通过：{remark or '—'}")
