#!/usr/bin/env bash
# Install those of the named Debian packages that are missing, if we may.
# Otherwise say which and how, and exit 1.
set -euo pipefail

missing=()
for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2> /dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
    printf 'Missing: %s\nInstall with: sudo apt-get install --no-install-recommends %s\n' \
        "${missing[*]}" "${missing[*]}" >&2
    exit 1
fi

printf 'Installing %s ...\n' "${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
wait=(-o DPkg::Lock::Timeout=300)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { apt-get "${wait[@]}" update && apt-get "${wait[@]}" install -y --no-install-recommends "${missing[@]}"; } > "$log" 2>&1; then
    tail -n 20 "$log" >&2
    printf 'Could not install: %s\n' "${missing[*]}" >&2
    exit 1
fi
