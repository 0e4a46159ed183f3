"""Separate sign-off of one person's results, on the day of leaving early or once single units are over.

The batch is signed off months later, but the statement of units must be handed over before the person leaves.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.assessment import (
    assessment_scope,
    batch_sign_off,
    certificate_gate,
    held_back_results,
    minutes_words,
)
from certification.assessment.inbox_kinds import RESULTS_DUE
from certification.assessment.models.minutes import PersonSignOff
from certification.assessment.models.results import SignOff
from certification.assessment.standing import Standing
from certification.authority import authority_blockers
from certification.papers import minutes_paper
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.shown_acts import seen_blockers
from core.two_person_decision import new_password_blockers
from inmates.inbox.inbox_tasks import settle
from printing.box_fit import blockers_of
from programs.batches.lock_order import locked_alone
from programs.batches.models import Batch
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session


def blockers(standing: Standing, batch: Batch, *, by: User) -> list[Blocker]:
    """Why `by` cannot lock the results of this person now."""
    reasons = authority_blockers(by, "certification.sign_off", batch.training_center) + new_password_blockers(by)
    if not batch.has_assessment:
        return [*reasons, assessment_scope.no_results_blocker()]
    if SignOff.objects.filter(batch=batch).exists():
        return [*reasons, Blocker("signed", _("The results of this batch are signed off already."))]
    if standing.is_signed_alone:
        return [*reasons, Blocker("signed_alone", _("The results of this person are signed off already."))]
    if not standing.is_over_early:
        reasons.append(
            Blocker("not_left", _("Still taking part. The results are signed off together with those of the batch."))
        )
    reasons += held_back_results.blockers(standing.enrollment)
    if not standing.results:
        reasons.append(Blocker("results", _("No result is recorded for this person yet."), missing=True))
    elif standing.lacks_results:
        units = ", ".join(unit.short_code for unit in standing.open_units)
        reasons.append(Blocker("results", _("No result yet for %(units)s.") % {"units": units}, missing=True))
    # The statement shows the hours, which an open roll may still change.
    waiting = _open_sessions(standing.enrollment)
    return [*reasons, certificate_gate.sessions_blocker(waiting)] if waiting else reasons


def _open_sessions(enrollment: Enrollment) -> int:
    """Number of sessions not yet closed that the person attended or was marked for."""
    marked = Session.objects.standing().filter(marks__enrollment=enrollment, marks__status__isnull=False)
    return marked.exclude(state=Session.State.FINALIZED).distinct().count()


@transaction.atomic
def sign_off(enrollment: Enrollment, *, by: User, number: str, seen: str | None = None) -> PersonSignOff:
    """Locks the results of one person and stores the exact words of their minutes. Raises `RuleViolation`.

    `seen` is the mark of the results that were shown. Valid while the person is away: a return reopens the results
    until the next sign-off.
    """
    batch = locked_alone(enrollment.batch)
    standing = certificate_gate.standing_of(Enrollment.objects.select_related("batch").get(pk=enrollment.pk))
    standing.enrollment.batch = batch
    refuse_if([*blockers(standing, batch, by=by), *batch_sign_off.number_blockers(batch, number)])
    refuse_if(seen_blockers(seen, batch_sign_off.mark([standing])))
    now = clock.now()
    words = minutes_words.person_words(standing, number=number.strip(), at=now)
    refuse_if(blockers_of(minutes_paper.check_printable(words)))
    place = standing.enrollment
    signed = PersonSignOff.objects.create(
        enrollment=place,
        ended_on=place.ended_on or place.ends_on,
        number=number.strip(),
        signed_by=by,
        signed_at=now,
        minutes=words,
    )
    settle(RESULTS_DUE, person=place.person, matter=str(place.pk))
    audit.record("enrollment.sign_off", by=by, target=place, number=signed.number)
    return signed
