"""Destroys records that have served their time: counted and proposed by one person, confirmed by another, then done.

The job destroys just what was confirmed: records of these kinds whose time began before the confirmed day, but for
people for whom the destruction was on hold at the confirmation, or is by then.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import CharField, Count, Min, QuerySet, Sum, Value
from django.utils.translation import gettext as _

from accounts.models import Facility, TrainingCenter, User
from accounts.roles import Side
from core import audit, clock, destruction_orders, due, jobs
from core.errors import Blocker, RuleViolation, refuse_if
from core.lanes import Lane
from core.models import AuditEvent, Job, JobItem
from core.reasons import reason_blockers
from core.shown_acts import mark_of, seen_blockers
from core.two_person_decision import second_person_blockers
from reports.retention.kinds import RecordKind
from reports.retention.legal_holds import PERMISSION, lock_office
from reports.retention.models import Destruction, DueCount, LegalHold
from reports.retention.record_kinds import KINDS
from reports.retention.retention_periods import Office, Period, office_of, periods

State = Destruction.State
DESTROY = "reports.destroy"
OFFICES: dict[Side, QuerySet[Any]] = {Side.FACILITY: Facility.objects.all(), Side.CENTER: TrainingCenter.objects.all()}


def due_rows(kind: RecordKind, office: Office, before: date) -> QuerySet[Any]:
    """Records of the office whose time began before this day (local to the office), on hold or not."""
    begin = before if kind.by_day else clock.at(before, time(0), office.time_zone)
    return kind.rows(office).filter(since__lt=begin)


def without_held(rows: QuerySet[Any], kind: RecordKind, office: str, *, since: datetime | None = None) -> QuerySet[Any]:
    """These records but for those of people for whom an office of this kind has put the destruction on hold: whoever is
    moved leaves records behind, and takes others along. `since` counts holds that were lifted after that moment, too.

    Records that do not name their people by key are all kept while any hold of the office itself stands.
    """
    held = LegalHold.objects.at_some_time_since(since) if since else LegalHold.objects.standing()
    if not kind.person:
        return rows.none() if held.filter(office=office).exists() else rows
    if not kind.is_shared:
        held = held.filter(office__in=OFFICES[kind.side].order_by().values("code"))
    # A hold stays with the record for which it was placed, which may have been merged into another one since.
    merged = held.exclude(person__merged_into=None).values("person__merged_into")
    rows = rows.exclude(**{f"{kind.person}__in": held.values("person")})
    return rows.exclude(**{f"{kind.person}__in": merged})


def listed(code: str, *, by: User) -> QuerySet[Any]:
    """The records of this kind that are to be destroyed, without those on hold: of the proposal that waits, if any,
    else what is due today. With `since`.
    """
    office, kind, on = office_of(by), KINDS[code], clock.today(by.time_zone)
    days = {period.code: period.ends_before(on) for period in periods(office)}
    waiting = Destruction.objects.visible_to(by).waiting().first()
    if waiting:
        days |= {line["kind"]: date.fromisoformat(line["before"]) for line in waiting.lines}
    return without_held(due_rows(kind, office, days[code]), kind, office.code)


def dry_run(office: Office, *, on: date) -> list[dict[str, Any]]:
    """What would be destroyed as of that day, by kind; writes nothing. Two queries for each kind that has some."""
    found = periods(office)
    some = _kinds_with_some(found, office, on)
    return [_line(period, office, on, has_some=period.code in some) for period in found]


def _kinds_with_some(found: list[Period], office: Office, on: date) -> set[str]:
    """The codes of the kinds of which something is due, in one query."""
    rows = [
        due_rows(period.kind, office, period.ends_before(on))
        .order_by()
        .annotate(kind_due=Value(period.code, CharField()))
        .values_list("kind_due", flat=True)
        for period in found
    ]
    return set(rows[0].union(*rows[1:])) if rows else set()


def _line(period: Period, office: Office, on: date, *, has_some: bool) -> dict[str, Any]:
    before = period.ends_before(on)
    nothing: dict[str, Any] = {"due": 0, "held": 0, "oldest": None, "keys": 0}
    counted = _counted(period.kind, office, before) if has_some else nothing
    oldest, _keys = counted.pop("oldest"), counted.pop("keys")
    if oldest is not None and not period.kind.by_day:
        oldest = clock.local(oldest, office.time_zone).date()
    return {
        "kind": period.code,
        "months": period.months,
        "basis": period.basis,
        "before": before.isoformat(),
        **counted,
        "oldest": oldest.isoformat() if oldest else "",
    }


def _counted(kind: RecordKind, office: Office, before: date) -> dict[str, Any]:
    """How many records are due, how many of people on hold, when the time of the oldest of all began, and the sum of
    the keys of those due.
    """
    rows = due_rows(kind, office, before)
    found = rows.aggregate(count=Count("pk"), oldest=Min("since"))
    free = {"due": 0, "keys": 0}
    if found["count"]:
        free = without_held(rows, kind, office.code).aggregate(due=Count("pk"), keys=Sum("pk"))
    held = found["count"] - free["due"]
    return {"due": free["due"], "held": held, "oldest": found["oldest"], "keys": int(free["keys"] or 0)}


def _power_blockers(by: User) -> list[Blocker]:
    if by.has_perm(PERMISSION):
        return []
    return [Blocker("not_authorized", _("Head and data protection officer decide on this."))]


def propose_blockers(by: User, lines: list[dict[str, Any]]) -> list[Blocker]:
    """Why these lines cannot be proposed for destruction."""
    found = _power_blockers(by)
    if Destruction.objects.visible_to(by).under_way().exists():
        found.append(Blocker("under_way", _("A destruction is proposed or under way already. Finish that one first.")))
    if not any(line["due"] for line in lines):
        found.append(Blocker("nothing", _("No record has served its time.")))
    return found


@transaction.atomic
def propose(*, by: User) -> Destruction:
    """Proposes all that is due today. Raises `RuleViolation`."""
    lock_office(by)
    on = clock.today(by.time_zone)
    lines = dry_run(office_of(by), on=on)
    refuse_if(propose_blockers(by, lines))
    row = Destruction.objects.create(
        office=by.office_code, counted_on=on, lines=[line for line in lines if line["due"]], proposed_by=by
    )
    audit.record("destruction.propose", by=by, target=row, lines=row.lines)
    return row


def decide_blockers(found: Destruction, *, by: User) -> list[Blocker]:
    """Why `by` cannot decide on this proposal."""
    reasons = _power_blockers(by)
    if found.state != State.PROPOSED:
        reasons.append(_decided())
    text = _("You proposed this. Let another person confirm it.")
    return [*reasons, *second_person_blockers(by, found.proposed_by_id, text)]


@dataclass(frozen=True)
class Recount:
    """The lines of a proposal as they stand now, and the mark of the records due (`core.shown_acts`)."""

    lines: list[dict[str, Any]]
    mark: str


def counted_anew(found: Destruction, *, by: User) -> Recount:
    """The lines of the proposal as they stand now, each with the period and day that were proposed."""
    lines, keys = [], []
    for line in found.lines:
        counted = _counted(KINDS[line["kind"]], office_of(by), date.fromisoformat(line["before"]))
        lines.append({**line, "due": counted["due"], "held": counted["held"]})
        # As many as before need not be the same: a hold may have been lifted, and another one placed.
        keys.append(counted["keys"])
    return Recount(lines, mark_of([str(found.public_id), lines, keys]))


def confirm_blockers(found: Destruction, now: Recount, *, by: User) -> list[Blocker]:
    """Why `by` cannot confirm this proposal: a reason of `decide_blockers`, or what is due is not the same any more."""
    reasons = decide_blockers(found, by=by)
    if found.state == State.PROPOSED and now.lines != found.lines:
        text = _("The records due have changed since they were counted. Reject this proposal and make a new one.")
        reasons.append(Blocker("stale", text))
    return reasons


@transaction.atomic
def confirm(found: Destruction, *, by: User, seen: str | None = None) -> Destruction:
    """Starts destroying what was proposed, if it is still the same; `seen` is the mark of what was shown. Raises
    `RuleViolation`.
    """
    lock_office(by)
    found = _locked(found)
    now = counted_anew(found, by=by)
    refuse_if(confirm_blockers(found, now, by=by) or seen_blockers(seen, now.mark))
    found.state, found.decided_at, found.decided_by = State.CONFIRMED, clock.now(), by
    found.job = jobs.start(
        DESTROY,
        by=by,
        title=_("Destroy records that have served their time"),
        items=_items(found),
        parameters={"destruction": found.pk},
        result_url=f"/pemusnahan/{found.public_id}/",
    )
    found.save(update_fields=["state", "decided_at", "decided_by", "job"])
    audit.record("destruction.confirm", by=by, target=found, lines=found.lines)
    return found


@transaction.atomic
def reject(found: Destruction, *, by: User, reason: str) -> Destruction:
    """Rejects the proposal with a reason; nothing is destroyed. Whoever proposed it may take it back so, too.

    Raises `RuleViolation`.
    """
    found = _locked(found)
    reasons = _power_blockers(by)
    if found.state != State.PROPOSED:
        reasons.append(_decided())
    sentence = _("Write in at least %(count)s characters why nothing is destroyed.")
    refuse_if([*reasons, *reason_blockers(reason, sentence)])
    audit.record("destruction.reject", by=by, target=found, reason=reason.strip())
    if by.pk == found.proposed_by_id:
        # A proposal taken back by whoever made it was decided by nobody.
        found.delete()
        return found
    found.state, found.decided_at, found.decided_by, found.reason = State.REJECTED, clock.now(), by, reason.strip()
    found.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    return found


def _items(found: Destruction) -> Iterator[tuple[str, str]]:
    for line in found.lines:
        kind = KINDS[line["kind"]]
        name = str(kind.name)
        for number in range(-(-line["due"] // kind.chunk)):
            yield f"{name} ({number + 1})", line["kind"]
    yield _("Write the minutes"), "end"


@due.work_due.register
def count_due() -> int:
    """Counts once a month, for each office, how many records have served their time; how many offices were counted."""
    counted = dict(DueCount.objects.order_by("counted_on").values_list("office", "counted_on"))
    offices: list[Office] = [*Facility.objects.order_by("pk"), *TrainingCenter.objects.order_by("pk")]
    done = 0
    for office in offices:
        on = clock.today(office.time_zone)
        last = counted.get(office.code)
        if last is None or (last.year, last.month) != (on.year, on.month):
            _note_due(office, on)
            done += 1
    return done


def _note_due(office: Office, on: date) -> None:
    lines = dry_run(office, on=on)
    DueCount.objects.bulk_create(
        [DueCount(office=office.code, kind=line["kind"], counted_on=on, due=line["due"]) for line in lines],
        update_conflicts=True,
        unique_fields=["office", "kind"],
        update_fields=["counted_on", "due"],
    )


@jobs.handler(DESTROY, Lane.LONG)
def destroy_part(job: Job, item: JobItem) -> None:
    """Destroys the next records of one kind; the last item ends the destruction."""
    lock_office(job.created_by)
    found = Destruction.objects.select_for_update(of=("self",)).get(pk=job.parameters["destruction"])
    if item.reference == "end":
        found.state, found.done_at = State.DONE, clock.now()
        found.save(update_fields=["state", "done_at"])
        _note_due(office_of(job.created_by), clock.today(job.created_by.time_zone))
        audit.record("destruction.end", by=job.created_by, target=found, destroyed=found.destroyed)
        return
    gone, people = _destroyed(found, item.reference, job.created_by)
    before = Counter(found.destroyed.get(item.reference, {}))
    found.destroyed = {**found.destroyed, item.reference: dict(before + gone)}
    found.people = sorted({*found.people, *people})
    found.save(update_fields=["destroyed", "people"])


def _destroyed(found: Destruction, code: str, by: User) -> tuple[Counter[str], set[int]]:
    """How many rows went, by table, and the keys of the people of whom they told."""
    kind, line = KINDS[code], found.line_of(code)
    before = date.fromisoformat(line["before"])
    # What another kind held back until it went is counted and confirmed the next time.
    still = line["due"] - found.destroyed.get(code, {}).get("records", 0)
    # Whoever was on hold when it was confirmed was not among those counted.
    free = without_held(due_rows(kind, office_of(by), before), kind, found.office, since=found.decided_at)
    keys = list(free.order_by("pk").values_list("pk", flat=True)[: min(kind.chunk, still)])
    people = set(free.filter(pk__in=keys).values_list(kind.person, flat=True)) if kind.person else set()
    if not keys:
        return Counter({"records": 0}), set()
    with destruction_orders.under(_order_of(found)):
        gone = kind.destroy(keys)
    return Counter({"records": len(keys), **gone}), people - {None}


def _order_of(found: Destruction) -> AuditEvent:
    """That it was confirmed, as the audit says."""
    told = {"target_type": found._meta.label_lower, "target_id": str(found.pk)}
    return AuditEvent.objects.get(chain=found.office, action="destruction.confirm", **told)


def _locked(found: Destruction) -> Destruction:
    row = Destruction.objects.select_for_update(of=("self",)).select_related("proposed_by").filter(pk=found.pk).first()
    if row is None:
        # Whoever proposed it took it back while somebody else was deciding.
        raise RuleViolation(_decided())
    return row


def _decided() -> Blocker:
    return Blocker("decided", _("This was decided already."))
