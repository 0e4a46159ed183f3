"""Whether enough of the board are present at a hearing, and what the office asks for, dated."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Facility, User
from accounts.roles import Role
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from programs.selection.board_models import HearingQuorum
from programs.selection.models import Hearing, HearingMember

# The chair and one member, for an office that has decided on no quorum of its own.
FEWEST = 2
MOST = 50


def rule_on(facility: Facility, day: date) -> HearingQuorum | None:
    """What the facility asked for on that (local) day; None if it has decided on nothing."""
    return HearingQuorum.objects.filter(facility=facility, valid_from__lte=day).first()


def needed(rule: HearingQuorum | None, invited: int) -> int:
    """How many of so many invited, the chair among them, have to be present."""
    return rule.of(invited) if rule else FEWEST


def invited_blockers(rule: HearingQuorum | None, invited: int) -> list[Blocker]:
    """Why a hearing to which so many are invited, the chair among them, could never decide."""
    missing = needed(rule, invited) - invited
    if missing <= 0:
        return []
    sentence = ngettext(
        "The office asks for at least %(needed)s people at a hearing. Invite %(missing)s more.",
        "The office asks for at least %(needed)s people at a hearing. Invite %(missing)s more.",
        missing,
    )
    return [Blocker("too_few_invited", sentence % {"needed": needed(rule, invited), "missing": missing})]


def quorum_blockers(hearing: Hearing) -> list[Blocker]:
    """Why the board cannot decide: it is not noted who came, nobody leads, or too few came; at most one query.

    A hearing from before presence was noted has no quorum, and nothing stands against it.
    """
    if hearing.quorum is None:
        return []
    return presence_blockers(hearing, members_of(hearing))


def members_of(hearing: Hearing) -> list[HearingMember]:
    """Everybody invited, the chair first, then by name."""
    members = hearing.members.select_related("user", "substitute").order_by("user__full_name", "pk")
    return sorted(members, key=lambda member: member.user_id != hearing.chair_id)


def presence_blockers(hearing: Hearing, members: Iterable[HearingMember]) -> list[Blocker]:
    """The same where the members are known."""
    members, least = list(members), hearing.quorum or 0
    words = {"needed": least, "invited": len(members)}
    if not hearing.presence_revision:
        sentence = _("It is not noted yet who came to the hearing. %(needed)s of %(invited)s people have to be there.")
        return [Blocker("presence_missing", sentence % words)]
    reasons = []
    if not any(member.is_present for member in members if member.user_id == hearing.chair_id):
        reasons.append(Blocker("chair_absent", _("The chair is absent. Note which other chair leads the hearing.")))
    present = sum(member.is_present for member in members)
    if missing := max(least - present, 0):
        sentence = ngettext(
            "The hearing has no quorum: %(present)s of %(invited)s people are present and %(needed)s are needed. "
            "%(missing)s is missing.",
            "The hearing has no quorum: %(present)s of %(invited)s people are present and %(needed)s are needed. "
            "%(missing)s are missing.",
            missing,
        )
        reasons.append(Blocker("no_quorum", sentence % {**words, "present": present, "missing": missing}))
    return reasons


def setting_blockers(*, by: User, facility: Facility, least: int, valid_from: date, reason: str) -> list[Blocker]:
    """Why the facility cannot ask for that from that day on."""
    reasons = []
    if by.facility_id != facility.pk or not by.has_role(Role.TRAINING_OFFICER):
        sentence = _("Only the training officer of this facility decides on its selection.")
        reasons.append(Blocker("not_the_officer", sentence))
    if not FEWEST <= least <= MOST:
        sentence = _("The number of people lies from %(least)s to %(most)s.")
        reasons.append(Blocker("least", sentence % {"least": FEWEST, "most": MOST}))
    if valid_from < clock.today(facility.time_zone):
        sentence = _("The day lies in the past. What was decided before stays as it was decided.")
        reasons.append(Blocker("in_the_past", sentence))
    return reasons + reason_blockers(reason)


@transaction.atomic
def set_quorum(*, by: User, facility: Facility, share: str, least: int, valid_from: date, reason: str) -> HearingQuorum:
    """Asks for this quorum from that day on; hearings that are open or over keep theirs. Raises `RuleViolation`."""
    refuse_if(setting_blockers(by=by, facility=facility, least=least, valid_from=valid_from, reason=reason))
    said = {"share": share, "least": least, "valid_from": valid_from, "reason": reason.strip()}
    rule = HearingQuorum.objects.create(facility=facility, decided_at=clock.now(), decided_by=by, **said)
    audit.record("hearing_quorum.set", by=by, target=rule, share=share, least=least, valid_from=valid_from)
    return rule
