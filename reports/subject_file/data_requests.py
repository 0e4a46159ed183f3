"""People's requests for the data stored about them: receiving one and recording its answer."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from inmates.people.models import Person
from reports.data_subjects.people_of_office import people_of
from reports.subject_file.models import SubjectRequest

Asker = SubjectRequest.Asker


def blockers(
    person: Person, *, by: User, asker: str, asker_name: str, received_at: datetime, reason: str
) -> list[Blocker]:
    """Every reason why this request cannot be recorded."""
    reasons = []
    if not people_of(by).filter(pk=person.pk).exists():
        reasons.append(Blocker("not_ours", _("Another office answers for this person. Send the request there.")))
    if received_at > clock.now():
        reasons.append(Blocker("future", _("The request was received in the future. Check day and time.")))
    if asker == Asker.PROXY and not asker_name.strip():
        reasons.append(Blocker("unnamed", _("Name the person who asks with a power of attorney.")))
    reasons += reason_blockers(
        reason, _("Say in at least %(count)s characters what was asked for and why."), code="short"
    )
    return reasons


@transaction.atomic
def receive(
    person: Person, *, by: User, asker: str, received_at: datetime, reason: str, asker_name: str = "", number: str = ""
) -> SubjectRequest:
    """Records the request, which makes the files available. Raises `RuleViolation`."""
    refuse_if(blockers(person, by=by, asker=asker, asker_name=asker_name, received_at=received_at, reason=reason))
    name = asker_name.strip() if asker == Asker.PROXY else ""
    found = SubjectRequest.objects.create(
        person=person,
        office=by.office_code,
        asker=asker,
        asker_name=name,
        received_at=received_at,
        number=number.strip(),
        reason=reason.strip(),
        recorded_by=by,
    )
    audit.record("subject_request.record", by=by, target=found, person=person.pk, received_at=received_at)
    return found


def answer_blockers(request: SubjectRequest) -> list[Blocker]:
    """Reasons why the request cannot be recorded as answered now."""
    if request.answered_at:
        return [Blocker("answered", _("It is already recorded that this request was answered."))]
    return []


@transaction.atomic
def answer(request: SubjectRequest, *, by: User) -> SubjectRequest:
    """Records that the person has received the file. Locks the request; raises `RuleViolation`."""
    request = SubjectRequest.objects.select_for_update().get(pk=request.pk)
    refuse_if(answer_blockers(request))
    request.answered_at, request.answered_by = clock.now(), by
    request.save(update_fields=["answered_at", "answered_by"])
    is_late = request.answered_at > request.deadline
    audit.record("subject_request.answer", by=by, target=request, person=request.person_id, is_late=is_late)
    return request
