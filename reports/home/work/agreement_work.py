"""Agreements that end soon."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from programs.agreements.models import Agreement
from reports.home.task import Task, waits_for

REMINDER = timedelta(days=90)


@waits_for("programs.view_agreement")
def agreements_ending(user: User) -> Iterator[Task]:
    """Agreements that end within the reminder period."""
    today = clock.today(user.time_zone)
    ending = Agreement.objects.visible_to(user).filter(valid_until__range=(today, today + REMINDER))
    for agreement in ending.order_by("valid_until"):
        days = (agreement.valid_until - today).days
        yield Task(
            kind="warn" if days <= 30 else "info",
            icon_name="handshake",
            title=_("The agreement %(number)s is ending") % {"number": agreement.number},
            url=reverse("programs:agreement_detail", args=[agreement.public_id]),
            note=ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days},
            word=_("Within 30 days") if days <= 30 else _("Within 90 days"),
        )
