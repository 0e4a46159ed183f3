"""Agreements that end soon, and those whose year has to be evaluated."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from core.templatetags.dates import day_full
from programs.agreements import agreement_years, meeting_records
from programs.agreements.agreement_years import AgreementYear
from programs.agreements.models import Agreement
from reports.home.task import Task, waits_for

REMINDER = timedelta(days=90)
# After its end, an agreement is still evaluated for the last time.
LATEST = timedelta(days=60)


@waits_for("programs.view_agreement")
def agreements_at_a_turn(user: User) -> Iterator[Task]:
    """Agreements that end within the reminder period, and those of which a year is to be evaluated; one query."""
    today = clock.today(user.time_zone)
    found = Agreement.objects.visible_to(user).filter(valid_until__gte=today - LATEST)
    records = user.has_perm(meeting_records.PERMISSION)
    for agreement in found.annotate(evaluated=Max("meetings__year")).order_by("valid_until", "pk"):
        if today <= agreement.valid_until <= today + REMINDER:
            yield _ending(agreement, (agreement.valid_until - today).days)
        year = agreement_years.year_due(agreement, on=today, evaluated=agreement.evaluated)
        if records and year is not None:
            yield _to_evaluate(agreement, year, is_over=year.ends < today)


def _ending(agreement: Agreement, days: int) -> Task:
    return Task(
        kind="warn" if days <= 30 else "info",
        icon_name="handshake",
        title=_("The agreement %(number)s is ending") % {"number": agreement.number},
        url=reverse("programs:agreement_detail", args=[agreement.public_id]),
        note=ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days},
        word=_("Within 30 days") if days <= 30 else _("Within 90 days"),
    )


def _to_evaluate(agreement: Agreement, year: AgreementYear, *, is_over: bool) -> Task:
    words = {"year": year.number, "number": agreement.number}
    return Task(
        kind="warn" if is_over else "info",
        icon_name="handshake",
        title=_("Evaluate year %(year)d of the agreement %(number)s") % words,
        url=f"{reverse('programs:meeting_new', args=[agreement.public_id])}?jenis=evaluation",
        note=_("The year ends on %(day)s") % {"day": day_full(year.ends)},
        word=_("Overdue") if is_over else _("Within 30 days"),
    )
