"""Adapters behind the ports of reconciling credits."""

from typing import Annotated

from fastapi import Depends

from api.wiring.request import Asker, Connection
from domain.reconciliation.decision import Decisions
from domain.reconciliation.line import Lines
from domain.reconciliation.running import Reconciliations, Runs
from persistence.reconciliation.decisions import SqlDecisions
from persistence.reconciliation.lines import SqlLines
from persistence.reconciliation.runs import SqlReconciliations, SqlRuns


async def reconciliations(connection: Connection, caller: Asker) -> Reconciliations:
    return SqlReconciliations(connection, caller.school_id)


async def runs(connection: Connection, caller: Asker) -> Runs:
    return SqlRuns(connection, caller)


async def lines(connection: Connection, caller: Asker) -> Lines:
    return SqlLines(connection, caller)


async def decisions(connection: Connection, caller: Asker) -> Decisions:
    return SqlDecisions(connection, caller)


ReconciliationsPort = Annotated[Reconciliations, Depends(reconciliations)]
ReconciliationRunsPort = Annotated[Runs, Depends(runs)]
ReconciliationLinesPort = Annotated[Lines, Depends(lines)]
ReconciliationDecisionsPort = Annotated[Decisions, Depends(decisions)]
