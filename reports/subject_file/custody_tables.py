"""Tables about a person's custody. A training center reads none of them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from inmates.custody.models.circumstances import Circumstance, NonAssociation
from inmates.custody.models.remand import RemandPaper
from inmates.custody.models.stays import (
    Classification,
    CustodyPeriod,
    Housing,
    LimitingDate,
    Movement,
    RegisterNumber,
    Suspension,
)
from inmates.imports import import_page
from inmates.imports.models import ImportRow
from inmates.imports.reading import Field
from programs.attendance.models.session_day import KnownAbsence
from reports.subject_file.columns import Column, Table, Value

ONE_OTHER = _("one other person")
INNER = "names the row inside the system only"
_FROM = Column("from_date", _("From"), width=22)
_UNTIL = Column("until", _("Until"), width=22)
_SOURCE = Column("source", _("Where it comes from"), width=28)
_RECORDED = Column("recorded_at", _("Recorded at"))
_FACILITY = Column("facility", _("Detention center"), "facility__name", names_nobody=True)


def _effects(row: Any, reader: User) -> Value:
    """What the change did to the person's own records. Rows of others (who moved up a list) have to be dropped by model
    and key, which only the collected file knows; it filters these.
    """
    return list(row.effects)


def _imported(row: Any, reader: User) -> Value:
    return {name: value for name, value in row.values.items() if name != "nik"}


def _import_words(row: Any, reader: User) -> Value:
    """The values and changes of the import row, worded as on the import's page."""
    named = {name: ["", value] for name, value in row.values.items() if name in Field.values and value}
    values = [f"{one['label']}: {one['new']}" for one in import_page.shown_changes(ImportRow(changes=named))]
    changes = import_page.shown_changes(row)
    return [*values, *(f"{one['label']}: {one['old'] or '–'} > {one['new'] or '–'}" for one in changes)]


CUSTODY = (
    Table(
        "custody_periods",
        _("Stays in custody"),
        CustodyPeriod,
        (
            Column("facility", _("Detention center"), "facility__name", 60, names_nobody=True),
            _FROM,
            _UNTIL,
            Column("leaving", _("How it ended")),
            Column("left_at", _("Left at")),
            _SOURCE,
            _RECORDED,
        ),
        related=("facility",),
    ),
    Table(
        "register_numbers",
        _("Register numbers"),
        RegisterNumber,
        (
            Column("number", _("Register number"), width=42, names_nobody=True),
            Column("register_class", _("Register class")),
            _FACILITY,
            _FROM,
            _UNTIL,
            _SOURCE,
            _RECORDED,
        ),
        related=("facility",),
        hidden={"number_key": "the same number in the spelling by which it is found"},
    ),
    Table(
        "housings",
        _("Block and cell"),
        Housing,
        (
            Column("block", _("Block"), width=25, names_nobody=True),
            Column("cell", _("Cell"), width=25, names_nobody=True),
            _FROM,
            _UNTIL,
            _SOURCE,
            _RECORDED,
        ),
    ),
    Table(
        "limiting_dates",
        _("Dates that limit training"),
        LimitingDate,
        (
            Column("kind", _("Kind"), width=55),
            Column("date", _("Date"), width=24),
            _SOURCE,
            _RECORDED,
            Column("replaced_at", _("Replaced at")),
        ),
    ),
    Table(
        "classifications",
        _("Classifications"),
        Classification,
        (
            Column("kind", _("Kind"), width=32),
            Column("value", _("Value"), width=26),
            _FROM,
            Column("until", _("Valid until"), width=22),
            _SOURCE,
            _RECORDED,
            Column("replaced_at", _("Replaced at")),
        ),
    ),
    Table(
        "suspensions",
        _("Suspensions of training"),
        Suspension,
        (_FROM, _UNTIL, Column("decided_by", _("Decided by"), width=55), _SOURCE, _RECORDED),
    ),
    Table(
        "movements",
        _("Out of the block"),
        Movement,
        (
            Column("kind", _("Kind"), width=46),
            Column("out_at", _("Out since"), width=36),
            Column("back_at", _("Back since"), width=36),
            _RECORDED,
        ),
    ),
    Table(
        "remand_papers",
        _("Papers of remand"),
        RemandPaper,
        (
            Column("kind", _("Kind"), width=46),
            _FROM,
            _UNTIL,
            Column("issued_by", _("Given by")),
            Column("scan", _("Scan"), on_paper=False, names_nobody=True),
            _RECORDED,
            Column("recorded_by", _("Recorded by")),
            Column("replaced_at", _("Replaced at")),
        ),
        hidden={"public_id": INNER},
    ),
    Table(
        "circumstances",
        _("Changes of circumstance"),
        Circumstance,
        (
            Column("kind", _("Kind"), width=44),
            Column("happened_on", _("Day"), width=24),
            _FACILITY,
            Column("destination", _("Destination"), "destination__name", names_nobody=True),
            Column("destination_name", _("Destination in words")),
            Column("returned_on", _("Returned on")),
            Column("recorded_by", _("Recorded by")),
            _RECORDED,
            Column("withdrawn_at", _("Taken back at")),
            Column("withdrawn_by", _("Taken back by")),
            Column("withdrawal_reason", _("Reason")),
            Column("effects", _("What it changed"), read=_effects, on_paper=False),
        ),
        related=("facility", "destination"),
        hidden={
            "public_id": INNER,
            "period": "the stay stands in its own table",
            "movement": "the movement stands in its own table",
        },
    ),
    Table(
        "known_absences",
        _("Announced absences"),
        KnownAbsence,
        (
            Column("status", _("Status"), "status__label", 28, names_nobody=True),
            Column("starts_at", _("From"), width=36),
            Column("ends_at", _("Until"), width=36),
            Column("destination", _("Goes to")),
            _SOURCE,
            _FACILITY,
            _RECORDED,
            Column("recorded_by", _("Recorded by")),
            Column("withdrawn_at", _("Taken back at")),
            Column("withdrawn_by", _("Taken back by")),
        ),
        related=("facility", "status"),
        order=("starts_at", "pk"),
        hidden={"public_id": INNER},
    ),
    Table(
        "kept_apart",
        _("Kept apart from others"),
        NonAssociation,
        (
            Column("other", _("From whom"), width=48, read=lambda row, reader: str(ONE_OTHER), names_nobody=True),
            Column("from_date", _("From"), width=22),
            _UNTIL,
            Column("decided_by", _("Decided by")),
            _FACILITY,
            Column("recorded_by", _("Recorded by")),
            _RECORDED,
        ),
        person=("first", "second"),
        related=("facility",),
        also=frozenset({"first", "second"}),
        hidden={"public_id": INNER},
    ),
    Table(
        "import_rows",
        _("Rows of imported lists"),
        ImportRow,
        (
            Column("uploaded_at", _("Uploaded at"), "spreadsheet_import__created_at", 36),
            Column("sheet_row", _("Row"), width=14),
            Column("kind", _("Kind"), width=28),
            Column("name", _("Name")),
            Column("words", _("What it says"), "values", read=_import_words),
            Column("values", _("Values"), read=_imported, on_paper=False),
            Column("changes", _("Changes"), on_paper=False),
            Column("warnings", _("Warnings"), on_paper=False),
            Column("why", _("Why rejected")),
            Column("is_chosen", _("Chosen")),
            Column("is_accepted", _("Accepted")),
            Column("state", _("State of the import"), "spreadsheet_import__state"),
        ),
        related=("spreadsheet_import",),
        hidden={
            "register_key": "the register number in the spelling by which it is found",
            "before": "keys of rows, needed to undo the import",
        },
    ),
)
