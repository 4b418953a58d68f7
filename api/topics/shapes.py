"""What the bodies of this room are made of."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from api.shapes import Body, Paragraph, safe

SEVERAL = "Repeat for any of several."

Report = Annotated[
    str, StringConstraints(min_length=1, max_length=12_000, strip_whitespace=True), AfterValidator(safe)
]
"""A plan, or a report: some pages."""

FileIds = Annotated[tuple[UUID, ...], Field(max_length=20)]
"""Uploaded files of one's own, in order."""


class TopicRemark(Body):
    remark: Paragraph | None = None


class TopicReturn(Body):
    remark: Paragraph
    """Why; the leader reads it."""


NO_REMARK = TopicRemark()
