"""`manage.py import_people`: what other programs read of it, and that a dry run leaves no trace."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.models import AuditEvent
from inmates.imports.models import SpreadsheetImport
from inmates.people.models import Person
from tests.factories import FacilityFactory, UserFactory
from tests.inmates.imports.samples import FILES, SAMPLES, expected, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def facility():
    return FacilityFactory(code="RTN-RTU")


@pytest.fixture
def spreadsheet(tmp_path):
    """Writes bytes as a file."""

    def spreadsheet(data):
        path = tmp_path / "daftar.csv"
        path.write_bytes(data)
        return path

    return spreadsheet


def said(path, **options):
    out = StringIO()
    call_command("import_people", path, facility="RTN-RTU", stdout=out, **options)
    return out.getvalue()


@pytest.mark.usefixtures("facility")
@pytest.mark.parametrize("name", FILES)
def test_samples_are_reported_as_expected(name):
    wanted = expected(name)

    result = json.loads(said(SAMPLES / name, json=True))

    assert list(result) == ["sheets", "new", "changed", "unchanged", "missing", "rejected", "warnings"]
    assert [result[kind] for kind in ("new", "changed", "unchanged", "missing")] == [wanted["new"], 0, 0, 0]
    found = [(row["row"], row["why"]) for row in result["rejected"]]
    assert sorted(found) == sorted((row["row"], row["why"]) for row in wanted["rejected"])
    assert all(row["message"] for row in result["rejected"])
    assert sum(warning["code"] == "nik_zeros" for warning in result["warnings"]) == wanted["zero_niks"]


@pytest.mark.usefixtures("facility")
def test_dry_run_leaves_no_trace(spreadsheet):
    out = said(spreadsheet(sheet({}, {"Nama": "", "No. Registrasi": "B.I 2/2025"})))

    assert out.splitlines() == [
        "Baru: 1",
        "Berubah: 0",
        "Tetap: 0",
        "Tidak ada di berkas: 0",
        "Ditolak: 1",
        "Baris 3: Nama kosong. Isi nama, lalu impor berkas lagi.",
        "Tidak ada yang disimpan (uji coba).",
    ]
    assert (Person.objects.count(), SpreadsheetImport.objects.count(), AuditEvent.objects.count()) == (0, 0, 0)


def test_accepted_list_is_stored_in_the_name_of_the_user(spreadsheet, facility):
    registrar = UserFactory(roles=["registrar"], facility=facility)

    said(spreadsheet(sheet({})), accept=True, by=registrar.username)

    assert SpreadsheetImport.objects.get().accepted_by == registrar
    assert Person.objects.get().facility == facility
    assert {event.actor_name for event in AuditEvent.objects.all()} == {registrar.full_name}


def test_importing_again_finds_nothing_new(spreadsheet, facility):
    path = spreadsheet(sheet({}))
    said(path, accept=True)

    again = json.loads(said(path, accept=True, json=True))

    assert [again[kind] for kind in ("new", "changed", "unchanged", "missing")] == [0, 0, 1, 0]


@pytest.mark.usefixtures("facility")
@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "empty"), (b"%PDF-1.7", "not_a_spreadsheet"), (b"Tanggal;Jumlah\r\n1;2", "no_header")],
)
def test_refused_file_is_told_with_code_and_sentence(spreadsheet, data, code):
    out = StringIO()

    with pytest.raises(CommandError) as refused:
        call_command("import_people", spreadsheet(data), facility="RTN-RTU", json=True, stdout=out)

    error = json.loads(out.getvalue())["error"]
    assert error == {"code": code, "message": str(refused.value)}
    assert code not in error["message"]


@pytest.mark.usefixtures("facility")
def test_list_of_which_nothing_can_be_taken_is_refused(spreadsheet):
    out = StringIO()

    with pytest.raises(CommandError):
        call_command(
            "import_people", spreadsheet(sheet({"Nama": ""})), facility="RTN-RTU", accept=True, json=True, stdout=out
        )

    assert json.loads(out.getvalue())["error"]["code"] == "nothing"
    assert SpreadsheetImport.objects.count() == 0


@pytest.mark.usefixtures("facility")
@pytest.mark.parametrize(
    ("options", "word"),
    [({"facility": "RTN-XXX"}, "RTN-XXX"), ({"facility": "RTN-RTU", "by": "siapa"}, "siapa")],
)
def test_unknown_names_are_told(spreadsheet, options, word):
    with pytest.raises(CommandError, match=word):
        call_command("import_people", spreadsheet(sheet({})), stdout=StringIO(), **options)


def test_user_of_another_facility_is_none_of_this_one(spreadsheet, facility):
    stranger = UserFactory(roles=["registrar"])

    with pytest.raises(CommandError, match=stranger.username):
        said(spreadsheet(sheet({})), by=stranger.username)


@pytest.mark.usefixtures("facility")
def test_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        said(tmp_path / "tidak-ada.xlsx")
