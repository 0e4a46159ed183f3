"""Case officers of a facility: who looks after how many people, and giving many people the same one in one act."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from core import audit
from core.errors import Blocker, refuse_if
from inmates.custody.in_custody import hold_people
from inmates.people.models import Person


def officers_of(user: User) -> list[User]:
    """The active case officers of the user's facility by name, each with `load`: how many people they look after."""
    here = User.objects.with_role(Role.CASE_OFFICER).filter(facility=user.facility_id, is_active=True)
    load = Count("wards", distinct=True, filter=Q(wards__facility=F("facility")))
    return list(here.annotate(load=load).order_by("full_name", "pk"))


@transaction.atomic
def assign_all(
    people: Collection[UUID], *, by: User, case_officer: User | None, seen: Mapping[UUID, int]
) -> list[Person]:
    """Gives these people (public ids) that case officer, or none; returns those for whom it is another one.

    `seen` are the case officers (keys, 0 for none) that the page showed. All or none: raises `RuleViolation` if one is
    no longer in custody here, or has been given another officer meanwhile. A fixed number of statements.
    """
    hold_people(Person.objects.visible_to(by).filter(public_id__in=people).values_list("pk", flat=True))
    found = {one.public_id: one for one in Person.objects.visible_to(by).filter(public_id__in=people)}
    refuse_if([*_officer_blockers(by, case_officer), *_people_blockers(people, found, seen)])
    key = case_officer.pk if case_officer else None
    changed = [one for one in found.values() if one.case_officer_id != key]
    Person.objects.filter(pk__in=[one.pk for one in changed]).update(case_officer=key)
    audit.record_each("person.assign_case_officer", by=by, targets=[(one, {"officer": key}) for one in changed])
    return changed


def _officer_blockers(by: User, officer: User | None) -> list[Blocker]:
    if officer is None or officer.pk in {one.pk for one in officers_of(by)}:
        return []
    return [Blocker("officer", _("Choose a case officer of this detention center."))]


def _people_blockers(people: Collection[UUID], found: Mapping[UUID, Person], seen: Mapping[UUID, int]) -> list[Blocker]:
    reasons = []
    if not people:
        reasons.append(Blocker("nobody", _("Pick at least one person.")))
    if len(found) < len(set(people)):
        sentence = _("Somebody picked is no longer in custody here. Nothing was saved: look at the list again.")
        reasons.append(Blocker("not_in_custody", sentence))
    changed = [one for one in found.values() if (one.case_officer_id or 0) != seen.get(one.public_id, 0)]
    if changed:
        sentence = _("Others have been given a case officer by somebody else meanwhile: %(names)s. Look at them again.")
        reasons.append(Blocker("stale", sentence % {"names": ", ".join(one.full_name for one in changed)}))
    return reasons
