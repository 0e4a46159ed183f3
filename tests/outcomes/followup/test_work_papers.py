"""Papers for work: what the placement officer settles with whoever agreed, and what its days do not tell."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.errors import RuleViolation
from outcomes.followup import withdrawal
from outcomes.followup.following import due_day
from outcomes.followup.merged_consents import move_consents
from outcomes.followup.models.work_papers import WorkPaper
from outcomes.followup.work_papers import in_work, note_papers, papers_of
from outcomes.leaving.models import ReadinessItem
from programs.merged_records.record_merge import Merging
from tests.conftest import MONDAY, FormClient
from tests.factories import UserFactory
from tests.factories.followup import ConsentFactory, FollowUpFactory, graduate

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@pytest.fixture
def consent():
    return ConsentFactory()


def note(consent, by=None, wanted=(), on=TODAY, **states):
    by = by or consent.recorded_by
    return note_papers(consent, by=by, on=on, states=states, wanted=frozenset(wanted))


def refused(consent, **more):
    with pytest.raises(RuleViolation) as violation:
        note(consent, **more)
    assert WorkPaper.objects.count() == 0
    return {reason.code for reason in violation.value.reasons}


def known(consent, waves=()):
    return {paper.item.code: (paper.state, paper.waits_until) for paper in papers_of(consent, waves)}


def test_every_item_of_the_placement_officer_stands_on_the_page_and_no_other(consent):
    of_duty = ReadinessItem.objects.filter(duty="placement_officer").values_list("code", flat=True)

    assert set(known(consent)) == set(of_duty) == {"SKCK", "AK1", "NIB"}


def test_the_newest_state_counts_and_the_same_one_adds_nothing(consent):
    note(consent, AK1="in_work")
    assert [row.item.code for row in in_work(consent.recorded_by)] == ["AK1"]
    note(consent, AK1="done")

    assert note(consent, AK1="done", NIB="open") == []
    assert (known(consent)["AK1"], list(in_work(consent.recorded_by))) == (("done", None), [])


@pytest.mark.parametrize("state", ["in_work", "done"])
@pytest.mark.parametrize("code", ["SKCK", "NIB"])
def test_what_shows_a_record_or_is_for_a_business_is_begun_only_if_wanted(consent, code, state):
    assert refused(consent, **{code: state}) == {"unwanted"}

    assert len(note(consent, wanted=[code], **{code: state})) == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"on": TODAY + timedelta(days=1)}, "day"),
        ({"on": date(2026, 8, 19)}, "day"),
        ({"KTP": "done"}, "unknown"),
        ({"AK1": "lost"}, "unknown"),
    ],
)
def test_a_change_is_refused(consent, more, code):
    assert code in refused(consent, **{"AK1": "in_work", **more})


def test_days_are_counted_from_a_time_that_the_page_shows(consent):
    """Never from the day of leaving, which the center would learn by it."""
    note(consent, wanted=["NIB"], NIB="in_work")
    first = FollowUpFactory(consent=consent, wave="w2")

    assert {until for _state, until in known(consent).values()} == {None}
    due = due_day(consent.followed_from, "w2")
    assert known(consent, [first]) == {
        "SKCK": ("open", None),
        "AK1": ("open", due),
        "NIB": ("in_work", due + timedelta(days=7)),
    }


def test_the_officer_notes_them_from_the_page_of_the_person(consent):
    client = FormClient()
    client.force_login(consent.recorded_by)
    page = reverse("outcomes:consent_detail", args=[consent.public_id])
    url = reverse("outcomes:papers_note", args=[consent.public_id])
    typed = {"on": "23/11/2026", "state_skck": "open", "state_ak1": "in_work", "state_nib": "open"}
    assert url in client.get(page).content.decode()

    assert client.post(url, {**typed, "state_skck": "in_work"}).status_code == 422
    assert client.post(url, typed)["Location"] == page

    assert "Kartu pencari kerja AK-1" in client.get(reverse("outcomes:help_list")).content.decode()


def test_a_stranger_notes_nothing_and_reads_nothing(consent):
    stranger = UserFactory(roles=["placement_officer"])
    assert "unknown" not in refused(consent, by=stranger, AK1="done")

    note(consent, AK1="in_work")
    assert list(in_work(stranger)) == []


def test_they_end_with_the_agreement(consent):
    note(consent, AK1="done")
    withdrawal.withdraw(consent, by=consent.recorded_by, channel="spoken")

    assert refused(consent, AK1="done") == {"no_agreement"}


def test_they_go_along_when_two_records_become_one(consent):
    note(consent, AK1="done")
    stays = graduate(consent.training_center)
    later = ConsentFactory(training_center=consent.training_center, person=stays, asked_on=date(2026, 9, 1))

    move_consents(Merging(stays, consent.person))

    assert known(later)["AK1"] == ("done", None)
