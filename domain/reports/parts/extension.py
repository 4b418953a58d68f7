"""What a summary says of extension courses 拓展性课程."""

from domain.extension.course import ExtensionKind
from domain.extension.figures import ExtensionFigures
from domain.reports.figure import figure, link
from domain.reports.parts.wording import listed, sentences, titles
from domain.reports.summary import SummaryPart, SummaryTable, SummaryTerm, TableColumn

KINDS = {
    ExtensionKind.KNOWLEDGE: "知识拓展类",
    ExtensionKind.ARTS_SPORTS: "体艺特长类",
    ExtensionKind.PRACTICE: "实践活动类",
}


def extension_part(term: SummaryTerm, told: ExtensionFigures) -> SummaryPart:
    runs = link("extension-runs", term_id=term.id)
    by_kind = {kind: sum(one.kind is kind for one in told.lines) for kind in KINDS}
    return SummaryPart(
        "extension",
        "拓展性课程",
        _sentences(told, {KINDS[kind]: count for kind, count in by_kind.items()}),
        (
            figure("extension_courses", "开设拓展性课程", told.courses, "门", runs),
            *(
                figure(
                    f"extension_{kind}",
                    f"{name}课程",
                    by_kind[kind],
                    "门",
                    link("extension-courses", term_id=term.id, kind=kind),
                )
                for kind, name in KINDS.items()
            ),
            figure("extension_students", "参加学生", told.students, "人次", runs, sum_of="students"),
        ),
        (_table(told, runs),) if told.lines else (),
    )


def _sentences(told: ExtensionFigures, by_kind: dict[str, int]) -> tuple[str, ...]:
    if not told.lines:
        return ("本学期没有开设拓展性课程。",)
    return sentences(
        f"扎实开展拓展性课程开发，本学期开设{told.courses}门（{listed(by_kind, '门')}），"
        f"{told.students}人次学生参加：{titles([one.title for one in told.lines])}。",
        f"计划授课{told.sessions_planned}次，已授课{told.sessions_taught}次，上交教案{told.lesson_plans}份；"
        f"材料齐全的课程{told.complete}门。",
    )


def _table(told: ExtensionFigures, runs: str) -> SummaryTable:
    return SummaryTable(
        "extension",
        "拓展性课程一览",
        (
            TableColumn("课程"),
            TableColumn("类别"),
            TableColumn("任课教师"),
            TableColumn("年级"),
            TableColumn("学生", number=True),
            TableColumn("计划", number=True),
            TableColumn("已授", number=True),
            TableColumn("教案", number=True),
        ),
        tuple(
            (
                one.title,
                KINDS[one.kind],
                "、".join(one.teachers),
                "、".join(one.grades),
                str(one.students),
                str(one.sessions_planned),
                str(one.sessions_taught),
                str(one.lesson_plans),
            )
            for one in told.lines
        ),
        runs,
    )
