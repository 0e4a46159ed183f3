"""Recording what somebody was given, keeping the signed receipt, and taking back what was recorded by mistake."""

from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from core.scans import Scan, scan_blockers, scan_kind
from inmates.people.models import Person
from inmates.profile.released_people import released_by
from outcomes.aids import aid_readiness
from outcomes.aids.codes import AidKind
from outcomes.aids.models import MOST_VALUE, AidQuerySet, CenterAid, FacilityAid
from outcomes.followup.plain_words import word_blockers
from programs.places.models import Enrollment

PERMISSION = "outcomes.change_aids"
AnyAid = FacilityAid | CenterAid


@dataclass(frozen=True)
class Given:
    """A thing as typed; `value` in rupiah, None if not known."""

    kind: str
    what: str
    giver: str
    given_on: date
    value: int | None = None
    identification: str = ""


def aids_of(user: User) -> AidQuerySet:
    """The rows of the user's half and office."""
    half = FacilityAid if user.facility_id else CenterAid
    return half.objects.visible_to(user)


def may_be_given(person: Person, *, by: User) -> bool:
    """Whether the user's office gives to this person: it has, or released, the person; or it trained the person."""
    if by.facility_id:
        return person.facility_id == by.facility_id or released_by(by).filter(pk=person.pk).exists()
    trained = Enrollment.objects.filter(person=person, batch__training_center=by.training_center_id)
    return bool(by.training_center_id) and trained.exists()


def blockers(person: Person, given: Given, *, by: User) -> list[Blocker]:
    """Why this cannot be recorded; every reason."""
    found = keeper_blockers(by)
    if not may_be_given(person, by=by):
        sentence = _("This person is neither here nor was trained here, so your office gives nothing.")
        found.append(Blocker("stranger", sentence))
    if given.kind not in AidKind.values:
        found.append(Blocker("kind", _("Choose what was given.")))
    if not given.what.strip():
        found.append(Blocker("what", _("Write what was given.")))
    if not given.giver.strip():
        found.append(Blocker("giver", _("Write who gave it.")))
    if given.value is not None and not 0 < given.value <= MOST_VALUE:
        found.append(Blocker("value", _("Write the value in rupiah, at most one billion, or leave it empty.")))
    if given.given_on > clock.today(by.time_zone):
        found.append(Blocker("in_future", _("The day lies in the future.")))
    return found + _half_blockers(person, given, by=by)


def _half_blockers(person: Person, given: Given, *, by: User) -> list[Blocker]:
    if not by.facility_id:
        return word_blockers(f"{given.what} {given.giver} {given.identification}", code="words")
    if person.facility_id:
        return []
    left = released_by(by).filter(pk=person.pk).values_list("left_on", flat=True).first()
    if left is None or given.given_on <= left or given.kind == AidKind.SAVINGS:
        return []
    # Saved wages stay owed after a release.
    return [Blocker("after_leaving", _("What is given after the day of leaving is recorded by the training center."))]


def keeper_blockers(by: User) -> list[Blocker]:
    """Why the user may not record what was given."""
    if by.has_perm(PERMISSION) and (by.facility_id or by.training_center_id):
        return []
    return [Blocker("not_authorized", _("Your account may not record what was given."))]


@transaction.atomic
def record_aid(person: Person, *, by: User, given: Given) -> AnyAid:
    """Records it; at a detention center the item of getting ready to leave is settled too. Raises `RuleViolation`."""
    person = Person.objects.select_for_update(no_key=True, of=("self",)).get(pk=person.pk)
    refuse_if(blockers(person, given, by=by))
    values = {
        "person": person,
        "kind": given.kind,
        "what": given.what.strip(),
        "giver": _as_written_before(given.giver, by),
        "value": given.value,
        "identification": given.identification.strip(),
        "given_on": given.given_on,
        "recorded_by": by,
    }
    aid: AnyAid
    if by.facility_id:
        aid = FacilityAid.objects.create(facility=by.facility, **values)
    else:
        aid = CenterAid.objects.create(training_center=by.training_center, **values)
    audit.record("aid.record", by=by, target=aid, kind=aid.kind, value=aid.value, on=aid.given_on)
    if isinstance(aid, FacilityAid):
        aid_readiness.settle(aid, by=by)
    return aid


def _as_written_before(giver: str, by: User) -> str:
    """One spelling for each giver, or the sums of the year would fall apart."""
    typed = " ".join(giver.split())
    known = aids_of(by).standing().filter(giver__iexact=typed).order_by("pk").values_list("giver", flat=True)
    return known.first() or typed


def cancel_blockers(aid: AnyAid, *, by: User, reason: str) -> list[Blocker]:
    """Why the row cannot be taken back."""
    found = keeper_blockers(by)
    if not aids_of(by).filter(pk=aid.pk).exists():
        found.append(Blocker("foreign", _("Another office recorded this.")))
    if aid.cancelled_at:
        found.append(Blocker("cancelled", _("This was taken back already.")))
    if by.training_center_id:
        found += word_blockers(reason, code="words")
    return found + reason_blockers(reason)


@transaction.atomic
def cancel_aid(aid: AnyAid, *, by: User, reason: str) -> AnyAid:
    """Takes back what was recorded by mistake; the row stays with its reason. Raises `RuleViolation`."""
    aid = type(aid).objects.select_for_update(of=("self",)).select_related("person").get(pk=aid.pk)
    refuse_if(cancel_blockers(aid, by=by, reason=reason))
    aid.cancelled_at, aid.cancelled_by, aid.cancelled_for = clock.now(), by, reason.strip()
    aid.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_for"])
    audit.record("aid.cancel", by=by, target=aid)
    if isinstance(aid, FacilityAid):
        aid_readiness.open_again(aid, by=by)
    return aid


@transaction.atomic
def attach_scan(aid: AnyAid, *, by: User, content: Scan) -> AnyAid:
    """Keeps the signed receipt; an earlier scan is deleted after commit. Raises `RuleViolation`."""
    aid = type(aid).objects.select_for_update(of=("self",)).get(pk=aid.pk)
    found = keeper_blockers(by) + scan_blockers(content)
    if not aids_of(by).filter(pk=aid.pk).exists():
        found.append(Blocker("foreign", _("Another office recorded this.")))
    refuse_if(found)
    old, storage = aid.scan.name, aid.scan.storage
    aid.scan.save(f"{aid.public_id}.{scan_kind(content)}", ContentFile(content), save=False)
    aid.save(update_fields=["scan"])
    if old:
        # Deleting a file cannot be rolled back.
        transaction.on_commit(lambda: storage.delete(old))
    audit.record("aid.attach_scan", by=by, target=aid, bytes=len(content))
    return aid
