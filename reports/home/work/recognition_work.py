"""Units passed elsewhere that wait for a second person."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from programs.recognized_units import recognition
from programs.recognized_units.models import RecognizedUnit
from reports.home.task import Task, counted_for


def _waiting(user: User) -> dict[str, QuerySet[Any]]:
    """Those that the user has not recorded, and so may decide on."""
    return {"units": RecognizedUnit.objects.visible_to(user).to_check().exclude(recorded_by=user)}


@counted_for(recognition.CHECKS, rows=_waiting)
def units_to_recognize(count: dict[str, int]) -> Iterator[Task]:
    """One row for all of them."""
    if count["units"]:
        yield Task(
            kind="info",
            icon_name="badge-check",
            title=ngettext(
                "%(count)d unit passed elsewhere waits for a second person",
                "%(count)d units passed elsewhere wait for a second person",
                count["units"],
            )
            % {"count": count["units"]},
            url=reverse("programs:recognized_unit_list"),
            note=_("Compare the record with the paper"),
            word=_("Waiting for you"),
        )
