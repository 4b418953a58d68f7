"""What this room's refusals say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "weights_misplaced": (
        "按比例分配须填写各位作者的权重，其他分配方式不填；请调整。",
        "State the weights of a ratio, and none for any other split.",
    ),
    "cell_twice": (
        "{level}{prize}的金额填写了两次，请只保留一个。",
        "{level}, {prize} has two amounts; keep one of them.",
    ),
    "same_person": (
        "制表、审核、批准须由不同的人完成；请由另一位有权限的人办理。",
        "A batch is drafted, checked and approved by three people. Leave this step to another.",
    ),
    "nothing_due": (
        "这段时间没有待发放奖金的获奖；请核对日期、获奖是否已确认，或是否已在其他批次中。",
        "No award of these days is to be paid. Look at the days, and whether awards are confirmed or in another"
        " batch.",
    ),
    "batch_outdated": (
        "编制后获奖、作者、标准或已发金额有变化；请退回草稿并重新汇总。",
        "Awards, authors, tables or payments changed since it was made. Send it back, and gather it anew.",
    ),
    "batch_field_misplaced": (
        "“{field}”不适用于这类批次：获奖批次改起止日期，冲正批次改原因和明细。",
        "This kind of batch has no “{field}”: an award batch has days, an adjustment its reason and lines.",
    ),
    "correction_of_adjustment": (
        "冲正批次不能再被冲正；请对原批次另做冲正。",
        "An adjustment is not adjusted. Draft another one to the batch itself.",
    ),
    "correction_of_nothing": (
        "第 {line} 行金额为零；请填写要补发（正）或扣回（负）的金额。",
        "Line {line} moves nothing. Say what is to be paid, or below zero taken back.",
    ),
    "correction_too_much": (
        "第 {line} 行扣回的金额超过该教师因此成果实得的 {paid} 元；请调整。",
        "Line {line} takes back more than the {paid} yuan the teacher was paid for the work.",
    ),
    "correction_above_highest": (
        "第 {line} 行使该成果的奖金超过其最高获奖的 {highest} 元；请调整。",
        "Line {line} lifts the work above the {highest} yuan of its highest award.",
    ),
}
