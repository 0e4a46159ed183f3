"""Tasks about a paper end with it: it is handed over, revoked, or another one takes its place."""

from datetime import date

import pytest

from certification.certificates import changed_results, departures, hand_overs, issue_certificates, revocation
from inmates.inbox.models import InboxTask
from inmates.people.models import Person
from programs.circumstances.dependents import Effect
from tests.factories import FacilityFactory
from tests.factories.certification import approved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
DAY = date(2026, 11, 23)
HAND_OVER, RESULT_CHANGED = "programs.hand_over", "certification.result_changed"


@pytest.fixture
def issued(batch, officer):
    """Three papers, each with a task to hand it over and one about a result that has changed."""
    found = [issue_certificates.issue(approved(one), by=officer, render_after=False) for one in batch.enrollments.all()]
    for one in found:
        departures.ask_for_hand_over(one.enrollment.person)
        changed_results.ask_for_replacement(one.enrollment)
    return found


def open_numbers(kind):
    return [task.values["number"] for task in InboxTask.objects.open().filter(kind=kind).order_by("pk")]


def numbers(certificates):
    return [one.number_text for one in certificates]


def test_paper_issued_after_its_holder_has_left_is_to_be_handed_over_until_it_is(batch, officer):
    gone, elsewhere, here = batch.enrollments.order_by("pk")
    waiting = [approved(place) for place in (gone, elsewhere, here)]
    Person.objects.filter(pk=gone.person_id).update(facility=None)
    Person.objects.filter(pk=elsewhere.person_id).update(facility=FacilityFactory())
    refused = issue_certificates.issue_together([one.pk for one in waiting], by=officer)
    papers = list(batch.certificates.order_by("pk"))

    assert (refused, open_numbers(HAND_OVER)) == ({}, numbers(papers[:2]))
    hand_overs.hand_over(papers[0], by=officer, handed_on=DAY, received_by=gone.person.full_name)
    assert open_numbers(HAND_OVER) == numbers(papers[1:2])


def test_who_leaves_is_told_of_each_paper_that_is_still_to_be_handed_over(issued, officer):
    holder = issued[0].enrollment.person
    waiting = [Effect(f"Surat {issued[0].number_text}", "harus diserahkan: menjadi tugas BLK")]

    before = list(departures.hand_overs_to_come(holder))
    hand_overs.hand_over(issued[0], by=officer, handed_on=DAY, received_by=holder.full_name)

    assert (before, list(departures.hand_overs_to_come(holder))) == (waiting, [])


def test_hand_over_settles_its_task_alone(issued, officer):
    hand_overs.hand_over(issued[0], by=officer, handed_on=DAY, received_by=issued[0].enrollment.person.full_name)

    assert open_numbers(HAND_OVER) == numbers(issued[1:])
    assert open_numbers(RESULT_CHANGED) == numbers(issued)


def test_hand_over_together_settles_the_task_of_each(batch, issued, officer):
    hand_overs.hand_over_together(batch, issued[:2], by=officer, handed_on=DAY)

    assert open_numbers(HAND_OVER) == numbers(issued[2:])
    assert open_numbers(RESULT_CHANGED) == numbers(issued)


def test_revocation_settles_both(issued, officer):
    revocation.request_revocation(issued[0], by=officer, category="error", reason="Nama salah dicetak")
    assert open_numbers(HAND_OVER) == numbers(issued)

    revocation.approve_revocation(issued[0], by=staff(issued[0].batch.training_center, "blk_head"))

    assert open_numbers(HAND_OVER) == numbers(issued[1:])
    assert open_numbers(RESULT_CHANGED) == numbers(issued[1:])


def test_with_the_issue_of_a_replacement_the_new_paper_is_to_be_handed_over(issued, officer):
    waiting = approved(issued[0].enrollment, replaces=issued[0])
    assert open_numbers(HAND_OVER) == numbers(issued)

    new = issue_certificates.issue(waiting, by=officer, render_after=False)

    assert open_numbers(HAND_OVER) == numbers([*issued[1:], new])
    assert open_numbers(RESULT_CHANGED) == numbers(issued[1:])


def test_replacement_of_a_paper_that_was_handed_over_opens_no_task(issued, officer):
    hand_overs.hand_over(issued[0], by=officer, handed_on=DAY, received_by=issued[0].enrollment.person.full_name)

    issue_certificates.issue(approved(issued[0].enrollment, replaces=issued[0]), by=officer, render_after=False)

    assert open_numbers(HAND_OVER) == numbers(issued[1:])
