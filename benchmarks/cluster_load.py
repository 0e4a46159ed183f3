"""People at work while machines fail: what `cluster.py` runs in the office, and within the site.

Instructors sign in and save mark after mark, an officer issues one certificate after another, somebody looks at a page
on and on. What each was answered is written down, a line each.
"""

import argparse
import contextlib
import http.client
import importlib
import io
import json
import os
import ssl
import sys
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import load_day
from browser import Answer, Browser, value_of
from cluster_measured import Told
from faults import Notes, save_on

INSTRUCTORS, PAPERS = 5, 400
COOKIE = "__Host-sesi"
PASSWORD = "a-long-test-password"  # noqa: S105 - of invented users
# Seconds: between two marks of one instructor, between two certificates, between two looks, and until people try again.
MARK_EVERY, PAPER_EVERY, LOOK_EVERY, PATIENCE = 0.5, 2.5, 0.5, 8.0


class Office(Browser):
    """A browser that trusts the authority of the site."""

    scheme = "https"

    def __init__(self, host: str, authority: str, key: str = "") -> None:
        super().__init__(host, {COOKIE: key} if key else {})
        self.trusted = ssl.create_default_context(cafile=authority)

    def connection(self) -> http.client.HTTPConnection:
        """A new one, which nobody waits for as long as for a slow page."""
        return http.client.HTTPSConnection(self.host, timeout=PATIENCE, context=self.trusted)


class Book:
    """Where it is written down."""

    def __init__(self, path: Path) -> None:
        self.lock, self.file = threading.Lock(), path.open("a")

    def write(self, told: Told) -> None:
        """At once, as the drill reads along."""
        with self.lock:
            self.file.write(json.dumps(asdict(told)) + "\n")
            self.file.flush()


class Marks(Notes):
    """What one instructor is answered."""

    def __init__(self, book: Book, who: str) -> None:
        super().__init__()
        self.book, self.who = book, who

    def add(self, note: str, status: int, text: str) -> None:
        """Into the book too."""
        known = len(self.unclear)
        super().add(note, status, text)
        unclear = "".join(self.unclear[known:])
        self.book.write(Told(time.monotonic(), "mark", self.who, status == 200, note, status, unclear))


def teach(browser: Office, teacher: dict[str, str], number: int, book: Book, over: threading.Event) -> None:
    """Signs in and saves marks until it is over."""
    if not tried(lambda: sign_in(browser, teacher["name"]), over):
        return
    book.write(Told(time.monotonic(), "sign-in", teacher["name"], True))
    notes = Marks(book, teacher["name"])
    save_on(browser, teacher["roll"], number, notes, over, pause=MARK_EVERY)


def sign_in(browser: Office, name: str) -> bool:
    """As a person does, with the page."""
    page = browser.get("/masuk/").text
    form = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": value_of(page, "csrfmiddlewaretoken")}
    return browser.post("/masuk/", form).status == 302 and COOKIE in browser.cookies


def tried(act: Callable[[], bool], over: threading.Event) -> bool:
    """Tries until it succeeds; False if it is over before."""
    while not over.is_set():
        with contextlib.suppress(OSError, http.client.HTTPException):
            if act():
                return True
        over.wait(1)
    return False


def issue(browser: Office, papers: list[str], book: Book, over: threading.Event) -> None:
    """Issues one certificate after another, each again until it is known to be issued."""
    for paper in papers:
        tried(lambda: issued(browser, paper, book), over)  # noqa: B023 - tried within the loop
        if over.wait(PAPER_EVERY):
            return


def issued(browser: Office, paper: str, book: Book) -> bool:
    """Whether the click was answered with the page of the certificate."""
    page = f"/sertifikat/{paper}/"
    secret = value_of(browser.get(page).text, "csrfmiddlewaretoken")
    if not secret:
        return False
    form = {"csrfmiddlewaretoken": secret, "idempotency_token": str(uuid.uuid4())}
    try:
        answer = browser.post(f"{page}terbitkan/", form)
    except (OSError, http.client.HTTPException):
        book.write(Told(time.monotonic(), "paper", "officer", False, paper))
        raise
    is_good = answer.status == 302 and answer.leads_to.endswith(page)
    unclear = "" if is_good or answer.status in (503, 507) else f"{answer.status}: {answer.text[:200]}"
    book.write(Told(time.monotonic(), "paper", "officer", is_good, paper, answer.status, unclear))
    return is_good


def look(browser: Office, book: Book, over: threading.Event) -> None:
    """Opens the first page on and on."""
    while not over.wait(LOOK_EVERY):
        answer: Answer | None = None
        with contextlib.suppress(OSError, http.client.HTTPException):
            answer = browser.get("/")
        status = answer.status if answer else 0
        book.write(Told(time.monotonic(), "page", "reader", status == 200, status=status))


def work(host: str, authority: str, world: dict[str, Any], book: Book) -> None:
    """Everybody at once, until nothing more is to be read on standard input."""
    over = threading.Event()
    threads = [
        threading.Thread(target=teach, args=(Office(host, authority), teacher, number, book, over))
        for number, teacher in enumerate(world["teachers"])
    ]
    officer, reader = Office(host, authority, world["officer"]), Office(host, authority, world["readers"][0])
    threads.append(threading.Thread(target=issue, args=(officer, world["papers"], book, over)))
    threads.append(threading.Thread(target=look, args=(reader, book, over)))
    for thread in threads:
        thread.start()
    sys.stdin.read()
    over.set()
    for thread in threads:
        thread.join()


# --- Within the site -------------------------------------------------------------------------------------------


def fill() -> None:
    """The instructors of a morning, and approved certificates of a class; prints who and what as JSON."""
    certification = importlib.import_module("tests.factories.certification")
    models = importlib.import_module("certification.models")
    with importlib.import_module("django.db.transaction").atomic(), contextlib.redirect_stdout(io.StringIO()) as told:
        load_day.fill(INSTRUCTORS, 1)
        papers = models.Certificate.objects.filter(pk__in=certification.many_approved(PAPERS)).order_by("pk")
        center = papers[0].batch.training_center
    officer = certification.User.objects.get(groups__name="certificate_officer", training_center=center)
    more = {"officer": load_day.signed_in(officer), "center": center.code}
    more["papers"] = [str(one.public_id) for one in papers]
    print(json.dumps(json.loads(told.getvalue()) | more))


def kept() -> None:
    """Prints what the database holds in the end."""
    models = importlib.import_module("certification.models")
    revisions = importlib.import_module("programs.attendance.models.marks").MarkRevision.objects
    issued = models.Certificate.objects.issued()
    found = {
        "mark": list(revisions.exclude(note="").values_list("note", flat=True)),
        "paper": [str(one) for one in issued.values_list("public_id", flat=True)],
        "numbers": list(issued.values_list("number__number", flat=True)),
        "sealed": models.CertificateFile.objects.filter(seal_key__isnull=False).count(),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("part", choices=("work", "fill", "kept"))
    parser.add_argument("--host")
    parser.add_argument("--authority", help="the file of its certificate")
    parser.add_argument("--world", type=Path, help="what `fill` printed")
    parser.add_argument("--book", type=Path)
    asked = parser.parse_args()
    if asked.part == "work":
        work(asked.host, asked.authority, json.loads(asked.world.read_text()), Book(asked.book))
    else:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan_blk.settings")
        importlib.import_module("django").setup()
        {"fill": fill, "kept": kept}[asked.part]()
