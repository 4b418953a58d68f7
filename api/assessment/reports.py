"""A published result as it is printed: in Chinese, each line with what it came from."""

from collections.abc import Sequence

from api.labels import LABELS
from domain.assessment.assessment import Assessment, sees_all
from domain.assessment.policy import Dimension
from domain.assessment.report import (
    GroupReport,
    Heading,
    Report,
    ReportAdjustment,
    ReportLine,
    ReportSum,
)
from domain.assessment.result import AdjustmentLine, Basis, FactLine, GroupResult, Mark, ScoreLine
from domain.assessment.scheme import FactKind
from domain.identity.access import Caller
from domain.people.calendar import day_of

COUNTS = {
    FactKind.ATTENDANCE: "应到（不含请假）{out_of}人次，实到{counted}人次",
    FactKind.NINE_ONES: "应交{out_of}项，通过{counted}项",
    FactKind.UNEXCUSED: "应到{out_of}人次，无故缺席{counted}人次",
}


def report(
    assessment: Assessment, results: Sequence[GroupResult], heading: Heading, caller: Caller
) -> Report:
    first = results[0]
    return Report(
        school=heading.school,
        term=f"{heading.start_year}学年第{'一二'[heading.term_number - 1]}学期",
        title=assessment.title,
        edition_no=first.edition_no,
        published_on=day_of(first.published_at),
        groups=tuple(_group(one) for one in results),
        ranking=sees_all(caller),
    )


def _group(one: GroupResult) -> GroupReport:
    return GroupReport(
        one.rank,
        one.group_name,
        one.total,
        LABELS[type(one.band)][one.band][0],
        tuple(
            ReportSum(_dimension(part.dimension), part.weight, part.points, part.deducted, part.total)
            for part in one.dimensions
        ),
        one.bonus,
        one.bonus_counted,
        one.bonus_cap,
        tuple(_line(line) for line in one.lines),
        tuple(_adjustment(given) for given in one.adjustments),
    )


def _line(one: ScoreLine) -> ReportLine:
    rules = {f"权重 {one.weight_rule_id or '默认'}", *((f"计分 {one.rule_id}",) if one.rule_id else ())}
    return ReportLine(
        _dimension(one.dimension),
        one.title,
        one.weight,
        one.share,
        LABELS[Basis][one.basis][0],
        one.score,
        one.points,
        from_what(one),
        "；".join(sorted(rules)),
    )


def from_what(one: ScoreLine) -> str:
    said = [_marks(one.marks)] if one.marks else []
    if one.fact is not None:
        said.append(_fact(one.fact))
    if one.correction is not None:
        said.append(f"申诉前为{one.correction.before}分，{one.correction.reason}")
    return "；".join(said)


def _marks(marks: Sequence[Mark]) -> str:
    return "、".join(f"{one.name}{one.score}{'' if one.counts else '（不计）'}" for one in marks)


def _fact(one: FactLine) -> str:
    counted = COUNTS[one.kind].format(out_of=one.out_of, counted=one.counted)
    missed = "、".join(
        f"{miss.teacher_name}（{day_of(miss.starts_at):%m-%d}{miss.title}）" for miss in one.missed
    )
    return f"{counted}；缺席名单：{missed}" if missed else counted


def _adjustment(one: AdjustmentLine) -> ReportAdjustment:
    kind = LABELS[type(one.kind)][one.kind][0]
    where = "" if one.dimension is None else _dimension(one.dimension)
    return ReportAdjustment(kind, where, one.points, one.reason, one.lifted_by is not None)


def _dimension(one: Dimension) -> str:
    return LABELS[Dimension][one][0]
