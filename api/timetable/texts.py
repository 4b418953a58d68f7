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
    "stretch_too_long": (
        "一次最多查询 {most} 天；请分几次查询。",
        "At most {most} days are shown at once. Ask for them part by part.",
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
}
