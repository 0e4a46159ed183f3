"""Tables about the person's identity, tasks about the person, and earlier requests for this file."""

from copy import copy
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from inmates.inbox.inbox_tasks import KINDS, line_of
from inmates.inbox.models import InboxTask
from inmates.people.models import Person
from reports.breaches.models import AffectedPerson, TellingAttempt
from reports.retention.models import LegalHold
from reports.rights.models import RightsRequest
from reports.subject_file.columns import Coded, Column, Table, Value
from reports.subject_file.custody_tables import INNER, ONE_OTHER
from reports.subject_file.models import SubjectRequest
from reports.subject_file.report_tables import REPORTS


def _masked(row: Any, reader: User) -> Value:
    return row.nik_masked


_BOTH = (
    Column("full_name", _("Full name"), names_nobody=True),
    Column("birth_date", _("Date of birth")),
    Column("education", _("Last education")),
    Column("adjustments", _("Needed adjustments")),
    Column("photo", _("Photo is kept")),
)
IDENTITY = Table(
    "identity",
    _("Who the person is"),
    Person,
    (
        *_BOTH,
        Column("called_name", _("Called name"), names_nobody=True),
        Column("birth_place", _("Place of birth"), names_nobody=True),
        Column("sex", _("Sex")),
        Column("nik", "NIK", read=_masked, names_nobody=True),
        Column("facility", _("Detention center"), "facility__name", names_nobody=True),
        Column("case_officer", _("Case officer")),
        Column("custody_as_of", _("Custody data as of")),
    ),
    person=("pk",),
    related=("facility",),
    also=frozenset({"nik_sealed"}),
    hidden={
        "public_id": INNER,
        "name_key": "the name in the spelling by which it is found",
        "name_sort": "the name in the spelling by which lists are sorted",
        "nik_index": "a keyed digest by which the same NIK is recognized",
        "merged_into": "records of one person are told in one file",
    },
)
IDENTITY_FOR_CENTER = Table(
    "identity", _("Who the person is"), Person, _BOTH, person=("pk",), for_center=lambda rows, reader: rows
)


def _sentence(row: Any, reader: User) -> Value:
    """Worded as in the inbox, but without the other person of a pair."""
    if row.kind not in KINDS:
        return row.kind
    task = copy(row)
    task.values = {**row.values, "other": str(ONE_OTHER)}
    line = line_of(task)
    return f"{line.title}\n{line.note}"


def _values(row: Any, reader: User) -> Value:
    """Old and new values, without the other person of a pair and without internal URLs."""
    return {name: value for name, value in row.values.items() if name != "other" and not name.endswith("_id")}


def _office(row: Any, reader: User) -> Value:
    return str(row.facility or row.training_center)


def _breach_kind(row: Any, reader: User) -> Value:
    return Coded(row.breach.kind, row.breach.get_kind_display())


MATTERS = (
    Table(
        "tasks",
        _("Tasks about the person"),
        InboxTask,
        (
            Column("opened_at", _("Opened at"), width=34),
            Column("kind", _("Kind"), on_paper=False),
            Column("sentence", _("Matter"), "kind", 62, _sentence),
            Column("role", _("For"), width=30),
            Column("office", _("Office"), "facility", read=_office, names_nobody=True),
            Column("due_on", _("Due on")),
            Column("acknowledged_at", _("Acknowledged at")),
            Column("acknowledged_by", _("Acknowledged by")),
            Column("note", _("What was done")),
            Column("settled_at", _("Settled at")),
            Column("values", _("Values"), read=_values, on_paper=False),
        ),
        related=("person", "facility", "training_center"),
        order=("opened_at", "pk"),
        for_center=lambda rows, reader: rows.filter(training_center=reader.training_center_id),
        also=frozenset({"training_center"}),
        hidden={"public_id": INNER, "matter": "names a record inside the system only"},
    ),
    Table(
        "subject_requests",
        _("Requests for this file"),
        SubjectRequest,
        (
            Column("received_at", _("Received at"), width=36),
            Column("asker", _("Asked by"), width=40),
            Column("number", _("Number of the letter"), width=30),
            Column("reason", _("Reason")),
            Column("recorded_at", _("Recorded at")),
            Column("recorded_by", _("Recorded by")),
            Column("answered_at", _("Handed over at")),
            Column("answered_by", _("Handed over by")),
        ),
        order=("received_at", "pk"),
        office="office",
        hidden={
            "public_id": INNER,
            "office": "told by who recorded it",
            "asker_name": "names another person, who asked on this person's behalf",
        },
    ),
    Table(
        "rights_requests",
        _("Requests to correct or delete data"),
        RightsRequest,
        (
            Column("received_at", _("Received at"), width=36),
            Column("kind", _("Asked for"), width=40),
            Column("asker", _("Asked by")),
            Column("number", _("Number of the letter")),
            Column("wish", _("What is asked for")),
            Column("consents", _("Agreements that end"), read=lambda row, _reader: ", ".join(row.consent_names)),
            Column("ended_at", _("Agreements ended at")),
            Column("outcome", _("Answer"), width=26),
            Column("answer", _("Reason")),
            Column("stays_for", _("Why data stay")),
            Column("answered_at", _("Answered at")),
            Column("answered_by", _("Answered by")),
            Column("recorded_at", _("Recorded at")),
            Column("recorded_by", _("Recorded by")),
        ),
        order=("received_at", "pk"),
        office="office",
        hidden={
            "public_id": INNER,
            "office": "told by who recorded it",
            "asker_name": "names another person, who asked on this person's behalf",
            "person_name": "the name under which it was asked; the person's name is told above",
            "ended": "how many, told by the agreements themselves",
            "change": "names an event inside the system only",
            "destruction": "told by the answer",
        },
    ),
    Table(
        "breaches",
        _("Breaches of data that affect the person"),
        AffectedPerson,
        (
            Column("kind", _("What happened to the data"), "breach", read=_breach_kind, width=46),
            Column("found_at", _("Found at"), "breach__found_at", width=36),
            Column("data", _("Which data"), "breach__data"),
            Column("told_on", _("Told to the person on"), width=24),
            Column("told_how", _("How"), width=26),
            Column("told_note", _("How else")),
            Column("told_by", _("Told by")),
            Column("is_removed", _("Taken off the list: not affected")),
            Column("recorded_at", _("Recorded at")),
        ),
        related=("breach",),
        office="breach__office",
        hidden={
            "giving_up_asked_at": "that the tries end is told once a second person agrees",
            "giving_up_asked_by": "that the tries end is told once a second person agrees",
            "giving_up_reason": "stands beside how the person was told, once a second person agrees",
        },
    ),
    Table(
        "breach_attempts",
        _("Attempts to tell of a breach"),
        TellingAttempt,
        (
            Column("on", _("On"), width=24),
            Column("how", _("How"), width=40),
            Column("why", _("Why not reached"), width=40),
            Column("note", _("What was tried, or through whom")),
            Column("recorded_at", _("Recorded at")),
            Column("recorded_by", _("Recorded by")),
        ),
        person=("affected__person",),
        office="affected__breach__office",
        hidden={"affected": "the person, and the breach that is told above"},
    ),
    Table(
        "legal_holds",
        _("Holds on destruction"),
        LegalHold,
        (
            Column("placed_at", _("Placed at"), width=36),
            Column("placed_by", _("Placed by")),
            Column("reason", _("Reason")),
            Column("lifted_at", _("Lifted at"), width=36),
            Column("lifted_by", _("Lifted by")),
            Column("lift_reason", _("Why it was lifted")),
        ),
        order=("placed_at", "pk"),
        office="office",
        hidden={"public_id": INNER, "office": "told by who placed it"},
    ),
    *REPORTS,
)
