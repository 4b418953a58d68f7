"""A sample school's term summary: a draft with the office's own words."""

from uuid import UUID

from domain.reports.summary import SummaryState
from persistence.reports.tables import term_summary, term_summary_text
from persistence.sample.rows import Rows, moment, read_toml


def add_summary(rows: Rows, school_id: UUID, source: str, *, term_id: UUID, office_id: UUID) -> None:
    about = read_toml(source)
    at = moment(about["written"])
    its = {"school_id": school_id, "term_id": term_id, "state": SummaryState.DRAFT, "edition_no": 0}
    summary_id = rows.add(term_summary, at, **its, created_at=at)
    for slot, text in about["texts"].items():
        written = {"summary_id": summary_id, "slot": slot, "text": text, "account_id": office_id, "at": at}
        rows.add(term_summary_text, at, school_id=school_id, **written)
