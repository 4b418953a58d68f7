"""What is wrong with a cell of a roster, in words: (Chinese, English)."""

ROW_TEXTS: dict[str, tuple[str, str]] = {
    "bad_phone": ("不是有效的电话号码。", "This is no telephone number."),
    "masked_contact": (
        "带星号的是遮掩后的显示；请填写完整的内容，或留空。",
        "With asterisks it is a mask. Give the whole, or leave the cell empty.",
    ),
    "bad_email": ("不是有效的邮箱地址。", "This is no mail address."),
    "bad_day": ("不是有效的日期；请写成 2020-09-01。", "This is no date; write it as 2020-09-01."),
    "bad_weekly_periods": ("周课时须是 0 到 60 的整数。", "Weekly periods are a whole number from 0 to 60."),
    "no_teachers": ("没有一位教师。", "There is not one teacher."),
    "unknown_teacher": (
        "教师表和系统中都没有这个工号。",
        "Neither the file nor the school has a teacher of this number.",
    ),
    "unknown_class": ("班级表和系统中都没有这个班号。", "Neither the file nor the school has this class."),
    "unknown_subject_group": (
        "教研组表和系统中都没有这个教研组。",
        "Neither the file nor the school has this subject group.",
    ),
    "unknown_grade_group": (
        "年级组表和系统中都没有这个年级组。",
        "Neither the file nor the school has this grade group.",
    ),
    "two_teachers": (
        "工号属于一位教师，来源编号属于另一位；请核对。",
        "The employee number is one teacher's and the source id another's.",
    ),
    "two_classes": (
        "班号属于一个班级，来源编号属于另一个；请核对。",
        "The code is one class's and the source id another's.",
    ),
    "unknown_term": (
        "文件和校历中都没有这个学期；请先在校历中补上。",
        "Neither the file nor the calendar has this term; enter it in the calendar first.",
    ),
    "bad_status": ("状态须是 {known} 之一。", "The status is one of {known}."),
    "bad_school_year": (
        "学年写它结束的年份，如 2021 表示 2020 学年。",
        "A school year is written by the year it ends in: 2021 for 2020-21.",
    ),
    "bad_term_number": ("学期须是 1 或 2。", "The term is 1 or 2."),
    "no_term": (
        "校历中还没有学期；请先建立学期，或用 term_id 指定。",
        "The calendar has no term yet; enter one, or name it by term_id.",
    ),
}
