"""Settings read from the environment, nothing else."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from survey_app.core.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Engines that are tested; what stands behind may be a secret and is never repeated.
DATABASES = ("sqlite:///", "postgresql+psycopg://")
#: Submission with STARTTLS where the server offers it, or TLS from the first byte.
MAIL = ("smtp", "smtps")
INSTANCE = Path(__file__).resolve().parent / "instance"
KEY_LENGTH = 32
#: A link of this base plus "/R/" and a code still fits 29 x 29 modules at level M.
BASE_URL_LENGTH = 46


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What an installation may choose; a bad value stops the start."""

    database_url: str
    secret_key: str
    link_key: str
    base_url: str = "http://127.0.0.1:8000"
    port: int = 8000
    redis_url: str | None = None
    smtp_url: str | None = None
    app_env: str = "development"
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_claim: str = "khaosat_roles"

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ, instance: Path = INSTANCE) -> Settings:
        """Read all settings; raise SettingsError naming the variable that is missing or wrong."""
        production = env.get("APP_ENV") == "production"
        port = read_port(env.get("PORT") or "8000")
        return cls(
            database_url=read_database(env.get("DATABASE_URL") or default_database(instance)),
            secret_key=read_key("SECRET_KEY", env, instance, production=production),
            link_key=read_key("LINK_KEY", env, instance, production=production),
            base_url=read_base_url(env.get("BASE_URL") or f"http://127.0.0.1:{port}"),
            port=port,
            redis_url=env.get("REDIS_URL") or None,
            smtp_url=read_smtp(env.get("SMTP_URL") or ""),
            app_env=env.get("APP_ENV") or "development",
            **read_provider(env),
        )

    @property
    def production(self) -> bool:
        """Whether real answers are expected: keys must be given, demo data are refused."""
        return self.app_env == "production"

    @property
    def secure(self) -> bool:
        """Whether the site is reached by HTTPS, so that cookies may be marked secure."""
        return self.base_url.startswith("https://")


def default_database(instance: Path) -> str:
    """Return the address of the SQLite file beside the application."""
    instance.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{instance / 'survey.sqlite3'}"


def read_database(text: str) -> str:
    """Return the address of a database this application can use, or raise SettingsError."""
    if not text.startswith(DATABASES):
        raise SettingsError("bad_database_url")
    return text


def read_smtp(text: str) -> str | None:
    """Return the address of a mail server with the sender behind it, or None without one."""
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in MAIL or not parts.hostname or "@" not in parts.path.strip("/"):
        raise SettingsError("bad_smtp_url")
    return text


def read_key(name: str, env: Mapping[str, str], instance: Path, *, production: bool) -> str:
    """Return the key from the environment, or the one generated for a first run."""
    key = env.get(name) or ("" if production else generated_key(name, instance))
    if len(key) < KEY_LENGTH:
        raise SettingsError("short_key", name=name, length=KEY_LENGTH)
    return key


def generated_key(name: str, instance: Path) -> str:
    """Return the key kept in the instance folder, made at the first call."""
    instance.mkdir(parents=True, exist_ok=True)
    path = instance / f"{name.lower()}.txt"
    try:
        with path.open("x", encoding="utf-8") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(KEY_LENGTH))
    except FileExistsError:
        pass
    return path.read_text(encoding="utf-8").strip()


def read_port(text: str) -> int:
    """Return the port, 1..65535."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 2**16:
        raise SettingsError("bad_port", value=text)
    return int(text)


def read_provider(env: Mapping[str, str]) -> dict[str, str]:
    """Return who signs officers in beside us: issuer, client and claim; nothing without issuer."""
    names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    given = {name.lower(): env.get(name, "") for name in names}
    issuer = given["oidc_issuer"]
    if not any(given.values()):
        return {}
    at_home = urlsplit(issuer).hostname in {"127.0.0.1", "localhost", "::1"}
    if not all(given.values()) or not (issuer.startswith("https://") or at_home):
        raise SettingsError("bad_provider")
    return given | ({"oidc_claim": env["OIDC_CLAIM"]} if env.get("OIDC_CLAIM") else {})


def read_base_url(text: str) -> str:
    """Return scheme, host and port without a trailing slash."""
    parts = urlsplit(text.rstrip("/"))
    plain = parts.scheme in {"http", "https"} and parts.hostname and not parts.path
    if not plain or parts.query or parts.fragment or len(text.rstrip("/")) > BASE_URL_LENGTH:
        raise SettingsError("bad_base_url", value=text, length=BASE_URL_LENGTH)
    return f"{parts.scheme}://{parts.netloc}"
