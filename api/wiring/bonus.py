"""Adapters behind the ports of bonuses."""

from typing import Annotated

from fastapi import Depends

from api.wiring.platform import MessagesPort
from api.wiring.request import Asker, Connection
from domain.bonus.batch import Batches, BonusFacts, BonusLines
from domain.bonus.changed import ChangedAwards
from domain.bonus.drafting import BonusDesk, Periods
from domain.bonus.dry_run import PastAwards
from domain.bonus.figures import PaidBonuses
from domain.bonus.payroll import PayrollBook, PayrollPrinter
from domain.bonus.table import BonusTables
from persistence.bonus.batches import SqlBatches
from persistence.bonus.bonus_tables import SqlBonusTables
from persistence.bonus.changed import SqlChangedAwards
from persistence.bonus.facts import SqlBonusFacts, SqlPeriods
from persistence.bonus.lines import SqlBonusLines, SqlPaidBonuses, SqlPayrollBook


async def bonus_tables(connection: Connection, caller: Asker) -> BonusTables:
    return SqlBonusTables(connection, caller.school_id)


async def batches(connection: Connection, caller: Asker) -> Batches:
    return SqlBatches(connection, caller)


async def facts(connection: Connection, caller: Asker) -> BonusFacts:
    return SqlBonusFacts(connection, caller.school_id)


async def past_awards(connection: Connection, caller: Asker) -> PastAwards:
    return SqlBonusFacts(connection, caller.school_id)


async def periods(connection: Connection, caller: Asker) -> Periods:
    return SqlPeriods(connection, caller.school_id)


async def bonus_lines(connection: Connection, caller: Asker) -> BonusLines:
    return SqlBonusLines(connection, caller)


async def paid_bonuses(connection: Connection, caller: Asker) -> PaidBonuses:
    return SqlPaidBonuses(connection, caller.school_id)


async def changed_awards(connection: Connection, caller: Asker) -> ChangedAwards:
    return SqlChangedAwards(connection, caller.school_id)


async def payroll_book(connection: Connection, caller: Asker) -> PayrollBook:
    return SqlPayrollBook(connection, caller.school_id)


async def printer() -> PayrollPrinter:
    from gateways.documents.bonus_payrolls import BonusPayrolls

    return BonusPayrolls()


BonusTablesPort = Annotated[BonusTables, Depends(bonus_tables)]
BatchesPort = Annotated[Batches, Depends(batches)]
BonusFactsPort = Annotated[BonusFacts, Depends(facts)]
PastAwardsPort = Annotated[PastAwards, Depends(past_awards)]
PeriodsPort = Annotated[Periods, Depends(periods)]
BonusLinesPort = Annotated[BonusLines, Depends(bonus_lines)]
PaidBonusesPort = Annotated[PaidBonuses, Depends(paid_bonuses)]
ChangedAwardsPort = Annotated[ChangedAwards, Depends(changed_awards)]
PayrollBookPort = Annotated[PayrollBook, Depends(payroll_book)]
PayrollPrinterPort = Annotated[PayrollPrinter, Depends(printer)]


async def bonus_desk(
    batches: BatchesPort, facts: BonusFactsPort, tables: BonusTablesPort, messages: MessagesPort
) -> BonusDesk:
    return BonusDesk(batches, facts, tables, messages)


BonusDeskPort = Annotated[BonusDesk, Depends(bonus_desk)]
