"""Django Ninja on Django's ORM, as its documentation writes it."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest
from django.urls import path
from ninja import NinjaAPI, Schema

from bench.servers.django_models import Entry, known_reasons, standings
from bench.servers.shared import SCHOOL_ID, judged


class EntryOut(Schema):
    id: UUID
    award_id: UUID
    school_year: int
    category: str
    title: str
    account: str
    kind: str
    credits: Decimal
    hours: Decimal
    reason: str | None
    earned_at: datetime
    entered_at: datetime


class ReasonOut(Schema):
    code: str
    rule_id: UUID | None
    value: str


class StandingOut(Schema):
    teacher_id: UUID
    name: str
    employee_no: str
    subject_group_id: UUID | None
    grade_group_id: UUID | None
    school_year: int
    confirmed: Decimal
    provisional: Decimal
    planned: Decimal
    counted: Decimal
    target: Decimal
    owed: Decimal
    state: str
    reasons: list[ReasonOut]


class Ledger(Schema):
    items: list[EntryOut]
    next_cursor: str | None = None
    has_more: bool = False


class Standings(Schema):
    items: list[StandingOut]
    next_cursor: str | None = None
    has_more: bool = False


api = NinjaAPI()


@api.get("/teachers/{teacher_id}/ledger", response=Ledger)
def ledger(request: HttpRequest, teacher_id: UUID) -> object:
    entries = Entry.objects.filter(school_id=SCHOOL_ID, teacher_id=teacher_id).order_by("-id")[:50]
    return {"items": list(entries)}


@api.get("/standing", response=Standings)
def standing(request: HttpRequest) -> object:
    why = known_reasons()
    return {"items": [judged(row, why) for row in standings()]}


urlpatterns = [path("", api.urls)]
settings.ROOT_URLCONF = __name__
app = get_wsgi_application()
