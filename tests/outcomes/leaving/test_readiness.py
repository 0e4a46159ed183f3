"""What has to be settled before leaving: days that move, what is late, what is recorded, what a departure leaves."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.custody import limiting_dates
from inmates.custody.custody_facts import with_custody
from inmates.custody.models.stays import LimitingDate
from inmates.people.models import Person
from inmates.profile import owed_papers
from outcomes.leaving import contact_answers, departures, readiness
from outcomes.leaving.models import Readiness, ReadinessItem, ReadinessNote
from outcomes.leaving.readiness import ONLY_OF_THINGS
from outcomes.leaving.readiness_records import Mark, blockers, record_readiness
from programs.circumstances import custody_end, entry_withdrawal
from tests.factories import EnrollmentFactory, FacilityFactory, PersonFactory, UserFactory
from tests.outcomes.leaving.conftest import TODAY
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def known(person):
    return with_custody(Person.objects.filter(pk=person.pk)).get()


def progress_of(person):
    return readiness.progress_of([known(person)], today=TODAY)[person.pk]


def lines_of(person):
    return {line.item.code: line for line in progress_of(person).lines}


def listed(facility):
    people = readiness.leaving_soon(with_custody(Person.objects.filter(facility=facility)), on=TODAY)
    return dict(people.values_list("pk", "is_late"))


def record(person, by, **marks):
    return record_readiness(person, by=by, on=TODAY, marks={code: Mark(state) for code, state in marks.items()})


def settle_all(person, by):
    codes_here = [line.item.code for line in progress_of(person).lines if not line.is_answered_elsewhere]
    return record(person, by, **dict.fromkeys(codes_here, "done"))


@pytest.fixture
def answered(monkeypatch):
    """People who have answered whether they may be contacted, as the subject above tells."""
    keys = []
    contact_answers.people_answered.register(source := lambda: Person.objects.filter(pk__in=keys).values("pk"))
    yield keys
    contact_answers.people_answered._sources.remove(source)


def test_days_are_counted_back_from_the_earliest_day_of_leaving(leaver):
    line = lines_of(leaver(30))["REKENING"]

    assert (line.begins_on, line.due_on) == (TODAY - timedelta(days=30), TODAY + timedelta(days=16))


def test_days_move_with_the_day_of_leaving(leaver, registrar):
    person = leaver(30)

    limiting_dates.set_limiting_date(
        person, by=registrar, kind="sentence_end", date=TODAY + timedelta(days=60), source="document"
    )

    assert lines_of(person)["REKENING"].due_on == TODAY + timedelta(days=46)


def test_police_certificate_and_other_papers_of_later_are_not_the_facilitys(leaver):
    assert {"SKCK", "AK1", "NIB"}.isdisjoint(lines_of(leaver(10)))


def test_certificate_and_passport_are_for_those_who_took_part_in_training(leaver):
    person = leaver(10)
    assert {"SERTIFIKAT", "PASPOR"}.isdisjoint(lines_of(person))

    EnrollmentFactory(person=person, batch__facility=person.facility)

    assert {"SERTIFIKAT", "PASPOR"} <= lines_of(person).keys()


@pytest.mark.parametrize(("days", "is_listed"), [(-1, True), (0, True), (90, True), (91, False)])
def test_people_are_listed_from_ninety_days_before(leaver, facility, days, is_listed):
    person = leaver(days)

    assert (person.pk in listed(facility)) == is_listed


# NIK is due 75 days before the day of leaving, as the first of all.
@pytest.mark.parametrize(("days", "is_late"), [(90, 0), (75, 0), (74, 1), (0, 1), (-3, 1)])
def test_late_once_the_first_due_day_has_passed(leaver, facility, days, is_late):
    person = leaver(days)

    assert listed(facility) == {person.pk: is_late}
    assert bool(progress_of(person).late) == bool(is_late)


@pytest.mark.parametrize("state", ["done", "not_needed"])
def test_what_is_settled_is_not_late(leaver, facility, officer, state):
    person = leaver(70)
    assert listed(facility) == {person.pk: 1}

    record(person, officer, NIK=state)

    assert listed(facility) == {person.pk: 0}


def test_what_was_settled_and_opened_again_is_late_again(leaver, facility, officer):
    person = leaver(70)
    record(person, officer, NIK="done")

    record(person, officer, NIK="in_work")

    assert listed(facility) == {person.pk: 1}


def test_a_paper_that_only_trained_people_need_makes_nobody_else_late(leaver, facility, officer, answered):
    person = leaver(-1)
    settle_all(person, officer)
    answered.append(person.pk)
    assert listed(facility) == {person.pk: 0}

    EnrollmentFactory(person=person, batch__facility=facility)

    assert listed(facility) == {person.pk: 1}


def test_asked_whether_to_be_contacted_is_settled_by_the_answer_alone(leaver, facility, officer, answered):
    person = leaver(-1)
    EnrollmentFactory(person=person, batch__facility=facility)
    settle_all(person, officer)
    assert (listed(facility), lines_of(person)["SETUJU"].state) == ({person.pk: 1}, "open")

    answered.append(person.pk)

    assert (listed(facility), lines_of(person)["SETUJU"].state) == ({person.pk: 0}, "done")
    assert contact_answers.contact_answered(person)


def test_nobody_waits_for_an_agreement_of_whoever_was_never_trained(leaver, facility, officer):
    person = leaver(-1)

    settle_all(person, officer)

    assert ("SETUJU" in lines_of(person), listed(facility)) == (False, {person.pk: 0})


@pytest.mark.parametrize(
    ("code", "item", "is_offered"),
    [
        ("kept", "KTP", True),
        ("kept", "SERTIFIKAT", True),
        ("kept", "PENERIMA", False),
        ("family", "TINGGAL", False),
        ("family", "KENDARAAN", False),
        ("here", "TINGGAL", True),
        ("met_bapas", "PENERIMA", True),
        ("met_bapas", "TINGGAL", False),
    ],
)
def test_notes_of_where_a_thing_is_kept_are_not_offered_for_the_way_home(code, item, is_offered):
    note, item = ReadinessNote.objects.get(code=code), ReadinessItem.objects.get(code=item)

    assert readiness.is_offered(note, item) is is_offered


@given(days=st.integers(-40, 120), done=st.sets(st.sampled_from(["NIK", "KTP", "KK", "AKTA", "BPJS", "TELEPON"])))
def test_list_and_page_agree_on_what_is_late(db, days, done):
    facility = FacilityFactory()
    officer = UserFactory(roles=["training_officer"], facility=facility)
    person = _leaver(facility, days)
    record(person, officer, **dict.fromkeys(done, "done"))

    people = readiness.with_lateness(with_custody(Person.objects.filter(pk=person.pk)), on=TODAY)

    assert people.get().is_late == bool(progress_of(person).late)


def _leaver(facility, days):
    person = PersonFactory(facility=facility, with_custody=True)
    LimitingDate.objects.filter(person=person).update(date=TODAY + timedelta(days=days))
    return person


@pytest.mark.parametrize(
    ("marks", "on", "expected"),
    [
        ({"KTP": Mark("done")}, TODAY, []),
        ({"KTP": Mark("done")}, TODAY + timedelta(days=1), ["in_future"]),
        ({"KTP": Mark("lost")}, TODAY, ["unknown"]),
        ({"SKCK": Mark("in_work")}, TODAY, ["unknown"]),
        ({"PERMISSION": Mark("done")}, TODAY, ["unknown"]),
        ({"SETUJU": Mark("done")}, TODAY, ["answered_elsewhere"]),
    ],
)
def test_each_reason_against_a_mark(leaver, officer, marks, on, expected):
    assert codes(blockers(leaver(20), marks, on=on, by=officer)) == expected


def test_a_note_that_means_nothing_for_an_item_is_refused_unless_it_is_kept_already(leaver, officer):
    person = leaver(20)
    home = ReadinessItem.objects.filter(part=ReadinessItem.Part.HOME, is_on_short_list=True).first()
    of_things = ReadinessNote.objects.get(code=min(ONLY_OF_THINGS))
    marks = {home.code: Mark("in_work", of_things)}
    assert codes(blockers(person, marks, on=TODAY, by=officer)) == ["foreign_note"]

    Readiness.objects.create(
        person=person,
        facility=person.facility,
        item=home,
        state="in_work",
        note=of_things,
        on=TODAY,
        recorded_by=officer,
    )

    assert codes(blockers(person, {home.code: Mark("done", of_things)}, on=TODAY, by=officer)) == []


def test_a_note_belongs_to_its_item_or_to_any(leaver, officer):
    person, letter = leaver(20), ReadinessNote.objects.get(code="ktp_letter")
    anywhere = ReadinessNote.objects.get(code="kept")

    assert codes(blockers(person, {"KK": Mark("done", letter)}, on=TODAY, by=officer)) == ["foreign_note"]
    assert blockers(person, {"KK": Mark("done", anywhere), "KTP": Mark("done", letter)}, on=TODAY, by=officer) == []


def test_staff_of_another_office_record_nothing(leaver):
    other = UserFactory(roles=["training_officer"], facility=FacilityFactory())

    with pytest.raises(RuleViolation) as refused:
        record(leaver(20), other, KTP="done")

    assert codes(refused) == ["not_here"]
    assert not Readiness.objects.exists()


def test_only_what_changed_is_written_with_its_audit(leaver, officer):
    person = leaver(20)
    record(person, officer, KTP="in_work", KK="open")

    added = record(person, officer, KTP="in_work", KK="done")

    assert [(row.item.code, row.state, row.on, row.recorded_by) for row in added] == [("KK", "done", TODAY, officer)]
    events = AuditEvent.objects.filter(action="readiness.record").order_by("sequence")
    assert [event.details["items"] for event in events] == [{"KTP": "in_work"}, {"KK": "done"}]


def leave(person, registrar, kind="court_order"):
    return custody_end.leave(person, by=registrar, kind=kind, on=TODAY)


def owed(person, reader):
    return {one.title for one in owed_papers.owed_to(Person.objects.get(pk=person.pk), reader=reader)}


def test_a_release_leaves_the_short_list_owed_and_closes_the_rest(leaver, officer, registrar):
    person = leaver(40)
    record(person, officer, KTP="in_work", PENERIMA="done", SIMPANAN="in_work")

    leave(person, registrar)

    assert owed(person, officer) == {"Simpanan premi diserahkan"}
    assert set(Readiness.objects.in_force().values_list("item__code", "state")) == {("SIMPANAN", "in_work")}


def test_a_trained_person_is_owed_certificate_and_passport_too(leaver, officer, registrar, answered):
    person = leaver(40)
    EnrollmentFactory(person=person, batch__facility=person.facility, starts_on=TODAY)
    answered.append(person.pk)

    leave(person, registrar)

    assert {"Sertifikat diterima", "Paspor keterampilan"} <= owed(person, officer)
    assert "Persetujuan dihubungi dijawab" not in owed(person, officer)


def test_what_is_given_after_leaving_is_owed_no_more(leaver, officer, registrar):
    person = leaver(40)
    leave(person, registrar)
    person.refresh_from_db()
    assert Person.objects.filter(owed_papers.waits()).exists()

    record(person, officer, SIMPANAN="done", PENERIMA="not_needed")

    assert owed(person, officer) == set()
    assert codes(blockers(person, {"KTP": Mark("done")}, on=TODAY, by=officer)) == ["has_left"]


def test_what_was_settled_before_a_release_stays_settled_afterwards(leaver, officer, registrar):
    """Regression: the page of somebody who left said of it that it was not begun, and late."""
    person = leaver(40)
    record(person, officer, PENERIMA="done")
    leave(person, registrar)
    person = Person.objects.get(pk=person.pk)

    found = readiness.progress_of([person], today=TODAY, leaves_on={person.pk: TODAY}, short=True)[person.pk]

    assert {line.item.code: line.state for line in found.lines} == {"PENERIMA": "done", "SIMPANAN": "open"}
    assert record(person, officer, PENERIMA="done", SIMPANAN="open") == []
    record(person, officer, PENERIMA="open")
    assert "Siapa yang menerima" in owed(person, officer)


def test_an_answer_after_leaving_is_owed_no_more(leaver, registrar, officer, answered):
    person = leaver(40)
    EnrollmentFactory(person=person, batch__facility=person.facility, starts_on=TODAY)
    leave(person, registrar)
    assert "Persetujuan dihubungi dijawab" in owed(person, officer)

    answered.append(person.pk)

    assert "Persetujuan dihubungi dijawab" not in owed(person, officer)


@pytest.mark.parametrize("kind", ["escape", "death"])
def test_nothing_is_owed_after_other_departures(leaver, officer, registrar, kind):
    person = leaver(40)
    record(person, officer, KTP="done")

    leave(person, registrar, kind)

    assert owed(person, officer) == set()
    assert not Readiness.objects.in_force().exists()


def test_a_transfer_takes_everything_along(leaver, officer, registrar):
    person = leaver(40)
    record(person, officer, KTP="done")

    leave(person, registrar, "transfer")

    assert Readiness.objects.in_force().get().item.code == "KTP"


def test_a_release_taken_back_opens_what_it_closed(leaver, officer, registrar):
    person = leaver(40)
    record(person, officer, KTP="done", NIK="in_work")
    change = leave(person, registrar)

    entry_withdrawal.withdraw(change, by=registrar, reason="Salah orang yang dicatat.")

    lines = lines_of(person)
    assert (lines["KTP"].state, lines["NIK"].state, lines["SIMPANAN"].state) == ("done", "in_work", "open")


def test_the_preview_of_a_release_tells_how_much_stays_owed(leaver):
    effects = list(departures.short_list_stays(leaver(40)))

    assert [(str(one.what), one.becomes.split()[0]) for one in effects] == [("Siap bebas", "2")]


def test_the_catalog_counts_every_item_from_ninety_days_before():
    days = ReadinessItem.objects.of_facility().values_list("begins_days", flat=True)

    assert min(days) == -90
    assert readiness.first_day() == timedelta(days=90)


def test_progress_tells_what_is_due_next(leaver, officer):
    person = leaver(20)
    record(person, officer, NIK="done", KTP="done", KK="done", AKTA="not_needed", BPJS="done")
    progress = progress_of(person)

    assert (progress.settled, progress.total, progress.days_left) == (5, 13, 20)
    assert (progress.next_line.item.code, progress.next_line.due_on) == ("REKENING", date(2026, 11, 29))
