"""A person decides between two marks, once."""

import pytest

from core.errors import RuleViolation
from core.models import AuditEvent
from programs.attendance import held_roll, mark_changes
from programs.offline import doubt_settlement, doubtful_marks
from programs.offline.models import MarkOperation
from programs.timetable.closing_checks import further_checks
from programs.timetable.models.sessions import Session
from tests.conftest import MONDAY
from tests.factories import UserFactory, cancelled
from tests.factories.certification import finalized
from tests.programs.offline.class_on_tablet import Tablet
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
REASON = "Sudah ditanyakan kepada peserta"


@pytest.fixture
def doubt(taught, coordinator):
    """The tablet says present, the coordinator has recorded sick meanwhile."""
    mark_changes.mark(taught.session, taught.people[0], by=coordinator, status="sick")
    taught.sends(Tablet(taught).marks(0, "present"))
    return MarkOperation.objects.get()


@pytest.fixture
def refused(taught):
    taught.sends(Tablet(taught).marks(1, "excused"))
    return MarkOperation.objects.get(outcome="rejected")


def test_mine_records_the_mark_of_the_device(taught, doubt):
    doubt_settlement.resolve(doubt, by=taught.instructor, choice="mine", version=1)

    doubt.refresh_from_db()
    assert taught.marks() == {0: ("present", 2)}
    assert (doubt.resolution, doubt.resolved_by, doubt.resolved_at) == ("mine", taught.instructor, MONDAY)


def test_theirs_leaves_what_is_recorded(taught, doubt, coordinator):
    doubt_settlement.resolve(doubt, by=coordinator, choice="theirs", version=1)

    doubt.refresh_from_db()
    assert taught.marks() == {0: ("sick", 1)}
    assert (doubt.resolution, doubt.resolved_by) == ("theirs", coordinator)


def test_decision_is_noted_in_the_audit(taught, doubt):
    doubt_settlement.resolve(doubt, by=taught.instructor, choice="theirs")

    event = AuditEvent.objects.get(action="mark_operation.resolve")
    details = {"session": taught.session.pk, "enrollment": taught.people[0].pk, "choice": "theirs"}
    assert (event.target_id, event.details) == (str(doubt.pk), details)


@pytest.mark.parametrize("second", ["mine", "theirs"])
def test_it_is_decided_once(taught, doubt, coordinator, second):
    doubt_settlement.resolve(doubt, by=taught.instructor, choice="theirs")

    with pytest.raises(RuleViolation) as refusal:
        doubt_settlement.resolve(doubt, by=coordinator, choice=second)

    assert codes(refusal) == ["resolved"]
    assert taught.marks() == {0: ("sick", 1)}


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_mark_changed_since_it_was_looked_at_is_shown_first(taught, doubt, coordinator, choice):
    mark_changes.mark(taught.session, taught.people[0], by=coordinator, status="unexcused")

    with pytest.raises(held_roll.StaleMark):
        doubt_settlement.resolve(doubt, by=taught.instructor, choice=choice, version=1)

    doubt.refresh_from_db()
    assert (doubt.resolution, taught.marks()) == ("", {0: ("unexcused", 2)})


def test_closed_sheet_is_decided_by_the_supervisor_with_a_reason(taught, doubt, coordinator):
    Session.objects.update(**finalized())

    with pytest.raises(RuleViolation) as refusal:
        doubt_settlement.resolve(doubt, by=taught.instructor, choice="mine", version=1)
    assert codes(refusal) == ["not_allowed"]
    with pytest.raises(RuleViolation) as refusal:
        doubt_settlement.resolve(doubt, by=coordinator, choice="mine", version=1)
    assert codes(refusal) == ["reason_missing"]

    doubt_settlement.resolve(doubt, by=coordinator, choice="mine", version=1, reason=REASON)

    assert taught.marks() == {0: ("present", 2)}
    assert taught.session.marks.get().revisions.last().reason == REASON


def test_what_cannot_be_recorded_any_more_is_refused_with_its_reason(taught, doubt):
    Session.objects.update(**cancelled())

    with pytest.raises(RuleViolation) as refusal:
        doubt_settlement.resolve(doubt, by=taught.instructor, choice="mine", version=1)

    assert codes(refusal) == ["session_cancelled"]
    assert MarkOperation.objects.in_doubt().count() == 1


def test_refused_mark_is_noted_as_seen_to(taught, refused):
    doubt_settlement.resolve(refused, by=taught.instructor, choice="noted")

    refused.refresh_from_db()
    assert (refused.resolution, taught.marks()) == ("noted", {})
    assert list(MarkOperation.objects.waiting()) == []


@pytest.mark.parametrize(("kind", "choice"), [("doubt", "noted"), ("refused", "mine"), ("doubt", "other")])
def test_only_what_fits_can_be_chosen(request, taught, kind, choice):
    with pytest.raises(RuleViolation) as refusal:
        doubt_settlement.resolve(request.getfixturevalue(kind), by=taught.instructor, choice=choice)

    assert codes(refusal) == ["no_such_choice"]


def test_accepted_mark_is_no_matter_to_decide(taught):
    taught.sends(Tablet(taught).marks(0))

    with pytest.raises(RuleViolation) as refusal:
        doubt_settlement.resolve(MarkOperation.objects.get(), by=taught.instructor, choice="theirs")

    assert codes(refusal) == ["resolved"]


def test_waiting_is_shown_to_who_can_act(taught, doubt, refused, coordinator):
    center = taught.batch.training_center
    officer = UserFactory(roles=["training_officer"], facility=taught.batch.facility)
    assessor = UserFactory(roles=["assessor"], training_center=center)
    head = UserFactory(roles=["blk_head"], training_center=center)
    foreign = UserFactory(roles=["blk_coordinator"])
    users = (taught.instructor, coordinator, officer, assessor, head, foreign)

    assert [doubt_settlement.waiting_for(user).count() for user in users] == [2, 2, 2, 0, 0, 0]
    Session.objects.update(**finalized())
    assert [doubt_settlement.waiting_for(user).count() for user in users] == [0, 2, 2, 0, 0, 0]


@pytest.mark.parametrize("role", ["assessor", "blk_head"])
def test_nobody_decides_who_does_not_record(taught, doubt, role):
    user = UserFactory(roles=[role], training_center=taught.batch.training_center)

    with pytest.raises(RuleViolation) as refusal:
        doubt_settlement.resolve(doubt, by=user, choice="theirs")

    assert codes(refusal) == ["not_allowed"]


def test_a_session_with_a_mark_in_doubt_is_closed_only_once_it_is_decided(taught, doubt, coordinator):
    sentence = "1 presensi luring tidak cocok dengan daftar hadir. Putuskan dahulu di antara keduanya."
    assert [(check.message, check.address) for check in further_checks(taught.session) if check.code == "doubts"] == [
        (sentence, "/sesi/luring/?state=conflict")
    ]

    doubt_settlement.resolve(doubt, by=coordinator, choice="theirs", version=1)

    assert [check for check in further_checks(taught.session) if check.code == "doubts"] == []


def test_each_side_of_a_doubt_is_told_in_words(taught, coordinator):
    tablet = Tablet(taught)
    mark_changes.mark(taught.session, taught.people[0], by=coordinator, status="sick")
    taught.sends(tablet.marks(0, "present"), tablet.marks(0, "unmarked"), tablet.marks(1, "excused"))

    told = doubtful_marks.of(list(MarkOperation.objects.all()), taught.instructor)

    assert {(one.mine_word, one.theirs_word, one.is_conflict, one.version) for one in told} == {
        ("Hadir", "Sakit", True, 1),
        ("Hapus tanda", "Sakit", False, 1),
        ("Izin", "", False, 0),
    }
