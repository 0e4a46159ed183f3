"""Requests for correction, erasure and objection, and withdrawals: received, and answered with a reason.

An answer changes no data: it names the change or the destruction that was made, or why the data stay.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.models import AuditEvent
from core.reasons import reason_blockers
from inmates.people.models import Person
from reports.data_subjects.people_of_office import people_of, records_of
from reports.retention.models import Destruction
from reports.rights.corrections import corrections_of
from reports.rights.models import RightsRequest

# Whoever has more changes to choose from means one of the newest.
MOST_CHANGES = 50
Asker, Kind, Outcome = RightsRequest.Asker, RightsRequest.Kind, RightsRequest.Outcome


def blockers(
    person: Person, *, by: User, asker: str, asker_name: str, received_at: datetime, wish: str
) -> list[Blocker]:
    """Every reason why this request cannot be recorded."""
    found = []
    if not people_of(by).filter(pk=person.pk).exists():
        found.append(Blocker("not_ours", _("Another office answers for this person. Send the request there.")))
    if received_at > clock.now():
        found.append(Blocker("future", _("The request was received in the future. Check day and time.")))
    if asker == Asker.PROXY and not asker_name.strip():
        found.append(Blocker("unnamed", _("Name the person who asks with a power of attorney.")))
    return found + reason_blockers(wish, _("Say in at least %(count)s characters what was asked for and why."))


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
) -> RightsRequest:
    """Records the request; its time counts from `received_at`. Raises `RuleViolation`."""
    refuse_if(blockers(person, by=by, asker=asker, asker_name=asker_name, received_at=received_at, wish=wish))
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
        recorded_by=by,
    )
    audit.record("rights_request.record", by=by, target=found, person=person.pk, kind=kind, received_at=received_at)
    return found


def changes_since(request: RightsRequest, *, by: User) -> QuerySet[AuditEvent]:
    """What the office corrected about the person since the request came, newest first: one of these is the answer."""
    if request.person is None:
        return AuditEvent.objects.none()
    about = corrections_of([record.pk for record in records_of(request.person)])
    return AuditEvent.objects.visible_to(by).filter(about, at__gte=request.received_at)


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
    if request.answered_at:
        found.append(Blocker("answered", _("This request is answered already.")))
    is_named = change is not None and changes_since(request, by=by).filter(pk=change.pk).exists()
    if request.kind == Kind.CORRECTION and is_yes and not is_named:
        found.append(Blocker("no_change", _("Correct the data first, then choose the change here.")))
    if request.kind == Kind.ERASURE:
        if outcome == Outcome.GRANTED and destruction is None:
            text = _("Nothing was destroyed since. Data go by a destruction of two people, then choose it here.")
            found.append(Blocker("no_destruction", text))
        if destruction is not None and not destructions_since(request, by=by).filter(pk=destruction.pk).exists():
            text = _("In this destruction nothing of this person went; or it was done before, or by another office.")
            found.append(Blocker("not_since", text))
        if outcome != Outcome.GRANTED and not stays_for:
            found.append(Blocker("no_ground", _("Say why the data stay.")))
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
    """Records the answer. Locks the request; raises `RuleViolation`."""
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
    return request
