#!/usr/bin/env bash
# Everything from a fresh clone to a served page; the server takes this process's place.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh run
make catalogues
.venv/bin/flask db upgrade
.venv/bin/flask demo load --if-allowed || echo "Going on without demo data." >&2
.venv/bin/flask demo show
exec .venv/bin/flask system serve
