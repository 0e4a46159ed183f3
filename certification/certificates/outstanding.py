"""Certificates not handed over yet: since when, and why."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certification.outside_tests.models.tests import OutsideCandidate
from certification.register.models import Certificate, PrintRecord


class Why(TextChoices):
    """What prevents the hand-over. A training center learns that somebody cannot be met, never why."""

    FILE = "file", _("The file is still being made.")
    NOT_PRINTED = "not_printed", _("It was not printed yet.")
    AWAY = "away", _("The holder can no longer be met at the training; agree with the partner.")
    READY = "ready", _("Printed; waits for the holder.")


@dataclass(frozen=True)
class Outstanding:
    """A certificate not handed over, with its age in days since issue."""

    certificate: Certificate | OutsideCandidate
    days: int
    why: Why


def certificates(user: User) -> QuerySet[Certificate]:
    """Own certificates in force without a hand-over, with whether they were printed; the caller paginates."""
    found = Certificate.objects.visible_to(user).filter(state=Certificate.State.ISSUED, hand_over__isnull=True)
    printed = PrintRecord.objects.filter(certificate=OuterRef("pk"))
    related = found.without_content().select_related("enrollment__person", "batch")
    return related.annotate(
        is_printed=Exists(printed),
        is_away=_away("batch__facility"),
    )


def outside_certificates(user: User) -> QuerySet[OutsideCandidate]:
    """Certificates of certification bodies without a hand-over."""
    found = OutsideCandidate.objects.visible_to(user).certified().filter(handed_on__isnull=True)
    related = found.select_related("enrollment__person", "enrollment__batch", "test")
    return related.annotate(is_away=_away("enrollment__batch__facility"))


def _away(taught: str) -> Q:
    """Whether the person is not where the batch was taught: released, transferred or dead.

    Of public classes nobody is: where somebody is, is nobody's business.
    """
    is_elsewhere = Q(enrollment__person__facility__isnull=True) | ~Q(enrollment__person__facility=F(taught))
    return Q(enrollment__is_public=False) & is_elsewhere


def outstanding_of(certificate: Certificate | OutsideCandidate, today: date) -> Outstanding:
    """Age and reason for a row of one of the lists above."""
    issued_on = certificate.issued_on or today
    return Outstanding(certificate, (today - issued_on).days, why_of(certificate))


def why_of(certificate: Certificate | OutsideCandidate) -> Why:
    """Reasons somebody can act on come first."""
    if isinstance(certificate, Certificate):
        if not hasattr(certificate, "file"):
            return Why.FILE
        if not certificate.is_printed:
            return Why.NOT_PRINTED
    return Why.AWAY if certificate.is_away else Why.READY
