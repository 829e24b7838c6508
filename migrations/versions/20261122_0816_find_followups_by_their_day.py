"""find followups by their day."""

from __future__ import annotations

from alembic import op

revision = "0816e"
down_revision = "0812d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_index("ix_followup_due_on", "followup", ["due_on"])


def downgrade() -> None:
    """Take the change back."""
    op.drop_index("ix_followup_due_on", table_name="followup")
