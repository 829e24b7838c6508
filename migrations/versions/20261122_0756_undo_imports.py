"""undo imports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0713c"
down_revision = "0021a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    number = sa.Column("import_id", sa.Integer(), server_default="0", nullable=False)
    op.add_column("case_upload", number)
    moment = sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("import_batch", moment)


def downgrade() -> None:
    """Take the change back."""
    op.drop_column("import_batch", "undone_at")
    op.drop_column("case_upload", "import_id")
