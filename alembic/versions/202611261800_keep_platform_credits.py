"""Keep what the district's platform says it has credited, and know the imports that come from it."""

import re
from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "202611261800"
down_revision: str | None = "202611261730"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KINDS = ("selection_results", "platform_credits", "evaluations")


def known(constraint: str) -> list[str]:
    """The values a column may have as the table stands: every room's migration adds its own."""
    sql = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"
    return re.findall(r"'(\w+)'", op.get_bind().scalar(sa.text(sql).bindparams(name=constraint)))


def allow(constraint: str, table: str, column: str, values: Sequence[str]) -> None:
    quoted = ", ".join(f"'{value}'" for value in values)
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {constraint} CHECK ({column} IN ({quoted}))")


def upgrade() -> None:
    kinds = known("ck_file_import_kind_known")
    allow("ck_file_import_kind_known", "file_import", "kind", [*kinds, *KINDS])
    op.create_table(
        "platform_credit",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.SmallInteger(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("course_ref", sa.Text(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("hours", sa.Numeric(8, 2), nullable=False),
        sa.Column("credits", sa.Numeric(8, 2), nullable=False),
        sa.Column("earned_on", sa.Date(), nullable=True),
        sa.CheckConstraint("category IN ('short', 'long_90', 'online', 'school_based')", name=op.f('ck_platform_credit_category_known')),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_platform_credit_school"),
        sa.ForeignKeyConstraint(["school_id", "import_id"], ["file_import.school_id", "file_import.id"], name="fk_platform_credit_import_id"),
        sa.ForeignKeyConstraint(["school_id", "teacher_id"], ["teacher.school_id", "teacher.id"], name="fk_platform_credit_teacher_id"),
        sa.ForeignKeyConstraint(["school_id", "course_id"], ["course.school_id", "course.id"], name="fk_platform_credit_course_id"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f('pk_platform_credit')),
        sa.UniqueConstraint("school_id", "import_id", "teacher_id", "course_ref", name="uq_platform_credit_line"),
    )
    op.create_index("ix_platform_credit_year", "platform_credit", ["school_id", "school_year", "import_id", "teacher_id"])
    op.execute("CALL fence('platform_credit', append_only => true)")


def downgrade() -> None:
    op.drop_table("platform_credit")
    op.execute(f"DELETE FROM file_import WHERE kind IN {KINDS}")
    kinds = [kind for kind in known("ck_file_import_kind_known") if kind not in KINDS]
    allow("ck_file_import_kind_known", "file_import", "kind", kinds)
