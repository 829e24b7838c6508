"""The settings and the moment that tests share."""

from datetime import UTC, datetime

from config import Settings

SECRET_KEY = "tests-only-secret-key-0123456789-abcdef"
LINK_KEY = "tests-only-link-key-0123456789-abcdef"

#: Tuesday 15 September 2026, ten o'clock in Vietnam; in the third quarter.
NOW = datetime(2026, 9, 15, 3, 0, tzinfo=UTC)


def make_settings(database_url, **changes):
    given = {"database_url": database_url, "secret_key": SECRET_KEY, "link_key": LINK_KEY}
    return Settings(**(given | changes))


def environment(settings):
    """Return the variables under which a command or the server runs with these settings."""
    return {
        "APP_ENV": settings.app_env,
        "BASE_URL": settings.base_url,
        "DATABASE_URL": settings.database_url,
        "LINK_KEY": settings.link_key,
        "PORT": str(settings.port),
        "SECRET_KEY": settings.secret_key,
    }
