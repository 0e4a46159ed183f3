"""Detects a list of another office: nearly everybody here would be missing from it."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Blocker
from inmates.imports.models import ImportRow, SpreadsheetImport

MISSING = Q(kind=ImportRow.Kind.MISSING)
MANY, OUT_OF = 1, 5
"""The share of people here, one fifth, above which missing people are no longer normal for a week."""
FEW = 5
"""This many people may always be missing: in a small office that is quickly a fifth."""


@dataclass(frozen=True)
class Strangeness:
    """How many people in custody here are not in the file; to accept it, the user types that number."""

    missing: int
    people: int

    @property
    def is_total(self) -> bool:
        """True if the file contains nobody of this office."""
        return self.missing == self.people

    @property
    def sentence(self) -> str:
        """The question to answer before the file is accepted."""
        words = {"missing": self.missing, "people": self.people}
        if self.is_total:
            text = ngettext(
                "The only person in custody here is not in the file. Is it the file of another facility?",
                "Not one of the %(people)s people in custody here is in the file. Is it the file of another facility?",
                self.people,
            )
        else:
            text = ngettext(
                "%(missing)s of %(people)s people in custody here is not in the file. Is it the file of another "
                "facility, or only a part of the list?",
                "%(missing)s of %(people)s people in custody here are not in the file. Is it the file of another "
                "facility, or only a part of the list?",
                self.missing,
            )
        return text % words


def strangeness(spreadsheet_import: SpreadsheetImport) -> Strangeness | None:
    """What is strange about a compared file: it has nobody of the office, or lacks more than a fifth; otherwise
    None.
    """
    here = spreadsheet_import.rows.filter(person__facility=spreadsheet_import.facility_id)
    counted = here.aggregate(missing=Count("pk", filter=MISSING), people=Count("pk"))
    found = Strangeness(counted["missing"], counted["people"])
    is_much = found.missing > FEW and found.missing * OUT_OF > found.people * MANY
    return found if is_much or (found.missing and found.is_total) else None


def strangeness_blockers(spreadsheet_import: SpreadsheetImport, *, confirmed: int | None) -> list[Blocker]:
    """Reasons why a strange file is not accepted: nobody has typed the number of missing people."""
    found = strangeness(spreadsheet_import)
    if found is None or confirmed == found.missing:
        return []
    text = _("%(what)s To take it all the same, type how many people are not in the file: %(missing)s.")
    return [Blocker("strange", text % {"what": found.sentence, "missing": found.missing})]
