"""What the page of a batch reads of it, in four statements: the batch, its units, its sessions and its staff."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from accounts.models import User
from core.http import or_404
from core.related import keep_related
from core.statements import Statement
from programs.agreements.models import Agreement
from programs.attendance.models.marks import Mark
from programs.batches.models import Batch, BatchStaff
from programs.batches.visible_batches import RELATED
from programs.catalog.models import ProgramUnit
from programs.timetable.models.sessions import Session

# Of the people who teach a session, the page shows names only.
UNSEEN = [
    f"{who}__{column.name}"
    for who in ("instructor", "substitute_for")
    for column in User._meta.fields
    if column.name not in ("id", "full_name")
]


def shown_batch(request: HttpRequest, public_id: UUID) -> Batch:
    """The batch in the URL with whatever its page shows of it, each relation fetched once; 404 if not visible."""
    batch: Batch = or_404(_batch.first(user=request.user, public_id=public_id))
    units = _units(version=batch.version_id)
    keep_related(batch.version, "units", units)
    keep_related(batch, "sessions", _with_relations(batch, _sessions(batch=batch.pk), units))
    keep_related(batch, "staff", _staff(batch=batch.pk))
    return batch


def _with_relations(batch: Batch, sessions: list[Session], units: list[ProgramUnit]) -> list[Session]:
    by_key, made_up = {unit.pk: unit for unit in units}, {row.makes_up_for_id: row for row in sessions}
    for session in sessions:
        session.batch, session.unit = batch, by_key[session.unit_id]
        # Most are made up by none, which Django would ask for each of them.
        Session.made_up_by.related.set_cached_value(session, made_up.get(session.pk))
    return sessions


@Statement
def _batch(user: User, public_id: UUID) -> QuerySet[Batch]:
    vocations = Agreement.vocations.through.objects.filter(agreement=OuterRef("agreement"))
    named = Exists(vocations.filter(vocation=OuterRef("version__program__vocation")))
    batches = Batch.objects.visible_to(user).select_related(*RELATED)
    return batches.annotate(is_vocation_agreed=named).filter(public_id=public_id)


@Statement
def _units(version: int) -> QuerySet[ProgramUnit]:
    return ProgramUnit.objects.filter(version=version).order_by("position")


@Statement
def _sessions(batch: int) -> QuerySet[Session]:
    sessions = Session.objects.filter(batch=batch).select_related("instructor", "substitute_for", "cancel_cause")
    told = {"is_marked": Exists(Mark.objects.filter(session=OuterRef("pk")))}
    return sessions.defer(*UNSEEN).annotate(**told)


@Statement
def _staff(batch: int) -> QuerySet[BatchStaff]:
    return BatchStaff.objects.filter(batch=batch).select_related("user").order_by("duty", "user__full_name")
