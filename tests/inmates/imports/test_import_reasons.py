"""What an import answers when it cannot go on, and the rare ways in which people come and go."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.utils import translation
from PIL import Image

from core import clock, crypto
from core.errors import RuleViolation
from core.models import AuditEvent, Job, JobItem
from inmates.custody import register_entries
from inmates.imports import acceptance, list_comparison, uploads
from inmates.imports.kept_lists import Upload
from inmates.imports.reading import Field, Table
from inmates.people.models import Person
from inmates.people.photos import portrait
from inmates.profile import person_records
from tests.factories import PersonFactory, UserFactory
from tests.inmates.imports.samples import HEAD, people, sheet
from tests.reasons import codes

pytestmark = pytest.mark.django_db
NIK = "6305010302940001"
TODAY = date(2026, 11, 23)


@pytest.fixture
def received(facility, registrar):
    """A file whose columns are still to be confirmed."""
    return lambda data: uploads.receive(data, facility=facility, by=registrar)


@pytest.fixture
def compared(received, registrar):
    def compared(data):
        found = received(data)
        return uploads.map_columns(found, by=registrar, mapping=mapping_of(found), in_background=False)

    return compared


@pytest.fixture
def job(registrar):
    return Job.objects.create(kind=acceptance.ACCEPT, title="Impor", office=registrar.office_code, created_by=registrar)


def mapping_of(found):
    return {head["index"]: Field(head["field"]) for head in found.headers if head["field"]}


def refused(command, *args, **kwargs):
    with pytest.raises(RuleViolation) as violation:
        command(*args, **kwargs)
    return codes(violation.value.reasons)


# Accepting


def test_import_that_a_job_works_on_waits(compared, registrar, job):
    found = compared(people(2))
    found.job = job
    found.save()

    assert codes(acceptance.blockers(found)) == ["working"]
    assert refused(acceptance.accept, found, by=registrar) == ["working"]
    assert refused(acceptance.choose, found, by=registrar, shown=[], chosen=[]) == ["working"]
    assert codes(acceptance.discard_blockers(found)) == ["settled"]
    assert Person.objects.count() == 0


def test_import_without_any_chosen_row_has_nothing_to_accept(compared, registrar):
    found = compared(people(2))
    keys = list(found.rows.values_list("pk", flat=True))

    assert acceptance.choose(found, by=registrar, shown=keys, chosen=[]) == 0
    assert codes(acceptance.blockers(found)) == ["nothing"]
    assert acceptance.choose(found, by=registrar, shown=keys, chosen=keys) == 2
    assert acceptance.blockers(found) == []


def test_only_the_rows_named_with_the_command_are_stored(compared, registrar):
    found = compared(people(3))
    second = found.rows.get(name="Orang Contoh 2")

    acceptance.accept(found, by=registrar, rows=[second.pk])

    assert list(Person.objects.values_list("full_name", flat=True)) == ["Orang Contoh 2"]


def test_naming_no_row_of_the_import_stores_nothing(compared, registrar):
    found = compared(people(3))

    assert refused(acceptance.accept, found, by=registrar, rows=[0]) == ["nothing"]
    assert Person.objects.count() == 0


def test_last_part_of_a_job_does_not_store_a_discarded_import(compared, registrar, job):
    found = compared(people(2))
    job.parameters = {"import": found.pk}
    job.save()
    acceptance.discard(found, by=registrar)

    assert refused(acceptance.accept_part, job, JobItem(job=job, position=1, reference="store")) == ["state"]
    assert Person.objects.count() == 0


@pytest.mark.parametrize("state", ["mapping", "comparing", "compared", "undone", "discarded"])
def test_only_an_accepted_import_can_be_undone(compared, state):
    found = compared(people(1))
    found.state = state

    assert codes(acceptance.undo_blockers(found)) == ["state"]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("mapping", []),
        ("comparing", []),
        ("compared", []),
        ("accepted", ["settled"]),
        ("undone", ["settled"]),
        ("discarded", ["settled"]),
    ],
)
def test_only_an_open_import_can_be_thrown_away(received, state, expected):
    found = received(people(1))
    found.state = state

    assert codes(acceptance.discard_blockers(found)) == expected


# Columns


@pytest.mark.parametrize(
    ("state", "expected"),
    [("mapping", []), ("compared", []), ("accepted", ["settled"]), ("undone", ["settled"]), ("discarded", ["settled"])],
)
def test_columns_of_a_settled_import_stay(received, state, expected):
    found = received(people(1))
    found.state = state

    assert codes(uploads.mapping_blockers(found, mapping_of(found))) == expected


def test_every_reason_against_the_columns_is_told_at_once(received):
    found = received(people(1))
    twice = {1: Field.NAME, 3: Field.NAME, 9: Field.CALLED_NAME}

    assert codes(uploads.mapping_blockers(found, twice)) == ["required", "twice", "needs_file"]
    assert codes(uploads.mapping_blockers(found, twice, file=Upload("0" * 64, Table((), ())))) == [
        "required",
        "twice",
        "other_file",
    ]


# What a file says and does not say


def without(*heads):
    """A file of the one person of the samples without some of the columns."""
    rows = list(csv.reader(io.StringIO(sheet({}).decode()), delimiter=";"))
    kept = [index for index, head in enumerate(HEAD) if head not in heads]
    return "\r\n".join(";".join(row[index] for index in kept) for row in rows).encode()


@pytest.mark.parametrize(
    "data",
    [
        without("Blok", "Kamar"),
        without("Tgl Lahir", "Tgl Ekspirasi", "NIK"),
        sheet({"Blok": "", "Kamar": ""}),
        sheet({"Kamar": ""}),
    ],
    ids=["no housing", "no dates", "blank housing", "block alone"],
)
def test_what_a_file_does_not_say_changes_nothing(accepted, compared, data):
    accepted(sheet({}))

    row = compared(data).rows.get()

    assert (row.kind, row.changes) == ("unchanged", {})


def test_cell_alone_says_nothing_of_somebody_without_a_block(accepted, compared):
    accepted(without("Blok", "Kamar"))

    assert compared(sheet({"Blok": "", "Kamar": "7"})).rows.get().changes == {}


def test_somebody_who_left_and_comes_back_begins_a_second_stay(accepted, compared, registrar):
    accepted(sheet({"NIK": NIK}))
    person = Person.objects.get()
    Person.objects.update(facility=None)
    person.custody_periods.update(until=date(2026, 6, 1), leaving="conditional")
    for rows in (person.register_numbers, person.housings):
        rows.update(until=date(2026, 6, 1))

    found = accepted(sheet({"NIK": NIK, "No. Registrasi": "B.I 7/2026", "Tgl Masuk": "02/11/2026"}))

    stays = person.custody_periods.order_by("pk").values_list("from_date", "until")
    assert list(stays) == [(date(2025, 1, 6), date(2026, 6, 1)), (date(2026, 11, 2), None)]
    assert Person.objects.get().facility == registrar.facility
    acceptance.undo(found, by=registrar)
    assert (Person.objects.get().facility, person.custody_periods.count()) == (None, 1)


def test_day_of_return_is_today_where_the_file_does_not_tell(accepted):
    accepted(sheet({"NIK": NIK}))
    person = Person.objects.get()
    Person.objects.update(facility=None)
    person.custody_periods.update(until=date(2026, 6, 1), leaving="conditional")

    accepted(sheet({"NIK": NIK, "Tgl Masuk": ""}))

    assert person.custody_periods.open().get().from_date == TODAY


@pytest.mark.parametrize(
    ("code", "text"),
    [("nik_taken", "NIK"), ("other_person", "nomor registrasi"), ("nik_zeros", "nol"), ("sex_unknown", "kelamin")],
)
def test_each_warning_has_a_sentence(code, text):
    with translation.override("id"):
        assert text in list_comparison.warning_text(code)


# Recording by hand


def picture(color, size=(300, 400)):
    target = io.BytesIO()
    Image.new("RGB", size, color).save(target, "PNG")
    return target.getvalue()


@pytest.fixture
def person(facility):
    return PersonFactory(facility=facility, with_custody=True)


def test_new_photo_takes_the_place_of_the_old_file(person, registrar, django_capture_on_commit_callbacks):
    person_records.set_photo(person, by=registrar, photo=portrait(picture("red")))
    old = Person.objects.get().photo

    with django_capture_on_commit_callbacks(execute=True), clock.moved_to(clock.now() + clock.MINUTE):
        person_records.set_photo(person, by=registrar, photo=portrait(picture("blue")))

    new = Person.objects.get().photo
    assert (old.storage.exists(old.name), new.storage.exists(new.name)) == (False, True)
    assert person.full_name.split()[0].lower() not in new.name.lower()


def test_old_photo_stays_when_the_new_one_is_taken_back(person, registrar, django_capture_on_commit_callbacks):
    person_records.set_photo(person, by=registrar, photo=portrait(picture("red")))
    old = Person.objects.get().photo

    with django_capture_on_commit_callbacks(execute=False):
        person_records.set_photo(person, by=registrar, photo=portrait(picture("blue")))

    assert old.storage.exists(old.name)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (picture("red", (149, 400)), "picture_small"),
        (picture("red", (8000, 5001)), "picture_pixels"),
        (b"x" * (8 * 1024 * 1024 + 1), "picture_bytes"),
        (b"no picture", "picture_unreadable"),
    ],
    ids=["small", "pixels", "bytes", "unreadable"],
)
def test_photo_that_cannot_be_made_anew_is_refused(data, code):
    assert refused(portrait, data) == [code]


def test_nik_given_to_somebody_else_meanwhile_is_refused(person, registrar, facility):
    other = PersonFactory(facility=facility)
    index = crypto.blind_index(NIK, purpose="nik")
    steps = []

    def meanwhile(execute, sql, *args):
        # Between the question, which found the NIK free, and the write, somebody else gets it.
        if sql.startswith("UPDATE") and not steps:
            steps.append(sql)
            Person.objects.filter(pk=other.pk).update(nik_index=index)
        return execute(sql, *args)

    with connection.execute_wrapper(meanwhile):
        assert refused(person_records.set_nik, person, by=registrar, nik=NIK) == ["nik_taken"]

    assert len(steps) == 1
    assert Person.objects.get(pk=person.pk).nik_sealed == ""


def test_field_that_is_not_of_the_profile_is_a_mistake_of_the_caller(person, registrar):
    with pytest.raises(ValueError, match="nik_sealed"):
        person_records.correct_profile(person, by=registrar, values={"nik_sealed": "x"})


def test_nik_can_be_taken_away_again(person, registrar):
    person_records.set_nik(person, by=registrar, nik=NIK)
    person_records.set_nik(person, by=registrar, nik="")

    stored = Person.objects.get()
    assert (stored.nik, stored.nik_sealed, stored.nik_index) == ("", "", None)


@pytest.mark.parametrize("count", [40, 41])
def test_register_number_has_forty_characters_at_most(person, count):
    expected = [] if count == 40 else ["number_long"]

    assert codes(register_entries.number_blockers(person, "B.I " + "1" * (count - 4))) == expected


def test_admitting_somebody_opens_stay_and_number(facility, registrar):
    made = person_records.admit(
        facility, by=registrar, full_name="  Budi   Santoso ", number="b.iia 9 /2026", entered=TODAY, sex="L"
    )

    number = made.register_numbers.get()
    assert (made.full_name, made.name_key, made.sex) == ("Budi Santoso", "budi santoso", "L")
    assert (number.number, number.register_class, number.from_date) == ("b.iia 9 /2026", "B.IIa", TODAY)
    assert made.custody_periods.get().from_date == TODAY


@pytest.mark.parametrize(
    ("values", "expected"),
    [({"entered": date(2026, 11, 24)}, ["future"]), ({"number": "--"}, ["number_blank"])],
)
def test_nobody_is_admitted_with_impossible_papers(facility, registrar, values, expected):
    papers = {"full_name": "Budi", "number": "B.I 1/2026", "entered": TODAY, **values}

    assert refused(person_records.admit, facility, by=registrar, **papers) == expected
    assert Person.objects.count() == 0


def test_case_officer_of_the_facility_is_assigned_once(person, registrar, facility):
    officer = UserFactory(roles=["case_officer"], facility=facility)

    person_records.assign_case_officer(person, by=registrar, case_officer=officer)
    person_records.assign_case_officer(Person.objects.get(), by=registrar, case_officer=officer)

    assert Person.objects.get().case_officer == officer
    assert AuditEvent.objects.filter(action="person.assign_case_officer").count() == 1


def test_case_officer_can_be_taken_away(person, registrar, facility):
    officer = UserFactory(roles=["case_officer"], facility=facility)
    person_records.assign_case_officer(person, by=registrar, case_officer=officer)

    person_records.assign_case_officer(Person.objects.get(), by=registrar, case_officer=None)

    assert Person.objects.get().case_officer is None
