"""Templates of certificates: drafted, looked at, put to use by another person, and never changed again."""

import io
from base64 import b64decode
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts.models import TrainingCenter
from certification.certificate_templates import emblems, template_dress, template_samples, template_versions
from certification.certificate_templates.models import CertificateTemplate
from certification.certificates import issue_certificates, preparation
from certification.papers import certificate_paper as paper
from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from core.pictures import MEGABYTE
from programs.batches.models import Batch
from tests.certification.addresses import url
from tests.conftest import MONDAY
from tests.factories.accounts import TrainingCenterFactory, give_beside
from tests.factories.certification import approved, drafted, graduates, put_to_use, staff
from tests.factories.programs import ProgramFactory

pytestmark = pytest.mark.django_db
NOTES = "Hasil tiap unit berasal dari penilaian praktik.\n\n Sah dengan tanda tangan basah. "


@pytest.fixture
def center():
    return TrainingCenterFactory(code="BLK-TPN")


@pytest.fixture
def officer(center):
    return staff(center, "certificate_officer")


@pytest.fixture
def head(center):
    return staff(center, "blk_head")


def picture(size=(400, 500), form="PNG", mode="RGBA"):
    content = io.BytesIO()
    Image.new(mode, size, (10, 90, 60, 128) if mode == "RGBA" else (10, 90, 60)).save(content, form)
    return content.getvalue()


def adopted(center, officer, head, **values):
    draft = drafted(center, by=officer, **values)
    return put_to_use(draft, by=head)


def reasons(command, *args, **kwargs):
    with pytest.raises(RuleViolation) as refused:
        command(*args, **kwargs)
    return [reason.code for reason in refused.value.reasons]


# Drafting


def test_draft_is_changed_until_it_is_put_to_use_and_then_the_next_version_begins_with_it(center, officer, head):
    drafted(center, by=officer, statement="telah lulus pelatihan pada program", emblem=picture())
    draft = drafted(center, by=officer, notes=NOTES)
    put_to_use(draft, by=head)

    following = drafted(center, by=officer, has_english=True)

    first, second = CertificateTemplate.objects.order_by("version")
    assert (first.version, first.statement, first.note_lines) == (
        1,
        "telah lulus pelatihan pada program",
        ["Hasil tiap unit berasal dari penilaian praktik.", "Sah dengan tanda tangan basah."],
    )
    assert (second, second.version, bytes(second.emblem)) == (following, 2, bytes(first.emblem))
    assert template_versions.start_values(center)["has_english"] is True


def test_without_any_template_a_draft_begins_with_the_plain_words(center):
    assert template_versions.start_values(center) == template_versions.DEFAULTS
    assert template_dress.template_of(center) is None


def test_emblem_stays_goes_and_comes(center, officer):
    drafted(center, by=officer, emblem=picture())
    assert drafted(center, by=officer).emblem
    assert not drafted(center, by=officer, without_emblem=True).emblem


@pytest.mark.parametrize("role", ["blk_head", "blk_coordinator", "instructor"])
def test_other_roles_cannot_draft(center, role):
    assert reasons(drafted, center, by=staff(center, role)) == ["not_authorized"]


def test_stranger_can_neither_draft_nor_throw_away_nor_put_to_use(center, officer, head):
    other = TrainingCenterFactory()
    draft = drafted(center, by=officer)
    stranger, their_head = staff(other, "certificate_officer"), staff(other, "blk_head")

    assert reasons(drafted, center, by=stranger) == ["not_authorized"]
    assert reasons(template_versions.discard, draft, by=stranger) == ["not_authorized"]
    assert reasons(put_to_use, draft, by=their_head) == ["not_authorized"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"statement": ""}, ["statement"]),
        ({"statement": "x" * 160}, ["unprintable"]),
        ({"notes": "W" * 140}, ["unprintable"]),
        ({"notes": "Peserta Rutan Rantau"}, ["unprintable"]),
        ({"statement": "telah menyelesaikan pelatihan di 工場"}, ["unprintable"]),
        ({"signer_name": "Drs. " + "M" * 60, "signer_title": "Kepala"}, ["unprintable"]),
        ({"has_english": True, "statement_in_english": " "}, ["english"]),
        ({"has_english": True, "statement_in_english": "x" * 160}, ["unprintable"]),
        ({"emblem": b"no picture"}, ["picture_unreadable"]),
        ({"emblem": picture((149, 400))}, ["picture_small"]),
    ],
    ids=[
        "no-statement",
        "long-statement",
        "wide-note",
        "custody",
        "no-glyph",
        "long-signer",
        "no-english",
        "long-english",
        "no-picture",
        "small-emblem",
    ],
)
def test_draft_that_could_not_be_printed_is_refused_and_nothing_is_written(center, officer, values, expected):
    assert reasons(drafted, center, by=officer, **values) == expected
    assert not CertificateTemplate.objects.exists()


def test_discarded_draft_makes_room_for_the_next(center, officer):
    template_versions.discard(drafted(center, by=officer), by=officer)

    assert drafted(center, by=officer).version == 1
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "template.draft",
        "template.discard",
        "template.draft",
    ]


# Putting to use


def test_who_drafted_does_not_put_to_use(center, officer):
    give_beside(officer, "blk_head")
    draft = drafted(center, by=officer)

    assert reasons(put_to_use, draft, by=officer) == ["four_eyes"]


def test_template_is_put_to_use_once(center, officer, head):
    template = adopted(center, officer, head)

    assert reasons(put_to_use, template, by=head) == ["state"]
    assert reasons(template_versions.discard, template, by=officer) == ["state"]


def test_draft_that_changed_meanwhile_is_looked_at_once_more(center, officer, head):
    draft = drafted(center, by=officer)
    with clock.moved_to(MONDAY + timedelta(seconds=1)):
        drafted(center, by=officer, notes="Lain")

    first, last = draft.changed_at, CertificateTemplate.objects.get().changed_at
    for seen, examined in ((first, first), (first, last), (last, first), (None, last)):
        assert reasons(template_versions.adopt, draft, by=head, seen=seen, examined=examined) == ["changed"]
    assert not template_versions.adopt(draft, by=head, seen=last, examined=last).is_draft


def test_database_refuses_to_change_what_is_in_use(center, officer, head):
    template = adopted(center, officer, head)

    with pytest.raises(DatabaseError), transaction.atomic():
        CertificateTemplate.objects.filter(pk=template.pk).update(statement="Lain")
    with pytest.raises(DatabaseError), transaction.atomic():
        template.delete()


# On paper


def test_certificate_carries_the_words_of_the_template_and_keeps_them():
    batch = graduates(2)
    center = batch.training_center
    officer, head = staff(center, "certificate_officer"), staff(center, "blk_head")
    first, second = batch.enrollments.all()
    template = adopted(
        center,
        officer,
        head,
        statement="telah lulus pelatihan pada program",
        notes=NOTES,
        has_english=True,
        signer_name="Drs. H. Rusdi",
        signer_title="Kepala Dinas Tenaga Kerja",
        signer_number="NIP 1970",
        second_name="Noor Aisyah",
        second_title="Instruktur Kepala",
        emblem=picture(),
    )

    issued = issue_certificates.issue(approved(first), by=officer)
    with clock.moved_to(MONDAY + timedelta(hours=1)):
        draft = drafted(center, by=officer, statement="Kalimat lain", notes="Lain", without_emblem=True)
        put_to_use(draft, by=head)
    later = issue_certificates.issue(approved(second), by=officer)

    issued.refresh_from_db()
    words = issued.snapshot
    assert issued.template == template
    assert words["statement"] == "telah lulus pelatihan pada program"
    assert words["signatory"] == {
        "office": ["Kepala Dinas Tenaga Kerja"],
        "name": "Drs. H. Rusdi",
        "number": "NIP 1970",
    }
    assert words["second"]["name"] == "Noor Aisyah"
    assert words["english"]["given"] == "awarded to"
    assert [fact["english"] for fact in words["facts"]] == ["Level", "Year of training", "Duration", "Result"]
    assert words["notes"][1:3] == template.note_lines
    assert "bukan sertifikat kompetensi dari LSP" in words["notes"][3]
    assert b64decode(words["emblem"]) == bytes(template.emblem)
    assert (later.snapshot["statement"], later.template.version, "emblem" in later.snapshot) == (
        "Kalimat lain",
        2,
        False,
    )


def test_people_of_a_class_cost_no_query_each(center):
    counts = []
    for size in (1, 6):
        batch = Batch.objects.get(pk=graduates(size, training_center=center).pk)
        with CaptureQueriesContext(connection) as asked:
            preparation.candidates(batch)
        counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("key", template_samples.SAMPLES)
def test_samples_are_printable_with_every_part_of_a_template(center, officer, key):
    draft = drafted(center, by=officer, has_english=True, emblem=picture(), notes=NOTES)

    words = template_samples.words_of(draft, template_samples.SAMPLES[key])

    assert paper.check_printable(words) == []
    assert words["holder"]["name"] == template_samples.SAMPLES[key].name


# Emblems


@pytest.mark.parametrize(
    ("size", "expected"), [((400, 500), (240, 300)), ((150, 150), (300, 300)), ((2000, 1000), (300, 150))]
)
def test_emblem_is_made_anew_on_white(size, expected):
    with Image.open(io.BytesIO(emblems.emblem_of(picture(size)))) as made:
        assert (made.format, made.mode, made.size, made.info.get("exif")) == ("JPEG", "RGB", expected, None)
        assert made.getpixel((5, 5)) == pytest.approx((132, 172, 157), abs=4)


def test_emblem_that_is_too_large_is_refused():
    assert reasons(emblems.emblem_of, b"x" * (emblems.MOST_MEGABYTES * MEGABYTE + 1)) == ["picture_bytes"]
    assert reasons(emblems.emblem_of, picture((9000, 5000), mode="RGB")) == ["picture_pixels"]


# Pages


def test_officer_drafts_and_the_head_puts_to_use(sign_in, center, officer, head):
    assert "Belum ada templat" in sign_in(officer).get(url("template_list")).content.decode()
    form = {**template_versions.DEFAULTS, "notes": NOTES, "emblem": SimpleUploadedFile("logo.png", picture())}

    saved = sign_in(officer).post(url("template_edit"), form)
    draft = CertificateTemplate.objects.get()
    page = sign_in(head).get(saved["Location"])
    sign_in(head).post(url("template_adopt", draft.public_id), {"seen": page.context["seen"]})

    draft.refresh_from_db()
    assert (draft.adopted_by, bool(draft.emblem), len(draft.note_lines)) == (head, True, 2)
    assert "Dipakai" in sign_in(officer).get(url("template_list")).content.decode()
    assert url("template_discard", draft.public_id) not in sign_in(officer).get(saved["Location"]).content.decode()


def test_form_that_cannot_be_taken_comes_back_with_its_reasons(sign_in, officer):
    client = sign_in(officer)

    long = client.post(url("template_edit"), {**template_versions.DEFAULTS, "notes": "a\nb\nc\nd\ne"})
    custody = client.post(url("template_edit"), {**template_versions.DEFAULTS, "notes": "Peserta Rutan Rantau"})

    assert (long.status_code, custody.status_code) == (422, 422)
    assert "paling banyak empat" in long.content.decode()
    assert "Rutan" in custody.content.decode()
    assert not CertificateTemplate.objects.exists()


def test_sample_is_a_pdf_and_no_other_name_is_one(sign_in, center, officer):
    draft = drafted(center, by=officer)
    client = sign_in(officer)

    assert client.get(url("template_sample", draft.public_id, "nama-pendek"))["Content-Type"] == "application/pdf"
    assert client.get(url("template_sample", draft.public_id, "lain")).status_code == 404


def test_draft_is_thrown_away_on_its_page(sign_in, center, officer):
    draft = drafted(center, by=officer)

    answer = sign_in(officer).post(url("template_discard", draft.public_id))

    assert (answer["Location"], CertificateTemplate.objects.count()) == (url("template_list"), 0)


def test_template_of_another_center_is_not_found(sign_in, center, officer):
    draft = drafted(center, by=officer)
    client = sign_in(staff(TrainingCenterFactory(), "certificate_officer"))

    assert client.get(url("template_detail", draft.public_id)).status_code == 404
    assert client.get(url("template_sample", draft.public_id, "nama-pendek")).status_code == 404


@pytest.mark.parametrize(
    "name", ["Pengelasan SMAW " * 7, "Pelatihan Kerja di Rutan", "Las 工場"], ids=["long", "custody", "glyph"]
)
def test_program_whose_name_cannot_be_printed_stops_neither_samples_nor_templates(sign_in, center, officer, head, name):
    ProgramFactory(training_center=center, name="Teknik Pengelasan")
    refused = ProgramFactory(training_center=center, name=name.strip())

    in_use = adopted(center, officer, head)

    assert (in_use.version, in_use.is_draft) == (1, False)
    assert [template_samples.check_printable(in_use), template_samples.unprintable_programs(center)] == [[], [refused]]
    page = sign_in(head).get(url("template_detail", in_use.public_id)).content.decode()
    assert f"Nama program {refused.name} tidak dapat dicetak" in page


def test_head_sees_the_sample_beside_the_words_and_the_other_ones_when_asked(sign_in, center, officer, head):
    draft = drafted(center, by=officer)
    client = sign_in(head)

    first = client.get(url("template_detail", draft.public_id))
    other = client.get(url("template_detail", draft.public_id), {"contoh": "nama-pendek"})
    unknown = client.get(url("template_detail", draft.public_id), {"contoh": "lain"})
    picture = client.get(url("template_picture", draft.public_id, "nama-pendek"))

    shown = [page.context["shown"] for page in (first, other, unknown)]
    assert shown == ["nama-panjang", "nama-pendek", "nama-panjang"]
    assert url("template_picture", draft.public_id, "nama-panjang") in first.content.decode()
    assert (picture["Content-Type"], Image.open(io.BytesIO(picture.content)).size) == ("image/png", (1287, 1832))
    assert client.get(url("template_picture", draft.public_id, "lain")).status_code == 404


def test_sample_that_cannot_be_printed_says_why_in_place_of_the_picture(sign_in, center, officer, head):
    draft = drafted(center, by=officer)
    TrainingCenter.objects.filter(pk=center.pk).update(head_name="")

    page = sign_in(head).get(url("template_detail", draft.public_id)).content.decode()

    assert "Nama penanda tangan kosong" in page
    assert "<img" not in page
