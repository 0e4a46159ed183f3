#!/bin/bash
# Installs or upgrades Terampil on a PC without a network, from the folder in which this file lies. As root:
#
#   ./install.sh --name pelatihan.lan     the first time; NAME is what people type, and names no place of custody
#   ./install.sh                          upgrades: backup, new folder, database, checks, switch; all back if one fails
#   ./install.sh back [--with-database]   to the version before; with the database of then, what came since is lost
#   ./install.sh start | stop             where systemd does not run
#
# --no-systemd   starts site and HTTPS by itself          --unsigned   takes an archive that nobody signed
# --key FINGERPRINT   of whoever signs the archives, from the letter that came with the first one
set -euo pipefail
umask 022
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
TOP=/srv/terampil VAR=/srv/terampil/var LOGS=/var/log/terampil ETC=/etc/terampil
NAME="" KEY="" SYSTEMD=yes SIGNED=yes ACT=install WITH_DATABASE=no

say() { echo "$*" | tee -a "$LOGS/install.log"; }
die() { say "STOPPED: $*" >&2; exit 1; }

while [ $# -gt 0 ]; do
    case "$1" in
        install | back | start | stop) ACT=$1 ;;
        --name) NAME=${2:?}; shift ;;
        --key) KEY=${2:?}; shift ;;
        --no-systemd) SYSTEMD=no ;;
        --unsigned) SIGNED=no ;;
        --with-database) WITH_DATABASE=yes ;;
        *) sed -n '2,12p' "${BASH_SOURCE[0]}"; exit 2 ;;
    esac
    shift
done
[ "$(id -u)" = 0 ] || { echo "Type: sudo $0 ${ACT}" >&2; exit 1; }
[ "$SYSTEMD" = no ] || [ -d /run/systemd/system ] || { echo "systemd does not run here; add: --no-systemd" >&2; exit 1; }
mkdir -p "$LOGS" "$ETC"

# --- What is in the archive ---------------------------------------------------------------------------------------

check_archive() {
    . "$HERE/release"
    local here
    here=$(. /etc/os-release && echo "${ID:-} ${VERSION_ID:-}")
    [ "$here" = "debian $DEBIAN" ] || die "This archive is for Debian $DEBIAN; this machine has $here."
    [ "$(dpkg --print-architecture)" = amd64 ] || die "This archive is for amd64."
    check_signature
    (cd "$HERE" && sha256sum --check --strict --quiet SHA256SUMS) || die "A file of the archive is damaged. Copy it anew."
    # Whatever lies in the folder besides is not from whoever signed.
    local more
    more=$(cd "$HERE" && find . -type f ! -name SHA256SUMS ! -name SHA256SUMS.gpg ! -name release-key.gpg -printf '%p\n' |
        sort | comm -23 - <(sed 's/^[0-9a-f]*  //' SHA256SUMS | sort))
    [ -z "$more" ] || die "Not part of the archive: $more. Unpack it into a new folder."
}

check_signature() {
    local ring=$ETC/release-key.gpg found
    if [ "$SIGNED" = no ]; then
        [ ! -e "$ring" ] || die "Archives here are signed since the first one. Ask for a signed one."
        say "Nobody signed this archive; you asked for it all the same."
        return
    fi
    [ -e "$HERE/SHA256SUMS.gpg" ] || die "Nobody signed this archive. If it has to be: --unsigned"
    [ -e "$ring" ] || ring=$HERE/release-key.gpg
    found=$(signed_by "$ring") || die "The signature of the archive does not hold. Do not install it."
    if [ ! -e "$ETC/release-key.gpg" ]; then
        # The key came with the archive, so it proves nothing by itself.
        [ -n "$KEY" ] || die "Compare with the letter, then type it again with: --key $found"
        [ "${KEY// /}" = "$found" ] || die "Signed by $found, which is not the key of the letter. Do not install it."
        install -m 0644 "$ring" "$ETC/release-key.gpg"
    fi
    say "Signed by $found."
}

# Debian 12 brings gpgv with apt, Debian 13 sqv.
signed_by() {
    if command -v sqv >/dev/null; then
        sqv --keyring "$1" "$HERE/SHA256SUMS.gpg" "$HERE/SHA256SUMS" 2>/dev/null | tail -1
    else
        gpgv --status-fd 1 --keyring "$1" "$HERE/SHA256SUMS.gpg" "$HERE/SHA256SUMS" 2>/dev/null |
            awk '$2 == "VALIDSIG" { print $NF; found = 1 } END { exit !found }'
    fi
}

install_packages() {
    say "Packages of Debian ..."
    local lists
    lists=$(mktemp -d)
    mkdir -p "$lists/lists/partial"
    echo "deb [trusted=yes] file:$HERE/debs ./" >"$lists/sources.list"
    local apt=(apt-get --quiet --yes -o "Dir::Etc::sourcelist=$lists/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o "Dir::State::lists=$lists/lists" -o APT::Sandbox::User=root -o Dpkg::Options::=--force-confold)
    DEBIAN_FRONTEND=noninteractive "${apt[@]}" update >>"$LOGS/install.log" 2>&1 &&
        DEBIAN_FRONTEND=noninteractive "${apt[@]}" install --no-install-recommends python3 python3-venv \
            libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 restic caddy logrotate >>"$LOGS/install.log" 2>&1 ||
        die "The packages of Debian could not be installed; the end of $LOGS/install.log says why."
    rm -rf "$lists"
}

# --- Folders -------------------------------------------------------------------------------------------------------

current() { [ ! -L "$TOP/site" ] || basename "$(readlink "$TOP/site")"; }

make_folders() {
    [ -L "$TOP/site" ] || [ ! -e "$TOP/site" ] ||
        die "$TOP/site is a checkout. Take a backup there, move it away, install, and restore: docs/operations.md."
    id terampil >/dev/null 2>&1 || useradd --system --user-group --home-dir "$TOP" --shell /usr/sbin/nologin terampil
    install -d -m 0755 "$TOP" "$TOP/versions"
    install -d -m 0700 -o terampil -g terampil "$VAR" "$TOP/before"
    if [ ! -e "$TOP/settings.env" ]; then
        [ -n "$NAME" ] || die "Which name do people type? ./install.sh --name pelatihan.lan"
        write_settings
    fi
    NAME=$(sed -n 's|^PUBLIC_BASE_URL=https://||p' "$TOP/settings.env" | tail -1)
}

write_settings() {
    cat >"$TOP/settings.env.new" <<SETTINGS
PUBLIC_BASE_URL=https://$NAME
ALLOWED_HOSTS=$NAME,127.0.0.1,localhost
CSRF_TRUSTED_ORIGINS=https://$NAME
HTTPS=true
TRUSTED_PROXIES=1
DATA_DIR=$VAR
# A folder on another disk, or sftp:USER@HOST:/FOLDER:
BACKUP_REPOSITORY=
SETTINGS
    chown root:terampil "$TOP/settings.env.new"
    chmod 0640 "$TOP/settings.env.new"
    mv "$TOP/settings.env.new" "$TOP/settings.env"
}

# A folder that is not finished has another name, so that one that broke off is never taken for a version.
build_version() {
    local new=$TOP/versions/$VERSION
    say "Version $VERSION ..."
    rm -rf "$new" "$new.new"
    mkdir "$new.new"
    tar -xzf "$HERE/source.tar.gz" -C "$new.new"
    ln -s ../../settings.env "$new.new/.env"
    # An environment knows its own path.
    mv "$new.new" "$new"
    { python3 -m venv "$new/.venv" &&
        "$new/.venv/bin/python" -m pip install --quiet --no-index --find-links "$HERE/wheels" --require-hashes \
            --only-binary :all: --disable-pip-version-check --no-warn-script-location -r "$new/requirements.lock" &&
        "$new/.venv/bin/python" "$new/deploy/catalogue.py" compile &&
        "$new/.venv/bin/python" -m compileall -q -x '/(tests|\.venv)/' "$new"; } >>"$LOGS/install.log" 2>&1 ||
        { rm -rf "$new"; die "The program could not be laid down; the end of $LOGS/install.log says why."; }
}

# A command of a version, as the site's user, who may not write into the folder of the program.
manage() { (become "$@"); }

# The same in place of this shell: a process in the background has to be the site itself, or nobody can stop it.
become() {
    cd "$TOP/versions/$1"
    shift
    exec setpriv --reuid=terampil --regid=terampil --init-groups --no-new-privs \
        env HOME="$TOP" PYTHONDONTWRITEBYTECODE=1 .venv/bin/python manage.py "$@"
}

switch_to() {
    ln -sfn "versions/$1" "$TOP/site.new"
    mv -T "$TOP/site.new" "$TOP/site"
}

# --- Running -------------------------------------------------------------------------------------------------------

install_units() {
    local site=$TOP/versions/$VERSION
    install -m 0755 "$site/deploy/bundle/terampil" /usr/local/bin/terampil
    install -m 0644 "$site/deploy/bundle/terampil.logrotate" /etc/logrotate.d/terampil
    install -d -o caddy -g caddy /var/log/caddy
    local caddy=/etc/caddy/Caddyfile
    if [ ! -e $caddy ] || grep -q -e '^# HTTPS for Terampil' -e '/usr/share/caddy' $caddy; then
        sed "s/^NAME {/$NAME {/" "$site/deploy/bundle/Caddyfile" >$caddy.new
        mv $caddy.new $caddy
    else
        say "$caddy is of somebody else and stays; take over what $site/deploy/bundle/Caddyfile says."
    fi
    [ "$SYSTEMD" = yes ] || return 0
    install -m 0644 "$site/deploy/systemd/terampil.service" /etc/systemd/system/
    systemctl daemon-reload
    systemctl --quiet enable terampil caddy
}

start_site() {
    if [ "$SYSTEMD" = yes ]; then
        systemctl restart terampil caddy
        return
    fi
    become "$(current)" serve >>"$LOGS/serve.log" 2>&1 </dev/null &
    echo $! >/run/terampil.pid
    [ -e /run/terampil-caddy.pid ] && kill -0 "$(cat /run/terampil-caddy.pid)" 2>/dev/null && return
    setpriv --reuid=caddy --regid=caddy --init-groups --inh-caps=+net_bind_service --ambient-caps=+net_bind_service \
        env HOME=/var/lib/caddy caddy run --config /etc/caddy/Caddyfile >>"$LOGS/caddy.log" 2>&1 </dev/null &
    echo $! >/run/terampil-caddy.pid
}

stop_site() {
    if [ "$SYSTEMD" = yes ]; then
        systemctl stop terampil 2>/dev/null || true
        return
    fi
    stop_process /run/terampil.pid
    [ "${1:-}" != all ] || stop_process /run/terampil-caddy.pid
}

stop_process() {
    [ -e "$1" ] || return 0
    local pid
    pid=$(cat "$1")
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 60); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.5
    done
    rm -f "$1"
}

# Through HTTPS, as a browser that trusts the authority of this machine.
is_well() {
    "$TOP/site/.venv/bin/python" - "$NAME" <<'PYTHON'
import http.client, socket, ssl, sys, time, urllib.request
name, authority = sys.argv[1], "/var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt"
why = "it does not answer"
for _ in range(90):
    time.sleep(2)
    try:
        with urllib.request.urlopen("http://127.0.0.1:8000/sehat/", timeout=20) as answer:
            answer.read()
        context = ssl.create_default_context(cafile=authority)
        with context.wrap_socket(socket.create_connection(("127.0.0.1", 443), 20), server_hostname=name) as secure:
            secure.sendall(f"GET /masuk/ HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode())
            status = secure.recv(4096).split(b"\r\n")[0].decode()
        if " 200 " in status:
            sys.exit(0)
        why = status
    except (OSError, http.client.HTTPException) as error:
        why = str(error)
sys.exit(f"The site is not well: {why}")
PYTHON
}

# --- The acts ------------------------------------------------------------------------------------------------------

install_or_upgrade() {
    check_archive
    install_packages
    make_folders
    local before
    before=$(current)
    if [ "$before" = "$VERSION" ]; then
        # An installation that broke off is finished by the same line.
        say "Version $VERSION is laid down already; starting it anew."
        stop_site
    else
        build_version
    fi
    if [ -n "$before" ] && [ "$before" != "$VERSION" ]; then
        upgrade_from "$before"
    else
        manage "$VERSION" prepare || die "The database could not be made; the lines above say why."
        switch_to "$VERSION"
        install_units
        start_site
        is_well || die "See: journalctl -u terampil, or $LOGS/serve.log"
    fi
    install -m 0644 /var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt "$TOP/ca.crt"
    say "Terampil $VERSION answers at https://$NAME/. Devices have to trust $TOP/ca.crt once."
    [ -n "$before" ] || say "Now: terampil setup_offices"
}

upgrade_from() {
    local before=$1 proofs="keys files"
    # What did not hold before is no fault of the new version; whoever runs the site knows of it.
    if manage "$before" upkeep audit >/dev/null 2>&1; then proofs="audit $proofs"; fi
    if grep -q '^BACKUP_REPOSITORY=.' "$TOP/settings.env"; then
        say "Backup ..."
        manage "$before" backup || die "No upgrade without a backup; the line above says what is missing."
    else
        say "BACKUP_REPOSITORY names no place for backups: only the database is kept, on this disk."
    fi
    stop_site
    say "Keeping the database as it is ..."
    manage "$before" database_copy keep "$TOP/before/$before" || { start_site; die "Nothing was changed."; }
    say "Preparing version $VERSION ..."
    if manage "$VERSION" prepare && manage "$VERSION" upkeep $proofs; then
        switch_to "$VERSION"
        # Even units that do not start lead back.
        if { install_units && start_site; } && is_well; then
            echo "$before" >"$TOP/previous"
            forget_old "$before"
            return
        fi
        stop_site
    fi
    say "Version $VERSION does not hold. Going back to $before ..."
    put_back "$before"
    rm -rf "$TOP/versions/$VERSION"
    is_well && die "Version $before answers again, and nothing is lost. The lines above say what was wrong."
    die "Version $before does not answer either. Call for help; the database of before is in $TOP/before/$before."
}

put_back() {
    manage "$1" database_copy put_back "$TOP/before/$1" || die "The database of before stays in $TOP/before/$1."
    manage "$1" prepare || true
    switch_to "$1"
    VERSION=$1 install_units || true
    start_site
}

forget_old() {
    local path
    for path in "$TOP"/versions/* "$TOP"/before/*; do
        case "$(basename "$path")" in "$VERSION" | "$1") ;; *) rm -rf "$path" ;; esac
    done
}

go_back() {
    [ -e "$TOP/previous" ] || die "There is no version before this one."
    local now before
    now=$(current) before=$(cat "$TOP/previous")
    NAME=$(sed -n 's|^PUBLIC_BASE_URL=https://||p' "$TOP/settings.env" | tail -1)
    stop_site
    if [ "$WITH_DATABASE" = yes ]; then
        # So that nothing is lost for good by a slip.
        manage "$now" database_copy keep "$TOP/before/$now" || { start_site; die "Nothing was changed."; }
        put_back "$before"
    else
        manage "$before" prepare ||
            { manage "$now" prepare || true; start_site
              die "Version $before does not take this database, so $now goes on. Back with the database of then, losing what came since: $0 back --with-database"; }
        switch_to "$before"
        VERSION=$before install_units
        start_site
    fi
    is_well || die "Version $before does not answer; see journalctl -u terampil, or $LOGS/serve.log"
    rm -f "$TOP/previous"
    say "Version $before answers again at https://$NAME/."
}

case $ACT in
    install) install_or_upgrade ;;
    back) go_back ;;
    start) start_site ;;
    stop) stop_site all ;;
esac
