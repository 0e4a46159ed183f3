#!/usr/bin/env python3
"""Builds what an office without a network installs from: one archive for each release of Debian (amd64).

    python3 deploy/make_bundle.py [--release 12] [--sign-with KEY] [--out dist]

In it: the committed source, wheels by the lock file, packages of Debian with all they need, checksums, their OpenPGP
signature, and `install.sh`. Needs the internet, pip, and apt of any Debian.
"""

import argparse
import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
MIRROR = "http://deb.debian.org/debian"
# What a bare Debian lacks: Python with environments, the layout of PDF, backups, HTTPS, rotation of logs, and the
# database of an office that asks for it.
PACKAGES = (
    *("python3", "python3-venv", "libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
    *("restic", "caddy", "logrotate", "procps", "ca-certificates", "postgresql"),
)


@dataclass(frozen=True)
class Release:
    """A release of Debian, its Python, and the newest C library for which wheels may ask."""

    number: str
    name: str
    python: str
    glibc: int


RELEASES = {one.number: one for one in (Release("12", "bookworm", "3.11", 36), Release("13", "trixie", "3.13", 41))}


def main() -> None:
    options = arguments()
    options.out.mkdir(parents=True, exist_ok=True)
    for number in options.release or RELEASES:
        release = RELEASES[number]
        name = f"terampil-{VERSION}-debian{number}-amd64"
        with tempfile.TemporaryDirectory(dir=options.out) as place:
            folder = Path(place, name)
            folder.mkdir()
            add_source(folder)
            add_wheels(folder / "wheels", release)
            add_packages(folder / "debs", release)
            (folder / "release").write_text(f"VERSION={VERSION}\nDEBIAN={number}\n")
            (folder / "SHA256SUMS").write_text("".join(checksums(folder)))
            if options.sign_with:
                sign(folder, options.sign_with)
            archive = options.out / f"{name}.tar"
            with tarfile.open(archive, "w") as tar:
                tar.add(folder, name, filter=of_root)
        print(f"{archive}: {archive.stat().st_size // 1_000_000} MB, {digest(archive)}", flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--release", action="append", choices=list(RELEASES), help="of Debian; both by default")
    parser.add_argument("--sign-with", metavar="KEY", help="a key of gpg; without it install.sh asks for --unsigned")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    return parser.parse_args()


def add_source(folder: Path) -> None:
    """What is committed, and nothing that lies beside it."""
    subprocess.run(
        ["git", "archive", "--format=tar.gz", f"--output={folder.resolve() / 'source.tar.gz'}", "HEAD"],
        cwd=ROOT,
        check=True,
    )
    for name in ("install.sh", "Caddyfile", "terampil.logrotate", "terampil"):
        shutil.copy(ROOT / "deploy" / "bundle" / name, folder / name)


def add_wheels(folder: Path, release: Release) -> None:
    """Wheels for that Python by exact version and hash."""
    platforms = [f"--platform=manylinux_2_{minor}_x86_64" for minor in range(5, release.glibc + 1)]
    legacy = ["--platform=manylinux2014_x86_64", "--platform=manylinux2010_x86_64"]
    how = ["--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:", f"--python-version={release.python}"]
    what = ["--implementation=cp", *platforms, *legacy, "-r", str(ROOT / "requirements.lock"), "-d", str(folder)]
    subprocess.run([sys.executable, "-m", "pip", "download", *how, *what], check=True)


def add_packages(folder: Path, release: Release) -> None:
    """A repository of Debian packages with everything they need, as if the machine had nothing."""
    folder.mkdir()
    with tempfile.TemporaryDirectory() as place:
        apt = lists_of(Path(place), release)
        subprocess.run([*apt, "update", "--quiet"], check=True, stdout=subprocess.DEVNULL)
        words = ["install", "--download-only", "--yes", "--no-install-recommends", "--quiet", *PACKAGES]
        subprocess.run([*apt, *words], check=True, stdout=subprocess.DEVNULL)
        for path in sorted(Path(place, "cache", "archives").glob("*.deb")):
            # A colon of an epoch is written as %3a, which apt would read as a sign of an address.
            shutil.move(path, folder / path.name.replace("%3a", "."))
    with gzip.open(folder / "Packages.gz", "wt", encoding="utf-8") as index:
        index.writelines(entry(path) for path in sorted(folder.glob("*.deb")))


def lists_of(place: Path, release: Release) -> list[str]:
    """An apt that knows that release alone and thinks that nothing is installed."""
    for name in ("state/lists/partial", "cache/archives/partial", "etc/preferences.d", "etc/apt.conf.d"):
        (place / name).mkdir(parents=True)
    (place / "status").touch()
    suites = {
        MIRROR: (release.name, f"{release.name}-updates"),
        "http://deb.debian.org/debian-security": (f"{release.name}-security",),
    }
    lines = [f"deb [signed-by={KEYRING}] {at} {suite} main\n" for at, named in suites.items() for suite in named]
    (place / "etc/sources.list").write_text("".join(lines))
    options = {
        "APT::Architecture": "amd64",
        "APT::Architectures": "amd64",
        "APT::Sandbox::User": "root",
        "Dir::State": place / "state",
        "Dir::State::status": place / "status",
        "Dir::Cache": place / "cache",
        "Dir::Etc": place / "etc",
        "Dir::Etc::sourcelist": place / "etc/sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::trusted": KEYRING,
        "APT::Get::List-Cleanup": "false",
        "Acquire::Languages": "none",
    }
    return ["apt-get", *(word for name, value in options.items() for word in ("-o", f"{name}={value}"))]


def entry(path: Path) -> str:
    """What apt has to know of a package."""
    control = subprocess.run(["dpkg-deb", "--field", str(path)], check=True, capture_output=True, text=True).stdout
    return f"{control.rstrip()}\nFilename: ./{path.name}\nSize: {path.stat().st_size}\nSHA256: {digest(path)}\n\n"


def checksums(folder: Path) -> Iterator[str]:
    """A line for each file, as sha256sum reads it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield f"{digest(path)}  ./{path.relative_to(folder)}\n"


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sign(folder: Path, key: str) -> None:
    """Signs the checksums, and adds the public key for the first installation, which compares its fingerprint."""
    gpg = ["gpg", "--batch", "--yes", "--local-user", key]
    subprocess.run([*gpg, "--output", "SHA256SUMS.gpg", "--detach-sign", "SHA256SUMS"], cwd=folder, check=True)
    subprocess.run(["gpg", "--batch", "--output", "release-key.gpg", "--export", key], cwd=folder, check=True)
    shown = subprocess.run(["gpg", "--with-colons", "--fingerprint", key], check=True, capture_output=True, text=True)
    print("Signed by", next(line.split(":")[9] for line in shown.stdout.splitlines() if line.startswith("fpr")))


def of_root(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    return member


if __name__ == "__main__":
    os.umask(0o022)
    main()
