"""Many people's monthly sheets: printed one by one in the background, joined on download."""

import io
from collections.abc import Collection
from datetime import date

import pikepdf
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock, due, jobs
from core.errors import Blocker, refuse_if
from core.lanes import Lane
from core.models import Job, JobItem
from inmates.people.models import Person
from reports.wali_sheets.models import KEPT, SheetFile
from reports.wali_sheets.monthly_sheet import Sheet, sheets
from reports.wali_sheets.people_of_month import people_of_month
from reports.wali_sheets.sheet_paper import blockers, paper

JOB = "wali_sheets.print"
MOST_PEOPLE = 300
MOST_RECENT = 5


def start_blockers(found: list[Sheet]) -> list[Blocker]:
    """Reasons why these sheets cannot be printed."""
    if not found:
        return blockers(found)
    if len(found) > MOST_PEOPLE:
        sentence = _("These are %(count)d sheets, and one file has room for %(most)d. Choose one case officer.")
        return [Blocker("too_many", sentence % {"count": len(found), "most": MOST_PEOPLE})]
    return []


def start(found: list[Sheet], month: date, *, by: User) -> Job:
    """Starts a job that prints these sheets of `month`. Raises `RuleViolation` if there are none or too many."""
    refuse_if(start_blockers(found))
    with transaction.atomic():
        job = jobs.start(
            JOB,
            by=by,
            title=_("Print the monthly sheets"),
            items=[(sheet.person.full_name[:200], str(sheet.person.pk)) for sheet in found],
            parameters={"month": month.isoformat()},
        )
        # The URL contains the job's id, which exists only now.
        job.result_url = reverse("reports:wali_sheets_file", args=[job.public_id])
        job.save(update_fields=["result_url"])
    return job


@jobs.handler(JOB, Lane.LONG)
def print_sheet(job: Job, item: JobItem) -> None:
    """Prints one person's sheet, as the job's creator may read it now."""
    month, reader = month_of(job), job.created_by
    found = sheets(people_of_month(reader, month, only=[int(item.reference)]), month, reader=reader)
    refuse_if([] if found else [Blocker("gone", _("You no longer see a sheet of this person in this month."))])
    SheetFile.objects.create(item=item, content=paper(found, month, by=reader))


def month_of(job: Job) -> date:
    """The first day of the month whose sheets the job prints."""
    return date.fromisoformat(job.parameters["month"])


def fetch_blockers(job: Job, people: Collection[Person]) -> list[Blocker]:
    """Reasons why a user who may see these `people` of the job cannot download its result."""
    if not job.is_finished:
        return [Blocker("running", _("The sheets are still being made. Wait until all of them are done."))]
    kept = SheetFile.objects.of_job(job).count()
    if not kept:
        return [Blocker("not_kept", _("Sheets are kept for one day, and none of these is left. Print them again."))]
    if len(people) < kept:
        return [Blocker("not_seen", _("You no longer see everybody whose sheet is in this file. Print them again."))]
    return []


def people_of(job: Job, *, reader: User) -> list[Person]:
    """The people whose sheets are kept and whom `reader` may see now."""
    keys = SheetFile.objects.of_job(job).values_list("item__reference", flat=True)
    return list(people_of_month(reader, month_of(job), only=[int(key) for key in keys]))


def recent(reader: User) -> list[Job]:
    """The reader's prints that are in progress or can still be downloaded, newest first."""
    own = Job.objects.visible_to(reader).filter(kind=JOB, created_by=reader, created_at__gte=clock.now() - KEPT)
    return list(own[:MOST_RECENT])


def joined(job: Job, people: Collection[Person]) -> bytes:
    """One file with every printed sheet. Raises `RuleViolation` with the reasons of `fetch_blockers`."""
    refuse_if(fetch_blockers(job, people))
    with pikepdf.new() as whole:
        for content in SheetFile.objects.of_job(job).values_list("content", flat=True):
            with pikepdf.open(io.BytesIO(bytes(content))) as one:
                whole.pages.extend(one.pages)
        result = io.BytesIO()
        # The same sheets give the same bytes, so that two downloads can be compared.
        whole.save(result, deterministic_id=True)
        return result.getvalue()


@due.work_due.register
def forget_outdated() -> int:
    """Deletes sheets printed more than a day ago; returns how many."""
    return SheetFile.objects.outdated().delete()[0]
