"""An assessor's work: missing results by batch with their day, and appeals that block the assessor's own results."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from certification.assessment import assessment_scope
from certification.assessment.models.contests import ResultAppeal
from certification.assessment.models.results import UnitResult
from core import clock
from core.templatetags.dates import day
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit
from programs.places.models import Enrollment, PlaceUnit
from reports.home.task import Task, waits_for

SOON = timedelta(days=7)


def _counted(rows: QuerySet, by: str) -> Coalesce:
    """Counts `rows` per outer row; in separate subqueries, since joins would multiply the counts."""
    return Coalesce(Subquery(rows.order_by().values(by).annotate(rows=Count("pk")).values("rows")), 0)


@waits_for("certification.assess")
def results_to_record(user: User) -> Iterator[Task]:
    """Batches assigned to this assessor whose results are incomplete, the next day first."""
    partial = Enrollment.objects.filter(is_partial=True)
    batches = Batch.objects.visible_to(user).filter(
        state__in=[Batch.State.RUNNING, Batch.State.FINISHED],
        sign_off__isnull=True,
        version__is_without_assessment=False,
        staff__user=user,
        staff__duty="assessor",
    )
    counted = batches.annotate(
        units=_counted(ProgramUnit.objects.filter(version=OuterRef("version")), "version"),
        people=_counted(assessment_scope.awaited(Enrollment.objects.filter(batch=OuterRef("pk"))), "batch"),
        # Whoever takes single units is awaited in these alone.
        partial=_counted(assessment_scope.awaited(partial.filter(batch=OuterRef("pk"))), "batch"),
        single=_counted(
            PlaceUnit.objects.filter(
                enrollment__in=assessment_scope.awaited(partial).values("pk"), enrollment__batch=OuterRef("pk")
            ),
            "enrollment__batch",
        ),
        # Later attempts repeat a unit already counted.
        done=_counted(
            UnitResult.objects.filter(
                enrollment__in=assessment_scope.awaited(Enrollment.objects.all()).values("pk"),
                enrollment__batch=OuterRef("pk"),
                attempt=1,
            ),
            "enrollment__batch",
        ),
    )
    today = clock.today(user.time_zone)
    for batch in counted.order_by("assessment_on", "pk").distinct():
        if batch.done < _wanted(batch):
            yield _open_results(batch, today)


def _wanted(batch: Any) -> int:
    """How many results there are in the end."""
    return batch.units * (batch.people - batch.partial) + batch.single


def _open_results(batch: Any, today: date) -> Task:
    total = _wanted(batch)
    kind, word = "info", _("Planned")
    if batch.assessment_on < today:
        kind, word = "bad", _("Late")
    elif batch.assessment_on <= today + SOON:
        kind, word = "warn", _("This week")
    left = ngettext("%(left)d of %(all)d results is open", "%(left)d of %(all)d results are open", total - batch.done)
    return Task(
        kind=kind,
        icon_name="list-checks",
        title=_("Assess %(batch)s") % {"batch": batch},
        url=reverse("certification:assessment_grid", args=[batch.public_id]),
        note=_("%(left)s; assessment on %(day)s")
        % {"left": left % {"left": total - batch.done, "all": total}, "day": day(batch.assessment_on)},
        word=word,
    )


@waits_for("certification.assess")
def own_results_on_hold(user: User) -> Iterator[Task]:
    """Appeals against this assessor's results, which block everything until they are settled."""
    appeals = ResultAppeal.objects.visible_to(user).open().filter(assessor=user)
    related = appeals.select_related("result__enrollment__person", "result__enrollment__batch", "result__unit")
    for appeal in related.order_by("filed_on", "pk"):
        place, unit = appeal.result.enrollment, appeal.result.unit
        yield Task(
            kind="info",
            icon_name="hourglass",
            title=_("An appeal holds the result of %(name)s back") % {"name": place.person.full_name},
            url=reverse("certification:unit_detail", args=[place.public_id, unit.position]),
            note=f"{place.batch}, {unit.short_code} {unit.title}, {day(appeal.filed_on)}",
            word=_("Waiting for a decision"),
        )
