"""Acts that decide on what a page showed, and on nothing else: what was asked for, or rows that others may change.

A page left open in another tab, or in another room, would decide on what nobody has read.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from core.command_forms import CommandForm
from core.errors import Blocker, RuleViolation
from core.http import typed

FIELD = "asked"
SEEN = "seen"
LENGTH = 64


def refuse_other(request: HttpRequest, asked_at: datetime | None) -> None:
    """Raises `RuleViolation` unless the form was shown for what was asked for at this moment.

    Since the page was opened the request may have been withdrawn, decided on, or made anew with other words, under the
    same address. `_confirm_form.html` takes the moment as `asked`.
    """
    shown = parse_datetime(typed(request.POST, FIELD, most=40))
    if shown is None or shown != asked_at:
        text = _("What this page asked about is over, or was asked for anew. Open the page again and read it.")
        raise RuleViolation(Blocker("stale", text))


def mark_of(facts: Any) -> str:
    """The mark of what a page shows: other facts have another one. Takes whatever JSON can say, and days."""
    text = json.dumps(facts, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def seen_blockers(seen: str | None, mark: str) -> list[Blocker]:
    """Why nothing is decided: the page showed something else than what `mark` is of now.

    A command asks it under its lock. None for commands of the site itself, which show nothing to anybody.
    """
    if seen is None or seen == mark:
        return []
    text = _(
        "Somebody else has changed this since you opened the page, so nothing was done. The page now shows how it"
        " stands: read it again, then confirm."
    )
    return [Blocker("stale", text)]


def seen_by(request: HttpRequest) -> str:
    """The mark that a form without fields of its own sent (`_seen_field.html`); empty if it sent none."""
    return typed(request.POST, SEEN, most=LENGTH)


class ShowingForm(CommandForm):
    """A form that decides on what its page shows; its command takes the mark of that as `seen`."""

    seen = forms.CharField(required=False, max_length=LENGTH, widget=forms.HiddenInput)

    def showing(self, mark: str) -> None:
        """The page now shows what this is the mark of. Also of a form that was refused: whoever sends it again has read
        the page as it is now.
        """
        self.initial[SEEN] = mark
        if self.is_bound:
            sent: Any = self.data
            sent = sent.copy()
            sent[self.add_prefix(SEEN)] = mark
            self.data = sent
