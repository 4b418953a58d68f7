"""What is wrong with a cell of a catalogue, in words: (Chinese, English)."""

ROW_TEXTS: dict[str, tuple[str, str]] = {
    "bad_credits": (
        "须是最多两位小数的数，如 7.50。",
        "This is a number of at most two decimals, such as 7.50.",
    ),
    "bad_instant": (
        "不是有效的时间；请写成 2021-04-01 08:00。",
        "This is no time; write it as 2021-04-01 08:00.",
    ),
    "bad_capacity": ("名额须是 1 到 10000 的整数。", "Seats are a whole number from 1 to 10000."),
    "bad_kind": ("没有这个类别；请对照模板。", "There is no such kind; see the template."),
    "bad_yes_no": ("请填“是”或“否”。", "Write 是 (yes) or 否 (no)."),
    "differs": ("与第 {first_line} 行所填的不一致。", "Line {first_line} says otherwise."),
    "ends_before_start": ("结束时间必须晚于开始时间。", "It must end after it starts."),
    "overlaps": ("与第 {first_line} 行的时段重叠。", "It overlaps the block of line {first_line}."),
    "closes_before_opening": ("选课截止必须晚于选课开始。", "Enrolment must close after it opens."),
    "course_archived": (
        "该课程已归档，不能再开新班次。",
        "The course is archived and takes no more sessions.",
    ),
    "session_of_other_course": (
        "该班次属于另一门课程；请换一个班次代码。",
        "The session belongs to another course; use another session code.",
    ),
    "session_over": (
        "该班次已结束或取消，不能再改。",
        "The session was held or called off and cannot be changed.",
    ),
    "capacity_below_taken": (
        "已有 {taken} 人录取，名额不能更少。",
        "{taken} seats are taken; there cannot be fewer.",
    ),
}
