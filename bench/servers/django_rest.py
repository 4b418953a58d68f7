"""Django REST Framework on Django's ORM, as its documentation writes it: generic views, serializers."""

from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db.models import QuerySet
from django.urls import path
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bench.servers.django_models import Entry, known_reasons, standings
from bench.servers.shared import SCHOOL_ID, judged


class EntrySerializer(serializers.ModelSerializer):
    class Meta:
        model = Entry
        exclude = ("school_id", "teacher")


class ReasonSerializer(serializers.Serializer):
    code = serializers.CharField()
    rule_id = serializers.UUIDField(allow_null=True)
    value = serializers.CharField()


class StandingSerializer(serializers.Serializer):
    teacher_id = serializers.UUIDField()
    name = serializers.CharField()
    employee_no = serializers.CharField()
    subject_group_id = serializers.UUIDField(allow_null=True)
    grade_group_id = serializers.UUIDField(allow_null=True)
    school_year = serializers.IntegerField()
    confirmed = serializers.DecimalField(max_digits=10, decimal_places=2)
    provisional = serializers.DecimalField(max_digits=10, decimal_places=2)
    planned = serializers.DecimalField(max_digits=10, decimal_places=2)
    counted = serializers.DecimalField(max_digits=10, decimal_places=2)
    target = serializers.DecimalField(max_digits=10, decimal_places=2)
    owed = serializers.DecimalField(max_digits=10, decimal_places=2)
    state = serializers.CharField()
    reasons = ReasonSerializer(many=True)


class Pages(CursorPagination):
    page_size = 50
    ordering = "-id"

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"items": data, "next_cursor": self.get_next_link(), "has_more": self.has_next})


class Ledger(ListAPIView):
    serializer_class = EntrySerializer
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[Entry]:
        return Entry.objects.filter(school_id=SCHOOL_ID, teacher_id=self.kwargs["teacher_id"])


class Standing(APIView):
    def get(self, request: Request) -> Response:
        why = known_reasons()
        shown = StandingSerializer([judged(row, why) for row in standings()], many=True)
        return Response({"items": shown.data, "next_cursor": None, "has_more": False})


urlpatterns = [
    path("teachers/<uuid:teacher_id>/ledger", Ledger.as_view()),
    path("standing", Standing.as_view()),
]
settings.ROOT_URLCONF = __name__
app = get_wsgi_application()
