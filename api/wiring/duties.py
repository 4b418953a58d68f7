"""Adapters behind the ports of duties and the share library."""

from typing import Annotated

from fastapi import Depends

from api.wiring.credits import CreditBookPort
from api.wiring.platform import MessagesPort
from api.wiring.request import Asker, Connection, Now
from domain.people.calendar import day_of
from domain.training.demands import Demands, DutyRules
from domain.training.duties import Desk
from domain.training.duty import Duties
from domain.training.products import Products
from persistence.training.demands import SqlDemands
from persistence.training.duties import SqlDuties
from persistence.training.duty_rules import SqlDutyRules
from persistence.training.products import SqlProducts


async def duty_rules(connection: Connection, caller: Asker) -> DutyRules:
    return SqlDutyRules(connection, caller.school_id)


async def demands(connection: Connection, caller: Asker, now: Now) -> Demands:
    return SqlDemands(connection, caller.school_id, now)


async def duties(connection: Connection, caller: Asker, now: Now) -> Duties:
    return SqlDuties(connection, caller, day_of(now))


async def products(connection: Connection, caller: Asker) -> Products:
    return SqlProducts(connection, caller)


DutyRulesPort = Annotated[DutyRules, Depends(duty_rules)]
DemandsPort = Annotated[Demands, Depends(demands)]
DutiesPort = Annotated[Duties, Depends(duties)]
ProductsPort = Annotated[Products, Depends(products)]


async def desk(
    duties: DutiesPort,
    demands: DemandsPort,
    book: CreditBookPort,
    products: ProductsPort,
    messages: MessagesPort,
) -> Desk:
    return Desk(duties, demands, book, products, messages)


DeskPort = Annotated[Desk, Depends(desk)]
