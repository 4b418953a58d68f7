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
}
