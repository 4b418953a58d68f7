"""Looking ahead: where a teacher would stand."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.routes import room
from api.shapes import Body
from api.wiring.request import Asker, Now, writes
from api.wiring.selection import WhatIfPort
from domain.identity.actions import Action
from domain.training.outlook import WhatIf
from domain.training.what_if import look_ahead

router = room("training", "/schools/{school}/what-if")


class WhatIfBody(Body):
    teacher_id: UUID | None = None
    """Left out by a teacher who asks about themselves."""

    session_ids: Annotated[list[UUID], Field(min_length=1, max_length=50)]


@router.post(
    "",
    operation_id="training_imagine_sessions",
    summary="See where a teacher would stand",
    dependencies=writes(Action.CREDIT_READ),
)
async def imagine_sessions(body: WhatIfBody, reads: WhatIfPort, caller: Asker, now: Now) -> WhatIf:
    """Were these sessions taken and passed: the years and cycles they count in, now and then, each with its
    reasons, and by when the target can still be met with the sessions the catalogue knows. Nothing changes.
    """
    return await look_ahead(reads, body.teacher_id, set(body.session_ids), caller=caller, now=now)
