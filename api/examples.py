"""Examples for the contract, made from its own schemas: one value for one name, wherever it appears."""

from typing import Any

BY_NAME: dict[str, Any] = {
    "name": "欧阳晓",
    "title": "初中心理健康教育课例研讨",
    "provider": "桐乡市教师进修学校",
    "place": "石门中学录播教室",
    "code": "TX-2021-014",
    "employee_no": "3018",
    "username": "ouyang@shimen",
    "display_name": "欧阳晓",
    "phone": "13900003018",
    "email": "ouyang@example.cn",
    "reason": "补录培训结果",
    "note": "教代会通过",
    "remark": "全程参加",
    "subject": "数学",
    "school_year": 2020,
    "start_year": 2020,
    "capacity": 40,
    "filename": "教师名册.xlsx",
    "version": 1,
    "request_id": "9f2c4e1a7b3d5608",
    "next_cursor": None,
    "has_more": False,
    "allowed_actions": [],
}
BY_FORMAT: dict[str, Any] = {
    "uri": "https://yanxiu.example/ims/oneroster/rostering/v1p2/orgs/shimen",
    "uuid": "01978f4e-7c1a-7d52-9a3e-5b1f0c2d4e6f",
    "date": "2021-04-16",
    "time": "14:30:00",
    "date-time": "2021-04-16T00:30:00Z",
    "binary": "…",
}


def add_examples(schema: dict[str, Any]) -> None:
    """An example beside every JSON body that is asked for or answered."""
    for path in schema["paths"].values():
        for operation in path.values():
            _illustrate(schema, operation.get("requestBody", {}))
            for status, response in operation["responses"].items():
                if status.startswith("2"):
                    _illustrate(schema, response)


def _illustrate(schema: dict[str, Any], holder: dict[str, Any]) -> None:
    content = holder.get("content", {}).get("application/json")
    if content and content.get("schema"):
        content["example"] = example(schema, content["schema"])


def example(
    schema: dict[str, Any], part: dict[str, Any], name: str = "", inside: tuple[str, ...] = ()
) -> Any:
    """A value this part of the schema allows, as telling as can be found out from its name.

    `inside`: the components around it. A list of what it stands in itself is left empty.
    """
    if "$ref" in part:
        of = part["$ref"].rsplit("/", 1)[-1]
        part, inside = schema["components"]["schemas"][of], (*inside, of)
    for known in ("const", "default", "example"):
        if known in part:
            return part[known]
    if part.get("examples"):
        return part["examples"][0]
    if "enum" in part:
        return part["enum"][0]
    if "anyOf" in part:
        return example(schema, part["anyOf"][0], name, inside)
    if name in BY_NAME and "properties" not in part:
        return BY_NAME[name]
    return _by_type(schema, part, name, inside)


def _by_type(schema: dict[str, Any], part: dict[str, Any], name: str, inside: tuple[str, ...]) -> Any:
    match part.get("type"):
        case "object":
            fields = part.get("properties", {})
            return {field: example(schema, inner, field, inside) for field, inner in fields.items()}
        case "array":
            items = part.get("items", {})
            again = items.get("$ref", "").rsplit("/", 1)[-1] in inside
            return [] if again or not items else [example(schema, items, name, inside)]
        case "integer" | "number":
            return part.get("minimum", 1)
        case "boolean":
            return True
        case "string":
            return BY_FORMAT.get(part.get("format", ""), "1.50" if "pattern" in part else "…")
    return None
