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
}
