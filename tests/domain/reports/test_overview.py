"""What stands on home screens, without a school."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from domain.reports.district_overview import at_risk_share, measures
from domain.reports.figure import figure
from domain.reports.overview import NOBODY, Gathered, Overview, OverviewLine, Span, Viewer, marked, overview
from domain.reports.overview_cards import CARD, LINKS, SCREENS, HomeScreen
from domain.training.standing import Standing, StandingState

ME, GROUP = UUID(int=7), UUID(int=8)
SPAN = Span(date(2021, 3, 15))
NOTHING = Gathered({}, [], None, [], [])


def screen(of: HomeScreen, found: Gathered = NOTHING, viewer: Viewer | None = None) -> Overview:
    return overview(of, viewer or Viewer(ME, (GROUP,)), SPAN, found)


def short(number: int, owed: str) -> Standing:
    nothing = Decimal(0)
    return Standing(
        teacher_id=UUID(int=number),
        name=f"教师{number}",
        employee_no=f"T{number:03}",
        subject_group_id=None,
        grade_group_id=None,
        school_year=2020,
        confirmed=nothing,
        provisional=nothing,
        planned=nothing,
        counted=nothing,
        target=nothing,
        owed=Decimal(owed),
        state=StandingState.BEHIND,
        reasons=(),
    )


def line(card: CARD, day: int, title: str) -> OverviewLine:
    return OverviewLine(card, date(2021, 3, day), title, None, f"duties/{title}")


def test_every_card_stands_on_a_screen_and_every_card_has_its_list() -> None:
    assert set(LINKS) == set(CARD) == {card for plan in SCREENS.values() for card in plan.cards}


@pytest.mark.parametrize(
    ("of", "narrowed"),
    [
        pytest.param(HomeScreen.OFFICE, "", id="the school's"),
        pytest.param(HomeScreen.GRADE_HEAD, f"&grade_group_id={GROUP}", id="a grade's"),
        pytest.param(HomeScreen.GROUP_LEADER, f"&subject_group_id={GROUP}", id="a group's"),
        pytest.param(HomeScreen.TEACHER, f"&teacher_id={ME}", id="one's own"),
    ],
)
def test_links_are_narrowed_to_whom_the_screen_is_for(of: HomeScreen, narrowed: str) -> None:
    said = screen(of)
    due = {one.card: one.link for one in said.due.counts}

    assert due[CARD.DUTIES_DUE] == (
        f"duties?state=open&state=returned&due_from=2021-03-15&due_to=2021-03-29{narrowed}"
    )
    assert said.uncovered.link == f"uncovered-lessons?day_from=2021-03-15&day_to=2021-03-22{narrowed}"


def test_who_is_no_teacher_has_nothing_of_their_own() -> None:
    said = screen(HomeScreen.TEACHER, viewer=Viewer(None))

    assert said.uncovered.link.endswith(f"&teacher_id={NOBODY}")


def test_what_is_due_first_stands_first_and_ten_are_shown() -> None:
    lines = [line(CARD.DUTIES_DUE, day, "d") for day in range(16, 24)]
    lines += [line(CARD.CONTESTS_DUE, day, "c") for day in range(15, 20)]
    lines += [line(CARD.AWAY_TODAY, 15, "a")]
    said = screen(
        HomeScreen.OFFICE, Gathered({CARD.DUTIES_DUE: 30, CARD.CONTESTS_DUE: 5}, lines, None, [], [])
    )

    assert said.due.total == 35
    assert [(one.day.day, one.title) for one in said.due.items] == [
        *((15, "c"), (16, "d"), (16, "c"), (17, "d"), (17, "c"), (18, "d"), (18, "c")),
        *((19, "d"), (19, "c"), (20, "d")),
    ]
    assert [one.title for one in said.today_at_school.items] == ["a"]


def test_who_owes_most_stands_first() -> None:
    people = [short(number, f"{number % 4}.00") for number in range(1, 13)]
    risk = screen(HomeScreen.PRINCIPAL, Gathered({}, [], 2020, people, [])).at_risk.credits

    assert risk is not None
    assert (risk.count, risk.link) == (12, "credit-standings?school_year=2020&state=at_risk&state=behind")
    assert [one.name for one in risk.people][:4] == ["教师3", "教师7", "教师11", "教师2"]
    assert risk.people[0].link == f"teachers/{UUID(int=3)}/credit-standing?school_year=2020"
    assert len(risk.people) == 10


@pytest.mark.parametrize("of", [HomeScreen.ACADEMIC, HomeScreen.OFFICE])
def test_no_credits_are_shown_where_they_are_not_looked_after_or_no_year_has_begun(of: HomeScreen) -> None:
    year = 2020 if of is HomeScreen.ACADEMIC else None

    assert screen(of, Gathered({}, [], year, [short(1, "9.00")], [])).at_risk.credits is None


def test_the_mark_changes_with_what_is_said_and_only_then() -> None:
    first, second = (
        screen(HomeScreen.OFFICE),
        screen(HomeScreen.OFFICE, Gathered({CARD.AWAY_TODAY: 1}, [], None, [], [])),
    )

    assert marked(first) == marked(marked(first))
    assert 0 < marked(first).version != marked(second).version


def test_a_school_is_summed_from_what_it_put_down() -> None:
    figures = [
        figure("teachers", "在职教师", 60, "人", "teachers"),
        figure("standing_at_risk", "", 5, "人", ""),
        figure("standing_behind", "", 2, "人", ""),
        figure("anything_else", "", 9, "", ""),
    ]
    sums = measures(figures)

    assert sums == {
        **{"teachers": 60, "credits_met": 0, "at_risk": 7},
        **{"duties_due": 0, "topics_overdue": 0, "cover_lessons": 0},
    }
    assert at_risk_share(sums) == Decimal("0.1167")


@pytest.mark.parametrize(("teachers", "at_risk", "share"), [(0, 3, "0"), (2, 3, "1"), (3, 2, "0.6667")])
def test_a_share_lies_between_nothing_and_all(teachers: int, at_risk: int, share: str) -> None:
    assert at_risk_share({"teachers": teachers, "at_risk": at_risk}) == Decimal(share)
