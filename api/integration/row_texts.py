"""What is wrong with a row from the district's platform, in words: (Chinese, English)."""

ROW_TEXTS: dict[str, tuple[str, str]] = {
    "bad_school_year": ("请写成 2020 或 2020-2021。", "Write it as 2020 or 2020-2021."),
    "bad_outcome": (
        "请填“录取”“候补”或“未录取”。",
        "Write 录取 (placed), 候补 (waitlisted) or 未录取 (refused).",
    ),
    "bad_score": ("须是最多两位小数的数，如 92。", "This is a number of at most two decimals, such as 92."),
    "about_something_else": (
        "这次导入的是 {about}；请把其他的分成另一个文件。",
        "This import is about {about}; put what is about another into a file of its own.",
    ),
    "unknown_employee_no": (
        "本校没有这个工号；请核对，或先导入花名册。",
        "Nobody at this school has this employee number. Correct it, or bring in the roster first.",
    ),
    "name_differs": (
        "这个工号是{name}；请核对工号与姓名。",
        "This employee number is {name}'s. Correct the number or the name.",
    ),
    "session_not_of_round": (
        "这一轮次没有这个班次；请核对班次代码或平台编号。",
        "The round has no such session. Correct the session's code or platform number.",
    ),
    "unknown_session": (
        "没有这个班次；请核对班次代码或平台编号，或先导入培训目录。",
        "There is no such session. Correct its code or platform number, or bring in the catalogue first.",
    ),
    "not_applied": (
        "该教师没有申请这个班次；请与平台核对。",
        "This teacher has not applied for this session. Clear it up with the platform.",
    ),
    "recorded_as_placed": (
        "已登记为录取；要改请先退选，或与平台核对。",
        "It is recorded as placed. Withdraw the teacher first, or clear it up with the platform.",
    ),
    "recorded_as_waitlisted": (
        "已登记为候补，此后又已递补或退选，与此行不符；请与平台核对后删去此行。",
        "It was recorded as waitlisted, and has moved up or been given up since. Clear it up with the "
        "platform, and leave this row out.",
    ),
    "recorded_as_refused": (
        "已登记为未录取；请与平台核对后删去此行。",
        "It is recorded as refused. Clear it up with the platform, and leave this row out.",
    ),
    "application_given_up": (
        "该申请已退选或取消；请通知平台，并删去此行。",
        "The application was withdrawn or cancelled. Tell the platform, and leave this row out.",
    ),
    "session_full": (
        "班次 {session} 的 {capacity} 个名额已满；请与平台核对，或先增加名额。",
        "All {capacity} seats of session {session} are taken. Clear it up with the platform, or add some.",
    ),
    "session_not_open": (
        "班次 {session} 已取消或已结束；请与平台核对。",
        "Session {session} was called off or is over. Clear it up with the platform.",
    ),
    "teacher_not_active": (
        "{name}目前不在岗；请通知平台，并删去此行。",
        "{name} is not at work at present. Tell the platform, and leave this row out.",
    ),
    "date_clash": (
        "与《{title}》（班次 {session_code}，{starts_at} 开始）时间冲突；请先退选其中一个。",
        "It clashes with {title} (session {session_code}, from {starts_at}). Withdraw one of the two first.",
    ),
    "no_rows": ("文件中没有数据。", "There are no rows in the file."),
    "no_evaluation_due": (
        "该教师在这个班次没有评价任务；请先登记合格结果，或核对工号和班次。",
        "This teacher owes no evaluation of this session. Record that they passed first, or correct the row.",
    ),
    "session_of_other_year": (
        "这个班次属于 {year} 学年；请改学年，或放进那一学年的文件。",
        "This session belongs to school year {year}. Correct the year, or put it into that year's file.",
    ),
    "own_evaluation": (
        "本人的评价任务请由同事导入；请删去此行。",
        "Nobody settles a duty of their own: leave this row out, and let a colleague bring it in.",
    ),
}
