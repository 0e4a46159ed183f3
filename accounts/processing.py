"""What the tables hold about people and why: each subject describes its own in `personal_data.py` (UU 27/2022,
article 31).

From it follows the record of processing (`reports.processing`). A new field has to be described, or a test fails.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Side


class DataClass(models.TextChoices):
    """What a field tells of somebody."""

    IDENTITY = "identity", _("Identity: name, birth, NIK, photo, numbers of papers")
    CONTACT = "contact", _("Contact: telephone, address, whom to ask for")
    CUSTODY = "custody", _("Custody: stays, registers, block, dates that limit training, papers")
    HEALTH = "health", _("Needed adjustments")
    FINANCE = "finance", _("Income and the worth of what was given")
    LEARNING = "learning", _("Learning: choice, places, attendance, results, papers")
    OUTCOME = "outcome", _("Work and life after the training")
    CREDENTIALS = "credentials", _("Passwords, keys and PINs, as digests or sealed")
    STAFF = "staff", _("Staff: who recorded, decided or signed")
    TRACES = "traces", _("Traces: who read or changed what, sign-ins, addresses of devices")
    WORDS = "words", _("Free texts and scans, which may name people")
    NONE = "none", _("No personal data")


# UU 27/2022, article 4 (2): data that by law need more protection.
SPECIFIC = frozenset({DataClass.CUSTODY, DataClass.HEALTH, DataClass.FINANCE})


class Keeping(models.TextChoices):
    """How long rows stay."""

    DATED = "dated", _("For the period that the office has set")
    REGISTER = "register", _("For good: certificates, and what proves them")
    ARCHIVE = "archive", _("As an archive of the training, until the archive schedule says otherwise")
    PROOF = "proof", _("As proof that the law was kept, until the archive schedule says otherwise")
    AGREEMENT = "agreement", _("Until the person withdraws the agreement")
    CHAIN = "chain", _("For good: a chain of proof loses no link")
    ACCOUNT = "account", _("As long as the account; a closed one stays, since acts name it")
    SHORT = "short", _("For a short time; the system deletes it by itself")
    USE = "use", _("As long as it is in use")


@dataclass(frozen=True)
class Purpose:
    """Why data are processed, for one side or `Side.BOTH`."""

    side: Side
    name: str | Promise
    aim: str | Promise
    # Whose data.
    people: str | Promise
    basis: str | Promise
    # Who reads them, and to whom they go.
    readers: str | Promise


@dataclass(frozen=True)
class Kept:
    """What one table holds: the class of each field by name."""

    purpose: Purpose
    keeping: Keeping
    fields: dict[str, DataClass]

    def has(self, data_class: DataClass) -> int:
        """How many fields are of this class."""
        return sum(found == data_class for found in self.fields.values())


TABLES: dict[type[models.Model], Kept] = {}

PUBLIC_TASK = _("Public task: UU 27/2022, article 20 (2) e")
OBLIGATION = _("Obligation by law: UU 27/2022, article 20 (2) c")
AGREED = _("The person's agreement: UU 27/2022, article 20 (2) a")


def describe(model: type[models.Model], purpose: Purpose, keeping: Keeping, **classes: str) -> None:
    """Says for what a table is kept, how long, and of which class each field is: `identity="full_name birth_date"`.

    Raises `ValueError` for a table or a field that is described twice.
    """
    fields: dict[str, DataClass] = {}
    for name, words in classes.items():
        for field in words.split():
            if fields.setdefault(field, DataClass(name)) != name:
                raise ValueError(f"{model._meta.label}.{field} is of one class only.")
    if model in TABLES:
        raise ValueError(f"{model._meta.label} is described already.")
    TABLES[model] = Kept(purpose, keeping, fields)
