"""What this room's refusals say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "extension_application_incomplete": (
        "申报材料不全：{missing}；请补齐课程纲要（outline）、对象年级（grades）和上课时间（slots）后再申报。",
        "The application lacks: {missing}. Hand in the outline, and name the grades and periods first.",
    ),
    "extension_is_work": (
        "“{title}”已登记为教科研成果，只能登记一次；请在成果中更正。",
        "“{title}” is registered as a work already, and it is done once. Correct the work instead.",
    ),
    "extension_clashes": (
        "上课时间有 {count} 处冲突；请调整时间、教师或教室，与课表冲突且已妥善安排的请写明理由。",
        "Its periods clash {count} times. Change periods, teachers or room; or, where lessons are looked after,"
        " say why it is held despite them.",
    ),
    "extension_clashed": (
        "{kind}：星期{weekday}第{period_no}节“{title}”；请调整时间、教师或教室。",
        "{kind}: weekday {weekday}, period {period_no}, “{title}”. Change periods, teachers or room.",
    ),
    "extension_teacher_clashed": (
        "{kind}：{name}，星期{weekday}第{period_no}节“{title}”；请调整时间、教师或教室。",
        "{kind}: {name}, weekday {weekday}, period {period_no}, “{title}”. Change periods, teachers or room.",
    ),
    "extension_ran_then": (
        "“{title}”在该学期已开设过；请选择其他学期。",
        "“{title}” ran in that term already. Choose another term.",
    ),
    "extension_run_closed": (
        "“{title}”本学期已结课，不能再改；如需继续，请由教科室在新学期续开。",
        "“{title}” is closed for the term. Have the office continue it in a further term.",
    ),
    "extension_day_outside_term": (
        "日期须在该学期内（{first} 至 {last}）；请更正日期。",
        "The day must be within the term ({first} to {last}). Correct the day.",
    ),
    "extension_too_many_pupils": (
        "学生数超过课程容量 {capacity} 人；请减少学生或由教科室调整容量。",
        "More pupils than the {capacity} it takes. Take fewer, or have the office change the capacity.",
    ),
    "extension_incomplete": (
        "材料与上课情况不符，不能结课：{gaps}；请逐项补齐，或由教科室说明理由后结课。",
        "It cannot be closed: {gaps}. Complete each, or have the office close it with a reason.",
    ),
    "extension_gap_left": (
        "{gap}，课时：{sessions}；请补齐。",
        "{gap}, sessions: {sessions}. Complete it.",
    ),
    "extension_material_empty": (
        "请填写正文或上传文件。",
        "Write a text or upload a file.",
    ),
    "extension_session_entered": (
        "第 {session_no} 课时已登记；如有错误请更正该条记录。",
        "Session {session_no} is entered already. Correct that entry if it is wrong.",
    ),
    "extension_session_period_taken": (
        "{day} 第{period_no}节已登记为第 {session_no} 课时；请核对日期和节次。",
        "{day}, period {period_no} is entered as session {session_no}. Check the day and the period.",
    ),
    "extension_session_superseded": (
        "第 {session_no} 课时已有更新的记录或已作废；请查看最新记录。",
        "Session {session_no} has a later entry, or was struck out. Look at the latest entry.",
    ),
    "extension_session_to_come": (
        "{day} 尚未到，上完课后再登记。",
        "{day} is still to come. Enter the session when it has been held.",
    ),
    "extension_more_pupils_than_there": (
        "出勤人数超过本课程学生数 {students}；请核对，或先更正学生数。",
        "More present than the {students} who take it. Check, or correct how many take it first.",
    ),
}
