"""The application that ships is small, foreign to nobody, and made from its sources."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

from survey_app.field.views.shell import STATIC

CLIENT = STATIC.with_name("client")
LIGHT = 150 * 1024


def test_it_was_built_from_these_sources():
    lines = (STATIC / "sources.sha256").read_text(encoding="utf-8").splitlines()
    built_from = dict(reversed(line.split("  ")) for line in lines)
    sources = [path for path in (CLIENT / "src").rglob("*") if path.is_file()]
    sources += [CLIENT / "build.mjs", CLIENT / "package-lock.json"]
    found = {
        path.relative_to(CLIENT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sources
    }

    assert {Path(name).as_posix(): digest for name, digest in built_from.items()} == found, (
        "run `make field`"
    )


def test_it_is_light_enough_for_a_slow_line():
    assert sum(len(gzip.compress(path.read_bytes())) for path in STATIC.iterdir()) <= LIGHT


def test_lock_names_no_address():
    assert not re.search(r"https?://", (CLIENT / "package-lock.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_it_loads_nothing_foreign_and_nothing_inline(client):
    page = client.get("/field/")

    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["Permissions-Policy"].startswith("camera=(self)")
    for address in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert client.get(address).status_code == 200
    assert client.get("/field/sources.sha256").status_code == 404
    assert client.get("/field/..%2fapi.py").status_code == 404
    assert client.get("/F/khong-phai-ma").status_code == 404
