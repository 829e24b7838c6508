"""Create the record: lines are only added, whole months are dropped only with their heads kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a100"
down_revision = "0014b"
branch_labels = None
depends_on = None

TABLES = ("audit_event", "audit_head", "audit_drop")
#: A line may go only when its month was dropped in due form.
DROPPED = "EXISTS (SELECT 1 FROM audit_drop WHERE audit_drop.month = OLD.month)"
FUNCTION = f"""
CREATE FUNCTION keep_audit_event() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_OP = 'DELETE' AND {DROPPED} THEN RETURN OLD; END IF;
  RAISE EXCEPTION '% is insert only', TG_TABLE_NAME;
END $$
"""


def upgrade() -> None:
    """Apply the change."""
    create_tables()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(FUNCTION)
        for table in TABLES:
            guard_postgresql(table)
    else:
        for table in TABLES:
            guard_sqlite(table)


def create_tables() -> None:
    """Create the three tables."""
    op.create_table(
        "audit_event",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("month", "seq", name=op.f("pk_audit_event")),
    )
    op.create_index("ix_audit_event_action", "audit_event", ["action", "month", "seq"])
    op.create_table(
        "audit_head",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_drop",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["month"], ["audit_head.month"], name=op.f("fk_audit_drop_month")),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_audit_drop")),
    )


def guard_postgresql(table: str) -> None:
    """Refuse UPDATE, DELETE and TRUNCATE; lines of a dropped month may be deleted."""
    function = "keep_audit_event" if table == "audit_event" else "refuse_change"
    op.execute(
        f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {function}()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def guard_sqlite(table: str) -> None:
    """Refuse UPDATE and DELETE; lines of a dropped month may be deleted."""
    for deed in ("UPDATE", "DELETE"):
        when = f"WHEN NOT {DROPPED}" if (table, deed) == ("audit_event", "DELETE") else ""
        op.execute(
            f"CREATE TRIGGER {table}_{deed.lower()} BEFORE {deed} ON {table} {when} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is insert only'); END"
        )


def downgrade() -> None:
    """Undo the change; the triggers go with their tables."""
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION keep_audit_event()")
