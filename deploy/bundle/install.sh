#!/bin/bash
# Installs or upgrades Terampil on a PC without a network, from the folder in which this file lies. What it says is
# Indonesian, as is its reader. As root:
#
#   ./install.sh --name pelatihan.lan     yang pertama kali; nama alamat itu tidak menyebut rutan
#   ./install.sh                          versi baru: cadangan, folder baru, basis data, pemeriksaan, beralih
#   ./install.sh signer                   menyiapkan penyegel sertifikat, sekali saja
#   ./install.sh back [--with-database]   ke versi sebelumnya; dengan basis data waktu itu, catatan sesudahnya hilang
#   ./install.sh start | stop             di PC tanpa systemd
#
#   --key SIDIK-KUNCI   sidik kunci penerbit, dari surat yang datang bersama berkas pertama
#   --postgresql        pemasangan pertama dengan PostgreSQL, bukan SQLite
#   --unsigned          menerima berkas yang tidak ditandatangani
#   --no-systemd        menjalankan situs dan HTTPS sendiri, tanpa systemd
set -euo pipefail
umask 022
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
TOP=/srv/terampil VAR=/srv/terampil/var LOGS=/var/log/terampil ETC=/etc/terampil
SEAL=/var/lib/terampil-segel SEAL_ENV=/etc/terampil-segel.env
NAME="" KEY="" SYSTEMD=yes SIGNED=yes ACT=install WITH_DATABASE=no POSTGRESQL=no SIGNER_RAN=no

say() { echo "$*"; }
die() { say "BERHENTI: $*" >&2; exit 1; }

while [ $# -gt 0 ]; do
    case "$1" in
        install | signer | back | start | stop) ACT=$1 ;;
        --name) NAME=${2:?}; shift ;;
        --key) KEY=${2:?}; shift ;;
        --no-systemd) SYSTEMD=no ;;
        --unsigned) SIGNED=no ;;
        --with-database) WITH_DATABASE=yes ;;
        --postgresql) POSTGRESQL=yes ;;
        *) sed -n 's/^#  //p' "${BASH_SOURCE[0]}"; exit 2 ;;
    esac
    shift
done
[ "$(id -u)" = 0 ] || { echo "Masuk dulu sebagai root: su -" >&2; exit 1; }
[ "$SYSTEMD" = no ] || [ -d /run/systemd/system ] || { echo "Di sini systemd tidak berjalan; tambahkan: --no-systemd" >&2; exit 1; }
mkdir -p "$LOGS" "$ETC"
# Whoever helps from afar gets one file with everything. A passphrase is asked at the terminal itself.
if [ "$ACT" = install ] || [ "$ACT" = back ]; then
    exec > >(tee -a "$LOGS/install.log") 2>&1
    echo "--- $(date --iso-8601=seconds) $ACT" >>"$LOGS/install.log"
fi

# --- What is in the archive ---------------------------------------------------------------------------------------

check_archive() {
    . "$HERE/release"
    local here
    here=$(. /etc/os-release && echo "${ID:-} ${VERSION_ID:-}")
    [ "$here" = "debian $DEBIAN" ] || die "Berkas ini untuk Debian $DEBIAN; PC ini memakai $here. Minta berkas yang cocok."
    [ "$(dpkg --print-architecture)" = amd64 ] || die "Berkas ini untuk PC 64-bit (amd64)."
    check_signature
    (cd "$HERE" && sha256sum --check --strict --quiet SHA256SUMS) || die "Ada berkas yang rusak. Salin ulang dari stik."
    # Whatever lies in the folder besides is not from whoever signed.
    local more
    more=$(cd "$HERE" && find . -type f ! -name SHA256SUMS ! -name SHA256SUMS.gpg ! -name release-key.gpg -printf '%p\n' |
        sort | comm -23 - <(sed 's/^[0-9a-f]*  //' SHA256SUMS | sort))
    [ -z "$more" ] || die "Bukan bagian dari kiriman: $more. Buka kiriman di folder yang baru."
}

check_signature() {
    local ring=$ETC/release-key.gpg found
    if [ "$SIGNED" = no ]; then
        [ ! -e "$ring" ] || die "Sejak pemasangan pertama kiriman di PC ini bertanda tangan. Minta yang bertanda tangan."
        say "Kiriman ini tidak bertanda tangan; Anda memintanya juga."
        return
    fi
    [ -e "$HERE/SHA256SUMS.gpg" ] || die "Kiriman ini tidak bertanda tangan. Bila memang harus: --unsigned"
    [ -e "$ring" ] || ring=$HERE/release-key.gpg
    found=$(signed_by "$ring") || die "Tanda tangan kiriman ini tidak sah. Jangan dipasang; hubungi pengirimnya."
    if [ ! -e "$ETC/release-key.gpg" ]; then
        # The key came with the archive, so it proves nothing by itself.
        [ -n "$KEY" ] || die "Bandingkan dengan surat. Bila sama, ketik lagi dengan: --key $found"
        [ "${KEY// /}" = "$found" ] || die "Yang menandatangani $found, bukan kunci pada surat. Jangan dipasang; hubungi pengirimnya."
        install -m 0644 "$ring" "$ETC/release-key.gpg"
    fi
    say "Ditandatangani $found."
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
    say "Paket Debian ..."
    local lists
    local packages=(python3 python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 restic caddy logrotate
        procps)
    [ "$POSTGRESQL" = no ] || packages+=(postgresql)
    lists=$(mktemp -d)
    mkdir -p "$lists/lists/partial"
    echo "deb [trusted=yes] file:$HERE/debs ./" >"$lists/sources.list"
    local apt=(apt-get --quiet --yes -o "Dir::Etc::sourcelist=$lists/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o "Dir::State::lists=$lists/lists" -o APT::Sandbox::User=root -o Dpkg::Options::=--force-confold)
    DEBIAN_FRONTEND=noninteractive "${apt[@]}" update >>"$LOGS/install.log" 2>&1 &&
        DEBIAN_FRONTEND=noninteractive "${apt[@]}" install --no-install-recommends "${packages[@]}" \
            >>"$LOGS/install.log" 2>&1 ||
        die "Paket Debian tidak dapat dipasang; sebabnya di akhir $LOGS/install.log."
    rm -rf "$lists"
}

# --- Folders -------------------------------------------------------------------------------------------------------

current() { [ ! -L "$TOP/site" ] || basename "$(readlink "$TOP/site")"; }

make_folders() {
    [ -L "$TOP/site" ] || [ ! -e "$TOP/site" ] ||
        die "$TOP/site berisi salinan kode. Cadangkan di sana, pindahkan, pasang, lalu pulihkan: docs/operations.md."
    id terampil >/dev/null 2>&1 || useradd --system --user-group --home-dir "$TOP" --shell /usr/sbin/nologin terampil
    install -d -m 0755 "$TOP" "$TOP/versions"
    # A signer beside SQLite has let its group in.
    [ -d "$VAR" ] || install -d -m 0700 -o terampil -g terampil "$VAR"
    install -d -m 0700 -o terampil -g terampil "$TOP/before"
    if [ ! -e "$TOP/settings.env" ]; then
        [ -n "$NAME" ] || die "Nama alamat apa yang akan diketik orang? Ketik: $0 --name pelatihan.lan"
        [ "$POSTGRESQL" = no ] || make_database
        write_settings
    elif [ "$POSTGRESQL" = yes ] && ! on_postgresql; then
        die "Data di PC ini tersimpan di SQLite. Pindah ke PostgreSQL: docs/operations.md."
    fi
    NAME=$(sed -n 's|^PUBLIC_BASE_URL=https://||p' "$TOP/settings.env" | tail -1)
}

on_postgresql() { grep -q '^DATABASE_URL=postgres' "$TOP/settings.env"; }

# The site signs in as the user under whom it runs, so there is no password.
make_database() {
    [ "$SYSTEMD" = yes ] || pg_ctlcluster "$(ls /etc/postgresql | sort -V | tail -1)" main start || true
    as_postgres "SELECT 1 FROM pg_roles WHERE rolname = 'terampil'" | grep -q 1 ||
        as_postgres "CREATE ROLE terampil LOGIN CREATEDB" >/dev/null || die "PostgreSQL tidak menjawab."
    as_postgres "SELECT 1 FROM pg_database WHERE datname = 'terampil'" | grep -q 1 ||
        as_postgres "CREATE DATABASE terampil OWNER terampil TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'" >/dev/null ||
        die "Basis data PostgreSQL tidak dapat dibuat."
}

as_postgres() { (cd / && setpriv --reuid=postgres --regid=postgres --init-groups psql -qAtX -d "${2:-postgres}" -c "$1"); }

write_settings() {
    cat >"$TOP/settings.env.new" <<SETTINGS
PUBLIC_BASE_URL=https://$NAME
ALLOWED_HOSTS=$NAME,127.0.0.1,localhost
CSRF_TRUSTED_ORIGINS=https://$NAME
HTTPS=true
TRUSTED_PROXIES=1
DATA_DIR=$VAR
# Tempat cadangan: folder di disk lain, atau sftp:NAMA@PC:/FOLDER
BACKUP_REPOSITORY=
SETTINGS
    [ "$POSTGRESQL" = no ] || echo "DATABASE_URL=postgres:///terampil?host=/var/run/postgresql" >>"$TOP/settings.env.new"
    chown root:terampil "$TOP/settings.env.new"
    chmod 0640 "$TOP/settings.env.new"
    mv "$TOP/settings.env.new" "$TOP/settings.env"
}

# A folder that is not finished has another name, so that one that broke off is never taken for a version.
build_version() {
    local new=$TOP/versions/$VERSION
    say "Versi $VERSION ..."
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
        { rm -rf "$new"; die "Program tidak dapat disalin; sebabnya di akhir $LOGS/install.log."; }
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
        say "$caddy milik program lain dan tidak diubah; ambil alih isi $site/deploy/bundle/Caddyfile."
    fi
    [ ! -e "$SEAL_ENV" ] || ! on_postgresql || grant_signer "$site"
    [ "$SYSTEMD" = yes ] || return 0
    install -m 0644 "$site/deploy/systemd/terampil.service" /etc/systemd/system/
    [ ! -e "$SEAL_ENV" ] || install -m 0644 "$site/deploy/systemd/terampil-segel.service" /etc/systemd/system/
    systemctl daemon-reload
    systemctl --quiet enable terampil caddy
}

start_site() {
    if [ "$SYSTEMD" = yes ]; then
        systemctl restart terampil caddy || return
        start_signer
        return
    fi
    become "$(current)" serve >>"$LOGS/serve.log" 2>&1 </dev/null &
    echo $! >/run/terampil.pid
    [ -e /run/terampil-caddy.pid ] && kill -0 "$(cat /run/terampil-caddy.pid)" 2>/dev/null && return
    setpriv --reuid=caddy --regid=caddy --init-groups --inh-caps=+net_bind_service --ambient-caps=+net_bind_service \
        env HOME=/var/lib/caddy caddy run --config /etc/caddy/Caddyfile >>"$LOGS/caddy.log" 2>&1 </dev/null &
    echo $! >/run/terampil-caddy.pid
}

# It was stopped with the site, and nobody but whoever knows the passphrase can start it whole.
start_signer() {
    [ "$SIGNER_RAN" = yes ] || return 0
    systemctl --no-block restart terampil-segel
    say "Penyegel menunggu frasa sandinya; sampai itu sertifikat menunggu segel. Ketik: systemd-tty-ask-password-agent"
}

# With the site, since it writes into the same database and runs the same version.
stop_signer() {
    # Or waits for its passphrase.
    case $([ "$SYSTEMD" = no ] || systemctl is-active terampil-segel) in active | activating) SIGNER_RAN=yes ;; esac
    [ "$SYSTEMD" = no ] || systemctl stop terampil-segel 2>/dev/null || true
    local pid
    # One that was started by hand.
    for pid in $(id -u terampil-segel >/dev/null 2>&1 && pgrep -u terampil-segel -f 'manage.py signer'); do
        stop_pid "$pid"
        say "Penyegel dihentikan; jalankan lagi dengan frasa sandinya sesudah ini."
    done
}

stop_site() {
    stop_signer
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
    stop_pid "$pid"
    rm -f "$1"
}

stop_pid() {
    kill "$1" 2>/dev/null || true
    for _ in $(seq 60); do
        kill -0 "$1" 2>/dev/null || break
        sleep 0.5
    done
}

# Through HTTPS, as a browser that trusts the authority of this machine.
is_well() {
    "$TOP/site/.venv/bin/python" - "$NAME" <<'PYTHON'
import http.client, socket, ssl, sys, time, urllib.request
name, authority = sys.argv[1], "/var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt"
why = "tidak ada jawaban"
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
sys.exit(f"Situs belum menjawab dengan benar: {why}")
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
        say "Versi $VERSION sudah ada; dijalankan ulang."
        stop_site
    else
        build_version
    fi
    if [ -n "$before" ] && [ "$before" != "$VERSION" ]; then
        upgrade_from "$before"
    else
        manage "$VERSION" prepare || die "Basis data tidak dapat dibuat; sebabnya di baris-baris di atas."
        switch_to "$VERSION"
        install_units
        start_site
        is_well || die "Situs tidak menjawab. Lihat: journalctl -u terampil -n 30, atau $LOGS/serve.log"
    fi
    install -m 0644 /var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt "$TOP/ca.crt"
    say "Terampil $VERSION menjawab di https://$NAME/. Setiap perangkat perlu mempercayai $TOP/ca.crt satu kali."
    [ -n "$before" ] || say "Berikutnya: terampil setup_offices"
}

upgrade_from() {
    local before=$1 proofs="keys files"
    # What did not hold before is no fault of the new version; whoever runs the site knows of it.
    if manage "$before" upkeep audit >/dev/null 2>&1; then proofs="audit $proofs"; fi
    if grep -q '^BACKUP_REPOSITORY=.' "$TOP/settings.env"; then
        say "Mencadangkan ..."
        manage "$before" backup || die "Tanpa cadangan tidak ada versi baru; baris di atas menyebut yang kurang. Tidak ada yang diubah."
    else
        say "BACKUP_REPOSITORY belum menyebut tempat cadangan: hanya basis data yang disimpan, di disk ini juga."
    fi
    stop_site
    say "Menyimpan basis data seperti sekarang ..."
    manage "$before" database_copy keep "$TOP/before/$before" || { start_site; die "Tidak ada yang diubah."; }
    say "Menyiapkan versi $VERSION ..."
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
    say "Versi $VERSION gagal diperiksa. Kembali ke $before ..."
    put_back "$before"
    rm -rf "$TOP/versions/$VERSION"
    is_well && die "Versi $before menjawab lagi, dan tidak ada catatan yang hilang. Baris-baris di atas menyebut sebabnya; kirim $LOGS/install.log kepada pengirim."
    die "Versi $before juga tidak menjawab. Minta bantuan; basis data sebelumnya ada di $TOP/before/$before."
}

put_back() {
    manage "$1" database_copy put_back "$TOP/before/$1" || die "Basis data sebelumnya belum kembali; ia tetap ada di $TOP/before/$1. Minta bantuan."
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
    [ -e "$TOP/previous" ] || die "Tidak ada versi sebelum yang sekarang."
    local now before
    now=$(current) before=$(cat "$TOP/previous")
    NAME=$(sed -n 's|^PUBLIC_BASE_URL=https://||p' "$TOP/settings.env" | tail -1)
    stop_site
    if [ "$WITH_DATABASE" = yes ]; then
        # So that nothing is lost for good by a slip.
        manage "$now" database_copy keep "$TOP/before/$now" || { start_site; die "Tidak ada yang diubah."; }
        put_back "$before"
    else
        manage "$before" prepare ||
            { manage "$now" prepare || true; start_site
              die "Versi $before tidak menerima basis data ini, jadi $now tetap dipakai. Kembali dengan basis data waktu itu, dan kehilangan catatan sesudahnya: $0 back --with-database"; }
        switch_to "$before"
        VERSION=$before install_units
        start_site
    fi
    is_well || die "Versi $before tidak menjawab. Lihat: journalctl -u terampil -n 30, atau $LOGS/serve.log"
    rm -f "$TOP/previous"
    say "Versi $before menjawab lagi di https://$NAME/."
}

# --- The signer ----------------------------------------------------------------------------------------------------

# Once: a user of its own who holds the key of seals, its way into the database, its key, its unit.
set_up_signer() {
    local site
    [ -L "$TOP/site" ] || die "Pasang situsnya dulu."
    [ ! -e "$SEAL_ENV" ] || die "Penyegel sudah disiapkan: $SEAL_ENV"
    site=$(readlink -f "$TOP/site")
    id terampil-segel >/dev/null 2>&1 ||
        useradd --system --gid terampil --home-dir "$SEAL" --no-create-home --shell /usr/sbin/nologin terampil-segel
    install -d -m 0700 -o terampil-segel -g terampil "$SEAL"
    install -m 0600 /dev/null "$SEAL_ENV.new"
    printf '%s\n' "DATA_DIR=$SEAL" "SEAL_KEYS=$SEAL" SEAL_CLIENT=terampil \
        SEAL_SOCKET=/run/terampil-segel/segel.sock >"$SEAL_ENV.new"
    if on_postgresql; then
        grep '^DATABASE_URL=' "$TOP/settings.env" | tail -1 >>"$SEAL_ENV.new"
        as_postgres "SELECT 1 FROM pg_roles WHERE rolname = 'terampil-segel'" | grep -q 1 ||
            as_postgres 'CREATE ROLE "terampil-segel" LOGIN' >/dev/null || die "PostgreSQL tidak menjawab."
        grant_signer "$site"
    else
        echo "DATABASE_URL=sqlite:///$VAR/terampil.sqlite3" >>"$SEAL_ENV.new"
        chmod g+rwx "$VAR"
        chmod g+rw "$VAR"/terampil.sqlite3*
        install -d /etc/systemd/system/terampil-segel.service.d
        printf '[Service]\nReadWritePaths=%s\nUMask=0007\n' "$VAR" >/etc/systemd/system/terampil-segel.service.d/sqlite.conf
    fi
    say "Kunci segel. Pilih frasa sandi, paling sedikit 12 huruf; tulis, dan simpan terpisah dari PC ini."
    (cd "$site" && exec setpriv --reuid=terampil-segel --regid=terampil --init-groups --no-new-privs \
        env -i PATH="$PATH" HOME="$SEAL" PYTHONDONTWRITEBYTECODE=1 $(cat "$SEAL_ENV.new") \
        .venv/bin/python manage.py seal_key new) || die "Kunci segel tidak dibuat; tidak ada yang lain berubah."
    mv "$SEAL_ENV.new" "$SEAL_ENV"
    if [ "$SYSTEMD" = yes ]; then
        install -m 0644 "$site/deploy/systemd/terampil-segel.service" /etc/systemd/system/
        systemctl daemon-reload
        systemctl --quiet enable terampil-segel
        systemctl --no-block restart terampil-segel
    fi
    say "Penyegel siap. Setiap kali PC dinyalakan, ketik frasa sandinya: systemd-tty-ask-password-agent"
}

# Again with each version, as its tables are others, and after a database was put back, which comes without rights.
grant_signer() {
    as_postgres "$(cat "$1/deploy/signer_role.sql")" terampil >/dev/null ||
        say "Penyegel tidak mendapat haknya di basis data; sebabnya di baris-baris di atas."
}

case $ACT in
    install) install_or_upgrade ;;
    signer) set_up_signer ;;
    back) go_back ;;
    start) start_site ;;
    stop) stop_site all ;;
esac
