"""The chain holds, shows every tampering, and the database refuses change."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from core import append_only, audit, clock
from core.models import AccessLogEntry, AuditChain, AuditEvent
from tests.conftest import HEADS, MONDAY
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def events():
    user = UserFactory(roles=["registrar"])
    return [audit.record("person.change", by=user, target=user, step=n) for n in range(3)]


@pytest.fixture
def unprotected(events):
    """The rows without their triggers, as somebody with the database's own password would have them."""
    append_only.release(connection, "core_auditevent")
    append_only.release(connection, HEADS)
    yield events
    append_only.protect(connection, "core_auditevent")
    append_only.protect_head(connection, HEADS)


def test_events_follow_one_another(events):
    assert [event.sequence for event in events] == [1, 2, 3]
    assert [event.previous_hash for event in events] == ["", events[0].hash, events[1].hash]
    assert list(audit.broken_links()) == []


def test_one_act_done_to_many_is_one_event_each(events):
    users = [UserFactory(roles=["registrar"]) for _ in range(3)]

    found = audit.record_each("user.lock", by=None, targets=[(user, {"step": n}) for n, user in enumerate(users)])

    assert [(event.sequence, event.target_id, event.details) for event in found] == [
        (n, str(user.pk), {"step": n - 1}) for n, user in enumerate(users, 1)
    ]
    assert list(audit.broken_links()) == []
    assert audit.record_each("user.lock", by=None, targets=[]) == []


def test_each_office_has_a_chain_of_its_own(events):
    other = audit.record("person.change", by=UserFactory(roles=["registrar"]))
    system = audit.record("holiday.sync", by=None)

    assert (other.sequence, system.sequence, system.actor_name) == (1, 1, "system")


def test_hash_survives_the_way_through_the_database(events):
    stored = AuditEvent.objects.get(pk=events[1].pk)

    assert audit.digest(stored) == stored.hash


@pytest.mark.parametrize("act", ["update", "delete"])
@pytest.mark.parametrize("model", [AuditEvent, AccessLogEntry])
def test_database_refuses_change(act, model, events):
    AccessLogEntry.objects.create(office="x", user_id=1, user_name="x", kind="view", subject_type="x", subject="x")
    rows = model.objects.all()
    column = "action" if model is AuditEvent else "subject"
    change = {"update": lambda: rows.update(**{column: "x"}), "delete": lambda: rows._raw_delete("default")}

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change[act]()


def test_changed_event_is_found(unprotected):
    AuditEvent.objects.filter(pk=unprotected[1].pk).update(details={"step": 9})

    assert list(audit.broken_links()) == [f"{unprotected[1].chain}: event 2 was changed"]


def test_removed_event_is_found(unprotected):
    AuditEvent.objects.filter(pk=unprotected[1].pk)._raw_delete("default")

    assert list(audit.broken_links()) == [f"{unprotected[0].chain}: event 2 is missing"]


def test_cut_off_end_is_found(unprotected):
    AuditEvent.objects.filter(pk=unprotected[2].pk)._raw_delete("default")

    assert list(audit.broken_links()) == [f"{unprotected[0].chain}: the chain ends at event 2, its head says 3"]


def test_replaced_event_is_found(unprotected):
    event = unprotected[1]
    event.details = {"step": 9}
    event.hash = audit.digest(event)
    event.save()

    assert list(audit.broken_links()) == [f"{event.chain}: event 3 does not follow the one before it"]


def test_chain_without_a_head_is_found(unprotected):
    AuditChain.objects.all().delete()

    assert list(audit.broken_links()) == [f"{unprotected[0].chain}: the chain has no head"]


def test_command_says_that_it_holds(events, capsys):
    call_command("verify_audit")

    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"{events[0].chain}: 3 {events[2].hash}"
    assert said[-1] == "3 kejadian, semua rantai cocok."


def test_command_fails_when_it_does_not(unprotected):
    AuditEvent.objects.filter(pk=unprotected[0].pk).update(actor_name="Orang lain")

    with pytest.raises(CommandError, match="event 1 was changed"):
        call_command("verify_audit")


def forgets_its_time(chain):
    """As a chain stands after an upgrade from where no chain knew the time of its last event."""
    append_only.release(connection, HEADS)
    AuditChain.objects.filter(name=chain).update(at=None)
    append_only.protect_head(connection, HEADS)


def untold(hours):
    """An event that says nothing of times, as all were before."""
    forgets_its_time("old")
    with clock.moved_to(MONDAY + timedelta(hours=hours)), pytest.MonkeyPatch.context() as patch:
        patch.setattr(audit, "TIMES_BEGIN", "number")
        audit.record_in("old", "old.act", number=hours)


@pytest.mark.parametrize("hours", [(5, 0), (5, 0, 9), (5, -800)])
def test_a_clock_set_back_before_events_told_of_it_breaks_no_chain(hours):
    for at in hours:
        untold(at)
    forgets_its_time("old")
    for at in (1, 2):
        with clock.moved_to(MONDAY + timedelta(hours=at)):
            audit.record_in("old", "new.act")

    begins = len(hours) + 1
    assert list(audit.broken_links()) == []
    assert list(audit.set_back_clocks()) == [
        f"old: of events before {begins} the hashes are checked, their times are not"
    ]
    assert audit.times_begin_at("old") == begins


def test_from_the_upgrade_on_an_event_dated_back_is_found_and_before_it_a_changed_one():
    untold(5)
    untold(0)
    forgets_its_time("old")
    audit.record_in("old", "new.act")
    untold(-3)
    append_only.release(connection, "core_auditevent")
    AuditEvent.objects.filter(chain="old", sequence=1).update(action="other.act")
    append_only.protect(connection, "core_auditevent")

    assert list(audit.broken_links()) == [
        "old: event 1 was changed",
        "old: event 4 is dated before the one it follows",
    ]
