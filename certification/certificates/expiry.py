"""Certificates that expire soon or have expired: the center's own, and those of certification bodies."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certification.outside_tests.models.tests import OutsideCandidate
from certification.register.models import Certificate, NumberSeries
from inmates.people.models import names_like
from inmates.people.names import name_key

AHEAD = timedelta(days=90)


class Span(TextChoices):
    """How far ahead the list looks."""

    SOON = "90", _("End within 90 days")
    MONTH = "30", _("End within 30 days")
    OVER = "lewat", _("Have ended")
    ALL = "semua", _("All with a date")


def own(user: User, *, today: date, span: str = Span.SOON, words: str = "") -> QuerySet[Certificate]:
    """Training certificates in force that expire within the span, earliest first."""
    found = Certificate.objects.visible_to(user).filter(state=Certificate.State.ISSUED, valid_until__isnull=False)
    found = found.filter(_within(today, span), _named(words, "number_text"))
    found = found.exclude(paper=NumberSeries.Paper.ATTENDANCE)
    related = found.defer("snapshot").select_related("enrollment__person", "batch__version__program", "hand_over")
    return related.order_by("valid_until", "pk")


def outside(user: User, *, today: date, span: str = Span.SOON, words: str = "") -> QuerySet[OutsideCandidate]:
    """The same for certificates of competency, after which the holder is tested again."""
    found = OutsideCandidate.objects.visible_to(user).certified()
    found = found.filter(_within(today, span), _named(words, "certificate_number"))
    return found.select_related("enrollment__person", "enrollment__batch", "test").order_by("valid_until", "pk")


def _within(today: date, span: str) -> Q:
    if span == Span.OVER:
        return Q(valid_until__lt=today)
    if span == Span.ALL:
        return Q()
    days = 30 if span == Span.MONTH else AHEAD.days
    return Q(valid_until__range=(today, today + timedelta(days=days)))


def _named(words: str, number: str) -> Q:
    """By part of the number, or by the holder's name however spelled; empty words match everybody."""
    if not words.strip():
        return Q()
    named = names_like(words, "enrollment__person__") if name_key(words) else Q()
    return Q(**{f"{number}__icontains": words.strip()}) | named
