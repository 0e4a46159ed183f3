"""The chain holds, shows every tampering, and the database refuses change."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from core import append_only, audit
from core.models import AccessLogEntry, AuditChain, AuditEvent
from tests.conftest import HEADS
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
    assert said[-1] == "3 events, every chain holds."


def test_command_fails_when_it_does_not(unprotected):
    AuditEvent.objects.filter(pk=unprotected[0].pk).update(actor_name="Orang lain")

    with pytest.raises(CommandError, match="event 1 was changed"):
        call_command("verify_audit")
