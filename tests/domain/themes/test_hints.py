"""What raises a hint, and what does not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.themes.checks import (
    Came,
    CheckedActivity,
    CheckedGroup,
    Earlier,
    EarlierPhoto,
    RecordOf,
    copied,
    of_group,
    reused,
)
from domain.themes.hints import HintKind
from domain.themes.policy import ThemePolicy, ThemeRule, ThemeRuleKey, in_force

DAY = date(2021, 3, 10)
BEGAN = datetime(2021, 3, 10, 7, 0, tzinfo=UTC)
POLICY = in_force([], DAY)
RECORD = RecordOf(UUID(int=50), BEGAN + timedelta(hours=2))
TEXT = "课后全组教师围坐评课肯定了前置学习单的设计也指出小组交流时间偏短反馈不够及时需要改进"


def policy(**figures: str) -> ThemePolicy:
    rows = [
        ThemeRule(UUID(int=n), ThemeRuleKey(key), value, DAY, entered_at=BEGAN)
        for n, (key, value) in enumerate(figures.items(), start=1)
    ]
    return in_force(rows, DAY)


def came(number: int, seconds: float, *, scanned: bool = True, homework: bool = True) -> Came:
    at = BEGAN + timedelta(seconds=seconds)
    return Came(UUID(int=number), f"教师{number}", at, scanned, homework)


def a_group(*people: Came, record: RecordOf | None = RECORD, over: bool = True) -> CheckedGroup:
    records = () if record is None else (record,)
    activity = CheckedActivity(UUID(int=9), "评课", BEGAN, over, people, records)
    return CheckedGroup(UUID(int=8), homework_asked=True, due=True, activities=(activity,))


def kinds(group: CheckedGroup, figures: ThemePolicy = POLICY) -> list[HintKind]:
    return [one.kind for one in of_group(group, figures)]


@pytest.mark.parametrize(
    ("after", "hinted"),
    [
        pytest.param(timedelta(seconds=-1), True, id="a second before it began"),
        pytest.param(timedelta(0), False, id="as it began"),
        pytest.param(timedelta(days=3), False, id="days after"),
    ],
)
def test_a_record_older_than_its_activity_is_hinted_at(after: timedelta, hinted: bool) -> None:
    group = a_group(record=RecordOf(UUID(int=50), BEGAN + after))

    assert kinds(group) == [HintKind.EARLY_RECORD] * hinted


def test_a_record_written_before_an_activity_to_come_is_hinted_at_already() -> None:
    early = RecordOf(UUID(int=50), BEGAN - timedelta(days=1))

    (hint,) = of_group(a_group(came(1, 0, homework=False), record=early, over=False), POLICY)

    assert (hint.kind, hint.material_id, hint.activity_id) == (
        HintKind.EARLY_RECORD,
        UUID(int=50),
        UUID(int=9),
    )
    assert hint.facts["starts_at"] == BEGAN.isoformat()


@pytest.mark.parametrize(
    ("seconds", "figures", "hinted"),
    [
        pytest.param([0, 2, 4, 6, 10], {}, True, id="five within ten seconds"),
        pytest.param([0, 2, 4, 6, 10.5], {}, False, id="one half a second later"),
        pytest.param([0, 1, 2, 3], {}, False, id="four are too few to tell"),
        pytest.param([0, 1], {"rush_people": "2"}, True, id="by the school's own figure"),
        pytest.param([0, 30, 60, 61, 62], {"rush_seconds": "62"}, True, id="by its own seconds"),
        pytest.param([0, 1, 2, 3, 4], {"rush_people": "off"}, False, id="switched off"),
    ],
)
def test_everybody_signed_in_within_seconds(
    seconds: list[float], figures: dict[str, str], hinted: bool
) -> None:
    group = a_group(*(came(number, at) for number, at in enumerate(seconds)))

    assert kinds(group, policy(**figures)) == [HintKind.RUSHED_SIGN_IN] * hinted


def test_who_was_entered_by_hand_rushed_nothing() -> None:
    group = a_group(*(came(number, 0, scanned=False) for number in range(9)))

    assert kinds(group) == []


@given(st.lists(st.floats(0, 3600), min_size=5, max_size=30))
def test_the_order_of_signing_in_does_not_matter(seconds: list[float]) -> None:
    people = [came(number, at) for number, at in enumerate(seconds)]

    assert kinds(a_group(*people)) == kinds(a_group(*reversed(people)))


def test_who_came_and_handed_in_no_homework_is_named() -> None:
    hints = list(of_group(a_group(came(1, 0), came(2, 60, homework=False)), POLICY))

    assert [(one.kind, one.facts["name"]) for one in hints] == [(HintKind.NO_HOMEWORK, "教师2")]


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        pytest.param(False, True, id="the nine ones ask for none"),
        pytest.param(True, False, id="there is time yet"),
    ],
)
def test_no_homework_is_awaited(asked: bool, due: bool) -> None:
    group = replace(a_group(came(1, 0, homework=False)), homework_asked=asked, due=due)

    assert kinds(group) == []


def earlier(text: str) -> Earlier:
    return Earlier(UUID(int=70), text, "数学组", "生本课堂", BEGAN - timedelta(days=200))


@pytest.mark.parametrize(
    ("text", "figures", "hinted"),
    [
        pytest.param(TEXT + "我" * 40, {}, True, id="half of it"),
        pytest.param(TEXT + "我" * 200, {}, False, id="a sixth of it"),
        pytest.param(TEXT + "我" * 200, {"copied_passage": "40"}, True, id="a long passage all the same"),
        pytest.param(TEXT, {"copied_share": "off"}, False, id="shares are switched off"),
        pytest.param(TEXT, {"copied_share": "0", "copied_passage": "off"}, True, id="any share at all"),
        pytest.param(
            "我" * 90, {"copied_share": "0", "copied_passage": "off"}, False, id="nothing in common"
        ),
    ],
)
def test_a_text_like_an_earlier_one(text: str, figures: dict[str, str], hinted: bool) -> None:
    found = list(copied(UUID(int=60), text, [earlier(TEXT)], policy(**figures)))

    assert len(found) == hinted


def test_the_copied_passage_and_the_earlier_text_are_shown() -> None:
    (hint,) = copied(UUID(int=60), f"我们评课。{TEXT}", [earlier(TEXT)], POLICY)

    assert hint.passages[0].text == TEXT
    assert (hint.source_id, hint.facts["group"], hint.facts["share"]) == (UUID(int=70), "数学组", "91%")


@pytest.mark.parametrize(
    ("bits", "kind"),
    [
        pytest.param(None, HintKind.PHOTO_REUSED, id="the same bytes"),
        pytest.param(3, HintKind.PHOTO_ALIKE, id="nearly the same picture"),
    ],
)
def test_a_photo_names_its_earlier_use(bits: int | None, kind: HintKind) -> None:
    photo = EarlierPhoto(
        UUID(int=70), "开学.jpg", "语文组", "生本课堂", BEGAN, UUID(int=71), "评课.jpg", bits
    )

    (hint,) = reused(UUID(int=60), [photo])

    assert (hint.kind, hint.source_id) == (kind, UUID(int=70))
    assert (hint.facts["group"], hint.facts["earlier_filename"]) == ("语文组", "开学.jpg")
