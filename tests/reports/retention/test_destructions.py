"""Records that have served their time: two people, a hold, one job; nothing younger goes, nothing older stays."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core import clock, jobs
from core.models import AccessLogEntry, AuditEvent
from inmates.custody import served_details
from inmates.custody.models.circumstances import NonAssociation
from inmates.custody.models.remand import RemandPaper
from inmates.custody.models.stays import Classification, CustodyPeriod, RegisterNumber, Suspension
from inmates.imports import acceptance, list_imports
from inmates.imports.models import ImportRow, ListImport, ListImportRow, SpreadsheetImport
from inmates.people.models import Person
from outcomes.leaving.models import CurriculumVitae
from outcomes.probation.models import ClientShare
from programs.entry_rules.rule_parts import Answer
from programs.registrations import registering, registration_decisions
from programs.registrations.models import Registration
from reports.home.work.retention_work import records_to_destroy
from reports.home.work_list import tasks_for
from reports.retention import destruction_minutes, destructions, legal_holds, retention_periods
from reports.retention.models import Destruction, DueCount, LegalHold, RetentionPeriod
from reports.retention.record_kinds import KINDS
from tests.conftest import MONDAY
from tests.constraints import assert_refused
from tests.factories import ApplicationFactory, BatchFactory, EnrollmentFactory, PersonFactory, UserFactory
from tests.factories.earlier import accepted, mapped
from tests.factories.probation import ClientShareFactory
from tests.html import hidden
from tests.papers import pages
from tests.programs.registrations.test_list_import import KIND, file_of, refused, row
from tests.programs.registrations.test_registering import WHO
from tests.reasons import codes
from tests.world.strategies import examples

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
TODAY = date(2026, 11, 23)
LETTER = "Permintaan kejaksaan B-12/2026"


@pytest.fixture
def head(auditor):
    return UserFactory(roles=["rutan_head"], facility=auditor.facility)


@pytest.fixture
def center():
    return BatchFactory(is_open=True, state="selecting", starts_on=TODAY).training_center


def of_center(center, role):
    return UserFactory(roles=[role], training_center=center)


def left(facility, on):
    """Somebody who left custody on that day, with every detail that custody keeps."""
    person = PersonFactory(facility=facility, with_custody=True)
    by = UserFactory(roles=["registrar"], facility=facility)
    Classification.objects.create(
        person=person, kind="risk", value="low", from_date=date(2025, 2, 3), until=date(2025, 8, 3)
    )
    Suspension.objects.create(person=person, from_date=date(2025, 2, 3), until=date(2025, 3, 3), decided_by="Kalapas")
    scan = default_storage.save("remand/x.pdf", ContentFile(b"%PDF-"))
    RemandPaper.objects.create(person=person, kind="statement", from_date=date(2025, 2, 3), scan=scan, recorded_by=by)
    other = PersonFactory(facility=facility)
    NonAssociation.objects.create(
        facility=facility, first=person, second=other, from_date=date(2025, 2, 3), recorded_by=by, decided_by="Karutan"
    )
    person.custody_periods.update(until=on, leaving="full_term")
    Person.objects.filter(pk=person.pk).update(facility=None)
    person.refresh_from_db()
    return person


def has_details(person):
    apart = NonAssociation.objects.filter(first=person).exists()
    return apart or any(model._default_manager.filter(person=person).exists() for model in served_details.DETAILS)


def destroyed(first, second):
    """What two people destroy today, to the end of the job."""
    found = destructions.confirm(destructions.propose(by=first), by=second)
    jobs.run_job.func(found.job_id)
    found.refresh_from_db()
    return found


def test_details_of_custody_go_and_the_stay_remains(auditor, head, django_capture_on_commit_callbacks):
    old, young = left(auditor.facility, date(2025, 11, 1)), left(auditor.facility, date(2026, 1, 5))
    here = PersonFactory(facility=auditor.facility, with_custody=True)
    scan = old.remand_papers.get().scan

    with django_capture_on_commit_callbacks(execute=True):
        found = destroyed(auditor, head)

    assert (found.state, found.destroyed["custody"]["records"]) == ("done", 1)
    assert [has_details(person) for person in (old, young, here)] == [False, True, True]
    assert CustodyPeriod.objects.filter(person=old).count() == 1
    assert not default_storage.exists(scan)
    events = AuditEvent.objects.filter(action__startswith="destruction.").order_by("pk")
    assert [event.action for event in events] == ["destruction.propose", "destruction.confirm", "destruction.end"]


def test_last_day_of_the_period_is_kept(auditor):
    left(auditor.facility, date(2025, 11, 23))
    line = destructions.dry_run(auditor.facility, on=TODAY)[0]
    assert (line["due"], line["before"]) == (0, "2025-11-23")

    assert destructions.dry_run(auditor.facility, on=TODAY + timedelta(days=1))[0]["due"] == 1


def test_whoever_came_back_or_left_from_elsewhere_is_not_this_offices(auditor):
    back, moved = left(auditor.facility, date(2024, 1, 1)), left(auditor.facility, date(2024, 1, 1))
    Person.objects.filter(pk=back.pk).update(facility=auditor.facility)
    CustodyPeriod.objects.create(person=back, facility=auditor.facility, from_date=date(2026, 5, 1))
    CustodyPeriod.objects.create(
        person=moved,
        facility=UserFactory(roles=["registrar"]).facility,
        from_date=date(2024, 1, 1),
        until=date(2024, 8, 1),
        leaving="full_term",
    )

    assert destructions.dry_run(auditor.facility, on=TODAY)[0]["due"] == 0


def test_second_person_reads_the_list_of_what_goes(auditor, head, sign_in):
    """Regression: the page asked to check what is destroyed and showed a bare number."""
    goes, held = left(auditor.facility, date(2025, 8, 3)), left(auditor.facility, date(2025, 8, 4))
    legal_holds.place(held, by=head, reason=LETTER)
    found = destructions.propose(by=auditor)
    client = sign_in(head)

    page = client.get(reverse("reports:destruction", args=[found.public_id])).content.decode()
    address = reverse("reports:retention_due", args=["custody"])
    listed = client.get(address)

    assert (address in page, "1 orang" in page) == (True, True)
    assert [(row.key, row.person, row.day) for row in listed.context["rows"]] == [(goes.pk, goes, date(2025, 8, 3))]
    assert AccessLogEntry.objects.filter(subject="records to be destroyed").exists()
    assert listed.context["total"] == "1 orang"


@pytest.mark.parametrize("code", [code for code, kind in KINDS.items() if kind.side == "facility"])
def test_every_kind_has_a_list_that_others_do_not_read(auditor, center, sign_in, code):
    address = reverse("reports:retention_due", args=[code])

    assert sign_in(auditor).get(address).context["rows"] == []
    assert sign_in(of_center(center, "blk_head")).get(address).status_code == 404


@pytest.mark.parametrize("code", ["list_rows", "registrations"])
def test_center_lists_its_own(center, sign_in, code):
    answer = sign_in(of_center(center, "blk_head")).get(reverse("reports:retention_due", args=[code]))

    assert (answer.status_code, answer.context["rows"]) == (200, [])


def test_files_are_listed_by_their_day(auditor, sign_in):
    found = imported(auditor.facility, MONDAY - timedelta(days=90))

    (row,) = sign_in(auditor).get(reverse("reports:retention_due", args=["import_rows"])).context["rows"]

    assert (row.key, row.person, row.told) == (found.pk, None, "25 Agu 2026")


def test_one_person_destroys_nothing(auditor, head):
    left(auditor.facility, date(2025, 1, 1))
    found = destructions.propose(by=auditor)

    assert refused(destructions.confirm, found, by=auditor) == ["four_eyes"]
    assert refused(destructions.propose, by=head) == ["under_way"]
    destructions.confirm(found, by=head)
    assert refused(destructions.confirm, found, by=head) == ["decided"]


@pytest.mark.parametrize("role", ["registrar", "administrator", "training_officer"])
def test_others_decide_nothing(auditor, role):
    left(auditor.facility, date(2025, 1, 1))
    by = UserFactory(roles=[role], facility=auditor.facility)

    assert refused(destructions.propose, by=by) == ["not_authorized"]
    assert refused(destructions.confirm, destructions.propose(by=auditor), by=by) == ["not_authorized"]
    assert "not_ours" in refused(retention_periods.set_period, "custody", by=by, months=12, basis="JRA 2026 no. 1")


def test_nothing_due_is_not_proposed(auditor):
    assert refused(destructions.propose, by=auditor) == ["nothing"]


def test_as_many_records_of_somebody_else_are_not_those_that_were_shown(auditor, head, sign_in):
    kept, goes = left(auditor.facility, date(2025, 11, 1)), left(auditor.facility, date(2025, 11, 2))
    hold = legal_holds.place(kept, by=auditor, reason="Perkara perdata masih berjalan")
    found = destructions.propose(by=auditor)
    client, page = sign_in(head), reverse("reports:destruction", args=[found.public_id])
    confirm = reverse("reports:destruction_confirm", args=[found.public_id])
    (seen,) = hidden(client.get(page).content.decode(), "seen")
    legal_holds.lift(hold, by=head, reason="Perkara selesai diputus")
    legal_holds.place(goes, by=auditor, reason="Perkara perdata masih berjalan")

    refused = client.post(confirm, {"seen": seen})
    found.refresh_from_db()
    told = "Orang lain telah mengubah data ini" in refused.content.decode()
    assert (refused.status_code, told, found.state) == (422, True, "proposed")

    (now,) = hidden(refused.content.decode(), "seen")
    assert (now != seen, client.post(confirm, {"seen": now}).status_code) == (True, 302)


def test_what_has_changed_since_it_was_counted_is_not_confirmed(auditor, head, sign_in):
    left(auditor.facility, date(2025, 1, 1))
    found = destructions.propose(by=auditor)
    left(auditor.facility, date(2025, 2, 1))

    page = sign_in(head).get(reverse("reports:destruction", args=[found.public_id]))
    assert [one.code for one in page.context["blockers"]] == ["stale"]
    assert "Musnahkan data ini" not in page.text
    assert refused(destructions.confirm, found, by=head) == ["stale"]
    assert refused(destructions.reject, found, by=head, reason="x") == ["reason_missing"]
    destructions.reject(found, by=head, reason="Hitungan sudah berubah")
    found.refresh_from_db()
    assert (found.state, found.decided_by) == ("rejected", head)
    assert refused(destructions.reject, found, by=head, reason="Hitungan sudah berubah") == ["decided"]


def test_whoever_proposed_it_takes_it_back(auditor):
    left(auditor.facility, date(2025, 1, 1))
    destructions.reject(destructions.propose(by=auditor), by=auditor, reason="Salah periode simpan")

    assert not Destruction.objects.exists()
    assert AuditEvent.objects.filter(action="destruction.reject").count() == 1


def test_hold_keeps_everything_about_a_person_until_another_lifts_it(auditor, head):
    held, other = left(auditor.facility, date(2025, 1, 1)), left(auditor.facility, date(2025, 1, 1))
    assert refused(legal_holds.place, held, by=auditor, reason="x") == ["reason_missing"]
    hold = legal_holds.place(held, by=auditor, reason=LETTER)
    assert refused(legal_holds.place, held, by=head, reason=LETTER) == ["stands"]
    line = destructions.dry_run(auditor.facility, on=TODAY)[0]
    assert (line["due"], line["held"]) == (1, 1)

    destroyed(auditor, head)

    assert [has_details(person) for person in (held, other)] == [True, False]
    assert refused(legal_holds.lift, hold, by=auditor, reason="Perkara selesai") == ["four_eyes"]
    legal_holds.lift(hold, by=head, reason="Perkara selesai")
    assert refused(legal_holds.lift, hold, by=head, reason="Perkara selesai") == ["lifted"]
    destroyed(head, auditor)
    assert not has_details(held)


def test_hold_lifted_after_the_confirmation_destroys_no_more_than_was_confirmed(auditor, head):
    held, other = left(auditor.facility, date(2025, 1, 1)), left(auditor.facility, date(2025, 1, 1))
    hold = legal_holds.place(held, by=auditor, reason=LETTER)
    found = destructions.confirm(destructions.propose(by=auditor), by=head)
    with clock.moved_to(MONDAY + timedelta(seconds=1)):
        legal_holds.lift(hold, by=head, reason="Perkara selesai")

    jobs.run_job.func(found.job_id)

    found.refresh_from_db()
    assert found.destroyed["custody"]["records"] == found.lines[0]["due"] == 1
    assert [has_details(person) for person in (held, other)] == [True, False]


def test_hold_of_the_facility_before_holds_in_the_next_one(auditor):
    person = PersonFactory(facility=auditor.facility, with_custody=True)
    legal_holds.place(person, by=auditor, reason=LETTER)
    facility, day = UserFactory(roles=["registrar"]).facility, date(2025, 1, 1)
    person.custody_periods.update(until=day, leaving="transfer")
    CustodyPeriod.objects.create(person=person, facility=facility, from_date=day, until=day, leaving="full_term")
    Person.objects.filter(pk=person.pk).update(facility=None)

    line = destructions.dry_run(facility, on=TODAY)[0]

    assert (line["due"], line["held"]) == (0, 1)


def test_hold_of_a_facility_is_not_told_to_the_training_center(auditor, center):
    batch = BatchFactory(is_open=True, training_center=center, state="selecting", starts_on=TODAY)
    coordinator = of_center(center, "blk_coordinator")
    registration = registering.register(batch, by=coordinator, who=WHO, way="counter")
    registration_decisions.withdraw(registration, by=coordinator)
    person = Person.objects.filter(pk=registration.person_id)
    person.update(facility=auditor.facility)
    legal_holds.place(person.get(), by=auditor, reason=LETTER)

    lines = {line["kind"]: line for line in destructions.dry_run(center, on=TODAY + timedelta(days=800))}

    assert (lines["registrations"]["due"], lines["registrations"]["held"]) == (1, 0)


def answered(person):
    """An application whose answers, kept on three occasions, hold values of custody."""
    seen = {"kind": "time_left", "answer": "meets", "value": {"date": "2027-02-03"}, "message": "3 Februari 2027"}
    ranking = {"rank": 1, "parts": {}, "weights": {}, "unmet": [{**seen, "answer": "fails"}]}
    return ApplicationFactory(person=person, answers=[seen], decision_answers=[seen], ranking=ranking)


def test_what_was_seen_of_custody_at_an_application_goes_and_its_verdict_stays(auditor, head):
    person = left(auditor.facility, date(2025, 1, 1))
    application = answered(person)
    served_details.destroy([person.pk])
    # Found by nothing else than the application.
    assert destructions.dry_run(auditor.facility, on=TODAY)[0]["due"] == 1

    found = destroyed(auditor, head)

    application.refresh_from_db()
    rows = [*application.answers, *application.decision_answers, *application.ranking["unmet"]]
    assert "2027" not in str(rows)
    assert [row["answer"] for row in rows] == ["meets", "meets", "fails"]
    assert {Answer.from_row(row).message for row in rows} == {"Yang terlihat waktu itu tidak disimpan lagi."}
    assert found.destroyed["custody"]["application"] == 1
    assert destructions.dry_run(auditor.facility, on=TODAY)[0]["due"] == 0


def test_hold_placed_after_the_confirmation_still_holds(auditor, head):
    person = left(auditor.facility, date(2025, 1, 1))
    found = destructions.confirm(destructions.propose(by=auditor), by=head)
    legal_holds.place(person, by=auditor, reason=LETTER)

    jobs.run_job.func(found.job_id)

    found.refresh_from_db()
    assert (has_details(person), found.state, found.destroyed["custody"]) == (True, "done", {})


def test_hold_of_a_record_that_was_merged_holds_for_the_remaining_one(auditor, head):
    stays, goes = left(auditor.facility, date(2025, 1, 1)), PersonFactory(facility=auditor.facility, with_custody=True)
    legal_holds.place(goes, by=auditor, reason=LETTER)
    Person.objects.filter(pk=goes.pk).update(merged_into=stays, facility=None)

    assert refused(destructions.propose, by=head) == ["nothing"]
    assert refused(legal_holds.place, stays, by=head, reason=LETTER) == ["stands"]


def test_office_holds_only_its_own_people(auditor):
    stranger = PersonFactory(with_custody=True)
    registrar = UserFactory(roles=["registrar"], facility=auditor.facility)

    assert refused(legal_holds.place, stranger, by=auditor, reason=LETTER) == ["not_ours"]
    assert "not_authorized" in refused(legal_holds.place, stranger, by=registrar, reason=LETTER)


@pytest.mark.parametrize(
    ("kind", "months", "expected"),
    [
        ("custody", 5, ["too_short"]),
        ("custody", 601, ["too_long"]),
        ("custody", 6, []),
        ("registrations", 12, ["not_ours"]),
        ("certificates", 12, ["not_ours"]),
    ],
)
def test_period_is_set_within_bounds_for_ones_own_records(auditor, kind, months, expected):
    assert codes(retention_periods.blockers(kind, by=auditor, months=months, basis="JRA 2026 no. 1")) == expected


def test_period_of_the_office_counts_from_then_on(auditor, head):
    person = left(auditor.facility, date(2026, 5, 1))
    assert refused(retention_periods.set_period, "custody", by=auditor, months=6, basis="x") == ["reason_missing"]
    retention_periods.set_period("custody", by=auditor, months=24, basis="JRA 2026 no. 1")
    assert destructions.dry_run(auditor.facility, on=TODAY)[0]["due"] == 0
    retention_periods.set_period("custody", by=head, months=6, basis="JRA 2026 no. 2")

    found = destroyed(auditor, head)

    assert (found.lines[0]["months"], found.lines[0]["basis"]) == (6, "JRA 2026 no. 2")
    assert not has_details(person)
    assert RetentionPeriod.objects.count() == 2


def imported(facility, at, state="accepted"):
    """An import of one row, settled at that moment."""
    found = SpreadsheetImport.objects.create(
        facility=facility, state=state, created_at=at, headers=[{"index": 0, "text": "Nama", "field": "name"}]
    )
    SpreadsheetImport.objects.filter(pk=found.pk).update(
        accepted_at=at if state == "accepted" else None, sealed_table="" if state == "accepted" else "sealed"
    )
    ImportRow.objects.create(spreadsheet_import=found, kind="new", name="Ahmad Yani", is_accepted=state == "accepted")
    return found


def test_rows_of_imports_go_and_the_import_cannot_be_undone(auditor, head):
    old, young = imported(auditor.facility, MONDAY - timedelta(days=90)), imported(auditor.facility, MONDAY)
    waiting = imported(auditor.facility, MONDAY - timedelta(days=90), state="compared")

    destroyed(auditor, head)

    assert list(ImportRow.objects.values_list("spreadsheet_import", flat=True)) == [young.pk]
    for found in (old, waiting):
        found.refresh_from_db()
    assert (old.state, waiting.state, waiting.sealed_table) == ("accepted", "discarded", "")
    assert codes(acceptance.undo_blockers(old)) == ["served"]


def test_rows_about_somebody_on_hold_stay(auditor, head):
    person = PersonFactory(facility=auditor.facility, with_custody=True)
    found = imported(auditor.facility, MONDAY - timedelta(days=90))
    found.rows.update(person=person)
    legal_holds.place(person, by=auditor, reason=LETTER)

    assert refused(destructions.propose, by=auditor) == ["nothing"]
    assert destructions.dry_run(auditor.facility, on=TODAY)[1]["held"] == 1


def test_curricula_and_ended_shares_go(auditor, head):
    person = PersonFactory(facility=auditor.facility, with_custody=True)
    _old, young = (
        CurriculumVitae.objects.create(person=person, facility=auditor.facility, saved_by=head, saved_at=at)
        for at in (MONDAY - timedelta(days=800), MONDAY)
    )
    ClientShareFactory(facility=auditor.facility, person=person, ended_on=date(2024, 1, 1))
    standing = ClientShareFactory(facility=auditor.facility, person=PersonFactory(facility=auditor.facility))

    destroyed(auditor, head)

    assert (list(CurriculumVitae.objects.all()), list(ClientShare.objects.all())) == ([young], [standing])


def test_declined_registrations_go_with_people_whom_nothing_else_names(center):
    coordinator, chief = of_center(center, "blk_coordinator"), of_center(center, "blk_head")
    batch = BatchFactory(is_open=True, training_center=center, state="selecting", starts_on=TODAY)
    alone = registering.register(batch, by=coordinator, who=WHO, way="counter").person
    kept = registering.register(batch, by=coordinator, who=WHO, way="counter", is_new=True).person
    EnrollmentFactory(person=kept)
    Registration.objects.update(state="declined", decided_at=MONDAY - timedelta(days=400), decided_by=coordinator)
    fresh = registering.register(batch, by=coordinator, who=WHO, way="counter", is_new=True)
    registration_decisions.withdraw(fresh, by=coordinator)

    found = destroyed(of_center(center, "auditor"), chief)

    assert list(Registration.objects.all()) == [fresh]
    assert not Person.objects.filter(pk=alone.pk).exists()
    assert Person.objects.filter(pk=kept.pk).exists()
    assert found.destroyed["registrations"] == {"records": 2, "registration": 2, "person": 1}


def test_rows_of_lists_go_and_the_list_cannot_be_undone(center):
    coordinator, chief = of_center(center, "blk_coordinator"), of_center(center, "blk_head")
    batch = BatchFactory(is_open=True, training_center=center, state="selecting", starts_on=TODAY)
    taken = accepted(mapped(file_of(row()), by=coordinator, kind=KIND, about=batch.public_id), by=coordinator)
    waiting = mapped(file_of(row()), by=coordinator, kind=KIND, about=batch.public_id)
    at = MONDAY - timedelta(days=90)
    ListImport.objects.update(created_at=at)
    ListImport.objects.filter(pk=taken.pk).update(settled_at=at)

    destroyed(of_center(center, "auditor"), chief)

    assert not ListImportRow.objects.exists()
    for found in (taken, waiting):
        found.refresh_from_db()
    assert (waiting.state, waiting.sealed_table) == ("discarded", "")
    assert codes(list_imports.undo_blockers(taken, by=coordinator)) == ["served"]
    assert Registration.objects.count() == 1


def test_any_hold_keeps_rows_that_name_nobody_by_key(center):
    coordinator, auditor = of_center(center, "blk_coordinator"), of_center(center, "auditor")
    batch = BatchFactory(is_open=True, training_center=center, state="selecting", starts_on=TODAY)
    accepted(mapped(file_of(row()), by=coordinator, kind=KIND, about=batch.public_id), by=coordinator)
    ListImport.objects.update(settled_at=MONDAY - timedelta(days=90))
    assert destructions.dry_run(center, on=TODAY)[0]["due"] == 1

    legal_holds.place(Registration.objects.get().person, by=auditor, reason=LETTER)

    line = destructions.dry_run(center, on=TODAY)[0]
    assert (line["due"], line["held"]) == (0, 1)
    assert refused(destructions.propose, by=auditor) == ["nothing"]


def test_more_than_one_item_destroys_all(auditor, head):
    count = KINDS["import_rows"].chunk + 1
    for _number in range(count):
        imported(auditor.facility, MONDAY - timedelta(days=90))

    found = destroyed(auditor, head)

    assert found.destroyed["import_rows"] == {"records": count, "import_rows": count}
    assert not ImportRow.objects.exists()


# Days since somebody left; None for whoever is still here. And whether the destruction is on hold.
LIVES = st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 900)), st.booleans()), min_size=1, max_size=6)


@examples(0.5)
@given(LIVES, st.integers(6, 24))
def test_nothing_older_stays_and_nothing_younger_goes(lives, months):
    first = UserFactory(roles=["auditor"])
    second = UserFactory(roles=["rutan_head"], facility=first.facility)
    retention_periods.set_period("custody", by=first, months=months, basis="JRA 2026 no. 1")
    people = {}
    for days, is_held in lives:
        if days is None:
            person = PersonFactory(facility=first.facility, with_custody=True)
        else:
            person = left(first.facility, TODAY - timedelta(days=days))
        people[person.pk] = (days, is_held)
        if is_held:
            LegalHold.objects.create(office=first.office_code, person=person, reason=LETTER, placed_by=first)
    before = clock.months_before(TODAY, months)
    due = {pk for pk, (days, held) in people.items() if days and TODAY - timedelta(days=days) < before and not held}

    if due:
        destroyed(first, second)

    for pk in people:
        assert RegisterNumber.objects.filter(person=pk).exists() == (pk not in due)
    Destruction.objects.filter(office=first.office_code).delete()


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 23), 12, date(2025, 11, 23)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 31), 2, date(2025, 11, 30)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_are_counted_back_to_a_day_that_exists(day, months, expected):
    assert clock.months_before(day, months) == expected


def test_minutes_name_both_people_and_nobody_else(auditor, head):
    person = left(auditor.facility, date(2025, 1, 1))
    found = destroyed(auditor, head)

    text = "".join(pages(destruction_minutes.paper_of(found, by=head)))

    for words in ("Berita acara pemusnahan data pribadi", auditor.full_name, head.full_name, "12 bulan"):
        assert words in text
    assert person.full_name not in text


def test_work_list_tells_what_is_due_and_whom_a_proposal_waits_for(auditor, head):
    left(auditor.facility, date(2025, 1, 1))
    assert "hourglass" not in {task.icon_name for task in tasks_for(auditor)}

    assert destructions.count_due() >= 1
    assert destructions.count_due() == 0
    assert [task.kind for task in tasks_for(head) if task.url.startswith(reverse("reports:retention"))] == ["info"]
    destructions.propose(by=auditor)

    assert records_to_destroy.is_for(head)
    assert [task.kind for task in tasks_for(head) if task.url.startswith(reverse("reports:retention"))] == ["warn"]
    assert [task for task in tasks_for(auditor) if task.url.startswith(reverse("reports:retention"))] == []


def test_count_is_made_anew_when_records_are_destroyed(auditor, head):
    left(auditor.facility, date(2025, 1, 1))
    destructions.count_due()
    assert DueCount.objects.get(office=auditor.office_code, kind="custody").due == 1

    destroyed(auditor, head)

    assert DueCount.objects.get(office=auditor.office_code, kind="custody").due == 0


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("destruction_decided_by_another", {"decided_by": "auditor", "decided_at": MONDAY, "state": "confirmed"}),
        ("destruction_waits_or_is_decided", {"state": "confirmed"}),
        ("destruction_is_rejected_with_a_reason", {"state": "rejected", "decided_by": "head", "decided_at": MONDAY}),
        ("destruction_is_done_at_a_moment", {"state": "done", "decided_by": "head", "decided_at": MONDAY}),
    ],
)
def test_database_refuses_a_destruction(auditor, head, name, changes):
    left(auditor.facility, date(2025, 1, 1))
    found = destructions.propose(by=auditor)
    people = {"auditor": auditor, "head": head}
    changes = {key: people.get(value, value) if isinstance(value, str) else value for key, value in changes.items()}

    assert_refused(name, lambda: Destruction.objects.filter(pk=found.pk).update(**changes))


def test_database_refuses_a_second_destruction_at_a_time(auditor):
    left(auditor.facility, date(2025, 1, 1))
    found = destructions.propose(by=auditor)

    assert_refused(
        "destruction_one_at_a_time",
        lambda: Destruction.objects.create(office=found.office, counted_on=TODAY, lines=[], proposed_by=auditor),
    )


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("legal_hold_has_a_reason", {"reason": ""}),
        ("legal_hold_is_lifted_with_a_reason", {"lifted_at": MONDAY}),
        ("legal_hold_lifted_by_another", {"lifted_at": MONDAY, "lifted_by": "own", "lift_reason": "Selesai"}),
    ],
)
def test_database_refuses_a_hold(auditor, name, changes):
    hold = legal_holds.place(PersonFactory(facility=auditor.facility, with_custody=True), by=auditor, reason=LETTER)
    changes = {key: auditor if value == "own" else value for key, value in changes.items()}

    assert_refused(name, lambda: LegalHold.objects.filter(pk=hold.pk).update(**changes))


def test_database_refuses_a_second_hold(auditor):
    hold = legal_holds.place(PersonFactory(facility=auditor.facility, with_custody=True), by=auditor, reason=LETTER)

    assert_refused(
        "legal_hold_stands_once",
        lambda: LegalHold.objects.create(office=hold.office, person=hold.person, reason=LETTER, placed_by=auditor),
    )


def test_database_refuses_a_second_count_of_a_kind():
    DueCount.objects.create(office="X", kind="custody", counted_on=TODAY, due=1)

    assert_refused(
        "due_count_one_a_kind",
        lambda: DueCount.objects.create(office="X", kind="custody", counted_on=TODAY, due=2),
    )


@pytest.mark.parametrize(
    ("name", "changes"),
    [("retention_period_has_months", {"months": 0}), ("retention_period_has_a_basis", {"basis": ""})],
)
def test_database_refuses_a_period(auditor, name, changes):
    row = retention_periods.set_period("custody", by=auditor, months=12, basis="JRA 2026 no. 1")

    assert_refused(name, lambda: RetentionPeriod.objects.filter(pk=row.pk).update(**changes))
