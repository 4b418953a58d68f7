"""What this room's refusals say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "term_summary_taken": (
        "该学期已有工作总结，请直接打开它。",
        "The term has its summary already. Open that one.",
    ),
    "export_too_long": (
        "共 {rows} 行，超出一张工作表的上限（{limit} 行）；请缩小范围，或导出为 CSV。",
        "There are {rows} rows, and a sheet takes {limit}. Narrow the list, or take it out as CSV.",
    ),
    "export_year_missing": (
        "该清单按学年统计，请指明学年。",
        "This list is of one school year. Name the year.",
    ),
    "export_without_days": (
        "该清单按学年统计，不能再按日期筛选；请去掉日期。",
        "This list is of one school year and knows no days. Leave the days out.",
    ),
    "export_days_reversed": (
        "截止日期须在起始日期之后（截止当日不计入）。",
        "The day the list ends before must come after the day it begins with.",
    ),
}
