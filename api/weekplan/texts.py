"""What this room's refusals say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "week_plan_taken": (
        "第{week_no}周已有工作安排，请直接打开它。",
        "Week {week_no} has its plan already; open that one.",
    ),
    "week_unknown": (
        "本学期共 {weeks} 周，没有第{week_no}周。",
        "The term has {weeks} weeks; there is no week {week_no}.",
    ),
    "day_outside_week": (
        "日期须在本周内：{first} 至 {last}。",
        "Choose a day of the plan's week: {first} to {last}.",
    ),
    "week_item_times_backwards": (
        "结束时间须在开始时间之后；有结束时间就要有开始时间。",
        "An item ends after it starts; one with an end needs a start.",
    ),
    "week_nothing_new": (
        "与第{number}版相比没有变化，无需再次发布。",
        "Nothing has changed since edition {number}; there is nothing to publish.",
    ),
}
