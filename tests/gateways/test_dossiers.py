"""A personal file and a credit certificate on paper."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from pypdf import PdfReader

from domain.dossier.certificate import Certified, CertifiedCredits, CreditCertificate
from domain.dossier.sheet import DossierSheet, SheetEntry, SheetSum
from domain.errors import UnprintableCharacters
from domain.training.catalogue import CourseKind
from gateways.documents.dossiers import CertificateForms, DossierForms

CREDITS = (CertifiedCredits(CourseKind.SHORT, Decimal("30.00"), Decimal("32.50")),)
CONTENT = Certified(
    "石门中学", "王芳", "1023", 2020, 2016, 2020, Decimal("30.00"), CREDITS, Decimal("366.50"), CREDITS
)
CERTIFICATE = CreditCertificate(
    UUID(int=1),
    UUID(int=2),
    "XF2020-0007",
    "ABCD-EFGH-JKMN",
    CONTENT,
    datetime(2021, 7, 20, tzinfo=UTC),
    False,
)


def a_sheet(*entries: SheetEntry) -> DossierSheet:
    sums = (SheetSum("学分", 2, "学分 72.5", date(2020, 9, 1), date(2021, 6, 1)),) if entries else ()
    return DossierSheet("石门中学", "王芳", (("工号", "1023"),), "全部记录", date(2021, 7, 20), sums, entries)


def printed(pdf: bytes) -> tuple[int, str]:
    """Pages, and all their text without blanks."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return len(pages), "".join("".join(page.extract_text().split()) for page in pages)


async def test_a_file_of_many_years_names_every_entry_and_its_year() -> None:
    entries = [SheetEntry(date(2021 - n // 12, 12 - n % 12, 5), "获奖", f"第{n}项") for n in range(120)]

    pages, text = printed(await DossierForms().pdf(a_sheet(*entries)))

    assert pages > 2
    assert all(f"第{n}项" in text for n in range(120))
    assert all(f"{year}年" in text for year in range(2012, 2022))


async def test_a_file_without_entries_says_so() -> None:
    assert "没有记录" in printed(await DossierForms().pdf(a_sheet()))[1]


async def test_what_no_font_shows_is_refused() -> None:
    with pytest.raises(UnprintableCharacters):
        await DossierForms().pdf(a_sheet(SheetEntry(date(2021, 1, 1), "获奖", "🏆")))


async def test_a_certificate_is_one_page_that_says_what_is_certified() -> None:
    pages, text = printed(await CertificateForms().certificate(CERTIFICATE, "https://x.cn/c/shimen/ABCD"))

    assert pages == 1
    for said in (
        "XF2020-0007",
        "ABCD-EFGH-JKMN",
        "王芳",
        "1023",
        "2021年7月20日",
        "32.5",
        "366.5",
        "2016—2020学年",
    ):
        assert said in text
