"""What this room's refusals say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "school_year_unknown": (
        "校历中没有包含 {day} 的学年；请先在校历中建立该学年。",
        "No school year of the calendar holds {day}. Enter that year in the calendar first.",
    ),
    "school_year_taken": (
        "校历中已有 {start_year} 学年；请修改已有的学年。",
        "The calendar has the school year {start_year} already. Change that one.",
    ),
    "school_years_overlap": (
        "与 {start_year} 学年的日期重叠；请调整首日或末日。",
        "Its days overlap with the school year {start_year}. Move its first or last day.",
    ),
    "school_year_too_long": (
        "一个学年最多 {limit} 天；请核对首日和末日。",
        "A school year has at most {limit} days. Check its first and last day.",
    ),
    "term_taken": (
        "该学年已有第 {number} 学期；请修改已有的学期。",
        "The school year has term {number} already. Change that one.",
    ),
    "terms_misplaced": (
        "第 {number} 学期须在学年之内，且与另一学期不重叠、次序正确。",
        "Term {number} must lie in the school year, and term 1 end before term 2 begins.",
    ),
    "first_monday_misplaced": (
        "第 {number} 学期第1周的首日须是星期一，且与开学日相距不超过6天。",
        "Week 1 of term {number} must begin on a Monday, at most six days from the term's first day.",
    ),
    "days_out_of_order": (
        "{last} 不能早于 {first}；请核对日期。",
        "{last} cannot be before {first}. Check the days.",
    ),
    "teacher_erased": (
        "该教师的个人数据已注销，不能再修改；如本人返校，请按新教师录入。",
        "This teacher's data was erased and cannot be changed. Whoever is back is entered anew.",
    ),
    "not_due_for_erasure": (
        "其中 {people} 人不在可注销之列：未离职、离职未满保留年限，或已注销；请重新查看预览。",
        "{people} of them are not due: not gone, not long enough, or erased already. Look at the preview again.",
    ),
    "erasure_outdated": (
        "预览之后情况有变，未做任何注销；请重新查看预览再确认。",
        "Something changed since the preview, and nobody was erased. Look at it again, then confirm.",
    ),
    "masked_contact": (
        "带星号的电话或邮箱是遮掩后的显示，不能保存；请去掉该字段，或填写完整的内容。",
        "A telephone or mail with asterisks is a mask and is not stored. Leave the field out, or give the whole.",
    ),
    "code_taken": ("代码已被使用；请换一个。", "This code is in use. Choose another."),
    "unknown_reference": (
        "{field} 所指的对象不在本校；请核对。",
        "{field} names nothing this school has. Check it.",
    ),
    "employee_no_taken": (
        "工号已属于另一位教师；请核对工号。",
        "Another teacher has this employee number. Check it.",
    ),
    "platform_id_taken": (
        "平台编号已属于另一位教师；请核对。",
        "Another teacher has this platform id. Check it.",
    ),
    "source_id_taken": (
        "来源编号已被使用；请核对。",
        "This source id is in use. Check it.",
    ),
    "qualification_taken": (
        "该教师的这张证书已登记；请修改已有的记录。",
        "This certificate of the teacher's is on record. Change that record.",
    ),
    "assignment_taken": (
        "该教师本学期已任教此班此科；请修改已有的任课。",
        "The teacher teaches this class this subject in this term already. Change that assignment.",
    ),
    "homeroom_taken": (
        "该班已有班主任；请先结束原来的任职。",
        "The class has a homeroom teacher. End that assignment first.",
    ),
    "roster_org_needed": (
        "文件中有多个机构的教师（{orgs}）；请用 org 指定哪一个是本校。",
        "Several orgs of the file have teachers ({orgs}). Name this school's by org.",
    ),
    "roster_org_unknown": (
        "文件中没有该机构的教师；有教师的机构：{orgs}。",
        "The file has no teachers of that org. Those that have: {orgs}.",
    ),
}
