"""Taking over what an import found, in one transaction; undoing it until something depends on it."""

from collections.abc import Collection, Iterator

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Facility, User
from core import audit, clock, jobs
from core.errors import Blocker, RuleViolation, refuse_if
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
    """Why the chosen rows cannot be accepted now."""
    if spreadsheet_import.is_being_worked_on:
        text = gettext_lazy("This import is being worked on. Wait until that has ended.")
        return [Blocker("working", text)]
    if spreadsheet_import.state != State.COMPARED:
        text = gettext_lazy("Only an import that has been compared can be accepted, and only once.")
        return [Blocker("state", text)]
    # Unchanged rows count: accepting them says that the stored data are still right today.
    if not spreadsheet_import.rows.filter(kind__in=TAKEN, is_chosen=True).exists():
        return [Blocker("nothing", gettext_lazy("There is nothing to accept: no row of the file is chosen."))]
    return []


@transaction.atomic
def choose(
    spreadsheet_import: SpreadsheetImport, *, by: User | None, shown: Collection[int], chosen: Collection[int]
) -> int:
    """Of the new and changed rows `shown` (keys), takes those `chosen` into the import and leaves the others out.

    Returns how many rows are chosen now.
    """
    found = _locked(spreadsheet_import)
    # This is the page on which rows are chosen, so an empty choice is no obstacle.
    refuse_if([reason for reason in blockers(found) if reason.code != "nothing"])
    open_rows = found.rows.filter(kind__in=(Kind.NEW, Kind.CHANGED))
    # Only rows of the page that was sent: the choice on the others is not in the form.
    open_rows.filter(pk__in=set(shown) - set(chosen)).update(is_chosen=False)
    open_rows.filter(pk__in=set(shown) & set(chosen)).update(is_chosen=True)
    count = open_rows.filter(is_chosen=True).count()
    audit.record("import.choose", by=by, target=found, chosen=count)
    return count


def start(spreadsheet_import: SpreadsheetImport, *, by: User, confirmed: int | None = None) -> SpreadsheetImport:
    """Accepts a short import at once, a long one by a job that the import then names.

    `confirmed` is how many people somebody has typed to be missing from a list that seems to be of another office.
    """
    # A short list is stored while somebody waits; a long one would outlast the patience of every proxy.
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


@jobs.handler(ACCEPT)
def accept_part(job: Job, item: JobItem) -> None:
    """Checks a chunk of the import again; the last part stores everything in one transaction."""
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
    """Stores the chosen new and changed rows, or of these only `rows` (keys), all or none; `confirmed` as for `start`.

    Each row is compared again first; if the stored data have changed since the comparison, all is refused.
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
    # One import of a facility at a time: what one stores decides what the next one finds. Without the key: whoever
    # holds a person meanwhile can write a row that names the facility, and needs to before letting go.
    Facility.objects.select_for_update(no_key=True).get(pk=spreadsheet_import.facility_id)
    found = SpreadsheetImport.objects.select_for_update(of=["self"]).select_related("facility", "job")
    return found.get(pk=spreadsheet_import.pk)


def _accept(spreadsheet_import: SpreadsheetImport, *, by: User | None) -> SpreadsheetImport:
    if spreadsheet_import.state != State.COMPARED:
        refuse_if(blockers(spreadsheet_import))
    _hold_people(_taken_rows(spreadsheet_import))
    # Taken under the lock: what other tables hold from here on came after the import and may depend on it.
    spreadsheet_import.marks = _marks()
    now = clock.now()
    writer = Writer(spreadsheet_import.facility, now=now)
    accepted = 0
    last = 0
    # In chunks, so that 20,000 rows fit into memory; all in one transaction, so that half a list is never stored.
    while rows := list(_taken_rows(spreadsheet_import).filter(sheet_row__gt=last)[:CHUNK]):
        last = rows[-1].sheet_row
        pairs = zip(rows, _compared_again(spreadsheet_import, rows), strict=True)
        accepted += writer.write([(row, comparison) for row, comparison in pairs if row.is_chosen])
    spreadsheet_import.state = State.ACCEPTED
    spreadsheet_import.accepted_at = now
    spreadsheet_import.accepted_by = by
    # Settled: what is needed to undo stands in the rows, and the rest has no purpose any more.
    spreadsheet_import.sealed_table = ""
    spreadsheet_import.save()
    ask_after_missing(spreadsheet_import, at=now)
    leaving_dates_change.happens(writer.leaving_before)
    audit.record("import.accept", by=by, target=spreadsheet_import, rows=accepted, counts=spreadsheet_import.counts)
    return spreadsheet_import


def _hold_people(rows: QuerySet[ImportRow]) -> None:
    """Locks those whom the rows name by key, and not one by one in the order of the file, before any is written."""
    people = rows.order_by().values("person")
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))


def _taken_rows(spreadsheet_import: SpreadsheetImport) -> QuerySet[ImportRow]:
    return spreadsheet_import.rows.filter(kind__in=TAKEN).order_by("sheet_row")


def _compared_again(spreadsheet_import: SpreadsheetImport, rows: list[ImportRow]) -> list[Comparison]:
    """The comparison made anew; refused when a chosen row would now do something else than was shown."""
    comparisons = compare_rows(spreadsheet_import, rows)
    for row, comparison in zip(rows, comparisons, strict=True):
        shown = (row.kind, row.person_id, row.changes)
        person_id = comparison.person.pk if comparison.person else None
        # Nobody may accept something else than what was looked at, however long ago that was.
        if row.is_chosen and shown != (comparison.kind, person_id, comparison.changes):
            text = gettext_lazy(
                "The stored data have changed since this comparison. Compare the file again, look at the result "
                "and accept it then. Nothing was stored."
            )
            raise RuleViolation(Blocker("stale", text))
    return comparisons


def undo_blockers(spreadsheet_import: SpreadsheetImport) -> list[Blocker]:
    """What depends on the import: a later import, records of other kinds, or later changes of its people."""
    if spreadsheet_import.state != State.ACCEPTED:
        return [Blocker("state", gettext_lazy("Only an accepted import can be undone, and only once."))]
    found = []
    later = SpreadsheetImport.objects.filter(
        facility=spreadsheet_import.facility_id, state=State.ACCEPTED, pk__gt=spreadsheet_import.pk
    )
    # Its rows refer to what this import opened, so they go in reverse order.
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
    # Keys grow with time and, unlike a clock, never stand still between two events.
    mark = spreadsheet_import.marks.get(AUDIT_MARK, 0)
    events = AuditEvent.objects.filter(pk__gt=mark, target_type=Person._meta.label_lower)
    changed = {int(pk) for pk in events.values_list("target_id", flat=True)}
    return bool(changed) and not changed.isdisjoint(_touched(spreadsheet_import).values_list("person", flat=True))


@transaction.atomic
def undo(spreadsheet_import: SpreadsheetImport, *, by: User | None) -> SpreadsheetImport:
    """Puts back what the import changed and takes out the people whom it brought."""
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
    """Why the import cannot be thrown away: accepted already, or being worked on."""
    if spreadsheet_import.state in UNSETTLED and not spreadsheet_import.is_being_worked_on:
        return []
    return [Blocker("settled", gettext_lazy("This import is being worked on or is settled already."))]


@transaction.atomic
def discard(spreadsheet_import: SpreadsheetImport, *, by: User | None) -> SpreadsheetImport:
    """Throws away an import that was not accepted, with all that was read from its file."""
    found = _locked(spreadsheet_import)
    refuse_if(discard_blockers(found))
    # They hold personal data of people who may never have been stored.
    found.rows.all().delete()
    found.state = State.DISCARDED
    found.sealed_table = ""
    found.save(update_fields=["state", "sealed_table"])
    audit.record("import.discard", by=by, target=found)
    return found
