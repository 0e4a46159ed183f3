"""The way of a list of certificates from before in a browser: upload, columns, preview, confirmation, end, book."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from certification.earlier_certificates.models import EarlierCertificate
from core.models import AccessLogEntry
from inmates.imports.models import ListImport
from tests.certification.addresses import url
from tests.certification.earlier_certificates.test_earlier_import import known
from tests.factories import FacilityFactory, UserFactory
from tests.factories.accounts import TrainingCenterFactory
from tests.factories.certification import staff
from tests.factories.earlier import NUMBER, confirmed, earlier_file, mapped, recorded, row
from tests.html import hidden
from tests.inmates.imports.builders import book
from tests.papers import pages

pytestmark = pytest.mark.django_db
HEADS = ["No. Sertifikat", "Nama", "Program", "Tgl Terbit", "Ket"]


def page_of(client, name, *args):
    answer = client.get(url(name, *args))
    assert answer.status_code == 200
    return answer.content.decode()


def sent(client, data, name="sertifikat.xlsx"):
    answer = client.post(url("earlier_import_new"), {"file": SimpleUploadedFile(name, data)})
    return answer, ListImport.objects.order_by("pk").last()


def chosen(client, found, **more):
    """The form of the preview, sent as the page shows it."""
    page = client.get(url("earlier_import", found.public_id))
    return {"seen": page.context["seen"], "row": list(page.context["kept"]), **more}


def test_list_goes_from_upload_to_the_public_check(sign_in, officer, head, client):
    desk = sign_in(officer)
    answer, found = sent(desk, earlier_file(row(), row("", "Tanpa Nomor")))
    assert answer["Location"] == url("earlier_import_columns", found.public_id)
    columns = page_of(desk, "earlier_import_columns", found.public_id)
    assert "Nama Peserta" in columns
    assert "Siti Rahmah" in columns
    mapping = {f"column_{one['index']}": one["field"] for one in found.headers}
    desk.post(url("earlier_import_columns", found.public_id), mapping)
    preview = page_of(desk, "earlier_import", found.public_id)
    assert "Nomor sertifikat tidak ada." in preview
    assert 'value="2"' in preview
    desk.post(url("earlier_import", found.public_id), chosen(desk, found))
    assert "Menunggu orang kedua" in page_of(desk, "earlier_list")

    boss = sign_in(head)
    shown = boss.get(url("earlier_confirm", found.public_id))
    keys = [str(one.public_id) for one in shown.context["rows"]]
    words = {"seen": shown.context["seen"], "certificate": keys}
    answer = boss.post(url("earlier_confirm", found.public_id), words)

    assert answer["Location"] == url("earlier_list")
    assert (
        "Sertifikat berlaku"
        in client.post(url("check_number"), {"number": NUMBER, "name": "Siti Rahmah"}).content.decode()
    )


def test_column_is_corrected_by_hand_and_dropped_content_needs_the_file_again(sign_in, officer):
    desk = sign_in(officer)
    data = book(Y=[HEADS, [NUMBER, "Siti", "Las", "20/11/2019", "Menjahit lurus"]])
    _answer, found = sent(desk, data)
    mapping = {f"column_{one['index']}": one["field"] for one in found.headers} | {"column_4": "units"}

    refused = desk.post(url("earlier_import_columns", found.public_id), mapping)
    assert refused.status_code == 422
    again = {**mapping, "file": SimpleUploadedFile("sertifikat.xlsx", data)}
    desk.post(url("earlier_import_columns", found.public_id), again)

    assert "Menjahit lurus" in page_of(desk, "earlier_import", found.public_id)


def test_another_sheet_of_the_file_can_be_read(sign_in, officer):
    desk = sign_in(officer)
    rows = [
        [HEADS, [f"{n}/BLK/{year}", f"Orang {year}", "Las", f"20/11/{year}", ""]] for n, year in ((1, 2019), (2, 2020))
    ]
    _answer, found = sent(desk, book(Satu=rows[0], Dua=rows[1]))

    desk.post(url("earlier_import_sheet", found.public_id), {"sheet": "Dua"})

    assert "2/BLK/2020" in page_of(desk, "earlier_import_columns", found.public_id)


@pytest.mark.parametrize(("data", "word"), [(b"", "kosong"), (b"surat biasa tanpa tabel", "bukan lembar kerja")])
def test_file_that_is_no_list_is_refused_at_its_field(sign_in, officer, data, word):
    answer, found = sent(sign_in(officer), data, "surat.csv")

    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert found is None


def test_question_about_somebody_known_is_answered_on_the_page(sign_in, officer, center):
    person = known(center, inside=True)
    desk, found = sign_in(officer), mapped(earlier_file(row()), by=officer)
    form = chosen(desk, found)

    refused = desk.post(url("earlier_import", found.public_id), form)
    assert refused.status_code == 422
    assert "Jawab pertanyaan" in refused.content.decode()
    desk.post(url("earlier_import", found.public_id), {**form, "answer_2": str(person.public_id)})

    assert EarlierCertificate.objects.get().person == person


@pytest.mark.parametrize("row_number", ["x", "²", "9" * 30, "-1", ""])
def test_strange_row_numbers_choose_nothing(sign_in, officer, row_number):
    desk, found = sign_in(officer), mapped(earlier_file(row()), by=officer)
    form = chosen(desk, found, **{f"answer_{row_number}": "new"}) | {"row": [row_number]}

    assert desk.post(url("earlier_import", found.public_id), form).status_code == 422
    assert not EarlierCertificate.objects.exists()


def test_list_is_undone_and_discarded_by_its_buttons(sign_in, officer, center):
    desk, done, left = sign_in(officer), recorded(center, by=officer), mapped(earlier_file(row("9/B/2019")), by=officer)

    desk.post(url("earlier_import_undo", done.public_id))
    desk.post(url("earlier_import_discard", left.public_id))

    assert set(ListImport.objects.values_list("state", flat=True)) == {"undone", "discarded"}
    for found in (done, left):
        page_of(desk, "earlier_import", found.public_id)
        page_of(desk, "earlier_import_columns", found.public_id)


def test_rows_are_sent_back_with_a_reason(sign_in, head, center):
    boss, found = sign_in(head), recorded(center)
    shown = boss.get(url("earlier_confirm", found.public_id))
    words = {
        "seen": shown.context["seen"],
        "certificate": [str(shown.context["rows"][0].public_id), "x"],
        "refuse": "1",
    }

    assert boss.post(url("earlier_confirm", found.public_id), words).status_code == 422
    boss.post(url("earlier_confirm", found.public_id), {**words, "reason": "Tidak ada di arsip balai"})

    assert EarlierCertificate.objects.get().state == "refused"


def test_end_is_asked_and_decided_on_its_page(sign_in, officer, head, center):
    first, second = confirmed(center, row(), row("2/B/2019", "Hasan"))
    desk = sign_in(officer)
    for certificate in (first, second):
        page_of(desk, "earlier_end", certificate.public_id)
        assert desk.post(url("earlier_end", certificate.public_id), {"end_state": "", "reason": ""}).status_code == 422
        words = {"end_state": "revoked", "reason": "Nomor salah pada arsip"}
        desk.post(url("earlier_end", certificate.public_id), words)
    boss = sign_in(head)
    assert "Setujui pengakhiran" in page_of(boss, "earlier_detail", first.public_id)
    assert boss.post(url("earlier_end_approve", first.public_id)).status_code == 422

    for name, certificate in (("earlier_end_approve", first), ("earlier_end_reject", second)):
        asked = hidden(page_of(boss, "earlier_detail", certificate.public_id), "asked")[0]
        boss.post(url(name, certificate.public_id), {"asked": asked})

    assert set(EarlierCertificate.objects.values_list("name", "state")) == {
        ("Siti Rahmah", "revoked"),
        ("Hasan", "issued"),
    }
    assert "Dicabut" in page_of(boss, "earlier_detail", first.public_id)


def test_list_is_filtered_by_number_name_and_state(sign_in, officer, center):
    confirmed(center, row(), row("2/B/2020", "Muhammad Noor"))
    recorded(center, row("3/B/2021", "Rusdiana"))
    desk = sign_in(officer)

    def found(**query):
        return {one.name for one in desk.get(url("earlier_list"), query).context["page"].rows}

    assert found(q="muhamad nor") == {"Muhammad Noor"}
    assert found(q="893/017") == {"Siti Rahmah"}
    assert found(keadaan="waiting") == {"Rusdiana"}
    assert found(keadaan="lain") == {"Siti Rahmah", "Muhammad Noor", "Rusdiana"}


def test_list_asks_the_same_for_one_and_for_thirty(sign_in, officer, center, django_assert_max_num_queries):
    desk = sign_in(officer)
    confirmed(center, *(row(f"{n}/B/2019") for n in range(1, 31)))

    with django_assert_max_num_queries(12):
        desk.get(url("earlier_list"))


def test_book_lists_confirmed_certificates_of_the_year(sign_in, officer, center):
    confirmed(center, row(), row("2/B/2020", "Hasan", issued=date(2020, 5, 4)))
    recorded(center, row("893/" + "X" * 40 + "/2019", "Rusdiana"))
    desk = sign_in(officer)

    assert "Buku 2019, bagian 1" in page_of(desk, "earlier_list")
    said = " ".join(pages(desk.get(url("earlier_book", 2019, 1)).content))

    assert "Siti Rahmah" in said
    assert "Hasan" not in said
    assert "Rusdiana" not in said
    assert AccessLogEntry.objects.filter(kind="print").exists()


@pytest.mark.parametrize("step", ["earlier_import", "earlier_import_columns", "earlier_confirm"])
def test_lists_of_others_are_not_found(sign_in, step):
    other = TrainingCenterFactory()
    found = mapped(earlier_file(row()), by=staff(other, "certificate_officer"))
    role = "blk_head" if step == "earlier_confirm" else "certificate_officer"

    assert sign_in(UserFactory(roles=[role])).get(url(step, found.public_id)).status_code == 404


def test_facility_opens_none_of_it(sign_in, center):
    certificate = confirmed(center)[0]
    inside = sign_in(UserFactory(roles=["training_officer", "rutan_head"], facility=FacilityFactory()))

    for name, *args in (("earlier_list",), ("earlier_detail", certificate.public_id), ("earlier_import_new",)):
        assert inside.get(url(name, *args)).status_code in (403, 404)
