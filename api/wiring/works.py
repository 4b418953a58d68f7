"""Adapters behind the ports of works and their awards."""

from typing import Annotated

from fastapi import Depends

from api.wiring.platform import FilesPort, MessagesPort
from api.wiring.request import Asker, Connection
from domain.works.awards import AwardDesk, Awards
from domain.works.works import Works
from persistence.works.awards import SqlAwards
from persistence.works.works import SqlWorks


async def works(connection: Connection, caller: Asker) -> Works:
    return SqlWorks(connection, caller)


async def awards(connection: Connection, caller: Asker) -> Awards:
    return SqlAwards(connection, caller)


WorksPort = Annotated[Works, Depends(works)]
AwardsPort = Annotated[Awards, Depends(awards)]


async def award_desk(
    awards: AwardsPort, works: WorksPort, files: FilesPort, messages: MessagesPort
) -> AwardDesk:
    return AwardDesk(awards, works, files, messages)


AwardDeskPort = Annotated[AwardDesk, Depends(award_desk)]
