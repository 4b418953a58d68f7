"""A figure and the link that lists what it counts."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from domain.reports.exports import Dataset
from domain.reports.figure import figure, link, valued


def test_link_leaves_out_what_was_not_asked_and_repeats_what_was_asked_often() -> None:
    assert link("papers") == "papers"
    assert link("papers", term_id=None) == "papers"
    assert link("papers", state=("draft", "done"), late=True, on_time=False) == (
        "papers?state=draft&state=done&late=true&on_time=false"
    )


def test_link_writes_days_ids_words_and_reserved_names() -> None:
    one = UUID(int=7)
    assert link("lessons", from_=date(2021, 2, 22), id=one, kind=Dataset.ENROLMENTS, limit=3) == (
        f"lessons?from=2021-02-22&id={one}&kind=enrolments&limit=3"
    )


def test_what_is_summed_in_fen_is_said_in_yuan_and_a_sum_of_nothing_is_zero() -> None:
    said = [
        figure("paid", "奖金", 12_345, "元", "bonus-lines", sum_of="amount_fen"),
        figure("hours", "学时", None, "学时", "enrolments", sum_of="hours"),
    ]
    assert valued(said) == {"paid": Decimal("123.45"), "hours": Decimal(0)}
