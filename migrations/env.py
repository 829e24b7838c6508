"""How Alembic runs the migrations: on the connection that `survey_app.system` hands over."""

from __future__ import annotations

from alembic import context

from survey_app.database import UTCDateTime
from survey_app.system.tables import metadata


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our own types as what the database sees: a migration imports no code of ours."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
