"""Three school-based projects, a theme researched by two subject groups, and the assessment of both.

    python3 go.py run                                            in one terminal
    .venv/bin/python examples/05_projects_and_themes.py          in another

Signs in with the sample accounts and speaks plain HTTP: nothing of the product is imported. It plays today,
in the term that holds today; each run sets up projects and a theme of its own, so it can be run again on the
same server. A term is assessed once: a later run tells what stands, and appeals. What is made is kept in
examples/saved/.
"""

import hashlib
import io
import time
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import group_assessment
import theme_research
from telling import (
    SHANGHAI,
    Person,
    at,
    base_url_of,
    column,
    ensure_year,
    expect,
    labels_of,
    must,
    once,
    refused,
    save,
    say,
    term_of,
    version_of,
)

USERNAMES = ("jiangzhiming", "zhangwei", "zengxiuzhen", "hejunjie", "ayiguli", "daiguoping")
CERTIFICATE = "心理健康教育证"
PROJECTS = (
    ("试卷分析课", "exam_analysis", 4, None),
    ("心理健康教育课", "lesson_study", 5, CERTIFICATE),
    ("拓展课程方案和案例专题研讨", "seminar", 6, None),
)
BROUGHT = {
    "plan": ("研修方案.txt", "目标：会用数据讲评试卷。步骤：命题意图、得分率、错因、变式。"),
    "record": ("活动记录.txt", "曾秀珍主讲，何俊杰评议。"),
    "report": ("活动报道.txt", "校园网：语文、数学组共研试卷分析课。"),
    "homework": ("作业汇编·“错题归因”.txt", "曾秀珍、何俊杰两份。"),
}


@dataclass
class Story:
    """The people of the story, its day, and the project that is brought to its end."""

    base_url: str
    office: Person
    leader: Person
    academic: Person
    principal: Person
    staff: dict[str, Person]
    today: date
    term: Any
    run: int = 1
    project: Any = None
    activity: Any = None
    before: dict[str, Any] = field(default_factory=dict)

    @property
    def yesterday(self) -> date:
        return self.today - timedelta(days=1)

    def title(self, name: str) -> str:
        return name if self.run == 1 else f"{name}（{self.run}）"


def main() -> None:
    base_url = base_url_of(__doc__)

    say("一、登录 · Signing in")
    office, leader, academic, principal = (
        Person(base_url, f"{name}@shimen") for name in ("office", "ouyangxue", "academic", "principal")
    )
    people = [Person(base_url, f"{name}@shimen") for name in USERNAMES]
    print("  " + "、".join(one.name for one in (office, leader, academic, principal, *people)))
    today = datetime.now(SHANGHAI).date()
    ensure_year(office, today - timedelta(days=1))
    staff = {one.name: one for one in people}
    story = Story(base_url, office, leader, academic, principal, staff, today, term_of(office, today))
    print(f"  {today}，学期 {story.term['starts_on']} 至 {story.term['ends_on']}")

    say("二、校本研修项目 · The term's three projects; who may present psychology needs a certificate")
    made = set_up_projects(story)
    gate_presenters(story, made[1])

    say("三、活动与作业 · An activity was held: who came, who handed in homework, what they think of it")
    hold(story, made[0])
    hand_in_homework(story)

    say("四、六个一 · Six materials, and no closing before all are accepted")
    collect(story)

    say("五、结项 · Closed: who earns the hours, who does not, and why")
    close(story)

    say("六、归档 · The archive, opened elsewhere")
    open_archive(story)

    theme_research.tell(story)
    group_assessment.tell(story)


def set_up_projects(story: Story) -> list[Any]:
    known = story.office.every("projects", term_id=story.term["id"])
    story.run += sum(one["title"].startswith(PROJECTS[0][0]) for one in known)
    members = [one.teacher_id for one in story.staff.values() if one.name != "蒋志明"]
    kinds = labels_of(story.office, "ProjectKind")
    made = []
    for title, kind, month, needed in PROJECTS:
        project = story.office.make(
            "projects",
            term_id=story.term["id"],
            title=story.title(title),
            kind=kind,
            month=month,
            leader_id=story.leader.teacher_id,
            presenters_need=needed,
            hours="4",
            credits="4",
            member_ids=members,
        )
        made.append(project)
        needs = f"，主讲须有{needed}" if needed else ""
        print(f"  {month}月 {project['title']}（{kinds[kind]}）{project['members']} 人{needs}")
    return made


def gate_presenters(story: Story, project: Any) -> None:
    """Who lacks the certificate on the day is refused by name."""
    day = story.today + timedelta(days=7)
    wanted = {
        "owner_kind": "project",
        "owner_id": project["id"],
        "title": "《与情绪做朋友》课例研讨",
        "starts_at": at(day, 13),
        "ends_at": at(day, 15),
        "leader_id": story.leader.teacher_id,
    }
    lacking = {"presenter_ids": [story.staff["张伟"].teacher_id]}
    answer = story.leader.ask("POST", "activities", json=wanted | lacking, headers=once())
    print("  张伟主讲：" + refused(answer, "presenters_unqualified"))
    (able,) = story.office.every("teachers", q="SM055")
    held = story.office.every("qualifications", teacher_id=able["id"])
    valid = [one for one in held if one["kind"] == CERTIFICATE and one["expires_on"] >= day.isoformat()]
    if not valid:
        number, until = f"JX-C-SM055-{day.year}", day.replace(year=day.year + 5, day=1).isoformat()
        story.office.make(
            "qualifications",
            teacher_id=able["id"],
            kind=CERTIFICATE,
            level="C",
            number=number,
            expires_on=until,
        )
        print(f"  {able['name']}的C证已于{held[0]['expires_on']}到期，换发后录入：{number}，至{until}")
    planned = story.leader.make("activities", **wanted, presenter_ids=[able["id"]])
    print(f"  {able['name']}主讲：{planned['title']}，应到 {planned['expected']} 人")


def hold(story: Story, project: Any) -> None:
    """It was yesterday; the leader enters who came, each with a reason that is kept."""
    story.project = project
    story.activity = story.leader.make(
        "activities",
        owner_kind="project",
        owner_id=project["id"],
        title="期中试卷分析展示",
        starts_at=at(story.yesterday, 9),
        ends_at=at(story.yesterday, 11),
        place="录播教室",
        hours="4",
        leader_id=story.leader.teacher_id,
        presenter_ids=[story.staff["曾秀珍"].teacher_id],
    )
    path, states = f"activities/{story.activity['id']}", labels_of(story.office, "AttendanceState")
    for name, state, reason in (
        ("曾秀珍", "present", "主讲，按纸质签到表补录"),
        ("何俊杰", "late", "第二节下课后到场，按纸质签到表补录"),
        ("张伟", "present", "按纸质签到表补录"),
        ("阿依古丽·买买提", "excused", "带学生参加英语竞赛，准假"),
    ):
        story.leader.make(
            f"{path}/corrections", teacher_id=story.staff[name].teacher_id, state=state, reason=reason
        )
    for one in story.leader.every(f"{path}/attendances"):
        print(f"  {column(one['name'], 18)} {states[one['state']]}")
    told = story.staff["何俊杰"].inbox()[0]
    print(f"  何俊杰收到：{told['title']}")


def hand_in_homework(story: Story) -> None:
    path = f"projects/{story.project['id']}"
    for name, mark, text in (
        ("曾秀珍", "92", "作文失分多在审题：我把题干拆成三问，让学生先答再写。"),
        ("何俊杰", "85", "一次函数应用题错因三类：读图、列式、取值范围。"),
    ):
        given = story.staff[name].make(f"{path}/homeworks", text=text)
        judged = story.leader.step(f"homeworks/{given['id']}/accept", given, mark=mark)
        print(f"  {name}交作业，{judged['mark']} 分")
    print("  张伟未交作业")
    for name in ("曾秀珍", "何俊杰", "张伟"):
        story.staff[name].make(
            f"{path}/evaluations", content=5, presenters=5, organisation=4, use=4, comment="错因分析可直接用"
        )
    answers = story.leader.every(f"{path}/evaluations")
    print(f"  评价表 {len(answers)} 份")


def collect(story: Story) -> None:
    """Handed in or produced, and accepted one by one; the record is returned once."""
    path, kinds = f"projects/{story.project['id']}/materials", labels_of(story.office, "MaterialKind")
    print("  现在结项：" + refused(try_to_close(story), "materials_missing"))
    for material in story.leader.get(path)["items"]:
        if material["kind"] in BROUGHT:
            bring(story, material)
            how = "上传"
        else:
            story.leader.make(f"materials/{material['id']}/productions")
            how = "由考勤、评价生成 PDF 与 XLSX"
        if material["kind"] == "record":
            seen = story.office.get(f"materials/{material['id']}")
            back = story.office.step(
                f"materials/{material['id']}/return", seen, remark="请写明讨论了哪几道题。"
            )
            bring(story, back, "讨论第12、19、23题：题意、得分率、错因、变式。")
            how += "，退回一次（请写明讨论了哪几道题），重交"
        if material["kind"] == "evaluation_form":
            print("  还差一项时结项：" + refused(try_to_close(story), "materials_missing"))
        seen = story.office.get(f"materials/{material['id']}")
        done = story.office.step(f"materials/{material['id']}/accept", seen)
        print(f"  {column(kinds[done['kind']], 10)} {how}，第{done['number']}版通过")


def bring(story: Story, material: Any, more: str = "") -> None:
    name, text = BROUGHT[material["kind"]]
    file_id = story.leader.bring(name, (text + more).encode())
    story.leader.make(f"materials/{material['id']}/versions", file_id=file_id)


def try_to_close(story: Story) -> Any:
    project = story.office.get(f"projects/{story.project['id']}")
    path = f"projects/{project['id']}/close"
    return story.office.ask("POST", path, headers=version_of(project) | once())


def close(story: Story) -> None:
    story.before = standings(story)
    closed = story.project = expect(200, try_to_close(story))
    reasons = labels_of(story.office, "OutcomeReason")
    outcomes = story.leader.get(f"projects/{closed['id']}/outcomes")["items"]
    after = standings(story)
    for one in outcomes:
        earned = f"获 {closed['credits']} 学分" if one["granted"] else "不授予"
        why = "、".join(reasons[reason] for reason in one["reasons"])
        scores = f"过程 {one['process']:>6} 效果 {one['effect']:>5} 总评 {one['total']:>5}"
        moved = f"{story.before[one['id']]['counted']} → {after[one['id']]['counted']}"
        print(f"  {column(one['name'], 18)} {scores}  {earned} {why}（学年计入 {moved}）")
    granted = {one["name"] for one in outcomes if one["granted"]}
    must(granted == {"曾秀珍", "何俊杰"}, f"granted to {granted}")
    must(after != story.before, "the credit standing did not move")
    print("  再结项一次：" + refused(try_to_close(story), "invalid_state"))


def standings(story: Story) -> dict[str, Any]:
    day = story.yesterday
    year = day.year if day.month >= 9 else day.year - 1
    found = story.office.every("credit-standings", school_year=year, limit=200)
    return {one["teacher_id"]: one for one in found}


def open_archive(story: Story) -> None:
    """Unpacked by Python, every file is compared with its sum."""
    for _ in range(300):
        story.project = story.office.get(f"projects/{story.project['id']}")
        if story.project["archive_file_id"]:
            break
        time.sleep(0.2)
    must(bool(story.project["archive_file_id"]), "no archive within a minute")
    data = story.office.fetch(story.project["archive_file_id"])
    save(f"archive-{story.today:%Y%m%d}-{story.run}.zip", data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        listed = next(name for name in names if name.endswith("SHA256SUMS"))
        folder = listed.removesuffix("SHA256SUMS")
        lines = archive.read(listed).decode().splitlines()
        for line in lines:
            digest, _, name = line.partition("  ")
            must(hashlib.sha256(archive.read(folder + name)).hexdigest() == digest, name)
            print(f"    {digest[:12]}… {name}")
    must(any("“错题归因”" in name for name in names), "a name with Chinese characters is lost")
    print(f"  SHA256SUMS 所列 {len(lines)} 个文件全部相符，中文文件名完好")


if __name__ == "__main__":
    main()
