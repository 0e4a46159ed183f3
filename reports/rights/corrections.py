"""Which acts correct data about a person, and how their targets lead to the person.

An act that stands here can be named in the answer to a request for correction; reading, assigning or acknowledging
cannot.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, TextField
from django.db.models.functions import Cast

from certification.assessment.models.results import UnitResult
from certification.outside_tests.models.tests import OutsideCandidate
from inmates.custody.models.remand import RemandPaper
from inmates.imports.models import ImportRow, SpreadsheetImport
from inmates.people.models import Person
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.outcomes import Outcome
from programs.attendance.models.marks import Mark
from programs.registrations.models import Registration


@dataclass(frozen=True)
class Correcting:
    """Acts on one kind of record; `person` is the way from it to the person, `rows` says which of the rows on it
    count.
    """

    model: type[Model]
    person: str
    actions: tuple[str, ...]
    rows: Mapping[str, Any] = field(default_factory=dict)

    def about(self, records: Collection[int]) -> Q:
        """Such acts on rows about these records of a person."""
        rows = self.model._default_manager.filter(**{f"{self.person}__in": records}, **self.rows)
        # Targets are stored as text.
        keys = rows.order_by().annotate(key=Cast("pk", TextField())).values("key")
        return Q(target_type=self.model._meta.label_lower, action__in=self.actions, target_id__in=keys)


CORRECTING = (
    Correcting(
        Person,
        "pk",
        (
            "person.correct",
            "person.set_nik",
            "person.set_photo",
            "person.merge",
            "person.change_register_number",
            "person.change_housing",
            "person.set_limiting_date",
            "person.classify",
            "person.withdraw_entry",
            "person.end_keeping_apart",
            "person.end_suspension",
        ),
    ),
    Correcting(RemandPaper, "person", ("remand_paper.record",)),
    Correcting(
        SpreadsheetImport,
        "rows__person",
        ("import.accept",),
        {"rows__kind": ImportRow.Kind.CHANGED, "rows__is_accepted": True},
    ),
    Correcting(Registration, "person", ("registration.correct", "registration.reopen")),
    Correcting(Mark, "enrollment__person", ("mark.correct",)),
    Correcting(UnitResult, "enrollment__person", ("result.record", "result.correct")),
    Correcting(OutsideCandidate, "enrollment__person", ("outside_result.record",)),
    Correcting(Consent, "person", ("consent.change",)),
    Correcting(Contact, "consent__person", ("contact.add", "contact.close", "contact.confirm")),
    Correcting(Outcome, "consent__person", ("outcome.record",)),
)


def corrections_of(records: Collection[int]) -> Q:
    """Whatever corrected data about these records of one person."""
    return Q(*(kind.about(records) for kind in CORRECTING), _connector=Q.OR)
