"""Households of campaigns with their addresses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025a"
down_revision = "0003a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "campaign_household",
        sa.Column("hamlet_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed_address", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hamlet_id"], ["campaign_hamlet.id"], name=op.f("fk_campaign_household_hamlet_id")
        ),
        sa.PrimaryKeyConstraint("hamlet_id", "number", name=op.f("pk_campaign_household")),
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("campaign_household")
