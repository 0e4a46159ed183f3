"""Attendance is saved while one thing after another fails: nothing that was acknowledged may be lost.

    .venv/bin/python benchmarks/faults.py                # about two minutes
    .venv/bin/python benchmarks/faults.py --seconds 10   # shorter pauses between the faults
    .venv/bin/python benchmarks/faults.py --pooled       # through PgBouncer, which pools transactions

Serves the site on its own PostgreSQL cluster, with a signer that holds a key. Instructors save mark after mark, each
with a note of its own, while the database stops and starts, the workers and the signer are killed, and the disk of the
site's folder is full for all of its processes. Afterwards each note whose answer said that it was saved must be in the
database, each refusal must have been a page in Indonesian that says what to do, the papers that waited for the signer
must be sealed, and the proofs of register, seals and audit must hold.
"""

import argparse
import contextlib
import http.client
import importlib
import io
import json
import os
import pwd
import re
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import load_day
from browser import Browser, free_port, host_of, value_of

INSTRUCTORS, PAPERS = 4, 20
PASSPHRASE = "kuda laut biru 7"  # noqa: S105 - of a key that is gone with the run
# By status: the words of the page that says what happened, and what to do.
SAYS = {503: "Basis data tidak menjawab", 507: "Penyimpanan server penuh"}
PROOFS = ("verify_audit", "verify_register", "verify_seals")


class Notes:
    """What the site answered to each mark."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.saved: list[str] = []
        self.answers: Counter[str] = Counter()
        self.unclear: list[str] = []

    def add(self, note: str, status: int, text: str) -> None:
        """Keeps one answer; status 0 if the connection broke off, which says nothing."""
        with self.lock:
            self.answers[str(status or "broken off")] += 1
            if status == 200:
                self.saved.append(note)
            elif status >= 500 and SAYS.get(status, "-") not in text:
                self.unclear.append(f"{status}: {text[:200]}")


def save_on(browser: Browser, roll: str, number: int, notes: Notes, over: threading.Event, *, pause: float = 0) -> None:
    """Acts as one instructor, who saves on and on and looks at the page again after every refusal."""
    count = 0
    versions: dict[str, str] = {}
    secret = ""
    while not over.is_set():
        try:
            if not versions:
                page = browser.get(roll).text
                people = set(re.findall(r'name="version-([0-9a-f-]{36})"', page))
                versions = {person: value_of(page, f"version-{person}") for person in people}
                secret = value_of(page, "csrfmiddlewaretoken")
            for person in list(versions):
                note, count = f"catatan {number}-{count}", count + 1
                form = {"status": "present", "version": versions[person], "minutes_late": "", "note": note}
                form |= {"csrfmiddlewaretoken": secret, "idempotency_token": str(uuid.uuid4())}
                answer = browser.post(f"{roll}{person}/", form)
                notes.add(note, answer.status, answer.text)
                if answer.status != 200:
                    versions = {}
                    break
                versions[person] = str(json.loads(answer.text)["version"])
                if over.wait(pause):
                    break
        except (OSError, http.client.HTTPException):
            notes.add("", 0, "")
            versions = {}
        if not versions:
            over.wait(0.5)


# --- Inside the site -------------------------------------------------------------------------------------------


def fill() -> None:
    """The instructors of a morning, and certificates whose files are made and wait for their seal."""
    with contextlib.redirect_stdout(io.StringIO()) as told:
        load_day.fill(INSTRUCTORS, 1)
    keys = importlib.import_module("tests.certification.sealing.keys")
    factories = importlib.import_module("tests.factories.certification")
    batch = factories.graduates(PAPERS)
    for enrollment in batch.enrollments.all():
        keys.kept_waiting(keys.issued_to(enrollment))
    print(json.dumps({**json.loads(told.getvalue()), "center": batch.training_center.code}))


def seal() -> None:
    """Asks the signer for what waits until nothing does; prints how often it was away."""
    client = importlib.import_module("certification.sealing.signer_client")
    models = importlib.import_module("certification.sealing.models")
    db, away, until = importlib.import_module("django.db"), 0, time.monotonic() + 120
    while time.monotonic() < until:
        try:
            waiting = models.UnsealedFile.objects.select_related("certificate").first()
            if waiting is None:
                break
            away += not client.ask_for(waiting.certificate)
        except db.Error:
            db.connection.close()
        # Slowly, so that some wait while each thing fails.
        time.sleep(2)
    print(json.dumps({"away": away, "waiting": models.UnsealedFile.objects.count()}))


def stored() -> None:
    """Prints the notes of all versions of all marks."""
    revisions = importlib.import_module("programs.attendance.models.marks").MarkRevision.objects
    print(json.dumps(list(revisions.exclude(note="").values_list("note", flat=True))))


INSIDE = {"fill": fill, "seal": seal, "stored": stored}


# --- The faults ------------------------------------------------------------------------------------------------


class Stage:
    """The site, its database and its signer, each of which can be made to fail."""

    def __init__(self, environment: dict[str, str], port: int, folder: Path, stack: contextlib.ExitStack) -> None:
        self.environment, self.port, self.folder, self.stack = environment, port, folder, stack
        self.database = contextlib.ExitStack()
        self.signer: subprocess.Popen[str] | None = None
        self.site = 0

    def manage(self, *words: str, **more: Any) -> subprocess.CompletedProcess[str]:
        """Runs one command of the site."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            env=self.environment,
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **more,
        )

    def start_signer(self) -> None:
        """Starts it, with its passphrase."""
        self.signer = subprocess.Popen(
            [sys.executable, "manage.py", "signer", "--same-user"],
            env=self.environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        if self.signer.stdin and self.signer.stdout:
            self.signer.stdin.write(PASSPHRASE + "\n")
            self.signer.stdin.flush()
            self.signer.stdout.readline()

    def kill_signer(self) -> None:
        """Kills it; whoever watches it starts it anew."""
        if self.signer:
            self.signer.kill()
            self.signer.communicate()
        self.start_signer()

    def kill_workers(self) -> None:
        """Kills one process of the web server, the worker and the runner."""
        children = [one for one in descendants(self.site) if one != self.site]
        for part in ("work", "run_due", "gunicorn"):
            found = [one for one in children if part in command_of(one).split("\0")]
            if found:
                os.kill(found[-1], signal.SIGKILL)

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """No file of any process of the site may grow, its log neither."""
        with limited([self.site, *descendants(self.site)], 1):
            yield
            # What was started meanwhile has it from its parent.
            found = [self.site, *descendants(self.site)]
        with limited(found, resource.RLIM_INFINITY):
            pass


def command_of(process: int) -> str:
    """What the process was started with; nothing if it is gone."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_text()
    return ""


def descendants(process: int) -> list[int]:
    """All processes below this one."""
    found = []
    with contextlib.suppress(OSError):
        for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
            found += [int(child), *descendants(int(child))]
    return found


@contextmanager
def limited(processes: list[int], size: int) -> Iterator[None]:
    """Limits what each file of these processes may grow to."""
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    yield


def run_faults(stage: Stage, database: Any, pause: float) -> None:
    """One fault after another, each with time to get well."""
    time.sleep(pause)
    for name, act in (("workers killed", stage.kill_workers), ("signer killed", stage.kill_signer)):
        print(name, flush=True)
        act()
        time.sleep(pause)
    print("database away", flush=True)
    stage.database.close()
    time.sleep(pause / 2)
    stage.kill_signer()
    time.sleep(pause / 2)
    stage.database.enter_context(database())
    time.sleep(pause)
    print("disk full", flush=True)
    with stage.full_disk():
        time.sleep(pause)
    time.sleep(pause)


# --- The pooler ------------------------------------------------------------------------------------------------


@contextmanager
def pooler(place: str, user: dict[str, Any]) -> Iterator[str]:
    """PgBouncer in front of the cluster, fewer sessions than the site has threads; yields the folder of its socket."""
    folder = Path(place, "pooler")
    folder.mkdir()
    (folder / "users.txt").write_text('"terampil" ""\n')
    (folder / "pgbouncer.ini").write_text(
        f"[databases]\n* = host={place} port=5432\n[pgbouncer]\nlisten_port = 5432\nunix_socket_dir = {folder}\n"
        f"auth_type = trust\nauth_file = {folder}/users.txt\npool_mode = transaction\ndefault_pool_size = 5\n"
        "server_login_retry = 1\n"
    )
    if user:
        subprocess.run(["chown", "-R", f"{user['user']}:{user['group']}", str(folder)], check=True)
    output = subprocess.DEVNULL
    with subprocess.Popen(
        ["pgbouncer", str(folder / "pgbouncer.ini")], stdout=output, stderr=output, **user
    ) as process:
        try:
            while not (folder / ".s.PGSQL.5432").exists() and process.poll() is None:
                time.sleep(0.1)
            yield str(folder)
        finally:
            process.terminate()


# --- The run ---------------------------------------------------------------------------------------------------


def main(seconds: float, is_pooled: bool) -> int:
    """Runs everything; 1 if something was lost or unclear."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    runner = importlib.import_module("tests.run")
    binaries = runner.find_postgresql()
    source = runner.kept_postgresql(binaries)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="terampil-faults-")))
        place, user = stack.enter_context(runner.private_folder())
        subprocess.run(["cp", "-a", f"{source}/data", f"{place}/data"], check=True)

        def database() -> Any:
            return runner.server(binaries, f"{place}/data", place, user)

        port = free_port()
        environment = os.environ | runner.SETTINGS
        environment |= {"DATA_DIR": str(folder), "MEDIA_ROOT": f"{folder}/media", "STATIC_ROOT": f"{folder}/static"}
        environment |= {"PORT": str(port), "DATABASE_URL": runner.address(place, runner.TEST_NAME)}
        environment |= {"SEAL_SOCKET": f"{folder}/segel/segel.sock", "SEAL_KEYS": f"{folder}/keys"}
        environment |= {"SEAL_CLIENT": pwd.getpwuid(os.getuid()).pw_name, "UPKEEP_AT_NIGHT": "false"}
        (folder / "segel").mkdir(mode=0o750)
        stage = Stage(environment, port, folder, stack)
        stack.callback(stage.database.close)
        stage.database.enter_context(database())
        if is_pooled:
            pool = stack.enter_context(pooler(place, user))
            environment["DATABASE_DIRECT_URL"] = environment["DATABASE_URL"]
            environment["DATABASE_URL"] = runner.address(pool, runner.TEST_NAME)
        return drill(stage, database, seconds)


def begin(stage: Stage, fill: Callable[[], str]) -> dict[str, Any]:
    """Migrates, lets `fill` put people and classes in, of which it tells as JSON, and starts a signer with a key."""
    prepared = stage.manage("prepare")
    if prepared.returncode:
        raise SystemExit(prepared.stdout)
    world = json.loads(fill())
    made = stage.manage("seal_key", "new", f"--training-center={world['center']}", input=PASSPHRASE + "\n")
    if made.returncode:
        raise SystemExit(made.stdout)
    stage.start_signer()
    return world


def drill(stage: Stage, database: Any, seconds: float) -> int:
    """Starts everything, lets it fail, and compares."""
    world = begin(stage, lambda: inside(stage, "fill"))
    notes, over = Notes(), threading.Event()
    log = Path(stage.folder, "site.log")
    with load_day.served(stage.environment, stage.port, log) as stage.site:
        reader = Browser(host_of(stage.port), {load_day.COOKIE: world["readers"][0]})
        pages = {page: reader.get(page).status for page in world["pages"][:-1]}
        threads = [
            threading.Thread(target=save_on, args=(browser, teacher["roll"], number, notes, over))
            for number, teacher in enumerate(world["teachers"])
            for browser in [Browser(host_of(stage.port), {load_day.COOKIE: teacher["key"]})]
        ]
        sealing = subprocess.Popen(
            [sys.executable, __file__, "--inside=seal"],
            env=stage.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for thread in threads:
            thread.start()
        try:
            run_faults(stage, database, seconds)
        finally:
            over.set()
        for thread in threads:
            thread.join()
        sealed = json.loads((sealing.communicate()[0] or "{}").splitlines()[-1])
        kept = set(json.loads(inside(stage, "stored")))
    if stage.signer:
        stage.signer.terminate()
        stage.signer.communicate()
    proofs = {name: stage.manage(name) for name in PROOFS}
    lost = [note for note in notes.saved if note not in kept]
    print(f"saved: {len(notes.saved)}, of these lost: {len(lost)}; answers: {dict(notes.answers)}")
    print(f"pages: {pages}")
    print(f"unclear: {len(notes.unclear)} {notes.unclear[:3]}; signer: {sealed}")
    for cause, count in Counter(load_day.causes(log)).most_common(8):
        print(f"  {count} x {cause}")
    for name, proof in proofs.items():
        print(f"{name}: {proof.returncode} {proof.stdout[-300:] if proof.returncode else ''}")
    failed = lost or set(pages.values()) != {200} or notes.unclear or not notes.saved or sealed["waiting"]
    return 1 if failed or any(proof.returncode for proof in proofs.values()) else 0


def inside(stage: Stage, work: str) -> str:
    """The last line printed by this script when run inside the site."""
    command = [sys.executable, __file__, f"--inside={work}"]
    done = subprocess.run(command, env=stage.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.strip().splitlines()[-1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=20, help="after each fault")
    parser.add_argument("--pooled", action="store_true", help="through PgBouncer")
    parser.add_argument("--inside", choices=INSIDE, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan_blk.settings")
        importlib.import_module("django").setup()
        INSIDE[asked.inside]()
    else:
        raise SystemExit(main(asked.seconds, asked.pooled))
