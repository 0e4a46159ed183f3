"""Unsettled appeals and corrections, which hold a result back."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from certification.assessment.models.contests import ResultAppeal, ResultCorrection
from certification.assessment.models.minutes import PersonSignOff
from certification.assessment.models.results import SignOff, UnitResult
from core.errors import Blocker
from programs.batches.models import Batch
from programs.places.models import Enrollment
from programs.recognized_units.models import RecognizedUnit

Pair = tuple[int, int]


def with_matters(enrollments: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """Adds `is_appealed`, `is_being_corrected`, `is_signed_alone`, `is_signed_with_batch`, `has_recognized` and
    `has_passed_before` to each.

    Needs no extra query.
    """
    recognized = RecognizedUnit.objects.accepted().counting_in(
        OuterRef("batch__training_center"), OuterRef("is_public")
    )
    passed = passed_in_classes(OuterRef("batch__training_center"), OuterRef("is_public"))
    before = passed.filter(enrollment__person=OuterRef("person")).exclude(enrollment__batch=OuterRef("batch"))
    return enrollments.annotate(
        is_appealed=Exists(ResultAppeal.objects.open().filter(result__enrollment=OuterRef("pk"))),
        is_being_corrected=Exists(ResultCorrection.objects.open().filter(enrollment=OuterRef("pk"))),
        is_signed_alone=Exists(PersonSignOff.objects.standing().filter(enrollment=OuterRef("pk"))),
        is_signed_with_batch=Exists(SignOff.objects.filter(batch=OuterRef("batch"))),
        has_recognized=Exists(recognized.filter(person=OuterRef("person"))),
        has_passed_before=Exists(before.order_by()),
    )


def passed_in_classes(center: Any, is_public: Any) -> QuerySet[UnitResult]:
    """Units passed in classes of this center by signed minutes, as they count in a class that is public or not.

    Both may be of an outer query. In a class of a facility only what was learned in one counts, in a public class both.
    """
    alone = Exists(PersonSignOff.objects.standing().filter(enrollment=OuterRef("enrollment")))
    signed = Q(enrollment__batch__sign_off__isnull=False) | Q(alone)
    counted = Q(enrollment__is_public=False) | Q(enrollment__is_public=is_public)
    passed = UnitResult.objects.latest().filter(signed, counted, result=UnitResult.Result.COMPETENT)
    return passed.filter(enrollment__batch__training_center=center)


def blockers(enrollment: Enrollment) -> list[Blocker]:
    """Why the results of a place (from `with_matters`) may not be printed on any paper."""
    reasons = []
    if enrollment.is_appealed:
        reasons.append(
            Blocker("appeal", _("An appeal against a result is not settled. Decide it, or assess again, first."))
        )
    if enrollment.is_being_corrected:
        reasons.append(
            Blocker("correction", _("A correction of a result waits for a second person. Let it be decided first."))
        )
    return reasons


def frozen_pairs(batch: Batch) -> set[Pair]:
    """Pairs of place (key) and unit (key) in the batch whose result may not change now."""
    appealed = ResultAppeal.objects.open().filter(result__enrollment__batch=batch).order_by()
    corrected = ResultCorrection.objects.open().filter(enrollment__batch=batch).order_by()
    pairs = appealed.values_list("result__enrollment", "result__unit")
    return set(pairs.union(corrected.values_list("enrollment", "unit")))


def signed_alone(batch: Batch) -> set[int]:
    """Places (keys) of the batch whose results were signed off separately on leaving."""
    return set(PersonSignOff.objects.standing().filter(enrollment__batch=batch).values_list("enrollment", flat=True))
