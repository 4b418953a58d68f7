"""What is wrong with a row of an organiser's list of results: (Chinese, English)."""

ROW_TEXTS: dict[str, tuple[str, str]] = {
    "bad_prize": (
        "没有这个奖项；请从模板的列表中选择，未获奖的填“未获奖”。",
        "There is no such prize; take one from the template's list, 未获奖 for none.",
    ),
    "entry_unnamed": (
        "请填写编号，或题目和第一作者。",
        "Give the number, or the title and the first author.",
    ),
    "entry_unknown": ("没有这件报送作品。", "There is no such entry."),
    "entry_ambiguous": ("有几件作品与此相符，请填写编号。", "Several entries fit; give the number."),
    "title_differs": ("该编号的作品题目是“{title}”。", "The entry of this number is called “{title}”."),
    "entry_not_sent": ("“{title}”没有报送。", "“{title}” was not sent."),
    "result_differs": (
        "“{title}”已登记了不同的结果，请在系统中更正并写明原因。",
        "“{title}” has another result already; correct it there, with the reason.",
    ),
}
