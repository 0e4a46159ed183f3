"""The part of `benchmarks/nation.py` that works inside Django, on the cluster made for it; started by it."""

import argparse
import json
import logging
import os
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan_blk.settings")
# Models can be imported only after Django is set up.
django.setup()

from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings
from django.utils import translation

from accounts.roles import SIDES, Role
from benchmarks.pages_data.nation import Nation, add_the_others, load_asked
from benchmarks.processor_time import seconds_of
from core import clock
from printing.paper import Paper
from tests.access.pages import PUBLIC, address, documented
from tests.access.world import blank_pdf
from tests.conftest import MONDAY, FormClient, fill_catalogs
from tests.pages.rendered import signed_in

SIGN_IN = ("accounts:sign_in", "", "/masuk/")
SEARCHES = (
    ("inmates:list", "registrar", "?q=Moh.+Hidayat"),
    ("inmates:list", "registrar", "?q=B.I+123/2025"),
    ("programs:participant_list", "blk_coordinator", "?q=Moh.+Hidayat"),
    ("certification:certificate_list", "certificate_officer", "?q=Moh"),
    ("certification:certificate_list", "certificate_officer", "?q=563/0001"),
)
OF_TRANSACTIONS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "DECLARE", "FETCH", "CLOSE", "EXPLAIN")
SEE_THEIR_OWN = {Role.INSTRUCTOR, Role.ASSESSOR, Role.CASE_OFFICER}
# Rows that a statement may read before it is told, whatever it reads of the office alone.
FEW = 500
# Seconds of two requests, one of them with its plans, from which a page is named.
SLOW = 10
# Times what the page takes alone, and characters of a statement that are shown.
GOAL, LONGEST = 1.5, 1500


@dataclass
class Asked:
    """What one page costs: processor seconds, statements, and the rows that each statement read of each table."""

    seconds: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    statements: int = 0
    reads: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def cost(self) -> float:
        """Milliseconds of the processor, in this process and in the database."""
        return 1000 * statistics.median(map(sum, zip(self.seconds, self.database, strict=True)))


Key = tuple[str, str, str]


def addresses(nation: Nation) -> Iterator[Key]:
    """Every page as each role that may ask for it, the home of each role, public pages, and some searches."""
    world = nation.asked
    yield SIGN_IN
    for name, (methods, allowed) in documented().items():
        if "GET" in methods:
            yield from ((name, role, address(name, world, role)) for role in unlike(allowed))
    for role in Role:
        yield "reports:home", role.value, "/"
    for name in sorted(PUBLIC - {"core:theme_change", "core:health", "accounts:sign_in"}):
        yield name, "", address(name, world)
    for name, role, query in SEARCHES:
        yield f"{name} {query}", role, address(name, world, role) + query


def unlike(roles: set[str]) -> list[str]:
    """Of roles that see the same rows, the first."""
    first: dict[object, str] = {}
    for role in Role:
        if role in roles:
            first.setdefault(role if role in SEE_THEIR_OWN else SIDES[role], role.value)
    return list(first.values())


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Watch:
    """Explains each statement before it runs."""

    def __init__(self, asked: Asked) -> None:
        self.asked, self.explains = asked, False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not self.explains and not many and not sql.startswith(OF_TRANSACTIONS):
            self.asked.statements += 1
            self.explains = True
            try:
                self._explain(sql, params)
            finally:
                self.explains = False
        return execute(sql, params, many, context)

    def _explain(self, sql: str, params: Any) -> None:
        if not sql.startswith(("SELECT", "(SELECT", "WITH")):
            return
        with connection.cursor() as cursor:
            # What locks is read all the same.
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
            found = cursor.fetchone()[0]
        plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
        reads = self.asked.reads[normal(sql)]
        for node in nodes(plan):
            if table := node.get("Relation Name"):
                removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
                reads[table] += round((node["Actual Rows"] + removed) * node["Actual Loops"])


def normal(sql: str) -> str:
    """The statement without its lists of values."""
    return re.sub(r"%s(, %s)+", "%s...", sql)


def nodes(plan: dict) -> Iterator[dict]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def ask_all(nation: Nation, rounds: int, only: str) -> dict[Key, Asked]:
    """Asks for every page: once with its plans, then by the clock of the processor."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    clients = {"": FormClient()} | {role.value: each for role, each in signed_in(nation.asked).items()}
    found, own = {}, [os.getpid()]
    for key in addresses(nation):
        if only and not re.search(only, key[0]):
            continue
        found[key], client = Asked(), clients[key[1]]
        began = time.perf_counter()
        try:
            with connection.execute_wrapper(Watch(found[key])):
                fetch(client, key)
        except Exception as error:
            # Without what it asks to have been done before, such as the choice of a month, a page refuses.
            print("refused", key, repr(error)[:300])
            del found[key]
        finally:
            if time.perf_counter() - began > SLOW:
                print(f"slow: {time.perf_counter() - began:.0f} s {key[0]} ({key[1]})", flush=True)
    for _round in range(rounds):
        for key, asked in found.items():
            before, database = seconds_of(own), seconds_of([backend])
            fetch(clients[key[1]], key)
            asked.seconds.append(seconds_of(own) - before)
            asked.database.append(seconds_of([backend]) - database)
    return found


def fetch(client: FormClient, key: Key) -> None:
    with taken_back():
        answer = client.get(key[2])
        if answer.streaming:
            answer.getvalue()
    assert answer.status_code < 400, (key, answer.status_code)


def show(alone: dict[Key, Asked], among: dict[Key, Asked]) -> None:
    """The cost of each page alone and in the nation, the worst first, and what reads more than it did alone."""
    costs = {key: (alone[key].cost, asked.cost) for key, asked in among.items() if asked.seconds and key in alone}
    if costs:
        show_costs(costs, {key: asked.statements for key, asked in among.items()})
    for sql, found in sorted(grown(alone, among).items(), key=lambda each: -sum(each[1].reads.values())):
        print(f"\n{len(found.pages)} pages: {', '.join(sorted(found.pages)[:6])}")
        print("reads", ", ".join(f"{table} {rows} (alone {found.alone[table]})" for table, rows in found.reads.items()))
        print(sql[:LONGEST])


def show_costs(costs: dict[Key, tuple[float, float]], statements: dict[Key, int]) -> None:
    """The machine is faster at one time than at another: the page that asks the database for nothing tells how much."""
    drift = costs[SIGN_IN][1] / costs[SIGN_IN][0] if SIGN_IN in costs else 1.0
    ratios = {key: many / one / drift for key, (one, many) in costs.items()}
    print(f"\nThe sign-in page took {drift:.2f} times as long as before.\n")
    print("| page | role | alone ms | nation ms | ratio | statements |\n|---|---|---:|---:|---:|---:|")
    for key in sorted(ratios, key=lambda key: -ratios[key]):
        one, many = costs[key]
        print(f"| {key[0]} | {key[1]} | {one:.1f} | {many:.1f} | {ratios[key]:.2f} | {statements[key]} |")
    over = sum(ratio > GOAL for ratio in ratios.values())
    print(f"\n{len(ratios)} pages, {over} of them over {GOAL}; the median is {statistics.median(ratios.values()):.2f}.")


@dataclass
class Grown:
    """A statement that reads more than it did alone: rows by table, now and then, and its pages."""

    reads: Counter[str] = field(default_factory=Counter)
    alone: Counter[str] = field(default_factory=Counter)
    pages: set[str] = field(default_factory=set)


def grown(alone: dict[Key, Asked], among: dict[Key, Asked]) -> dict[str, Grown]:
    """By statement, what reads more than twice as many rows as it did alone, and more than a few."""
    found: dict[str, Grown] = defaultdict(Grown)
    for key, asked in among.items():
        before = alone[key].reads if key in alone else {}
        for sql, reads in asked.reads.items():
            for table, rows in reads.items():
                then = before.get(sql, Counter())[table]
                if rows > 2 * then + FEW:
                    each = found[sql]
                    each.reads[table] = max(each.reads[table], rows)
                    each.alone[table] = max(each.alone[table], then)
                    each.pages.add(f"{key[0]} ({key[1]})")
    return found


def main(options: argparse.Namespace) -> None:
    logging.disable(logging.CRITICAL)
    quick = {
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "TASKS": {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
        "ALLOWED_HOSTS": [*settings.ALLOWED_HOSTS, "testserver"],
        "STATEMENT_KEY_DIR": Path(settings.DATA_DIR, "statement-keys"),
    }
    blank = blank_pdf()
    papers = {
        "print": lambda _paper, _words, **_options: blank,
        "print_together": lambda _paper, _snapshots: blank,
    }
    with (
        override_settings(**quick),
        clock.moved_to(MONDAY),
        translation.override("id"),
        patch.multiple(Paper, **papers),
    ):
        fill_catalogs()
        began = time.perf_counter()
        nation = load_asked()
        print(f"the office: {time.perf_counter() - began:.0f} s", flush=True)
        alone = ask_all(nation, options.rounds, options.only)
        print(f"{len(alone)} asked alone: {time.perf_counter() - began:.0f} s", flush=True)
        add_the_others(nation, options.scale)
        print(f"the nation: {time.perf_counter() - began:.0f} s", flush=True)
        sizes()
        among = ask_all(nation, options.rounds, options.only)
        print(f"asked: {time.perf_counter() - began:.0f} s", flush=True)
        show(alone, among)


def sizes() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_live_tup, pg_total_relation_size(relid) / 1000000 FROM pg_stat_user_tables "
            "ORDER BY pg_total_relation_size(relid) DESC LIMIT 22"
        )
        for row in cursor.fetchall():
            print("  {}: {:,} rows, {} MB".format(*row))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=float, default=0.02)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="")
    main(parser.parse_args())
