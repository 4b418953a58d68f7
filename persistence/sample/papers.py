"""A sample school's papers of a year: accepted, returned, under review, being written."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from domain.copying import fingerprints
from domain.papers.paper import PaperState
from domain.papers.reviews import PaperVerdict, ReviewState
from domain.works.work import WorkKind
from persistence.papers.tables import (
    paper,
    paper_decision,
    paper_exemption,
    paper_gram,
    paper_review,
    paper_version,
)
from persistence.sample.people import Person
from persistence.sample.rows import Rows, moment, read_toml
from persistence.works.tables import work, work_author

VERDICTS = {PaperState.ACCEPTED: PaperVerdict.ACCEPTED, PaperState.RETURNED: PaperVerdict.RETURNED}


class Papers:
    """Adds the papers of one school."""

    def __init__(self, rows: Rows, school_id: UUID, office_id: UUID, people: list[Person]) -> None:
        self._rows, self._school_id, self._office_id = rows, school_id, office_id
        self._people = {one.employee_no: one.id for one in people}

    def add(self, data: dict[str, Any]) -> None:
        for told in data["papers"]:
            self._add_paper(data["school_year"], told)
        for one in data["exemptions"]:
            self._add(
                paper_exemption,
                moment(one["entered"]),
                teacher_id=self._people[one["teacher"]],
                school_year=data["school_year"],
                reason=one["reason"],
                account_id=self._office_id,
                entered_at=moment(one["entered"]),
            )

    def _add_paper(self, school_year: int, told: dict[str, Any]) -> None:
        begun, state = moment(told["begun"]), PaperState(told["state"])
        author_ids = [self._people[one] for one in told["authors"]]
        work_id = self._add(work, begun, kind=WorkKind.PAPER, title=told["title"], entered_at=begun)
        for position, teacher_id in enumerate(author_ids, start=1):
            self._add(work_author, begun, work_id=work_id, position=position, teacher_id=teacher_id)
        submitted = moment(told["submitted"], "16:30") if "submitted" in told else None
        decided = moment(told["decided"], "10:20") if "decided" in told else None
        paper_id = self._add(
            paper,
            begun,
            work_id=work_id,
            lead_id=author_ids[0],
            school_year=school_year,
            state=state,
            submitted_number=None if submitted is None else 1,
            alias_no=told.get("alias_no"),
            remark=told.get("remark"),
            created_at=begun,
            submitted_at=submitted,
            decided_at=decided,
            version=2 + (submitted is not None) + ("reviews" in told) + (decided is not None),
        )
        version_id = self._add_version(paper_id, author_ids, told)
        for number, review in enumerate(told.get("reviews", ()), start=1):
            self._add_review(paper_id, version_id, number, review)
        if decided is not None:
            self._add(
                paper_decision,
                decided,
                paper_id=paper_id,
                version_number=1,
                verdict=VERDICTS[state],
                remark=told.get("remark"),
                account_id=self._office_id,
                at=decided,
            )

    def _add_version(self, paper_id: UUID, author_ids: list[UUID], told: dict[str, Any]) -> UUID:
        at = moment(told["begun"], "15:10")
        version_id = self._add(
            paper_version,
            at,
            paper_id=paper_id,
            number=1,
            title=told["title"],
            abstract=told.get("abstract"),
            keywords=told["keywords"],
            text=told["text"],
            sources=told.get("sources"),
            author_ids=[str(one) for one in author_ids],
            account_id=self._office_id,
            written_at=at,
        )
        for gram in sorted(fingerprints(told["text"])):
            self._add(paper_gram, at, gram=gram, version_id=version_id)
        return version_id

    def _add_review(self, paper_id: UUID, version_id: UUID, number: int, told: dict[str, Any]) -> None:
        at = moment(told["due"] - timedelta(days=14), "11:00")
        done = moment(told["done"], "14:40") if "done" in told else None
        self._add(
            paper_review,
            at,
            paper_id=paper_id,
            version_id=version_id,
            number=number,
            reviewer_id=self._people[told["reviewer"]],
            state=ReviewState.ASSIGNED if done is None else ReviewState.DONE,
            due_on=told["due"],
            aspects=told.get("aspects", []),
            verdict=told.get("verdict"),
            account_id=self._office_id,
            assigned_at=at,
            settled_at=done,
            version=1 if done is None else 2,
        )

    def _add(self, table: Any, made_at: Any, /, **values: Any) -> UUID:
        return self._rows.add(table, made_at, school_id=self._school_id, **values)


def add_papers(rows: Rows, school_id: UUID, name: str, people: list[Person], *, office_id: UUID) -> None:
    """`name` is the file that tells of them."""
    Papers(rows, school_id, office_id, people).add(read_toml(name))
