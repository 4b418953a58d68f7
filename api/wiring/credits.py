"""Adapters behind the ports of policy, results and the credit ledger."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request

from api.wiring.oneself import as_teacher
from api.wiring.request import Asker, Connection, Engine, Now
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.people.calendar import day_of
from domain.training.book import CreditBook
from domain.training.credit import Awards, Ledger
from domain.training.cycle import Standings
from domain.training.exemptions import Exemptions
from domain.training.policy import CreditRules
from persistence.hot import HotReads
from persistence.training.awards import SqlAwards
from persistence.training.exemptions import SqlExemptions
from persistence.training.ledger import HotLedger
from persistence.training.results import SqlCreditBook
from persistence.training.rules import credit_rules
from persistence.training.standing_reads import HotStandings


async def rules(connection: Connection, caller: Asker) -> CreditRules:
    return credit_rules(connection, caller.school_id)


async def book(connection: Connection, caller: Asker, now: Now) -> CreditBook:
    return SqlCreditBook(connection, caller.school_id, caller.account_id, now)


async def awards(connection: Connection, caller: Asker) -> Awards:
    return SqlAwards(connection, caller)


async def exemptions(connection: Connection, caller: Asker) -> Exemptions:
    return SqlExemptions(connection, caller)


# The hot reads open a transaction of their own, on the driver. They take what they need from the request
# itself: each dependency FastAPI resolves costs some 15 µs.
async def ledger(request: Request) -> Ledger:
    caller: Caller = request.state.caller
    return HotLedger(HotReads(request.app.state.engine, caller), caller)


async def standings(request: Request) -> Standings:
    caller: Caller = request.state.caller
    hot = HotReads(request.app.state.engine, caller)
    return HotStandings(hot, caller, day_of(datetime.now(UTC)))


Oneself = Annotated[Caller, Depends(as_teacher(Action.CREDIT_READ))]


async def own_standings(engine: Engine, caller: Oneself, now: Now) -> Standings:
    return HotStandings(HotReads(engine, caller), caller, day_of(now))


CreditRulesPort = Annotated[CreditRules, Depends(rules)]
CreditBookPort = Annotated[CreditBook, Depends(book)]
AwardsPort = Annotated[Awards, Depends(awards)]
ExemptionsPort = Annotated[Exemptions, Depends(exemptions)]
LedgerPort = Annotated[Ledger, Depends(ledger)]
StandingsPort = Annotated[Standings, Depends(standings)]
OwnStandingsPort = Annotated[Standings, Depends(own_standings)]
