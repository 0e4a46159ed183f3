"""Correction, erasure, objection, withdrawal: asked, answered with a reason, with what was done or why data stay."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from certification.assessment import result_corrections
from core import audit, clock
from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.imports.models import ImportRow, SpreadsheetImport
from inmates.people.models import Person
from inmates.profile import person_records
from outcomes.followup import contacts
from outcomes.followup.contacts import NewContact
from outcomes.needs.neutral_words import words_found
from programs.circumstances import custody_end
from programs.registrations import registering
from programs.registrations.models import Registration
from reports.home.work_list import tasks_for
from reports.rights import answer_paper, rights_requests
from reports.rights.models import RightsRequest
from tests.conftest import MONDAY, FormClient
from tests.constraints import assert_refused
from tests.factories import (
    BatchFactory,
    EnrollmentFactory,
    FacilityFactory,
    PersonFactory,
    TrainingCenterFactory,
    UserFactory,
)
from tests.factories.certification import assess_all, class_of, sign
from tests.factories.followup import ConsentFactory
from tests.papers import AS_TYPED, pages
from tests.programs.registrations.test_registering import WHO
from tests.reasons import codes
from tests.reports.retention.test_destructions import destroyed as destroyed_by_two
from tests.reports.retention.test_destructions import left

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
WISH = "Tanggal lahir saya salah"
REASON = "Sudah diperiksa dengan akta kelahiran"
RECEIVED = MONDAY - timedelta(hours=3)


@pytest.fixture
def person(auditor):
    return PersonFactory(facility=auditor.facility, with_custody=True)


def asked(person, by, kind="correction", **said):
    given = {"asker": "self", "received_at": RECEIVED, "wish": WISH, **said}
    return rights_requests.receive(person, by=by, kind=kind, **given)


def refused(command, *args, **kwargs):
    with pytest.raises(RuleViolation) as violation:
        command(*args, **kwargs)
    return codes(violation)


def changed(person, at=MONDAY, **values):
    """The event of a correction, as the command writes it."""
    by = UserFactory(roles=["registrar"], facility=person.facility)
    before = AuditEvent.objects.filter(action="person.correct").count()
    with clock.moved_to(at):
        person_records.correct_profile(person, by=by, values=values or {"birth_date": date(1990, 1, 1 + before)})
    return AuditEvent.objects.filter(action="person.correct").latest("pk")


def destroyed(by, at=MONDAY):
    """What two people destroy, to the end of the job."""
    role = "rutan_head" if by.facility_id else "blk_head"
    other = UserFactory(roles=[role], facility=by.facility, training_center=by.training_center)
    with clock.moved_to(at):
        return destroyed_by_two(other, by)


def of_center(center, role="auditor"):
    return UserFactory(roles=[role], training_center=center)


def chosen(found, by):
    """The changes that the page of the answer offers."""
    client = FormClient()
    client.force_login(by)
    page = client.get(reverse("reports:rights_answer", args=[found.public_id]))
    return [event.action for event in page.context["form"].fields["change"].queryset]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"wish": "x"}, ["reason_missing"]),
        ({"received_at": MONDAY + timedelta(minutes=1)}, ["future"]),
        ({"received_at": MONDAY.replace(year=1926)}, ["before_the_law"]),
        ({"asker": "proxy", "asker_name": " "}, ["unnamed"]),
    ],
)
def test_incomplete_request_is_refused(auditor, person, said, expected):
    assert refused(asked, person, auditor, **said) == expected


def test_people_of_other_offices_are_refused(auditor):
    assert refused(asked, PersonFactory(with_custody=True), auditor) == ["not_ours"]


def test_correction_names_a_change_about_the_person_since_the_request(auditor, person):
    before = changed(person, at=RECEIVED - timedelta(hours=1))
    of_other = changed(PersonFactory(facility=auditor.facility, with_custody=True))
    found = asked(person, auditor)
    yes = {"by": auditor, "outcome": "granted", "answer": REASON}
    for change in (None, before, of_other):
        assert refused(rights_requests.answer, found, change=change, **yes) == ["no_change"]
    change = changed(person)

    done = rights_requests.answer(found, change=change, **yes)

    assert (done.change, done.outcome, done.answered_by) == (change.pk, "granted", auditor)
    assert refused(rights_requests.answer, done, change=change, **yes) == ["answered"]
    event = AuditEvent.objects.get(action="rights_request.answer")
    assert (event.details["change"], event.details["is_late"]) == (change.pk, False)


def test_refused_correction_needs_no_change_but_a_reason(auditor, person):
    found = asked(person, auditor)
    assert refused(rights_requests.answer, found, by=auditor, outcome="refused", answer="x") == ["reason_missing"]

    assert rights_requests.answer(found, by=auditor, outcome="refused", answer=REASON).change is None


def test_only_what_corrects_data_answers_a_request_for_correction(auditor, person):
    found = asked(person, auditor)
    registrar = UserFactory(roles=["registrar"], facility=auditor.facility)
    officer = UserFactory(roles=["case_officer"], facility=auditor.facility)
    person_records.assign_case_officer(person, by=registrar, case_officer=officer)
    assert chosen(found, auditor) == []

    change = changed(person)

    assert chosen(found, auditor) == ["person.correct"]
    client = FormClient()
    client.force_login(auditor)
    url = reverse("reports:rights_answer", args=[found.public_id])
    client.post(url, {"outcome": "granted", "answer": REASON, "change": change.pk})
    found.refresh_from_db()
    assert (found.outcome, found.change) == ("granted", change.pk)


def corrected_registration(center):
    by = of_center(center, "blk_coordinator")
    batch = BatchFactory(is_open=True, training_center=center, state="selecting", starts_on=MONDAY.date())
    made = registering.register(batch, by=by, who=WHO, way="counter", consent_on=MONDAY.date())
    yield made.person
    registering.correct(made, by=by, who=replace(WHO, full_name="Siti Aminah"), way="form", consent_on=MONDAY.date())
    yield "registration.correct"


def closed_number(center):
    given = ConsentFactory(training_center=center)
    phone = NewContact("own_phone", "0812-0000-7731", "Sri", "morning")
    with clock.moved_to(RECEIVED - timedelta(hours=1)):
        number = contacts.add_contact(given, by=given.recorded_by, contact=phone)
    yield given.person
    contacts.close_number(number, by=given.recorded_by)
    yield "contact.close"


def corrected_result(center):
    batch = class_of(1, training_center=center)
    assess_all(batch)
    sign(batch)
    place = batch.enrollments.get()
    yield place.person
    unit = batch.version.units.first()
    said = {"result": "BK", "feedback": "Sambungan sudut retak.", "reason": "Baris tertukar dengan peserta lain"}
    correction = result_corrections.ask(place, unit, by=of_center(center, "blk_coordinator"), **said)
    result_corrections.approve(correction, by=of_center(center, "blk_head"))
    yield "result.correct"


@pytest.mark.parametrize("correction", [corrected_registration, closed_number, corrected_result])
def test_center_grants_a_correction_by_the_command_that_made_it(correction):
    center = TrainingCenterFactory()
    by, steps = of_center(center), correction(center)
    found = asked(next(steps), by)
    assert chosen(found, by) == []

    action = next(steps)

    assert chosen(found, by)[0] == action
    change = rights_requests.changes_since(found, by=by).get(action=action)
    done = rights_requests.answer(found, by=by, outcome="granted", answer=REASON, change=change)
    assert done.change == change.pk


def test_changed_row_of_an_accepted_list_is_a_correction(auditor, person):
    found = asked(person, auditor)
    upload = SpreadsheetImport.objects.create(facility=auditor.facility, created_by=auditor, file_sha256="0")
    audit.record("import.accept", by=auditor, target=upload)
    assert chosen(found, auditor) == []

    ImportRow.objects.create(
        spreadsheet_import=upload, kind="changed", person=person, name="x", sheet_row=4, is_accepted=True
    )

    assert chosen(found, auditor) == ["import.accept"]


def test_form_offers_the_newest_changes_alone(auditor, person):
    found, by = asked(person, auditor), UserFactory(roles=["registrar"], facility=person.facility)
    most = rights_requests.MOST_CHANGES
    events = [audit.record("person.correct", by=by, target=person) for _number in range(most + 1)]

    offered = rights_requests.changes_to_choose(found, by=auditor)

    assert set(offered) == set(events[1:])


def test_erasure_names_a_destruction_of_the_person_or_why_data_stay(auditor, person):
    gone = left(auditor.facility, date(2025, 1, 1))
    earlier = destroyed(auditor, RECEIVED - timedelta(days=1))
    again, other = left(auditor.facility, date(2025, 1, 1)), left(auditor.facility, date(2026, 11, 1))
    first, second, third = (asked(one, auditor, "erasure") for one in (again, other, gone))
    yes = {"by": auditor, "outcome": "granted", "answer": REASON}
    assert refused(rights_requests.answer, first, **yes) == ["no_destruction"]
    assert refused(rights_requests.answer, third, destruction=earlier, **yes) == ["not_since"]
    no = {"by": auditor, "outcome": "refused", "answer": REASON}
    assert refused(rights_requests.answer, second, **no) == ["no_ground"]
    run = destroyed(auditor)
    # It destroyed nothing of this one.
    assert refused(rights_requests.answer, second, destruction=run, **yes) == ["not_since"]

    done = rights_requests.answer(first, destruction=run, stays_for="register", **yes)
    kept = rights_requests.answer(second, stays_for="register", **no)

    assert (done.destruction, done.stays_for) == (run, "")
    assert (kept.destruction, kept.stays_for) == (None, "register")
    assert "Register sertifikat" in " ".join(pages(answer_paper.paper_of(kept, by=auditor)))


def test_request_keeps_no_record_of_a_person_whom_nothing_else_names():
    center = TrainingCenterFactory()
    by, coordinator = of_center(center), of_center(center, "blk_coordinator")
    batch = BatchFactory(is_open=True, training_center=center, state="selecting", starts_on=MONDAY.date())
    person = registering.register(batch, by=coordinator, who=WHO, way="counter").person
    Registration.objects.update(state="declined", decided_at=MONDAY - timedelta(days=400), decided_by=coordinator)
    found = asked(person, by, "erasure", wish="Hapus data saya")

    run = destroyed(by)

    assert not Person.objects.filter(pk=person.pk).exists()
    found.refresh_from_db()
    assert (found.person, found.name) == (None, WHO.full_name)
    client = FormClient()
    client.force_login(by)
    url = reverse("reports:rights_answer", args=[found.public_id])
    client.post(url, {"outcome": "granted", "answer": REASON, "destruction": run.pk})
    letter = client.get(reverse("reports:rights_print", args=[found.public_id]))
    assert WHO.full_name in " ".join(pages(letter.content))
    for page in (reverse("reports:rights_list"), reverse("reports:rights_detail", args=[found.public_id])):
        assert WHO.full_name in client.get(page).content.decode()
    assert rights_requests.changes_since(found, by=by).count() == 0


def test_office_that_received_a_request_answers_it_after_the_person_has_left(auditor, person):
    found = asked(person, auditor, "objection")
    registrar = UserFactory(roles=["registrar"], facility=auditor.facility)
    custody_end.leave(person, by=registrar, kind="transfer", on=MONDAY.date(), destination=FacilityFactory())
    person.refresh_from_db()
    Person.objects.filter(pk=person.pk).update(facility=FacilityFactory())
    client = FormClient()
    client.force_login(auditor)

    answer = client.post(
        reverse("reports:rights_answer", args=[found.public_id]), {"outcome": "refused", "answer": REASON}
    )

    found.refresh_from_db()
    assert (answer.status_code, found.outcome) == (302, "refused")


@pytest.mark.parametrize("typed", AS_TYPED)
def test_letter_is_printed_whatever_was_typed(auditor, typed):
    person = PersonFactory(facility=auditor.facility, with_custody=True)
    found = asked(person, auditor, "objection", wish=typed)
    rights_requests.answer(found, by=auditor, outcome="refused", answer=typed)
    found.refresh_from_db()

    assert person.full_name in " ".join(pages(answer_paper.paper_of(found, by=auditor)))


def test_letter_of_a_center_says_nothing_of_custody():
    place = EnrollmentFactory()
    by = UserFactory(roles=["auditor"], training_center=place.batch.training_center)
    found = rights_requests.answer(
        asked(place.person, by, "objection", wish="Tidak ingin difoto lagi"), by=by, outcome="granted", answer=REASON
    )

    told = " ".join(pages(answer_paper.paper_of(found, by=by)))

    assert place.person.full_name in told
    assert words_found(told) == []


def test_clock_stands_on_the_work_list(auditor, person):
    asked(person, auditor, "withdrawal")

    def told():
        return [(task.kind, task.word) for task in tasks_for(auditor) if "tentang data" in str(task.title)]

    assert told() == [("warn", "Terbuka")]
    with clock.moved_to(MONDAY + timedelta(hours=70)):
        assert told() == [("bad", "Lewat tenggat")]


def test_pages_take_a_request_to_its_letter(auditor, person):
    client = FormClient()
    client.force_login(auditor)
    form = {
        "kind": "objection", "asker": "proxy", "asker_name": "Siti", "received_on": "23/11/2026",
        "received_hour": "06:00", "number": "", "wish": "Tidak ingin difoto lagi",
    }  # fmt: skip
    client.post(reverse("reports:rights_new", args=[person.public_id]), form)
    found = RightsRequest.objects.get()
    at = {"public_id": found.public_id}
    for page in ("rights_detail", "rights_answer"):
        assert person.full_name in client.get(reverse(f"reports:{page}", kwargs=at)).content.decode()
    assert client.get(reverse("reports:rights_print", kwargs=at)).status_code == 404

    client.post(reverse("reports:rights_answer", kwargs=at), {"outcome": "partly", "answer": REASON})

    assert pages(client.get(reverse("reports:rights_print", kwargs=at)).content)
    found.refresh_from_db()
    assert (found.outcome, found.asker_name) == ("partly", "Siti")


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("rights_request_names_the_person", {"person": None, "person_name": ""}),
        ("rights_request_names_who_is_authorized", {"asker": "proxy"}),
        ("rights_request_is_answered_with_a_reason", {"answered_at": MONDAY}),
        ("rights_request_corrected_names_the_change", {"outcome": "granted"}),
        ("rights_request_erased_names_the_destruction", {"kind": "erasure", "outcome": "granted"}),
        ("rights_request_kept_says_why", {"kind": "erasure", "outcome": "refused"}),
    ],
)
def test_database_refuses(auditor, person, name, changes):
    found = asked(person, auditor)
    if "outcome" in changes:
        changes = {**changes, "answered_at": MONDAY, "answered_by": auditor, "answer": REASON}

    assert_refused(name, lambda: RightsRequest.objects.filter(pk=found.pk).update(**changes))
