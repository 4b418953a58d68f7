"""Every column is classed, and the page of what is held says what the mapping and the access table say."""

import json
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.identity.access import ACCESS
from domain.identity.actions import Action
from domain.people.contacts import CONCERNED
from persistence.ids import new_id
from persistence.personal_data import Person, holdings, rows_of
from persistence.schema import APPEND_ONLY
from persistence.tables import metadata
from persistence.transaction import in_school
from tests.contract.personal_data import CLASSES, PAGE, columns, declared, page
from tests.contract.population import populate
from tests.scene import Scene

CONTRACT = Path(__file__).parents[2] / "openapi" / "openapi.json"
CONTACTS = {"phone", "email", "sms", "born_on", "metadata.yanxiu.bornOn"}
FINDING = ("teachers", "owners", "of", "by", "only", "files", "withheld", "elsewhere")
ERASING = ("on_erasure", "clear", "blank", "pseudonym", "drops")
HOW = "class it in persistence/personal_data.toml, then run `python -m tests.contract.personal_data`"


MACHINES = {"service_credential", "api_key"}
"""Accounts of service clients: nobody's."""


def test_every_column_of_every_table_is_classed_once() -> None:
    everywhere, rooms = declared()
    classed = {name: table for room in rooms.values() for name, table in room["tables"].items()}

    assert sum(len(room["tables"]) for room in rooms.values()) == len(classed)
    assert classed.keys() == metadata.tables.keys(), HOW
    for name, table in metadata.tables.items():
        assert classed[name].keys() <= {*CLASSES, *FINDING, *ERASING}
        said = [column for one in CLASSES for column in columns(classed[name], one)]
        assert len(said) == len(set(said)), f"{name}: a column stands in two classes"
        assert set(said) == {column.name for column in table.columns} - everywhere, f"{name}: {HOW}"


def test_who_and_how_long_is_said_of_every_room() -> None:
    for name, room in declared()[1].items():
        assert room["why"], name
        assert room["kept"], name
        assert [Action(one) for one in room["seen_by"]], name


def test_what_names_a_person_is_personal() -> None:
    """A foreign key to a teacher or an account names somebody."""
    _, rooms = declared()
    classed = {name: table for room in rooms.values() for name, table in room["tables"].items()}
    for name, table in metadata.tables.items():
        for key in table.foreign_key_constraints:
            if name not in MACHINES and key.referred_table.name in ("teacher", "account"):
                naming = {column.name for column in key.columns} - {"school_id"}
                assert naming <= set(columns(classed[name], "personal")), (name, naming)


def test_a_persons_rows_are_found_in_every_table_that_holds_something_of_people() -> None:
    """Otherwise an export of all that is held would forget a new table."""
    for name, one in holdings().items():
        ways = one.is_found or one.acts or "elsewhere" in one.said
        assert ways or not one.words("personal"), f"{name}: say how a person's rows are found"
        for column in ("teachers", "owners", "of", "files", "withheld"):
            assert {*one.words(column)} <= {*one.table.c.keys()}, (name, column)
        for column in one.acts:
            assert column == "account_id" or column.endswith("_by"), f"{name}.{column}: a teacher, an owner?"


def test_what_becomes_of_it_is_said_of_everything_personal() -> None:
    """A ledger and a history cannot be changed by the service: only a file of theirs may go."""
    for name, one in holdings().items():
        on_erasure = one.said.get("on_erasure")
        assert on_erasure in ("keep", "remove") or not one.words("personal"), f"{name}: say `on_erasure`"
        changed = {*one.words("clear"), *one.words("blank"), *one.words("pseudonym")}
        assert changed <= {*one.words("personal")}, name
        assert {*one.words("drops")} <= {*one.words("files")}, name
        assert all(one.table.c[column].nullable for column in one.words("clear")), name
        if one.table.info[APPEND_ONLY]:
            assert (on_erasure or "keep", changed) == ("keep", set()), name


async def test_the_rows_of_a_person_are_found_in_a_school_that_has_one_of_everything(
    scene: Scene, app_engine: AsyncEngine
) -> None:
    ids = await populate(scene)
    person = Person(scene.school_id, ids["teacher"], (ids["account"],))
    other = Person(scene.school_id, await scene.teacher(), (new_id(),))

    async def found(who: Person) -> set[str]:
        async with in_school(app_engine, scene.school_id) as connection:
            return {
                name
                for name, one in holdings().items()
                if [rows async for rows in rows_of(connection, one, who)]
            }

    by_teacher = {name for name, one in holdings().items() if one.is_found and not one.words("owners")}
    assert by_teacher - await found(person) == {
        "bonus_line",  # of a batch that is a draft yet
        *("grade_group", "subject_group"),  # which nobody leads
        *("theme_material", "theme_material_file"),  # of the whole group
        *("message_delivery", "refresh_token"),  # of another account's
    }
    assert await found(other) == {"teacher"}


def test_the_page_is_the_one_made_from_the_mapping() -> None:
    assert PAGE.read_text() == page(), HOW


def test_contacts_come_out_by_the_mouths_that_mask_them() -> None:
    """A further schema with a telephone, a mail or a birthday must mask it, or be for the concerned alone.

    OneRoster names its fields in data: whoever reads it is concerned.
    """
    schemas = json.loads(CONTRACT.read_text())["components"]["schemas"]
    giving = {name for name, one in schemas.items() if CONTACTS & one.get("properties", {}).keys()}

    assert giving == {"Teacher", "TeacherBody", "TeacherPatch"}
    assert ACCESS[Action.ONEROSTER_READ].keys() <= CONCERNED
