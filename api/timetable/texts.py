"""What this room's refusals say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    # published changes
    "lesson_moved": (
        "{day} 第{period_no}节的这节课已被调走或已换人；请刷新后再试。",
        "The lesson of {day}, period {period_no}, was moved or given to somebody else. Look again, then retry.",
    ),
    "lesson_shared": (
        "{day} 第{period_no}节“{subject}”由多位教师同上，不能调到别处；请由教务处安排代课。",
        "Several teachers give {subject} on {day}, period {period_no}, together; it cannot be moved. Have it covered.",
    ),
    "teacher_in_two_places": (
        "{name} 在 {day} 第{period_no}节已有课；请另选时间或教师。",
        "{name} has a lesson on {day}, period {period_no}. Choose another time or teacher.",
    ),
    "class_in_two_places": (
        "{name} 在 {day} 第{period_no}节已有课；请另选时间。",
        "{name} has a lesson on {day}, period {period_no}. Choose another time.",
    ),
    "room_in_two_places": (
        "{name} 在 {day} 第{period_no}节已被占用；请另选教室或时间。",
        "{name} is taken on {day}, period {period_no}. Choose another room or time.",
    ),
    "changed_since": (
        "此后又有新的变更（{day} 第{period_no}节）；请先撤销后来的变更，或一并撤销。",
        "Something was published on top since ({day}, period {period_no}). Undo that first, or both together.",
    ),
    "changed_meanwhile": (
        "刚有人改动了同样的课；请刷新后再试。",
        "Somebody changed the same lessons just now. Look again, then retry.",
    ),
    # cover
    "days_backwards": (
        "结束日期（{until_day}）不能早于开始日期（{from_day}）。",
        "The last day ({until_day}) must not be before the first ({from_day}).",
    ),
    "stretch_too_long": (
        "共 {days} 天，最多 {at_most} 天；请分几次办理。",
        "{days} days are too many: {at_most} at most. Do it in parts.",
    ),
    "stretch_unclear": (
        "请给出学期，或者给出开始和结束日期。",
        "Name a term, or a first and a last day.",
    ),
    "nothing_to_cover": (
        "{from_day} 至 {until_day} 没有待安排代课的课；请检查日期和缺勤的处理方式。",
        "No lesson waits for cover from {from_day} to {until_day}. Check the days and the absences' route.",
    ),
    "lesson_not_missed": (
        "{name} {day} 第 {period_no} 节的{subject}已不再等待代课；请重新求解。",
        "{name}'s {subject} in period {period_no} of {day} waits for no cover any more. Solve the plan again.",
    ),
    "cover_rule_broken": (
        "{name} 不能代 {day} 第 {period_no} 节：{rule}；请另选教师。",
        "{name} cannot cover period {period_no} of {day}: {rule}. Choose somebody else.",
    ),
    "row_edit_unclear": (
        "一节课要么安排代课教师，要么注明无需代课；没有安排的课不能锁定。",
        "Name who covers the lesson or why it needs no cover, not both; a row with nobody cannot be locked.",
    ),
    "cover_plan_outdated": (
        "有 {count} 处与现状不符，安排未发布；请按 errors 修改或重新求解后再发布。",
        "{count} of its rows no longer fit what stands, so nothing was published. Change those in errors, "
        "or solve the plan again, and publish it then.",
    ),
    "cover_teacher_gone": (
        "{name} 已不在岗；请另选教师。",
        "{name} is not at work any more. Choose somebody else.",
    ),
    "no_term_that_day": (
        "校历中 {day} 不属于任何学期；请先补全学期。",
        "The calendar has no term on {day}. Complete its terms first.",
    ),
    "entry_elsewhere": (
        "所更正的那一条属于另一位教师、学期或类别；请核对。",
        "The line to correct is of another teacher, term or kind. Check which one you mean.",
    ),
}
