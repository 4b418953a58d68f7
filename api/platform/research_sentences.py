"""The sentences of what research, extension courses and mentoring tell."""

from domain.messages import Event

RESEARCH_TEXTS: dict[Event, tuple[str, str]] = {
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
