"""Two people who settle one result at the same moment: exactly one of them does."""

import pytest

from certification.assessment import early_sign_off, result_appeals, result_corrections
from certification.assessment.models.contests import ResultAppeal, ResultCorrection
from certification.assessment.models.minutes import Addendum, PersonSignOff
from core import clock
from tests.factories.certification import assess_all, assessor_of, class_of, sign, staff
from tests.together import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("committed")]


def test_one_of_two_appeals_is_filed():
    batch = class_of(1)
    assess_all(batch, "BK", by=assessor_of(batch))
    result = batch.enrollments.get().unit_results.first()
    people = [staff(batch.training_center, "blk_coordinator") for _ in range(2)]
    said = {"asker": "participant", "filed_on": result.assessed_on, "grounds": "Alat uji rusak saat ujian"}

    at_once(*(lambda by=one: result_appeals.file(result, by=by, **said) for one in people))

    assert ResultAppeal.objects.count() == 1


def test_one_of_two_approvals_corrects_and_supplements():
    batch = class_of(1)
    assess_all(batch)
    sign(batch)
    center, place = batch.training_center, batch.enrollments.get()
    correction = result_corrections.ask(
        place,
        batch.version.units.first(),
        by=staff(center, "blk_coordinator"),
        result="BK",
        feedback="Retak.",
        reason="Baris tertukar dengan orang lain",
    )
    heads = [staff(center, "blk_head") for _ in range(2)]

    at_once(*(lambda by=one: result_corrections.approve(correction, by=by) for one in heads))

    assert [one.state for one in ResultCorrection.objects.all()] == ["approved"]
    assert Addendum.objects.count() == 1


def test_one_of_two_signs_off_the_person():
    batch = class_of(1, state="running")
    assess_all(batch)
    place = batch.enrollments.get()
    place.state, place.ended_on, place.end_reason = "ended", clock.today("Asia/Makassar"), "illness"
    place.save()
    people = [staff(batch.training_center, "blk_coordinator") for _ in range(2)]

    at_once(*(lambda by=one: early_sign_off.sign_off(place, by=by, number=f"BA-{by.pk}") for one in people))

    assert PersonSignOff.objects.count() == 1
