"""The load of `load.lua` without wrk: one process for each connection, raw sockets."""

import json
import multiprocessing
import os
import re
import socket
import statistics
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

TOKEN = re.compile(rb"[\w-]{22}\.[0-9a-f]{8}\.[\w-]{22}")
GOOD = {"get": 200, "post": 201, "flow": 303}


class Connection:
    """One kept-alive connection."""

    def __init__(self, address):
        self.socket = socket.create_connection(address, 10)
        self.file = self.socket.makefile("rb")

    def ask(self, method, path, body=""):
        """Send a request; return status and body."""
        typed = "Content-Type: application/x-www-form-urlencoded\r\n" if body else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: bench\r\nAccept-Encoding: gzip\r\n{typed}"
        self.socket.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        status = int(self.file.readline().split()[1])
        length = 0
        while (line := self.file.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        return status, self.file.read(length)


def send(address, mode, paths, until, results):
    """Send until the time is up; put completed, failed, exhausted and latencies."""
    connection, form = Connection(address), os.environ["BENCH_FORM"]
    completed = failed = 0
    latencies, at = [], 0
    while time.monotonic() < until and (mode != "flow" or at < len(paths)):
        path, started = paths[at % len(paths)], time.monotonic()
        at += 1
        body = form + ("&comment=" + os.environ["BENCH_COMMENT"] if at % 10 == 0 else "")
        status, page = connection.ask(*(("POST", path, body) if mode == "post" else ("GET", path)))
        if mode == "flow":
            token = TOKEN.search(page)
            sent = f"token={token[0].decode()}&{body}" if token else body
            status, _ = connection.ask("POST", path, sent)
        completed, failed = completed + (status == GOOD[mode]), failed + (status != GOOD[mode])
        latencies.append((time.monotonic() - started) * 1000)
    results.put((completed, failed, int(mode == "flow" and at >= len(paths)), latencies))


def main():
    url, seconds = sys.argv[1], float(sys.argv[2])
    mode, total = os.environ["BENCH_MODE"], int(os.environ["BENCH_THREADS"])
    paths = Path(os.environ["BENCH_PATHS"]).read_text().split()
    address, results = (urlsplit(url).hostname, urlsplit(url).port), multiprocessing.Queue()
    until = time.monotonic() + seconds
    senders = [
        multiprocessing.Process(
            target=send,
            args=(address, mode, paths[n::total] if mode == "flow" else paths, until, results),
        )
        for n in range(total)
    ]
    for sender in senders:
        sender.start()
    found = [results.get(timeout=seconds + 30) for _ in senders]
    for sender in senders:
        sender.join()
    latencies = sorted(each for one in found for each in one[3])
    sums = {
        name: sum(one[place] for one in found)
        for place, name in enumerate(("completed", "failed", "exhausted"))
    }
    cuts = statistics.quantiles(latencies, n=100)
    print("BENCH", json.dumps(sums | {"seconds": seconds, "p50_ms": cuts[49], "p99_ms": cuts[98]}))


if __name__ == "__main__":
    main()
