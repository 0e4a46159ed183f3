"""One paper form for up to five programs: all of it is taken or nothing, with the scan of what was signed."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from core import scans
from core.errors import RuleViolation
from core.models import AccessLogEntry, AuditEvent
from programs.selection import application_decisions
from programs.selection.application_decisions import Wish
from programs.selection.models import Application
from tests.access.world import blank_pdf, jpeg
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    EntryRuleSetFactory,
    PersonFactory,
    SessionFactory,
    UserFactory,
)
from tests.programs.addresses import url
from tests.reasons import codes

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def officer():
    return UserFactory(roles=["training_officer"])


@pytest.fixture
def person(officer):
    return PersonFactory(facility=officer.facility, full_name="Masrani", with_custody=True)


@pytest.fixture
def batches(officer):
    return [BatchFactory(facility=officer.facility, state="selecting", name=f"Angkatan {n}") for n in range(1, 7)]


def apply_for(person, officer, wishes, **changes):
    values = {"source": "person", "consent_on": TODAY, **changes}
    return application_decisions.apply_for(by=officer, person=person, wishes=wishes, **values)


def wishes_for(batches):
    return [Wish(batch, interest) for batch, interest in zip(batches, (5, 4, 3, 2, 1, 1), strict=False)]


def test_five_programs_of_one_form_are_five_applications(person, officer, batches):
    EntryRuleSetFactory(version=batches[0].version, parts={"age": {"minimum": 18}})

    wishes = reversed(wishes_for(batches[:5]))
    made = apply_for(person, officer, wishes, source="staff", note="Tukang", scan=blank_pdf())

    assert [(one.batch, one.interest) for one in made] == list(zip(batches, (5, 4, 3, 2, 1), strict=False))
    assert {(one.source, one.note, one.consent_on, one.submitted_by) for one in made} == {
        ("staff", "Tukang", TODAY, officer)
    }
    assert len({one.form_id for one in made}) == len({one.scan.name for one in made}) == 1
    assert [len(one.answers) for one in made] == [2, 1, 1, 1, 1]
    assert AuditEvent.objects.filter(action="application.submit").count() == 5


def sixth(person, batches):
    return wishes_for(batches)


def none_at_all(person, batches):
    return []


def same_program_twice(person, batches):
    other = BatchFactory(facility=person.facility, version=batches[0].version, state="selecting")
    return wishes_for([batches[0], other])


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [(sixth, ["how_many"]), (none_at_all, ["how_many"]), (same_program_twice, ["program_twice"])],
)
def test_form_that_cannot_be_taken(person, officer, batches, wishes, expected):
    with pytest.raises(RuleViolation) as caught:
        apply_for(person, officer, wishes(person, batches))

    assert (codes(caught), Application.objects.count()) == (expected, 0)


def test_one_program_that_cannot_be_taken_stops_the_whole_form_and_every_reason_names_its_batch(
    person, officer, batches
):
    ApplicationFactory(batch=batches[1], person=person)
    batches[2].state = "running"
    batches[2].save()

    with pytest.raises(RuleViolation) as caught:
        apply_for(person, officer, wishes_for(batches[:3]), scan=blank_pdf())

    assert [(reason.code, str(reason)) for reason in caught.value.reasons] == [
        ("already_applied", "Angkatan 2: Orang ini sudah mempunyai pengajuan yang belum selesai untuk program ini."),
        ("batch_not_selecting", "Angkatan 3: Angkatan ini sedang tidak menerima pengajuan."),
    ]
    assert Application.objects.count() == 1
    assert list(Path(settings.MEDIA_ROOT).rglob("*.pdf")) == [], "no scan of a form that was not taken"


# Scans


@pytest.mark.parametrize(("content", "ending"), [(blank_pdf(), "pdf"), (jpeg(), "jpg"), (PNG, "png")])
def test_scan_is_kept_under_a_name_of_our_own(person, officer, batches, content, ending):
    (made,) = apply_for(person, officer, wishes_for(batches[:1]), scan=content)

    assert made.scan.name == f"consents/{made.form_id}.{ending}"
    assert Path(made.scan.path).read_bytes() == content


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "wrong_kind"),
        (b"MZ\x90\x00", "wrong_kind"),
        (b" %PDF-1.7", "wrong_kind"),
        (b"%PDF-" + b"0" * scans.MOST_SCAN_BYTES, "too_large"),
    ],
)
def test_what_is_no_scan_is_refused(person, officer, batches, content, code):
    with pytest.raises(RuleViolation) as caught:
        apply_for(person, officer, wishes_for(batches[:1]), scan=content)

    assert (codes(caught), Application.objects.count()) == ([code], 0)


def test_largest_scan_is_taken():
    assert scans.scan_blockers(b"%PDF-" + b"0" * (scans.MOST_SCAN_BYTES - 5)) == []


# Pages


def field(batch):
    return f"batch_{batch.public_id.hex}"


FORM = {"source": "person", "consent_on": "20/11/2026", "note": ""}


def upload(content, name="formulir.pdf", kind="application/pdf"):
    return SimpleUploadedFile(name, content, content_type=kind)


def test_form_is_keyed_in_with_its_scan(person, officer, batches, sign_in):
    client = sign_in(officer)
    page = client.get(url("application_form", person)).content.decode()
    data = FORM | {field(batches[0]): "5", field(batches[3]): "2", field(batches[1]): "", "scan": upload(blank_pdf())}

    answer = client.post(url("application_form", person), data)

    made = list(Application.objects.values_list("batch__name", "interest", "consent_on").order_by("batch"))
    assert made == [("Angkatan 1", 5, date(2026, 11, 20)), ("Angkatan 4", 2, date(2026, 11, 20))]
    assert answer.headers["Location"] == url("person_selection", person)
    assert all(field(batch) in page for batch in batches)


def blocks(batch):
    return f"blocks_{batch.public_id.hex}"


def with_blocks(batch, signs="AAB"):
    """The first three units stand alone as A and B; each is taught on a day of its own."""
    for position, sign in enumerate(signs, 1):
        batch.version.units.filter(position=position).update(block=sign)
    for number, unit in enumerate(batch.version.units.all()):
        SessionFactory(batch=batch, unit=unit, date=TODAY + timedelta(days=number - 1))
    return batch


def test_form_is_keyed_in_for_blocks_of_one_program_and_the_whole_of_another(person, officer, batches, sign_in):
    with_blocks(batches[0])
    client = sign_in(officer)
    page = client.get(url("application_form", person)).content.decode()
    chosen = {field(batches[0]): "5", blocks(batches[0]): ["B"], field(batches[3]): "2"}

    answer = client.post(url("application_form", person), FORM | chosen)

    assert answer.status_code == 302
    made = list(Application.objects.values_list("batch__name", "asked_blocks", "blocks").order_by("batch"))
    assert made == [("Angkatan 1", ["B"], ["B"]), ("Angkatan 4", [], [])]
    assert [blocks(batch) in page for batch in batches] == [True, False, False, False, False, False]


def test_blocks_without_the_strength_of_the_wish_are_asked_about(person, officer, batches, sign_in):
    with_blocks(batches[0])

    answer = sign_in(officer).post(url("application_form", person), FORM | {blocks(batches[0]): ["B"]})

    assert (answer.status_code, Application.objects.count()) == (422, 0)
    assert "Pilih seberapa kuat keinginannya, atau kosongkan kelompok di bawahnya." in answer.content.decode()


@pytest.mark.parametrize(
    ("signs", "chosen", "expected"),
    [("AAB", ["B"], 302), ("AAB", [], 422), ("AAB", ["A"], 422), ("A", None, None), ("", None, None)],
)
def test_running_class_stands_on_the_form_while_one_of_its_blocks_is_ahead(
    person, officer, batches, sign_in, signs, chosen, expected
):
    """Of three units, the first was taught yesterday and the third is taught tomorrow."""
    batch = with_blocks(batches[0], signs)
    batch.state = "running"
    batch.save()
    client = sign_in(officer)

    page = client.get(url("application_form", person)).content.decode()

    assert (field(batch) in page) == (chosen is not None)
    if chosen is not None:
        answer = client.post(url("application_form", person), FORM | {field(batch): "4", blocks(batch): chosen})
        assert answer.status_code == expected
        assert "Pelatihan sedang berjalan: centang kelompok yang pelajarannya belum dimulai." in page


def test_form_costs_the_same_for_one_class_with_blocks_and_for_many(
    person, officer, batches, sign_in, django_assert_num_queries
):
    client, page = sign_in(officer), url("application_form", person)
    with_blocks(batches[0])
    client.get(page)

    for count in (1, 6):
        for batch in batches[1:count]:
            with_blocks(batch)
        with django_assert_num_queries(7):
            client.get(page)


def test_batches_elsewhere_stand_on_no_form(person, officer, batches, sign_in):
    elsewhere = BatchFactory(state="selecting")
    client = sign_in(officer)

    page = client.get(url("application_form", person)).content.decode()
    answer = client.post(url("application_form", person), FORM | {field(elsewhere): "5"})

    assert field(elsewhere) not in page
    assert (answer.status_code, Application.objects.count()) == (422, 0)
    assert "Satu formulir memuat satu sampai 5 program." in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"consent_on": "24/11/2026"}, "Tanggal persetujuan belum tiba."),
        ({"scan": upload(b"MZ\x90\x00")}, "Berkas bukan PDF, JPEG, atau PNG."),
        ({"scan": upload(b"%PDF-" + b"0" * scans.MOST_SCAN_BYTES)}, "Pindaian lebih dari 10 MB."),
        ({"scan": upload(b"")}, "kosong"),
        ({"source": ""}, "Bagian ini belum diisi."),
    ],
)
def test_refused_form_says_why(person, officer, batches, sign_in, changes, sentence):
    answer = sign_in(officer).post(url("application_form", person), FORM | {field(batches[0]): "5"} | changes)

    assert (answer.status_code, Application.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()


def test_strength_of_a_wish_that_is_none_is_refused(person, officer, batches, sign_in):
    answer = sign_in(officer).post(url("application_form", person), FORM | {field(batches[0]): "6"})

    assert (answer.status_code, Application.objects.count()) == (422, 0)


def test_form_of_somebody_elsewhere_is_not_found(person, batches, sign_in):
    client = sign_in(UserFactory(roles=["training_officer"]))

    statuses = [
        client.get(url("application_form", person)).status_code,
        client.post(url("application_form", person), FORM).status_code,
    ]

    assert statuses == [404, 404]


def test_board_keys_in_no_form(person, officer, sign_in):
    chair = UserFactory(roles=["board_chair"], facility=officer.facility)

    assert sign_in(chair).post(url("application_form", person), FORM).status_code == 403


@pytest.fixture
def scanned(person, officer, batches):
    return apply_for(person, officer, wishes_for(batches[:1]), scan=jpeg())[0]


def test_scan_is_a_download_that_is_noted(scanned, officer, sign_in):
    client = sign_in(officer)
    page = client.get(url("application_detail", scanned)).content.decode()

    answer = client.get(url("application_scan", scanned))

    assert f'href="{url("application_scan", scanned)}"' in page
    assert b"".join(answer.streaming_content) == jpeg()
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="formulir-pengajuan.jpg"'
    assert AccessLogEntry.objects.latest("pk").subject == "scan of the application form"


def without_a_scan(application):
    Application.objects.update(scan="")


def whose_file_is_gone(application):
    application.scan.storage.delete(application.scan.name)


def of_a_kind_that_is_not_served(application):
    Application.objects.update(scan=application.scan.storage.save("consents/x.html", upload(b"<b>")))


@pytest.mark.parametrize("circumstance", [without_a_scan, whose_file_is_gone, of_a_kind_that_is_not_served])
def test_scan_that_is_none_is_not_found_and_not_noted(scanned, officer, sign_in, circumstance):
    circumstance(scanned)

    assert sign_in(officer).get(url("application_scan", scanned)).status_code == 404
    assert AccessLogEntry.objects.filter(kind="export").count() == 0


def test_scan_elsewhere_is_not_found(scanned, sign_in):
    assert sign_in(UserFactory(roles=["training_officer"])).get(url("application_scan", scanned)).status_code == 404
