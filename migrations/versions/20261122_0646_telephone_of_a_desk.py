"""Give a desk the telephone its citizens call for help."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003a"
down_revision = "0023a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    column = sa.Column("telephone", sa.String(length=20), nullable=False, server_default="")
    op.add_column("desk", column)


def downgrade() -> None:
    """Take the change back."""
    op.drop_column("desk", "telephone")
