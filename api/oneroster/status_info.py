"""Refusals as OneRoster says them: `imsx_StatusInfo`, in place of a problem document."""

from typing import Any

from starlette.requests import Request

from api.problems import InvalidInput, status_of
from domain.errors import DomainError
from domain.oneroster.asking import (
    FilterFieldUnknown,
    FilterMalformed,
    FilterUnfit,
    SelectionUnknown,
    SortFieldUnknown,
)

PREFIX = "/ims/oneroster/"
"""Below it nothing else is answered, so that a path nobody knows is refused in the same words."""

SYSTEM = "TargetEndSystem"
"""Who says it: what the standard calls the service."""

_FILTERS = (FilterFieldUnknown, FilterMalformed, FilterUnfit)
_SELECTIONS = (SelectionUnknown, SortFieldUnknown)
_MINOR = {
    401: "unauthorisedrequest",
    403: "forbidden",
    404: "unknownobject",
    429: "server_busy",
    500: "internal_server_error",
    503: "server_busy",
}
DOCUMENTED = (400, 401, 403, 404, 405, 406, 422, 429, 500, 503)
MINORS = sorted({"invalid_filter_field", "invalid_selection_field", "invaliddata", *_MINOR.values()})
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["imsx_codeMajor", "imsx_severity", "imsx_description", "imsx_CodeMinor"],
    "properties": {
        "imsx_codeMajor": {"type": "string", "enum": ["failure"]},
        "imsx_severity": {"type": "string", "enum": ["error"]},
        "imsx_description": {
            "type": "string",
            "description": "A sentence for the person, in Accept-Language.",
        },
        "imsx_CodeMinor": {
            "type": "object",
            "required": ["imsx_codeMinorField"],
            "properties": {
                "imsx_codeMinorField": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "type": "object",
                        "required": ["imsx_codeMinorFieldName", "imsx_codeMinorFieldValue"],
                        "properties": {
                            "imsx_codeMinorFieldName": {"type": "string"},
                            "imsx_codeMinorFieldValue": {"type": "string", "enum": MINORS},
                        },
                    },
                }
            },
        },
    },
}


def is_spoken(request: Request) -> bool:
    """Whether the route asked, or the part of the tree where there is none, answers in OneRoster's words."""
    route = request.scope.get("route")
    if route is None:
        return PREFIX in request.scope["path"]
    return getattr(route, "speaks", "") == "oneroster"


def written(refusal: DomainError, said: str, errors: list[dict[str, str]]) -> tuple[int, dict[str, Any]]:
    """The status and the body; what is wrong with the query is 400 there, where our own contract says 422."""
    status, minor = _judged(refusal)
    more = " ".join(f"{one['pointer']}: {one['message']}" for one in errors)
    field = {"imsx_codeMinorFieldName": SYSTEM, "imsx_codeMinorFieldValue": minor}
    return status, {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": f"{said} {more}".strip(),
        "imsx_CodeMinor": {"imsx_codeMinorField": [field]},
    }


def _judged(refusal: DomainError) -> tuple[int, str]:
    if isinstance(refusal, _FILTERS):
        return 400, "invalid_filter_field"
    if isinstance(refusal, _SELECTIONS):
        return 400, "invalid_selection_field"
    if isinstance(refusal, InvalidInput):
        return 400, "invaliddata"
    status = status_of(refusal)
    return status, _MINOR.get(status, "invaliddata")
