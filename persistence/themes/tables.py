"""Theme research: themes, the groups' parts in them, what is handed in, and hints (MISSION §6)."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, UniqueConstraint

from domain.themes.group_theme import SlotState, SlotVerdict
from domain.themes.hints import HintKind, HintState
from domain.themes.materials import ThemeMaterialKind
from domain.themes.policy import ThemeRuleKey
from domain.themes.theme import ThemeState
from persistence.columns import count, day, document, ident, instant, words
from persistence.schema import one_of, tenant_table, version_column, within_school

theme_rule = tenant_table(
    "theme_rule",
    words("key"),
    words("value"),
    day("effective_from"),
    words("note", optional=True),
    ident("account_id", optional=True),
    instant("entered_at"),
    one_of("key", ThemeRuleKey),
    Index("ix_theme_rule_key", "school_id", "key", "effective_from", "id"),
    append_only=True,
)

nine_ones = tenant_table(
    "nine_ones",
    count("number"),
    words("title"),
    ident("from_term_id"),
    document("slots"),
    ident("account_id"),
    instant("published_at"),
    CheckConstraint("number > 0", name="number_positive"),
    within_school("nine_ones", "from_term_id", "term"),
    UniqueConstraint("school_id", "number", name="uq_nine_ones_number"),
    append_only=True,
)

theme = tenant_table(
    "theme",
    ident("term_id"),
    words("title"),
    words("aim", optional=True),
    day("due_on"),
    words("state"),
    instant("opened_at", optional=True),
    instant("closed_at", optional=True),
    version_column(),
    one_of("state", ThemeState),
    within_school("theme", "term_id", "term"),
    UniqueConstraint("school_id", "term_id", "title", name="uq_theme_title"),
    Index("ix_theme_due_on", "school_id", "due_on", "id"),
)

group_theme = tenant_table(
    "group_theme",
    ident("theme_id"),
    ident("subject_group_id"),
    words("question"),
    ident("template_id", optional=True),
    count("template_number"),
    words("template_title"),
    instant("created_at"),
    version_column(),
    within_school("group_theme", "theme_id", "theme"),
    within_school("group_theme", "subject_group_id", "subject_group"),
    within_school("group_theme", "template_id", "nine_ones"),
    UniqueConstraint("school_id", "theme_id", "subject_group_id", name="uq_group_theme_subject_group"),
    Index("ix_group_theme_subject_group_id", "school_id", "subject_group_id"),
)

theme_slot = tenant_table(
    "theme_slot",
    ident("group_theme_id"),
    count("number"),
    words("key"),
    words("title"),
    words("asked"),
    Column("per_member", Boolean, nullable=False),
    Column("after_activity", Boolean, nullable=False),
    words("state"),
    words("remark", optional=True),
    version_column(),
    one_of("state", SlotState),
    CheckConstraint("number BETWEEN 1 AND 9", name="number_of_nine"),
    within_school("theme_slot", "group_theme_id", "group_theme"),
    UniqueConstraint("school_id", "group_theme_id", "number", name="uq_theme_slot_number"),
    UniqueConstraint("school_id", "group_theme_id", "key", name="uq_theme_slot_key"),
)

theme_material = tenant_table(
    "theme_material",
    ident("group_theme_id"),
    words("kind"),
    ident("slot_id", optional=True),
    ident("activity_id", optional=True),
    ident("teacher_id", optional=True),
    words("about"),
    count("number"),
    words("text", optional=True),
    ident("account_id"),
    instant("submitted_at"),
    one_of("kind", ThemeMaterialKind),
    CheckConstraint("(kind = 'slot') = (slot_id IS NOT NULL)", name="slot_of_its_kind"),
    CheckConstraint("(kind = 'homework') = (teacher_id IS NOT NULL)", name="teacher_of_its_kind"),
    CheckConstraint("kind = 'slot' OR activity_id IS NOT NULL", name="activity_of_its_kind"),
    within_school("theme_material", "group_theme_id", "group_theme"),
    within_school("theme_material", "slot_id", "theme_slot"),
    within_school("theme_material", "activity_id", "activity"),
    within_school("theme_material", "teacher_id", "teacher"),
    UniqueConstraint("school_id", "group_theme_id", "about", "number", name="uq_theme_material_number"),
    Index("ix_theme_material_submitted_at", "school_id", "submitted_at", "id"),
    Index("ix_theme_material_activity_id", "school_id", "activity_id"),
    append_only=True,
)

theme_material_file = tenant_table(
    "theme_material_file",
    ident("material_id"),
    ident("file_id"),
    count("number"),
    within_school("theme_material_file", "material_id", "theme_material"),
    within_school("theme_material_file", "file_id", "stored_file"),
    UniqueConstraint("school_id", "material_id", "number", name="uq_theme_material_file_number"),
    Index("ix_theme_material_file_file_id", "school_id", "file_id"),
    append_only=True,
)

theme_photo = tenant_table(
    "theme_photo",
    ident("file_id"),
    Column("likeness", BigInteger),
    instant("looked_at"),
    within_school("theme_photo", "file_id", "stored_file"),
    UniqueConstraint("school_id", "file_id", name="uq_theme_photo_file_id"),
    append_only=True,
)

theme_gram = tenant_table(
    "theme_gram",
    Column("gram", BigInteger, nullable=False),
    ident("material_id"),
    within_school("theme_gram", "material_id", "theme_material"),
    UniqueConstraint("school_id", "gram", "material_id", name="uq_theme_gram"),
    Index("ix_theme_gram_material_id", "school_id", "material_id"),
    append_only=True,
)

theme_review = tenant_table(
    "theme_review",
    ident("slot_id"),
    ident("material_id"),
    words("verdict"),
    words("remark", optional=True),
    ident("account_id"),
    instant("at"),
    one_of("verdict", SlotVerdict),
    within_school("theme_review", "slot_id", "theme_slot"),
    within_school("theme_review", "material_id", "theme_material"),
    Index("ix_theme_review_slot_id", "school_id", "slot_id", "at", "id"),
    append_only=True,
)

theme_hint = tenant_table(
    "theme_hint",
    ident("group_theme_id"),
    words("kind"),
    words("subject"),
    words("state"),
    ident("material_id", optional=True),
    ident("activity_id", optional=True),
    ident("source_id", optional=True),
    document("facts"),
    document("passages"),
    document("people"),
    instant("found_at"),
    instant("settled_at", optional=True),
    ident("dismissed_by", optional=True),
    words("dismissed_because", optional=True),
    version_column(),
    one_of("kind", HintKind),
    one_of("state", HintState),
    CheckConstraint("(state = 'dismissed') = (dismissed_because IS NOT NULL)", name="dismissed_for_a_reason"),
    within_school("theme_hint", "group_theme_id", "group_theme"),
    within_school("theme_hint", "material_id", "theme_material"),
    within_school("theme_hint", "activity_id", "activity"),
    within_school("theme_hint", "source_id", "theme_material"),
    UniqueConstraint("school_id", "group_theme_id", "kind", "subject", name="uq_theme_hint_subject"),
    Index("ix_theme_hint_found_at", "school_id", "found_at", "id"),
)
