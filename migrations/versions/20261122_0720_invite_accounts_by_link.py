"""Invite accounts by a link, and keep the names of their holders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023b"
down_revision = "0022a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    name = sa.Column("name", sa.String(200), nullable=False, server_default="")
    op.add_column("account", name)
    op.create_table(
        "account_invitation",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_mac", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_invitation_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_invitation")),
        sa.UniqueConstraint("token_mac", name=op.f("uq_account_invitation_token_mac")),
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("account_invitation")
    op.drop_column("account", "name")
