from itertools import pairwise
from uuid import UUID

from persistence.ids import new_id


def test_an_identifier_is_a_version_7_uuid_of_its_moment() -> None:
    made = new_id()

    assert (made.version, made.variant) == (7, "specified in RFC 4122")


def test_later_identifiers_sort_later() -> None:
    made: list[UUID] = []
    while len(made) < 200:
        one = new_id()
        if not made or one.int >> 64 != made[-1].int >> 64:  # a quarter of a microsecond has passed
            made.append(one)

    assert all(earlier < later for earlier, later in pairwise(made))
