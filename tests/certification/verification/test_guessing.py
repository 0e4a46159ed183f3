"""Guessing at the check page finds nothing, and the days on which answers change are those of the training center.

The long walk, with the medians printed:

    GUESSES=10000 pytest tests/certification/verification/test_guessing.py -s
"""

import os
import statistics
import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from certification.certificates import issue_certificates
from certification.register import check_codes
from certification.register.models import Certificate
from certification.verification import limits
from certification.verification.certificate_check import look_up
from certification.verification.check_findings import Verdict
from core import clock
from tests.factories.certification import approved, graduates, staff

pytestmark = pytest.mark.django_db

UTC = ZoneInfo("UTC")

GUESSES = int(os.environ.get("GUESSES", "150"))
ROUNDS = GUESSES // 2


@pytest.fixture
def issued():
    batch = graduates(1)
    return issue_certificates.issue(
        approved(batch.enrollments.first()), by=staff(batch.training_center, "certificate_officer")
    )


def guess(client, code, address):
    return client.get(reverse("certification:check", args=[code]), REMOTE_ADDR=address)


def body(answer, code):
    """The page without the code that it repeats in its field."""
    return answer.content.decode().replace(f'value="{code}"', "")


def neighbors(code):
    """The code with each letter in turn changed to the next one: as near as a guess can come."""
    for at, letter in enumerate(code):
        other = check_codes.ALPHABET[(check_codes.ALPHABET.index(letter) + 1) % len(check_codes.ALPHABET)]
        yield code[:at] + other + code[at + 1 :]


def test_guesses_of_one_address_find_nothing_and_are_stopped(client, issued):
    guesses = [*neighbors(issued.code), *(check_codes.new_code() for _ in range(GUESSES - check_codes.LENGTH))]

    answers = [guess(client, code, "10.0.0.1") for code in guesses]

    most = limits.MOST_CHECKS
    assert [answer.status_code for answer in answers] == [200] * most + [429] * (GUESSES - most)
    assert len({body(answer, code) for answer, code in zip(answers[:most], guesses, strict=False)}) == 1
    assert len({answer.content for answer in answers[most:]}) == 1
    # Whoever is stopped learns nothing either by asking for one that exists.
    assert guess(client, issued.code, "10.0.0.1").content == answers[-1].content


def test_guesses_of_many_addresses_find_nothing():
    assert {look_up(check_codes.new_code()).verdict for _ in range(GUESSES)} == {Verdict.NOT_FOUND}


@pytest.mark.parametrize("shape", ["short", "long", "letters", "waiting"])
def test_every_kind_of_wrong_code_has_one_body_and_one_number_of_queries(
    client, issued, shape, django_assert_num_queries
):
    unknown = check_codes.new_code()
    code = {"short": "ABC", "long": "0" * 40, "letters": "U" * 26, "waiting": str(issued.public_id)}[shape]
    guess(client, unknown, "10.0.0.1")  # the first question of an address makes its counter
    answers = []

    for one in (unknown, code):
        with django_assert_num_queries(5):
            answers.append(guess(client, one, "10.0.0.1"))

    shown = check_codes.plain(code)[: check_codes.LENGTH]
    assert body(answers[0], unknown) == body(answers[1], shown)


def test_time_of_the_answer_is_measured_for_unknown_and_malformed_codes(client):
    """Prints the medians; machines that do other work beside would make an assertion of 5 % fail by chance."""
    times = {"unknown": [], "malformed": []}

    for number in range(ROUNDS):
        address = f"10.1.{number // 50 // 250}.{number // 50 % 250}"
        for kind, code in (("unknown", check_codes.new_code()), ("malformed", "U" * check_codes.LENGTH)):
            began = time.perf_counter()
            answer = guess(client, code, address)
            times[kind].append(time.perf_counter() - began)
            assert "Kode tidak ditemukan" in answer.content.decode() or answer.status_code == 429

    medians = {kind: statistics.median(found) * 1000 for kind, found in times.items()}
    print({kind: f"{median:.3f} ms" for kind, median in medians.items()})


@pytest.mark.parametrize(
    ("zone", "last", "first"),
    [
        ("Asia/Jakarta", datetime(2026, 11, 23, 16, 59, 59, tzinfo=UTC), datetime(2026, 11, 23, 17, tzinfo=UTC)),
        ("Asia/Makassar", datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC), datetime(2026, 11, 23, 16, tzinfo=UTC)),
        ("Asia/Jayapura", datetime(2026, 11, 23, 14, 59, 59, tzinfo=UTC), datetime(2026, 11, 23, 15, tzinfo=UTC)),
    ],
)
def test_validity_ends_at_midnight_of_the_training_center(client, issued, zone, last, first):
    center = issued.batch.training_center
    type(center).objects.filter(pk=center.pk).update(time_zone=zone)
    Certificate.objects.filter(pk=issued.pk).update(valid_until=date(2026, 11, 23))
    found = []

    for moment in (last, first):
        with clock.moved_to(moment):
            page = guess(client, issued.code, "10.0.0.1").content.decode()
            found.append((look_up(issued.code).verdict, "Masa berlaku sudah berakhir" in page))

    assert found == [(Verdict.VALID, False), (Verdict.EXPIRED, True)]


def test_revocation_shows_at_once_with_its_day_at_the_training_center(client, issued):
    head = staff(issued.batch.training_center, "blk_head")
    assert look_up(issued.code).verdict == Verdict.VALID
    # 23 November in UTC, 24 November in Makassar.
    moment = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)

    with clock.moved_to(moment):
        Certificate.objects.filter(pk=issued.pk).update(
            state="revoked", revoked_at=moment, revoked_by=head, revocation_reason="Nilai keliru dicatat"
        )
        page = guess(client, issued.code, "10.0.0.1").content.decode()

    assert (look_up(issued.code).verdict, look_up(issued.code).ended_on) == (Verdict.REVOKED, date(2026, 11, 24))
    assert "24 November 2026" in page


def test_replacement_shows_on_the_old_sheet_at_once(issued):
    officer = staff(issued.batch.training_center, "certificate_officer")
    new = approved(issued.enrollment, replaces=issued)
    assert look_up(issued.code).verdict == Verdict.VALID

    new = issue_certificates.issue(new, by=officer)

    found = look_up(issued.code)
    assert (found.verdict, found.ended_on) == (Verdict.SUPERSEDED, date(2026, 11, 23))
    assert look_up(new.code).verdict == Verdict.VALID
