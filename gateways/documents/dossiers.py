"""A personal file 个人档案 and a credit certificate 学分证明 on paper, by typst."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from domain.dossier.certificate import CertifiedCredits, CreditCertificate
from domain.dossier.sheet import DossierSheet, SheetEntry
from domain.people.calendar import day_of
from gateways.documents.notices import qr
from gateways.documents.typesetting import aside, filled, typeset
from gateways.documents.words import COURSES, amount, clean, full


class DossierForms:
    async def pdf(self, sheet: DossierSheet) -> bytes:
        return await aside(filled, "dossier", dossier_data, sheet)


class CertificateForms:
    async def certificate(self, certificate: CreditCertificate, verify_url: str) -> bytes:
        data = certificate_data(certificate, verify_url)
        return await aside(typeset, "credit_certificate", data)


def dossier_data(sheet: DossierSheet) -> dict[str, Any]:
    return {
        "school": clean(sheet.school),
        "name": clean(sheet.name),
        "facts": [[name, clean(value)] for name, value in sheet.facts],
        "span": sheet.span,
        "made": f"{full(sheet.made_on)}打印",
        "sums": [
            {
                "kind": one.kind,
                "count": str(one.count),
                "amounts": one.amounts,
                "days": f"{one.first_day} 至 {one.last_day}"
                if one.first_day < one.last_day
                else f"{one.first_day}",
            }
            for one in sheet.sums
        ],
        "years": [
            {"year": f"{year}年", "entries": [_entry(one) for one in entries]}
            for year, entries in groupby(sheet.entries, key=lambda one: one.day.year)
        ],
    }


def _entry(one: SheetEntry) -> dict[str, str]:
    return {"day": f"{one.day:%m-%d}", "kind": one.kind, "text": clean(one.text)}


def certificate_data(certificate: CreditCertificate, verify_url: str) -> dict[str, Any]:
    content = certificate.content
    return {
        "school": clean(content.school),
        "number": certificate.certificate_no,
        "code": certificate.code,
        "qr": qr(verify_url),
        "url": verify_url,
        "name": clean(content.name),
        "employee_no": content.employee_no,
        "issued": full(day_of(certificate.issued_at)),
        "parts": [
            {
                "title": f"{content.school_year}学年",
                "lines": _lines(content.year_lines),
                "total": amount(content.year_credits),
            },
            {
                "title": f"{content.cycle_year}—{content.until_year}学年周期",
                "lines": _lines(content.cycle_lines),
                "total": amount(content.cycle_credits),
            },
        ],
    }


def _lines(lines: Sequence[CertifiedCredits]) -> list[dict[str, str]]:
    return [
        {"kind": COURSES[one.category], "credits": amount(one.credits), "hours": amount(one.hours)}
        for one in lines
    ]
