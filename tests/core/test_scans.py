"""Scans on their way from a form into storage."""

import io

import pikepdf
import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import get_resolver, reverse
from PIL import Image

from core import scans
from core.errors import RuleViolation
from core.forms import ScanField
from core.pictures import redrawn
from rutan_blk import input_rules_page
from tests.factories import AgreementFactory, UserFactory
from tests.scans import BARE_PDF, PDF, signed


class PaperForm(forms.Form):
    scan = ScanField(label="Pindaian", required=False)


def sent(content: bytes) -> PaperForm:
    return PaperForm({}, {"scan": SimpleUploadedFile("lembar.pdf", content)})


def locked() -> bytes:
    target = io.BytesIO()
    with pikepdf.Pdf.open(io.BytesIO(PDF)) as made:
        made.save(target, encryption=pikepdf.Encryption(user="x", owner="y"))
    return target.getvalue()


def with_program(*, is_signed: bool) -> bytes:
    with pikepdf.Pdf.open(io.BytesIO(PDF)) as made:
        act = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        made.Root.OpenAction = act
        if is_signed:
            return signed(made)
        target = io.BytesIO()
        made.save(target)
    return target.getvalue()


def picture(kind: str, *, size: tuple[int, int] = (300, 400)) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Kamera di Blok B"
    target = io.BytesIO()
    Image.new("RGB", size, "#fafafa").save(target, kind, exif=exif)
    return target.getvalue()


def test_pages_arrive_bare():
    form = sent(PDF)

    assert form.is_valid()
    assert form.cleaned_data == {"scan": BARE_PDF}
    assert b"Petugas Register" not in BARE_PDF


def test_a_program_does_not_come_in():
    assert b"JavaScript" not in scans.read(with_program(is_signed=False))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_drawn_anew_at_its_own_size(kind):
    content = scans.read(picture(kind))

    assert (scans.scan_kind(content), Image.open(io.BytesIO(content)).size) == ("jpg", (300, 400))
    assert b"Kamera" in picture(kind)
    assert b"Kamera" not in content


@pytest.mark.parametrize(
    ("content", "code", "sentence"),
    [
        (b"GIF89a", "wrong_kind", "bukan PDF, JPEG, atau PNG"),
        (b"%PDF-1.7 nothing", "pdf_unreadable", "PDF ini tidak dapat dibaca"),
        (locked(), "pdf_locked", "dikunci dengan kata sandi"),
        (with_program(is_signed=True), "pdf_acts", "memuat program atau berkas lain"),
        (b"%PDF-" + b"0" * scans.MOST_SCAN_BYTES, "too_large", "lebih dari 10 MB"),
        (b"\xff\xd8\xff no picture", "picture_unreadable", "Pindai lagi kertasnya sebagai PDF, JPEG, atau PNG"),
    ],
)
def test_what_is_refused_is_told_at_the_field(content, code, sentence):
    form = sent(content)

    assert not form.is_valid()
    assert [one.code for one in form.errors.as_data()["scan"]] == [code]
    assert sentence in str(form.errors["scan"])


def test_no_file_is_no_scan():
    form = PaperForm({}, {})

    assert form.is_valid()
    assert form.cleaned_data == {"scan": None}


def test_a_sheet_of_many_dots_keeps_them():
    assert Image.open(io.BytesIO(scans.read(picture("PNG", size=(4960, 7016))))).size == (4960, 7016)


def test_a_file_that_costs_too_much_is_refused(monkeypatch):
    monkeypatch.setattr("core.apart.reading.MOST_SECONDS", 0.01)

    with pytest.raises(RuleViolation) as refused:
        scans.read(PDF)

    assert [one.code for one in refused.value.reasons] == ["file_too_heavy"]


def test_a_picture_that_was_pressed_hard_is_pressed_again(monkeypatch):
    target = io.BytesIO()
    Image.effect_noise((300, 300), 80).save(target, "JPEG", quality=20)
    monkeypatch.setattr(scans, "MOST_SCAN_BYTES", len(target.getvalue()) + 8_000)

    drawn = scans.read(target.getvalue())

    assert len(redrawn(target.getvalue(), scans.RECIPE)) > scans.MOST_SCAN_BYTES >= len(drawn)


@pytest.mark.django_db
def test_a_scan_is_read_before_the_transaction_of_its_form(sign_in, monkeypatch):
    officer = UserFactory(roles=["training_officer"])
    agreement = AgreementFactory(facility=officer.facility)
    outside, depths = len(connection.savepoint_ids), []

    def noted(_content, *, whose=None):
        depths.append(len(connection.savepoint_ids) - outside)
        return BARE_PDF

    monkeypatch.setattr(scans, "read", noted)
    address = reverse("programs:agreement_scan_add", args=[agreement.public_id])
    answer = sign_in(officer).post(address, {"scan": SimpleUploadedFile("lembar.pdf", PDF)})

    assert (answer.status_code, depths) == (302, [0])


def test_every_field_of_a_scan_bears_the_name_that_is_read_ahead():
    _ = get_resolver().url_patterns
    found = [
        (form.__name__, name)
        for app in input_rules_page.OWN
        for form in input_rules_page.forms_of(app)
        for name, field in form.base_fields.items()
        if isinstance(field, ScanField)
    ]

    assert len(found) >= 10
    assert {name for _form, name in found} == {scans.FIELD}


@pytest.mark.django_db
def test_a_form_whose_file_was_not_read_to_its_end_writes_nothing(sign_in):
    officer = UserFactory(roles=["training_officer"])
    agreement = AgreementFactory(facility=officer.facility)
    address = reverse("programs:agreement_scan_add", args=[agreement.public_id])

    answer = sign_in(officer).post(address, {"scan": SimpleUploadedFile("lembar.pdf", PDF + b" " * 12_000_000)})

    assert answer.status_code == 422
    assert "Berkas ini lebih dari 10 MB" in answer.content.decode()
    agreement.refresh_from_db()
    assert not agreement.scan
