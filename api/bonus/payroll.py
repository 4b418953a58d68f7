"""A batch's payroll list as it is printed: in Chinese, each line with how it came about."""

from collections import Counter
from uuid import UUID

from api.labels import LABELS
from domain.bonus.batch import BatchKind, BonusBatch, BonusLine
from domain.bonus.payroll import Payroll, PayrollFacts, PayrollLine, PayrollSum
from domain.bonus.reckoning import Share
from domain.bonus.table import Split, yuan


def payroll(batch: BonusBatch, facts: PayrollFacts) -> Payroll:
    sums: Counter[UUID] = Counter()
    for line in facts.lines:
        sums[line.teacher_id] += line.amount_fen
    signed = {step.action: step.name for step in batch.steps}
    return Payroll(
        school=facts.school,
        title=batch.title,
        subtitle=_subtitle(batch),
        state=LABELS[type(batch.state)][batch.state][0],
        total_fen=batch.total_fen,
        sums=tuple(
            PayrollSum(one.employee_no, one.name, one.group, sums[one.teacher_id]) for one in facts.payees
        ),
        lines=tuple(_line(line) for line in facts.lines),
        proposer=signed.get("update", signed.get("draft", "")),
        checker=signed["check"] if batch.checked_by else "",
        approver=signed["approve"] if batch.approved_by else "",
    )


def _subtitle(batch: BonusBatch) -> str:
    days = f"{batch.from_day:%Y-%m-%d} 至 {batch.until_day:%Y-%m-%d}"
    kind = "冲正" if batch.kind is BatchKind.ADJUSTMENT else "获奖日期"
    said = batch.reason if batch.kind is BatchKind.ADJUSTMENT else days
    return f"{batch.school_year}学年 · {kind}：{said}"


def _line(line: BonusLine) -> PayrollLine:
    award = LABELS[type(line.level)][line.level][0] + LABELS[type(line.prize)][line.prize][0]
    return PayrollLine(
        line.number,
        line.teacher_name,
        line.work_title,
        award,
        line.issuer,
        line.awarded_on,
        line.amount_fen,
        how(line),
    )


def how(line: BonusLine) -> str:
    """标准400.00元，已发300.00元，补差100.00元，按6:3:1分，第2作者."""
    if line.share is None:
        return f"冲正：{line.reason}" if line.reason else "冲正"
    said = [f"标准{yuan(line.share.award_fen)}元"]
    if line.share.paid_before_fen:
        said.append(f"已发{yuan(line.share.paid_before_fen)}元，补差{yuan(line.share.due_fen)}元")
    return "，".join([*said, *_split(line.share)])


def _split(share: Share) -> list[str]:
    if len(share.weights) == 1:
        return []
    if share.split is Split.FIRST_AUTHOR:
        return ["归第一作者"]
    if share.split is Split.EQUAL:
        return [f"{len(share.weights)}人平分"]
    return [f"按{':'.join(map(str, share.weights))}分，第{share.position}作者"]
