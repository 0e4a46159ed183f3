"""Hostile spreadsheets uploaded through the registrar's page while other users read.

    manage.py serve &                      # with demo data
    python benchmarks/hostile_files.py --pid PID_OF_SERVE [--address http://127.0.0.1:8000] [--files 2000]

Every tenth file is handmade; the others are valid files with mutations (tests/world/fuzz). Passes if no web process
ends or grows beyond 300 MB, no answer takes longer than 10 s, no reader gets an error, the site still answers at the
end, and all processes together use at most 1.3 times the memory of the start. Memory is PSS: shared pages count once.
"""

import argparse
import http.client
import random
import re
import sys
import threading
import time
import uuid
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from browser import Answer, Browser, is_up, value_of

from tests.world.fuzz.spreadsheets import HOSTILE, mutated

READERS = {
    "pembinaan": ("/", "/angkatan/", "/sesi/", "/warga-binaan/"),
    "koordinator": ("/", "/sertifikat/", "/jurnal/"),
    "instruktur": ("/", "/sesi/", "/jadwal/"),
    "sertifikat": ("/", "/sertifikat/"),
}
MEGABYTE = 1024  # in kB, the unit of /proc
CSRF = "csrfmiddlewaretoken"
# Seconds: people read a page before opening the next.
PAUSE = 2.0
MOST_SECONDS, MOST_MEMORY, MOST_GROWTH = 10.0, 300 * MEGABYTE, 1.3


class Visitor(Browser):
    """A user who signs in."""

    def __init__(self, address: str, name: str, password: str) -> None:
        super().__init__(urlsplit(address).netloc)
        secret = value_of(self.get("/masuk/").text, CSRF)
        status = self.post("/masuk/", {"username": name, "password": password, CSRF: secret}).status
        if status != 302:
            raise SystemExit(f"{name} cannot sign in: {status}")

    def upload(self, path: str, form: dict[str, str], name: str, data: bytes) -> Answer:
        """Submits a form with a file."""
        edge = uuid.uuid4().hex
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{form[key]}\r\n' for key in form]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = "".join([*parts, head]).encode() + data + f"\r\n--{edge}--\r\n".encode()
        return self.post_body(path, body, f"multipart/form-data; boundary={edge}")


class Seen:
    """What all threads have observed."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.longest = {"upload": (0.0, ""), "read": (0.0, "")}
        self.count = {"upload": 0, "read": 0}
        self.statuses: dict[int, int] = {}
        self.errors: list[str] = []

    def ask(self, kind: str, what: str, question) -> None:
        began = time.monotonic()
        try:
            status = question().status
            error = f"{kind} {what}: {status}" if status >= 500 or (kind == "read" and status != 200) else ""
        except (OSError, http.client.HTTPException) as failure:
            status, error = 0, f"{kind} {what}: {failure!r}"
        with self.lock:
            self.longest[kind] = max(self.longest[kind], (time.monotonic() - began, what))
            self.count[kind] += 1
            if kind == "upload":
                self.statuses[status] = self.statuses.get(status, 0) + 1
            if error:
                self.errors.append(error)


class Memory(threading.Thread):
    """Watches the memory of the site's processes, with short-lived spreadsheet readers kept apart from the rest."""

    def __init__(self, root: int, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.root, self.over = root, over
        self.peak = self.largest_child = self.largest = 0
        self.first, self.start_size = set(self.tree()), self.total()

    def tree(self) -> list[int]:
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
        found = [self.root]
        for parent in found:
            found += [pid for pid, its in parents.items() if its == parent]
        return [pid for pid in found if not self.is_child(pid)]

    @staticmethod
    def is_child(pid: int) -> bool:
        try:
            return b"core.apart.child" in Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return False

    @staticmethod
    def kilobytes(path: Path, field: str) -> int:
        try:
            found = re.search(rf"^{field}:\s+(\d+)", path.read_text(), re.MULTILINE)
        except OSError:
            return 0
        return int(found[1]) if found else 0

    def total(self) -> int:
        each = [self.kilobytes(Path(f"/proc/{pid}/smaps_rollup"), "Pss") for pid in self.tree()]
        self.largest = max(self.largest, *each)
        return sum(each)

    def run(self) -> None:
        turn = 0
        while not self.over.wait(0.1):
            for command in Path("/proc").glob("[0-9]*/cmdline"):
                if self.is_child(int(command.parent.name)):
                    self.largest_child = max(self.largest_child, self.kilobytes(command.parent / "status", "VmHWM"))
            turn += 1
            if turn % 20 == 0:
                self.peak = max(self.peak, self.total())


def upload(registrar: Visitor, seen: Seen, count: int, seed: int) -> None:
    """Uploads handmade files (every tenth) and mutated ones."""
    dice, hostile = random.Random(seed), list(HOSTILE)
    secret = value_of(registrar.get("/warga-binaan/impor/baru/").text, CSRF)
    for number in range(count):
        if number % 10 == 0:
            name = hostile[number // 10 % len(hostile)]
            data = HOSTILE[name]()
        else:
            name, data = mutated(dice)
        form = {CSRF: secret, "idempotency_token": str(uuid.uuid4())}

        def question(form=form, name=name, data=data):
            return registrar.upload("/warga-binaan/impor/baru/", form, "daftar.xlsx", data)

        seen.ask("upload", f"{number} {name}", question)


def read(reader: Visitor, seen: Seen, pages: tuple[str, ...], seed: int) -> None:
    dice = random.Random(seed)
    while not seen.over.wait(dice.uniform(0, 2 * PAUSE)):
        page = dice.choice(pages)
        seen.ask("read", page, lambda page=page: reader.get(page))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--password", default="rutan-demo")
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--seed", type=int, default=20261129)
    options = parser.parse_args()
    seen, names = Seen(), list(READERS)
    visitors = {name: Visitor(options.address, name, options.password) for name in (*names, "registrasi")}
    for name, pages in READERS.items():
        # Each page is loaded once before memory is first measured, so that start-up costs do not count as growth.
        for page in pages:
            visitors[name].get(page)
    memory = Memory(options.pid, seen.over)
    memory.start()
    threads = [
        threading.Thread(target=read, args=(visitors[name], seen, READERS[name], place), daemon=True)
        for place, name in ((place, names[place % len(names)]) for place in range(options.readers))
    ]
    for thread in threads:
        thread.start()
    upload(visitors["registrasi"], seen, options.files, options.seed)
    seen.over.set()
    for thread in threads:
        thread.join()
    return show(seen, memory, options.address)


def show(seen: Seen, memory: Memory, address: str) -> int:
    """Prints the figures; returns 0 if all requirements hold."""
    end, gone = memory.total(), memory.first - set(memory.tree())
    answers = is_up(urlsplit(address).netloc)
    longest = max(seconds for seconds, _what in seen.longest.values())
    print(f"files {seen.count['upload']}, by status {dict(sorted(seen.statuses.items()))}")
    print(f"pages read {seen.count['read']}")
    print(f"errors {len(seen.errors)}", *seen.errors[:10], sep="\n  ")
    print(f"longest upload {seen.longest['upload']}, longest page {seen.longest['read']}")
    sizes = {"start": memory.start_size, "end": end, "peak": memory.peak, "largest process": memory.largest}
    print("MB:", {name: size // MEGABYTE for name, size in sizes.items()}, "child", memory.largest_child // MEGABYTE)
    print(f"processes that ended: {sorted(gone)}; site up at the end: {answers}")
    holds = (
        not gone
        and answers
        and not seen.errors
        and longest <= MOST_SECONDS
        and memory.largest <= MOST_MEMORY
        and end <= MOST_GROWTH * memory.start_size
    )
    print("holds" if holds else "DOES NOT HOLD")
    return 0 if holds else 1


if __name__ == "__main__":
    raise SystemExit(main())
