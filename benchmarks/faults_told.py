"""Each fault of a machine is made for real: does the site say it everywhere, with what to do, and lose nothing?

    .venv/bin/python benchmarks/faults_told.py              # as root, with a C compiler: PostgreSQL, about 20 minutes
    .venv/bin/python benchmarks/faults_told.py --sqlite
    .venv/bin/python benchmarks/faults_told.py --only clock # those whose name has this word

Serves the site on a PostgreSQL of its own, data, database and log each on a small disk. Instructors save mark after
mark, an officer issues certificates. While a fault lasts, `/sehat/`, the administrator's home page and the log have to
say it with a sentence that tells what to do; after it is mended as the sentence says, all of them have to say that it
is well. In the end every mark and certificate that was acknowledged is sought. Ends with 1 if one of this is not so.
"""

import argparse
import contextlib
import html
import http.client
import importlib
import io
import json
import os
import pwd
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import cluster_load
import load_day
from browser import Answer, Browser, free_port, host_of
from cluster_measured import Told
from faults import PROOFS, Notes, begin, save_on
from faults_made import FAULTS, POSTGRESQL, Disk, Fault, Machine, in_private_mounts, moved_clock, runner

INSTRUCTORS, PAPERS, WAITING = 2, 300, 20
MARK_EVERY, PAPER_EVERY = 0.5, 3.0
# Seconds: the log and the home page know of some parts by the round of each minute only.
MOST_TO_TELL = 200.0
PLACES = ("sehat", "home", "log")
ENDED = re.compile(r"<p>[^<]*sekarang berfungsi lagi\..*?</p>", re.DOTALL)


@dataclass
class Seen:
    """What one fault was told by, and after how many seconds; the same for its end."""

    told: dict[str, str] = field(default_factory=dict)
    well: dict[str, str] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)

    def is_complete(self) -> bool:
        """Whether every place has told both."""
        return all(place in self.told and place in self.well for place in PLACES)


class Papers:
    """The certificates that were acknowledged; has the form of a book of `cluster_load`."""

    def __init__(self) -> None:
        self.issued: list[str] = []
        self.unclear: list[str] = []

    def write(self, told: Told) -> None:
        """Keeps one answer."""
        if told.is_good:
            self.issued.append(told.what)
        elif told.unclear:
            self.unclear.append(told.unclear)


class Work:
    """People at work from the first fault to the last."""

    def __init__(self, machine: Machine, world: dict[str, Any]) -> None:
        self.notes, self.papers, self.over = Notes(), Papers(), threading.Event()
        self.machine, self.world, host = machine, world, host_of(machine.port)
        self.officer = Browser(host, {load_day.COOKIE: world["officer"]})
        self.teachers = [Browser(host, {load_day.COOKIE: one["key"]}) for one in world["teachers"]]
        self.threads = [
            threading.Thread(
                target=save_on, args=(browser, one["roll"], number, self.notes, self.over), kwargs={"pause": MARK_EVERY}
            )
            for number, (browser, one) in enumerate(zip(self.teachers, world["teachers"], strict=True))
        ]
        self.threads.append(threading.Thread(target=self.issue))

    def issue(self) -> None:
        """One certificate after another, each until it is known to be issued."""
        for paper in self.world["papers"]:
            issued = False
            while not issued and not self.over.is_set():
                with contextlib.suppress(OSError, http.client.HTTPException):
                    issued = cluster_load.issued(self.officer, paper, self.papers)
                self.over.wait(PAPER_EVERY)

    def sign_in_again(self) -> None:
        """A clock that was wrong signed them out."""
        self.officer.cookies[load_day.COOKIE] = self.world["officer"]
        for browser, one in zip(self.teachers, self.world["teachers"], strict=True):
            browser.cookies[load_day.COOKIE] = one["key"]

    def counts(self) -> tuple[int, int]:
        """Acknowledged so far: marks, certificates."""
        return len(self.notes.saved), len(self.papers.issued)


@contextlib.contextmanager
def at_work(machine: Machine, world: dict[str, Any]) -> Iterator[Work]:
    """Everybody works within the block."""
    work = Work(machine, world)
    for thread in work.threads:
        thread.start()
    try:
        yield work
    finally:
        work.over.set()
        for thread in work.threads:
            thread.join()


# --- What is read ----------------------------------------------------------------------------------------------


def say(text: str, words: tuple[str, ...]) -> bool:
    """Whether all of these words stand in it."""
    return all(word in text for word in words)


def sehat(machine: Machine, fault: Fault) -> tuple[str, bool, bool]:
    """What `/sehat/` says; whether that tells the fault, and whether all is well with the part."""
    try:
        status, parts = machine.parts()
    except (OSError, http.client.HTTPException, ValueError) as error:
        return repr(error), False, False
    part = parts[fault.part]
    text = f"{status} {part['state']}: {part['says']}"
    return text, status == 503 and part["state"] == "failed" and say(text, fault.words), part["state"] == "ok"


def home(machine: Machine, fault: Fault) -> tuple[str, bool, bool]:
    """The same of the administrator's home page."""
    answer = look_at_home(machine)
    if answer.status == 302:
        # Signed in by another clock.
        machine.key = inside(machine, "administrator")
        answer = look_at_home(machine)
    text = " ".join(html.unescape(ENDED.sub("", answer.text)).split())
    found = [one for one in re.findall(r">([^<>]{40,})<", text) if say(one, fault.words)]
    if answer.status in (503, 507):
        return f"{answer.status} page", bool(fault.page) and fault.page in text, False
    return (
        f"{answer.status}: {''.join(found[:1])}",
        answer.status == 200 and bool(found),
        answer.status == 200 and not found,
    )


def look_at_home(machine: Machine) -> Answer:
    """As the administrator who is signed in."""
    return Browser(host_of(machine.port), {load_day.COOKIE: machine.key}).get("/")


def log(machine: Machine, fault: Fault, since: int) -> tuple[str, bool, bool]:
    """The same of the log."""
    lines = [one for one in machine.log_lines()[since:] if one.get("part") == fault.part]
    told = [one for one in lines if one["event"] == "part_needs_a_look" and say(one["says"], fault.words)]
    is_well = bool(lines) and lines[-1]["event"] == "part_is_well_again"
    return (told[-1]["says"] if told else str(lines[-1:])), bool(told), is_well


def wait_for(machine: Machine, fault: Fault, seen: Seen, since: int, *, is_well: bool) -> None:
    """Looks until every place has said it, or for long enough."""
    kept, began = (seen.well if is_well else seen.told), time.monotonic()
    while time.monotonic() < began + MOST_TO_TELL and any(place not in kept for place in PLACES):
        looks = {"sehat": lambda: sehat(machine, fault), "home": lambda: home(machine, fault)}
        looks["log"] = lambda: log(machine, fault, since)
        for place in PLACES:
            if place in kept:
                continue
            text, tells, tells_well = looks[place]()
            seen.last[place] = text
            if tells_well if is_well else tells:
                kept[place] = f"{time.monotonic() - began:.0f} s: {text}"
        time.sleep(2)


def try_out(machine: Machine, fault: Fault, work: Work) -> Seen:
    """Makes one fault, reads what is said, mends it and reads again."""
    seen, since = Seen(), len(machine.log_lines())
    print(f"\n=== {fault.name}", flush=True)
    fault.begin(machine)
    wait_for(machine, fault, seen, since, is_well=False)
    if fault.also:
        fault.also(machine)
        time.sleep(10)
        refused = {code: count for code, count in work.notes.answers.items() if code != "200"}
        print(f"    answers so far but 200: {refused}")
        print(f"    at its worst: {sehat(machine, fault)[0]} | {home(machine, fault)[0][:200]}", flush=True)
    fault.mend(machine)
    wait_for(machine, fault, seen, since, is_well=True)
    for name, kept in (("says", seen.told), ("well", seen.well)):
        for place in PLACES:
            print(f"    {name} {place}: {kept.get(place) or 'NO, but ' + seen.last.get(place, '')}", flush=True)
    return seen


# --- Inside the site -------------------------------------------------------------------------------------------


def fill_world() -> None:
    """People at work, an administrator, and files that wait for their seal."""
    cluster_load.INSTRUCTORS, cluster_load.PAPERS = INSTRUCTORS, PAPERS
    with contextlib.redirect_stdout(io.StringIO()) as told:
        cluster_load.fill()
    world = json.loads(told.getvalue())
    factories = importlib.import_module("tests.factories")
    keys = importlib.import_module("tests.certification.sealing.keys")
    certification = importlib.import_module("tests.factories.certification")
    factories.UserFactory(roles=["administrator"], facility=factories.FacilityFactory(), username="drill.administrator")
    center = importlib.import_module("accounts.models").TrainingCenter.objects.get(code=world["center"])
    batch = certification.graduates(WAITING, training_center=center)
    for enrollment in batch.enrollments.all():
        keys.kept_waiting(keys.issued_to(enrollment))
    print(json.dumps(world))


def administrator() -> None:
    """Signs the administrator in by the clock of now."""
    user = importlib.import_module("accounts.models").User.objects.get(username="drill.administrator")
    print(load_day.signed_in(user))


def ask() -> None:
    """Asks the signer for everything that waits, at once."""
    client = importlib.import_module("certification.sealing.signer_client")
    models = importlib.import_module("certification.sealing.models")
    client.ask_for(*(one.certificate for one in models.UnsealedFile.objects.select_related("certificate")))


def waiting() -> None:
    """Prints how many files wait for their seal."""
    print(importlib.import_module("certification.sealing.models").UnsealedFile.objects.count())


INSIDE = {"fill": fill_world, "administrator": administrator, "ask": ask, "waiting": waiting, "kept": cluster_load.kept}


def inside(machine: Machine, work: str) -> str:
    """The last line printed by this script when run inside the site."""
    command = [sys.executable, __file__, f"--inside={work}"]
    run = subprocess.run(
        command,
        env=machine.environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    return run.stdout.strip().splitlines()[-1]


# --- The run ---------------------------------------------------------------------------------------------------


def main(is_sqlite: bool, only: str) -> int:
    """Runs every fault; 1 if one was not told or something was lost."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    tests = runner()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="terampil-faults-")))
        place, user = stack.enter_context(tests.private_folder())
        clock = stack.enter_context(moved_clock(Path(place)))
        port = free_port()
        environment = os.environ | tests.SETTINGS | {"STATIC_ROOT": f"{folder}/static", "PORT": str(port)}
        environment |= {"SEAL_SOCKET": f"{folder}/segel/segel.sock", "SEAL_KEYS": f"{folder}/keys"}
        environment |= {"SEAL_CLIENT": pwd.getpwuid(os.getuid()).pw_name, "UPKEEP_AT_NIGHT": "false"}
        (folder / "segel").mkdir(mode=0o750)
        machine = Machine(environment, port, folder, stack, clock)
        stack.callback(machine.end_signer)
        if is_sqlite:
            environment["DATABASE_URL"] = f"sqlite:///{machine.data.place}/terampil.sqlite3"
        else:
            environment["DATABASE_URL"] = tests.address(place, tests.TEST_NAME)
            binaries = tests.find_postgresql()
            source = tests.kept_postgresql(binaries)
            machine.database_disk = Disk(POSTGRESQL, 2400, stack)
            data = str(POSTGRESQL / "data")
            subprocess.run(["cp", "-a", f"{source}/data", data], check=True)
            machine.open_database = lambda: tests.server(binaries, data, place, user)
            stack.callback(machine.database.close)
            machine.restart_database()
        chosen = [one for one in FAULTS if only in one.name and not (is_sqlite and one.only)]
        return drill(machine, chosen)


def drill(machine: Machine, chosen: list[Fault]) -> int:
    """Starts everything, makes one fault after another, and compares."""
    world = begin(machine, lambda: inside(machine, "fill"))
    told: dict[str, tuple[Seen, tuple[int, int], tuple[int, int]]] = {}
    with machine.served:
        machine.start_site()
        machine.key = inside(machine, "administrator")
        with at_work(machine, world) as work:
            time.sleep(10)
            for fault in chosen:
                before = work.counts()
                told[fault.name] = (try_out(machine, fault, work), before, work.counts())
                work.sign_in_again()
                time.sleep(5)
        kept = json.loads(inside(machine, "kept"))
    files = inside(machine, "waiting")
    machine.end_signer()
    proofs = {name: machine.manage(name) for name in PROOFS}
    print(f"files that wait for their seal: {files}")
    return judge(work, told, kept, proofs)


def judge(work: Work, told: dict[str, Any], kept: dict[str, Any], proofs: dict[str, Any]) -> int:
    """Prints the table; 1 if something is not so."""
    marks, papers, lost_in_all = set(kept["mark"]), set(kept["paper"]), 0
    print(
        "\n| fault | /sehat/ | home | log | well again | acknowledged meanwhile | lost |\n|---|---|---|---|---|---|---|"
    )
    for name, (seen, before, after) in told.items():
        saved, issued = work.notes.saved[before[0] : after[0]], work.papers.issued[before[1] : after[1]]
        lost = len([one for one in saved if one not in marks]) + len([one for one in issued if one not in papers])
        lost_in_all += lost
        cells = [seen.told.get(place, "NO").partition(":")[0] for place in PLACES]
        cells.append(" / ".join(seen.well.get(place, "NO").partition(":")[0] for place in PLACES))
        print(f"| {name} | {' | '.join(cells)} | {len(saved)} marks, {len(issued)} certificates | {lost} |")
    lost_marks, lost_papers = set(work.notes.saved) - marks, set(work.papers.issued) - papers
    twice = len(kept["numbers"]) - len(set(kept["numbers"]))
    print(f"acknowledged: {work.counts()}; lost: {len(lost_marks)}, {len(lost_papers)}; numbers twice: {twice}")
    print(f"answers: {dict(work.notes.answers)}; sealed: {kept['sealed']}")
    print(f"unclear: {work.notes.unclear[:3]} {work.papers.unclear[:3]}")
    for name, proof in proofs.items():
        print(f"{name}: {proof.returncode} {proof.stdout[-600:] if proof.returncode else ''}")
    is_told = all(seen.is_complete() for seen, _before, _after in told.values())
    failed = lost_marks or lost_papers or twice or work.notes.unclear or work.papers.unclear or not all(work.counts())
    return 0 if is_told and not failed and not any(one.returncode for one in proofs.values()) else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sqlite", action="store_true", help="the database in a file, on the disk of the data")
    parser.add_argument("--only", default="", help="faults whose name has this word")
    parser.add_argument("--inside", choices=INSIDE, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan_blk.settings")
        importlib.import_module("django").setup()
        INSIDE[asked.inside]()
    else:
        in_private_mounts()
        raise SystemExit(main(asked.sqlite, asked.only))
