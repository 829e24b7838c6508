#!/usr/bin/env bash
# See to the programs that are not Python packages.
#   scripts/system-packages.sh test     a browser with a Vietnamese font, PostgreSQL's server
#   scripts/system-packages.sh office   LibreOffice
# For "test" a missing program is no failure here: the tests that need it say so (and fail where CI=true).
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
    test)
        packages=()
        command -v chromium > /dev/null || packages+=(chromium fonts-dejavu-core)
        # Playwright's driver is linked with it.
        /sbin/ldconfig -p | grep 'libatomic\.so\.1' > /dev/null || packages+=(libatomic1)
        compgen -G '/usr/lib/postgresql/*/bin/postgres' > /dev/null || packages+=(postgresql)
        [ ${#packages[@]} -eq 0 ] || scripts/apt-install.sh "${packages[@]}" || echo "Going on without." >&2
        ;;
    office)
        test -e /usr/lib/libreoffice/program/libswlo.so || scripts/apt-install.sh libreoffice-calc-nogui libreoffice-writer-nogui
        ;;
    *)
        echo "usage: $0 test|office" >&2
        exit 2
        ;;
esac
