"""Missing pages of the teaching journal, on the work list of the instructors concerned."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from programs.journal import journal_pages
from programs.timetable.models.sessions import Session
from reports.home.task import Task, counted_for


def _missing(user: User) -> dict[str, QuerySet[Session]]:
    return {"pages": journal_pages.missing(Session.objects.visible_to(user).filter(instructor=user))}


@counted_for("programs.write_journal", rows=_missing)
def journal_pages_missing(counts: dict[str, int]) -> Iterator[Task]:
    """Sessions the user taught without writing a journal page."""
    if count := counts["pages"]:
        yield Task(
            kind="info",
            icon_name="book-open",
            title=ngettext(
                "%(count)d page of the teaching journal is not written",
                "%(count)d pages of the teaching journal are not written",
                count,
            )
            % {"count": count},
            url=reverse("programs:journal_list"),
            note=_("Note what was taught, and how"),
            word=_("Not written"),
        )
