"""Who is listed beside a vacancy, and in which order."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from certification.assessment.models.results import UnitResult
from outcomes.placement import job_matches
from outcomes.placement.codes import Wish
from outcomes.placement.models import JobWish
from tests.factories import EnrollmentFactory, FacilityFactory, RecognizedUnitFactory, UserFactory
from tests.factories.certification import UnitResultFactory
from tests.factories.placement import VacancyFactory, introduced, jobseeker, passes, recognized

pytestmark = pytest.mark.django_db


def names(vacancy):
    return [match.consent.person.full_name for match in job_matches.matches_of(vacancy)]


def wish(consent, wants="any", places="", **fields):
    JobWish.objects.create(
        consent=consent,
        wants=wants,
        places=places,
        told_on=date(2026, 11, 1),
        recorded_by=consent.recorded_by,
        **fields,
    )


def test_list_is_sorted_by_units_needed_wish_place_and_units_that_help():
    vacancy = VacancyFactory(must=["A", "B"], nice=["C"], terms="fixed", place="Desa Binuang")
    center = vacancy.training_center
    both, far, daily, one = (
        jobseeker(center, name) for name in ("Dua Unit", "Jauh Sekali", "Harian Saja", "Satu Unit")
    )
    for consent in (both, far, daily):
        passes(consent, "A", "B")
    passes(one, "A", "C")
    wish(both, places="Binuang, Rantau")
    wish(far, places="Margasari")
    wish(daily, wants="daily", places="Binuang")

    assert names(vacancy) == ["Dua Unit", "Jauh Sekali", "Harian Saja", "Satu Unit"]


def test_only_people_who_agreed_and_may_be_asked_by_now_are_listed():
    vacancy = VacancyFactory(must=["A"])
    center = vacancy.training_center
    fits = jobseeker(center, "Ada Boleh")
    not_asked = jobseeker(center, "Tidak Boleh")
    not_asked.may_match = False
    not_asked.save()
    declined = jobseeker(center, "Menolak")
    type(declined).objects.filter(pk=declined.pk).update(
        answer="no", may_match=False, by_phone=False, by_message=False, followed_from=None
    )
    not_yet = jobseeker(center, "Belum Dapat", followed_from=None)
    elsewhere = jobseeker(VacancyFactory().training_center, "Balai Lain")
    for consent in (fits, not_asked, declined, not_yet, elsewhere):
        passes(consent, "A")
    jobseeker(center, "Tanpa Unit")

    assert names(vacancy) == ["Ada Boleh"]


def test_list_never_tells_where_somebody_is():
    vacancy = VacancyFactory()
    consent = jobseeker(vacancy.training_center)
    before = names(vacancy)

    consent.person.facility = FacilityFactory()
    consent.person.save()

    assert names(vacancy) == before == ["Rusmini Apriliani"]
    assert job_matches.available(vacancy).get() == consent


@pytest.mark.parametrize("keep", [wish, lambda consent: introduced(VacancyFactory(), consent)])
def test_whoever_was_spoken_with_stays_where_waves_are_counted_anew(keep):
    vacancy = VacancyFactory()
    consent = jobseeker(vacancy.training_center, followed_from=None)
    assert names(vacancy) == []

    keep(consent)

    assert names(vacancy) == ["Rusmini Apriliani"]


def test_whoever_is_not_available_stays_listed_last():
    vacancy = VacancyFactory(must=["A"], nice=["B"])
    center = vacancy.training_center
    marked, other = jobseeker(center, "Ahmad"), jobseeker(center, "Zainal")
    passes(marked, "A", "B")
    passes(other, "A")
    wish(marked, is_unavailable=True)

    assert names(vacancy) == ["Zainal", "Ahmad"]
    assert list(job_matches.available(vacancy)) == [other]


def test_without_units_everybody_who_agreed_is_listed_by_name():
    vacancy = VacancyFactory()
    for name in ("Zainal", "Ahmad"):
        jobseeker(vacancy.training_center, name)

    assert names(vacancy) == ["Ahmad", "Zainal"]


def test_match_knows_the_introduction_that_is_there():
    vacancy = VacancyFactory()
    made = introduced(vacancy, jobseeker(vacancy.training_center))

    assert [match.introduction for match in job_matches.matches_of(vacancy)] == [made]


def test_a_unit_passed_twice_counts_once_and_one_failed_again_does_not():
    vacancy = VacancyFactory(must=["A", "B"])
    twice = jobseeker(vacancy.training_center, "Dua Kali")
    passes(twice, "A")
    again = EnrollmentFactory(person=twice.person, batch__training_center=vacancy.training_center, state="completed")
    unit = again.batch.version.units.create(position=50, code="A", title="Unit A", jp=8)
    UnitResultFactory(enrollment=again, unit=unit)
    fails = jobseeker(vacancy.training_center, "Gagal Lagi")
    passes(fails, "A")
    first = UnitResult.objects.get(enrollment__person=fails.person)
    UnitResultFactory(enrollment=first.enrollment, unit=first.unit, attempt=2, result="BK", feedback="Belum rapi benar")

    assert [(match.consent, match.must) for match in job_matches.matches_of(vacancy)] == [(twice, 1)]


@pytest.mark.parametrize("people", [1, 60])
def test_list_takes_seven_queries_and_reads_whom_it_shows_however_many_fit(people):
    vacancy = VacancyFactory(must=["A"])
    for number in range(people):
        passes(jobseeker(vacancy.training_center, f"Lulusan {number}"), "A")

    with CaptureQueriesContext(connection) as queries:
        found = job_matches.matches_of(vacancy)

    assert (len(found), len(queries)) == (min(people, job_matches.MOST_SHOWN), 7)
    # Names are read of those shown, and no statement looks for the units of one person after another.
    [names_read] = [query["sql"] for query in queries if "full_name" in query["sql"]]
    asked = names_read[names_read.index(" IN (") :].split(")")[0]
    assert asked.count(",") == len(found) - 1
    units = [query["sql"] for query in queries if UnitResult._meta.db_table in query["sql"]]
    assert [sql.count("SELECT") for sql in units] == [1]


def test_a_place_that_many_wish_for_is_read_once():
    vacancy = VacancyFactory(place="Desa Binuang")
    for number in range(3):
        wish(jobseeker(vacancy.training_center, f"Lulusan {number}"), places="Binuang")
    wish(jobseeker(vacancy.training_center), places="Rantau")

    assert job_matches.near_places(vacancy) == ["Binuang"]


@pytest.mark.parametrize("terms", ["", "daily", "fixed"])
def test_wish_is_missed_only_where_both_say_something_else(terms):
    vacancy = VacancyFactory(terms=terms)
    jobseeker(vacancy.training_center, "Belum Ditanya")
    for wants in Wish.values:
        wish(jobseeker(vacancy.training_center, f"Ingin {wants}"), wants=wants)
    everybody = sorted(["Belum Ditanya", *(f"Ingin {wants}" for wants in Wish.values)])
    missed = [f"Ingin {wants}" for wants in Wish.values if terms and wants not in ("any", terms)]

    assert names(vacancy) == [*(name for name in everybody if name not in missed), *missed]


@given(place=st.text(max_size=80), places=st.text(max_size=80))
def test_nearness_of_any_two_texts_is_told_and_holds_both_ways(place, places):
    assert job_matches.is_near(places, place) is job_matches.is_near(place, places)


def test_a_place_is_near_by_a_whole_word():
    assert job_matches.is_near("BINUANG; Rantau", "Kec. Binuang")
    assert not job_matches.is_near("Binuang Baru di", "Jalan Binuangan di tepi")


def test_units_recognized_from_elsewhere_count_once_beside_those_passed_here():
    vacancy = VacancyFactory(must=["A.1", "B"], nice=["C"])
    here, both, waits, other = (jobseeker(vacancy.training_center, name) for name in ("Sini", "Dua", "Tunggu", "Lain"))
    passes(here, "A.1")
    passes(both, "A.1")
    recognized(both, "a-1")
    recognized(both, "B")
    recognized(both, "B", is_public=True)
    recognized(both, "C")
    RecognizedUnitFactory(person=waits.person, training_center=vacancy.training_center, code="A.1")
    RecognizedUnitFactory(person=other.person, code="A.1", accepted_by=UserFactory(roles=["blk_coordinator"]))

    found = [(match.consent.person.full_name, match.must, match.nice) for match in job_matches.matches_of(vacancy)]

    assert found == [("Dua", 2, 1), ("Sini", 1, 0)]
