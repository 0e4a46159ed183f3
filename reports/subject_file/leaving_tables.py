"""Tables about how somebody was prepared for leaving. They are the detention center's: a training center reads none."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.templatetags.dates import hour
from outcomes.aids.models import FacilityAid
from outcomes.leaving.models import CurriculumVitae, Readiness, WorkAssignment
from outcomes.leaving.work_assignments import weekday_words
from outcomes.probation.models import ClientShare
from reports.subject_file.columns import Column, Table, Value
from reports.subject_file.custody_tables import INNER


def _days(row: Any, reader: User) -> Value:
    return weekday_words(row)


def _begins(row: Any, reader: User) -> Value:
    return hour(row.starts_at)


def _ends(row: Any, reader: User) -> Value:
    return hour(row.ends_at)


def aid_columns() -> tuple[Column, ...]:
    """What is told of a thing that was given, by either office."""
    return (
        Column("given_on", _("Day"), width=24),
        Column("kind", _("Kind"), width=40),
        Column("what", _("Thing"), width=60, names_nobody=True),
        Column("giver", _("Given by"), names_nobody=True),
        Column("value", _("Value (Rp)")),
        Column("identification", _("Serial number or mark"), names_nobody=True),
        Column("scan", _("Signed receipt"), on_paper=False, names_nobody=True),
        Column("cancelled_at", _("Taken back at")),
        Column("cancelled_by", _("Taken back by")),
        Column("cancelled_for", _("Why it was taken back")),
        Column("recorded_at", _("Recorded at")),
        Column("recorded_by", _("Recorded by")),
    )


LEAVING = (
    Table(
        "readiness",
        _("Ready to leave"),
        Readiness,
        (
            Column("item", _("What"), "item__label", 60, names_nobody=True),
            Column("state", _("State"), width=26),
            Column("on", _("Day"), width=26),
            Column("note", _("Note"), "note__label", names_nobody=True),
            Column("closed_at", _("Closed at")),
            Column("recorded_at", _("Recorded at")),
            Column("recorded_by", _("Recorded by")),
        ),
        related=("item", "note"),
        hidden={"public_id": INNER, "facility": "the office that answers"},
    ),
    Table(
        "curricula",
        _("CV"),
        CurriculumVitae,
        (
            Column("saved_at", _("Recorded at"), width=34),
            Column("saved_by", _("Recorded by"), width=34),
            Column("schooling", _("Education")),
            Column("courses", _("Courses and certificates")),
            Column("experience", _("Work experience")),
            Column("skills", _("Skills")),
            Column("languages", _("Languages")),
            Column("wanted", _("Work sought")),
        ),
        hidden={"public_id": INNER, "facility": "the office that answers"},
    ),
    Table(
        "work",
        _("Work inside"),
        WorkAssignment,
        (
            Column("kind", _("Kind of work"), width=46),
            Column("place", _("Place"), width=42),
            Column("from_date", _("From"), width=24),
            Column("until", _("Until"), width=24),
            Column("weekdays", _("Days"), read=_days, names_nobody=True),
            Column("starts_at", _("Starts at"), read=_begins, names_nobody=True),
            Column("ends_at", _("Ends at"), read=_ends, names_nobody=True),
            Column("recorded_at", _("Recorded at")),
            Column("recorded_by", _("Recorded by")),
        ),
        hidden={"public_id": INNER, "facility": "the office that answers"},
    ),
    Table(
        "tools_before_leaving",
        _("Tools and capital given before leaving"),
        FacilityAid,
        aid_columns(),
        order=("given_on", "pk"),
        hidden={"public_id": INNER, "facility": "the office that answers"},
    ),
    Table(
        "client_shares",
        _("Sharing with a probation officer"),
        ClientShare,
        (
            Column("agreed_on", _("Agreed on"), width=30),
            Column("officer", _("Probation officer"), width=50),
            Column("text_version", _("Text"), width=22, names_nobody=True),
            Column("ended_on", _("Ended on"), width=30),
            Column("ended_by", _("Ended by")),
            Column("recorded_at", _("Recorded at")),
            Column("recorded_by", _("Recorded by")),
        ),
        hidden={"public_id": INNER, "facility": "the office that answers"},
    ),
)
