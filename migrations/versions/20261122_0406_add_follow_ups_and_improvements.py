"""Add follow-ups and improvements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017a"
down_revision = "0015a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "improvement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=40), nullable=False),
        sa.Column("text_vi", sa.String(length=500), nullable=False),
        sa.Column("text_en", sa.String(length=500), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_improvement_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_improvement")),
    )
    with op.batch_alter_table("improvement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_improvement_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "followup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("procedure_code", sa.String(length=40), nullable=False),
        sa.Column("opted_in", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("problem", sa.String(length=40), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("escalated_to", sa.Integer(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('received', 'acknowledged', 'in_progress', 'answered', 'closed')",
            name=op.f("ck_followup_state"),
        ),
        sa.ForeignKeyConstraint(
            ["escalated_to"], ["unit.id"], name=op.f("fk_followup_escalated_to")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_followup_owner_id")),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_followup_response_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_followup_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followup")),
        sa.UniqueConstraint("response_id", name=op.f("uq_followup_response_id")),
    )
    with op.batch_alter_table("followup", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_followup_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_followup_unit_due", ["unit_id", "state", "due_on"], unique=False)

    op.create_table(
        "followup_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("followup_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_followup_step_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["followup_id"], ["followup.id"], name=op.f("fk_followup_step_followup_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followup_step")),
    )
    with op.batch_alter_table("followup_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_followup_step_followup_id"), ["followup_id"], unique=False
        )

    op.create_table(
        "improvement_followup",
        sa.Column("improvement_id", sa.Integer(), nullable=False),
        sa.Column("followup_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["followup_id"], ["followup.id"], name=op.f("fk_improvement_followup_followup_id")
        ),
        sa.ForeignKeyConstraint(
            ["improvement_id"],
            ["improvement.id"],
            name=op.f("fk_improvement_followup_improvement_id"),
        ),
        sa.PrimaryKeyConstraint(
            "improvement_id", "followup_id", name=op.f("pk_improvement_followup")
        ),
    )
    with op.batch_alter_table("improvement_followup", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_improvement_followup_followup_id"), ["followup_id"], unique=False
        )


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("improvement_followup", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_improvement_followup_followup_id"))

    op.drop_table("improvement_followup")
    with op.batch_alter_table("followup_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_followup_step_followup_id"))

    op.drop_table("followup_step")
    with op.batch_alter_table("followup", schema=None) as batch_op:
        batch_op.drop_index("ix_followup_unit_due")
        batch_op.drop_index(batch_op.f("ix_followup_owner_id"))

    op.drop_table("followup")
    with op.batch_alter_table("improvement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_improvement_unit_id"))

    op.drop_table("improvement")
