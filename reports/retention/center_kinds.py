"""Kinds of records that a training center keeps."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.roles import Side
from certification.earlier_certificates.served_refusals import REFUSED
from certification.outside_tests import served_lists
from certification.outside_tests.models.tests import OutsideCandidate
from certification.outside_tests.served_lists import RESULT_FILES
from inmates.consents.served_consents import GUARDIANS
from inmates.imports import served_rows
from inmates.imports.models import ListImportRow
from inmates.imports.served_imports import LISTS
from outcomes.aids.models import AidUse, CenterAid
from outcomes.aids.served_aids import OF_CENTER
from outcomes.effect import served_files
from outcomes.effect.models import CohortFile
from outcomes.needs import served_employers
from programs.recognized_units import served_papers
from programs.recognized_units.models import RecognizedUnit
from programs.registrations import served_registrations
from programs.registrations.models import Registration
from programs.registrations.served_places import PLACED
from reports.closing import served_reports
from reports.retention import served_classes
from reports.retention.kinds import FROM_DAY, FROM_DECISION, FROM_END, PROPOSAL, RecordKind, plain
from reports.yearly import served_reports as served_years

AIDS = _("What was given to whom, its worth, the scan of the receipt.")

CENTER: dict[str, RecordKind] = {
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
        units=ngettext_lazy("%d imported list", "%d imported lists"),
        told=("created_at", "created_by.full_name"),
    ),
    "registrations": RecordKind(
        Side.CENTER,
        _("Registrations that came to nothing"),
        _("Declined and withdrawn registrations, and people whom nothing else names."),
        _("from the decision"),
        PROPOSAL,
        months=12,
        fewest=3,
        rows=served_registrations.registrations,
        destroy=served_registrations.destroy,
        tables=(Registration,),
        units=ngettext_lazy("%d registration", "%d registrations"),
        person="person",
        told=("batch.name",),
    ),
    "classes": RecordKind(
        Side.CENTER,
        _("Attendance, journals and observations"),
        _(
            "Marks with their history, rolls, journal, what was seen of practice, evidence, objections and feedback."
            " Hours by unit, results, signed minutes and certificates stay."
        ),
        _("from the last day of the class"),
        PROPOSAL,
        months=60,
        fewest=24,
        rows=served_classes.classes,
        destroy=served_classes.destroy,
        tables=served_classes.TABLES,
        units=ngettext_lazy("%d class", "%d classes"),
        person="enrollments__person",
        by_day=True,
        # Of a class there are thousands of rows.
        chunk=5,
        is_shared=True,
        told=("name", "starts_on", "ends_on"),
    ),
    "closing_reports": RecordKind(
        Side.CENTER,
        _("Closing reports of batches"),
        _("Reports of a batch with the rows behind each number. What they were counted from has periods of its own."),
        _("from the day on which it was made"),
        PROPOSAL,
        months=60,
        fewest=24,
        rows=served_reports.reports,
        destroy=served_reports.destroy,
        tables=served_reports.TABLES,
        units=ngettext_lazy("%d report", "%d reports"),
        person="places__enrollment__person",
        chunk=10,
        is_shared=True,
        told=("batch.name", "number"),
    ),
    "year_reports": RecordKind(
        Side.CENTER,
        _("Yearly reports"),
        _("Reports of a year with the register of participants. What they were counted from has periods of its own."),
        _("from the day on which it was made"),
        PROPOSAL,
        months=60,
        fewest=24,
        rows=served_years.reports,
        destroy=served_years.destroy,
        tables=served_years.TABLES,
        units=ngettext_lazy("%d report", "%d reports"),
        person="places__enrollment__person",
        chunk=2,
        told=("year", "number"),
    ),
    "lists": plain(
        Side.CENTER,
        _("Imported lists"),
        _("That a list was taken in, by whom, with which counts. Lists of certificates from before stay."),
        _("from acceptance or upload"),
        of=LISTS,
        months=24,
        units=ngettext_lazy("%d imported list", "%d imported lists"),
        told=("created_at", "created_by.full_name"),
    ),
    "placed": plain(
        Side.CENTER,
        _("Registrations of classes long over"),
        _("What was told and agreed to at the registration, with the contact. The place stays."),
        _("from the last day of the class"),
        of=PLACED,
        # People whom nothing else names go with it.
        destroy=served_registrations.destroy,
        fewest=24,
        person="person",
        by_day=True,
        units=ngettext_lazy("%d registration", "%d registrations"),
        told=("batch.name",),
    ),
    "recognized": RecordKind(
        Side.CENTER,
        _("Papers of recognized units"),
        _("Scans and reasons; units that were not recognized. Recognized units stay, certificates rest on them."),
        FROM_DECISION,
        PROPOSAL,
        months=60,
        fewest=24,
        rows=served_papers.papers,
        destroy=served_papers.destroy,
        tables=(RecognizedUnit,),
        units=ngettext_lazy("%d unit", "%d units"),
        person="person",
        told=("code", "title"),
    ),
    "result_files": plain(
        Side.CENTER,
        _("Files of results of certification bodies"),
        _("What was read of the file. Recorded results stay."),
        _("from acceptance or upload"),
        of=RESULT_FILES,
        months=2,
        fewest=1,
        basis=_("Kept only to undo an import"),
        told=("created_at", "created_by.full_name"),
    ),
    "body_scans": RecordKind(
        Side.CENTER,
        _("Scans of certificates of certification bodies"),
        _("The scan; number, dates and result stay."),
        _("from the day of the test"),
        PROPOSAL,
        months=60,
        fewest=24,
        rows=served_lists.scans,
        destroy=served_lists.destroy_scans,
        tables=(OutsideCandidate,),
        units=ngettext_lazy("%d scan", "%d scans"),
        person="enrollment__person",
        by_day=True,
        told=("certificate_number",),
    ),
    "refused_papers": plain(
        Side.CENTER,
        _("Certificates from before that were refused"),
        _("Number and holder of papers that were not taken into the register."),
        FROM_DECISION,
        of=REFUSED,
        months=12,
        fewest=3,
        person="person",
        told=("number_text", "name"),
    ),
    "guardians": plain(
        Side.CENTER,
        _("Consents of parents and guardians"),
        _("Who consented for a child, and the paper of it."),
        FROM_END,
        of=GUARDIANS,
        fewest=48,
        person="person",
        by_day=True,
        told=("given_on",),
    ),
    "aids_center": plain(
        Side.CENTER,
        _("Tools and capital given"),
        AIDS,
        FROM_DAY,
        of=OF_CENTER,
        person="person",
        by_day=True,
        tables=(CenterAid, AidUse),
        told=("what", "given_on"),
    ),
    "research_files": RecordKind(
        Side.CENTER,
        _("Files for research"),
        _("Rows of the file. Who received it and for what stays."),
        _("from the day on which it was made"),
        PROPOSAL,
        months=24,
        fewest=6,
        rows=served_files.files,
        destroy=served_files.destroy,
        tables=(CohortFile,),
        units=ngettext_lazy("%d file", "%d files"),
        is_shared=True,
        told=("year", "receiver"),
    ),
    "employers": RecordKind(
        Side.CENTER,
        _("Contacts at employers"),
        _("Whom to ask for, telephone, what was talked about. The business and its needs stay."),
        _("from the last contact, need or vacancy"),
        PROPOSAL,
        months=60,
        fewest=12,
        rows=served_employers.employers,
        destroy=served_employers.destroy,
        tables=served_employers.TABLES,
        units=ngettext_lazy("%d employer", "%d employers"),
        by_day=True,
        told=("name",),
    ),
}
