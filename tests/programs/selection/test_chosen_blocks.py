"""Units that stand alone: applied for, decided on and enrolled for without the rest of the course."""

import re
from datetime import date

import pytest
from django.urls import reverse

from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.custody.models.remand import RemandPaper
from inmates.custody.models.stays import LimitingDate, RegisterNumber
from inmates.inbox.models import InboxTask
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit
from programs.catalog.unit_blocks import blocks_of, normalized, taken
from programs.entry_rules.course_parts import part_of
from programs.entry_rules.verdicts import evaluate
from programs.places import place_changes, place_watch
from programs.places.models import Enrollment
from programs.places.place_watch import parts_moved
from programs.selection import agenda_paper, application_decisions, chosen_blocks, hearing_minutes, tpp_hearings
from programs.selection.models import Application
from programs.timetable.models.sessions import Session
from tests.factories import (
    ApplicationFactory,
    EnrollmentFactory,
    EntryRuleSetFactory,
    PersonFactory,
    RecognizedUnitFactory,
    SessionFactory,
    UserFactory,
)
from tests.papers import pages
from tests.reasons import codes
from tests.sitting import sitting

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
FIRST, LAST = date(2026, 12, 8), date(2026, 12, 10)
# As many days after the last lesson as the assessment of the batch lies after its end.
OVER = date(2026, 12, 14)


@pytest.fixture
def batch(batch):
    """Four units, of which the first two stand alone as A and the third as B; A is taught on two days in December."""
    for position, sign in enumerate("AAB", 1):
        batch.version.units.filter(position=position).update(block=sign)
    units = list(batch.version.units.all())
    for day, unit in ((FIRST, units[0]), (LAST, units[1]), (date(2026, 12, 21), units[2]), (batch.ends_on, units[3])):
        SessionFactory(batch=batch, unit=unit, date=day)
    return batch


@pytest.fixture
def person(batch):
    return PersonFactory(facility=batch.facility, with_custody=True)


def apply(batch, person, officer, *blocks, **changes):
    values = {"source": "person", "consent_on": TODAY, "interest": 4, "blocks": blocks, **changes}
    return application_decisions.apply(by=officer, batch=batch, person=person, **values)


def decide(application, officer, chair, outcome="admitted", **how):
    if not application.batch.hearings.exists():
        members = [UserFactory(roles=["board_member"], facility=application.batch.facility)]
        where = {"batch": application.batch, "held_on": TODAY, "place": "Aula", "chair": chair, "members": members}
        sitting(by=officer, **where)
    return application_decisions.decide(application, by=chair, outcome=outcome, reason="Cukup waktunya", **how)


def enrolled(batch, person, officer, chair, *blocks):
    application = decide(apply(batch, person, officer, *blocks), officer, chair)
    tpp_hearings.close_hearing(batch.hearings.get(), by=chair)
    return place_changes.enroll(application, by=officer)


def test_blocks_of_a_version(batch):
    units = list(batch.version.units.all())

    assert [(one.sign, one.jp, one.units) for one in blocks_of(units)] == [
        ("A", 80, tuple(units[:2])),
        ("B", 40, (units[2],)),
    ]
    assert (normalized(units, ["B", "A"]), normalized(units[:3], ["B", "A"])) == (["A", "B"], [])
    assert (taken(units, ["B"]), taken(units, [])) == ([units[2]], units)


@pytest.mark.parametrize(
    ("blocks", "first", "last", "over"),
    [
        ([], date(2026, 12, 7), date(2027, 1, 25), date(2027, 1, 29)),
        (["A"], FIRST, LAST, OVER),
        (["A", "B"], FIRST, date(2026, 12, 21), date(2026, 12, 25)),
        # Nothing is planned of it yet: as long as the whole.
        (["C"], date(2026, 12, 7), date(2027, 1, 25), date(2027, 1, 29)),
    ],
)
def test_from_when_to_when_a_part_lasts(batch, blocks, first, last, over):
    part = part_of(batch, blocks)

    assert (part.starts_on, part.ends_on, part.leaves_before) == (first, last, over)


def test_units_are_applied_for_decided_on_and_enrolled_for(batch, person, officer, chair):
    place = enrolled(batch, person, officer, chair, "A")

    application = Application.objects.get()
    assert (application.asked_blocks, application.blocks) == (["A"], ["A"])
    assert (place.is_partial, place.ends_on) == (True, OVER)
    assert list(place.units_taken.values_list("unit__position", flat=True)) == [1, 2]
    assert [one.date for one in Session.objects.all() if Enrollment.objects.on_roll(one).exists()] == [FIRST, LAST]
    told = AuditEvent.objects.get(action="application.submit")
    assert told.details["blocks"] == ["A"]


def test_the_hearing_may_decide_on_other_units(batch, person, officer, chair):
    application = apply(batch, person, officer, "A", "B")

    decided = decide(application, officer, chair, blocks=["B"])

    assert (decided.asked_blocks, decided.blocks) == (["A", "B"], ["B"])
    assert AuditEvent.objects.get(action="application.decide").details["blocks"] == ["B"]
    assert decide(decided, officer, chair, blocks=[]).blocks == []
    assert decide(decided, officer, chair, blocks=["B"]).blocks == ["B"]
    assert decide(decided, officer, chair).blocks == ["B"]
    with pytest.raises(RuleViolation) as refused:
        decide(decided, officer, chair, blocks=["B", "X"])
    assert codes(refused) == ["no_such_block"]


def test_every_block_of_a_course_is_the_whole_course(batch, person, officer):
    batch.version.units.update(block="A")

    assert apply(batch, person, officer, "A").blocks == []


@pytest.mark.parametrize(
    ("state", "now", "blocks", "expected"),
    [
        ("selecting", None, [], []),
        ("selecting", None, ["A"], []),
        ("selecting", None, ["C"], ["no_such_block"]),
        ("planned", None, ["A"], ["batch_not_selecting"]),
        ("running", "2026-12-07", [], ["batch_not_selecting"]),
        ("running", "2026-12-07", ["A"], []),
        ("running", "2026-12-09", ["A"], ["block_begun"]),
        ("running", "2026-12-09", ["B"], []),
        ("finished", None, ["B"], ["batch_not_selecting"]),
    ],
)
def test_each_reason_against_applying_for_units(batch, person, state, now, blocks, expected):
    batch.state = state
    with clock.moved_to(clock.at(date.fromisoformat(now or "2026-11-23"), clock.now().time(), "Asia/Makassar")):
        found = application_decisions.apply_blockers(batch, person, consent_on=TODAY, blocks=blocks)

    assert codes(found) == expected


def test_nobody_is_taught_a_unit_twice(batch, person, officer):
    for unit in batch.version.units.filter(block="A"):
        other = UserFactory(roles=["blk_head"], training_center=batch.training_center)
        RecognizedUnitFactory(
            training_center=batch.training_center, person=person, code=unit.code, title=unit.title, accepted_by=other
        )

    with pytest.raises(RuleViolation) as refused:
        apply(batch, person, officer, "A", "B")

    assert codes(refused) == ["passed_before"]
    assert chosen_blocks.choice_of(batch, person)["passed"] == {"A"}
    assert apply(batch, person, officer, "B").blocks == ["B"]


def passed_already(batch, person, sign="A"):
    other = UserFactory(roles=["blk_head"], training_center=batch.training_center)
    for unit in batch.version.units.filter(block=sign):
        RecognizedUnitFactory(
            training_center=batch.training_center, person=person, code=unit.code, title=unit.title, accepted_by=other
        )


AGAIN = "Lama tidak mengelas, ingin mengulang"


def test_a_block_that_is_passed_is_taken_again_with_a_reason_that_is_kept(batch, person, officer, chair):
    passed_already(batch, person)
    with pytest.raises(RuleViolation) as refused:
        apply(batch, person, officer, "A", again="Mau")
    assert codes(refused) == ["again"]

    application = apply(batch, person, officer, "A", again=AGAIN)
    decide(application, officer, chair)

    application.refresh_from_db()
    assert (application.blocks, application.again_reason) == (["A"], AGAIN)
    assert decide(application, officer, chair, blocks=["B"], again=AGAIN).again_reason == ""
    with pytest.raises(RuleViolation) as refused:
        decide(application, officer, chair, blocks=["A"], again="")
    assert codes(refused) == ["passed_before"]


def test_who_has_passed_the_block_meanwhile_is_turned_down_without_a_reason_for_taking_it(
    batch, person, officer, chair
):
    application = apply(batch, person, officer, "A")
    passed_already(batch, person)

    decide(application, officer, chair, outcome="rejected")

    application.refresh_from_db()
    assert (application.state, application.blocks) == ("rejected", ["A"])


def test_the_table_of_a_hearing_names_no_tick_that_it_does_not_have(batch, person, officer, chair, sign_in):
    application = apply(batch, person, officer, "A")
    other = decide(apply(batch, PersonFactory(facility=batch.facility, with_custody=True), officer), officer, chair)
    passed_already(batch, person)
    page, key = reverse("programs:hearing_decide", args=[other.hearing.public_id]), application.public_id.hex
    typed = {f"{key}-seen": application.revision, f"{key}-outcome": "reserve", f"{key}-reason": "Cukup waktunya"}

    answer = sign_in(chair).post(page, typed)

    told = " ".join(answer.content.decode().split())
    assert answer.status_code == 422
    assert "Semua unit kelompok A sudah lulus. Buka halaman lamaran orang ini" in told
    assert "wants_again" not in told
    assert sign_in(chair).post(page, {**typed, f"{key}-outcome": "rejected"}).status_code == 302
    application.refresh_from_db()
    assert application.state == "rejected"


def test_the_form_takes_a_block_again_only_with_the_tick(sign_in, batch, person, officer):
    page = f"{reverse('programs:application_new', args=[batch.public_id])}?person={person.public_id}"
    client = sign_in(officer)
    assert "wants_again" not in client.get(page).context["form"].fields
    passed_already(batch, person)
    typed = {"source": "person", "consent_on": "23/11/2026", "interest": "4", "blocks": ["A"], "again_reason": AGAIN}

    assert client.post(page, typed).status_code == 422
    assert client.post(page, {**typed, "wants_again": "on", "again_reason": ""}).status_code == 422
    answer = client.post(page, {**typed, "wants_again": "on"})

    assert Application.objects.get().again_reason == AGAIN
    assert AGAIN in client.get(answer["Location"]).content.decode()


def leaves(person, day):
    LimitingDate.objects.create(person=person, kind="integration", date=day, source="document")


@pytest.mark.parametrize(
    ("day", "whole", "part"),
    [(date(2027, 1, 29), "meets", "meets"), (OVER, "fails", "meets"), (date(2026, 12, 13), "fails", "fails")],
)
def test_staying_long_enough_is_judged_by_the_units(batch, person, day, whole, part):
    EntryRuleSetFactory(version=batch.version, parts={"time_left": {}})
    leaves(person, day)

    asked = [evaluate(batch, [person], on=TODAY, takes={person.pk: signs}) for signs in ([], ["A"])]

    assert [answers[person.pk][1].verdict for answers in asked] == [whole, part]


@pytest.fixture
def on_remand(person):
    RegisterNumber.objects.filter(person=person).update(register_class="A.III")
    return person


def paper(person, kind, **fields):
    by = UserFactory(roles=["registrar"], facility=person.facility)
    RemandPaper.objects.create(person=person, kind=kind, recorded_by=by, recorded_at="2026-11-20T01:00Z", **fields)


@pytest.mark.parametrize(
    ("until", "hearing", "whole", "part"),
    [
        (OVER, date(2026, 12, 15), {"court_permission": "fails", "next_hearing": "fails"}, {}),
        (date(2026, 12, 13), OVER, None, {"court_permission": "fails", "next_hearing": "fails"}),
        (None, date(2027, 2, 1), {}, {}),
    ],
)
def test_papers_of_remand_are_judged_by_the_units(batch, on_remand, until, hearing, whole, part):
    """Whoever is on remand has no date; the papers must cover the lessons and the assessment of what is taken."""
    rules = {"stamped_statement": {}, "court_permission": {}, "next_hearing": {}}
    EntryRuleSetFactory(version=batch.version, parts=rules)
    paper(on_remand, "statement", from_date=TODAY, scan="remand/1.pdf")
    paper(on_remand, "permission", from_date=TODAY, until=until, scan="remand/2.pdf")
    paper(on_remand, "hearing", from_date=hearing)

    asked = [evaluate(batch, [on_remand], on=TODAY, takes={on_remand.pk: signs}) for signs in ([], ["A"])]
    failed = [{one.kind: one.verdict.value for one in found[on_remand.pk] if one.verdict != "meets"} for found in asked]

    assert failed == [part if whole is None else whole, part]


def test_lessons_of_other_units_do_not_clash(batch, person):
    EntryRuleSetFactory(version=batch.version, parts={"clash": {}})
    other = EnrollmentFactory(person=person, batch__facility=batch.facility, batch__state="running").batch
    SessionFactory(batch=other, date=batch.ends_on)

    asked = [evaluate(batch, [person], on=TODAY, takes={person.pk: signs}) for signs in ([], ["A"])]

    assert [answers[person.pk][1].verdict for answers in asked] == ["fails", "meets"]


def test_it_is_too_late_once_the_units_are_over(batch, person, officer, chair):
    application = decide(apply(batch, person, officer, "A"), officer, chair)
    tpp_hearings.close_hearing(batch.hearings.get(), by=chair)

    with clock.moved_to(clock.at(date(2026, 12, 11), clock.now().time(), "Asia/Makassar")):
        assert codes(place_changes.blockers(Application.objects.get(pk=application.pk))) == ["too_late"]


def move(before, after):
    Session.objects.filter(date=before).update(date=after, starts_at=f"{after}T00:00Z", ends_at=f"{after}T03:00Z")


def tasks():
    return [task.values["until"] for task in InboxTask.objects.open().filter(kind=place_watch.LEAVES_EARLY.code)]


def test_the_end_of_the_units_moves_with_their_sessions(batch, person, officer, chair):
    place = enrolled(batch, person, officer, chair, "A")
    leaves(person, date(2026, 12, 15))
    parts_moved(batch)
    assert tasks() == []

    Session.objects.filter(date=LAST).update(
        date=date(2026, 12, 17), starts_at="2026-12-17T00:00Z", ends_at="2026-12-17T03:00Z"
    )
    parts_moved(batch)

    place.refresh_from_db()
    assert (place.ends_on, tasks()) == (date(2026, 12, 21), ["2026-12-21"])
    Session.objects.filter(date=date(2026, 12, 17)).update(
        date=LAST, starts_at="2026-12-10T00:00Z", ends_at="2026-12-10T03:00Z"
    )
    parts_moved(batch)
    place.refresh_from_db()
    assert (place.ends_on, tasks()) == (OVER, [])


def test_end_of_the_batch_says_nothing_to_those_who_take_units(batch, person, officer, chair):
    enrolled(batch, person, officer, chair, "A")
    leaves(person, OVER)
    before, batch.ends_on = batch.leaves_before, date(2027, 3, 1)
    batch.assessment_on = date(2027, 3, 5)

    place_watch.end_moved(batch, before)

    assert tasks() == []


def test_who_leaves_before_the_units_are_over_is_told_of(batch, person, officer, chair):
    enrolled(batch, person, officer, chair, "A")
    other = ApplicationFactory(batch=batch, state="admitted", blocks=["B"], decided_by_chair=chair)
    days = {person.pk: None, other.person_id: None}
    leaves(person, date(2026, 12, 13))
    leaves(other.person, date(2026, 12, 24))

    place_watch.watch_leaving(days)

    assert sorted(tasks()) == [OVER.isoformat(), "2026-12-25"]


def test_the_papers_name_the_units(batch, person, officer, chair):
    application = decide(apply(batch, person, officer, "A"), officer, chair)

    assert "kelompok A" in "".join(pages(agenda_paper.agenda_sheet(batch)))
    tpp_hearings.close_hearing(batch.hearings.get(), by=chair)
    words = batch.hearings.get().minutes
    assert words["rows"][0]["outcome"] == "Diterima, kelompok A"
    assert "kelompok A" in "".join(pages(hearing_minutes.render(words)))
    assert application.blocks == ["A"]


def test_pages_offer_the_blocks_to_officer_and_chair(sign_in, batch, person, officer, chair):
    new = f"/seleksi/{batch.public_id}/pengajuan/?person={person.public_id}"
    page = sign_in(officer).get(new).content.decode()
    assert "A · 80 JP" in page
    client = sign_in(officer)
    sent = {"source": "person", "consent_on": "2026-11-23", "interest": "4", "blocks": ["A"]}
    assert client.post(new, sent).status_code == 302
    application = Application.objects.get()
    assert application.blocks == ["A"]
    decide(application, officer, chair, outcome="reserve")
    at = f"/pengajuan/{application.public_id}/"
    assert re.search(r'value="A"[^>]* checked', sign_in(chair).get(at).content.decode())

    decided = {"outcome": "admitted", "reason": "Cukup waktunya", "blocks": ["B"]}
    assert sign_in(chair).post(f"{at}putusan/", decided).status_code == 302

    application.refresh_from_db()
    assert application.blocks == ["B"]
    assert "Diajukan: A" in " ".join(sign_in(officer).get(at).content.decode().split())
    assert "hanya unit kelompok B" in sign_in(officer).get(f"/seleksi/{batch.public_id}/").content.decode()


def test_a_chair_who_takes_the_whole_course_instead_is_asked_for_an_override(sign_in, batch, person, officer, chair):
    EntryRuleSetFactory(version=batch.version, parts={"time_left": {}})
    leaves(person, OVER)
    application = apply(batch, person, officer, "A")
    decide(application, officer, chair, outcome="reserve")
    address = f"/pengajuan/{application.public_id}/putusan/"

    page = sign_in(chair).post(address, {"outcome": "admitted", "reason": "Cukup waktunya"})

    assert page.status_code == 422
    assert 'name="override"' in page.content.decode()
    assert sign_in(chair).post(address, {"outcome": "admitted", "reason": "Cukup", "blocks": ["A"]}).status_code == 302


def test_a_running_batch_takes_applications_for_units_alone(batch):
    Batch.objects.update(state="running")
    batch.refresh_from_db()
    assert chosen_blocks.takes_applications(batch)

    ProgramUnit.objects.update(block="")

    assert not chosen_blocks.takes_applications(Batch.objects.get(pk=batch.pk))
