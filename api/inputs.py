"""What is wrong with an input, field by field, in words; never with the input itself."""

from typing import Any

from api.texts import wants_english

# Pydantic's error type → (Chinese, English). Its own sentences are English only and some quote the input.
INPUT_TEXTS: dict[str, tuple[str, str]] = {
    "missing": ("必须填写。", "This is required."),
    "extra_forbidden": ("没有这个字段。", "There is no such field."),
    "unknown_parameter": ("没有这个参数。", "There is no such parameter."),
    "json_invalid": ("不是有效的 JSON。", "This is not valid JSON."),
    "string_too_short": ("至少 {min_length} 个字。", "At least {min_length} characters."),
    "string_too_long": ("最多 {max_length} 个字。", "At most {max_length} characters."),
    "string_pattern_mismatch": ("格式不正确。", "This is not of the expected form."),
    "given_twice": ("只能填写一次。", "Give this once."),
    "unsafe_text": ("含有不能保存的字符。", "It has a character that cannot be stored."),
    "greater_than": ("必须大于 {gt}。", "It must be greater than {gt}."),
    "greater_than_equal": ("不能小于 {ge}。", "It must be at least {ge}."),
    "less_than": ("必须小于 {lt}。", "It must be less than {lt}."),
    "less_than_equal": ("不能大于 {le}。", "It must be at most {le}."),
    "enum": ("必须是以下之一：{expected}。", "It must be one of {expected}."),
    "literal_error": ("必须是以下之一：{expected}。", "It must be one of {expected}."),
    "too_long": ("最多 {max_length} 项。", "At most {max_length} items."),
    "too_short": ("至少 {min_length} 项。", "At least {min_length} items."),
    "decimal_max_places": ("最多 {decimal_places} 位小数。", "At most {decimal_places} decimals."),
    "decimal_text": ('请写成字符串形式的小数，如 "1.50"。', 'Write a decimal as a string, such as "1.50".'),
    "day_text": ("请写成 YYYY-MM-DD 的日期。", "Write a day as YYYY-MM-DD."),
    "clock_text": ("请写成 HH:MM 的时间，如 08:00。", "Write a time of day as HH:MM, such as 08:00."),
    "instant_text": (
        "请写成带时区的 RFC 3339 时间，如 2021-04-01T08:00:00+08:00。",
        "Write a time with its offset, such as 2021-04-01T08:00:00+08:00.",
    ),
    "out_of_calendar": ("年份必须在 1900 到 2199 之间。", "The year must be from 1900 to 2199."),
    "not_acceptable_value": ("内容不正确。", "This is not valid."),
}
_FALLBACK = ("内容不正确。", "This is not valid.")


def described(errors: list[dict[str, Any]], accept_language: str) -> list[dict[str, str]]:
    """Pydantic's errors as `errors` of a problem: a JSON pointer (or parameter name), a code, a sentence."""
    english = wants_english(accept_language)
    return [
        {"pointer": _pointer(error["loc"]), "code": error["type"], "message": _message(error, english)}
        for error in errors
    ]


def _pointer(location: tuple[str | int, ...]) -> str:
    where, *path = location
    tail = "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
    return tail or "/" if where == "body" else f"{where}:{'.'.join(map(str, path))}"


def _message(error: dict[str, Any], english: bool) -> str:
    texts = INPUT_TEXTS.get(error["type"], _FALLBACK)
    try:
        return texts[1 if english else 0].format(**error.get("ctx", {}))
    except KeyError:
        return _FALLBACK[1 if english else 0]
