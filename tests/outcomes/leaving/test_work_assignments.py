"""Work inside: what may be recorded, which classes are at the same hours, what it says on a CV."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleViolation
from outcomes.leaving import curriculum_vitae, work_assignments
from outcomes.leaving.models import WorkAssignment
from outcomes.leaving.work_assignments import WorkTerms, assign_work, blockers, clashes, end_work
from tests.factories import EnrollmentFactory, FacilityFactory, SessionFactory, UserFactory
from tests.outcomes.leaving.conftest import TODAY
from tests.reasons import codes

ZONE = "Asia/Makassar"


def terms(**changes):
    # A Monday, as TODAY is.
    values = {
        "kind": "Tukang kayu",
        "place": "Bengkel kayu",
        "weekdays": (0, 2),
        "starts_at": time(8),
        "ends_at": time(11),
        "from_date": TODAY,
    }
    return WorkTerms(**{**values, **changes})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"ends_at": time(8)}, ["times"]),
        ({"until": TODAY - timedelta(days=1)}, ["days"]),
        ({"weekdays": ()}, ["weekdays"]),
        ({"weekdays": (7,)}, ["weekdays"]),
        ({"place": "Dapur rutan"}, ["telltale"]),
        ({"kind": "Tamping tahanan"}, ["telltale"]),
    ],
)
def test_each_reason_against_work(leaver, officer, changes, expected):
    assert codes(blockers(leaver(20), terms(**changes), by=officer)) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "asked", "sure"),
    [
        (TODAY, [], []),
        (TODAY + timedelta(days=1), ["not_begun"], []),
        (TODAY + timedelta(days=31), ["not_begun"], []),
        (TODAY + timedelta(days=32), ["far_ahead"], ["far_ahead"]),
        (TODAY - timedelta(days=10), [], []),
        (TODAY - timedelta(days=11), ["before_training"], []),
        (TODAY - timedelta(days=40), ["before_training"], []),
        (TODAY - timedelta(days=41), ["before_stay"], ["before_stay"]),
    ],
)
def test_days_that_cannot_be_are_refused_and_unusual_ones_asked_about(leaver, officer, day, asked, sure):
    person = leaver(20)
    person.custody_periods.update(from_date=TODAY - timedelta(days=40))
    EnrollmentFactory(person=person, batch__facility=person.facility, starts_on=TODAY - timedelta(days=10))

    found = [codes(blockers(person, terms(from_date=day, is_sure=is_sure), by=officer)) for is_sure in (False, True)]

    assert found == [asked, sure]


@pytest.mark.django_db
def test_work_without_any_training_is_not_asked_about(leaver, officer):
    assert codes(blockers(leaver(20), terms(from_date=TODAY - timedelta(days=3)), by=officer)) == []


@pytest.mark.django_db
def test_the_page_takes_the_answer(sign_in, leaver, officer):
    person = leaver(20)
    sent = {"kind": "Tukang kayu", "place": "Bengkel", "weekdays": ["0"], "starts_at": "08.00", "ends_at": "11.00"}
    sent["from_date"] = (TODAY + timedelta(days=7)).isoformat()
    client, address = sign_in(officer), reverse("outcomes:work_new", args=[person.public_id])

    refused = client.post(address, sent)

    assert refused.status_code == 422
    assert "Pastikan bahwa pekerjaan ini sudah direncanakan" in refused.content.decode()
    assert client.post(address, {**sent, "is_sure": "on"}).status_code == 302


@pytest.mark.django_db
def test_staff_of_another_office_record_no_work(leaver):
    other = UserFactory(roles=["training_officer"], facility=FacilityFactory())

    with pytest.raises(RuleViolation) as refused:
        assign_work(leaver(20), by=other, terms=terms())

    assert codes(refused) == ["foreign"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "clock_time", "meets"),
    [
        ({}, time(9), True),
        ({}, time(11), False),
        ({"weekdays": (1,)}, time(9), False),
        ({"until": TODAY}, time(9), False),
        ({"from_date": TODAY + timedelta(days=8), "is_sure": True}, time(9), False),
    ],
)
def test_sessions_at_the_same_hours_are_told(leaver, officer, changes, clock_time, meets):
    person = leaver(200)
    batch = EnrollmentFactory(person=person, batch__facility=person.facility).batch
    SessionFactory(batch=batch, date=TODAY + timedelta(days=7), clock_time=clock_time)
    work = assign_work(person, by=officer, terms=terms(**changes))

    assert clashes([work], today=TODAY, zone=ZONE) == {work.pk: [batch] if meets else []}


@pytest.mark.django_db
def test_work_ends_once(leaver, officer):
    work = assign_work(leaver(20), by=officer, terms=terms())

    ended = end_work(work, by=officer, on=TODAY)

    assert ended.until == TODAY
    with pytest.raises(RuleViolation) as refused:
        end_work(work, by=officer, on=TODAY)
    assert codes(refused) == ["ended"]


@given(
    first=st.dates(date(2026, 1, 1), date(2026, 12, 31)), days=st.integers(0, 60), weekdays=st.sets(st.integers(0, 6))
)
def test_hours_are_those_of_each_day_that_is_worked(first, days, weekdays):
    work = WorkAssignment(weekdays=sorted(weekdays), starts_at=time(8), ends_at=time(11), from_date=first)
    each = [first + timedelta(days=number) for number in range(days)]

    found = work_assignments.hours_until(work, first + timedelta(days=days - 1))

    assert found == 3 * sum(day.weekday() in weekdays for day in each)


@pytest.mark.django_db
def test_cv_counts_the_work_as_experience_in_neutral_words(leaver, officer):
    person = leaver(20)
    assign_work(person, by=officer, terms=terms(from_date=date(2026, 11, 2)))

    words = curriculum_vitae.known_words(person, reader=officer)

    assert words.experience == "Tukang kayu, Bengkel kayu, 11/2026, 21 jam"
    assert curriculum_vitae.blockers(person, words, by=officer) == []


@pytest.mark.django_db
def test_pages_record_warn_and_end(sign_in, leaver, officer):
    person, site = leaver(200), sign_in(officer)
    batch = EnrollmentFactory(person=person, batch__facility=person.facility).batch
    SessionFactory(batch=batch, date=TODAY + timedelta(days=7), clock_time=time(9))
    data = {"kind": "Tukang kayu", "place": "Bengkel kayu", "weekdays": ["0"], "starts_at": "08.00", "ends_at": "11.00"}

    answer = site.post(
        reverse("outcomes:work_new", args=[person.public_id]), {**data, "from_date": "23/11/2026"}, follow=True
    )

    assert f"Sesi {batch.name} berlangsung pada jam yang sama." in answer.content.decode()
    work = WorkAssignment.objects.get()
    assert [row[0] for row in answer.context["rows"]] == [work]
    site.post(reverse("outcomes:work_end", args=[work.public_id]), {"on": "23/11/2026"})
    work.refresh_from_db()
    assert work.until == TODAY


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_list_costs_the_same_for_one_and_for_thirty(sign_in, officer, leaver, django_assert_num_queries, count):
    for _number in range(count):
        assign_work(leaver(20), by=officer, terms=terms())
    site = sign_in(officer)
    site.get(reverse("outcomes:work_list"))

    with django_assert_num_queries(5):
        site.get(reverse("outcomes:work_list"))


@pytest.mark.django_db
def test_case_officer_reads_own_wards_and_changes_nothing(sign_in, wali, officer, leaver):
    own, other = leaver(20, case_officer=wali), leaver(20)
    works = [assign_work(person, by=officer, terms=terms()) for person in (own, other)]
    site = sign_in(wali)

    assert site.get(reverse("outcomes:work_list")).context["page"].rows == works[:1]
    assert site.get(reverse("outcomes:work_new", args=[own.public_id])).status_code == 403
