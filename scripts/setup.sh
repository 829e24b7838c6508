#!/usr/bin/env bash
# Make .venv and install the locked packages into it.
#   scripts/setup.sh run    what the application needs
#   scripts/setup.sh test   that, and what the tests and checks need
# Does nothing when the lock has not changed since the last time.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
    run) lock=requirements.txt ;;
    test) lock=requirements-dev.txt ;;
    *) echo "usage: $0 run|test" >&2; exit 2 ;;
esac

say() { printf '%s\n' "$*" >&2; }

# Two commands started together must not install into the same place.
mkdir -p instance
exec 9> instance/setup.lock
flock 9

find_python() {
    local name found=()
    for name in ${PYTHON:-python3.11 python3 /usr/bin/python3}; do
        command -v "$name" > /dev/null || continue
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then
            echo "$name"
            return
        fi
        found+=("$name is $("$name" --version 2>&1 | head -n 1)")
    done
    say "Python 3.11 or newer is needed and was not found. ${found[*]:-}"
    say "Debian 12: apt-get install python3    elsewhere: make PYTHON=/path/to/python3.11 ..."
    exit 1
}

make_environment() {
    local python version
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2> /dev/null; then
        version=$("$python" -c 'import sys; print("python3.%d-venv" % sys.version_info.minor)')
        scripts/apt-install.sh "$version" || exit 1
    fi
    say "Making .venv with $("$python" --version) ..."
    "$python" -m venv --clear .venv
}

# A moved folder or an upgraded Python leaves an environment that does not start.
if ! .venv/bin/python -c 'import pip' 2> /dev/null; then
    make_environment
fi

wanted() { cat "$1" <(.venv/bin/python --version) | sha256sum | cut -c1-64; }

if [ "$(cat ".venv/installed-$1" 2> /dev/null)" != "$(wanted "$lock")" ]; then
    say "Installing the packages of $lock (one to three minutes the first time) ..."
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --no-compile \
        --require-hashes --requirement "$lock"
    # Some packages carry files for other Pythons, which do not compile; byte code only saves time.
    .venv/bin/python -m compileall -q -j 0 .venv/lib > /dev/null 2>&1 || true
    wanted "$lock" > ".venv/installed-$1"
    # The lock of the tests contains the other one (tests/architecture/test_locks.py).
    wanted requirements.txt > .venv/installed-run
fi

# Quicker to start, also where PYTHONDONTWRITEBYTECODE is set.
.venv/bin/python -m compileall -q config.py wsgi.py survey_app migrations || true
