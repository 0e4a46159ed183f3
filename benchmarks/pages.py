"""What each page costs in processor time, in units of the sign-in page in the same run.

    .venv/bin/python benchmarks/pages.py                                        # on SQLite
    .venv/bin/python benchmarks/pages.py --database postgres://user@host/empty  # a database on this machine
    .venv/bin/python benchmarks/pages.py --keep var/pages --only home roll      # loads once, measures some
    .venv/bin/python benchmarks/pages.py --keep var/pages --profile home        # where the time of one page goes

Loads a detention center with 2,000 people in custody and a training center with 100 batches of 20 people, 40 past
sessions each, 80,000 marks and 200 certificates (`pages_data.py`). Serves it with the web server and settings of
`manage.py serve`, without worker and runner, and requests each page once in a round. Pages that save (`pages_asked.py`)
change something every time.

For each page it prints medians: `u`, its processor time in units of the sign-in page, which runs no queries; processor
milliseconds, in the web server and in the PostgreSQL processes (SQLite runs within the web server); milliseconds until
the answer; statements; compressed bytes. Units are comparable between runs. Milliseconds hardly are: other work on the
machine stretches them.

`floor` is the cost of the page's statements alone, in the same units, sent as text with parameters over one connection
by an otherwise idle process; `ours/floor` is how many times as much the page takes. It is measured afterwards, with the
sign-in page requested in the same rounds.

The certificates of a class, from the click to the merged print file, are measured by `issue_batch.py`.
"""

import argparse
import importlib
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from browser import Answer, Browser, free_port, host_of, started
from load_day import COOKIE

from benchmarks.pages_asked import PAGES, SENT, SIGN_IN, Fields, Page
from benchmarks.processor_time import backends_of, seconds_of, tree_of

INSIDE = [sys.executable, str(ROOT / "benchmarks/pages_inside.py")]
WARM = 6
# Seconds: work that a request leaves for after its answer is done by then.
SETTLES = 0.004


@dataclass
class Cost:
    """The cost of one page by request: processor seconds, wall-clock seconds, and bytes."""

    web: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)
    size: int = 0

    @property
    def processor(self) -> float:
        """The median processor seconds of web server and database together."""
        return statistics.median(map(sum, zip(self.web, self.database, strict=True)))


class Site:
    """The served site: requests its pages and measures their cost."""

    def __init__(self, port: int, process: int, database: str, world: dict[str, Any]) -> None:
        self.host, self.database, self.world = host_of(port), database, world
        self.web = tree_of(process)
        self.browsers = {who: self._browser({COOKIE: key}) for who, key in world["cookies"].items()}
        self.saved: dict[str, Fields] = {}

    def backends(self) -> list[int]:
        """The processes of the database; none if it runs within the web server."""
        return backends_of(self.database) if self.database else []

    def measure(self, page: Page, cost: Cost) -> None:
        """Requests the page once and adds its cost."""
        browser = self.browsers.setdefault(page.who, self._browser({}))
        address, fields = page.request(self.world, lambda path, sent: _said(_ask(browser, path, sent)))
        if fields is not None:
            self._is_new(page, fields)
        backends = self.backends()
        before, database, began = seconds_of(self.web), seconds_of(backends), time.perf_counter()
        answer = _ask(browser, address, fields)
        took = time.perf_counter() - began
        time.sleep(SETTLES)
        assert answer.status in SENT, f"{page.name} answers {answer.status}"
        cost.clock.append(took)
        cost.web.append(seconds_of(self.web) - before)
        # Processes started meanwhile count from their start.
        cost.database.append(seconds_of({*backends, *self.backends()}) - database)
        cost.size = len(answer.content)

    def _browser(self, cookies: Fields) -> Browser:
        return Browser(self.host, cookies, **{"Accept-Encoding": "gzip"})

    def _is_new(self, page: Page, fields: Fields) -> None:
        """Checks that the previous submission was saved; a page that saves nothing is not comparable."""
        sent = {name: value for name, value in fields.items() if "token" not in name}
        assert sent != self.saved.get(page.name), f"{page.name} has saved nothing"
        self.saved[page.name] = sent


def _ask(browser: Browser, path: str, fields: Fields | None) -> Answer:
    return browser.get(path) if fields is None else browser.post(path, fields)


def _said(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.text


def served(environment: dict[str, str], port: int, log: Path) -> AbstractContextManager[int]:
    """Runs the web server as `manage.py serve` does, without worker and runner."""
    return started(json.loads(inside(environment, "command")), environment, host=host_of(port), log=log)


def inside(environment: dict[str, str], *arguments: str) -> str:
    """The last line printed by the part that works inside Django."""
    done = subprocess.run([*INSIDE, *arguments], env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(done.returncode)
    return done.stdout.strip().splitlines()[-1]


def ask(site: Site, pages: list[Page], rounds: int) -> dict[str, Cost]:
    """Requests every page once in each round, so that other load on the machine affects all of them alike."""
    costs = {page.name: Cost() for page in pages}
    for number in range(WARM + rounds):
        for page in pages:
            site.measure(page, costs[page.name] if number >= WARM else Cost())
    return costs


@dataclass
class Floors:
    """The number of statements of each page, and their cost alone in units of the sign-in page."""

    statements: dict[str, int]
    units: dict[str, float]


def floors(site: Site, pages: list[Page], rounds: int, environment: dict[str, str], folder: Path) -> Floors:
    """Measures in the same way, running the statements instead of the pages."""
    seconds, sign_in = defaultdict[str, list[float]](list), Cost()
    command = [*INSIDE, "floors", str(folder), *(page.name for page in pages)]
    with subprocess.Popen(
        command, env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as helper:
        assert helper.stdin
        assert helper.stdout
        statements = json.loads(helper.stdout.readline())
        for number in range(WARM + rounds):
            site.measure(SIGN_IN, sign_in if number >= WARM else Cost())
            for page in pages:
                helper.stdin.write(f"{page.name}\n")
                helper.stdin.flush()
                took = float(helper.stdout.readline())
                if number >= WARM:
                    seconds[page.name].append(took)
        helper.stdin.close()
    return Floors(statements, {name: statistics.median(each) / sign_in.processor for name, each in seconds.items()})


def show(costs: dict[str, Cost], found: Floors) -> None:
    """Prints the table."""
    unit = costs[SIGN_IN.name].processor
    heads = ("u", "web ms", "db ms", "ms", "statements", "bytes", "floor u", "ours/floor")
    print(f"| {'page':<20} | {' | '.join(f'{head:>10}' for head in heads)} |")
    print(f"|{'-' * 22}|{'|'.join('-' * 11 + ':' for _head in heads)}|")
    for name, cost in costs.items():
        units, floor, count = cost.processor / unit, found.units[name], found.statements[name]
        times = [1000 * statistics.median(each) for each in (cost.web, cost.database, cost.clock)]
        cells = [f"{units:.2f}", *(f"{each:.1f}" for each in times), str(count), str(cost.size)]
        # Little work may take no tick of the processor's clock.
        cells += [f"{floor:.2f}", f"{units / floor:.1f}"] if floor else ["-", "-"]
        print(f"| {name:<20} | {' | '.join(f'{cell:>10}' for cell in cells)} |")


def main(options: argparse.Namespace) -> None:
    # A terminated run stops its site as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    place = nullcontext(options.keep) if options.keep else tempfile.TemporaryDirectory(prefix="terampil-pages-")
    with place as name:
        folder, port = Path(name).resolve(), options.port or free_port()
        folder.mkdir(parents=True, exist_ok=True)
        runner = importlib.import_module("tests.run")
        site = {"DATA_DIR": str(folder), "MEDIA_ROOT": f"{folder}/media", "STATIC_ROOT": f"{folder}/static"}
        site |= {"PORT": str(port), "DATABASE_URL": options.database or f"sqlite:///{folder}/pages.sqlite3"}
        environment = os.environ | runner.SETTINGS | site
        subprocess.run([sys.executable, "manage.py", "prepare"], env=environment, cwd=ROOT, check=True)
        world = json.loads(inside(environment, "load", str(folder)))
        Path(folder, "asked.json").write_text(json.dumps(world))
        if options.profile:
            subprocess.run([*INSIDE, "profile", str(folder), options.profile], env=environment, cwd=ROOT, check=True)
            return
        pages = [page for page in PAGES if page is SIGN_IN or not options.only or page.name in options.only]
        print(f"{options.rounds} rounds, load before: {os.getloadavg()[0]:.1f}", flush=True)
        with served(environment, port, folder / "web.log") as process:
            database = options.database.rpartition("/")[2].partition("?")[0]
            site_asked = Site(port, process, database, world)
            costs = ask(site_asked, pages, options.rounds)
            found = floors(site_asked, pages, options.rounds, environment, folder)
    show(costs, found)
    print(f"load after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    names = [page.name for page in PAGES]
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--database", default="", help="address of an empty PostgreSQL database on this machine")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--only", nargs="+", choices=names, metavar="NAME", help=f"of {', '.join(names)}")
    parser.add_argument("--keep", default="", metavar="DIR", help="keep what is loaded here, and use it if it is there")
    parser.add_argument("--profile", choices=names, metavar="NAME", help="profile this page instead")
    parser.add_argument("--port", type=int, default=0)
    main(parser.parse_args())
