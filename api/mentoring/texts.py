"""What this room's refusals say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "mentor_unclear": (
        "请选择本校教师作师父，或填写校外名师的姓名和所在学校，二者只取其一。",
        "Name a teacher of the school as the mentor, or somebody from outside with their school; not both.",
    ),
    "pair_of_one": (
        "师父和徒弟须是两个人，请另选一位。",
        "Mentor and apprentice are two people; choose another for one of them.",
    ),
    "mentor_not_eligible": (
        "{name} 尚不能任师父：须教龄满 {years} 年，或职称为：{titles}。请另选，或先补全其入职日期、职称。",
        "{name} may not be a mentor yet: it takes {years} years of service, or a title among: {titles}."
        " Choose another, or complete their date of hiring and title.",
    ),
    "mentor_full": (
        "{name} 这段时间所带徒弟已满 {capacity} 人，请另选师父，或调整期限。",
        "{name} has {capacity} apprentices in that time already; choose another mentor, or other days.",
    ),
    "pair_reversed": (
        "这两位已反向结对，请先结束那一对。",
        "These two are a pair the other way round; end that one first.",
    ),
    "apprentice_taken": (
        "该教师在“{field}”方面已有师父，请先结束或解除原结对。",
        "The teacher has a mentor for {field} already; end or dissolve that pair first.",
    ),
    "side_signed": (
        "{side}已签约，等待另一方即可。",
        "{side} has signed already; wait for the other.",
    ),
    "pair_begins_later": (
        "结对自 {from_day} 开始，请届时再启动。",
        "The pair begins on {from_day}; start it then.",
    ),
    "pair_not_evaluated": (
        "结对最后一个学期尚未评定，请先完成学期考核；提前终止请用“解除”并说明原因。",
        "The pair's last term is not graded yet: grade it first, or dissolve the pair and say why.",
    ),
    "extension_too_short": (
        "续签的截止日期须晚于现协议的 {until_day}。",
        "An extension ends after {until_day}, the last day of the contract there is.",
    ),
    "pair_not_running": (
        "结对不在进行中（{state}），不能登记记录、安排汇报课或考核。",
        "The pair is not running ({state}); its log, lessons and evaluation wait for that.",
    ),
    "log_day_outside": (
        "记录日期须在 {first} 至 {last} 之间：结对期内、且不晚于今天。",
        "Choose a day from {first} to {last}: within the pair's time, and not to come.",
    ),
    "observation_entered": (
        "这节课的听课已登记过，请直接确认；若是同一天的另一节，请填写节次。",
        "This lesson's observation is entered already: confirm that one; for another lesson, name its period.",
    ),
    "lesson_outside_pair": (
        "汇报课须安排在结对期内：{first} 至 {last}。",
        "Plan the report lesson within the pair's time: {first} to {last}.",
    ),
    "lesson_times_out_of_order": (
        "下课时间须晚于上课时间。",
        "A lesson ends after it begins; correct its times.",
    ),
    "lesson_to_come": (
        "汇报课在 {day}，当天或之后才能登记已上。",
        "The lesson is on {day}; say then that it was held.",
    ),
    "lesson_judged": (
        "您已评过这节课，每位听课教师评一次。",
        "You have judged this lesson; each listener does so once.",
    ),
    "listener_in_pair": (
        "上课的徒弟不能作听课评议人，请从名单中去掉。",
        "The apprentice gives the lesson; take them off the listeners.",
    ),
    "term_outside_pair": (
        "该学期不在结对期内，请选择结对所在的学期。",
        "The pair does not run in that term; choose one in which it does.",
    ),
    "evaluation_opened": (
        "该结对本学期的考核已建立，请直接打开它。",
        "The pair's evaluation of this term is there; open that.",
    ),
    "evaluation_incomplete": (
        "请先完成徒弟总结和师父评语（缺：{missing}），再评定等第。",
        "The apprentice's report and the mentor's remark come first; missing: {missing}.",
    ),
    "targets_not_seen": (
        "任务完成情况已有变化或尚未查看，请查看后再评定。",
        "The targets have changed, or were not looked at: look at them, then grade.",
    ),
    "competition_entered": (
        "该教师已有同一比赛同一日期的记录，请直接打开它。",
        "The teacher's entry in this competition of that day is there; open that.",
    ),
    "title_given": (
        "该教师已有这一级别的同一称号。",
        "The teacher has this title of this level already.",
    ),
    "title_voided": (
        "该称号已作废：{reason}。",
        "This title was voided before: {reason}.",
    ),
}
