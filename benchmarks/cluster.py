"""A site of several machines at work while one after another is killed or cut off: nothing acknowledged may be lost.

    .venv/bin/python benchmarks/cluster.py             # as root, some ten minutes; see deploy/cluster/try.sh
    .venv/bin/python benchmarks/cluster.py --faults 2  # the first two alone
    .venv/bin/python benchmarks/cluster.py --turns 3   # everything three times on one site

Each machine is a network namespace of this one (deploy/cluster). In the office instructors sign in and save marks, an
officer issues certificates and somebody looks at a page, all through HAProxy. Prints for each fault how long nobody was
answered. Fails if that was more than half a minute, an acknowledged mark or certificate is not there, numbers have a
gap, or a proof of register, seals or audit does not hold.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from cluster_measured import Told, longest_silence, lost, silence, wrong_numbers

from deploy.cluster import serving, trial
from deploy.cluster.trial import TO_BE_BACK, Trial, wait_for

LOAD = [sys.executable, str(ROOT / "benchmarks/cluster_load.py")]
PROOFS = ("verify_audit", "verify_register", "verify_seals")
# Seconds: how long each stays away, until all is whole again, until the last seal, and of work before and after.
AWAY, TO_BE_WHOLE, TO_SEAL, CALM = 28.0, 120.0, 120.0, 6.0


class Fault(NamedTuple):
    """What happens to which machine."""

    name: str
    act: str
    machine: Callable[[Trial], str]


def other_web(built: Trial) -> str:
    """The web machine that has not the address of the site."""
    return "web2" if serving.holder(built) == "web1" else "web1"


def standby(built: Trial) -> str:
    """The database machine that is not the primary."""
    return "db2" if built.primary() == "db1" else "db1"


FAULTS = (
    Fault("primary killed", "die", Trial.primary),
    Fault("web machine with the address killed", "die", serving.holder),
    Fault("primary cut off", "unplug", Trial.primary),
    Fault("web machine with the address cut off", "unplug", serving.holder),
    Fault("other web machine killed", "die", other_web),
    Fault("standby cut off", "unplug", standby),
    Fault("other web machine cut off", "unplug", other_web),
    Fault("witness with the signer cut off", "unplug", lambda _built: "witness"),
)


class Felt(NamedTuple):
    """When a machine went, and when all was as before."""

    name: str
    gone: float
    whole: float


def suffer(built: Trial, fault: Fault) -> Felt:
    """Lets it happen, and waits until everything is as before, which it must become by itself."""
    machine = fault.machine(built)
    print(f"{fault.name} ({machine})", flush=True)
    gone = time.monotonic()
    getattr(built.machines[machine], fault.act)()
    time.sleep(AWAY)
    getattr(built.machines[machine], "come_back" if fault.act == "die" else "plug")()
    wait_for("  whole again", lambda: is_whole(built), TO_BE_WHOLE)
    time.sleep(CALM)
    return Felt(fault.name, gone, time.monotonic())


def is_whole(built: Trial) -> bool:
    """Whether nothing is missing: a primary, its standby, both web machines, the address, one that does the rounds."""
    webs = all(serving.answers(built, machine) for machine in serving.WEB)
    if not (webs and built.primary() and built.has_standby() and serving.holder(built)):
        return False
    return len(serving.does_rounds(built)) == 1


@contextmanager
def people(built: Trial, world: dict[str, Any], book: Path) -> Iterator[None]:
    """Everybody at work in the office."""
    facts = built.place / "world.json"
    facts.write_text(json.dumps(world))
    told = [f"--host={trial.NAME}", f"--authority={built.etc('web1')}/ca.crt", f"--world={facts}", f"--book={book}"]
    space = built.machines["office"].space
    with subprocess.Popen(["ip", "netns", "exec", space, *LOAD, "work", *told], stdin=subprocess.PIPE) as office:
        try:
            yield
        finally:
            if office.stdin:
                office.stdin.close()
            office.wait(120)


def inside(built: Trial, part: str) -> Any:
    """What `cluster_load.py` prints when run on a web machine."""
    done = built.machines["web1"].run([*LOAD, part], env=direct(built), cwd=ROOT)
    if done.returncode:
        raise SystemExit(f"{part}:\n{done.stdout[-3000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def direct(built: Trial) -> dict[str, str]:
    """The settings of a program that is none of the site's, past PgBouncer."""
    known = serving.environment(built, "web1")
    return known | {"DATABASE_URL": known.pop("DATABASE_DIRECT_URL")}


def read(book: Path) -> list[Told]:
    """What everybody was answered."""
    return [Told(**json.loads(line)) for line in book.read_text().splitlines()]


def show(told: list[Told], felt: Felt) -> bool:
    """A row of seconds. Whether people were answered again soon enough."""
    pages, marks = ([one for one in told if one.kind == kind] for kind in ("page", "mark"))
    span = felt.gone, felt.whole
    found = silence(pages, *span), silence(marks, *span), longest_silence(marks, *span)
    print(f"| {felt.name} | {' | '.join(f'{seconds:.1f}' for seconds in found)} |", flush=True)
    return max(found[:2]) <= TO_BE_BACK


def compare(built: Trial, told: list[Told]) -> bool:
    """Whether everything acknowledged is there, and proves itself."""
    found = inside(built, "kept")
    gone = {kind: lost(told, kind, found[kind]) for kind in ("mark", "paper")}
    for kind, missing in gone.items():
        acknowledged = sum(one.kind == kind and one.is_good for one in told)
        print(f"{kind}s acknowledged: {acknowledged}, of these lost: {len(missing)} {missing[:3]}")
    wrong = wrong_numbers(found["numbers"])
    print(f"certificates: {len(found['paper'])}, numbers that lack or stand twice: {wrong}")
    print(f"answers (0: broken off): {dict(Counter(f'{one.kind} {one.status}' for one in told))}")
    unclear = [one.unclear for one in told if one.unclear]
    print(f"refused without a sentence: {len(unclear)} {unclear[:3]}", flush=True)
    wait_for("all files sealed", lambda: inside(built, "kept")["sealed"] == len(found["paper"]), TO_SEAL)
    for name in PROOFS:
        print(f"{name}: {serving.manage(built, 'web1', name)[-200:]}", flush=True)
    return not (any(gone.values()) or wrong)


def drill(built: Trial, faults: tuple[Fault, ...]) -> bool:
    """Everything, on a site that is built for it."""
    world = build(built)
    book, is_soon = built.place / "logs/book.jsonl", True
    book.touch()
    with people(built, world, book):
        wait_for("everybody at work", lambda: at_work(read(book), world))
        time.sleep(CALM)
        print(f"load: {os.getloadavg()[0]:.1f}")
        print("| seconds without an answer | page | mark of anybody | mark of whoever waited longest |", flush=True)
        for fault in faults:
            felt = suffer(built, fault)
            is_soon &= show(read(book), felt)
    print(f"load: {os.getloadavg()[0]:.1f}")
    return compare(built, read(book)) and is_soon


def build(built: Trial) -> dict[str, Any]:
    """The site on its machines, and who works with it."""
    serving.prepare(built)
    print(f"files of a folder are found by both: {serving.take_files(built)}", flush=True)
    world: dict[str, Any] = inside(built, "fill")
    serving.start_signer(built, world["center"])
    serving.start(built)
    wait_for("everything", lambda: is_whole(built), TO_BE_WHOLE)
    return world


def at_work(told: list[Told], world: dict[str, Any]) -> bool:
    """Whether each instructor has saved, and a certificate is issued."""
    good = [one for one in told if one.is_good]
    saved = {one.who for one in good if one.kind == "mark"}
    return len(saved) == len(world["teachers"]) and {"paper", "page"} <= {one.kind for one in good}


def main(count: int, turns: int) -> None:
    """Ends with 1, and keeps what was logged, if something was lost or took too long."""
    with trial.started() as built:
        if not drill(built, FAULTS[:count] * turns):
            raise SystemExit("Something was lost or took too long, see above.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--faults", type=int, default=len(FAULTS), help="only so many of them")
    parser.add_argument("--turns", type=int, default=1, help="how often all of them")
    asked = parser.parse_args()
    main(asked.faults, asked.turns)
