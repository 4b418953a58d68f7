"""The contract's enumerations with their labels, for an SPA's selects."""

from fastapi import Depends
from pydantic import BaseModel

from api.labels import LABELS
from api.routes import room
from api.wiring.request import authenticated

router = room("platform", "/meta")


class EnumValue(BaseModel):
    value: str
    zh: str
    en: str


@router.get(
    "/enums",
    operation_id="platform_list_enums",
    summary="The enumerations, with Chinese and English labels",
    dependencies=[Depends(authenticated)],
)
async def list_enums() -> dict[str, list[EnumValue]]:
    """By the name of the enumeration's component in the contract."""
    return {
        kind.__name__: [EnumValue(value=value, zh=zh, en=en) for value, (zh, en) in labels.items()]
        for kind, labels in LABELS.items()
    }
