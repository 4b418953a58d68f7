"""Adapters behind the ports of 90-hour planning."""

from typing import Annotated

from fastapi import Depends

from api.wiring.request import Asker, Connection, Now
from domain.training.long_places import PlanPlaces
from domain.training.long_planning import LongPlans
from persistence.training.long_places import SqlPlanPlaces
from persistence.training.long_plans import SqlLongPlans


async def long_plans(connection: Connection, caller: Asker, now: Now) -> LongPlans:
    return SqlLongPlans(connection, caller, now)


async def plan_places(connection: Connection, caller: Asker) -> PlanPlaces:
    return SqlPlanPlaces(connection, caller.school_id)


LongPlansPort = Annotated[LongPlans, Depends(long_plans)]
PlanPlacesPort = Annotated[PlanPlaces, Depends(plan_places)]
