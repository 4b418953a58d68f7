"""The contract says of each field what stands below it in the source.

Pydantic's own `use_attribute_docstrings` reads and parses the source whenever a route is derived, which was
three fifths of deriving one; nobody but the contract wants to know.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import is_dataclass
from itertools import pairwise

from fastapi._compat import v2
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema


def written_below(classes: Iterable[type]) -> dict[str, str]:
    """Of each field the docstring that follows it; later classes speak last."""
    found: dict[str, str] = {}
    for one in classes:
        (declared,) = ast.parse(textwrap.dedent(inspect.getsource(one))).body
        assert isinstance(declared, ast.ClassDef)
        for field, below in pairwise([*declared.body, None]):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    found[name] = inspect.cleandoc(text)
                case ast.AnnAssign(target=ast.Name(id=name)), _:
                    found.pop(name, None)
    return found


def describe_fields(schema: JsonSchemaValue, classes: Iterable[type]) -> None:
    properties = schema.get("properties", {})
    for name, text in written_below(classes).items():
        if name in properties:
            properties[name].setdefault("description", text)


class _Describing(v2.GenerateJsonSchema):
    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> JsonSchemaValue:
        made = super().dataclass_schema(schema)
        describe_fields(made, [one for one in reversed(schema["cls"].__mro__) if is_dataclass(one)])
        return made


@contextmanager
def fields_described() -> Iterator[None]:
    """FastAPI asks for no other generator of schemas than its own."""
    own, v2.GenerateJsonSchema = v2.GenerateJsonSchema, _Describing  # type: ignore[misc]  # a class, for mypy
    try:
        yield
    finally:
        v2.GenerateJsonSchema = own  # type: ignore[misc]  # as above
