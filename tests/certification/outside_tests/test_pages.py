"""The pages of competency tests: the way from the plan to the hand-over, and what each reader finds."""

import io
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from certification.outside_tests import result_import
from certification.outside_tests.models.blanks import BlankLot, BlankSerial
from certification.outside_tests.models.tests import OutsideCandidate, OutsideImport, OutsideTest
from core.models import AccessLogEntry
from tests.access.world import blank_pdf
from tests.certification.addresses import url
from tests.certification.outside_tests.test_result_import import NIK, row
from tests.factories import UserFactory
from tests.factories.certification import class_of, staff
from tests.factories.outside import HELD, SCHEME, blanks, candidate, certified, outside_test, results_file
from tests.html import without_drawn
from tests.inmates.imports.builders import book

pytestmark = pytest.mark.django_db
PLAN = {
    "body": "LSP Las Nusantara",
    "license_number": "BNSP-LSP-2629-ID",
    "scheme_name": SCHEME,
    "scheme_number": "SKM/BNSP/00010/1/2020/37A",
    "scheme_kind": "cluster",
    "place": "Bengkel las BLK",
    "place_kind": "temporary",
    "held_on": "16/11/2026",
}


@pytest.fixture
def officer(center):
    return staff(center, "certificate_officer")


def page_of(client, name, *args):
    answer = client.get(url(name, *args))
    assert answer.status_code == 200
    return answer.content.decode()


def upload(data, name="hasil.xlsx"):
    return SimpleUploadedFile(name, data)


def cells(answer):
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return book.get_sheet_by_index(0).to_python()


def test_test_is_planned_and_a_batch_sent(sign_in, batch, officer):
    client = sign_in(officer)
    client.post(url("outside_test_new"), PLAN)
    test = OutsideTest.objects.get()
    add = url("outside_candidates_add", test.public_id)
    assert batch.name in client.get(add).content.decode()
    people = [str(one.public_id) for one in batch.enrollments.all()]

    answer = client.post(f"{add}?angkatan={batch.public_id}", {"person": people})

    assert answer["Location"] == url("outside_test", test.public_id)
    assert set(test.candidates.values_list("enrollment", flat=True)) == set(
        batch.enrollments.values_list("pk", flat=True)
    )
    assert "2 asesi" not in page_of(client, "outside_test_list")
    assert "Menunggu hasil" in page_of(client, "outside_test_list")


def test_plan_that_names_a_place_of_custody_comes_back(sign_in, officer):
    answer = sign_in(officer).post(url("outside_test_new"), {**PLAN, "place": "Rutan Rantau"})

    assert answer.status_code == 422
    assert "tidak boleh ikut keluar bersama daftar" in answer.content.decode()
    assert not OutsideTest.objects.exists()


def test_test_is_changed_and_cancelled(sign_in, center, officer):
    test, client = outside_test(center), sign_in(officer)
    assert SCHEME in page_of(client, "outside_test_edit", test.public_id)

    client.post(url("outside_test_edit", test.public_id), {**PLAN, "place": "Aula BLK"})
    client.post(url("outside_test_cancel", test.public_id), {"reason": "LSP menunda tanpa tanggal"})

    test.refresh_from_db()
    assert (test.place, test.cancel_reason) == ("Aula BLK", "LSP menunda tanpa tanggal")
    assert "LSP menunda tanpa tanggal" in page_of(client, "outside_test", test.public_id)
    assert "sudah dibatalkan" in page_of(client, "outside_test_cancel", test.public_id)


def test_list_goes_out_with_the_nik_as_text_and_is_logged_for_each(sign_in, center, officer):
    test = outside_test(center)
    person = candidate(test, name="=Ahmad Noor", nik=NIK).enrollment.person
    candidate(test, name="Siti Rahmah")

    answer = sign_in(officer).get(url("outside_candidate_list", test.public_id))

    head, first, second = cells(answer)
    assert head[:6] == ["No", "Nama Lengkap", "NIK", "Tempat Lahir", "Tanggal Lahir", "Jenis Kelamin"]
    assert first[:6] == [1, "'=Ahmad Noor", NIK, "Rantau", date(1995, 5, 17), "L"]
    assert first[13:18] == [center.name, SCHEME, "SKM/BNSP/00010/1/2020/37A", "Bengkel las BLK", HELD]
    assert (second[1], second[2], second[6]) == ("Siti Rahmah", "", "")
    assert answer["Content-Disposition"] == 'attachment; filename="daftar-asesi-20261116.xlsx"'
    log = AccessLogEntry.objects.filter(kind="export", subject="candidate list with NIK")
    assert str(person.pk) in set(log.values_list("subject_id", flat=True))
    assert log.count() == 2


@pytest.mark.parametrize("role", ["blk_head", "blk_coordinator"])
def test_nik_is_for_the_officer_alone(sign_in, center, role):
    test = outside_test(center)
    candidate(test, nik="6305011705958764")
    client = sign_in(staff(center, role))

    assert client.get(url("outside_candidate_list", test.public_id)).status_code == 403
    page = page_of(client, "outside_test", test.public_id)
    assert "8764" not in without_drawn(page)


def test_page_says_what_the_list_lacks(sign_in, center, officer):
    test = outside_test(center)
    person = candidate(test, name="Ahmad Noor").enrollment.person
    person.birth_place = ""
    person.save()

    page = page_of(sign_in(officer), "outside_test", test.public_id)

    assert re.findall(r'd-block">\s*([^<]+?)\s*</span>', page) == ["NIK", "tempat lahir"]


def test_nothing_of_custody_reaches_these_pages(sign_in, center, officer):
    test = outside_test(center)
    person = certified(test).enrollment.person
    person.register_numbers.create(
        facility=person.facility,
        number="B.I 77/2025",
        number_key="bi772025",
        register_class="B.I",
        from_date=date(2025, 1, 6),
    )
    client = sign_in(officer)
    one = test.candidates.get()

    for name, key in (("outside_test", test), ("outside_candidate", one), ("outside_result", one)):
        assert "77/2025" not in page_of(client, name, key.public_id)
    rows = cells(client.get(url("outside_candidate_list", test.public_id)))
    text = " ".join(str(cell) for cells in rows for cell in cells).lower()
    assert [word for word in ("rutan", "lapas", "tahanan", "b.i", "warga binaan") if word in text] == []


def test_result_is_written_by_hand_and_the_validity_follows(sign_in, center, officer):
    one, client = candidate(outside_test(center)), sign_in(officer)
    typed = {"result": "K", "certificate_number": "953 1", "issued_on": "18/11/2026", "version": "1"}

    client.post(url("outside_result", one.public_id), typed)

    one.refresh_from_db()
    assert (one.result, one.valid_until) == ("K", date(2029, 11, 18))
    stale = client.post(url("outside_result", one.public_id), {**typed, "certificate_number": "953 2"})
    assert stale.status_code == 422
    assert "baru saja diubah petugas lain" in stale.content.decode()
    assert "953 1" in page_of(client, "outside_candidate", one.public_id)


def test_scan_and_hand_over_of_the_bodys_certificate(sign_in, center, officer):
    one, client = certified(outside_test(center)), sign_in(officer)

    client.post(url("outside_scan_add", one.public_id), {"scan": upload(blank_pdf(), "s.pdf")})
    client.post(url("outside_hand_over", one.public_id), {"handed_on": "23/11/2026", "received_by": "Ahmad"})

    one.refresh_from_db()
    assert one.received_by == "Ahmad"
    scan = client.get(url("outside_scan", one.public_id))
    scan.getvalue()
    assert (scan["Content-Type"], scan["Content-Disposition"]) == (
        "application/pdf",
        'attachment; filename="sertifikat-kompetensi.pdf"',
    )
    assert "sudah diserahkan" in page_of(client, "outside_hand_over", one.public_id)
    bad = client.post(url("outside_scan_add", one.public_id), {"scan": upload(b"MZ", "s.exe")})
    assert bad.status_code == 422


def test_candidate_without_result_is_taken_off(sign_in, center, officer):
    test = outside_test(center)
    one = candidate(test)

    answer = sign_in(officer).post(url("outside_candidate_remove", one.public_id))

    assert answer["Location"] == url("outside_test", test.public_id)
    assert not OutsideCandidate.objects.exists()


# Results from a file


def test_file_is_uploaded_compared_and_taken(sign_in, center, officer):
    test = outside_test(center)
    candidate(test, name="Ahmad Noor", nik=NIK)
    candidate(test, name="Zainal")
    client = sign_in(officer)
    data = results_file(row("Ahmad Noor", NIK, "K", "953 1", "", date(2026, 11, 18)), row("Orang Lain", "", "K"))

    client.post(url("outside_import_new", test.public_id), {"file": upload(data)})
    found = OutsideImport.objects.get()
    columns = {f"column_{head['index']}": head["field"] for head in found.headers}
    client.post(url("outside_import_columns", found.public_id), columns)
    page = page_of(client, "outside_import", found.public_id)
    assert "Tidak ada asesi pada daftar uji ini dengan nama atau NIK tersebut." in page
    assert "18 Nov 2029" in page
    assert "Zainal" in page
    seen = page.split('name="seen" value="')[1][:64]
    none = client.post(url("outside_import", found.public_id), {"seen": seen})
    assert none.status_code == 422
    answer = client.post(url("outside_import", found.public_id), {"seen": seen, "row": ["2"]})

    assert answer["Location"] == url("outside_test", test.public_id)
    assert list(OutsideCandidate.objects.exclude(result="").values_list("certificate_number", flat=True)) == ["953 1"]
    assert "1 baris disimpan" in page_of(client, "outside_test", test.public_id)
    assert page_of(client, "outside_import", found.public_id)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"", "kosong"), (b"a,b\n1,2\n", "Baris judul tidak ditemukan"), (b"\x00\x01\x02", "")],
)
def test_file_that_cannot_be_read_says_so(sign_in, center, officer, data, sentence):
    test = outside_test(center)
    candidate(test)

    answer = sign_in(officer).post(url("outside_import_new", test.public_id), {"file": upload(data)})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not OutsideImport.objects.exists()


def test_columns_can_be_corrected_and_the_file_discarded(sign_in, center, officer):
    test = outside_test(center)
    candidate(test, name="Ahmad Noor")
    client = sign_in(officer)
    client.post(url("outside_import_new", test.public_id), {"file": upload(results_file(row("Ahmad Noor", "", "K")))})
    found = OutsideImport.objects.get()

    bad = client.post(url("outside_import_columns", found.public_id), {"column_1": "name"})
    assert bad.status_code == 422
    assert "Pilih kolom hasil" in bad.content.decode()
    client.post(url("outside_import_discard", found.public_id))

    found.refresh_from_db()
    assert (found.state, found.sealed_table) == ("discarded", "")


def test_another_sheet_is_chosen_and_a_dropped_column_comes_back_with_the_file(sign_in, center, officer):
    test = outside_test(center)
    candidate(test, name="Ahmad Noor")
    client = sign_in(officer)
    data = book(
        Rabu=[("Nama", "Hasil"), ("Siti", "K")],
        Kamis=[("Nama", "Hasil", "Keterangan LSP"), ("Ahmad Noor", "K", "BK")],
    )
    client.post(url("outside_import_new", test.public_id), {"file": upload(data)})
    found = OutsideImport.objects.get()
    columns = url("outside_import_columns", found.public_id)
    assert "Lembar “Rabu” dibaca" in page_of(client, "outside_import_columns", found.public_id)

    answer = client.post(url("outside_import_sheet", found.public_id), {"sheet": "Kamis"})
    assert answer["Location"] == columns
    page = client.get(columns)
    assert [(row["select"].label, row["samples"]) for row in page.context["form"].rows()] == [
        ("Nama", ["Ahmad Noor"]),
        ("Hasil", ["K"]),
        ("Keterangan LSP", ["BK"]),
    ]
    client.post(columns, {"column_0": "name", "column_1": "result"})
    asked = {"column_0": "name", "column_2": "result"}
    assert "Pilih kembali berkas yang sama agar" in client.post(columns, asked).content.decode()
    answer = client.post(columns, {**asked, "file": upload(data)})

    assert answer["Location"] == url("outside_import", found.public_id)
    found.refresh_from_db()
    (line,) = result_import.comparison_of(found).lines
    assert line.changes == [("result", "", "BK")]


def test_file_that_was_cut_off_is_called_too_large(sign_in, center, officer, settings):
    settings.MAX_UPLOAD_BYTES = 1024
    test = outside_test(center)

    answer = sign_in(officer).post(url("outside_import_new", test.public_id), {"file": upload(b"a" * 2_000_000)})

    assert (answer.status_code, len(answer.context["form"].errors["file"])) == (422, 1)
    assert "lebih besar dari 10 MB" in answer.content.decode()


def test_columns_that_are_needed_are_named_once_and_no_label_repeats_the_others(sign_in, center, officer):
    test = outside_test(center)
    candidate(test)
    client = sign_in(officer)
    client.post(url("outside_import_new", test.public_id), {"file": upload(results_file(row("Ahmad Noor", "", "K")))})

    page = page_of(client, "outside_import_columns", OutsideImport.objects.get().public_id)

    assert page.count("Wajib: kolom nama atau NIK, dan kolom hasil atau nomor sertifikat.") == 1
    assert [table for table in re.findall(r"<table.*?</table>", page, re.DOTALL) if "opsional" in table] == []


def test_file_that_changes_nothing_is_not_called_ready(sign_in, center, officer):
    test = outside_test(center)
    candidate(test, name="Ahmad Noor")
    client = sign_in(officer)
    client.post(url("outside_import_new", test.public_id), {"file": upload(results_file(row("Orang Lain", "", "K")))})
    found = OutsideImport.objects.get()
    columns = {f"column_{head['index']}": head["field"] for head in found.headers}
    client.post(url("outside_import_columns", found.public_id), columns)

    comparison = page_of(client, "outside_import", found.public_id)

    assert "Siap diterima" not in comparison + page_of(client, "outside_test", test.public_id)
    assert "Sudah dibandingkan, belum diterima" in comparison
    assert "Berkas ini tidak mengubah apa pun." in comparison


# Awaiting certificates


def test_waiting_list_counts_from_the_day_of_the_test(sign_in, center):
    early = outside_test(center, held_on=date(2026, 8, 3))
    candidate(early, name="Ahmad Noor", result="K")
    candidate(outside_test(center), name="Siti Rahmah")
    candidate(early, name="Zainal", result="BK")
    candidate(outside_test(center, held_on=date(2026, 12, 1)), name="Hadi")

    page = page_of(sign_in(staff(center, "blk_head")), "outside_waiting")

    assert page.index("Ahmad Noor") < page.index("Siti Rahmah")
    assert "Zainal" not in page
    assert "Hadi" not in page
    assert re.findall(r'data-label="Hari">(\d+)<', page) == ["112", "7"]
    assert page.count("Tanyakan ke LSP") == 1


def test_facility_sees_who_of_its_own_batches_waits(sign_in, batch):
    waits = candidate(outside_test(batch.training_center), batch=batch, name="Ahmad Noor")
    officer = UserFactory(roles=["training_officer"], facility=batch.facility)
    stranger = UserFactory(roles=["training_officer"], facility=class_of(0).facility)

    page = page_of(sign_in(officer), "outside_waiting")

    assert "Ahmad Noor" in page
    assert url("outside_candidate", waits.public_id) not in page
    assert "Ahmad Noor" not in page_of(sign_in(stranger), "outside_waiting")


# Blanks


def test_blanks_are_received_shown_and_settled(sign_in, center, officer):
    client = sign_in(officer)
    typed = {"issuer": "LSP Las", "first_serial": "0001", "last_serial": "0003", "received_on": "20/11/2026"}
    client.post(url("blank_receive"), typed)
    sheet = BlankSerial.objects.get(serial="0002")

    client.post(url("blank_settle", sheet.public_id), {"state": "spoiled", "reason": "Tinta luntur"})

    page = page_of(client, "blank_list")
    assert "Tinta luntur" in page
    assert "0001 – 0003" in page
    assert "Tinta luntur" not in client.get(url("blank_list") + "?keadaan=free").content.decode()
    assert client.post(url("blank_receive"), typed).status_code == 422
    assert BlankLot.objects.count() == 1
    rows = cells(client.get(url("blank_list") + "?q=0002&file=xlsx"))
    assert rows[1] == ["0002", "LSP Las", date(2026, 11, 20), "Rusak", "", "", "Tinta luntur"]


def test_lists_ask_the_same_number_of_times_for_many(sign_in, center, officer, django_assert_max_num_queries):
    test = outside_test(center, held_on=date(2026, 8, 3))
    blanks(center, "0001", "0001")
    # Pages that show nobody leave no entry in the access log.
    candidate(test, batch=class_of(0, training_center=center))
    client = sign_in(officer)
    page_of(client, "outside_test_list")
    counts = []
    for _ in range(2):
        found = []
        for name, args in (
            ("outside_test_list", ()),
            ("outside_test", (test.public_id,)),
            ("outside_waiting", ()),
            ("blank_list", ()),
        ):
            with django_assert_max_num_queries(15) as asked:
                page_of(client, name, *args)
            found.append(len(asked))
        counts.append(found)
        place = class_of(0, training_center=center)
        for _count in range(8):
            candidate(test, batch=place)
            outside_test(center)
        blanks(center, f"{len(counts)}001", f"{len(counts)}029")

    assert counts[0] == counts[1]
