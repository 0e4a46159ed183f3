"""At the size of the nation no page waits for a whole large table: an index can serve each statement of each page.

Nothing is timed, and the few rows of a test would be scanned by any sensible plan. PostgreSQL is told that scanning a
table is the last resort: where it does it all the same, no index serves.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connection

from certification.assessment.models.results import UnitResult
from certification.register.models import Certificate, CertificateFile, PrintRecord
from core.models import AccessLogEntry, AuditEvent
from inmates.custody.models.stays import (
    Classification,
    CustodyPeriod,
    Housing,
    LimitingDate,
    RegisterNumber,
)
from inmates.inbox.models import InboxTask
from inmates.people.models import Person
from programs.attendance.models.marks import Mark, MarkRevision
from programs.attendance.models.session_day import KnownAbsence
from programs.batches.models import Batch
from programs.head_counts.models import AwaitedPerson, HeadCount
from programs.journal.models import JournalEntry
from programs.places.models import Enrollment
from programs.selection.models import Application
from programs.timetable.models.sessions import Session
from tests.pages.rendered import each_page

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.engines]

LARGE = {
    model._meta.db_table
    for model in (
        AccessLogEntry,
        Application,
        AuditEvent,
        AwaitedPerson,
        Batch,
        Certificate,
        CertificateFile,
        Classification,
        CustodyPeriod,
        Enrollment,
        HeadCount,
        Housing,
        InboxTask,
        JournalEntry,
        KnownAbsence,
        LimitingDate,
        Mark,
        MarkRevision,
        Person,
        PrintRecord,
        RegisterNumber,
        Session,
        UnitResult,
    )
}
# What may scan, by words of the statement, with the reason.
ALLOWED = {
    # The answer to one person's request: the names of all who ever shared an office or a class are sought in it, a
    # few times a year for an office.
    'V0."batch_id" IN (SELECT U0."batch_id"': "names in the data of somebody who asks for the own data",
    # A monthly sheet, for people who are here and for those who were in the course of the month.
    'U0."until" >= %s AND NOT (U0."leaving" = %s)': "people of the sheets of one month",
}


class Plans:
    """Explains each statement of the page that is asked for, once for all pages with the same."""

    def __init__(self) -> None:
        self.explains = False
        self.seen: set[str] = set()
        self.scans: Counter[tuple[str, str]] = Counter()

    def __call__(self, execute, sql, params, many, context):
        # Lists of other lengths are the same statement.
        said = re.sub(r"%s(, %s)+", "%s, ...", sql)
        if not self.explains and not many and said not in self.seen and re.match(r"\(?SELECT|WITH|UPDATE|DELETE", sql):
            self.seen.add(said)
            self.explains = True
            try:
                self._explain(sql, params)
            finally:
                self.explains = False
        return execute(sql, params, many, context)

    def _explain(self, sql, params):
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            found = cursor.fetchone()[0]
        plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
        for table in scanned(plan):
            self.scans[table, sql] += 1


def scanned(plan: dict) -> Iterator[str]:
    """The large tables for which the plan finds no index."""
    if plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in LARGE:
        yield plan["Relation Name"]
    for below in plan.get("Plans", ()):
        yield from scanned(below)


def test_no_page_needs_a_whole_large_table(world, clients):
    plans = Plans()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    with connection.execute_wrapper(plans):
        for _page in each_page(world, clients):
            pass

    allowed = {sql for _table, sql in plans.scans for part in ALLOWED if part in sql}
    assert sorted(scan for scan in plans.scans if scan[1] not in allowed) == []
    assert {part for part in ALLOWED if not any(part in sql for sql in allowed)} == set()
