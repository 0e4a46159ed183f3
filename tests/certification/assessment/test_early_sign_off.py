"""The statement of units on the day of leaving: results of one person signed while the batch goes on."""

from datetime import date, timedelta

import pytest

from certification.assessment import batch_sign_off, certificate_gate, early_sign_off, minutes_words, passed_units
from certification.assessment.models.minutes import PersonSignOff
from certification.certificates import issue_certificates, preparation
from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.inbox.models import InboxTask
from programs.circumstances import custody_end, entry_withdrawal
from programs.places import place_changes
from programs.timetable.models.sessions import Session
from tests.factories import UserFactory
from tests.factories.certification import (
    NumberSeriesFactory,
    approve,
    assessor_of,
    class_of,
    record_result,
    sign,
    staff,
)
from tests.papers import pages
from tests.reasons import codes

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def batch():
    """A class that still runs, of which the first participant has passed one unit of two."""
    batch = class_of(2, state="running", starts_on=date(2026, 11, 2), ends_on=date(2026, 12, 18))
    record_result(batch.enrollments.first(), batch.version.units.first(), by=assessor_of(batch), result="K")
    return batch


@pytest.fixture
def place(batch):
    return batch.enrollments.first()


def leave(place):
    registrar = UserFactory(roles=["registrar"], facility=place.person.facility)
    found = custody_end.leave(place.person, by=registrar, kind="full_term", on=TODAY, reason="Bebas lebih awal")
    place.refresh_from_db()
    return found


def reasons(place, by):
    standing = certificate_gate.standing_of(place)
    return codes(early_sign_off.blockers(standing, place.batch, by=by))


def open_a_roll(place):
    Session.objects.filter(pk=place.batch.sessions.first().pk).update(state="planned")


def contest(place):
    place.corrections.create(
        unit=place.batch.version.units.first(),
        old_result="K",
        new_result="BK",
        new_feedback="Retak.",
        reason="Salah baris",
        asked_by=UserFactory(),
    )


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda place: None, []),
        (lambda place: place.unit_results.all().delete(), ["results"]),
        (open_a_roll, ["sessions"]),
        (contest, ["correction"]),
        (lambda place: sign(place.batch), ["signed"]),
    ],
)
def test_each_reason_is_told(place, coordinator, spoil, expected):
    leave(place)

    spoil(place)

    assert reasons(place, coordinator) == expected


def test_who_still_takes_part_is_signed_with_the_batch(place, coordinator):
    assert reasons(place, coordinator) == ["not_left"]


def test_it_belongs_to_the_coordinator(place):
    leave(place)

    assert reasons(place, staff(place.batch.training_center, "blk_head")) == ["not_authorized"]


@pytest.mark.engines
def test_whoever_ends_a_place_without_leaving_custody_is_due_a_statement_too(place, batch):
    officer = UserFactory(roles=["training_officer"], facility=batch.facility)
    other = batch.enrollments.last()

    with clock.moved_to(clock.now() + timedelta(days=1)):
        for one in (place, other):
            place_changes.end_enrollment(one, by=officer, on=TODAY + timedelta(days=1), reason="withdrew")

    due = InboxTask.objects.open().filter(kind__in=["programs.results_due", "programs.statement_due"])
    tasks = due.filter(person__in=[place.person, other.person]).order_by("kind")
    assert [(task.kind, task.role, task.person_id) for task in tasks] == [
        ("programs.results_due", "blk_coordinator", place.person_id),
        ("programs.statement_due", "certificate_officer", place.person_id),
    ]


@pytest.mark.engines
def test_sign_off_of_the_batch_is_that_of_whoever_left_as_well(place, coordinator):
    leave(place)
    rest = place.batch.enrollments.exclude(pk=place.pk).get()
    for unit in place.batch.version.units.all():
        record_result(rest, unit, by=assessor_of(place.batch), result="K")

    batch_sign_off.sign_off(place.batch, by=coordinator, number="BA-8/2026")

    assert not InboxTask.objects.open().filter(kind="programs.results_due").exists()
    assert InboxTask.objects.open().filter(kind="programs.statement_due").exists()


@pytest.mark.engines
def test_sign_off_keeps_every_word_settles_the_task_and_happens_once(place, coordinator):
    leave(place)
    assert InboxTask.objects.open().filter(kind="programs.results_due").count() == 1

    signed = early_sign_off.sign_off(place, by=coordinator, number=" BA-7/2026 ")

    assert (signed.number, signed.ended_on) == ("BA-7/2026", place.ended_on)
    unit = place.batch.version.units.first()
    assert signed.minutes["items"][0].startswith(f"Unit {unit.code} {unit.title}: kompeten (K), dinilai pada")
    assert signed.minutes["rows"] == [
        {"name": place.person.full_name, "units": "1 dari 2", "present": "100%", "result": "Surat keterangan unit"}
    ]
    assert not InboxTask.objects.open().filter(kind="programs.results_due").exists()
    assert AuditEvent.objects.get(action="enrollment.sign_off").details == {"number": "BA-7/2026"}
    assert reasons(place, coordinator) == ["signed_alone"]


@pytest.mark.engines
def test_minutes_print_and_say_nothing_of_why_somebody_left(place, coordinator):
    leave(place)

    signed = early_sign_off.sign_off(place, by=coordinator, number="BA-7")
    text = " ".join(pages(minutes_words.minutes_pdf(signed.minutes, place.batch.training_center)))

    assert "BA-7" in text
    assert place.person.full_name in text
    assert [word for word in ("bebas", "Rutan", "tahanan", "register") if word in text] == []


@pytest.mark.engines
@pytest.mark.parametrize("number", ["", "  ", "BA-TAKEN"])
def test_number_is_needed_and_stands_once_in_the_center(place, coordinator, number):
    other = class_of(1, training_center=place.batch.training_center)
    batch_sign_off.SignOff.objects.create(
        batch=other, number="BA-TAKEN", signed_by=coordinator, signed_at=batch_sign_off.clock.now(), minutes={}
    )
    leave(place)

    with pytest.raises(RuleViolation) as refused:
        early_sign_off.sign_off(place, by=coordinator, number=number)

    assert codes(refused.value.reasons) == ["number"]


@pytest.mark.engines
def test_minutes_of_a_person_take_their_number_from_those_of_the_batch(place, coordinator):
    leave(place)
    early_sign_off.sign_off(place, by=coordinator, number="BA-7")

    assert codes(batch_sign_off.number_blockers(place.batch, "BA-7")) == ["number"]


def test_statement_is_prepared_approved_and_issued_on_the_day_of_leaving(place, coordinator):
    center = place.batch.training_center
    NumberSeriesFactory(training_center=center, paper="statement", pattern="SK/{number}/{year}")
    officer, head = staff(center, "certificate_officer"), staff(center, "blk_head")
    leave(place)
    with pytest.raises(RuleViolation) as refused:
        preparation.prepare(place, by=officer, paper="statement")
    assert codes(refused.value.reasons) == ["not_signed"]

    early_sign_off.sign_off(place, by=coordinator, number="BA-7")
    certificate = approve(preparation.prepare(place, by=officer, paper="statement"), by=head)
    certificate = issue_certificates.issue(certificate, by=officer, render_after=False)

    assert (certificate.state, certificate.issued_on) == ("issued", TODAY)
    assert [unit["code"] for unit in certificate.snapshot["units"]] == [place.batch.version.units.first().code]
    assert place.batch.state == "running"
    assert not InboxTask.objects.open().filter(kind="programs.statement_due").exists()


def test_issued_statement_keeps_the_place_ended_when_the_entry_is_taken_back(place, coordinator):
    center = place.batch.training_center
    NumberSeriesFactory(training_center=center, paper="statement", pattern="SK/{number}/{year}")
    officer, head = staff(center, "certificate_officer"), staff(center, "blk_head")
    left = leave(place)
    early_sign_off.sign_off(place, by=coordinator, number="BA-7")
    certificate = approve(preparation.prepare(place, by=officer, paper="statement"), by=head)
    issue_certificates.issue(certificate, by=officer, render_after=False)

    failed = entry_withdrawal.withdraw(left, by=left.recorded_by, reason="Orang lain yang bebas hari ini")

    place.refresh_from_db()
    sentence = (
        f"Kursi di {place.batch.name} tidak dikembalikan. Surat keterangan unit SK/1/2026 sudah terbit. "
        "BLK harus mencabutnya dahulu."
    )
    task = InboxTask.objects.open().get(kind="programs.not_put_back")
    assert (place.state, failed, task.values) == ("ended", [sentence], {"what": sentence})


@pytest.mark.engines
def test_results_are_locked_for_this_person_alone(batch, place, coordinator):
    leave(place)
    early_sign_off.sign_off(place, by=coordinator, number="BA-7")
    unit, assessor = batch.version.units.last(), assessor_of(batch)

    with pytest.raises(RuleViolation) as refused:
        record_result(place, unit, by=assessor, result="K")

    assert codes(refused.value.reasons) == ["signed_alone"]
    assert record_result(batch.enrollments.last(), unit, by=assessor, result="K").result == "K"


@pytest.mark.engines
def test_who_comes_back_is_assessed_again_and_signed_with_the_batch(place, coordinator):
    left = leave(place)
    early_sign_off.sign_off(place, by=coordinator, number="BA-7")

    entry_withdrawal.withdraw(
        left, by=UserFactory(roles=["registrar"], facility=left.facility), reason="Salah orang tercatat"
    )

    place.refresh_from_db()
    assert place.state != "ended"
    assert not PersonSignOff.objects.standing().exists()
    unit = place.batch.version.units.last()
    assert record_result(place, unit, by=assessor_of(place.batch), result="K").result == "K"


def test_unit_counts_as_passed_only_while_the_minutes_of_its_person_stand(place, coordinator):
    def passed():
        return [row[2] for row in passed_units.passed_units([place.person_id], None)]

    left = leave(place)
    early_sign_off.sign_off(place, by=coordinator, number="BA-7")
    assert passed() == [place.batch.version.units.first().code]

    entry_withdrawal.withdraw(
        left, by=UserFactory(roles=["registrar"], facility=left.facility), reason="Salah orang tercatat"
    )

    assert passed() == []


def test_page_of_the_batch_tells_what_the_statement_waits_for(place, coordinator):
    leave(place)
    before = preparation.candidates(place.batch)[0]

    early_sign_off.sign_off(place, by=coordinator, number="BA-7")

    after = preparation.candidates(place.batch)[0]
    assert (codes(before.statement_blockers), before.is_for_statement) == (["not_signed"], False)
    assert (after.statement_blockers, after.is_for_statement) == ([], True)
