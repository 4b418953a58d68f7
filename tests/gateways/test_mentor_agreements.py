"""The contract of a mentor pair on paper."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from domain.mentoring.agreement import Agreement
from domain.mentoring.targets import TargetKey
from domain.mentoring.words import MentorField
from gateways.documents.mentor_agreements import FIELDS, TARGETS, MentorAgreements

SHEET = Agreement(
    "石门中学",
    "沈建华",
    "桐乡市第三中学",
    "沈知行",
    MentorField.RESEARCH,
    2,
    date(2021, 2, 22),
    date(2022, 1, 21),
    dict.fromkeys(TargetKey, 4) | {TargetKey.HOMEROOM_LOGS: 0},
    "名师每月进校一次。",
)


@pytest.fixture(scope="module")
async def printed() -> PdfReader:
    return PdfReader(io.BytesIO(await MentorAgreements().pdf(SHEET)))


async def test_it_names_the_two_their_schools_what_for_and_how_long(printed: PdfReader) -> None:
    text = "".join(page.extract_text() for page in printed.pages).replace(" ", "").replace("\n", "")

    assert len(printed.pages) == 1
    for said in ("师徒结对协议", "沈建华", "桐乡市第三中学", "沈知行", "教育科研", "第2份"):
        assert said in text
    assert "2021年2月22日至2022年1月21日" in text
    assert ("师父（签字）" in text, "徒弟（签字）" in text) == (True, True)


async def test_it_asks_for_each_target_but_those_of_none(printed: PdfReader) -> None:
    text = printed.pages[0].extract_text().replace(" ", "")

    assert "师父听徒弟的课" in text
    assert "不少于4节" in text
    assert "班主任工作记录" not in text


def test_every_field_and_target_has_its_words() -> None:
    assert set(FIELDS) == set(MentorField)
    assert set(TARGETS) == set(TargetKey)
