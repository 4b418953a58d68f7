"""The contract's enumerations with their labels, for an SPA's selects."""

import hashlib

from fastapi import Depends, Response
from pydantic import BaseModel, TypeAdapter

from api.labels import LABELS
from api.routes import room
from api.wiring.request import authenticated

router = room("platform", "/meta")


class EnumValue(BaseModel):
    value: str
    zh: str
    en: str


Enumerations = dict[str, list[EnumValue]]

ENUMERATIONS: Enumerations = {
    kind.__name__: [EnumValue(value=one.value, zh=labels[one][0], en=labels[one][1]) for one in kind]
    for kind, labels in LABELS.items()
}
TAG = f'"{hashlib.sha256(TypeAdapter(Enumerations).dump_json(ENUMERATIONS)).hexdigest()[:16]}"'
"""They change with a release, and with nothing else."""


@router.get(
    "/enums",
    operation_id="platform_list_enums",
    summary="The enumerations, with Chinese and English labels",
    dependencies=[Depends(authenticated)],
)
async def list_enums(response: Response) -> Enumerations:
    """By the name of the enumeration's component in the contract. Kept with its ETag, it is fetched once."""
    response.headers["ETag"] = TAG
    return ENUMERATIONS
