"""Asking after people whom a new custody list does not have. Nobody is released because of a list."""

import datetime
from typing import Any

from accounts.roles import Role
from core import clock
from inmates.imports.models import ImportRow, SpreadsheetImport
from inmates.inbox.inbox_tasks import MISSING_FROM_FILE, Matter, open_each
from inmates.inbox.models import InboxTask


def ask_after_missing(accepted: SpreadsheetImport, *, at: datetime.datetime) -> None:
    """A task for the registrar for everybody in custody here whom the list does not have; it has somebody again: over.

    Call it within the transaction of the acceptance; its moment `at` marks what was opened and settled.
    """
    facility = accepted.facility
    rows = accepted.rows.filter(kind=ImportRow.Kind.MISSING, person__facility=facility)
    missing = list(rows.order_by("name", "pk").values_list("person", flat=True))
    _asked(accepted).open().exclude(person__in=rows.values("person")).update(settled_at=at)
    day = clock.local(at, facility.time_zone).date().isoformat()
    matters = [Matter(person=pk, values={"day": day}) for pk in missing]
    open_each(MISSING_FROM_FILE, role=Role.REGISTRAR, office=facility, matters=matters, at=at)


def take_questions_back(undone: SpreadsheetImport) -> None:
    """Settles what the import opened and opens what it settled, as everything else of it is undone."""
    asked = _asked(undone)
    # One moment marks all that an acceptance did, so that nothing else is found by it.
    asked.open().filter(opened_at=undone.accepted_at).update(settled_at=clock.now())
    here = asked.filter(settled_at=undone.accepted_at, person__facility=undone.facility)
    here.update(settled_at=None)


def _asked(spreadsheet_import: SpreadsheetImport) -> Any:
    return InboxTask.objects.filter(kind=MISSING_FROM_FILE.code, facility=spreadsheet_import.facility_id)
