"""The certificates of a fixed day: together, shuffled over all classes, and what stands out told before."""

from datetime import date, time, timedelta

import pytest

from certification.certificates import issue_certificates, issue_day
from certification.certificates.inbox_kinds import HAND_OVER
from certification.certificates.models import IssueDays, IssueRun
from certification.register.models import Certificate, NumberSeries
from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.inbox.models import InboxTask
from inmates.people.models import Person
from programs.batches.models import Batch
from programs.catalog.models import Program
from tests.certification.addresses import url
from tests.factories.accounts import TrainingCenterFactory
from tests.factories.certification import approved, graduates, staff
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
FIRST, SECOND = date(2026, 12, 1), date(2026, 12, 15)


@pytest.fixture
def center():
    return TrainingCenterFactory(issues="1,15")


@pytest.fixture
def officer(center):
    return staff(center, "certificate_officer")


def reasons(command, *args, **kwargs):
    with pytest.raises(RuleViolation) as refused:
        command(*args, **kwargs)
    return codes(refused)


def ready(center, size=2, *, is_open=False, like=None):
    """A class whose certificates are approved; `like` another one, it is of the same program."""
    batch = graduates(size, training_center=center, is_open=is_open)
    if like:
        Program.objects.filter(pk=batch.version.program_id).update(name=like.version.program.name)
    batch = Batch.objects.get(pk=batch.pk)
    for place in batch.enrollments.all():
        approved(place)
    return batch


def on(day, hour=10):
    return clock.moved_to(clock.at(day, time(hour), "Asia/Makassar"))


def issued_of(job, officer):
    """The job done as its worker does it, group by group."""
    items = list(job.items.order_by("position"))
    keys = [int(one.reference.split(":")[1]) for one in items if one.reference.startswith("issue")]
    refused = issue_certificates.issue_together(keys, by=officer, on=date.fromisoformat(job.parameters["on"]))
    return keys, refused


def test_before_the_day_nothing_can_be_issued(center, officer):
    batch = ready(center)
    certificate = batch.certificates.first()

    assert reasons(issue_certificates.issue, certificate, by=officer) == ["issue_day"]
    assert reasons(issue_certificates.issue_batch, batch, by=officer) == ["issue_day"]
    assert reasons(issue_day.issue_all, center, by=officer) == ["issue_day"]
    assert set(issue_certificates.issue_together([certificate.pk], by=officer)) == {certificate.pk}
    assert codes(issue_certificates.blockers(certificate, by=officer)) == ["issue_day"]
    assert not Certificate.objects.issued().exists()


def test_all_classes_of_a_day_are_numbered_together_in_random_order(center, officer):
    inside, outside = ready(center, 4), ready(center, 4, is_open=True)

    with on(FIRST):
        job = issue_day.issue_all(center, by=officer)
        keys, refused = issued_of(job, officer)

    found = list(Certificate.objects.issued().order_by("number__number"))
    assert refused == {}
    assert [one.pk for one in found] == keys
    assert [one.public_id for one in found] == sorted(one.public_id for one in found)
    assert {one.issued_on for one in found} == {FIRST}
    assert {one.snapshot["place_date"] for one in found} == {"Rantau, 1 Desember 2026"}
    assert NumberSeries.objects.get().last_number == 8
    assert {Batch.objects.get(pk=batch.pk).state for batch in (inside, outside)} == {"certified"}


def test_whoever_left_a_class_on_the_day_gets_the_paper_handed_over(center, officer):
    outside, inside, gone = ready(center, 1, is_open=True), ready(center, 1), ready(center, 1)
    person = gone.enrollments.get().person
    Person.objects.filter(pk=person.pk).update(facility=None)

    with on(FIRST):
        issued_of(issue_day.issue_all(center, by=officer), officer)

    assert {outside.certificates.get().state, inside.certificates.get().state} == {"issued"}
    task = InboxTask.objects.get(kind=HAND_OVER.code)
    assert (task.person, task.values["batch"]) == (person, gone.name)


def test_a_day_is_issued_once_and_what_comes_later_waits(center, officer):
    ready(center)
    with on(FIRST):
        issue_day.issue_all(center, by=officer)
        again = reasons(issue_day.issue_all, center, by=officer)

    assert again == ["issue_day"]
    run = IssueRun.objects.get()
    assert (run.day, run.begun_by) == (FIRST, officer)
    (event,) = AuditEvent.objects.filter(action="issuerun.open")
    assert event.details == {"day": "2026-12-01", "count": 2}


def test_what_is_approved_after_the_day_is_not_dated_before(center, officer):
    with on(FIRST + timedelta(days=2)):
        ready(center)
        day = issue_day.day_of(center)

        assert (day.on, day.is_open, day.groups) == (FIRST, True, [])
        assert reasons(issue_day.issue_all, center, by=officer) == ["nothing"]


def test_an_office_that_was_closed_issues_later_with_the_date_of_the_day(center, officer):
    ready(center, 1)
    with on(FIRST + timedelta(days=4)):
        issued_of(issue_day.issue_all(center, by=officer), officer)

    issued = Certificate.objects.issued().get()
    assert (issued.issued_on, clock.local(issued.issued_at, "Asia/Makassar").date()) == (FIRST, date(2026, 12, 5))


def test_groups_are_what_a_stranger_sees_and_those_that_stand_out_come_first(center):
    inside = ready(center, 2)
    for is_open in (False, True, True):
        ready(center, 1, is_open=is_open, like=inside)
    alone = ready(center, 1, is_open=True)
    for is_open in (False, True):
        ready(center, 1, is_open=is_open, like=alone)

    groups = issue_day.groups_of(center, FIRST)

    told = [(one.program, one.hours, len(one.rows), one.classes, one.is_thin, len(one.standing_out)) for one in groups]
    names = [batch.version.program.name for batch in (alone, inside)]
    # Of all, half come from custody: three and two of five; so one of the two public ones of the small group waits.
    assert told == [(names[0], 8, 3, 3, True, 1), (names[1], 8, 5, 4, False, 1)]


def test_changed_words_wait_for_another_approval(center):
    batch = ready(center, 1)
    batch.enrollments.get().person.__class__.objects.update(full_name="Nama Lain")

    assert issue_day.groups_of(center, FIRST) == []


def one_kind_each(center):
    """A class in custody and a public one of another program, so that each stands out."""
    ready(center, 2, is_open=True)
    return ready(center, 2)


def group_of(center, batch):
    return next(one for one in issue_day.day_of(center).groups if one.program == batch.version.program.name)


def test_a_group_of_one_kind_waits_for_the_next_day(center, officer):
    batch = one_kind_each(center)

    issue_day.keep_waiting(center, group_of(center, batch).key, by=officer, waits=True)

    with on(FIRST):
        group = group_of(center, batch)
        assert (len(group.waiting), group.standing_out) == (2, [])
        assert batch.pk not in {one.batch_id for one in issue_day.day_of(center).ready}
    with on(SECOND):
        group = group_of(center, batch)
        # Approved 22 days before, it may not wait until January.
        assert (group.waiting, group.standing_out, group.may_wait_for) == ([], [], None)
    told = AuditEvent.objects.filter(action="certificate.wait").values_list("details", flat=True)
    assert list(told) == [{"until": "2026-12-15"}] * 2
    assert {one.waits_until for one in batch.certificates.all()} == {SECOND}


def test_a_group_is_taken_back_into_the_day(center, officer):
    batch = one_kind_each(center)
    key = group_of(center, batch).key
    issue_day.keep_waiting(center, key, by=officer, waits=True)

    issue_day.keep_waiting(center, key, by=officer, waits=False)

    with on(FIRST):
        assert len(issue_day.day_of(center).ready) == 4


@pytest.mark.parametrize(("days", "refused"), [(22, []), (8, ["waited"])])
def test_nobody_waits_for_company_longer_than_thirty_days(center, officer, days, refused):
    """Approved on 23 November: the 15th of December is 22 days away, the first of January 39."""
    batch = one_kind_each(center)
    day = SECOND if refused else FIRST

    with on(day):
        group = group_of(center, batch)
        found = codes(issue_day.wait_blockers(group, center=center, by=officer))

    assert found == refused
    assert (group.may_wait_for is None) == bool(refused)


def test_nothing_waits_where_it_would_not_help(center, officer):
    """Without public classes there is no crowd to wait for."""
    batch = ready(center, 2)

    group = group_of(center, batch)

    assert (group.is_thin, group.standing_out) == (True, [])
    assert reasons(issue_day.keep_waiting, center, group.key, by=officer, waits=True) == ["mixed"]


def test_a_group_that_is_gone_is_told(center, officer):
    assert reasons(issue_day.keep_waiting, center, "0" * 8, by=officer, waits=True) == ["gone"]


def test_who_may_not_issue_neither_runs_nor_keeps(center):
    batch = one_kind_each(center)
    head, group = staff(center, "blk_head"), group_of(center, batch)

    assert reasons(issue_day.keep_waiting, center, group.key, by=head, waits=True) == ["not_authorized"]
    assert reasons(issue_day.keep_waiting, center, group.key, by=head, waits=False) == ["not_authorized"]
    with on(FIRST):
        assert reasons(issue_day.issue_all, center, by=head) == ["not_authorized"]


def test_a_center_that_issues_on_any_day_has_no_day(officer):
    assert issue_day.day_of(TrainingCenterFactory()) is None


def test_days_are_set_from_tomorrow_on_and_kept_with_the_former_ones(center, officer):
    rule = issue_day.set_days(center, by=officer, days="5,20", valid_from=date(2026, 11, 24))

    assert (rule.days, rule.set_by) == ("5,20", officer)
    assert list(IssueDays.objects.filter(training_center=center).values_list("days", flat=True)) == ["5,20", "1,15"]
    (event,) = AuditEvent.objects.filter(action="issuedays.set")
    assert event.details == {"days": "5,20", "valid_from": "2026-11-24"}


@pytest.mark.parametrize(
    ("days", "valid_from", "refused"),
    [
        ("5,20", date(2026, 11, 23), ["past"]),
        ("5", date(2026, 11, 24), ["few"]),
        ("", date(2026, 11, 24), ["few"]),
        ("5,20", date(2026, 11, 30), ["stands"]),
    ],
)
def test_days_that_cannot_be_set(center, officer, days, valid_from, refused):
    IssueDays.objects.create(training_center=center, valid_from=date(2026, 11, 30), days="2,16")

    assert reasons(issue_day.set_days, center, by=officer, days=days, valid_from=valid_from) == refused


def test_the_page_lists_groups_and_keeps_them_waiting(sign_in, center, officer):
    batch = one_kind_each(center)
    client = sign_in(officer)

    before = client.get(url("issue_day"))
    of_class = client.get(url("batch_certificates", batch.public_id)).content.decode()
    assert "2 menonjol pada hari ini" in before.content.decode()
    assert f'href="{url("issue_day")}"' in of_class
    assert url("batch_issue", batch.public_id) not in of_class
    group = group_of(center, batch)
    kept = client.post(url("issue_day_wait"), {"group": group.key, "waits": "1"}, follow=True).content.decode()
    assert "2 menunggu hari berikutnya" in kept
    assert client.post(url("issue_day_wait"), {"group": group.key}).status_code == 302
    assert not issue_day.day_of(center).groups[0].waiting


def test_the_day_is_issued_by_a_button(sign_in, center, officer):
    ready(center, 2)
    with on(FIRST):
        client = sign_in(officer)
        page = client.get(url("issue_day")).content.decode()
        done = [client.post(url("issue_day_run")).status_code for _time in range(2)]

    assert f'action="{url("issue_day_run")}"' in page
    assert done == [302, 422]
    assert IssueRun.objects.get().day == FIRST


def test_the_page_tells_who_looks_and_may_not_issue(sign_in, center):
    ready(center, 1)
    with on(FIRST):
        page = sign_in(staff(center, "blk_head")).get(url("issue_day")).content.decode()

    assert url("issue_day_run") not in page
    assert url("issue_days_change") in page


def test_the_page_of_a_center_that_issues_on_any_day_warns(sign_in):
    center = TrainingCenterFactory()

    page = sign_in(staff(center, "certificate_officer")).get(url("issue_day")).content.decode()

    assert "Setiap hari" in page


def test_days_are_changed_on_a_page(sign_in, center, officer):
    client = sign_in(officer)

    assert client.get(url("issue_days_change")).status_code == 200
    for typed, day in (("1;15", "24/11/2026"), ("5", "24/11/2026"), ("5,20", "23/11/2026")):
        assert client.post(url("issue_days_change"), {"days": typed, "valid_from": day}).status_code == 422
    done = client.post(url("issue_days_change"), {"days": "5, 20", "valid_from": "24/11/2026"})

    assert done.status_code == 302
    assert IssueDays.objects.filter(training_center=center).first().days == "5,20"
