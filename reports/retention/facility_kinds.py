"""Kinds of records that a detention center keeps."""

from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.roles import Side
from inmates.custody import served_details
from inmates.custody.models.circumstances import NonAssociation
from inmates.imports import served_rows
from inmates.imports.models import ImportRow
from inmates.imports.served_imports import SPREADSHEETS
from outcomes.aids.served_aids import OF_FACILITY
from outcomes.leaving import served_curricula
from outcomes.leaving.models import CurriculumVitae
from outcomes.probation import served_shares
from outcomes.probation.models import ClientShare
from programs.attendance.served_absences import ABSENCES
from programs.selection import served_answers, served_selections
from programs.selection.models import Appeal, Application, Hearing, HearingMember, PlaceOffer
from programs.selection.served_hearings import HEARINGS
from reports.monthly import served_reports
from reports.retention import (
    served_days,
    served_preparation,
)
from reports.retention.kinds import FROM_DAY, PROPOSAL, RecordKind, plain

AIDS = _("What was given to whom, its worth, the scan of the receipt.")

FACILITY: dict[str, RecordKind] = {
    "custody": RecordKind(
        Side.FACILITY,
        _("Custody details of people who left"),
        _(
            "Register numbers, blocks, dates, classes, suspensions, papers, what was seen at applications for training."
            " That they were here and trained stays."
        ),
        _("from the day of leaving"),
        PROPOSAL,
        months=12,
        fewest=6,
        rows=lambda facility: served_details.people(facility, has_more=served_answers.has_values(OuterRef("pk"))),
        destroy=lambda found: served_details.destroy(found) + served_answers.forget_values(found),
        tables=(*served_details.DETAILS, NonAssociation),
        units=ngettext_lazy("%d person", "%d people"),
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
        units=ngettext_lazy("%d imported file", "%d imported files"),
        person="rows__person",
        told=("created_at", "created_by.full_name"),
    ),
    "curricula": RecordKind(
        Side.FACILITY,
        _("Curricula vitae"),
        _("The words of the CV. A new one can be made from the data at any time."),
        _("from the day on which it was saved"),
        PROPOSAL,
        months=24,
        fewest=3,
        rows=served_curricula.curricula,
        destroy=served_curricula.destroy,
        tables=(CurriculumVitae,),
        units=ngettext_lazy("%d curriculum vitae", "%d curricula vitae"),
        person="person",
        told=("saved_at",),
    ),
    "shares": RecordKind(
        Side.FACILITY,
        _("Ended shares with probation officers"),
        _("Who was allowed to read what was told after leaving, and until when."),
        _("from the day on which it ended"),
        PROPOSAL,
        months=24,
        fewest=6,
        rows=served_shares.shares,
        destroy=served_shares.destroy,
        tables=(ClientShare,),
        units=ngettext_lazy("%d share", "%d shares"),
        person="person",
        by_day=True,
        told=("officer.full_name", "agreed_on"),
    ),
    "selections": RecordKind(
        Side.FACILITY,
        _("Selections"),
        _(
            "Applications that led to no place, with offers and appeals. Of the others what was seen, scored, written"
            " and scanned; that somebody applied and had a place stays."
        ),
        _("from the end of the batch"),
        PROPOSAL,
        months=60,
        fewest=30,
        rows=served_selections.applications,
        destroy=served_selections.destroy,
        tables=(Application, PlaceOffer, Appeal),
        units=ngettext_lazy("%d application", "%d applications"),
        person="person",
        by_day=True,
        told=("batch.name", "program.name", "consent_on"),
    ),
    "days": RecordKind(
        Side.FACILITY,
        _("Counts of people and tools"),
        _("Who was waited for, counts with their alarms, tools and material given out, closed searches."),
        FROM_DAY,
        PROPOSAL,
        months=24,
        fewest=12,
        rows=served_days.sessions,
        destroy=served_days.destroy,
        tables=served_days.TABLES,
        units=ngettext_lazy("%d session", "%d sessions"),
        person="batch__enrollments__person",
        by_day=True,
        chunk=50,
        told=("batch.name", "date"),
    ),
    "absences": plain(
        Side.FACILITY,
        _("Announced absences"),
        _("Who was announced to be away, when and where."),
        FROM_DAY,
        of=ABSENCES,
        months=24,
        person="person",
        units=ngettext_lazy("%d absence", "%d absences"),
        told=("starts_at",),
    ),
    "preparation": RecordKind(
        Side.FACILITY,
        _("Interviews and preparation for leaving"),
        _("Interviews with wishes and goals, what was ready at leaving, work inside."),
        _("from the day of leaving"),
        PROPOSAL,
        months=60,
        fewest=36,
        rows=served_preparation.people,
        destroy=served_preparation.destroy,
        tables=served_preparation.TABLES,
        units=ngettext_lazy("%d person", "%d people"),
        person="pk",
        by_day=True,
    ),
    "hearings": plain(
        Side.FACILITY,
        _("Hearings"),
        _("Minutes of hearings, once no selection names them any more."),
        _("from the end of the batch"),
        of=HEARINGS,
        fewest=30,
        tables=(Hearing, HearingMember),
        by_day=True,
        person="batch__enrollments__person",
        told=("batch.name", "held_on"),
    ),
    "imports": plain(
        Side.FACILITY,
        _("Imports"),
        _("That a file was taken in, by whom, with which counts and warnings."),
        _("from acceptance, undoing or upload"),
        of=SPREADSHEETS,
        months=24,
        units=ngettext_lazy("%d imported file", "%d imported files"),
        told=("created_at", "created_by.full_name"),
    ),
    "aids": plain(
        Side.FACILITY,
        _("Tools and capital given"),
        AIDS,
        FROM_DAY,
        of=OF_FACILITY,
        person="person",
        by_day=True,
        told=("what", "given_on"),
    ),
    "month_reports": RecordKind(
        Side.FACILITY,
        _("Monthly reports"),
        _("Reports of a month with the rows behind each number. What they were counted from has periods of its own."),
        _("from the day on which it was made"),
        _("Archive schedule of the ministry: monthly reports one year in use and one more (Permenkumham 54/2016)"),
        months=24,
        fewest=12,
        rows=served_reports.reports,
        destroy=served_reports.destroy,
        tables=served_reports.TABLES,
        units=ngettext_lazy("%d report", "%d reports"),
        person="places__enrollment__person",
        chunk=10,
        told=("month", "number"),
    ),
}
