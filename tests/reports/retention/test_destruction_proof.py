"""Nothing went but what two people ordered: whoever has the site's database role cannot write that they did.

Each test forges one thing as that role may: it deletes, inserts, and updates what no trigger protects.
"""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from certification.sealing import daily_roots
from core import access_chain, audit, clock, destroyed_rows, destruction_orders
from core.audit_proof import prove
from core.models import AccessLogEntry, AuditEvent, DestroyedRow
from programs.attendance.models.marks import MarkRevision
from programs.batches.models import Batch
from reports.retention import destructions
from reports.retention.models import Destruction, LegalHold
from tests.factories import UserFactory
from tests.factories.certification import graduates
from tests.reports.retention.test_destructions import destroyed
from tests.reports.retention.test_served_classes import LATELY, LONG_AGO, ended

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def world():
    """A class whose marks were destroyed by two people, and one whose marks are kept."""
    old, young = graduates(1), graduates(1)
    ended(young, LATELY)
    center = ended(old, LONG_AGO).training_center
    pair = (
        UserFactory(roles=["blk_head"], training_center=center),
        UserFactory(roles=["auditor"], training_center=center),
    )
    found = destroyed(*pair)
    assert prove().broken == []
    return found, *pair


def confirmed(found):
    return AuditEvent.objects.get(action="destruction.confirm", target_id=str(found.pk))


def take_away(order):
    """One of the kept marks goes as the site's role may do it, with an event that names this order."""
    row = MarkRevision.objects.first()
    table, told = row._meta.db_table, destroyed_rows.digest(row)
    kept = DestroyedRow.objects.create(table=table, key=row.pk, digest=told)
    row.delete()
    said = {"table": table, "first": kept.pk, "last": kept.pk, "count": 1, "digest": destroyed_rows._of_all([kept])}
    return audit.record_in(destroyed_rows.CHAIN, destroyed_rows.ACTION, **said, **order)


def order_by(event):
    return {"order": [event.chain, event.sequence]}


def broken(event, reason):
    return [f"{event.chain}: event {event.sequence} ordered a destruction, but {reason}"]


def test_nothing_can_be_destroyed_without_an_order():
    ended(graduates(1), LONG_AGO)

    with pytest.raises(LookupError):
        destroyed_rows.destroy(MarkRevision.objects.all())


def test_no_reading_can_be_destroyed_without_an_order():
    AccessLogEntry.objects.create(office="x", user_id=1, user_name="x", kind="view", subject_type="x", subject="x")
    access_chain.link()

    with pytest.raises(LookupError):
        access_chain.destroy(AccessLogEntry.objects.values_list("pk", flat=True))


def test_the_proof_says_how_many_rows_went(world):
    assert "3 rows of append-only tables were destroyed." in prove().says


@pytest.mark.parametrize("order", [{}, {"order": None}, {"order": ["nobody's", 1]}])
def test_an_event_without_an_order_that_stands_is_told(world, order):
    event = take_away(order)

    assert prove().broken == [f"destroyed rows: nobody ordered what event {event.sequence} destroyed"]
    with pytest.raises(CommandError, match="nobody ordered"):
        call_command("verify_audit")


def test_an_order_that_came_afterwards_is_none(world):
    found, first, _second = world
    row = AuditEvent.objects.filter(chain=first.office_code).order_by("-sequence").first()
    event = take_away({"order": [first.office_code, row.sequence + 1]})
    with clock.moved_to(clock.now() + timedelta(minutes=2)):
        audit.record("destruction.confirm", by=first, target=found, lines=found.lines)

    assert prove().broken[0] == f"destroyed rows: nobody ordered what event {event.sequence} destroyed"


def test_another_event_is_no_order(world):
    _found, first, _second = world
    event = audit.record("user.sign_in", by=first, target=first)
    take_away(order_by(event))

    assert prove().broken == broken(event, "it confirms none")


def test_more_than_the_minutes_say_is_told(world):
    event = confirmed(world[0])
    take_away(order_by(event))

    assert prove().broken == broken(event, "3 rows of markrevision went, its minutes say 2")


def test_minutes_that_were_written_anew_are_told(world):
    found = world[0]
    event = confirmed(found)
    take_away(order_by(event))
    classes = {**found.destroyed["classes"], "markrevision": 3}
    Destruction.objects.filter(pk=found.pk).update(destroyed={"classes": classes})

    assert broken(event, "its minutes are not what was noted when it ended")[0] in prove().broken


def forged(first, second, *, proposed=True, row=True, records=1):
    """Events and row of a destruction that never was, as far as the role can write them."""
    lines = [{"kind": "classes", "before": "2021-11-23", "months": 60, "basis": "x", "due": 1, "held": 0}]
    made = Destruction(
        pk=9999, office=first.office_code, counted_on="2026-11-23", lines=lines, state="done", proposed_by=first
    )
    made.decided_by, made.decided_at, made.done_at = second, clock.now(), clock.now()
    made.destroyed = {"classes": {"records": records, "markrevision": 1}}
    if row:
        made.save(force_insert=True)
    if proposed:
        audit.record("destruction.propose", by=first, target=made, lines=lines)
    event = audit.record("destruction.confirm", by=second, target=made, lines=lines)
    take_away(order_by(event))
    audit.record("destruction.end", by=first, target=made, destroyed=made.destroyed)
    return event


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"proposed": False}, "nobody had proposed it like this"),
        ({"row": False}, "no destruction stands that these two people decided"),
        ({"records": 2}, "2 records of classes went, 1 were confirmed"),
    ],
)
def test_a_forged_destruction_is_told(world, said, reason):
    _found, first, second = world

    event = forged(first, second, **said)

    assert broken(event, reason)[0] in prove().broken


def test_one_person_alone_orders_nothing(world):
    _found, first, _second = world

    event = forged(first, first, row=False)

    assert broken(event, "not two people decided it")[0] in prove().broken


def test_what_went_after_the_end_is_told(world):
    event = confirmed(world[0])
    with clock.moved_to(clock.now() + timedelta(minutes=5)):
        take_away(order_by(event))

    assert broken(event, "something went after it had ended")[0] in prove().broken


def test_a_hold_that_stood_is_told(world):
    found, first, _second = world
    event = confirmed(found)
    LegalHold.objects.create(
        office=found.office,
        person_id=found.people[0],
        reason="x",
        placed_by=first,
        placed_at=found.decided_at - timedelta(days=1),
    )

    assert prove().broken == broken(event, "it was on hold for somebody whose records went")


def test_the_root_of_a_day_holds_the_end_of_each(world):
    event = confirmed(world[0])
    with clock.moved_to(clock.now() + timedelta(days=3)):
        audit.record("user.sign_in", by=world[1])
        assert broken(event, "no root of a day holds its end")[0] in prove().broken

        daily_roots.take()

        assert prove().broken == []


@pytest.mark.usefixtures("world")
def test_a_destruction_under_way_is_no_fault():
    """While its job runs, minutes grow with what goes, in the same transaction."""
    batch = MarkRevision.objects.first().mark.session.batch
    Batch.objects.filter(pk=batch.pk).update(ends_on=LONG_AGO)
    center = batch.training_center
    pair = [UserFactory(roles=[role], training_center=center) for role in ("blk_head", "auditor")]
    row = destructions.confirm(destructions.propose(by=pair[0]), by=pair[1])
    item = row.job.items.get(reference="classes")

    destructions.destroy_part(row.job, item)

    row.refresh_from_db()
    assert (row.state, row.destroyed["classes"]["markrevision"], prove().broken) == ("confirmed", 2, [])
    assert destruction_orders._order.get(None) is None
