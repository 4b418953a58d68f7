"""Points: sums add up, caps are never exceeded, and one entry more never takes a point away."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dossier.appraisal import COUNTED, PointLimit, SectionPoints, points_of, span_asked
from domain.dossier.entries import DossierEntry, DossierKind, entry
from domain.dossier.policy import (
    APPRAISAL_POLICY,
    ITEMS,
    AppraisalItem,
    AppraisalPolicy,
    AppraisalPurpose,
    AppraisalRule,
    AppraisalRuleKey,
)
from domain.people.calendar import SchoolYearSpan, SchoolYearUnknown
from domain.policy import RuleValueInvalid
from domain.works.award import Prize
from domain.works.work import WorkLevel

WHO = UUID(int=1)
DAY = date(2021, 3, 1)
ANNUAL = AppraisalPurpose.ANNUAL


def policy(**values: str) -> AppraisalPolicy:
    rules = [
        AppraisalRule(None, AppraisalRuleKey(key), value, date(2020, 1, 1)) for key, value in values.items()
    ]
    rows = [AppraisalRule(UUID(int=2), one.key, one.value, one.effective_from) for one in rules]
    return APPRAISAL_POLICY.in_force(rows, DAY)


def an_entry(kind: DossierKind, number: int = 0, day: date = DAY, **facts: object) -> DossierEntry:
    return entry(kind, number, WHO, day, "事项", f"things/{number}", **facts)


def total(sections: tuple[SectionPoints, ...]) -> Decimal:
    return sum((one.points for one in sections), Decimal(0))


def award(number: int, level: WorkLevel, prize: Prize, work: object) -> DossierEntry:
    return an_entry(DossierKind.AWARD, number, level=level, prize=prize, work=work)


@pytest.mark.parametrize(
    ("made", "points"),
    [
        pytest.param(an_entry(DossierKind.CREDIT_YEAR, state="met"), "5.00", id="credits reached"),
        pytest.param(an_entry(DossierKind.CREDIT_YEAR, state="behind"), "0", id="credits not reached"),
        pytest.param(an_entry(DossierKind.CREDITS, state="confirmed", hours="8.00"), "0.80", id="hours"),
        pytest.param(an_entry(DossierKind.CREDITS, state="provisional", hours="8"), "0", id="provisional"),
        pytest.param(an_entry(DossierKind.CREDITS, state="confirmed", hours="-8"), "0.00", id="taken back"),
        pytest.param(
            an_entry(DossierKind.PROJECT, state="passed", process="85", effect="90"), "3.75", id="a project"
        ),
        pytest.param(
            an_entry(DossierKind.PROJECT, state="failed", process="85", effect="90"),
            "0",
            id="a project failed",
        ),
        pytest.param(an_entry(DossierKind.THEME_ACTIVITY, state="late"), "0.50", id="late"),
        pytest.param(an_entry(DossierKind.THEME_ACTIVITY, state="absent"), "0", id="absent"),
        pytest.param(an_entry(DossierKind.COVER_GIVEN, lessons="3.00"), "0.60", id="cover given"),
        pytest.param(an_entry(DossierKind.COVER_TAKEN, lessons="3.00"), "0", id="cover taken"),
        pytest.param(award(1, WorkLevel.NATION, Prize.SPECIAL, 7), "12.00", id="the highest award"),
        pytest.param(award(1, WorkLevel.SCHOOL, Prize.MERIT, 7), "0.50", id="the lowest award"),
    ],
)
def test_what_an_entry_is_worth(made: DossierEntry, points: str) -> None:
    assert total(points_of([made], policy(), ANNUAL)) == Decimal(points)


def test_an_items_cap_cuts_and_says_so() -> None:
    entries = [an_entry(DossierKind.PAPER, number) for number in range(2)]

    (research,) = [one for one in points_of(entries, policy(annual_papers="2 max 3"), ANNUAL) if one.lines]

    assert [(line.points, line.limit) for line in research.lines] == [
        (Decimal("2.00"), None),
        (Decimal("1.00"), PointLimit.ITEM_CAP),
    ]
    assert research.lines[0].rule_id == UUID(int=2)


def test_a_sections_cap_cuts_what_the_items_let_through() -> None:
    entries = [an_entry(DossierKind.PAPER), an_entry(DossierKind.TOPIC)]

    (research,) = [one for one in points_of(entries, policy(annual_cap_research="4"), ANNUAL) if one.lines]

    assert research.points == research.cap == 4
    assert research.lines[-1].limit is PointLimit.SECTION_CAP


def test_a_cap_that_is_off_cuts_nothing() -> None:
    entries = [award(number, WorkLevel.NATION, Prize.SPECIAL, number) for number in range(9)]

    assert total(points_of(entries, policy(annual_cap_awards="off"), ANNUAL)) == 108


def test_of_one_works_awards_the_best_counts_and_of_equals_the_first() -> None:
    entries = [
        award(1, WorkLevel.COUNTY, Prize.SPECIAL, 7),
        award(2, WorkLevel.CITY, Prize.THIRD, 7),
        award(3, WorkLevel.CITY, Prize.THIRD, 7),
        award(4, WorkLevel.SCHOOL, Prize.FIRST, 8),
    ]
    four = policy(annual_awards_city="4/4/4/4/4")

    (awards,) = [one for one in points_of(entries, four, ANNUAL) if one.lines]

    assert [line.limit for line in awards.lines] == [
        None, PointLimit.SAME_WORK, PointLimit.SAME_WORK, None,
    ]  # fmt: skip
    assert awards.points == Decimal("5.50")


PRIZES = st.builds(
    award,
    st.integers(0, 10**6),
    st.sampled_from(WorkLevel),
    st.sampled_from(Prize),
    st.integers(0, 3),
)
PLAIN = st.builds(
    lambda kind, number, day, amount: an_entry(
        kind, number, DAY + timedelta(days=day),
        state={
            DossierKind.CREDIT_YEAR: "met",
            DossierKind.CREDITS: "confirmed",
            DossierKind.PROJECT: "passed",
        }.get(kind, "present"),
        hours=amount, lessons=amount, process=amount, effect=amount,
    ),
    st.sampled_from([kind for kind in COUNTED if kind is not DossierKind.AWARD]),
    st.integers(0, 10**6),
    st.integers(0, 300),
    st.decimals(-5, 100, places=2),
)  # fmt: skip
ENTRIES = st.lists(PRIZES | PLAIN, max_size=25)
CAPS = st.sampled_from(["off", "0", "3.33", "7", "50"])


@given(ENTRIES, PRIZES | PLAIN, CAPS, CAPS, st.sampled_from(AppraisalPurpose))
def test_sums_add_up_caps_hold_and_more_is_never_less(
    entries: list[DossierEntry], another: DossierEntry, training: str, awards: str, purpose: AppraisalPurpose
) -> None:
    caps = {f"{purpose}_cap_training": training, f"{purpose}_cap_awards": awards}
    goes_by = policy(**caps)

    sections = points_of(entries, goes_by, purpose)

    for section in sections:
        assert section.points == sum((line.points for line in section.lines), Decimal(0))
        assert section.cap is None or section.points <= section.cap
        for item in ITEMS[section.section]:
            cap = goes_by.worth(purpose, item).value.cap
            of_item = sum((line.points for line in section.lines if line.item is item), Decimal(0))
            assert cap is None or of_item <= cap
        for line in section.lines:
            assert 0 <= line.points <= line.worth
            assert (line.limit is None) == (line.points == line.worth) or line.worth == 0
    more = points_of([*entries, another], goes_by, purpose)
    assert all(after.points >= before.points for before, after in zip(sections, more, strict=True))


SPANS = [SchoolYearSpan(year, date(year, 9, 1), date(year + 1, 8, 31)) for year in (2018, 2019, 2020)]


@pytest.mark.parametrize(
    ("years", "first"),
    [
        pytest.param(1, date(2020, 9, 1), id="one year"),
        pytest.param(3, date(2018, 9, 1), id="as far as the calendar knows"),
        pytest.param(5, date(2016, 9, 1), id="before it"),
    ],
)
def test_the_days_looked_at(years: int, first: date) -> None:
    assert span_asked(SPANS, 2020, years) == (first, date(2021, 8, 31))


def test_a_year_that_begins_on_a_leap_day_has_begun_on_the_28th() -> None:
    spans = [SchoolYearSpan(2020, date(2020, 2, 29), date(2021, 2, 28))]

    assert span_asked(spans, 2020, 2)[0] == date(2019, 2, 28)


def test_a_year_the_calendar_lacks_is_unknown() -> None:
    with pytest.raises(SchoolYearUnknown):
        span_asked(SPANS, 2021, 1)


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("annual_papers", "3/2/1/1/1"),
        ("annual_papers", "3 max"),
        ("annual_papers", "3 max x"),
        ("annual_papers", "-1"),
        ("annual_awards_city", "1/2/3/4/5"),
        ("annual_awards_city", "5"),
        ("annual_cap_cover", "viel"),
        ("promotion_years", "21"),
    ],
)
def test_what_is_no_value_is_refused(key: str, written: str) -> None:
    with pytest.raises(RuleValueInvalid):
        APPRAISAL_POLICY.parse(AppraisalRuleKey(key), written)


def test_every_item_has_a_section_and_a_key_for_each_purpose() -> None:
    assert {item for items in ITEMS.values() for item in items} == set(AppraisalItem)
    for purpose in AppraisalPurpose:
        assert policy().years(purpose) in (1, 5)
        assert all(policy().worth(purpose, item).value.steps for item in AppraisalItem)
