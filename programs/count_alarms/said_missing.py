"""Of whom it was said while people were looked for that they are not there: the roll does not quietly say otherwise."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from programs.attendance.mark_changes import said_missing
from programs.count_alarms.models import LookedFor
from programs.places.models import Enrollment
from programs.timetable.closing_checks import Check, asked_at_closing
from programs.timetable.models.sessions import Session


@said_missing.register
def not_here(session: Session) -> Collection[int]:
    """The places, by key, of whom the last word is that he or she is not here."""
    rows = LookedFor.objects.filter(alarm__session=session).order_by("said_at", "pk")
    words = dict(rows.values_list("enrollment", "is_seen"))
    return [place for place, is_seen in words.items() if not is_seen]


@asked_at_closing.register
def present_and_missing(session: Session) -> list[Check]:
    """Who is on the roll as present and was said not to be there; a supervisor's reason can stand in its place."""
    places = not_here(session)
    if not places:
        return []
    present = Enrollment.objects.filter(pk__in=places, marks__session=session, marks__status__counts_as_held=True)
    names = list(present.order_by("person__name_sort").values_list("person__full_name", flat=True))
    if not names:
        return []
    sentence = _("Marked present, but said at the head count not to be here: %(names)s.")
    return [Check("said_missing", "bad", sentence % {"names": ", ".join(names)})]
