"""What a cluster needs of the schema and of every statement (docs/SCALE.md); each rule is able to fail."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from persistence.statements import Statement
from tests.contract.population import path_for, populate
from tests.contract.routes import walked
from tests.contract.scale_sql import faults
from tests.contract.test_isolation import APP, ask
from tests.contract.test_schema import LONGEST_NAME, TENANT
from tests.scene import Scene

NAMES = frozenset(table.name for table in TENANT)

NAMED = re.compile(rf"\b(FROM|JOIN|INTO|UPDATE) ({'|'.join(NAMES)})\b")

ATTRIBUTE = "(SELECT attname::text FROM pg_attribute WHERE attrelid = {of} AND attnum = {number})"
FIRST_OF_INDEX = ATTRIBUTE.format(of="indrelid", number="indkey[0]")
FIRST_OF_KEY = ATTRIBUTE.format(of="conrelid", number="conkey[1]")
FIRST_OF_TARGET = ATTRIBUTE.format(of="confrelid", number="confkey[1]")
HERE = "relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"

RULES = {
    "the school leads every key": f"""
        SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
         WHERE {HERE} AND (indisunique OR indisexclusion) AND relname = ANY(:tenant)
           AND {FIRST_OF_INDEX} IS DISTINCT FROM 'school_id'""",
    "a foreign key goes to the same school or to a reference table": f"""
        SELECT conname::text FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
         WHERE {HERE} AND contype = 'f' AND relname = ANY(:tenant)
           AND NOT ({FIRST_OF_KEY} = 'school_id' AND (
                {FIRST_OF_TARGET} = 'school_id' OR NOT (confrelid::regclass::text = ANY(:tenant))))""",
    "nothing outside the schools points into them": f"""
        SELECT conname::text FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
         WHERE {HERE} AND contype = 'f' AND NOT relname = ANY(:tenant)
           AND confrelid::regclass::text = ANY(:tenant)""",
    "no foreign key sets anything null": f"""
        SELECT conname::text FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
         WHERE {HERE} AND contype = 'f' AND (confdeltype IN ('n', 'd') OR confupdtype <> 'a')
           AND relname NOT LIKE 'procrastinate%'""",
    "nothing is deferrable": f"""
        SELECT conname::text FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
         WHERE {HERE} AND condeferrable""",
    "there are no triggers": f"""
        SELECT tgname::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
         WHERE {HERE} AND NOT tgisinternal AND relname NOT LIKE 'procrastinate%'""",
    "there are no materialised views": "SELECT matviewname::text FROM pg_matviews",
    "names leave room for a shard's number": f"""
        SELECT name FROM (
            SELECT relname::text AS name FROM pg_class WHERE relname = ANY(:tenant)
            UNION ALL SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
             WHERE {HERE} AND relname = ANY(:tenant)
            UNION ALL SELECT conname::text FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
             WHERE {HERE} AND relname = ANY(:tenant)
        ) AS names WHERE length(name) > {LONGEST_NAME}""",
    "no number is drawn from a sequence": f"""
        SELECT relname || '.' || attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
          LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
         WHERE {HERE} AND relname = ANY(:tenant) AND attnum > 0
           AND (attidentity <> '' OR pg_get_expr(adbin, adrelid) LIKE 'nextval%')""",
    "no policy asks another table": """
        SELECT tablename::text FROM pg_policies
         WHERE concat(qual, ' ', with_check) ~* '\\mselect\\M'""",
}

BROKEN = {
    "the school leads every key": "CREATE UNIQUE INDEX bad_key ON teacher (id)",
    "a foreign key goes to the same school or to a reference table": """
        CREATE UNIQUE INDEX bad_target ON teacher (id);
        ALTER TABLE bad ADD CONSTRAINT bad_fk FOREIGN KEY (id) REFERENCES teacher (id)""",
    "nothing outside the schools points into them": """
        CREATE TABLE aside (school_id uuid, id uuid,
            CONSTRAINT bad FOREIGN KEY (school_id, id) REFERENCES teacher (school_id, id))""",
    "no foreign key sets anything null": """
        ALTER TABLE bad ADD CONSTRAINT bad_fk FOREIGN KEY (school_id, id) REFERENCES teacher (school_id, id)
        ON DELETE SET NULL (id)""",
    "nothing is deferrable": "ALTER TABLE bad ADD CONSTRAINT bad_uq UNIQUE (school_id, id) DEFERRABLE",
    "there are no triggers": """
        CREATE FUNCTION bad() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER bad BEFORE INSERT ON bad EXECUTE FUNCTION bad()""",
    "there are no materialised views": "CREATE MATERIALIZED VIEW bad_view AS SELECT 1",
    "names leave room for a shard's number": f"CREATE INDEX {'bad' * 19} ON bad (school_id)",
    "no number is drawn from a sequence": "ALTER TABLE bad ADD COLUMN no serial",
    "no policy asks another table": """
        CREATE POLICY bad ON bad USING (school_id IN (SELECT id FROM school))""",
}


async def broken(connection: AsyncConnection, rule: str, also: tuple[str, ...] = ()) -> list[str]:
    statement = text(RULES[rule])
    given = {"tenant": [*NAMES, *also]} if ":tenant" in RULES[rule] else {}
    return list(await connection.scalars(statement, given))


@pytest.mark.parametrize("rule", RULES)
async def test_the_schema_keeps(rule: str, owner: AsyncEngine) -> None:
    async with owner.connect() as connection:
        assert await broken(connection, rule) == []


@pytest.mark.parametrize("rule", RULES)
async def test_a_schema_that_breaks_it_is_found_out(rule: str, owner: AsyncEngine) -> None:
    async with owner.connect() as connection:
        await connection.execute(text("CREATE TABLE bad (school_id uuid, id uuid)"))
        for statement in BROKEN[rule].split(";\n"):
            await connection.execute(text(statement))
        found = await broken(connection, rule, ("bad",))
        await connection.rollback()
    assert len(found) == 1
    assert "bad" in found[0]


OF_SCHOOLS = [one for one in walked(APP) if "/schools/{school}" in one.path]
TEACHERS = "FROM teacher WHERE teacher.school_id = $1::UUID"
ENROLMENTS = "enrolment.school_id = $1::UUID"
FROM_ARRAY = "INSERT INTO teacher (school_id, id) SELECT a, b FROM unnest($1, $2) AS x (a, b)"
UPSERT = "INSERT INTO teacher (id) VALUES ($1) ON CONFLICT (school_id, id) DO UPDATE SET"
GOOD = {
    "one table": f"SELECT teacher.id {TEACHERS}",
    "a join that names the school": "SELECT 1 FROM enrolment JOIN teacher ON"
    f" teacher.school_id = enrolment.school_id AND teacher.id = enrolment.teacher_id WHERE {ENROLMENTS}",
    "both sides by a parameter": "SELECT 1 FROM enrolment, teacher AS t"
    f" WHERE {ENROLMENTS} AND t.school_id = $2::UUID",
    "a correlated subquery": f"SELECT 1 {TEACHERS} AND EXISTS (SELECT 1 FROM enrolment"
    " WHERE enrolment.school_id = teacher.school_id AND enrolment.teacher_id = teacher.id)",
    "a derived table": f"SELECT 1 FROM (SELECT teacher.school_id {TEACHERS}) AS anon_1"
    " JOIN enrolment ON enrolment.school_id = anon_1.school_id",
    "a common table": f"WITH a AS (SELECT id {TEACHERS}) SELECT 1 FROM a",
    "a reference table": "SELECT school.id FROM school",
    "an update": "UPDATE teacher SET name=$2::TEXT WHERE teacher.school_id = $1::UUID",
    "rows of an array, given back": f"{FROM_ARRAY} RETURNING teacher.id",
    "an upsert": f"{UPSERT} name = $2",
    "what is never looked at": f"SELECT 1 {TEACHERS} AND EXISTS (SELECT * FROM enrolment WHERE false)",
    "not distinct from": f"SELECT 1 {TEACHERS} AND teacher.id IS DISTINCT FROM $2",
}
BAD = {
    "no school": ("SELECT teacher.id FROM teacher WHERE teacher.id = $1", "teacher"),
    "a join by id alone": (
        f"SELECT 1 FROM enrolment JOIN teacher ON teacher.id = enrolment.teacher_id WHERE {ENROLMENTS}",
        "teacher",
    ),
    "a subquery by id alone": (
        f"SELECT 1 {TEACHERS} AND EXISTS (SELECT 1 FROM enrolment AS e WHERE e.teacher_id = teacher.id)",
        "enrolment AS e",
    ),
    "the other side of a union": (f"SELECT id {TEACHERS} UNION ALL SELECT id FROM teacher", "teacher"),
    "inside a common table": (
        f"WITH a AS (SELECT id FROM enrolment) SELECT 1 {TEACHERS} AND teacher.id IN (SELECT id FROM a)",
        "enrolment",
    ),
    "a delete": ("DELETE FROM teacher WHERE teacher.id = $1", "teacher"),
    "rows of an array": (FROM_ARRAY, "without RETURNING"),
    "the clock in an upsert": (f"{UPSERT} at = now()", "with now"),
    "merge": ("MERGE INTO teacher USING account ON true WHEN MATCHED THEN DO NOTHING", "MERGE"),
}


@pytest.mark.parametrize("sql", GOOD.values(), ids=GOOD)
def test_a_statement_that_keeps_the_rules_is_let_be(sql: str) -> None:
    assert faults(sql, NAMES) == []


@pytest.mark.parametrize(("sql", "said"), BAD.values(), ids=BAD)
def test_a_statement_that_breaks_one_is_named(sql: str, said: str) -> None:
    found = faults(sql, NAMES)
    assert len(found) == 1
    assert said in found[0]


@pytest.fixture
def said(app_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """The statements of the service, as it says them."""
    statements: set[str] = set()

    def hear(_: Any, __: Any, statement: str, parameters: Any, ___: Any, ____: Any) -> None:
        statements.add(statement)

    event.listen(app_engine.sync_engine, "before_cursor_execute", hear)
    arguments = Statement.arguments

    def heard(self: Statement, given: Any) -> Any:
        statements.add(self.sql)
        return arguments(self, given)

    monkeypatch.setattr(Statement, "arguments", heard)
    yield statements
    event.remove(app_engine.sync_engine, "before_cursor_execute", hear)


@pytest.mark.untraced
async def test_every_statement_of_every_route_keeps_the_rules(
    scene: Scene, app: FastAPI, said: set[str]
) -> None:
    ours = await populate(scene)
    office = await scene.both_offices()
    for one in sorted(OF_SCHOOLS, key=lambda one: one.method == "DELETE"):
        await ask(office, one, path_for(one.path.replace("{school}", scene.code), dict(ours)))

    named = {sql for sql in said if NAMED.search(sql)}
    wrong = {sql: found for sql in sorted(named) if (found := faults(sql, NAMES))}

    assert len(named) > 500
    assert wrong == {}
