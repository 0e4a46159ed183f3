"""The pages of the grid and of the sign-off."""

import pytest

from certification.assessment.models.results import SignOff, UnitResult
from tests.certification.addresses import url
from tests.factories.certification import assess_all, assessor_of, class_of, graduates, staff
from tests.html import compact, hidden
from tests.papers import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return graduates(2)


def names_in_grid(batch):
    enrollment, unit = batch.enrollments.order_by("person__name_sort").first(), batch.version.units.first()
    return f"{enrollment.public_id.hex}-{unit.position}"


def test_assessor_saves_the_grid(sign_in):
    batch = class_of(2)
    client, name = sign_in(assessor_of(batch)), names_in_grid(batch)

    answer = client.post(url("assessment_save", batch.public_id), {name: "BK", f"f-{name}": "Ulangi las sudut."})

    assert answer["Location"] == url("assessment_grid", batch.public_id)
    assert list(UnitResult.objects.values_list("result", "feedback")) == [("BK", "Ulangi las sudut.")]
    page = client.get(url("assessment_grid", batch.public_id)).content.decode()
    assert "Ulangi las sudut." in page
    assert "1 nilai disimpan." in page


@pytest.mark.engines
@pytest.mark.parametrize("count", [1, 30])
def test_saving_and_refusing_the_grid_cost_the_same_for_one_and_for_thirty(sign_in, django_assert_num_queries, count):
    batch = class_of(count)
    assess_all(batch, "BK", by=assessor_of(batch))
    client = sign_in(assessor_of(batch))
    names = [f"{place.public_id.hex}-1" for place in batch.enrollments.all()]

    def sent(version):
        return {**dict.fromkeys(names, "K"), **{f"v-{name}": version for name in names}}

    address = url("assessment_save", batch.public_id)
    # A refused grid is shown again, with who has recorded what stands.
    client.post(address, sent("0"))
    with django_assert_num_queries(24):
        assert client.post(address, sent("0")).status_code == 409
    # Fifteen; two begin the office's chain of the audit, six begin or end transactions, which are savepoints here.
    with django_assert_num_queries(23):
        assert client.post(address, sent("1")).status_code == 302
    assert UnitResult.objects.filter(attempt=2, result="K").count() == count


def test_a_result_not_yet_competent_is_told_as_to_be_assessed_again(sign_in):
    batch = class_of(2)
    client, name = sign_in(assessor_of(batch)), names_in_grid(batch)

    client.post(url("assessment_save", batch.public_id), {name: "BK", f"f-{name}": "Ulangi las sudut."})

    page = client.get(url("assessment_grid", batch.public_id)).content.decode()
    assert page.count("Uji ulang 1") == 1


def test_every_unit_is_reached_from_the_name_of_a_participant(sign_in):
    batch = class_of(1)
    client, place = sign_in(assessor_of(batch)), batch.enrollments.get()

    grid = client.get(url("assessment_grid", batch.public_id)).content.decode()
    page = client.get(url("unit_detail", place.public_id, 1)).content.decode()

    positions = list(batch.version.units.values_list("position", flat=True))
    assert url("unit_detail", place.public_id, positions[0]) in grid
    assert [p for p in positions if url("unit_detail", place.public_id, p) not in page] == []


def test_not_yet_without_feedback_comes_back_with_what_was_chosen(sign_in):
    batch = class_of(1)
    client, name = sign_in(assessor_of(batch)), names_in_grid(batch)

    answer = client.post(url("assessment_save", batch.public_id), {name: "BK"})

    assert answer.status_code == 422
    assert "BK memerlukan umpan balik" in answer.content.decode()
    assert f'id="{name}-b" value="BK" checked' in compact(answer.content.decode())
    assert not UnitResult.objects.exists()


def test_stale_grid_is_refused_with_409(sign_in):
    batch = class_of(1)
    first = assessor_of(batch)
    name = names_in_grid(batch)
    sign_in(first).post(url("assessment_save", batch.public_id), {name: "K"})

    answer = sign_in(assessor_of(batch)).post(
        url("assessment_save", batch.public_id), {name: "BK", f"f-{name}": "Retak.", f"v-{name}": "0"}
    )

    assert answer.status_code == 409
    assert first.full_name in answer.content.decode()
    assert UnitResult.objects.get().result == "K"


def test_reader_sees_results_without_controls(sign_in):
    batch = graduates(1)
    client = sign_in(staff(batch.training_center, "blk_coordinator"))

    page = client.get(url("assessment_grid", batch.public_id)).content.decode()

    assert 'type="radio"' not in page
    assert "Dikunci dengan berita acara" in page
    assert batch.name in client.get(url("assessment_list")).content.decode()


def test_coordinator_signs_off(sign_in):
    batch = class_of(1)
    assess_all(batch)
    client = sign_in(staff(batch.training_center, "blk_coordinator"))
    (seen,) = hidden(client.get(url("sign_off", batch.public_id)).content.decode(), "seen")
    assert client.post(url("sign_off", batch.public_id), {"number": "", "seen": seen}).status_code == 422

    client.post(url("sign_off", batch.public_id), {"number": "BA-01/2026", "seen": seen})

    assert SignOff.objects.get().number == "BA-01/2026"
    minutes = client.get(url("minutes", batch.public_id))
    assert minutes["Content-Type"] == "application/pdf"
    assert "BA-01/2026" in pages(minutes.content)[0]


def test_minutes_number_that_stands_already_comes_back_on_the_form(sign_in, batch):
    other = class_of(1, training_center=batch.training_center, facility=batch.facility)
    assess_all(other)
    client = sign_in(staff(batch.training_center, "blk_coordinator"))

    answer = client.post(url("sign_off", other.public_id), {"number": batch.sign_off.number})

    assert answer.status_code == 422
    assert batch.sign_off.number in answer.content.decode()
    assert not SignOff.objects.filter(batch=other).exists()
