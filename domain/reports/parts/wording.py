"""How a summary says numbers."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal


def said(value: Decimal | int) -> str:
    """Without zeros behind the point: 7.50 is 7.5, and 100 is 100."""
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def per_cent(part: Decimal | int, whole: Decimal | int) -> str:
    """To one decimal, halves up; a dash of nothing."""
    if not whole:
        return "—"
    rate = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{said(rate)}%"


def listed(counts: Mapping[str, Decimal | int], unit: str) -> str:
    """Those that are not zero: 短期培训3人次、网络培训1人次."""
    return "、".join(f"{name}{said(count)}{unit}" for name, count in counts.items() if count)


def sentences(*found: str | None) -> tuple[str, ...]:
    return tuple(one for one in found if one)


def titles(names: Sequence[str], most: int = 6) -> str:
    """《甲》《乙》等8项: the first, and how many there are where that is not all."""
    told = "".join(f"《{name}》" for name in names[:most])
    return told if len(names) <= most else f"{told}等{len(names)}项"
