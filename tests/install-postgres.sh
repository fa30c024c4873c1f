#!/bin/sh
# PostgreSQL for the store's tests: one that is there, else Debian's as root; without one their PostgreSQL half is skipped.
# Only the programs are needed: the tests start a server of their own.
set -eu
there() { command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; }

if ! there >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing PostgreSQL …"
    settings=/etc/postgresql-common/createcluster.conf
    mkdir -p "$(dirname "$settings")"
    [ -e "$settings" ] || echo "create_main_cluster = false" >"$settings"
    apt-get update -qq >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold postgresql >/dev/null ||
        echo "There is no PostgreSQL to install: the tests with it will be skipped." >&2
fi
