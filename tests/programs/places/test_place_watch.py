"""Who holds a place and leaves before its end, or must not be together with somebody there: looked at, not decided."""

from datetime import date

import pytest

from core.errors import RuleViolation
from inmates.custody import limiting_dates, people_apart
from inmates.custody.models.stays import LimitingDate
from inmates.imports import acceptance, uploads
from inmates.imports.reading import Field
from inmates.inbox.inbox_tasks import line_of
from inmates.inbox.models import InboxTask
from programs.batch_lifecycle import batch_plan
from programs.batches.models import Batch
from programs.circumstances import custody_end
from programs.places import place_changes, place_watch
from programs.places.inbox_kinds import LEAVES_EARLY, TOGETHER
from programs.selection import ended_applications
from programs.selection.models import Application, Hearing
from programs.timetable import schedule_generation
from tests.conftest import MONDAY
from tests.factories import ApplicationFactory, BatchFactory, EnrollmentFactory, PersonFactory, UserFactory
from tests.inmates.imports.samples import sheet

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
# The batch ends on the 27th; the assessment on the 30th is what a participant must still be there for.
DAY_BEFORE, LAST_DAY, DAY_AFTER = date(2026, 11, 29), date(2026, 11, 30), date(2026, 12, 1)


@pytest.fixture
def batch():
    return BatchFactory(name="Las 4/2026")


@pytest.fixture
def place(batch):
    return EnrollmentFactory(batch=batch)


@pytest.fixture
def set_date(registrar):
    def set_date(person, day, kind="integration"):
        limiting_dates.set_limiting_date(person, by=registrar, kind=kind, date=day, source="document")

    return set_date


def open_tasks(kind):
    return InboxTask.objects.open().filter(kind=kind.code)


def promised(batch, state):
    chair = UserFactory(roles=["board_chair"], facility=batch.facility)
    hearing = Hearing.objects.create(
        batch=batch, held_on=TODAY, place="Aula", chair=chair, state="closed", closed_at=MONDAY, closed_by=chair
    )
    return ApplicationFactory(batch=batch, state=state, hearing=hearing, decided_by_chair=chair)


# Leaves before the end


@pytest.mark.parametrize(("day", "count"), [(DAY_BEFORE, 1), (LAST_DAY, 0), (DAY_AFTER, 0), (None, 0)])
def test_changed_date_before_end_and_assessment_opens_a_task(place, set_date, day, count):
    set_date(place.person, day)

    assert open_tasks(LEAVES_EARLY).count() == count


def test_task_names_old_and_new_date_and_is_for_the_training_officer(place, batch, set_date):
    set_date(place.person, DAY_BEFORE)

    task = InboxTask.objects.get()
    assert (task.role, task.facility, task.person) == ("training_officer", batch.facility, place.person)
    assert task.values == {
        "batch": "Las 4/2026",
        "batch_id": str(batch.public_id),
        "until": "2026-11-30",
        "old": "2030-01-06",
        "new": "2026-11-29",
    }


@pytest.mark.engines
def test_unknown_date_that_becomes_known_has_no_old_value(place, set_date):
    LimitingDate.objects.all().delete()

    set_date(place.person, DAY_BEFORE)

    assert InboxTask.objects.get().values["old"] is None


@pytest.mark.engines
@pytest.mark.parametrize(
    ("state", "count"), [("admitted", 1), ("offered", 1), ("submitted", 0), ("reserve", 0), ("rejected", 0)]
)
def test_promise_of_a_place_counts_as_one(batch, set_date, state, count):
    set_date(promised(batch, state).person, DAY_BEFORE)

    assert open_tasks(LEAVES_EARLY).count() == count


@pytest.mark.parametrize("state", ["finished", "certified"])
def test_batch_that_is_over_is_not_looked_at(place, set_date, state):
    Batch.objects.update(state=state)

    set_date(place.person, DAY_BEFORE)

    assert open_tasks(LEAVES_EARLY).count() == 0


@pytest.mark.engines
def test_end_that_moves_opens_a_task_for_whom_the_old_one_let_stay(batch, place, set_date, officer):
    set_date(place.person, DAY_AFTER)
    gone = promised(batch, "offered").person
    set_date(gone, DAY_BEFORE)
    InboxTask.objects.update(settled_at=MONDAY)

    schedule_generation.move_end(batch, DAY_AFTER)
    assert open_tasks(LEAVES_EARLY).count() == 0
    schedule_generation.move_end(batch, date(2026, 12, 2))

    task = open_tasks(LEAVES_EARLY).get()
    assert (task.person, task.values["until"], line_of(task).is_change) == (place.person, "2026-12-02", False)
    assert "sampai 2 Des 2026" in line_of(task).note


def test_end_that_moves_back_settles_what_it_opened(batch, place, set_date):
    set_date(place.person, DAY_AFTER)
    schedule_generation.move_end(batch, date(2026, 12, 2))

    schedule_generation.move_end(batch, LAST_DAY)

    assert open_tasks(LEAVES_EARLY).count() == 0


def test_assessment_that_moves_is_looked_at_as_the_end_is(batch, place, set_date, officer):
    set_date(place.person, DAY_AFTER)
    plan = batch_plan.Plan(
        batch.version,
        batch.agreement,
        batch.name,
        batch.capacity,
        batch.starts_on,
        date(2026, 12, 4),
        batch.room,
        batch.funding_source,
    )

    batch_plan.change_batch(batch, by=officer, plan=plan)

    assert open_tasks(LEAVES_EARLY).get().person == place.person


@pytest.mark.engines
def test_end_of_a_batch_that_is_over_asks_about_nobody(batch, place, set_date):
    set_date(place.person, DAY_AFTER)
    Batch.objects.update(state="finished")
    batch.refresh_from_db()

    schedule_generation.move_end(batch, date(2026, 12, 2))

    assert open_tasks(LEAVES_EARLY).count() == 0


def test_other_date_that_leaves_the_earliest_as_it_was_opens_nothing(place, set_date, officer):
    set_date(place.person, DAY_BEFORE)
    InboxTask.objects.update(settled_at=MONDAY)

    set_date(place.person, date(2029, 1, 1), kind="two_thirds")

    assert open_tasks(LEAVES_EARLY).count() == 0


@pytest.mark.parametrize(("day", "count"), [(LAST_DAY, 0), (date(2026, 11, 28), 1)])
def test_task_settles_when_the_date_moves_back(place, set_date, day, count):
    set_date(place.person, DAY_BEFORE)

    set_date(place.person, day)

    assert open_tasks(LEAVES_EARLY).count() == count


@pytest.mark.engines
def test_date_that_is_not_known_any_more_settles_nothing(place, set_date):
    set_date(place.person, DAY_BEFORE)
    place.person.limiting_dates.filter(kind="sentence_end").delete()

    set_date(place.person, None)

    assert open_tasks(LEAVES_EARLY).count() == 1


@pytest.mark.engines
@pytest.mark.parametrize("count", [1, 30])
def test_many_dates_cost_no_more_queries_than_one(batch, django_assert_num_queries, count):
    places = [EnrollmentFactory(batch=batch) for _ in range(count)]
    LimitingDate.objects.update(date=DAY_BEFORE)
    before = {place.person_id: date(2030, 1, 6) for place in places}

    with django_assert_num_queries(5):
        place_watch.watch_leaving(before)

    assert open_tasks(LEAVES_EARLY).count() == count


def end_place(place, registrar, officer):
    place_changes.end_enrollment(place, by=officer, on=TODAY, reason="withdrew")


def release(place, registrar, officer):
    custody_end.leave(place.person, by=registrar, kind="conditional", on=TODAY)


def cancel_batch(place, registrar, officer):
    batch_plan.cancel(place.batch, by=officer, cause="other", reason="Instruktur sakit lama")


ENDINGS = [end_place, release, cancel_batch]


@pytest.mark.parametrize("ending", ENDINGS)
def test_end_of_the_place_settles_the_task(place, set_date, registrar, officer, ending):
    set_date(place.person, DAY_BEFORE)

    ending(place, registrar, officer)

    assert open_tasks(LEAVES_EARLY).count() == 0


def test_end_of_the_promise_settles_the_task(batch, set_date, officer):
    application = promised(batch, "admitted")
    set_date(application.person, DAY_BEFORE)

    ended_applications.withdraw(application, by=officer)

    assert open_tasks(LEAVES_EARLY).count() == 0


def test_promise_that_becomes_a_place_leaves_the_task(batch, set_date, officer):
    application = promised(batch, "admitted")
    set_date(application.person, DAY_BEFORE)

    place_changes.enroll(application, by=officer)

    assert open_tasks(LEAVES_EARLY).count() == 1


def test_end_of_another_place_leaves_the_task(place, set_date, registrar, officer):
    set_date(place.person, DAY_BEFORE)

    end_place(EnrollmentFactory(batch=place.batch), registrar, officer)
    end_place(EnrollmentFactory(batch=BatchFactory(facility=place.batch.facility)), registrar, officer)

    assert open_tasks(LEAVES_EARLY).count() == 1


@pytest.mark.engines
def test_import_looks_again_and_its_undo_settles_what_it_opened(place, batch, registrar):
    number = place.person.register_numbers.get().number
    row = {
        "Nama": place.person.full_name,
        "No. Registrasi": number,
        "Tgl Lahir": "17/05/1995",
        "Blok": "A",
        "Kamar": "07",
        "Tgl Ekspirasi": "29/11/2026",
    }
    found = uploads.receive(sheet(row), facility=batch.facility, by=registrar)
    mapping = {head["index"]: Field(head["field"]) for head in found.headers if head["field"]}
    found = uploads.map_columns(found, by=registrar, mapping=mapping, in_background=False)

    found = acceptance.accept(found, by=registrar)

    task = open_tasks(LEAVES_EARLY).get()
    assert (task.values["old"], task.values["new"]) == ("2030-01-06", "2026-11-29")
    acceptance.undo(found, by=registrar)
    assert open_tasks(LEAVES_EARLY).count() == 0


# Must not be together


@pytest.fixture
def keep_apart(registrar):
    def keep_apart(one, other):
        return people_apart.keep_apart(one, other=other, by=registrar, from_date=TODAY, decided_by="Karutan")

    return keep_apart


def test_pair_in_one_batch_opens_a_task_for_the_training_officer(place, batch, keep_apart):
    other = EnrollmentFactory(batch=batch, person__full_name="Budi Santoso")

    pair = keep_apart(other.person, place.person)

    task = open_tasks(TOGETHER).get()
    assert (task.role, task.facility, task.person) == ("training_officer", batch.facility, place.person)
    assert task.values == {
        "other": "Budi Santoso",
        "pair": pair.pk,
        "batch": "Las 4/2026",
        "batch_id": str(batch.public_id),
    }


@pytest.mark.engines
@pytest.mark.parametrize(
    ("state", "count"), [("admitted", 1), ("offered", 1), ("submitted", 0), ("reserve", 0), ("rejected", 0)]
)
def test_promise_to_the_other_counts_as_a_place(place, batch, keep_apart, state, count):
    keep_apart(place.person, promised(batch, state).person)

    assert open_tasks(TOGETHER).count() == count


def test_pair_in_two_batches_opens_nothing(place, keep_apart):
    keep_apart(place.person, EnrollmentFactory(batch=BatchFactory(facility=place.batch.facility)).person)
    keep_apart(place.person, PersonFactory(facility=place.batch.facility))

    assert open_tasks(TOGETHER).count() == 0


@pytest.mark.engines
def test_pair_in_two_batches_together_opens_a_task_for_each(place, batch, keep_apart):
    other = EnrollmentFactory(batch=batch).person
    second = BatchFactory(facility=batch.facility)
    for person in (place.person, other):
        EnrollmentFactory(batch=second, person=person, blocks_parallel=False)

    keep_apart(place.person, other)

    assert open_tasks(TOGETHER).count() == 2


@pytest.mark.parametrize("whose", ["first", "second"])
@pytest.mark.parametrize("ending", ENDINGS)
def test_end_of_either_place_settles_it(place, batch, keep_apart, registrar, officer, ending, whose):
    second = EnrollmentFactory(batch=batch)
    keep_apart(place.person, second.person)

    ending(place if whose == "first" else second, registrar, officer)

    assert open_tasks(TOGETHER).count() == 0


def test_end_of_the_pair_settles_it_and_no_other(place, batch, keep_apart, registrar):
    pair = keep_apart(place.person, EnrollmentFactory(batch=batch).person)
    other = keep_apart(place.person, EnrollmentFactory(batch=batch).person)

    people_apart.end(pair, by=registrar, until=TODAY)

    assert [task.values["pair"] for task in open_tasks(TOGETHER)] == [other.pk]


# A place beside somebody who must be kept apart


def seen_by_the_board(application):
    """Admitted by override, the board having seen that somebody is to be kept apart."""
    answers = [{"kind": "apart", "answer": "fails", "value": {"count": 1}}]
    Application.objects.filter(pk=application.pk).update(is_override=True, decision_answers=answers)


def overridden_for_another_reason(application):
    answers = [{"kind": "apart", "answer": "meets"}, {"kind": "education", "answer": "fails"}]
    Application.objects.filter(pk=application.pk).update(is_override=True, decision_answers=answers)


def nothing(application):
    """As the board decided."""


def refusal(application, officer):
    try:
        place_changes.enroll(application, by=officer)
    except RuleViolation as violation:
        return [(reason.code, str(reason)) for reason in violation.reasons]
    return []


@pytest.mark.parametrize("admitted", [nothing, overridden_for_another_reason])
def test_place_beside_somebody_to_be_kept_apart_is_refused_with_the_name(place, batch, keep_apart, officer, admitted):
    application = promised(batch, "admitted")
    admitted(application)
    place.person.full_name = "Budi Santoso"
    place.person.save()
    keep_apart(place.person, application.person)

    sentence = (
        "Tidak boleh bersama Budi Santoso, yang mempunyai kursi di angkatan ini atau akan mendapatkannya. "
        "Tarik salah satunya, atau catat bahwa keduanya tidak perlu dipisahkan lagi."
    )
    assert refusal(application, officer) == [("apart", sentence)]


@pytest.mark.engines
def test_place_is_given_where_the_board_has_seen_it_and_admitted_all_the_same(place, batch, keep_apart, officer):
    application = promised(batch, "admitted")
    seen_by_the_board(application)
    keep_apart(place.person, application.person)

    assert refusal(application, officer) == []


@pytest.mark.engines
def test_override_of_the_other_one_counts_too(batch, keep_apart, officer):
    first = promised(batch, "admitted")
    second = ApplicationFactory(
        batch=batch, state="admitted", hearing=first.hearing, decided_by_chair=first.hearing.chair
    )
    seen_by_the_board(second)
    keep_apart(first.person, second.person)

    assert refusal(first, officer) == []


def test_two_who_were_admitted_are_both_refused_until_somebody_decides(batch, keep_apart, officer, registrar):
    first = promised(batch, "admitted")
    second = ApplicationFactory(
        batch=batch, state="admitted", hearing=first.hearing, decided_by_chair=first.hearing.chair
    )
    pair = keep_apart(first.person, second.person)

    assert [[code for code, _text in refusal(one, officer)] for one in (first, second)] == [["apart"], ["apart"]]

    people_apart.end(pair, by=registrar, until=TODAY)
    assert [refusal(one, officer) for one in (first, second)] == [[], []]


def test_somebody_to_be_kept_apart_in_another_batch_is_no_reason(batch, keep_apart, officer):
    application = promised(batch, "admitted")
    keep_apart(EnrollmentFactory(batch=BatchFactory(facility=batch.facility)).person, application.person)

    assert refusal(application, officer) == []
