"""Tie accounts and roles to the provider that vouches for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023c"
down_revision = "0023b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column("account", sa.Column("subject", sa.String(300), nullable=True))
    op.create_index("ix_account_subject", "account", ["subject"], unique=True)
    provided = sa.Column("provided", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("role_grant", provided)


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("role_grant", "provided")
    op.drop_index("ix_account_subject", "account")
    op.drop_column("account", "subject")
