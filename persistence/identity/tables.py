"""Accounts are people (or scripts), not school records: one account may act in several schools."""

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)

from domain.identity.actions import Role
from persistence.columns import document, ident, instant, words
from persistence.schema import district_table, one_of, version_column

account = district_table(
    "account",
    words("username"),
    words("display_name"),
    words("kind"),
    words("password_hash", optional=True),
    instant("password_changed_at", optional=True),
    Column("must_change_password", Boolean, nullable=False, server_default=text("false")),
    instant("disabled_at", optional=True),
    Column("failed_attempts", Integer, nullable=False, server_default=text("0")),
    instant("locked_until", optional=True),
    Column("access_version", Integer, nullable=False, server_default=text("1")),
    instant("created_at"),
    version_column(),
    CheckConstraint("kind IN ('person', 'client')", name="kind_known"),
    UniqueConstraint("username", name="uq_account_username"),
    because="a person signs in once and may hold roles in several schools",
)

role_grant = district_table(
    "role_grant",
    ident("account_id"),
    ident("district_id", optional=True),
    ident("school_id", optional=True),
    ident("teacher_id", optional=True),
    words("role"),
    instant("granted_at"),
    one_of("role", Role),
    CheckConstraint("(district_id IS NULL) <> (school_id IS NULL)", name="one_place"),
    ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_role_grant_account_id"),
    ForeignKeyConstraint(["district_id"], ["district.id"], name="fk_role_grant_district_id"),
    ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_role_grant_school_id"),
    UniqueConstraint(
        "account_id",
        "school_id",
        "role",
        name="uq_role_grant_school_role",
        postgresql_nulls_not_distinct=False,
    ),
    Index("ix_role_grant_school_id", "school_id", "account_id"),
    because="signing in must see all of an account's schools before one is chosen",
)

account_session = district_table(
    "account_session",
    ident("account_id"),
    instant("created_at"),
    instant("last_used_at"),
    instant("expires_at"),
    instant("revoked_at", optional=True),
    words("revoked_because", optional=True),
    words("user_agent"),
    ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_account_session_account_id"),
    Index("ix_account_session_account_id", "account_id", "created_at"),
    because="a sign-in belongs to an account, not to a school",
)

refresh_token = district_table(
    "refresh_token",
    ident("session_id"),
    Column("token_hash", LargeBinary, nullable=False),
    instant("issued_at"),
    instant("used_at", optional=True),
    ForeignKeyConstraint(["session_id"], ["account_session.id"], name="fk_refresh_token_session_id"),
    UniqueConstraint("token_hash", name="uq_refresh_token_hash"),
    Index("ix_refresh_token_session_id", "session_id"),
    because="it continues a sign-in",
)

service_credential = district_table(
    "service_credential",
    ident("account_id"),
    ident("school_id"),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("scopes", ARRAY(Text), nullable=False),
    instant("created_at"),
    instant("expires_at", optional=True),
    instant("last_used_at", optional=True),
    instant("revoked_at", optional=True),
    version_column(),
    ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_service_credential_account_id"),
    ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_service_credential_school_id"),
    Index("ix_service_credential_account_id", "account_id"),
    Index("ix_service_credential_school_id", "school_id", "id"),
    because="a script signs in before its school is known",
)

api_key = district_table(
    "api_key",
    ident("client_id"),
    ident("school_id"),
    words("name"),
    Column("key_hash", LargeBinary, nullable=False),
    words("ending"),
    Column("scopes", ARRAY(Text), nullable=False),
    instant("created_at"),
    instant("expires_at"),
    instant("last_used_at", optional=True),
    instant("revoked_at", optional=True),
    version_column(),
    ForeignKeyConstraint(["client_id"], ["service_credential.id"], name="fk_api_key_client_id"),
    ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_api_key_school_id"),
    UniqueConstraint("key_hash", name="uq_api_key_hash"),
    Index("ix_api_key_client_id", "school_id", "client_id", "id"),
    because="a script shows its key before its school is known",
)
"""Its id is also the id of the sign-in (`account_session`) that stands behind it."""

signing_key = district_table(
    "signing_key",
    words("state"),
    words("public_pem"),
    words("private_pem"),
    instant("created_at"),
    instant("activated_at", optional=True),
    instant("retired_at", optional=True),
    CheckConstraint("state IN ('next', 'active', 'retired')", name="state_known"),
    Index("uq_signing_key_active", "state", unique=True, postgresql_where=text("state = 'active'")),
    because="one issuer signs for every school",
)

account_event = district_table(
    "account_event",
    instant("at"),
    ident("account_id", optional=True),
    words("action"),
    words("request_id"),
    document("facts"),
    Index("ix_account_event_account_id", "account_id", "at"),
    because="signing in happens before a school is chosen",
    append_only=True,
)
