"""What the machine can do while it is measured, and what processes cost it."""

import json
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PROCESSES = Path("/proc")


def stat_of(pid):
    """Return the fields of /proc/<pid>/stat after the name, or None when it is gone."""
    try:
        return (PROCESSES / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def tree_of(root):
    """Return the process ids of a process and everything it started."""
    parents = {}
    for entry in PROCESSES.iterdir():
        fields = stat_of(entry.name) if entry.name.isdigit() else None
        if fields:
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += parents.get(pid, [])
    return found


def cpu_seconds(*roots):
    """Return user and system seconds of whole process trees, ended children included."""
    ticks = 0
    for root in roots:
        for pid in tree_of(root):
            fields = stat_of(pid)
            ticks += sum(map(int, fields[11:15])) if fields else 0
    return ticks / TICK


def calibrate():
    """Return milliseconds of CPU for a fixed loop of plain Python: the best of three."""
    best = float("inf")
    for _ in range(3):
        started = time.thread_time()
        total = 0
        for number in range(300_000):
            total += number % 7
        best = min(best, (time.thread_time() - started) * 1000)
    return best


def fsync_rate(folder, seconds=1.0):
    """Return how many 4 KB writes a second reach the disk."""
    count, block = 0, os.urandom(4096)
    with tempfile.TemporaryFile(dir=folder) as file:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            os.pwrite(file.fileno(), block, 0)
            os.fdatasync(file.fileno())
            count += 1
    return count / seconds


def steal_seconds():
    """Return the seconds the hypervisor gave to others since the start."""
    return int((PROCESSES / "stat").read_text().split("\n", 1)[0].split()[8]) / TICK


def model():
    """Return the processor's name."""
    for line in (PROCESSES / "cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def load_average():
    return " ".join(f"{load:.1f}" for load in os.getloadavg())


def notes(folder):
    """Return what a reader must know to weigh the figures."""
    return {
        "processor": f"{os.cpu_count()} x {model()}",
        "load average": load_average(),
        "fdatasync of 4 KB": f"{fsync_rate(folder):,.0f}/s",
        "Python": sys.version.split()[0],
        "kernel": platform.release(),
    }


def peak_rss_mb():
    """Return this process's largest resident memory so far."""
    for line in (PROCESSES / "self" / "status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(json.dumps({"missing": "VmHWM"}))
