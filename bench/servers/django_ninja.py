"""Django Ninja on Django's ORM, as its documentation writes it; psycopg's pool, one ASGI worker."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import django
from django.conf import settings
from django.db import models
from django.db.models import F, Model, Q, Sum, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from sqlalchemy.engine import make_url

from bench.servers.shared import NOTHING, POOL, SCHOOL_ID, URL, YEAR, judged, reasons

url = make_url(URL)
settings.configure(
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=[],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],  # adds Content-Length
    USE_TZ=True,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": url.database,
            "USER": url.username,
            "HOST": url.query["host"],
            "PORT": url.query["port"],
            "OPTIONS": {"pool": {"min_size": POOL, "max_size": POOL}},
        }
    },
)
django.setup()

from django.core.asgi import get_asgi_application  # noqa: E402
from django.urls import path  # noqa: E402
from ninja import NinjaAPI, Schema  # noqa: E402


class Entry(Model):
    id = models.UUIDField(primary_key=True)
    school_id = models.UUIDField()
    teacher = models.ForeignKey("Teacher", models.DO_NOTHING, related_name="entries")
    award_id = models.UUIDField()
    school_year = models.SmallIntegerField()
    category = models.TextField()
    title = models.TextField()
    account = models.TextField()
    kind = models.TextField()
    credits = models.DecimalField(max_digits=8, decimal_places=2)
    hours = models.DecimalField(max_digits=8, decimal_places=2)
    reason = models.TextField(null=True)
    earned_at = models.DateTimeField()
    entered_at = models.DateTimeField()

    class Meta:
        app_label, managed, db_table = "bench", False, "credit_entry"


class Teacher(Model):
    id = models.UUIDField(primary_key=True)
    school_id = models.UUIDField()
    name = models.TextField()
    name_pinyin = models.TextField()
    employee_no = models.TextField()
    subject_group_id = models.UUIDField(null=True)
    grade_group_id = models.UUIDField(null=True)

    class Meta:
        app_label, managed, db_table = "bench", False, "teacher"


class Rule(Model):
    id = models.UUIDField(primary_key=True)
    school_id = models.UUIDField()
    key = models.TextField()

    class Meta:
        app_label, managed, db_table = "bench", False, "credit_rule"


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
known: list[object] = []


@api.get("/teachers/{teacher_id}/ledger", response=Ledger)
def ledger(request: HttpRequest, teacher_id: UUID) -> object:
    entries = Entry.objects.filter(school_id=SCHOOL_ID, teacher_id=teacher_id).order_by("-id")[:50]
    return {"items": list(entries)}


def summed(account: str) -> Coalesce:
    of_account = Sum("credits", filter=Q(account=account))
    return Coalesce(
        of_account, Value(NOTHING), output_field=models.DecimalField(max_digits=10, decimal_places=2)
    )


@api.get("/standing", response=Standings)
def standing(request: HttpRequest) -> object:
    if not known:
        known.extend(reasons(Rule.objects.get(school_id=SCHOOL_ID, key="yearly_target").id))
    whose = ("name", "employee_no", "subject_group_id", "grade_group_id")
    rows = (
        Entry.objects.filter(school_id=SCHOOL_ID, school_year=YEAR)
        .values("teacher_id", **{name: F(f"teacher__{name}") for name in whose})
        .annotate(confirmed=summed("confirmed"), provisional=summed("provisional"))
        .order_by("teacher__name_pinyin", "teacher_id")[:200]
    )
    return {"items": [judged(row, known) for row in rows]}


urlpatterns = [path("", api.urls)]
app = get_asgi_application()
