"""One hostile file ends the process that reads it, and nothing else."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

import pytest

from core.apart import reading
from core.spreadsheets import apart, limits, sheets
from core.spreadsheets.limits import Refused, Why
from tests.inmates.imports.builders import HEADER, PERSON, csv, xlsx
from tests.world.fuzz.spreadsheets import sample

GOOD = xlsx(HEADER, PERSON)


def outcome(data, **kwargs):
    try:
        return list(apart.read(data, **kwargs))
    except Refused as error:
        return error.why


def instead(monkeypatch, program):
    """Another program in the place of the one that reads."""
    monkeypatch.setattr(reading, "_program", lambda module, limits: program)


def test_child_imports_neither_django_nor_the_site():
    code = (
        f"import sys; sys.path.insert(0, {str(reading._ROOT)!r}); import core.apart.child, core.spreadsheets.child;"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'django', 'inmates', 'rutan_blk'}),"
        "sorted(name for name in sys.modules if name.startswith('core')))"
    )

    said = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True).stdout

    names = ("child", "containers", "delimited", "limits", "sheets", "values")
    apart_names = ["core.apart", "core.apart.child", "core.apart.limits", "core.spreadsheets"]
    assert said == f"[] {['core', *apart_names, *(f'core.spreadsheets.{name}' for name in names)]}\n"


def test_sheet_comes_back_as_it_stands():
    assert outcome(GOOD) == [([HEADER, [float(PERSON[0]), *PERSON[1:]]], 0, "Data")]


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("import os; os.abort()", Why.TOO_SPREAD),
        ("import os; os.kill(os.getpid(), 9)", Why.TOO_HEAVY),
        ("raise SystemExit(1)", Why.TOO_HEAVY),
        ("print('[1]')", Why.TOO_HEAVY),
        ("import time; time.sleep(60)", Why.TOO_HEAVY),
        ("while True: print('[' + '0,' * 9999 + '0]')", Why.TOO_HEAVY),
        ("print('[' + '0' * 99999999)", Why.TOO_HEAVY),
    ],
    ids=["aborts", "killed", "fails", "ends too soon", "hangs", "never stops talking", "one endless line"],
)
def test_child_that_is_ended_becomes_a_reason(monkeypatch, program, why):
    monkeypatch.setattr(reading, "MOST_SECONDS", 2)
    monkeypatch.setattr(apart, "LIMITS", replace(limits.LIMITS, output=1_000_000))
    instead(monkeypatch, program)
    began = time.monotonic()

    # More than a pipe holds: writing must not wait for one that does not read.
    assert outcome(b"x" * 500_000) is why
    assert time.monotonic() - began < 30


def test_caller_who_has_seen_enough_ends_the_child(monkeypatch):
    instead(
        monkeypatch, 'import sys, time; print(\'{"gap":0,"width":0,"name":"A"}\\n\' * 3, flush=True); time.sleep(60)'
    )
    found = apart.read(b"x")
    began = time.monotonic()

    assert next(found) == ([], 0, "A")
    found.close()

    assert time.monotonic() - began < 15
    assert reading._turn.acquire(blocking=False)
    reading._turn.release()


def test_second_file_waits_and_is_sent_away_in_the_end(monkeypatch):
    monkeypatch.setattr(reading, "MOST_SECONDS", 0.05)
    with reading._turn:
        assert outcome(GOOD) is Why.BUSY


def test_third_file_is_sent_away_at_once_so_that_pages_keep_their_threads(monkeypatch):
    monkeypatch.setattr(reading, "MOST_SECONDS", 3)
    with reading._turn, ThreadPoolExecutor() as pool:
        outcomes = [pool.submit(outcome, GOOD) for _ in range(4)]
        time.sleep(1)
        sent_away = [one.result() for one in outcomes if one.done()]

    assert sent_away == [Why.BUSY] * 2
    assert len(outcome(GOOD)) == 1


def test_second_file_of_one_user_is_sent_away_and_leaves_the_other_place_to_others():
    found = apart.read(GOOD, whose=7)
    next(found)

    with ThreadPoolExecutor() as pool:
        own = pool.submit(outcome, GOOD, whose=7)
        wait([own], timeout=10)
        is_sent_away = own.done()
        other = pool.submit(outcome, GOOD, whose=8)
        time.sleep(0.2)
        is_waiting = not other.done()
        found.close()

    assert (is_sent_away, own.result()) == (True, Why.YOURS)
    assert (is_waiting, len(other.result()), len(outcome(GOOD, whose=7))) == (True, 1, 1)


def test_kept_refusal_keeps_nobody_from_reading_the_next_file(monkeypatch):
    monkeypatch.setattr(reading, "MOST_SECONDS", 5)
    with pytest.raises(Refused) as kept:
        list(apart.read(b"PK\x03\x04 cut off", whose=7))

    assert len(outcome(GOOD, whose=7)) == 1
    assert isinstance(kept.value.why, Why)


@pytest.mark.parametrize("data", [b"", b"x" * 500_000])
def test_refused_file_keeps_its_user_from_nothing(monkeypatch, data):
    instead(monkeypatch, "raise SystemExit(1)")

    assert [outcome(data, whose=7) for _again in range(2)] == [outcome(data)] * 2


@pytest.mark.parametrize(
    ("limit", "why"),
    [
        ("MOST_LINES", "too_spread"),
        ("MOST_COLUMNS", "too_spread"),
        ("MOST_CELLS", "too_spread"),
        ("MOST_FILLED", "too_heavy"),
    ],
)
def test_more_than_any_list_has_is_refused(monkeypatch, limit, why):
    table = [["a", "b", None], ["c", None, None]]
    most = {"MOST_LINES": 2, "MOST_COLUMNS": 3, "MOST_CELLS": 6, "MOST_FILLED": 3}[limit]

    monkeypatch.setattr(sheets, limit, most)
    assert list(sheets.Part(table, width=3).rows()) == [["a", "b"], ["c"]]
    monkeypatch.setattr(sheets, limit, most - 1)
    with pytest.raises(Refused, match=why):
        list(sheets.Part(table, width=3).rows())


def test_long_text_is_cut():
    ((rows, _gap, _name),) = outcome(csv(["Nama", "x" * 5_000]))

    assert rows == [["Nama", "x" * limits.MOST_LETTERS]]


def test_child_leaves_nothing_behind(monkeypatch):
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); from core.apart import child; child.limit(320 * 1024 * 1024, 5);"
        "import json, os, resource as r; print(json.dumps({'gap': 0, 'width': 0, 'name': ''}));"
        "limits = [r.getrlimit(n)[0] for n in (r.RLIMIT_CORE, r.RLIMIT_FSIZE, r.RLIMIT_AS, r.RLIMIT_CPU)];"
        "print(json.dumps([len(os.environ), *limits]));"
        "print('{\"end\": true}')"
    )
    instead(monkeypatch, program)

    ((((variables, *numbers),), _gap, _name),) = outcome(b"x")

    # Python itself sets one for the letters of the terminal.
    assert variables <= 1
    assert numbers == [0, 0, limits.LIMITS.memory, 5]


@pytest.mark.parametrize("name", ["export-11.xlsx", "export-11.ods", "office-12.xls"])
def test_samples_are_read(name):
    assert outcome(sample(name)) not in list(Why)
