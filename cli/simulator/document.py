"""The platform's contract as a document: `openapi/district-platform.json`, the callbacks among it."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, FastAPI, Header
from fastapi.openapi.utils import get_openapi
from pydantic import AwareDatetime, BaseModel, Field

from cli.simulator.rows import Year
from gateways.district_platform.signing import NONCE, ORG, SIGNATURE, TIMESTAMP

ABOUT: dict[str, Any] = {
    "title": "区教师培训平台 The district's training platform",
    "version": "1.0.0",
    "summary": "学校的研修系统与区教师培训平台之间的HTTP接口。What a school's Yanxiu and the platform say to each other.",
    "description": """由平台一方实现；研修系统作为客户端调用，并接收回调。每个请求都要签名，见 `docs/district-platform.md`。

Built by the platform; Yanxiu calls it, and is called back (`webhooks`). Every request is signed, as
`docs/district-platform.md` explains with an example. Errors are `application/problem+json`.""",
}
SCHEMES = {
    "org": (ORG, "学校在平台上的单位代码。The school's code with the platform."),
    "timestamp": (TIMESTAMP, "1970年以来的秒数，误差不超过5分钟。Seconds since 1970; good for five minutes."),
    "nonce": (NONCE, "每个请求不同，只能用一次。Different each time, good once."),
    "signature": (
        SIGNATURE,
        "`v1=` 加十六进制的 HMAC-SHA256；对五行取：方法、路径与查询、时间、nonce、正文的SHA-256。"
        "`v1=` and the hexadecimal HMAC-SHA256, with the shared secret, over five lines: method, path with query, "
        "time, nonce, and the SHA-256 of the body in hexadecimal.",
    ),
}


class Nothing(BaseModel):
    pass


class OfRound(BaseModel):
    round: str = Field(description="轮次代码。The round's code.", examples=["XK-2021-05"])


class OfYear(BaseModel):
    school_year: Year = Field(description="学年。The school year.", examples=["2020"])


class Outcome(BaseModel):
    submission_id: UUID
    outcome: Literal["accepted", "refused"]
    reason: str = Field(description="未采纳的原因；采纳则为空。Why refused; empty when accepted.")


class Callback(BaseModel):
    timestamp: AwareDatetime
    sequence: int = Field(
        ge=1,
        description="同一类型、同一对象的序号，逐次增大；较小而晚到的作废。"
        "Counts up per type and subject; a lower one that comes later is superseded.",
    )


class CatalogueChanged(Callback):
    type: Literal["catalogue.changed"]
    data: Nothing


class SelectionResultsReady(Callback):
    type: Literal["selection_results.ready"]
    data: OfRound


class CreditsReady(Callback):
    type: Literal["credits.ready"]
    data: OfYear


class EvaluationsReady(Callback):
    type: Literal["evaluations.ready"]
    data: OfYear


class SubmissionSettled(Callback):
    type: Literal["submission.settled"]
    data: Outcome


class Received(BaseModel):
    received: Literal[True]


Id = Annotated[str, Header(description="同一条消息重发时不变。The same when a message is sent again.")]
At = Annotated[int, Header(description="秒数，5分钟内有效。Seconds since 1970; good for five minutes.")]
Signature = Annotated[
    str, Header(description="Standard Webhooks：`v1,` 加 base64 的 HMAC-SHA256。By the Standard Webhooks.")
]
webhooks = APIRouter()
# What follows is never called: the contract's `webhooks` are made of it.


@webhooks.post("catalogue.changed", status_code=202, operation_id="catalogue_changed")
def catalogue_changed(
    body: CatalogueChanged, webhook_id: Id, webhook_timestamp: At, webhook_signature: Signature
) -> Received:
    """培训目录有变。The catalogue has changed."""
    raise NotImplementedError


@webhooks.post("selection_results.ready", status_code=202, operation_id="selection_results_ready")
def selection_results_ready(
    body: SelectionResultsReady, webhook_id: Id, webhook_timestamp: At, webhook_signature: Signature
) -> Received:
    """一个轮次有了（新的）录取结果。A round has results, or further ones."""
    raise NotImplementedError


@webhooks.post("credits.ready", status_code=202, operation_id="credits_ready")
def credits_ready(
    body: CreditsReady, webhook_id: Id, webhook_timestamp: At, webhook_signature: Signature
) -> Received:
    """一个学年的学分有变。A year's credits have changed."""
    raise NotImplementedError


@webhooks.post("evaluations.ready", status_code=202, operation_id="evaluations_ready")
def evaluations_ready(
    body: EvaluationsReady, webhook_id: Id, webhook_timestamp: At, webhook_signature: Signature
) -> Received:
    """一个学年的评价有变。A year's evaluations have changed."""
    raise NotImplementedError


@webhooks.post("submission.settled", status_code=202, operation_id="submission_settled")
def submission_settled(
    body: SubmissionSettled, webhook_id: Id, webhook_timestamp: At, webhook_signature: Signature
) -> Received:
    """一次上报被采纳或退回。A submission was accepted or refused."""
    raise NotImplementedError


def contract_of(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        schema = get_openapi(
            **ABOUT, openapi_version="3.1.0", routes=app.routes, webhooks=app.webhooks.routes
        )
        for derived in ("HTTPValidationError", "ValidationError"):
            schema["components"]["schemas"].pop(derived, None)
        schema["components"]["securitySchemes"] = {
            name: {"type": "apiKey", "in": "header", "name": header, "description": about}
            for name, (header, about) in SCHEMES.items()
        }
        schema["security"] = [{name: [] for name in SCHEMES}]
        _as_problems(schema)
        app.openapi_schema = schema
    return app.openapi_schema


def _as_problems(schema: dict[str, Any]) -> None:
    """Refusals under the media type they have; those of callbacks are the school's, and not told here."""
    for path in schema["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    response["content"] = {
                        "application/problem+json": response["content"]["application/json"]
                    }
    for hook in schema["webhooks"].values():
        for operation in hook.values():
            operation["responses"].pop("422", None)
            operation["security"] = []
