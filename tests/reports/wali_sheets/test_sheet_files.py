from datetime import date, timedelta

import pytest
from django.urls import reverse

from core import clock, due, jobs
from core.models import AccessLogEntry, Job
from inmates.people.models import Person
from reports.wali_sheets import sheet_files
from reports.wali_sheets.models import SheetFile
from reports.wali_sheets.monthly_sheet import sheets
from tests.factories import BatchFactory, EnrollmentFactory, UserFactory
from tests.papers import pages

pytestmark = pytest.mark.django_db

NOVEMBER = date(2026, 11, 1)


def place_of(facility, wali=None, **fields):
    return EnrollmentFactory(batch=BatchFactory(facility=facility), person__case_officer=wali, **fields)


def started(by, month=NOVEMBER):
    return sheet_files.start(sheets(Person.objects.visible_to(by), month, reader=by), month, by=by)


def printed(by):
    job = started(by)
    jobs.run_job.func(job.pk)
    job.refresh_from_db()
    return job


def file_url(job):
    return reverse("reports:wali_sheets_file", args=[job.public_id])


def reasons(job, reader):
    people = sheet_files.people_of(job, reader=reader)
    return [reason.code for reason in sheet_files.fetch_blockers(job, people)]


# Rule


def test_a_print_has_an_item_for_each_person(facility, officer):
    places = [place_of(facility, person__full_name=name) for name in ("Agus", "Budi")]

    job = started(officer)

    assert list(job.items.values_list("label", "reference")) == [
        (place.person.full_name, str(place.person_id)) for place in places
    ]
    assert (job.total, job.parameters, job.result_url) == (2, {"month": "2026-11-01"}, file_url(job))


def test_nobody_or_more_than_one_file_holds_is_refused(facility, officer):
    place_of(facility)
    (sheet,) = sheets(Person.objects.all(), NOVEMBER, reader=officer)
    most = sheet_files.MOST_PEOPLE

    found = [[reason.code for reason in sheet_files.start_blockers([sheet] * count)] for count in (0, most, most + 1)]

    assert found == [["nobody"], [], ["too_many"]]


def test_every_sheet_counts_its_own_pages_and_stands_by_name(facility, officer):
    for name in ("Budi", "Agus", "Candra"):
        place_of(facility, person__full_name=name)

    job = printed(officer)

    found = pages(sheet_files.joined(job, sheet_files.people_of(job, reader=officer)))
    assert (job.state, job.done) == (Job.State.DONE, 3)
    assert ["Agus" in found[0], "Budi" in found[1], "Candra" in found[2]] == [True, True, True]
    assert ["Halaman 1 dari 1" in text for text in found] == [True, True, True]


def test_a_ward_who_was_given_to_somebody_else_meanwhile_is_left_out_and_named(facility, wali):
    kept, given = place_of(facility, wali), place_of(facility, wali)
    job = started(wali)
    Person.objects.filter(pk=given.person_id).update(case_officer=None)

    jobs.run_job.func(job.pk)

    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert list(job.items.filter(state="failed").values_list("label", "message")) == [
        (given.person.full_name, "Lembar orang ini pada bulan tersebut tidak dapat Anda lihat lagi.")
    ]
    assert sheet_files.people_of(job, reader=wali) == [kept.person]
    assert reasons(job, wali) == []


def test_what_cannot_be_fetched_says_why(facility, wali):
    place, _other = place_of(facility, wali), place_of(facility, wali)
    job = started(wali)
    before = reasons(job, wali)
    jobs.run_job.func(job.pk)
    job.refresh_from_db()
    ready = reasons(job, wali)

    Person.objects.filter(pk=place.person_id).update(case_officer=None)
    not_seen = reasons(job, wali)
    SheetFile.objects.all().delete()

    assert [before, ready, not_seen, reasons(job, wali)] == [["running"], [], ["not_seen"], ["not_kept"]]


def test_sheets_are_deleted_after_a_day(facility, officer):
    place_of(facility)
    made_at = SheetFile.objects.of_job(printed(officer)).get().made_at

    with clock.moved_to(made_at + timedelta(hours=24)):
        due.do_all()
        kept = SheetFile.objects.count()
    with clock.moved_to(made_at + timedelta(hours=24, seconds=1)):
        due.do_all()

    assert (kept, SheetFile.objects.count()) == (1, 0)


def test_no_two_sheets_are_kept_of_one_item(facility, officer):
    place_of(facility)
    job = printed(officer)

    jobs.run_job.func(job.pk)

    assert SheetFile.objects.of_job(job).count() == 1


# Pages


def test_the_print_is_started_shown_and_fetched(facility, officer, sign_in):
    places = [place_of(facility, person__full_name=name) for name in ("Agus", "Budi")]
    client = sign_in(officer)

    answer = client.post(reverse("reports:wali_sheets_start") + "?bulan=2026-11-01")

    job = Job.objects.get()
    assert answer["Location"] == reverse("core:job_detail", args=[job.public_id])
    assert client.get(file_url(job)).status_code == 422
    jobs.run_job.func(job.pk)
    assert client.get(answer["Location"])["Location"] == file_url(job)
    file = client.get(file_url(job))
    assert file["Content-Disposition"] == 'inline; filename="lembar-wali-2026-11.pdf"'
    assert len(pages(file.content)) == 2
    assert set(AccessLogEntry.objects.values_list("kind", "subject_id", "subject")) == {
        ("export", str(place.person_id), "wali sheet") for place in places
    }


def test_the_print_takes_the_chosen_month_and_case_officer(facility, officer, wali, sign_in):
    ward, _other = place_of(facility, wali), place_of(facility)

    sign_in(officer).post(reverse("reports:wali_sheets_start") + f"?bulan=2026-11-01&wali={wali.public_id}")

    assert list(Job.objects.get().items.values_list("reference", flat=True)) == [str(ward.person_id)]


def test_a_month_without_training_starts_nothing(facility, officer, sign_in):
    place_of(facility)

    answer = sign_in(officer).post(reverse("reports:wali_sheets_start") + "?bulan=2026-10-01")

    assert (answer.status_code, Job.objects.count()) == (422, 0)
    assert "Pilih bulan lain" in answer.text


def test_nobody_else_fetches_the_file(facility, officer, sign_in):
    place_of(facility)
    job = printed(officer)
    colleague = UserFactory(roles=["training_officer"], facility=facility)

    assert sign_in(colleague).get(file_url(job)).status_code == 404
    assert AccessLogEntry.objects.count() == 0


def test_another_job_of_the_reader_is_no_file_of_sheets(officer, sign_in):
    other = Job.objects.create(kind="x", title="x", office=officer.office_code, created_by=officer, state="done")

    assert sign_in(officer).get(file_url(other)).status_code == 404


def test_whoever_lost_the_right_does_not_fetch_the_file(facility, officer, sign_in):
    place_of(facility)
    job = printed(officer)
    officer.groups.clear()

    assert sign_in(officer).get(file_url(job)).status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_fetching_asks_the_same_few_questions(facility, officer, sign_in, django_assert_num_queries, count):
    for _ in range(count):
        place_of(facility)
    job = started(officer)
    items = list(job.items.all())
    with_one = printed(officer)
    content = SheetFile.objects.of_job(with_one).first().content
    SheetFile.objects.bulk_create(SheetFile(item=item, content=content) for item in items)
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)
    client = sign_in(officer)

    with django_assert_num_queries(11):
        client.get(file_url(job))


@pytest.mark.parametrize("count", [1, 30])
def test_starting_asks_the_same_few_questions(facility, officer, sign_in, django_assert_num_queries, count):
    for _ in range(count):
        place_of(facility)
    client = sign_in(officer)

    with django_assert_num_queries(24):
        client.post(reverse("reports:wali_sheets_start") + "?bulan=2026-11-01")
