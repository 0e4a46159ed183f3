"""The weeks of a batch on their pages: with breaks, on certain days, and what the schedule would become."""

from datetime import date, time

import pytest
from django.urls import reverse

from core import clock
from core.errors import RuleViolation
from programs.batches.models import Batch, BatchStaff
from programs.timetable import patterns, schedule_generation
from programs.timetable.kept_sessions import RECORDS
from programs.timetable.lessons import Slot
from programs.timetable.models.sessions import PatternSlot, Session, WeekPattern
from tests.factories import BatchFactory, SessionFactory, UserFactory
from tests.programs.timetable.test_schedule_generation import BEFORE, MORNINGS, mark, plan
from tests.reasons import codes

pytestmark = pytest.mark.django_db
RAMADAN = patterns.Days("Ramadan 1448", date(2027, 2, 8), date(2027, 3, 9))
SHORT = [(0, time(9), 3)]


@pytest.fixture
def planned():
    return plan(total=16, units=2, week=MORNINGS)


def address(name, batch, *more):
    return reverse(f"programs:{name}", args=[batch.public_id, *more])


def stored(**which):
    slots = PatternSlot.objects.filter(**which)
    return [(row.weekday, row.starts_at, row.jp, row.break_after, row.break_minutes) for row in slots]


def test_a_week_with_a_break_is_saved_and_its_schedule_shown(sign_in, planned):
    batch, officer = planned
    week = {"time_0_0": "08.00", "jp_0_0": "4", "after_0_0": "2", "rest_0_0": "15", "time_0_1": "13.00", "jp_0_1": "4"}

    answer = sign_in(officer).post(address("batch_pattern", batch), week)

    assert (answer.status_code, answer.url) == (302, address("batch_generate", batch))
    assert stored(pattern__batch=batch) == [(0, time(8), 4, 2, 15), (0, time(13), 4, 0, 0)]


def test_the_form_opens_with_what_is_saved_and_when_it_ends(sign_in, planned):
    batch, officer = planned
    patterns.set_pattern(batch, by=officer, slots=[(0, time(8), 4, 2, 15), (4, time(21), 4)])

    page = sign_in(officer).get(address("batch_pattern", batch))

    form = page.context["form"]
    assert [row["ends"] for row in form.same()["shown"]] == [time(11, 15)]
    days = form.own_days()
    assert [row["ends"] for day in days for row in day["shown"]] == [*[None] * 4, time(0), None, None]
    assert [form[name].value() for name in ("after_same_0", "rest_same_0", "after_4_0")] == [2, 15, None]
    assert (form["days"].value(), form.has_own_days, form.total) == ([0], True, 8)


@pytest.mark.parametrize(
    ("week", "wrong"),
    [
        ({"time_0_0": "08.00"}, "jp_0_0"),
        ({"jp_0_0": "4"}, "time_0_0"),
        ({"time_0_0": "08.00", "jp_0_0": "4", "after_0_0": "2"}, "rest_0_0"),
        ({"time_0_0": "08.00", "jp_0_0": "4", "rest_0_0": "15"}, "after_0_0"),
        ({"after_0_0": "2", "rest_0_0": "15"}, "time_0_0"),
        ({"time_0_0": "08.00", "jp_0_0": "4", "after_0_0": "4", "rest_0_0": "15"}, "__all__"),
        ({"time_0_0": "08.00", "jp_0_0": "4", "after_0_0": "2", "rest_0_0": "121"}, "rest_0_0"),
        ({"time_0_0": "8 pagi", "jp_0_0": "4"}, "time_0_0"),
        ({}, "__all__"),
    ],
)
def test_half_a_time_or_break_is_refused_and_nothing_changes(sign_in, planned, week, wrong):
    batch, officer = planned
    before = stored(pattern__batch=batch)

    answer = sign_in(officer).post(address("batch_pattern", batch), {"time_1_1": "", **week})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [wrong])
    assert stored(pattern__batch=batch) == before


def test_a_week_of_certain_days_is_added_changed_and_removed(sign_in, planned):
    batch, officer = planned
    client = sign_in(officer)
    form = {"name": "Ramadan 1448", "first": "08/02/2027", "last": "09/03/2027", "time_0_0": "09.00", "jp_0_0": "3"}

    copied = client.get(address("batch_week_new", batch)).context["form"]["time_same_0"].value()
    added = client.post(address("batch_week_new", batch), form)
    week = WeekPattern.objects.get(batch=batch, from_date=RAMADAN.first)
    slots = stored(pattern=week)
    page = client.get(address("batch_week_edit", batch, RAMADAN.first))
    client.post(address("batch_week_edit", batch, RAMADAN.first), {**form, "first": "10/02/2027", "jp_0_0": "2"})
    week.refresh_from_db()
    changed = (week.from_date, stored(pattern=week))
    client.post(address("batch_week_remove", batch, date(2027, 2, 10)))

    assert (copied, added.url) == (time(8), address("batch_generate", batch))
    assert (slots, page.context["form"]["name"].value()) == ([(0, time(9), 3, 0, 0)], "Ramadan 1448")
    assert changed == (date(2027, 2, 10), [(0, time(9), 2, 0, 0)])
    assert [pattern.from_date for pattern in batch.patterns.all()] == [None]


@pytest.mark.parametrize(
    ("days", "slots", "expected"),
    [
        (patterns.Days("Ujian", date(2027, 3, 10), date(2027, 3, 12)), SHORT, []),
        (patterns.Days(" ", date(2027, 3, 10), date(2027, 3, 12)), SHORT, ["unnamed"]),
        (patterns.Days("Ujian", date(2027, 3, 12), date(2027, 3, 11)), SHORT, ["days"]),
        (patterns.Days("Ujian", date(2027, 3, 9), date(2027, 3, 12)), SHORT, ["weeks_overlap"]),
        (patterns.Days("Ujian", date(2027, 2, 1), date(2027, 2, 8)), SHORT, ["weeks_overlap"]),
        (patterns.Days("Ujian", date(2027, 3, 10), date(2027, 3, 12)), [], ["no_slots"]),
    ],
)
def test_each_reason_against_a_week_of_certain_days(planned, days, slots, expected):
    batch, officer = planned
    patterns.add_week(batch, by=officer, days=RAMADAN, slots=SHORT)

    found = patterns.dated_blockers(batch, days, [Slot(*slot) for slot in slots])

    assert [reason.code for reason in found] == expected


def test_a_week_may_keep_its_own_days_when_it_is_changed(planned):
    batch, officer = planned
    week = patterns.add_week(batch, by=officer, days=RAMADAN, slots=SHORT)

    assert patterns.change_week(week, by=officer, days=RAMADAN, slots=[(1, time(9), 3)]).pk == week.pk


def test_a_week_that_somebody_removed_is_told_so(planned):
    batch, officer = planned
    week = patterns.add_week(batch, by=officer, days=RAMADAN, slots=SHORT)
    WeekPattern.objects.filter(pk=week.pk).delete()

    for act in (
        lambda: patterns.change_week(week, by=officer, days=RAMADAN, slots=SHORT),
        lambda: patterns.remove_week(week, by=officer),
    ):
        with pytest.raises(RuleViolation) as refused:
            act()
        assert codes(refused) == ["gone"]


def as_shown(page):
    """What a browser would send of the form of this page, untouched."""
    return page.context["form"].as_sent()


def test_the_usual_week_that_somebody_else_changed_is_refused_and_tells_what_stands(sign_in, planned):
    batch, officer = planned
    client = sign_in(officer)
    page = client.get(address("batch_pattern", batch))
    patterns.set_pattern(batch, by=officer, slots=[(0, time(13), 4)])

    refused = client.post(address("batch_pattern", batch), as_shown(page) | {"jp_same_0": "2"})
    stands = stored(pattern__batch=batch)
    again = client.post(address("batch_pattern", batch), as_sent_again(refused))

    assert (refused.status_code, stands) == (422, [(0, time(13), 4, 0, 0)])
    assert "Semua hari terpilih, waktu ke-1: 13.00" in refused.content.decode()
    assert (again.status_code, stored(pattern__batch=batch)) == (302, [(0, time(13), 2, 0, 0)])


def as_sent_again(refused):
    form = refused.context["form"]
    found = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in found.items() if value not in (None, "")}


def test_a_week_of_certain_days_that_somebody_else_changed_is_refused(sign_in, planned):
    batch, officer = planned
    week = patterns.add_week(batch, by=officer, days=RAMADAN, slots=SHORT)
    client, edit = sign_in(officer), address("batch_week_edit", batch, RAMADAN.first)
    page = client.get(edit)
    patterns.change_week(week, by=officer, days=RAMADAN, slots=[(0, time(9), 2)])

    refused = client.post(edit, as_shown(page) | {"name": "Puasa"})

    week.refresh_from_db()
    assert (refused.status_code, week.name, stored(pattern=week)) == (422, "Ramadan 1448", [(0, time(9), 2, 0, 0)])
    assert "Sekarang tertulis: Semua hari terpilih, JP waktu ke-1: 2." in refused.content.decode()


def test_a_week_that_begins_on_another_day_by_now_is_told_so(sign_in, planned):
    batch, officer = planned
    week = patterns.add_week(batch, by=officer, days=RAMADAN, slots=SHORT)
    client, edit = sign_in(officer), address("batch_week_edit", batch, RAMADAN.first)
    page = client.get(edit)
    patterns.change_week(week, by=officer, days=patterns.Days("Puasa", date(2027, 2, 9), RAMADAN.last), slots=SHORT)

    refused = client.post(edit, as_shown(page))

    assert (refused.status_code, client.get(edit).status_code) == (422, 404)
    assert "Pekan khusus ini sudah tidak ada." in refused.content.decode()


def test_a_new_week_begins_as_a_copy_and_is_not_overtaken_by_the_usual_one(sign_in, planned):
    batch, officer = planned
    client = sign_in(officer)
    page = client.get(address("batch_week_new", batch))
    patterns.set_pattern(batch, by=officer, slots=[(0, time(13), 4)])

    days = {"name": "Ramadan 1448", "first": "08/02/2027", "last": "09/03/2027"}
    sent = {name: field.value() for name, field in ((one.name, one) for one in page.context["form"])}
    answer = client.post(address("batch_week_new", batch), {k: v for k, v in sent.items() if v is not None} | days)

    assert answer.status_code == 302


def test_a_batch_that_is_over_keeps_its_weeks(planned):
    batch, officer = planned
    week = patterns.add_week(batch, by=officer, days=RAMADAN, slots=SHORT)
    Batch.objects.filter(pk=batch.pk).update(state=Batch.State.FINISHED)

    for act in (
        lambda: patterns.change_week(week, by=officer, days=RAMADAN, slots=SHORT),
        lambda: patterns.remove_week(week, by=officer),
    ):
        with pytest.raises(RuleViolation) as refused:
            act()
        assert codes(refused) == ["over"]


def test_shorter_days_move_the_lessons_behind_them(planned):
    batch, officer = planned
    days = patterns.Days("Ramadan", date(2026, 11, 3), date(2026, 11, 4))
    patterns.add_week(batch, by=officer, days=days, slots=[(1, time(9), 2), (2, time(9), 2)])

    schedule_generation.generate(batch, by=officer)

    zone = batch.facility.time_zone
    rows = [(row.date.day, clock.local(row.starts_at, zone).time(), row.jp) for row in batch.sessions.all()]
    assert rows == [
        (2, time(8), 4),
        (3, time(9), 2),
        (4, time(9), 2),
        (5, time(8), 4),
        (6, time(8), 4),
    ]


def test_the_preview_says_why_sessions_stay_and_what_units_lack(sign_in, planned):
    batch, officer = planned
    schedule_generation.generate(batch, by=officer)
    first, second = batch.sessions.all()[:2]
    mark(first)
    Session.objects.filter(pk=second.pk).update(is_placed_by_hand=True)
    patterns.set_pattern(batch, by=officer, slots=[(0, time(13), 4)])

    with clock.moved_to(BEFORE):
        page = sign_in(officer).get(address("batch_generate", batch))

    draft = page.context["draft"]
    assert [(row.pk, why) for row, why in draft.held_back] == [(first.pk, ["marks"]), (second.pk, ["by_hand"])]
    assert draft.counts() == {"made": 2, "changed": 0, "removed": 2, "kept": 2}
    assert [(row.total, row.planned, row.missing) for row in page.context["units"]] == [(8, 8, 0), (8, 8, 0)]
    text = page.content.decode()
    assert ("presensi tercatat" in text, "diatur sendiri" in text) == (True, True)


@pytest.mark.parametrize("sessions", [4, 40])
def test_the_preview_costs_the_same_for_few_sessions_and_for_many(sign_in, django_assert_num_queries, sessions):
    batch, officer = plan(total=sessions * 4, units=2, week=MORNINGS)
    schedule_generation.generate(batch, by=officer)
    patterns.set_pattern(batch, by=officer, slots=[(0, time(13), 4), (1, time(13), 4)])
    with clock.moved_to(BEFORE):
        client = sign_in(officer)
        client.get(address("batch_generate", batch))

        with django_assert_num_queries(PREVIEW_QUERIES):
            client.get(address("batch_generate", batch))


PREVIEW_QUERIES = 13


@pytest.mark.parametrize("name", ["batch_week_new", "batch_week_edit"])
def test_a_stranger_and_an_instructor_set_no_week(sign_in, planned, name):
    batch, officer = planned
    patterns.add_week(batch, by=officer, days=RAMADAN, slots=SHORT)
    path = address(name, batch, *([RAMADAN.first] if name == "batch_week_edit" else []))
    other = BatchFactory()

    stranger = sign_in(UserFactory(roles=["training_officer"], facility=other.facility)).get(path)
    instructor = sign_in(UserFactory(roles=["instructor"], training_center=batch.training_center)).get(path)

    assert (stranger.status_code, instructor.status_code) == (404, 403)


def test_every_record_of_a_session_keeps_it():
    """A new table about sessions must declare in its `session_records` that it keeps them."""
    related = Session._meta.related_objects
    tables = {row.through if row.many_to_many else row.related_model for row in related if row.related_model != Session}

    assert tables == set(RECORDS)


FIVE = {
    "days": ["0", "1", "2", "3", "4"],
    "time_same_0": "08.00",
    "jp_same_0": "4",
    "after_same_0": "2",
    "rest_same_0": "15",
}


def test_five_equal_days_take_four_fields_and_a_day_of_its_own_keeps_its_times(sign_in, planned):
    batch, officer = planned

    sign_in(officer).post(address("batch_pattern", batch), {**FIVE, "time_4_0": "08.00", "jp_4_0": "2"})
    form = sign_in(officer).get(address("batch_pattern", batch)).context["form"]

    assert stored(pattern__batch=batch) == [
        *[(day, time(8), 4, 2, 15) for day in range(4)],
        (4, time(8), 2, 0, 0),
    ]
    assert (form["days"].value(), form["time_same_0"].value(), form["jp_4_0"].value()) == ([0, 1, 2, 3], time(8), 2)


@pytest.mark.parametrize(
    ("week", "wrong"),
    [
        ({**FIVE, "days": []}, ["days"]),
        ({"days": ["0"]}, ["time_same_0"]),
        ({**FIVE, "jp_same_0": ""}, ["jp_same_0"]),
        ({**FIVE, "days": ["9"]}, ["days"]),
    ],
)
def test_days_without_times_or_times_without_days_are_refused(sign_in, planned, week, wrong):
    batch, officer = planned

    answer = sign_in(officer).post(address("batch_pattern", batch), week)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, wrong)


def test_the_week_of_another_batch_is_taken_as_a_beginning_and_saved_by_the_form_alone(sign_in, planned):
    batch, officer = planned
    other = BatchFactory(facility=batch.facility, training_center=batch.training_center, version=batch.version)
    foreign = BatchFactory()
    for one, by in ((other, officer), (foreign, officer)):
        patterns.set_pattern(one, by=by, slots=[(2, time(13), 3)])
    client, before = sign_in(officer), stored(pattern__batch=batch)

    copied = client.get(address("batch_pattern", batch) + f"?salin={other.public_id}").context["form"]
    refused = client.get(address("batch_pattern", batch) + f"?salin={foreign.public_id}").context["form"]

    assert (copied["days"].value(), copied["time_same_0"].value(), copied["jp_same_0"].value()) == ([2], time(13), 3)
    assert refused["time_same_0"].value() == time(8)
    assert stored(pattern__batch=batch) == before


def test_the_page_says_who_and_which_room_is_taken_when(sign_in, planned):
    batch, officer = planned
    mine = {"facility": batch.facility, "training_center": batch.training_center}
    teacher = batch.staff.get().user
    taught = SessionFactory(
        batch=BatchFactory(name="Jahit 2/2026", **mine), instructor=teacher, room="Ruang jahit", date=date(2026, 11, 4)
    )
    away = SessionFactory(
        batch=BatchFactory(training_center=batch.training_center, name="Asing"),
        instructor=teacher,
        date=date(2026, 11, 5),
    )

    answer = sign_in(officer).get(address("batch_pattern", batch))

    free = answer.context["free"]
    taken = {row.name: [(place, names) for place, names in enumerate(row.cells) if names] for row in free.instructors}
    assert taken[str(teacher)] == [(4, ["Jahit 2/2026"]), (6, ["tempat lain"])]
    assert [row.is_chosen for row in free.instructors if row.name == str(teacher)] == [True]
    assert ["Ruang jahit", batch.room] == sorted({row.name for row in free.rooms}, reverse=True)
    assert "Asing" not in answer.content.decode().split("<main")[1]
    assert (taught.date.weekday(), away.date.weekday()) == (2, 3)


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_of_the_week_costs_the_same_for_one_instructor_and_for_twelve(
    sign_in, planned, count, django_assert_num_queries
):
    batch, officer = planned
    for number in range(count):
        teacher = UserFactory(roles=["instructor"], training_center=batch.training_center)
        other = BatchFactory(facility=batch.facility, training_center=batch.training_center, name=f"Lain {number}")
        SessionFactory(batch=other, instructor=teacher, date=date(2026, 11, 4), room=f"Ruang {number}")
    client = sign_in(officer)
    client.get(address("batch_pattern", batch))

    with django_assert_num_queries(WEEK_QUERIES):
        client.get(address("batch_pattern", batch))


WEEK_QUERIES = 12


def test_a_preview_that_cannot_be_made_never_says_that_the_schedule_stands(sign_in, planned):
    batch, officer = planned
    batch.sessions.all().delete()
    batch.staff.all().delete()

    page = sign_in(officer).get(address("batch_generate", batch)).content.decode()

    assert "Jadwal ini tidak dapat dibuat" in page
    assert "Belum ada sesi yang dapat disusun" in page
    assert "tidak ada yang akan berubah" not in page


def test_clashes_are_marked_in_the_preview_and_all_of_them_listed(sign_in, planned):
    batch, officer = planned
    schedule_generation.generate(batch, by=officer)
    other = BatchFactory(
        facility=batch.facility,
        training_center=batch.training_center,
        version=batch.version,
        state="planned",
        starts_on=batch.starts_on,
        room=batch.room,
    )
    teacher = batch.staff.get().user
    BatchStaff.objects.create(batch=other, user=teacher, duty="instructor")
    patterns.set_pattern(other, by=officer, slots=MORNINGS)

    answer = sign_in(officer).get(address("batch_generate", other))

    page, draft = answer.content.decode(), answer.context["draft"]
    assert page.count("bentrok</span>") == len(draft.clashing) == batch.sessions.count()
    assert [len(rows) for _name, rows in answer.context["clashes"]] in ([len(draft.clashes)], [])
