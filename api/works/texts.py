"""What this room's refusals say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "author_twice": (
        "同一位作者只能署名一次，请去掉重复的作者。",
        "Each author is named once; take the repeated one out.",
    ),
    "author_unknown": (
        "作者须为本校教师，请从教师名单中选择。",
        "Authors are teachers of the school; choose them from the list of teachers.",
    ),
    "work_held_elsewhere": (
        "课题和论文请在各自的栏目中登记和修改。",
        "Topics and papers are entered and changed in their own rooms.",
    ),
    "not_an_author": (
        "您只能登记自己署名的成果；为他人登记请联系教科室。",
        "You may enter works you are an author of. For others, ask the Teaching Research Office.",
    ),
    "work_settled": (
        "该成果已有确认的获奖，题目和作者不能自行修改；请联系教科室。",
        "An award of this work is confirmed, so its title and authors stand. Ask the Teaching Research Office.",
    ),
    "award_given": (
        "该成果的这项获奖（同级别、同颁奖单位、同日）已登记，请勿重复。",
        "This work has the award of that level, issuer and day already; do not enter it twice.",
    ),
    "award_not_given_yet": (
        "获奖日期 {awarded_on} 还没有到，请核对证书上的日期。",
        "{awarded_on} is still to come. Look at the day on the certificate.",
    ),
    "certificate_required": (
        "申报获奖须附证书，请先上传证书的照片或扫描件。",
        "Show the certificate: upload a photo or a scan of it first.",
    ),
    "for_the_office": (
        "已确认的获奖只能由教科室作废；请联系教科室。",
        "A confirmed award is the Teaching Research Office's to void. Ask them.",
    ),
}
