"""Puts the destruction of one person's records on hold, for a court or a complaint; another person lifts it."""

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Facility, TrainingCenter, User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from core.two_person_decision import second_person_blockers
from inmates.people.models import Person
from reports.data_subjects.people_of_office import people_of
from reports.retention.models import LegalHold

PERMISSION = "reports.keep_retention"


def _standing(by: User, person: Person) -> QuerySet[LegalHold]:
    """The holds of the user's office for this person, by whichever record they were placed."""
    records = Person.objects.of_one_person(person)
    return LegalHold.objects.visible_to(by).standing().filter(person__in=records.values("pk"))


def lock_office(user: User) -> None:
    """Lets one act at a time decide what an office keeps: a hold comes before a destruction, or after it."""
    model: type[Model] = Facility if user.facility_id else TrainingCenter
    rows = model._default_manager.filter(code=user.office_code)
    list(rows.select_for_update(no_key=True).values_list("pk"))


def place_blockers(person: Person, *, by: User, reason: str) -> list[Blocker]:
    """Why no hold can be placed for this person."""
    found = _blockers(by)
    if not people_of(by).filter(pk=person.pk).exists():
        found.append(Blocker("not_ours", _("Another office answers for this person.")))
    elif _standing(by, person).exists():
        found.append(Blocker("stands", _("The destruction is on hold for this person already.")))
    return found + reason_blockers(reason, _("Write in at least %(count)s characters who asks for it and why."))


@transaction.atomic
def place(person: Person, *, by: User, reason: str) -> LegalHold:
    """From now on nothing about the person is destroyed by this office. Locks the office; raises `RuleViolation`."""
    lock_office(by)
    refuse_if(place_blockers(person, by=by, reason=reason))
    row = LegalHold.objects.create(office=by.office_code, person=person, reason=reason.strip(), placed_by=by)
    audit.record("legal_hold.place", by=by, target=row, person=person.pk, reason=row.reason)
    return row


def lift_blockers(hold: LegalHold, *, by: User) -> list[Blocker]:
    """Why `by` cannot lift this hold."""
    found = _blockers(by)
    if hold.lifted_at:
        found.append(Blocker("lifted", _("This hold was lifted already.")))
    return found + second_person_blockers(by, hold.placed_by_id, _("You placed this hold. Let another person lift it."))


@transaction.atomic
def lift(hold: LegalHold, *, by: User, reason: str) -> LegalHold:
    """Lets the time of this person's records run out again. Raises `RuleViolation`."""
    hold = LegalHold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    sentence = _("Write in at least %(count)s characters why it is no longer needed.")
    refuse_if([*lift_blockers(hold, by=by), *reason_blockers(reason, sentence)])
    hold.lifted_at, hold.lifted_by, hold.lift_reason = clock.now(), by, reason.strip()
    hold.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    audit.record("legal_hold.lift", by=by, target=hold, person=hold.person_id, reason=hold.lift_reason)
    return hold


def _blockers(by: User) -> list[Blocker]:
    if by.has_perm(PERMISSION):
        return []
    return [Blocker("not_authorized", _("Head and data protection officer decide on this."))]
