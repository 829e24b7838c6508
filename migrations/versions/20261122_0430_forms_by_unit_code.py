"""Say by unit code whom a form is for, as targets do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014b"
down_revision = "0015b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.drop_table("procedure_form")
    make(sa.Column("unit_code", sa.String(length=40), nullable=False), "unit_code")


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("procedure_form")
    unit = sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), nullable=False)
    make(unit, "unit_id")


def make(unit: sa.Column[object], name: str) -> None:
    """Create the table with this column for the unit."""
    op.create_table(
        "procedure_form",
        unit,
        sa.Column("procedure_code", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("prefilled", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint(
            name, "procedure_code", "valid_from", name=op.f("pk_procedure_form")
        ),
    )
