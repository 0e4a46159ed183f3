"""Issuing certificates to a whole class through the site's pages: from the click to the merged print file.

    .venv/bin/python benchmarks/issue_batch.py                       # 200 people, SQLite
    .venv/bin/python benchmarks/issue_batch.py --postgres --people 40

Serves the site with `manage.py serve` on its own database, in which the certificates have just been approved, and runs
the signer and a statement key, so that each file is sealed and carries both symbols. The officer clicks "issue all",
polls the progress every second as the page does, then clicks "all in one file" and downloads it. Meanwhile a reader
opens pages. Prints the seconds of each part and the times of the pages; fails if a certificate, a seal or a page is
missing.
"""

import argparse
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
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from browser import free_port, value_of
from load_day import Times, Visitor, causes, served, signed_in

UNITS, LOOK_EVERY, READ_EVERY = 8, 1.0, 0.5
PASSPHRASE = "a passphrase of the benchmark"  # noqa: S105 - for keys that live for a minute


class Officer(Visitor):
    """A user who submits forms and follows the redirects."""

    def click(self, kind: str, page: str, action: str, **fields: str) -> str:
        """Submits the form of a page; returns the redirect's target."""
        secret = value_of(self.ask("page", page), "csrfmiddlewaretoken")
        form = {"csrfmiddlewaretoken": secret, "idempotency_token": str(uuid.uuid4()), **fields}
        self.ask(kind, action, form)
        return self.leads_to

    @property
    def leads_to(self) -> str:
        """The target of the last answer's redirect."""
        return self.answer.leads_to if self.answer else ""


def wait_for(officer: Officer, job: str) -> tuple[str, list[int]]:
    """Polls the page of the job until it redirects to its result; returns its address and the counts shown."""
    seen: list[int] = []
    while True:
        text = officer.ask("progress", job)
        if officer.leads_to:
            return officer.leads_to, seen
        found = re.search(r'<progress value="(\d+)"', text)
        seen.append(int(found[1]) if found else -1)
        if "notice--bad" in text:
            raise SystemExit(f"An item failed:\n{text[-2000:]}")
        time.sleep(LOOK_EVERY)


def run(world: dict[str, Any], port: int) -> tuple[Times, dict[str, float], list[int], int]:
    """Issues and downloads the certificates as the officer, while a reader opens pages."""
    times, over = Times(), threading.Event()
    officer, reader = Officer(port, world["officer"], times), Visitor(port, world["reader"], times)

    def read() -> None:
        while not over.is_set():
            for page in world["pages"]:
                reader.ask("reader", page)
                over.wait(READ_EVERY)

    reading = threading.Thread(target=read)
    reading.start()
    page, parts = world["page"], {}
    began = time.monotonic()
    _result, seen = wait_for(officer, officer.click("issue", page, f"{page}terbitkan/"))
    parts["issued and rendered"] = time.monotonic() - began
    officer.ask("file", officer.click("print", page, f"{page}cetak/", merged="", reason=""))
    parts["with the print file"] = time.monotonic() - began
    over.set()
    reading.join()
    return times, parts, seen, pages_of(officer.answer.content if officer.answer else b"")


def pages_of(content: bytes) -> int:
    """The number of pages in the print file; 0 if it is not a PDF."""
    if not content.startswith(b"%PDF"):
        print(f"no print file: {content[:200]!r}")
        return 0
    with importlib.import_module("pikepdf").open(io.BytesIO(content)) as whole:
        return len(whole.pages)


# --- The data --------------------------------------------------------------------------------------------------


def fill(people: int) -> None:
    """Writes a class with approved certificates and its users; prints addresses and cookies as JSON."""
    certification = importlib.import_module("tests.factories.certification")
    models = importlib.import_module("certification.models")
    certification.many_approved(people, units=UNITS)
    # Approved through the rule instead of in bulk, because a worker then prepares the layouts.
    models.Certificate.objects.update(state=models.Certificate.State.PREPARED)
    certificate = models.Certificate.objects.select_related("batch__training_center").first()
    center, page = certificate.batch.training_center, f"/sertifikat/angkatan/{certificate.batch.public_id}/"
    officer = certification.User.objects.get(groups__name="certificate_officer", training_center=center)
    head = certification.User.objects.get(groups__name="blk_head", training_center=center)
    approval = importlib.import_module("certification.certificates.approval")
    approval.approve_batch(certificate.batch, by=head, seen=approval.seen_in(approval.pairs_of(certificate.batch)))
    reader = certification.staff(center, "blk_coordinator")
    pages = ["/", "/sertifikat/", page, f"/angkatan/{certificate.batch.public_id}/"]
    found = {
        "officer": signed_in(officer),
        "reader": signed_in(reader),
        "page": page,
        "pages": pages,
        "center": center.code,
    }
    print(json.dumps(found))


def inside(work: str, people: int) -> None:
    """Work inside the site: fills its database, or counts the seals in it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan_blk.settings")
    importlib.import_module("django").setup()
    if work == "fill":
        with importlib.import_module("django.db.transaction").atomic():
            fill(people)
    else:
        files = importlib.import_module("certification.models").CertificateFile
        print(files.objects.filter(seal_key__isnull=False).count())


def itself(environment: dict[str, str], *arguments: str) -> str:
    """The last line printed by this script when run inside the site."""
    command = [sys.executable, __file__, *arguments]
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.strip().splitlines()[-1]


@contextmanager
def sealing(environment: dict[str, str], center: str) -> Iterator[None]:
    """Creates keys for seals and statements and runs the signer."""
    secret, manage = f"{PASSPHRASE}\n{PASSPHRASE}\n", [sys.executable, "manage.py"]
    for command in (["seal_key", "new"], ["statement_key", "new", center]):
        subprocess.run(
            [*manage, *command],
            env=environment,
            cwd=ROOT,
            input=secret,
            text=True,
            stdout=subprocess.DEVNULL,
            check=True,
        )
    with subprocess.Popen(
        [*manage, "signer", "--same-user"],
        env=environment,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as signer:
        signer.stdin.write(secret)
        signer.stdin.flush()
        signer.stdout.readline()
        try:
            yield
        finally:
            signer.terminate()


def main(options: argparse.Namespace) -> int:
    # A terminated run stops its site and database cluster as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    runner = importlib.import_module("tests.run")
    database = runner.cluster(runner.find_postgresql()) if options.postgres else nullcontext("")
    with tempfile.TemporaryDirectory(prefix="terampil-issue-") as folder, database as url:
        port, log = free_port(), Path(folder, "site.log")
        places = {"DATA_DIR": folder, "MEDIA_ROOT": f"{folder}/media", "STATIC_ROOT": f"{folder}/static"}
        site = {"PORT": str(port), "DATABASE_URL": url or f"sqlite:///{folder}/issue.sqlite3"}
        places |= {"SEAL_KEYS": f"{folder}/keys", "SEAL_SOCKET": f"{folder}/signer/seal.sock"}
        site["SEAL_CLIENT"] = pwd.getpwuid(os.getuid()).pw_name
        environment = os.environ | runner.SETTINGS | places | site
        subprocess.run([sys.executable, "manage.py", "prepare"], env=environment, cwd=ROOT, check=True)
        world = json.loads(itself(environment, "--fill", "--people", str(options.people)))
        print(f"{options.people} certificates, load before: {os.getloadavg()[0]:.1f}", flush=True)
        with sealing(environment, world["center"]), served(environment, port, log):
            # The worker starts after the first page is served.
            time.sleep(options.settle)
            times, parts, seen, pages = run(world, port)
        seals = int(itself(environment, "--seals"))
        reasons = causes(log)
    times.show()
    for name, seconds in parts.items():
        print(f"{name}: {seconds:.1f} s")
    print(f"progress seen: {seen}, pages of the print file: {pages}, load after: {os.getloadavg()[0]:.1f}")
    for reason in reasons[:5]:
        print(f"  {reason}")
    print(f"seals: {seals} of {options.people}")
    return 1 if times.errors or reasons or pages != 2 * options.people or seals != options.people else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--settle", type=float, default=10, help="seconds between start and first click")
    parser.add_argument("--postgres", action="store_true", help="on a cluster of its own, as tests/run.py makes it")
    parser.add_argument("--fill", dest="work", action="store_const", const="fill", help=argparse.SUPPRESS)
    parser.add_argument("--seals", dest="work", action="store_const", const="seals", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        inside(asked.work, asked.people)
    else:
        raise SystemExit(main(asked))
