"""Texts of agreements on the work list: what waits for a second person."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from inmates.consents.consent_texts import PERMISSION
from inmates.consents.models import ConsentText
from reports.home.task import Task, counted_for


def _rows(user: User) -> dict[str, QuerySet[Any]]:
    """Proposals of others."""
    return {"proposed": ConsentText.objects.visible_to(user).proposed().exclude(written_by=user)}


@counted_for(PERMISSION, rows=_rows)
def consent_texts_to_confirm(count: dict[str, int]) -> Iterator[Task]:
    """One row."""
    if count["proposed"]:
        yield Task(
            kind="info",
            icon_name="handshake",
            title=ngettext(
                "%(count)d text of an agreement waits for a second person",
                "%(count)d texts of agreements wait for a second person",
                count["proposed"],
            )
            % {"count": count["proposed"]},
            url=reverse("reports:consent_texts", query={"only": "proposed"}),
            note=_("Read it, then confirm or reject it"),
            word=_("Waiting for you"),
        )
