"""The HTTP contract of the district's platform, and how the simulator answers it."""

from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from cli.simulator.platform import SubmissionDiffers
from cli.simulator.rows import CatalogueRow, EvaluationRow, PlatformCreditRow, Row, SelectionResultRow, Year
from cli.simulator.simulation import Simulation
from cli.simulator.submissions import Submission
from cli.simulator.world import year_named

R = TypeVar("R", bound=Row)


class Refused(Exception):
    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail


class Problem(BaseModel):
    """没有办成的事，及其原因。What was not done, and why (RFC 9457)."""

    status: int = Field(description="同HTTP状态码。The HTTP status.", examples=[401])
    code: str = Field(
        description="供程序判断，不会变。Stable; programs decide by it.", examples=["nonce_used"]
    )
    detail: str = Field(description="给人看的说明。A sentence for people.")


class PageOf(BaseModel, Generic[R]):
    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    rows: list[R] = Field(description="每页不超过1000行，每个值都是文本。At most 1,000, every value text.")
    next_cursor: str | None = Field(
        description="下一页的游标；没有则为null。Of the next page; null on the last."
    )


class CataloguePage(PageOf[CatalogueRow]):
    """一页培训目录。A page of the catalogue."""


class SelectionResultsPage(PageOf[SelectionResultRow]):
    """一页录取结果。A page of a round's results."""


class CreditsPage(PageOf[PlatformCreditRow]):
    """一页学分。A page of a year's credits."""


class EvaluationsPage(PageOf[EvaluationRow]):
    """一页评价。A page of a year's evaluations."""


class Receipt(BaseModel):
    receipt: str = Field(description="回执号，凭它查询。What to refer to it by.", examples=["HZ-0042317781"])


async def simulation(request: Request) -> Simulation:
    found: Simulation = request.app.state.simulation
    return found


Here = Annotated[Simulation, Depends(simulation)]
Cursor = Annotated[
    str | None,
    Query(max_length=64, description="上一页给出的 next_cursor。The next_cursor of the page before."),
]
OfYear = Annotated[Year, Query(description="学年：2020 或 2020-2021。The school year.", examples=["2020"])]
OfRound = Annotated[
    str,
    Query(min_length=1, max_length=64, description="轮次代码。The round's code.", examples=["XK-2021-05"]),
]
SubmissionId = Annotated[
    UUID, Path(description="学校为这次上报取的编号。What the school calls this submission.")
]

PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {
        "model": Problem,
        "description": "签名缺失、有误、过期，或 nonce 已用过。"
        "Not signed, wrongly, too long ago, or with a nonce that was used: `not_signed`, `unknown_org`, `nonce_used`.",
    },
    422: {
        "model": Problem,
        "description": "请求不合约定。Against this contract: `invalid_request`, `bad_cursor`.",
    },
    500: {"model": Problem, "description": "内部错误，可重试。Something went wrong; trying again may help."},
    503: {
        "model": Problem,
        "description": "暂停服务，按 Retry-After 重试。Not now; try again after `Retry-After` seconds.",
        "headers": {"Retry-After": {"schema": {"type": "integer"}, "description": "秒。Seconds."}},
    },
}
DIFFERS: dict[int | str, dict[str, Any]] = {
    200: {"model": Receipt, "description": "先前已收到。It was there already."},
    409: {
        "model": Problem,
        "description": "同一编号已上报过别的内容。The id was handed in before, with another body: `submission_differs`.",
    },
}
router = APIRouter(prefix="/v1", responses=PROBLEMS)


@router.get(
    "/catalogue",
    operation_id="read_catalogue",
    summary="培训目录 Catalogue",
    response_model_exclude_defaults=True,
)
async def read_catalogue(here: Here, cursor: Cursor = None) -> CataloguePage:
    """全部课程和班次，每个时段一行。All courses and sessions, a row for each block of a session."""
    rows, following = page(here, here.platform.world.catalogue, cursor)
    return CataloguePage(rows=rows, next_cursor=following)


@router.get(
    "/selection-results",
    operation_id="read_selection_results",
    summary="录取结果 Selection results",
    response_model_exclude_defaults=True,
)
async def read_selection_results(
    here: Here, code: Annotated[OfRound, Query(alias="round")], cursor: Cursor = None
) -> SelectionResultsPage:
    """一个轮次目前已有的结果；晚出的、第二轮的，以后再来取。

    What is known of a round by now. Late ones, and those of a second selection, come by a later callback; a
    row replaces the earlier one of the same session and teacher.
    """
    rows, following = page(here, here.platform.results(code), cursor)
    return SelectionResultsPage(rows=rows, next_cursor=following)


@router.get(
    "/credits", operation_id="read_credits", summary="学分 Credits", response_model_exclude_defaults=True
)
async def read_credits(here: Here, school_year: OfYear, cursor: Cursor = None) -> CreditsPage:
    """一个学年登记的全部学分。All that was credited in a school year."""
    rows, following = page(here, here.platform.credits(year_named(school_year) or 0), cursor)
    return CreditsPage(rows=rows, next_cursor=following)


@router.get(
    "/evaluations",
    operation_id="read_evaluations",
    summary="培训评价 Evaluations",
    response_model_exclude_defaults=True,
)
async def read_evaluations(here: Here, school_year: OfYear, cursor: Cursor = None) -> EvaluationsPage:
    """一个学年里谁评价了哪个班次。Who has evaluated which session, of a school year."""
    rows, following = page(here, here.platform.evaluations(year_named(school_year) or 0), cursor)
    return EvaluationsPage(rows=rows, next_cursor=following)


@router.put(
    "/submissions/{id}",
    operation_id="hand_in_submission",
    summary="上报 Hand in",
    status_code=202,
    responses=DIFFERS,
)
async def hand_in_submission(here: Here, id: SubmissionId, body: Submission, response: Response) -> Receipt:
    """收下一次上报，给回执；是否采纳由 submission.settled 回调告知。同一编号、同一内容再报，回执不变，也不重复生效。

    Takes a submission and gives a receipt; whether it is accepted, the callback `submission.settled` tells.
    The same id and body again is the same receipt, and has no second effect. All is accepted, or nothing.
    """
    try:
        receipt, is_new = here.receive(str(id), body)
    except SubmissionDiffers as error:
        raise Refused(
            409, "submission_differs", "同一编号已上报过别的内容。This id was handed in with another body."
        ) from error
    response.status_code = 202 if is_new else 200
    return Receipt(receipt=receipt)


def page(here: Simulation, rows: Sequence[R], cursor: str | None) -> tuple[list[R], str | None]:
    """Raises Refused (bad_cursor)."""
    begin = 0
    if cursor is not None:
        if not (cursor.isascii() and cursor.isdigit()):
            raise Refused(422, "bad_cursor", "游标不对。This is no cursor of ours.")
        begin = int(cursor)
    end = begin + here.page_size
    return list(rows[begin:end]), str(end) if end < len(rows) else None
