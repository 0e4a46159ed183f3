"""The works of upkeep: what each proves, how often it is due, when it is late, and what to do if something is wrong."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certification.register import register_proof
from certification.sealing import seal_proof
from certification.verification import statement_keys
from core import audit_proof, kept_files, key_mark
from core.ports import Table

A_NIGHT, A_WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class Outcome:
    """What a work found: faults, a sentence each, or none; and what it did, a line each."""

    faults: list[str] = field(default_factory=list)
    says: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Work:
    """One work of upkeep. `do` changes nothing that users see."""

    code: str
    title: Promise
    meaning: Promise
    # What whoever runs the site has to do if it found something, failed, or is late.
    advice: Promise
    do: Callable[[], Outcome]
    # Due again in the first night after so long.
    every: timedelta = A_NIGHT
    # Somebody has to look if the last good one began longer ago.
    late_after: timedelta = timedelta(hours=60)
    is_set_up: Callable[[], bool] = lambda: True


# Those that read a database and its files alone, so that a restored or moved one is proved by them.
PROOFS = ("audit", "register", "seals", "keys", "files")

WORKS: Table[Work] = Table()


def register(work: Work) -> Work:
    """Adds a work; those registered first are done first."""
    return WORKS.add(work.code, work)


def lasting(find: Callable[[], Iterable[str]]) -> Outcome:
    """What is found twice: while the site is used, something may change in the midst of one look."""
    first = list(find())
    again = {_without_numbers(fault) for fault in find()} if first else set()
    return Outcome([fault for fault in first if _without_numbers(fault) in again])


def _without_numbers(fault: str) -> str:
    # Some count what waits, which grows between two looks.
    return re.sub(r"\d+", "", fault)


def _keys() -> Iterable[str]:
    fault = key_mark.fault()
    return [fault] if fault else [*key_mark.unopened(), *statement_keys.missing_files()]


register(
    Work(
        "audit",
        _("Audit"),
        _("Every chain of the audit and of the access log is whole, and is what the signer signed."),
        _("Call the data protection officer, change nothing, and run verify_audit on the server."),
        lambda: lasting(lambda: audit_proof.prove().broken),
    )
)
register(
    Work(
        "register",
        _("Certificate register"),
        _("Numbers without gaps, words as numbered, files as stored, what was revoked stays revoked."),
        _("Issue nothing more, and run verify_register on the server; it names the certificates."),
        lambda: lasting(register_proof.contradictions),
    )
)
register(
    Work(
        "seals",
        _("Seals"),
        _("Every seal and every official signature of a kept file holds."),
        _("Run verify_seals on the server; it names the files."),
        lambda: lasting(lambda: seal_proof.prove().faults),
    )
)
register(
    Work(
        "keys",
        _("Keys"),
        _("The keys at hand open every NIK and number in the database, and sign facts on certificates."),
        _("Put the right keys back from the envelopes before anybody types a NIK."),
        lambda: lasting(_keys),
    )
)
register(
    Work(
        "files",
        _("Photos and scans"),
        _("Every file that a record names is there."),
        _("Bring the missing files back from a backup: manage.py restore --files FOLDER."),
        lambda: lasting(kept_files.missing),
    )
)
