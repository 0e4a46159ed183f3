"""The access log: every page, list, export, print and photo that showed people (UU 27/2022, articles 31 and 39).

While a signed-in user's request is answered, `watching` collects whom the answer shows: whatever shows a person says so
with `shown`, most of it by itself, since reading a name does. One entry with their keys is written after the answer is
made and before a byte of it leaves, so neither a crash nor a refused write shows anybody without a trace.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict

from core.http import client_address, session_mark
from core.models import AccessLogEntry
from core.sought_words import SOUGHT

Kind = AccessLogEntry.Kind
PAGE = "page"
_CONVERTER = re.compile(r"<[^>]+>")


@dataclass
class Watched:
    """What one request shows. Entries wait for the people only where nothing else is written: with a change they are
    committed.
    """

    waits: bool
    people: dict[int, None] = field(default_factory=dict)
    entries: list[AccessLogEntry] = field(default_factory=list)


_watched: ContextVar[Watched | None] = ContextVar("watched", default=None)


@contextmanager
def watching(*, waits: bool) -> Iterator[Watched]:
    """Collects what the block shows; `waits` if it changes nothing else."""
    watched = Watched(waits)
    token = _watched.set(watched)
    try:
        yield watched
    finally:
        _watched.reset(token)


@contextmanager
def unseen() -> Iterator[None]:
    """Within the block people are read without being shown, as when names are compared."""
    token = _watched.set(None)
    try:
        yield
    finally:
        _watched.reset(token)


def shown(*people: int | None) -> None:
    """Says that the answer to the current request shows these people (primary keys). Outside of requests it does
    nothing.
    """
    if (watched := _watched.get()) is not None:
        watched.people.update((key, None) for key in people if key is not None)


def keep(watched: Watched, request: HttpRequest, response: HttpResponse) -> None:
    """Writes what was collected, in one statement: the entries of the view, or one for the page if the view made none
    and the answer shows people. An answer that only leads elsewhere shows nobody.
    """
    people = [] if 300 <= response.status_code < 400 else list(watched.people)
    entries = watched.entries or ([_page(request, response, people)] if people else [])
    if not entries:
        return
    entries[0].people = people
    for entry in entries:
        entry.query = _filter(request)
        entry.address = client_address(request)[:45]
        entry.session = session_mark(request)
    AccessLogEntry.objects.bulk_create(entries)


def _filter(request: HttpRequest) -> str:
    """What a list was filtered by, without what was typed to find somebody."""
    asked = QueryDict(request.META.get("QUERY_STRING", ""), mutable=True)
    for name in asked.keys() & SOUGHT:
        asked[name] = "*"
    return asked.urlencode(safe="*")[:500]


def _page(request: HttpRequest, response: HttpResponse, people: list[int]) -> AccessLogEntry:
    match = request.resolver_match
    on_screen = Kind.LIST if len(people) > 1 else Kind.VIEW
    entry = _entry(Kind.EXPORT if "Content-Disposition" in response else on_screen, PAGE, request.user, "", "")
    # As in the address, which is a word to readers of the log; what it is about stands in its own column.
    entry.subject = f"/{_CONVERTER.sub('…', match.route)}"[:200] if match else request.path[:200]
    entry.subject_id = str(next(iter(match.kwargs.values()), ""))[:40] if match else ""
    return entry


def log(kind: AccessLogEntry.Kind, subject: models.Model | str, *, by: Any, what: str, reason: str = "") -> None:
    """Records that `by` viewed, exported or printed `subject` (a record, or the name of a list).

    In a request that changes nothing the entry is written when the answer is made, with everybody it shows.

    `what` briefly names the page or paper, without personal data.
    """
    _write([_entry(kind, subject, by, what, reason)])


def log_each(
    kind: AccessLogEntry.Kind, subjects: Iterable[models.Model], *, by: Any, what: str, reason: str = ""
) -> None:
    """Logs the same access for each record: a paper about many people appears in the log of each of them."""
    _write([_entry(kind, subject, by, what, reason) for subject in subjects])


def _write(entries: list[AccessLogEntry]) -> None:
    watched = _watched.get()
    if watched is not None and watched.waits:
        watched.entries += entries
    else:
        AccessLogEntry.objects.bulk_create(entries)


def _entry(kind: AccessLogEntry.Kind, subject: models.Model | str, by: Any, what: str, reason: str) -> AccessLogEntry:
    subject_type, subject_id = (
        (subject._meta.label_lower, str(subject.pk)) if isinstance(subject, models.Model) else (subject, "")
    )
    return AccessLogEntry(
        office=by.office_code,
        user_id=by.pk,
        # The name at the time: the log must stay readable after the account is gone.
        user_name=by.get_full_name(),
        kind=kind,
        subject_type=subject_type,
        subject_id=subject_id,
        subject=what,
        reason=reason,
    )
