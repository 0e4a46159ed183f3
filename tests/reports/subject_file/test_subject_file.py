"""One person's complete file: that nothing is missing, that nobody else is in it, and what each office tells."""

import json
import re
from datetime import date, time
from pathlib import Path

import pymupdf
import pytest
from django.apps import apps
from django.conf import settings as site
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from core import access, clock
from core.models import AccessLogEntry
from inmates.inbox.models import InboxTask
from inmates.people.models import Person
from programs.attendance.models.marks import Mark, MarkRevision
from reports.rights import rights_requests
from reports.subject_file.collected import TABLES, collect
from reports.subject_file.columns import PAPER_WIDTH
from reports.subject_file.custody_tables import CUSTODY, ONE_OTHER
from reports.subject_file.paper import as_pdf
from reports.subject_file.people import names_around
from reports.subject_file.portable import as_json
from reports.subject_file.redacted import Redactor
from reports.subject_file.trail import CHANGES, READINGS
from tests.factories import EnrollmentFactory, FacilityFactory, PersonFactory, SessionFactory, UserFactory
from tests.factories.certification import mark_all
from tests.papers import pages
from tests.reports.subject_file.subject import KIN, NIK, OTHERS, SECRETS, STAFF, Subject

pytestmark = pytest.mark.django_db
DOCUMENT = Path(site.BASE_DIR) / "docs" / "data-subject-file.md"
PARTS = ("custody", "learning", "matters", "trail")
# Rows about a person that stand in no table of the file. Whoever adds one says why.
NOT_IN_THE_FILE = {
    "reports.affectedremoval": "how staff erred about a breach; the breach's own row says that it did not hold",
    "certification.certificatefile": "the bytes of the certificate itself, which is handed to its holder",
    "certification.officialfile": "the bytes of the certificate with an official signature, handed to its holder",
    "certification.unsealedfile": "the bytes of the certificate for the time until it has its seal",
    "certification.holderpaper": "results and certificates once more, as a sealed sheet handed to its holder",
    "certification.credential": "the printed words of the certificate once more, signed; handed to its holder",
    "outcomes.holdergrant": "that the page of a certificate is open now, for ten minutes",
    "outcomes.askedperson": "that a question was asked; its answer stands in the file",
    "reports.finding": "made anew each night out of the records that the file tells; says nothing beside them",
}


@pytest.fixture
def subject():
    return Subject()


@pytest.fixture
def files(subject):
    """The file of the facility as text of the paper and as JSON."""
    file = collect(subject.request(), by=subject.auditor)
    return " ".join(pages(as_pdf(file))), as_json(file).decode()


@pytest.fixture
def center_files(subject):
    file = collect(subject.request(by=subject.center_auditor), by=subject.center_auditor)
    return " ".join(pages(as_pdf(file))), as_json(file).decode()


def models_about_people():
    """Person, and every model that points at it directly or over other such models."""
    found = {Person}
    while True:
        more = {
            model
            for model in apps.get_models()
            for field in model._meta.get_fields()
            if field.is_relation and not field.auto_created and field.related_model in found
        }
        if more <= found:
            return found
        found |= more


def test_every_kind_of_record_about_a_person_is_in_the_file_or_an_exception_with_its_reason():
    told = {table.model._meta.label_lower for table in TABLES}
    about = {model._meta.label_lower for model in models_about_people()}

    assert about - told - set(NOT_IN_THE_FILE) == set()
    assert set(NOT_IN_THE_FILE) <= about - told


def test_every_field_of_these_records_is_told_or_hidden_with_a_reason():
    forgotten = {}
    for table in TABLES:
        shown = {column.field_name for column in table.columns} | table.also | set(table.hidden)
        person = {path.split("__")[0] for path in table.person}
        fields = {field.name for field in table.model._meta.get_fields() if field.concrete and not field.primary_key}
        if missing := fields - shown - person:
            forgotten[table.key] = sorted(missing)

    assert forgotten == {}


def read_things(file):
    return [row["what"] for row in json.loads(as_json(file))["trail"]["readings"]]


def test_a_facility_is_not_told_who_read_the_person_at_a_training_center(subject):
    """Such a reading may have been at a place of a class outside, after release."""
    teacher = UserFactory(roles=["blk_coordinator"], training_center=subject.center)
    other = UserFactory(roles=["registrar"], facility=FacilityFactory())
    access.log(access.Kind.VIEW, subject.person, by=teacher, what="next steps")
    access.log(access.Kind.VIEW, subject.place, by=teacher, what="participant")
    access.log(access.Kind.VIEW, subject.person, by=other, what="arrival")

    of_facility = read_things(collect(subject.request(), by=subject.auditor))
    of_center = read_things(collect(subject.request(by=subject.center_auditor), by=subject.center_auditor))

    assert of_facility == ["profile", "profile", "certificate", "participant", "arrival"]
    assert of_center == ["certificate", "next steps", "participant"]


def test_lists_and_exports_that_showed_the_person_are_told_by_the_facility_that_made_them(subject):
    def showed(by, kind, page, *people):
        place = {"office": by.office_code, "user_id": by.pk, "user_name": by.full_name, "subject_type": "page"}
        AccessLogEntry.objects.create(**place, kind=kind, subject=page, people=[person.pk for person in people])

    twin = PersonFactory(facility=None, merged_into=subject.person)
    registrar = UserFactory(roles=["registrar"], facility=subject.person.facility)
    teacher = UserFactory(roles=["blk_coordinator"], training_center=subject.center)
    showed(registrar, "list", "/warga-binaan/", PersonFactory(), subject.person)
    showed(registrar, "export", "/warga-binaan/unduh/csv/", twin)
    showed(registrar, "list", "/siap-pulang/", PersonFactory())
    showed(teacher, "list", "/peserta/", subject.person)

    of_facility = read_things(collect(subject.request(), by=subject.auditor))
    of_center = read_things(collect(subject.request(by=subject.center_auditor), by=subject.center_auditor))

    assert [page for page in of_facility if "/" in page] == ["/warga-binaan/", "/warga-binaan/unduh/csv/"]
    assert [page for page in of_center if "/" in page] == ["/peserta/"]


def test_columns_fill_the_width_of_the_paper():
    """What has no column of its own stands in one that is wide enough for words."""
    tables = [table for table in (*TABLES, READINGS, CHANGES) if table.key != "identity"]
    narrow = {}
    for table in tables:
        room = PAPER_WIDTH - sum(column.width for column in table.columns)
        has_rest = any(column.on_paper and not column.width for column in table.columns)
        if not (room >= 30 if has_rest else room == 0):
            narrow[table.key] = room

    assert narrow == {}


def test_person_with_every_kind_of_record_finds_them_all(subject):
    file = collect(subject.request(), by=subject.auditor)

    assert {section.key for section in file.sections if not section.rows} == set()


def test_paper_tells_both_halves_in_indonesian(subject):
    with translation.override("en"):
        pdf = as_pdf(collect(subject.request(number="W.19/2026"), by=subject.auditor))
    paper = " ".join(pages(pdf))

    told = [
        "Ahmad Pahriadi",
        "Amat",
        "B.I 77/2025",
        "Blok Mawar",
        "6 Jan 2030",
        "Isolasi",
        "Menjahit",
        "W.19/2026",
        "Menguasai las dasar",
        "Ditolak",
        "Usia: Berusia 31 tahun",
        "Blok dan kamar: Blok Melati > Blok Mawar",
        "Blok: Blok Mawar",
        subject.certificate.number_text,
        f"Petugas pembinaan, {subject.facility.name}",
        "Siapa yang membaca data",
        "Orang yang bersangkutan",
    ]
    assert [text for text in told if text not in paper] == []
    assert [word for word in ("Recorded", "Yes", "staff", "direct") if re.search(rf"\b{word}\b", paper)] == []


def test_equal_readings_of_one_day_are_one_line_of_paper_and_each_one_in_the_json(files):
    paper, text = files
    readings = json.loads(text)["trail"]["readings"]

    assert "(2×)" in paper
    assert [row["what"] for row in readings] == ["profile", "profile", "certificate"]
    assert readings[0]["at"] == "2026-11-23T09:12:00+08:00"


def test_nobody_else_is_named_in_either_file(files):
    """Neither people in custody, nor staff, nor who received the certificate; what was said about them stays."""
    for text in files:
        assert [name for name in (*OTHERS, STAFF, KIN, "Noor Ipansyah") if name in text] == []
        assert "Sering bersama satu orang lain dan satu orang lain" in text
        assert "tempat saya diberikan ke satu orang lain" in text


def test_nik_is_masked_in_both_files(files):
    for text in files:
        assert NIK not in text
        assert NIK[-4:] in text


def test_json_has_the_keys_that_the_document_names(files):
    whole = json.loads(files[1])
    found = set(whole) | {
        f"{half}.{key}" for half in ("custody", "learning", "matters", "trail") for key in whole[half]
    }
    found |= {
        f"{half}.{key}.{name}"
        for half in ("custody", "learning", "matters", "trail")
        for key, rows in whole[half].items()
        for name in rows[0]
    }
    found |= {f"identity.{name}" for name in whole["identity"][0]}
    found |= {f"request.{name}" for name in whole["request"]}
    named = set()
    for line in DOCUMENT.read_text().splitlines():
        if row := re.fullmatch(r"\| `([a-z_.]+)` \| (.+?) \|", line):
            named |= {row[1], *(f"{row[1]}.{name}" for name in re.findall(r"`([a-z_]+)`", row[2]))}

    assert found == named


def test_json_is_for_machines(files):
    whole = json.loads(files[1])

    assert (whole["format"], whole["version"], whole["half"]) == ("terampil-subject-file", 1, "both")
    assert whole["photo"]["base64"].startswith("/9j/")
    assert whole["custody"]["limiting_dates"][0]["date"] == "2030-01-06"
    assert whole["learning"]["attendance"][0]["status"] == "isolation"
    assert whole["learning"]["interviews"][0]["skills"] == ["sewing"]
    assert whole["custody"]["import_rows"][0]["values"] == {"block": "Blok Mawar"}
    assert whole["identity"][0]["case_officer"]["roles"] == ["training_officer"]


def test_training_center_tells_the_learning_half_and_nothing_of_custody(subject, center_files):
    paper, text = center_files
    whole = json.loads(text)

    assert (whole["half"], whole["custody"]) == ("learning", {})
    assert list(whole["identity"][0]) == ["full_name", "birth_date", "education", "adjustments", "photo"]
    assert {"interviews", "applications", "appeals"}.isdisjoint(whole["learning"])
    assert whole["learning"]["attendance"][0]["status"] == "duty"
    assert whole["learning"]["enrollments"][0]["end_reason"] == "administrative"
    assert whole["learning"]["place_suspensions"][0]["reason"] == "official"
    assert [row["what"] for row in whole["trail"]["readings"]] == ["certificate"]
    secrets = [*SECRETS, subject.facility.name, "Rutan", "penahanan", "Penahanan", "registrasi"]
    assert [word for word in secrets if word in paper or word in text] == []
    assert [name for name in (*OTHERS, STAFF, KIN) if name in paper or name in text] == []


def test_center_tells_no_note_of_the_detention_center_on_attendance(subject):
    session = SessionFactory(batch=subject.batch, date=date(2026, 9, 1), clock_time=time(8))
    mark_all(session, [subject.place])
    mark, note = subject.place.marks.get(session=session), "Habis dipindah kamar tadi pagi"
    Mark.objects.filter(pk=mark.pk).update(note=note, recorded_by=subject.officer)
    # The second version has other minutes only, as the instructor closed the session early.
    for version, minutes, by in ((1, 180, subject.officer), (2, 90, session.instructor)):
        said = {"status_code": "late", "minutes_late": 5, "minutes_present": minutes, "note": note, "entry": "direct"}
        MarkRevision.objects.create(mark=mark, version=version, recorded_by=by, **said)

    center = as_json(collect(subject.request(by=subject.center_auditor), by=subject.center_auditor)).decode()
    facility = as_json(collect(subject.request(), by=subject.auditor)).decode()

    assert (center.count(note), facility.count(note)) == (0, 3)


def test_center_tells_of_its_own_batches_only(subject):
    elsewhere = EnrollmentFactory(person=subject.person, state="completed")

    file = collect(subject.request(by=subject.center_auditor), by=subject.center_auditor)

    assert elsewhere.batch.name not in as_json(file).decode() or elsewhere.batch.name == subject.batch.name
    assert [row["batch"] for section in file.learning if section.key == "enrollments" for row in section.rows] == [
        subject.batch.name
    ]


def test_merged_records_are_told_together(subject):
    twin = PersonFactory(facility=None, full_name="Achmad Pahriady", merged_into=subject.person)
    access.log(access.Kind.VIEW, twin, by=subject.officer, what="history")

    whole = json.loads(as_json(collect(subject.request(), by=subject.auditor)))

    assert [row["full_name"] for row in whole["identity"]] == ["Ahmad Pahriadi", "Achmad Pahriady"]
    assert "history" in [row["what"] for row in whole["trail"]["readings"]]


def test_pages_are_a4_and_numbered_and_the_heads_of_tables_repeat(subject):
    for number in range(60):
        session = SessionFactory(batch=subject.batch, date=date(2026, 9, 1 + number % 28), clock_time=hour(number))
        mark_all(session, [subject.place])

    pdf = as_pdf(collect(subject.request(), by=subject.auditor))

    texts = pages(pdf)
    with pymupdf.open(stream=pdf) as document:
        assert {(round(page.rect.width), round(page.rect.height)) for page in document} == {(595, 842)}
    assert [f"Halaman {number} dari {len(texts)}" in text for number, text in enumerate(texts, 1)] == [True] * len(
        texts
    )
    assert sum("Menit hadir" in text for text in texts) > 3


def test_name_of_any_length_and_any_letters_is_printed(subject):
    subject.person.full_name = "Ahmad" + "x" * 140 + " 王"
    subject.person.save()

    file = collect(subject.request(), by=subject.auditor)

    assert "x" * 140 in "".join(pages(as_pdf(file))).replace(" ", "")
    assert "王" in as_json(file).decode()


def test_same_number_of_queries_for_one_mark_and_for_thirty(subject):
    request = subject.request()
    few = queries(request, subject)
    for number in range(30):
        session = SessionFactory(batch=subject.batch, date=date(2026, 9, 1 + number % 28), clock_time=hour(number))
        mark_all(session, [subject.place])
        access.log(access.Kind.VIEW, subject.person, by=subject.officer, what="profile")

    assert (few, queries(request, subject)) == (62, 62)


def queries(request, subject):
    with CaptureQueriesContext(connection) as asked:
        collect(request, by=subject.auditor)
    return len(asked)


def hour(number):
    return time(7 + 4 * (number // 28))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Bersama Rahmat Hidayat.", "Bersama X."),
        ("bersama rahmat  hidayat", "bersama X"),
        ("Muh. Noor datang", "X datang"),
        ("H. Ma'ruf Amin hadir, Ma'ruf Amin pulang", "X hadir, X pulang"),
        ("Wahyudi dan wahyudi", "X dan wahyudi"),
        ("Ahmad Pahriadi dan Ahmad", "Ahmad Pahriadi dan Ahmad"),
        ("Ahmad Yani bicara", "X bicara"),
        ("Hidayat Rahmat", "Hidayat Rahmat"),
        ("王 tidak ada", "王 tidak ada"),
        ("", ""),
    ],
)
def test_names_of_others_are_taken_out_however_they_are_written(text, told):
    names = ["Rahmat Hidayat", "Muhammad Noor", "H. Ma’ruf Amin", "Wahyudi", "Ahmad Yani", "Ahmad", "Al"]

    assert Redactor(["Ahmad Pahriadi"], [(name, "X") for name in names]).text(text) == told


def test_names_are_taken_out_of_every_part_of_a_value():
    redactor = Redactor([], [("Wahyudi", "X")])

    assert redactor.value({"a": ["Wahyudi", 3, None], "b": {"c": "Wahyudi"}}) == {"a": ["X", 3, None], "b": {"c": "X"}}


def test_change_tells_what_it_did_to_own_records_without_keys_of_others(subject):
    own = {"model": "programs.enrollment", "pk": subject.place.pk}
    foreign = {"model": "programs.enrollment", "pk": subject.place.pk + 1_000}
    states = {"before": {"state": "active", "ended_by": 7}, "after": {"state": "ended", "is_final": True}}
    subject.person.circumstances.update(effects=[{**own, **states}, {**foreign, **states}])

    file = collect(subject.request(), by=subject.auditor)

    (changes,) = (section for section in file.custody if section.key == "circumstances")
    assert changes.rows[0]["effects"] == [
        {"record": "enrollment", "before": {"state": "active"}, "after": {"state": "ended", "is_final": True}}
    ]


def test_task_of_a_kind_that_is_no_more_is_told_by_its_code(subject):
    InboxTask.objects.filter(person=subject.person).update(kind="programs.of_before")

    file = collect(subject.request(), by=subject.auditor)

    (tasks,) = (section for section in file.matters if section.key == "tasks")
    assert {row["sentence"] for row in tasks.rows} == {"programs.of_before"}


def test_called_names_of_others_are_taken_out_too(subject):
    Person.objects.filter(pk=subject.others[0].pk).update(called_name="Amang Udin")

    known = dict(names_around([subject.person], reader=subject.auditor))

    assert (known["Amang Udin"], known[OTHERS[0]]) == (str(ONE_OTHER), str(ONE_OTHER))


def test_training_center_reads_no_row_of_custody(subject):
    read = {table.key: table.rows([subject.person.pk], subject.center_auditor) for table in CUSTODY}

    assert {key for key, rows in read.items() if rows} == set()


OF_ONE_OFFICE = ("subject_requests", "rights_requests", "breaches", "legal_holds")


def test_an_office_tells_of_requests_breaches_and_holds_of_its_own_alone(subject):
    """What a center was asked, lost or kept tells of its outcomes; what a facility was asked tells of custody."""
    readers = (subject.auditor, subject.center_auditor)
    files = [json.loads(as_json(collect(subject.request(by=reader), by=reader))) for reader in readers]

    told = [{key: len(file["matters"][key]) for key in OF_ONE_OFFICE} for file in files]

    assert told == [dict.fromkeys(OF_ONE_OFFICE, 1)] * 2


@pytest.mark.parametrize("turn", [1, -1])
def test_words_of_a_request_to_one_office_stand_in_no_file_of_the_other(subject, turn):
    asked, other = (subject.auditor, subject.center_auditor)[::turn]
    said = {"kind": "objection", "asker": "self", "received_at": clock.now(), "wish": "Nomor saya jangan dihubungi"}
    found = rights_requests.receive(subject.person, by=asked, **said)
    rights_requests.answer(found, by=asked, outcome="granted", answer="Nomor ditutup sejak bekerja")

    files = [as_json(collect(subject.request(by=reader), by=reader)).decode() for reader in (asked, other)]

    for words in ("Nomor saya jangan dihubungi", "Nomor ditutup sejak bekerja"):
        assert [words in file for file in files] == [True, False]
