"""The site of several machines, built on this one as `configure` writes it. See try.sh."""

import argparse
import contextlib
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.cluster import configure, machines
from deploy.cluster.machines import Machine, Service

ADDRESSES = {"web1": 11, "web2": 12, "db1": 21, "db2": 22, "witness": 31, "office": 99}
NETWORK = "10.77.0"
NAME = "pelatihan.lan"
POOL, PRIMARY = 6432, 5000
# Seconds.
TO_START, TO_BE_BACK = 90, 30


class Trial:
    """All machines, and what is asked of them."""

    def __init__(self, place: Path, built: dict[str, Machine]) -> None:
        self.place, self.machines = place, built
        self.binaries = max(Path("/usr/lib/postgresql").glob("*/bin/postgres")).parent
        values = {machine.upper(): built[machine].address for machine in configure.MACHINES}
        values |= {"NETWORK": f"{NETWORK}.0/24", "INTERFACE": machines.CARD, "SITE": f"{NETWORK}.10", "NAME": NAME}
        values |= {"ETC": f"{place}/etc/${{MACHINE}}", "RUN": f"{place}/run/${{MACHINE}}", "USER": "root"}
        values |= {"POSTGRESQL": str(self.binaries), "DATA": f"{place}/data/${{MACHINE}}"}
        values |= {"ETCD": f"{place}/etcd/${{MACHINE}}", "SEAL_SOCKET": f"{place}/run/${{MACHINE}}/segel/segel.sock"}
        configure.write(values, place / "etc")
        (place / "etc").chmod(0o755)
        self.secrets = configure.read(place / "etc/secrets.env")
        self.lay_out()

    def etc(self, machine: str) -> Path:
        """What `configure` wrote for this machine."""
        return self.place / "etc" / machine

    def lay_out(self) -> None:
        """Folders of each machine, and files to whom they belong."""
        for machine in configure.MACHINES:
            for kind, owner in (("run", "postgres"), ("data", "postgres"), ("etcd", "etcd")):
                folder = self.place / kind / machine
                folder.mkdir(mode=0o755 if kind == "run" else 0o700, parents=True)
                shutil.chown(folder, owner, owner)
            self.etc(machine).chmod(0o755)
            for key in self.etc(machine).glob("*.key"):
                # As Debian has it for keys that several programs of a machine read.
                shutil.chown(key, "root", "ssl-cert")
                key.chmod(0o640)
            for name in ("patroni.yml", "pgbouncer.ini", "pgbouncer-users.txt"):
                with contextlib.suppress(FileNotFoundError):
                    shutil.chown(self.etc(machine) / name, "postgres", "postgres")
            with contextlib.suppress(FileNotFoundError):
                shutil.chown(self.etc(machine) / "etcd.yml", "etcd", "etcd")

    def start_database(self) -> None:
        """etcd on three machines, Patroni on two, and the ways to it from the web machines."""
        for name in ("db1", "db2", "witness"):
            etcd = ["etcd", f"--config-file={self.etc(name)}/etcd.yml"]
            self.machines[name].start(Service("etcd", etcd, "etcd", "etcd,ssl-cert"))
        for name in ("db1", "db2"):
            patroni = ["patroni", f"{self.etc(name)}/patroni.yml"]
            self.machines[name].start(Service("patroni", patroni, "postgres", "postgres,ssl-cert"))
        for name in ("web1", "web2", "witness"):
            haproxy = ["haproxy", "-W", "-f", f"{self.etc(name)}/haproxy.cfg"]
            (self.place / "run" / name / "segel").mkdir(mode=0o750)
            self.machines[name].start(Service("haproxy", haproxy))
        for name in ("web1", "web2"):
            pool = ["pgbouncer", f"{self.etc(name)}/pgbouncer.ini"]
            self.machines[name].start(Service("pgbouncer", pool, "postgres"))
        wait_for("the database and its standby", lambda: self.primary() and self.has_standby())
        made = self.psql(self.primary(), "postgres", "--file", f"{self.etc('db1')}/roles.sql")
        if made:
            raise SystemExit(made)
        wait_for("the way through PgBouncer", lambda: self.through_pool("web1", "SELECT 1") == "1")

    def primary(self) -> str:
        """The machine that has the database now; empty if none says so."""
        found = [name for name in ("db1", "db2") if self.asks(name, "primary")]
        return found[0] if len(found) == 1 else ""

    def has_standby(self) -> bool:
        """Whether one stands by that has every acknowledged row."""
        return any(self.asks(name, "sync") for name in ("db1", "db2"))

    def asks(self, name: str, what: str) -> bool:
        """Patroni's answer, asked on its own machine."""
        if not self.machines[name].is_on:
            return False
        known = [f"--cacert={self.etc(name)}/ca.crt", f"--cert={self.etc(name)}/machine.pem"]
        known = [part for option in known for part in option.split("=")]
        address = f"https://{self.machines[name].address}:8008/{what}"
        done = self.machines[name].run(["curl", "-sf", "-m", "3", "-o", "/dev/null", *known, address])
        return done.returncode == 0

    def psql(self, name: str, database: str, *words: str) -> str:
        """What psql prints as superuser on that machine."""
        environment = os.environ | {"PGPASSWORD": self.secrets["PASSWORD_SUPERUSER"], "PGSSLMODE": "require"}
        whom = [f"{self.binaries}/psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1"]
        done = self.machines[name].run([*whom, "-U", "postgres", "-d", database, *words], env=environment)
        return done.stdout.strip()

    def through_pool(self, name: str, statement: str) -> str:
        """The answer to a statement from a web machine, as the site asks it; empty if there is none."""
        environment = os.environ | {"PGPASSWORD": self.secrets["PASSWORD_SITE"], "PGCONNECT_TIMEOUT": "3"}
        whom = [f"{self.binaries}/psql", "-X", "-q", "-A", "-t", "-h", "127.0.0.1", "-p", str(POOL)]
        command = [*whom, "-U", "terampil_site", "-d", "terampil", "-c", statement]
        done = self.machines[name].run(command, env=environment)
        return done.stdout.strip() if done.returncode == 0 else ""


def wait_for(what: str, is_there: Callable[[], object], seconds: float = TO_START) -> float:
    """Waits and says how long. Ends the trial if it does not come."""
    began = time.monotonic()
    while not is_there():
        if time.monotonic() - began > seconds:
            raise SystemExit(f"{what}: not there within {seconds:.0f} s")
        time.sleep(0.3)
    took = time.monotonic() - began
    print(f"{what}: {took:.1f} s", flush=True)
    return took


def try_database(trial: Trial) -> bool:
    """Numbers are written one after another while each database machine dies; none that was acknowledged is lost."""
    trial.psql(trial.primary(), "terampil", "-c", "CREATE TABLE tried (n int PRIMARY KEY)")
    trial.psql(trial.primary(), "terampil", "-c", "GRANT ALL ON tried TO terampil_site")
    acknowledged, number, is_good = set[int](), 0, True

    def one_more() -> bool:
        nonlocal number
        number += 1
        told = trial.through_pool("web2", f"INSERT INTO tried VALUES ({number}) RETURNING n")
        if told:
            acknowledged.add(int(told))
        return bool(told)

    for fault in ("die", "unplug"):
        for _turn in range(2):
            was = trial.primary()
            wait_for(f"number {number + 1} is written", one_more)
            print(f"{was}: {fault}", flush=True)
            getattr(trial.machines[was], fault)()
            is_good &= wait_for("  written again", one_more) < TO_BE_BACK
            if fault == "die":
                trial.machines[was].come_back()
            else:
                trial.machines[was].plug()
            wait_for(f"  {was} stands by again", lambda: trial.primary() != was and trial.has_standby())  # noqa: B023
    kept = set(map(int, trial.psql(trial.primary(), "terampil", "-c", "SELECT n FROM tried").split()))
    print(f"acknowledged: {len(acknowledged)}, of these lost: {len(acknowledged - kept)}")
    return is_good and not acknowledged - kept


@contextmanager
def kept_logs() -> Iterator[Path]:
    """A folder for everything; it stays, with its logs, when something went wrong."""
    place = Path(tempfile.mkdtemp(prefix="terampil-cluster-"))
    place.chmod(0o755)
    (place / "logs").mkdir()
    try:
        yield place
    except BaseException:
        print(f"Logs: {place}/logs", file=sys.stderr)
        for folder in ("data", "etcd", "etc"):
            shutil.rmtree(place / folder, ignore_errors=True)
        raise
    shutil.rmtree(place)


@contextmanager
def started() -> Iterator[Trial]:
    """All machines, with the database and the ways to it; whatever ends the block, nothing of it stays behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    addresses = {name: f"{NETWORK}.{number}" for name, number in ADDRESSES.items()}
    with kept_logs() as place, machines.built(addresses, place / "logs") as built:
        trial = Trial(place, built)
        trial.start_database()
        yield trial


def main() -> int:
    argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0]).parse_args()
    with started() as trial:
        return 0 if try_database(trial) else 1


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except KeyboardInterrupt:
        raise SystemExit(130) from None
