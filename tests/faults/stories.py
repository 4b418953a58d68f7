"""What people of the sample school do all day: every kind of write there is, each a story of its own.

People and things are made anew by each story, so that no two are in each other's way; but for the seats of
one session, which all want.
"""

import threading
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.faults.load import Desk, Effect, Person

OFFICE, AFFAIRS = "office@shimen", "academic@shimen"
STAFF = tuple(
    f"{name}@shimen"
    for name in ("zhangwei", "ouyangxue", "ayiguli", "daiguoping", "hejunjie", "zengxiuzhen", "jiangzhiming")
)
EVERYBODY = (OFFICE, AFFAIRS, *STAFF)
DAY = "2021-03-13"
"""A Saturday in the sample's year: what is trained then takes nobody's lessons."""

MEANWHILE = (
    *("swap_impossible", "cover_rule_broken", "lesson_moved", "lesson_not_missed"),
    *("changed_since", "changed_meanwhile", "teacher_in_two_places", "class_in_two_places"),
)
"""Others are away, or were asked, since this was looked up."""


@dataclass
class Ground:
    """What the stories share: the session all want seats of, and days of teachers nobody was away on yet."""

    scarce: str
    staff: dict[str, str]
    """Usernames, by teacher."""

    days: list[str]
    _turn: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def turn(self) -> tuple[str, str]:
        """A teacher, and a day."""
        with self._lock:
            turn, self._turn = self._turn, self._turn + 1
        teachers = list(self.staff)
        return teachers[turn % len(teachers)], self.days[turn // len(teachers) % len(self.days)]


def fresh(prefix: str) -> str:
    return f"{prefix}-{uuid4().hex[:12]}"


def hired(person: Person) -> Any:
    """A teacher who came today."""
    number = fresh("T")
    effect = Effect("SELECT count(*) FROM teacher WHERE employee_no = %s", (number,))
    return person.at(OFFICE).write(
        "create", "POST", "teachers", effect, json={"employee_no": number, "name": "夏冬春"}
    )


def corrects_a_teacher(person: Person) -> None:
    teacher, name = hired(person), fresh("夏")
    effect = Effect("SELECT count(*) FROM teacher WHERE id = %s AND name = %s", (teacher["id"], name))
    path, version = f"teachers/{teacher['id']}", teacher["version"]
    person.at(OFFICE).write("change", "PATCH", path, effect, version=version, json={"name": name})


def an_open_session(desk: Desk, capacity: int) -> Any:
    code = fresh("C")
    effect = Effect("SELECT count(*) FROM course WHERE code = %s", (code,))
    about = {"title": "单元作业设计", "provider": "进修学校", "kind": "short", "hours": "8", "credits": "4"}
    course = desk.write("create", "POST", "courses", effect, json={"code": code, **about})
    blocks = [
        {"starts_at": f"{DAY}T{hour}:00:00+08:00", "ends_at": f"{DAY}T{hour}:50:00+08:00"}
        for hour in ("08", "10")
    ]
    effect = Effect(
        "SELECT count(*) FROM session_block b JOIN training_session s ON s.id = b.session_id"
        " WHERE s.code = %s",
        (code,),
        rows=2,
    )
    asked = {"course_id": course["id"], "code": code, "capacity": capacity, "waitlist": False}
    session = desk.write(
        "create with parts", "POST", "training-sessions", effect, json={**asked, "blocks": blocks}
    )
    return step(desk, session, "open")


def step(desk: Desk, session: Any, action: str) -> Any:
    """A step of the session's lifecycle, which is not gone back on."""
    gone = {"open": "draft", "close": "open", "complete": "closed"}[action]
    states = ["draft", "open", "closed"]
    before = states[: states.index(gone) + 1]
    effect = Effect(
        "SELECT count(*) FROM training_session WHERE id = %s AND state <> ALL(%s)", (session["id"], before)
    )
    path = f"training-sessions/{session['id']}/{action}"
    return desk.write("lifecycle step", "POST", path, effect, version=session["version"])


def holds_a_training(person: Person) -> None:
    """From the course to its credits: two enrolled, noticed, held, credited, one award taken back."""
    desk, people = person.at(OFFICE), [hired(person)["id"] for _ in range(2)]
    session = an_open_session(desk, capacity=3)
    enrolled = enrol_all(desk, session["id"], people)
    issue_notices(desk, session["id"])
    session = step(desk, desk.get(f"training-sessions/{session['id']}"), "close")
    step(desk, session, "complete")
    credited = credit(desk, [desk.get(f"enrolments/{one['id']}") for one in enrolled])
    award = person.random.choice(credited)["award"]
    effect = Effect("SELECT count(*) FROM credit_award WHERE id = %s AND state = 'void'", (award["id"],))
    path, why = f"credit-awards/{award['id']}/void", {"reason": "重复登记"}
    desk.write("credits taken back", "POST", path, effect, version=award["version"], json=why)


def enrol_all(desk: Desk, session_id: str, people: list[str]) -> list[Any]:
    effect = Effect(
        "SELECT count(*) FROM enrolment e JOIN enrolment_event v ON v.enrolment_id = e.id"
        " AND v.from_state IS NULL WHERE e.session_id = %s AND e.teacher_id = ANY(%s::uuid[])",
        (session_id, people),
        rows=len(people),
    )
    body = {"session_id": session_id, "items": [{"teacher_id": one} for one in people]}
    done: list[Any] = desk.write("enrolling many", "POST", "enrolments/bulk", effect, json=body)["items"]
    return done


def issue_notices(desk: Desk, session_id: str) -> None:
    """Two numbers, each with an edition in four copies."""
    effect = Effect(
        "SELECT count(*) FROM notice n JOIN notice_edition d ON d.notice_id = n.id"
        " JOIN notice_copy c ON c.edition_id = d.id JOIN enrolment e ON e.id = n.enrolment_id"
        " WHERE e.session_id = %s",
        (session_id,),
        rows=8,
    )
    desk.write("notices", "POST", "notices/bulk", effect, json={"session_id": session_id})


def credit(desk: Desk, enrolled: list[Any]) -> list[Any]:
    effect = Effect(
        "SELECT count(*) FROM credit_award a JOIN credit_entry y ON y.award_id = a.id AND y.kind = 'award'"
        " WHERE a.enrolment_id = ANY(%s::uuid[])",
        ([one["id"] for one in enrolled],),
        rows=len(enrolled),
    )
    items = [{"enrolment_id": one["id"], "version": one["version"], "outcome": "passed"} for one in enrolled]
    done: list[Any] = desk.write("credits", "POST", "training-results/bulk", effect, json={"items": items})[
        "items"
    ]
    return done


def adjusts_credits(person: Person) -> None:
    teacher, why = hired(person), fresh("补登")
    effect = Effect(
        "SELECT count(*) FROM credit_entry y JOIN credit_award a ON a.id = y.award_id WHERE y.reason = %s",
        (why,),
    )
    body = {"teacher_id": teacher["id"], "school_year": 2020, "category": "short", "credits": "2.50"}
    person.at(OFFICE).write(
        "ledger entry", "POST", "credit-adjustments", effect, json={**body, "reason": why}
    )


def hands_in_a_file(person: Person) -> None:
    name = f"{fresh('记录')}.txt"
    effect = Effect("SELECT count(*) FROM stored_file WHERE filename = %s", (name,))
    data = f"培训内容记录 {name}\n".encode() * person.random.randint(1, 5_000)
    who = person.at(person.random.choice(STAFF))
    who.write("file", "POST", "files", effect, files={"file": (name, data)})


def asks_for_an_export(person: Person) -> None:
    teacher = hired(person)["id"]
    effect = Effect(
        "SELECT count(*) FROM operation o JOIN procrastinate_jobs j ON j.args->>'operation_id' = o.id::text"
        " WHERE o.arguments #>> '{asked,teacher_ids,0}' = %s",
        (teacher,),
    )
    body = {"dataset": "credit_entries", "format": "csv", "teacher_ids": [teacher]}
    person.at(OFFICE).write("background job", "POST", "exports", effect, json=body)


def wants_a_seat(ground: Ground, person: Person) -> None:
    """The last one, mostly; who has one gives it back as often as not."""
    desk, teacher = person.at(OFFICE), hired(person)["id"]
    effect = Effect(
        "SELECT count(*) FROM enrolment WHERE session_id = %s AND teacher_id = %s", (ground.scarce, teacher)
    )
    path = f"training-sessions/{ground.scarce}/enrolments"
    asked = {"teacher_id": teacher}
    had = desk.write("seat", "POST", path, effect, json=asked, unless=("session_full",))
    if had is None or person.random.random() < 0.3:
        return
    effect = Effect(
        "SELECT count(*) FROM enrolment e JOIN enrolment_event v ON v.enrolment_id = e.id"
        " WHERE e.id = %s AND e.state = 'withdrawn' AND v.to_state = 'withdrawn'",
        (had["id"],),
    )
    path, why = f"enrolments/{had['id']}/withdraw", {"reason": "另有安排"}
    desk.write("withdrawal", "POST", path, effect, version=had["version"], json=why)


def is_away(ground: Ground, person: Person) -> None:
    """A day's leave: the first lessons are swapped with a partner who is asked, or covered."""
    teacher, day = ground.turn()
    affairs, why = person.at(AFFAIRS), fresh("病假")
    effect = Effect(
        "SELECT count(*) FROM absence a JOIN absence_block b ON b.absence_id = a.id WHERE a.reason = %s",
        (why,),
    )
    block = {"starts_at": f"{day}T07:00:00+08:00", "ends_at": f"{day}T18:00:00+08:00"}
    body = {"teacher_id": teacher, "kind": "leave", "reason": why, "blocks": [block]}
    absence = affairs.write("absence", "POST", "absences", effect, json=body)
    for missed in [one for one in absence["lessons"] if one["arrangement"] == "open"][:2]:
        lesson = {name: missed[name] for name in ("lesson_id", "lesson_day")}
        if not swap(ground, person, absence["id"], lesson):
            cover(affairs, absence["id"], missed)


def swap(ground: Ground, person: Person, absence_id: str, lesson: dict[str, str]) -> bool:
    """Proposed, and accepted by the partner; False when nobody with an account can."""
    affairs = person.at(AFFAIRS)
    found = affairs.get(f"absences/{absence_id}/swap-offers", **lesson)["lessons"]
    offers = [one for one in (found[0]["offers"] if found else []) if one["partner_id"] in ground.staff]
    if not offers:
        return False
    theirs = {
        "partner_lesson_id": offers[0]["lesson_id"],
        "partner_lesson_day": offers[0]["lesson_day"],
    }
    effect = Effect(
        "SELECT count(*) FROM swap WHERE absence_id = %s AND lesson_id = %s",
        (absence_id, lesson["lesson_id"]),
    )
    body = {"absence_id": absence_id, **lesson, **theirs}
    proposed = affairs.write("swap proposed", "POST", "swaps", effect, json=body, unless=MEANWHILE)
    if proposed is None:
        return False
    effect = Effect(
        "SELECT count(*) FROM lesson_change c JOIN swap s ON s.id = c.cause_id"
        " WHERE s.id = %s AND s.state = 'accepted'",
        (proposed["id"],),
        rows=2,
    )
    partner = person.at(ground.staff[offers[0]["partner_id"]])
    path = f"swaps/{proposed['id']}/accept"
    unless, version = (*MEANWHILE, "stale"), proposed["version"]
    partner.write("swap accepted", "POST", path, effect, version=version, unless=unless)
    return True


def cover(affairs: Desk, absence_id: str, missed: Any) -> None:
    """Whoever is free; where a rule forbids it the next is asked."""
    free = affairs.get("free-teachers", day=missed["day"], period_no=missed["period_no"])["items"]
    for colleague in free[:3]:
        effect = Effect(
            "SELECT count(*) FROM cover c JOIN lesson_change g ON g.id = c.change_id"
            " WHERE c.absence_id = %s AND g.lesson_id = %s AND c.teacher_id = %s",
            (absence_id, missed["lesson_id"], colleague["id"]),
        )
        lesson = {name: missed[name] for name in ("lesson_id", "lesson_day", "day")}
        body = {"absence_id": absence_id, "teacher_id": colleague["id"], **lesson}
        if affairs.write("cover", "POST", "covers", effect, json=body, unless=MEANWHILE):
            return
