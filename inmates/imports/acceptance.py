"""Accepts what an import found, in one transaction, and undoes it as long as nothing depends on it."""

from collections.abc import Collection, Iterator

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Facility, User
from core import audit, clock, jobs
from core.errors import Blocker, RuleViolation, refuse_if
from core.lanes import Lane
from core.models import AuditEvent, Job, JobItem
from inmates.custody.limiting_dates import leaving_dates_change
from inmates.imports import dependents
from inmates.imports.list_comparison import CHUNK, Comparison
from inmates.imports.missing_people import ask_after_missing, take_questions_back
from inmates.imports.models import ImportRow, SpreadsheetImport
from inmates.imports.row_writer import Restorer, Writer
from inmates.imports.strange_lists import strangeness_blockers
from inmates.imports.uploads import UNSETTLED, compare_rows
from inmates.people.models import Person

State = SpreadsheetImport.State
Kind = ImportRow.Kind
ACCEPT = "inmates.accept"
TAKEN = (Kind.NEW, Kind.CHANGED, Kind.UNCHANGED)
AUDIT_MARK = "core.AuditEvent"


def blockers(spreadsheet_import: SpreadsheetImport) -> list[Blocker]:
    """Reasons why the chosen rows cannot be accepted now."""
    if spreadsheet_import.is_being_worked_on:
        text = gettext_lazy("This import is being worked on. Wait until that has ended.")
        return [Blocker("working", text)]
    if spreadsheet_import.state != State.COMPARED:
        text = gettext_lazy("Only an import that has been compared can be accepted, and only once.")
        return [Blocker("state", text)]
    # Unchanged rows count: accepting them confirms that the stored data is still right today.
    if not spreadsheet_import.rows.filter(kind__in=TAKEN, is_chosen=True).exists():
        return [Blocker("nothing", gettext_lazy("There is nothing to accept: no row of the file is chosen."))]
    return []


@transaction.atomic
def choose(
    spreadsheet_import: SpreadsheetImport, *, by: User | None, shown: Collection[int], chosen: Collection[int]
) -> int:
    """Of the new and changed rows `shown` (keys), includes those `chosen` and excludes the others.

    Returns how many rows are now chosen.
    """
    found = _locked(spreadsheet_import)
    # This command is how rows get chosen, so an empty choice is no obstacle.
    refuse_if([reason for reason in blockers(found) if reason.code != "nothing"])
    open_rows = found.rows.filter(kind__in=(Kind.NEW, Kind.CHANGED))
    # Only rows on the submitted page: the form does not carry the choices on other pages.
    open_rows.filter(pk__in=set(shown) - set(chosen)).update(is_chosen=False)
    open_rows.filter(pk__in=set(shown) & set(chosen)).update(is_chosen=True)
    count = open_rows.filter(is_chosen=True).count()
    audit.record("import.choose", by=by, target=found, chosen=count)
    return count


def start(spreadsheet_import: SpreadsheetImport, *, by: User, confirmed: int | None = None) -> SpreadsheetImport:
    """Accepts a short import at once and a long one in a job, which the import then refers to.

    `confirmed` is the number of missing people the user typed, if the list seems to belong to another office.
    """
    # A short list is stored while the user waits; a long one would outlast any proxy's timeout.
    if spreadsheet_import.rows.filter(kind__in=TAKEN).count() <= CHUNK:
        return accept(spreadsheet_import, by=by, confirmed=confirmed)
    with transaction.atomic():
        found = _locked(spreadsheet_import)
        refuse_if(_all_blockers(found, confirmed))
        total = found.rows.filter(kind__in=TAKEN).count()
        found.job = jobs.start(
            ACCEPT,
            by=by,
            title=_("Accept an imported spreadsheet"),
            items=_parts(total),
            parameters={"import": found.pk},
            result_url=f"/warga-binaan/impor/{found.public_id}/",
        )
        found.save(update_fields=["job"])
        return found


def _parts(total: int) -> Iterator[tuple[str, str]]:
    for first in range(0, total, CHUNK):
        text = _("Check rows %(first)s to %(last)s once more")
        yield text % {"first": first + 1, "last": min(first + CHUNK, total)}, str(first)
    yield _("Store all chosen rows"), "store"


@jobs.handler(ACCEPT, Lane.LONG)
def accept_part(job: Job, item: JobItem) -> None:
    """Rechecks a chunk of the import; the last part stores everything in one transaction."""
    spreadsheet_import = SpreadsheetImport.objects.select_related("facility").get(pk=job.parameters["import"])
    if item.reference == "store":
        _accept(_locked(spreadsheet_import), by=job.created_by)
        return
    first = int(item.reference)
    rows = list(_taken_rows(spreadsheet_import)[first : first + CHUNK])
    _compared_again(spreadsheet_import, rows)


@transaction.atomic
def accept(
    spreadsheet_import: SpreadsheetImport,
    *,
    by: User | None,
    rows: Collection[int] | None = None,
    confirmed: int | None = None,
) -> SpreadsheetImport:
    """Stores the chosen new and changed rows, or only `rows` (keys) of them, all or none; `confirmed` as for `start`.

    Each row is compared again first; if stored data changed since the comparison, everything is refused.
    """
    found = _locked(spreadsheet_import)
    refuse_if(_all_blockers(found, confirmed))
    if rows is not None:
        found.rows.filter(kind__in=(Kind.NEW, Kind.CHANGED)).exclude(pk__in=rows).update(is_chosen=False)
        refuse_if(blockers(found))
    return _accept(found, by=by)


def _all_blockers(spreadsheet_import: SpreadsheetImport, confirmed: int | None) -> list[Blocker]:
    reasons = blockers(spreadsheet_import)
    return reasons or strangeness_blockers(spreadsheet_import, confirmed=confirmed)


def _locked(spreadsheet_import: SpreadsheetImport) -> SpreadsheetImport:
    # One import per facility at a time: what one stores changes what the next one finds. `no_key`, because a
    # transaction that has locked a person may still need to insert rows that reference the facility.
    Facility.objects.select_for_update(no_key=True).get(pk=spreadsheet_import.facility_id)
    found = SpreadsheetImport.objects.select_for_update(of=["self"]).select_related("facility", "job")
    return found.get(pk=spreadsheet_import.pk)


def _accept(spreadsheet_import: SpreadsheetImport, *, by: User | None) -> SpreadsheetImport:
    if spreadsheet_import.state != State.COMPARED:
        refuse_if(blockers(spreadsheet_import))
    _hold_people(_taken_rows(spreadsheet_import))
    # Read under the lock: rows added to other tables after these marks came after the import and may depend on it.
    spreadsheet_import.marks = _marks()
    now = clock.now()
    writer = Writer(spreadsheet_import.facility, now=now)
    accepted = 0
    last = 0
    # In chunks, so that 20,000 rows fit into memory; in one transaction, so that half a list is never stored.
    while rows := list(_taken_rows(spreadsheet_import).filter(sheet_row__gt=last)[:CHUNK]):
        last = rows[-1].sheet_row
        pairs = zip(rows, _compared_again(spreadsheet_import, rows), strict=True)
        accepted += writer.write([(row, comparison) for row, comparison in pairs if row.is_chosen])
    spreadsheet_import.state = State.ACCEPTED
    spreadsheet_import.accepted_at = now
    spreadsheet_import.accepted_by = by
    # Undo data is in the rows; the rest has no purpose once the import is settled.
    spreadsheet_import.sealed_table = ""
    spreadsheet_import.save()
    ask_after_missing(spreadsheet_import, at=now)
    leaving_dates_change.happens(writer.leaving_before)
    audit.record("import.accept", by=by, target=spreadsheet_import, rows=accepted, counts=spreadsheet_import.counts)
    return spreadsheet_import


def _hold_people(rows: QuerySet[ImportRow]) -> None:
    """Locks the people referenced by the rows in key order before any write, rather than one by one in file order."""
    people = rows.order_by().values("person")
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))


def _taken_rows(spreadsheet_import: SpreadsheetImport) -> QuerySet[ImportRow]:
    return spreadsheet_import.rows.filter(kind__in=TAKEN).order_by("sheet_row")


def _compared_again(spreadsheet_import: SpreadsheetImport, rows: list[ImportRow]) -> list[Comparison]:
    """Compares again; refuses if a chosen row would now do something other than what was shown."""
    comparisons = compare_rows(spreadsheet_import, rows)
    for row, comparison in zip(rows, comparisons, strict=True):
        shown = (row.kind, row.person_id, row.changes)
        person_id = comparison.person.pk if comparison.person else None
        # Users accept exactly what they looked at, however long ago that was.
        if row.is_chosen and shown != (comparison.kind, person_id, comparison.changes):
            text = gettext_lazy(
                "The stored data have changed since this comparison. Compare the file again, look at the result "
                "and accept it then. Nothing was stored."
            )
            raise RuleViolation(Blocker("stale", text))
    return comparisons


def served() -> Blocker:
    """Refuses to undo what nobody knows any more."""
    text = gettext_lazy("What this import changed is kept no longer: its time was over, and it was destroyed.")
    return Blocker("served", text)


def undo_blockers(spreadsheet_import: SpreadsheetImport) -> list[Blocker]:
    """Reasons why the import cannot be undone: a later import, dependent records, or later changes to its people."""
    if spreadsheet_import.state != State.ACCEPTED:
        return [Blocker("state", gettext_lazy("Only an accepted import can be undone, and only once."))]
    if spreadsheet_import.has_served:
        return [served()]
    found = []
    later = SpreadsheetImport.objects.filter(
        facility=spreadsheet_import.facility_id, state=State.ACCEPTED, pk__gt=spreadsheet_import.pk
    )
    # Later rows refer to what this import opened, so imports are undone in reverse order.
    if later.filter(accepted_at__gte=spreadsheet_import.accepted_at).exists():
        text = gettext_lazy("A later import has been accepted. Undo that one first.")
        found.append(Blocker("later_import", text))
    if _has_new_dependents(spreadsheet_import):
        text = gettext_lazy("People of this import have since been put forward for training or enrolled.")
        found.append(Blocker("in_use", text))
    if _was_changed_later(spreadsheet_import):
        text = gettext_lazy("Data of people in this import have since been changed by hand.")
        found.append(Blocker("changed_later", text))
    return found


def _touched(spreadsheet_import: SpreadsheetImport) -> QuerySet[ImportRow]:
    return spreadsheet_import.rows.filter(is_accepted=True, person__isnull=False)


def _marks() -> dict[str, int]:
    return {model._meta.label: dependents.highest(model) for model in (*dependents.models(), AuditEvent)}


def _has_new_dependents(spreadsheet_import: SpreadsheetImport) -> bool:
    people = _touched(spreadsheet_import).values("person")
    for model in dependents.models():
        mark = spreadsheet_import.marks.get(model._meta.label, 0)
        if model._default_manager.filter(person__in=people, pk__gt=mark).exists():
            return True
    return False


def _was_changed_later(spreadsheet_import: SpreadsheetImport) -> bool:
    # Keys grow over time and, unlike a clock, never repeat.
    mark = spreadsheet_import.marks.get(AUDIT_MARK, 0)
    events = AuditEvent.objects.filter(pk__gt=mark, target_type=Person._meta.label_lower)
    changed = {int(pk) for pk in events.values_list("target_id", flat=True)}
    return bool(changed) and not changed.isdisjoint(_touched(spreadsheet_import).values_list("person", flat=True))


@transaction.atomic
def undo(spreadsheet_import: SpreadsheetImport, *, by: User | None) -> SpreadsheetImport:
    """Restores what the import changed and removes the people it added."""
    found = _locked(spreadsheet_import)
    _hold_people(_touched(found))
    refuse_if(undo_blockers(found))
    restorer = Restorer()
    while rows := list(found.rows.filter(is_accepted=True).order_by("pk")[:CHUNK]):
        restorer.restore(rows)
    take_questions_back(found)
    leaving_dates_change.happens(restorer.leaving_before)
    found.state = State.UNDONE
    found.undone_at = clock.now()
    found.save(update_fields=["state", "undone_at"])
    audit.record("import.undo", by=by, target=found)
    return found


def discard_blockers(spreadsheet_import: SpreadsheetImport) -> list[Blocker]:
    """Reasons why the import cannot be discarded: already accepted, or in progress."""
    if spreadsheet_import.state in UNSETTLED and not spreadsheet_import.is_being_worked_on:
        return []
    return [Blocker("settled", gettext_lazy("This import is being worked on or is settled already."))]


@transaction.atomic
def discard(spreadsheet_import: SpreadsheetImport, *, by: User | None) -> SpreadsheetImport:
    """Discards an unaccepted import with everything read from its file."""
    found = _locked(spreadsheet_import)
    refuse_if(discard_blockers(found))
    # The rows hold personal data of people who may never have been stored.
    found.rows.all().delete()
    found.state = State.DISCARDED
    found.sealed_table = ""
    found.save(update_fields=["state", "sealed_table"])
    audit.record("import.discard", by=by, target=found)
    return found
