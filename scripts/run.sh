#!/usr/bin/env bash
# Everything from a fresh clone to a served page; the server takes this process's place.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh run
make --silent catalogues
exec .venv/bin/python scripts/run.py
