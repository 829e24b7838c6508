#!/usr/bin/env bash
# The migrations lead an empty database to exactly the tables the models describe.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export DATABASE_URL="sqlite:///$folder/check.sqlite3"
export SECRET_KEY="only-for-this-check-0123456789-abcdef" LINK_KEY="only-for-this-check-0123456789-fedcba"
.venv/bin/flask db upgrade
.venv/bin/flask db check
