"""Pages of seals as people use them: what is sealed, what waits, a file that is checked, a file that is brought."""

import os
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certification.register.models import Certificate, CertificateFile
from certification.sealing import key_register, seal_file, signer_process
from certification.sealing.models import OfficialFile, SealKey
from core import clock
from tests.certification.sealing import keys
from tests.certification.sealing.official import signed
from tests.factories.certification import graduates, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(ready):
    certificate, key = ready
    seal_file.seal(certificate.public_id, keys={key.fingerprint: key})
    return Certificate.objects.get(pk=certificate.pk)


@pytest.fixture(autouse=True)
def _nobody_listens(settings, tmp_path):
    settings.SEAL_SOCKET = str(tmp_path / "segel.sock")


def officer_of(certificate):
    return staff(certificate.batch.training_center, "certificate_officer")


def page(client, name, *args):
    return client.get(reverse(f"certification:{name}", args=args)).content.decode()


def pdf(content):
    return {"file": SimpleUploadedFile("berkas.pdf", content, "application/pdf")}


def test_without_a_key_the_page_says_that_nothing_is_sealed(sign_in):
    client = sign_in(staff(graduates(1).training_center, "certificate_officer"))

    said = page(client, "seal_overview")

    assert "Sertifikat diterbitkan tanpa segel." in said
    assert "0 berkas menunggu" in said


def test_what_waits_is_listed_and_says_so_on_its_page(sign_in, ready):
    certificate, _key = ready
    client = sign_in(officer_of(certificate))

    overview, detail = page(client, "seal_overview"), page(client, "certificate_detail", certificate.public_id)

    assert "1 berkas menunggu" in overview
    assert certificate.number_text in overview
    assert "Penyegel tidak menjawab" in overview
    assert "Terbit, segel menunggu" in detail
    assert "Buat ulang berkas" not in detail


def test_page_hears_that_the_signer_is_there(sign_in, ready, settings, tmp_path):
    certificate, key = ready
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    settings.SEAL_SOCKET = str(folder / "segel.sock")
    listener, over = signer_process.listening(folder / "segel.sock", group=None), threading.Event()
    signer = signer_process.Signer({key.fingerprint: key}, {os.getuid()}, tmp_path / "log")
    thread = threading.Thread(target=signer.serve, args=(listener, over.is_set))
    thread.start()

    said = page(sign_in(officer_of(certificate)), "seal_overview")

    over.set()
    thread.join()
    listener.close()
    assert "Penyegel aktif" in said


def test_sealed_file_names_its_key_and_never_calls_the_seal_a_signature(sign_in, sealed):
    said = page(sign_in(officer_of(sealed)), "certificate_detail", sealed.public_id)

    assert "Segel integritas" in said
    assert sealed.file.seal_key.short in said
    assert "TTE" not in said


def test_after_a_compromise_the_page_stays_calm(sign_in, sealed):
    key_register.compromise(SealKey.objects.get(), since=clock.now(), by=None)
    client = sign_in(officer_of(sealed))

    said = page(client, "certificate_detail", sealed.public_id)

    assert "Berkas ini dijamin oleh buku register." in said
    assert "Tidak dipercaya lagi" in page(client, "seal_overview")


def test_keys_of_another_center_are_not_shown(sign_in, ready):
    stranger = staff(graduates(1).training_center, "certificate_officer")

    said = page(sign_in(stranger), "seal_overview")

    assert SealKey.objects.get().short not in said
    assert "0 berkas menunggu" in said


@pytest.mark.parametrize("count", [1, 30])
def test_list_of_what_waits_costs_the_same_for_one_and_many(sign_in, django_assert_num_queries, count):
    center = keys.many_waiting(count)
    client = sign_in(staff(center, "certificate_officer"))

    with django_assert_num_queries(9):
        said = page(client, "seal_overview")

    assert f"{count} berkas menunggu" in said


# --- Checking a file --------------------------------------------------------------------------------------------


def check(client, content):
    return client.post(reverse("certification:file_check"), pdf(content)).content.decode()


def test_issued_file_is_recognized(sign_in, sealed):
    said = check(sign_in(officer_of(sealed)), bytes(sealed.file.content))

    assert "Berkas yang diterbitkan, persis sama" in said
    assert "Segel utuh dan meliputi seluruh berkas." in said
    assert sealed.number_text in said


def test_flipped_byte_is_no_issued_file_and_breaks_the_seal(sign_in, sealed):
    changed = bytearray(sealed.file.content)
    changed[2000] ^= 1

    said = check(sign_in(officer_of(sealed)), bytes(changed))

    assert "Bukan berkas yang diterbitkan" in said
    assert "Segel tidak utuh: berkas diubah setelah disegel." in said
    assert sealed.number_text not in said


@pytest.mark.parametrize("content", [b"no pdf", b"%PDF-1.7\n", keys.plain()[:4000]])
def test_other_file_has_neither(sign_in, sealed, content):
    said = check(sign_in(officer_of(sealed)), content)

    assert "Bukan berkas yang diterbitkan" in said
    assert "Berkas ini tidak memuat segel lembaga pelatihan." in said


def test_file_of_another_center_names_nobody(sign_in, sealed):
    stranger = staff(graduates(1).training_center, "certificate_officer")

    said = check(sign_in(stranger), bytes(sealed.file.content))

    assert "Milik lembaga pelatihan lain" in said
    assert sealed.number_text not in said


def test_nothing_sent_is_asked_for_again(sign_in, sealed):
    answer = sign_in(officer_of(sealed)).post(reverse("certification:file_check"))

    assert answer.status_code == 422


def test_file_that_is_too_large_is_refused(sign_in, sealed, settings):
    settings.MAX_UPLOAD_BYTES = 1000

    said = check(sign_in(officer_of(sealed)), b"x" * 2000)

    assert "Berkas lebih besar dari 10 MB." in said


# --- The officially signed file ---------------------------------------------------------------------------------


def test_the_form_sends_the_signed_file_itself(sign_in, sealed):
    page = sign_in(officer_of(sealed)).get(reverse("certification:official_upload", args=[sealed.public_id]))

    assert '<form method="post" novalidate enctype="multipart/form-data">' in page.content.decode()


def test_signed_file_is_brought_and_both_can_be_downloaded(sign_in, sealed):
    client, content = sign_in(officer_of(sealed)), signed(bytes(sealed.file.content))

    answer = client.post(reverse("certification:official_upload", args=[sealed.public_id]), pdf(content), follow=True)

    assert "Tanda tangan resmi (TTE)" in answer.content.decode()
    assert bytes(OfficialFile.objects.get().content) == content
    copies = {}
    for name in ("certificate_print", "official_print"):
        taken = client.post(
            reverse(f"certification:{name}", args=[sealed.public_id]), {"reason": "arsip kantor"}, follow=True
        )
        copies[name] = taken.content, taken.headers["Content-Disposition"]
    number = "".join(char if char.isalnum() else "-" for char in sealed.number_text)
    assert copies == {
        "certificate_print": (bytes(sealed.file.content), f'inline; filename="{number}.pdf"'),
        "official_print": (content, f'inline; filename="{number}-TTE.pdf"'),
    }
    assert list(sealed.prints.values_list("copy", flat=True)) == [1, 2]


def test_file_that_is_not_the_issued_one_is_refused_with_what_to_do(sign_in, sealed):
    client = sign_in(officer_of(sealed))

    answer = client.post(reverse("certification:official_upload", args=[sealed.public_id]), pdf(signed(keys.plain())))

    assert answer.status_code == 422
    assert "Tandatangani berkas persis seperti yang diunduh" in answer.content.decode()
    assert OfficialFile.objects.count() == 0


def test_without_an_official_file_there_is_no_copy_of_it(sign_in, sealed):
    answer = sign_in(officer_of(sealed)).get(reverse("certification:official_print", args=[sealed.public_id]))

    assert answer.status_code == 404
    assert CertificateFile.objects.count() == 1
