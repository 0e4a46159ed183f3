"""Certificates from before that wait for a second person: to be taken in, or to be ended."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from certification.earlier_certificates import earlier_confirmation, earlier_ends
from certification.earlier_certificates.models import EarlierCertificate
from reports.home.task import Task, counted_for


def _to_confirm(user: User) -> dict[str, QuerySet[Any]]:
    return {"earlier": EarlierCertificate.objects.visible_to(user).waiting().exclude(recorded_by=user)}


@counted_for(earlier_confirmation.PERMISSION, rows=_to_confirm)
def earlier_to_confirm(counts: dict[str, int]) -> Iterator[Task]:
    """Rows of lists that somebody else took in."""
    if count := counts["earlier"]:
        title = ngettext(
            "%(count)d certificate from before waits for a second person",
            "%(count)d certificates from before wait for a second person",
            count,
        )
        yield Task(
            kind="info",
            icon_name="award",
            title=title % {"count": count},
            url=reverse("certification:earlier_list", query={"keadaan": EarlierCertificate.State.WAITING}),
            note=_("Compare them with the center's own records"),
            word=_("Waiting for you"),
        )


def _ends(user: User) -> dict[str, QuerySet[Any]]:
    return {"earlier_ends": EarlierCertificate.objects.visible_to(user).ends_asked().exclude(end_asked_by=user)}


@counted_for(earlier_ends.APPROVES, rows=_ends)
def earlier_ends_to_approve(counts: dict[str, int]) -> Iterator[Task]:
    """Certificates from before that somebody else asked to end."""
    if count := counts["earlier_ends"]:
        title = ngettext(
            "The end of %(count)d certificate from before waits for a second person",
            "The end of %(count)d certificates from before waits for a second person",
            count,
        )
        yield Task(
            kind="warn",
            icon_name="award",
            title=title % {"count": count},
            url=reverse("certification:earlier_list", query={"keadaan": earlier_ends.ENDS_ASKED}),
            word=_("Waiting for you"),
        )
