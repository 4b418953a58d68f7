"""What this room's refusals say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "contest_title_taken": (
        "该学年已有评比“{title}”，请换一个名称。",
        "The school year has a contest “{title}” already; choose another title.",
    ),
    "contest_dates_out_of_order": (
        "报名截止日（{entries}）不能晚于报送截止日（{submission}）。",
        "Entries are due on {entries}, after the works are due at the organiser on {submission}; put it earlier.",
    ),
    "contest_lengths_out_of_order": (
        "最少字数（{least}）不能大于最多字数（{most}）。",
        "The least length, {least}, is above the most, {most}.",
    ),
    "contest_terms_fixed": (
        "报名已截止，只能修改名额、报送截止日和备注；不能修改：{fields}。",
        "Entries are closed: only the number of works, the organiser's deadline and the remark may change,"
        " not {fields}.",
    ),
    "contest_not_open": (
        "“{title}”目前不接受报名（{state}）。",
        "“{title}” takes no entries now ({state}).",
    ),
    "entry_deadline_passed": (
        "报名已于 {due_on} 截止；如需延期，请联系教科室。",
        "Entries were due on {due_on}. Ask the Teaching Research Office if there is a reason to extend.",
    ),
    "entry_kind_not_accepted": (
        "本评比不接受{kind}，可报：{accepted}。",
        "The contest does not take this kind ({kind}); it takes: {accepted}.",
    ),
    "entry_category_unknown": (
        "请从本评比的类别中选一项（没有类别则不填）：{categories}。",
        "Name one of the contest's categories, or none where it has none: {categories}.",
    ),
    "entry_manuscript_unclear": (
        "请填写正文或附上一个 Word 文件，二者选一。",
        "Send either a text or a Word document, one of the two.",
    ),
    "entry_file_not_word": (
        "“{filename}”不是 Word 文档（.docx），无法制作匿名稿；请另存为 .docx 后上传。",
        "“{filename}” is no Word document (.docx), so no anonymous copy can be made of it; save it as one.",
    ),
    "entry_length_outside": (
        "共 {characters} 字（不计空格），要求最少 {least}、最多 {most} 字。",
        "It has {characters} characters without blanks; at least {least} and at most {most} are asked for.",
    ),
    "work_already_awarded": (
        "该作品已获{levels}奖项，按规定不得再报本评比。",
        "The work was awarded at these levels already, which this contest excludes: {levels}.",
    ),
    "work_already_entered": (
        "“{title}”已报名本评比；如需更换稿件，请修改原报名。",
        "“{title}” is entered for this contest already; revise that entry.",
    ),
    "paper_not_accepted": (
        "论文“{title}”尚未通过学校审核，通过后方可参评。",
        "The paper “{title}” is not accepted yet; it may be entered once it is.",
    ),
    "not_first_author": (
        "只有第一作者可以报名、修改或撤回；请联系第一作者。",
        "Only the first author enters, revises or withdraws a work; ask them to.",
    ),
    "author_over_limit": (
        "每位第一作者最多报 {limit} 篇；请先撤回已报作品。",
        "A first author may enter {limit}; withdraw an entry first.",
    ),
    "withdrawing_over": (
        "“{title}”的排序已公布，不能再撤回；请联系教科室。",
        "The ranking of “{title}” is published, so entries are withdrawn no more; ask the office.",
    ),
    "contest_judge_taken": (
        "{name} 已是（或曾是）本评比的评委。",
        "{name} is a judge of this contest already, or was released.",
    ),
    "contest_judge_released": ("{name} 已解除评委职责。", "{name} is released from judging already."),
    "judge_has_entry": (
        "{name} 有作品参加本评比，须回避；请另聘评委。",
        "A work of {name} stands in this contest; appoint somebody else.",
    ),
    "not_a_contest_judge": (
        "您不是本评比的评委。",
        "You are none of this contest's judges.",
    ),
    "entry_already_scored": (
        "您已为该作品评分；如需更改，请修改原评分。",
        "You have scored this entry; revise your score instead.",
    ),
    "contest_scores_missing": (
        "还有作品未评完，编号：{aliases}；请评委评完后再公布。",
        "These entries lack scores: {aliases}. Publish when the judges have given them.",
    ),
    "ranking_not_there": (
        "“{title}”的报名尚未截止，请先截止报名。",
        "Entries of “{title}” are not closed yet; close them first.",
    ),
    "result_day_missing": ("请填写获奖日期。", "Say on which day the prize was given."),
    "correction_reason_missing": (
        "“{title}”已有获奖记录；更正时请写明原因。",
        "“{title}” has an award that stands; say why it is wrong.",
    ),
    "award_given_otherwise": (
        "这些作品已有同一单位、级别和日期的其他奖项，请先在获奖记录中核对：{titles}。",
        "These works have another prize of the same issuer, level and day; look at their awards first: {titles}.",
    ),
}
