"""What this room's refusals say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "paper_of_year": (
        "第一作者在 {school_year} 学年已有一篇论文，请在那一篇上修改，或先撤回它。",
        "The first author has a paper of {school_year} already; work on that, or withdraw it first.",
    ),
    "paper_without_author": (
        "请写明论文的作者（本校教师）。",
        "Name the authors of the paper, teachers of the school.",
    ),
    "paper_unwritten": (
        "《{title}》还没有稿件，请先写一稿再提交。",
        "“{title}” has no version yet; write one, then hand it in.",
    ),
    "own_paper": (
        "您是该论文的作者，请由教科室的其他同事安排评审和评定。",
        "You are an author of it; let a colleague of the office arrange its review and decide.",
    ),
    "paper_file_unfit": (
        "论文附件须为 Word（.docx）或 PDF 文件，“{filename}”不是。",
        "A paper's file is DOCX or PDF; “{filename}” is neither. Bring it as one of these.",
    ),
    "paper_text_missing": (
        "请填写正文，或附上含正文的 Word（.docx）文件；PDF 不能匿名，须另填正文。",
        "Give the text, or a DOCX that holds it; a PDF cannot be made anonymous and needs the text beside it.",
    ),
    "paper_too_long": (
        "正文有 {characters} 字，最多 {limit} 字，请删减。",
        "The text has {characters} characters, {limit} at most; shorten it.",
    ),
    "paper_file_not_blind": (
        "该论文的附件是 PDF，不能匿名，请阅读正文。",
        "This paper's file is a PDF, which cannot be made anonymous; read the text.",
    ),
    "reviewer_in_conflict": (
        "{name} 须回避：{conflicts}。请另选评审人。",
        "{name} must not review it: {conflicts}. Choose somebody else.",
    ),
    "reviewer_unfit": (
        "{name} 不符合评审人条件（在岗，且教龄满 {years} 年或职称为 {titles}），请另选评审人。",
        "{name} is no reviewer by the policy (at work, {years} years of service or title {titles}); choose another.",
    ),
    "reviewer_assigned": (
        "{name} 已是这一稿的评审人。",
        "{name} reviews this version already; choose somebody else.",
    ),
    "reviewers_full": (
        "一稿最多 {most} 位评审人，请先撤回一位。",
        "A version has {most} reviewers at most; take one back first.",
    ),
    "review_due_past": (
        "评审截止日期 {due_on} 已过，请选今天或以后的日期。",
        "{due_on} is past; choose today or a later day for the review.",
    ),
    "review_twice": (
        "同一论文重复指定了同一位评审人，请删去一条。",
        "The same reviewer is named twice for one paper; leave one out.",
    ),
    "aspect_twice": (
        "每个方面只写一条意见，重复：{aspects}。",
        "Say what you have to say of an aspect once; repeated: {aspects}.",
    ),
    "return_unexplained": (
        "建议退回时，请至少就一个方面写明修改意见。",
        "Who recommends to return it says of at least one aspect what to work over.",
    ),
    "too_few_reviews": (
        "这一稿须有 {needed} 份评审意见才能通过，现有 {done} 份。",
        "It takes {needed} reviews to accept a version; there are {done}. Wait for them, or ask others.",
    ),
    "paper_exempted": (
        "该教师本学年已免写论文。",
        "The teacher is let off that school year already; look at that exemption.",
    ),
    "paper_exemption_voided": (
        "该免写记录已作废。",
        "The exemption is void already; enter a new one if it shall hold again.",
    ),
}
