"""The contract as OpenAPI 3.1: what FastAPI derives, plus what every operation has in common."""

from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api.answered import promise
from api.described import fields_described
from api.enumerations import describe
from api.errors import TITLES
from api.examples import add_examples
from api.labels import LABELS
from api.oneroster import status_info
from api.problems import DOCUMENTED
from api.queries import parameters_of
from api.shapes import CLOCK
from api.webhooks.events import add_webhooks
from api.wiring.request import Permission, authenticated, key_required
from domain.webhooks.catalogue import EventType

TAGS = [
    {"name": "identity", "description": "身份：登录、会话、账号、权限。Sign-in, sessions, accounts, roles."},
    {
        "name": "people",
        "description": "人员与校历：教师、班级、年级组、教研组、学年。People and the school calendar.",
    },
    {
        "name": "training",
        "description": "教师培训：政策、课程、选课、学分。Policy, courses, enrolment, credits.",
    },
    {
        "name": "timetable",
        "description": "课表与调代课：课表、缺勤、调课、代课。Timetable, absence, swap and cover.",
    },
    {
        "name": "weekplan",
        "description": "每周工作安排与日历订阅。The weekly plan, and calendars to subscribe to.",
    },
    {
        "name": "activities",
        "description": "研修活动与签到考勤。Activities, signing in and attendance.",
    },
    {
        "name": "projects",
        "description": "校本研修项目：六个一、作业、评价、结项与归档。School-based training projects.",
    },
    {
        "name": "notices",
        "description": "四联培训通知：签发、签收、打印、核验。Notices in four copies.",
    },
    {
        "name": "themes",
        "description": "主题研修：主题、切入点、九个一、防走过场。Theme research by subject groups.",
    },
    {
        "name": "assessment",
        "description": "教研组主题研修考核。The assessment of subject groups.",
    },
    {
        "name": "works",
        "description": "教科研成果与获奖。Works and their awards.",
    },
    {
        "name": "topics",
        "description": "课题：立项、开题、中期、结题。Research topics from proposal to conclusion.",
    },
    {
        "name": "papers",
        "description": "论文：撰写、指导、盲审、查重提示。Papers, guidance, blind review and likeness hints.",
    },
    {
        "name": "contests",
        "description": "论文与案例评比：名额、匿名稿、排序、结果。Contests, quotas, anonymous copies, results.",
    },
    {
        "name": "bonus",
        "description": "教科研奖金：标准、批次、发放、冲正。Research bonuses, from the table to the payroll.",
    },
    {
        "name": "extension",
        "description": "拓展性课程：申报、审批、开课、材料。Extension courses and their materials.",
    },
    {
        "name": "mentoring",
        "description": "青年教师与师徒结对。Young teachers and mentor pairs.",
    },
    {
        "name": "reports",
        "description": "导出与报表：清单导出为工作簿或 CSV。Lists taken out as workbooks and CSV, and reports.",
    },
    {
        "name": "integration",
        "description": "区教师培训平台：导入、上报、回调。The district's training platform: what comes from it and goes to it.",
    },
    {
        "name": "reconciliation",
        "description": "学分对账：三方比对，逐条处理。Credits compared with the platform's, difference by difference.",
    },
    {"name": "oneroster", "description": "OneRoster 1.2 名册。The roster as OneRoster 1.2 gives it."},
    {
        "name": "webhooks",
        "description": "事件推送：订阅、日志、重发。Webhooks: subscriptions, their log, sending again.",
    },
    {
        "name": "dossier",
        "description": "个人档案、考核积分与学分证明。Personal files, appraisal points, credit certificates.",
    },
    {
        "name": "platform",
        "description": "平台：长任务、审计、枚举、健康。Long work, audit, enumerations, health.",
    },
]
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem.",
    "required": ["type", "title", "status", "detail", "instance", "code", "request_id", "errors"],
    "properties": {
        "type": {"type": "string", "description": "A page about this kind of problem."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for the person, in Accept-Language."},
        "instance": {"type": "string"},
        "code": {"type": "string", "description": "Stable; programs decide by it."},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "message"],
                "properties": {
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}
SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "oauth2": {
        "type": "oauth2",
        "flows": {
            "password": {"tokenUrl": "/api/v1/auth/token", "refreshUrl": "/api/v1/auth/token", "scopes": {}},
            "clientCredentials": {"tokenUrl": "/api/v1/auth/token", "scopes": {}},
        },
    },
}
SCHOOL_PARAMETER = {
    "name": "school",
    "in": "path",
    "required": True,
    "description": "The school's short code, such as `shimen`, or its id.",
    "schema": {"type": "string", "maxLength": 64},
    "example": "shimen",
}
DISTRICT_PARAMETER = SCHOOL_PARAMETER | {
    "name": "district",
    "description": "The district's short code, or its id.",
    "example": "tongxiang",
}
SERVERS = [{"url": "/", "description": "The service itself, wherever a school has put it."}]
LICENCE = {"name": "Apache License 2.0", "identifier": "Apache-2.0"}
VERSION = {"type": "string", "pattern": r'^(W/)?"\d{1,9}"$'}


def permission_of(route: APIRoute) -> Permission | None:
    """The permission a route declares, if it declares one."""
    return next(
        (need.dependency for need in route.dependencies if isinstance(need.dependency, Permission)), None
    )


def _asks_who(dependant: Dependant) -> bool:
    """True when some dependency of a route, however deep, wants a bearer token."""
    return any(need.call is authenticated or _asks_who(need) for need in dependant.dependencies)


def contract(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        with fields_described():
            schema = get_openapi(
                title=app.title,
                version=app.version,
                openapi_version="3.1.0",
                summary=app.summary,
                description=app.description,
                routes=app.routes,
                tags=TAGS,
                servers=SERVERS,
                license_info=LICENCE,
            )
        _add_shared(schema)
        routes = [one for one in app.routes if isinstance(one, APIRoute) and one.include_in_schema]
        for route in routes:
            for method in route.methods or ():
                _ask(schema, schema["paths"][route.path_format][method.lower()], route)
                _complete(schema["paths"][route.path_format][method.lower()], route)
        promise(schema, {one.operation_id or "" for one in routes if one.response_model_exclude_none})
        describe(schema["components"]["schemas"])
        add_webhooks(schema, LABELS[EventType])
        add_examples(schema)
        _mend(schema["components"]["schemas"])
        app.openapi_schema = schema
    return app.openapi_schema


def _mend(part: Any) -> None:
    """What the derived schema says otherwise than it is meant.

    A time by the school's clock has no offset, which JSON Schema's `time` asks for; a choice of one is none.
    """
    if isinstance(part, dict):
        if part.get("format") == "time":
            part["pattern"] = rf"^{CLOCK}$"
            del part["format"]
        if len(part.get("anyOf", ())) == 1:
            part |= part.pop("anyOf")[0]
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            _mend(one)


def _add_shared(schema: dict[str, Any]) -> None:
    components = schema.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for derived in ("HTTPValidationError", "ValidationError"):
        schemas.pop(derived, None)
    schemas["Problem"] = PROBLEM
    schemas["OneRosterStatusInfo"] = status_info.SCHEMA
    components["securitySchemes"] = SECURITY
    components["responses"] = {
        f"Problem{status}": {
            "description": " ".join(TITLES[status]),
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in DOCUMENTED
    } | {
        f"OneRoster{status}": {
            "description": " ".join(TITLES[status]),
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/OneRosterStatusInfo"}}},
        }
        for status in status_info.DOCUMENTED
    }


def _ask(schema: dict[str, Any], operation: dict[str, Any], route: APIRoute) -> None:
    """The query parameters that FastAPI does not see, because `api.queries.Parameters` reads them."""
    for asked in parameters_of(route.dependant):
        described = asked.model.model_json_schema(ref_template="#/components/schemas/{model}")
        schema["components"]["schemas"] |= described.get("$defs", {})
        for name, part in described["properties"].items():
            parameter = {"name": name, "in": "query", "required": name in described.get("required", ())}
            about = {"description": part["description"]} if "description" in part else {}
            operation.setdefault("parameters", []).append(parameter | {"schema": part} | about)


def _events_as_text(responses: dict[str, Any]) -> None:
    """What FastAPI says of a stream's events is a word of OpenAPI 3.2; in 3.1 a stream is text."""
    stream = responses.get("200", {}).get("content", {}).get("text/event-stream")
    if stream is not None:
        stream |= {"schema": {"type": "string"}, "x-item-schema": stream.pop("itemSchema")}


def _complete(operation: dict[str, Any], route: APIRoute) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    ours = getattr(route, "speaks", "yanxiu") == "yanxiu"
    if not ours:
        operation["x-contract"] = "oneroster"
    for status in DOCUMENTED if ours else status_info.DOCUMENTED:
        if status == 408 and "GET" in (route.methods or ()):
            continue  # it has no body to be slow with
        responses[str(status)] = {
            "$ref": f"#/components/responses/{'Problem' if ours else 'OneRoster'}{status}"
        }
    if ours and "GET" in (route.methods or ()):
        responses.setdefault("304", {"description": "Unchanged since the version of If-None-Match."})
    permission = permission_of(route)
    if permission is not None or _asks_who(route.dependant):
        operation["security"] = [{"bearer": []}, {"oauth2": []}]
    operation.setdefault("security", [])  # said, not left out: it is public on purpose
    _events_as_text(responses)
    if permission is not None:
        operation["x-permission"] = permission.action.value
    needs_key = any(need.dependency is key_required for need in route.dependencies)
    for parameter in operation.get("parameters", []):
        if parameter["name"] == "If-Match":
            parameter |= {"required": True, "schema": VERSION, "example": '"1"'}
        if parameter["name"] == "Idempotency-Key" and needs_key:
            present = parameter["schema"]["anyOf"][0]
            parameter |= {"required": True, "schema": present, "example": "3f1c9e7a-register-2021-04"}
    if "{school}" in route.path_format:
        operation["parameters"] = [SCHOOL_PARAMETER, *operation.get("parameters", [])]
    if "{district}" in route.path_format:
        operation["parameters"] = [DISTRICT_PARAMETER, *operation.get("parameters", [])]
