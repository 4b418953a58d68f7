"""What each event says: to the person it is for, and in a group or a mail that several read."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from api.labels import LABELS
from api.texts import wants_english
from domain.activities.attendance import AttendanceState
from domain.mentoring.words import LogKind, MentorField, PairGrade
from domain.messages import Event, Message
from domain.paging import Page
from domain.projects.materials import MaterialKind
from domain.topics.lifecycle import MilestoneKind
from domain.training.duty import DutyKind
from domain.works.award import Prize
from domain.works.work import WorkLevel

_SWAP = (
    "{class}：{teacher} {day} 第{period}节（{subject}）、"
    "{partner} {partner_day} 第{partner_period}节（{partner_subject}）。",
    "{class}: {teacher} on {day}, period {period} ({subject}); "
    "{partner} on {partner_day}, period {partner_period} ({partner_subject}).",
)


def _swap(chinese: str, english: str) -> tuple[str, str]:
    """What happened to a swap, and then which one it is."""
    return chinese + _SWAP[0], f"{english} {_SWAP[1]}"


MESSAGE_TEXTS: dict[Event, tuple[str, str]] = {
    Event.ENROLMENT_PLACED: (
        "您已被“{course}”（{session}，{starts_on} 开始）录取。",
        "You have a place in “{course}” ({session}, from {starts_on}).",
    ),
    Event.ENROLMENT_WAITLISTED: (
        "“{course}”（{session}，{starts_on} 开始）名额已满，您在候补名单中。",
        "“{course}” ({session}, from {starts_on}) is full; you are on its waitlist.",
    ),
    Event.ENROLMENT_REFUSED: (
        "您申请的“{course}”（{session}，{starts_on} 开始）未被平台录取。",
        "The platform did not accept you for “{course}” ({session}, from {starts_on}).",
    ),
    Event.ENROLMENT_PROMOTED: (
        "您已从候补转为“{course}”（{session}，{starts_on} 开始）的正式学员。",
        "A place became free and is yours: “{course}” ({session}, from {starts_on}).",
    ),
    Event.ENROLMENT_REJECTED: (
        "学校未同意您报名“{course}”（{session}，{starts_on} 开始）。",
        "The school did not approve your application for “{course}” ({session}, from {starts_on}).",
    ),
    Event.SESSION_CANCELLED: (
        "“{course}”（{session}，原定 {starts_on} 开始）已取消。",
        "“{course}” ({session}, due to start {starts_on}) was called off.",
    ),
    Event.ROUND_OPENED: (
        "“{round}”已开始选课，{closes_on} 截止。",
        "Selection is open: “{round}”, until {closes_on}.",
    ),
    Event.DUTY_DUE: (
        "“{course}”的{kind}请在 {due_on} 前提交。",
        "“{course}”: hand in by {due_on}: {kind}.",
    ),
    Event.DUTY_OVERDUE: (
        "“{course}”的{kind}应在 {due_on} 前提交，现已逾期；请尽快提交。",
        "“{course}”: {kind} was due on {due_on}. Hand it in as soon as you can.",
    ),
    Event.DUTY_RETURNED: (
        "“{course}”的{kind}被退回，请修改后重新提交。",
        "“{course}”: {kind} was handed back. Revise it and hand it in again.",
    ),
    Event.DUTY_ACCEPTED: (
        "“{course}”的{kind}已通过。",
        "“{course}”: {kind} was accepted.",
    ),
    Event.CREDIT_CONFIRMED: (
        "“{course}”的 {credits} 学分已确认。",
        "{credits} credits of “{course}” are confirmed.",
    ),
    Event.ABSENCE_ENTERED: (
        "已为您登记缺勤：{starts_on} 起，共 {days} 天。",
        "An absence was entered for you: from {starts_on}, {days} school days.",
    ),
    Event.ABSENCE_CHANGED: (
        "{name}的缺勤时间有变：现为 {starts_on} 起，共 {days} 天；请核对调课、代课安排。",
        "The absence of {name} changed: from {starts_on}, {days} school days. Look at its swaps and cover.",
    ),
    Event.ABSENCE_CANCELLED: (
        "{name}原定 {starts_on} 起的缺勤（{days} 天）已取消，相关调课、代课随之解除。",
        "{name} will not be away from {starts_on} ({days} school days); swaps and cover are released.",
    ),
    Event.ABSENCE_REROUTED: (
        "您 {starts_on} 起缺勤（{days} 天）的课务安排方式已更改，请查看。",
        "How the lessons of your absence from {starts_on} ({days} school days) are looked after was changed.",
    ),
    Event.ABSENCE_ESCALATED: (
        "您 {starts_on} 起缺勤（{days} 天）的课在调课截止时尚未全部调好，已转教务处安排代课。",
        "Not every lesson of your absence from {starts_on} ({days} school days) was swapped in time:"
        " Academic Affairs arranges cover.",
    ),
    Event.ABSENCE_TO_COVER: (
        "{name} {starts_on} 起缺勤 {days} 天，请安排代课。",
        "{name} is away from {starts_on} for {days} school days. Arrange cover.",
    ),
    Event.ABSENCE_ENTANGLED: (
        "{name} {starts_on} 起的缺勤（{days} 天）有变，部分调课或代课牵涉其他安排，未能自动解除；请处理。",
        "The absence of {name} from {starts_on} ({days} school days) changed, and a swap or cover that"
        " others build on could not be released. Look at it.",
    ),
    Event.PROXY_GIVEN: (
        "{day} 请您代理{class}班主任（{name}缺勤）。",
        "You look after class {class} on {day}; {name} is away.",
    ),
    Event.PROXY_ENDED: (
        "{day} 不再需要您代理{class}班主任。",
        "You need not look after class {class} on {day} any more.",
    ),
    Event.PROXY_NEEDED: (
        "{day} {class}的班主任代理{name}也将缺勤，请另行安排。",
        "{name}, who was to look after class {class} on {day}, is away too. Find somebody else.",
    ),
    Event.SWAP_PROPOSED: _swap(
        "调课请求，请对方答复。",
        "A swap is proposed and waits for the partner’s answer.",
    ),
    Event.SWAP_ACCEPTED: _swap(
        "调课已同意，两节课互换。",
        "The swap is agreed; the two lessons change places.",
    ),
    Event.SWAP_DECLINED: _swap(
        "对方未同意调课；请另选，或由教务处安排代课。",
        "The partner said no to the swap. Choose another, or leave it to cover.",
    ),
    Event.SWAP_WITHDRAWN: _swap(
        "调课请求已撤回，无需答复。",
        "The swap was taken back; no answer is needed.",
    ),
    Event.SWAP_LAPSED: _swap(
        "调课请求已失效，课表不变。",
        "The proposed swap is off; the timetable stands.",
    ),
    Event.SWAP_UNDONE: _swap(
        "调课已撤销，两节课回到原处。",
        "The swap was undone; both lessons are back in their places.",
    ),
    Event.COVER_ASKED: (
        "请您代课 {lessons} 节，请答复是否可以：{which}",
        "Can you cover {lessons} lesson(s)? Please answer: {which}",
    ),
    Event.COVER_GIVEN: (
        "已安排您代课 {lessons} 节：{which}",
        "You cover {lessons} lesson(s): {which}",
    ),
    Event.COVER_ARRANGED: (
        "您缺勤期间的 {lessons} 节课已安排：{which}",
        "{lessons} of your lessons are looked after while you are away: {which}",
    ),
    Event.COVER_IN_CLASS: (
        "您班有 {lessons} 节课由他人代课：{which}",
        "In your class {lessons} lesson(s) are covered: {which}",
    ),
    Event.COVER_DECLINED: (
        "有 {lessons} 节代课被谢绝，请另行安排：{which}",
        "{lessons} cover(s) declined; please arrange them anew: {which}",
    ),
    Event.COVER_RELEASED: (
        "您的 {lessons} 节代课已解除，无需再上：{which}",
        "You need not cover {lessons} lesson(s) any more: {which}",
    ),
    Event.COVER_REOPENED: (
        "代课教师也将缺勤，{lessons} 节课需另行安排：{which}",
        "The cover teacher is away too; {lessons} lesson(s) need arranging anew: {which}",
    ),
    Event.COVER_ENTANGLED: (
        "缺勤有变，但 {lessons} 节代课之上又有其他变更，未能自动解除，请处理：{which}",
        "An absence changed, but other changes stand on {lessons} cover(s); please see to them: {which}",
    ),
    Event.ACTIVITY_PLANNED: (
        "请参加研修活动“{activity}”：{starts_at}，{place}。",
        "You are expected at “{activity}”: {starts_at}, {place}.",
    ),
    Event.ACTIVITY_CHANGED: (
        "研修活动“{activity}”有变更，现为 {starts_at}，{place}。",
        "“{activity}” has changed; it is now {starts_at}, {place}.",
    ),
    Event.ACTIVITY_CANCELLED: (
        "研修活动“{activity}”（{starts_at}，{place}）已取消。",
        "“{activity}” ({starts_at}, {place}) is called off.",
    ),
    Event.ATTENDANCE_ENTERED: (
        "您在“{activity}”的考勤由负责人登记为：{state}。",
        "Your attendance at “{activity}” was entered as: {state}.",
    ),
    Event.MATERIAL_RETURNED: (
        "“{project}”的{material}被退回，请修改后重新提交。",
        "“{project}”: {material} was handed back. Revise it and hand it in again.",
    ),
    Event.HOMEWORK_RETURNED: (
        "您在“{project}”的作业被退回，请修改后重新提交。",
        "Your homework for “{project}” was handed back. Revise it and hand it in again.",
    ),
    Event.PROJECT_NOT_PASSED: (
        "“{project}”已结项，您未获得学时。",
        "“{project}” is closed, and you earned no hours.",
    ),
    Event.WEEK_PUBLISHED: (
        "第{week_no}周（{starts_on} 起）工作安排已发布，第{edition}版。",
        "The plan of week {week_no} (from {starts_on}) is published, edition {edition}.",
    ),
    Event.NOTICE_ISSUED: (
        "培训通知 {notice_no}：{name}参加“{course}”（{starts_on} 开始）；请查看并签收。",
        "Training notice {notice_no}: {name} goes to “{course}” (from {starts_on}). Read and acknowledge it.",
    ),
    Event.NOTICE_CHANGED: (
        "培训通知 {notice_no} 改为第 {edition} 版，旧版作废：{name}参加“{course}”"
        "（{starts_on} 开始）；请重新签收。",
        "Training notice {notice_no} is now edition {edition}, others are void: {name} goes to “{course}”"
        " (from {starts_on}). Acknowledge it anew.",
    ),
    Event.NOTICE_CANCELLED: (
        "培训通知 {notice_no} 已取消，各联作废：{name}不再参加“{course}”（原定 {starts_on} 开始）。",
        "Training notice {notice_no} is cancelled, all copies are void: {name} does not go to “{course}”"
        " (due to start {starts_on}).",
    ),
    Event.NOTICE_UNACKNOWLEDGED: (
        "培训通知 {notice_no} 尚未签收：{name}参加“{course}”（{starts_on} 开始）；请签收。",
        "Training notice {notice_no} waits for you to acknowledge: {name}, “{course}” (from {starts_on}).",
    ),
    Event.THEME_OPENED: (
        "主题研修“{theme}”开始，本组切入点：{question}；“九个一”请于 {due_on} 前完成，人人必须参加。",
        "Theme research “{theme}” begins; your group asks: {question}. The nine ones are due on {due_on}, and"
        " everybody attends.",
    ),
    Event.THEME_PARTS_DUE: (
        "“{theme}”的“九个一”还缺 {count} 项，请在 {due_on} 前提交：{which}",
        "“{theme}”: {count} of the nine ones are missing; hand them in by {due_on}: {which}",
    ),
    Event.THEME_PARTS_OVERDUE: (
        "“{theme}”的“九个一”应在 {due_on} 前完成，还缺 {count} 项：{which}",
        "“{theme}”: {count} of the nine ones were due on {due_on} and are missing: {which}",
    ),
    Event.THEME_SLOT_RETURNED: (
        "“{theme}”的“{slot}”被退回，请修改后重新提交。",
        "“{theme}”: “{slot}” was handed back. Revise it and hand it in again.",
    ),
    Event.JUDGE_APPOINTED: (
        "请您担任“{title}”的评委。",
        "You are appointed a judge of “{title}”.",
    ),
    Event.ASSESSMENT_PUBLISHED: (
        "“{title}”结果已发布：{group} {total} 分，第 {rank} 名。",
        "The result of “{title}” is published: {group}, {total} points, rank {rank}.",
    ),
    Event.APPEAL_UPHELD: (
        "{group}对“{title}”结果的申诉成立，已发布新版结果。",
        "The appeal of {group} against “{title}” is upheld; a new edition of the result is published.",
    ),
    Event.APPEAL_REJECTED: (
        "{group}对“{title}”结果的申诉未获支持，结果不变。",
        "The appeal of {group} against “{title}” is rejected; the result stands.",
    ),
    Event.TOPIC_JOINED: (
        "您已成为课题“{topic}”的成员（负责人：{name}）。",
        "You are a member of the topic “{topic}”, led by {name}.",
    ),
    Event.TOPIC_APPROVED: (
        "课题“{topic}”已立项：{level}，立项编号 {number}。",
        "The topic “{topic}” is approved: {level}, number {number}.",
    ),
    Event.TOPIC_RETURNED: (
        "课题“{topic}”的申报被退回，请修改后重新提交。",
        "The proposal of “{topic}” was handed back. Revise it and submit it again.",
    ),
    Event.TOPIC_REJECTED: (
        "课题“{topic}”未予立项。",
        "The topic “{topic}” is not approved.",
    ),
    Event.TOPIC_TERMINATED: (
        "课题“{topic}”已撤项。",
        "The topic “{topic}” is terminated.",
    ),
    Event.TOPIC_STEP_DUE: (
        "课题“{topic}”的{step}材料请在 {due_on} 前提交。",
        "“{topic}”: hand in by {due_on}: {step}.",
    ),
    Event.TOPIC_STEP_OVERDUE: (
        "课题“{topic}”的{step}材料应在 {due_on} 前提交，请尽快提交或申请延期。",
        "“{topic}” was due on {due_on}: {step}. Hand it in, or ask for an extension.",
    ),
    Event.TOPIC_STEP_RETURNED: (
        "课题“{topic}”的{step}材料被退回，请修改后重新提交。",
        "“{topic}” was handed back: {step}. Revise it and hand it in again.",
    ),
    Event.TOPIC_STEP_ACCEPTED: (
        "课题“{topic}”的{step}已通过。",
        "“{topic}” is accepted: {step}.",
    ),
    Event.TOPIC_EXTENSION_GRANTED: (
        "课题“{topic}”的延期申请已同意，{step}延至 {due_on}。",
        "“{topic}” is put off until {due_on}: {step}.",
    ),
    Event.TOPIC_EXTENSION_REFUSED: (
        "课题“{topic}”的{step}延期申请未获同意，仍须在 {due_on} 前提交。",
        "“{topic}” is not put off; still due on {due_on}: {step}.",
    ),
    Event.AWARD_CONFIRMED: (
        "“{work}”的获奖（{issuer}）已由教科室确认。",
        "The award of “{work}” by {issuer} is confirmed.",
    ),
    Event.AWARD_VOIDED: (
        "“{work}”的获奖（{issuer}）已作废；如有疑问，请联系教科室。",
        "The award of “{work}” by {issuer} is voided. Ask the Teaching Research Office if you disagree.",
    ),
    Event.BONUS_APPROVED: (
        "“{title}”已批准，您的金额为 {amount} 元。",
        "“{title}” is approved; yours is {amount} yuan.",
    ),
    Event.BONUS_PAID: (
        "“{title}”已发放，您的金额为 {amount} 元。",
        "“{title}” is paid; yours is {amount} yuan.",
    ),
    Event.EXTENSION_APPROVED: (
        "拓展性课程“{course}”已批准，请完善教材，等待安排开课。",
        "The extension course “{course}” is approved. Complete its textbook; the office starts it.",
    ),
    Event.EXTENSION_RETURNED: (
        "拓展性课程“{course}”的申报被退回，请修改后重新申报。",
        "The application for “{course}” was handed back. Revise it and apply again.",
    ),
    Event.EXTENSION_REJECTED: (
        "拓展性课程“{course}”的申报未获批准。",
        "The application for “{course}” was not approved.",
    ),
    Event.EXTENSION_PLAN_MISSING: (
        "拓展性课程“{course}”第 {number} 课时（{day}）还没有教案，请补交。",
        "“{course}”: session {number} ({day}) has no lesson plan. Hand it in.",
    ),
    Event.EXTENSION_CLOSING_DUE: (
        "拓展性课程“{course}”请在 {due_on} 前结课：补齐材料并提交总结。",
        "“{course}” is to be closed by {due_on}: complete its materials and hand in the report.",
    ),
    Event.PAPER_REVIEW_ASSIGNED: (
        "请于 {due_on} 前评审第 {paper_no} 号论文（匿名）。",
        "Please review paper no. {paper_no} by {due_on}; it is anonymous.",
    ),
    Event.PAPER_RETURNED: (
        "论文《{title}》退回修改，请查看评审意见后再提交。",
        "Your paper “{title}” is returned; read what reviewers say, and hand it in again.",
    ),
    Event.PAPER_ACCEPTED: (
        "论文《{title}》已通过。",
        "Your paper “{title}” is accepted.",
    ),
    Event.PAPER_DUE: (
        "{school_year} 学年的论文请在 {due_on} 前完成提交。",
        "Hand in your paper of school year {school_year} by {due_on}.",
    ),
    Event.PAPER_OVERDUE: (
        "{school_year} 学年的论文已于 {due_on} 到期，请尽快提交。",
        "Your paper of school year {school_year} was due on {due_on}; hand it in soon.",
    ),
    Event.MENTOR_PAIR_PROPOSED: (
        "拟安排 {mentor} 与 {apprentice} 师徒结对（{mentor_field}），{from_day} 至 {until_day}，请双方签约。",
        "{mentor} is to be mentor of {apprentice} ({mentor_field}), {from_day} to {until_day}: please sign.",
    ),
    Event.MENTOR_PAIR_SIGNED: (
        "{mentor} 与 {apprentice} 的师徒结对协议（{mentor_field}）已由双方签订，{from_day} 至 {until_day}。",
        "{mentor} and {apprentice} have both signed as a pair ({mentor_field}), {from_day} to {until_day}.",
    ),
    Event.MENTOR_PAIR_DISSOLVED: (
        "{mentor} 与 {apprentice} 的师徒结对（{mentor_field}）已解除。",
        "{mentor} and {apprentice} are no longer a pair ({mentor_field}).",
    ),
    Event.MENTOR_PAIR_EXTENDED: (
        "{mentor} 与 {apprentice} 的师徒结对（{mentor_field}）续签至 {until_day}。",
        "{mentor} and {apprentice} stay a pair ({mentor_field}) until {until_day}.",
    ),
    Event.MENTOR_LOG_ENTERED: (
        "{name} 登记了 {day} 的师徒结对记录（{log_kind}），请确认。",
        "{name} entered in your pair's log, of {day}: {log_kind}. Please confirm it.",
    ),
    Event.MENTOR_TARGETS_BEHIND: (
        "{mentor} 与 {apprentice} 的师徒结对（{mentor_field}）还有 {count} 项任务未完成，{due_on} 学期结束。",
        "{mentor} and {apprentice} ({mentor_field}): {count} of the term's targets are still to be met;"
        " it ends on {due_on}.",
    ),
    Event.REPORT_LESSON_PLANNED: (
        "{name} 将于 {day} {starts_at} 在{place}上汇报课“{title}”。",
        "{name} gives the report lesson “{title}” on {day} at {starts_at}, {place}.",
    ),
    Event.MENTOR_PAIR_EVALUATED: (
        "{mentor} 与 {apprentice} 的师徒结对（{mentor_field}）学期考核结果：{pair_grade}。",
        "{mentor} and {apprentice} ({mentor_field}), the term's evaluation: {pair_grade}.",
    ),
    Event.CONTEST_OPENED: (
        "“{contest}”开始报名，请在 {due_on} 前报名参评。",
        "“{contest}” is open; enter your work by {due_on}.",
    ),
    Event.CONTEST_ENTRY_DUE: (
        "“{contest}”的报名将于 {due_on} 截止，您还没有报名。",
        "Entries for “{contest}” are due by {due_on}; you have none yet.",
    ),
    Event.CONTEST_CANCELLED: (
        "“{contest}”已取消，您的《{title}》不再参评。",
        "“{contest}” is called off; your “{title}” is judged no more.",
    ),
    Event.CONTEST_JUDGE_APPOINTED: (
        "您受聘为“{contest}”的校内评委，请为匿名稿评分。",
        "You are appointed a judge of “{contest}”; please score the anonymous entries.",
    ),
    Event.CONTEST_ENTRY_SENT: (
        "您的《{title}》由学校选送参加“{contest}”。",
        "The school sends your “{title}” to “{contest}”.",
    ),
    Event.CONTEST_ENTRY_NOT_SENT: (
        "“{contest}”名额有限，您的《{title}》校内排序第 {rank}，未能选送。",
        "Places for “{contest}” are few: your “{title}” ranks {rank} in the school and is not sent.",
    ),
    Event.CONTEST_PRIZE_WON: (
        "祝贺！您的《{title}》在“{contest}”中获{prize}。",
        "Congratulations: your “{title}” won in “{contest}”: {prize}.",
    ),
    Event.CONTEST_ENTRY_UNPLACED: (
        "“{contest}”结果已公布，您的《{title}》未获奖。",
        "The results of “{contest}” are in; your “{title}” was not placed.",
    ),
}
"""(Chinese, English); the facts in braces are those of `domain.messages.FACTS`. The titles are the labels."""

REASON = ("原因：{}", "Reason: {}")


NAMED: Mapping[str, type[StrEnum]] = {
    "kind": DutyKind,
    "material": MaterialKind,
    "state": AttendanceState,
    "level": WorkLevel,
    "step": MilestoneKind,
    "mentor_field": MentorField,
    "log_kind": LogKind,
    "pair_grade": PairGrade,
    "prize": Prize,
}
"""Facts that hold a member of an enumeration, and are said by its label."""


def said(event: Event, facts: Mapping[str, str], *, english: bool) -> tuple[str, str]:
    """The event's title and body, with its `reason` behind it where it carries one."""
    language = 1 if english else 0
    title, sentence = LABELS[Event][event.value][language], MESSAGE_TEXTS[event][language]
    known = _Facts(facts)
    for name in facts.keys() & NAMED.keys():
        labels = LABELS[NAMED[name]]
        known[name] = labels[facts[name]][language] if facts[name] in labels else facts[name]
    body = sentence.format_map(known)
    reason = facts.get("reason")
    return title, f"{body} {REASON[language].format(reason)}" if reason else body


class _Facts(dict[str, str]):
    """A message of years ago may lack a fact that its sentence asks for today."""

    def __missing__(self, name: str) -> str:
        return "…"


def worded(one: Message, language: str) -> Message:
    title, body = said(one.event, one.facts, english=wants_english(language))
    return replace(one, title=title, body=body)


def worded_page(page: Page[Message], language: str) -> Page[Message]:
    return replace(page, items=[worded(one, language) for one in page.items])


def digest(messages: list[tuple[str, Event, Mapping[str, str]]]) -> tuple[str, str]:
    """Several messages as one post, each (whose, event, facts): a title, and a line for each of them."""
    lines = []
    for name, event, facts in messages:
        title, body = said(event, facts, english=False)
        lines.append(f"{name}：{body}" if name else f"{title}：{body}")
    titles = list(dict.fromkeys(LABELS[Event][event.value][0] for _, event, _ in messages))
    return "研修通知：" + "、".join(titles), "\n".join(lines)
