"""What the refusals of this room say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "no_platform_list": (
        "{school_year} 学年还没有确认导入的平台学分清单，请先导入清单，再对账。",
        "No list of the platform's credits was brought in for {school_year}; bring one in, then reconcile.",
    ),
    "own_credits": (
        "不能处理自己的学分差异，请由教科室其他人处理。",
        "Nobody decides on their own credits; ask somebody else in the office.",
    ),
    "decision_needs_note": (
        "请填写说明：保留本校学分要写明依据，暂不处理要写明原因。",
        "Add a note: why ours is right, or what is waited for.",
    ),
    "line_given_twice": (
        "同一条差异重复出现，请只保留一项。",
        "The same difference is there twice; keep one of the items.",
    ),
    "line_outdated": (
        "发现这条差异之后，学分台账或平台清单又有变动，请重新对账后再处理。",
        "The ledger or the platform's list has changed since; reconcile again, then decide.",
    ),
    "course_credited_again": (
        "本周期内，该教师的“{course}”已计过学分，一门课程只计一次；请先处理另一学年的那条差异或作废原记录。",
        "“{course}” counts for this teacher in this cycle already, and a course counts once: settle the other"
        " school year's difference first, or void that award.",
    ),
    "decision_overtaken": (
        "处理之后，台账中的这些学分又有变动，不能撤销；请重新对账，处理新的差异。",
        "The ledger has moved on from this decision, which cannot be undone; reconcile again instead.",
    ),
    "line_replaced": (
        "同一课程已有新的差异记录，请处理新的那条。",
        "A newer line of the same course stands; decide on that one.",
    ),
}
