"""Drafts of questionnaires, and the unit that a version belongs to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013a"
down_revision = "0018a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column in plain SQL: rebuilding the table would lose its guards on SQLite."""
    op.execute(
        "ALTER TABLE questionnaire_version ADD COLUMN unit_id INTEGER"
        " CONSTRAINT fk_questionnaire_version_unit_id REFERENCES unit (id)"
    )
    op.create_table(
        "questionnaire_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("edited_by", sa.String(100), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaire.id"],
            name="fk_questionnaire_draft_questionnaire_id",
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_questionnaire_draft_unit_id"),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["questionnaire_version.id"],
            name="fk_questionnaire_draft_version_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_questionnaire_draft"),
        sa.UniqueConstraint(
            "questionnaire_id", "unit_id", name="uq_questionnaire_draft_questionnaire_id_unit_id"
        ),
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_table("questionnaire_draft")
    op.execute("ALTER TABLE questionnaire_version DROP COLUMN unit_id")
