"""When a catalogued reason for cancelling a session or batch needs a note."""

from django.utils.translation import gettext as _

from core.errors import Blocker
from core.reasons import reason_blockers
from programs.batches.models import CataloguedReason


def note_blockers(cause: CataloguedReason, note: str) -> list[Blocker]:
    """Whether the cause requires a note and this one is too short."""
    if not cause.needs_note:
        return []
    return reason_blockers(note, _("Fill in the note: at least %(count)s characters."))
