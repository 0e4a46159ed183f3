"""Acts that somebody asked for and another person decides on: a page left open decides only on what it showed."""

from datetime import datetime

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from core.errors import Blocker, RuleViolation
from core.http import typed

FIELD = "asked"


def refuse_other(request: HttpRequest, asked_at: datetime | None) -> None:
    """Raises `RuleViolation` unless the form was shown for what was asked for at this moment.

    Since the page was opened the request may have been withdrawn, decided on, or made anew with other words, under the
    same address. `_confirm_form.html` takes the moment as `asked`.
    """
    shown = parse_datetime(typed(request.POST, FIELD, most=40))
    if shown is None or shown != asked_at:
        text = _("What this page asked about is over, or was asked for anew. Open the page again and read it.")
        raise RuleViolation(Blocker("stale", text))
