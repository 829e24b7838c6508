"""Load over HTTP: wrk where it is installed, else a slower client in Python."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_plus, urlencode

LUA = Path(__file__).with_suffix(".lua")
#: Threads of the load generator, each with one connection.
THREADS = 8
ANSWERS = {
    "overall": "5",
    "punctuality": "on_time",
    "staff": "5",
    "supplements": "0",
    "extra_cost": "no",
    "repeat_docs": "no",
    "submitted_by": "self",
    "answered_by": "self",
}
#: Said in every tenth answer, as in the sample data.
COMMENT = "Cán bộ hướng dẫn nhiệt tình, tôi rất cảm ơn."


@dataclass(frozen=True)
class Load:
    """What came back."""

    completed: int
    failed: int
    exhausted: int
    seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def rate(self):
        return self.completed / self.seconds


def generator():
    """Return the name of what makes the load."""
    return (
        "wrk"
        if shutil.which("wrk")
        else "Python client (wrk is missing: costs as much as it measures)"
    )


def run_load(url, mode, paths, seconds, folder):
    """Send what a mode says for some seconds; every failure of the client is an error."""
    file = folder / "paths.txt"
    file.write_text("\n".join(paths) + "\n")
    environment = os.environ | {
        "BENCH_MODE": mode,
        "BENCH_PATHS": str(file),
        "BENCH_THREADS": str(THREADS),
        "BENCH_FORM": urlencode(ANSWERS),
        "BENCH_COMMENT": quote_plus(COMMENT),
    }
    wrk = [
        "wrk",
        f"-t{THREADS}",
        f"-c{THREADS}",
        f"-d{seconds}s",
        "--timeout",
        "10s",
        "-s",
        LUA,
        url,
    ]
    python = [sys.executable, "-m", "bench.client", url, str(seconds)]
    done = subprocess.run(
        wrk if shutil.which("wrk") else python,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + 60,
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("BENCH "))
    return Load(**json.loads(line.removeprefix("BENCH ")))
