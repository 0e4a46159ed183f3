"""Lists of registrations: what the form asks is asked, the center's own people are asked about, all can be undone."""

from datetime import date, timedelta
from io import BytesIO

import pytest
import python_calamine as calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.errors import RuleViolation
from core.exporting import as_xlsx
from inmates.imports import list_imports, served_rows
from inmates.imports.models import ListImport
from inmates.imports.reading.header_rows import Column
from inmates.imports.reading.lists import Table, TableRow, read_lists
from inmates.people.models import Person
from programs.registrations import known_people, list_import, registering, registration_decisions
from programs.registrations.contact_details import ContactDetails, plain_number
from programs.registrations.known_people import Wanted
from programs.registrations.list_columns import Field, recognize
from programs.registrations.list_files import REGISTRATIONS, Fault, rows_of
from programs.registrations.list_import import KIND
from programs.registrations.models import Registration
from programs.registrations.registering import Identity
from tests.factories import BatchFactory, FacilityFactory, UserFactory
from tests.factories.accounts import TrainingCenterFactory
from tests.factories.earlier import accepted, mapped
from tests.inmates.imports.builders import csv, xlsx
from tests.programs.registrations.test_registering import NIK, SIGNED, WHO, taught
from tests.reasons import codes
from tests.world.strategies import examples, names_of_world, texts

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
TODAY = date(2026, 11, 23)
HEADS = (
    "No",
    "Nama Lengkap",
    "NIK",
    "Tempat Lahir",
    "Tgl Lahir",
    "JK",
    "Pendidikan",
    "Alamat",
    "No HP",
    "Tgl setuju dihubungi",
    "Kelas",
    "Tgl Persetujuan",
    "Sumber",
)
OTHER_NIK = "6305010101950002"


def row(name="Siti Rahmah", nik=NIK, **more):
    words = {
        "place": "Rantau",
        "born": "17/05/1995",
        "sex": "P",
        "education": "SMA",
        "address": "Jl. Melati 3",
        "telephone": "0812 3456 7890",
        "called": "02/11/2026",
        "wished": "",
        "signed": "02/11/2026",
        "way": "",
        **more,
    }
    return (1, name, nik, *words.values())


def file_of(*rows, heads=HEADS):
    return as_xlsx(heads, rows)


@pytest.fixture
def batch():
    return BatchFactory(is_open=True, capacity=2, name="Las malam", state="selecting", starts_on=TODAY)


@pytest.fixture
def by(batch):
    return UserFactory(roles=["blk_coordinator"], training_center=batch.training_center)


@pytest.fixture
def taken(batch, by):
    """An import of these rows, whose columns are as recognized."""

    def take(*rows, data=None):
        return mapped(data or file_of(*rows), by=by, kind=KIND, about=batch.public_id)

    return take


def lines(found, by):
    return list_imports.lines_of(found, by=by)


def effects(found, by):
    return [line.effect.value for line in lines(found, by)]


def refused(call, *arguments, **words):
    with pytest.raises(RuleViolation) as violation:
        call(*arguments, **words)
    return codes(violation.value.reasons)


def read(data):
    return rows_of(read_lists(data, REGISTRATIONS).tables[0], today=TODAY)


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("Nama", "name"),
        ("NAMA PENDAFTAR", "name"),
        ("Nama Panggilan", "called_name"),
        ("NIK/KTP", "nik"),
        ("Tempat, Tgl. Lahir", "birth"),
        ("L/P", "sex"),
        ("Pendidikan Terakhir", "education"),
        ("Alamat Lengkap", "address"),
        ("No. HP/WA", "telephone"),
        ("Tanggal setuju dihubungi", "contact_consent_on"),
        ("Pelatihan yang dipilih", "class"),
        ("Program", "class"),
        ("Tgl Persetujuan", "consent_on"),
        ("Sumber data", "way"),
        ("No", "ordinal"),
        ("Agama", None),
        ("x" * 300, None),
    ],
)
def test_heads_of_columns_are_recognized(head, field):
    found = recognize(head)

    assert (found and found[0].value) == field


@pytest.mark.parametrize("field", Field)
def test_names_of_columns_fit_the_menus_of_a_telephone(field):
    assert len(str(field.label)) <= 32


def test_row_is_registered_with_all_that_the_form_asks(batch, by, taken):
    accepted(taken(row()), by=by)

    registration = Registration.objects.get()
    person = registration.person
    assert (person.full_name, person.nik, person.birth_place, person.birth_date) == (
        "Siti Rahmah",
        NIK,
        "Rantau",
        date(1995, 5, 17),
    )
    assert (person.sex, person.education, person.facility, person.nik_index) == ("P", "SMA", None, None)
    assert (registration.batch, registration.state, registration.way, registration.consent_on) == (
        batch,
        "new",
        "list",
        SIGNED,
    )
    assert registration.contact == ContactDetails("Jl. Melati 3", "081234567890", SIGNED)
    assert "Melati" not in registration.contact_sealed


@pytest.mark.parametrize(
    ("text", "way"), [("datang langsung", "counter"), ("Formulir", "form"), ("Disnaker", "list"), ("", "list")]
)
def test_source_of_the_registration_is_kept(taken, by, text, way):
    accepted(taken(row(way=text)), by=by)

    assert Registration.objects.get().way == way


def test_same_file_twice_changes_nothing(taken, by):
    rows = [row(), row("Hasan", OTHER_NIK, born=34836, sex="L")]
    accepted(taken(*rows), by=by)

    again = taken(*rows)

    assert effects(again, by) == ["unchanged", "unchanged"]
    assert refused(accepted, again, by=by) == ["nothing"]


def test_same_file_changes_nothing_once_decided_and_without_a_nik(taken, by):
    rows = [row(nik=""), row("Hasan", "", born="18/05/1995")]
    accepted(taken(*rows), by=by)
    registration_decisions.decline(
        Registration.objects.get(person__full_name="Hasan"), by=by, reason="Kelas ini untuk pemula"
    )

    assert effects(taken(*rows), by) == ["unchanged", "unchanged"]


def test_row_completes_a_registration_and_undoing_takes_that_back(taken, by):
    first = accepted(taken(row(place="", signed="", address="", telephone="", called="", nik="")), by=by)
    found = taken(row(place="", education="S1"))

    (line,) = lines(found, by)
    assert line.effect == "changed"
    assert [name for name, _old, _new in line.changes] == [
        "NIK",
        "Pendidikan terakhir",
        "Alamat",
        "Nomor telepon",
        *[label for label, _old, _new in line.changes[4:]],
    ]
    assert NIK not in str(line.changes)
    found = accepted(found, by=by)
    registration = Registration.objects.get()
    assert (registration.person.education, registration.person.nik, registration.consent_on) == ("S1", NIK, SIGNED)
    assert refused(list_imports.undo, first, by=by) == ["changed_later"]

    list_imports.undo(found, by=by)

    registration = Registration.objects.select_related("person").get()
    assert (registration.person.education, registration.person.nik, registration.consent_on) == ("SMA", "", None)
    assert (registration.contact, registration.nik_index) == (ContactDetails(), "")


def test_undone_list_leaves_nobody_behind(taken, by):
    found = accepted(taken(row(), row("Hasan", OTHER_NIK)), by=by)

    list_imports.undo(found, by=by)

    assert not Registration.objects.exists()
    assert not Person.objects.filter(full_name__in=["Siti Rahmah", "Hasan"]).exists()


def test_list_is_not_undone_once_somebody_has_a_place(taken, by):
    found = accepted(taken(row()), by=by)
    registration_decisions.accept(Registration.objects.get(), by=by)

    assert "decided" in refused(list_imports.undo, found, by=by)


def meanwhile(monkeypatch, act):
    """Another request does this before the lock is ours."""
    waits = list_import.hold
    acts = iter([act])

    def hold(**keys):
        for late in acts:
            late()
        waits(**keys)

    monkeypatch.setattr(list_import, "hold", hold)


def test_list_is_not_undone_if_somebody_gets_a_place_while_it_waits(taken, by, monkeypatch):
    found = accepted(taken(row()), by=by)
    meanwhile(monkeypatch, lambda: registration_decisions.accept(Registration.objects.get(), by=by))

    assert "decided" in refused(list_imports.undo, found, by=by)


def test_row_is_not_stored_over_what_was_decided_while_it_waited(taken, by, monkeypatch):
    accepted(taken(row(place="")), by=by)
    meanwhile(monkeypatch, lambda: registration_decisions.withdraw(Registration.objects.get(), by=by))

    assert refused(accepted, taken(row()), by=by) == ["stale"]


@pytest.mark.parametrize(
    ("change", "effect", "is_told"),
    [
        ({"telephone": "0813 9999 0000"}, "unchanged", True),
        ({"address": "Jl. Kenanga 9"}, "unchanged", True),
        ({"telephone": "0813 9999 0000", "called": "09/11/2026"}, "changed", False),
        ({"telephone": "62 812-3456-7890"}, "unchanged", False),
    ],
)
def test_whoever_agreed_to_one_number_has_not_agreed_to_another(taken, by, change, effect, is_told):
    accepted(taken(row()), by=by)

    (line,) = lines(taken(row(**{"called": "", **change})), by)

    assert line.effect == effect
    assert any("tidak diambil" in note for note in line.notes) == is_told


def test_person_comes_in_without_a_contact_that_has_no_day_of_consent(taken, by):
    accepted(taken(row(called="")), by=by)

    registration = Registration.objects.get()
    assert (registration.contact_sealed, registration.contact_consent_on) == ("", None)


def test_upload_is_found_again_where_the_next_one_is_made(taken, by, batch, client):
    client.force_login(by)
    found = accepted(taken(row()), by=by)
    open_one = list_imports.receive(file_of(row()), kind=KIND, by=by, about=batch.public_id)

    said = client.get(reverse("programs:registration_import_new", args=[batch.public_id])).content.decode()

    for address in (
        reverse("programs:registration_import", args=[found.public_id]),
        reverse("programs:registration_import_columns", args=[open_one.public_id]),
    ):
        assert address in said


def test_list_is_not_undone_once_its_people_stand_elsewhere(taken, by, batch):
    found = accepted(taken(row()), by=by)
    other = BatchFactory(is_open=True, training_center=batch.training_center)
    same = Registration.objects.get().person
    registering.register(other, by=by, who=Identity("Siti Rahmah", nik=NIK), way="counter", same_as=same)

    assert refused(list_imports.undo, found, by=by) == ["in_use"]


def test_withdrawn_registration_is_opened_again_and_undoing_withdraws_it(taken, by):
    accepted(taken(row()), by=by)
    registration = registration_decisions.withdraw(Registration.objects.get(), by=by)
    found = taken(row())
    (line,) = lines(found, by)
    value = line.question.choices[0][0]

    found = accepted(found, by=by, answers={2: value})
    registration.refresh_from_db()
    assert registration.state == "new"

    list_imports.undo(found, by=by)
    registration.refresh_from_db()
    assert (registration.state, registration.decided_by) == ("withdrawn", by)


@pytest.mark.parametrize("inside", [False, True])
def test_people_the_center_knows_are_asked_about_and_keep_their_record(taken, by, batch, inside):
    person = taught(batch, nik=NIK, facility=FacilityFactory() if inside else None)
    found = taken(row())

    (line,) = lines(found, by)
    assert [value for value, _words in line.question.choices] == [str(person.public_id), "new"]
    assert refused(accepted, found, by=by) == ["ask_same"]
    accepted(found, by=by, answers={2: str(person.public_id)})

    registration = Registration.objects.get()
    assert registration.known_as == person
    assert registration.person != person
    assert registration.person.nik_index is None


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"born": "01/01/2027"}, "sebelum hari ini"),
        ({"signed": "01/01/2027"}, "masa depan"),
        ({"called": "01/01/2027"}, "masa depan"),
        ({"wished": "Menjahit"}, "Menjahit"),
        ({"nik": "6305010101"}, "NIK"),
        ({"nik": 6305010101950001}, "NIK"),
    ],
)
def test_rows_that_cannot_be_registered_say_why(taken, by, change, word):
    (line,) = lines(taken(row(**change)), by)

    assert line.effect == "rejected"
    assert any(word in reason for reason in line.reasons)
    assert NIK not in line.written


def test_two_rows_about_one_person_are_rejected(taken, by):
    rows = [row(), row("Lain", NIK, born="01/01/1990"), row("Hasan", ""), row("hassan", "")]

    assert effects(taken(*rows), by) == ["rejected"] * 4


def test_row_may_wish_for_another_public_class(taken, by, batch):
    later = {"state": "selecting", "starts_on": TODAY}
    other = BatchFactory(is_open=True, training_center=batch.training_center, name="Menjahit pagi", **later)
    BatchFactory(is_open=True, name="Kue")
    found = taken(
        row(wished="menjahit  PAGI"), row("Hasan", OTHER_NIK, wished="Las malam"), row("Ali", "", wished="Kue")
    )

    assert effects(found, by) == ["new", "new", "rejected"]
    accepted(found, by=by)
    assert set(Registration.objects.values_list("person__full_name", "batch__name")) == {
        ("Siti Rahmah", other.name),
        ("Hasan", "Las malam"),
    }


def test_closed_class_takes_no_list(taken, by, batch):
    found = taken(row())
    type(batch).objects.filter(pk=batch.pk).update(state="certified")

    assert effects(found, by) == ["rejected"]


def test_nobody_registers_late_by_a_list_where_no_reason_stands(taken, by, batch):
    accepted(taken(row()), by=by)
    type(batch).objects.filter(pk=batch.pk).update(starts_on=date(2026, 11, 20))

    found = taken(row(place="Banjarmasin"), row("Hasan", OTHER_NIK))

    # Who stands there already is completed.
    assert effects(found, by) == ["changed", "rejected"]
    assert "Angkatan sudah mulai" in lines(found, by)[1].reasons[0]


def test_missing_consent_is_a_note_as_on_the_form(taken, by):
    (line,) = lines(taken(row(signed="")), by)

    assert line.effect == "new"
    assert any("persetujuan" in note for note in line.notes)


@pytest.mark.parametrize("role", ["certificate_officer", "instructor", "blk_head"])
def test_others_register_nobody_by_a_list(taken, batch, role):
    found = taken(row())
    other = UserFactory(roles=[role], training_center=batch.training_center)
    stranger = UserFactory(roles=["blk_coordinator"])

    for user in (other, stranger):
        assert refused(list_imports.accept, found, by=user, seen="", rows={2}) == ["not_allowed"]
    assert refused(list_imports.receive, file_of(row()), kind=KIND, by=stranger, about=batch.public_id) == [
        "not_allowed"
    ]


def test_list_is_for_a_public_class_alone(by, batch):
    inside = BatchFactory(training_center=batch.training_center)

    for about in (inside.public_id, None):
        assert refused(list_imports.receive, file_of(row()), kind=KIND, by=by, about=about) == ["not_allowed"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"name": ""}, Fault.NAME),
        ({"name": "Siti 2"}, Fault.NAME),
        ({"name": "Siti \N{GRINNING FACE}"}, Fault.SIGNS),
        ({"nik": "1" * 15}, Fault.NIK),
        ({"born": "kemarin"}, Fault.BORN),
        ({"signed": "kemarin"}, Fault.DATE),
        ({"signed": "31-02-2026"}, Fault.NO_DAY),
        ({"nik": "", "born": "30/02/1995"}, Fault.NO_DAY),
        ({"sex": "X"}, Fault.SEX),
        ({"education": "pesantren kilat"}, Fault.EDUCATION),
        ({"telephone": "tanya adik"}, Fault.TELEPHONE),
        ({"way": "mimpi"}, Fault.WAY),
        ({"address": "J" * 201}, Fault.LONG),
        ({"nik": "", "born": ""}, Fault.NOBODY),
    ],
)
def test_what_cannot_be_read_is_said_and_never_guessed(change, fault):
    assert read(file_of(row(**change)))[0].faults == (fault,)


def test_lists_of_other_offices_are_read_as_they_come():
    data = csv(
        ["Daftar calon peserta"],
        ["No", "Nama", "Tempat, Tgl Lahir", "L/P", "No HP", "Agama"],
        [1, "Nur’aini", "Rantau, 17 Mei 1995", "P", 81234567890, "CANARY"],
        encoding="cp1252",
    )
    merged = xlsx(["No", "Nama", "Tempat Tanggal Lahir", ""], [1, "Hasan", "Binuang", 34836])

    assert [(one.full_name, one.birth_date, one.telephone) for one in read(data)] == [
        ("Nur’aini", date(1995, 5, 17), "081234567890")
    ]
    assert [(one.birth_place, one.birth_date) for one in read(merged)] == [("Binuang", date(1995, 5, 17))]
    assert "CANARY" not in str(read_lists(data, REGISTRATIONS).tables[0].as_values())


@examples()
@given(
    st.one_of(names_of_world(), texts(160)),
    st.one_of(texts(30), st.integers(0, 10**17)),
    st.one_of(texts(30), st.integers(-(10**9), 10**9)),
    st.one_of(texts(60), st.integers(-(10**12), 10**12)),
)
def test_any_cells_give_a_row_that_names_somebody_or_a_fault(name, nik, born, telephone):
    fields = [Field.NAME, Field.NIK, Field.BIRTH_DATE, Field.TELEPHONE]
    columns = tuple(Column(index, field.label, field) for index, field in enumerate(fields))
    table = Table(columns, (TableRow(2, dict(enumerate([name, nik, born, telephone]))),))

    (found,) = rows_of(table, today=TODAY) or [None]

    assert found.faults or (found.full_name and (found.nik or found.birth_date))
    assert not found.telephone or plain_number(found.telephone) == found.telephone


@examples()
@given(texts(60, 0))
def test_telephone_numbers_are_digits_or_nothing(text):
    number = plain_number(text)

    assert not number or (number.isdecimal() and number.startswith("0") and 8 <= len(number) <= 14)


def test_questions_of_a_list_are_those_of_the_form(batch):
    """`alike_each` answers for a whole list what `alike` answers for one."""
    for nik, name, born in (
        (NIK, "Siti Rahmah", WHO.birth_date),
        ("", "Sitti Rachmah", WHO.birth_date),
        (OTHER_NIK, "Lain", date(1980, 1, 1)),
    ):
        taught(batch, who=Identity(name, birth_date=born), nik=nik)
    wanted = [
        Wanted(name, born, nik)
        for name in ("Siti Rahmah", "Orang Lain")
        for born in (WHO.birth_date, None)
        for nik in ("", NIK, OTHER_NIK)
    ]
    center = batch.training_center

    each = known_people.alike_each(center, wanted)

    assert each == [
        known_people.alike(center, full_name=one.full_name, birth_date=one.birth_date, nik=one.nik) for one in wanted
    ]
    assert any(each)
    assert known_people.alike_each(center, []) == []


def test_list_goes_through_its_pages(sign_in, by, batch):
    desk = sign_in(by)
    new = reverse("programs:registration_import_new", args=[batch.public_id])
    assert "Tgl Persetujuan" not in desk.get(new).content.decode()
    desk.post(new, {"file": SimpleUploadedFile("daftar.xlsx", file_of(row(), row("", OTHER_NIK)))})
    found = ListImport.objects.get()
    columns = reverse("programs:registration_import_columns", args=[found.public_id])
    assert NIK not in desk.get(columns).content.decode()
    desk.post(columns, {f"column_{one['index']}": one["field"] for one in found.headers})
    page = reverse("programs:registration_import", args=[found.public_id])
    shown = desk.get(page)
    assert NIK not in shown.content.decode()
    desk.post(page, {"seen": shown.context["seen"], "row": list(shown.context["kept"])})

    assert Registration.objects.get().person.full_name == "Siti Rahmah"
    assert desk.get(page).status_code == 200
    desk.post(reverse("programs:registration_import_undo", args=[found.public_id]))
    assert not Registration.objects.exists()


def test_rejected_rows_stay_with_their_reasons_once_the_others_are_stored(sign_in, taken, by, batch):
    found = accepted(taken(row(), row("Dewi Kartika", OTHER_NIK, signed="31-02-2026")), by=by)
    desk, reason = sign_in(by), "Sebuah tanggal menyebut hari yang tidak ada, misalnya 31 Februari. Perbaiki."

    page = desk.get(reverse("programs:registration_import", args=[found.public_id])).text
    file = desk.get(reverse("programs:registration_import_rejected", args=[found.public_id]))

    assert all(text in page for text in ("Dewi Kartika", "31-02-2026", reason))
    ((row_of_file, *cells),) = calamine.load_workbook(BytesIO(file.content)).get_sheet_by_index(0).to_python()[1:]
    assert (int(row_of_file), cells) == (3, ["Dewi Kartika", "31-02-2026", reason])
    served_rows.destroy_lists([found.pk])
    found.refresh_from_db()
    assert found.sealed_rejected == ""
    assert "Dewi Kartika" not in desk.get(reverse("programs:registration_import", args=[found.public_id])).text


def test_rejected_rows_go_with_the_list_that_is_undone(taken, by):
    found = accepted(taken(row(), row("Dewi Kartika", OTHER_NIK, signed="31-02-2026")), by=by)

    list_imports.undo(found, by=by)

    found.refresh_from_db()
    assert found.sealed_rejected == ""


def test_file_of_rejected_rows_asks_for_the_password_of_a_session_left_open(sign_in, taken, by):
    found = accepted(taken(row(), row("Dewi Kartika", OTHER_NIK, signed="31-02-2026")), by=by)
    desk = sign_in(by)
    with clock.moved_to(clock.now() + timedelta(minutes=6)):
        answer = desk.get(reverse("programs:registration_import_rejected", args=[found.public_id]))

    assert (answer.status_code, reverse("accounts:identity_confirm") in answer.url) == (302, True)


def test_list_without_rejected_rows_keeps_none(taken, by):
    assert accepted(taken(row()), by=by).sealed_rejected == ""


def test_lists_of_others_are_not_found(sign_in, taken, batch):
    found = taken(row())
    stranger = sign_in(UserFactory(roles=["blk_coordinator"], training_center=TrainingCenterFactory()))

    for name, key in (("registration_import", found.public_id), ("registration_import_new", batch.public_id)):
        assert stranger.get(reverse(f"programs:{name}", args=[key])).status_code == 404
