"""Hearings of the placement board (sidang TPP): opened with those invited, closed with minutes or called off."""

from collections.abc import Collection, Iterable
from datetime import date, time

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.shown_acts import mark_of, seen_blockers
from core.templatetags.dates import day_full
from core.two_person_decision import new_password_blockers
from programs.batches.lock_order import locked
from programs.batches.models import Batch
from programs.selection import hearing_minutes, hearing_quorum, kept_apart, kept_ranking
from programs.selection.board_models import HearingQuorum
from programs.selection.models import Application, Hearing, HearingMember


def batch_blockers(batch: Batch) -> list[Blocker]:
    """Why no hearing on this batch can be opened, whoever takes part."""
    reasons = []
    if batch.state not in (Batch.State.SELECTING, Batch.State.RUNNING):
        reasons.append(Blocker("batch_not_selecting", _("A hearing needs a batch that is selecting or running.")))
    if batch.hearings.filter(state=Hearing.State.OPEN).exists():
        reasons.append(Blocker("hearing_open", _("This batch already has an open hearing.")))
    if not batch.applications.open().exists():
        reasons.append(Blocker("no_applications", _("Nobody has applied for this batch yet.")))
    return reasons


def hearing_blockers(batch: Batch, *, held_on: date, chair: User, members: Collection[User]) -> list[Blocker]:
    """Why no hearing on this batch can be opened for that (local) day with these people."""
    reasons = batch_blockers(batch) + _day_blockers(batch, held_on)
    if not sits_as_chair(chair, batch):
        reasons.append(Blocker("not_a_chair", _("The chair must be a board chair of this facility.")))
    board = {Role.BOARD_CHAIR, Role.BOARD_MEMBER}
    if any(member.facility_id != batch.facility_id or not member.has_role(*board) for member in members):
        reasons.append(Blocker("not_a_member", _("Every member must belong to the board of this facility.")))
    # A chair deciding alone is no hearing: the minutes name the board.
    if all(member == chair for member in members):
        reasons.append(Blocker("chair_alone", _("A hearing needs at least one member of the board beside the chair.")))
    else:
        reasons += hearing_quorum.invited_blockers(_quorum_on(batch, held_on), len({chair, *members}))
    return reasons


def _quorum_on(batch: Batch, held_on: date) -> HearingQuorum | None:
    return hearing_quorum.rule_on(batch.house, held_on)


def _day_blockers(batch: Batch, held_on: date) -> list[Blocker]:
    """Why the hearing cannot have been held that day: it must lie between the first application and today."""
    if held_on > clock.today(batch.time_zone):
        return [Blocker("in_future", _("The day of the hearing is in the future. Open it on that day."))]
    # Paper forms may be entered after the hearing; what counts is the day on which they were signed.
    first = batch.applications.aggregate(day=Min("consent_on"))["day"]
    if first and held_on < first:
        sentence = _("The hearing lies before the first application, of %(day)s. Correct the day.")
        return [Blocker("before_applications", sentence % {"day": day_full(first)})]
    return []


@transaction.atomic
def open_hearing(
    *,
    by: User,
    batch: Batch,
    held_on: date,
    place: str,
    chair: User,
    members: Iterable[User],
    starts_at: time | None = None,
) -> Hearing:
    """Opens a hearing on the batch to which the chair and the members are invited; `starts_at` is the local hour, if
    it is known. How many have to be present is that day's quorum of the office. Raises `RuleViolation`.
    """
    batch, members = locked(batch), list(members)
    refuse_if(hearing_blockers(batch, held_on=held_on, chair=chair, members=members))
    invited = {member.pk: member for member in [*members, chair]}
    hearing = Hearing.objects.create(
        batch=batch,
        held_on=held_on,
        starts_at=starts_at,
        place=place,
        chair=chair,
        quorum=hearing_quorum.needed(_quorum_on(batch, held_on), len(invited)),
    )
    HearingMember.objects.bulk_create([HearingMember(hearing=hearing, user=member) for member in invited.values()])
    audit.record("hearing.open", by=by, target=hearing, batch=batch.pk, members=sorted(invited))
    return hearing


def open_blockers(hearing: Hearing) -> list[Blocker]:
    """Why nothing can be decided in this hearing any more."""
    if hearing.is_open:
        return []
    return [Blocker("hearing_closed", _("This hearing is closed already."))]


def closing_blockers(hearing: Hearing, *, by: User) -> list[Blocker]:
    """Why the hearing cannot be closed: no quorum, undecided applications, or people to be kept apart admitted by
    oversight.

    For the latter, `values` holds the public id of the `application` to be decided again, and the person's `name`.
    """
    if reasons := open_blockers(hearing):
        return reasons
    if not sits_as_chair(by, hearing.batch):
        reasons.append(Blocker("not_a_chair", _("Only the board chair of this facility closes the hearing.")))
    reasons += [*new_password_blockers(by), *hearing_quorum.quorum_blockers(hearing)]
    undecided = hearing.batch.applications.filter(state=Application.State.SUBMITTED).count()
    if undecided:
        sentence = _("Applications without a decision: %(count)s. Decide each of them first.")
        reasons.append(Blocker("undecided", sentence % {"count": undecided}))
    return reasons + _together_blockers(hearing)


def _together_blockers(hearing: Hearing) -> list[Blocker]:
    admitted = hearing.decisions.filter(state=Application.State.ADMITTED).select_related("person")
    sentence = _(
        "%(name)s was admitted but must be kept apart from %(others)s, who is in this batch too. "
        "Change one of the decisions: admit by exception and say why, or do not admit."
    )
    return [
        Blocker(
            "apart",
            sentence % {"name": one.person.full_name, "others": ", ".join(others)},
            values={"application": one.public_id, "name": one.person.full_name},
        )
        for one, others in kept_apart.let_in_together(hearing.batch, list(admitted.order_by("person__name_sort", "pk")))
    ]


def mark(hearing: Hearing, decisions: Iterable[Application]) -> str:
    """The mark of the decisions and of the presence that a page shows (`core.shown_acts`)."""
    # A decision that was changed, or noted anew in other words, has another revision.
    rows = sorted([one.pk, one.revision, one.person.full_name] for one in decisions)
    return mark_of([rows, hearing.presence_revision, hearing.quorum])


@transaction.atomic
def close_hearing(hearing: Hearing, *, by: User, number: str = "", seen: str | None = None) -> Hearing:
    """Closes the hearing, which locks its decisions and the text of its minutes. Raises `RuleViolation`.

    `seen` is the mark of the decisions that were shown.
    """
    locked(hearing.batch)
    Hearing.objects.select_for_update().get(pk=hearing.pk)
    hearing = Hearing.objects.select_related("batch__facility", "batch__version__program", "chair").get(pk=hearing.pk)
    refuse_if(closing_blockers(hearing, by=by))
    refuse_if(seen_blockers(seen, mark(hearing, hearing_minutes.candidates(hearing))))
    hearing.state, hearing.closed_at, hearing.closed_by = Hearing.State.CLOSED, clock.now(), by
    hearing.number = number.strip()
    ranking = kept_ranking.of_hearing(hearing)
    hearing.minutes = hearing_minutes.words_of(hearing, ranking)
    refuse_if(hearing_minutes.print_blockers(hearing.minutes))
    hearing.save(update_fields=["state", "closed_at", "closed_by", "number", "minutes"])
    kept_ranking.keep(hearing, ranking)
    audit.record("hearing.close", by=by, target=hearing, decided=hearing.decisions.count())
    return hearing


def call_off(batch: Batch, *, by: User | None) -> None:
    """Calls off the open hearing, if any, on a batch that is over; its decisions stand. The caller holds the batch."""
    hearing = open_hearing_of(batch)
    if hearing:
        hearing.state, hearing.closed_at, hearing.closed_by = Hearing.State.CALLED_OFF, clock.now(), by
        hearing.save(update_fields=["state", "closed_at", "closed_by"])
        audit.record("hearing.call_off", by=by, target=hearing, decided=hearing.decisions.count())


def sits_as_chair(user: User, batch: Batch) -> bool:
    """Whether the user is a board chair of the batch's facility."""
    return user.facility_id == batch.facility_id and user.has_role(Role.BOARD_CHAIR)


def open_hearing_of(batch: Batch) -> Hearing | None:
    """The open hearing on the batch; there is at most one."""
    return batch.hearings.filter(state=Hearing.State.OPEN).first()
