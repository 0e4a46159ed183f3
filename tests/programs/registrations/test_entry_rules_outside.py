"""Entry rules in public classes: what they answer about people outside, exceptions, and what a late entry misses."""

from datetime import date, time, timedelta

import pytest

from core import clock
from core.audit import AuditEvent
from core.errors import RuleViolation
from inmates.consents import guardian_consents
from inmates.people.models import Person
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit, ProgramVersion
from programs.entry_rules.verdicts import default_rules
from programs.places.models import Enrollment
from programs.registrations import late_entry, registering, registration_decisions
from programs.registrations.entry_answers import answers_of
from programs.registrations.list_comparison import compare
from programs.registrations.list_files import Row
from programs.registrations.models import Registration
from programs.registrations.registering import Identity
from tests.factories import BatchFactory, EnrollmentFactory, EntryRuleSetFactory, SessionFactory, UserFactory
from tests.factories.certification import NumberSeriesFactory
from tests.programs.addresses import url
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
WHO = Identity("Siti Rahmah", birth_place="Rantau", birth_date=date(2012, 5, 17), sex="P", education="SMA")
REASON = "Orang tua meminta dan instruktur setuju"
OF_LEARNING = ["age", "education", "not_certified", "no_other_batch", "clash"]


@pytest.fixture
def batch():
    batch = BatchFactory(is_open=True, name="Menjahit malam 1/2026")
    parts = default_rules() | {"education": {"minimum": "SD"}}
    EntryRuleSetFactory(version=batch.version, parts=parts)
    return batch


@pytest.fixture
def by(batch):
    return UserFactory(roles=["blk_coordinator"], training_center=batch.training_center)


@pytest.fixture
def registration(batch, by):
    consent = date(2026, 11, 2)
    made = registering.register(batch, by=by, who=WHO, way="counter", consent_on=consent)
    # A girl of 14: without this the rules would not be what is in her way.
    signed = {"guardian_name": "Siti Aminah", "relation": "mother", "given_on": consent, "paper": "Map 3"}
    guardian_consents.record(made.person, batch.training_center, by=by, **signed)
    return made


def grown_up(registration, **changes):
    Person.objects.filter(pk=registration.person_id).update(**{"birth_date": date(1995, 5, 17), **changes})
    registration.person.refresh_from_db()


def elsewhere(registration, **fields):
    """A place of the person in another public class of the program."""
    batch = registration.batch
    other = BatchFactory(is_open=True, training_center=batch.training_center, version=batch.version)
    return EnrollmentFactory(in_public=True, person=registration.person, batch=other, **fields)


def certified(place):
    """The place has a certificate in force."""
    series = NumberSeriesFactory(training_center=place.batch.training_center)
    place.certificates.create(
        batch=place.batch,
        prepared_by=place.enrolled_by,
        state="issued",
        number=series.numbers.create(number=1, given_at=clock.now()),
        code="0123456789ABCDEFGHJKMNPQRS",
        issued_at=clock.now(),
        issued_by=place.enrolled_by,
    )


def with_a_certificate(registration):
    place = elsewhere(registration, state="completed")
    certified(place)


def unmet_of(registration):
    answers = answers_of(registration.batch, [registration])[registration.pk]
    return [answer.kind for answer in answers if answer.verdict != "meets"]


def test_rules_of_custody_are_not_asked(registration):
    asked = [answer.kind for answer in answers_of(registration.batch, [registration])[registration.pk]]

    assert asked == OF_LEARNING


@pytest.mark.parametrize(
    ("circumstance", "expected"),
    [
        (lambda one: None, ["age"]),
        (grown_up, []),
        (lambda one: grown_up(one, education=""), ["education"]),
        (lambda one: grown_up(one) or with_a_certificate(one), ["not_certified"]),
        (lambda one: grown_up(one) or elsewhere(one), ["no_other_batch", "clash"]),
    ],
)
def test_what_the_rules_answer(registration, circumstance, expected):
    circumstance(registration)

    assert unmet_of(registration) == expected


def test_what_was_learned_under_another_record_counts_and_a_place_inside_does_not_show(registration, batch):
    grown_up(registration)
    inside = BatchFactory(training_center=batch.training_center, version=batch.version)
    place = EnrollmentFactory(batch=inside)
    Registration.objects.filter(pk=registration.pk).update(known_as=place.person)
    registration.refresh_from_db()
    assert unmet_of(registration) == []

    Enrollment.objects.filter(pk=place.pk).update(state="completed")
    certified(place)

    assert unmet_of(registration) == ["not_certified"]


def test_who_does_not_meet_the_rules_has_no_place(registration, by):
    with pytest.raises(RuleViolation) as refused:
        registration_decisions.accept(registration, by=by)
    with pytest.raises(RuleViolation) as too_short:
        registration_decisions.accept(registration, by=by, override=True, reason="Boleh")

    assert (codes(refused), codes(too_short)) == (["rules_not_met"], ["override_reason_short"])
    assert not Enrollment.objects.exists()


def test_an_exception_is_kept_with_its_reason(registration, by):
    found = registration_decisions.accept(registration, by=by, override=True, reason=REASON)

    found.refresh_from_db()
    assert (found.state, found.override_reason, found.rule_set.version) == ("accepted", REASON, found.batch.version)
    assert [row["kind"] for row in found.answers if row["answer"] == "fails"] == ["age"]
    assert AuditEvent.objects.get(action="registration.accepted").details["is_override"] is True


def test_whoever_meets_the_rules_needs_no_exception(registration, by):
    grown_up(registration)

    found = registration_decisions.accept(registration, by=by, override=True, reason=REASON)

    assert (found.override_reason, [row["kind"] for row in found.answers]) == ("", OF_LEARNING)


def test_pages_tell_the_answers_and_ask_for_a_reason_after_the_refusal(registration, batch, sign_in, by):
    desk, words = sign_in(by), "14 tahun saat angkatan mulai"
    page, listed = url("registration_detail", registration), url("registration_list", batch)
    assert words in desk.get(page).text
    assert words in desk.get(listed).text
    assert url("registration_accept", registration) not in desk.get(listed).text

    refused = desk.post(url("registration_accept", registration))
    short = desk.post(url("registration_accept", registration), {"override": "1", "reason": "Boleh"})
    done = desk.post(url("registration_accept", registration), {"override": "1", "reason": REASON})

    assert (refused.status_code, short.status_code, done.status_code) == (422, 422, 302)
    assert words in refused.text
    assert 'name="reason"' in refused.text
    assert REASON in desk.get(page).text


def test_a_list_notes_which_rules_are_not_met(batch, by):
    row = Row(2, full_name="Siti Rahmah", birth_date=date(2012, 5, 17), education="SMA", sex="P", birth_place="Rantau")

    batch.starts_on, batch.state = date(2026, 11, 25), "selecting"
    batch.save()
    (line,) = compare(batch, [row], by=by, today=date(2026, 11, 23))

    assert any("14 tahun saat angkatan mulai" in note for note in line.notes)


def test_declining_asks_for_a_reason(registration, by):
    with pytest.raises(RuleViolation) as refused:
        registration_decisions.decline(registration, by=by, reason="  ")
    found = registration_decisions.decline(registration, by=by, reason=REASON)

    assert codes(refused) == ["reason_missing"]
    assert (found.state, found.decline_reason) == ("declined", REASON)


def test_opening_again_leaves_the_reason_to_the_audit(registration, by):
    registration_decisions.decline(registration, by=by, reason=REASON)

    found = registration_decisions.reopen(registration, by=by, reason="Kursi bertambah dua")

    assert (found.decline_reason, found.answers, found.rule_set) == ("", [], None)
    assert AuditEvent.objects.get(action="registration.reopen").details["declined_for"] == REASON


def test_the_page_asks_before_it_declines(registration, sign_in, by):
    desk, address = sign_in(by), url("registration_decline", registration)

    assert 'name="reason"' in desk.get(address).text
    assert desk.post(address).status_code == 422
    assert Registration.objects.get().state == "new"
    assert desk.post(address, {"reason": REASON}).status_code == 302
    assert REASON in desk.get(url("registration_detail", registration)).text


def late_class(batch):
    """A class whose first unit is over and whose second one has begun."""
    units = list(batch.version.units.all())
    day = clock.today(batch.time_zone)
    SessionFactory(batch=batch, unit=units[0], jp=units[0].jp, date=day - timedelta(days=5))
    SessionFactory(batch=batch, unit=units[1], jp=1, date=day - timedelta(days=2))
    SessionFactory(batch=batch, unit=units[1], jp=1, date=day)
    return units


def test_a_late_entry_misses_what_was_taught_before_today(batch):
    units = late_class(batch)

    found = late_entry.missed(batch)

    assert (found.whole, found.begun, found.jp) == ([units[0]], [(units[1], 1)], units[0].jp + 1)


def test_before_the_first_lesson_nothing_is_missed(batch):
    assert late_entry.missed(batch).sentences == []


def test_the_page_tells_what_is_missed_and_later_what_was_taught_before(registration, batch, by, sign_in):
    units, desk = late_class(batch), sign_in(by)
    total = sum(unit.jp for unit in units)

    text = desk.get(url("registration_detail", registration)).text
    assert f"{units[0].jp + 1} dari {total} JP" in text
    assert f"Sudah diajarkan sampai selesai: {units[0].title}." in text
    assert f"{units[1].title} (1 dari {units[1].jp} JP)" in text
    assert url("registration_accept", registration) not in desk.get(url("registration_list", batch)).text

    place = registration_decisions.accept(registration, by=by, override=True, reason=REASON).enrollment
    profile = desk.get(url("participant_detail", place)).text
    assert profile.count('<span class="sub">sudah diajarkan sebelum masuk</span>') == 1


def test_the_selection_is_not_done_while_somebody_waits(registration, batch, by, sign_in):
    Batch.objects.filter(pk=batch.pk).update(state="selecting", starts_on=date(2026, 11, 25))
    ProgramVersion.objects.update(total_jp=4)
    ProgramUnit.objects.update(jp=1)
    for hour, unit in enumerate(batch.version.units.all(), 8):
        SessionFactory(batch=batch, unit=unit, jp=1, date=date(2026, 11, 25), clock_time=time(hour))
    EnrollmentFactory(in_public=True, batch=batch, starts_on=date(2026, 11, 25))
    page = url("batch_detail", batch)

    text = sign_in(by).get(page).text
    assert "1 pendaftaran belum diputuskan" in text
    assert "Seleksi sudah selesai" not in text

    registration_decisions.decline(registration, by=by, reason=REASON)
    assert "Seleksi sudah selesai" in sign_in(by).get(page).text
