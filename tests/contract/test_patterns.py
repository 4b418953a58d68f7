r"""A pattern means to the service what it means to who reads the contract.

The service matches with Rust's regular expressions, a reader of JSON Schema with JavaScript's: to the one \w
is a letter of any script, to the other of ASCII alone.
"""

from collections.abc import Iterator
from typing import Annotated, Any

import jsonschema_rs
import pytest
from pydantic import StringConstraints, TypeAdapter, ValidationError

from tests.contract.test_isolation import APP

CODES = [
    "702",
    "HZ-2021-014",
    "操场",
    "𠮷野",
    "é",
    "e\u0301",
    "٣",
    "Ⅲ",
    "①",
    "a.b_c",
    "1/3",
    "a+b",
    "☺",
    "a" * 65,
]
BLANKS = [" ", "a b", "a\u0085", "\ufeffa", "a\u3000", "a\n", "a\u200d"]
ADDRESSES = [
    "a@b.cn",
    "石门@学校.中国",
    "a\u0085@b.cn",
    "a\ufeff@b.cn",
    "a\u2003@b.cn",
    "a@b.c\ufeffn",
    "a@b",
]
TEXTS = [*CODES, *BLANKS, *ADDRESSES, "+86 138-0000-0000", "1234-5678-9abc"]


def patterns(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("pattern"), str):
            yield part["pattern"]
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from patterns(one)


# Where one speaks of digits, code of ours matches: by the digits of ASCII, as JavaScript does.
@pytest.mark.parametrize("pattern", sorted({one for one in patterns(APP.openapi()) if r"\d" not in one}))
def test_both_sides_of_the_contract_read_a_pattern_alike(pattern: str) -> None:
    reader = jsonschema_rs.validator_for({"type": "string", "pattern": pattern})
    service = TypeAdapter(Annotated[str, StringConstraints(pattern=pattern)])

    def takes(text: str) -> bool:
        try:
            return service.validate_python(text) == text
        except ValidationError:
            return False

    assert [one for one in TEXTS if one and takes(one)] == [
        one for one in TEXTS if one and reader.is_valid(one)
    ]
