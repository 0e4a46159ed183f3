"""Appeals: received within seven days, decided by somebody else, and never into a batch that takes nobody."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from programs.batches.models import Batch
from programs.selection import admission_appeals
from programs.selection.models import Appeal, Application, Hearing
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    EnrollmentFactory,
    EntryRuleSetFactory,
    FacilityFactory,
    PersonFactory,
    UserFactory,
)
from tests.programs.addresses import url
from tests.reasons import codes

pytestmark = pytest.mark.django_db
# 23.30 in Jakarta on the 16th, which is 00.30 of the 17th where the facility is.
CLOSED = datetime(2026, 11, 16, 23, 30, tzinfo=ZoneInfo("Asia/Jakarta"))
FIRST, LAST = date(2026, 11, 17), date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _on_the_last_day():
    with clock.moved_to(datetime(2026, 11, 24, 23, 59, tzinfo=ZoneInfo("Asia/Makassar"))):
        yield


@pytest.fixture
def batch():
    return BatchFactory(
        state="selecting",
        facility=FacilityFactory(time_zone="Asia/Makassar"),
        starts_on=date(2026, 12, 7),
        ends_on=date(2027, 1, 25),
        assessment_on=date(2027, 1, 29),
    )


def user(role, batch, **fields):
    return UserFactory(roles=[role], facility=batch.facility, **fields)


@pytest.fixture
def officer(batch):
    return user("training_officer", batch)


@pytest.fixture
def chair(batch):
    return user("board_chair", batch)


@pytest.fixture
def head(batch):
    return user("rutan_head", batch)


@pytest.fixture
def rejected(batch, chair):
    hearing = Hearing.objects.create(
        batch=batch, held_on=FIRST, place="Aula", chair=chair, state="closed", closed_at=CLOSED, closed_by=chair
    )
    return ApplicationFactory(
        batch=batch, hearing=hearing, state="rejected", decided_by_chair=chair, person__full_name="Hadi Saputra"
    )


@pytest.fixture
def appeal(rejected, officer):
    return admission_appeals.register(rejected, by=officer, received_on=LAST, grounds=" Ingin bekerja di bengkel ")


def decide(appeal, by, outcome="admitted", reason="Sudah dilengkapi", **changes):
    return admission_appeals.decide(appeal, by=by, outcome=outcome, reason=reason, **changes)


# Registering


def test_appeal_keeps_what_was_said_and_what_was_decided_before(appeal, rejected, chair, officer):
    assert (appeal.grounds, appeal.received_on, appeal.recorded_by) == ("Ingin bekerja di bengkel", LAST, officer)
    assert (appeal.first_reason, appeal.decision_by, appeal.outcome) == ("Siap belajar", chair, "")
    assert Application.objects.get(pk=rejected.pk).state == "rejected"
    assert AuditEvent.objects.get().action == "appeal.register"


@pytest.mark.engines
def test_days_are_counted_where_the_facility_is(rejected):
    assert admission_appeals.last_day(rejected) == LAST


@pytest.mark.parametrize(
    ("received_on", "expected"),
    [
        (FIRST - timedelta(days=1), ["before_decision"]),
        (FIRST, []),
        (LAST, []),
        (LAST + timedelta(days=1), ["in_future", "too_late"]),
    ],
)
def test_appeal_is_received_from_the_closing_until_a_week_later(rejected, received_on, expected):
    found = admission_appeals.register_blockers(rejected, received_on=received_on)

    assert [reason.code for reason in found] == expected


@pytest.mark.engines
def test_last_day_is_named_to_whoever_comes_too_late(rejected):
    with clock.moved_to(CLOSED + timedelta(days=10)):
        (reason,) = admission_appeals.register_blockers(rejected, received_on=LAST + timedelta(days=1))

    assert str(reason) == "Keberatan diterima dalam 7 hari; hari terakhirnya 24 Nov 2026."


def is_still_open(application):
    Hearing.objects.update(state="open", closed_at=None, closed_by=None)


def never_reached_a_hearing(application):
    Application.objects.update(hearing=None)


def was_admitted(application):
    Application.objects.update(state="admitted")


@pytest.mark.engines
@pytest.mark.parametrize("circumstance", [is_still_open, never_reached_a_hearing, was_admitted])
def test_only_a_closed_decision_against_somebody_is_appealed(rejected, officer, circumstance):
    circumstance(rejected)

    with pytest.raises(RuleViolation) as caught:
        admission_appeals.register(rejected, by=officer, received_on=LAST, grounds="Ingin belajar")

    assert (codes(caught), Appeal.objects.count()) == (["nothing_to_appeal"], 0)


@pytest.mark.engines
def test_decision_is_appealed_once(appeal, rejected, officer):
    with pytest.raises(RuleViolation) as caught:
        admission_appeals.register(rejected, by=officer, received_on=LAST, grounds="Sekali lagi")

    assert codes(caught) == ["appealed_already"]


# Deciding


def someone_of_no_board(batch, chair):
    return user("training_officer", batch)


def head_of_another_facility(batch, chair):
    return UserFactory(roles=["rutan_head"])


def whoever_decided_before(batch, chair):
    return chair


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (someone_of_no_board, "not_your_role"),
        (head_of_another_facility, "not_your_role"),
        (whoever_decided_before, "four_eyes"),
    ],
)
def test_who_may_not_decide_an_appeal(appeal, batch, chair, who, code):
    with pytest.raises(RuleViolation) as caught:
        decide(appeal, who(batch, chair))

    assert codes(caught) == [code]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"outcome": "rejected"}, "no_such_outcome"),
        ({"outcome": ""}, "no_such_outcome"),
        ({"reason": "  "}, "reason_missing"),
    ],
)
def test_decision_on_an_appeal_needs_an_outcome_and_a_reason(appeal, head, changes, code):
    with pytest.raises(RuleViolation) as caught:
        decide(appeal, head, **changes)

    assert codes(caught) == [code]


@pytest.mark.engines
def test_appeal_is_decided_once(appeal, head):
    decide(appeal, head, "refused")

    with pytest.raises(RuleViolation) as caught:
        decide(appeal, head)

    assert codes(caught) == ["decided_already"]


@pytest.mark.engines
def test_database_too_asks_for_somebody_else(appeal, chair):
    with pytest.raises(IntegrityError, match="appeal_is_decided_by_another"), transaction.atomic():
        Appeal.objects.update(outcome="refused", reason="Tetap", decided_by=chair, decided_at=clock.now())


def test_appeal_against_what_no_longer_stands_is_not_decided(appeal, head):
    Application.objects.update(state="admitted")

    with pytest.raises(RuleViolation) as caught:
        decide(appeal, head)

    assert codes(caught) == ["nothing_to_appeal"]


def batch_is_over(application):
    Batch.objects.update(state="finished")


def has_left(application):
    application.person.facility = None
    application.person.save()


def has_applied_again(application):
    ApplicationFactory(batch=application.batch, person=application.person)


def has_applied_for_the_same_program_elsewhere(application):
    other = BatchFactory(version=application.batch.version, facility=application.batch.facility, state="selecting")
    ApplicationFactory(batch=other, person=application.person)


def has_a_place_by_now(application):
    EnrollmentFactory(batch=application.batch, person=application.person)


@pytest.mark.parametrize(
    ("circumstance", "code"),
    [
        (batch_is_over, "batch_not_open"),
        (has_left, "not_in_custody"),
        (has_applied_again, "already_applied"),
        (has_applied_for_the_same_program_elsewhere, "already_applied"),
        (has_a_place_by_now, "already_enrolled"),
    ],
)
def test_what_keeps_an_appeal_from_being_granted_but_not_from_being_answered(appeal, head, circumstance, code):
    circumstance(appeal.application)

    for outcome in ("admitted", "reserve"):
        with pytest.raises(RuleViolation) as caught:
            decide(appeal, head, outcome, "Dengan alasan kuat", override=True)
        assert codes(caught) == [code]
    assert decide(appeal, head, "refused").outcome == "refused"


@pytest.mark.parametrize(
    ("changes", "code"),
    [({}, "rules_not_met"), ({"override": True, "reason": "Setuju"}, "override_reason_short")],
)
def test_granting_against_the_rules_is_an_override_or_nothing(appeal, head, batch, changes, code):
    EntryRuleSetFactory(version=batch.version, parts={"age": {"minimum": 90}})

    with pytest.raises(RuleViolation) as caught:
        decide(appeal, head, **changes)

    assert codes(caught) == [code]
    admitted = decide(appeal, head, reason="Diminta instruktur", override=True).application
    assert (admitted.state, admitted.is_override, admitted.decision_reason) == ("admitted", True, "Diminta instruktur")


@pytest.mark.engines
def test_granted_appeal_admits_with_the_new_decision_and_keeps_the_old_one(appeal, rejected, head, chair):
    decide(appeal, head)

    rejected.refresh_from_db()
    appeal.refresh_from_db()
    assert (rejected.state, rejected.decided_by, rejected.is_override) == ("admitted", head, False)
    assert [row["kind"] for row in rejected.decision_answers] == ["custody"]
    assert (appeal.decision_by, appeal.first_reason, appeal.decided_by) == (chair, "Siap belajar", head)


def test_another_chair_decides_as_the_head_does(appeal, batch):
    assert decide(appeal, user("board_chair", batch)).application.state == "admitted"


def test_appeal_granted_with_the_reserve_list_stands_at_its_end(appeal, rejected, head, batch, chair):
    ApplicationFactory(batch=batch, state="reserve", hearing=rejected.hearing, decided_by_chair=chair)

    decide(appeal, head, "reserve")

    rejected.refresh_from_db()
    assert (rejected.state, rejected.reserve_position) == ("reserve", 2)


def test_decision_that_stands_changes_nothing(appeal, rejected, head, chair):
    decide(appeal, head, "refused", "Putusan sudah tepat")

    rejected.refresh_from_db()
    assert (rejected.state, rejected.decided_by, rejected.revision) == ("rejected", chair, 1)
    assert AuditEvent.objects.order_by("-pk")[0].action == "appeal.decide"


# Pages


FORM = {"received_on": "24/11/2026", "grounds": "Ingin bekerja di bengkel"}


@pytest.mark.engines
def test_appeal_is_registered_on_its_page(rejected, officer, sign_in):
    client = sign_in(officer)
    page = client.get(url("application_detail", rejected)).content.decode()
    form = client.get(url("appeal_new", rejected)).content.decode()

    answer = client.post(url("appeal_new", rejected), FORM)

    assert f'href="{url("appeal_new", rejected)}"' in page
    assert "Putusannya: Siap belajar" in form
    assert answer.headers["Location"] == url("application_detail", rejected)
    assert Appeal.objects.get().grounds == "Ingin bekerja di bengkel"


@pytest.mark.engines
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"received_on": "16/11/2026"}, "Tanggal itu sebelum putusan ditutup."),
        ({"received_on": "25/11/2026"}, "Tanggal itu belum tiba."),
        ({"grounds": "   "}, "Bagian ini belum diisi."),
    ],
)
def test_appeal_that_is_refused_says_why_on_its_form(rejected, officer, sign_in, changes, sentence):
    answer = sign_in(officer).post(url("appeal_new", rejected), FORM | changes)

    assert (answer.status_code, Appeal.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()


@pytest.mark.engines
def test_appeal_received_in_time_is_keyed_in_later(rejected, officer, sign_in):
    client = sign_in(officer)
    with clock.moved_to(datetime(2026, 11, 27, 8, tzinfo=ZoneInfo("Asia/Makassar"))):
        page = client.get(url("application_detail", rejected)).content.decode()
        client.post(url("appeal_new", rejected), FORM)

    assert f'href="{url("appeal_new", rejected)}"' in page
    assert Appeal.objects.get().received_on == LAST


def test_appeal_is_decided_on_its_page(appeal, rejected, head, sign_in):
    client = sign_in(head)
    before = client.get(url("application_detail", rejected)).content.decode()
    form = client.get(url("appeal_decide", rejected)).content.decode()

    answer = client.post(url("appeal_decide", rejected), {"outcome": "reserve", "reason": "Sudah dilengkapi"})

    after = client.get(url("application_detail", rejected)).content.decode()
    assert f'href="{url("appeal_decide", rejected)}"' in before
    assert "Yang disampaikan: Ingin bekerja di bengkel" in form
    assert answer.headers["Location"] == url("application_detail", rejected)
    assert "Sudah dilengkapi" in after


def test_whoever_decided_before_is_told_on_the_form(appeal, rejected, chair, sign_in):
    answer = sign_in(chair).post(url("appeal_decide", rejected), {"outcome": "admitted", "reason": "Tetap diterima"})

    assert answer.status_code == 422
    assert "Anda yang memutuskan sebelumnya. Keberatan harus diperiksa orang lain." in answer.content.decode()


def test_without_an_appeal_there_is_nothing_to_decide(rejected, head, sign_in):
    assert sign_in(head).get(url("appeal_decide", rejected)).status_code == 404


@pytest.mark.parametrize(
    ("role", "name", "status"),
    [
        ("board_chair", "appeal_new", 403),
        ("board_member", "appeal_decide", 403),
        ("training_officer", "appeal_decide", 403),
    ],
)
def test_appeal_is_closed_to_other_roles(appeal, batch, sign_in, role, name, status):
    assert sign_in(user(role, batch)).post(url(name, appeal.application)).status_code == status


@pytest.mark.parametrize(("role", "name"), [("training_officer", "appeal_new"), ("rutan_head", "appeal_decide")])
def test_appeal_elsewhere_is_not_found(appeal, sign_in, role, name):
    client = sign_in(UserFactory(roles=[role]))

    statuses = [
        client.get(url(name, appeal.application)).status_code,
        client.post(url(name, appeal.application), FORM).status_code,
    ]

    assert statuses == [404, 404]


@pytest.mark.engines
def test_people_elsewhere_are_of_no_account(appeal, head):
    ApplicationFactory(batch=appeal.application.batch, person=PersonFactory(facility=appeal.application.batch.facility))

    assert decide(appeal, head).application.state == "admitted"
