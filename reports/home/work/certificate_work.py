"""After issue: certificates about to expire, and results and certificates overdue from certification bodies."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from certification.certificates import expiry
from certification.outside_tests import waiting_candidates
from core import clock
from reports.home.task import Task, counted_for


def _rows(user: User) -> dict[str, QuerySet[Any]]:
    today = clock.today(user.time_zone)
    return {
        "own": expiry.own(user, today=today),
        "outside": expiry.outside(user, today=today),
        "late": waiting_candidates.late_for(user),
    }


@counted_for("certification.print_certificate", rows=_rows)
def after_the_issue(count: dict[str, int]) -> Iterator[Task]:
    """Certificates that expire within 90 days and candidates who have waited longer than that, by kind."""
    for kind, address in (("own", "?jenis=latihan"), ("outside", "?jenis=kompetensi")):
        if count[kind]:
            yield _ending(count[kind], is_outside=kind == "outside", address=address)
    if count["late"]:
        title = ngettext(
            "%(count)d person has waited longer than 90 days for a competency certificate",
            "%(count)d people have waited longer than 90 days for a competency certificate",
            count["late"],
        )
        yield Task(
            kind="warn",
            icon_name="hourglass",
            title=title % {"count": count["late"]},
            url=reverse("certification:outside_waiting", query={"state": "late"}),
            note=_("Ask the certification body"),
            word=_("Late"),
        )


def _ending(count: int, *, is_outside: bool, address: str) -> Task:
    if is_outside:
        title = ngettext(
            "%(count)d competency certificate ends within 90 days",
            "%(count)d competency certificates end within 90 days",
            count,
        )
    else:
        title = ngettext(
            "%(count)d training certificate ends within 90 days",
            "%(count)d training certificates end within 90 days",
            count,
        )
    return Task(
        kind="info",
        icon_name="clock",
        title=title % {"count": count},
        url=reverse("certification:expiry") + address,
        word=_("Within 90 days"),
    )
