"""Django's side of the tables, for the servers that stand on its ORM."""

import django
from django.db import models
from django.db.models import F, Model, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from bench.servers.shared import NOTHING, SCHOOL_ID, YEAR, reasons

django.setup()


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


def standings() -> QuerySet[Entry, dict[str, object]]:
    """The sums of each teacher's year, before they are judged."""
    whose = ("name", "employee_no", "subject_group_id", "grade_group_id")
    return (
        Entry.objects.filter(school_id=SCHOOL_ID, school_year=YEAR)
        .values("teacher_id", **{name: F(f"teacher__{name}") for name in whose})
        .annotate(confirmed=_summed("confirmed"), provisional=_summed("provisional"))
        .order_by("teacher__name_pinyin", "teacher_id")[:200]
    )


def _summed(account: str) -> Coalesce:
    of_account = Sum("credits", filter=Q(account=account))
    return Coalesce(
        of_account, Value(NOTHING), output_field=models.DecimalField(max_digits=10, decimal_places=2)
    )


_known: list[object] = []


def known_reasons() -> list[object]:
    """Looked up once."""
    if not _known:
        _known.extend(reasons(Rule.objects.get(school_id=SCHOOL_ID, key="yearly_target").id))
    return _known
