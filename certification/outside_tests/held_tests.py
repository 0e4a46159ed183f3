"""Outside tests: planning, changing, cancelling, adding and removing candidates."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from certification.authority import authority_blockers
from certification.outside_tests.models.tests import OutsideCandidate, OutsideTest
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from core.templatetags.dates import day
from inmates.custody.telltale_words import office_names, telltale_words
from programs.batches.lock_order import hold
from programs.batches.models import Batch
from programs.places.models import Enrollment

PERMISSION = "certification.change_outside_test"
# A body tests about 16 a day; more than this is a typing error.
MOST_CANDIDATES = 200


@dataclass(frozen=True)
class Plan:
    """Data of a test: body, scheme, place, date."""

    body: str
    scheme_name: str
    scheme_kind: str
    place: str
    place_kind: str
    held_on: date
    license_number: str = ""
    scheme_number: str = ""

    def tidied(self) -> dict[str, str | date]:
        """The values, trimmed."""
        return {name: value.strip() if isinstance(value, str) else value for name, value in asdict(self).items()}


def plan_blockers(plan: Plan) -> list[Blocker]:
    """Why a test cannot have these data."""
    reasons = []
    for name in ("body", "scheme_name", "place"):
        if not getattr(plan, name).strip():
            reasons.append(Blocker(f"no_{name}", _("Name the certification body, the scheme and the test place.")))
            break
    # The list is sent to the body, and its words come back on the certificates.
    for word in telltale_words(list(map(str, asdict(plan).values())), office_names(), housing=False)[:1]:
        text = _("The word “%(word)s” must not go out with the list. Use the neutral name of the place.")
        reasons.append(Blocker("neutral", text % {"word": word}))
    return reasons


@transaction.atomic
def plan_test(center: TrainingCenter, *, by: User, plan: Plan) -> OutsideTest:
    """Records a future or past test. Raises `RuleViolation`."""
    refuse_if([*authority_blockers(by, PERMISSION, center), *plan_blockers(plan)])
    made = OutsideTest.objects.create(training_center=center, created_by=by, **plan.tidied())
    audit.record("outside_test.plan", by=by, target=made, held_on=plan.held_on, scheme=made.scheme_name)
    return made


def change_blockers(test: OutsideTest, *, by: User) -> list[Blocker]:
    """Why the test cannot be changed, cancelled or given candidates."""
    reasons = authority_blockers(by, PERMISSION, test.training_center)
    if test.is_cancelled:
        reasons.append(Blocker("cancelled", _("This test was cancelled. Plan another one.")))
    return reasons


@transaction.atomic
def change_test(test: OutsideTest, *, by: User, plan: Plan) -> OutsideTest:
    """Changes the data of the test. Raises `RuleViolation`."""
    test = _locked(test)
    reasons = [*change_blockers(test, by=by), *plan_blockers(plan)]
    values = plan.tidied()
    if test.scheme_name != values["scheme_name"] and test.candidates.certified().exists():
        reasons.append(Blocker("certified", _("Certificates of this scheme are recorded; the scheme cannot change.")))
    refuse_if(reasons)
    changed = sorted(name for name, value in values.items() if getattr(test, name) != value)
    for name in changed:
        setattr(test, name, values[name])
    if changed:
        test.save(update_fields=changed)
        audit.record("outside_test.change", by=by, target=test, fields=changed)
    return test


def cancel_blockers(test: OutsideTest, *, by: User) -> list[Blocker]:
    """Why the test cannot be cancelled: it already has a result, so it was held."""
    reasons = change_blockers(test, by=by)
    if test.candidates.exclude(result="").exists():
        reasons.append(Blocker("results", _("Results of this test are recorded, so it was held.")))
    return reasons


@transaction.atomic
def cancel_test(test: OutsideTest, *, by: User, reason: str) -> OutsideTest:
    """Cancels a test that does not take place; its candidates can go to another one. Raises `RuleViolation`."""
    test = _locked(test)
    reasons = cancel_blockers(test, by=by)
    reasons += reason_blockers(reason, _("Write the reason in at least %(count)s characters."), code="reason")
    refuse_if(reasons)
    test.cancelled_at, test.cancelled_by, test.cancel_reason = clock.now(), by, reason.strip()
    test.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    audit.record("outside_test.cancel", by=by, target=test, reason=test.cancel_reason)
    return test


def possible_candidates(test: OutsideTest, batch: Batch) -> Sequence[Enrollment]:
    """Participants of a batch who could be sent, by name."""
    found = batch.enrollments.filter(state__in=(Enrollment.State.ACTIVE, Enrollment.State.COMPLETED))
    return list(
        found.exclude(person__in=test.candidates.values("enrollment__person"))
        .select_related("person")
        .order_by("person__name_sort", "pk")
    )


@dataclass(frozen=True)
class Known:
    """Who of some people (keys) is on the list of a test, and until when those who hold its scheme that day hold it."""

    listed: set[int]
    certified: dict[int, date]

    @classmethod
    def of(cls, test: OutsideTest, enrollments: Collection[Enrollment]) -> "Known":
        """Of the people of these places; two queries."""
        people = {one.person_id for one in enrollments}
        of_people = OutsideCandidate.objects.filter(enrollment__person__in=people)
        listed = of_people.filter(test=test).values_list("enrollment__person", flat=True)
        held = of_people.certified().filter(test__scheme_name__iexact=test.scheme_name, valid_until__gte=test.held_on)
        # The latest day comes last and stays.
        days = held.order_by("valid_until").values_list("enrollment__person", "valid_until")
        return cls(set(listed), dict(days))


def candidate_blockers(
    test: OutsideTest, enrollment: Enrollment, *, by: User, known: Known | None = None
) -> list[Blocker]:
    """Why this participant cannot be sent to the test. `known` of several people, if already loaded."""
    known = known or Known.of(test, [enrollment])
    reasons = change_blockers(test, by=by)
    name = {"name": enrollment.person.full_name}
    if enrollment.batch.training_center_id != test.training_center_id:
        reasons.append(Blocker("foreign", _("%(name)s was trained by another training center.") % name))
    if enrollment.state not in (Enrollment.State.ACTIVE, Enrollment.State.COMPLETED):
        reasons.append(Blocker("state", _("%(name)s is no participant of a running or finished batch.") % name))
    if enrollment.person_id in known.listed:
        reasons.append(Blocker("twice", _("%(name)s is on the list already.") % name))
    if until := known.certified.get(enrollment.person_id):
        text = _("%(name)s holds a certificate of this scheme until %(day)s.")
        reasons.append(Blocker("holds", text % {**name, "day": day(until)}))
    return reasons


@transaction.atomic
def add_candidates(test: OutsideTest, enrollments: Iterable[Enrollment], *, by: User) -> list[OutsideCandidate]:
    """Adds all these participants to the list, or none. Raises `RuleViolation`."""
    chosen = list(enrollments)
    prefetch_related_objects(chosen, "person", "batch")
    hold(people=[one.person_id for one in chosen])
    test = _locked(test)
    known = Known.of(test, chosen)
    reasons = [reason for one in chosen for reason in candidate_blockers(test, one, by=by, known=known)]
    if not chosen:
        reasons.append(Blocker("nobody", _("Choose at least one participant.")))
    elif test.candidates.count() + len(chosen) > MOST_CANDIDATES:
        reasons.append(Blocker("too_many", _("One test takes at most 200 candidates. Plan a second one.")))
    refuse_if(list(dict.fromkeys(reasons)))
    made = [OutsideCandidate(test=test, enrollment=one, added_by=by) for one in chosen]
    OutsideCandidate.objects.bulk_create(made)
    audit.record("outside_test.add_candidates", by=by, target=test, enrollments=[one.pk for one in chosen])
    return made


def remove_blockers(candidate: OutsideCandidate, *, by: User) -> list[Blocker]:
    """Why the candidate cannot be removed from the list."""
    reasons = change_blockers(candidate.test, by=by)
    if candidate.result:
        reasons.append(Blocker("result", _("The result is recorded, so the candidate stays on the list.")))
    return reasons


@transaction.atomic
def remove_candidate(candidate: OutsideCandidate, *, by: User) -> OutsideTest:
    """Removes a candidate who does not go; the audit keeps a record. Raises `RuleViolation`."""
    test = _locked(candidate.test)
    candidate = OutsideCandidate.objects.select_related("test__training_center").get(pk=candidate.pk)
    refuse_if(remove_blockers(candidate, by=by))
    audit.record("outside_test.remove_candidate", by=by, target=test, enrollment=candidate.enrollment_id)
    candidate.delete()
    return test


def _locked(test: OutsideTest) -> OutsideTest:
    found = OutsideTest.objects.select_for_update(of=("self",)).select_related("training_center")
    return found.get(pk=test.pk)
