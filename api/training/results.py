"""Results of trainings, and confirming or reopening what they brought."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from api.routes import room
from api.shapes import Body, Count, Credits, Paragraph
from api.wiring.credits import CreditBookPort
from api.wiring.duties import DemandsPort
from api.wiring.platform import MessagesPort
from api.wiring.request import Asker, Expected, Now, Replies, writes
from domain.identity.actions import Action
from domain.notices.verifying import read
from domain.training.awards import confirm, reopen
from domain.training.book import TrainingResult, offered
from domain.training.results import Outcome, Result, record, record_one

router = room("training", "/schools/{school}/enrolments/{enrolment_id}")
bulk_router = room("training", "/schools/{school}/training-results")

MOST = 500


SheetCode = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}$"),
    Field(examples=["7KQF-3M9X-2PAB"]),
]


class ResultBody(Body):
    outcome: Outcome
    absent_days: Credits = Decimal(0)
    """Days missed of the training's days; halves count."""

    remark: Paragraph | None = None
    record_sheet_code: SheetCode | None = None
    """Of the record sheet 培训记录表 that was handed in, as it stands on the paper."""


class BulkResult(ResultBody):
    enrolment_id: UUID
    version: Count
    """The enrolment's version the result was decided on."""


class BulkBody(Body):
    items: Annotated[list[BulkResult], Field(min_length=1, max_length=MOST)]


class ReopenBody(Body):
    reason: Paragraph


def result_of(enrolment_id: UUID, expected: int, body: ResultBody) -> Result:
    quoted = body.record_sheet_code
    code = None if quoted is None else read(quoted) or quoted
    return Result(enrolment_id, expected, body.outcome, body.absent_days, body.remark, code)


@dataclass(frozen=True, slots=True)
class Recorded:
    items: list[TrainingResult]


@router.post(
    "/result",
    operation_id="training_record_result",
    summary="Record what became of an enrolment",
    dependencies=writes(Action.RESULT_WRITE),
)
async def record_result(
    enrolment_id: UUID,
    body: ResultBody,
    book: CreditBookPort,
    demands: DemandsPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> TrainingResult:
    """Once the training is over or closed. Passed earns provisional credits; a course counts once a cycle.

    Passed also asks for the duties after the training: `missing` names those the credits wait for.
    """
    result = result_of(enrolment_id, expected, body)
    return reply.tagged(offered(await record_one(book, demands, result, now=now), caller))


@bulk_router.post(
    "/bulk",
    operation_id="training_record_results",
    summary="Record many results at once",
    dependencies=writes(Action.RESULT_WRITE, key=True),
)
async def record_results(
    body: BulkBody, book: CreditBookPort, demands: DemandsPort, caller: Asker, now: Now
) -> Recorded:
    """All or none: when some are refused, `errors` names each by its place among the items."""
    results = [result_of(one.enrolment_id, one.version, one) for one in body.items]
    return Recorded([offered(one, caller) for one in await record(book, demands, results, now=now)])


@router.post(
    "/confirm",
    operation_id="training_confirm_credits",
    summary="Confirm the credits of an enrolment",
    dependencies=writes(Action.CREDIT_WRITE),
)
async def confirm_credits(
    enrolment_id: UUID,
    book: CreditBookPort,
    demands: DemandsPort,
    messages: MessagesPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> TrainingResult:
    """From provisional to confirmed, where no duty was asked for: settling the last duty confirms by itself.

    Refused with `duties_open` while any is open; `errors` names each.
    """
    confirmed = await confirm(book, demands, messages, enrolment_id, expected=expected, now=now)
    return reply.tagged(offered(confirmed, caller))


@router.post(
    "/reopen",
    operation_id="training_reopen_enrolment",
    summary="Take a result back",
    dependencies=writes(Action.RESULT_WRITE),
)
async def reopen_enrolment(
    enrolment_id: UUID,
    body: ReopenBody,
    book: CreditBookPort,
    demands: DemandsPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> TrainingResult:
    """Back to placed; the credits it brought are taken back by counter-entries, its duties are void."""
    reopened = await reopen(book, demands, enrolment_id, expected=expected, reason=body.reason, now=now)
    return reply.tagged(offered(reopened, caller))
