"""What of a contract's changes breaks those who were built on the released one."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from cli.contract_shapes import Breach, Schema, Shapes, Side

MEANING = {"description", "example", "examples", "title", "summary", "x-enum-varnames", "x-enum-descriptions"}
"""Said to people, and so not compared."""


class Change(NamedTuple):
    """A breach, and the operations that meet it, such as `GET /api/v1/me`."""

    pointer: str
    says: str
    operations: tuple[str, ...]


def breaking(released: Schema, today: Schema) -> list[Change]:
    """Every change that is no mere addition, in the order of the released contract's operations.

    What the released contract calls deprecated may go.
    """
    met: defaultdict[Breach, list[str]] = defaultdict(list)
    comparison = _Comparison(released, today)
    for path, operations in released["paths"].items():
        for method, operation in operations.items():
            at = f"#/paths/{path.replace('~', '~0').replace('/', '~1')}/{method}"
            now = today["paths"].get(path, {}).get(method)
            for breach in dict.fromkeys(comparison.of(operation, now, at)):
                met[breach].append(f"{method.upper()} {path}")
    return [Change(*breach, tuple(operations)) for breach, operations in met.items()]


def compared(contract: Schema) -> Schema:
    """The contract without what is said to people only: what a release keeps."""

    def stripped(part: Any, *, names: bool = False) -> Any:
        if isinstance(part, list):
            return [stripped(one) for one in part]
        if not isinstance(part, dict):
            return part
        return {
            name: stripped(value, names=name in ("properties", "schemas") and not names)
            for name, value in part.items()
            if names or name not in MEANING
        }

    kept = {name: contract[name] for name in ("openapi", "info", "paths")}
    kept["components"] = {name: contract["components"][name] for name in ("schemas", "responses")}
    return {**stripped(kept), "info": {"version": contract["info"]["version"]}}


class _Comparison:
    def __init__(self, released: Schema, today: Schema) -> None:
        self._named = (_answers_of(released), _answers_of(today))
        self._asked = Shapes(released, today, Side.ASKED)
        self._answered = Shapes(released, today, Side.ANSWERED)

    def of(self, released: Schema, today: Schema | None, at: str) -> Iterator[Breach]:
        if today is None:
            if not released.get("deprecated"):
                yield Breach(at, "is gone")
            return
        if released["operationId"] != today["operationId"]:
            yield Breach(f"{at}/operationId", f"was {released['operationId']} and is {today['operationId']}")
        yield from _access(released, today, at)
        yield from self._parameters(released, today, at)
        yield from self._body(released.get("requestBody"), today.get("requestBody"), f"{at}/requestBody")
        yield from self._answers(released["responses"], today["responses"], f"{at}/responses")

    def _parameters(self, released: Schema, today: Schema, at: str) -> Iterator[Breach]:
        before, now = _parameters_of(released), _parameters_of(today)
        for key, parameter in before.items():
            here = f"{at}/parameters/{'/'.join(key)}"
            if key in now:
                if now[key].get("required") and not parameter.get("required"):
                    yield Breach(here, "is now required")
                yield from self._asked.breaches(parameter["schema"], now[key]["schema"], here)
            elif not parameter.get("deprecated"):
                yield Breach(here, "is no longer taken")
        for key in now.keys() - before.keys():
            if now[key].get("required"):
                yield Breach(f"{at}/parameters/{'/'.join(key)}", "is new, and required")

    def _body(self, released: Schema | None, today: Schema | None, at: str) -> Iterator[Breach]:
        if today is None:
            if released is not None:
                yield Breach(at, "is no longer taken")
            return
        if today.get("required") and not (released or {}).get("required"):
            yield Breach(at, "is now required")
        if released is not None:
            yield from _media(self._asked, released, today, at)

    def _answers(self, released: Schema, today: Schema, at: str) -> Iterator[Breach]:
        for status, answer in released.items():
            if status not in today:
                yield Breach(f"{at}/{status}", "is no longer answered")
            else:
                before, now = self._named[0](answer), self._named[1](today[status])
                yield from _media(self._answered, before, now, f"{at}/{status}")
        for status in today.keys() - released.keys():
            if status < "300":
                yield Breach(f"{at}/{status}", "is a new success, which nobody expects")


def _access(released: Schema, today: Schema, at: str) -> Iterator[Breach]:
    before, now = released.get("security", []), today.get("security", [])
    public, still = not before or {} in before, not now or {} in now
    if not still and (public or any(way not in now for way in before)):
        yield Breach(f"{at}/security", "no longer lets everybody in whom it let in")
    if released.get("x-permission") != today.get("x-permission"):
        yield Breach(
            f"{at}/x-permission", f"was {released.get('x-permission')} and is {today.get('x-permission')}"
        )


def _answers_of(contract: Schema) -> Callable[[Schema], Schema]:
    """Follows a reference to an answer that operations share."""
    shared = contract["components"]["responses"]
    return lambda answer: shared[answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer


def _parameters_of(operation: Schema) -> dict[tuple[str, str], Schema]:
    return {(one["in"], one["name"]): one for one in operation.get("parameters", ())}


def _media(shapes: Shapes, released: Schema, today: Schema, at: str) -> Iterator[Breach]:
    before, now = released.get("content", {}), today.get("content", {})
    for kind, media in before.items():
        here = f"{at}/content/{kind.replace('/', '~1')}"
        if kind not in now:
            yield Breach(here, "is gone")
        else:
            yield from shapes.breaches(media.get("schema", {}), now[kind].get("schema", {}), f"{here}/schema")
