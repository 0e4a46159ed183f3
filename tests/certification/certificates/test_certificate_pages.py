"""The pages of certificates: what each step writes, and who takes it."""

import io
import re
import zipfile
from datetime import date

import pytest
from django.urls import reverse
from django.utils.text import slugify

from certification.assessment.certificate_gate import standing_of
from certification.certificates import (
    approval,
    certificate_rendering,
    copies,
    issue_certificates,
    preparation,
    revocation,
)
from certification.register import number_series
from certification.register.models import Certificate, HandOver, PrintRecord
from core.models import AccessLogEntry
from inmates.people.models import Person
from programs.attendance.models.marks import AttendanceStatus
from programs.batches.models import Batch
from programs.catalog.models import ProgramVersion
from tests.certification.addresses import url
from tests.certification.files import with_file
from tests.factories.accounts import give_beside
from tests.factories.certification import approved, class_of, graduates, staff
from tests.html import compact, hidden
from tests.papers import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return graduates(2)


def test_three_people_take_a_batch_from_prepared_to_issued(
    sign_in, batch, officer, head, django_capture_on_commit_callbacks
):
    sign_in(officer).post(url("batch_prepare", batch.public_id))
    client = sign_in(head)
    shown = hidden(client.get(url("batch_certificates", batch.public_id)).content.decode(), "seen")
    client.post(url("batch_approve", batch.public_id), {"seen": shown})
    with django_capture_on_commit_callbacks(execute=True):
        answer = sign_in(officer).post(url("batch_issue", batch.public_id))

    assert "/pekerjaan/" in answer["Location"]
    assert [one.state for one in Certificate.objects.filter(file__isnull=False)] == ["issued", "issued"]
    page = sign_in(officer).get(url("batch_certificates", batch.public_id)).content.decode()
    assert page.count(">Terbit</span>") == 2


def test_page_never_offers_approval_to_the_preparer(sign_in, batch, officer):
    give_beside(officer, "blk_head")
    preparation.prepare_batch(batch, by=officer)
    client = sign_in(officer)

    assert (
        url("batch_approve", batch.public_id)
        not in client.get(url("batch_certificates", batch.public_id)).content.decode()
    )
    shown = approval.seen_in(approval.pairs_of(batch))
    answer = client.post(
        url("batch_approve", batch.public_id), {"seen": [f"{paper}:{words}" for paper, words in shown.items()]}
    )
    assert answer.status_code == 422
    assert not Certificate.objects.filter(state="approved").exists()


def test_page_approves_what_it_showed_and_names_what_it_did_not_show(sign_in):
    batch = graduates(2)
    officer, head = (staff(batch.training_center, role) for role in ("certificate_officer", "blk_head"))
    first, second = batch.enrollments.order_by("pk")
    preparation.prepare(first, by=officer)
    client, address = sign_in(head), url("batch_certificates", batch.public_id)
    shown = hidden(client.get(address).content.decode(), "seen")
    preparation.prepare(second, by=officer)

    page = client.post(url("batch_approve", batch.public_id), {"seen": shown}, follow=True).content.decode()

    assert [one.state for one in batch.certificates.order_by("pk")] == ["approved", "prepared"]
    assert (
        f"Tidak disetujui karena ditambahkan atau berubah setelah halaman dibuka: {second.person.full_name}."
        in compact(page)
    )


def test_after_new_words_the_head_approves_the_whole_batch_again_at_once(sign_in, batch, officer, head):
    for enrollment in batch.enrollments.all():
        approved(enrollment)
    client, address = sign_in(head), url("batch_certificates", batch.public_id)
    assert url("batch_approve_again", batch.public_id) not in client.get(address).content.decode()
    type(batch.training_center).objects.update(head_name="Kepala Baru")

    page = client.get(address).content.decode()
    client.post(url("batch_approve_again", batch.public_id), {"seen": hidden(page, "seen")})

    assert "2 lembar berubah sejak disetujui" in compact(page)
    assert approval.changed(approval.pairs_of(Batch.objects.get(pk=batch.pk))) == []


def test_pages_say_of_changed_papers_that_they_wait_again_and_what_has_changed(sign_in):
    batch = graduates(3)
    officer, head = (staff(batch.training_center, role) for role in ("certificate_officer", "blk_head"))
    for enrollment in batch.enrollments.all():
        approved(enrollment)
    type(batch.training_center).objects.update(head_name="Kepala Baru")
    address = url("batch_certificates", batch.public_id)

    of_officer, of_head = (sign_in(user).get(address).content.decode() for user in (officer, head))

    for page in (of_officer, of_head):
        assert (page.count("Menunggu persetujuan lagi</span>"), page.count("Siap diterbitkan</span>")) == (3, 0)
        assert "Berubah sejak disetujui: penanda tangan." in compact(page)
    assert url("batch_issue", batch.public_id) not in of_officer
    assert sign_in(officer).post(url("batch_issue", batch.public_id)).status_code == 422
    assert "menunggu persetujuan lagi dari kepala lembaga pelatihan" in compact(of_officer)
    assert "Petugas sertifikat yang menerbitkannya" not in of_head
    programs = sign_in(head).get(reverse("programs:batch_detail", args=[batch.public_id])).content.decode()
    assert "Setujui lagi 3 lembar" in compact(programs)


def test_list_finds_by_the_words_of_the_tags(sign_in, batch, officer):
    changed, as_approved = (approved(one) for one in batch.enrollments.order_by("pk"))
    Person.objects.filter(pk=changed.enrollment.person_id).update(birth_place="Barabai")
    client = sign_in(officer)

    found = {
        state: [row.pk for row in client.get(url("certificate_list"), {"state": state}).context["page"].rows]
        for state in ("again", "approved", "prepared")
    }

    assert found == {"again": [changed.pk], "approved": [as_approved.pk], "prepared": []}
    page = client.get(url("certificate_list")).content.decode()
    assert (page.count("Menunggu persetujuan lagi</span>"), page.count("Siap diterbitkan</span>")) == (1, 1)


@pytest.mark.parametrize("seen", [[], ["entah"], [":"], ["0" * 36 + ":" + "f" * 64]])
def test_form_that_names_no_paper_of_the_page_approves_nothing(sign_in, batch, officer, head, seen):
    preparation.prepare_batch(batch, by=officer)

    answer = sign_in(head).post(url("batch_approve", batch.public_id), {"seen": seen})

    assert answer.status_code == 422
    assert {one.state for one in batch.certificates.all()} == {"prepared"}


def test_batch_page_tells_why_somebody_is_not_ready(sign_in, batch, officer):
    batch.enrollments.first().marks.update(minutes_present=0)

    page = sign_in(officer).get(url("batch_certificates", batch.public_id)).content.decode()

    assert "Kehadiran 0%, minimal 80%" in page


def without_own_hours(place):
    """In court half of the time: all of what could be attended, and half of the hours."""
    mark = place.marks.order_by("session__starts_at").last()
    place.marks.filter(pk=mark.pk).update(minutes_present=0, status=AttendanceStatus.objects.get(code="court"))
    return place


def test_who_stayed_and_lacks_own_hours_gets_a_statement_of_units(sign_in, batch, officer, head):
    place = without_own_hours(batch.enrollments.first())
    client = sign_in(officer)

    page = client.get(url("batch_certificates", batch.public_id)).content.decode()
    client.post(url("certificate_prepare", place.public_id), {"paper": "statement"})
    statement = approval.approve(
        Certificate.objects.get(), by=head, seen=approval.seen_in([(Certificate.objects.get(), standing_of(place))])
    )
    issued = issue_certificates.issue(statement, by=officer)

    assert "Tanpa sertifikat" in page
    assert "Mengikuti 4 dari 8 JP, minimal 7 JP: masih kurang 3 JP." in page
    assert page.count("Siapkan surat keterangan unit") == 1
    assert "1 peserta mendapat surat keterangan unit sebagai pengganti sertifikat" in page
    assert (issued.paper, issued.state, issued.enrollment) == ("statement", "issued", place)
    after = client.get(url("batch_certificates", batch.public_id)).content.decode()
    assert url("certificate_detail", issued.public_id) in after
    assert "Siapkan surat keterangan unit" not in after


def test_while_lessons_are_still_to_be_held_no_statement_is_offered(sign_in, batch, officer):
    without_own_hours(batch.enrollments.first())
    ProgramVersion.objects.update(total_jp=10)

    page = sign_in(officer).get(url("batch_certificates", batch.public_id)).content.decode()

    assert "Terlaksana 8 dari 10 JP" in page
    assert "Siapkan surat keterangan unit" not in page


def test_merged_print_and_archive_hold_every_file(sign_in, batch, officer):
    for enrollment in batch.enrollments.all():
        certificate_rendering.render(issue_certificates.issue(approved(enrollment), by=officer))
    client = sign_in(officer)

    merged = client.post(url("batch_print", batch.public_id), {"merged": ""}, follow=True)
    archive = client.post(url("batch_print", batch.public_id), {"zip": ""}, follow=True)

    assert len(pages(merged.content)) == 4
    stored = {
        f"{one.number_text.replace('/', '-')}_{slugify(one.enrollment.person.full_name)}.pdf": bytes(one.file.content)
        for one in Certificate.objects.all()
    }
    with zipfile.ZipFile(io.BytesIO(archive.content)) as found:
        assert {name: found.read(name) for name in found.namelist()} == stored
    # The archive holds the same copies.
    assert PrintRecord.objects.count() == 2


@pytest.fixture
def issued(batch, officer):
    return with_file(issue_certificates.issue(approved(batch.enrollments.first()), by=officer))


def test_a_second_print_asks_why_on_the_page_of_the_batch(sign_in, issued, officer):
    client, address = sign_in(officer), url("batch_print", issued.batch.public_id)
    first = client.get(url("batch_certificates", issued.batch.public_id)).content.decode()
    client.post(address, {"merged": ""})

    refused = client.post(address, {"merged": ""})

    page = refused.content.decode()
    assert (refused.status_code, PrintRecord.objects.count()) == (422, 1)
    assert "Sudah pernah dicetak." in page
    assert ('name="reason"' in first, 'name="reason"' in page) == (False, True)
    assert client.get(address, headers={"accept": "text/html"})["Location"] == url(
        "batch_certificates", issued.batch.public_id
    )
    assert client.post(address, {"merged": "", "reason": "Lembar pertama rusak"}).status_code == 302


def test_issue_of_a_batch_is_asked_once_with_its_numbers(sign_in, batch, officer):
    made = [approved(place) for place in batch.enrollments.order_by("person__name_sort", "pk")]
    client = sign_in(officer)

    page = client.get(url("batch_issue", batch.public_id)).content.decode()

    code = batch.training_center.code
    told = re.findall(r'<td class="code">(.*?)</td>', page)
    assert sorted(told) == [f"0001/{code}/2026", f"0002/{code}/2026"]
    assert f'href="{url("batch_issue", batch.public_id)}"' in (
        client.get(url("batch_certificates", batch.public_id)).content.decode()
    )
    assert (len(made), Certificate.objects.filter(number__isnull=False).exists()) == (2, False)


def test_numbers_are_given_in_the_random_order_that_was_shown(sign_in, batch, officer):
    """By names, neighbors in a series would tell who was in one class; the series has no gap for that."""
    made = [approved(place) for place in batch.enrollments.order_by("person__name_sort", "pk")]
    page = sign_in(officer).get(url("batch_issue", batch.public_id))
    shown = {certificate.pk: number for certificate, number in page.context["rows"]}
    by_name = [certificate.pk for certificate, _number in page.context["rows"]]

    order = issue_certificates.waiting(batch)
    issue_certificates.issue_together([one.pk for one in order], by=officer)

    given = dict(Certificate.objects.values_list("pk", "number_text"))
    assert (given, by_name) == (shown, [one.pk for one in made])
    assert [one.pk for one in order] == [one.pk for one in sorted(made, key=lambda one: one.public_id.hex)]


def test_reasons_of_the_whole_batch_are_told_once(sign_in, officer):
    running = class_of(3, state="running", training_center=officer.training_center)

    page = sign_in(officer).get(url("batch_certificates", running.public_id)).content.decode()

    assert page.count("Pelatihan belum selesai.") == 1
    assert page.count("Nilai belum dikunci.") == 1
    assert "0 dari 0" not in page


def test_a_reason_for_copies_is_kept_as_far_as_it_fits(sign_in, issued, officer):
    answer = sign_in(officer).post(url("batch_print", issued.batch.public_id), {"reason": "a\0b" + "x" * 300})

    assert (answer.status_code, PrintRecord.objects.get().reason) == (302, "ab" + "x" * 198)


def test_receipt_is_a_pdf(sign_in, issued, officer):
    answer = sign_in(officer).get(url("receipt", issued.batch.public_id))

    assert issued.number_text in pages(answer.content)[0]


def test_detail_shows_number_code_and_life(sign_in, issued, officer):
    page = sign_in(officer).get(url("certificate_detail", issued.public_id)).content.decode()

    assert issued.number_text in page
    assert url("check", issued.code) in page
    assert AccessLogEntry.objects.filter(kind="view", subject_id=str(issued.pk)).count() == 1


def test_preview_says_contoh(sign_in, batch, officer):
    certificate = preparation.prepare(batch.enrollments.first(), by=officer)

    answer = sign_in(officer).get(url("certificate_preview", certificate.public_id))

    assert "CONTOH" in pages(answer.content)[0]


def test_single_steps(sign_in, batch, officer, head):
    enrollment = batch.enrollments.first()
    sign_in(officer).post(url("certificate_prepare", enrollment.public_id))
    certificate = Certificate.objects.get()
    client = sign_in(head)
    page = client.get(url("certificate_detail", certificate.public_id)).content.decode()
    client.post(url("certificate_approve", certificate.public_id), {"seen": hidden(page, "seen")})
    sign_in(officer).post(url("certificate_issue", certificate.public_id))

    certificate.refresh_from_db()
    assert (certificate.state, certificate.number.number) == ("issued", 1)
    assert sign_in(officer).post(url("certificate_render", certificate.public_id)).status_code == 302


def test_page_of_one_approves_what_it_showed_and_keeps_every_approval(sign_in, batch, officer, head):
    certificate = preparation.prepare(batch.enrollments.first(), by=officer)
    client, address = sign_in(head), url("certificate_detail", certificate.public_id)
    shown = hidden(client.get(address).content.decode(), "seen")
    Person.objects.update(full_name="Orang Lain")

    refused = client.post(url("certificate_approve", certificate.public_id), {"seen": shown})

    assert (refused.status_code, Certificate.objects.get().state) == (422, "prepared")
    for name in ("Orang Lain", "Orang Ketiga"):
        Person.objects.update(full_name=name)
        shown = hidden(client.get(address).content.decode(), "seen")
        client.post(url("certificate_approve", certificate.public_id), {"seen": shown})
    answer = client.get(address)
    assert [(one.by, one.again) for one in answer.context["approvals"]] == [
        (head.full_name, True),
        (head.full_name, False),
    ]
    assert "Disetujui lagi" in compact(answer.content.decode())


def test_page_of_one_says_number_and_last_day_that_it_would_get(sign_in, batch, officer, head):
    number_series.open_series(batch.training_center, year=2026, pattern="ZZ/{number:04d}/{year}", validity_months=1)
    certificate = preparation.prepare(batch.enrollments.first(), by=officer)

    page = sign_in(head).get(url("certificate_detail", certificate.public_id)).content.decode()

    assert "ZZ/0001/2026" in page
    assert "Sampai 23 Desember 2026 bila terbit hari ini" in compact(page)


def test_certificate_is_taken_back(sign_in, batch, officer):
    certificate = preparation.prepare(batch.enrollments.first(), by=officer)

    sign_in(officer).post(url("certificate_withdraw", certificate.public_id))

    certificate.refresh_from_db()
    assert certificate.state == "withdrawn"


def test_copy_is_the_stored_file_under_a_silent_name(sign_in, issued, officer):
    client = sign_in(officer)
    assert client.get(url("certificate_print", issued.public_id)).status_code == 200

    copy = client.post(url("certificate_print", issued.public_id), {}, follow=True)

    assert copy.content == bytes(issued.file.content)
    assert copy["Content-Disposition"] == f'inline; filename="{issued.number_text.replace("/", "-")}.pdf"'
    assert client.post(url("certificate_print", issued.public_id), {}).status_code == 422


def test_copy_of_somebody_else_is_not_found(sign_in, issued, officer):
    run = copies.take_copies([issued], by=officer)
    client = sign_in(staff(issued.batch.training_center, "certificate_officer"))

    assert [client.get(url(name, run)).status_code for name in ("certificate_download", "merged_print", "zip")] == [
        404,
        404,
        404,
    ]


def test_revocation_by_two_people(sign_in, issued, officer, head):
    client = sign_in(officer)
    assert client.get(url("revocation_request", issued.public_id)).status_code == 200
    client.post(url("revocation_request", issued.public_id), {"category": "error", "reason": "Nama salah dicetak"})
    client = sign_in(head)
    page = client.get(url("revocation_approve", issued.public_id)).content.decode()
    assert "Nama salah dicetak" in page

    client.post(url("revocation_approve", issued.public_id), {"asked": hidden(page, "asked")[0]})

    issued.refresh_from_db()
    assert (issued.state, issued.revoked_by) == ("revoked", head)


def test_what_was_revoked_in_the_office_is_handed_over_to_nobody(sign_in, batch, officer, head):
    papers = [issue_certificates.issue(approved(one), by=officer) for one in batch.enrollments.all()]
    address = url("batch_certificates", batch.public_id)
    before = sign_in(officer).get(address).context["steps"][-1]
    revocation.request_revocation(papers[0], by=officer, category="error", reason="Nama salah dicetak")
    papers[0].refresh_from_db()
    revocation.approve_revocation(papers[0], by=head)

    after = sign_in(officer).get(address).context["steps"]

    assert before["note"] == f"0 dari {len(papers)}"
    assert [step["note"] for step in after] == [f"{len(papers)} dari {len(papers)}"] * 3 + [f"0 dari {len(papers) - 1}"]


def test_declined_revocation(sign_in, issued, officer, head):
    revocation.request_revocation(issued, by=officer, category="error", reason="Nama salah dicetak")

    page = sign_in(head).get(url("revocation_approve", issued.public_id)).content.decode()
    sign_in(head).post(url("revocation_reject", issued.public_id), {"asked": hidden(page, "asked")[0]})

    issued.refresh_from_db()
    assert (issued.state, issued.revocation_reason) == ("issued", "")


def test_replacement_is_prepared(sign_in, issued, officer):
    client = sign_in(officer)
    assert client.get(url("certificate_replace", issued.public_id)).status_code == 200

    client.post(url("certificate_replace", issued.public_id), {"reason": "Tanggal lahir salah"})

    assert Certificate.objects.get(replaces=issued).state == "prepared"


def test_hand_over_is_recorded(sign_in, issued, officer):
    client = sign_in(officer)
    assert client.get(url("hand_over", issued.public_id)).status_code == 200

    holder = issued.enrollment.person.full_name
    client.post(url("hand_over", issued.public_id), {"handed_on": "23/11/2026", "received_by": holder})

    assert HandOver.objects.get().handed_on == date(2026, 11, 23)


def test_list_is_filtered(sign_in, issued, officer):
    client = sign_in(officer)
    name = issued.enrollment.person.full_name

    for query, found in [
        ("", True),
        ("?state=issued", True),
        ("?state=revoked", False),
        ("?state=asked", False),
        (f"?q={issued.number_text}", True),
        ("?q=zzz", False),
        (f"?batch={issued.batch.public_id}", True),
    ]:
        page = client.get(url("certificate_list") + query).content.decode()
        assert (url("certificate_detail", issued.public_id) in page) is found, (query, name)


def test_stranger_finds_nothing(sign_in, issued, batch):
    stranger = graduates(1).training_center
    officer, head = staff(stranger, "certificate_officer"), staff(stranger, "blk_head")
    approving_client = sign_in(head)
    assert approving_client.post(url("certificate_approve", issued.public_id)).status_code == 404
    assert approving_client.get(url("revocation_approve", issued.public_id)).status_code == 404
    client = sign_in(officer)

    for name in ("certificate_detail", "certificate_preview", "certificate_print", "hand_over", "certificate_replace"):
        assert client.get(url(name, issued.public_id)).status_code == 404
    for name in ("batch_certificates", "receipt", "assessment_grid", "minutes"):
        assert client.get(url(name, batch.public_id)).status_code == 404
    assert client.get(url("register_print", "certificate", 2026)).status_code == 404
    assert issued.number_text not in client.get(url("certificate_list")).content.decode()


def test_without_permission_there_is_no_page(sign_in, issued, batch):
    client = sign_in(staff(batch.training_center, "instructor"))

    for name in ("certificate_list", "register"):
        assert client.get(url(name)).status_code == 403
    assert client.post(url("batch_issue", batch.public_id)).status_code == 403
    assert approval.blockers(issued, by=staff(batch.training_center, "instructor"))[0].code == "not_authorized"


@pytest.mark.parametrize("size", [1, 8])
def test_pages_cost_the_same_for_any_class(sign_in, size, django_assert_max_num_queries):
    batch = graduates(size)
    officer = staff(batch.training_center, "certificate_officer")
    for enrollment in batch.enrollments.all():
        approved(enrollment)
    client = sign_in(officer)
    client.get(url("number_void"))  # the first page of a sign-in also writes the session

    for address in (url("batch_certificates", batch.public_id), url("certificate_list"), url("assessment_list")):
        with django_assert_max_num_queries(18):
            assert client.get(address).status_code == 200
