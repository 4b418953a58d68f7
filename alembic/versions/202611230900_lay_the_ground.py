"""Lay the ground: the fence around a school's rows, the door into a school, the job queue."""

from collections.abc import Sequence

from procrastinate.schema import SchemaManager

from alembic import op

revision: str = "202611230900"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# The role row-level security binds. A real server's administrator may have made it already.
ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yanxiu_app') THEN
        CREATE ROLE yanxiu_app NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""

# SET LOCAL inside a function, because a plain set_config() does not reach the workers of a cluster.
SET_SCHOOL = """
CREATE FUNCTION set_school(school uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SET LOCAL app.school_id = %L', school);
END $$
"""

FENCE = """
CREATE PROCEDURE fence(fenced regclass, append_only boolean DEFAULT false) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', fenced);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', fenced);
    EXECUTE format('CREATE POLICY own_school ON %s'
        ' USING (school_id = nullif(current_setting(''app.school_id'', true), '''')::uuid)', fenced);
    EXECUTE format('GRANT SELECT, INSERT ON %s TO yanxiu_app', fenced);
    IF NOT append_only THEN
        EXECUTE format('GRANT UPDATE, DELETE ON %s TO yanxiu_app', fenced);
    END IF;
END $$
"""

QUEUE_GRANTS = """
DO $$ DECLARE queue record; BEGIN
    FOR queue IN SELECT relname, relkind FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relname LIKE 'procrastinate\\_%' AND relkind IN ('r', 'S')
    LOOP
        EXECUTE format('GRANT ALL ON %s %I TO yanxiu_app',
            CASE queue.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, queue.relname);
    END LOOP;
END $$
"""

DROP_QUEUE = """
DO $$ DECLARE thing text; BEGIN
    FOR thing IN SELECT format('TABLE %I', relname) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relname LIKE 'procrastinate\\_%' AND relkind = 'r'
    LOOP EXECUTE 'DROP ' || thing || ' CASCADE'; END LOOP;
    FOR thing IN SELECT format('FUNCTION %s', oid::regprocedure) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'procrastinate\\_%'
    LOOP EXECUTE 'DROP ' || thing || ' CASCADE'; END LOOP;
    FOR thing IN SELECT format('TYPE %I', typname) FROM pg_type
        WHERE typnamespace = 'public'::regnamespace AND typname LIKE 'procrastinate\\_%' AND typtype IN ('e', 'c')
    LOOP EXECUTE 'DROP ' || thing || ' CASCADE'; END LOOP;
END $$
"""


def upgrade() -> None:
    op.execute(ROLE)
    op.execute("GRANT USAGE ON SCHEMA public TO yanxiu_app")
    op.execute(
        "GRANT SELECT ON alembic_version TO yanxiu_app"
    )  # /readyz tells whether migrations are at head
    op.execute(SET_SCHOOL)
    op.execute(FENCE)
    op.execute("REVOKE EXECUTE ON PROCEDURE fence FROM PUBLIC")
    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    op.execute(QUEUE_GRANTS)


def downgrade() -> None:
    op.execute(DROP_QUEUE)
    op.execute("DROP PROCEDURE fence")
    op.execute("DROP FUNCTION set_school")
    op.execute("REVOKE SELECT ON alembic_version FROM yanxiu_app")
    op.execute("REVOKE USAGE ON SCHEMA public FROM yanxiu_app")
