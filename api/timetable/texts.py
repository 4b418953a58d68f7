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
