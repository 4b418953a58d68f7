"""Taking lists out: asked for with one request, fetched as a file when it is done."""

from typing import Annotated
from uuid import UUID

from fastapi import Request
from pydantic import Field, TypeAdapter

from api.routes import room
from api.shapes import Body, Day, Flag, Year
from api.wiring.platform import OperationsPort
from api.wiring.request import Asker, Now, Replies, writes
from domain.identity.actions import Action
from domain.operations import Operation
from domain.reports.exports import Dataset, ExportAsked, ExportFormat, to_export

router = room("reports", "/schools/{school}/exports")

_WRITTEN = TypeAdapter(ExportAsked)


class ExportBody(Body):
    dataset: Dataset
    format: ExportFormat = ExportFormat.XLSX
    school_year: Year | None = None
    """Named by the calendar year it starts in. `credit_standings` must have one."""

    day_from: Day | None = None
    day_to: Day | None = None
    """The day after the last."""

    teacher_ids: Annotated[list[UUID], Field(default_factory=list, max_length=500)]
    """Only these teachers'; everybody's when there are none."""

    byte_order_mark: Flag = True
    """Of a CSV: what spreadsheets on Windows know UTF-8 by. Programs may rather have none."""

    def asked(self) -> ExportAsked:
        return ExportAsked(**self.model_dump(exclude={"teacher_ids"}), teacher_ids=tuple(self.teacher_ids))


@router.post(
    "",
    operation_id="reports_create_export",
    summary="Take a list out as a file",
    status_code=202,
    dependencies=writes(Action.EXPORT_WRITE),
)
async def create_export(
    body: ExportBody, operations: OperationsPort, caller: Asker, now: Now, reply: Replies, request: Request
) -> Operation:
    """A workbook or a CSV of all rows, for those who may read the whole school's.

    The operation's `result_url` is the file: ask it for a link. Its `result` says how many rows it has.
    """
    asked, school = body.asked(), request.url.path.removesuffix("/exports")
    to_export(asked, caller)
    reply.note(dataset=asked.dataset, format=asked.format)
    arguments = {
        "asked": _WRITTEN.dump_python(asked, mode="json"),
        "account_id": str(caller.account_id),
        "files_url": f"{school}/files",
    }
    started = await operations.start("export_list", arguments=arguments, account_id=caller.account_id, at=now)
    return reply.created(started, f"{school}/operations")
