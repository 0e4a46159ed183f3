"""A second person confirms certificates from before; later they end, again by two people."""

import pytest

from accounts.models import TrainingCenter
from certification.earlier_certificates import earlier_confirmation, earlier_ends
from certification.earlier_certificates.models import EarlierCertificate
from core.errors import RuleViolation
from core.models import AuditEvent
from programs.recognized_units.models import RecognizedUnit
from programs.registrations import registering
from programs.registrations.registering import Identity
from tests.certification.earlier_certificates.test_earlier_import import known, refused
from tests.factories import BatchFactory
from tests.factories.accounts import TrainingCenterFactory, give_beside
from tests.factories.certification import staff
from tests.factories.earlier import BORN, ISSUED, NUMBER, confirmed, recorded, row
from tests.factories.programs import RecognizedUnitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
UNITS = "C.141110.001.01 Menjahit lurus; C.141110.002.01 Memotong bahan; tanpa kode"
REASON = "Nomor salah pada arsip"


def decide(found, by, *, rows=None, accepts=True, reason="", seen=None):
    waiting = earlier_confirmation.waiting_of(found)
    chosen = {row.public_id for row in (waiting if rows is None else rows)}
    seen = earlier_confirmation.seal_of(waiting) if seen is None else seen
    return earlier_confirmation.decide(found, by=by, chosen=chosen, seen=seen, accepts=accepts, reason=reason)


def test_confirmed_rows_are_in_the_register(center, head):
    found = recorded(center, row(), row("893/018/BLK/2019", "Hasan"))
    first, second = earlier_confirmation.waiting_of(found)

    decide(found, head, rows=[first])

    first.refresh_from_db()
    assert (first.state, first.decided_by) == ("issued", head)
    assert earlier_confirmation.waiting_of(found) == [second]
    assert AuditEvent.objects.filter(action="earlier_certificate.confirm").count() == 1


def test_refused_rows_keep_the_reason(center, head):
    found = recorded(center)

    assert refused(decide, found, head, accepts=False, reason="x") == ["reason_missing"]
    decide(found, head, accepts=False, reason=REASON)

    certificate = EarlierCertificate.objects.get()
    assert (certificate.state, certificate.refusal_reason) == ("refused", REASON)


def test_who_took_them_in_does_not_confirm_them(center):
    both = staff(center, "certificate_officer")
    give_beside(both, "blk_head")
    both = type(both).objects.get(pk=both.pk)
    found = recorded(center, by=both)

    # The whole list, and each of its rows.
    asked = earlier_confirmation.confirm_blockers(found, EarlierCertificate.objects.all(), by=both)
    assert [one.code for one in asked] == ["four_eyes"]
    assert refused(decide, found, both) == ["four_eyes"]
    assert EarlierCertificate.objects.get().state == "waiting"


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("certificate_officer", ["not_authorized"]),
        ("blk_coordinator", ["not_authorized"]),
        ("stranger", ["not_authorized"]),
    ],
)
def test_others_confirm_nothing(center, role, expected):
    found = recorded(center)
    by = staff(TrainingCenterFactory(), "blk_head") if role == "stranger" else staff(center, role)

    assert refused(decide, found, by) == expected


def test_what_was_looked_at_is_what_is_confirmed(center, head):
    found = recorded(center)

    assert refused(decide, found, head, seen="0") == ["stale"]
    assert refused(decide, found, head, rows=[]) == ["nobody"]
    decide(found, head)
    assert refused(decide, found, head) == ["nothing"]


def test_units_on_the_paper_of_somebody_known_are_recognized_with_their_source(center, officer, head):
    person = known(center)
    (certificate,) = confirmed(center, row(units=UNITS), by=officer, head=head, answers={2: str(person.public_id)})

    units = RecognizedUnit.objects.filter(person=person).order_by("code")
    assert [(unit.code, unit.title, unit.state, unit.is_public) for unit in units] == [
        ("C.141110.001.01", "Menjahit lurus", "accepted", True),
        ("C.141110.002.01", "Memotong bahan", "accepted", True),
    ]
    assert {(unit.source, unit.passed_on, unit.recorded_by, unit.decided_by) for unit in units} == {
        (f"{center.name}, {NUMBER}", ISSUED, officer, head)
    }
    assert certificate.person == person


def test_no_facility_learns_of_units_from_before(center):
    person = known(center, inside=True)
    confirmed(center, row(units=UNITS), answers={2: str(person.public_id)})

    assert RecognizedUnit.objects.accepted().of_facilities().count() == 0
    assert RecognizedUnit.objects.accepted().count() == 2


def test_units_count_for_the_record_that_public_classes_name(center):
    """Whoever was taught in a facility has a record of its own in public classes."""
    inside = known(center, inside=True)
    batch = BatchFactory(is_open=True, training_center=center)
    who = Identity("Siti Rahmah", birth_date=BORN)
    by = staff(center, "blk_coordinator")
    own = registering.register(batch, by=by, who=who, way="counter", same_as=inside).person

    confirmed(center, row(units=UNITS), answers={2: str(inside.public_id)})

    assert {unit.person for unit in RecognizedUnit.objects.all()} == {own}


def test_unit_that_is_recorded_already_stays_as_it_is(center):
    person = known(center)
    for number in (NUMBER, "893/018/BLK/2019"):
        confirmed(center, row(number, units=UNITS), answers={2: str(person.public_id)})

    assert RecognizedUnit.objects.count() == 2


def ended(certificate, officer, head):
    earlier_ends.ask(certificate, by=officer, end_state="revoked", reason=REASON)
    return earlier_ends.approve(certificate, by=head)


def counting():
    return sorted(RecognizedUnit.objects.accepted().values_list("code", flat=True))


def test_revoked_paper_takes_its_units_along_under_whatever_name_the_office_has_by_then(center, officer, head):
    person = known(center)
    (certificate,) = confirmed(center, row(units=UNITS), answers={2: str(person.public_id)})
    TrainingCenter.objects.filter(pk=center.pk).update(name="UPTD Pelatihan Kerja")

    ended(EarlierCertificate.objects.get(pk=certificate.pk), officer, head)

    assert counting() == []


def test_unit_that_two_papers_tell_counts_until_both_are_revoked(center, officer, head):
    person = known(center)
    first, second = (
        confirmed(center, row(number, units=units), answers={2: str(person.public_id)})[0]
        for number, units in ((NUMBER, UNITS), ("893/018/BLK/2019", UNITS.split(";", maxsplit=1)[0]))
    )

    ended(first, officer, head)
    assert counting() == ["C.141110.001.01"]
    ended(second, officer, head)

    assert counting() == []


def test_unit_with_a_paper_of_its_own_outlives_the_certificate(center, officer, head):
    person = known(center)
    RecognizedUnitFactory(
        person=person,
        training_center=center,
        code="C.141110.001.01",
        is_public=True,
        scan="recognized-units/x.pdf",
        accepted_by=head,
    )
    (certificate,) = confirmed(center, row(units=UNITS), answers={2: str(person.public_id)})

    ended(certificate, officer, head)

    assert counting() == ["C.141110.001.01"]


def test_nobody_known_means_no_units(center):
    confirmed(center, row(units=UNITS))

    assert not RecognizedUnit.objects.exists()


@pytest.mark.parametrize("end_state", ["revoked", "superseded"])
def test_end_is_asked_by_one_and_approved_by_another(center, officer, head, end_state):
    person = known(center)
    (certificate,) = confirmed(center, row(units=UNITS), answers={2: str(person.public_id)})

    asked = earlier_ends.ask(certificate, by=officer, end_state=end_state, reason=REASON)
    assert (asked.state, asked.end_is_asked) == ("issued", True)
    assert refused(earlier_ends.ask, certificate, by=officer, end_state=end_state, reason=REASON) == ["asked"]
    ended = earlier_ends.approve(certificate, by=head)

    assert (ended.state, ended.ended_by, ended.end_reason) == (end_state, head, REASON)
    standing = 0 if end_state == "revoked" else 2
    assert RecognizedUnit.objects.accepted().count() == standing
    assert refused(earlier_ends.approve, certificate, by=head) == ["state"]
    assert refused(earlier_ends.ask, certificate, by=officer, end_state=end_state, reason=REASON) == ["state"]


def test_rejected_end_leaves_it_in_force(center, officer, head):
    (certificate,) = confirmed(center)
    earlier_ends.ask(certificate, by=officer, end_state="revoked", reason=REASON)

    left = earlier_ends.reject(certificate, by=head)

    assert (left.state, left.end_state, left.end_reason, left.end_asked_by) == ("issued", "", "", None)
    assert AuditEvent.objects.get(action="earlier_certificate.reject_end").details["reason"] == REASON


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"end_state": "issued", "reason": REASON}, ["end_state"]),
        ({"end_state": "revoked", "reason": "x"}, ["reason"]),
    ],
)
def test_end_needs_a_kind_and_a_reason(center, officer, words, expected):
    (certificate,) = confirmed(center)

    assert refused(earlier_ends.ask, certificate, by=officer, **words) == expected


def test_four_eyes_hold_for_the_end_as_well(center, officer, head):
    (certificate,) = confirmed(center)
    both = staff(center, "certificate_officer")
    give_beside(both, "blk_head")
    both = type(both).objects.get(pk=both.pk)

    assert refused(earlier_ends.approve, certificate, by=head) == ["state"]
    earlier_ends.ask(certificate, by=both, end_state="revoked", reason=REASON)
    assert refused(earlier_ends.approve, certificate, by=both) == ["four_eyes"]
    with pytest.raises(RuleViolation):
        earlier_ends.ask(certificate, by=head, end_state="revoked", reason=REASON)
