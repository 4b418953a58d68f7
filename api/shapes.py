"""What a client may send: no coercion, no surprise that PostgreSQL or a later read would choke on.

FastAPI validates decoded JSON with Pydantic's lax rules, under which `true` is 1, "7" is 7 and 0 is a day
in 1970. So every leaf of a body is one of the types here.
"""

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, LiteralString

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    Strict,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from api.described import describe_fields

FIRST_YEAR, LAST_YEAR = 1900, 2199
INT32 = 2**31 - 1


class Body(BaseModel):
    """Built when it is first validated, and described when the contract is made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        made = handler(core_schema)
        classes = reversed(cls.__mro__[: cls.__mro__.index(Body)])
        describe_fields(handler.resolve_ref_schema(made), classes)
        return made


def omitted() -> Any:
    """The default of a merge patch's field that may be left out and may not be null; the contract names none.

    What was sent is read with `model_dump(exclude_unset=True)`: the value made here is never seen.
    """
    return Field(default_factory=lambda: None)


def safe(text: str) -> str:
    """PostgreSQL stores no NUL, and UTF-8 has no lone surrogates."""
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise PydanticCustomError("unsafe_text", "unsafe text")
    return text


# Pydantic would also take a count of seconds for a day or a moment, as a number or as text, and digits of
# any script for a decimal.
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
_DECIMAL = re.compile(r"-?\d{1,4}(\.\d{1,2})?", re.ASCII)


def _written(form: re.Pattern[str], code: LiteralString, of: type) -> BeforeValidator:
    """Takes text of this form only (and the very type, where a default of ours is checked)."""

    def check(value: object) -> object:
        if not (isinstance(value, of) or (isinstance(value, str) and form.fullmatch(value))):
            raise PydanticCustomError(code, "not of the form")
        return value

    return BeforeValidator(check)


def _known_day(value: date) -> date:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise PydanticCustomError("out_of_calendar", "out of calendar")
    return value


def _known_instant(value: datetime) -> datetime:
    """In UTC, whatever offset it came with; refused when the year is out of any school's calendar."""
    if not FIRST_YEAR < value.year < LAST_YEAR:
        raise PydanticCustomError("out_of_calendar", "out of calendar")
    return value.astimezone(UTC)


Line = Annotated[
    str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True), AfterValidator(safe)
]
"""One line: a name, a title, a place."""

# Not \w: a letter of any script to Pydantic, of ASCII alone to a client that reads it as JSON Schema does.
_LETTERS = r"\p{L}\p{M}\p{N}_"
Code = Annotated[str, StringConstraints(pattern=rf"^[{_LETTERS}.\-]{{1,64}}$"), AfterValidator(safe)]
"""A short identifier people write, such as 702 or HZ-2021-014."""

UserName = Annotated[str, StringConstraints(pattern=rf"^[{_LETTERS}.@\-]{{1,64}}$"), AfterValidator(safe)]
"""What one signs in by: an employee number, or a name such as ouyang@shimen."""

Paragraph = Annotated[
    str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True), AfterValidator(safe)
]
Flag = Annotated[bool, Strict()]
Count = Annotated[int, Strict(), Field(ge=0, le=INT32)]
Year = Annotated[int, Strict(), Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Day = Annotated[date, AfterValidator(_known_day), _written(_DAY, "day_text", date)]
Instant = Annotated[
    AwareDatetime, AfterValidator(_known_instant), _written(_INSTANT, "instant_text", datetime)
]
CLOCK = r"([01]\d|2[0-3]):[0-5]\d(:00)?"
Clock = Annotated[time, _written(re.compile(CLOCK, re.ASCII), "clock_text", time)]
"""A time of day at school, without a day."""

Credits = Annotated[
    Decimal,
    Field(ge=0, le=9999, max_digits=6, decimal_places=2),
    _written(_DECIMAL, "decimal_text", Decimal),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,4}(\.\d{1,2})?$", "examples": ["7.50"]}),
]
SignedCredits = Annotated[
    Decimal,
    Field(ge=-9999, le=9999, max_digits=6, decimal_places=2),
    _written(_DECIMAL, "decimal_text", Decimal),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d{1,4}(\.\d{1,2})?$", "examples": ["-7.50"]}),
]
