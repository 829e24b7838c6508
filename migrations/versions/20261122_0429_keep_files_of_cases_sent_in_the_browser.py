"""Keep files of cases sent in the browser."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017b"
down_revision = "0012a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "case_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trial_id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_case_upload_account_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_case_upload_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_upload")),
    )
    with op.batch_alter_table("case_upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_upload_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_upload_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "case_upload_part",
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["case_upload.id"], name=op.f("fk_case_upload_part_upload_id")
        ),
        sa.PrimaryKeyConstraint("upload_id", "seq", name=op.f("pk_case_upload_part")),
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("case_upload_part")
    with op.batch_alter_table("case_upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_upload_unit_id"))
        batch_op.drop_index(batch_op.f("ix_case_upload_account_id"))

    op.drop_table("case_upload")
