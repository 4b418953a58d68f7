"""What this room's refusals say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "author_twice": (
        "同一位作者只能署名一次，请去掉重复的作者。",
        "Each author is named once; take the repeated one out.",
    ),
    "author_unknown": (
        "作者须为本校教师，请从教师名单中选择。",
        "Authors are teachers of the school; choose them from the list of teachers.",
    ),
}
