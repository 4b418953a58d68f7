"""A sample school's works with their awards, its bonus table, and the bonuses paid for the year before."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.bonus.batch import BatchKind, BatchState
from domain.bonus.reckoning import AwardFacts, Reckoning, WorkFacts, reckon
from domain.bonus.table import SHIPPED
from domain.works.award import Prize, WorkAwardState
from domain.works.work import WorkKind, WorkLevel
from persistence.bonus import documents
from persistence.bonus.tables import (
    bonus_batch,
    bonus_cell,
    bonus_edition,
    bonus_line,
    bonus_settlement,
    bonus_step,
    bonus_table,
)
from persistence.people.tables import school_year
from persistence.sample.people import Person
from persistence.sample.rows import Rows, moment, read_toml
from persistence.works.tables import award, work, work_author

ACCOUNTS = ("office", "finance", "principal", "finance")
"""Who drafts, checks, approves and pays."""


class SampleWorks:
    """Adds the works of one school, and what was paid for them."""

    def __init__(
        self, rows: Rows, school_id: UUID, people: list[Person], accounts: Mapping[str, UUID]
    ) -> None:
        self._rows, self._school_id, self._accounts = rows, school_id, accounts
        self._teachers = {one.employee_no: one.id for one in people}

    def add(self, data: dict[str, Any]) -> None:
        table_id = self._add_table(data["table"])
        works = [self._add_work(one) for one in data["works"]]
        self._add_paid(data["paid"], works, table_id)

    def _add_table(self, data: dict[str, Any]) -> UUID:
        at = moment(data["entered"])
        table_id = self._add(
            bonus_table,
            at,
            title=data["title"],
            effective_from=data["effective_from"],
            split=SHIPPED.split,
            weights=SHIPPED.weights,
            excluded_kinds=SHIPPED.excluded_kinds,
            note=data["note"],
            account_id=self._accounts["office"],
            entered_at=at,
        )
        for cell in SHIPPED.cells:
            self._add(bonus_cell, at, table_id=table_id, **asdict(cell))
        return table_id

    def _add_work(self, data: dict[str, Any]) -> WorkFacts:
        at = moment(data["entered"])
        work_id = self._add(work, at, kind=data["kind"], title=data["title"], entered_at=at)
        author_ids = tuple(self._teachers[number] for number in data["authors"])
        for position, teacher_id in enumerate(author_ids, start=1):
            self._add(work_author, at, work_id=work_id, position=position, teacher_id=teacher_id)
        given = [self._add_award(work_id, one) for one in data["awards"]]
        confirmed = tuple(one for one in given if one is not None)
        return WorkFacts(work_id, WorkKind(data["kind"]), author_ids, confirmed)

    def _add_award(self, work_id: UUID, data: dict[str, Any]) -> AwardFacts | None:
        """None for one that is only reported."""
        entered = moment(data["awarded_on"], "16:00")
        state = WorkAwardState(data.get("state", WorkAwardState.CONFIRMED))
        confirmed = state is WorkAwardState.CONFIRMED
        award_id = self._add(
            award,
            entered,
            work_id=work_id,
            **{name: data[name] for name in ("level", "prize", "issuer", "awarded_on")},
            state=state,
            account_id=self._accounts["office"],
            entered_at=entered,
            confirmed_by=self._accounts["office"] if confirmed else None,
            confirmed_at=entered if confirmed else None,
        )
        facts = AwardFacts(award_id, WorkLevel(data["level"]), Prize(data["prize"]), data["awarded_on"])
        return facts if confirmed else None

    def _add_paid(self, data: dict[str, Any], works: list[WorkFacts], table_id: UUID) -> None:
        (year,) = [one for one in self._rows.of(school_year) if one["start_year"] == data["school_year"]]
        past = [one for one in works if one.awards and one.awards[0].awarded_on <= year["ends_on"]]
        reckoning = reckon(past, [])
        times = [moment(data[name]) for name in ("drafted", "checked", "approved", "paid")]
        drafted, paid = times[0], times[-1]
        signed = dict(
            zip(
                ("proposed_by", "checked_by", "approved_by", "paid_by"),
                (self._accounts[name] for name in ACCOUNTS),
                strict=True,
            )
        )
        batch_id = self._add(
            bonus_batch,
            drafted,
            kind=BatchKind.AWARD,
            title=data["title"],
            school_year=data["school_year"],
            from_day=year["starts_on"],
            until_day=year["ends_on"],
            state=BatchState.PAID,
            edition_no=1,
            paid_at=paid,
            version=4,
            **signed,
        )
        self._add_edition(batch_id, reckoning, table_id, drafted)
        taken = zip(("draft", "check", "approve", "pay"), signed.values(), times, strict=True)
        for action, account_id, at in taken:
            step = {"action": action, "account_id": account_id, "at": at}
            self._add(bonus_step, at, batch_id=batch_id, edition_no=1, **step)

    def _add_edition(self, batch_id: UUID, reckoning: Reckoning, table_id: UUID, at: datetime) -> None:
        of = {"batch_id": batch_id, "edition_no": 1, "line_count": len(reckoning.lines)}
        self._add(
            bonus_edition,
            at,
            **of,
            total_fen=reckoning.total_fen,
            passed_over=documents.written_passed(reckoning.passed_over),
            made_at=at,
        )
        for number, line in enumerate(reckoning.lines, start=1):
            said = {name: getattr(line, name) for name in ("kind", "award_id", "work_id", "teacher_id")}
            share = None if line.share is None else asdict(line.share)
            amount = {"amount_fen": line.amount_fen, "share": share, "table_id": table_id}
            self._add(bonus_line, at, **of, number=number, **said, **amount)
        for one in reckoning.settled:
            settled = asdict(one) | {"table_id": table_id, "batch_id": batch_id, "open": False}
            self._add(bonus_settlement, at, **settled)

    def _add(self, table: Any, made_at: datetime, /, **values: Any) -> UUID:
        return self._rows.add(table, made_at, school_id=self._school_id, **values)


def add_works(
    rows: Rows, school_id: UUID, name: str, people: list[Person], accounts: Mapping[str, UUID]
) -> None:
    """`name` is the file that tells of them; `accounts` are the office's, the principal's and finance's."""
    SampleWorks(rows, school_id, people, accounts).add(read_toml(name))
