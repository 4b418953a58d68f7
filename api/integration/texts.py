"""What the refusals of this room say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "platform_unavailable": (
        "教师培训平台暂时没有应答（{why}）；系统会再试，也可以改用文件。",
        "The training platform does not answer just now ({why}). It is tried again; a file will do too.",
    ),
    "platform_refused": (
        "教师培训平台拒绝了请求（{status}：{why}）；请核对连接设置与上报内容。",
        "The training platform refused ({status}: {why}). Check the connection and what was handed in.",
    ),
    "nothing_to_hand_in": (
        "“{kind}”（{about}）没有可上报的内容。",
        "There is nothing to hand in: {kind} ({about}).",
    ),
    "round_not_submitted": (
        "选课轮次 {code} 还没有提交（{state}）；请先提交，再上报申请。",
        "Round {code} is not handed in yet ({state}). Submit it first, then prepare its applications.",
    ),
    "round_not_closed": (
        "选课轮次 {code} 还没有截止（{state}）；请先截止并审核，再上报审核结果。",
        "Round {code} is not closed yet ({state}). Close it and decide, then prepare its decisions.",
    ),
    "submission_needs_year": (
        "“{kind}”按学年上报：about 请填开学的公历年，如 2020。",
        "{kind} are about a school year: give `about` as the calendar year it starts in, such as 2020.",
    ),
    "submission_open": (
        "“{kind}”（{about}）上一次上报还没有结果；请等平台答复，或先撤回。",
        "An earlier one is not settled: {kind} ({about}). Wait for the platform's answer, or withdraw it.",
    ),
    "submission_settled": (
        "平台对这次上报已有答复（{state}），不能再改；如需更正，请重新上报。",
        "The platform has answered already ({state}). To put something right, hand in a further edition.",
    ),
    "submission_under_way": (
        "正在上报（第 {attempts} 次尝试），暂不能撤回；请等这次上报成功或放弃。",
        "It is being handed in (try {attempts}). Withdraw it once that is given up.",
    ),
    "submission_refusal_needs_reason": (
        "请填写平台退回的原因。",
        "Say why the platform refused it.",
    ),
    "platform_not_connected": (
        "学校还没有启用与教师培训平台的连接；请先设置连接，或改用文件上报。",
        "The school has no enabled connection to the training platform. Set one up, or carry a file.",
    ),
    "import_about_wrong": (
        "请按种类填写 about：录取结果填轮次代码，平台学分和评价情况填学年，如 2020；培训目录不填（{kind}）。",
        "Fill in about as the kind asks: a round's code for selection results, a school year such as 2020 for "
        "credits and evaluations, nothing for a catalogue ({kind}).",
    ),
}
