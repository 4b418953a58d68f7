"""Which values one JSON Schema allows and another does not: the one question behind both directions.

What is asked may only grow: the schema of today must take whatever the released one took. What is answered
may only shrink: the released schema must describe whatever the service of today says, but for added fields.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import product
from typing import Any, NamedTuple

Schema = dict[str, Any]

COMPONENTS = "#/components/schemas/"
CHOICES = ("anyOf", "oneOf")
AT_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
AT_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
SAME = ("format", "pattern", "multipleOf", "uniqueItems", "contentMediaType", "contentEncoding")
READ = {
    *("type", "enum", "const", "items", "prefixItems", "properties", "required", "additionalProperties"),
    *(
        "propertyNames",
        "title",
        "description",
        "default",
        "example",
        "examples",
        "deprecated",
        "discriminator",
    ),
    *AT_MOST,
    *AT_LEAST,
    *SAME,
}
"""Keywords this file knows what to make of; any other may not change at all."""


class Side(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"


class Breach(NamedTuple):
    pointer: str
    says: str


class Shapes:
    """Compares schemas of a released contract with today's, on one side."""

    def __init__(self, released: Schema, today: Schema, side: Side) -> None:
        self._released, self._today, self._side = released, today, side
        self._known: dict[tuple[str, str], tuple[Breach, ...]] = {}

    def breaches(self, released: Schema, today: Schema, at: str) -> Iterable[Breach]:
        """What a caller of the released contract runs into. `at` points into the released contract."""
        pair = (released.get("$ref", ""), today.get("$ref", ""))
        if not all(pair):
            return list(self._compared(released, today, at))
        if pair not in self._known:
            self._known[pair] = ()  # what refers to itself is looked at once
            self._known[pair] = tuple(self._compared(released, today, pair[0]))
        return self._known[pair]

    def _compared(self, released: Schema, today: Schema, at: str) -> Iterator[Breach]:
        """Every alternative there is inside must fit one of those outside."""
        before, now = _branches(self._released, released), _branches(self._today, today)
        inner, outer = (before, now) if self._side is Side.ASKED else (now, before)
        for one in inner:
            alike = [other for other in outer if _fits(one.get("type"), other.get("type"))]
            if alike:
                yield from min((list(self._branch(one, other, at)) for other in alike), key=len)
            else:
                yield Breach(at, self._said(str(one.get("type", "anything"))))

    def _said(self, what: str) -> str:
        return f"no longer takes {what}" if self._side is Side.ASKED else f"may now be {what}"

    def _branch(self, inner: Schema, outer: Schema, at: str) -> Iterator[Breach]:
        released, today = (inner, outer) if self._side is Side.ASKED else (outer, inner)
        yield from self._values(inner, outer, at)
        for name in SAME:
            if name in outer and inner.get(name) != outer[name]:
                yield Breach(at, f"{name} was {released.get(name)} and is {today.get(name)}")
        if self._side is Side.ASKED:
            yield from _narrower(released, today, at)
        for name in {name for name in inner | outer if name not in READ and not name.startswith("x-")}:
            if inner.get(name) != outer.get(name):
                yield Breach(at, f"{name} changed, which nothing here can judge")
        yield from self._lists(released, today, at)
        if "object" in (inner.get("type"), outer.get("type")):
            yield from self._fields(released, today, at)
            yield from self._others(released, today, at)

    def _values(self, inner: Schema, outer: Schema, at: str) -> Iterator[Breach]:
        some, allowed = _listed(inner), _listed(outer)
        if allowed is None or (self._side is Side.ANSWERED and outer.get("x-extensible")):
            return
        if some is None:
            yield Breach(at, self._said("any value"))
        for value in some or ():
            if value not in allowed:
                yield Breach(at, self._said(repr(value)))

    def _lists(self, released: Schema, today: Schema, at: str) -> Iterator[Breach]:
        if "items" in released and "items" in today:
            yield from self.breaches(released["items"], today["items"], f"{at}/items")
        before, now = released.get("prefixItems", []), today.get("prefixItems", [])
        if len(before) != len(now):
            yield Breach(at, f"had {len(before)} places and has {len(now)}")
        for place, (one, other) in enumerate(zip(before, now, strict=False)):
            yield from self.breaches(one, other, f"{at}/prefixItems/{place}")

    def _fields(self, released: Schema, today: Schema, at: str) -> Iterator[Breach]:
        before, now = released.get("properties", {}), today.get("properties", {})
        needed, given = set(released.get("required", ())), set(today.get("required", ()))
        for name, part in before.items():
            here = f"{at}/properties/{name}"
            if name in now:
                yield from self.breaches(part, now[name], here)
            elif not part.get("deprecated"):
                yield Breach(here, "is no longer taken" if self._side is Side.ASKED else "is gone")
        if self._side is Side.ASKED:
            for name in sorted(given - needed):
                yield Breach(f"{at}/properties/{name}", "is now required")
        else:
            for name in sorted((needed - given) & now.keys()):
                yield Breach(f"{at}/properties/{name}", "may now be missing")

    def _others(self, released: Schema, today: Schema, at: str) -> Iterator[Breach]:
        """Fields under names the schema does not know: a map has only those."""
        before, now = released.get("additionalProperties", True), today.get("additionalProperties", True)
        if isinstance(before, dict) and isinstance(now, dict):
            yield from self.breaches(before, now, f"{at}/additionalProperties")
        elif now is False and (isinstance(before, dict) or (before and self._side is Side.ASKED)):
            yield Breach(at, "has no fields of any name any more")
        elif self._side is Side.ASKED and before is True and isinstance(now, dict):
            yield Breach(at, "takes fields of any name of one type only")


def _branches(contract: Schema, part: Schema) -> list[Schema]:
    """The alternatives a schema comes down to: references followed, and what must hold beside them added."""
    named = part.get("$ref")
    if named is not None:
        known = contract["components"]["schemas"][named.removeprefix(COMPONENTS)]
        part = known | {name: value for name, value in part.items() if name != "$ref"}
    own = {name: value for name, value in part.items() if name not in (*CHOICES, "allOf")}
    kinds = own["type"] if isinstance(own.get("type"), list) else None
    found = [own | {"type": kind} for kind in kinds] if kinds else [own]
    for options in (
        *(part[name] for name in CHOICES if name in part),
        *([one] for one in part.get("allOf", ())),
    ):
        other = [branch for option in options for branch in _branches(contract, option)]
        pairs = product(found, other)
        found = [_both(one, another) for one, another in pairs if _may_both_hold(one, another)]
    return found


def _may_both_hold(one: Schema, other: Schema) -> bool:
    kinds = one.get("type"), other.get("type")
    return None in kinds or _fits(*kinds) or _fits(*reversed(kinds))


def _both(one: Schema, other: Schema) -> Schema:
    merged = one | other
    if "properties" in one and "properties" in other:
        shared = one["properties"].keys() & other["properties"].keys()
        each = {name: {"allOf": [one["properties"][name], other["properties"][name]]} for name in shared}
        merged["properties"] = one["properties"] | other["properties"] | each
    if "required" in one and "required" in other:
        merged["required"] = sorted({*one["required"], *other["required"]})
    return merged


def _fits(inner: str | None, outer: str | None) -> bool:
    return outer is None or inner == outer or (inner == "integer" and outer == "number")


def _listed(part: Schema) -> list[Any] | None:
    if "const" in part:
        return [part["const"]]
    found: list[Any] | None = part.get("enum")
    return found


def _narrower(released: Schema, today: Schema, at: str) -> Iterator[Breach]:
    for names, sign in ((AT_MOST, 1), (AT_LEAST, -1)):
        for name in names:
            if name in today and (name not in released or (released[name] - today[name]) * sign > 0):
                yield Breach(at, f"{name} was {released.get(name, 'not set')} and is {today[name]}")
