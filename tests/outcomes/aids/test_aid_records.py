"""Recording what was given: by which half, what it settles, and taking it back."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from core.scans import MOST_SCAN_BYTES
from outcomes.aids.aid_records import Given, aids_of, attach_scan, cancel_aid, record_aid
from outcomes.aids.codes import ITEM_OF, AidKind
from outcomes.aids.models import CenterAid, FacilityAid
from outcomes.leaving.models import Readiness, ReadinessItem
from outcomes.leaving.readiness_records import Mark, record_readiness
from tests.conftest import MONDAY
from tests.factories import FacilityFactory, PersonFactory, UserFactory
from tests.factories.aids import CenterAidFactory, FacilityAidFactory

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
REASON = "Tercatat dua kali oleh petugas"
PDF = b"%PDF-1.4 x"


def thing(**more):
    values = {"kind": "ALAT_SET", "what": " Set las ", "giver": "Baznas  Tapin", "given_on": TODAY, "value": 1_500_000}
    return Given(**{**values, **more})


def states(person):
    """The newest state in force of each item."""
    rows = Readiness.objects.in_force().filter(person=person).order_by("pk").select_related("item")
    return {row.item.code: row.state for row in rows}


def codes(refused):
    return {reason.code for reason in refused.value.reasons}


@pytest.mark.parametrize("kind", AidKind.values)
def test_what_is_given_before_leaving_settles_its_item(officer, inside, kind):
    aid = record_aid(inside, by=officer, given=thing(kind=kind))

    item = ITEM_OF.get(kind)
    assert states(inside) == ({item: "done"} if item else {})
    assert (aid.what, aid.giver, aid.amount, aid.facility) == (
        "Set las",
        "Baznas Tapin",
        "Rp 1.500.000",
        inside.facility,
    )
    event = AuditEvent.objects.get(action="aid.record")
    assert event.details == {"kind": kind, "value": 1_500_000, "on": "2026-11-23"}


def test_every_item_is_one_that_a_detention_center_settles():
    settled = set(ReadinessItem.objects.of_facility().values_list("code", flat=True))

    assert set(ITEM_OF.values()) <= settled


def test_a_center_records_for_people_it_trained_and_settles_nothing(placement, graduate):
    aid = record_aid(graduate, by=placement, given=thing(value=None))

    assert (type(aid), aid.training_center, aid.amount) == (CenterAid, placement.training_center, "")
    assert Readiness.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "UANG"}, "kind"),
        ({"what": " "}, "what"),
        ({"giver": " "}, "giver"),
        ({"value": 0}, "value"),
        ({"value": 10**9 + 1}, "value"),
        ({"given_on": TODAY + timedelta(days=1)}, "in_future"),
    ],
)
def test_a_thing_is_refused(officer, inside, changes, code):
    with pytest.raises(RuleViolation) as refused:
        record_aid(inside, by=officer, given=thing(**changes))

    assert codes(refused) == {code}
    assert (FacilityAid.objects.count(), Readiness.objects.count()) == (0, 0)


@pytest.mark.parametrize("field", ["what", "giver", "identification"])
def test_no_word_of_a_center_tells_of_custody(placement, graduate, field):
    with pytest.raises(RuleViolation) as refused:
        record_aid(graduate, by=placement, given=thing(**{field: "Hibah Rutan"}))

    assert codes(refused) == {"words"}


def test_a_detention_center_may_name_itself(officer, inside):
    assert record_aid(inside, by=officer, given=thing(giver="Rutan Rantau")).giver == "Rutan Rantau"


def test_strangers_are_given_nothing(officer, placement, inside, graduate):
    for by, person in ((officer, PersonFactory(facility=FacilityFactory())), (officer, graduate), (placement, inside)):
        with pytest.raises(RuleViolation) as refused:
            record_aid(person, by=by, given=thing())
        assert "stranger" in codes(refused)


@pytest.mark.parametrize("role", ["case_officer", "rutan_head"])
def test_who_may_not_records_nothing(inside, facility, role):
    with pytest.raises(RuleViolation) as refused:
        record_aid(inside, by=UserFactory(roles=[role], facility=facility), given=thing())

    assert "not_authorized" in codes(refused)


def test_after_the_release_a_paper_of_before_is_recorded_and_closed_items_stay_closed(officer, left):
    record_aid(left, by=officer, given=thing())

    assert (FacilityAid.objects.count(), "ALAT" in states(left)) == (1, False)


def test_saved_wages_stay_owed_after_the_release(officer, left):
    assert states(left)["SIMPANAN"] == "open"

    record_aid(left, by=officer, given=thing(kind="SIMPANAN"))

    assert states(left)["SIMPANAN"] == "done"


def test_after_the_release_only_the_center_gives(officer, left):
    with clock.moved_to(MONDAY + timedelta(days=3)):
        with pytest.raises(RuleViolation) as refused:
            record_aid(left, by=officer, given=thing(given_on=TODAY + timedelta(days=1)))
        record_aid(left, by=officer, given=thing(kind="SIMPANAN", given_on=TODAY + timedelta(days=1)))

    assert codes(refused) == {"after_leaving"}


def test_a_giver_is_spelled_once(officer, inside):
    for giver in ("Baznas Tapin", "baznas  tapin ", "BAZNAS TAPIN", "Baznas"):
        record_aid(inside, by=officer, given=thing(giver=giver))

    assert list(FacilityAid.objects.order_by("pk").values_list("giver", flat=True)) == ["Baznas Tapin"] * 3 + ["Baznas"]


def test_what_is_taken_back_opens_its_item_again(officer, inside):
    aid = record_aid(inside, by=officer, given=thing())

    cancel_aid(aid, by=officer, reason=REASON)

    aid.refresh_from_db()
    assert (aid.cancelled_by, aid.cancelled_for, aid.cancelled_at) == (officer, REASON, MONDAY)
    assert states(inside) == {"ALAT": "open"}
    assert list(aids_of(officer).standing()) == []


def test_the_item_stays_done_as_long_as_another_thing_stands(officer, inside):
    aid = record_aid(inside, by=officer, given=thing())
    record_aid(inside, by=officer, given=thing(kind="MESIN"))

    cancel_aid(aid, by=officer, reason=REASON)

    assert states(inside) == {"ALAT": "done"}


def test_what_somebody_marked_otherwise_stays(officer, inside):
    aid = record_aid(inside, by=officer, given=thing())
    record_readiness(inside, by=officer, on=TODAY, marks={"ALAT": Mark("not_needed")})

    cancel_aid(aid, by=officer, reason=REASON)

    assert states(inside) == {"ALAT": "not_needed"}


def test_a_business_number_that_is_taken_back_opens_nothing(officer, inside):
    cancel_aid(record_aid(inside, by=officer, given=thing(kind="NIB")), by=officer, reason=REASON)

    assert states(inside) == {}


def test_taking_back_is_refused(officer, placement, inside, graduate):
    aid = record_aid(graduate, by=placement, given=thing())
    foreign = FacilityAidFactory()
    for by, given, reason, code in (
        (placement, aid, "x", "reason_missing"),
        (placement, aid, f"{REASON} di rutan", "words"),
        (officer, foreign, REASON, "foreign"),
    ):
        with pytest.raises(RuleViolation) as refused:
            cancel_aid(given, by=by, reason=reason)
        assert codes(refused) == {code}
    cancel_aid(aid, by=placement, reason=REASON)

    with pytest.raises(RuleViolation) as refused:
        cancel_aid(aid, by=placement, reason=REASON)
    assert codes(refused) == {"cancelled"}


def test_a_signed_receipt_is_kept_once(officer, inside, settings, django_capture_on_commit_callbacks):
    aid = record_aid(inside, by=officer, given=thing())
    for content in (PDF, PDF + b"2"):
        with django_capture_on_commit_callbacks(execute=True):
            attach_scan(aid, by=officer, content=content)

    aid.refresh_from_db()
    files = [path for path in Path(settings.MEDIA_ROOT, "aids").iterdir() if path.is_file()]
    with aid.scan.open() as file:
        assert (file.read(), [path.name for path in files]) == (PDF + b"2", [Path(aid.scan.name).name])


@pytest.mark.parametrize(
    ("content", "code"), [(b"MZ", "wrong_kind"), (PDF + b" " * MOST_SCAN_BYTES, "too_large"), (PDF, "foreign")]
)
def test_a_receipt_is_refused(officer, placement, content, code):
    aid = CenterAidFactory(training_center=placement.training_center)
    by = officer if code == "foreign" else placement

    with pytest.raises(RuleViolation) as refused:
        attach_scan(aid, by=by, content=content)

    assert codes(refused) == {code}


def test_each_half_reads_its_own_rows_alone(officer, placement, inside, graduate, facility):
    FacilityAidFactory(facility=facility, person=graduate)
    CenterAidFactory(training_center=placement.training_center, person=inside)
    FacilityAidFactory()
    CenterAidFactory()

    assert [aid.person for aid in aids_of(officer)] == [graduate]
    assert [aid.person for aid in aids_of(placement)] == [inside]
    assert list(aids_of(UserFactory(roles=["regional_viewer"]))) == []
    assert list(FacilityAid.objects.visible_to(placement)) == list(CenterAid.objects.visible_to(officer)) == []


def test_the_day_decides_over_the_year(officer, facility):
    for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31)):
        FacilityAidFactory(facility=facility, given_on=day)

    assert [aids_of(officer).of_year(year).count() for year in (2025, 2026, 2027)] == [1, 2, 0]
