"""Correcting who a participant of a public class is: name, birth, sex and schooling, at any time and with a reason.

Only of records that the center's own registrations made. A paper that was issued keeps its words, so what stands on one
is corrected once its replacement is being prepared.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.ports import Port
from core.reasons import reason_blockers
from inmates.consents.guardian_consents import is_unguarded
from inmates.people.models import Person
from printing.printed_signs import sign_blockers
from programs.batches.lock_order import hold
from programs.entry_rules.verdicts import unmet
from programs.registrations.entry_answers import answers_of
from programs.registrations.models import Registration
from programs.registrations.registering import PERMISSION

FIELDS = ("full_name", "called_name", "birth_place", "birth_date", "sex", "education")
ON_PAPERS = frozenset({"full_name", "birth_place", "birth_date"})

papers_in_force: Port[[Person], list[Blocker]] = Port()
"""Of somebody whose name or birth is corrected: the papers that bear the old words and are not being replaced."""


def offer_blockers(registration: Registration, *, by: User) -> list[Blocker]:
    """Why `by` corrects nothing of this person here."""
    batch, person = registration.batch, registration.person
    if not (batch.is_public and by.training_center_id == batch.training_center_id and by.has_perm(PERMISSION)):
        return [Blocker("not_allowed", _("You do not register people for this class."))]
    others = person.registrations.exclude(batch__training_center=batch.training_center)
    is_made_here = person.registrations.filter(made_person=True, batch__training_center=batch.training_center).exists()
    if person.facility_id or not is_made_here or others.exists():
        # The same words whoever else has the record, so that they tell of nobody.
        sentence = _("This record is not corrected here. Ask the data protection officer of your office.")
        return [Blocker("not_own", sentence)]
    return []


def blockers(registration: Registration, *, by: User, values: Mapping[str, Any], reason: str) -> list[Blocker]:
    """Why the person cannot be corrected to these values, by field of FIELDS."""
    found = offer_blockers(registration, by=by)
    if found:
        return found
    changed, batch = changes(registration.person, values), registration.batch
    born = values.get("birth_date")
    if not values.get("full_name", "").strip():
        found.append(Blocker("unnamed", _("The name is missing.")))
    if born and born >= clock.today(batch.time_zone):
        found.append(Blocker("born", _("The date of birth does not lie in the past.")))
    found += sign_blockers(*(values[name] for name in ("full_name", "birth_place") if name in changed))
    if ON_PAPERS.intersection(changed):
        found += [reason for told in papers_in_force.ask(registration.person) for reason in told]
    if not changed:
        found.append(Blocker("nothing", _("Nothing is changed. Correct at least one field.")))
    return [*found, *reason_blockers(reason, _("Say in at least %(count)s characters why it is corrected."))]


def told_after(registration: Registration) -> list[str]:
    """What a correction makes true that somebody has to look at: nothing was decided anew by it."""
    person, batch, told = registration.person, registration.batch, []
    if is_unguarded(person, batch.training_center, clock.today(batch.time_zone)):
        sentence = _("%(name)s is under 18 by this date of birth. Record the consent of a parent or guardian.")
        told.append(sentence % {"name": person.full_name})
    if registration.state == Registration.State.ACCEPTED:
        reasons = [answer.message for answer in unmet(answers_of(batch, [registration]).get(registration.pk, []))]
        if reasons:
            sentence = _("With what is corrected the entry rules are not met: %(reasons)s The place stays.")
            told.append(sentence % {"reasons": " ".join(reasons)})
    return told


def changes(person: Person, values: Mapping[str, Any]) -> list[str]:
    """The fields that these values would change."""
    return sorted(name for name in FIELDS if name in values and getattr(person, name) != values[name])


@transaction.atomic
def correct_person(registration: Registration, *, by: User, values: Mapping[str, Any], reason: str) -> Person:
    """Corrects the participant of a registration. Raises `RuleViolation`."""
    hold(people=[registration.person_id], batches=[registration.batch_id])
    related = ("person", "batch__training_center")
    registration = Registration.objects.select_related(*related).get(pk=registration.pk)
    refuse_if(blockers(registration, by=by, values=values, reason=reason))
    person, fields = registration.person, changes(registration.person, values)
    for name in fields:
        setattr(person, name, values[name])
    person.set_name(person.full_name)
    person.save()
    audit.record("registration.correct_person", by=by, target=registration, fields=fields, reason=reason.strip())
    return person
