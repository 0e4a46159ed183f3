"""Asks about people missing from a new custody list. Nobody is released because of a list."""

import datetime
from typing import Any

from accounts.roles import Role
from core import clock
from inmates.imports.models import ImportRow, SpreadsheetImport
from inmates.inbox.inbox_tasks import MISSING_FROM_FILE, Matter, open_each
from inmates.inbox.models import InboxTask


def ask_after_missing(accepted: SpreadsheetImport, *, at: datetime.datetime) -> None:
    """Opens a task for the registrar for each person in custody who is missing from the list; settles those of people
    now listed.

    Call it within the acceptance's transaction; its moment `at` marks the tasks that were opened and settled.
    """
    facility = accepted.facility
    rows = accepted.rows.filter(kind=ImportRow.Kind.MISSING, person__facility=facility)
    missing = list(rows.order_by("name", "pk").values_list("person", flat=True))
    _asked(accepted).open().exclude(person__in=rows.values("person")).update(settled_at=at)
    day = clock.local(at, facility.time_zone).date().isoformat()
    matters = [Matter(person=pk, values={"day": day}) for pk in missing]
    open_each(MISSING_FROM_FILE, role=Role.REGISTRAR, office=facility, matters=matters, at=at)


def take_questions_back(undone: SpreadsheetImport) -> None:
    """Reverses the tasks with the import: settles those it opened and reopens those it settled."""
    asked = _asked(undone)
    # All tasks of one acceptance share its exact moment, which identifies them.
    asked.open().filter(opened_at=undone.accepted_at).update(settled_at=clock.now())
    here = asked.filter(settled_at=undone.accepted_at, person__facility=undone.facility)
    here.update(settled_at=None)


def _asked(spreadsheet_import: SpreadsheetImport) -> Any:
    return InboxTask.objects.filter(kind=MISSING_FROM_FILE.code, facility=spreadsheet_import.facility_id)
