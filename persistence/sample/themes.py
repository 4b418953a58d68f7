"""A sample school's theme research: a theme, two groups with their activities, and some of the nine ones."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from domain.activities.activity import ActivityState, OwnerKind
from domain.activities.attendance import AttendanceState, AttendedHow
from domain.activities.policy import ACTIVITY_POLICY, window_of
from domain.copying import fingerprints
from domain.people.teacher import TeacherStatus
from domain.themes.group_theme import SlotState, SlotVerdict
from domain.themes.materials import NewMaterial, ThemeMaterialKind
from domain.themes.nine_ones import EXAMPLE
from domain.themes.theme import ThemeState
from persistence.activities.tables import activity, activity_person, attendance, attendance_correction
from persistence.people.tables import subject_group, teacher
from persistence.sample.people import Person
from persistence.sample.rows import Rows, moment, read_toml
from persistence.themes.tables import (
    group_theme,
    theme,
    theme_gram,
    theme_material,
    theme_review,
    theme_slot,
)

VERDICTS = {
    SlotState.ACCEPTED: SlotVerdict.ACCEPTED,
    SlotState.RETURNED: SlotVerdict.RETURNED,
}


class Themes:
    """Adds the theme research of one school."""

    def __init__(self, rows: Rows, school_id: UUID, office_id: UUID, people: list[Person]) -> None:
        self._rows, self._school_id, self._office_id = rows, school_id, office_id
        self._people = people

    def add(self, data: dict[str, Any], term_id: UUID) -> None:
        opened = moment(data["opened"])
        theme_id = self._add(
            theme,
            opened,
            term_id=term_id,
            title=data["title"],
            aim=data["aim"],
            due_on=data["due_on"],
            state=ThemeState.RUNNING,
            opened_at=opened,
            version=2,
        )
        groups = {row["code"]: row for row in self._rows.of(subject_group)}
        for about in data["groups"]:
            self._add_group(theme_id, groups[about["code"]], about, opened)

    def _add_group(self, theme_id: UUID, group: dict[str, Any], about: dict[str, Any], at: datetime) -> None:
        part_id = self._add(
            group_theme,
            at,
            theme_id=theme_id,
            subject_group_id=group["id"],
            question=about["question"],
            template_number=EXAMPLE.number,
            template_title=EXAMPLE.title,
            created_at=at,
        )
        at_work = {row["id"] for row in self._rows.of(teacher) if row["status"] == TeacherStatus.ACTIVE}
        members = [one for one in self._people if one.line["group"] == about["code"] and one.id in at_work]
        for held in about["activities"]:
            self._add_activity(part_id, group["leader_id"], members, held, at)
        given = {one["key"]: one for one in about["slots"]}
        for number, asked in enumerate(EXAMPLE.slots, start=1):
            one = given.get(asked.key)
            state = SlotState(one["state"]) if one else SlotState.OPEN
            slot_id = self._add(
                theme_slot,
                at,
                group_theme_id=part_id,
                number=number,
                key=asked.key,
                title=asked.title,
                asked=asked.asked,
                per_member=asked.per_member,
                after_activity=asked.after_activity,
                state=state,
                remark=one.get("remark") if one else None,
                version=1 if one is None else 2 if state is SlotState.HANDED_IN else 3,
            )
            if one is not None:
                self._fill(part_id, slot_id, state, one)

    def _fill(self, part_id: UUID, slot_id: UUID, state: SlotState, one: dict[str, Any]) -> None:
        new = NewMaterial(ThemeMaterialKind.SLOT, slot_id=slot_id, text=one["text"])
        material_id = self._hand_in(part_id, new, moment(one["day"], "16:40"))
        if state in VERDICTS:
            judged = moment(one["day"] + timedelta(days=2))
            self._add(
                theme_review,
                judged,
                slot_id=slot_id,
                material_id=material_id,
                verdict=VERDICTS[state],
                remark=one.get("remark"),
                account_id=self._office_id,
                at=judged,
            )

    def _add_activity(
        self, part_id: UUID, leader_id: UUID, members: list[Person], held: dict[str, Any], at: datetime
    ) -> None:
        day: date = held["day"]
        starts_at = moment(day, "15:45")
        window = window_of(starts_at, ACTIVITY_POLICY.in_force([], day))
        activity_id = self._add(
            activity,
            at,
            owner_kind=OwnerKind.THEME,
            owner_id=part_id,
            title=held["title"],
            starts_at=starts_at,
            ends_at=moment(day, "17:15"),
            place="录播教室",
            hours=2,
            leader_id=leader_id,
            state=ActivityState.PLANNED,
            sign_in_opens_at=window.opens_at,
            late_at=window.late_at,
            sign_in_closes_at=window.closes_at,
        )
        for number, person in enumerate(members):
            self._add(activity_person, at, activity_id=activity_id, teacher_id=person.id, presents=False)
            self._attend(activity_id, person, held, window.opens_at + timedelta(minutes=3 + number))
        if "record" in held:
            new = NewMaterial(ThemeMaterialKind.RECORD, activity_id=activity_id, text=held["record"])
            self._hand_in(part_id, new, moment(day + timedelta(days=1), "10:05"))

    def _attend(self, activity_id: UUID, person: Person, held: dict[str, Any], at: datetime) -> None:
        if person.employee_no in held["absent"]:
            return
        reason = held["excused"].get(person.employee_no)
        late = person.employee_no in held["late"]
        state = AttendanceState.LATE if late else AttendanceState.PRESENT
        if reason is not None:
            state = AttendanceState.EXCUSED
            self._add(
                attendance_correction,
                at,
                activity_id=activity_id,
                teacher_id=person.id,
                after=state,
                reason=reason,
                account_id=self._office_id,
                at=at,
            )
        signed = at + timedelta(minutes=20) if late else at
        how = AttendedHow.SCANNED if reason is None else AttendedHow.ENTERED
        who = {"activity_id": activity_id, "teacher_id": person.id}
        self._add(attendance, signed, **who, state=state, how=how, at=signed)

    def _hand_in(self, part_id: UUID, new: NewMaterial, at: datetime) -> UUID:
        material_id = self._add(
            theme_material,
            at,
            group_theme_id=part_id,
            kind=new.kind,
            slot_id=new.slot_id,
            activity_id=new.activity_id,
            about=new.about,
            number=1,
            text=new.text,
            account_id=self._office_id,
            submitted_at=at,
        )
        for gram in sorted(fingerprints(new.text or "")):
            self._add(theme_gram, at, gram=gram, material_id=material_id)
        return material_id

    def _add(self, table: Any, made_at: datetime, /, **values: Any) -> UUID:
        return self._rows.add(table, made_at, school_id=self._school_id, **values)


def add_themes(
    rows: Rows, school_id: UUID, name: str, people: list[Person], *, term_id: UUID, office_id: UUID
) -> None:
    """`name` is the file that tells of them."""
    Themes(rows, school_id, office_id, people).add(read_toml(name), term_id)
