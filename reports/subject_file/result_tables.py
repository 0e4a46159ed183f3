"""Tables about a person's unit results: practice, evidence, appeals, corrections, and minutes."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certification.assessment.models.contests import ResultAppeal, ResultCorrection
from certification.assessment.models.evidence import Evidence, PracticeMark
from certification.assessment.models.minutes import Addendum, PersonSignOff
from reports.subject_file.columns import Column, Table, Value
from reports.subject_file.custody_tables import INNER

BY_BATCH = "named by its batch"


def _of_center(rows: QuerySet, reader: User) -> QuerySet:
    return rows.filter(enrollment__batch__training_center=reader.training_center_id)


def _appeals_of_center(rows: QuerySet, reader: User) -> QuerySet:
    return rows.filter(result__enrollment__batch__training_center=reader.training_center_id)


def _minutes(row: Any, reader: User) -> Value:
    return row.minutes


def _words(row: Any, reader: User) -> Value:
    return row.words


def _attempt(row: Any, reader: User) -> Value:
    return row.result.attempt


def _again(row: Any, reader: User) -> Value:
    return row.again.attempt if row.again else None


def _batch(path: str = "enrollment__batch") -> Column:
    return Column("batch", _("Batch"), f"{path}__name", 34, names_nobody=True)


def _unit(path: str = "unit") -> Column:
    return Column("unit", _("Unit"), f"{path}__title", 40, names_nobody=True)


RESULTS = (
    Table(
        "practice_marks",
        _("Practice marks"),
        PracticeMark,
        (
            _batch(),
            _unit(),
            Column("level", _("Level"), width=26),
            Column("seen_on", _("Seen on"), width=24),
            Column("note", _("Note")),
            Column("recorded_at", _("Recorded at")),
            Column("recorded_by", _("Recorded by")),
        ),
        person=("enrollment__person",),
        related=("enrollment__batch", "unit"),
        order=("seen_on", "pk"),
        for_center=_of_center,
        hidden={"enrollment": BY_BATCH},
    ),
    Table(
        "evidence",
        _("Evidence of a result"),
        Evidence,
        (
            _batch(),
            _unit(),
            Column("caption", _("What it shows"), width=50),
            Column("file", _("Kept file")),
            Column("added_at", _("Added at")),
            Column("added_by", _("Added by")),
            Column("withdrawn_at", _("Withdrawn at")),
            Column("withdrawn_by", _("Withdrawn by")),
            Column("withdraw_reason", _("Reason of the withdrawal")),
            Column("digest", "SHA-256", "sha256", on_paper=False),
        ),
        person=("enrollment__person",),
        related=("enrollment__batch", "unit"),
        for_center=_of_center,
        hidden={"enrollment": BY_BATCH, "public_id": INNER},
    ),
    Table(
        "result_appeals",
        _("Appeals against results"),
        ResultAppeal,
        (
            _batch("result__enrollment__batch"),
            _unit("result__unit"),
            Column("attempt", _("Attempt"), width=19, read=_attempt),
            Column("filed_on", _("Received on"), width=24),
            Column("asker", _("Brought by")),
            Column("grounds", _("What the person says")),
            Column("outcome", _("Outcome")),
            Column("reason", _("Reason")),
            Column("decided_at", _("Decided at")),
            Column("decided_by", _("Decided by")),
            Column("assessor", _("Assessed by, at that attempt")),
            Column("again", _("Attempt that followed"), read=_again),
            Column("end_reason", _("Why it cannot be assessed again")),
            Column("end_asked_at", _("End asked for at")),
            Column("end_asked_by", _("End asked for by")),
            Column("ended_at", _("Ended at")),
            Column("ended_by", _("Ended by")),
            Column("recorded_at", _("Recorded at")),
            Column("recorded_by", _("Recorded by")),
        ),
        person=("result__enrollment__person",),
        related=("result__enrollment__batch", "result__unit", "again"),
        order=("recorded_at", "pk"),
        for_center=_appeals_of_center,
        hidden={"public_id": INNER},
    ),
    Table(
        "result_corrections",
        _("Corrections of results"),
        ResultCorrection,
        (
            _batch(),
            _unit(),
            Column("state", _("State"), width=28),
            Column("old_result", _("Result before"), width=22),
            Column("old_feedback", _("Feedback before")),
            Column("new_result", _("Result after")),
            Column("new_feedback", _("Feedback after")),
            Column("reason", _("Reason")),
            Column("asked_at", _("Asked for at")),
            Column("asked_by", _("Asked for by")),
            Column("decided_at", _("Decided at")),
            Column("decided_by", _("Decided by")),
            Column("note", _("Note")),
        ),
        person=("enrollment__person",),
        related=("enrollment__batch", "unit"),
        order=("asked_at", "pk"),
        for_center=_of_center,
        hidden={"enrollment": BY_BATCH, "public_id": INNER},
    ),
    Table(
        "person_minutes",
        _("Minutes about this person"),
        PersonSignOff,
        (
            _batch(),
            Column("number", _("Number"), width=50, names_nobody=True),
            Column("ended_on", _("Place ended on"), width=30),
            Column("signed_at", _("Signed at")),
            Column("signed_by", _("Signed by")),
            Column("minutes", _("Printed words"), read=_minutes, on_paper=False),
        ),
        person=("enrollment__person",),
        related=("enrollment__batch",),
        for_center=_of_center,
        hidden={"enrollment": BY_BATCH, "public_id": INNER},
    ),
    Table(
        "addenda",
        _("Supplements to minutes"),
        Addendum,
        (
            _batch(),
            Column("number", _("Number"), width=60, names_nobody=True),
            Column("made_at", _("Made at"), width=36),
            Column("made_by", _("Made by")),
            Column("words", _("Printed words"), read=_words, on_paper=False),
        ),
        person=("enrollment__person",),
        related=("enrollment__batch",),
        for_center=_of_center,
        hidden={
            "enrollment": BY_BATCH,
            "public_id": INNER,
            "sign_off": "named by the number",
            "person_sign_off": "named by the number",
            "position": "stands in the number",
        },
    ),
)
