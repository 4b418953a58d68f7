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
}
