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
    "import_about_wrong": (
        "请按种类填写 about：录取结果填轮次代码，平台学分和评价情况填学年，如 2020；培训目录不填（{kind}）。",
        "Fill in about as the kind asks: a round's code for selection results, a school year such as 2020 for "
        "credits and evaluations, nothing for a catalogue ({kind}).",
    ),
}
