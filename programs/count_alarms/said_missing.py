"""People marked as not here during a search, so that the roll does not silently contradict it."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from core import access
from programs.attendance.mark_changes import said_missing
from programs.count_alarms.models import LookedFor
from programs.places.models import Enrollment
from programs.timetable.closing_checks import CLOSING_FACTS, Check, Facts, asked_at_closing
from programs.timetable.models.sessions import Session


@said_missing.register
def not_here(session: Session) -> Collection[int]:
    """Keys of places whose last answer is "not here"."""
    rows = LookedFor.objects.filter(alarm__session=session).order_by("said_at", "pk")
    words = dict(rows.values_list("enrollment", "is_seen"))
    return [place for place, is_seen in words.items() if not is_seen]


CLOSING_FACTS.add("is_anybody_missed", lambda: Exists(LookedFor.objects.filter(alarm__session=OuterRef("pk"))))


@asked_at_closing.register
def present_and_missing(session: Session, facts: Facts) -> list[Check]:
    """A failed check if people marked present were last said not to be here; a supervisor's reason overrides it."""
    places = not_here(session) if facts["is_anybody_missed"] else []
    if not places:
        return []
    present = Enrollment.objects.filter(pk__in=places, marks__session=session, marks__status__counts_as_held=True)
    names = dict(present.order_by("person__name_sort").values_list("person", "person__full_name"))
    if not names:
        return []
    access.shown(*names)
    sentence = _("Marked present, but said at the head count not to be here: %(names)s.")
    return [Check("said_missing", "bad", sentence % {"names": ", ".join(names.values())})]
