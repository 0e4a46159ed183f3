"""Two people to be kept apart whom the board lets into one batch: the exception stands at both, by name."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from core.errors import RuleViolation
from inmates.custody import people_apart
from inmates.custody.people_apart import NonAssociation
from inmates.people.models import Person
from programs.entry_rules.rule_parts import Answer
from programs.selection import (
    application_decisions,
    ended_applications,
    hearing_minutes,
    kept_apart,
    kept_ranking,
    tpp_hearings,
)
from programs.selection.models import Application
from tests.factories import ApplicationFactory, EntryRuleSetFactory, UserFactory
from tests.papers import pages
from tests.reasons import codes
from tests.sitting import sitting

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
REASON = "Dipisahkan selama sesi oleh petugas"


@pytest.fixture
def pair(batch):
    """The two applications; their people must be kept apart."""
    EntryRuleSetFactory(version=batch.version, parts={"apart": {}})
    first, second = (
        ApplicationFactory(batch=batch, person__facility=batch.facility, person__with_custody=True) for _ in range(2)
    )
    registrar = UserFactory(roles=["registrar"], facility=batch.facility)
    people_apart.keep_apart(first.person, other=second.person, by=registrar, from_date=TODAY, decided_by="Karutan")
    return first, second


@pytest.fixture
def hearing(batch, officer, chair, pair):
    members = [UserFactory(roles=["board_member"], facility=batch.facility)]
    return sitting(by=officer, batch=batch, held_on=TODAY, place="Aula", chair=chair, members=members)


def admit(application, chair, **more):
    values = {"outcome": "admitted", "reason": REASON, **more}
    return application_decisions.decide(application, by=chair, **values)


def page(sign_in, user, application):
    return sign_in(user).get(reverse("programs:application_detail", args=[application.public_id])).content.decode()


def test_whoever_decides_on_the_second_reads_who_the_first_is(sign_in, hearing, pair, chair):
    first, second = pair
    admit(first, chair)

    shown = page(sign_in, chair, second)

    assert f"Harus dipisahkan dari {first.person.full_name}, yang ada di angkatan ini." in shown


def test_the_exception_for_the_second_stands_at_the_first_too(sign_in, hearing, pair, chair):
    first, second = pair
    admit(first, chair)
    admit(second, chair, override=True)

    told = [
        f"Pengecualian: harus dipisahkan dari {other.person.full_name}." in page(sign_in, chair, one)
        for one, other in ((first, second), (second, first))
    ]

    assert told == [True, True]


def told_at(sign_in, user, view, target):
    """Who is told on that page or paper, by name, to have been let in beside somebody."""
    answer = sign_in(user).get(reverse(view, args=[target.public_id]))
    is_paper = answer.headers["Content-Type"] == "application/pdf"
    text = " ".join((" ".join(pages(answer.content)) if is_paper else answer.content.decode()).split())
    return set(re.findall(r"Pengecualian: harus dipisahkan dari ([^.<]*)\.", text))


@pytest.mark.parametrize("view", ["selection_detail", "hearing_close", "hearing_agenda"])
def test_the_exception_stands_at_both_wherever_decisions_are_listed(sign_in, hearing, pair, chair, view):
    first, second = pair
    for one, name in ((first, "Udin"), (second, "Amat")):
        Person.objects.filter(pk=one.person_id).update(full_name=name)
    admit(first, chair)
    admit(second, chair, override=True)

    target = hearing if view == "hearing_close" else hearing.batch
    assert told_at(sign_in, chair, f"programs:{view}", target) == {"Udin", "Amat"}


def test_on_the_agenda_neither_of_the_two_meets_the_rules(sign_in, hearing, pair, chair):
    first, second = pair
    admit(first, chair)
    admit(second, chair, override=True)

    answer = sign_in(chair).get(reverse("programs:hearing_agenda", args=[hearing.batch.public_id]))

    text = " ".join(" ".join(pages(answer.content)).split())
    assert (text.count("Tidak memenuhi"), text.count(f"Diterima: {REASON}. Pengecualian:")) == (2, 2)


@pytest.mark.parametrize("view", ["selection_detail", "hearing_close", "hearing_agenda"])
def test_whoever_is_not_let_in_is_listed_without_an_exception(sign_in, hearing, pair, chair, view):
    first, second = pair
    admit(first, chair)
    application_decisions.decide(second, by=chair, outcome="reserve", reason=REASON)

    target = hearing if view == "hearing_close" else hearing.batch
    assert told_at(sign_in, chair, f"programs:{view}", target) == set()


def words_of(hearing):
    return hearing_minutes.words_of(hearing, kept_ranking.of_hearing(hearing))


def test_the_minutes_keep_of_each_of_the_two_no_more_than_the_key_at_the_other(hearing, pair, chair):
    first, second = pair
    admit(first, chair)
    admit(second, chair, override=True)

    words = words_of(hearing)

    assert {row["name"]: (row["verdict"], row["reason"], row["apart"]) for row in words["rows"]} == {
        first.person.full_name: ("Tidak memenuhi", REASON, [second.person_id]),
        second.person.full_name: ("Tidak memenuhi", f"Dengan pengecualian: {REASON}", [first.person_id]),
    }
    assert "dengan alasan tertulis: 2." in " ".join(words["items"])


def printed(words):
    """The text of the paper."""
    return " ".join(pages(hearing_minutes.render(words)))


def test_the_printed_minutes_name_each_of_the_two_at_the_other(hearing, pair, chair):
    first, second = pair
    Person.objects.filter(pk=first.person_id).update(full_name="Udin")
    Person.objects.filter(pk=second.person_id).update(full_name="Amat")
    admit(first, chair)
    admit(second, chair, override=True)

    with translation.override("en"):
        text = printed(words_of(hearing))

    assert [f"harus dipisahkan dari {name}." in text for name in ("Udin", "Amat")] == [True, True]


def test_whoever_is_known_no_more_stays_unnamed_in_the_printed_minutes(hearing, pair, chair):
    first, second = pair
    admit(first, chair)
    admit(second, chair, override=True)
    words = words_of(hearing)
    words["rows"][0]["apart"] = [0]

    assert "harus dipisahkan dari seseorang yang datanya telah dihapus." in printed(words)


def test_without_an_exception_nobody_is_named(hearing, pair, chair):
    first, second = pair
    admit(first, chair)
    application_decisions.decide(second, by=chair, outcome="rejected", reason=REASON)

    words = words_of(hearing)

    assert [row["reason"] for row in words["rows"]] == [REASON, REASON]


@pytest.fixture
def admitted_first(batch, officer, chair, pair):
    """Both admitted while nothing stood against it; that they must be kept apart was recorded afterwards."""
    first, second = pair
    NonAssociation.objects.all().delete()
    members = [UserFactory(roles=["board_member"], facility=batch.facility)]
    hearing = sitting(by=officer, batch=batch, held_on=TODAY, place="Aula", chair=chair, members=members)
    for one in pair:
        admit(one, chair)
    registrar = UserFactory(roles=["registrar"], facility=batch.facility)
    people_apart.keep_apart(first.person, other=second.person, by=registrar, from_date=TODAY, decided_by="Karutan")
    return hearing


def test_a_pair_recorded_after_the_decisions_keeps_the_hearing_open(sign_in, admitted_first, pair, chair):
    with pytest.raises(RuleViolation) as caught:
        tpp_hearings.close_hearing(admitted_first, by=chair)
    page = sign_in(chair).get(reverse("programs:hearing_close", args=[admitted_first.public_id])).content.decode()

    first, second = pair
    names = {one.person.full_name: other.person.full_name for one, other in ((first, second), (second, first))}
    assert sorted(str(reason) for reason in caught.value.reasons) == sorted(
        f"{name} diterima, padahal harus dipisahkan dari {other} yang juga ada di angkatan ini. Ubah salah satu "
        "putusan: terima dengan pengecualian disertai alasan, atau tidak diterima."
        for name, other in names.items()
    )
    links = [f'href="{reverse("programs:application_detail", args=[one.public_id])}#putusan">' for one in pair]
    assert [page.count(link) >= 2 for link in links] == [True, True], "in the warning and in the table"
    assert "<form" not in page.split("<main")[1]


@pytest.mark.parametrize(
    ("more", "verdicts"),
    [
        ({"override": True}, ["Tidak memenuhi", "Tidak memenuhi"]),
        ({"outcome": "reserve"}, ["Memenuhi", "Tidak memenuhi"]),
    ],
)
def test_decided_anew_it_closes_and_the_minutes_say_what_holds(admitted_first, pair, chair, more, verdicts):
    _first, second = pair
    admit(Application.objects.get(pk=second.pk), chair, **more)

    closed = tpp_hearings.close_hearing(admitted_first, by=chair)

    assert (closed.state, sorted(row["verdict"] for row in closed.minutes["rows"])) == ("closed", verdicts)


def test_a_pair_of_whom_an_earlier_hearing_let_in_one_is_asked_about_the_other(
    officer, admitted_first, pair, chair, batch
):
    _first, second = pair
    NonAssociation.objects.all().delete()
    tpp_hearings.close_hearing(admitted_first, by=chair)
    registrar = UserFactory(roles=["registrar"], facility=batch.facility)
    people_apart.keep_apart(pair[0].person, other=second.person, by=registrar, from_date=TODAY, decided_by="Karutan")
    ApplicationFactory(batch=batch, person__facility=batch.facility, person__with_custody=True)
    again = sitting(
        by=officer,
        batch=batch,
        held_on=TODAY,
        place="Aula",
        chair=chair,
        members=[UserFactory(roles=["board_member"], facility=batch.facility)],
    )

    assert [reason.code for reason in tpp_hearings.closing_blockers(again, by=chair)] == ["undecided"]


# A third person, of whom the board knew nothing when it made the exception


@pytest.fixture
def third(batch, pair, hearing, chair):
    """Admitted beside the pair that was let in by exception; to be kept apart from its second since."""
    first, second = pair
    admit(first, chair)
    admit(second, chair, override=True)
    third = ApplicationFactory(batch=batch, person__facility=batch.facility, person__with_custody=True)
    admit(third, chair)
    registrar = UserFactory(roles=["registrar"], facility=batch.facility)
    people_apart.keep_apart(third.person, other=second.person, by=registrar, from_date=TODAY, decided_by="Karutan")
    return third


def test_an_exception_lets_nobody_else_in(batch, pair, third):
    first, second = pair
    fresh = {one.pk: one for one in Application.objects.filter(batch=batch)}

    assert kept_apart.exceptions(batch, list(fresh.values())) == {
        first.person_id: [second.person_id],
        second.person_id: [first.person_id],
        third.person_id: [],
    }
    assert [(one.pk, names) for one, names in kept_apart.let_in_together(batch, list(fresh.values()))] == [
        (second.pk, [third.person.full_name]),
        (third.pk, [second.person.full_name]),
    ]
    assert codes(kept_apart.apart_blockers(batch, third.person_id)) == ["apart"]
    assert codes(kept_apart.apart_blockers(batch, first.person_id)) == []
    assert kept_apart.is_excepted(batch, second.person_id, [first.person_id]) is True
    assert kept_apart.is_excepted(batch, second.person_id, [first.person_id, third.person_id]) is False


def test_an_exception_ends_with_the_place_it_was_made_for(batch, pair, third, officer):
    first, second = pair
    ended_applications.withdraw(Application.objects.get(pk=second.pk), by=officer)
    again = ApplicationFactory(batch=batch, person=second.person)

    assert codes(kept_apart.apart_blockers(batch, again.person_id)) == ["apart", "apart"]
    assert kept_apart.is_excepted(batch, again.person_id, [first.person_id]) is False


def test_a_decision_of_before_that_kept_no_keys_holds_for_whomever(batch, pair, third):
    second = Application.objects.get(pk=pair[1].pk)
    for row in second.decision_answers:
        row["value"].pop("people", None)
    second.save()

    assert kept_apart.apart_blockers(batch, third.person_id) == []


def test_the_keys_of_others_are_in_no_file_for_the_person(pair, third):
    second = Application.objects.get(pk=pair[1].pk)
    (kept,) = [Answer.from_row(row) for row in second.decision_answers if row["kind"] == "apart"]

    assert kept.seen == {"count": 1, "people": [pair[0].person_id]}
    assert kept.as_told()["value"] == {"count": 1}
