"""What this room's enumerations are called on a screen: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.people.policy import PeopleRuleKey

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    PeopleRuleKey: {
        "erased_after_years": ("离职后个人数据保留年限", "Years a leaver's data is kept"),
    },
}
