"""What this room's refusals say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "not_topic_leader": (
        "只有课题负责人或教科室可以这样做；更换负责人请联系教科室。",
        "Only the topic's leader or the office may do this; ask the office to change who leads.",
    ),
    "topic_members_too_many": (
        "课题组最多 {most} 人（含负责人），现有 {count} 人，请减少成员。",
        "A topic has at most {most} members, its leader included; there are {count}. Take some out.",
    ),
    "topic_member_left": (
        "{names}已离校，不能加入课题组。",
        "No longer at the school, and so no new members: {names}.",
    ),
    "topic_plan_empty": (
        "请先填写研究方案，或上传方案文件，再提交申报。",
        "Write the plan or attach it as a file, then submit.",
    ),
    "topics_led_too_many": (
        "一位教师同时主持的课题最多 {most} 项；请待现有课题结题后再申报，或由他人主持。",
        "A teacher leads at most {most} open topics; conclude one first, or let somebody else lead.",
    ),
    "topic_decided_in_future": (
        "立项日期不能晚于今天（{today}）。",
        "Enter what was decided today ({today}) or before.",
    ),
    "topic_milestones_out_of_order": (
        "立项、开题、中期、结题的日期须依次不早于前一项：{days}。",
        "Approval, opening, midterm and conclusion must follow one another: {days}.",
    ),
    "topic_level_not_higher": (
        "只能提升到比现有级别（{level}）更高的级别。",
        "Raise the topic above the level it has ({level}).",
    ),
    "topic_number_misplaced": (
        "立项须填写立项编号，未立项的不填（{outcome}）。",
        "An approval has its number, what was declined has none ({outcome}).",
    ),
    "topic_number_taken": (
        "该级别已有立项编号 {number}，请核对。",
        "Another topic has the number {number} at this level; check it.",
    ),
    "topic_submission_empty": (
        "请填写文字，或附上文件。",
        "Write something, or attach a file.",
    ),
    "topic_extension_not_later": (
        "延期须晚于现有期限，也须晚于今天：请选 {after} 之后的日期。",
        "Choose a day after the one it is due, and after today: later than {after}.",
    ),
    "topic_extensions_used_up": (
        "每项课题最多延期 {most} 次，已用完；请按期提交，或与教科室商量。",
        "A topic is put off at most {most} times, and was; hand in, or talk to the office.",
    ),
    "topic_extension_asked": (
        "已有一份延期申请待审批，请等待结果。",
        "An extension was asked for and is not decided; wait for the answer.",
    ),
}
