"""The access log is linked once a minute, and whatever is changed in it afterwards is found, on either database."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from core import access, access_chain, append_only, audit, clock, destruction_orders
from core.models import AccessLogEntry, AuditChain, AuditEvent, DestroyedAccess
from tests.conftest import MONDAY
from tests.factories import UserFactory
from tests.world.strategies import examples

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def user():
    return UserFactory(roles=["registrar"])


@pytest.fixture
def read(user):
    """Writes so many entries, or those with the given keys."""

    def read(*keys, count=1):
        for key in keys or [None] * count:
            entry = access._entry(access.Kind.VIEW, "inmates.person", user, "list", "")
            entry.pk, entry.people = key, [1, 2]
            entry.save(force_insert=True)
        return AccessLogEntry.objects.order_by("-pk").values_list("pk", flat=True)[0]

    return read


@pytest.fixture
def unprotected():
    append_only.release(connection, "core_accesslogentry")
    yield
    append_only.protect_until_kept(connection, "core_accesslogentry", kept="core_destroyedaccess")


def broken():
    return [*audit.broken_links(), *access_chain.broken_links()]


def test_each_link_holds_what_was_written_since_the_one_before(read, django_assert_num_queries):
    read(count=3)
    first = access_chain.link()
    read(count=2)
    second = access_chain.link()

    assert access_chain.link() is None
    assert [(one.chain, one.sequence, one.details["count"]) for one in (first, second)] == [
        ("access log", 1, 3),
        ("access log", 2, 2),
    ]
    assert broken() == []


def test_a_long_log_is_linked_in_pieces(read):
    read(count=5)

    counts = [access_chain.link(most=2).details["count"] for _ in range(3)]

    assert (counts, access_chain.link()) == ([2, 2, 1], None)
    assert broken() == []


def test_what_waited_for_many_links_is_not_told_as_dated_back(read):
    for hours in (0, 1, 1, 2, 9):
        with clock.moved_to(MONDAY + timedelta(hours=hours)):
            read()
    for minutes in range(3):
        with clock.moved_to(MONDAY + timedelta(hours=10, minutes=minutes)):
            access_chain.link(most=2)

    assert broken() == []


def test_an_entry_dated_back_among_those_that_waited_is_told(read):
    for hours in (0, 5, 1, 9):
        with clock.moved_to(MONDAY + timedelta(hours=hours)):
            read()
    for minutes in range(2):
        with clock.moved_to(MONDAY + timedelta(hours=10, minutes=minutes)):
            access_chain.link(most=2)

    assert [sentence.partition(" is of ")[0][-6:] for sentence in broken()] == ["link 2"]


@pytest.mark.parametrize(
    "forge",
    [
        lambda rows: rows.filter(pk=rows.first().pk).update(user_name="Orang lain"),
        lambda rows: rows.filter(pk=rows.first().pk).update(people=[1]),
        lambda rows: rows.filter(pk=rows.first().pk).update(at=MONDAY - timedelta(days=1)),
        lambda rows: rows.filter(pk=rows.first().pk)._raw_delete("default"),
        lambda rows: rows._raw_delete("default"),
    ],
)
def test_a_changed_or_removed_entry_is_found(read, unprotected, forge):
    last = read(count=3)
    access_chain.link()

    forge(AccessLogEntry.objects.order_by("pk"))

    assert broken() == [f"access log: entries up to {last} are not those that link 1 holds"]


def test_an_entry_that_was_committed_late_joins_the_next_link(read):
    last = read()
    read(last + 4)
    first = access_chain.link()
    read(last + 2)

    second = access_chain.link()

    assert (first.details["gaps"], second.details["late"], second.details["last"]) == (
        [[last + 1, last + 3]],
        [last + 2],
        last + 4,
    )
    assert access_chain.link() is None
    assert broken() == []


def test_an_entry_slipped_in_afterwards_is_found(read):
    last = read()
    read(last + 4)
    access_chain.link()
    with clock.moved_to(MONDAY + timedelta(hours=2)):
        read(last + 2)

        assert access_chain.link() is None

    with clock.moved_to(MONDAY + timedelta(days=2)):
        assert broken() == [f"access log: entry {last + 2} came too late for any link"]


def test_a_log_that_nobody_links_is_told(read):
    read(count=2)

    assert broken() == []
    with clock.moved_to(MONDAY + timedelta(days=2)):
        told = broken()

    assert [one.partition(";")[0] for one in told] == ["access log: 2 entries of more than a day ago are in no link"]


def test_a_removed_link_breaks_the_chain_like_any_event(read):
    for _ in range(2):
        read()
        access_chain.link()
    append_only.release(connection, "core_auditevent")
    AuditEvent.objects.filter(chain=access_chain.CHAIN, sequence=1)._raw_delete("default")
    append_only.protect(connection, "core_auditevent")

    assert "access log: event 1 is missing" in broken()


@pytest.mark.parametrize(("moved", "is_told"), [(-200 * 24, True), (-2, True), (1, True), (0, False)])
def test_an_entry_of_another_time_than_its_link_is_told(read, moved, is_told):
    read()
    access_chain.link()
    with clock.moved_to(MONDAY + timedelta(hours=moved, seconds=1)):
        key = read()
    with clock.moved_to(MONDAY + timedelta(minutes=1)):
        access_chain.link()

    assert [sentence.split(" is of ")[0] for sentence in broken()] == [f"access log: entry {key} in link 2"] * is_told


def test_entries_after_the_clock_was_set_back_are_told_by_their_link(read):
    read()
    access_chain.link()
    with clock.moved_to(MONDAY - timedelta(hours=3)):
        read()
        access_chain.link()

    assert broken() == []
    assert ["access log: before event 2" in sentence for sentence in audit.set_back_clocks()] == [True]


def test_links_of_before_events_told_of_times_are_checked_by_their_digest_alone(read):
    for hours in (0, -3, 1):
        with clock.moved_to(MONDAY + timedelta(hours=hours)), pytest.MonkeyPatch.context() as patch:
            # What a link of that time said instead means nothing.
            patch.setattr(audit, "SET_BACK", "unknown")
            read()
            access_chain.link()
        if hours < 0:
            append_only.release(connection, "core_auditchain")
            AuditChain.objects.update(at=None)
            append_only.protect_head(connection, "core_auditchain")

    assert broken() == []
    assert audit.times_begin_at(access_chain.CHAIN) == 3


def test_a_digest_is_of_every_column():
    assert {field.attname for field in AccessLogEntry._meta.concrete_fields} == {*access_chain.CONTENT, "at"}


def destroy(keys):
    """On somebody's order; whether it is one of two people, subjects above say."""
    with destruction_orders.under(audit.record("test.order", by=None)):
        return access_chain.destroy(keys)


def test_destroyed_entries_leave_their_digest_and_all_links_hold(read, user):
    old = [read(count=1) for _ in range(4)]
    access_chain.link()
    read(count=2)
    access_chain.link()

    assert destroy(old[:3]) == 3

    assert list(AccessLogEntry.objects.filter(pk__in=old).values_list("pk", flat=True)) == old[3:]
    assert [one.pk for one in DestroyedAccess.objects.order_by("pk")] == old[:3]
    assert broken() == []
    assert destroy(old[:3]) == 0
    read()
    access_chain.link()
    assert destroy(old) == 1
    assert broken() == []


def test_late_entries_can_be_destroyed_and_what_no_link_holds_can_not(read):
    last = read()
    read(last + 4)
    access_chain.link()
    read(last + 2)
    access_chain.link()
    # By its key: where the database counts by itself, the next one may be lower than the last.
    waiting = read(last + 6)

    assert destroy([last, last + 2, waiting]) == 2

    assert broken() == []
    assert set(AccessLogEntry.objects.values_list("pk", flat=True)) == {last + 4, waiting}


def test_the_database_deletes_no_entry_whose_digest_is_not_kept(read):
    key = read(count=2)
    access_chain.link()
    DestroyedAccess.objects.create(pk=key, digest="x")

    AccessLogEntry.objects.filter(pk=key).delete()

    for write in (
        lambda: AccessLogEntry.objects.all().delete(),
        lambda: AccessLogEntry.objects.update(user_name="Orang lain"),
        lambda: DestroyedAccess.objects.update(digest="y"),
        lambda: DestroyedAccess.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            write()


def test_what_goes_without_an_event_is_told(read):
    last = read(count=2)
    access_chain.link()
    (entry,) = AccessLogEntry.objects.filter(pk=last)
    DestroyedAccess.objects.create(pk=last, digest=access_chain.digest(entry))
    entry.delete()

    assert broken() == ["access log: 1 digests of destroyed entries are kept, events say 0"]


def test_a_digest_of_another_entry_breaks_link_and_event(read):
    last = read(count=2)
    access_chain.link()
    destroy([last])
    append_only.release(connection, "core_destroyedaccess")
    DestroyedAccess.objects.update(digest="x" * 64)
    append_only.protect(connection, "core_destroyedaccess")

    assert broken() == [
        f"access log: entries up to {last} are not those that link 1 holds",
        "access log: of what event 2 destroyed other digests are kept than it says",
    ]


@examples(0.3)
@given(st.lists(st.tuples(st.integers(1, 3), st.sets(st.integers(0, 20))), min_size=1, max_size=5))
def test_whatever_goes_in_whatever_order_the_log_holds(steps):
    """Written, linked and destroyed in any order: only what was destroyed is gone, and nothing is broken."""
    user = UserFactory(roles=["registrar"])
    keys, gone = list[int](), set[int]()
    for count, wanted in steps:
        for _ in range(count):
            entry = access._entry(access.Kind.VIEW, "inmates.person", user, "list", "")
            entry.save()
            keys.append(entry.pk)
        access_chain.link()
        chosen = {keys[at] for at in wanted if at < len(keys)}
        assert destroy(chosen) == len(chosen - gone)
        gone |= chosen

    assert set(AccessLogEntry.objects.filter(pk__in=keys).values_list("pk", flat=True)) == set(keys) - gone
    assert broken() == []
