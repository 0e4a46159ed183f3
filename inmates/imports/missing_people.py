"""Asks about people missing from a new custody list. Nobody is released because of a list."""

import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.roles import Role
from core import clock
from inmates.imports.models import ImportRow, SpreadsheetImport
from inmates.inbox.inbox_tasks import CHUNK, MISSING_FROM_FILE, Matter, open_each
from inmates.inbox.models import InboxTask


def ask_after_missing(accepted: SpreadsheetImport, *, at: datetime.datetime) -> None:
    """Opens a task for the registrar for each person in custody who is missing from the list; settles those of people
    now listed.

    Call it within the acceptance's transaction; its moment `at` marks the tasks that were opened and settled.
    """
    facility = accepted.facility
    rows = _missing_of(accepted)
    missing = list(rows.order_by("name", "pk").values_list("person", flat=True))
    _asked(accepted).open().exclude(person__in=rows.values("person")).update(settled_at=at)
    day = clock.local(at, facility.time_zone).date().isoformat()
    matters = [Matter(person=pk, values={"day": day}) for pk in missing]
    open_each(MISSING_FROM_FILE, role=Role.REGISTRAR, office=facility, matters=matters, at=at)


def take_questions_back(undone: SpreadsheetImport) -> None:
    """Reverses the tasks with the import: settles those it opened, reopens those it settled, and lets those that
    stood before name the day of the list before.
    """
    asked = _asked(undone)
    # All tasks of one acceptance share its exact moment, which identifies them.
    asked.open().filter(opened_at=undone.accepted_at).update(settled_at=clock.now())
    here = asked.filter(settled_at=undone.accepted_at, person__facility=undone.facility)
    here.update(settled_at=None)
    standing = list(asked.open().filter(person__in=_missing_of(undone).values("person")))
    days = _days_before(undone, standing)
    for task in standing:
        task.values = {**task.values, "day": days[task.person_id].isoformat()}
    InboxTask.objects.bulk_update(standing, ["values"], batch_size=CHUNK)


def _days_before(undone: SpreadsheetImport, tasks: list[InboxTask]) -> dict[int | None, datetime.date]:
    """By person, the (local) day of the last list before this one on which the person was missing too.

    Rows of older lists may be destroyed by now; then it is the day on which the task was opened.
    """
    zone = undone.facility.time_zone
    rows = ImportRow.objects.filter(
        kind=ImportRow.Kind.MISSING,
        person__in=[task.person_id for task in tasks],
        spreadsheet_import__facility=undone.facility_id,
        spreadsheet_import__state=SpreadsheetImport.State.ACCEPTED,
        spreadsheet_import__accepted_at__lt=undone.accepted_at,
    )
    moments = {task.person_id: task.opened_at for task in tasks}
    listed = rows.order_by("spreadsheet_import__accepted_at").values_list("person", "spreadsheet_import__accepted_at")
    for person, moment in listed:
        moments[person] = moment or moments[person]
    return {person: clock.local(moment, zone).date() for person, moment in moments.items()}


def _missing_of(found: SpreadsheetImport) -> QuerySet[ImportRow]:
    return found.rows.filter(kind=ImportRow.Kind.MISSING, person__facility=found.facility)


def _asked(spreadsheet_import: SpreadsheetImport) -> Any:
    return InboxTask.objects.filter(kind=MISSING_FROM_FILE.code, facility=spreadsheet_import.facility_id)
