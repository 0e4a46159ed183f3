"""A batch that was called off: what was taught to its end before is still assessed and stated."""

from datetime import date

import pytest
from django.urls import reverse

from certification import batch_steps
from certification.assessment import certificate_gate, early_sign_off, unit_results
from certification.certificates import preparation
from core.errors import RuleViolation
from programs.batch_lifecycle import batch_plan, call_off_preview
from tests.factories.certification import assessor_of, class_of, record_result, staff

pytestmark = pytest.mark.django_db
REASON = "Anggaran dialihkan ke kegiatan lain"


@pytest.fixture
def batch():
    """A running class of two whose first unit was taught to its end, and whose second was not."""
    batch = class_of(2, state="running", starts_on=date(2026, 11, 2), ends_on=date(2026, 12, 18))
    first, second = batch.version.units.all()
    batch.version.units.filter(pk=first.pk).update(jp=4)
    batch.version.units.filter(pk=second.pk).update(jp=12)
    taught = batch.sessions.order_by("pk")
    for session, unit in zip(taught, (first, second), strict=True):
        type(session).objects.filter(pk=session.pk).update(unit=unit)
    return batch


@pytest.fixture
def assessor(batch):
    return assessor_of(batch)


@pytest.fixture
def coordinator(batch):
    return staff(batch.training_center, "blk_coordinator")


@pytest.fixture
def called_off(batch, assessor, coordinator):
    return batch_plan.cancel(batch, by=coordinator, cause="other", reason=REASON)


def test_a_unit_taught_to_its_end_is_assessed_and_stated_after_the_batch_was_called_off(
    called_off, assessor, coordinator
):
    place = called_off.enrollments.first()

    record_result(place, called_off.version.units.first(), by=assessor, result="K")
    early_sign_off.sign_off(place, by=coordinator, number="BA/1/2026")

    standing = certificate_gate.standing_of(place)
    assert [unit.position for unit in standing.competent_units] == [1]
    assert certificate_gate.statement_blockers(standing) == []


def test_a_unit_that_was_not_taught_to_its_end_is_not_assessed(called_off, assessor):
    with pytest.raises(RuleViolation) as refused:
        record_result(called_off.enrollments.first(), called_off.version.units.last(), by=assessor, result="K")

    assert [reason.code for reason in refused.value.reasons] == ["not_taught"]


def test_nothing_is_assessed_where_no_unit_was_taught_to_its_end(called_off, assessor):
    called_off.version.units.update(jp=12)

    assert [reason.code for reason in unit_results.assessor_blockers(called_off, by=assessor)] == ["called_off"]


def test_nobody_is_told_to_make_up_sessions_of_a_batch_that_was_called_off(called_off):
    reasons = [
        [reason.code for reason in candidate.blockers if reason.code != "no_template"]
        for candidate in preparation.candidates(called_off)
    ]

    assert [codes[0] for codes in reasons] == ["called_off", "called_off"]
    assert not {"hours", "presence", "not_finished", "no_result"} & {code for codes in reasons for code in codes}


def test_the_grid_names_who_took_part_and_opens_what_was_taught(sign_in, called_off, assessor):
    client = sign_in(assessor)

    page = client.get(reverse("certification:assessment_grid", args=[called_off.public_id]))
    listed = client.get(reverse("certification:assessment_list")).context["page"].rows

    assert [[cell.is_held for cell in row.cells] for row in page.context["rows"]] == [[False, True]] * 2
    assert ([batch.pk for batch in listed], [batch.taken for batch in listed]) == ([called_off.pk], [2])


def test_whoever_had_left_before_without_a_result_is_neither_counted_nor_shown(sign_in, batch, assessor, coordinator):
    batch.enrollments.filter(pk=batch.enrollments.first().pk).update(
        state="ended", end_reason="withdrew", ended_on=date(2026, 11, 20), left_on=date(2026, 11, 20)
    )
    batch_plan.cancel(batch, by=coordinator, cause="other", reason=REASON)
    client = sign_in(assessor)

    grid = client.get(reverse("certification:assessment_grid", args=[batch.public_id]))
    (listed,) = client.get(reverse("certification:assessment_list")).context["page"].rows

    assert (listed.taken, len(grid.context["rows"])) == (1, 1)


def test_nothing_leads_to_the_results_of_a_batch_that_everybody_had_left_before(batch, assessor, coordinator, sign_in):
    batch.enrollments.update(
        state="ended", end_reason="withdrew", ended_on=date(2026, 11, 20), left_on=date(2026, 11, 20)
    )
    cancelled = batch_plan.cancel(batch, by=coordinator, cause="other", reason=REASON)

    listed = sign_in(assessor).get(reverse("certification:assessment_list")).context["page"].rows

    assert (list(listed), batch_steps.follow_training(cancelled, assessor).links) == ([], [])


def test_before_it_is_called_off_one_reads_what_can_still_be_assessed(batch):
    told = [(effect.what, effect.becomes) for effect in call_off_preview.effects(batch)]

    code = batch.version.units.first().short_code
    assert told[-2:] == [
        (f"Unit {code}, pelatihannya selesai: 2 orang belum dinilai", "masih dapat dinilai"),
        (
            "1 unit yang pelatihannya belum selesai",
            "tidak dapat dinilai lagi dan tidak dicantumkan dalam surat keterangan",
        ),
    ]
