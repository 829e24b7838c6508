"""Guards: answers, published questionnaires and final reports cannot be changed."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

#: Table to the condition under which a row is fixed, in terms of the old row.
FIXED = {
    "response": "",
    "attribution": "",
    "response_event": "",
    "questionnaire_version": "OLD.published_at IS NOT NULL",
    "report_revision": "NOT OLD.draft",
}
DEEDS = ("UPDATE", "DELETE")
FUNCTION = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is insert only', TG_TABLE_NAME; END $$
"""


def upgrade() -> None:
    """Create the triggers."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(FUNCTION)
        for table, condition in FIXED.items():
            guard_postgresql(table, condition)
    else:
        for table, condition in FIXED.items():
            guard_sqlite(table, condition)


def guard_postgresql(table: str, condition: str) -> None:
    """Refuse UPDATE, DELETE and TRUNCATE."""
    when = f"WHEN ({condition})" if condition else ""
    op.execute(
        f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW {when} EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def guard_sqlite(table: str, condition: str) -> None:
    """Refuse UPDATE and DELETE; a REPLACE deletes, too."""
    when = f"WHEN {condition}" if condition else ""
    for deed in DEEDS:
        op.execute(
            f"CREATE TRIGGER {table}_{deed.lower()} BEFORE {deed} ON {table} {when} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is insert only'); END"
        )


def downgrade() -> None:
    """Drop the triggers."""
    if op.get_bind().dialect.name == "postgresql":
        for table in FIXED:
            op.execute(f"DROP TRIGGER {table}_fixed ON {table}")
            op.execute(f"DROP TRIGGER {table}_kept ON {table}")
        op.execute("DROP FUNCTION refuse_change()")
    else:
        for table in FIXED:
            for deed in DEEDS:
                op.execute(f"DROP TRIGGER {table}_{deed.lower()}")
