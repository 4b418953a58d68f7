"""What this room's enumerations are called on a screen: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {}
