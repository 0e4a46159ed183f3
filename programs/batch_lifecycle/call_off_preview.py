"""The effects of calling a batch off, in numbers: shown before confirmation because it cannot be undone."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.ports import Port
from programs.batches.models import Batch
from programs.circumstances.dependents import Effect
from programs.timetable.called_off_sessions import sessions_called_off
from programs.timetable.models.sessions import Session

effects_of_calling_off: Port[[Batch], Iterable[Effect]] = Port()
"""Asked what an area above loses, or still has to do, when this batch is called off now; nothing is written."""


def effects(batch: Batch) -> list[Effect]:
    """What is affected and how, without anything that affects nobody."""
    people, asked = batch.enrollments.live().count(), batch.applications.open().count()
    gone, staying = sessions_called_off(batch)
    told = [
        (people, _people(people), _("the places end; units that were passed stay passed")),
        (asked, _applications(asked), _("lapse")),
        (len(gone), _sessions(gone), _("are cancelled")),
        (len(staying), _begun(len(staying)), _("stay, to be counted and closed")),
    ]
    own = [Effect(what, becomes) for count, what, becomes in told if count]
    return own + [effect for found in effects_of_calling_off.ask(batch) for effect in found]


def _people(count: int) -> str:
    return ngettext("%(n)d person with a place", "%(n)d people with a place", count) % {"n": count}


def _applications(count: int) -> str:
    return ngettext("%(n)d open application", "%(n)d open applications", count) % {"n": count}


def _sessions(sessions: list[Session]) -> str:
    words = ngettext("%(n)d session, %(jp)d JP", "%(n)d sessions, %(jp)d JP", len(sessions))
    return words % {"n": len(sessions), "jp": sum(session.jp for session in sessions)}


def _begun(count: int) -> str:
    return ngettext("%(n)d session that people went to", "%(n)d sessions that people went to", count) % {"n": count}
