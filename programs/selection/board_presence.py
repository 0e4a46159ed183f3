"""Who of the board came to a hearing, who did not and why, and who came instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from core import audit
from core.errors import Blocker, refuse_if
from programs.batches.lock_order import locked
from programs.selection.hearing_quorum import members_of
from programs.selection.models import Hearing, HearingMember
from programs.selection.tpp_hearings import open_blockers

Presence = HearingMember.Presence


@dataclass(frozen=True)
class Said:
    """Of one member: whether he or she came, or why not, and who came instead."""

    presence: str
    substitute: User | None = None


def noting_blockers(hearing: Hearing, *, by: User) -> list[Blocker]:
    """Why `by` cannot note now who came."""
    reasons = open_blockers(hearing)
    if by.facility_id != hearing.batch.facility_id or not by.has_role(Role.TRAINING_OFFICER, Role.BOARD_CHAIR):
        sentence = _("Only the training officer or the board chair of this facility notes who came.")
        reasons.append(Blocker("not_yours", sentence))
    return reasons


def said_blockers(hearing: Hearing, members: Sequence[HearingMember], said: Mapping[int, Said]) -> list[Blocker]:
    """What is wrong with what is said of the members (by the user's key)."""
    reasons = []
    for member in members:
        reasons += _member_blockers(hearing, member, said.get(member.user_id))
    instead = [one.substitute.pk for one in said.values() if one.substitute]
    if set(instead) & {member.user_id for member in members}:
        sentence = _("A substitute was invited already. Choose somebody else, or nobody.")
        reasons.append(Blocker("substitute_invited", sentence))
    if len(set(instead)) < len(instead):
        reasons.append(Blocker("substitute_twice", _("One person can stand in for one member only.")))
    return reasons


def _member_blockers(hearing: Hearing, member: HearingMember, said: Said | None) -> list[Blocker]:
    words, reasons = {"name": member.user.full_name}, []
    if said is None or said.presence not in Presence.values:
        return [Blocker("not_said", _("Say whether %(name)s came.") % words)]
    other = said.substitute
    if other is None:
        return []
    if said.presence == Presence.CAME:
        sentence = _("%(name)s came, so nobody stands in. Take the substitute away, or say why %(name)s is absent.")
        reasons.append(Blocker("substitute_beside", sentence % words))
    if not other.is_active or other.facility_id != hearing.batch.facility_id:
        sentence = _("Whoever stands in for %(name)s must belong to this facility.")
        reasons.append(Blocker("substitute_elsewhere", sentence % words))
    elif member.user_id == hearing.chair_id and not other.has_role(Role.BOARD_CHAIR):
        sentence = _("Only another board chair can lead the hearing instead of %(name)s.")
        reasons.append(Blocker("substitute_no_chair", sentence % words))
    return reasons


@transaction.atomic
def note(hearing: Hearing, said: Mapping[int, Said], *, by: User, seen: int | None = None) -> Hearing:
    """Notes of everybody invited (by the user's key) who came; it may be corrected until the hearing is closed.

    Raises `RuleViolation`, with the code `stale` if somebody noted it since the revision `seen`.
    """
    hearing = _held(hearing)
    members = members_of(hearing)
    refuse_if([*noting_blockers(hearing, by=by), *_stale_blockers(hearing, seen)])
    refuse_if(said_blockers(hearing, members, said))
    for member in members:
        member.presence, member.substitute = said[member.user_id].presence, said[member.user_id].substitute
    # At first without: a substitute may move from one member to another, and stands once at any moment.
    hearing.members.filter(substitute__isnull=False).update(substitute=None)
    HearingMember.objects.bulk_update(members, ["presence", "substitute"])
    hearing.presence_revision += 1
    hearing.save(update_fields=["presence_revision"])
    present = sorted(member.user_id for member in members if member.is_present)
    audit.record("hearing.note_presence", by=by, target=hearing, present=present, invited=len(members))
    return hearing


def all_came(hearing: Hearing, *, by: User, seen: int | None = None) -> Hearing:
    """Notes that everybody invited came. Raises `RuleViolation`, as `note`."""
    came = Said(Presence.CAME)
    return note(hearing, dict.fromkeys(hearing.members.values_list("user", flat=True), came), by=by, seen=seen)


def _held(hearing: Hearing) -> Hearing:
    """The hearing as it is now, locked behind its batch, like every decision."""
    batch = locked(hearing.batch)
    hearing = Hearing.objects.select_for_update().get(pk=hearing.pk)
    hearing.batch = batch
    return hearing


def _stale_blockers(hearing: Hearing, seen: int | None) -> list[Blocker]:
    if seen is None or seen == hearing.presence_revision:
        return []
    return [Blocker("stale", _("Meanwhile somebody else noted who came. Look at it before you save."))]
