"""Create the first tables."""

# ruff: noqa: E501, PLR0915 - one step makes all tables, as Alembic wrote it

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=100), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
    )
    op.create_table(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holiday")),
    )
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_table(
        "procedure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=1200), nullable=False),
        sa.Column("short_name", sa.String(length=300), nullable=False),
        sa.Column("name_folded", sa.String(length=1200), nullable=False),
        sa.Column("field", sa.String(length=200), nullable=False),
        sa.Column("field_en", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=60), nullable=False),
        sa.Column("online_level", sa.String(length=30), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure")),
        sa.UniqueConstraint("code", name=op.f("uq_procedure_code")),
    )
    op.create_table(
        "procedure_tag",
        sa.Column("procedure_code", sa.String(length=40), nullable=False),
        sa.Column("tag", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("procedure_code", "tag", name=op.f("pk_procedure_tag")),
    )
    op.create_table(
        "questionnaire",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("letter", sa.String(length=5), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire")),
        sa.UniqueConstraint("key", name=op.f("uq_questionnaire_key")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("block", sa.String(length=10), nullable=False),
        sa.Column("unit_code", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.CheckConstraint("block IN ('online', 'all')", name=op.f("ck_target_block")),
        sa.CheckConstraint("direction IN ('at_least', 'below')", name=op.f("ck_target_direction")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint(
            "criterion",
            "year",
            "block",
            "unit_code",
            name=op.f("uq_target_criterion_year_block_unit_code"),
        ),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_folded", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("province_code", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_unit_code_valid_from")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_name_folded"), ["name_folded"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_province_code"), ["province_code"], unique=False)
        batch_op.create_index("ix_unit_valid", ["code", "valid_from", "valid_to"], unique=False)

    op.create_table(
        "unit_succession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("old_code", sa.String(length=40), nullable=False),
        sa.Column("old_name", sa.String(length=300), nullable=False),
        sa.Column("new_code", sa.String(length=40), nullable=False),
        sa.Column("partly", sa.Boolean(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_succession")),
        sa.UniqueConstraint(
            "old_code",
            "old_name",
            "new_code",
            "effective_on",
            name=op.f("uq_unit_succession_old_code_old_name_new_code_effective_on"),
        ),
    )
    with op.batch_alter_table("unit_succession", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_succession_new_code"), ["new_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_succession_old_code"), ["old_code"], unique=False)

    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("may", sa.String(length=100), nullable=False),
        sa.Column("key_mac", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_api_key_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("key_mac", name=op.f("uq_api_key_key_mac")),
    )
    op.create_table(
        "case_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=100), nullable=False),
        sa.Column("ymd", sa.String(length=6), nullable=False),
        sa.Column("serial", sa.String(length=7), nullable=False),
        sa.Column("handling_unit_id", sa.Integer(), nullable=False),
        sa.Column("receiving_unit_id", sa.Integer(), nullable=True),
        sa.Column("procedure_code", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.Integer(), nullable=False),
        sa.Column("applicant_kind", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("flags", sa.String(length=200), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("channel IN (1, 2, 3)", name=op.f("ck_case_record_channel")),
        sa.CheckConstraint("status BETWEEN 1 AND 10", name=op.f("ck_case_record_status")),
        sa.ForeignKeyConstraint(
            ["handling_unit_id"], ["unit.id"], name=op.f("fk_case_record_handling_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_batch.id"], name=op.f("fk_case_record_import_id")
        ),
        sa.ForeignKeyConstraint(
            ["receiving_unit_id"], ["unit.id"], name=op.f("fk_case_record_receiving_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_record")),
        sa.UniqueConstraint("case_id", name=op.f("uq_case_record_case_id")),
    )
    with op.batch_alter_table("case_record", schema=None) as batch_op:
        batch_op.create_index(
            "ix_case_record_finished", ["handling_unit_id", "finished_at"], unique=False
        )
        batch_op.create_index(
            "ix_case_record_handling_tail", ["handling_unit_id", "ymd", "serial"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_case_record_import_id"), ["import_id"], unique=False)
        batch_op.create_index(
            "ix_case_record_receiving_tail", ["receiving_unit_id", "ymd", "serial"], unique=False
        )

    op.create_table(
        "desk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_desk_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk")),
        sa.UniqueConstraint("code", name=op.f("uq_desk_code")),
    )
    with op.batch_alter_table("desk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "questionnaire_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaire.id"],
            name=op.f("fk_questionnaire_version_questionnaire_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_version")),
        sa.UniqueConstraint(
            "questionnaire_id",
            "number",
            name=op.f("uq_questionnaire_version_questionnaire_id_number"),
        ),
    )
    op.create_table(
        "release",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_release_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_release")),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_report_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint(
            "unit_id", "period", "kind", name=op.f("uq_report_unit_id_period_kind")
        ),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "role IN ('interviewer', 'desk', 'analyst', 'followup', 'leader', 'province', 'ministry', 'security', 'admin')",
            name=op.f("ck_role_grant_role"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_role_grant_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_account_id"), ["account_id"], unique=False)

    op.create_table(
        "staff_session",
        sa.Column("token_mac", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_staff_session_account_id")
        ),
        sa.PrimaryKeyConstraint("token_mac", name=op.f("pk_staff_session")),
    )
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_staff_session_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "unit_agency_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_agency_code_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_agency_code")),
        sa.UniqueConstraint(
            "unit_id",
            "code",
            "valid_from",
            name=op.f("uq_unit_agency_code_unit_id_code_valid_from"),
        ),
    )
    with op.batch_alter_table("unit_agency_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_agency_code_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_agency_code_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "unit_parent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_parent_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_parent_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_parent")),
        sa.UniqueConstraint(
            "unit_id", "valid_from", name=op.f("uq_unit_parent_unit_id_valid_from")
        ),
    )
    with op.batch_alter_table("unit_parent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_parent_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_parent_path"), ["path"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_parent_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "case_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_record_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("old", sa.String(length=200), nullable=False),
        sa.Column("new", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_record_id"], ["case_record.id"], name=op.f("fk_case_change_case_record_id")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_batch.id"], name=op.f("fk_case_change_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_change")),
    )
    with op.batch_alter_table("case_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_case_change_case_record_id"), ["case_record_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_case_change_import_id"), ["import_id"], unique=False)

    op.create_table(
        "contact",
        sa.Column("case_record_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_record_id"], ["case_record.id"], name=op.f("fk_contact_case_record_id")
        ),
        sa.PrimaryKeyConstraint("case_record_id", "kind", name=op.f("pk_contact")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_record_id", sa.Integer(), nullable=True),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("waiting_key", sa.LargeBinary(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("procedure_code", sa.String(length=40), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("moment", sa.String(length=10), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(length=8), nullable=False),
        sa.Column("code_mac", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reopened_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.CheckConstraint("moment IN ('submitted', 'result')", name=op.f("ck_invitation_moment")),
        sa.CheckConstraint(
            "state IN ('open', 'used', 'revoked', 'replaced')", name=op.f("ck_invitation_state")
        ),
        sa.ForeignKeyConstraint(
            ["case_record_id"], ["case_record.id"], name=op.f("fk_invitation_case_record_id")
        ),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_invitation_desk_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_invitation_unit_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["questionnaire_version.id"], name=op.f("fk_invitation_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("code_mac", name=op.f("uq_invitation_code_mac")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_invitation_case_moment", ["case_record_id", "moment"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_invitation_waiting_key"), ["waiting_key"], unique=False
        )

    op.create_table(
        "report_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("draft", sa.Boolean(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(length=100), nullable=False),
        sa.Column("code_version", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_revision_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_revision")),
        sa.UniqueConstraint(
            "report_id", "number", name=op.f("uq_report_revision_report_id_number")
        ),
    )
    op.create_table(
        "response",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("moment", sa.String(length=10), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("answered_by", sa.String(length=20), nullable=False),
        sa.Column("client_id", sa.String(length=40), nullable=False),
        sa.Column("payload_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("receipt_mac", sa.LargeBinary(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("overall", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("consent_version", sa.String(length=40), nullable=False),
        sa.Column("duration_bucket", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_response_desk_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["questionnaire_version.id"], name=op.f("fk_response_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint("client_id", name=op.f("uq_response_client_id")),
        sa.UniqueConstraint("receipt_mac", name=op.f("uq_response_receipt_mac")),
    )
    op.create_table(
        "tally",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("grain", sa.String(length=5), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=60), nullable=False),
        sa.Column("option", sa.String(length=60), nullable=False),
        sa.Column("procedure_code", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("applicant_kind", sa.Integer(), nullable=False),
        sa.Column("submitted_by", sa.String(length=20), nullable=False),
        sa.Column("moment", sa.String(length=10), nullable=False),
        sa.Column("verification", sa.String(length=10), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_tally_unit_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["questionnaire_version.id"], name=op.f("fk_tally_version_id")
        ),
        sa.PrimaryKeyConstraint(
            "unit_id",
            "grain",
            "day",
            "version_id",
            "question",
            "option",
            "procedure_code",
            "channel",
            "mode",
            "applicant_kind",
            "submitted_by",
            "moment",
            "verification",
            name=op.f("pk_tally"),
        ),
    )
    with op.batch_alter_table("tally", schema=None) as batch_op:
        batch_op.create_index(
            "ix_tally_period", ["grain", "question", "day", "unit_id"], unique=False
        )

    op.create_table(
        "answered_case",
        sa.Column("case_key", sa.LargeBinary(), nullable=False),
        sa.Column("moment", sa.String(length=10), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_invitation", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_answered_case_response_id")
        ),
        sa.PrimaryKeyConstraint("case_key", "moment", name=op.f("pk_answered_case")),
        sa.UniqueConstraint("response_id", name=op.f("uq_answered_case_response_id")),
    )
    op.create_table(
        "attribution",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("procedure_code", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.Integer(), nullable=False),
        sa.Column("submitted_by", sa.String(length=20), nullable=False),
        sa.Column("applicant_kind", sa.Integer(), nullable=False),
        sa.Column("verification", sa.String(length=10), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_attribution_response_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_attribution_unit_id")),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_attribution")),
    )
    with op.batch_alter_table("attribution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attribution_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "response_contact",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("consent_version", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_response_contact_response_id")
        ),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_response_contact")),
    )
    op.create_table(
        "response_event",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "state IN ('received', 'counted', 'waiting', 'matched', 'withdrawn', 'superseded', 'quarantined', 'released', 'refused')",
            name=op.f("ck_response_event_state"),
        ),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_response_event_response_id")
        ),
        sa.PrimaryKeyConstraint("response_id", "seq", name=op.f("pk_response_event")),
    )
    with op.batch_alter_table("response_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_response_event_state"), ["state"], unique=False)

    op.create_table(
        "response_text",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_response_text_response_id")
        ),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_response_text")),
    )
    op.create_table(
        "tally_inbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("sign", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint("sign IN (-1, 1)", name=op.f("ck_tally_inbox_sign")),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_tally_inbox_response_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_tally_inbox_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally_inbox")),
    )
    with op.batch_alter_table("tally_inbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tally_inbox_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "waiting_answer",
        sa.Column("waiting_key", sa.LargeBinary(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_invitation", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_waiting_answer_response_id")
        ),
        sa.PrimaryKeyConstraint("waiting_key", name=op.f("pk_waiting_answer")),
        sa.UniqueConstraint("response_id", name=op.f("uq_waiting_answer_response_id")),
    )
    with op.batch_alter_table("waiting_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_waiting_answer_received_at"), ["received_at"], unique=False
        )


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("waiting_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_waiting_answer_received_at"))

    op.drop_table("waiting_answer")
    with op.batch_alter_table("tally_inbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tally_inbox_unit_id"))

    op.drop_table("tally_inbox")
    op.drop_table("response_text")
    with op.batch_alter_table("response_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_response_event_state"))

    op.drop_table("response_event")
    op.drop_table("response_contact")
    with op.batch_alter_table("attribution", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attribution_unit_id"))

    op.drop_table("attribution")
    op.drop_table("answered_case")
    with op.batch_alter_table("tally", schema=None) as batch_op:
        batch_op.drop_index("ix_tally_period")

    op.drop_table("tally")
    op.drop_table("response")
    op.drop_table("report_revision")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_waiting_key"))
        batch_op.drop_index("ix_invitation_case_moment")

    op.drop_table("invitation")
    op.drop_table("contact")
    with op.batch_alter_table("case_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_change_import_id"))
        batch_op.drop_index(batch_op.f("ix_case_change_case_record_id"))

    op.drop_table("case_change")
    with op.batch_alter_table("unit_parent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_parent_unit_id"))
        batch_op.drop_index(batch_op.f("ix_unit_parent_path"))
        batch_op.drop_index(batch_op.f("ix_unit_parent_parent_id"))

    op.drop_table("unit_parent")
    with op.batch_alter_table("unit_agency_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_agency_code_unit_id"))
        batch_op.drop_index(batch_op.f("ix_unit_agency_code_code"))

    op.drop_table("unit_agency_code")
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_session_account_id"))

    op.drop_table("staff_session")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_account_id"))

    op.drop_table("role_grant")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_unit_id"))

    op.drop_table("report")
    op.drop_table("release")
    op.drop_table("questionnaire_version")
    with op.batch_alter_table("desk", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_unit_id"))

    op.drop_table("desk")
    with op.batch_alter_table("case_record", schema=None) as batch_op:
        batch_op.drop_index("ix_case_record_receiving_tail")
        batch_op.drop_index(batch_op.f("ix_case_record_import_id"))
        batch_op.drop_index("ix_case_record_handling_tail")
        batch_op.drop_index("ix_case_record_finished")

    op.drop_table("case_record")
    op.drop_table("api_key")
    with op.batch_alter_table("unit_succession", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_succession_old_code"))
        batch_op.drop_index(batch_op.f("ix_unit_succession_new_code"))

    op.drop_table("unit_succession")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index("ix_unit_valid")
        batch_op.drop_index(batch_op.f("ix_unit_province_code"))
        batch_op.drop_index(batch_op.f("ix_unit_name_folded"))
        batch_op.drop_index(batch_op.f("ix_unit_code"))

    op.drop_table("unit")
    op.drop_table("target")
    op.drop_table("setting")
    op.drop_table("questionnaire")
    op.drop_table("procedure_tag")
    op.drop_table("procedure")
    op.drop_table("import_batch")
    op.drop_table("holiday")
    op.drop_table("account")
