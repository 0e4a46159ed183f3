import itertools
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import TrainingCenter, User
from certification.assessment import batch_sign_off, certificate_gate, minutes_words
from certification.assessment.models.results import SignOff
from certification.certificates import (
    approval,
    approved_words,
    certificate_rendering,
    copies,
    expected_papers,
    hand_overs,
    issue_certificates,
    preparation,
    replacement,
    revocation,
)
from certification.papers import certificate_paper
from certification.register import check_codes, number_series
from certification.register.models import Certificate, CertificateFile, NumberSeries, PrintRecord, SeriesNumber
from certification.verification import signed_facts
from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent, Job
from inmates.custody.custody_words import custody_words
from inmates.people.models import Person
from printing.box_fit import Unprintable
from programs.batches.models import Batch
from programs.catalog.models import Program
from programs.places.models import Enrollment
from tests.factories import FacilityFactory
from tests.factories.accounts import give_beside
from tests.factories.certification import approve, approved, assess_all, class_of, graduates, many_approved, staff
from tests.papers import missing_texts, pages, strings

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return graduates(2)


@pytest.fixture
def enrollment(batch):
    return batch.enrollments.first()


@pytest.fixture
def issued(enrollment, officer):
    return issue_certificates.issue(approved(enrollment), by=officer)


def reasons(command, *args, **kwargs):
    with pytest.raises(RuleViolation) as refused:
        command(*args, **kwargs)
    return [reason.code for reason in refused.value.reasons]


def seen(batch):
    """What a page shows of the batch now."""
    return approval.seen_in(approval.pairs_of(Batch.objects.get(pk=batch.pk)))


@pytest.mark.engines
def test_prepare_approve_issue(batch, officer, head):
    made = preparation.prepare_batch(batch, by=officer)
    approval.approve_batch(batch, by=head, seen=seen(batch))
    numbers = [issue_certificates.issue(certificate, by=officer).number_text for certificate in made]

    assert numbers == [f"0001/{batch.training_center.code}/2026", f"0002/{batch.training_center.code}/2026"]
    assert [event.action for event in AuditEvent.objects.filter(action__startswith="certificate").order_by("pk")] == [
        *["certificate.prepare"] * 2,
        *["certificate.approve"] * 2,
        *["certificate.issue"] * 2,
    ]


@pytest.mark.engines
def test_batch_is_certified_with_the_last_certificate(batch, officer):
    first, second = [approved(enrollment) for enrollment in batch.enrollments.all()]

    issue_certificates.issue(first, by=officer)
    batch.refresh_from_db()
    assert batch.state == Batch.State.FINISHED
    issue_certificates.issue(second, by=officer)

    batch.refresh_from_db()
    assert batch.state == Batch.State.CERTIFIED


def test_snapshot_holds_what_will_be_printed(issued):
    words = issued.snapshot

    assert words["holder"]["name"] == issued.enrollment.person.full_name
    assert words["number"] == issued.number_text
    assert words["place_date"] == "Rantau, 23 November 2026"
    assert "".join(words["check"]["code"]).replace("-", "") == issued.code
    assert [unit["result"] for unit in words["units"]] == ["K", "K"]
    assert words["total_hours"] == "8"
    assert certificate_paper.check_printable(words) == []


@pytest.mark.parametrize("minutes", [180, 135, 134])
def test_hours_printed_are_those_of_the_program(enrollment, minutes):
    """Who is trained in custody misses hours that others do not miss. Eight JP of 45 minutes, two sessions of 180."""
    enrollment.marks.filter(pk=enrollment.marks.first().pk).update(minutes_present=minutes)

    words = expected_papers.words_before_issue(
        certificate_gate.standing_of(enrollment),
        "certificate",
        expected_papers.expected(enrollment.batch, "certificate"),
    )

    assert {"label": "Lama pelatihan", "value": "8 JP"} in words["facts"]


def test_code_is_random_and_readable(issued):
    assert check_codes.is_code(issued.code)
    assert len({check_codes.new_code() for _ in range(50)}) == 50


def test_code_that_spells_a_word_of_custody_by_chance_is_thrown_again():
    letters = iter("WBP" + "0" * 23 + "7" * 26)

    assert check_codes.new_code(lambda alphabet: next(letters)) == "7" * 26


def test_a_source_that_gives_words_of_custody_alone_is_no_source():
    letters = itertools.cycle("WBP")

    with pytest.raises(RuntimeError, match="codes in a row"):
        check_codes.new_code(lambda alphabet: next(letters))


@pytest.mark.parametrize(
    "typed",
    ["q5nr-fbfy-h5k0j-kctv-jvwa-ekg25", "Q5NR FBFY H5KOJ KCTV JVWA EKG25", "q5nrfbfyh5kOjkctvjvwaekg25"],
)
def test_code_is_read_however_it_is_typed(typed):
    assert check_codes.plain(typed) == "Q5NRFBFYH5K0JKCTVJVWAEKG25"


def test_letters_that_look_like_one_are_one():
    assert check_codes.plain("iLl1") == "1111"
    assert not check_codes.is_code("U" * 26)


@pytest.mark.engines
def test_issue_twice_gives_the_same_number(issued, officer):
    again = issue_certificates.issue(Certificate.objects.get(pk=issued.pk), by=officer)

    assert (again.number_text, again.code) == (issued.number_text, issued.code)
    assert NumberSeries.objects.get().last_number == 1


@pytest.mark.engines
def test_what_fails_after_the_number_leaves_no_gap(batch, officer):
    first, second = [approved(enrollment) for enrollment in batch.enrollments.all()]
    with transaction.atomic():
        issue_certificates.issue(first, by=officer)
        transaction.set_rollback(True)

    assert issue_certificates.issue(second, by=officer).number_text.startswith("0001/")
    first.refresh_from_db()
    assert (first.state, first.number, first.code, first.snapshot) == ("approved", None, None, {})


@pytest.mark.engines
def test_name_that_does_not_fit_takes_no_number(enrollment, officer):
    Person.objects.update(full_name="Muhammad " * 16)

    assert reasons(issue_certificates.issue, approved(enrollment), by=officer) == ["unprintable"]
    assert not NumberSeries.objects.exists()


@pytest.mark.engines
def test_word_of_custody_takes_no_number(enrollment, officer):
    Program.objects.update(name="Las Rutan Rantau")

    assert set(reasons(issue_certificates.issue, approved(Enrollment.objects.get(pk=enrollment.pk)), by=officer)) == {
        "unprintable"
    }
    assert not NumberSeries.objects.exists()


@pytest.mark.engines
def test_gate_is_asked_again_at_the_issue(batch, enrollment, officer):
    certificate = approved(enrollment)
    SignOff.objects.all().delete()

    assert reasons(issue_certificates.issue, certificate, by=officer) == ["not_signed_off"]


@pytest.mark.engines
@pytest.mark.parametrize("state", ["prepared", "withdrawn"])
def test_only_an_approved_certificate_is_issued(enrollment, officer, state):
    certificate = approved(enrollment)
    Certificate.objects.update(state=state)

    assert reasons(issue_certificates.issue, certificate, by=officer) == ["state"]


@pytest.mark.parametrize("role", ["blk_head", "instructor", "blk_coordinator"])
def test_other_roles_cannot_issue(enrollment, role):
    by = staff(enrollment.batch.training_center, role)

    assert reasons(issue_certificates.issue, approved(enrollment), by=by) == ["not_authorized"]


def test_officer_of_another_center_cannot_issue(enrollment):
    stranger = staff(graduates(1).training_center, "certificate_officer")

    assert reasons(issue_certificates.issue, approved(enrollment), by=stranger) == ["not_authorized"]


# Four eyes


def test_preparer_cannot_approve(batch):
    both = staff(batch.training_center, "certificate_officer")
    give_beside(both, "blk_head")
    certificate = preparation.prepare(batch.enrollments.first(), by=both)

    assert reasons(approve, certificate, by=both) == ["four_eyes"]
    assert reasons(approval.approve_batch, batch, by=both, seen=seen(batch)) == ["four_eyes"]


@pytest.mark.engines
def test_database_refuses_self_approval(enrollment, officer):
    certificate = preparation.prepare(enrollment, by=officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(state="approved", approved_by=officer)


@pytest.mark.engines
def test_database_refuses_self_approved_revocation(issued, officer):
    revocation.request_revocation(issued, by=officer, category="error", reason="Nama salah dicetak")

    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=issued.pk).update(state="revoked", revoked_by=officer, revoked_at=clock.now())


def test_approval_is_for_the_head(enrollment, officer):
    certificate = preparation.prepare(enrollment, by=officer)
    other = staff(enrollment.batch.training_center, "certificate_officer")

    assert reasons(approve, certificate, by=other) == ["not_authorized"]


@pytest.mark.engines
def test_approve_twice_is_refused(enrollment, officer, head):
    certificate = preparation.prepare(enrollment, by=officer)
    approve(certificate, by=head)

    assert reasons(approve, certificate, by=head) == ["state"]
    assert reasons(approval.approve_batch, enrollment.batch, by=head, seen={}) == ["nothing"]


# What was approved is what is issued


def test_words_that_changed_after_the_approval_are_not_issued_before_they_are_approved_again(enrollment, officer, head):
    certificate = approve(preparation.prepare(enrollment, by=officer), by=head)
    Person.objects.filter(pk=enrollment.person_id).update(full_name="Orang Lain")
    TrainingCenter.objects.update(head_name="Kepala Baru")

    with pytest.raises(RuleViolation) as refused:
        issue_certificates.issue(Certificate.objects.get(pk=certificate.pk), by=officer)

    assert [str(reason) for reason in refused.value.reasons] == [
        "Berubah sejak disetujui: nama, penanda tangan. Kepala lembaga harus menyetujuinya sekali lagi."
    ]
    assert not SeriesNumber.objects.exists()
    again = approve(Certificate.objects.get(pk=certificate.pk), by=head)
    assert issue_certificates.issue(again, by=officer).snapshot["holder"]["name"] == "Orang Lain"


@pytest.mark.engines
def test_approval_that_kept_no_words_does_not_count(enrollment, officer, head):
    certificate = approved(enrollment)
    Certificate.objects.update(approved_words={})

    assert reasons(issue_certificates.issue, certificate, by=officer) == ["approved_words"]
    assert issue_certificates.issue(approve(certificate, by=head), by=officer).is_issued


@pytest.mark.engines
def test_together_what_came_or_changed_after_the_page_was_shown_is_not_approved():
    batch = graduates(3)
    first, second, third = batch.enrollments.order_by("pk")
    officer, head = (staff(batch.training_center, role) for role in ("certificate_officer", "blk_head"))
    as_shown, changed = (preparation.prepare(place, by=officer) for place in (first, second))
    shown = seen(batch)
    Person.objects.filter(pk=second.person_id).update(full_name="Orang Lain")
    added = preparation.prepare(third, by=officer)

    done = approval.approve_batch(batch, by=head, seen=shown)

    assert (done.papers, done.left_out) == ([as_shown], [changed, added])
    assert [one.state for one in batch.certificates.order_by("pk")] == ["approved", "prepared", "prepared"]
    assert reasons(approval.approve_batch, batch, by=head, seen=shown) == ["not_seen"]
    assert approval.approve_batch(batch, by=head, seen=seen(batch)).papers == [changed, added]


@pytest.mark.engines
def test_together_those_whose_words_have_changed_are_approved_again_and_no_others(batch, officer, head):
    preparation.prepare_batch(batch, by=officer)
    first, second = approval.approve_batch(batch, by=head, seen=seen(batch)).papers
    kept = second.approved_words
    Person.objects.filter(enrollments__certificates=first).update(birth_place="Barabai")

    assert approval.approve_batch_again(batch, by=head, seen=seen(batch)).papers == [first]
    assert Certificate.objects.get(pk=second.pk).approved_words == kept
    assert reasons(approval.approve_batch_again, batch, by=head, seen=seen(batch)) == ["nothing"]
    assert issue_certificates.issue(first, by=officer).is_issued


@pytest.mark.engines
def test_together_whoever_prepared_one_cannot_approve_again(batch, officer, head):
    preparation.prepare_batch(batch, by=officer)
    approval.approve_batch(batch, by=head, seen=seen(batch))
    TrainingCenter.objects.update(head_name="Kepala Baru")
    give_beside(officer, "blk_head")
    both = User.objects.get(pk=officer.pk)

    assert reasons(approval.approve_batch_again, batch, by=both, seen=seen(batch)) == ["four_eyes"]


@pytest.mark.engines
def test_words_that_changed_after_the_page_was_opened_are_not_approved(enrollment, officer, head):
    certificate = preparation.prepare(enrollment, by=officer)
    shown = seen(enrollment.batch)
    Person.objects.filter(pk=enrollment.person_id).update(full_name="Orang Lain")

    with pytest.raises(RuleViolation) as refused:
        approval.approve(certificate, by=head, seen=shown)

    assert " ".join(str(reason) for reason in refused.value.reasons) == (
        "Tidak disetujui karena ditambahkan atau berubah setelah halaman dibuka: Orang Lain. Buka halaman "
        "itu lagi, lihat pratinjaunya, lalu setujui."
    )
    assert reasons(approval.approve, certificate, by=head, seen={}) == ["not_seen"]
    assert not Certificate.objects.filter(state="approved").exists()


JANUARY = timedelta(days=42)  # From 23 November to 4 January.


@pytest.mark.engines
@pytest.mark.parametrize(
    ("terms", "facts"),
    [
        ({"pattern": "ZZ/{number:04d}/{year}"}, "pola nomor"),
        ({"validity_months": 1}, "masa berlaku"),
        ({"used_before": 500}, "nomor pertama seri"),
        (
            {"pattern": "ZZ/{number:04d}/{year}", "validity_months": 1, "used_before": 500},
            "pola nomor, masa berlaku, nomor pertama seri",
        ),
    ],
)
def test_series_that_one_person_opened_otherwise_needs_another_approval(enrollment, officer, head, terms, facts):
    center = enrollment.batch.training_center
    pattern = "563/{number:04d}/BLK/{year}"
    number_series.open_series(center, year=2026, pattern=pattern, used_before=41)
    certificate = approve(preparation.prepare(enrollment, by=officer), by=head)
    with clock.moved_to(clock.now() + JANUARY):
        number_series.open_year(center, by=officer, paper="certificate", year=2027, **{"pattern": pattern, **terms})

        with pytest.raises(RuleViolation) as refused:
            issue_certificates.issue(Certificate.objects.get(pk=certificate.pk), by=officer)
        again = approve(Certificate.objects.get(pk=certificate.pk), by=head)

        assert [str(reason) for reason in refused.value.reasons] == [
            f"Berubah sejak disetujui: {facts}. Kepala lembaga harus menyetujuinya sekali lagi."
        ]
        assert issue_certificates.issue(again, by=officer).is_issued


@pytest.mark.engines
@pytest.mark.parametrize("is_opened", [True, False])
def test_series_of_a_new_year_on_the_terms_of_the_old_one_needs_nobody(enrollment, officer, head, is_opened):
    center, pattern = enrollment.batch.training_center, "563/{number:04d}/BLK/{year}"
    number_series.open_series(center, year=2026, pattern=pattern, used_before=41, validity_months=36)
    certificate = approve(preparation.prepare(enrollment, by=officer), by=head)
    with clock.moved_to(clock.now() + JANUARY):
        if is_opened:
            number_series.open_year(
                center, by=officer, paper="certificate", year=2027, pattern=pattern, validity_months=36
            )
        issued = issue_certificates.issue(Certificate.objects.get(pk=certificate.pk), by=officer)

    assert (issued.number_text, issued.valid_until) == ("563/0001/BLK/2027", date(2030, 1, 4))


@pytest.mark.engines
def test_series_that_changes_while_papers_are_issued_gives_no_number(enrollment, officer):
    certificate = approved(enrollment)
    series = number_series.open_series(enrollment.batch.training_center, year=2026, pattern="B/{number}/{year}")

    assert [reason.code for reason in approved_words.terms_blockers(certificate, series)] == ["approved_words"]
    assert reasons(issue_certificates.issue, Certificate.objects.get(pk=certificate.pk), by=officer) == [
        "approved_words"
    ]
    assert not SeriesNumber.objects.exists()


@pytest.mark.engines
def test_number_and_days_of_the_issue_are_no_change(enrollment, officer):
    number_series.open_series(enrollment.batch.training_center, year=2026, validity_months=12)
    certificate = approved(enrollment)

    with clock.moved_to(clock.now() + timedelta(days=3)):
        assert issue_certificates.issue(certificate, by=officer).snapshot["place_date"] == "Rantau, 26 November 2026"


@pytest.mark.engines
def test_together_who_changed_since_the_approval_is_left_out_with_the_reason(officer_of_many):
    keys, officer = officer_of_many
    Person.objects.filter(enrollments__certificates=keys[1]).update(birth_place="Barabai")

    refused = issue_certificates.issue_together(keys, by=officer)

    assert {key: [reason.code for reason in found] for key, found in refused.items()} == {keys[1]: ["approved_words"]}
    assert Certificate.objects.issued().count() == 4


# Preparing


@pytest.mark.engines
def test_prepare_twice_is_refused(enrollment, officer):
    preparation.prepare(enrollment, by=officer)

    assert reasons(preparation.prepare, enrollment, by=officer) == ["in_the_making"]


def test_prepare_after_issue_is_refused(issued, officer):
    assert reasons(preparation.prepare, issued.enrollment, by=officer) == ["issued"]


@pytest.mark.engines
def test_database_refuses_two_in_the_making(enrollment, officer):
    preparation.prepare(enrollment, by=officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        preparation.write(enrollment, by=officer, paper="certificate")


def test_paper_that_names_a_facility_is_not_prepared(enrollment, officer):
    FacilityFactory(code="UPT-771", name="Balai Hijau Rantau", short_name="Rantau", city="Rantau")
    Person.objects.filter(pk=enrollment.person_id).update(full_name="Utuh dari Balai Hijau Rantau")

    assert reasons(preparation.prepare, Enrollment.objects.get(pk=enrollment.pk), by=officer) == ["unprintable"]


@pytest.mark.engines
def test_prepare_batch_passes_over_who_has_not_earned_it(batch, officer):
    first, second = batch.enrollments.all()
    first.marks.update(minutes_present=0)

    assert [certificate.enrollment for certificate in preparation.prepare_batch(batch, by=officer)] == [second]
    assert reasons(preparation.prepare_batch, batch, by=officer) == ["nobody"]


@pytest.mark.engines
def test_withdrawn_certificate_makes_room_for_another(enrollment, officer):
    certificate = preparation.prepare(enrollment, by=officer)

    preparation.withdraw(certificate, by=officer)

    assert preparation.prepare(enrollment, by=officer).pk != certificate.pk
    assert reasons(preparation.withdraw, certificate, by=officer) == ["state"]


@pytest.mark.engines
def test_statement_has_a_series_of_its_own(batch, officer, head):
    enrollment = batch.enrollments.first()
    batch.enrollments.filter(pk=enrollment.pk).update(state="ended", ended_on="2026-11-20", end_reason="transfer")
    enrollment.refresh_from_db()

    made = preparation.prepare(enrollment, by=officer, paper="statement")
    approve(made, by=head)
    issued = issue_certificates.issue(made, by=officer)

    assert issued.number_text.startswith("SK-0001/")
    assert {"label": "Tahun pelatihan", "value": "2026"} in issued.snapshot["person"]
    assert "Surat Keterangan Unit Kompetensi" in pages(bytes(certificate_rendering.render(issued).content))[0]


# Signing off


@pytest.mark.engines
def test_sign_off_locks_and_finishes_the_batch():
    batch = class_of(2, state="running")
    assess_all(batch)
    coordinator = staff(batch.training_center, "blk_coordinator")

    signed = batch_sign_off.sign_off(batch, by=coordinator, number=" BA-01/2026 ")

    batch.refresh_from_db()
    assert (signed.number, batch.state) == ("BA-01/2026", Batch.State.FINISHED)
    assert [row["result"] for row in signed.minutes["rows"]] == ["Kompeten", "Kompeten"]
    text = " ".join(pages(minutes_words.minutes_pdf(signed.minutes, signed.batch.training_center)))
    assert missing_texts({key: value for key, value in signed.minutes.items() if key != "rows"}, text) == []


@pytest.mark.engines
def test_sign_off_tells_every_reason():
    batch = class_of(1)
    batch.sessions.filter(pk=batch.sessions.first().pk).update(state="planned")
    coordinator = staff(batch.training_center, "blk_coordinator")

    assert reasons(batch_sign_off.sign_off, batch, by=coordinator, number="") == ["sessions", "results", "number"]


@pytest.mark.engines
def test_sign_off_twice_is_refused(batch):
    coordinator = staff(batch.training_center, "blk_coordinator")

    assert reasons(batch_sign_off.sign_off, batch, by=coordinator, number="BA lain") == ["signed"]


@pytest.mark.engines
def test_minutes_number_is_used_once(batch):
    other = class_of(1, training_center=batch.training_center, facility=batch.facility)
    assess_all(other)
    coordinator = staff(batch.training_center, "blk_coordinator")

    assert reasons(batch_sign_off.sign_off, other, by=coordinator, number=f"BA-{batch.pk}") == ["number"]


@pytest.mark.engines
@pytest.mark.parametrize("state", ["planned", "cancelled"])
def test_sign_off_belongs_to_the_end_of_the_batch(state):
    batch = class_of(1)
    Batch.objects.update(state=state, cancel_reason="x")
    coordinator = staff(batch.training_center, "blk_coordinator")
    batch.refresh_from_db()

    found = [reason.code for reason in batch_sign_off.blockers(batch, [], by=coordinator)]
    assert found == ["state", "nobody"]


# Files


def test_file_tells_every_fact_and_nothing_of_custody(issued):
    file = certificate_rendering.render(issued)
    pdf = bytes(file.content)
    everything = strings(pdf) + " ".join(pages(pdf))

    # The front has no room for the address of the issuer.
    words = {**issued.snapshot, "issuer": {"name": issued.snapshot["issuer"]["name"]}}
    assert missing_texts(words, " ".join(pages(pdf))) == []
    assert custody_words(everything + copies.file_name(issued)) == []


@pytest.mark.engines
def test_same_bytes_after_every_name_in_the_database_has_changed(issued):
    first = bytes(certificate_rendering.render(issued).content)
    Person.objects.update(full_name="Orang Lain", birth_place="Jauh")
    Program.objects.update(name="Program Lain")
    TrainingCenter.objects.update(name="X", official_name="Y", head_name="Z", place_of_issue="Q", code="NEW")
    issued.refresh_from_db()

    assert bytes(certificate_rendering.render(issued).content) == first
    assert certificate_rendering.bytes_of(issued) == first


@pytest.mark.engines
def test_database_refuses_to_change_a_file(issued):
    file = certificate_rendering.render(issued)

    with pytest.raises(DatabaseError), transaction.atomic():
        CertificateFile.objects.filter(pk=file.pk).update(sha256="0" * 64)
    with pytest.raises(DatabaseError), transaction.atomic():
        file.delete()


@pytest.mark.engines
def test_failed_file_keeps_the_number_and_is_made_later(
    enrollment, officer, monkeypatch, django_capture_on_commit_callbacks
):
    def fail(words, preview=False):
        raise Unprintable(["The name of the holder is too long."])

    with monkeypatch.context() as broken:
        broken.setattr(certificate_paper, "render", fail)
        with django_capture_on_commit_callbacks(execute=True):
            issued = issue_certificates.issue(approved(enrollment), by=officer)
    job = Job.objects.get()
    assert (issued.state, job.state, job.items.get().message) == (
        "issued",
        "failed",
        "The name of the holder is too long.",
    )
    assert list(certificate_rendering.waiting_for_file()) == [issued]

    certificate_rendering.render(issued)

    issued.refresh_from_db()
    assert (issued.number.number, issued.file.sha256 != "") == (1, True)


@pytest.mark.engines
def test_batch_is_issued_by_a_job_item_by_item(batch, officer, django_capture_on_commit_callbacks):
    for enrollment in batch.enrollments.all():
        approved(enrollment)

    with django_capture_on_commit_callbacks(execute=True):
        job = issue_certificates.issue_batch(batch, by=officer)

    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", 4, 4)
    assert (job.things, job.things_done, job.things_failed) == (2, 2, 0)
    assert CertificateFile.objects.count() == 2
    assert reasons(issue_certificates.issue_batch, batch, by=officer) == ["nothing"]


@pytest.mark.engines
@pytest.mark.parametrize(("is_earned", "state", "files"), [(True, "done", 1), (False, "failed", 0)])
def test_single_certificate_is_issued_by_the_same_job(
    enrollment, officer, django_capture_on_commit_callbacks, is_earned, state, files
):
    approved(enrollment)
    if not is_earned:
        Enrollment.objects.update(state="suspended")

    with django_capture_on_commit_callbacks(execute=True):
        job = issue_certificates.issue_batch(enrollment.batch, by=officer)

    job.refresh_from_db()
    assert (job.state, job.failed) == (state, 1 - files)
    assert (job.things, job.things_done, job.things_failed) == (1, files, 1 - files)
    assert CertificateFile.objects.count() == Certificate.objects.issued().count() == files


def test_class_is_issued_with_the_questions_of_one(officer_of_many, django_assert_max_num_queries):
    keys, officer = officer_of_many
    # The first of all opens series and status list.
    issue_certificates.issue_together(keys[:1], by=officer)

    # One a certificate; the others are asked for all and, with the last one, for the new state of the batch. A place
    # in the status list that is taken is drawn again, which costs one more.
    with django_assert_max_num_queries(42 + 4 + 10):
        assert issue_certificates.issue_together(keys[1:], by=officer) == {}

    assert [Certificate.objects.get(pk=key).number.number for key in keys] == [1, 2, 3, 4, 5]
    events = AuditEvent.objects.filter(action="certificate.issue").order_by("sequence")
    assert [event.target_id for event in events] == [str(key) for key in keys]
    assert issue_certificates.issue_together(keys, by=officer) == {}
    assert NumberSeries.objects.get().last_number == 5


@pytest.fixture
def officer_of_many():
    keys = many_approved(5)
    return keys, User.objects.get(groups__name="certificate_officer")


@pytest.mark.engines
def test_together_statements_take_the_numbers_of_their_own_series(officer_of_many):
    keys, officer = officer_of_many
    for key in (keys[0], keys[3]):
        certificate = Certificate.objects.get(pk=key)
        place = Enrollment.objects.filter(pk=certificate.enrollment_id)
        place.update(state="ended", ended_on=certificate.batch.starts_on, end_reason="withdrew")
        Certificate.objects.filter(pk=key).update(
            paper="statement",
            approved_words=approved_words.digests(certificate_gate.standing_of(place.get()), "statement"),
        )

    assert issue_certificates.issue_together(keys, by=officer) == {}

    issued = [Certificate.objects.get(pk=key) for key in keys]
    assert [(one.number.series.paper, one.number.number) for one in issued] == [
        ("statement", 1),
        ("certificate", 1),
        ("certificate", 2),
        ("statement", 2),
        ("certificate", 3),
    ]
    assert [one.number_text.startswith("SK-") for one in issued] == [True, False, False, True, False]
    events = AuditEvent.objects.filter(action="certificate.issue")
    assert {event.target_id: event.details["paper"] for event in events} == {str(one.pk): one.paper for one in issued}


@pytest.mark.engines
def test_audit_is_the_last_lock_of_all(issued, officer, head):
    new = replacement.replace(issued, by=officer, reason="Nama salah tulis")
    approve(new, by=head)

    with CaptureQueriesContext(connection) as asked:
        issue_certificates.issue(new, by=officer, render_after=False)

    statements = [query["sql"] for query in asked.captured_queries]
    counters = [n for n, sql in enumerate(statements) if 'UPDATE "certification_numberseries"' in sql]
    chains = [n for n, sql in enumerate(statements) if "core_auditchain" in sql]
    assert 0 < counters[-1] < chains[0]
    assert list(AuditEvent.objects.order_by("-pk").values_list("action", flat=True)[:2]) == [
        "certificate.issue",
        "certificate.supersede",
    ]


@pytest.mark.engines
def test_together_whoever_is_refused_takes_no_number(officer_of_many):
    keys, officer = officer_of_many
    Certificate.objects.get(pk=keys[1]).enrollment.marks.update(minutes_present=0)

    refused = issue_certificates.issue_together(keys, by=officer)

    assert {key: [reason.code for reason in found] for key, found in refused.items()} == {keys[1]: ["presence"]}
    assert NumberSeries.objects.get().last_number == 4
    assert Certificate.objects.issued().count() == 4


@pytest.mark.engines
def test_together_nobody_issues_without_the_right_to(officer_of_many, head):
    keys, _officer = officer_of_many

    refused = issue_certificates.issue_together(keys, by=head)

    assert {reason.code for found in refused.values() for reason in found} == {"not_authorized"}
    assert not SeriesNumber.objects.exists()


@pytest.mark.engines
def test_refused_item_does_not_stop_the_others(batch, officer, django_capture_on_commit_callbacks):
    first, _second = [approved(enrollment) for enrollment in batch.enrollments.all()]
    Enrollment.objects.filter(pk=first.enrollment_id).update(state="suspended")

    with django_capture_on_commit_callbacks(execute=True):
        job = issue_certificates.issue_batch(batch, by=officer)

    job.refresh_from_db()
    assert (job.state, job.failed) == ("failed", 1)
    assert (job.things, job.things_done, job.things_failed) == (2, 1, 1)
    assert Certificate.objects.issued().count() == 1
    assert NumberSeries.objects.get().last_number == 1


# Revoking and replacing


@pytest.mark.engines
def test_revocation_is_asked_for_and_approved(issued, officer, head):
    revocation.request_revocation(issued, by=officer, category="error", reason="Nama salah dicetak")
    issued.refresh_from_db()
    assert (issued.state, issued.revocation_is_asked) == ("issued", True)

    revoked = revocation.approve_revocation(issued, by=head)

    assert (revoked.state, revoked.revoked_by) == ("revoked", head)


@pytest.mark.engines
def test_rejected_revocation_leaves_it_in_force(issued, officer, head):
    revocation.request_revocation(issued, by=officer, category="error", reason="Nama salah dicetak")

    kept = revocation.reject_revocation(issued, by=head)

    assert (kept.state, kept.revocation_is_asked, kept.revocation_reason) == ("issued", False, "")


@pytest.mark.parametrize(
    ("category", "reason", "expected"),
    [("", "Nama salah dicetak", ["category"]), ("error", "salah", ["reason"]), ("x", "", ["category", "reason"])],
)
def test_revocation_needs_category_and_reason(issued, officer, category, reason, expected):
    assert reasons(revocation.request_revocation, issued, by=officer, category=category, reason=reason) == expected


@pytest.mark.engines
def test_revocation_is_not_approved_by_who_asked(issued, officer):
    give_beside(officer, "blk_head")
    del officer.role_names, officer.permission_names
    revocation.request_revocation(issued, by=officer, category="error", reason="Nama salah dicetak")

    assert reasons(revocation.approve_revocation, issued, by=officer) == ["four_eyes"]


@pytest.mark.engines
def test_revocation_that_nobody_asked_for_is_refused(issued, head):
    assert reasons(revocation.approve_revocation, issued, by=head) == ["state"]


@pytest.mark.engines
def test_revocation_is_asked_for_once_and_of_what_is_in_force(issued, officer, head):
    revocation.request_revocation(issued, by=officer, category="error", reason="Nama salah dicetak")
    issued.refresh_from_db()
    assert [reason.code for reason in revocation.request_blockers(issued, by=officer)] == ["asked"]

    revoked = revocation.approve_revocation(issued, by=head)
    assert [reason.code for reason in revocation.request_blockers(revoked, by=officer)] == ["state"]


@pytest.mark.engines
def test_database_refuses_a_revocation_without_reason(issued, head):
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=issued.pk).update(state="revoked", revoked_by=head, revoked_at=clock.now())


def test_replacement_has_a_new_number_and_the_old_one_is_superseded(issued, officer, head):
    new = replacement.replace(issued, by=officer, reason="Tanggal lahir salah")
    issued.refresh_from_db()
    assert issued.state == "issued"

    approve(new, by=head)
    new = issue_certificates.issue(new, by=officer)

    issued.refresh_from_db()
    assert (issued.state, new.state, new.number.number) == ("superseded", "issued", 2)
    assert new.replaces == issued


@pytest.mark.engines
def test_replacement_asks_for_a_reason_and_for_one_in_force(issued, officer):
    assert reasons(replacement.replace, issued, by=officer, reason="salah") == ["reason"]
    replacement.replace(issued, by=officer, reason="Tanggal lahir salah")
    assert reasons(replacement.replace, issued, by=officer, reason="Tanggal lahir salah") == ["in_the_making"]


def test_replacement_waits_for_a_revocation_to_be_decided(issued, officer):
    revocation.request_revocation(issued, by=officer, category="error", reason="Nama salah dicetak")

    assert reasons(replacement.replace, issued, by=officer, reason="Tanggal lahir salah") == ["revocation"]


@pytest.mark.engines
def test_replacement_of_what_was_revoked_meanwhile_is_not_issued(issued, officer, head):
    new = approve(replacement.replace(issued, by=officer, reason="Tanggal lahir salah"), by=head)
    revocation.request_revocation(issued, by=officer, category="error", reason="Nama salah dicetak")
    revocation.approve_revocation(issued, by=head)

    assert reasons(issue_certificates.issue, new, by=officer) == ["replaced"]
    assert preparation.withdraw(new, by=officer).replaces is None


# Validity, copies, hand-over


@pytest.mark.engines
@pytest.mark.parametrize(
    ("months", "on", "until"),
    [
        (None, date(2026, 11, 23), None),
        (36, date(2026, 11, 23), date(2029, 11, 23)),
        (6, date(2026, 8, 31), date(2027, 2, 28)),
        (1, date(2026, 12, 5), date(2027, 1, 5)),
    ],
)
def test_validity_is_counted_in_months(months, on, until):
    assert number_series.last_day(months, on) == until


@pytest.mark.engines
def test_end_of_validity_is_printed(enrollment, officer):
    number_series.open_series(enrollment.batch.training_center, year=2026, validity_months=36)

    issued = issue_certificates.issue(approved(enrollment), by=officer)

    assert issued.valid_until == date(2029, 11, 23)
    assert "Berlaku sampai dengan 23 November 2029." in issued.snapshot["notes"]


def test_end_of_validity_stands_on_the_preview_already(enrollment):
    number_series.open_series(enrollment.batch.training_center, year=2026, validity_months=36)

    preview = expected_papers.preview_pdf(approved(enrollment))

    assert any("Berlaku sampai dengan 23 November 2029." in page for page in pages(preview))


@pytest.mark.engines
def test_second_copy_needs_a_reason(issued, officer):
    certificate_rendering.render(issued)
    copies.take_copies([issued], by=officer)

    assert reasons(copies.take_copies, [issued], by=officer) == ["reason"]
    copies.take_copies([issued], by=officer, reason="Lembar pertama rusak")
    assert list(PrintRecord.objects.values_list("copy", "reason")) == [(1, ""), (2, "Lembar pertama rusak")]


@pytest.mark.engines
def test_copy_waits_for_the_file(issued, officer):
    assert reasons(copies.take_copies, [issued], by=officer) == ["file"]
    assert reasons(copies.take_batch_copies, issued.batch, by=officer) == ["nothing"]


def test_revoked_certificate_is_not_printed(issued, officer, head):
    certificate_rendering.render(issued)
    revocation.request_revocation(issued, by=officer, category="error", reason="Nama salah dicetak")
    revocation.approve_revocation(issued, by=head)

    assert reasons(copies.take_copies, [issued], by=officer) == ["out_of_force"]


@pytest.mark.engines
def test_certificate_is_handed_over_once(issued, officer):
    again = {"by": officer, "handed_on": date(2026, 11, 23), "received_by": issued.enrollment.person.full_name}
    hand_overs.hand_over(issued, **again)

    assert reasons(hand_overs.hand_over, issued, **again) == ["handed_over"]


@pytest.mark.parametrize(
    ("days", "receiver", "expected"), [(-1, "holder", ["day"]), (1, "holder", ["day"]), (0, " ", ["receiver"])]
)
def test_hand_over_needs_a_sensible_day_and_a_receiver(issued, officer, days, receiver, expected):
    day = date(2026, 11, 23) + timedelta(days=days)
    receiver = issued.enrollment.person.full_name if receiver == "holder" else receiver

    assert reasons(hand_overs.hand_over, issued, by=officer, handed_on=day, received_by=receiver) == expected


def test_receipt_lists_who_has_not_received_yet(batch, officer):
    first, second = [
        issue_certificates.issue(approved(enrollment), by=officer) for enrollment in batch.enrollments.all()
    ]
    for_the_first = first.enrollment.person.full_name
    hand_overs.hand_over(first, by=officer, handed_on=date(2026, 11, 23), received_by=for_the_first)

    text = " ".join(pages(hand_overs.receipt_pdf(batch, by=officer)))
    assert second.number_text in text
    assert first.number_text not in text

    for_the_second = second.enrollment.person.full_name
    hand_overs.hand_over(second, by=officer, handed_on=date(2026, 11, 23), received_by=for_the_second)
    assert reasons(hand_overs.receipt_pdf, batch, by=officer) == ["nothing"]


def test_issue_is_a_handful_of_queries(enrollment, officer, django_assert_max_num_queries):
    certificate = approved(enrollment)

    with django_assert_max_num_queries(66):
        issue_certificates.issue(certificate, by=officer)
    assert connection.vendor in ("sqlite", "postgresql")


@pytest.mark.engines
def test_facts_that_no_number_makes_writable_are_a_reason_and_no_error(monkeypatch, batch, enrollment, officer):
    # No name is known for which every number behind the facts fails, so there is none to try.
    monkeypatch.setattr(signed_facts, "NUMBERS", 0)

    assert reasons(preparation.prepare, enrollment, by=officer) == ["facts_text"]
    assert [[reason.code for reason in one.blockers] for one in preparation.candidates(batch)] == [["facts_text"]] * 2
    assert not Certificate.objects.exists()
