"""Machines that exist for a trial only: a network namespace each, all plugged into one switch.

What runs on them is started again when it ends, as systemd does. Nothing of the host's network is touched.
"""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PREFIX = "terampil-"
SWITCH = f"{PREFIX}switch"
CARD = "eth0"
RESTARTS_AFTER = 1.0
# What a program started by systemd knows of the machine.
BARE = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent"}


def ip(*words: str) -> None:
    """Runs `ip`. Raises CalledProcessError."""
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


@dataclass
class Service:
    """A program of a machine. `user` is the system user, with the groups beside its own."""

    name: str
    command: list[str]
    user: str = "root"
    groups: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    folder: str = "/"
    # What it reads at its start, such as a passphrase.
    told: str = ""
    process: subprocess.Popen[str] | None = None
    ended_at: float = 0


class Machine:
    """One namespace with its address, and what runs in it."""

    def __init__(self, name: str, address: str, logs: Path) -> None:
        self.name, self.address, self.logs = name, address, logs
        self.space = f"{PREFIX}{name}"
        self.services: list[Service] = []
        self.is_on = True

    def build(self, prefix_length: int) -> None:
        """The namespace, its card, and the cable to the switch."""
        names = Path("/etc/netns", self.space)
        names.mkdir(parents=True, exist_ok=True)
        # HAProxy on the machine itself knows where the database is.
        (names / "hosts").write_text("127.0.0.1 localhost database\n")
        ip("netns", "add", self.space)
        ip("-n", self.space, "link", "set", "lo", "up")
        ip("link", "add", CARD, "netns", self.space, "type", "veth", "peer", "name", self.name, "netns", SWITCH)
        ip("-n", self.space, "address", "add", f"{self.address}/{prefix_length}", "dev", CARD)
        ip("-n", self.space, "link", "set", CARD, "up")
        ip("-n", SWITCH, "link", "set", self.name, "up")
        self.plug()

    def plug(self) -> None:
        """Into the switch."""
        ip("-n", SWITCH, "link", "set", self.name, "master", "switch")

    def unplug(self) -> None:
        """Whatever is sent is gone without a word, and the card does not notice, as behind a broken switch."""
        ip("-n", SWITCH, "link", "set", self.name, "nomaster")

    def run(self, command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        """Runs a command on the machine to its end; output and errors in one text."""
        output: dict[str, object] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        return subprocess.run(["ip", "netns", "exec", self.space, *command], **(output | options))  # type: ignore[call-overload]

    def start(self, service: Service) -> Service:
        """Starts it, and again whenever it ends."""
        self._begin(service)
        self.services.append(service)
        return service

    def _begin(self, service: Service) -> None:
        who = ["setpriv", f"--reuid={service.user}", f"--regid={service.user}"]
        who += [f"--groups={service.groups}"] if service.groups else ["--clear-groups"]
        with (self.logs / f"{self.name}-{service.name}.log").open("ab") as log:
            service.process = subprocess.Popen(
                ["ip", "netns", "exec", self.space, *who, *service.command],
                env=BARE | service.environment,
                cwd=service.folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        if service.process.stdin:
            with contextlib.suppress(OSError):
                service.process.stdin.write(service.told)
                service.process.stdin.close()

    def look_after(self) -> None:
        """Starts what has ended."""
        for service in self.services:
            if not self.is_on or service.process is None or service.process.poll() is None:
                continue
            service.ended_at = service.ended_at or time.monotonic()
            if time.monotonic() - service.ended_at > RESTARTS_AFTER:
                service.ended_at = 0
                self._begin(service)

    def die(self) -> None:
        """As when the power goes: nothing gets to say good-bye."""
        self.is_on = False
        self.unplug()
        self.kill(signal.SIGKILL)

    def come_back(self) -> None:
        """Switched on again, with what was on its disk."""
        # Addresses that a program had added are gone with the power.
        ip("-n", self.space, "address", "flush", "dev", CARD, "to", "0.0.0.0/0", "label", CARD)
        ip("-n", self.space, "address", "add", f"{self.address}/24", "dev", CARD)
        self.plug()
        for service in self.services:
            service.ended_at = 0
            self._begin(service)
        self.is_on = True

    def kill(self, number: int) -> None:
        """All processes of the machine."""
        found = subprocess.run(["ip", "netns", "pids", self.space], capture_output=True, text=True).stdout.split()
        for process in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(process), number)


@contextmanager
def built(addresses: Mapping[str, str], logs: Path) -> Iterator[dict[str, Machine]]:
    """Machines with these names and addresses (/24); all that ran on them is ended afterwards."""
    clear()
    over = threading.Event()
    machines = {name: Machine(name, address, logs) for name, address in addresses.items()}
    try:
        ip("netns", "add", SWITCH)
        ip("-n", SWITCH, "link", "add", "switch", "type", "bridge")
        ip("-n", SWITCH, "link", "set", "switch", "up")
        for machine in machines.values():
            machine.build(24)
        keeper = threading.Thread(target=look_after, args=(list(machines.values()), over))
        keeper.start()
        try:
            yield machines
        finally:
            over.set()
            keeper.join()
    finally:
        for machine in machines.values():
            machine.is_on = False
            machine.kill(signal.SIGTERM)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and any(running(machine.space) for machine in machines.values()):
            time.sleep(0.2)
        clear()


def look_after(machines: list[Machine], over: threading.Event) -> None:
    """Until it is over."""
    while not over.wait(0.3):
        for machine in machines:
            machine.look_after()


def running(space: str) -> bool:
    """Whether anything runs in that namespace."""
    return bool(subprocess.run(["ip", "netns", "pids", space], capture_output=True).stdout.strip())


def clear() -> None:
    """Ends what a trial left that was itself killed."""
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True).stdout
    for line in listed.splitlines():
        space = line.split()[0]
        if not space.startswith(PREFIX):
            continue
        Machine(space.removeprefix(PREFIX), "", Path()).kill(signal.SIGKILL)
        ip("netns", "delete", space)
        with contextlib.suppress(OSError):
            Path("/etc/netns", space, "hosts").unlink()
            Path("/etc/netns", space).rmdir()
