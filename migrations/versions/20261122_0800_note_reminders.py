"""Note who was reminded of what, so that nobody is told twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022a"
down_revision = "0816e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "report_reminder",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.String(length=10), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_report_reminder_account_id")
        ),
        sa.PrimaryKeyConstraint(
            "account_id", "deadline", "due_on", name=op.f("pk_report_reminder")
        ),
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("report_reminder")
