"""The decisions of a hearing on all candidates at once: all or none, never more than there are places."""

import random
from collections import Counter
from datetime import date

import pytest
from django.urls import reverse

from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.custody import people_apart
from programs.batches.models import Batch
from programs.selection import application_decisions, tpp_hearings
from programs.selection.hearing_decisions import Choice, StaleDecisions, decide_all
from programs.selection.models import Application, Hearing
from programs.selection.selection_stages import standing_of
from tests.conftest import FormClient
from tests.factories import ApplicationFactory, EnrollmentFactory, EntryRuleSetFactory, UserFactory
from tests.reasons import codes
from tests.sitting import sitting
from tests.together import at_once

TODAY = date(2026, 11, 23)
db = pytest.mark.django_db


def hearing_on(batch, officer, chair):
    member = UserFactory(roles=["board_member"], facility=batch.facility)
    return sitting(by=officer, batch=batch, held_on=TODAY, place="Aula", chair=chair, members=[member])


def candidates(batch, count):
    return [ApplicationFactory(batch=batch) for _ in range(count)]


@pytest.fixture
def three(batch):
    return candidates(batch, 3)


@pytest.fixture
def hearing(batch, officer, chair, three):
    return hearing_on(batch, officer, chair)


def choose(application, outcome, reason="Siap belajar", **more):
    application.refresh_from_db()
    return Choice(application.public_id, outcome, reason, application.revision, **more)


def states(applications):
    return [
        (row.state, row.reserve_position) for row in Application.objects.filter(pk__in=[a.pk for a in applications])
    ]


def refused(hearing, *choices, by):
    with pytest.raises(RuleViolation) as caught:
        decide_all(hearing, choices, by=by)
    return caught.value


@db
def test_all_are_decided_in_one_save_with_an_event_for_each(hearing, three, chair):
    outcomes = ["admitted", "reserve", "rejected"]

    decide_all(hearing, [choose(*pair) for pair in zip(three, outcomes, strict=True)], by=chair)

    assert states(three) == [("admitted", None), ("reserve", 1), ("rejected", None)]
    rows = Application.objects.filter(pk__in=[row.pk for row in three])
    assert {(row.hearing, row.decided_by, row.decision_reason, row.revision) for row in rows} == {
        (hearing, chair, "Siap belajar", 2)
    }
    events = AuditEvent.objects.filter(action="application.decide").order_by("sequence")
    assert [(event.target_id, event.details["outcome"]) for event in events] == [
        (str(row.pk), outcome) for row, outcome in zip(three, outcomes, strict=True)
    ]


@db
def test_saving_again_what_is_recorded_changes_nothing(hearing, three, chair):
    decide_all(hearing, [choose(three[0], "admitted")], by=chair)

    again = decide_all(hearing, [choose(three[0], "admitted"), choose(three[1], "reserve")], by=chair)

    three[0].refresh_from_db()
    assert (again, three[0].revision) == ([three[1]], 2)


@db
def test_places_given_up_in_the_same_save_count(batch, hearing, three, chair):
    Batch.objects.update(capacity=1)
    decide_all(hearing, [choose(three[0], "admitted")], by=chair)

    too_many = refused(hearing, choose(three[1], "admitted"), by=chair)
    decide_all(hearing, [choose(three[1], "admitted"), choose(three[0], "reserve")], by=chair)

    assert codes(too_many.reasons) == ["no_place_left"]
    assert "1 orang lagi hendak diterima, sedangkan sisa kursi 0 dari 1" in str(too_many)
    assert states(three) == [("reserve", 1), ("admitted", None), ("submitted", None)]


@db
def test_of_those_admitted_together_the_last_in_rank_waits_when_places_go(batch, hearing, three, chair):
    Application.objects.filter(pk=three[0].pk).update(interest=1)
    decide_all(hearing, [choose(one, "admitted") for one in three], by=chair)
    tpp_hearings.close_hearing(hearing, by=chair)
    Batch.objects.update(capacity=2)

    standing = standing_of(Batch.objects.get(pk=batch.pk))

    assert standing.candidates[-1].application == three[0]
    assert standing.groups["reserve_list"] == [three[0]]


@db
def test_a_wrong_row_is_named_and_nothing_of_the_others_is_written(hearing, three, chair):
    reasons = refused(hearing, choose(three[0], "admitted"), choose(three[1], "rejected", " "), by=chair).reasons

    assert [(one.code, one.values["application"]) for one in reasons] == [("reason_missing", three[1].public_id)]
    assert states(three) == [("submitted", None)] * 3


@db
def test_whoever_fails_the_rules_needs_an_exception_with_a_reason_of_its_own(batch, hearing, three, chair):
    EntryRuleSetFactory(version=batch.version)

    plain = refused(hearing, choose(three[0], "admitted"), by=chair)
    short = refused(hearing, choose(three[0], "admitted", "Ya", override=True), by=chair)
    decide_all(hearing, [choose(three[0], "admitted", "Berkas risiko menyusul", override=True)], by=chair)

    three[0].refresh_from_db()
    assert (codes(plain.reasons), codes(short.reasons), three[0].is_override) == (
        ["rules_not_met"],
        ["override_reason_short"],
        True,
    )


@db
def test_of_two_to_be_kept_apart_the_second_needs_an_exception(batch, hearing, three, chair, registrar):
    EntryRuleSetFactory(version=batch.version, parts={"apart": {}})
    one, other, _third = three
    people_apart.keep_apart(one.person, other=other.person, by=registrar, from_date=TODAY, decided_by="Karutan")

    together = refused(hearing, choose(other, "admitted"), choose(one, "admitted"), by=chair)
    decide_all(hearing, [choose(other, "admitted")], by=chair)
    decide_all(hearing, [choose(one, "admitted"), choose(other, "reserve")], by=chair)

    assert [(reason.code, reason.values["application"]) for reason in together.reasons] == [
        ("rules_not_met", one.public_id)
    ]
    assert states([one, other]) == [("admitted", None), ("reserve", 1)]


@db
def test_what_somebody_else_decided_meanwhile_is_told_of_each(batch, hearing, three, chair):
    other = UserFactory(roles=["board_chair"], facility=batch.facility, full_name="Siti Rahmah")
    mine = [choose(one, "admitted") for one in three]
    application_decisions.decide(three[1], by=other, outcome="rejected", reason="Belum siap")

    stale = refused(hearing, *mine, by=chair)

    assert isinstance(stale, StaleDecisions)
    assert [one.values["application"] for one in stale.reasons] == [three[1].public_id]
    assert "Siti Rahmah" in str(stale)
    assert states(three) == [("submitted", None), ("rejected", None), ("submitted", None)]


@db
@pytest.mark.parametrize(
    ("who", "code"), [("chair", "no_open_hearing"), ("officer", "not_a_chair"), ("other", "not_a_chair")]
)
def test_only_the_chair_decides_and_only_while_it_is_open(hearing, three, chair, officer, who, code):
    by = {"chair": chair, "officer": officer, "other": UserFactory(roles=["board_chair"])}[who]
    if who == "chair":
        tpp_hearings.call_off(hearing.batch, by=chair)

    assert code in codes(refused(hearing, choose(three[0], "admitted"), by=by).reasons)


@db
def test_decisions_of_an_earlier_hearing_are_no_affair_of_the_next(batch, hearing, three, chair, officer):
    decide_all(hearing, [choose(one, "rejected") for one in three], by=chair)
    tpp_hearings.close_hearing(hearing, by=chair)
    candidates(batch, 1)
    following = hearing_on(batch, officer, chair)

    assert codes(refused(hearing, choose(three[0], "admitted"), by=chair).reasons) == ["no_open_hearing"]
    assert "decision_locked" in codes(refused(following, choose(three[0], "admitted"), by=chair).reasons)


@db
@pytest.mark.parametrize("seed", range(6))
def test_of_random_hearings_nobody_is_admitted_above_capacity_and_all_sums_agree(batch, officer, chair, seed):
    draw = random.Random(seed)
    capacity, taken = draw.randint(1, 6), draw.randint(0, 2)
    Batch.objects.update(capacity=capacity + taken)
    for _ in range(taken):
        EnrollmentFactory(batch=batch)
    rows = candidates(batch, draw.randint(2, 9))
    hearing = hearing_on(batch, officer, chair)
    model = {row.pk: "submitted" for row in rows}

    for _save in range(8):
        some = draw.sample(rows, draw.randint(1, len(rows)))
        chosen = {row.pk: draw.choice(["admitted", "admitted", "reserve", "rejected"]) for row in some}
        wanted = model | {key: state for key, state in chosen.items() if allowed(model[key], state)}
        choices = [choose(row, chosen[row.pk]) for row in some if allowed(model[row.pk], chosen[row.pk])]
        admits = [key for key, state in wanted.items() if state == "admitted"]
        is_anew = any(model[key] != "admitted" for key in admits)
        if is_anew and len(admits) > capacity:
            assert "no_place_left" in codes(refused(hearing, *choices, by=chair).reasons)
        else:
            decide_all(hearing, choices, by=chair)
            model = wanted

        now = Application.objects.filter(batch=batch, pk__in=model)
        counted = Counter(now.values_list("state", flat=True))
        positions = [row.reserve_position for row in now if row.state == "reserve"]
        assert {row.pk: row.state for row in now} == model
        assert counted["admitted"] <= capacity
        assert sum(counted.values()) == len(rows)
        assert len(set(positions)) == len(positions) == counted["reserve"]


def allowed(before, after):
    return before == after or (before, after) != ("rejected", "rejected")


@db
def test_the_table_records_thirty_rows_with_the_reasons_for_several(batch, officer, chair, sign_in):
    Batch.objects.update(capacity=40)
    rows = candidates(batch, 30)
    address = reverse("programs:hearing_decide", args=[hearing_on(batch, officer, chair).public_id])
    data = {"common-admitted": "Siap belajar", "common-reserve": "Kursi penuh", "common-rejected": "Belum siap"}
    for number, row in enumerate(rows):
        key = row.public_id.hex
        data |= {f"{key}-outcome": ["admitted", "reserve", "rejected"][number % 3], f"{key}-seen": 1}
    data[f"{rows[0].public_id.hex}-reason"] = "Menunggu paling lama"

    shown = sign_in(chair).post(address, data, follow=True)

    assert "30 putusan sudah dicatat." in shown.content.decode()
    said = Counter(batch.applications.values_list("state", "decision_reason"))
    assert said == {
        ("admitted", "Siap belajar"): 9,
        ("admitted", "Menunggu paling lama"): 1,
        ("reserve", "Kursi penuh"): 10,
        ("rejected", "Belum siap"): 10,
    }


@db
@pytest.mark.parametrize("count", [1, 30])
def test_the_table_costs_the_same_for_one_and_for_thirty(
    batch, officer, chair, sign_in, django_assert_num_queries, count
):
    candidates(batch, count)
    address = reverse("programs:hearing_decide", args=[hearing_on(batch, officer, chair).public_id])
    client = sign_in(chair)
    client.get(address)

    with django_assert_num_queries(15):
        client.get(address)


@db
def test_a_refused_table_keeps_what_was_typed_and_names_the_row(hearing, three, chair, sign_in):
    keys = [row.public_id.hex for row in three]
    data = {f"{key}-seen": 1 for key in keys} | {f"{keys[0]}-outcome": "admitted", f"{keys[1]}-outcome": "rejected"}
    data |= {f"{keys[0]}-reason": "Siap <belajar>", f"{keys[2]}-reason": "x" * 301}
    address = reverse("programs:hearing_decide", args=[hearing.public_id])

    long = sign_in(chair).post(address, data)
    lacks = sign_in(chair).post(address, data | {f"{keys[2]}-reason": ""})

    assert (long.status_code, lacks.status_code) == (422, 422)
    assert [error.target for error in long.context["errors"]] == [f"putusan-{keys[2]}"]
    assert [str(error) for error in lacks.context["errors"]] == [
        f"{three[1].person.full_name}: Tiap putusan memerlukan alasan."
    ]
    assert [row.outcome for row in lacks.context["rows"]] == ["admitted", "rejected", ""]
    assert 'value="Siap &lt;belajar&gt;"' in lacks.content.decode()
    assert states(three) == [("submitted", None)] * 3


@db
def test_a_closed_hearing_has_no_table(hearing, three, chair, sign_in):
    tpp_hearings.call_off(hearing.batch, by=chair)

    answer = sign_in(chair).get(reverse("programs:hearing_decide", args=[hearing.public_id]))

    assert "sudah ditutup" in answer.content.decode()


@pytest.mark.postgres
def test_of_two_saves_at_once_one_is_recorded_and_the_other_told(committed, chair, batch):
    second = UserFactory(roles=["board_chair"], facility=batch.facility)
    Batch.objects.update(capacity=2, state="selecting")
    rows = candidates(batch, 4)
    hearing = Hearing.objects.create(batch=batch, held_on=TODAY, place="Aula", chair=chair)

    answers = at_once(
        lambda: decide_all(hearing, [choose(row, "admitted", "Yang pertama") for row in rows[:2]], by=chair),
        lambda: decide_all(hearing, [choose(row, "admitted", "Yang kedua") for row in rows[2:]], by=second),
        lambda: decide_all(hearing, [choose(row, "admitted", "Yang ketiga") for row in rows[1:3]], by=second),
    )

    won = [answer for answer in answers if isinstance(answer, list)]
    assert len(won) == 1
    admitted = Application.objects.filter(state="admitted")
    assert sorted(row.pk for row in admitted) == sorted(row.pk for row in won[0])


@pytest.mark.postgres
def test_the_page_of_who_came_second_keeps_the_rest_of_what_was_typed(committed, chair, batch):
    second = UserFactory(roles=["board_chair"], facility=batch.facility)
    rows = candidates(batch, 2)
    hearing = Hearing.objects.create(batch=batch, held_on=TODAY, place="Aula", chair=chair)
    address = reverse("programs:hearing_decide", args=[hearing.public_id])

    def sending(by, outcome, which):
        client = FormClient()
        client.force_login(by, backend="accounts.backends.RoleBackend")
        data = {}
        for row in which:
            key = row.public_id.hex
            data |= {f"{key}-outcome": outcome, f"{key}-seen": 1, f"{key}-reason": f"Kata {by.pk} tentang {row.pk}"}
        return lambda: client.post(address, data)

    answers = at_once(sending(chair, "admitted", rows), sending(second, "rejected", rows[:1]))

    first, late = sorted(answers, key=lambda answer: answer.status_code)
    assert (first.status_code, late.status_code) == (302, 409)
    winner = Application.objects.get(pk=rows[0].pk)
    shown = late.content.decode()
    assert winner.decision_reason in shown
    assert "Sementara itu" in shown
    if winner.decided_by == second:
        assert f"Kata {chair.pk} tentang {rows[1].pk}" in shown
