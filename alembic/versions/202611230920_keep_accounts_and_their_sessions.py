"""Keep accounts, roles, sign-ins and signing keys."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision: str = "202611230920"
down_revision: str | None = "202611230910"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


# Every request enters its school through here: one round trip opens the transaction, names the school and
# learns whether the sign-in still stands (SQLSTATE YX401 when it was revoked, or its roles changed since).
ENTER_SCHOOL = """
CREATE FUNCTION enter_school(school uuid, session uuid, seen_version integer) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SET LOCAL app.school_id = %L', school);
    IF NOT EXISTS (
        SELECT FROM account_session s JOIN account a ON a.id = s.account_id
        WHERE s.id = session AND s.revoked_at IS NULL
            AND a.access_version = seen_version AND a.disabled_at IS NULL
    ) THEN
        RAISE EXCEPTION 'this sign-in is over' USING ERRCODE = 'YX401';
    END IF;
END $$
"""


# What an account holds is read across schools until one is entered (to sign in), and in that school only after.
# The nil UUID is the door of routes that belong to no school.
FENCE_ONCE_ENTERED = """
CREATE POLICY entered_school ON {table} USING (
    coalesce(nullif(current_setting('app.school_id', true), '')::uuid, '00000000-0000-0000-0000-000000000000')
    IN ('00000000-0000-0000-0000-000000000000', school_id)
)
"""


# Whether an account holds roles outside a school is asked from inside it, where the fence hides them: without
# this an office could give itself the password of another school's office. Only the answer gets out. The fence
# is lifted by hand, since only a superuser may write SET app.school_id into a function's definition.
HELD_ELSEWHERE = """
CREATE FUNCTION held_elsewhere(asked uuid, here uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    entered text := coalesce(current_setting('app.school_id', true), '');
    held boolean;
BEGIN
    PERFORM set_config('app.school_id', '', true);
    held := EXISTS (SELECT FROM role_grant WHERE account_id = asked AND school_id IS DISTINCT FROM here);
    PERFORM set_config('app.school_id', entered, true);
    RETURN held;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("access_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("kind IN ('person', 'client')", name=op.f("ck_account_kind_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("username", name="uq_account_username"),
    )
    op.create_table(
        "account_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_event")),
    )
    op.create_index("ix_account_event_account_id", "account_event", ["account_id", "at"], unique=False)
    op.create_table(
        "signing_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("public_pem", sa.Text(), nullable=False),
        sa.Column("private_pem", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('next', 'active', 'retired')", name=op.f("ck_signing_key_state_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
    )
    op.create_index(
        "uq_signing_key_active",
        "signing_key",
        ["state"],
        unique=True,
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_table(
        "account_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_because", sa.Text(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_account_session_account_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
    )
    op.create_index(
        "ix_account_session_account_id", "account_session", ["account_id", "created_at"], unique=False
    )
    op.create_table(
        "refresh_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["session_id"], ["account_session.id"], name="fk_refresh_token_session_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresh_token")),
        sa.UniqueConstraint("token_hash", name="uq_refresh_token_hash"),
    )
    op.create_index("ix_refresh_token_session_id", "refresh_token", ["session_id"], unique=False)
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=True),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("teacher_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role IN ('teacher', 'group_leader', 'grade_head', 'research_office', 'academic_affairs', 'principal', 'finance', 'district_officer', 'service_client')",
            name=op.f("ck_role_grant_role_known"),
        ),
        sa.CheckConstraint(
            "(district_id IS NULL) <> (school_id IS NULL)", name=op.f("ck_role_grant_one_place")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_role_grant_account_id"),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name="fk_role_grant_district_id"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_role_grant_school_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint(
            "account_id",
            "school_id",
            "role",
            name="uq_role_grant_school_role",
            postgresql_nulls_not_distinct=False,
        ),
    )
    op.create_index("ix_role_grant_school_id", "role_grant", ["school_id", "account_id"], unique=False)
    op.create_table(
        "service_credential",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_service_credential_account_id"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_service_credential_school_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_credential")),
    )
    op.create_index("ix_service_credential_account_id", "service_credential", ["account_id"], unique=False)
    op.create_index(
        "ix_service_credential_school_id", "service_credential", ["school_id", "id"], unique=False
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON account TO yanxiu_app")
    op.execute("GRANT SELECT, INSERT ON account_event TO yanxiu_app")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON signing_key TO yanxiu_app")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON account_session TO yanxiu_app")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON refresh_token TO yanxiu_app")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON role_grant TO yanxiu_app")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON service_credential TO yanxiu_app")
    op.execute(ENTER_SCHOOL)
    for table in ("role_grant", "service_credential"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(FENCE_ONCE_ENTERED.format(table=table))
    op.execute(HELD_ELSEWHERE)


def downgrade() -> None:
    op.execute("DROP FUNCTION held_elsewhere")
    op.execute("DROP FUNCTION enter_school")
    op.drop_table("service_credential")
    op.drop_table("role_grant")
    op.drop_table("refresh_token")
    op.drop_table("account_session")
    op.drop_table("signing_key")
    op.drop_table("account_event")
    op.drop_table("account")
