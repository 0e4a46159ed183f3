"""Sharing with a probation officer: the person's yes to one named officer, and its end.

The end of the agreement to be asked leaves the share as it is: the officer reads nothing without that agreement, and a
share that ended by itself would tell the detention center that there was one.
"""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Facility, User
from accounts.roles import Role
from core import audit, clock
from core.errors import Blocker, refuse_if
from inmates.consents.codes import ConsentKind
from inmates.consents.consent_texts import text_on
from inmates.people.models import Person
from inmates.profile.released_people import released_by
from outcomes.probation.models import ClientShare

PERMISSION = "outcomes.share_client"


def share_text(facility: Facility, *, officer: str = "…") -> str:
    """What is read out today before the answer, in Indonesian."""
    return text_on(facility, ConsentKind.SHARE, clock.today(facility.time_zone)).filled(officer=officer)


def officers() -> QuerySet[User]:
    """The probation officers who can be named, by office and name."""
    found = User.objects.with_role(Role.BAPAS_OFFICER).filter(is_active=True, probation_office__isnull=False)
    return found.select_related("probation_office").order_by("probation_office__name", "full_name", "pk")


def is_of_office(person: Person, user: User) -> bool:
    """Whether the person is here, or was released from here, and the user may see that."""
    if Person.objects.visible_to(user).filter(pk=person.pk).exists():
        return True
    return released_by(user).filter(pk=person.pk).exists()


def blockers(person: Person, officer: User, agreed_on: date, *, by: User) -> list[Blocker]:
    """Why this share cannot be recorded."""
    found = []
    if not (by.facility_id and by.has_perm(PERMISSION) and is_of_office(person, by)):
        found.append(Blocker("not_authorized", _("Only the detention center of this person records it.")))
    if not officers().filter(pk=officer.pk).exists():
        found.append(Blocker("officer", _("Choose a probation officer of the list.")))
    if agreed_on > clock.today(by.time_zone):
        found.append(Blocker("future", _("The day lies in the future. Correct it.")))
    if person.client_shares.standing().exists():
        found.append(Blocker("named", _("A probation officer is named already. End that first.")))
    return found


@transaction.atomic
def share(person: Person, *, by: User, officer: User, agreed_on: date) -> ClientShare:
    """Records the person's yes to this officer. Raises `RuleViolation`."""
    person = Person.objects.select_for_update(no_key=True, of=("self",)).get(pk=person.pk)
    refuse_if(blockers(person, officer, agreed_on, by=by))
    made = ClientShare.objects.create(
        person=person,
        facility=by.facility,
        officer=officer,
        text_version=text_on(by.facility, ConsentKind.SHARE, agreed_on).name,
        agreed_on=agreed_on,
        recorded_by=by,
    )
    audit.record("client_share.add", by=by, target=made)
    return made


def end_blockers(share: ClientShare, *, by: User) -> list[Blocker]:
    """Why the share cannot be ended."""
    found = []
    if not (by.facility_id and by.has_perm(PERMISSION) and is_of_office(share.person, by)):
        found.append(Blocker("not_authorized", _("Only the detention center of this person records it.")))
    if share.ended_on:
        found.append(Blocker("ended", _("It has ended already.")))
    return found


@transaction.atomic
def end_share(share: ClientShare, *, by: User) -> ClientShare:
    """Ends the share at the person's word; the officer reads nothing more from now on. Raises `RuleViolation`."""
    share = ClientShare.objects.select_for_update(of=("self",)).get(pk=share.pk)
    refuse_if(end_blockers(share, by=by))
    return _end(share, by)


@transaction.atomic
def end_at_request(share: ClientShare, by: User | None) -> ClientShare:
    """Ends the share as the person asked of the office; the caller has asked whether `by` may say so. `by` None is the
    end of the time for an answer.
    """
    return _end(ClientShare.objects.select_for_update(of=("self",)).select_related("facility").get(pk=share.pk), by)


def _end(share: ClientShare, by: User | None) -> ClientShare:
    if share.ended_on is None:
        share.ended_on, share.ended_by = clock.today(share.facility.time_zone), by
        share.save(update_fields=["ended_on", "ended_by"])
        audit.record("client_share.end", by=by, target=share)
    return share
