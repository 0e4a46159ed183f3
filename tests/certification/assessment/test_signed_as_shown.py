"""Results are signed off as the page showed them: what an assessor changes meanwhile is read before it is locked."""

import pytest

from certification.assessment import batch_sign_off, certificate_gate, unit_results
from certification.assessment.models.minutes import PersonSignOff
from certification.assessment.models.results import SignOff
from core import clock
from core.errors import RuleViolation
from tests.certification.addresses import url
from tests.factories.certification import assess_all, assessor_of, class_of, staff
from tests.html import hidden
from tests.reasons import codes
from tests.together import at_once

pytestmark = pytest.mark.django_db
CHANGED = "Orang lain telah mengubah data ini"


def worse(batch, place):
    entry = unit_results.Entry(place, batch.version.units.first(), "BK", "Sambungan retak.")
    unit_results.record_results(batch, [entry], by=assessor_of(batch))


def left(batch):
    place = batch.enrollments.first()
    place.state, place.ended_on, place.end_reason = "ended", clock.today("Asia/Makassar"), "illness"
    place.save()
    return place


@pytest.mark.parametrize("of_person", [False, True])
def test_what_was_assessed_since_is_shown_before_it_is_locked(sign_in, of_person):
    batch = class_of(2)
    assess_all(batch)
    place = left(batch) if of_person else batch.enrollments.first()
    address = url("person_sign_off", place.public_id) if of_person else url("sign_off", batch.public_id)
    kept = PersonSignOff if of_person else SignOff
    client = sign_in(staff(batch.training_center, "blk_coordinator"))
    (seen,) = hidden(client.get(address).content.decode(), "seen")
    worse(batch, place)

    answers = [client.post(address, {"number": "BA-01/2026", **more}) for more in ({"seen": seen}, {}, {"seen": "x"})]

    page = answers[0].content.decode()
    assert [(one.status_code, CHANGED in one.content.decode()) for one in answers] == [(422, True)] * 3
    assert (kept.objects.count(), "BA-01/2026" in page) == (0, True)
    (now,) = hidden(page, "seen")
    assert now != seen
    assert client.post(address, {"number": "BA-01/2026", "seen": now}).status_code == 302
    assert kept.objects.count() == 1


def test_results_that_changed_places_are_not_the_ones_that_were_shown():
    batch = class_of(1)
    assess_all(batch)
    place, by = batch.enrollments.get(), staff(batch.training_center, "blk_coordinator")
    first, second = batch.version.units.all()
    place.unit_results.filter(unit=first).update(result="BK", feedback="Retak.")
    shown = batch_sign_off.mark(certificate_gate.standings(batch))
    place.unit_results.filter(unit=first).update(result="K", feedback="")
    place.unit_results.filter(unit=second).update(result="BK", feedback="Retak.")

    with pytest.raises(RuleViolation) as refused:
        batch_sign_off.sign_off(batch, by=by, number="BA-01/2026", seen=shown)

    assert codes(refused) == ["stale"]


@pytest.mark.postgres
@pytest.mark.usefixtures("committed")
def test_result_written_at_the_same_moment_is_either_read_or_refused():
    batch = class_of(1)
    assess_all(batch)
    place, by = batch.enrollments.get(), staff(batch.training_center, "blk_coordinator")
    shown = batch_sign_off.mark(certificate_gate.standings(batch))

    at_once(
        lambda: worse(batch, place),
        lambda: batch_sign_off.sign_off(batch, by=by, number="BA-01/2026", seen=shown),
    )

    # Whichever came first: nothing that nobody has read is locked.
    is_signed = SignOff.objects.exists()
    assert place.unit_results.filter(result="BK").exists() != is_signed
