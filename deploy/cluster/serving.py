"""The site on the machines of a trial: its database prepared once, its pages on both web machines, its one signer."""

import sys
from pathlib import Path

from deploy.cluster import configure, machines
from deploy.cluster.machines import Service
from deploy.cluster.trial import NAME, NETWORK, Trial, wait_for

ROOT = Path(__file__).resolve().parents[2]
MANAGE = [sys.executable, "manage.py"]
WEB = ("web1", "web2")
SITE, PORT = f"{NETWORK}.10", 8000
PASSPHRASE = "kuda laut biru 7"
# "TRPL" and the number of the rounds, see core/leadership.py.
WHO_DOES_ROUNDS = (
    "SELECT client_addr FROM pg_locks JOIN pg_stat_activity USING (pid) "
    "WHERE locktype = 'advisory' AND granted AND classid = 1414680652 AND objid = 1"
)


def environment(trial: Trial, machine: str) -> dict[str, str]:
    """What `configure` wrote for the site on this web machine, and its folders here."""
    data = trial.place / "site" / machine
    data.mkdir(parents=True, exist_ok=True)
    places = {"DATA_DIR": f"{data}", "MEDIA_ROOT": f"{data}/media", "STATIC_ROOT": f"{data}/static"}
    here = {"BIND": "127.0.0.1", "PORT": str(PORT), "DEBUG": "false", "UPKEEP_AT_NIGHT": "false"}
    return machines.BARE | configure.read(trial.etc(machine) / "site.env") | places | here


def as_owner(trial: Trial, machine: str) -> dict[str, str]:
    """The same as the role that owns the tables, as for every new version."""
    known = environment(trial, machine)
    address = known.pop("DATABASE_DIRECT_URL")
    site, owner = (f"//{name}:{trial.secrets[key]}@" for name, key in ROLES.items())
    return known | {"DATABASE_URL": address.replace(site, owner)}


ROLES = {"terampil_site": "PASSWORD_SITE", "terampil": "PASSWORD_OWNER"}


def manage(trial: Trial, machine: str, *words: str, known: dict[str, str] | None = None, told: str = "") -> str:
    """What a command of the site prints on that machine. Ends the trial if it fails."""
    done = trial.machines[machine].run(
        [*MANAGE, *words], env=known or environment(trial, machine), cwd=ROOT, input=told
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} on {machine}:\n{done.stdout[-3000:]}")
    return done.stdout.strip()


def prepare(trial: Trial) -> None:
    """Tables, roles, and what each web machine keeps for itself."""
    for machine in WEB:
        manage(trial, machine, "prepare", known=as_owner(trial, machine))
    manage(trial, "web1", "database_roles", "--execute", known=as_owner(trial, "web1"))
    told = trial.psql(trial.primary(), "terampil", "--file", f"{ROOT}/deploy/signer_role.sql")
    if told:
        raise SystemExit(told)


def take_files(trial: Trial) -> bool:
    """What lay in a folder of one web machine is in the database afterwards, where both find it."""
    content = b"seen by both"
    folder = Path(environment(trial, "web1")["MEDIA_ROOT"])
    folder.mkdir(exist_ok=True)
    (folder / "kept.txt").write_bytes(content)
    manage(trial, "web1", "files_to_database")
    found = trial.through_pool("web2", "SELECT encode(content, 'escape') FROM core_storedfile WHERE name = 'kept.txt'")
    trial.psql(trial.primary(), "terampil", "-c", "DELETE FROM core_storedfile WHERE name = 'kept.txt'")
    return found == content.decode()


def start(trial: Trial) -> None:
    """Both web machines, and the address that browsers know."""
    for machine in WEB:
        known = environment(trial, machine)
        trial.machines[machine].start(Service("site", [*MANAGE, "serve"], environment=known, folder=str(ROOT)))
        run = trial.place / "run" / machine
        own = ["-p", f"{run}/keepalived.pid", "-r", f"{run}/vrrp.pid"]
        keepalived = ["keepalived", "-n", "-l", "-P", "-f", f"{trial.etc(machine)}/keepalived.conf", *own]
        trial.machines[machine].start(Service("keepalived", keepalived))
    names = Path("/etc/netns", trial.machines["office"].space, "hosts")
    names.write_text(f"127.0.0.1 localhost\n{SITE} {NAME}\n")
    for machine in WEB:
        wait_for(f"the site on {machine}", lambda: answers(trial, machine))  # noqa: B023 - asked within the loop
    wait_for("the site at its address", lambda: is_reached(trial))


def start_signer(trial: Trial, center: str) -> None:
    """The one signer, with a key of this training center."""
    folder = trial.place / "segel"
    folder.mkdir(mode=0o700)
    known = machines.BARE | configure.read(trial.etc("witness") / "signer.env")
    known |= {"DATA_DIR": str(folder), "SEAL_KEYS": str(folder), "DEBUG": "false"}
    told = PASSPHRASE + "\n"
    manage(trial, "witness", "seal_key", "new", f"--training-center={center}", known=known, told=told)
    signer = Service("signer", [*MANAGE, "signer"], environment=known, folder=str(ROOT), told=told)
    trial.machines["witness"].start(signer)
    wait_for("the signer", lambda: "listening" in (trial.place / "logs/witness-signer.log").read_text())


def answers(trial: Trial, machine: str) -> bool:
    """Whether the site on this machine says what HAProxy asks of it."""
    if not trial.machines[machine].is_on:
        return False
    told = [f"Host: {NAME}", f"X-Forwarded-For: {trial.machines[machine].address}", "X-Forwarded-Proto: https"]
    headers = [part for header in told for part in ("-H", header)]
    asked = ["curl", "-sf", "-m", "5", "-o", "/dev/null", *headers, f"http://127.0.0.1:{PORT}/sehat/"]
    return trial.machines[machine].run(asked).returncode == 0


def is_reached(trial: Trial) -> bool:
    """Whether the site answers in the office, through whichever HAProxy has its address."""
    asked = ["curl", "-sf", "-m", "5", "-o", "/dev/null", "--cacert", f"{trial.etc('web1')}/ca.crt"]
    return trial.machines["office"].run([*asked, f"https://{NAME}/sehat/"]).returncode == 0


def holder(trial: Trial) -> str:
    """The web machine that has the address of the site."""
    for machine in WEB:
        shown = ["ip", "-o", "-4", "address", "show", "dev", machines.CARD]
        if trial.machines[machine].is_on and f" {SITE}/" in trial.machines[machine].run(shown).stdout:
            return machine
    return ""


def does_rounds(trial: Trial) -> list[str]:
    """The machines that do the rounds of due work; one, if all is well."""
    told = trial.psql(trial.primary() or "db1", "terampil", "-c", WHO_DOES_ROUNDS).split()
    return [name for name in WEB if trial.machines[name].address in told] if len(told) <= 1 else told
