"""Withdrawing, and two officers who look at one application at the same time."""

from datetime import date

import pytest

from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from programs.selection import application_decisions, ended_applications
from programs.selection.application_decisions import StaleDecision
from programs.selection.models import Application, Hearing
from tests.factories import ApplicationFactory, PersonFactory, UserFactory
from tests.html import hidden
from tests.programs.addresses import url
from tests.reasons import codes
from tests.sitting import sitting

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def officer(batch):
    return UserFactory(roles=["training_officer"], facility=batch.facility, full_name="Siti Aminah")


@pytest.fixture
def chair(batch):
    return UserFactory(roles=["board_chair"], facility=batch.facility, full_name="Rahmadi")


@pytest.fixture
def application(batch):
    return ApplicationFactory(batch=batch, person__full_name="Abdul Hamid")


@pytest.fixture
def hearing(batch, application, officer, chair):
    member = UserFactory(roles=["board_member"], facility=batch.facility)
    return sitting(by=officer, batch=batch, held_on=TODAY, place="Aula", chair=chair, members=[member])


# Withdrawing


@pytest.mark.parametrize("closing", ["own_wish", "unavailable", "mistake"])
def test_withdrawing_keeps_why_when_by_whom_and_from_where(application, officer, closing):
    ended_applications.withdraw(application, by=officer, closing=closing)

    application.refresh_from_db()
    assert (application.state, application.closing, application.state_before) == ("withdrawn", closing, "submitted")
    assert (application.closed_by, application.closed_at, application.revision) == (officer, clock.now(), 2)
    assert AuditEvent.objects.get().details["closing"] == closing


def test_withdrawing_what_somebody_moved_meanwhile_is_refused(application, hearing, officer, chair):
    application_decisions.decide(application, by=chair, outcome="rejected", reason="Sisa waktu kurang")

    with pytest.raises(StaleDecision) as caught:
        ended_applications.withdraw(application, by=officer, seen=1)

    assert (caught.value.application.state, caught.value.application.revision) == ("rejected", 2)


def test_withdrawal_page_closes_with_the_reason_chosen(application, officer, sign_in):
    client = sign_in(officer)
    form = client.get(url("application_withdraw", application)).content.decode()

    answer = client.post(url("application_withdraw", application), {"closing": "mistake"})

    application.refresh_from_db()
    assert 'value="batch_over"' not in form, "what a batch does is not for choosing"
    assert (application.state, application.closing) == ("withdrawn", "mistake")
    assert answer.headers["Location"] == url("selection_detail", application.batch)


@pytest.mark.parametrize("closing", ["", "batch_over", "nonsense"])
def test_withdrawal_without_a_reason_of_the_list_is_refused(application, officer, sign_in, closing):
    answer = sign_in(officer).post(url("application_withdraw", application), {"closing": closing})

    application.refresh_from_db()
    assert (answer.status_code, application.state) == (422, "submitted")


def test_withdrawal_of_what_is_over_says_why_not(application, officer, sign_in):
    ended_applications.withdraw(application, by=officer)

    answer = sign_in(officer).post(url("application_withdraw", application), {"closing": "own_wish"})

    assert answer.status_code == 422
    assert "“Ditarik” tidak dapat menjadi “Ditarik”" in answer.content.decode()


# Two at once


def decide(client, application, seen, **changes):
    data = {"outcome": "admitted", "reason": "Siap belajar", "seen": seen, **changes}
    return client.post(url("application_decide", application), data)


def test_form_carries_what_was_looked_at(hearing, application, chair, sign_in):
    page = sign_in(chair).get(url("application_detail", application)).content.decode()

    assert '<input type="hidden" name="seen" value="1"' in page


def test_second_to_decide_is_told_what_the_first_decided_and_can_send_it_on_top(hearing, application, chair, sign_in):
    application_decisions.decide(application, by=chair, outcome="reserve", reason="Cadangan dulu.")
    client = sign_in(UserFactory(roles=["board_chair"], facility=chair.facility))

    late = decide(client, application, 1, reason="Sangat siap")
    page = late.content.decode()
    application.refresh_from_db()
    first = (application.state, application.decision_reason)
    again = decide(client, application, 2, reason="Sangat siap")

    application.refresh_from_db()
    assert late.status_code == 409
    assert "Sementara itu Rahmadi mengubahnya menjadi “Cadangan”: Cadangan dulu. Periksa dahulu" in page
    assert "Sangat siap" in page, "what was typed is not lost"
    assert 'name="seen" value="2"' in page
    assert (first, again.status_code) == (("reserve", "Cadangan dulu."), 302)
    assert (application.state, application.decision_reason) == ("admitted", "Sangat siap")


def test_chair_is_told_who_withdrew_it_meanwhile(hearing, application, officer, chair, sign_in):
    ended_applications.withdraw(application, by=officer)

    late = decide(sign_in(chair), application, 1)

    assert late.status_code == 409
    assert "Sementara itu Siti Aminah mengubahnya menjadi “Ditarik”" in late.content.decode()


def test_what_followed_by_itself_is_nobodys_doing(hearing, application, chair, sign_in):
    Application.objects.update(
        state="offered", reserve_position=1, revision=3, decided_by=chair, decided_at=clock.now(), decision_reason="Ya"
    )

    late = decide(sign_in(chair), application, 1)

    assert late.status_code == 409
    assert "Sementara itu orang lain mengubahnya menjadi “Ditawari kursi”" in late.content.decode()


def test_decision_without_having_looked_is_taken_as_it_comes(hearing, application, chair):
    application_decisions.decide(application, by=chair, outcome="reserve", reason="Cadangan")

    assert application_decisions.decide(application, by=chair, outcome="admitted", reason="Siap").revision == 3


@pytest.mark.parametrize("outcome", ["admitted", "reserve"])
def test_change_of_mind_does_not_open_a_second_application(hearing, application, batch, chair, outcome):
    application_decisions.decide(application, by=chair, outcome="rejected", reason="Sisa waktu kurang")
    ApplicationFactory(batch=batch, person=application.person)

    with pytest.raises(RuleViolation) as caught:
        application_decisions.decide(application, by=chair, outcome=outcome, reason="Ternyata cukup")

    assert codes(caught) == ["already_applied"]


def test_change_of_mind_within_the_hearing_is_the_boards_own(hearing, application, chair):
    application_decisions.decide(application, by=chair, outcome="rejected", reason="Sisa waktu kurang")

    assert (
        application_decisions.decide(application, by=chair, outcome="admitted", reason="Ternyata cukup").state
        == "admitted"
    )


def test_nobody_elsewhere_stands_in_the_way(hearing, application, chair):
    application_decisions.decide(application, by=chair, outcome="rejected", reason="Sisa waktu kurang")
    ApplicationFactory(batch=application.batch, person=PersonFactory(facility=application.batch.facility))

    assert (
        application_decisions.decide(application, by=chair, outcome="admitted", reason="Ternyata cukup").state
        == "admitted"
    )


def test_hearing_closes_on_words_that_can_be_printed(hearing, application, batch, chair, sign_in):
    application_decisions.decide(application, by=chair, outcome="admitted", reason="Siap belajar")
    client = sign_in(chair)

    seen = {"seen": hidden(client.get(url("hearing_close", hearing)).content.decode(), "seen")[0]}
    refused = client.post(url("hearing_close", hearing), {"number": "漢字/2026", **seen})
    state = Hearing.objects.get().state
    client.post(url("hearing_close", hearing), {"number": " TPP-12/2026 ", **seen})

    assert url("hearing_decide", hearing) in refused.content.decode()
    closed = Hearing.objects.get()
    assert (refused.status_code, state) == (422, "open")
    assert (closed.state, closed.number, closed.minutes["number"]) == ("closed", "TPP-12/2026", "TPP-12/2026")
