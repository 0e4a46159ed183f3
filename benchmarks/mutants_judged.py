"""pytest plugin of `benchmarks/mutants.py`: judges faults in a process that has imported and prepared everything once.

All tests run once, while it is noted which functions each of them enters. Then each fault is put into a fork of this
process, by exchanging the code of the function (or the constant) that it changes, and judged there by the tests that
enter the function, those of its own subject first. A fault outside of functions and constants (a decorator, a default,
a class) is left to a run of its own. Files named by the environment: FAULTS (in), VERDICTS (out).
"""

import gc
import json
import os
import shutil
import signal
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest
from django.db import connection, connections

from core.statements import Statement

ROOT = Path(__file__).resolve().parent.parent
MOST_TESTS = 80  # for one fault
LONGEST = 180  # seconds for one fault; what hangs is noticed
APART = 3  # what a fork answers that cannot exchange what the fault changes
CACHE = type(lru_cache(int))
CONSTANTS = (int, float, str, bytes, tuple, frozenset)
# The file of a function and its qualified name.
Entered = tuple[str, str]


class Elsewhere:
    """A next test that shares nothing but the session, so that whatever is built for less is taken down."""

    def __init__(self, session: pytest.Session):
        self.session = session

    def listchain(self) -> list[pytest.Session]:
        return [self.session]


def pytest_runtestloop(session: pytest.Session) -> bool:
    faults = json.loads(Path(os.environ["FAULTS"]).read_text())
    entering = first_run(session, {str(ROOT / fault["module"]) for fault in faults})
    connections.close_all()
    # Twice, since the second fork has to find the world as the first one did.
    passing = list(dict.fromkeys(item for items in entering.values() for item in items))[:MOST_TESTS]
    if any(tried(session, passing, lambda: True) != "survived" for _turn in range(2)):
        raise pytest.UsageError("Tests fail in a fork without any fault, so that each fault would count as noticed.")
    with Path(os.environ["VERDICTS"]).open("a") as verdicts:
        for fault in faults:
            verdict = judge(session, fault, entering)
            verdicts.write(json.dumps(verdict) + "\n")
            verdicts.flush()
    return True


# --- Which test enters which function ----------------------------------------------------------------------------


def first_run(session: pytest.Session, files: set[str]) -> dict[Entered, list[pytest.Item]]:
    """The tests that pass, by the functions of `files` that they enter."""
    failed: set[str] = set()
    noting, keeping = Noting(failed), list(keeping_results(files))
    session.config.pluginmanager.register(noting)
    entering: dict[Entered, list[pytest.Item]] = defaultdict(list)
    for item, following in zip(session.items, [*session.items[1:], Elsewhere(session)], strict=True):
        entered: set[Entered] = set()
        for forget in keeping:
            forget()
        sys.setprofile(noter(files, entered))
        try:
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        finally:
            sys.setprofile(None)
        if item.nodeid not in failed:
            for one in entered:
                entering[one].append(item)
    session.config.pluginmanager.unregister(noting)
    return entering


def keeping_results(files: set[str]) -> Iterator[Callable[[], None]]:
    """What makes functions of `files` forget their results: whoever is served from them enters no function."""
    for one in gc.get_objects():
        if type(one) is CACHE and code_file(one.__wrapped__) in files:
            yield one.cache_clear
        elif type(one) is Statement and code_file(vars(one)["_build"]) in files:
            yield vars(vars(one)["_kept"]).clear


def code_file(function: Callable) -> str:
    return getattr(getattr(function, "__code__", None), "co_filename", "")


class Noting:
    def __init__(self, failed: set[str]):
        self.failed = failed

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed or report.skipped:
            self.failed.add(report.nodeid)


def noter(files: set[str], entered: set[Entered]):
    def note(frame, event, _argument):
        if event == "call" and frame.f_code.co_filename in files:
            entered.add((frame.f_code.co_filename, frame.f_code.co_qualname))

    return note


# --- One fault ---------------------------------------------------------------------------------------------------


def judge(session: pytest.Session, fault: dict, entering: dict[Entered, list[pytest.Item]]) -> str:
    """noticed, survived, or unreached (no test enters it), or apart (needs a process that imports it anew)."""
    path = str(ROOT / fault["module"])
    try:
        changed = compile(fault["source"], path, "exec")
    except SyntaxError:
        return "noticed"
    pairs = list(changed_codes(compile(Path(path).read_text(), path, "exec"), changed))
    if pairs and not any(old.co_name == "<module>" or is_class(old) for old, _new in pairs):
        tests = nearest(path, {item for old, _new in pairs for item in entering[path, old.co_qualname]})
        return tried(session, tests, lambda: exchange_codes(pairs)) if tests else "unreached"
    tests = nearest(path, {item for (file, _name), items in entering.items() if file == path for item in items})
    return tried(session, tests, lambda: exchange_constants(path, changed)) if tests else "apart"


def changed_codes(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Pairs of code that differ themselves, not only in what they hold."""
    if own_parts(old) != own_parts(new):
        yield old, new
        return
    for one, other in zip(inner_codes(old), inner_codes(new), strict=True):
        for pair in changed_codes(one, other):
            yield pair
            # A comprehension lives within its function: the function has to be exchanged.
            if not is_class(old) and old.co_name != "<module>":
                yield old, new


def own_parts(code: CodeType) -> tuple:
    """All of the code but what stands in the functions and classes within it, of which only the names count."""
    plain = [part for part in code.co_consts if not isinstance(part, CodeType)]
    return code.co_code, repr(plain), code.co_names, [one.co_qualname for one in inner_codes(code)]


def inner_codes(code: CodeType) -> list[CodeType]:
    return [part for part in code.co_consts if isinstance(part, CodeType)]


def is_class(code: CodeType) -> bool:
    return "__module__" in code.co_names and "__qualname__" in code.co_names


def nearest(path: str, items: set[pytest.Item]) -> list[pytest.Item]:
    """Those of the same subject first, at most MOST_TESTS."""
    own = Path(path).relative_to(ROOT).parts

    def distance(item: pytest.Item) -> tuple[int, str]:
        pairs = zip(own, item.path.relative_to(ROOT / "tests").parts, strict=False)
        return -sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs)), item.nodeid

    return sorted(items, key=distance)[:MOST_TESTS]


def tried(session: pytest.Session, tests: list[pytest.Item], exchange: Callable[[], bool]) -> str:
    # What one fork writes, no other may see.
    with tempfile.TemporaryDirectory() as folder:
        database = shutil.copy(connection.settings_dict["NAME"], folder)
        child = os.fork()
        if not child:
            connection.settings_dict["NAME"] = database
            run_in_child(session, tests, exchange)
        _pid, status = os.waitpid(child, 0)
    return {0: "survived", APART: "apart"}.get(os.waitstatus_to_exitcode(status), "noticed")


def go_apart(longest: int) -> None:
    """Gives this process a session of its own, which ends after `longest` seconds and shows nothing."""
    os.setsid()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(longest)
    silent = os.open(os.devnull, os.O_WRONLY)
    for output in (1, 2):
        os.dup2(silent, output)


def run_in_child(session: pytest.Session, tests: list[pytest.Item], exchange: Callable[[], bool]) -> None:
    """Ends this process: 0 when every test passed, APART when there was nothing that could be exchanged."""
    try:
        go_apart(LONGEST)
        session.config.pluginmanager.register(Ending())
        if not exchange():
            os._exit(APART)
        for item, following in zip(tests, [*tests[1:], Elsewhere(session)], strict=True):
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    except BaseException:
        os._exit(1)
    os._exit(0)


class Ending:
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            os._exit(1)


def exchange_codes(pairs: list[tuple[CodeType, CodeType]]) -> bool:
    """Gives every living function of the old code the new one, however it is decorated. False if there is none."""
    wanted = {place(old): new for old, new in pairs}
    functions = [one for one in gc.get_objects() if type(one) is FunctionType and place(one.__code__) in wanted]
    for forget in keeping_results({old.co_filename for old, _new in pairs}):
        forget()
    for function in functions:
        function.__code__ = wanted[place(function.__code__)]
    return bool(functions)


def place(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def exchange_constants(path: str, changed: CodeType) -> bool:
    """Sets the plain values of the module that the fault changes, there and where they were imported by name.

    False if it changes none.
    """
    module = next(one for one in list(sys.modules.values()) if getattr(one, "__file__", None) == path)
    fresh = {"__name__": module.__name__, "__file__": path, "__package__": module.__package__}
    try:
        exec(changed, fresh)  # noqa: S102 - a module of ours, with one fault
    except Exception:
        return False
    differing = [
        name
        for name, value in vars(module).items()
        if not name.startswith("__") and isinstance(value, CONSTANTS) and fresh.get(name, value) != value
    ]
    for one in [module, *importing(module.__name__)]:
        for name in differing:
            if name in vars(one):
                setattr(one, name, fresh[name])
    return bool(differing)


def importing(name: str) -> Iterator[ModuleType]:
    for module in list(sys.modules.values()):
        source = Path(getattr(module, "__file__", None) or "none")
        if source.suffix == ".py" and source.is_relative_to(ROOT) and f"from {name} import" in source.read_text():
            yield module
