"""What this room's refusals say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "school_year_unknown": (
        "校历中没有包含 {day} 的学年；请先在校历中建立该学年。",
        "No school year of the calendar holds {day}. Enter that year in the calendar first.",
    ),
}
