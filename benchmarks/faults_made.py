"""The faults that `faults_told.py` makes for real: full disks, a moved clock, a database, a worker and a signer gone.

Needs root (mounts, in a namespace of their own) and a C compiler, for the clock.
"""

import contextlib
import errno
import importlib
import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import load_day
from browser import Browser, host_of
from faults import ROOT, Stage

# Where `/sehat/` looks for the room of a PostgreSQL on the same machine.
POSTGRESQL = Path("/var/lib/postgresql")
HOUR, YEAR = 3600, 365 * 86400
MEGABYTE = 1_000_000
WORKER = "background worker"
SECONDS_AWAY = 60


class Disk:
    """A small disk of its own, which can be filled."""

    def __init__(self, place: Path, megabytes: int, stack: contextlib.ExitStack) -> None:
        place.mkdir(parents=True, exist_ok=True)
        size = f"size={megabytes}m,mode=755"
        subprocess.run(["mount", "-t", "tmpfs", "-o", size, "terampil-faults", str(place)], check=True)
        stack.callback(subprocess.run, ["umount", "--lazy", str(place)])
        self.place, self.ballast = place, place / "ballast"

    def fill(self, left: int) -> None:
        """Until so many MB are free."""
        with self.ballast.open("ab", buffering=0) as file, contextlib.suppress(OSError):
            while shutil.disk_usage(self.place).free > left * MEGABYTE:
                file.write(b"\0" * 65536)

    def is_full(self) -> bool:
        """Whether nothing more can be written."""
        try:
            with (self.place / "probe").open("wb", buffering=0) as file:
                file.write(b"\0" * 8192)
        except OSError as error:
            return error.errno == errno.ENOSPC
        finally:
            (self.place / "probe").unlink(missing_ok=True)
        return False

    def empty(self) -> None:
        """Makes room again."""
        self.ballast.unlink(missing_ok=True)


class Machine(Stage):
    """The site with all it stands on: its disks, its clock, its database and its signer."""

    def __init__(
        self, environment: dict[str, str], port: int, folder: Path, stack: contextlib.ExitStack, clock: Path
    ) -> None:
        super().__init__(environment, port, folder, stack)
        self.clock, self.logs = clock, Disk(folder / "log", 300, stack)
        self.data = Disk(folder / "data", 1400, stack)
        self.database_disk: Disk | None = None
        self.open_database: Callable[[], Any] | None = None
        self.served = contextlib.ExitStack()
        self.starts = 0
        # Of the administrator, who is signed in.
        self.key = ""
        environment |= {"LOG_FOLDERS": str(self.logs.place), "DATA_DIR": str(self.data.place)}
        environment |= {"MEDIA_ROOT": f"{self.data.place}/media"}

    # --- What whoever runs the server does

    def start_site(self) -> None:
        """With a log of its own, on the disk of the logs."""
        self.starts += 1
        log = self.logs.place / f"site-{self.starts}.log"
        self.site = self.served.enter_context(load_day.served(self.environment, self.port, log))

    def restart_site(self) -> None:
        """As `systemctl restart terampil`."""
        self.served.close()
        self.start_site()

    def restart_database(self) -> None:
        """As `systemctl restart postgresql`."""
        self.database.close()
        if self.open_database:
            self.database.enter_context(self.open_database())

    def set_clock(self, moved: int) -> None:
        """Moves the clock of all processes of site, database and signer by so many seconds."""
        with self.clock.open("r+b") as file:
            file.write(struct.pack("@l", moved))

    def kill_signer_for_good(self) -> None:
        """In the midst of sealing: it is held until files wait, and killed as soon as the first of them is sealed."""
        if not self.signer:
            return
        sealed = self.folder / "keys" / "seals.log"
        self.signer.send_signal(signal.SIGSTOP)
        time.sleep(12)
        before = sealed.stat().st_size if sealed.exists() else 0
        script = str(ROOT / "benchmarks" / "faults_told.py")
        asking = subprocess.Popen([sys.executable, script, "--inside=ask"], env=self.environment, cwd=ROOT)
        time.sleep(6)
        self.signer.send_signal(signal.SIGCONT)
        until = time.monotonic() + 30
        while time.monotonic() < until and not (sealed.exists() and sealed.stat().st_size > before):
            time.sleep(0.002)
        is_sealing = sealed.exists() and sealed.stat().st_size > before
        self.signer.kill()
        self.signer.communicate()
        asking.wait()
        print(f"    killed {'while it sealed' if is_sealing else 'WHILE IT SEALED NOTHING'}", flush=True)

    def end_signer(self) -> None:
        """However the drill ends, no signer is left."""
        if self.signer and self.signer.poll() is None:
            self.signer.kill()
            self.signer.communicate()

    def kill_worker_again_and_again(self) -> None:
        """Until nobody starts it soon."""
        until = time.monotonic() + 240
        while time.monotonic() < until and (state := self.state_of(WORKER))["ended_lately"] < 7:
            if state["pid"]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(state["pid"], signal.SIGKILL)
            time.sleep(0.5)

    def state_of(self, process: str) -> dict[str, Any]:
        """As the supervisor has written it."""
        state: dict[str, Any] = json.loads((self.data.place / "processes.json").read_text())[process]
        return state

    def log_lines(self) -> list[dict[str, Any]]:
        """All lines of all starts that a program can read."""
        found = []
        for path in sorted(self.logs.place.glob("site-*.log")):
            for line in path.read_text(errors="replace").splitlines():
                with contextlib.suppress(ValueError):
                    found.append(json.loads(line) if line.startswith("{") else {})
        return found

    def parts(self) -> tuple[int, dict[str, Any]]:
        """What `/sehat/` says on the machine itself."""
        answer = Browser(host_of(self.port)).get("/sehat/")
        return answer.status, json.loads(answer.text)["parts"]


@dataclass(frozen=True)
class Fault:
    """One fault: the part of `/sehat/` that has to tell it, and with which words; how it begins, and how it is mended.

    `also` happens once it was told: the disk that was nearly full is full. `page` has the words of the home page where
    that cannot open.
    """

    name: str
    part: str
    words: tuple[str, ...]
    begin: Callable[[Machine], None]
    mend: Callable[[Machine], None]
    also: Callable[[Machine], None] | None = None
    page: str = ""
    only: str = ""


def fill(disk: str, left: int) -> Callable[[Machine], None]:
    """Leaves so many MB of one of the disks of the machine."""
    return lambda machine: getattr(machine, disk).fill(left)


def make_room(disk: str) -> Callable[[Machine], None]:
    """As the sentence says; a database that gave up on its full disk is started again."""

    def mend(machine: Machine) -> None:
        getattr(machine, disk).empty()
        if disk == "database_disk" and "failed" in machine.parts()[1]["database"]["state"]:
            machine.restart_database()

    return mend


def confirm_clock(machine: Machine) -> None:
    """Sets it right; what was recorded with the wrong one makes the site doubt it until somebody says so."""
    machine.set_clock(0)
    told = machine.manage("confirm_clock")
    if told.returncode:
        raise SystemExit(told.stdout)


CLOCK = ("timedatectl set-time", "confirm_clock")
DISK = ("MB", "du -xh")
AWAY = "systemctl restart postgresql"
FAULTS = (
    Fault("disk of the data full", "disk", DISK, fill("data", 100), make_room("data"), fill("data", 0), page="penuh"),
    Fault(
        "disk of PostgreSQL full",
        "disk",
        DISK,
        fill("database_disk", 100),
        make_room("database_disk"),
        fill("database_disk", 0),
        page="penuh",
        only="postgresql",
    ),
    Fault(
        "disk of the log full",
        "log_disk",
        ("MB", "journalctl --vacuum-size"),
        fill("logs", 30),
        make_room("logs"),
        fill("logs", 0),
    ),
    Fault("clock back an hour", "clock", CLOCK, lambda machine: machine.set_clock(-HOUR), confirm_clock),
    Fault("clock a year ahead", "clock", CLOCK, lambda machine: machine.set_clock(YEAR), confirm_clock),
    Fault(
        "database away for a minute",
        "database",
        (AWAY,),
        lambda machine: machine.database.close(),
        Machine.restart_database,
        lambda _machine: time.sleep(SECONDS_AWAY),
        page=AWAY,
        only="postgresql",
    ),
    Fault(
        "signer killed while it seals",
        "signer",
        ("systemctl restart terampil-segel", "systemd-tty-ask-password-agent"),
        Machine.kill_signer_for_good,
        Machine.start_signer,
    ),
    Fault(
        "worker killed again and again",
        "worker",
        ("systemctl restart terampil",),
        Machine.kill_worker_again_and_again,
        Machine.restart_site,
    ),
)


@contextlib.contextmanager
def moved_clock(place: Path) -> Iterator[Path]:
    """Whatever is started within the block has its clock moved by what stands in the file that this yields."""
    library, clock = place / "moved_clock.so", place / "clock"
    source = str(ROOT / "benchmarks" / "moved_clock.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(library), source], check=True)
    clock.write_bytes(struct.pack("@l", 0))
    clock.chmod(0o644)
    preload = {"LD_PRELOAD": str(library), "CLOCK_FILE": str(clock)}
    os.environ |= preload
    try:
        yield clock
    finally:
        for name in preload:
            os.environ.pop(name)


def in_private_mounts() -> None:
    """Starts this process anew where what it mounts is seen by nobody else."""
    if os.environ.get("PRIVATE_MOUNTS") != str(os.getpid()):
        os.environ["PRIVATE_MOUNTS"] = str(os.getpid())
        os.execvp("unshare", ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv])  # noqa: S606


def runner() -> Any:
    """How the tests start a PostgreSQL of their own."""
    return importlib.import_module("tests.run")
