from datetime import date, timedelta

import pytest
from django.urls import reverse

from certification.assessment.models.minutes import PersonSignOff
from certification.sealing import daily_roots
from core.models import AccessLogEntry, Job
from inmates.custody.models.stays import Housing, RegisterNumber
from inmates.people.models import Person
from programs.attendance.attendance_figures import Attendance
from programs.circumstances import custody_end
from programs.places.models import Enrollment
from programs.timetable.models.sessions import CancelReason, Session
from reports.wali_sheets import sheet_paper
from reports.wali_sheets.monthly_sheet import sheets
from reports.wali_sheets.people_of_month import people_of_month
from tests.conftest import MONDAY
from tests.factories import BatchFactory, EnrollmentFactory, FacilityFactory, SessionFactory, UserFactory
from tests.factories.certification import UnitResultFactory, mark_all, sign
from tests.factories.hand_worked import hand_worked
from tests.papers import pages

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)


def place_of(facility, wali=None, **fields):
    return EnrollmentFactory(batch=BatchFactory(facility=facility), person__case_officer=wali, **fields)


def only(found):
    ((training,),) = [sheet.trainings for sheet in found]
    return training


def sheet_of(place, month, reader):
    return only(sheets(Person.objects.filter(pk=place.person_id), month, reader=reader))


@pytest.mark.engines
def test_the_months_have_the_hours_that_were_worked_out_by_hand():
    worked = hand_worked()
    people = Person.objects.all()

    october = {sheet.person.full_name: only([sheet]) for sheet in sheets(people, OCTOBER, reader=worked.officer)}
    november = {sheet.person.full_name: only([sheet]) for sheet in sheets(people, NOVEMBER, reader=worked.officer)}

    # Whoever joined in November has no sheet of October.
    assert {name: row.figures.within for name, row in october.items()} == {
        name: worked.by_unit[name][0] for name in worked.places if name != "Indra Lesmana"
    }
    assert {name: row.figures.within for name, row in november.items()} == {
        name: sum(worked.by_unit[name][1:], Attendance()) for name in worked.places
    }
    assert {name: row.figures.until for name, row in november.items()} == {
        name: worked.whole[name] for name in worked.places
    }
    assert {name: [line.figures.until for line in row.units] for name, row in november.items()} == {
        name: worked.by_unit[name] for name in worked.places
    }


def test_planned_is_what_was_attended_missed_not_recorded_and_to_come():
    worked = hand_worked()

    found = sheet_of(worked.places["Purnomo"], NOVEMBER, worked.officer).tally

    # 15 sessions of November, two of them cancelled: s06 s07 s08 s10 s11 s12 s13 s15 s16 s17 s18 s19 s20.
    assert (found.planned, found.planned_jp, found.attended) == (13, 4 * 4 + 4 * 2 + 5 * 6, 7)
    assert (found.late, found.minutes_late) == (4, 70 + 59 + 120 + 91)
    assert found.absences == {"Alpa": 1, "Bon": 1, "Isolasi": 1, "Izin": 1, "Kunjungan": 1, "Sakit": 1}
    assert found.planned == found.attended + sum(found.absences.values()) + found.unrecorded + found.to_come


def test_sessions_without_a_mark_are_told_from_those_to_come(facility, officer):
    place = place_of(facility)
    for days in (-3, 0, 1, 2):
        SessionFactory(batch=place.batch, date=MONDAY.date() + timedelta(days=days))

    found = sheet_of(place, NOVEMBER, officer).tally

    # That of today runs still.
    assert (found.planned, found.attended, found.unrecorded, found.under_way, found.to_come) == (4, 0, 1, 1, 2)


def test_results_are_those_of_the_end_of_the_month(facility, officer):
    place = place_of(facility, ends_on=date(2026, 12, 18))
    UnitResultFactory(enrollment=place, result="BK", feedback="Ulangi", assessed_on=date(2026, 11, 20))
    UnitResultFactory(enrollment=place, attempt=2, assessed_on=date(2026, 12, 2))

    found = [sheet_of(place, month, officer).units[0].result for month in (NOVEMBER, DECEMBER)]

    assert [result.result for result in found] == ["BK", "K"]


@pytest.mark.engines
@pytest.mark.parametrize(
    ("signed", "words"),
    [("", "Belum kompeten (belum dikunci)"), ("batch", "Belum kompeten"), ("person", "Belum kompeten")],
)
def test_a_result_without_minutes_is_told_as_not_signed_off_on_page_and_paper(
    facility, officer, sign_in, signed, words
):
    place = place_of(facility, ends_on=date(2026, 12, 18))
    UnitResultFactory(enrollment=place, result="BK", feedback="Ulangi", assessed_on=date(2026, 11, 20))
    if signed == "batch":
        sign(place.batch)
    elif signed == "person":
        Enrollment.objects.filter(pk=place.pk).update(state="ended", ended_on=date(2026, 11, 21), end_reason="transfer")
        minutes = {"enrollment": place, "ended_on": date(2026, 11, 21), "number": "BA-7", "signed_by": officer}
        PersonSignOff.objects.create(minutes={}, **minutes)
    client = sign_in(officer)

    page, printed = client.get(url("wali_sheet", place)), client.get(url("wali_sheet_print", place))

    shown = [" ".join(page.text.split()), " ".join("\n".join(pages(printed.content)).split())]
    assert [words in text for text in shown] == [True, True]
    assert ["belum dikunci" in text for text in shown] == [not signed] * 2


@pytest.mark.engines
def test_a_result_after_the_last_session_gets_a_sheet_of_its_month(facility, officer):
    place = place_of(facility)
    assert sheets(Person.objects.all(), DECEMBER, reader=officer) == []

    UnitResultFactory(enrollment=place, assessed_on=date(2026, 12, 2))

    assert sheet_of(place, DECEMBER, officer).units[0].result.result == "K"


@pytest.mark.engines
def test_who_has_left_the_course_or_cancelled_sessions_count_for_nothing(facility, officer):
    left = place_of(facility, state="ended", ended_on=date(2026, 10, 30), end_reason="withdrew")
    stays = place_of(facility)
    session = SessionFactory(batch=stays.batch)
    mark_all(session, [stays])
    Session.objects.filter(pk=session.pk).update(state="cancelled", cancel_cause=CancelReason.objects.get(code="power"))

    found = sheets(Person.objects.all(), NOVEMBER, reader=officer)

    assert [sheet.person for sheet in found] == [stays.person]
    assert (only(found).tally.planned, only(found).figures.within) == (0, Attendance())
    assert left.person not in [sheet.person for sheet in found]


@pytest.mark.engines
@pytest.mark.parametrize("count", [1, 30])
def test_sheets_cost_the_same_for_one_and_for_thirty(facility, officer, django_assert_num_queries, count):
    places = [place_of(facility) for _ in range(count)]
    for place in places:
        mark_all(SessionFactory(batch=place.batch), [place])
        UnitResultFactory(enrollment=place)

    with django_assert_num_queries(8):
        assert len(sheets(Person.objects.visible_to(officer), NOVEMBER, reader=officer)) == count


# Pages


def url(name, place=None, month=NOVEMBER):
    return reverse(f"reports:{name}", args=[place.person.public_id] if place else []) + f"?bulan={month}"


@pytest.mark.engines
def test_a_case_officer_sees_and_prints_the_own_wards_only(facility, wali, sign_in):
    ward, other = place_of(facility, wali), place_of(facility)
    client = sign_in(wali)

    listed = client.get(url("wali_sheet_list"))
    printed = client.get(url("wali_sheets_print"))

    assert [sheet.person for sheet in listed.context["page"].rows] == [ward.person]
    text = "\n".join(pages(printed.content))
    assert ward.person.full_name in text
    assert other.person.full_name not in text
    assert [client.get(url(name, other)).status_code for name in ("wali_sheet", "wali_sheet_print")] == [404, 404]
    assert _log() == [
        ("view", str(ward.person_id), "wali sheet"),
        ("print", str(ward.person_id), "wali sheet"),
    ]


def _log():
    return list(AccessLogEntry.objects.order_by("pk").values_list("kind", "subject_id", "subject"))


@pytest.mark.engines
def test_a_training_officer_chooses_the_case_officer(facility, officer, wali, sign_in):
    ward = place_of(facility, wali)
    place_of(facility)
    client = sign_in(officer)

    everybody = client.get(url("wali_sheet_list"))
    chosen = client.get(url("wali_sheet_list") + f"&wali={wali.public_id}")

    assert everybody.context["total"] == 2
    assert [sheet.person for sheet in chosen.context["page"].rows] == [ward.person]


def test_the_page_of_a_person_shows_the_month(facility, officer, sign_in):
    place = place_of(facility)
    session = SessionFactory(batch=place.batch, date=date(2026, 11, 20))
    mark_all(session, [place], code="court")

    response = sign_in(officer).get(url("wali_sheet", place))

    assert "Sidang 1" in response.text
    assert "0 dari 1 sesi" in response.text


def test_a_month_without_training_says_so(facility, officer, sign_in):
    place = place_of(facility)
    client = sign_in(officer)

    assert "Tidak ada pelatihan pada bulan ini" in client.get(url("wali_sheet", place, OCTOBER)).text
    assert client.get(url("wali_sheets_print", month=OCTOBER)).status_code == 422


@pytest.mark.parametrize("month", ["2026-11", "x", "2031-01-01", ""])
def test_a_month_that_cannot_be_chosen_is_this_month(facility, officer, sign_in, month):
    place_of(facility)

    response = sign_in(officer).get(reverse("reports:wali_sheet_list") + f"?bulan={month}")

    assert (response.status_code, response.context["month"]) == (200, NOVEMBER)


def test_every_person_begins_a_page_of_the_printed_file(facility, officer, wali, sign_in):
    places = [place_of(facility, wali, person__full_name=f"Muhammad Syarifuddin Hidayatullah ke-{n}") for n in range(3)]
    for place in places:
        mark_all(SessionFactory(batch=place.batch), [place])

    response = sign_in(officer).get(url("wali_sheets_print"))

    sheets_printed = pages(response.content)
    assert len(sheets_printed) == 3
    for place, text in zip(places, sheets_printed, strict=True):
        assert place.person.full_name in text
        assert "Halaman 1 dari 1" in text
    assert response["Content-Disposition"] == 'inline; filename="lembar-wali-2026-11.pdf"'


@pytest.mark.engines
def test_more_sheets_than_are_printed_at_once_are_made_in_the_background(facility, officer, sign_in):
    few = [place_of(facility) for _ in range(sheet_paper.MOST_AT_ONCE)]
    client = sign_in(officer)
    at_once, start = url("wali_sheets_print"), url("wali_sheets_start")
    assert (at_once in client.get(url("wali_sheet_list")).text, len(few)) == (True, 10)

    place_of(facility)
    listed, refused = client.get(url("wali_sheet_list")).text, client.get(at_once)

    assert (at_once in listed, start in listed) == (False, True)
    assert refused.status_code == 422
    assert "Ada 11 lembar, sedangkan lebih dari 10 lembar disiapkan di latar belakang" in refused.text


@pytest.mark.engines
@pytest.mark.parametrize("count", [1, 30])
def test_the_list_asks_the_same_few_questions(facility, officer, sign_in, django_assert_num_queries, count):
    for _ in range(count):
        place_of(facility)
    client = sign_in(officer)

    with django_assert_num_queries(15):
        client.get(url("wali_sheet_list"))


LEFT_ON = date(2026, 11, 20)


def leave(place, kind, **more):
    registrar = UserFactory(roles=["registrar"], facility=place.batch.facility)
    return custody_end.leave(place.person, by=registrar, kind=kind, on=LEFT_ON, **more)


def listed(sign_in, user, month):
    page = sign_in(user).get(reverse("reports:wali_sheet_list") + f"?bulan={month.isoformat()}")
    return [sheet.person.pk for sheet in page.context["page"].rows]


@pytest.mark.engines
@pytest.mark.parametrize("kind", ["conditional", "transfer"])
def test_who_left_keeps_the_sheet_of_the_month_for_the_house_and_the_case_officer(
    facility, wali, officer, sign_in, kind
):
    place = place_of(facility, wali, starts_on=date(2026, 11, 2), person__with_custody=True)
    another = UserFactory(roles=["case_officer"], facility=facility)
    leave(place, kind)

    told = [listed(sign_in, user, NOVEMBER) for user in (officer, wali, another)]

    assert told == [[place.person_id], [place.person_id], []]


def told_of(sheet):
    person = sheet.person
    officer = person.case_officer.full_name if person.case_officer else None
    return person.register_number, person.block, person.cell, officer


@pytest.fixture
def gone(facility, wali):
    """A place of somebody who stayed in D/4 from 10 November on, and left on the 20th."""
    place = place_of(facility, wali, starts_on=date(2026, 10, 5), person__with_custody=True)
    person = place.person
    person.register_numbers.update(number="B.I-77/2026", number_key="b177")
    person.housings.update(block="C", cell="1", until=date(2026, 11, 9))
    Housing.objects.create(person=person, block="D", cell="4", from_date=date(2026, 11, 10))
    return place


@pytest.mark.engines
@pytest.mark.parametrize("kind", ["conditional", "transfer"])
def test_the_sheet_of_who_left_says_what_stood_on_the_last_day_and_how_the_stay_ended(gone, wali, officer, kind):
    leave(gone, kind)

    (sheet,) = sheets(Person.objects.filter(pk=gone.person_id), NOVEMBER, reader=officer)

    how = {"conditional": "PB, CB, atau CMB", "transfer": "Pindah ke UPT lain"}[kind]
    assert told_of(sheet) == ("B.I-77/2026", "D", "4", wali.full_name)
    assert sheet_paper.left_words(sheet) == (
        f"Keluar pada 20 Nov 2026: {how}. Blok dan wali sesuai hari terakhir di sini."
    )


@pytest.mark.engines
def test_the_sheet_of_a_month_before_the_leaving_says_what_stood_at_its_end(gone, wali, officer):
    leave(gone, "conditional")

    (sheet,) = sheets(Person.objects.filter(pk=gone.person_id), OCTOBER, reader=officer)

    assert told_of(sheet) == ("B.I-77/2026", "C", "1", wali.full_name)
    assert sheet_paper.left_words(sheet) == ""


@pytest.mark.engines
def test_the_printed_sheet_of_who_left_names_number_block_and_day(gone, wali, officer):
    leave(gone, "conditional")
    root = daily_roots.short(daily_roots.take().details["root"])
    found = sheets(Person.objects.filter(pk=gone.person_id), NOVEMBER, reader=officer)

    text = " ".join(" ".join(pages(sheet_paper.paper(found, NOVEMBER, by=officer))).split())

    wanted = [
        f"Akar harian 2026-11-23: {root}",
        "B.I-77/2026",
        "D / 4",
        wali.full_name,
        "Keluar pada 20 Nov 2026: PB, CB, atau CMB.",
    ]
    assert [words for words in wanted if words not in text] == []


@pytest.mark.engines
def test_further_pages_say_whose_they_are(facility, wali, officer):
    batch = BatchFactory(facility=facility, version__units=40)
    ward = {"full_name": "Akhmad Effendi", "case_officer": wali, "with_custody": True}
    place = EnrollmentFactory(batch=batch, **{f"person__{name}": value for name, value in ward.items()})
    RegisterNumber.objects.filter(person=place.person).update(number="B.IIa 1105/2024")
    mark_all(SessionFactory(batch=place.batch), [place])

    first, *further = pages(
        sheet_paper.paper(
            sheets(Person.objects.filter(pk=place.person_id), NOVEMBER, reader=officer), NOVEMBER, by=officer
        )
    )

    head = "Akhmad Effendi · B.IIa 1105/2024 · November 2026"
    assert [(head in text, f"Halaman {n} dari {len(further) + 1}" in text) for n, text in enumerate(further, 2)] == [
        (True, True)
    ] * len(further)
    assert (bool(further), head in first) == (True, False)


def test_what_is_not_recorded_of_who_left_stays_open(facility, officer):
    place = place_of(facility, starts_on=date(2026, 11, 2), person__with_custody=True)
    place.person.housings.all().delete()
    leave(place, "conditional")

    (sheet,) = sheets(Person.objects.filter(pk=place.person_id), NOVEMBER, reader=officer)

    assert told_of(sheet)[1:] == (None, None, None)


@pytest.mark.engines
@pytest.mark.parametrize("count", [1, 30])
def test_sheets_of_those_who_left_cost_the_same(facility, wali, officer, django_assert_num_queries, count):
    for _ in range(count):
        leave(place_of(facility, wali, starts_on=date(2026, 11, 2), person__with_custody=True), "conditional")

    with django_assert_num_queries(13):
        assert len(sheets(people_of_month(officer, NOVEMBER), NOVEMBER, reader=officer)) == count


@pytest.mark.parametrize("arrival", [LEFT_ON, date(2026, 11, 21)])
@pytest.mark.parametrize("until", [None, date(2026, 11, 25)])
def test_the_sheet_of_who_left_tells_nothing_that_another_house_has_recorded(gone, officer, sign_in, arrival, until):
    leave(gone, "transfer")
    elsewhere = FacilityFactory()
    Person.objects.filter(pk=gone.person_id).update(
        facility=elsewhere, case_officer=UserFactory(roles=["case_officer"], facility=elsewhere, full_name="Sari Lain")
    )
    Housing.objects.create(person=gone.person, block="Zeta-9", cell="7", from_date=arrival, until=until)
    RegisterNumber.objects.create(
        person=gone.person, facility=elsewhere, number="Zeta-1", number_key="zeta1", from_date=arrival
    )

    page = sign_in(officer).get(url("wali_sheet", gone))

    assert (page.status_code, page.context["sheet"].person.block, page.context["is_here"]) == (200, "D", False)
    assert [word for word in ("Zeta-9", "Zeta-1", "Sari Lain") if word in page.content.decode()] == []
    assert "Keluar pada 20 Nov 2026: Pindah ke UPT lain." in page.content.decode()


@pytest.mark.engines
def test_another_house_reads_no_sheet_of_a_month_before_the_arrival(facility, sign_in):
    place = place_of(facility, starts_on=date(2026, 11, 2), person__with_custody=True)
    leave(place, "conditional")

    stranger = sign_in(UserFactory(roles=["training_officer"]))

    assert stranger.get(url("wali_sheet", place) + "?bulan=2026-11-01").status_code == 404


@pytest.mark.engines
def test_a_case_officer_finds_the_print_again_on_the_list(facility, wali, sign_in):
    for _ in range(11):
        place_of(facility, wali)
    client, address = sign_in(wali), reverse("reports:wali_sheet_list")

    client.post(reverse("reports:wali_sheets_start"), {})
    job = Job.objects.get()

    assert reverse("core:job_detail", args=[job.public_id]) in client.get(address).content.decode()
    other = sign_in(UserFactory(roles=["case_officer"], facility=facility)).get(address)
    assert other.context["prints"] == []
