"""What this room's refusals say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    # catalogue and enrolment
    "course_code_taken": (
        "课程代码 {code} 已被使用；请换一个代码。",
        "The course code {code} is in use. Choose another.",
    ),
    "course_platform_id_taken": (
        "平台编号 {platform_id} 已用于另一门课程。",
        "The platform number {platform_id} belongs to another course.",
    ),
    "course_archived": (
        "《{title}》已归档，不再接受新班次和选课；请先取消归档。",
        "{title} is archived and takes no more sessions or enrolments. Take it out of the archive first.",
    ),
    "session_code_taken": (
        "班次代码 {code} 已被使用；请换一个代码。",
        "The session code {code} is in use. Choose another.",
    ),
    "session_platform_id_taken": (
        "平台编号 {platform_id} 已用于另一个班次。",
        "The platform number {platform_id} belongs to another session.",
    ),
    "session_not_ended": (
        "班次 {code} 到 {ends_at:%Y-%m-%d %H:%M} 才结束，之后方可办理结业。",
        "Session {code} ends at {ends_at:%Y-%m-%d %H:%M}; it can be marked as held after that.",
    ),
    "session_has_results": (
        "班次 {code} 已登记 {results} 人的结果，不能取消；请先撤回这些结果。",
        "Session {code} has results for {results} people and cannot be called off. Reopen those first.",
    ),
    "block_backwards": (
        "时段的结束时间（{ends_at:%Y-%m-%d %H:%M}）必须晚于开始时间（{starts_at:%Y-%m-%d %H:%M}）。",
        "A block must end ({ends_at:%Y-%m-%d %H:%M}) after it starts ({starts_at:%Y-%m-%d %H:%M}).",
    ),
    "blocks_overlap": (
        "时段重叠：前一段到 {first_ends_at:%Y-%m-%d %H:%M} 结束，后一段从 {second_starts_at:%Y-%m-%d %H:%M} 开始。",
        "Blocks overlap: one ends at {first_ends_at:%Y-%m-%d %H:%M}, the next starts at "
        "{second_starts_at:%Y-%m-%d %H:%M}.",
    ),
    "enrolment_window_backwards": (
        "选课截止（{closes_at:%Y-%m-%d %H:%M}）必须晚于选课开始（{opens_at:%Y-%m-%d %H:%M}）。",
        "Enrolment must close ({closes_at:%Y-%m-%d %H:%M}) after it opens ({opens_at:%Y-%m-%d %H:%M}).",
    ),
    "session_not_open": (
        "班次 {code} 目前不接受选课。",
        "Session {code} is not open for enrolment.",
    ),
    "enrolment_not_yet_open": (
        "班次 {code} 从 {opens_at:%Y-%m-%d %H:%M} 起选课，请届时再来。",
        "Enrolment in session {code} opens at {opens_at:%Y-%m-%d %H:%M}. Come back then.",
    ),
    "enrolment_closed": (
        "班次 {code} 已于 {closes_at:%Y-%m-%d %H:%M} 截止选课；请联系教科室。",
        "Enrolment in session {code} closed at {closes_at:%Y-%m-%d %H:%M}. Ask the Teaching Research Office.",
    ),
    "session_full": (
        "班次 {code} 的 {capacity} 个名额已满；请选择其他班次。",
        "All {capacity} seats of session {code} are taken. Choose another session.",
    ),
    "capacity_below_taken": (
        "已有 {taken} 人录取，名额不能减到 {capacity}；请先退选一部分人。",
        "{taken} seats are taken, so there cannot be only {capacity}. Withdraw some people first.",
    ),
    "already_enrolled": (
        "该教师已在班次 {code} 的名单或候补名单中。",
        "This teacher already has a place in session {code}, or waits for one.",
    ),
    "date_clash": (
        "时间冲突：该教师已参加《{title}》（班次 {session_code}，{starts_at:%Y-%m-%d %H:%M} 开始）。",
        "It clashes with {title} (session {session_code}, from {starts_at:%Y-%m-%d %H:%M}), where this teacher "
        "has a place.",
    ),
    "teacher_not_active": (
        "{name}目前不在岗，不能选课。",
        "{name} is not at work at present and cannot be enrolled.",
    ),
    "teacher_required": (
        "请用 teacher_id 指明为哪位教师选课。",
        "Say by teacher_id which teacher is to be enrolled.",
    ),
    "session_started": (
        "班次 {code} 已经开始，不能自行退选；请联系教科室。",
        "Session {code} has started. Ask the Teaching Research Office to take you out.",
    ),
    "reason_required": (
        "班次 {code} 已经开始，退选须写明理由。",
        "Session {code} has started: say why this person is taken out.",
    ),
    # selection
    "round_code_taken": (
        "选课轮次代码 {code} 已被使用；请换一个代码。",
        "The round code {code} is in use. Choose another.",
    ),
    "round_backwards": (
        "选课截止（{closes_at:%Y-%m-%d %H:%M}）必须晚于选课开始（{opens_at:%Y-%m-%d %H:%M}）。",
        "A round must close ({closes_at:%Y-%m-%d %H:%M}) after it opens ({opens_at:%Y-%m-%d %H:%M}).",
    ),
    "round_without_sessions": (
        "选课轮次 {code} 还没有班次；请先把班次加入本轮（PATCH 班次的 round_id）。",
        "Round {code} has no sessions. Put some in first (PATCH a session's round_id).",
    ),
    "round_over": (
        "选课轮次 {code} 已于 {closes_at:%Y-%m-%d %H:%M} 截止；请联系教科室。",
        "Round {code} closed at {closes_at:%Y-%m-%d %H:%M}. Ask the Teaching Research Office.",
    ),
    "round_not_yet_open": (
        "选课轮次 {code} 从 {opens_at:%Y-%m-%d %H:%M} 起接受申请，请届时再来。",
        "Round {code} takes applications from {opens_at:%Y-%m-%d %H:%M}. Come back then.",
    ),
    "round_not_open": (
        "选课轮次 {code} 目前不接受申请（状态：{state}）。",
        "Round {code} takes no applications at present (it is {state}).",
    ),
    "round_takes_no_sessions": (
        "选课轮次 {code} 已不能增减班次（状态：{state}）；请加入另一轮。",
        "Sessions neither join nor leave round {code} any more (it is {state}). Use another round.",
    ),
    "session_not_draft": (
        "班次 {code} 不是草稿，不能加入或离开选课轮次；请另建一个班次。",
        "Session {code} is no draft and neither joins nor leaves a round. Add another session.",
    ),
    "session_in_round": (
        "班次 {code} 属于选课轮次“{round}”，不能直接选课；请在该轮次中申请。",
        "Session {code} belongs to the round “{round}”. Apply for it instead of enrolling.",
    ),
    "session_not_in_round": (
        "班次 {code} 不属于任何选课轮次，无需申请；请直接选课。",
        "Session {code} belongs to no round. Enrol in it directly.",
    ),
    "course_counted_in_cycle": (
        "本周期内《{title}》已于{school_year}学年计入 {credits} 学分（学分记录 {award_id}）；请选择其他课程。",
        "{title} counted in this cycle already: {credits} credits in the school year {school_year} (award "
        "{award_id}). Choose another course.",
    ),
    "rejection_needs_reason": (
        "不同意申请须写明理由，申请人会看到。",
        "Say why this application is turned down; its teacher reads it.",
    ),
    "applications_undecided": (
        "选课轮次 {code} 还有 {undecided} 份申请未审核；请先审核。",
        "{undecided} applications of round {code} are not decided yet. Decide on them first.",
    ),
    "platform_results_missing": (
        "选课轮次 {code} 还有 {missing} 份申请没有平台结果；请先登记。",
        "The platform's answer to {missing} applications of round {code} is missing. Record it first.",
    ),
    # credits
    "record_sheet_unknown": (
        "没有这个编号的培训记录表；请核对纸面上的核验码。",
        "There is no record sheet with this code. Compare it with the paper.",
    ),
    "record_sheet_void": (
        "该培训记录表（通知 {notice_no}）已作废；请使用最新一版。",
        "This record sheet (notice {notice_no}) is void. Go by the latest edition.",
    ),
    "record_sheet_of_another": (
        "该培训记录表（通知 {notice_no}）属于另一位教师或另一次培训；请核对。",
        "This record sheet (notice {notice_no}) is for another teacher or training. Compare it with the paper.",
    ),
    "training_not_over": (
        "培训将于 {ends_at} 结束；请在结束后，或先截止该班次，再登记结果。",
        "The training ends at {ends_at}. Record results after that, or close the session first.",
    ),
    "absent_longer_than_training": (
        "培训共 {days} 天，缺勤天数不能超过它。",
        "The training has {days} days; nobody is absent for more.",
    ),
    "teacher_given_twice": (
        "名单中有重复的教师；请去掉一个。",
        "The same teacher stands twice in the list. Leave one out.",
    ),
    "result_given_twice": (
        "同一选课记录出现了两次；请保留一条。",
        "This enrolment stands in the list twice. Keep one of the two.",
    ),
    "nothing_to_confirm": (
        "该选课记录没有可以确认的学分；请先登记合格结果。",
        "This enrolment has no credits to confirm. Record a passed result first.",
    ),
    "adjustment_of_nothing": (
        "调整的学分不能为 0。",
        "An adjustment gives or takes credits; 0 does neither.",
    ),
    "exemption_days_reversed": (
        "截止日 {until_day} 早于起始日 {from_day}；请对调或改正。",
        "The last day, {until_day}, lies before the first, {from_day}. Correct one of them.",
    ),
    # planner
    "nothing_to_plan": (
        "{school_year}学年没有可安排的90学时班次；请先建立班次。",
        "There is no 90-hour session to plan for in the school year {school_year}. Set one up first.",
    ),
    "session_not_plannable": (
        "班次 {code} 不是该学年仍可选的90学时班次；请去掉它。",
        "Session {code} is no 90-hour session of that year that still takes people. Leave it out.",
    ),
    "plan_breaks_rule": (
        "规划有 {count} 处违反规则；请修改，或写明 override_reason。",
        "The plan breaks {count} rules. Change it, or give an override_reason.",
    ),
    "plan_rule_broken": (
        "{name}{day}：共 {count}，最多 {at_most}（规则 {rule}）。",
        "{name}{day}: {count}, where {at_most} may be (rule {rule}).",
    ),
    "round_past_audit": (
        "班次 {code} 所在的选课轮次已报送平台，不能再列入。",
        "The selection round of session {code} has gone to the platform; nobody can be added.",
    ),
    "exemption_void": ("该免修记录已作废。", "This exemption was voided before."),
    # duties
    "duties_open": (
        "学分暂不能确认，尚未完成的任务：{missing}；任务全部通过或免交后，学分自动确认。",
        "The credits wait for duties that are not done: {missing}. Once all are accepted or waived, they are "
        "confirmed by themselves.",
    ),
    "duty_open": (
        "{kind}尚未完成，应于 {due_on} 前提交并通过。",
        "{kind}, due on {due_on}, is not done: hand it in and have it accepted.",
    ),
    "own_duty": (
        "不能审核自己的任务；请由教科室其他人办理。",
        "Nobody judges their own duty. Ask somebody else of the office.",
    ),
    "duty_content_required": (
        "{kind}须提交文字或文件。",
        "{kind} takes a text or a file. Send one of them.",
    ),
    "product_incomplete": (
        "学习成果须有标题和文件；文字作为简介。",
        "A shared product takes a title and a file; the text is its summary.",
    ),
    "product_withdrawn": (
        "《{title}》已撤下。",
        "{title} was withdrawn before.",
    ),
}
