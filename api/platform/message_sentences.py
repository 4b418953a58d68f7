"""The sentences of each event that can be told."""

from api.platform.research_sentences import RESEARCH_TEXTS
from domain.messages import Event

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
    Event.PLATFORM_SUBMISSION_REFUSED: (
        "教师培训平台退回了上报的{submission_kind}（{about}），请核对后重新上报。",
        "The training platform refused what was handed in: {submission_kind} ({about}). Put it right and hand"
        " it in again.",
    ),
    Event.PLATFORM_SUBMISSION_FAILED: (
        "向教师培训平台上报{submission_kind}（{about}）多次未成功，请重试或改用文件。",
        "Handing in to the training platform came to nothing: {submission_kind} ({about}). Try again, or"
        " carry a file.",
    ),
    Event.PLATFORM_PULL_FAILED: (
        "未能从教师培训平台取回{platform_kind}（{platform_about}）；可稍后再取，或改用文件导入。",
        "{platform_kind} ({platform_about}) could not be fetched from the training platform. "
        "Fetch again later, or bring in a file.",
    ),
    Event.PLATFORM_PULL_WAITS: (
        "已从教师培训平台取回{platform_kind}（{platform_about}），有 {count} 处错误，请核对后提交。",
        "{platform_kind} ({platform_about}) came from the training platform with {count} errors. "
        "Look it over and commit it.",
    ),
    Event.WEBHOOK_DISABLED: (
        "事件推送“{webhook}”已停用（{webhook_because}）；修好接收端后请重新启用，并重发未送达的事件。",
        "The webhook “{webhook}” is switched off ({webhook_because}). "
        "Mend the receiver, switch it on and send again what failed.",
    ),
    **RESEARCH_TEXTS,
}
"""(Chinese, English); the facts in braces are those of `domain.messages.FACTS`. The titles are the labels."""
