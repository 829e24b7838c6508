"""Keep second factors and recovery codes, and how a session was opened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023a"
down_revision = "a100"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "second_factor",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_second_factor_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("code_mac", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id")
        ),
        sa.PrimaryKeyConstraint("code_mac", name=op.f("pk_recovery_code")),
    )
    op.create_index("ix_recovery_code_account_id", "recovery_code", ["account_id"])
    for name in ("must_change", "sample"):
        column = sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        op.add_column("account", column)
    factors = sa.Column("factors", sa.Integer(), nullable=False, server_default="1")
    op.add_column("staff_session", factors)


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("staff_session", "factors")
    for name in ("sample", "must_change"):
        op.drop_column("account", name)
    op.drop_table("recovery_code")
    op.drop_table("second_factor")
