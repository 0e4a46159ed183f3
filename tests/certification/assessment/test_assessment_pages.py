"""The pages beside the grid: a unit, evidence, practice, appeals, corrections, one person's minutes, assessors."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from certification.assessment import early_sign_off, result_appeals, result_corrections
from certification.assessment.models.assessors import AssessorRegistration
from certification.assessment.models.contests import ResultAppeal, ResultCorrection
from certification.assessment.models.evidence import Evidence, PracticeMark
from certification.assessment.models.minutes import Addendum, PersonSignOff
from certification.assessment.models.results import UnitResult
from core import clock
from core.models import AccessLogEntry
from tests.certification.addresses import url
from tests.factories import UserFactory
from tests.factories.certification import assess_all, assessor_of, class_of, sign, staff
from tests.html import error_summary, hidden
from tests.papers import pages

pytestmark = pytest.mark.django_db
SECRETS = ("B.I", "Blok", "register", "2030")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def batch():
    return class_of(1, starts_on="2026-11-02")


@pytest.fixture
def appeal(batch, place, unit, assessor, coordinator):
    assess_all(batch, "BK", by=assessor)
    result = place.unit_results.get(unit=unit)
    return result_appeals.file(
        result, by=coordinator, asker="participant", filed_on=result.assessed_on, grounds="Alat uji rusak"
    )


def picture():
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "#225544").save(content, "PNG")
    return SimpleUploadedFile("Blok Mawar.png", content.getvalue(), "image/png")


def test_result_is_recorded_on_the_page_of_the_unit(sign_in, place, unit, assessor):
    client = sign_in(assessor)
    unit.criteria.create(position=1, text="Alat diperiksa sebelum dipakai")
    page = client.get(url("unit_detail", place.public_id, 1)).content.decode()

    answer = client.post(url("unit_save", place.public_id, 1), {"result": "K", "feedback": "", "version": "0"})

    assert "Alat diperiksa sebelum dipakai" in page
    assert (answer.status_code, answer["Location"]) == (302, url("unit_detail", place.public_id, 1))
    assert UnitResult.objects.get().result == "K"
    assert AccessLogEntry.objects.filter(kind="view", subject_id=str(place.pk)).exists()


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"result": "BK", "feedback": "", "version": "1"}, 422),
        ({"result": "", "version": "1"}, 422),
        ({"result": "BK", "feedback": "Retak.", "version": "0"}, 409),
    ],
)
def test_result_that_is_not_taken_comes_back(sign_in, batch, place, assessor, data, status):
    assess_all(batch, by=assessor)

    answer = sign_in(assessor).post(url("unit_save", place.public_id, 1), data)

    assert answer.status_code == status
    assert set(UnitResult.objects.values_list("result", flat=True)) == {"K"}


def test_unit_that_is_not_taught_is_not_found(sign_in, place, assessor):
    assert sign_in(assessor).get(url("unit_detail", place.public_id, 9)).status_code == 404


def test_page_of_a_unit_tells_the_center_nothing_of_custody(sign_in, appeal, place, coordinator):
    page = sign_in(coordinator).get(url("unit_detail", place.public_id, 1)).content.decode()

    assert [word for word in SECRETS if word in page] == []


@pytest.mark.parametrize("attempts", [1, 3])
def test_page_of_a_unit_costs_the_same_for_any_number_of_rows(
    sign_in, batch, place, unit, assessor, coordinator, attempts, django_assert_max_num_queries
):
    for number in range(1, attempts + 1):
        UnitResult.objects.create(
            enrollment=place,
            unit=unit,
            attempt=number,
            result="BK",
            feedback="Retak.",
            assessed_by=assessor,
            assessed_on="2026-11-20",
        )
        PracticeMark.objects.create(
            enrollment=place, unit=unit, level="alone", seen_on="2026-11-20", recorded_by=assessor
        )
    client = sign_in(coordinator)

    with django_assert_max_num_queries(25):
        assert client.get(url("unit_detail", place.public_id, 1)).status_code == 200


def test_evidence_is_kept_and_comes_back_as_a_download_under_a_name_of_ours(sign_in, place, unit, assessor):
    client = sign_in(assessor)
    client.post(url("evidence_add", place.public_id, 1), {"file": picture(), "caption": "Hasil las"})
    row = Evidence.objects.get()

    answer = client.get(url("evidence_file", row.public_id))

    assert answer["Content-Disposition"] == f'attachment; filename="bukti-{unit.short_code}-{row.pk}.jpg"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert answer.getvalue().startswith(b"\xff\xd8\xff")
    assert AccessLogEntry.objects.filter(kind="export", subject_id=str(row.pk)).count() == 1
    assert "Hasil las" in client.get(url("unit_detail", place.public_id, 1)).content.decode()


def test_evidence_that_is_not_taken_says_why(sign_in, place, assessor):
    bad = SimpleUploadedFile("x.png", b"<script>", "image/png")

    answer = sign_in(assessor).post(url("evidence_add", place.public_id, 1), {"file": bad, "caption": "Hasil"})

    assert answer.status_code == 422
    assert not Evidence.objects.exists()


def test_evidence_is_no_matter_of_the_facility_nor_of_other_batches(sign_in, batch, place, assessor):
    sign_in(assessor).post(url("evidence_add", place.public_id, 1), {"file": picture(), "caption": "Hasil las"})
    row = Evidence.objects.get()
    officer = UserFactory(roles=["training_officer"], facility=batch.facility)
    other = assessor_of(class_of(1, training_center=batch.training_center))

    assert sign_in(officer).get(url("evidence_file", row.public_id)).status_code == 403
    assert sign_in(other).get(url("evidence_file", row.public_id)).status_code == 404
    page = sign_in(officer).get(url("unit_detail", place.public_id, 1)).content.decode()
    assert ("Hasil las" in page, "h-evidence" in page) == (False, False)


def test_evidence_is_withdrawn_with_a_reason(sign_in, place, assessor):
    client = sign_in(assessor)
    client.post(url("evidence_add", place.public_id, 1), {"file": picture(), "caption": "Hasil las"})
    row = Evidence.objects.get()
    assert client.post(url("evidence_withdraw", row.public_id), {"reason": "x"}).status_code == 422

    client.post(url("evidence_withdraw", row.public_id), {"reason": "Foto orang lain"})

    row.refresh_from_db()
    assert row.withdraw_reason == "Foto orang lain"
    assert "Foto orang lain" in client.get(url("unit_detail", place.public_id, 1)).content.decode()


def test_appeal_goes_from_the_coordinator_over_the_head_to_another_assessor(
    sign_in, batch, place, assessor, coordinator, head
):
    assess_all(batch, "BK", by=assessor)
    day = UnitResult.objects.first().assessed_on.strftime("%d/%m/%Y")
    filed = sign_in(coordinator).post(
        url("appeal_file", place.public_id, 1),
        {"asker": "participant", "filed_on": day, "grounds": "Alat uji rusak saat ujian"},
    )
    appeal = ResultAppeal.objects.get()

    decided = sign_in(head).post(
        url("appeal_decide", appeal.public_id), {"outcome": "granted", "reason": "Alat uji memang rusak"}
    )
    refused = sign_in(assessor).post(url("assess_again", appeal.public_id), {"result": "K"})
    written = sign_in(assessor_of(batch)).post(url("assess_again", appeal.public_id), {"result": "K"})

    assert [one.status_code for one in (filed, decided, refused, written)] == [302, 302, 422, 302]
    assert [row.result for row in place.unit_results.filter(unit__position=1)] == ["BK", "K"]


def test_appeal_that_is_not_taken_comes_back(sign_in, batch, place, coordinator, head, appeal):
    assert sign_in(coordinator).get(url("appeal_file", place.public_id, 1)).status_code == 200
    again = sign_in(coordinator).post(url("appeal_file", place.public_id, 1), {"asker": "participant"})
    undecided = sign_in(head).post(url("appeal_decide", appeal.public_id), {"outcome": "granted", "reason": "x"})

    assert (again.status_code, undecided.status_code) == (422, 422)
    assert ResultAppeal.objects.get().outcome == ""


def test_grid_shows_an_appealed_result_without_controls(sign_in, batch, place, assessor, appeal):
    page = sign_in(assessor).get(url("assessment_grid", batch.public_id)).content.decode()

    assert f'name="{place.public_id.hex}-1"' not in page
    assert f'name="{place.public_id.hex}-2"' in page


def test_stale_grid_shows_what_stands_beside_what_was_chosen(sign_in, batch, place, assessor):
    assess_all(batch, by=assessor)
    name = f"{place.public_id.hex}-1"

    answer = sign_in(assessor_of(batch)).post(
        url("assessment_save", batch.public_id), {name: "BK", f"f-{name}": "Retak.", f"v-{name}": "0"}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"Tercatat: K, oleh {assessor.full_name}" in page
    assert f'name="{name}" id="{name}-b" value="BK" checked' in " ".join(page.split())


def test_correction_goes_from_the_coordinator_to_the_head(sign_in, batch, place, coordinator, head):
    assess_all(batch)
    sign(batch)
    asked = sign_in(coordinator).post(
        url("correction_ask", place.public_id, 1),
        {"result": "BK", "feedback": "Retak.", "reason": "Baris tertukar dengan orang lain"},
    )
    correction = ResultCorrection.objects.get()
    assert sign_in(head).get(url("correction_decide", correction.public_id)).status_code == 200

    decided = sign_in(head).post(url("correction_decide", correction.public_id), {"note": ""})

    assert (asked.status_code, decided.status_code) == (302, 302)
    assert place.unit_results.get(unit__position=1).result == "BK"
    addendum = Addendum.objects.get()
    printed = sign_in(coordinator).get(url("addendum", addendum.public_id))
    assert "Baris tertukar dengan orang lain" in " ".join(pages(printed.content))
    assert addendum.number in sign_in(coordinator).get(url("unit_detail", place.public_id, 1)).content.decode()


def test_correction_is_declined_with_a_reason(sign_in, batch, place, unit, coordinator, head):
    assess_all(batch)
    sign(batch)
    correction = result_corrections.ask(
        place, unit, by=coordinator, result="BK", feedback="Retak.", reason="Baris tertukar"
    )
    client = sign_in(head)

    refused = client.post(url("correction_decide", correction.public_id), {"note": "", "reject": ""})
    done = client.post(url("correction_decide", correction.public_id), {"note": "Lembar uji benar", "reject": ""})

    assert (refused.status_code, done.status_code) == (422, 302)
    assert ResultCorrection.objects.get().state == "rejected"


def test_results_of_one_person_are_signed_and_printed(sign_in, batch, place, coordinator):
    assess_all(batch)
    place.state, place.ended_on, place.end_reason = "ended", clock.today("Asia/Makassar"), "illness"
    place.save()
    client = sign_in(coordinator)
    (seen,) = hidden(client.get(url("person_sign_off", place.public_id)).content.decode(), "seen")
    assert client.post(url("person_sign_off", place.public_id), {"number": "", "seen": seen}).status_code == 422

    client.post(url("person_sign_off", place.public_id), {"number": "BA-7/2026", "seen": seen})

    signed = PersonSignOff.objects.get()
    printed = client.get(url("person_minutes", signed.public_id))
    assert (printed["Content-Type"], "BA-7/2026" in pages(printed.content)[0]) == ("application/pdf", True)
    assert "illness" not in str(signed.minutes)
    assert "BA-7/2026" in client.get(url("person_sign_off", place.public_id)).content.decode()


def test_certificate_officer_prepares_the_statement_after_the_sign_off_of_the_person(
    sign_in, batch, place, coordinator
):
    assess_all(batch)
    place.state, place.ended_on, place.end_reason = "ended", clock.today("Asia/Makassar"), "illness"
    place.save()
    client = sign_in(staff(batch.training_center, "certificate_officer"))
    before = client.get(url("batch_certificates", batch.public_id)).content.decode()

    early_sign_off.sign_off(place, by=coordinator, number="BA-7")

    after = client.get(url("batch_certificates", batch.public_id)).content.decode()
    action = url("certificate_prepare", place.public_id)
    assert (action in before, action in after) == (False, True)
    assert "Nilai belum dikunci. Koordinator menguncinya" in before


def test_instructor_marks_practice_of_the_class(sign_in, batch, place):
    instructor = staff(batch.training_center, "instructor")
    batch.staff.create(user=instructor, duty="instructor")
    client, key = sign_in(instructor), place.public_id.hex
    assert client.get(url("practice", batch.public_id, 1)).status_code == 200
    data = {"seen_on": "23/11/2026", f"{key}-level": "helped", f"{key}-note": "Perlu latihan"}

    client.post(url("practice", batch.public_id, 1), data)

    mark = PracticeMark.objects.get()
    assert (mark.level, mark.note, str(mark.seen_on)) == ("helped", "Perlu latihan", "2026-11-23")
    assert "Dengan bantuan" in client.get(url("assessment_grid", batch.public_id)).content.decode()


@pytest.mark.parametrize(
    ("seen_on", "note", "control", "told"),
    [
        ("24/11/2026", "", "", "Tanggal itu belum tiba."),
        ("x", "", "id_seen_on", "Dilihat pada: Tulis tanggal sebagai hari/bulan/tahun, misalnya 02/09/2027."),
        ("23/11/2026", "x" * 201, "id_{key}-note", "{name}, Catatan: Paling banyak 200 huruf; isian ini 201 huruf."),
    ],
)
def test_practice_that_is_not_taken_says_in_one_place_why(sign_in, batch, place, seen_on, note, control, told):
    instructor = staff(batch.training_center, "instructor")
    batch.staff.create(user=instructor, duty="instructor")
    key, name = place.public_id.hex, place.person.full_name
    data = {"seen_on": seen_on, f"{key}-level": "helped", f"{key}-note": note}

    answer = sign_in(instructor).post(url("practice", batch.public_id, 1), data)

    assert answer.status_code == 422
    assert error_summary(answer.content.decode()) == [(control.format(key=key), told.format(name=name))]
    assert not PracticeMark.objects.exists()


def test_coordinator_records_and_withdraws_a_registration(sign_in, batch, coordinator):
    assessor = staff(batch.training_center, "assessor")
    client = sign_in(coordinator)
    card = {"number": "MET.000.9", "issuing_body": "BNSP", "valid_from": "01/01/2026", "valid_until": "31/12/2028"}

    assert "Tidak berlaku hari ini" in client.get(url("assessor_list")).content.decode()
    client.post(url("assessor_register", assessor.public_id), card)
    assert client.post(url("assessor_register", assessor.public_id), card).status_code == 422

    row = AssessorRegistration.objects.get()
    page = client.get(url("assessor_list")).content.decode()
    assert ("MET.000.9" in page, "Berlaku sampai 31 Des 2028" in page) == (True, True)
    assert client.post(url("registration_withdraw", row.public_id), {"reason": "x"}).status_code == 422
    client.post(url("registration_withdraw", row.public_id), {"reason": "Nomor orang lain"})
    assert "MET.000.9" not in client.get(url("assessor_list")).content.decode()


@pytest.mark.parametrize("size", [1, 15])
def test_list_of_assessors_costs_the_same_for_any_number(sign_in, batch, coordinator, size, django_assert_num_queries):
    for _ in range(size):
        assessor_of(batch)
    client = sign_in(coordinator)

    # The first answer renews the session.
    client.get(url("assessor_list"))

    with django_assert_num_queries(4):
        client.get(url("assessor_list"))


def cells(batch):
    """The fields of the grid, every unit of everybody K."""
    places, units = batch.enrollments.all(), range(1, batch.version.units.count() + 1)
    return {f"{place.public_id.hex}-{position}": "K" for place in places for position in units}


@pytest.mark.engines
@pytest.mark.parametrize("people", [1, 30])
def test_grid_costs_the_same_for_one_and_for_thirty(sign_in, people, django_assert_num_queries):
    batch = class_of(people, units=4, total_jp=30)
    assess_all(batch, by=assessor_of(batch))
    client = sign_in(assessor_of(batch))

    client.get(url("assessment_grid", batch.public_id))
    with django_assert_num_queries(10):
        answer = client.get(url("assessment_grid", batch.public_id))

    assert len(answer.context["rows"]) == people


def test_whole_grid_is_saved_in_one_post(sign_in):
    batch = class_of(20, units=15, total_jp=30)
    client = sign_in(assessor_of(batch))
    page = client.get(url("assessment_grid", batch.public_id)).content.decode()

    answer = client.post(url("assessment_save", batch.public_id), cells(batch))

    assert (page.count('type="radio"'), answer.status_code) == (600, 302)
    assert UnitResult.objects.count() == 300


def test_what_is_wrong_in_the_grid_leads_to_its_cell(sign_in):
    batch = class_of(2, units=2, total_jp=30)
    first, second = batch.enrollments.order_by("person__name_sort")
    bare, wrong = f"{first.public_id.hex}-1", f"{second.public_id.hex}-2"

    answer = sign_in(assessor_of(batch)).post(
        url("assessment_save", batch.public_id), {bare: "BK", wrong: "Lulus", f"{second.public_id.hex}-1": "K"}
    )

    page = answer.content.decode()
    summary = page.split('class="error-summary"')[1].split("</ul>")[0]
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert (answer.status_code, targets) == (422, [f"f-{bare}", f"{wrong}-k"])
    assert [f'id="{target}"' in page for target in targets] == [True, True]
    assert not UnitResult.objects.exists()


@pytest.mark.parametrize("people", [1, 12])
def test_grid_is_saved_by_as_many_statements_whatever_its_size(sign_in, people, django_assert_num_queries):
    batch = class_of(people, units=4, total_jp=30)
    client, data = sign_in(assessor_of(batch)), cells(batch)
    client.get(url("assessment_list"))

    with django_assert_num_queries(23):
        client.post(url("assessment_save", batch.public_id), data)

    assert UnitResult.objects.count() == people * 4
