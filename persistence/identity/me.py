"""One's own account, with the roles it has now rather than those its token was made with."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.me import Me, my_place
from domain.identity.principal import Principal
from persistence.identity.places import places
from persistence.identity.tables import account


class SqlOwnAccount:
    def __init__(self, connection: AsyncConnection, principal: Principal) -> None:
        self._connection, self._principal = connection, principal

    async def get(self) -> Me:
        own = select(account).where(account.c.id == self._principal.account_id)
        row = (await self._connection.execute(own)).one()
        schools, districts = await places(self._connection, row.id)
        return Me(
            account_id=row.id,
            username=row.username,
            display_name=row.display_name,
            must_change_password=row.must_change_password,
            schools=[my_place(place, self._principal.scopes) for place in schools],
            districts=[my_place(place, self._principal.scopes) for place in districts],
        )
