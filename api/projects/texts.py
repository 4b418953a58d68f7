"""What this room's refusals say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "project_over": (
        "“{title}”已结项或取消，不能再改；如需更正，请先由教科室重新打开。",
        "“{title}” is closed or cancelled. Have the office reopen it first.",
    ),
    "materials_missing": (
        "六个一尚未齐全，不能结项；请先收齐并通过：{missing}。",
        "Not all of the six materials are accepted. Have these handed in and accepted first: {missing}.",
    ),
    "material_not_accepted": (
        "{kind}尚未通过；请先收齐并通过。",
        "Not accepted yet: {kind}. Have it handed in and accepted first.",
    ),
    "project_not_held": (
        "“{title}”还没有举行过活动，不能结项；请先安排活动，或取消项目。",
        "None of the activities of “{title}” took place. Set one up, or call the project off.",
    ),
    "project_not_over": (
        "活动“{activity}”尚未结束，不能结项；请待其结束，或取消该活动。",
        "“{activity}” is not over. Wait until it is, or call it off.",
    ),
    "material_is_produced": (
        "这一项由系统按考勤、评价生成，不能上传；请用“生成”。",
        "This one is produced from what is on record. Produce it instead of bringing a file.",
    ),
    "material_is_brought": (
        "这一项不能由系统生成；请上传文件。",
        "This one cannot be produced. Upload a file and hand it in.",
    ),
    "homework_empty": (
        "请填写作业内容或上传文件。",
        "Write a text or upload a file.",
    ),
    "not_a_member": (
        "您不是“{title}”的成员；如有遗漏，请联系教科室加入名单。",
        "You are no member of “{title}”. Ask the office to add you if you should be.",
    ),
    "own_homework": (
        "不能评定自己的作业；请由教科室评定。",
        "Nobody judges their own homework. Leave it to the office.",
    ),
    "evaluation_given": (
        "您已评价过这个项目，每人只能评价一次；如需更正，请联系教科室。",
        "You have evaluated this project, and it is done once. Ask the office if something was wrong.",
    ),
}
