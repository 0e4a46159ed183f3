"""Requests for correction, erasure and objection, and withdrawals: received, and answered with a reason.

An answer names the change or the destruction that was made, or why the data stay. It changes nothing itself, but for
agreements: those that a request is about end when it is granted, or when the time to answer has passed.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Facility, TrainingCenter, User
from accounts.roles import Role
from core import audit, clock
from core.due import work_due
from core.errors import Blocker, refuse_if
from core.models import AuditEvent
from core.reasons import reason_blockers
from core.templatetags.dates import day
from inmates.inbox.inbox_tasks import open_task, settle
from inmates.inbox.models import InboxTask
from inmates.people.models import Person
from reports.data_protection_law import too_early_blockers
from reports.data_subjects.people_of_office import people_of, records_of
from reports.retention.models import Destruction
from reports.retention.retention_periods import Office, office_of
from reports.rights import ended_consents
from reports.rights.corrections import corrections_of
from reports.rights.inbox_kinds import CORRECTION_ASKED
from reports.rights.models import TIME_TO_ANSWER, RightsRequest

# Whoever has more changes to choose from means one of the newest.
MOST_CHANGES = 50
Asker, Kind, Outcome = RightsRequest.Asker, RightsRequest.Kind, RightsRequest.Outcome
ABOUT_CONSENTS = (Kind.WITHDRAWAL, Kind.OBJECTION)


def blockers(
    person: Person,
    *,
    by: User,
    asker: str,
    asker_name: str,
    received_at: datetime,
    wish: str,
    kind: str = "",
    consents: Collection[str] = (),
) -> list[Blocker]:
    """Every reason why this request cannot be recorded."""
    found = []
    if not people_of(by).filter(pk=person.pk).exists():
        found.append(Blocker("not_ours", _("Another office answers for this person. Send the request there.")))
    if received_at > clock.now():
        found.append(Blocker("future", _("The request was received in the future. Check day and time.")))
    found += too_early_blockers(received_at)
    if asker == Asker.PROXY and not asker_name.strip():
        found.append(Blocker("unnamed", _("Name the person who asks with a power of attorney.")))
    found += _consent_blockers(person, by, kind, consents)
    return found + reason_blockers(wish, _("Say in at least %(count)s characters what was asked for and why."))


def _consent_blockers(person: Person, by: User, kind: str, consents: Collection[str]) -> list[Blocker]:
    if kind not in ABOUT_CONSENTS and consents:
        return [Blocker("no_withdrawal", _("Only a withdrawal or an objection ends an agreement."))]
    office = office_of(by)
    known = ended_consents.choices(office)
    if not set(consents) <= set(known):
        return [Blocker("not_asked", _("Your office does not ask for this agreement."))]
    # Without one nothing would end after three days, and a recorded request cannot be changed.
    if kind == Kind.WITHDRAWAL and not consents and ended_consents.standing(person, office, known):
        return [Blocker("no_consent", _("Tick which agreement is withdrawn."))]
    return []


@transaction.atomic
def receive(
    person: Person,
    *,
    by: User,
    kind: str,
    asker: str,
    received_at: datetime,
    wish: str,
    asker_name: str = "",
    number: str = "",
    consents: Collection[str] = (),
) -> RightsRequest:
    """Records the request; its time counts from `received_at`. `consents`: kinds of agreements that it ends once
    granted, or once the time for an answer has passed. Raises `RuleViolation`.
    """
    said: dict[str, Any] = {"asker": asker, "asker_name": asker_name, "received_at": received_at, "wish": wish}
    refuse_if(blockers(person, by=by, kind=kind, consents=consents, **said))
    found = RightsRequest.objects.create(
        person=person,
        person_name=person.full_name,
        office=by.office_code,
        kind=kind,
        asker=asker,
        asker_name=asker_name.strip() if asker == Asker.PROXY else "",
        received_at=received_at,
        number=number.strip(),
        wish=wish.strip(),
        consents=sorted(consents),
        recorded_by=by,
    )
    audit.record("rights_request.record", by=by, target=found, person=person.pk, kind=kind, received_at=received_at)
    if kind == Kind.CORRECTION:
        _ask_for_correction(found, office_of(by))
    return found


def _ask_for_correction(request: RightsRequest, office: Office) -> None:
    """Tells whoever keeps the data; the office has them corrected before it answers."""
    role = Role.REGISTRAR if isinstance(office, Facility) else Role.BLK_COORDINATOR
    until = clock.local(request.deadline, office.time_zone)
    values = {"wish": request.wish.rstrip("."), "until": f"{day(until.date())} {until:%H.%M}"}
    open_task(CORRECTION_ASKED, role=role, office=office, person=request.person, matter=str(request.pk), values=values)


def task_of(request: RightsRequest) -> InboxTask | None:
    """The task of whoever keeps the data that are to be corrected."""
    tasks = InboxTask.objects.filter(kind=CORRECTION_ASKED.code, matter=str(request.pk))
    return tasks.select_related("acknowledged_by").order_by("-pk").first()


def _corrected_since(request: RightsRequest, events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
    if request.person is None:
        return events.none()
    about = corrections_of([record.pk for record in records_of(request.person)])
    return events.filter(about, at__gte=request.received_at)


def changes_since(request: RightsRequest, *, by: User) -> QuerySet[AuditEvent]:
    """What the office corrected about the person since the request came, newest first: one of these is the answer."""
    return _corrected_since(request, AuditEvent.objects.visible_to(by))


def changes_to_choose(request: RightsRequest, *, by: User) -> QuerySet[AuditEvent]:
    """The newest of these, as a form offers them."""
    newest = changes_since(request, by=by).order_by("-id").values_list("pk", flat=True)[:MOST_CHANGES]
    return AuditEvent.objects.filter(pk__in=list(newest))


def destructions_since(request: RightsRequest, *, by: User) -> QuerySet[Destruction]:
    """The office's destructions since the request came in which records of this person went; once the person has none
    left, all of them.
    """
    done = Destruction.objects.visible_to(by).filter(state=Destruction.State.DONE, done_at__gte=request.received_at)
    if request.person is None:
        return done
    keys = {record.pk for record in records_of(request.person)}
    return done.filter(pk__in=[found.pk for found in done if keys & set(found.people)])


def _erasure_blockers(
    request: RightsRequest, by: User, outcome: str, stays_for: str, destruction: Destruction | None
) -> list[Blocker]:
    found = []
    if outcome == Outcome.GRANTED and destruction is None:
        text = _("Nothing was destroyed since. Data go by a destruction of two people, then choose it here.")
        found.append(Blocker("no_destruction", text))
    if destruction is not None and not destructions_since(request, by=by).filter(pk=destruction.pk).exists():
        text = _("In this destruction nothing of this person went; or it was done before, or by another office.")
        found.append(Blocker("not_since", text))
    if outcome != Outcome.GRANTED and not stays_for:
        found.append(Blocker("no_ground", _("Say why the data stay.")))
    return found


def answer_blockers(
    request: RightsRequest,
    *,
    by: User,
    outcome: str,
    answer: str,
    stays_for: str,
    change: AuditEvent | None,
    destruction: Destruction | None,
) -> list[Blocker]:
    """Every reason why this answer cannot be recorded."""
    found, is_yes = [], outcome in (Outcome.GRANTED, Outcome.PARTLY)
    if request.kind == Kind.WITHDRAWAL and request.consents and outcome != Outcome.GRANTED:
        text = _("Whoever agreed may stop at any time, without a reason. Grant it.")
        found += [] if request.asker == Asker.PROXY else [Blocker("must_end", text)]
    if request.answered_at:
        found.append(Blocker("answered", _("This request is answered already.")))
    is_named = change is not None and changes_since(request, by=by).filter(pk=change.pk).exists()
    if request.kind == Kind.CORRECTION and is_yes and not is_named:
        found.append(Blocker("no_change", _("Correct the data first, then choose the change here.")))
    if request.kind == Kind.ERASURE:
        found += _erasure_blockers(request, by, outcome, stays_for, destruction)
    return found + reason_blockers(answer, _("Write in at least %(count)s characters what is answered, and why."))


@transaction.atomic
def answer(
    request: RightsRequest,
    *,
    by: User,
    outcome: str,
    answer: str,
    stays_for: str = "",
    change: AuditEvent | None = None,
    destruction: Destruction | None = None,
) -> RightsRequest:
    """Records the answer; what is granted about agreements ends them. Locks the request; raises `RuleViolation`."""
    request = RightsRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    said = {"outcome": outcome, "answer": answer, "stays_for": stays_for}
    refuse_if(answer_blockers(request, by=by, change=change, destruction=destruction, **said))
    is_erasure = request.kind == Kind.ERASURE
    request.outcome, request.answer = outcome, answer.strip()
    request.stays_for = stays_for if is_erasure and outcome != Outcome.GRANTED else ""
    request.change = change.pk if change and request.kind == Kind.CORRECTION else None
    request.destruction = destruction if is_erasure else None
    request.answered_at, request.answered_by = clock.now(), by
    names = ["outcome", "answer", "stays_for", "change", "destruction", "answered_at", "answered_by"]
    request.save(update_fields=names)
    is_late = request.answered_at > request.deadline
    audit.record(
        "rights_request.answer",
        by=by,
        target=request,
        person=request.person_id,
        outcome=outcome,
        change=request.change,
        destruction=request.destruction_id,
        is_late=is_late,
    )
    settle(CORRECTION_ASKED, person=request.person, matter=str(request.pk))
    if outcome == Outcome.GRANTED:
        _end_consents(request, office_of(by), by=by)
    return request


def _end_consents(request: RightsRequest, office: Office, *, by: User | None) -> None:
    """Ends what it is about, once, in the caller's transaction; what it was stands in the request alone."""
    if not request.consents or request.ended_at:
        return
    request.ended_at = clock.now()
    request.ended = ended_consents.end(request.person, office, request.consents, by=by, recorder=request.recorded_by)
    request.save(update_fields=["ended", "ended_at"])


@work_due.register
def end_what_was_withdrawn() -> int:
    """Ends agreements whose withdrawal nobody has answered within 3 x 24 hours (article 40); how many requests."""
    late = RightsRequest.objects.open().filter(kind=Kind.WITHDRAWAL, ended_at=None)
    late = late.filter(received_at__lte=clock.now() - TIME_TO_ANSWER).exclude(consents=[])
    done = 0
    for key in list(late.order_by("pk").values_list("pk", flat=True)):
        done += _end_late(key)
    return done


@transaction.atomic
def _end_late(key: int) -> bool:
    rows = RightsRequest.objects.select_for_update(of=("self",)).select_related("person")
    request = rows.open().filter(pk=key, ended_at=None).first()
    office = _office(request.office) if request else None
    if request is None or office is None:
        return False
    _end_consents(request, office, by=None)
    audit.record("rights_request.lapse", by=None, target=request)
    return True


def _office(code: str) -> Office | None:
    return Facility.objects.filter(code=code).first() or TrainingCenter.objects.filter(code=code).first()
