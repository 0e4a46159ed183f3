"""Tables about a person's training. A training center reads those of its own batches.

Custody facts (why a place was suspended, why somebody was absent) appear to the center as they do on its pages: as
official.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certification.assessment.models.results import UnitResult
from inmates.consents.models import GuardianConsent
from programs.attendance.models.kept_hours import KeptHours
from programs.attendance.models.marks import Mark, MarkRevision
from programs.count_alarms.models import LookedFor
from programs.head_counts.models import AwaitedPerson
from programs.offline.models import MarkOperation
from programs.places.models import Enrollment, EnrollmentSuspension, PlaceUnit
from programs.recognized_units.models import RecognizedUnit
from programs.registrations.models import Registration
from reports.subject_file.certificate_tables import CERTIFICATES
from reports.subject_file.columns import RECORDED, Column, Table, Value, batch_column, of_center
from reports.subject_file.custody_tables import INNER
from reports.subject_file.outside_tables import OUTSIDE
from reports.subject_file.reading import (
    answers,
    block_signs,
    correction_reason,
    end_reason,
    mark_entry,
    mark_note,
    mark_status,
    note_of_mark,
    rest_reason,
    revised_status,
    with_statuses,
)
from reports.subject_file.result_tables import RESULTS
from reports.subject_file.selection_tables import COUNTER, NEEDS, SELECTION

_REST_OF_MARK = (
    Column("minutes_late", _("Minutes late")),
    Column("note", _("Note"), read=note_of_mark),
    Column("entry", _("How it was recorded"), read=mark_entry),
)


def _address_given(row: Any, reader: User) -> Value:
    return row.contact.address


def _telephone_given(row: Any, reader: User) -> Value:
    return row.contact.telephone


TRAINING = (
    Table(
        "recognized_units",
        _("Units passed elsewhere"),
        RecognizedUnit,
        (
            Column("code", _("Unit code"), width=30, names_nobody=True),
            Column("title", _("Unit title"), width=56, names_nobody=True),
            Column("state", _("State"), width=26),
            Column("source", _("Office and paper")),
            Column("passed_on", _("Day on the paper")),
            Column("scan", _("Scan of the paper"), on_paper=False, names_nobody=True),
            Column("reason", _("Reason")),
            Column("recorded_at", _("Recorded at")),
            Column("recorded_by", _("Recorded by")),
            Column("decided_at", _("Decided at")),
            Column("decided_by", _("Decided by")),
        ),
        for_center=lambda rows, reader: rows.filter(training_center=reader.training_center_id),
        for_facility=False,
        hidden={
            "public_id": INNER,
            "code_key": INNER,
            "is_public": "for which kind of class it was recorded; decides only who learns of it",
            "training_center": "the office stands at the head of the file",
        },
    ),
    Table(
        "registrations",
        _("Registrations for classes"),
        Registration,
        (
            batch_column(),
            Column("state", _("State"), width=24),
            Column("way", _("How registered"), width=30),
            Column("blocks", _("Blocks of units"), read=block_signs("blocks")),
            Column("consent_on", _("Consent signed on"), width=24),
            Column("text_version", _("Text"), names_nobody=True),
            Column("contact_consent_on", _("Consent to be called signed on")),
            Column("contact_text_version", _("Text of the consent to be called"), names_nobody=True),
            Column("contact_ended_on", _("Did not want to be called from")),
            Column("address", _("Address"), read=_address_given),
            Column("telephone", _("Telephone number"), read=_telephone_given),
            Column("again_reason", _("Why blocks that are passed are taken again")),
            Column("late_reason", _("Why after the start")),
            Column("answers", _("Entry rules at the decision"), read=answers("answers")),
            Column("rule_set", _("Entry rules no. at the decision"), "rule_set__number"),
            Column("override_reason", _("Exception from the rules")),
            Column("decline_reason", _("Why not accepted")),
            Column("registered_at", _("Registered at")),
            Column("registered_by", _("Registered by")),
            Column("decided_at", _("Decided at")),
            Column("decided_by", _("Decided by")),
        ),
        related=("batch",),
        for_center=of_center("batch"),
        for_facility=False,
        hidden={
            "public_id": INNER,
            "nik_index": "the NIK stands among the facts about the person",
            "contact_sealed": "address and telephone stand in the row, opened",
            "known_as": "whom the center took the person for; an answer about another record",
            "made_person": "which record is corrected by whom",
            "enrollment": "the place stands in its own table, by the same batch",
        },
    ),
    Table(
        "guardian_consents",
        _("Consents of parents and guardians"),
        GuardianConsent,
        (
            Column("relation", _("Relation"), width=30),
            Column("given_on", _("Signed on"), width=30),
            Column("paper", _("Paper")),
            Column("ended_on", _("Ended on")),
            Column("end_paper", _("Who ended it, and where the letter is kept")),
            Column("recorded_at", _("Recorded at")),
            Column("recorded_by", _("Recorded by")),
            Column("ended_by", _("Ended by")),
        ),
        order=("given_on", "pk"),
        for_center=lambda rows, reader: rows.filter(training_center=reader.training_center_id),
        for_facility=False,
        hidden={
            "public_id": INNER,
            "training_center": "told by who recorded it",
            "guardian_name": "names another person, who signed on this person's behalf",
            "asked_anew_at": "told by the task",
            "renew_by": "told by the task, as the day on which it is due",
        },
    ),
    Table(
        "enrollments",
        _("Places in batches"),
        Enrollment,
        (
            batch_column(),
            Column("program", _("Program"), "batch__version__program__name", 46, names_nobody=True),
            Column("state", _("State"), width=24),
            Column("is_partial", _("Single units only")),
            Column("starts_on", _("Starts on")),
            Column("ends_on", _("Ends on")),
            Column("ended_on", _("Ended on")),
            Column("left_on", _("Left on")),
            Column("end_reason", _("Why it ended"), read=end_reason),
            Column("enrolled_at", _("Enrolled at")),
            Column("enrolled_by", _("Enrolled by")),
        ),
        related=("batch__version__program",),
        order=("starts_on", "pk"),
        for_center=of_center("batch"),
        hidden={
            "public_id": INNER,
            "application": "the application stands in its own table, by the same batch",
            "is_public": "the facility reads of none, and in the training center's file nothing tells the kinds apart",
            "blocks_parallel": "a setting of the program, not of the person",
            "end_effects": "what would undo the end; its rows are told on their own",
        },
    ),
    Table(
        "place_units",
        _("Single units taken"),
        PlaceUnit,
        (
            batch_column("enrollment__batch", 50),
            Column("code", _("Unit code"), "unit__code", 46, names_nobody=True),
            Column("title", _("Unit title"), "unit__title", names_nobody=True),
        ),
        person=("enrollment__person",),
        related=("enrollment__batch", "unit"),
        order=("enrollment", "unit__position"),
        for_center=of_center("enrollment__batch"),
        hidden={"enrollment": "named by its batch", "unit": "named by code and title"},
    ),
    Table(
        "place_suspensions",
        _("Days without the place"),
        EnrollmentSuspension,
        (
            batch_column("enrollment__batch", 50),
            Column("from_date", _("From"), width=30),
            Column("until", _("Until"), width=30),
            Column("reason", _("Reason"), read=rest_reason),
        ),
        person=("enrollment__person",),
        related=("enrollment__batch",),
        order=("from_date", "pk"),
        for_center=of_center("enrollment__batch"),
        hidden={"enrollment": "named by its batch"},
    ),
    Table(
        "attendance",
        _("Attendance"),
        Mark,
        (
            Column("date", _("Date"), "session__date", 22),
            batch_column("enrollment__batch", 24),
            Column("unit", _("Unit"), "session__unit__title", 36, names_nobody=True),
            Column("status", _("Status"), width=20, read=mark_status),
            Column("minutes_present", _("Minutes present"), width=16),
            *_REST_OF_MARK,
            Column("happened_at", _("Session at"), on_paper=False),
            *RECORDED,
            Column("version", _("Version")),
        ),
        person=("enrollment__person",),
        related=("session__unit", "enrollment__batch", "status", "recorded_by"),
        order=("session__starts_at", "pk"),
        for_center=of_center("enrollment__batch"),
        also=frozenset({"enrollment", "session"}),
    ),
    Table(
        "attendance_kept",
        _("Attendance, minutes that stay"),
        KeptHours,
        (
            batch_column("enrollment__batch", 40),
            Column("unit", _("Unit"), "unit__title", 78, names_nobody=True),
            Column("minutes_held", _("Minutes present"), width=24),
            Column("minutes_possible", _("Minutes taught"), width=24),
        ),
        person=("enrollment__person",),
        related=("unit", "enrollment__batch"),
        order=("enrollment", "unit"),
        for_center=of_center("enrollment__batch"),
        also=frozenset({"enrollment"}),
    ),
    Table(
        "attendance_revisions",
        _("Attendance, every version"),
        MarkRevision,
        (
            Column("date", _("Date"), "mark__session__date", 22),
            batch_column("mark__enrollment__batch", 26),
            Column("version", _("Version"), width=16),
            Column("status", _("Status"), width=24, read=revised_status),
            Column("minutes_present", _("Minutes present"), width=16),
            *_REST_OF_MARK,
            Column("reason", _("Reason of the correction"), read=correction_reason),
            *RECORDED,
        ),
        person=("mark__enrollment__person",),
        related=("mark__session", "mark__enrollment__batch", "recorded_by"),
        order=("mark__session__starts_at", "mark", "version"),
        for_center=of_center("mark__enrollment__batch"),
        prepare=with_statuses,
        also=frozenset({"mark", "status_code"}),
    ),
    Table(
        "awaited_at_count",
        _("Waited for at a head count"),
        AwaitedPerson,
        (
            Column("date", _("Date"), "session__date", 22),
            batch_column("enrollment__batch", 26),
            Column("is_expected", _("Was expected"), width=24),
            Column("written_at", _("Written down at")),
        ),
        person=("enrollment__person",),
        related=("session", "enrollment__batch"),
        order=("written_at", "pk"),
        for_center=of_center("enrollment__batch"),
        also=frozenset({"session", "enrollment"}),
    ),
    Table(
        "looked_for",
        _("Looked for at a head count"),
        LookedFor,
        (
            Column("date", _("Date"), "alarm__session__date", 22),
            batch_column("enrollment__batch", 26),
            Column("is_seen", _("Was seen"), width=24),
            Column("said_at", _("Said at")),
            Column("said_by", _("Said by")),
        ),
        person=("enrollment__person",),
        related=("alarm__session", "enrollment__batch"),
        order=("said_at", "pk"),
        for_center=of_center("enrollment__batch"),
        also=frozenset({"alarm", "enrollment"}),
    ),
    Table(
        "attendance_operations",
        _("Attendance sent from a device"),
        MarkOperation,
        (
            Column("date", _("Date"), "session__date", 22),
            batch_column("enrollment__batch", 26),
            Column("status", _("Status"), width=24, read=revised_status),
            Column("outcome", _("What became of it"), width=24),
            Column("minutes_late", _("Minutes late")),
            Column("note", _("Note"), read=mark_note("note")),
            Column("message", _("Why"), read=mark_note("message")),
            Column("made_at", _("Marked at, by the clock of the device")),
            Column("received_at", _("Received at")),
            Column("received_by", _("Received from")),
            Column("resolved_at", _("Resolved at")),
            Column("resolved_by", _("Resolved by")),
            Column("resolution", _("How it was resolved"), on_paper=False),
            Column("sequence", _("Order on the device"), on_paper=False),
        ),
        person=("enrollment__person",),
        related=("session", "enrollment__batch"),
        order=("session__starts_at", "received_at", "pk"),
        for_center=of_center("enrollment__batch"),
        prepare=with_statuses,
        also=frozenset({"enrollment", "session", "status_code"}),
        hidden={
            "pack": "names what one instructor took along, not the person",
            "device": INNER,
            "base_version": COUNTER,
            "version": COUNTER,
        },
    ),
    Table(
        "unit_results",
        _("Unit results"),
        UnitResult,
        (
            batch_column("enrollment__batch", 26),
            Column("unit_code", _("Unit code"), "unit__code", 32, names_nobody=True),
            Column("unit", _("Unit"), "unit__title", 36, names_nobody=True),
            Column("attempt", _("Attempt"), width=19),
            Column("result", _("Result"), width=20),
            Column("feedback", _("Feedback")),
            Column("assessed_on", _("Assessed on")),
            Column("assessed_by", _("Assessed by")),
            Column("recorded_at", _("Recorded at")),
            Column("version", _("Version"), on_paper=False),
        ),
        person=("enrollment__person",),
        related=("enrollment__batch", "unit"),
        order=("enrollment", "unit", "attempt"),
        for_center=of_center("enrollment__batch"),
        hidden={"enrollment": "named by its batch"},
    ),
)
LEARNING = (*NEEDS, *SELECTION, *TRAINING, *RESULTS, *CERTIFICATES, *OUTSIDE)
