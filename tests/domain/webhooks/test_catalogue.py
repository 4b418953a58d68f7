"""What is told of a change, and what is in the catalogue."""

import pytest

from domain.webhooks.catalogue import BY_TABLE, RESOURCES, EventType, Resource

ENROLMENT, ROOM, PLAN = (BY_TABLE[name] for name in ("enrolment", "room", "week_plan"))


def test_every_event_is_named_once_and_by_its_resource() -> None:
    events = [event.value for event in EventType]

    assert len(set(events)) == len(events) == sum(len(one.happenings()) for one in RESOURCES)
    assert {event.partition(".")[0] for event in events} == {one.name for one in RESOURCES}
    assert len(BY_TABLE) == len(RESOURCES)


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: one.name)
def test_a_resource_has_no_two_events_of_one_name(resource: Resource) -> None:
    assert len(set(resource.happenings())) == len(resource.happenings())


def test_what_is_in_confidence_is_left_out() -> None:
    secret = ("paper", "score", "dossier", "message", "session_", "account", "review", "hint")
    assert [one.name for one in RESOURCES if one.kept_in.startswith(secret)] == []


def test_a_new_row_is_told_with_the_state_it_is_in() -> None:
    assert ENROLMENT.entered("placed") == ("enrolment.created", "enrolment.placed")
    assert ROOM.entered(None) == ("room.created",)


@pytest.mark.parametrize(
    ("resource", "columns", "state", "told"),
    [
        pytest.param(ENROLMENT, {"state", "version"}, "passed", ("enrolment.passed",), id="a step"),
        pytest.param(ENROLMENT, {"remark", "version"}, "passed", ("enrolment.updated",), id="no step"),
        pytest.param(ROOM, {"name"}, None, ("room.updated",), id="without a lifecycle"),
        pytest.param(PLAN, {"edition_no"}, None, ("week_plan.published",), id="a moment"),
        pytest.param(PLAN, {"starts_on"}, None, ("week_plan.updated",), id="no moment"),
        pytest.param(BY_TABLE["teacher"], {"status"}, "left", ("teacher.left",), id="a status"),
    ],
)
def test_a_change_is_told_by_the_state_it_led_to(
    resource: Resource, columns: set[str], state: str | None, told: tuple[str, ...]
) -> None:
    assert resource.changed(columns, state) == told
    assert set(told) <= {event.value for event in EventType}


def test_a_removal_is_told_of_what_can_be_removed() -> None:
    assert BY_TABLE["timetable"].removed() == ("timetable.deleted",)
    assert "deleted" in BY_TABLE["timetable"].happenings()
    assert "deleted" not in ROOM.happenings()
