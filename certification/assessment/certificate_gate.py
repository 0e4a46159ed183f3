"""Whether a participant has earned a certificate: attendance, hours held and attended, core units, sign-off.

Without assessment the same presence, hours and closed sessions earn a paper of attendance.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import TrainingCenter, User
from certification.assessment import assessment_scope, held_back_results
from certification.assessment.models.results import UnitResult
from certification.assessment.standing import Standing, recognized_by_batch, recognized_in
from certification.register.end_papers import end_paper, papers_of
from certification.register.models import NumberSeries
from core import clock
from core.errors import Blocker
from core.statements import Statement
from programs.attendance import attendance_figures
from programs.attendance.attendance_figures import Attendance
from programs.batches.models import Batch
from programs.catalog.lesson_hours import lesson_minutes, whole_lessons_for, whole_lessons_in
from programs.catalog.models import ProgramUnit
from programs.places import partial_places
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session, minutes_taught


def standings(
    batch: Batch, only: Callable[[QuerySet[Enrollment]], QuerySet[Enrollment]] | None = None
) -> list[Standing]:
    """Every participant of the batch by name, with the reasons against a certificate.

    `only` narrows the places. The number of queries is constant, whatever the size of the class.
    """
    return _standings(batch, _places_of(only, batch=batch.pk), _results_of(batch=batch.pk))


def results_alone(
    batch: Batch, only: Callable[[QuerySet[Enrollment]], QuerySet[Enrollment]] | None = None
) -> list[Standing]:
    """The same without figures, reasons and the names of assessors; three queries."""
    units, results = _units_of(batch), _by_place(_unnamed_results(batch=batch.pk))
    found, places = [], _places_alone(only, batch=batch.pk)
    recognized, taken = recognized_in(batch, places, units), partial_places.units_of(places)
    for place in places:
        place.batch = batch
        known = {"recognized": recognized[place.person_id], "taken": taken.get(place.pk)}
        found.append(Standing(place, units, results[place.pk], None, 0, **known))
    return found


@Statement
def _places_alone(
    only: Callable[[QuerySet[Enrollment]], QuerySet[Enrollment]] | None, batch: int
) -> QuerySet[Enrollment]:
    places = Enrollment.objects.filter(batch=batch).order_by("person__name_sort", "pk")
    return held_back_results.with_matters((only(places) if only else places).select_related("person"))


@Statement
def _unnamed_results(batch: int) -> QuerySet[UnitResult]:
    return UnitResult.objects.latest().filter(enrollment__batch=batch)


def standing_of(enrollment: Enrollment) -> Standing:
    """The same for one participant."""
    return standings_of(enrollment.batch, [enrollment.pk])[enrollment.pk]


def standings_of(batch: Batch, enrollments: Collection[int]) -> dict[int, Standing]:
    """The same for some participants of one batch, by key; as many queries as for one."""
    keys = sorted(enrollments)
    if not keys:
        return {}
    found = _standings(batch, _places_among(batch=batch.pk, keys=keys), _results_among(keys=keys))
    return {standing.enrollment.pk: standing for standing in found}


def earned_by(enrollments: QuerySet[Enrollment]) -> dict[int, Standing]:
    """What papers would print for these places of any batches, without eligibility checks; by key.

    The number of queries is constant, whatever the number of batches, but for one more for each batch in which somebody
    has units recognized from elsewhere. Each training center is a single shared object.
    """
    related = ("person", "batch__training_center", "batch__version__program")
    matters = held_back_results.with_matters(enrollments.select_related(*related))
    rows = list(attendance_figures.with_attendance(matters))
    units: dict[int, list[ProgramUnit]] = defaultdict(list)
    for unit in ProgramUnit.objects.filter(version__in={row.batch.version_id for row in rows}).order_by("position"):
        units[unit.version_id].append(unit)
    results = _by_place(UnitResult.objects.latest().filter(enrollment__in=enrollments).select_related("assessed_by"))
    recognized, taken = recognized_by_batch(rows, units), partial_places.units_of(rows)
    centers = dict[int, TrainingCenter]()
    found = {}
    for row in rows:
        batch, own = row.batch, attendance_figures.attendance_of(row)
        batch.training_center = centers.setdefault(batch.training_center_id, batch.training_center)
        hours = whole_lessons_in(own.held, batch.version.minutes_per_jp)
        standing = Standing(row, units[batch.version_id], results[row.pk], own.percent, hours)
        standing.recognized, standing.taken = recognized[batch.pk][row.person_id], taken.get(row.pk)
        found[row.pk] = standing
    return found


@Statement
def _places_of(only: Callable[[QuerySet[Enrollment]], QuerySet[Enrollment]] | None, batch: int) -> QuerySet[Enrollment]:
    places = Enrollment.objects.filter(batch=batch).order_by("person__name_sort", "pk")
    return _with_matters(only(places) if only else places)


@Statement
def _places_among(batch: int, keys: list[int]) -> QuerySet[Enrollment]:
    return _with_matters(Enrollment.objects.filter(batch=batch, pk__in=keys))


def _with_matters(places: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    return attendance_figures.with_attendance(held_back_results.with_matters(places.select_related("person")))


@Statement
def _results_of(batch: int) -> QuerySet[UnitResult]:
    return _with_names(UnitResult.objects.latest().filter(enrollment__batch=batch))


@Statement
def _results_among(keys: list[int]) -> QuerySet[UnitResult]:
    return _with_names(UnitResult.objects.latest().filter(enrollment__in=keys))


def _with_names(results: QuerySet[UnitResult]) -> QuerySet[UnitResult]:
    """Of whoever assessed a unit, only the name is told; a class has hundreds of results."""
    unread = [field.name for field in User._meta.fields if field.name not in ("id", "full_name")]
    return results.select_related("assessed_by").defer(*(f"assessed_by__{name}" for name in unread))


def _by_place(results: Iterable[UnitResult]) -> dict[int, dict[int, UnitResult]]:
    """By place and unit (keys)."""
    found: dict[int, dict[int, UnitResult]] = defaultdict(dict)
    for result in results:
        found[result.enrollment_id][result.unit_id] = result
    return found


@Statement
def _units(version: int, batch: int, now: datetime) -> QuerySet[ProgramUnit]:
    units = ProgramUnit.objects.filter(version=version).order_by("position")
    return assessment_scope.with_untaught(units, batch=batch, now=now)


def _units_of(batch: Batch) -> list[ProgramUnit]:
    """Those of its version, with whether this batch was taught any of each."""
    return _units(version=batch.version_id, batch=batch.pk, now=clock.now())


def _standings(batch: Batch, rows: list[Enrollment], found_results: list[UnitResult]) -> list[Standing]:
    units, results = _units_of(batch), _by_place(found_results)
    # The same for everybody, so computed once rather than per person.
    is_signed = any(row.is_signed_with_batch for row in rows)
    of_all = batch_blockers(batch, is_signed=is_signed)
    lacks_hours = any(reason.code in ("hours", "called_off") for reason in of_all)
    recognized, taken = recognized_in(batch, rows, units), partial_places.units_of(rows)
    found = []
    for enrollment in rows:
        enrollment.batch = batch
        own = attendance_figures.attendance_of(enrollment)
        hours = whole_lessons_in(own.held, batch.version.minutes_per_jp)
        standing = Standing(enrollment, units, results[enrollment.pk], own.percent, hours)
        standing.recognized, standing.taken = recognized[enrollment.person_id], taken.get(enrollment.pk)
        # While the class still has lessons to come, those are missing, not the person's own hours.
        own_hours = [] if lacks_hours else hours_blockers(own, batch, _jp_of(standing))
        standing.blockers = [*person_blockers(standing, batch), *own_hours, *of_all]
        standing.waits_for_batch = bool(of_all)
        found.append(standing)
    return found


def batch_blockers(batch: Batch, *, is_signed: bool) -> list[Blocker]:
    """What keeps every participant of the batch from a certificate: hours, sessions, sign-off."""
    if batch.state == Batch.State.CANCELLED:
        return [called_off_blocker(batch)]
    open_sessions, minutes = _told_of_sessions(batch)
    held = whole_lessons_in(minutes, batch.version.minutes_per_jp)
    reasons = []
    if batch.state not in (Batch.State.FINISHED, Batch.State.CERTIFIED):
        reasons.append(Blocker("not_finished", _("The training is not finished yet.")))
    if open_sessions:
        reasons.append(sessions_blocker(open_sessions))
    if held < batch.version.total_jp:
        reasons.append(
            Blocker(
                "hours",
                _("%(held)d of %(total)d JP were held. Add make-up sessions for the rest.")
                % {"held": held, "total": batch.version.total_jp},
                values={"held": held, "total": batch.version.total_jp},
            )
        )
    if batch.has_assessment and not is_signed:
        reasons.append(
            Blocker("not_signed_off", _("The results are not signed off yet. The coordinator checks and locks them."))
        )
    return reasons


def with_sessions(batches: QuerySet[Batch]) -> QuerySet[Batch]:
    """Adds how many sessions of each batch are still open, and the minutes taught in closed ones."""
    sessions = Session.objects.filter(batch=OuterRef("pk")).order_by().values("batch")
    waiting = sessions.filter(state=Session.State.PLANNED).annotate(number=Count("pk")).values("number")
    closed = sessions.filter(state=Session.State.FINALIZED).annotate(taught=Sum(minutes_taught())).values("taught")
    told = {"open_sessions": Coalesce(Subquery(waiting), 0), "minutes_taught": Coalesce(Subquery(closed), 0)}
    return batches.annotate(**told)


def _told_of_sessions(batch: Batch) -> tuple[int, int]:
    """What `with_sessions` adds; asked for if the batch was fetched without."""
    told = batch if "open_sessions" in vars(batch) else _with_sessions.first(pk=batch.pk)
    return told.open_sessions, told.minutes_taught


@Statement
def _with_sessions(pk: int) -> QuerySet[Batch]:
    return with_sessions(Batch.objects.filter(pk=pk).only("pk"))


def called_off_blocker(batch: Batch) -> Blocker:
    """The blocker that rules out certificates after a batch was called off, with the alternative."""
    if not batch.has_assessment:
        return Blocker("called_off", _("The batch was called off, so nobody gets its paper of attendance."))
    message = _("The batch was called off, so nobody gets its certificate. Units passed are stated in a statement.")
    return Blocker("called_off", message)


def sessions_blocker(count: int) -> Blocker:
    """The blocker stating how many sessions still have to be closed."""
    message = ngettext(
        "%(count)d session is not finalized yet. Its roll must be closed first.",
        "%(count)d sessions are not finalized yet. Their rolls must be closed first.",
        count,
    )
    return Blocker("sessions", message % {"count": count}, values={"count": count})


def person_blockers(standing: Standing, batch: Batch) -> list[Blocker]:
    """What keeps this participant from a certificate."""
    # Whatever else is missing can no longer be added.
    if batch.state == Batch.State.CANCELLED:
        return held_back_results.blockers(standing.enrollment)
    return [
        *_enrollment_blockers(standing),
        *held_back_results.blockers(standing.enrollment),
        *_presence_blockers(standing, batch),
        *(_unit_blockers(standing) if batch.has_assessment else []),
    ]


def _enrollment_blockers(standing: Standing) -> list[Blocker]:
    if standing.left_early and not standing.enrollment.batch.has_assessment:
        return [Blocker("left", _("Left the batch early. The paper of attendance is for those who stayed to the end."))]
    if standing.left_early:
        return [Blocker("left", _("Left the batch early. A statement of units can be prepared instead."))]
    if standing.enrollment.state == Enrollment.State.SUSPENDED:
        return [Blocker("suspended", _("The participation is suspended. It must be resumed or ended first."))]
    return []


def _presence_blockers(standing: Standing, batch: Batch) -> list[Blocker]:
    needed = batch.version.attendance_threshold
    # No records do not mean no attendance: the answer is unknown, not no.
    if standing.percent is None:
        return [Blocker("presence", _("Attendance is not known yet: no session was recorded."), missing=True)]
    if standing.percent >= needed:
        return []
    return [
        Blocker(
            "presence",
            _(
                "Attendance %(percent)d%%, at least %(needed)d%% is needed. Sessions still to come can close the gap; "
                "after the end of the batch only marks that are wrong can be corrected."
            )
            % {"percent": standing.percent, "needed": needed},
            values={"percent": standing.percent, "needed": needed},
        )
    ]


def _jp_of(standing: Standing) -> int:
    """The JP of what this participant takes."""
    if standing.taken is None:
        return standing.enrollment.batch.version.total_jp
    return sum(unit.jp for unit in standing.taken_units)


def hours_blockers(own: Attendance, batch: Batch, jp: int) -> list[Blocker]:
    """Whether the JP the person attended reach the program's threshold; `jp` is what the person takes of it.

    Attendance is a share of what could be attended, so someone kept away by custody most of the time may have 100%.
    Other absences are reported by attendance alone.
    """
    version = batch.version
    per_jp = version.minutes_per_jp
    whole = lesson_minutes(jp, per_jp)
    # Minutes in whole percent: rounded up here because attendance is rounded down.
    needed = -(-whole * version.attendance_threshold // 100)
    is_told_by_presence = own.possible >= whole and (own.percent or 0) < version.attendance_threshold
    if not own.possible or own.held >= needed or is_told_by_presence:
        return []
    values = {
        "held": whole_lessons_in(own.held, per_jp),
        "total": jp,
        "needed": whole_lessons_for(needed, per_jp),
        "missing": whole_lessons_for(needed - own.held, per_jp),
    }
    message = (
        _(
            "Attended %(held)d of %(total)d JP, at least %(needed)d are needed: %(missing)d JP are missing. "
            "Official reasons excuse an absence but do not stand in for its hours. "
            "Correct marks that are wrong; otherwise there is a statement of the units passed and no certificate."
        )
        if batch.has_assessment
        else _(
            "Attended %(held)d of %(total)d JP, at least %(needed)d are needed: %(missing)d JP are missing. "
            "Official reasons excuse an absence but do not stand in for its hours. "
            "Correct marks that are wrong; otherwise there is no paper of attendance."
        )
    )
    return [Blocker("own_hours", message % values, values=values)]


def _unit_blockers(standing: Standing) -> list[Blocker]:
    reasons = []
    failed = [unit.short_code for unit in standing.not_yet_units if unit.is_core]
    unknown = [unit.short_code for unit in standing.open_units if unit.is_core]
    if standing.taken is not None and any(not standing.accounts_for(unit) for unit in standing.units if unit.is_core):
        text = _("Takes %(taken)d of %(all)d units. They are stated in a statement of units; there is no certificate.")
        words = {"taken": len(standing.taken), "all": len(standing.units)}
        reasons.append(Blocker("single_units", text % words))
    if failed:
        reasons.append(
            Blocker(
                "not_competent",
                _("Not yet competent in %(units)s. A new attempt before the sign-off can change it.")
                % {"units": ", ".join(failed)},
            )
        )
    if standing.recognized and not standing.competent_units and not unknown:
        text = _("Every unit is recognized from elsewhere: none was assessed here that a certificate could state.")
        reasons.append(Blocker("all_recognized", text))
    if unknown:
        reasons.append(
            Blocker("no_result", _("No result yet for %(units)s.") % {"units": ", ".join(unknown)}, missing=True)
        )
    return reasons


def paper_blockers(standing: Standing, paper: str) -> list[Blocker]:
    """What the participant still lacks for this paper: that of the end of the class, or a statement of units."""
    if paper not in papers_of(standing.enrollment.batch):
        sentence = _("This course leads to another paper: %(paper)s.")
        return [Blocker("other_paper", sentence % {"paper": end_paper(standing.enrollment.batch).label})]
    return statement_blockers(standing) if paper == NumberSeries.Paper.STATEMENT else standing.blockers


def statement_blockers(standing: Standing) -> list[Blocker]:
    """What keeps a participant from a statement of units, issued instead of a certificate.

    For those who leave before the batch is signed off, results are signed off separately on the day of leaving.
    """
    reasons = held_back_results.blockers(standing.enrollment)
    if not standing.competent_units:
        reasons.append(Blocker("no_unit", _("Not competent in any unit yet, so there is nothing to state.")))
    if standing.is_over_early and not standing.is_signed:
        reasons.append(
            Blocker("not_signed", _("The results are not signed off yet. The coordinator signs them for this person."))
        )
    if not standing.left_early:
        if not standing.is_signed and not standing.is_over_early:
            reasons.append(
                Blocker("not_over", _("Still taking part. A statement follows after the end or the sign-off."))
            )
        elif standing.is_signed and not standing.blockers:
            reasons.append(Blocker("certificate", _("Has earned the certificate, which is more than a statement.")))
    return reasons
