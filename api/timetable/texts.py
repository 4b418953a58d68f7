"""What this room's refusals say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    # timetable
    "room_code_taken": (
        "这个教室代码已被使用；请换一个代码。",
        "Another room has this code. Choose another.",
    ),
    "timetable_lessons_changed": (
        "文件改动的课上已有 {lessons} 处已发布的调课或代课（最后一天 {last_day}）；请改用更晚的生效日期，或先撤销这些调课、代课。",
        "The file changes lessons with {lessons} published swaps or cover on them, the last on {last_day}. Give a later first day, or undo those first.",
    ),
    "timetable_in_use": (
        "课表自 {effective_from} 起生效，已有 {changes} 处调课或代课；只能删除尚未生效且没有调代课的课表，请改为导入新的版本。",
        "The timetable is in force from {effective_from}, with {changes} changes on it. Only one that has not begun and has none can be deleted; import a new version instead.",
    ),
    "period_in_use": (
        "第 {periods} 节有课，不能去掉；请先改动课表。",
        "Lessons are held in period {periods}, which cannot be left out. Change the timetable first.",
    ),
    "periods_out_of_order": (
        "第 {period_no} 节与前后不衔接；节次、名称不能重复，时间须先后有序。",
        "Period {period_no} does not follow the one before it. Numbers, names and times must go forward.",
    ),
    # absences and homeroom proxies
    "proxy_away": (
        "{name} 在 {day} 也缺勤；请另选教师。",
        "{name} is away on {day} too. Choose somebody else.",
    ),
    "proxy_left": (
        "{name}已离校；请另选教师。",
        "{name} has left the school. Choose somebody else.",
    ),
    "proxy_not_needed": (
        "{day} 该班班主任并不因这次缺勤而空缺；请核对班级和日期。",
        "This absence does not take the class's homeroom teacher on {day}. Check the class and the day.",
    ),
    "absence_overlaps": (
        "该教师此时段已有登记的缺勤（{kind}，{starts_at}—{ends_at}）；请修改那一条，或换时间。",
        "The teacher is down as away then already ({kind}, {starts_at} to {ends_at}). Change that absence, or choose other times.",
    ),
    "absence_follows_training": (
        "这条缺勤随培训而定；请到培训中修改时间或退选。",
        "This absence follows a training. Change the training's dates, or give up the place in it.",
    ),
    "absence_without_school_day": (
        "所填时间都不是教学日；请核对校历后重填。",
        "None of these times touches a school day. Check the calendar and choose others.",
    ),
    "absence_kind_follows": (
        "培训缺勤由培训名额自动产生；请登记为公出或请假。",
        "An absence for a training comes of a place in it. Enter an official absence or a leave.",
    ),
    "route_unchanged": (
        "已经是“{route}”方式；无需更改。",
        "The lessons go that way already ({route}). There is nothing to change.",
    ),
    "absent_teacher_left": (
        "{name}已离校；请选择在校教师。",
        "{name} has left the school. Choose a teacher who is here.",
    ),
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
    # swaps
    "absence_over": (
        "缺勤已取消，无需调课。",
        "The absence was cancelled; there is nothing to swap.",
    ),
    "swap_goes_to_cover": (
        "这次缺勤由教务处安排代课，不再调课；请联系教务处。",
        "Academic Affairs arranges cover for this absence, so lessons are no longer swapped. Ask there.",
    ),
    "swap_deadline_passed": (
        "调课已于 {swap_until:%Y-%m-%d %H:%M} 截止；请联系教务处安排代课。",
        "Lessons could be swapped until {swap_until:%Y-%m-%d %H:%M}. Ask Academic Affairs for cover.",
    ),
    "swap_impossible": (
        "这两节课不能互换：{obstacles}。请另选一节。",
        "These two lessons cannot change places: {obstacles}. Choose another.",
    ),
    "swap_proposed_already": (
        "这两节课的调课已提出，正在等待答复。",
        "A swap of these two lessons is proposed already. Wait for the answer.",
    ),
    "swap_under_way": (
        "{day} 第{period_no}节已经开始，调课不能再撤销；请联系教务处。",
        "The lesson of {day}, period {period_no}, has begun; the swap can no longer be undone. Ask Academic Affairs.",
    ),
    # cover
    "stretch_too_long": (
        "共 {days} 天，最多 {at_most} 天；请分几次办理。",
        "{days} days are too many: {at_most} at most. Do it in parts.",
    ),
    "stretch_unclear": (
        "请只给出学期，或者同时给出开始和结束日期。",
        "Name either a term, or a first and a last day.",
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
    "uncovered_span": (
        "一次至多查询 {days} 天；请缩小日期范围。",
        "At most {days} days are looked through at once. Ask for fewer.",
    ),
    "entry_elsewhere": (
        "所更正的那一条属于另一位教师、学期或类别；请核对。",
        "The line to correct is of another teacher, term or kind. Check which one you mean.",
    ),
}
