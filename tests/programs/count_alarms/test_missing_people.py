"""Who is looked for: the names of the first count, whatever is recorded of them later; and counts that nobody made."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.errors import RuleViolation
from inmates.custody.models.circumstances import Circumstance
from inmates.custody.models.stays import Movement
from programs.attendance import known_absences, mark_changes
from programs.circumstances import custody_end, outings
from programs.count_alarms import alarm_notices, count_alarms
from programs.count_alarms.models import CountAlarm
from programs.count_alarms.overdue_counts import ARRIVES_WITHIN, OVERDUE_AFTER
from programs.head_counts.awaited_people import awaited
from programs.places.models import Enrollment
from programs.timetable.closing_checks import further_checks
from tests.factories import EnrollmentFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
REASON = "Satu orang dijemput penyidik dari bengkel"
NAMES = ("Anwar Hidayat", "Hendra Saputra", "Khairil Anwar")


@pytest.fixture
def named(session):
    Enrollment.objects.filter(batch=session.batch).delete()
    facility = session.batch.facility
    people = [PersonFactory(facility=facility, full_name=name, with_custody=True) for name in NAMES]
    return [EnrollmentFactory(batch=session.batch, person=person) for person in people]


def registrar_of(session):
    return UserFactory(roles=["registrar"], facility=session.batch.facility)


def page_of(session, user, sign_in):
    answer = sign_in(user).get(reverse("programs:count_session", args=[session.public_id]))
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def called(session, user, sign_in):
    page = sign_in(user).get(reverse("programs:count_session", args=[session.public_id])).content.decode()
    form = re.search(r'<form[^>]*action="/[^"]+/cari/".*?</form>', page, re.DOTALL)[0]
    return re.findall(r'<span class="who__name">(.*?)</span>', form)


def leave_and_go(session, named):
    """One escapes and one is taken to the hospital after all three arrived; one person leaves the workshop."""
    by, day = registrar_of(session), session.date
    custody_end.leave(named[2].person, by=by, kind=Circumstance.Kind.ESCAPE, on=day)
    outings.take_out(named[1].person, by=by, kind=Circumstance.Kind.HOSPITAL, out_at=clock.now())


@pytest.mark.engines
def test_who_escaped_or_went_to_the_hospital_after_the_count_is_named_first(session, named, count, guard, sign_in):
    count(left_block=3, arrived=3)
    leave_and_go(session, named)

    count(left_workshop=1)

    page = page_of(session, guard, sign_in)
    assert called(session, guard, sign_in) == [NAMES[1], NAMES[2], NAMES[0]]
    assert (
        "Pelarian, dicatat 09.12" in page or "Melarikan diri, dicatat 09.12" in page,
        "keluar 09.12: rumah sakit" in page,
    ) == (True, True)


def test_the_training_center_reads_of_them_that_it_is_official(session, named, count, sign_in):
    count(left_block=3, arrived=3)
    leave_and_go(session, named)
    count(left_workshop=1)

    page = page_of(session, session.instructor, sign_in)

    assert ("Dinas" in page, "arikan" in page, "rumah sakit" in page.lower()) == (True, False, False)


def everybody_present(session, named):
    for place in named:
        mark_changes.mark(session, place, by=session.instructor, status="present")


def test_who_was_said_not_to_be_here_stays_called_whatever_the_roll_says(session, named, count, guard, sign_in):
    count(left_block=3, arrived=2)
    count_alarms.say(session, by=guard, seen={named[0]: False, named[1]: True, named[2]: True})

    everybody_present(session, named)

    assert called(session, guard, sign_in) == [NAMES[0]]
    assert "Semua orang dalam daftar sudah terlihat" not in page_of(session, guard, sign_in)


def test_everybody_is_called_where_the_roll_leaves_over_fewer_than_are_missing(session, named, count, guard, sign_in):
    count(left_block=3, arrived=2)
    mark_changes.mark(session, named[0], by=session.instructor, status="unexcused")
    assert called(session, guard, sign_in) == list(NAMES)

    everybody_present(session, named)
    assert called(session, guard, sign_in) == list(NAMES)


@pytest.mark.engines
def test_who_went_out_after_the_hours_of_an_open_session_is_told_so(session, named, count, guard, sign_in):
    count(left_block=3, arrived=3, left_workshop=2)
    with clock.moved_to(session.ends_at + timedelta(minutes=5)):
        by = registrar_of(session)
        outings.take_out(named[1].person, by=by, kind=Circumstance.Kind.HOSPITAL, out_at=clock.now())

        assert "rumah sakit" in page_of(session, guard, sign_in)


@pytest.mark.engines
def test_who_gets_a_place_later_is_not_looked_for_and_the_number_expected_stays(session, named, count, guard, sign_in):
    count(left_block=3, arrived=3)
    EnrollmentFactory(batch=session.batch)

    count(left_workshop=2)

    assert called(session, guard, sign_in) == list(NAMES)
    assert set(session.head_counts.values_list("expected", flat=True)) == {3}


@pytest.mark.engines
def test_of_whom_nobody_was_ever_counted_all_are_called(session, named, guard, sign_in):
    with clock.moved_to(session.ends_at + OVERDUE_AFTER + clock.MINUTE):
        assert called(session, guard, sign_in) == list(NAMES)


@pytest.mark.engines
def test_a_list_of_nobody_stays_one_though_somebody_gets_a_place_later(session, count):
    Enrollment.objects.filter(batch=session.batch).delete()
    count(left_block=0)
    EnrollmentFactory(batch=session.batch)

    count(arrived=0, left_workshop=0)

    assert list(session.head_counts.values_list("expected", flat=True)) == [0, 0, 0]
    assert awaited(session, at=clock.now()) == {}
    assert not CountAlarm.objects.exists()


def test_who_left_the_house_on_a_later_day_is_no_matter_of_the_session(session, named, count, guard, sign_in):
    count(left_block=3, arrived=3, left_workshop=2)
    with clock.moved_to(clock.now() + timedelta(days=20)):
        day = clock.today(session.facility.time_zone)
        custody_end.leave(named[2].person, by=registrar_of(session), kind=Circumstance.Kind.CONDITIONAL, on=day)

        page = page_of(session, guard, sign_in)
        assert (NAMES[2] in page, "PB, CB, atau CMB, dicatat" in page) == (True, False)


def test_what_is_recorded_on_a_later_day_says_the_day(session, named, count, guard, sign_in):
    count(left_block=3, arrived=3, left_workshop=2)
    with clock.moved_to(clock.now() + timedelta(days=1)):
        custody_end.leave(named[2].person, by=registrar_of(session), kind=Circumstance.Kind.ESCAPE, on=session.date)

        assert "dicatat 24 Nov 2026, 09.12 WITA" in page_of(session, guard, sign_in)


@pytest.mark.parametrize("state", ["ended", "suspended"])
def test_a_place_that_ends_or_rests_during_the_session_keeps_its_name(session, named, count, guard, sign_in, state):
    count(left_block=3, arrived=3)
    ended = {"ended_on": session.date, "end_reason": "withdrew"} if state == "ended" else {}
    Enrollment.objects.filter(pk=named[0].pk).update(state=state, **ended)

    count(left_workshop=2)

    assert sorted(called(session, guard, sign_in)) == list(NAMES)


@pytest.mark.engines
def test_who_is_out_before_the_first_count_is_not_expected(session, named, count):
    Movement.objects.create(person=named[0].person, kind="court", out_at=clock.now() - clock.MINUTE)

    count(left_block=2)

    assert session.awaited.filter(is_expected=True).count() == 2
    assert not CountAlarm.objects.exists()


def test_a_guard_who_marks_somebody_out_as_here_is_told_of_it(session, named, count, guard, sign_in):
    count(left_block=3, arrived=3)
    leave_and_go(session, named)
    count(left_workshop=1)
    url = reverse("programs:count_search", args=[session.public_id])

    version = count_alarms.search_version_of(session.head_counts.standing().values_list("pk", flat=True), [])
    answer = sign_in(guard).post(url, {f"seen-{named[1].public_id}": "yes", "version": version}, follow=True)

    assert (
        "Ditandai ada, tetapi catatannya berbeda: Hendra Saputra (keluar 09.12: rumah sakit)" in answer.content.decode()
    )


# Counts that nobody made


def heads(user):
    return [notice.head for notice in alarm_notices.notices_for(user)]


@pytest.mark.engines
@pytest.mark.parametrize(
    ("left", "after", "alarmed"),
    [
        (3, ARRIVES_WITHIN, False),
        (3, ARRIVES_WITHIN + clock.MINUTE, True),
        (0, ARRIVES_WITHIN + clock.MINUTE, False),
    ],
)
def test_people_who_left_the_block_and_were_not_counted_at_the_workshop_alarm(
    session, count, head, left, after, alarmed
):
    session.batch.enrollments.all().delete() if not left else None
    count(left_block=left)

    with clock.moved_to(clock.now() + after):
        assert heads(head) == ["Hitungan belum lengkap"] * alarmed


@pytest.mark.engines
def test_counted_out_long_before_the_session_nobody_is_missed_before_it_begins(session, count, head):
    with clock.moved_to(session.starts_at - timedelta(hours=1)):
        count(left_block=3)
    with clock.moved_to(session.starts_at - clock.MINUTE):
        assert heads(head) == []
    with clock.moved_to(session.starts_at + clock.MINUTE):
        assert heads(head) == ["Hitungan belum lengkap"]


@pytest.mark.engines
def test_an_explanation_of_the_way_there_says_nothing_of_those_who_are_not_counted_back(session, count, head):
    count(left_block=3, arrived=2)

    with clock.moved_to(session.ends_at + OVERDUE_AFTER + clock.MINUTE):
        count_alarms.explain(session, by=head, reason=REASON, about="left_block-arrived", is_sure=True)
        assert heads(head) == ["Hitungan belum lengkap"]
        count_alarms.explain(session, by=head, reason=REASON, is_sure=True)
        assert heads(head) == []


@pytest.mark.engines
def test_as_long_as_heads_were_counted_the_end_of_every_place_silences_nothing(session, count, head):
    count(left_block=3, arrived=3)
    session.batch.enrollments.update(state="ended", ended_on=session.date, end_reason="withdrew")

    with clock.moved_to(session.ends_at + OVERDUE_AFTER + clock.MINUTE):
        assert heads(head) == ["Hitungan belum lengkap"]


@pytest.mark.engines
def test_who_is_announced_elsewhere_and_comes_is_looked_for_where_more_were_counted(
    session, named, count, officer, guard, sign_in
):
    known_absences.announce(
        named[0].person, by=officer, status="visit", starts_at=session.starts_at, ends_at=session.ends_at, source="Buku"
    )
    count(left_block=3, arrived=3, left_workshop=2)

    assert called(session, guard, sign_in) == list(NAMES)


# The roll beside the counts


@pytest.mark.engines
def test_the_rest_is_present_only_knowingly_where_names_do_not_fit_the_counts(session, named, count, guard):
    count(left_block=3, arrived=2)
    count_alarms.say(session, by=guard, seen={named[2]: False})

    with pytest.raises(RuleViolation) as caught:
        mark_changes.mark_rest_present(session, by=session.instructor)

    assert [str(reason) for reason in caught.value.reasons] == [
        f"Pada hitungan orang dinyatakan belum ada: {NAMES[2]}.",
        "Tiba 2 orang, padahal 3 akan ditandai hadir.",
    ]
    assert len(mark_changes.mark_rest_present(session, by=session.instructor, is_sure=True)) == 3
    sentence = f"Ditandai hadir, tetapi pada hitungan orang dinyatakan belum ada: {NAMES[2]}."
    assert sentence in [check.message for check in further_checks(session)]


def rest_buttons(page):
    return re.findall(r'name="rest"\s+value="(\w+)"', page)


@pytest.mark.engines
def test_the_page_asks_before_it_marks_the_rest_that_does_not_fit(session, named, count, sign_in):
    count(left_block=3, arrived=2)
    client, url = sign_in(session.instructor), reverse("programs:roll_save", args=[session.public_id])

    asked = client.post(url, {"rest": "present"}, follow=True).content.decode()
    done = client.post(url, {"rest": "sure"}, follow=True)

    assert ("Tiba 2 orang, padahal 3" in asked, rest_buttons(asked)) == (True, ["sure"])
    assert (done.status_code, session.marks.count()) == (200, 3)


def asked_of(client, session):
    url = reverse("programs:roll_save", args=[session.public_id])
    rest = client.post(url, {"rest": "present"}, follow=True).context["rest"]
    return (
        [(doubt.place.person.full_name, doubt.words) for doubt in rest.doubts],
        [place.person.full_name for place in rest.others],
    )


@pytest.mark.engines
@pytest.mark.parametrize(("reader", "word"), [("officer", "keluar 09.12: rumah sakit"), ("instructor", "Dinas")])
def test_who_deserves_a_look_before_the_rest_is_present_comes_first_with_what_is_known(
    request, session, named, count, guard, sign_in, reader, word
):
    user = session.instructor if reader == "instructor" else request.getfixturevalue(reader)
    count(left_block=3, arrived=2)
    count_alarms.say(session, by=guard, seen={named[2]: False})
    outings.take_out(named[1].person, by=registrar_of(session), kind=Circumstance.Kind.HOSPITAL, out_at=clock.now())

    assert asked_of(sign_in(user), session) == (
        [(NAMES[1], [word]), (NAMES[2], ["pada hitungan orang dinyatakan belum ada"])],
        [NAMES[0]],
    )


def test_the_others_of_the_rest_are_folded_away_with_their_number(session, named, count, guard, sign_in):
    count(left_block=3, arrived=2)
    count_alarms.say(session, by=guard, seen={named[2]: False})
    url = reverse("programs:session_roll", args=[session.public_id]) + "?rest=sure"

    page = sign_in(session.instructor).get(url).content.decode()

    (folded,) = re.findall(r"<details class=\"data-table\">(.*?)</details>", page, re.DOTALL)
    words = " ".join(re.sub(r"<[^>]*>", " ", folded).split())
    assert words == f"2 orang lain yang belum ditandai {NAMES[0]} {NAMES[1]}"


@pytest.mark.engines
def test_once_the_rest_fits_the_counts_the_page_asks_no_more(session, named, count, sign_in):
    count(left_block=3, arrived=3)
    url = reverse("programs:session_roll", args=[session.public_id]) + "?rest=sure"

    page = sign_in(session.instructor).get(url)

    assert (page.context["rest"], rest_buttons(page.content.decode())) == (None, ["present"])
