"""Kinds of records with a period after which they are destroyed: whose, which rows, from when, and how.

Periods follow the proposal of the training centers until the district's archive schedule (JRA) says otherwise. What has
no entry here is kept: the register of certificates for good; the audit, which names people by key alone.
"""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Side
from inmates.custody import served_details
from inmates.custody.models.circumstances import NonAssociation
from inmates.imports import served_rows
from inmates.imports.models import ImportRow, ListImportRow
from outcomes.leaving import served_curricula
from outcomes.leaving.models import CurriculumVitae
from outcomes.probation import served_shares
from outcomes.probation.models import ClientShare
from programs.registrations import served_registrations
from programs.registrations.models import Registration
from programs.selection import served_answers


@dataclass(frozen=True)
class RecordKind:
    """One kind of record of one side."""

    side: Side
    name: str | Promise
    # What goes, and what stays.
    content: str | Promise
    # Since when its time runs.
    begins: str | Promise
    basis: str | Promise
    months: int
    fewest: int
    # Records of an office, annotated with `since`.
    rows: Callable[[Any], QuerySet[Any]]
    # Destroys records by key, within the caller's transaction; returns how many rows went, by table.
    destroy: Callable[[Collection[int]], Counter[str]]
    # The tables whose rows go, for the record of processing.
    tables: tuple[type[Model], ...]
    # The way from a record to the people it is about; empty if it names none by key, so that any hold keeps it.
    person: str = ""
    # Whether `since` is a day; else a moment.
    by_day: bool = False


_PROPOSAL = _("Proposal until the archive schedule of the district or ministry says otherwise")
KINDS: dict[str, RecordKind] = {
    "custody": RecordKind(
        Side.FACILITY,
        _("Custody details of people who left"),
        _(
            "Register numbers, blocks, dates, classes, suspensions, papers, what was seen at applications for training."
            " That they were here and trained stays."
        ),
        _("from the day of leaving"),
        _PROPOSAL,
        months=12,
        fewest=6,
        rows=lambda facility: served_details.people(facility, has_more=served_answers.has_values(OuterRef("pk"))),
        destroy=lambda found: served_details.destroy(found) + served_answers.forget_values(found),
        tables=(*served_details.DETAILS, NonAssociation),
        person="pk",
        by_day=True,
    ),
    "import_rows": RecordKind(
        Side.FACILITY,
        _("Rows of imported spreadsheets"),
        _("What was read of the file. Counts stay; the import can no longer be undone."),
        _("from acceptance, undoing or upload"),
        _("Kept only to undo an import"),
        months=2,
        fewest=1,
        rows=served_rows.spreadsheets,
        destroy=served_rows.destroy_spreadsheets,
        tables=(ImportRow,),
        person="rows__person",
    ),
    "curricula": RecordKind(
        Side.FACILITY,
        _("Curricula vitae"),
        _("The words of the CV. A new one can be made from the data at any time."),
        _("from the day on which it was saved"),
        _PROPOSAL,
        months=24,
        fewest=3,
        rows=served_curricula.curricula,
        destroy=served_curricula.destroy,
        tables=(CurriculumVitae,),
        person="person",
    ),
    "shares": RecordKind(
        Side.FACILITY,
        _("Ended shares with probation officers"),
        _("Who was allowed to read what was told after leaving, and until when."),
        _("from the day on which it ended"),
        _PROPOSAL,
        months=24,
        fewest=6,
        rows=served_shares.shares,
        destroy=served_shares.destroy,
        tables=(ClientShare,),
        person="person",
        by_day=True,
    ),
    "list_rows": RecordKind(
        Side.CENTER,
        _("Rows of imported lists"),
        _("What each row changed. Counts stay; the list can no longer be undone."),
        _("from acceptance or upload"),
        _("Kept only to undo an import"),
        months=2,
        fewest=1,
        rows=served_rows.lists,
        destroy=served_rows.destroy_lists,
        tables=(ListImportRow,),
    ),
    "registrations": RecordKind(
        Side.CENTER,
        _("Registrations that came to nothing"),
        _("Declined and withdrawn registrations, and people whom nothing else names."),
        _("from the decision"),
        _PROPOSAL,
        months=12,
        fewest=3,
        rows=served_registrations.registrations,
        destroy=served_registrations.destroy,
        tables=(Registration,),
        person="person",
    ),
}
