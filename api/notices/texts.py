"""What this room's refusals, and its pages for telephones, say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "notice_not_placed": (
        "只有已录取的培训才能签发通知；该选课目前为“{state}”。",
        "A notice is issued for a place in a training; this enrolment is: {state}.",
    ),
    "notice_issued_already": (
        "该培训已签发通知 {notice_no}；内容有变请在该通知上重新签发。",
        "Notice {notice_no} stands for this training. Issue that one anew if it has to say something else.",
    ),
    "notice_asked_twice": (
        "同一选课列了两次；请去掉一个。",
        "The same enrolment is listed twice. Leave one out.",
    ),
    "nothing_to_issue": (
        "该班次没有需要签发通知的教师：或尚无录取，或均已签发。",
        "Nobody in this session needs a notice: nobody is placed, or all have theirs.",
    ),
    "bulk_choice": (
        "请只给出班次或选课名单其中之一。",
        "Name either a session or a list of enrolments, one of the two.",
    ),
    "notice_copy_void": (
        "通知 {notice_no} 的这一联已作废，不能签收；请查看最新一版。",
        "This copy of notice {notice_no} is void and cannot be acknowledged. Look at the latest edition.",
    ),
    "notice_copy_acknowledged": (
        "该联已由{by}签收，无需再签。",
        "{by} has acknowledged this copy; nothing more is needed.",
    ),
    "notice_copy_not_yours": (
        "请由收件人本人签收；纸质签收请填写签收人。",
        "A copy is acknowledged by its reader. For a signature on paper say who signed.",
    ),
    "notice_paper_for_office": (
        "纸质签收由教科室登记；请把签好的通知交教科室。",
        "What was signed on paper is entered by the Teaching Research Office. Bring it there.",
    ),
    "notice_copy_without_reader": (
        "“{recipient}”目前没有收件人，无法生成签收链接；请先指定负责人。",
        "Nobody reads the copy for {recipient} at present. Name somebody first.",
    ),
    "notice_link_not_a_reader": (
        "签收链接只能给“{recipient}”的收件人；请另选。",
        "A link is for a reader of the copy for {recipient}. Choose one of them.",
    ),
    "notice_four_parts_for_office": (
        "一页四联由教科室打印；您可按“每联一页”打印自己的一联。",
        "The sheet with all four copies is the office's. Print your own copy with a page for each.",
    ),
    "record_sheet_for_teacher": (
        "培训记录表由教师本人或教科室打印。",
        "The record sheet is printed by its teacher or the Teaching Research Office.",
    ),
    "nothing_to_print": (
        "所选范围内没有已签发的通知；请核对后重试。",
        "No issued notice is among what was chosen. Check the choice.",
    ),
    "print_choice": (
        "请在周次、班次、通知名单中只选一项。",
        "Choose one of a week, a session and a list of notices.",
    ),
}

PAGE_TEXTS: dict[str, tuple[str, str]] = {
    "verify_title": ("核验", "Verify"),
    "acknowledge_title": ("培训通知签收", "Acknowledge a notice of training"),
    "number": ("编号", "Number"),
    "edition": ("版次", "Edition"),
    "edition_n": ("第 {n} 版", "{n}"),
    "teacher": ("教师", "Teacher"),
    "training": ("培训", "Training"),
    "dates": ("时间", "Dates"),
    "place": ("地点", "Place"),
    "code": ("核验码", "Code"),
    "valid": ("有效", "Valid"),
    "void": ("已作废", "Void"),
    "valid_note": ("本校已签发，目前有效。", "Issued by this school, and good at present."),
    "replaced_note": (
        "这一版已作废，由第 {n} 版替代；请以新版为准。",
        "This edition is void: edition {n} has taken its place.",
    ),
    "cancelled_note": ("该通知已取消，各联作废。", "The notice is cancelled; all its copies are void."),
    "compare": (
        "请核对纸面上的编号、姓名、培训与此处一致。",
        "Compare the number, the name and the training with the paper.",
    ),
    "to": ("收件人", "For"),
    "link_for": ("本链接仅供{name}签收，只能使用一次。", "This link is for {name} alone, and good once."),
    "lessons": ("课务", "Lessons"),
    "proxies": ("班主任代理", "Homeroom"),
    "nobody_yet": ("待定", "nobody yet"),
    "duties": ("培训后任务", "Duties after the training"),
    "due": ("{due} 前", "by {due}"),
    "button": ("我已知悉，签收", "I have read it: acknowledge"),
    "done_title": ("已签收", "Acknowledged"),
    "done_note": (
        "{name}已于 {at} 签收培训通知 {number}。可以关闭本页。",
        "{name} acknowledged notice {number} at {at}. You may close this page.",
    ),
    "ended_title": ("不能签收", "It cannot be acknowledged"),
    "ended_used": (
        "这个链接已于 {at} 使用过，只能使用一次；通知已签收，无需再签。",
        "This link was used at {at}, and is good once. The notice is acknowledged; nothing more is needed.",
    ),
    "ended_expired": (
        "这个链接已于 {at} 过期；请向学校教科室索取新链接，或在系统内签收。",
        "This link ended at {at}. Ask the Teaching Research Office for another, or acknowledge in the app.",
    ),
    "ended_not_yours": (
        "这个链接是给{name}的，{name}已不是该联的收件人；请联系学校教科室。",
        "This link was made for {name}, who is no reader of this copy any more. Ask the Teaching Research Office.",
    ),
    "ended_void": (
        "培训通知 {number} 的这一版已作废；请以最新一版为准。",
        "This edition of notice {number} is void. Go by the latest.",
    ),
    "ended_acknowledged": (
        "该联已由{by}于 {at} 签收，无需再签。",
        "{by} acknowledged this copy at {at}; nothing more is needed.",
    ),
}
