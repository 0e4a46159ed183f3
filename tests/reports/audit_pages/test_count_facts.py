"""What the audit says of head counts: of which session of which batch, and the figures as they were."""

import re

import pytest
from django.urls import reverse

from core import audit, clock
from core.models import AuditEvent
from programs.batches.models import BatchStaff
from programs.count_alarms import count_alarms
from programs.head_counts import count_records
from programs.timetable.models.sessions import Session
from reports.audit_pages.count_facts import facts_of
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory
from tests.factories.accounts import give_beside

pytestmark = pytest.mark.django_db
AUDIT = reverse("reports:audit_list")
OF = "Las 4/2026, 23 Nov 2026, 08.00–11.00"


@pytest.fixture
def session():
    session = SessionFactory(batch__name="Las 4/2026")
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
    for _ in range(3):
        EnrollmentFactory(batch=session.batch)
    return session


@pytest.fixture
def guard(session):
    return UserFactory(roles=["security_officer"], facility=session.batch.facility)


@pytest.fixture
def head(session):
    return UserFactory(roles=["rutan_head"], facility=session.batch.facility)


def reader(session, office="facility"):
    return UserFactory(roles=["auditor"], **{office: getattr(session.batch, office)})


def text(answer):
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def told(user, noun="session."):
    """What the reader is told of the acts of the own office, the oldest first."""
    events = list(AuditEvent.objects.visible_to(user).filter(action__startswith=noun).order_by("pk"))
    found = facts_of(events, user)
    return [(event.action, found[event.pk].session, found[event.pk].figures) for event in events]


def test_the_detention_center_reads_session_and_figures_of_count_difference_and_explanation(
    session, guard, head, sign_in
):
    count_records.record(session, by=guard, people={"left_block": 2})
    count_records.record(session, by=guard, people={"left_block": 3})
    count_records.record(session, by=session.instructor, people={"arrived": 2})
    count_records.record(session, by=guard, people={"back_in_block": 1})
    count_alarms.explain(session, by=head, reason="Dijemput penyidik di bengkel", is_sure=True)

    page = text(sign_in(reader(session)).get(AUDIT))

    assert told(reader(session)) == [
        ("session.count", OF, "Berangkat: 2 dihitung, 3 seharusnya hadir"),
        ("session.count_alarm", OF, "3 seharusnya hadir, 2 berangkat"),
        ("session.count", OF, "Berangkat: 3 dihitung, 3 seharusnya hadir (semula 2)"),
        ("session.counts_agree", OF, "Berangkat 3"),
        ("session.count", OF, "Tiba kembali: 1 dihitung, 3 seharusnya hadir"),
        ("session.count_alarm", OF, "2 tiba di bengkel, 1 tiba kembali"),
        ("session.count_alarm", OF, "3 berangkat, 1 tiba kembali"),
        ("session.explain_counts", OF, "3 berangkat, 1 tiba kembali"),
    ]
    assert OF in page
    assert "Berangkat: 3 dihitung, 3 seharusnya hadir (semula 2)" in page
    assert "Dijemput penyidik" not in page


def test_each_office_reads_the_acts_of_its_own_people(session, guard):
    count_records.record(session, by=guard, people={"left_block": 3})
    count_records.record(session, by=session.instructor, people={"arrived": 2})

    center = told(reader(session, office="training_center"))

    assert center == [
        ("session.count", OF, "Tiba di bengkel: 2 dihitung, 3 seharusnya hadir"),
        ("session.count_alarm", OF, "3 berangkat, 2 tiba di bengkel"),
    ]


def test_who_counts_too_reads_the_other_sides_figure_only_after_the_own(session, guard):
    officer = UserFactory(roles=["training_officer"], facility=guard.facility)
    give_beside(guard, "auditor")
    count_records.record(session, by=officer, people={"arrived": 3})
    hidden = ("session.count", OF, "Tiba di bengkel: sudah dihitung, belum tampil")
    assert told(guard) == [hidden]

    count_records.record(session, by=guard, people={"left_block": 3})

    assert told(guard)[0] == ("session.count", OF, "Tiba di bengkel: 3 dihitung, 3 seharusnya hadir")


def test_of_a_closed_session_that_is_still_counted_the_figure_stays_hidden_too(session, guard):
    officer = UserFactory(roles=["training_officer"], facility=guard.facility)
    give_beside(guard, "auditor")
    with clock.moved_to(session.ends_at):
        count_records.record(session, by=officer, people={"left_workshop": 3})
        Session.objects.filter(pk=session.pk).update(
            state="finalized", finalized_by=officer, finalized_at=session.ends_at
        )

        assert told(guard) == [("session.count", OF, "Keluar bengkel: sudah dihitung, belum tampil")]


def test_who_was_looked_for_is_told_in_numbers_and_no_names(session, guard):
    first, second, _third = session.batch.enrollments.order_by("pk")
    count_records.record(session, by=guard, people={"left_block": 2})
    count_alarms.say(session, by=guard, seen={first: True, second: False})

    assert told(reader(session))[-1] == ("session.look_for", OF, "1 terlihat, 1 belum terlihat")


def test_acts_written_before_figures_were_kept_say_what_they_have(session, guard):
    for action, details in (
        ("session.count", {"point": "left_block", "before": None, "after": 3}),
        ("session.explain_counts", {"alarm": 1, "before": 3, "after": 2}),
        ("session.explain_counts", {"alarm": 1, "before": None, "after": None}),
        ("session.counts_agree", {"alarm": 1}),
        ("session.cancel", {}),
    ):
        audit.record(action, by=guard, target=session, **details)

    assert [figures for _action, _session, figures in told(reader(session))] == [
        "Berangkat: 3 dihitung",
        "3 dan 2",
        "",
        "",
        "",
    ]


def test_an_act_about_no_session_has_no_facts(guard):
    event = audit.record("user.sign_in", by=guard, target=guard)

    assert facts_of([event], guard) == {}


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_costs_the_same_for_one_session_and_for_twenty(
    session, guard, sign_in, django_assert_num_queries, count
):
    for number in range(count):
        other = SessionFactory(
            batch=session.batch, starts_at=session.ends_at + number * (session.ends_at - session.starts_at)
        )
        audit.record("session.count", by=guard, target=other, point="left_block", before=None, after=3, expected=3)
    client = sign_in(reader(session))
    client.get(AUDIT)

    with django_assert_num_queries(5):
        client.get(AUDIT)
