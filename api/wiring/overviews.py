"""Adapters behind the ports of home screens."""

from typing import Annotated

from fastapi import Depends

from api.wiring.reading import DistrictReading, Reading
from api.wiring.request import Asker, DistrictAsker
from domain.reports.district_overview import DistrictSchools
from domain.reports.overview import Overviews
from persistence.reports.district_overview import SqlDistrictSchools
from persistence.reports.overview import SqlOverviews


async def overviews(connection: Reading, caller: Asker) -> Overviews:
    return SqlOverviews(connection, caller)


async def district_schools(connection: DistrictReading, officer: DistrictAsker) -> DistrictSchools:
    return SqlDistrictSchools(connection, officer.district_id)


DistrictSchoolsPort = Annotated[DistrictSchools, Depends(district_schools)]
OverviewsPort = Annotated[Overviews, Depends(overviews)]
