"""Settings come from the environment; a bad one stops the start with a sentence."""

import socket

import pytest

from config import Settings
from survey_app.core.codes import Keyring
from survey_app.core.errors import SettingsError
from survey_app.database import Database
from survey_app.system.service import upgrade
from tests.support.server import run_flask
from tests.support.settings import LINK_KEY, NOW, SECRET_KEY, make_settings

GIVEN = {"SECRET_KEY": SECRET_KEY, "LINK_KEY": LINK_KEY, "DATABASE_URL": "sqlite:///x"}


def read(tmp_path, **changes):
    return Settings.from_env(GIVEN | changes, tmp_path / "instance")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"LINK_KEY": "x" * 31}, "short_key"),
        ({"SECRET_KEY": "x" * 31}, "short_key"),
        ({"LINK_KEY": "", "APP_ENV": "production"}, "short_key"),
        ({"SECRET_KEY": "", "APP_ENV": "production"}, "short_key"),
        ({"PORT": "abc"}, "bad_port"),
        ({"PORT": "0"}, "bad_port"),
        ({"PORT": "65536"}, "bad_port"),
        ({"PORT": "٨٠٠٠"}, "bad_port"),
        ({"BASE_URL": f"https://{'a' * 39}"}, "bad_base_url"),
        ({"BASE_URL": "https://ks.example.vn/khao-sat"}, "bad_base_url"),
        ({"BASE_URL": "https://ks.example.vn?x=1"}, "bad_base_url"),
        ({"BASE_URL": "ks.example.vn"}, "bad_base_url"),
        ({"BASE_URL": "ftp://ks.example.vn"}, "bad_base_url"),
        ({"DATABASE_URL": "nonsense"}, "bad_database_url"),
        ({"DATABASE_URL": "mysql://x@127.0.0.1/x"}, "bad_database_url"),
    ],
)
def test_bad_value_is_refused(tmp_path, changes, code):
    with pytest.raises(SettingsError) as refused:
        read(tmp_path, **changes)

    assert refused.value.code == code


def test_defaults_are_enough(tmp_path):
    settings = Settings.from_env({}, tmp_path)

    assert settings.database_url == f"sqlite:///{tmp_path / 'survey.sqlite3'}"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert not settings.production


def test_base_url_follows_the_port(tmp_path):
    assert read(tmp_path, PORT="8123").base_url == "http://127.0.0.1:8123"


def test_longest_base_url_is_taken_without_its_slash(tmp_path):
    longest = f"https://{'a' * 38}"

    assert read(tmp_path, BASE_URL=f"{longest}/").base_url == longest


def test_generated_keys_stay_and_are_for_the_owner_only(tmp_path):
    first, second = (Settings.from_env({}, tmp_path) for _ in range(2))

    assert first.link_key == second.link_key != first.secret_key
    assert (tmp_path / "link_key.txt").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
class TestStart:
    """From outside, as the operator sees it."""

    @pytest.mark.parametrize(
        ("changes", "named"),
        [({"link_key": "short"}, "LINK_KEY"), ({"port": "abc"}, "PORT")],
    )
    def test_is_refused_with_the_setting_s_name(self, empty_url, changes, named):
        refuses(make_settings(empty_url, **changes), named)

    def test_production_without_keys_is_refused(self, empty_url):
        refuses(make_settings(empty_url, app_env="production", secret_key=""), "SECRET_KEY")

    def test_a_port_in_use_is_told_in_one_sentence(self, empty_url):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            refuses(make_settings(empty_url, port=str(port)), f"Cổng {port}", "system", "serve")

    def test_key_of_another_database_is_refused(self, empty_url):
        database = Database(empty_url)
        upgrade(database, Keyring(LINK_KEY), NOW)
        database.dispose()

        refuses(make_settings(empty_url, link_key=LINK_KEY[::-1]), "LINK_KEY")


def refuses(settings, named, *command):
    done = run_flask(settings, *(command or ("db", "check")), check=False)

    assert done.returncode == 2
    assert named in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_database_that_is_away_is_told_in_one_sentence(tmp_path):
    address = f"sqlite:///{tmp_path}/nowhere/survey.sqlite3"

    done = run_flask(make_settings(address), "cases", "import", "x.csv", check=False)

    assert done.returncode == 2
    assert "Không kết nối được" in done.stderr
    assert "Traceback" not in done.stderr
