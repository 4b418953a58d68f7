"""A week's plan 每周工作安排: as PDF by typst, and as DOCX for those who want to change it."""

from typing import Any

from domain.weekplan.sheet import Change, PlanDay, PlanEntry, WeekPlanSheet
from gateways.documents.typesetting import aside, filled, refuse_unprintable
from gateways.documents.words import CHANGES, clean, full, short, weekday


class WeekPlanForms:
    """What can be printed can be read in Word too: both refuse the same characters."""

    async def pdf(self, sheet: WeekPlanSheet) -> bytes:
        return await aside(filled, "week_plan", week_plan_data, sheet)

    async def docx(self, sheet: WeekPlanSheet) -> bytes:
        return await aside(_docx, sheet)


def week_plan_data(sheet: WeekPlanSheet) -> dict[str, Any]:
    first, last = sheet.days[0].day, sheet.days[-1].day
    entries = [*sheet.all_week, *(entry for day in sheet.days for entry in day.entries)]
    all_week = {"name": "全周", "date": "", "note": "", "entries": [_entry(one) for one in sheet.all_week]}
    return {
        "school": sheet.school,
        "term": sheet.term,
        "week": f"第{sheet.week_no}周",
        "span": f"{full(first)}—{short(last)}",
        "publication": f"第{sheet.publication}次发布" if sheet.publication else "草稿",
        "published": f"{full(sheet.published_on)}发布" if sheet.published_on else "草稿，未发布",
        "office": "教科室",
        "changed": any(entry.change is not Change.SAME for entry in entries),
        "edited": (sheet.published_on or first).isoformat(),
        "days": ([all_week] if sheet.all_week else []) + [_day(one) for one in sheet.days],
        "remarks": clean(sheet.remarks),
        "void": sheet.void,
    }


def _day(one: PlanDay) -> dict[str, Any]:
    return {
        "name": weekday(one.day),
        "date": short(one.day),
        "note": clean(one.note),
        "entries": [_entry(entry) for entry in one.entries],
    }


def _entry(one: PlanEntry) -> dict[str, Any]:
    return {
        "kind": clean(one.kind),
        "title": clean(one.title),
        "when": clean(one.when),
        "place": clean(one.place),
        "people": clean(one.people),
        "mark": CHANGES[one.change],
        "removed": one.change is Change.REMOVED,
        "before": clean(one.before),
    }


def _docx(sheet: WeekPlanSheet) -> bytes:
    from gateways.documents.week_plan_docx import written  # what it stands on stays out of the service

    data = week_plan_data(sheet)
    refuse_unprintable(data)
    return written(data)
