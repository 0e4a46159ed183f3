"""What certification adds to the pages of a batch and its participants: assessment, certificates, next steps."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Count, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from certification.assessment.assessment_scope import ASSESSED, is_assessed, taught_units
from certification.assessment.models.results import SignOff, UnitResult
from certification.certificates.approval import changed_of
from certification.register.models import Certificate, NumberSeries
from core.statements import Statement
from core.templatetags.dates import day_full
from programs.batch_lifecycle.call_off_preview import effects_of_calling_off
from programs.batch_lifecycle.next_step import Beyond, Link, Step, after_training
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit
from programs.circumstances.dependents import Effect
from programs.places import partial_places
from programs.places.models import Enrollment
from programs.places.place_outcomes import Paper, UnitOutcome, numbers_port, papers_port, results_port

OVER = (Batch.State.FINISHED, Batch.State.CERTIFIED)
State = Certificate.State


@after_training.register
def follow_training(batch: Batch, user: User) -> Beyond:
    """Links to assessment and certificates and, after the training, the next step."""
    grid = reverse("certification:assessment_grid", args=[batch.public_id])
    certificates = reverse("certification:batch_certificates", args=[batch.public_id])
    links = list(_links(batch, user, grid, certificates))
    if batch.state not in OVER:
        return Beyond(links)
    if batch.has_assessment and not SignOff.objects.filter(batch=batch).exists():
        return Beyond(links, _assess(batch, grid))
    waiting = _waiting(batch)
    done = {"assessment"} | ({"certificates"} if batch.state == Batch.State.CERTIFIED and not waiting else set())
    return Beyond(links, _certify(batch, waiting, certificates), frozenset(done))


def _links(batch: Batch, user: User, grid: str, certificates: str) -> Iterator[Link]:
    has_results = is_assessed(batch)
    if has_results and user.has_perm("certification.view_result"):
        yield Link(_("Assessment"), grid, "list-checks")
    has_papers = has_results or (batch.state in ASSESSED and not batch.has_assessment)
    if has_papers and user.has_perm("certification.view_certificate"):
        label = _("Certificates") if batch.has_assessment else _("Papers of attendance")
        yield Link(label, certificates, "award")


@effects_of_calling_off.register
def what_is_still_assessed(batch: Batch) -> Iterator[Effect]:
    """Units with people who have no result: open ones were taught in full; for the others nothing is certified."""
    if not batch.has_assessment:
        return
    prefetch_related_objects([batch.version], "units")
    taught, people = taught_units(batch), batch.enrollments.live()
    units, places = list(batch.version.units.all()), list(people)
    without = _without_result(units, places)
    for unit in units:
        if unit.pk in taught and without[unit.pk]:
            words = ngettext(
                "Unit %(unit)s, taught to its end: %(n)d person without a result",
                "Unit %(unit)s, taught to its end: %(n)d people without a result",
                without[unit.pk],
            )
            yield Effect(words % {"unit": unit.short_code, "n": without[unit.pk]}, _("can still be assessed"))
    lost = sum(unit.pk not in taught for unit in units) if places else 0
    if lost:
        words = ngettext("%(n)d unit not taught to its end", "%(n)d units not taught to their end", lost)
        yield Effect(words % {"n": lost}, _("no result can be recorded any more, and nothing of it is stated"))


def _without_result(units: list[ProgramUnit], places: list[Enrollment]) -> dict[int, int]:
    """How many of those who take it have no result, by unit (key)."""
    results = UnitResult.objects.filter(enrollment__in=[place.pk for place in places], attempt=1).order_by()
    assessed = dict(results.values_list("unit").annotate(Count("pk")))
    taken = partial_places.units_of(places)
    takers = Counter(unit.pk for place in places for unit in partial_places.own(units, taken.get(place.pk)))
    return {unit.pk: takers[unit.pk] - assessed.get(unit.pk, 0) for unit in units}


def _assess(batch: Batch, url: str) -> Step:
    why = _("The assessment is on %(day)s. Certificates follow once the results are locked.")
    title, label = _("Record the results and lock them"), _("Open the assessment")
    values = {"day": day_full(batch.assessment_on)}
    return Step(title, why % values, label, url, permission="certification.view_result")


# Counted in addition to its state: approved, but its words have changed since.
AGAIN = "again"


def _waiting(batch: Batch) -> Counter[str]:
    """Number of papers waiting in each state; issued ones wait until they are handed over."""
    rows = Certificate.objects.filter(batch=batch, state__in=(State.PREPARED, State.APPROVED, State.ISSUED))
    rows = rows.exclude(state=State.ISSUED, hand_over__isnull=False)
    found = Counter(rows.values_list("state", flat=True))
    if found[State.APPROVED]:
        found[AGAIN] = len(changed_of(Certificate.objects.filter(batch=batch, state=State.APPROVED)))
        found[State.APPROVED] -= found[AGAIN]
    return +found


def _certify(batch: Batch, waiting: Counter[str], url: str) -> Step:
    permission = "certification.view_certificate"
    label = _("Open the certificates") if batch.has_assessment else _("Open the papers of attendance")
    locked = _("The results are locked. The training center prepares, approves, issues and hands over.")
    course = _("The course is over. The training center prepares, approves, issues and hands over.")
    for state, title in (
        (State.PREPARED, ngettext("Approve %(n)d paper", "Approve %(n)d papers", waiting[State.PREPARED])),
        (AGAIN, ngettext("Approve %(n)d paper again", "Approve %(n)d papers again", waiting[AGAIN])),
        (State.APPROVED, ngettext("Issue %(n)d paper", "Issue %(n)d papers", waiting[State.APPROVED])),
        (State.ISSUED, ngettext("Hand over %(n)d paper", "Hand over %(n)d papers", waiting[State.ISSUED])),
    ):
        if waiting[state]:
            why = locked if batch.has_assessment else course
            return Step(title % {"n": waiting[state]}, why, label, url, permission=permission)
    if batch.state == Batch.State.CERTIFIED:
        return Step(_("Everything of this batch is done"), _("The papers are issued and handed over."))
    if not batch.has_assessment:
        why = _("The course is over. Those who were present long enough are listed on the page.")
        return Step(_("Prepare the papers of attendance"), why, label, url, permission=permission)
    why = _("The results are locked. Those who have earned a certificate are listed on its page.")
    return Step(_("Prepare the certificates"), why, label, url, permission=permission)


@numbers_port.register
def places_of_number(number: str, user: User) -> Iterable[int]:
    """Places by printed paper number; one query, or none for users who may not open papers."""
    if not user.has_perm("certification.view_certificate"):
        return []
    found = Certificate.objects.visible_to(user).filter(number_text__iexact=number, enrollment__isnull=False)
    return list(found.values_list("enrollment", flat=True))


@papers_port.register
def papers_of_places(places: Iterable[Enrollment], user: User) -> Mapping[int, list[Paper]]:
    """Papers of each place, issued ones with their number; one query."""
    found: dict[int, list[Paper]] = defaultdict(list)
    if not user.has_perm("certification.view_certificate"):
        return found
    for place, public_id, paper, number, state in _papers(user=user, places=[place.pk for place in places]):
        label = f"{NumberSeries.Paper(paper).label} {number}".strip()
        url = reverse("certification:certificate_detail", args=[public_id])
        found[place].append(Paper(label, url, str(State(state).label)))
    return found


@Statement
def _papers(user: User, places: list[int]) -> QuerySet:
    rows = Certificate.objects.visible_to(user).filter(enrollment__in=places).exclude(state=State.WITHDRAWN)
    return rows.values_list("enrollment", "public_id", "paper", "number_text", "state")


@results_port.register
def results_of_places(places: Iterable[Enrollment]) -> Mapping[int, list[UnitOutcome]]:
    """Results of each place, in the order in which its units were first assessed; the last attempt counts."""
    counting: dict[int, dict[int, UnitResult]] = defaultdict(dict)
    for result in _attempts(places=[place.pk for place in places]):
        counting[result.enrollment_id][result.unit_id] = result
    return {place: [_outcome(result) for result in units.values()] for place, units in counting.items()}


@Statement
def _attempts(places: list[int]) -> QuerySet[UnitResult]:
    return UnitResult.objects.filter(enrollment__in=places).select_related("unit").order_by("pk")


def _outcome(result: UnitResult) -> UnitOutcome:
    return UnitOutcome(result.unit.title, result.get_result_display(), result.result == UnitResult.Result.COMPETENT)
