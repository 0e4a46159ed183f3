"""Who came to a hearing and whether they are enough: asked by every decision, and by the pages."""

from datetime import date

import pytest
from django.urls import reverse

from core.errors import RuleViolation
from core.models import AuditEvent
from programs.selection import application_decisions, board_presence, hearing_decisions, hearing_quorum, tpp_hearings
from programs.selection.board_models import HearingQuorum
from programs.selection.board_presence import Said
from programs.selection.models import Hearing
from tests.factories import ApplicationFactory, UserFactory
from tests.reasons import codes
from tests.sitting import sitting
from tests.together import done_at_once

TODAY = date(2026, 11, 23)
CAME, SICK, LEAVE = Said("came"), Said("sick"), Said("leave")
db = pytest.mark.django_db


@pytest.fixture
def members(batch):
    return [UserFactory(roles=["board_member"], facility=batch.facility) for _ in range(3)]


@pytest.fixture
def application(batch):
    return ApplicationFactory(batch=batch)


def ask_for(officer, share="half", least=2, **changes):
    said = {"valid_from": TODAY, "reason": "Surat keputusan kepala", **changes}
    return hearing_quorum.set_quorum(by=officer, facility=officer.facility, share=share, least=least, **said)


def called(batch, officer, chair, members):
    return tpp_hearings.open_hearing(by=officer, batch=batch, held_on=TODAY, place="Aula", chair=chair, members=members)


@pytest.fixture
def hearing(batch, application, officer, chair, members):
    """Four are invited, three have to be there, and nothing is noted yet."""
    ask_for(officer)
    return called(batch, officer, chair, members)


def note(hearing, *said, by=None, **more):
    """Notes of the chair and the members, in this order."""
    invited = [
        hearing.chair_id,
        *hearing.members.exclude(user=hearing.chair).order_by("pk").values_list("user", flat=True),
    ]
    return board_presence.note(hearing, dict(zip(invited, said, strict=True)), by=by or hearing.chair, **more)


def decide(application, chair):
    return application_decisions.decide(application, by=chair, outcome="reserve", reason="Menunggu kursi")


@db
@pytest.mark.parametrize(
    ("share", "least", "invited", "needed"),
    [
        ("half", 2, 2, 2),
        ("half", 2, 4, 3),
        ("half", 2, 7, 4),
        ("half", 5, 7, 5),
        ("two_thirds", 2, 7, 5),
        ("two_thirds", 2, 6, 4),
        ("all", 2, 5, 5),
    ],
)
def test_the_quorum_of_the_office_says_how_many(share, least, invited, needed):
    assert hearing_quorum.needed(HearingQuorum(share=share, least=least), invited) == needed


@db
def test_without_a_rule_the_chair_and_one_member_are_enough(batch, application, officer, chair, members):
    assert called(batch, officer, chair, members).quorum == 2


@db
def test_a_hearing_keeps_the_quorum_of_its_day(hearing, officer):
    ask_for(officer, "all")

    hearing.refresh_from_db()
    assert (hearing.quorum, hearing_quorum.rule_on(officer.facility, TODAY).share) == (3, "all")
    assert hearing_quorum.rule_on(officer.facility, date(2026, 11, 22)) is None


@db
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"least": 1}, "least"),
        ({"least": 51}, "least"),
        ({"valid_from": date(2026, 11, 22)}, "in_the_past"),
        ({"reason": "pendek"}, "reason_missing"),
    ],
)
def test_what_no_quorum_can_be(officer, changes, code):
    with pytest.raises(RuleViolation) as caught:
        ask_for(officer, **changes)

    assert (codes(caught), HearingQuorum.objects.count()) == ([code], 0)


@db
def test_only_the_training_officer_of_the_facility_sets_it(officer, chair):
    other = UserFactory(roles=["training_officer"])
    for by in (chair, other):
        with pytest.raises(RuleViolation) as caught:
            hearing_quorum.set_quorum(
                by=by, facility=officer.facility, share="all", least=2, valid_from=TODAY, reason="Surat kepala"
            )
        assert codes(caught) == ["not_the_officer"]


@db
def test_a_hearing_invites_as_many_as_have_to_come(batch, application, officer, chair, members):
    ask_for(officer, least=5)

    with pytest.raises(RuleViolation) as caught:
        called(batch, officer, chair, members)

    assert codes(caught) == ["too_few_invited"]
    assert "5" in str(caught.value)
    assert "1" in str(caught.value)


@db
@pytest.mark.parametrize(
    ("said", "found"),
    [
        (None, ["presence_missing"]),
        ((CAME, CAME, SICK, SICK), ["no_quorum"]),
        ((SICK, CAME, CAME, CAME), ["chair_absent"]),
        ((SICK, CAME, CAME, SICK), ["chair_absent", "no_quorum"]),
        ((CAME, CAME, CAME, SICK), []),
        ((CAME, CAME, CAME, CAME), []),
    ],
)
def test_nothing_is_decided_without_a_quorum(hearing, application, chair, said, found):
    if said:
        note(hearing, *said)
    asked = hearing_quorum.quorum_blockers(Hearing.objects.get())
    choice = hearing_decisions.Choice(application.public_id, "reserve", "Menunggu kursi", 1)

    refused = []
    for command in (
        lambda: hearing_decisions.decide_all(hearing, [choice], by=chair),
        lambda: decide(application, chair),
    ):
        try:
            command()
        except RuleViolation as violation:
            refused.append(codes(violation.reasons))

    assert codes(asked) == found
    assert refused == [found, found] * bool(found)


@db
def test_the_refusal_says_how_many_are_missing(hearing, application, chair):
    note(hearing, CAME, LEAVE, SICK, SICK)

    with pytest.raises(RuleViolation) as caught:
        decide(application, chair)

    assert str(caught.value) == "Sidang TPP belum kuorum: hadir 1 dari 4 orang, harus 3. Kurang 2 orang."


@db
def test_who_came_instead_counts(hearing, application, chair, officer):
    deputy = UserFactory(roles=["board_chair"], facility=hearing.batch.facility)
    clerk = UserFactory(roles=["registrar"], facility=hearing.batch.facility)

    note(hearing, Said("duty", deputy), CAME, Said("leave", clerk), SICK, by=officer)

    assert decide(application, chair).state == "reserve"
    assert next(one.attendee for one in hearing_quorum.members_of(hearing) if one.is_present) == deputy


@db
def test_a_hearing_that_lost_its_quorum_is_not_closed(hearing, application, chair):
    note(hearing, CAME, CAME, CAME, SICK)
    decide(application, chair)
    note(hearing, CAME, CAME, SICK, SICK)

    with pytest.raises(RuleViolation) as caught:
        tpp_hearings.close_hearing(hearing, by=chair)

    assert codes(caught) == ["no_quorum"]


@db
def test_a_hearing_from_before_presence_was_noted_still_decides_and_closes(batch, application, chair, members):
    old = Hearing.objects.create(batch=batch, held_on=TODAY, place="Aula", chair=chair)
    for user in (chair, members[0]):
        old.members.create(user=user)
    decide(application, chair)

    minutes = tpp_hearings.close_hearing(old, by=chair).minutes

    assert minutes["presence"] == []
    assert not any("uorum" in item for item in minutes["items"])
    assert [party["name"] for pair in minutes["pairs"] for party in pair] == [chair.full_name, members[0].full_name]


@db
@pytest.mark.parametrize(
    ("said", "code"),
    [
        (lambda h: [CAME, CAME, CAME, Said("")], "not_said"),
        (lambda h: [CAME, CAME, CAME, Said("late")], "not_said"),
        (lambda h: [CAME, CAME, CAME, Said("came", stranger_here(h))], "substitute_beside"),
        (lambda h: [CAME, CAME, CAME, Said("sick", UserFactory(roles=["registrar"]))], "substitute_elsewhere"),
        (lambda h: [CAME, CAME, CAME, Said("sick", stranger_here(h, is_active=False))], "substitute_elsewhere"),
        (lambda h: [Said("sick", stranger_here(h)), CAME, CAME, CAME], "substitute_no_chair"),
        (lambda h: [CAME, CAME, CAME, Said("sick", h.chair)], "substitute_invited"),
        (lambda h: [CAME, CAME, *[Said("sick", stranger_here(h))] * 2], "substitute_twice"),
    ],
)
def test_what_cannot_be_said_of_a_member(hearing, said, code):
    with pytest.raises(RuleViolation) as caught:
        note(hearing, *said(hearing))

    hearing.refresh_from_db()
    assert (codes(caught), hearing.presence_revision) == ([code], 0)


def stranger_here(hearing, **fields):
    return UserFactory(roles=["registrar"], facility=hearing.batch.facility, **fields)


@db
@pytest.mark.parametrize(
    ("by", "code"), [("board_member", "not_yours"), ("rutan_head", "not_yours"), ("elsewhere", "not_yours")]
)
def test_who_cannot_note_it(hearing, by, code):
    role, place = ("board_chair", {}) if by == "elsewhere" else (by, {"facility": hearing.batch.facility})

    with pytest.raises(RuleViolation) as caught:
        board_presence.all_came(hearing, by=UserFactory(roles=[role], **place))

    assert codes(caught) == [code]


@db
def test_a_closed_hearing_keeps_who_came(hearing, application, chair):
    board_presence.all_came(hearing, by=chair)
    decide(application, chair)
    tpp_hearings.close_hearing(hearing, by=chair)

    with pytest.raises(RuleViolation) as caught:
        board_presence.all_came(hearing, by=chair)

    assert codes(caught) == ["hearing_closed"]


@db
def test_all_came_is_one_act_of_a_fixed_number_of_statements(hearing, chair, django_assert_num_queries):
    with django_assert_num_queries(13):
        board_presence.all_came(hearing, by=chair)

    told = AuditEvent.objects.get(action="hearing.note_presence").details
    assert (len(told["present"]), told["invited"]) == (4, 4)


@db
def test_a_substitute_can_move_from_one_member_to_another(hearing):
    clerk = stranger_here(hearing)
    note(hearing, CAME, CAME, Said("sick", clerk), LEAVE)

    note(hearing, CAME, CAME, SICK, Said("leave", clerk))

    assert sorted(row.substitute_id or 0 for row in hearing.members.all()) == [0, 0, 0, clerk.pk]


@pytest.mark.postgres
def test_of_two_who_note_at_once_one_is_told(committed, batch, application, officer, chair, members):
    hearing = called(batch, officer, chair, members)

    answers = done_at_once(
        lambda: note(hearing, CAME, CAME, CAME, SICK, by=officer, seen=0),
        lambda: note(hearing, CAME, CAME, CAME, CAME, by=chair, seen=0),
    )

    hearing.refresh_from_db()
    assert (sorted(answers), hearing.presence_revision) == (["done", "stale"], 1)


@pytest.mark.postgres
def test_no_decision_slips_in_while_the_quorum_is_lost(committed, batch, application, officer, chair, members):
    ask_for(officer, "all")
    hearing = sitting(by=officer, batch=batch, held_on=TODAY, place="Aula", chair=chair, members=members)

    lost, decided = done_at_once(
        lambda: note(hearing, CAME, CAME, CAME, SICK, by=officer), lambda: decide(application, chair)
    )

    application.refresh_from_db()
    assert lost == "done"
    assert (decided, application.state) in [("done", "reserve"), ("no_quorum", "submitted")]


# Pages


def url(name, hearing):
    return reverse(f"programs:{name}", args=[hearing.public_id])


def fields(hearing, *said, seen=0):
    rows = zip(hearing_quorum.members_of(hearing), said, strict=True)
    return {"seen": seen} | {f"m{member.pk}-said": word for member, word in rows}


@db
def test_all_came_is_one_press_on_the_table(hearing, application, chair, sign_in):
    client = sign_in(chair)
    before = client.get(url("hearing_decide", hearing)).content.decode()

    answer = client.post(url("hearing_all_came", hearing), follow=True)

    after = answer.content.decode()
    assert "Kehadiran sidang TPP belum dicatat. Harus hadir 3 dari 4 orang." in before
    assert ("Simpan semua putusan" in before, "Simpan semua putusan" in after) == (False, True)
    assert "Hadir 4 dari 4 orang; kuorum terpenuhi." in after


@db
def test_the_officer_notes_member_by_member_and_is_told_what_is_missing(hearing, officer, sign_in):
    client = sign_in(officer)

    answer = client.post(
        url("hearing_presence", hearing), fields(hearing, "came", "came", "sick", "leave"), follow=True
    )

    assert "Sidang TPP belum kuorum: hadir 2 dari 4 orang, harus 3. Kurang 1 orang." in answer.content.decode()
    assert sorted(row.presence for row in hearing.members.all()) == ["came", "came", "leave", "sick"]


@db
def test_an_incomplete_page_keeps_what_was_chosen(hearing, officer, sign_in):
    answer = sign_in(officer).post(url("hearing_presence", hearing), fields(hearing, "came", "came", "sick", ""))

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Pilih apakah" in shown
    assert shown.count('value="came" selected') == 2


@db
def test_who_comes_second_to_the_page_is_told(hearing, officer, chair, sign_in):
    board_presence.all_came(hearing, by=chair)

    answer = sign_in(officer).post(url("hearing_presence", hearing), fields(hearing, *["came"] * 4))

    assert answer.status_code == 409
    assert "orang lain sudah mencatat kehadiran" in answer.content.decode()


@db
def test_the_page_of_one_application_asks_for_the_quorum_too(hearing, application, chair, sign_in):
    client, address = sign_in(chair), reverse("programs:application_detail", args=[application.public_id])
    before = client.get(address).content.decode()
    board_presence.all_came(hearing, by=chair)

    after = client.get(address).content.decode()

    assert ("Semua hadir" in before, "Simpan putusan" in before) == (True, False)
    assert ("Semua hadir" in after, "Simpan putusan" in after) == (False, True)


@db
def test_the_quorum_is_set_on_its_page(officer, chair, members, sign_in):
    client = sign_in(officer)
    form = {"share": "all", "least": "3", "valid_from": "01/12/2026", "reason": "Surat keputusan kepala"}
    shown = client.get(reverse("programs:hearing_quorum")).content.decode()
    refused = client.post(reverse("programs:hearing_quorum"), {**form, "valid_from": "01/11/2026"})

    client.post(reverse("programs:hearing_quorum"), form)

    assert "Semua yang diundang (sekarang 4 dari 4 orang)" in shown
    assert refused.status_code == 422
    assert [(one.share, one.least, one.decided_by) for one in HearingQuorum.objects.all()] == [("all", 3, officer)]


@db
def test_presence_and_quorum_stand_in_the_minutes_and_only_who_came_signs(hearing, application, chair, sign_in):
    clerk = stranger_here(hearing)
    note(hearing, CAME, CAME, Said("leave", clerk), SICK)
    decide(application, chair)

    minutes = tpp_hearings.close_hearing(hearing, by=chair).minutes

    said = {row["name"]: row["said"] for row in minutes["presence"]}
    names = [party["name"] for pair in minutes["pairs"] for party in pair]
    assert sorted(said.values()) == [
        "Hadir",
        "Hadir",
        "Tidak hadir: izin atau cuti, diwakili " + clerk.full_name,
        "Tidak hadir: sakit",
    ]
    assert minutes["items"][0] == "Hadir 3 dari 4 orang yang diundang. Kuorum 3 orang terpenuhi."
    assert names[0] == chair.full_name
    assert clerk.full_name in names
    assert len(names) == 3
