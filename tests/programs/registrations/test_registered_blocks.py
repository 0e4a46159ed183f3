"""Blocks of units are registered for in public classes by the rules and sentences of an application."""

from datetime import date, time, timedelta

import pytest

from certification.assessment import certificate_gate
from core import clock
from core.audit import AuditEvent
from core.errors import RuleViolation
from core.exporting import as_xlsx
from inmates.imports import list_imports
from programs.batches.models import Batch
from programs.places.models import Enrollment
from programs.places.place_watch import parts_moved
from programs.registrations import late_entry, registered_blocks, registering, registration_decisions
from programs.registrations.list_import import KIND
from programs.registrations.models import Registration
from programs.timetable.models.sessions import Session
from tests.factories import BatchFactory, EntryRuleSetFactory, RecognizedUnitFactory, SessionFactory, UserFactory
from tests.factories.earlier import accepted, mapped
from tests.programs.addresses import url
from tests.programs.registrations.test_registering import SIGNED, WHO, taught
from tests.programs.registrations.test_registration_pages import person_form
from tests.reasons import codes

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
REASON = "Baru pulang dari Barabai"


@pytest.fixture
def batch():
    """Four units: the first two stand alone as A, the third as B, the fourth not; each has a day of its own."""
    batch = BatchFactory(is_open=True, capacity=4, state="running", starts_on=date(2026, 11, 16))
    for position, sign in enumerate("AAB", 1):
        batch.version.units.filter(position=position).update(block=sign)
    days = (date(2026, 11, 17), date(2026, 11, 18), date(2026, 11, 25), date(2026, 11, 27))
    for unit, day in zip(batch.version.units.all(), days, strict=True):
        # A unit takes longer than a day, and no class is in two places at once.
        ends_at = clock.at(day, time(16), batch.time_zone)
        SessionFactory(batch=batch, unit=unit, jp=unit.jp, date=day, ends_at=ends_at)
    return batch


@pytest.fixture
def by(batch):
    return UserFactory(roles=["blk_coordinator"], training_center=batch.training_center)


def enter(batch, by, *blocks, **more):
    said = {"who": WHO, "way": "counter", "consent_on": SIGNED, **more}
    return registering.register(batch, by=by, blocks=blocks, **said)


def test_who_takes_a_block_has_a_place_of_its_units_until_these_are_assessed(batch, by):
    registration = enter(batch, by, "B")

    place = registration_decisions.accept(registration, by=by).enrollment

    assert registration.blocks == ["B"]
    assert (place.is_partial, place.is_public) == (True, True)
    assert list(place.units_taken.values_list("unit__position", flat=True)) == [3]
    assert place.ends_on == date(2026, 11, 25) + (batch.leaves_before - batch.ends_on)
    assert [one.date.day for one in Session.objects.all() if Enrollment.objects.on_roll(one).exists()] == [25]
    (standing,) = certificate_gate.standings(batch)
    assert [unit.position for unit in standing.open_units] == [3]
    assert AuditEvent.objects.get(action="registration.create").details["blocks"] == ["B"]


def test_every_block_of_a_course_is_the_whole_course(batch, by):
    batch.version.units.update(block="A")

    assert enter(batch, by, "A").blocks == []


def test_end_of_the_place_follows_its_lessons(batch, by):
    place = registration_decisions.accept(enter(batch, by, "B"), by=by).enrollment
    before = place.ends_on
    Session.objects.filter(unit__position=3).update(date=date(2026, 11, 26))
    for one in Session.objects.filter(unit__position=3):
        one.starts_at, one.ends_at = one.starts_at + timedelta(days=1), one.ends_at + timedelta(days=1)
        one.save()

    parts_moved(batch)

    place.refresh_from_db()
    assert place.ends_on == before + timedelta(days=1)


@pytest.mark.parametrize(
    ("blocks", "reason", "expected"),
    [
        (["B"], "", []),
        ([], "", ["late"]),
        ([], REASON, []),
        (["C"], "", ["no_such_block", "late"]),
        # Its last lesson was on the 18th.
        (["A"], REASON, ["too_late"]),
        (["A", "B"], "", ["late"]),
        (["A", "B"], REASON, []),
    ],
)
def test_each_reason_against_registering_for_blocks_of_a_running_class(batch, by, blocks, reason, expected):
    try:
        enter(batch, by, *blocks, late_reason=reason)
        found = []
    except RuleViolation as refused:
        found = codes(refused.reasons)

    assert found == expected


def test_reason_of_a_late_entry_is_kept_only_where_lessons_are_missed(batch, by):
    assert enter(batch, by, "B", late_reason=REASON).late_reason == ""
    assert enter(batch, by, "A", "B", late_reason=REASON, is_new=True).late_reason == REASON


def test_what_is_missed_is_told_of_these_units(batch):
    assert late_entry.missed(batch, ["B"]).sentences == []
    units = list(batch.version.units.all())
    found = late_entry.missed(batch, ["A", "B"])
    assert (found.whole, found.units) == (units[:2], units[:3])


def passed_before(batch, person):
    other = UserFactory(roles=["blk_head"], training_center=batch.training_center)
    unit = batch.version.units.get(block="B")
    RecognizedUnitFactory(
        training_center=batch.training_center, person=person, code=unit.code, title=unit.title, accepted_by=other
    )


def test_nobody_is_taught_a_unit_twice(batch, by):
    person = taught(batch)
    passed_before(batch, person)

    with pytest.raises(RuleViolation) as refused:
        enter(batch, by, "B", same_as=person)

    assert codes(refused) == ["passed_before"]
    registration = enter(batch, by, same_as=person, late_reason=REASON)
    assert registered_blocks.choice_of(batch, registered_blocks.records_of(registration))["passed"] == {"B"}
    said = {"who": WHO, "way": "counter", "consent_on": SIGNED}
    with pytest.raises(RuleViolation) as refused:
        registering.correct(registration, by=by, **said, blocks=["B"])
    assert codes(refused) == ["passed_before"]
    Registration.objects.update(blocks=["B"])
    assert "passed_before" in codes(registration_decisions.accept_blockers(Registration.objects.get(), by=by))


def test_a_block_that_is_passed_is_taken_again_with_a_reason_that_is_kept(batch, by):
    person, said = taught(batch), {"who": WHO, "way": "counter", "consent_on": SIGNED}
    passed_before(batch, person)

    registration = enter(batch, by, "B", same_as=person, again=REASON)

    assert (registration.blocks, registration.again_reason) == (["B"], REASON)
    assert registering.correct(registration, by=by, **said, blocks=["B"]).again_reason == REASON
    with pytest.raises(RuleViolation) as refused:
        registering.correct(registration, by=by, **said, blocks=["B"], again="")
    assert codes(refused) == ["passed_before"]
    assert registration_decisions.accept(registration, by=by).enrollment.is_partial


def test_a_reason_is_kept_only_where_something_is_taken_again(batch, by):
    assert enter(batch, by, "B", again=REASON).again_reason == ""


def test_the_desk_takes_a_block_again_only_with_the_tick(sign_in, batch, by):
    person = taught(batch)
    passed_before(batch, person)
    registration, desk = enter(batch, by, same_as=person, late_reason=REASON), sign_in(by)
    page, typed = url("registration_detail", registration), person_form(blocks=["B"], again_reason=REASON)

    assert desk.post(page, typed).status_code == 422
    assert desk.post(page, {**typed, "wants_again": "on"}).status_code == 302

    assert Registration.objects.get().again_reason == REASON
    assert REASON in desk.get(page).content.decode()


def test_blocks_are_corrected_until_they_are_decided_on(batch, by):
    registration, said = enter(batch, by, "B"), {"who": WHO, "way": "counter", "consent_on": SIGNED}

    assert registering.correct(registration, by=by, **said).blocks == ["B"]
    assert registering.correct(registration, by=by, **said, blocks=["B", "A"], late_reason=REASON).blocks == ["A", "B"]
    assert registering.correct(registration, by=by, **said, blocks=[]).blocks == []
    changed = AuditEvent.objects.filter(action="registration.correct").order_by("pk").values_list("details", flat=True)
    assert [row["fields"] for row in changed] == [[], ["blocks"], ["blocks"]]


@pytest.mark.parametrize(
    ("before", "after", "reason", "kept", "expected"),
    [
        (["B"], [], "", "", ["late"]),
        (["B"], ["A", "B"], "", "", ["late"]),
        (["B"], [], REASON, "", REASON),
        (["B"], ["A", "B"], REASON, "", REASON),
        (["B"], ["A", "B"], "", REASON, REASON),
        (["B"], ["B"], "", "", ""),
        (["B"], None, "", "", ""),
        (["A", "B"], ["B"], REASON, "", ""),
        ([], ["B"], "", "", ""),
    ],
)
def test_what_has_begun_is_added_to_a_registration_only_with_a_reason(batch, by, before, after, reason, kept, expected):
    registration, said = enter(batch, by, "B"), {"who": WHO, "way": "counter", "consent_on": SIGNED}
    Registration.objects.update(blocks=before, late_reason=kept)
    try:
        registering.correct(registration, by=by, **said, blocks=after, late_reason=reason)
        found = Registration.objects.get().late_reason
    except RuleViolation as refused:
        found = codes(refused.reasons)

    assert found == expected


@pytest.mark.parametrize(("cell", "effect"), [("A, B", "rejected"), ("semua", "rejected"), ("B", "unchanged")])
def test_a_list_adds_nothing_that_has_begun_without_a_reason(batch, by, listed, cell, effect):
    enter(batch, by, "B")

    ((found, reasons),) = told(listed(("Siti Rahmah", "17/05/1995", cell)), by)

    assert (found, reasons) == (effect, [BEGUN] if effect == "rejected" else [])
    Registration.objects.update(late_reason=REASON)
    # What was told of A otherwise, that its lessons are read, stays.
    assert BEGUN not in told(listed(("Siti Rahmah", "17/05/1995", cell)), by)[0][1]


def test_a_list_that_repeats_blocks_that_the_program_has_no_more_is_taken(batch, by, listed):
    enter(batch, by, "B")
    batch.version.units.filter(block="B").update(block="C")

    assert told(listed(("Siti Rahmah", "17/05/1995", "B")), by) == [("unchanged", [])]
    assert told(listed(("Siti Rahmah", "17/05/1995", "")), by) == [("unchanged", [])]


def test_page_of_a_registration_asks_why_what_has_begun_is_added(sign_in, batch, by):
    registration, desk = enter(batch, by, "B"), sign_in(by)
    page = url("registration_detail", registration)

    refused = desk.post(page, person_form(blocks=[], late_reason=""))
    answer = desk.post(page, person_form(blocks=[], late_reason=REASON))

    assert (refused.status_code, answer.status_code) == (422, 302)
    assert (Registration.objects.get().blocks, Registration.objects.get().late_reason) == ([], REASON)


def test_rules_are_asked_of_the_time_of_the_block(batch, by):
    """Of age on the day of the block's first lesson, though not on the first day of the class."""
    EntryRuleSetFactory(version=batch.version, parts={"age": {"minimum": 18}})
    born = {"birth_date": date(2008, 11, 20)}

    whole, part = (
        registering.register(batch, by=by, who=WHO.__class__(name, sex="P", birth_place="Rantau", **born), **said)
        for name, said in (
            ("Aulia Rahmah", {"way": "counter", "consent_on": SIGNED}),
            ("Siti Rahmah", {"way": "counter", "consent_on": SIGNED, "blocks": ["B"]}),
        )
    )

    assert registration_decisions.accept(part, by=by).enrollment
    with pytest.raises(RuleViolation) as refused:
        registration_decisions.accept(whole, by=by)
    assert codes(refused) == ["rules_not_met"]


# Pages


def test_blocks_are_ticked_on_the_form_and_shown(batch, by, sign_in):
    desk, new = sign_in(by), url("registration_new", batch)
    page = desk.get(new).text
    assert "Tanpa pilihan: seluruh pelatihan." in page
    assert "Alasan sesudah mulai</label>" in " ".join(page.split()).replace(" </label>", "</label>")

    refused = desk.post(new, person_form(late_reason="", blocks=["A"]))
    answer = desk.post(new, person_form(late_reason="", blocks=["B"]))

    assert (refused.status_code, answer.status_code) == (422, 302)
    registration = Registration.objects.get()
    assert (registration.blocks, registration.late_reason) == (["B"], "")
    assert "hanya unit kelompok B" in desk.get(url("registration_list", batch)).text
    detail = url("registration_detail", registration)
    assert desk.post(detail, person_form(blocks=["A", "B"])).status_code == 302
    registration.refresh_from_db()
    assert registration.blocks == ["A", "B"]
    Registration.objects.update(blocks=["B"])
    desk.post(url("registration_accept", registration))
    assert "<dt>Kelompok unit</dt>" in desk.get(detail).text


def test_class_without_blocks_asks_nothing_of_them(by, sign_in):
    plain = BatchFactory(is_open=True, training_center=by.training_center)

    assert "Kelompok unit" not in sign_in(by).get(url("registration_new", plain)).text


@pytest.mark.parametrize("count", [1, 4])
def test_list_costs_the_same_for_one_and_for_many(batch, by, sign_in, count, django_assert_num_queries):
    for number in range(count):
        enter(batch, by, "B", who=WHO.__class__(f"Rahmah {'ABCD'[number]}", birth_date=date(1990, 1, 1)), is_new=True)
    desk = sign_in(by)
    desk.get(url("registration_list", batch))

    with django_assert_num_queries(9):
        desk.get(url("registration_list", batch))


# Lists

HEADS = ("Nama", "Tgl Lahir", "Kelompok unit")


@pytest.fixture
def listed(batch, by):
    def take(*rows):
        return mapped(as_xlsx(HEADS, rows), by=by, kind=KIND, about=batch.public_id)

    return take


def told(found, by):
    return [(line.effect.value, [str(one) for one in line.reasons]) for line in list_imports.lines_of(found, by=by)]


NO_SUCH = "Program ini tidak punya kelompok itu. Tulis di daftar salah satu dari: A, B."
PASSED_BEFORE = (
    "Semua unit kelompok B sudah lulus. Tulis kelompok lain di daftar, atau lewati baris ini dan daftarkan di halaman "
    "angkatan, tempat alasannya ditulis."
)
BEGUN = "Angkatan sudah mulai. Daftarkan orang ini di halaman angkatan, tempat alasannya ditulis."


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("B", ["new"]),
        ("b", ["new"]),
        ("Kelompok B", ["new"]),
        ("B; b", ["new"]),
        ("C", ["rejected", NO_SUCH]),
        ("B, C", ["rejected", NO_SUCH]),
        ("A", ["rejected", BEGUN]),
        ("A dan B", ["rejected", BEGUN]),
        ("A B", ["rejected", BEGUN]),
        ("semua", ["rejected", BEGUN]),
        ("", ["rejected", BEGUN]),
    ],
)
def test_blocks_of_a_row_are_judged_like_those_of_the_form(batch, by, listed, cell, expected):
    ((effect, reasons),) = told(listed(("Siti Rahmah", "17/05/1995", cell)), by)

    assert [effect, *[one for one in reasons if one in (NO_SUCH, BEGUN)][:1]] == expected


def test_blocks_of_a_list_are_stored_changed_and_taken_back(batch, by, listed):
    Batch.objects.update(
        state="selecting", starts_on=date(2026, 12, 1), ends_on=date(2027, 2, 1), assessment_on=date(2027, 2, 3)
    )
    Session.objects.all().delete()
    first = accepted(listed(("Siti Rahmah", "17/05/1995", "B")), by=by)
    assert Registration.objects.get().blocks == ["B"]
    assert told(listed(("Siti Rahmah", "17/05/1995", "")), by) == [("unchanged", [])]

    second = listed(("Siti Rahmah", "17/05/1995", "A, B"))
    ((_label, before, after),) = list_imports.lines_of(second, by=by)[0].changes
    accepted(second, by=by)
    assert (before, after, Registration.objects.get().blocks) == ("B", "A, B", ["A", "B"])
    list_imports.undo(second, by=by)
    assert Registration.objects.get().blocks == ["B"]
    third = listed(("Siti Rahmah", "17/05/1995", "semua"))
    assert list_imports.lines_of(third, by=by)[0].changes == (("Kelompok unit", "B", "seluruh pelatihan"),)
    accepted(third, by=by)
    assert (Registration.objects.get().blocks, first.rows.count()) == ([], 1)


def test_who_has_passed_a_block_is_rejected_by_the_list(batch, by, listed):
    person = taught(batch)
    passed_before(batch, person)
    enter(batch, by, same_as=person)

    ((effect, reasons),) = told(listed(("Siti Rahmah", "17/05/1995", "B")), by)

    assert (effect, reasons) == ("rejected", [PASSED_BEFORE])


def test_list_says_what_to_do_in_it_once_it_is_answered_who_has_passed_a_block(batch, by, listed):
    person = taught(batch)
    passed_before(batch, person)

    with pytest.raises(RuleViolation) as refused:
        accepted(listed(("Siti Rahmah", "17/05/1995", "B")), by=by, answers={2: str(person.public_id)})

    assert [str(one) for one in refused.value.reasons] == [f"Baris 2: {PASSED_BEFORE}"]
    assert refused.value.reasons[0].values["row"] == 2


@pytest.mark.parametrize("count", [1, 8])
def test_rows_with_blocks_cost_the_same_for_one_and_for_many(batch, by, listed, count, django_assert_num_queries):
    found = listed(*((f"Rahmah {'ABCDEFGH'[n]}", f"0{n + 1}/05/1995", "B") for n in range(count)))

    with django_assert_num_queries(7):
        list_imports.lines_of(found, by=by)
