"""Opening and closing vacancies."""

from dataclasses import replace
from datetime import date

import pytest

from core.errors import RuleViolation
from outcomes.needs.models import NeedRecord
from outcomes.needs.need_age import counted
from outcomes.needs.need_recording import withdraw
from outcomes.placement import vacancies
from outcomes.placement.models import Vacancy
from outcomes.placement.vacancies import Offer
from tests.factories import ProgramVersionFactory, UserFactory, VocationFactory
from tests.factories.needs import EmployerFactory, NeedRecordFactory
from tests.factories.placement import VacancyFactory, introduced, jobseeker

pytestmark = pytest.mark.django_db


@pytest.fixture
def employer():
    return EmployerFactory()


@pytest.fixture
def offer():
    return Offer("Tukang las", VocationFactory(), 2, closes_on=date(2026, 12, 18), place="Binuang")


def codes(reasons):
    return [reason.code for reason in reasons]


def test_vacancy_opens_today_with_the_units_that_are_taught(employer, offer):
    version = ProgramVersionFactory(program__training_center=employer.training_center, units=2)
    taught = version.units.first()

    made = vacancies.open_vacancy(
        employer, by=employer.recorded_by, offer=replace(offer, must=frozenset({taught.code, "UNKNOWN"}))
    )

    assert (made.opened_on, made.number, made.training_center) == (date(2026, 11, 23), 2, employer.training_center)
    assert list(made.units.values_list("code", "title", "is_must")) == [(taught.code, taught.title, True)]


@pytest.mark.parametrize("day", [None, date(2025, 11, 23), date(2027, 1, 4)])
def test_work_may_have_begun_within_a_year(day, employer, offer):
    assert codes(vacancies.blockers(employer, replace(offer, begins_on=day), by=employer.recorded_by)) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"job": "  "}, "no_job"),
        ({"number": 0}, "nobody"),
        ({"closes_on": date(2026, 11, 22)}, "past"),
        ({"begins_on": date(2025, 11, 22)}, "begun"),
        ({"terms": "monthly"}, "terms"),
        ({"wage_least": 3, "wage_most": 2}, "wages"),
        ({"must": frozenset("A"), "nice": frozenset("A")}, "units"),
        ({"job": "Tukang las untuk mantan napi"}, "word"),
    ],
)
def test_vacancy_is_refused(changes, code, employer, offer):
    assert codes(vacancies.blockers(employer, replace(offer, **changes), by=employer.recorded_by)) == [code]


def test_vacancy_of_an_employer_who_wants_no_contact_or_of_strangers_is_refused(employer, offer):
    employer.attitudes = ["STOP"]

    found = vacancies.blockers(employer, offer, by=UserFactory(roles=["placement_officer"]))

    assert codes(found) == ["not_authorized", "stopped"]


def test_a_vacancy_is_changed_until_it_is_closed_and_keeps_its_job_once_somebody_was_proposed(offer):
    vacancy = VacancyFactory(closes_on=date(2026, 11, 20))
    same = replace(offer, job=vacancy.job, vocation=vacancy.vocation)

    assert codes(vacancies.change_blockers(vacancy, offer, by=vacancy.recorded_by)) == []
    introduced(vacancy, jobseeker(vacancy.training_center))
    assert codes(vacancies.change_blockers(vacancy, offer, by=vacancy.recorded_by)) == ["job_told"]
    assert vacancies.change_vacancy(vacancy, by=vacancy.recorded_by, offer=same).closes_on == offer.closes_on
    vacancies.end_vacancy(vacancy, by=vacancy.recorded_by, ended_as="filled")
    with pytest.raises(RuleViolation):
        vacancies.change_vacancy(vacancy, by=vacancy.recorded_by, offer=same)


def test_vacancy_is_closed_once_with_a_reason():
    vacancy = VacancyFactory()

    vacancies.end_vacancy(vacancy, by=vacancy.recorded_by, ended_as="filled")

    kept = Vacancy.objects.get()
    assert (kept.ended_as, kept.ended_on) == ("filled", date(2026, 11, 23))
    with pytest.raises(RuleViolation) as violation:
        vacancies.end_vacancy(vacancy, by=UserFactory(roles=["placement_officer"]), ended_as="bored")
    assert codes(violation.value.reasons) == ["not_authorized", "ended", "why"]


def test_open_are_those_that_have_not_ended_or_passed():
    open_one = VacancyFactory(closes_on=date(2026, 11, 23))
    VacancyFactory(closes_on=date(2026, 11, 22))
    VacancyFactory(ended_as="withdrawn", ended_on=date(2026, 11, 20))

    assert list(Vacancy.objects.open_on(date(2026, 11, 23))) == [open_one]


def needs():
    return [
        (need.job, need.kind, need.number, need.valid_until, need.withdrawn_on is None)
        for need in NeedRecord.objects.order_by("pk")
    ]


def test_an_open_vacancy_is_a_need_with_its_units_and_follows_it(employer, offer):
    version = ProgramVersionFactory(
        program__training_center=employer.training_center, program__vocation=offer.vocation, units=2
    )
    first, second = version.units.all()
    by, closes = employer.recorded_by, offer.closes_on
    offered = replace(offer, must=frozenset({first.code}), nice=frozenset({second.code}), begins_on=date(2027, 1, 4))

    made = vacancies.open_vacancy(employer, by=by, offer=offered)

    assert needs() == [("Tukang las", "LOW", 2, closes, True)]
    need = made.need
    assert (need.employer, need.vocation, need.place, need.begins) == (employer, offer.vocation, "Binuang", "2027-01")
    assert list(need.units.values_list("code", "is_must")) == [(first.code, True), (second.code, False)]

    longer = replace(offer, number=5, closes_on=date(2027, 2, 1), must=frozenset({second.code}))
    vacancies.change_vacancy(made, by=by, offer=longer)

    assert needs() == [("Tukang las", "LOW", 5, date(2027, 2, 1), True)]
    assert list(need.units.values_list("code", "is_must")) == [(second.code, True)]

    vacancies.end_vacancy(made, by=by, ended_as="filled")

    assert needs() == [("Tukang las", "LOW", 5, date(2027, 2, 1), False)]
    need.refresh_from_db()
    assert need.withdrawn_why == "Lowongan ditutup: Terisi"


def test_a_vacancy_that_was_recorded_by_hand_before_is_counted_once(employer, offer):
    center, day = employer.training_center, date(2026, 11, 23)
    same = {"training_center": center, "employer": employer, "vocation": offer.vocation}
    by_hand = NeedRecordFactory(kind="LOW", job="tukang LAS", number=2, **same)
    NeedRecordFactory(kind="KUN", job="Tukang las", number=4, **same)

    made = vacancies.open_vacancy(employer, by=employer.recorded_by, offer=offer)
    another = vacancies.open_vacancy(employer, by=employer.recorded_by, offer=offer)

    assert made.need == by_hand
    assert another.need not in (None, by_hand)
    assert counted_needs(day) == [("KUN", 2), ("LOW", 2), ("LOW", 2)]


def counted_needs(day):
    rows = {need.pk: need for need in NeedRecord.objects.all()}
    return sorted((rows[pk].kind, number) for pk, number in counted(rows.values(), day).items())


@pytest.mark.parametrize(
    ("ended_as", "after"), [("filled", [("KUN", 4)]), ("withdrawn", [("KUN", 4)]), ("lapsed", [("KUN", 6)])]
)
def test_a_vacancy_is_a_part_of_the_need_that_a_visit_heard(ended_as, after, employer, offer):
    """The same job by its name, another by the choice of the officer; afterwards as it was closed."""
    day, by = date(2026, 11, 23), employer.recorded_by
    same = {"training_center": employer.training_center, "employer": employer, "vocation": offer.vocation}
    visit = NeedRecordFactory(job="Tukang LAS", **same)

    made = vacancies.open_vacancy(employer, by=by, offer=offer)
    assert (made.need.part_of, counted_needs(day)) == (visit, [("KUN", 4), ("LOW", 2)])
    vacancies.end_vacancy(made, by=by, ended_as=ended_as)
    assert counted_needs(day) == after

    named = vacancies.open_vacancy(employer, by=by, offer=replace(offer, job="Pengelas pagar", serves=visit))
    assert named.need.part_of == visit
    stranger = replace(offer, serves=NeedRecordFactory())
    assert codes(vacancies.blockers(employer, stranger, by=by)) == ["serves"]


def test_a_vacancy_for_this_day_alone_counts_a_day_as_need(employer, offer):
    made = vacancies.open_vacancy(employer, by=employer.recorded_by, offer=replace(offer, closes_on=date(2026, 11, 23)))

    assert made.need.valid_until == date(2026, 11, 24)


def test_the_need_of_an_open_vacancy_is_not_withdrawn_by_hand(employer, offer):
    made = vacancies.open_vacancy(employer, by=employer.recorded_by, offer=offer)

    with pytest.raises(RuleViolation) as violation:
        withdraw(made.need, by=employer.recorded_by, reason="Salah ketik jumlahnya")

    assert codes(violation.value.reasons) == ["vacancy_open"]


def test_a_need_that_was_withdrawn_by_hand_stays_withdrawn(employer, offer):
    """As it could be before an open vacancy kept it."""
    by = employer.recorded_by
    made = vacancies.open_vacancy(employer, by=by, offer=offer)
    NeedRecord.objects.update(withdrawn_on=made.opened_on, withdrawn_why="Salah ketik jumlahnya")

    vacancies.change_vacancy(made, by=by, offer=replace(offer, number=9))
    vacancies.end_vacancy(made, by=by, ended_as="lapsed")

    made.need.refresh_from_db()
    assert (made.need.number, made.need.withdrawn_why) == (2, "Salah ketik jumlahnya")


def test_nothing_is_left_of_a_vacancy_whose_need_is_refused(employer, offer):
    """Who may open vacancies and keep no needs opens none."""
    employer.name = "Bengkel Rutan"
    employer.save(update_fields=["name"])

    with pytest.raises(RuleViolation):
        vacancies.open_vacancy(employer, by=employer.recorded_by, offer=offer)

    assert (Vacancy.objects.count(), NeedRecord.objects.count()) == (0, 0)
