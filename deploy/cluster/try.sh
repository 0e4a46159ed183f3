#!/bin/bash
# Builds the whole site of several machines on this one, each in a network namespace of its own, lets one thing after
# another fail while people save attendance, and says whether anything was lost. As root; nothing stays behind.
#
#   deploy/cluster/try.sh              # everything, some ten minutes
#   deploy/cluster/try.sh --database   # the database alone, some three minutes
set -euo pipefail
cd "$(dirname "$0")/../.."

packages=(patroni python3-idna etcd-server etcd-client haproxy pgbouncer keepalived postgresql iproute2 util-linux)
[ "$(id -u)" = 0 ] || { echo "Type this as root: namespaces need it." >&2; exit 2; }
for package in "${packages[@]}"; do
    if ! dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed'; then
        echo "$package is missing. Type: apt-get install ${packages[*]}" >&2
        echo "and then, so that none runs beside the trial: systemctl disable --now patroni etcd haproxy pgbouncer keepalived postgresql" >&2
        exit 2
    fi
done
[ -x .venv/bin/python ] || { echo "Type first: make setup" >&2; exit 2; }
[ "${1:-}" = --database ] && exec .venv/bin/python -m deploy.cluster.trial
exec .venv/bin/python benchmarks/cluster.py "$@"
