"""What the refusals of this room say to a person: (Chinese, English)."""

PLATFORM_WORDS: dict[str, tuple[str, str]] = {
    "too_busy": ("平台繁忙", "it is too busy"),
    "elsewhere": ("平台要求改往别处", "it points elsewhere"),
    "no_reason": ("未说明原因", "without a reason"),
    "not_json": ("应答不是有效的 JSON", "its answer is not valid JSON"),
    "no_rows": ("应答中没有数据行", "its answer has no rows"),
    "bad_row": ("应答中有一行不是对象", "a row of its answer is no object"),
    "bad_value": ("应答中有的值不是可保存的文本", "a value of its answer is no text that can be kept"),
    "bad_cursor": ("应答中的翻页标记无效", "its cursor is not valid"),
    "no_receipt": ("应答中没有回执", "its answer has no receipt"),
    "too_many_rows": ("数据行过多", "it has too many rows"),
    "too_many_pages": ("数据页过多", "it has too many pages"),
}
"""What the platform's answer lacks, as `why` of a refusal."""

TEXTS: dict[str, tuple[str, str]] = {
    "platform_already_connected": (
        "本校已设置平台连接，请修改原有连接。",
        "The school is connected to the platform already. Change that connection.",
    ),
    "platform_not_connected": (
        "尚未设置平台连接，或连接已停用；请先设置并启用，或改用文件。",
        "There is no connection to the platform, or it is switched off. Set it up, or use a file.",
    ),
    "platform_secret_lost": (
        "平台连接的密钥无法读取，请重新填写。",
        "The secret of the connection to the platform cannot be read. Enter it again.",
    ),
    "pull_misnamed": (
        "“{kind}”的 about 不正确。选课结果填轮次代码，平台学分和评课情况填学年，如 2020；目录不填。",
        "`about` does not fit “{kind}”. Selection results take a round's code, credits and "
        "evaluations a school year such as 2020, the catalogue nothing.",
    ),
    "bad_callback_signature": (
        "回调未通过验证；请核对密钥、时钟和地址。",
        "The callback is not believed. Check the secret, the clock and the address.",
    ),
    "unreadable_callback": (
        "回调的 data 缺少有效的 {field}。",
        "The callback's data has no valid {field}.",
    ),
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
    "import_about_wrong": (
        "请按种类填写 about：录取结果填轮次代码，平台学分和评价情况填学年，如 2020；培训目录不填（{kind}）。",
        "Fill in about as the kind asks: a round's code for selection results, a school year such as 2020 for "
        "credits and evaluations, nothing for a catalogue ({kind}).",
    ),
}
