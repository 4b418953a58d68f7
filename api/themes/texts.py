"""What this room's refusals say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "theme_title_taken": (
        "本学期已有主题“{title}”，请换一个名称。",
        "The term has a theme “{title}” already; choose another title.",
    ),
    "theme_due_outside_term": (
        "截止日期须在本学期内：{first} 至 {last}。",
        "Choose a day of the theme's term: {first} to {last}.",
    ),
    "theme_without_groups": (
        "“{title}”还没有教研组参加；请先由教研组确定切入点。",
        "No subject group takes part in “{title}” yet; let one enter with its question first.",
    ),
    "theme_not_running": (
        "“{title}”不在进行中（{state}），不能提交或审核材料。",
        "“{title}” is not running ({state}); nothing is handed in or judged now.",
    ),
    "theme_closed": (
        "“{title}”已结束，不能再更改。",
        "“{title}” is closed; it can be changed no more.",
    ),
    "group_entered": (
        "该教研组已参加“{theme}”，请直接打开它。",
        "The group takes part in “{theme}” already; open that.",
    ),
    "nine_ones_incomplete": (
        "“九个一”须有九项，且标识互不相同；现有 {count} 项，重复：{repeated}。",
        "The nine ones are nine, each with a key of its own; there are {count}, repeated: {repeated}.",
    ),
    "nine_ones_number_taken": (
        "刚有人发布了新的“九个一”，请查看后再发布。",
        "Somebody has just published a version; look at it, then publish yours.",
    ),
    "material_empty": (
        "请填写文字，或附上文件、照片。",
        "Write something, or attach a file or a photo.",
    ),
    "material_misdirected": (
        "提交{kind}时须且只须指明：{needs}。",
        "Name for {kind} these, and no others: {needs}.",
    ),
    "not_expected_there": (
        "作业须由应参加该活动的教师提交。",
        "Homework is by a teacher who was expected at the activity.",
    ),
}
