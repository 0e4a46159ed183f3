"""Supplements to signed minutes: later changes get a paper of their own because the minutes never change."""

from django.db.models import Max

from accounts.models import User
from certification.assessment import certificate_gate, minutes_words
from certification.assessment.models.minutes import Addendum, PersonSignOff
from certification.assessment.models.results import SignOff
from certification.papers import minutes_paper
from core import audit, clock
from core.errors import refuse_if
from printing.box_fit import blockers_of
from programs.places.models import Enrollment


def signed_of(enrollment: Enrollment) -> SignOff | PersonSignOff | None:
    """The minutes that lock this person's results: those of the batch if signed off, else the person's own."""
    of_batch = SignOff.objects.filter(batch=enrollment.batch_id).first()
    return of_batch or PersonSignOff.objects.standing().filter(enrollment=enrollment).first()


def supplement(enrollment: Enrollment, *, by: User, what: str) -> Addendum | None:
    """Writes the next supplement to the minutes about this person; returns None if no minutes are signed yet.

    Call it after the change, in the same transaction. `what` is a complete Indonesian sentence.
    """
    signed = signed_of(enrollment)
    if signed is None:
        return None
    # Locked so that two supplements at once get different numbers.
    type(signed)._default_manager.select_for_update().get(pk=signed.pk)
    side = {"sign_off": signed} if isinstance(signed, SignOff) else {"person_sign_off": signed}
    position = (Addendum.objects.filter(**side).aggregate(last=Max("position"))["last"] or 0) + 1
    number, now = f"{signed.number} – Tambahan {position}", clock.now()
    standing = certificate_gate.standing_of(enrollment)
    words = minutes_words.addendum_words(standing, number=number, minutes_number=signed.number, what=what, at=now)
    refuse_if(blockers_of(minutes_paper.check_printable(words)))
    addendum = Addendum.objects.create(
        enrollment=enrollment, position=position, number=number, made_by=by, made_at=now, words=words, **side
    )
    audit.record("minutes.supplement", by=by, target=addendum, number=number, enrollment=enrollment.pk)
    return addendum
