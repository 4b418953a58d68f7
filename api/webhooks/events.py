"""The catalogue of events in words, and as the contract's `webhooks`."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from api.webhooks.labels import HAPPENINGS, RESOURCES
from domain.webhooks.catalogue import RESOURCES as CATALOGUE
from domain.webhooks.catalogue import TEST, Resource

Labels = Mapping[type[StrEnum], Mapping[str, tuple[str, str]]]


def event_labels(labels: Labels) -> dict[str, tuple[str, str]]:
    """What each event is called: the thing, and what happened to it or the state it is in."""
    return {f"{one.name}.{what}": _label(one, what, labels) for one in CATALOGUE for what in one.happenings()}


def _label(resource: Resource, what: str, labels: Labels) -> tuple[str, str]:
    states = {} if resource.states is None else labels[resource.states]
    chinese, english = states.get(what) or HAPPENINGS[what]
    thing = RESOURCES[resource.name]
    return f"{thing[0]}：{chinese}", f"{thing[1]}: {english}"


def webhooks(labels: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """OpenAPI's `webhooks`: one request for each event."""
    paths = {f"{one.name}.{what}": one.path for one in CATALOGUE for what in one.happenings()}
    told = {event: _request(event, path, *labels[event]) for event, path in paths.items()}
    return told | {TEST: _request(TEST, "webhook-subscriptions", "测试事件", "A test")}


def _request(event: str, path: str, chinese: str, english: str) -> dict[str, Any]:
    where = f"`GET /api/v1/schools/{{school}}/{path}` knows more of it."
    return {
        "post": {
            "operationId": "webhooks_tell_" + event.replace(".", "_"),
            "tags": ["webhooks"],
            "security": [],
            "summary": f"{chinese} / {english}",
            "description": f"{chinese}。{english}. `data` holds its id and version only; {where}",
            "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in PARAMETERS],
            "requestBody": {"$ref": "#/components/requestBodies/ThinEvent"},
            "responses": {
                "2XX": {"$ref": "#/components/responses/WebhookTaken"},
                "410": {"$ref": "#/components/responses/WebhookGone"},
            },
        }
    }


PARAMETERS = ("WebhookId", "WebhookTimestamp", "WebhookSignature")

COMPONENTS: dict[str, dict[str, Any]] = {
    "parameters": {
        "WebhookId": {
            "name": "webhook-id",
            "in": "header",
            "required": True,
            "description": "Of the event: the same in every attempt and when it is sent again.",
            "schema": {"type": "string", "format": "uuid"},
        },
        "WebhookTimestamp": {
            "name": "webhook-timestamp",
            "in": "header",
            "required": True,
            "description": "Of the attempt, in seconds since 1970; refuse one more than five minutes off.",
            "schema": {"type": "string", "pattern": r"^\d+$"},
        },
        "WebhookSignature": {
            "name": "webhook-signature",
            "in": "header",
            "required": True,
            "description": "`v1,<base64 of HMAC-SHA256>` of `id.timestamp.body`; after a rotation two,"
            " a space between them. See https://www.standardwebhooks.com/.",
            "schema": {"type": "string"},
        },
    },
    "requestBodies": {
        "ThinEvent": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ThinEvent"}}},
        },
    },
    "responses": {
        "WebhookTaken": {"description": "Taken; anything else is tried again."},
        "WebhookGone": {"description": "No more, please: the webhook is switched off."},
    },
    "schemas": {
        "ThinEvent": {
            "type": "object",
            "description": "What happened, and to which version of which thing.",
            "required": ["type", "timestamp", "data"],
            "properties": {
                "type": {"type": "string", "description": "`<resource>.<what>`."},
                "timestamp": {"type": "string", "format": "date-time", "description": "When it happened."},
                "data": {
                    "type": "object",
                    "required": ["id", "version"],
                    "properties": {
                        "id": {"type": "string", "format": "uuid"},
                        "version": {"type": "integer", "description": "Pass over one lower than you know."},
                    },
                },
            },
        }
    },
}


def add_webhooks(schema: dict[str, Any], labels: Mapping[str, tuple[str, str]]) -> None:
    for kind, parts in COMPONENTS.items():
        schema["components"].setdefault(kind, {}).update(parts)
    schema["webhooks"] = webhooks(labels)
