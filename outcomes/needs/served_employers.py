"""Whom to ask for at employers from whom nothing was heard or needed for long; the business and its needs stay."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, TruncDate

from accounts.models import TrainingCenter
from core.ports import Port
from core.served_rows import counted
from outcomes.needs.models import Employer, EmployerContact, NeedRecord

_BLANK = {"contact_name": "", "contact_title": "", "telephone_sealed": "", "note": "", "unfit_why": ""}
TABLES = (Employer, EmployerContact)

uses_above: Port[[], tuple[QuerySet[Any], str]] = Port()
"""Rows of subjects above that name an `employer`, with the field of the last day on which they need its contact; asked
when employers are counted whose contacts have served their time.
"""


def employers(center: TrainingCenter) -> QuerySet[Employer]:
    """Employers of whom a contact is kept, with `since`: the last day on which they were met, recorded or in use."""
    kept = ~Q(**_BLANK) | Q(Exists(EmployerContact.objects.filter(employer=OuterRef("pk"))))
    recorded = TruncDate("recorded_at")
    days = [Coalesce(_newest(rows, column), recorded) for rows, column in (*_uses(), *uses_above.ask())]
    return Employer.objects.filter(kept, training_center=center).annotate(since=Greatest(recorded, *days))


def _uses() -> list[tuple[QuerySet[Any], str]]:
    # A need counts until its last day, unless it was withdrawn.
    needs = NeedRecord.objects.all()
    return [
        (EmployerContact.objects.all(), "held_on"),
        (needs, "recorded_on"),
        (needs.standing(), "valid_until"),
    ]


def _newest(rows: QuerySet[Any], column: str) -> Subquery:
    return Subquery(rows.filter(employer=OuterRef("pk")).order_by(f"-{column}").values(column)[:1])


def destroy(found: Collection[int]) -> Counter[str]:
    """Forgets whom to ask for there (keys), within the caller's transaction; how many rows, by table."""
    gone = counted(EmployerContact.objects.filter(employer__in=found).delete())
    blank = {**_BLANK, "may_contact": False, "contact_way": "", "contact_hours": ""}
    return gone + Counter(employer=Employer.objects.filter(pk__in=found).update(**blank))
