"""What an import does to the people stored: compare, accept, undo."""

import logging
from datetime import date

import pytest
from django.core.serializers import serialize
from django.db import connection

from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.custody import housings
from inmates.custody.models.stays import CustodyPeriod, Housing, LimitingDate, RegisterNumber
from inmates.imports import acceptance, uploads
from inmates.imports.list_comparison import Doubt
from inmates.imports.models import ColumnMapping, ImportRow, SpreadsheetImport
from inmates.imports.reading import Field
from inmates.people.models import Person
from inmates.profile import person_records
from tests.factories import ApplicationFactory, BatchFactory, UserFactory
from tests.inmates.imports.samples import FILES, SAMPLES, expected, people, sheet

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
NIK = "6305010302940001"
OTHER_NIK = "6305011502900002"


@pytest.fixture
def compared(facility, registrar):
    """Receives and compares a file."""

    def compared(data, **options):
        found = uploads.receive(data, facility=facility, by=registrar)
        mapping = {head["index"]: Field(head["field"]) for head in found.headers if head["field"]}
        return uploads.map_columns(found, by=registrar, mapping=mapping, in_background=False, **options)

    return compared


def kinds(found):
    return {kind: count for kind, count in found.counts.items() if count}


def stored():
    """Everything known of people, as text."""
    models = (Person, CustodyPeriod, RegisterNumber, Housing, LimitingDate)
    return [serialize("json", model.objects.order_by("pk")) for model in models]


@pytest.mark.parametrize("name", FILES)
def test_samples_are_stored_as_expected(accepted, name):
    wanted = expected(name)

    accepted((SAMPLES / name).read_bytes())

    found = []
    for row in ImportRow.objects.filter(is_accepted=True).order_by("sheet_row"):
        person, number = row.person, row.person.register_numbers.get()
        housing, end = person.housings.first(), person.limiting_dates.filter(kind="sentence_end").first()
        found.append(
            {
                "row": row.sheet_row,
                "name": person.full_name.casefold(),
                "register_class": number.register_class,
                "born": person.birth_date and person.birth_date.isoformat(),
                "sex": person.sex,
                "education": person.education,
                "entered": person.custody_periods.get().from_date.isoformat(),
                "sentence_end": end and end.date.isoformat(),
                "block": housing and housing.block,
                "cell": housing and housing.cell,
            }
        )
    assert found == [{**person, "name": person["name"].strip().casefold()} for person in wanted["people"]]


@pytest.mark.parametrize("name", FILES)
def test_importing_again_changes_nothing(accepted, name):
    data = (SAMPLES / name).read_bytes()
    accepted(data)
    Person.objects.update(custody_as_of=None)
    before = stored()

    again = accepted(data)

    Person.objects.update(custody_as_of=None)
    assert kinds(again) == {"unchanged": expected(name)["new"], "rejected": len(expected(name)["rejected"])}
    assert stored() == before


def test_forbidden_words_reach_no_table_no_file_no_log(compared, registrar, settings, caplog):
    words = [word.casefold() for name in FILES for word in expected(name)["forbidden_words"]]
    niks = [NIK]
    caplog.set_level(logging.DEBUG)

    for name in FILES[:1]:
        found = compared((SAMPLES / name).read_bytes())
    acceptance.accept(found, by=registrar)
    compared(sheet({"NIK": NIK}))

    texts = [caplog.text.casefold()]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            texts += [" ".join(map(str, row)).casefold() for row in cursor.fetchall()]
    assert [word for word in words + niks for text in texts if word in text] == []
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("change", "changes"),
    [
        ({"Nama": "Ahmad Rifani Bin Umar"}, {"name": ["Ahmad Rifani", "Ahmad Rifani Bin Umar"]}),
        ({"Nama": "AHMAD  RIFANI"}, {}),
        ({"Tgl Lahir": "04/02/1994"}, {"born": ["1994-02-03", "1994-02-04"]}),
        ({"Tgl Lahir": "-"}, {}),
        ({"Blok": "B"}, {"housing": ["A / 01", "B / 01"]}),
        ({"Blok": "B", "Kamar": ""}, {"housing": ["A / 01", "B"]}),
        ({"Kamar": "7"}, {"housing": ["A / 01", "A / 07"]}),
        ({"Tgl Masuk": "07/01/2025"}, {"entered": ["2025-01-06", "2025-01-07"]}),
        ({"Tgl Ekspirasi": "02/10/2027"}, {"sentence_end": ["2027-09-02", "2027-10-02"]}),
        ({"Tgl Ekspirasi": "-"}, {}),
        ({"No. Registrasi": "BI.114/2025"}, {}),
        ({"No. Registrasi": "B.IIa 9/2026"}, {"register_number": ["B.I 114/2025", "B.IIa 9/2026"]}),
        ({"NIK": NIK}, {"nik": ["", "•"]}),
    ],
)
def test_change_is_shown_field_by_field_and_undone_exactly(accepted, compared, registrar, change, changes):
    accepted(sheet({}))
    before = stored()

    found = compared(sheet(change))
    row = found.rows.exclude(kind="missing").get()

    assert (row.kind, row.changes) == ("changed" if changes else "unchanged", changes)
    acceptance.accept(found, by=registrar)
    assert compared(sheet(change)).rows.get().kind == "unchanged"
    acceptance.undo(found, by=registrar)
    assert stored() == before


def test_number_that_changed_with_the_status_keeps_the_person(accepted):
    accepted(sheet({"No. Registrasi": "A.III 5/2025", "Nama": "M. Rahman"}))

    accepted(sheet({"No. Registrasi": "B.I 7/2026", "Nama": "Muhammad Rahman"}))

    numbers = Person.objects.get().register_numbers.order_by("pk").values_list("number", "until", "from_date")
    assert list(numbers) == [
        ("A.III 5/2025", date(2026, 11, 22), None),
        ("B.I 7/2026", None, date(2026, 11, 23)),
    ]


@pytest.mark.parametrize(
    ("stored_row", "new_row", "is_same"),
    [
        ({}, {"No. Registrasi": "B.I 9/2026", "Tgl Lahir": ""}, False),
        ({}, {"No. Registrasi": "B.I 9/2026", "Tgl Lahir": "01/01/1990"}, False),
        ({}, {"No. Registrasi": "B.I 9/2026"}, True),
        ({"NIK": NIK}, {"No. Registrasi": "B.I 9/2026", "Nama": "A. Rifani", "NIK": NIK}, True),
        ({"NIK": NIK}, {"No. Registrasi": "B.I 9/2026", "NIK": OTHER_NIK}, False),
        ({"NIK": NIK}, {"No. Registrasi": "B.I 9/2026", "Nama": "Budi", "Tgl Lahir": "01/01/1990", "NIK": NIK}, False),
    ],
)
def test_person_is_never_found_by_the_name_alone(accepted, compared, stored_row, new_row, is_same):
    accepted(sheet(stored_row))

    found = compared(sheet(new_row))

    assert kinds(found) == ({"changed": 1} if is_same else {"new": 1, "missing": 1})


def test_nik_of_somebody_else_is_left_out_with_a_warning(accepted, compared, registrar):
    accepted(sheet({"NIK": NIK}, {"Nama": "Budi", "No. Registrasi": "B.I 2/2025", "Tgl Lahir": "01/01/1990"}))

    found = compared(sheet({}, {"Nama": "Budi", "No. Registrasi": "B.I 2/2025", "Tgl Lahir": "01/01/1990", "NIK": NIK}))

    assert kinds(found) == {"unchanged": 2}
    assert found.warnings == [{"code": "nik_taken", "count": 1}]


def test_number_given_to_quite_another_person_is_doubted(accepted, compared):
    accepted(sheet({}))

    row = compared(sheet({"Nama": "Budi Santoso", "Tgl Lahir": "01/01/1990"})).rows.get()

    assert (row.warnings, row.is_chosen) == ([Doubt.OTHER_PERSON.value], False)


def test_two_thirds_after_the_end_are_taken_only_by_whoever_chooses_the_row(accepted, compared, registrar):
    late = {"2/3 Masa Pidana": "03/02/2029", "Tgl Ekspirasi": "03/02/2028"}

    found = compared(
        sheet(late, {"Nama": "Budi", "No. Registrasi": "B.I 2/2026", **late, "2/3 Masa Pidana": "03/02/2028"})
    )

    rows = list(found.rows.order_by("sheet_row").values_list("kind", "warnings", "is_chosen"))
    assert rows == [("new", [Doubt.TWO_THIRDS_LATE.value], False), ("new", [], True)]


def test_end_that_moves_before_two_thirds_known_of_old_is_doubted(accepted, compared):
    accepted(sheet({"2/3 Masa Pidana": "03/02/2028", "Tgl Ekspirasi": "03/02/2029"}))

    same = compared(sheet({"2/3 Masa Pidana": "03/02/2028", "Tgl Ekspirasi": "03/02/2029"})).rows.get()
    earlier = compared(sheet({"Tgl Ekspirasi": "03/01/2028"})).rows.get()

    assert (same.kind, same.warnings, same.is_chosen) == ("unchanged", [], True)
    assert (earlier.kind, earlier.warnings, earlier.is_chosen) == ("changed", [Doubt.TWO_THIRDS_LATE.value], False)


def test_person_of_another_facility_is_not_touched(accepted, compared, registrar):
    elsewhere = UserFactory(roles=["registrar"])
    found = uploads.receive(sheet({"NIK": NIK}), facility=elsewhere.facility, by=elsewhere)
    mapping = {head["index"]: Field(head["field"]) for head in found.headers if head["field"]}
    acceptance.accept(uploads.map_columns(found, by=elsewhere, mapping=mapping), by=elsewhere)

    found = accepted(sheet({"NIK": NIK}))

    assert kinds(found) == {"new": 1}
    assert min(Person.objects.values_list("nik_sealed", flat=True)) == ""


def test_people_not_in_the_file_are_shown_and_stay(accepted):
    accepted(people(3))

    found = accepted(sheet({"Nama": "Orang Contoh 1", "No. Registrasi": "B.I 1/2024", "Tgl Lahir": "02/03/1990"}))

    assert list(found.rows.filter(kind="missing").values_list("name", flat=True)) == [
        "Orang Contoh 2",
        "Orang Contoh 3",
    ]
    assert Person.objects.in_custody().count() == 3


def test_person_whose_row_is_rejected_is_not_missing(accepted, compared):
    accepted(sheet({}))

    found = compared(sheet({"Tgl Ekspirasi": "31/02/2027"}))

    assert kinds(found) == {"rejected": 1}


def test_only_chosen_rows_are_stored(compared, registrar):
    found = compared(people(3))
    first, second, third = found.rows.values_list("pk", flat=True)

    acceptance.choose(found, by=registrar, shown=[first, second], chosen=[first])
    acceptance.accept(found, by=registrar)

    assert list(Person.objects.values_list("full_name", flat=True)) == ["Orang Contoh 1", "Orang Contoh 3"]
    assert third


def test_accept_twice_is_refused(compared, registrar):
    found = compared(people(1))
    acceptance.accept(found, by=registrar)

    with pytest.raises(RuleViolation) as refused:
        acceptance.accept(found, by=registrar)

    assert [reason.code for reason in refused.value.reasons] == ["state"]


def test_accept_is_refused_when_stored_data_changed_meanwhile(accepted, compared, registrar):
    accepted(sheet({}))
    found = compared(sheet({"Blok": "B"}))
    housings.change_housing(Person.objects.get(), by=registrar, block="C", cell="01", from_date=date(2026, 11, 23))

    with pytest.raises(RuleViolation) as refused:
        acceptance.accept(found, by=registrar)

    assert [reason.code for reason in refused.value.reasons] == ["stale"]
    assert Person.objects.get().housings.open().get().block == "C"


def test_undo_takes_out_the_people_whom_the_import_brought(accepted, registrar):
    found = accepted(people(3))

    acceptance.undo(found, by=registrar)

    assert (Person.objects.count(), SpreadsheetImport.objects.get().state) == (0, "undone")


def test_undo_is_refused_when_somebody_was_put_forward(accepted, registrar, facility):
    found = accepted(people(2))
    ApplicationFactory(
        batch=BatchFactory(facility=facility),
        person=Person.objects.first(),
        person__with_custody=False,
        submitted_by=registrar,
    )

    assert [reason.code for reason in acceptance.undo_blockers(found)] == ["in_use"]
    with pytest.raises(RuleViolation):
        acceptance.undo(found, by=registrar)


def test_undo_is_refused_after_a_change_by_hand(accepted, registrar):
    found = accepted(people(2))
    person_records.correct_profile(Person.objects.first(), by=registrar, values={"called_name": "Utuh"})

    assert [reason.code for reason in acceptance.undo_blockers(found)] == ["changed_later"]


def test_undo_is_refused_while_a_later_import_stands(accepted, registrar):
    first = accepted(people(2))
    second = accepted(people(3))

    assert [reason.code for reason in acceptance.undo_blockers(first)] == ["later_import"]
    acceptance.undo(second, by=registrar)
    assert acceptance.undo_blockers(first) == []


def test_undo_twice_is_refused(accepted, registrar):
    found = accepted(people(1))
    acceptance.undo(found, by=registrar)

    with pytest.raises(RuleViolation):
        acceptance.undo(found, by=registrar)


def test_discarded_import_keeps_nothing_of_the_file(compared, registrar):
    found = compared(people(2))

    acceptance.discard(found, by=registrar)

    found.refresh_from_db()
    assert (found.state, found.sealed_table, found.rows.count()) == ("discarded", "", 0)
    with pytest.raises(RuleViolation):
        acceptance.discard(found, by=registrar)


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ({1: Field.NAME}, "required"),
        ({1: Field.NAME, 2: Field.REGISTER_NUMBER, 3: Field.NAME}, "twice"),
        ({1: Field.NAME, 2: Field.REGISTER_NUMBER, 9: Field.CALLED_NAME}, "needs_file"),
    ],
)
def test_impossible_columns_are_refused(facility, registrar, mapping, code):
    found = uploads.receive(people(2), facility=facility, by=registrar)

    with pytest.raises(RuleViolation) as refused:
        uploads.map_columns(found, by=registrar, mapping=mapping)

    assert code in [reason.code for reason in refused.value.reasons]


def test_dropped_column_is_read_from_the_same_file_only(facility, registrar):
    mapping = {1: Field.NAME, 2: Field.REGISTER_NUMBER, 9: Field.CALLED_NAME}
    found = uploads.receive(sheet({"Pasal": "Utuh"}), facility=facility, by=registrar)

    other, same = (
        uploads.read(sheet({"Pasal": word}), facility=facility, by=None, mapping=mapping) for word in ("Idup", "Utuh")
    )

    with pytest.raises(RuleViolation) as refused:
        uploads.map_columns(found, by=registrar, mapping=mapping, file=other)
    found = uploads.map_columns(found, by=registrar, mapping=mapping, file=same)

    assert [reason.code for reason in refused.value.reasons] == ["other_file"]
    assert found.rows.get().values["called_name"] == "Utuh"


def test_corrected_column_is_remembered_for_the_facility(facility, registrar):
    found = uploads.receive(people(1), facility=facility, by=registrar)
    mapping = {h["index"]: Field(h["field"]) for h in found.headers if h["field"] and h["text"] != "Tgl Ekspirasi"}
    uploads.map_columns(found, by=registrar, mapping={**mapping, 8: Field.INTEGRATION_DATE})

    again = uploads.receive(people(1), facility=facility, by=registrar)

    assert again.headers[8] == {"index": 8, "text": "Tgl Ekspirasi", "field": "integration_date", "kept": True}
    assert ColumnMapping.objects.get().field == "integration_date"


def test_audit_of_an_import_names_nobody(accepted, registrar):
    accepted(sheet({"NIK": NIK}))

    details = [str(event.details) for event in AuditEvent.objects.filter(action__startswith="import.")]

    assert len(details) == 3
    assert not [text for text in details if "Rifani" in text or NIK in text]


@pytest.mark.parametrize("count", [1, 30])
def test_number_of_queries_does_not_grow_with_the_rows(accepted, compared, django_assert_num_queries, count):
    accepted(people(30))
    found = compared(people(count))
    rows = list(found.rows.filter(kind="unchanged").order_by("sheet_row"))

    with django_assert_num_queries(7):
        comparisons = uploads.compare_rows(found, rows)

    assert len(comparisons) == count


def test_long_file_runs_as_a_job(facility, registrar, django_capture_on_commit_callbacks):
    found = uploads.receive(people(1100), facility=facility, by=registrar)
    mapping = {head["index"]: Field(head["field"]) for head in found.headers if head["field"]}

    with django_capture_on_commit_callbacks(execute=True):
        found = uploads.map_columns(found, by=registrar, mapping=mapping)
    found.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        acceptance.start(found, by=registrar)

    found = SpreadsheetImport.objects.get()
    assert (found.state, found.counts["new"], found.job.state, found.job.done) == ("accepted", 1100, "done", 4)
    assert Person.objects.count() == 1100
