"""Add what the public sees of released counts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021a"
down_revision = "0025a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "held_back",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("grain", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("block", sa.String(length=15), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("satisfied", sa.Integer(), nullable=False),
        sa.Column("no_opinion", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_held_back_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "grain", "day", "block", name=op.f("pk_held_back")),
    )
    op.create_table(
        "settlement",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_settlement_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "quarter", name=op.f("pk_settlement")),
    )
    op.create_table(
        "shown_count",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("satisfied", sa.Integer(), nullable=False),
        sa.Column("no_opinion", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_shown_count_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "month", "kind", name=op.f("pk_shown_count")),
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("shown_count")
    op.drop_table("settlement")
    op.drop_table("held_back")
