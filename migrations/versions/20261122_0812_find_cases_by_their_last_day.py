"""find cases by their last day."""

from __future__ import annotations

from alembic import op

revision = "0812d"
down_revision = "0713c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_index("ix_case_record_due_at", "case_record", ["due_at"])


def downgrade() -> None:
    """Take the change back."""
    op.drop_index("ix_case_record_due_at", table_name="case_record")
