from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine

from persistence.ids import new_id


def test_an_identifier_is_a_version_7_uuid_of_its_moment() -> None:
    made = new_id()

    assert (made.version, made.variant) == (7, "specified in RFC 4122")


@pytest.mark.parametrize("back", [timedelta(0), timedelta(hours=1)], ids=["", "the clock set back"])
def test_later_identifiers_sort_later(back: timedelta) -> None:
    made = [new_id() for _ in range(200)]
    with time_machine.travel(datetime.now(UTC) - back):
        made += [new_id() for _ in range(200)]

    assert all(earlier < later for earlier, later in pairwise(made))
