"""A workbook of several sheets: which one is read is said, and another one can be chosen."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from core.errors import RuleViolation
from inmates.imports import sheet_choice, uploads
from inmates.imports.models import SpreadsheetImport
from inmates.imports.reading import MAX_ROWS, Field, LeftSheet, read_workbook
from tests.factories import PersonFactory, UserFactory
from tests.inmates.imports.builders import HEADER, book, person

pytestmark = pytest.mark.django_db


def people(*names):
    return [HEADER, *(person(Nama=name, **{"No. Registrasi": f"B.I {ord(name[0])}/2026"}) for name in names)]


RECAP = [["Rekapitulasi"], ["Blok A", 1], ["Blok B", 2]]
TWO = {"Blok_A": people("Ahmad"), "Rekap": RECAP, "Blok_B": people("Budi", "Candra")}
SENTENCE = (
    "Lembar “Blok_A” dibaca (baris: 1). Tidak dibaca: “Blok_B” (baris: 2), “Rekap” (baris: 3). "
    "Orang yang tercantum di lembar yang tidak dibaca dianggap tidak ada di berkas."
)


@pytest.fixture
def registrar():
    return UserFactory(roles=["registrar"])


@pytest.fixture
def received(registrar):
    return uploads.receive(book(**TWO), facility=registrar.facility, by=registrar)


def names_on(data):
    workbook = read_workbook(data)
    return [(table.sheet, len(table.rows)) for table in workbook.tables], list(workbook.left)


def mapping(found):
    return {head["index"]: Field(head["field"]) for head in found.headers if head["field"]}


def names(found):
    return sorted(found.rows.filter(kind="new").values_list("name", flat=True))


@pytest.mark.parametrize(
    ("sheets", "read"),
    [
        ({"Data": people("Ahmad")}, ([("Data", 1)], [])),
        (TWO, ([("Blok_A", 1), ("Blok_B", 2)], [LeftSheet("Rekap", 3)])),
        # An empty form of the list is none of the lists while another sheet has people.
        ({"Format": [HEADER], "Isi": people("Ahmad")}, ([("Isi", 1)], [])),
        ({"Format": [HEADER]}, ([("Format", 0)], [])),
        # A complete header wins over a partial one, wherever it stands.
        (
            {"Lain": [["No", "Nama", "Blok", "Kamar"], [1, "Ahmad", "A", "1"]], "Isi": people("Budi")},
            ([("Isi", 1), ("Lain", 1)], []),
        ),
    ],
)
def test_lists_are_read_in_order_and_the_other_sheets_are_named(sheets, read):
    assert names_on(book(**sheets)) == read


def test_a_sheet_that_cannot_be_read_takes_away_no_list_before_it():
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer)
    for number, row in enumerate(people("Ahmad")):
        (workbook.get_worksheet_by_name("Isi") or workbook.add_worksheet("Isi")).write_row(number, 0, row)
    # One cell at the far end, as a slip of the keyboard leaves it.
    workbook.add_worksheet("Lain").write(1_048_575, 0, "x")
    workbook.close()

    assert names_on(buffer.getvalue()) == ([("Isi", 1)], [LeftSheet()])


def test_a_list_that_is_too_long_takes_away_no_other():
    long = people("Budi") + people("Candra")[1:] * MAX_ROWS

    found = names_on(book(Blok_A=people("Ahmad"), Rekap=RECAP, Blok_B=long))

    assert found == ([("Blok_A", 1)], [LeftSheet("Rekap", 3), LeftSheet("Blok_B", len(long))])


def test_text_has_one_list_whichever_ways_it_can_be_parted():
    assert names_on(b"Nama;No. Registrasi\nAhmad, S.H.;B.I 1/2026\n") == ([("", 1)], [])


def test_page_says_which_sheet_is_read_and_which_are_not(sign_in, registrar, received):
    page = sign_in(registrar).get(reverse("inmates:import_mapping", args=[received.public_id]))

    assert page.context["sheets"] == SENTENCE
    assert ('<option value="Blok_B">' in page.content.decode(), "Rekap</option>" in page.content.decode()) == (
        True,
        False,
    )


def test_file_of_one_sheet_says_nothing_of_sheets(registrar):
    found = uploads.receive(book(Data=people("Ahmad")), facility=registrar.facility, by=registrar)

    assert (sheet_choice.sheets_sentence(found), found.other_lists) == ("", [])


def test_chosen_sheet_is_read_instead_and_compared_anew(sign_in, registrar, received):
    client = sign_in(registrar)
    received = uploads.map_columns(received, by=registrar, mapping=mapping(received))
    before = names(received)

    answer = client.post(reverse("inmates:import_sheet", args=[received.public_id]), {"sheet": "Blok_B"})
    received.refresh_from_db()

    assert answer.url == reverse("inmates:import_mapping", args=[received.public_id])
    assert (received.sheet, received.sheet_rows, received.state, received.rows.count()) == ("Blok_B", 2, "mapping", 0)
    received = uploads.map_columns(received, by=registrar, mapping=mapping(received))
    assert (before, names(received)) == (["Ahmad"], ["Budi", "Candra"])
    # And back again: nothing of the file was lost.
    assert sheet_choice.choose_sheet(received, by=registrar, name="Blok_A").other_lists == ["Blok_B"]


@pytest.mark.parametrize(
    ("name", "state", "code"),
    [
        ("Rekap", "mapping", "no_list"),
        ("Blok_A", "mapping", "no_list"),
        ("", "mapping", "no_list"),
        ("Blok_B", "accepted", "settled"),
        ("Blok_B", "discarded", "settled"),
    ],
)
def test_what_is_no_other_list_or_settled_is_refused(registrar, received, name, state, code):
    SpreadsheetImport.objects.update(state=state)

    with pytest.raises(RuleViolation) as refused:
        sheet_choice.choose_sheet(received, by=registrar, name=name)

    assert [reason.code for reason in refused.value.reasons] == [code]


def test_same_file_given_again_for_a_dropped_column_is_read_on_the_chosen_sheet(sign_in, registrar):
    data = book(**TWO)
    found = uploads.receive(data, facility=registrar.facility, by=registrar)
    found = sheet_choice.choose_sheet(found, by=registrar, name="Blok_B")
    # The column of the articles was dropped; to read it as a called name the file is needed again.
    columns = {f"column_{index}": field.value for index, field in mapping(found).items()}
    columns[f"column_{HEADER.index('Pasal')}"] = Field.CALLED_NAME.value

    sign_in(registrar).post(
        reverse("inmates:import_mapping", args=[found.public_id]),
        {**columns, "file": SimpleUploadedFile("a.xlsx", data)},
    )

    found.refresh_from_db()
    assert (found.sheet, names(found), found.other_lists) == ("Blok_B", ["Budi", "Candra"], ["Blok_A"])


def test_sheets_that_could_not_be_opened_are_told_without_a_name():
    kept = [{"name": "Data", "rows": 3, "is_list": True}, {"name": "", "rows": 0, "is_list": False}]

    with translation.override("en"):
        said = sheet_choice.sheets_sentence(SpreadsheetImport(sheets=kept))

    assert said == "Sheet “Data” is read (rows: 3). Other sheets could not be opened."


def test_people_of_another_sheet_are_missing_and_the_result_says_why(sign_in, registrar, received):
    PersonFactory(facility=registrar.facility, with_custody=True)
    received = uploads.map_columns(received, by=registrar, mapping=mapping(received))

    page = sign_in(registrar).get(reverse("inmates:import_detail", args=[received.public_id]))

    assert SENTENCE in page.content.decode()
