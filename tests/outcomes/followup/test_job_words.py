"""Words of jobs as data: which count on a day, who adds and ends them, and what was told before."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from outcomes.followup import job_words, trade_rule
from outcomes.followup.models.job_words import JobWord
from outcomes.followup.models.outcomes import Outcome
from outcomes.followup.starting_rows import WORDS, sync_job_words
from programs.catalog.models import Vocation
from tests.conftest import MONDAY
from tests.factories import UserFactory
from tests.factories.followup import FollowUpFactory
from tests.outcomes.followup.test_told import keep
from tests.reasons import codes
from tests.world.strategies import examples

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
PAGE = reverse("outcomes:job_words")


@pytest.fixture
def officer():
    return UserFactory(roles=["placement_officer"])


@pytest.fixture
def welding():
    return Vocation.objects.get(code="welding")


def add(officer, vocation, word="tukang teralis", **changes):
    return job_words.add_word(by=officer, **{"vocation": vocation, "word": word, "valid_from": TODAY, **changes})


def words(officer, day=TODAY):
    return job_words.words_on(officer.training_center_id, day)


def shared(word):
    return JobWord.objects.get(training_center=None, word=word)


def test_every_installation_starts_with_the_same_words_and_a_repeated_sync_changes_nothing(officer):
    sync_job_words()

    assert {code: sorted(found) for code, found in words(officer).items()} == {
        code: sorted(found) for code, found in WORDS.items()
    }
    assert JobWord.objects.count() == sum(map(len, WORDS.values()))


def test_a_word_counts_from_its_day_for_its_center_alone(officer, welding):
    add(officer, welding, " Tukang  TERALIS ", valid_from=TODAY + timedelta(days=3))

    assert "tukang teralis" not in words(officer)["welding"]
    assert "tukang teralis" in words(officer, TODAY + timedelta(days=3))["welding"]
    assert "las" in words(officer)["welding"]
    other = UserFactory(roles=["placement_officer"])
    assert "tukang teralis" not in words(other, date(2030, 1, 1))["welding"]
    assert JobWord.objects.filter(training_center=officer.training_center).exclude(vocation=welding).count() == 0


def test_a_word_of_all_ends_for_one_center_and_stays_for_the_others(officer):
    job_words.end_word(shared("kanopi"), by=officer, ends_on=TODAY)

    assert (
        "kanopi" in words(officer)["welding"],
        "kanopi" in words(officer, TODAY - timedelta(days=1))["welding"],
    ) == (
        False,
        True,
    )
    assert "kanopi" in words(UserFactory(roles=["placement_officer"]))["welding"]
    assert shared("kanopi").ends_on is None
    taken, ended = AuditEvent.objects.filter(action__startswith="job_word").order_by("pk")
    own = JobWord.objects.filter(training_center=officer.training_center)
    assert (taken.action, ended.action) == ("job_word.take_over", "job_word.end")
    assert (taken.actor_id, sorted(taken.details["words"])) == (officer.pk, sorted(row.word for row in own))
    assert {row.added_by for row in own} == {officer}


def test_an_ended_word_can_be_added_again(officer, welding):
    job_words.end_word(shared("kanopi"), by=officer, ends_on=TODAY)
    add(officer, welding, "kanopi")

    assert words(officer)["welding"].count("kanopi") == 1


def test_answers_follow_the_words_of_their_day_and_keep_what_they_got(officer, welding):
    wave = FollowUpFactory(consent__training_center=officer.training_center, consent__recorded_by=officer)
    before = keep(wave, status="KERJA_LAIN", occupation="Tukang pagar rumah")
    add(officer, welding, "pagar rumah")
    later = FollowUpFactory(consent__training_center=officer.training_center, consent__recorded_by=officer)

    after = keep(later, status="KERJA_LAIN", occupation="Tukang pagar rumah")

    kept = Outcome.objects.get(pk=before.pk)
    assert (kept.status, kept.is_in_trade) == ("KERJA_LAIN", False)
    assert (after.status, after.is_in_trade, after.rule_version) == ("KERJA_SESUAI", True, "KEJURUAN-v2")


def test_an_answer_of_yesterday_follows_the_words_of_yesterday(officer, welding):
    wave = FollowUpFactory(consent__training_center=officer.training_center, consent__recorded_by=officer)
    add(officer, welding, "pagar rumah")

    found = keep(wave, status="KERJA_LAIN", occupation="Tukang pagar rumah", told_on=TODAY - timedelta(days=1))

    assert (found.status, found.is_in_trade) == ("KERJA_LAIN", False)


def test_work_told_before_a_class_is_not_of_the_trade_learned_there(officer):
    consent = FollowUpFactory(consent__training_center=officer.training_center).consent
    (place,) = consent.person.enrollments.all()

    assert "las" in trade_rule.words_for(consent, place.starts_on)
    assert trade_rule.words_for(consent, place.starts_on - timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"word": "la"}, ["length"]),
        ({"word": "x" * 41}, ["length"]),
        ({"word": "  "}, ["length"]),
        ({"valid_from": TODAY - timedelta(days=1)}, ["past"]),
        ({"word": "LAS"}, ["there_already"]),
        ({"word": "bengkel lapas"}, ["word_words"]),
        ({"word": "las 🔥"}, ["signs"]),
        ({"word": "tukang_las"}, ["signs"]),
        ({"word": "jahit"}, ["of_another"]),
    ],
)
def test_each_reason_against_a_word(officer, welding, change, expected):
    values = {"vocation": welding, "word": "tukang teralis", "valid_from": TODAY, **change}

    assert codes(job_words.add_blockers(by=officer, **values)) == expected


def test_a_word_of_one_vocation_is_refused_for_another_until_it_ends_there(officer):
    sewing = Vocation.objects.get(code="sewing")

    with pytest.raises(RuleViolation) as refused:
        add(officer, sewing, "LAS")
    assert "“las” adalah kata Las" in str(refused.value)

    job_words.end_word(shared("las"), by=officer, ends_on=TODAY)
    assert add(officer, sewing, "las").vocation == sewing


def test_no_word_of_the_beginning_is_one_of_two_vocations():
    found = [word for words in WORDS.values() for word in words]

    assert len(found) == len(set(found))


def test_a_list_is_split_and_added_whole_or_not_at_all(officer, welding):
    made = job_words.add_words(
        by=officer, vocation=welding, words="Tukang besi, bubut;frais/pagar\r\n tukang  besi ", valid_from=TODAY
    )

    assert [row.word for row in made] == ["tukang besi", "bubut", "frais", "pagar"]
    with pytest.raises(RuleViolation) as refused:
        job_words.add_words(by=officer, vocation=welding, words="gerinda, la, bubut", valid_from=TODAY)
    assert codes(refused.value.reasons) == ["length", "there_already"]
    assert not JobWord.objects.filter(word="gerinda").exists()


@examples()
@given(
    st.lists(st.sampled_from(["las", "pagar besi", "kayu", "AC"]), max_size=5),
    st.sampled_from([",", ";", "/", "\n", " , "]),
)
def test_every_word_of_a_list_is_found_again(found, between):
    assert job_words.split(between.join(found)) == list(dict.fromkeys(word.lower() for word in found))


def test_an_empty_list_is_refused(officer, welding):
    with pytest.raises(RuleViolation):
        job_words.add_words(by=officer, vocation=welding, words=" , ", valid_from=TODAY)


def test_each_reason_against_an_end(officer, welding):
    row = add(officer, welding, valid_from=TODAY + timedelta(days=2))
    stranger = UserFactory(roles=["placement_officer"])

    assert codes(job_words.end_blockers(row, by=officer, ends_on=TODAY + timedelta(days=1))) == ["past"]
    assert codes(job_words.end_blockers(row, by=stranger, ends_on=date(2027, 1, 1))) == ["not_the_center"]
    # The center has words of its own by now, so those of all hold for it no more.
    assert codes(job_words.end_blockers(shared("las"), by=officer, ends_on=TODAY)) == ["ended"]
    job_words.end_word(row, by=officer, ends_on=TODAY + timedelta(days=2))
    row.refresh_from_db()
    assert codes(job_words.end_blockers(row, by=officer, ends_on=date(2027, 1, 1))) == ["ended"]


@pytest.mark.parametrize("role", ["training_officer", "blk_head"])
def test_nobody_else_changes_words(role, welding):
    by = UserFactory(roles=[role])

    with pytest.raises(RuleViolation):
        add(by, welding)
    with pytest.raises(RuleViolation):
        job_words.end_word(shared("las"), by=by, ends_on=TODAY)

    assert not JobWord.objects.exclude(training_center=None).exists()


def test_the_page_adds_and_ends_a_word(sign_in, officer, welding):
    client = sign_in(officer)
    client.post(PAGE, {"vocation": welding.pk, "words": "Tukang teralis", "valid_from": "23/11/2026"})
    row = JobWord.objects.get(word="tukang teralis")
    assert row.word in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"vocation": welding.pk, "words": "la", "valid_from": "23/11/2026"}).status_code == 422

    end = reverse("outcomes:job_word_end", args=[row.public_id])
    assert client.get(end).status_code == 200
    answer = client.post(end, {"ends_on": "23/11/2026"})

    row.refresh_from_db()
    assert (answer["Location"], row.ends_on, row.ended_by) == (PAGE, TODAY, officer)
    assert "Berakhir:" in client.get(PAGE).content.decode()
    assert sign_in(UserFactory(roles=["placement_officer"])).get(end).status_code == 404


def test_the_page_costs_the_same_for_many_words(sign_in, officer, welding, django_assert_num_queries):
    client = sign_in(officer)
    for number in range(20):
        add(officer, welding, f"tukang {number:03d}")
    client.get(PAGE)

    with django_assert_num_queries(4):
        client.get(PAGE)


@examples()
@given(st.lists(st.sampled_from(["las", "pagar besi", "kayu"]), max_size=3), st.text("las pgrbeikyu ", max_size=30))
def test_a_job_counts_only_by_whole_words(found, said):
    expected = any(f" {word} " in f" {' '.join(said.split())} " for word in found)

    assert trade_rule.is_job_of(said, found) == expected


def test_today_is_that_of_the_center(officer, welding):
    with clock.moved_to(clock.at(TODAY, clock.local(MONDAY, officer.time_zone).time(), officer.time_zone)):
        assert codes(job_words.add_blockers(by=officer, vocation=welding, word="tukang", valid_from=TODAY)) == []
