"""A course without assessment ends in papers of attendance, which nothing calls more than that."""

import io
import re
import zipfile
from datetime import date

import pytest
from django.urls import reverse

from certification.assessment import (
    assessment_scope,
    batch_sign_off,
    certificate_gate,
    early_sign_off,
    practice_marks,
    result_evidence,
    unit_results,
)
from certification.certificates import (
    agreement_figures,
    batch_overview,
    certificate_rendering,
    copies,
    expiry,
    hand_overs,
    issue_certificates,
    preparation,
    replacement,
    revocation,
)
from certification.register import number_series
from certification.register.certified_places import certified_places
from certification.register.end_papers import end_paper, papers_of
from certification.register.models import Certificate, NumberSeries
from certification.verification import certificate_check, statement_keys
from certification.verification.models import Credential
from core.errors import RuleViolation
from programs.attendance.models.marks import AttendanceStatus
from programs.batches.models import Batch
from programs.catalog import attendance_only
from programs.places.models import Enrollment
from tests.certification.addresses import url
from tests.factories.certification import approve, approved, class_of, graduates, staff
from tests.html import compact
from tests.papers import pages, strings
from tests.reasons import codes

pytestmark = pytest.mark.django_db
ATTENDANCE = NumberSeries.Paper.ATTENDANCE
# The job is called so, and the section in the menu; neither speaks of this paper.
NOT_OF_THE_PAPER = re.compile(r"Petugas sertifikat", re.IGNORECASE)


@pytest.fixture
def batch():
    return class_of(2, is_short=True)


@pytest.fixture
def issued(batch, officer):
    return [issue_certificates.issue(approved(place), by=officer, render_after=False) for place in _places(batch)]


def _places(batch):
    return batch.enrollments.order_by("pk")


def claims_on(answer) -> list[str]:
    """What the main part of a page says of certificates or competence."""
    page = answer.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    text = " ".join(NOT_OF_THE_PAPER.sub("", re.sub(r"<[^>]*>", " ", main)).split())
    return [text[max(0, at - 40) : at + 20] for word in attendance_only.claims_in(text) for at in [text.index(word)]]


def test_course_decides_on_its_paper_in_one_place(batch):
    assert (end_paper(batch), papers_of(batch)) == ("attendance", ("attendance",))
    assert (end_paper(graduates(0)), papers_of(graduates(0))) == ("certificate", ("certificate", "statement"))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda batch: None, []),
        (lambda batch: batch.sessions.filter(jp=4).update(state="planned"), ["sessions", "hours"]),
        (lambda batch: setattr(batch, "state", "running"), ["not_finished"]),
        (lambda batch: setattr(batch, "state", "cancelled"), ["called_off"]),
        (lambda batch: batch.enrollments.update(state="suspended"), ["suspended"]),
        (
            lambda batch: batch.enrollments.update(state="ended", ended_on=date(2026, 11, 20), end_reason="other"),
            ["left"],
        ),
        (
            lambda batch: batch.sessions.first().marks.update(minutes_present=0, status=_absent("unexcused")),
            ["presence"],
        ),
        (lambda batch: batch.sessions.first().marks.update(minutes_present=0, status=_absent("court")), ["own_hours"]),
    ],
)
def test_each_reason_of_the_gate(batch, change, expected):
    change(batch)

    standing = certificate_gate.standings(batch)[0]

    assert codes(standing.blockers) == expected
    assert not any(attendance_only.claims_in(str(reason)) for reason in standing.blockers)
    assert not standing.is_competent


def _absent(code):
    return AttendanceStatus.objects.get(code=code)


@pytest.mark.parametrize(
    ("is_short", "paper", "expected"),
    [
        (True, "attendance", []),
        (True, "certificate", ["other_paper"]),
        (True, "statement", ["other_paper"]),
        (False, "attendance", ["other_paper"]),
        (False, "certificate", []),
    ],
)
def test_no_course_leads_to_the_paper_of_another(is_short, paper, expected):
    batch = class_of(1, is_short=True) if is_short else graduates(1)
    by = staff(batch.training_center, "certificate_officer")
    standing = certificate_gate.standings(batch)[0]

    assert codes(preparation.blockers(standing, paper=paper, by=by)) == expected


def test_papers_go_the_way_of_certificates_to_their_holders(batch, officer, head):
    prepared = preparation.prepare_batch(batch, by=officer)
    with pytest.raises(RuleViolation) as refused:
        approve(prepared[0], by=officer)
    for one in prepared:
        approve(one, by=head)
    assert issue_certificates.issue_together([one.pk for one in prepared], by=officer) == {}
    certificate_rendering.render_together([one.pk for one in prepared])
    handed = hand_overs.hand_over_together(
        batch, list(Certificate.objects.all()), by=officer, handed_on=date(2026, 11, 23)
    )

    assert "four_eyes" in codes(refused.value.reasons)
    code = batch.training_center.code
    numbers = sorted(Certificate.objects.values_list("paper", "state", "number_text"))
    assert numbers == [("attendance", "issued", f"SKP-000{n}/{code}/2026") for n in (1, 2)]
    assert (handed, Batch.objects.get(pk=batch.pk).state) == (2, "certified")
    tally = batch_overview.tally(preparation.candidates(batch))
    assert (tally["in_force"], tally["handed_over"], tally["statements"], tally["no_file"]) == (2, 2, 0, 0)


def test_batch_stays_open_until_the_last_paper_is_issued(batch, officer):
    first, second = (approved(place) for place in _places(batch))

    states = []
    for one in (first, second):
        issue_certificates.issue(one, by=officer, render_after=False)
        states.append(Batch.objects.get(pk=batch.pk).state)

    assert states == ["finished", "certified"]


def test_file_says_what_was_taught_and_promises_nothing_more(issued):
    certificate_rendering.render(issued[0])
    certificate = Certificate.objects.get(pk=issued[0].pk)
    pdf = bytes(certificate.file.content)

    (page,) = pages(pdf)

    version = certificate.batch.version
    for text in (
        "Surat Keterangan Mengikuti Pelatihan",
        certificate.number_text,
        certificate.enrollment.person.full_name,
        version.program.name,
        "Tahun pelatihan 2026",
        "Lama program 8 JP",
        *(unit.title for unit in version.units.all()),
    ):
        assert text in page
    assert version.units.first().code not in page
    assert attendance_only.claims_in(page + strings(pdf)) == []
    assert attendance_only.claims_in(copies.file_name(certificate)) == []


def test_check_page_names_the_paper_and_what_was_taught(client, issued):
    answer = client.get(reverse("certification:check", args=[issued[0].code]))
    english = client.get(reverse("certification:check", args=[issued[0].code]), {"bahasa": "en"})

    page = compact(answer.content.decode())
    assert (claims_on(answer), claims_on(english)) == ([], [])
    for text in ("Surat keterangan berlaku", "Surat keterangan mengikuti pelatihan", "Yang diajarkan", "Materi"):
        assert text in page
    assert "Paper of attendance is valid" in english.content.decode()


@pytest.mark.parametrize(
    ("state", "words"),
    [("revoked", "Surat keterangan telah dicabut"), ("superseded", "Surat keterangan telah diganti")],
)
def test_check_page_of_a_paper_out_of_force(client, issued, state, words, head):
    why = {"revoked_at": "2026-11-23T00:00Z", "revoked_by": head, "revocation_reason": "Keliru"}
    Certificate.objects.filter(pk=issued[0].pk).update(state=state, **why)

    answer = client.get(reverse("certification:check", args=[issued[0].code]))

    assert words in answer.content.decode()
    assert claims_on(answer) == []


def test_presence_is_no_achievement_so_there_is_no_credential(issued, officer):
    statement_keys.new_key(issued[0].batch.training_center)

    certificate_rendering.render(issued[0])

    assert not Credential.objects.filter(certificate=issued[0]).exists()


@pytest.mark.parametrize("role", ["certificate_officer", "blk_head", "blk_coordinator"])
def test_pages_of_the_training_center_never_call_it_more(sign_in, batch, issued, role):
    certificate_rendering.render(issued[0])
    client = sign_in(staff(batch.training_center, role))

    answers = [
        client.get(address)
        for address in (
            reverse("programs:batch_detail", args=[batch.public_id]),
            url("batch_certificates", batch.public_id),
            url("batch_issue", batch.public_id),
            url("receipt_add", batch.public_id),
            *(url(name, issued[0].public_id) for name in ("certificate_detail", "certificate_print", "hand_over")),
            *(url(name, issued[0].public_id) for name in ("revocation_request", "certificate_replace")),
        )
    ]

    shown = [answer for answer in answers if answer.status_code == 200]
    assert len(shown) >= 3
    assert [claims_on(answer) for answer in shown] == [[]] * len(shown)


@pytest.mark.parametrize("stage", ["nothing", "prepared", "approved"])
def test_page_of_the_class_never_calls_it_more_on_the_way(sign_in, batch, officer, head, stage):
    if stage != "nothing":
        for one in preparation.prepare_batch(batch, by=officer):
            if stage == "approved":
                approve(one, by=head)

    for user in (officer, head):
        assert claims_on(sign_in(user).get(url("batch_certificates", batch.public_id))) == []


def test_home_of_the_officer_asks_for_papers_of_attendance(sign_in, batch, officer):
    page = sign_in(officer).get(reverse("reports:home")).content.decode()

    assert f"Siapkan surat keterangan {batch.name}" in page
    assert f"Siapkan sertifikat {batch.name}" not in page


def test_nobody_is_asked_for_results(sign_in, batch):
    center, place = batch.training_center, _places(batch)[0]
    assessor, coordinator = staff(center, "assessor"), staff(center, "blk_coordinator")
    batch.staff.create(user=assessor, duty="assessor")
    asked = [url("assessment_grid", batch.public_id), url("sign_off", batch.public_id)]
    asked += [url("person_sign_off", place.public_id), url("unit_detail", place.public_id, 1)]

    for user in (assessor, coordinator):
        client = sign_in(user)
        assert [client.get(address).status_code for address in asked] in ([404] * 4, [404, 403, 403, 404])
        assert batch.name not in client.get(url("assessment_list")).content.decode()
    home = sign_in(assessor).get(reverse("reports:home")).content.decode()
    assert reverse("certification:assessment_grid", args=[batch.public_id]) not in home
    assert not assessment_scope.is_assessed(batch)


def test_every_command_about_results_refuses(batch):
    by, place = staff(batch.training_center, "blk_coordinator"), _places(batch)[0]
    unit, standing = batch.version.units.first(), certificate_gate.standing_of(place)

    assert codes(batch_sign_off.blockers(batch, [standing], by=by)) == ["no_assessment"]
    assert codes(early_sign_off.blockers(standing, batch, by=by)) == ["no_assessment"]
    assert codes(unit_results.assessor_blockers(batch, by=by))[0] == "no_assessment"
    assert codes(practice_marks.blockers(batch, by=by))[0] == "no_assessment"
    assert codes(result_evidence.blockers(place, unit, by=by))[0] == "no_assessment"


def test_files_of_many_papers_are_named_after_them(sign_in, batch, issued, officer):
    for one in issued:
        certificate_rendering.render(one)
    run = copies.take_batch_copies(batch, by=officer)
    client = sign_in(officer)

    merged, zipped = client.get(url("merged_print", run)), client.get(url("zip", run))

    assert "surat-keterangan.pdf" in merged["Content-Disposition"]
    assert "surat-keterangan.zip" in zipped["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(zipped.content)) as archive:
        assert attendance_only.claims_in(" ".join(archive.namelist())) == []
    series = NumberSeries.objects.get(paper=ATTENDANCE)
    book = client.get(url("register_print", "attendance", series.year))
    assert "buku-surat-keterangan.pdf" in book["Content-Disposition"]
    assert "Buku Surat Keterangan Mengikuti Pelatihan 2026" in pages(book.content)[0]


def test_receipt_of_papers_of_attendance(batch, issued, officer):
    (page,) = pages(hand_overs.receipt_pdf(batch, by=officer))

    assert "Tanda Terima Surat Keterangan" in page
    assert attendance_only.claims_in(page) == []


def test_pattern_of_its_numbers_promises_nothing_more(batch):
    center = batch.training_center
    pattern = "SERTIFIKAT/{number:04d}/{year}"

    assert codes(number_series.pattern_blockers(pattern, center, ATTENDANCE)) == ["claim"]
    assert codes(number_series.pattern_blockers(pattern, center, "certificate")) == []


def test_paper_is_replaced_and_revoked_like_others(issued, officer, head):
    new = replacement.replace(issued[0], by=officer, reason="Nama keliru pada surat.")
    issue_certificates.issue(approve(new, by=head), by=officer, render_after=False)
    asked = revocation.request_revocation(issued[1], by=officer, category="error", reason="Terbit keliru.")
    revocation.approve_revocation(asked, by=head)

    assert sorted(Certificate.objects.values_list("paper", "state")) == [
        ("attendance", "issued"),
        ("attendance", "revoked"),
        ("attendance", "superseded"),
    ]


def test_it_opens_no_further_program_and_has_no_end_that_is_listed(issued, officer):
    place = issued[0].enrollment
    Certificate.objects.update(valid_until=date(2026, 11, 25))

    assert list(certified_places([place.person_id], None)) == []
    assert list(expiry.own(officer, today=date(2026, 11, 23))) == []


def test_year_of_an_agreement_counts_it_apart(issued):
    agreement = issued[0].batch.agreement

    figures = agreement_figures.earned_in(agreement, date(2026, 1, 1), date(2026, 12, 31))

    assert figures == {"competent": 0, "certified": 0, "attended": 2}


def test_record_of_the_check_holds_no_code_of_a_unit(issued):
    certificate = certificate_check.checkable().get(pk=issued[0].pk)

    record = certificate_check.record_of(certificate)

    assert record["paper"] == "attendance"
    assert [sorted(unit) for unit in record["units"]] == [["hours", "title"]] * 2
    assert (record["total_hours"], [fact["label"] for fact in record["facts"]]) == (
        "8",
        ["Tahun pelatihan", "Lama program"],
    )


def test_statement_can_never_come_of_it(batch, officer):
    place = _places(batch)[0]
    Enrollment.objects.filter(pk=place.pk).update(state="ended", ended_on=date(2026, 11, 20), end_reason="transfer")

    with pytest.raises(RuleViolation) as refused:
        preparation.prepare(place, by=officer, paper="statement")

    assert codes(refused.value.reasons) == ["other_paper"]
