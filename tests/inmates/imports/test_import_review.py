"""The review of an import: what is written in rejected rows, samples of columns, sentences that are over."""

import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from core import clock
from core.models import AccessLogEntry
from inmates.imports import acceptance, uploads
from inmates.imports.models import SpreadsheetImport
from inmates.imports.reading import Field
from tests.factories import FacilityFactory, UserFactory
from tests.html import without_drawn
from tests.inmates.imports.builders import HEADER, person, xlsx
from tests.inmates.imports.samples import sheet

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def registrar():
    return UserFactory(roles=["registrar"], facility=FacilityFactory())


@pytest.fixture
def receive(registrar):
    return lambda *rows: uploads.receive(sheet(*rows), facility=registrar.facility, by=registrar)


@pytest.fixture
def compare(receive, registrar):
    def compare(*rows):
        found = receive(*rows)
        mapping = {head["index"]: Field(head["field"]) for head in found.headers if head["field"]}
        return uploads.map_columns(found, by=registrar, mapping=mapping, in_background=False)

    return compare


def url(name, found):
    return reverse(f"inmates:{name}", args=[found.public_id])


FAULTY = (
    {"Nama": "Ahmad Satu", "No. Registrasi": "B.I 1/2026"},
    {"Nama": "=CMD()", "No. Registrasi": "B.I 1/2026"},
    {"Nama": "Budi Tiga", "No. Registrasi": "B.I 3/2026", "Tgl Ekspirasi": "31/02/2027"},
    {"Nama": "Citra Empat", "No. Registrasi": "B.I 4/2026", "Tgl Masuk": "03/02/2026", "Tgl Ekspirasi": "01/02/2025"},
    {"Nama": "", "No. Registrasi": "B.I 5/2026"},
)
NUMBER = "Nomor registrasi"


def test_rejected_rows_keep_name_what_is_written_and_the_other_row(compare):
    rows = compare(*FAULTY).rows.filter(kind="rejected").order_by("sheet_row")

    assert [(row.sheet_row, row.name, row.values["written"], row.values["others"]) for row in rows] == [
        (2, "Ahmad Satu", "B.I 1/2026", [3]),
        (3, "=CMD()", "B.I 1/2026", [2]),
        (4, "Budi Tiga", "31/02/2027", []),
        (5, "Citra Empat", "03/02/2026 – 01/02/2025", []),
        (6, "", "", []),
    ]


def test_page_of_rejected_rows_says_them(sign_in, compare, registrar):
    page = sign_in(registrar).get(url("import_detail", compare(*FAULTY)), {"tab": "rejected"}).content.decode()

    for text in ("Ahmad Satu", "B.I 1/2026", "Baris 3 memakai nomor yang sama.", "31/02/2027"):
        assert text in page


def test_rejected_rows_are_a_file_without_formula_and_logged(sign_in, compare, registrar):
    found = compare(*FAULTY)

    answer = sign_in(registrar).get(url("import_rejected", found))

    sheets = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    lines = sheets.get_sheet_by_index(0).to_python()
    assert lines[0] == ["Baris", "Nama", "Tertulis", "Sebab ditolak", "Baris lain"]
    assert [line[:3] for line in lines[1:3]] == [[2, "Ahmad Satu", "B.I 1/2026"], [3, "'=CMD()", "B.I 1/2026"]]
    assert lines[1][4] == "Baris 3 memakai nomor yang sama."
    logged = AccessLogEntry.objects.values_list("kind", "subject_type", "subject")
    assert logged.get() == ("export", "inmates.spreadsheetimport", "rejected rows as xlsx")


def test_file_of_rejected_rows_asks_for_the_password_of_a_session_left_open(sign_in, compare, registrar):
    found, desk = compare(*FAULTY), sign_in(registrar)
    with clock.moved_to(clock.now() + timedelta(minutes=6)):
        answer = desk.get(url("import_rejected", found))

    assert (answer.status_code, reverse("accounts:identity_confirm") in answer.url) == (302, True)


def test_rejected_rows_of_another_facility_are_not_found(sign_in, compare):
    assert sign_in(UserFactory(roles=["registrar"])).get(url("import_rejected", compare(*FAULTY))).status_code == 404


def test_columns_show_what_stands_in_them_but_no_nik(sign_in, receive, registrar):
    found = receive({"NIK": "6305010302940001"}, {"Nama": "Budi Dua", "No. Registrasi": "B.I 2/2026"}, {"Nama": "Eka"})

    page = sign_in(registrar).get(url("import_mapping", found))

    rows = {row["select"].label: (row["samples"], row["is_needed"]) for row in page.context["form"].rows()}
    assert rows["Nama"] == (["Ahmad Rifani", "Budi Dua", "Eka"], True)
    assert rows["NIK"] == (["••••"], False)
    assert rows["Tgl Lahir"] == (["03/02/1994"], False)
    assert rows["Pasal"] == (None, False)
    assert "KANARI" not in page.content.decode()


@pytest.mark.parametrize(
    "remark", ["NIK 6305010302940001", "Blok 2, NIK 6305 0103 0294 0001", "2 KTP: 6305.0103.0294.0001"]
)
def test_number_like_a_nik_is_not_shown_wherever_in_a_cell_it_stands(sign_in, receive, registrar, remark):
    found = receive({"Kamar": remark})

    page = sign_in(registrar).get(url("import_mapping", found)).content.decode()

    assert ("0001" in without_drawn(page), "••••" in page) == (False, True)


def test_column_that_is_needed_and_missing_is_named(sign_in, registrar):
    data = b"Nama;Nomor;Blok;Kamar;Tgl Lahir;Tgl Masuk\nAhmad;x;A;1;03/02/1994;03/02/2025\n"
    found = uploads.receive(data, facility=registrar.facility, by=registrar)

    page = sign_in(registrar).get(url("import_mapping", found))

    sentence = f"Pilih kolom untuk “{NUMBER}”; tanpa itu tidak ada baris yang dapat diterima."
    assert page.context["form"].missing() == [sentence]
    assert sentence in page.content.decode()


def test_sentences_that_are_over_are_told_before_anything_is_stored(sign_in, compare, registrar):
    found = compare(
        {"Tgl Ekspirasi": "22/11/2026"}, {"Nama": "Budi", "No. Registrasi": "B.I 2/2026", "Tgl Ekspirasi": "23/11/2026"}
    )

    page = sign_in(registrar).get(url("import_detail", found)).content.decode()

    assert found.warnings == [{"code": "sentence_over", "count": 1}]
    assert "1 baris: Tanggal ekspirasi sudah lewat." in page
    assert page.index("notice--bad") < page.index("Tanggal ekspirasi sudah lewat.")


def test_accepting_and_undoing_stand_before_the_table_and_a_way_leads_on(sign_in, compare, registrar):
    client, found = sign_in(registrar), compare({})
    before = client.get(url("import_detail", found)).content.decode()
    acceptance.accept(found, by=registrar)
    after = client.get(url("import_detail", found)).content.decode()

    assert before.index("Terima baris terpilih") < before.index("<table")
    assert after.index("Urungkan impor") < after.index("<table")
    assert after.index("Ke daftar warga binaan") < after.index("<table")


def test_undone_import_says_so(sign_in, compare, registrar):
    acceptance.undo(acceptance.accept(compare({}), by=registrar), by=registrar)

    page = sign_in(registrar).get(reverse("inmates:import_list")).content.decode()

    assert ("Diurungkan" in page, "Dibatalkan" in page) == (True, False)
    assert SpreadsheetImport.objects.get().state == "undone"


def test_day_that_stands_as_a_number_is_shown_as_a_day(registrar):
    serial = (date(1994, 2, 3) - date(1899, 12, 30)).days
    # The second is the number of no day, and is shown as it stands.
    rows = [person(**{"Tgl Lahir": number, "No. Registrasi": f"B.I {number}/2026"}) for number in (serial, 7)]
    found = uploads.receive(xlsx(HEADER, *rows), facility=registrar.facility, by=registrar)
    (born,) = (head["index"] for head in found.headers if head["field"] == Field.BORN)

    assert uploads.samples(found)[born] == ["03/02/1994", "7"]
