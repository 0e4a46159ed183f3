"""Pages of vacancies and introductions: what they show, what they do, and to whom they stay closed."""

from datetime import date

import pytest
from django.urls import reverse

from core.models import AccessLogEntry
from outcomes.followup.models.outcomes import Outcome
from outcomes.placement import employer_vacancies
from outcomes.placement.models import Introduction, JobWish, Vacancy
from tests.factories import ProgramVersionFactory, UserFactory
from tests.factories.needs import EmployerFactory
from tests.factories.placement import VacancyFactory, introduced, jobseeker, passes

pytestmark = pytest.mark.django_db
LETTER = {"name": "Rusmini", "employer": "Bengkel", "village": "", "job": "Las", "units": [], "certificates": []}


@pytest.fixture
def vacancy():
    return VacancyFactory(must=["A"])


@pytest.fixture
def pages(sign_in, vacancy):
    return sign_in(vacancy.recorded_by)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def address(name, *rows):
    return reverse(f"outcomes:{name}", args=[row.public_id for row in rows])


def test_vacancy_is_added_on_the_page_of_its_employer(pages, vacancy):
    employer = EmployerFactory(training_center=vacancy.training_center)
    version = ProgramVersionFactory(program__training_center=vacancy.training_center)
    unit = version.units.first()

    assert address("vacancy_new", employer) in pages.get(address("employer_detail", employer)).content.decode()
    answer = pages.post(
        address("vacancy_new", employer),
        {
            "job": "Pembantu bengkel",
            "vocation": version.program.vocation_id,
            "number": "1",
            "wage_least": "2.400.000",
            "closes_on": "18/12/2026",
            "must": [unit.code],
        },
    )

    made = Vacancy.objects.get(employer=employer)
    assert answer["Location"] == address("vacancy_detail", made)
    assert (made.job, made.wage_least, made.units.get().code) == ("Pembantu bengkel", 2_400_000, unit.code)


def test_a_vacancy_is_corrected_as_it_was_shown(pages, vacancy):
    version = ProgramVersionFactory(program__training_center=vacancy.training_center)
    unit = version.units.first()
    form = text_of(pages.get(address("vacancy_edit", vacancy)))
    seen = pages.get(address("vacancy_edit", vacancy)).context["form"]["seen"].value()
    offer = {
        "seen": seen,
        "job": vacancy.job,
        "vocation": vacancy.vocation_id,
        "number": "3",
        "place": "Rantau",
        "wage_least": "2.000.000",
        "closes_on": "31/01/2027",
        "nice": [unit.code],
    }

    answer = pages.post(address("vacancy_edit", vacancy), offer)
    late = pages.post(address("vacancy_edit", vacancy), {**offer, "number": "9"})

    vacancy.refresh_from_db()
    assert ("31/12/2026" in form, answer["Location"]) == (True, address("vacancy_detail", vacancy))
    assert (vacancy.number, vacancy.place, vacancy.closes_on) == (3, "Rantau", date(2027, 1, 31))
    assert [(one.code, one.is_must) for one in vacancy.units.all()] == [("A", True), (unit.code, False)]
    assert (late.status_code, vacancy.wage_least) == (422, 2_000_000)


def test_from_match_to_work(pages, vacancy):
    consent = jobseeker(vacancy.training_center)
    passes(consent, "A")

    assert "Rusmini Apriliani" in text_of(pages.get(address("vacancy_detail", vacancy)))
    pages.post(address("introduction_new", vacancy, consent))
    made = Introduction.objects.get()
    for step in ("ORANG_SETUJU", "DIKIRIM", "DITERIMA"):
        answer = pages.post(address("introduction_step", made), {"step": step, "on": "23/11/2026"})
        assert answer["Location"] == address("introduction_detail", made)
    pages.post(
        address("introduction_step", made), {"step": "MULAI_KERJA", "on": "23/11/2026", "works_since": "20/11/2026"}
    )

    page = text_of(pages.get(address("introduction_detail", made)))
    assert ("Bekerja sejak" in page, "20 November 2026" in page) == (True, True)
    assert address("introduction_letter", made) in page
    made.refresh_from_db()
    assert (made.step, Outcome.objects.get().works_since) == ("MULAI_KERJA", date(2026, 11, 20))
    assert made.steps.count() == 5


def test_refused_step_shows_why_and_changes_nothing(pages, vacancy):
    made = introduced(vacancy, jobseeker(vacancy.training_center), step="DIKIRIM", letter=LETTER)

    answer = pages.post(address("introduction_step", made), {"step": "DITOLAK", "on": "23/11/2026"})

    assert answer.status_code == 422
    assert "Pilih mengapa tidak berlanjut" in text_of(answer)
    made.refresh_from_db()
    assert made.step == "DIKIRIM"


def test_the_day_of_started_work_is_asked_as_needed_and_the_step_is_called_so(pages, vacancy):
    made = introduced(vacancy, jobseeker(vacancy.training_center), step="DITERIMA", letter=LETTER)

    page = text_of(pages.get(address("introduction_detail", made)))

    assert "Wajib untuk langkah ini" in page
    assert "Riwayat" not in page
    assert "(opsional)" not in page.split("Bila sudah mulai bekerja")[1].split("</label>")[0]


def test_the_list_of_matches_tells_the_place_wished(pages, vacancy):
    consent = jobseeker(vacancy.training_center)
    passes(consent, "A")
    pages.post(address("wish_edit", consent), {"wants": "daily", "places": "Binuang Timur", "told_on": "20/11/2026"})

    assert "Ingin bekerja di Binuang Timur" in text_of(pages.get(address("vacancy_detail", vacancy)))


def test_a_wish_noted_from_a_vacancy_leads_back_to_it(pages, vacancy):
    consent = jobseeker(vacancy.training_center)
    passes(consent, "A")
    other = VacancyFactory()
    form = f"{address('wish_edit', consent)}?lowongan="
    told = {"wants": "daily", "places": "Binuang", "told_on": "20/11/2026"}

    assert f"{form}{vacancy.public_id}" in text_of(pages.get(address("vacancy_detail", vacancy)))
    assert pages.post(f"{form}{vacancy.public_id}", told)["Location"] == address("vacancy_detail", vacancy)
    for stranger in (other.public_id, "bukan-nomor"):
        assert pages.post(f"{form}{stranger}", told)["Location"] == reverse("outcomes:vacancy_list")


def test_the_page_of_an_employer_tells_its_vacancies_and_what_came_of_them(pages, vacancy):
    for step in ("DIUSULKAN", "MULAI_KERJA"):
        introduced(vacancy, jobseeker(vacancy.training_center, f"Lulusan {step}"), step=step, letter=LETTER)
    ended = VacancyFactory(
        employer=vacancy.employer,
        training_center=vacancy.training_center,
        job="Pembantu bengkel",
        opened_on=date(2026, 10, 1),
        ended_as="filled",
        ended_on=date(2026, 10, 5),
    )

    page = text_of(pages.get(address("employer_detail", vacancy.employer)))

    shown = employer_vacancies.vacancies_of(vacancy.employer, date(2026, 11, 23))
    assert [(one.job, one.state[0], one.proposed, one.started) for one in shown] == [
        (vacancy.job, "ok", 2, 1),
        (ended.job, "quiet", 0, 0),
    ]
    assert (address("vacancy_detail", vacancy) in page, address("vacancy_detail", ended) in page) == (True, True)
    assert "Lulusan MULAI_KERJA" not in page


def test_letter_is_a_paper_of_the_center_and_its_print_is_logged(pages, vacancy):
    made = introduced(vacancy, jobseeker(vacancy.training_center), step="ORANG_SETUJU", letter=LETTER)

    answer = pages.get(address("introduction_letter", made))

    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert 'filename="surat-pengantar.pdf"' in answer["Content-Disposition"]
    assert AccessLogEntry.objects.filter(subject="letter of introduction").count() == 1


def test_there_is_no_letter_before_the_person_agreed(pages, vacancy):
    made = introduced(vacancy, jobseeker(vacancy.training_center))

    assert pages.get(address("introduction_letter", made)).status_code == 404


def test_wish_is_kept(pages, vacancy):
    consent = jobseeker(vacancy.training_center)

    answer = pages.post(address("wish_edit", consent), {"wants": "daily", "places": "Binuang", "told_on": "20/11/2026"})

    assert answer["Location"] == reverse("outcomes:vacancy_list")
    assert JobWish.objects.get().wants == "daily"


def test_whoever_is_marked_stays_on_the_list_without_a_button(pages, vacancy):
    consent = jobseeker(vacancy.training_center)
    passes(consent, "A")
    propose = address("introduction_new", vacancy, consent)
    assert propose in text_of(pages.get(address("vacancy_detail", vacancy)))

    pages.post(address("wish_edit", consent), {"wants": "any", "told_on": "20/11/2026", "is_unavailable": "on"})

    page = text_of(pages.get(address("vacancy_detail", vacancy)))
    assert ("Rusmini Apriliani" in page, "Saat ini tidak bersedia" in page, propose in page) == (True, True, False)
    assert pages.post(propose).status_code == 422
    assert not Introduction.objects.exists()


def test_letter_that_no_longer_stands_is_refused_with_a_sentence(pages, vacancy):
    consent = jobseeker(vacancy.training_center)
    said = {**LETTER, "certificates": [{"number": "12/BLK/2026", "program": "Las"}]}
    made = introduced(vacancy, consent, step="ORANG_SETUJU", letter=said)
    letter = address("introduction_letter", made)

    answer = pages.get(letter)

    assert answer.status_code == 422
    assert "tidak berlaku lagi" in text_of(answer)
    assert letter not in text_of(pages.get(address("introduction_detail", made)))
    assert not AccessLogEntry.objects.filter(subject="letter of introduction").exists()


def test_words_of_the_letter_are_gone_after_a_withdrawal(pages, vacancy):
    made = introduced(vacancy, jobseeker(vacancy.training_center), step="DIKIRIM", letter=LETTER)
    assert "Isi surat" in text_of(pages.get(address("introduction_detail", made)))

    pages.post(address("introduction_step", made), {"step": "MUNDUR", "on": "23/11/2026", "why": "LAIN"})

    page = pages.get(address("introduction_detail", made))
    assert (page.status_code, "Isi surat" in text_of(page)) == (200, False)
    assert pages.get(address("introduction_letter", made)).status_code == 404


def test_vacancy_is_closed(pages, vacancy):
    pages.post(address("vacancy_end", vacancy), {"ended_as": "filled"})

    vacancy.refresh_from_db()
    assert vacancy.ended_as == "filled"
    assert vacancy.job not in text_of(pages.get(reverse("outcomes:vacancy_list")))
    assert vacancy.job in text_of(pages.get(reverse("outcomes:vacancy_list") + "?state=all"))


@pytest.mark.parametrize("count", [1, 29])
def test_lists_take_the_same_few_queries(count, pages, vacancy, django_assert_num_queries):
    for _number in range(count):
        introduced(VacancyFactory(training_center=vacancy.training_center), jobseeker(vacancy.training_center))

    pages.get(reverse("outcomes:vacancy_list"))
    # The second one shows people, which is an entry in the access log.
    for name, queries in (("vacancy_list", 3), ("introduction_list", 4)):
        with django_assert_num_queries(queries):
            pages.get(reverse(f"outcomes:{name}"))


@pytest.mark.parametrize("count", [1, 30])
def test_the_match_takes_the_same_few_queries(count, pages, vacancy, django_assert_num_queries):
    for number in range(count):
        passes(jobseeker(vacancy.training_center, f"Rusmini {number}"), vacancy.units.first().code)
    pages.get(address("vacancy_detail", vacancy))

    with django_assert_num_queries(11):
        pages.get(address("vacancy_detail", vacancy))


def test_names_of_graduates_stay_with_the_placement_officer(sign_in, vacancy):
    consent = jobseeker(vacancy.training_center)
    passes(consent, "A")
    made = introduced(vacancy, consent)
    coordinator = sign_in(UserFactory(roles=["blk_coordinator"], training_center=vacancy.training_center))

    page = coordinator.get(address("vacancy_detail", vacancy))

    assert "Rusmini" not in text_of(page)
    assert coordinator.get(address("introduction_detail", made)).status_code == 403


def test_another_center_finds_nothing(sign_in, vacancy):
    made = introduced(vacancy, jobseeker(vacancy.training_center))
    stranger = sign_in(UserFactory(roles=["placement_officer"]))

    for page in (address("vacancy_detail", vacancy), address("introduction_detail", made)):
        assert stranger.get(page).status_code == 404


def test_facility_finds_no_page(sign_in, vacancy):
    made = introduced(vacancy, jobseeker(vacancy.training_center))
    head = sign_in(UserFactory(roles=["rutan_head", "training_officer"]))

    for page in (reverse("outcomes:vacancy_list"), address("introduction_detail", made)):
        assert head.get(page).status_code == 403
