#!/usr/bin/env python3
"""Makes this checkout ready: virtual environment, locked packages, system libraries, message catalogue.

    python3 deploy/install.py [--dev] [NEED ...]

Runs on the system's Python with nothing but its standard library. `--dev` adds what tests and checks need;
each NEED names a row of `NEEDS` below. A second call that finds everything in place takes milliseconds.
"""

import argparse
import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed.json"
OLDEST = (3, 11)


def main() -> None:
    options = arguments()
    check_python()
    make_environment()
    install_packages(dev=options.dev)
    provide(["pango", *options.needs])
    compile_catalogue()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    parser.add_argument("needs", nargs="*", metavar="NEED", help=f"any of {', '.join(NEEDS)}")
    return parser.parse_args()


def stop(sentence: str) -> NoReturn:
    """Ends with one sentence that says what to do."""
    print(sentence, file=sys.stderr)
    raise SystemExit(2)


def say(sentence: str) -> None:
    """Tells what is being done, at once also through a pipe."""
    print(sentence, flush=True)


# --- Python and its packages ---------------------------------------------------------------------------------


def check_python() -> None:
    """Stops on a Python that is too old, naming how to choose another."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        stop(f"Python 3.11 or newer is needed, this is {found}. Name another one: make PYTHON=python3.11 run")


def make_environment() -> None:
    """A `.venv` in the checkout with the Python that runs this; made anew when its Python is gone or another."""
    # The minor version alone: packages live in a folder named by it and outlast a patch of Python.
    if environment_version() == list(sys.version_info[:2]):
        return
    try:
        import_or_stop("ensurepip")
        say("Making the virtual environment in .venv ...")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    except subprocess.CalledProcessError:
        shutil.rmtree(VENV, ignore_errors=True)
        stop("The virtual environment could not be made; the lines above say why.")


def environment_version() -> list[int] | None:
    """Which Python the environment was made with; None when there is none that runs."""
    if not PYTHON.exists():
        return None
    probe = "import sys; print(*sys.version_info[:2])"
    result = subprocess.run([str(PYTHON), "-c", probe], capture_output=True, text=True)
    return [int(part) for part in result.stdout.split()] or None


def import_or_stop(module: str) -> None:
    """Debian splits venv off its Python and says so only after having made half of an environment."""
    try:
        __import__(module)
    except ImportError:
        name = f"python{sys.version_info.major}-venv"
        stop(f"Python's venv module is missing. Type: {'' if is_root() else 'sudo '}apt-get install {name}")


def install_packages(*, dev: bool) -> None:
    """Installs exactly what the lock files say, only when they differ from what was installed last."""
    names = ["requirements.lock", *(["requirements-dev.lock"] if dev else [])]
    wanted = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in names}
    installed = json.loads(STAMP.read_text()) if STAMP.exists() else {}
    if all(installed.get(name) == digest for name, digest in wanted.items()):
        return
    say(f"Installing the packages of {names[-1]} ...")
    # Away before pip begins: after an installation that was broken off the next call starts it again.
    STAMP.unlink(missing_ok=True)
    # Wheels only: a source package would run its own code here and need a compiler.
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:"]
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-warn-script-location"]
    result = subprocess.run([*command, *quiet, "-r", str(ROOT / names[-1])], stdin=subprocess.DEVNULL)
    if result.returncode:
        stop("The packages could not be installed; the lines above say why. Is this machine connected to the network?")
    STAMP.write_text(json.dumps(wanted))


def compile_catalogue() -> None:
    if any(is_older(source.with_suffix(".mo"), source) for source in ROOT.glob("locale/*/LC_MESSAGES/*.po")):
        subprocess.run([str(PYTHON), str(ROOT / "deploy/catalogue.py"), "compile"], check=True)


def is_older(target: Path, source: Path) -> bool:
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime


# --- What only the operating system can give -------------------------------------------------------------------


def has_pango() -> bool:
    """Asks the loader, as WeasyPrint will; there is nothing to ask on Windows and macOS by these names."""
    if not sys.platform.startswith("linux"):
        return True
    try:
        for library in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"):
            ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_chromium() -> bool:
    """Whether a browser is there under one of its names."""
    return any(map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")))


def has_postgresql() -> bool:
    """Whether a cluster can be made, which needs initdb and not only a client."""
    return bool(shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


def has_command(name: str) -> Callable[[], bool]:
    """A question whether that command is in PATH."""
    return lambda: shutil.which(name) is not None


@dataclass(frozen=True)
class Need:
    """Something that this machine must have, and what Debian calls it."""

    is_there: Callable[[], bool]
    packages: tuple[str, ...]
    purpose: str
    # Without an optional need the rest goes on, except in CI, where nothing may be skipped unseen.
    optional: bool = False


NEEDS = {
    "pango": Need(
        has_pango, ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"), "Pango, which lays out the PDF"
    ),
    "postgresql": Need(has_postgresql, ("postgresql",), "PostgreSQL, on which the tests run too", optional=True),
    "chromium": Need(
        has_chromium, ("chromium-headless-shell",), "Chromium, in which the browser tests run", optional=True
    ),
    "qpdf": Need(has_command("qpdf"), ("qpdf",), "qpdf, which checks certificates"),
    "poppler": Need(has_command("pdfsig"), ("poppler-utils",), "poppler, whose pdfsig verifies seals a second time"),
    "restic": Need(has_command("restic"), ("restic",), "restic, which keeps backups"),
    "gettext": Need(has_command("xgettext"), ("gettext",), "GNU gettext, which lists every sentence of the pages"),
}


def provide(names: list[str]) -> None:
    """Sees that each need is met: installs it as root on Debian, else says what to type."""
    missing = after_installing([NEEDS[name] for name in names if not NEEDS[name].is_there()])
    in_ci = os.environ.get("CI") == "true"
    required = [need for need in missing if in_ci or not need.optional]
    for need in (need for need in missing if need not in required):
        say(f"Not found: {need.purpose}. {how_to_install([need])}")
    if required:
        stop(f"Missing: {'; '.join(need.purpose for need in required)}. {how_to_install(required)}")


def after_installing(missing: list[Need]) -> list[Need]:
    """What is still missing when root on Debian has installed what could be installed."""
    if not (missing and is_root() and shutil.which("apt-get")):
        return missing
    apt_install([package for need in missing for package in need.packages])
    return [need for need in missing if not need.is_there()]


def how_to_install(needs: list[Need]) -> str:
    """The line to type for somebody who is not root."""
    return "Type: sudo apt-get install " + " ".join(package for need in needs for package in need.packages)


def apt_install(packages: list[str]) -> None:
    """Installs Debian packages without asking anything; what went wrong is printed."""
    say(f"Installing from Debian: {' '.join(packages)} ...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        result = subprocess.run(
            ["apt-get", "--quiet", *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if result.returncode:
            print(result.stdout, file=sys.stderr)


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


if __name__ == "__main__":
    main()
