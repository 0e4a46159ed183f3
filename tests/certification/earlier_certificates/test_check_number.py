"""The public check by number: the five answers, and nothing for whoever does not know the holder."""

from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from certification.earlier_certificates import earlier_check, earlier_ends
from certification.verification import certificate_check, register_export
from core import clock
from tests.factories.accounts import TrainingCenterFactory
from tests.factories.certification import staff
from tests.factories.earlier import BORN, NUMBER, confirmed, recorded, row
from tests.world.strategies import examples, texts

pytestmark = pytest.mark.django_db
UNITS = "C.141110.001.01 Menjahit lurus"
WRONG = date(1995, 5, 18)


def ask(client, number=NUMBER, born="", name="", **more):
    return client.post(reverse("certification:check_number"), {"number": number, "born": born, "name": name}, **more)


def page(client, *arguments, **words):
    answer = ask(client, *arguments, **words)
    assert answer.status_code == 200
    return answer.content.decode()


def ended(center, end_state):
    (certificate,) = confirmed(center)
    earlier_ends.ask(
        certificate, by=staff(center, "certificate_officer"), end_state=end_state, reason="Nomor salah pada arsip"
    )
    return earlier_ends.approve(certificate, by=staff(center, "blk_head"))


def test_confirmed_certificate_is_valid(client, center):
    confirmed(center, row(units=UNITS, sha256="ab" * 32))

    said = page(client, born="17/05/1995")

    for text in ("Sertifikat berlaku", "Siti Rahmah", NUMBER, "Menjahit Pakaian", "20 November 2019", "Menjahit lurus"):
        assert text in said
    assert "ab" * 32 in said
    assert "1995" not in said
    assert "dari sebelum" not in said


@pytest.mark.engines
@pytest.mark.parametrize(
    ("number", "name", "born"),
    [
        (NUMBER, "", BORN),
        (NUMBER, "siti rachmah", None),
        (f" {NUMBER.lower()} ", "Siti Rahmah", BORN),
        ("893 / 017 / BLK / 2019", "", BORN),
        ("0893/17/BLK/2019", "", BORN),
    ],
)
def test_number_and_holder_are_found_however_written(center, number, name, born):
    confirmed(center)

    assert earlier_check.look_up(number, name=name, born=born).verdict == "valid"


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Mahmudah, S.E", "mahmudah SE"),
        ("Mahmudah, S.E", "Mahmudah"),
        ("AHMAD FAUZI, S.Pd", "Ahmad Fauzi"),
        ("Siti Rahmah", "Hj. Siti Rahmah, S.Sos"),
        ("Dr", "dr"),
    ],
)
def test_titles_and_degrees_may_be_left_out(center, stored, typed):
    confirmed(center, row(name=stored))

    assert earlier_check.look_up(NUMBER, name=typed).verdict == "valid"


@pytest.mark.parametrize("born", ["17/05/1995", "17 Mei 1995", "17-5-1995", "1995-05-17", "17 mei 95"])
def test_day_is_typed_as_papers_print_it(client, center, born):
    confirmed(center)

    assert "Siti Rahmah" in page(client, born=born)


@pytest.mark.parametrize(
    ("born", "sentence"),
    [
        ("31/02/1996", "Tanggal ini tidak ada di bulan itu. Perbaiki."),
        ("kapan-kapan", "17/08/1990"),
        ("Mei 1995", "17/08/1990"),
    ],
)
def test_what_is_no_day_is_told(client, center, born, sentence):
    confirmed(center)

    answer = ask(client, born=born)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


@pytest.mark.parametrize(
    ("number", "name", "born"),
    [
        (NUMBER, "", WRONG),
        (NUMBER, "Siti", None),
        (NUMBER, "Hasan", BORN),
        (NUMBER, "Siti Rahmah", WRONG),
        (NUMBER, "", None),
        (NUMBER, "???", None),
        (NUMBER, "???", BORN),
        ("893/018/BLK/2019", "", BORN),
        ("", "", BORN),
    ],
)
def test_wrong_holder_and_unknown_number_get_the_same_answer(center, number, name, born):
    confirmed(center)

    finding = earlier_check.look_up(number, name=name, born=born)

    assert finding == certificate_check.look_up("")


def test_pages_for_wrong_and_unknown_are_the_same_byte_for_byte(client, center):
    confirmed(center)

    with_number = page(client, NUMBER, born="18/05/1995")
    without = page(client, "1/2", born="17/05/1995")

    assert "Tidak ditemukan" in with_number
    assert with_number == without


def test_what_waits_or_was_refused_is_not_found(center):
    recorded(center)

    assert earlier_check.look_up(NUMBER, born=BORN).verdict == "not_found"


def test_expired_revoked_and_replaced_say_so(center):
    today = clock.today(center.time_zone)
    confirmed(center, row("1/B/2020", until=today - timedelta(days=1)), row("2/B/2020", until=today))

    assert earlier_check.look_up("1/B/2020", born=BORN).verdict == "expired"
    assert earlier_check.look_up("2/B/2020", born=BORN).verdict == "valid"
    revoked = ended(TrainingCenterFactory(), "revoked")
    assert earlier_check.look_up(revoked.number_text, born=BORN).verdict == "revoked"


def test_replaced_certificate_says_so(client, center):
    ended(center, "superseded")

    assert "Sertifikat sudah diganti" in page(client, born="17/05/1995")


def test_without_units_there_is_no_table_of_units(client, center):
    confirmed(center)

    assert 'class="units"' not in page(client, born="17/05/1995")


def test_two_centers_with_one_number_are_told_apart_by_the_holder(center):
    other = TrainingCenterFactory()
    confirmed(center)
    confirmed(other, row(name="Hasan", born=date(1990, 2, 3)))
    confirmed(TrainingCenterFactory(), row(name="Hasan", born=date(1991, 2, 3)))

    assert earlier_check.look_up(NUMBER, born=BORN).name == "Siti Rahmah"
    assert earlier_check.look_up(NUMBER, name="Hasan").verdict == "not_found"
    assert (
        earlier_check.look_up(NUMBER, name="Hasan", born=date(1990, 2, 3)).issuer == earlier_check.issuer(other)["name"]
    )


@pytest.mark.engines
@pytest.mark.parametrize("number", [NUMBER, "1/2"])
def test_number_costs_one_statement_known_or_not(center, number, django_assert_num_queries):
    confirmed(center)

    with django_assert_num_queries(1):
        earlier_check.look_up(number, born=WRONG)


def test_number_alone_is_asked_for_more(client, center):
    confirmed(center)

    answer = ask(client)

    assert answer.status_code == 422
    assert "Siti" not in answer.content.decode()


def test_page_is_kept_by_nobody_and_sets_no_cookie(client, center):
    confirmed(center)

    for answer in (ask(client, born="17/05/1995"), client.get(reverse("certification:check_number"))):
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert not answer.cookies


def test_page_of_another_site_cannot_ask(client, center):
    confirmed(center)

    assert ask(client, born="17/05/1995", HTTP_SEC_FETCH_SITE="cross-site").status_code == 403


def test_page_answers_in_english_if_its_address_says_so(client, center):
    confirmed(center)
    address = reverse("certification:check_number") + "?bahasa=en"

    said = client.post(address, {"number": NUMBER, "born": "17/05/1995"}).content.decode()

    assert "Certificate is valid" in said
    assert 'lang="en"' in said


def test_address_is_answered_a_few_times_and_then_told_to_wait(client, center):
    for _turn in range(earlier_check.MOST_OF_AN_ADDRESS):
        assert ask(client, born="18/05/1995").status_code == 200

    answer = ask(client, born="17/05/1995")

    assert (answer.status_code, answer["Retry-After"]) == (429, "600")
    assert "Tunggu beberapa menit" in answer.content.decode()


@pytest.mark.parametrize("number", [NUMBER, "1/2"])
def test_number_is_asked_by_few_whoever_they_are_known_or_not(center, number):
    confirmed(center)
    asked = [
        ask(Client(REMOTE_ADDR=f"192.0.2.{turn + 1}"), number, born="18/05/1995").status_code
        for turn in range(earlier_check.MOST_OF_A_NUMBER + 1)
    ]

    assert asked == [200] * earlier_check.MOST_OF_A_NUMBER + [429]


@pytest.mark.engines
def test_number_is_asked_a_few_times_a_day_however_slowly(center):
    confirmed(center)
    asked = []
    day = clock.at(date(2026, 11, 3), time(0), "UTC")
    for turn in range(earlier_check.MOST_OF_A_NUMBER_A_DAY + 1):
        with clock.moved_to(day + turn * timedelta(minutes=11)):
            asked.append(earlier_check.refused_for(f"192.0.2.{turn + 1}", NUMBER))
            if asked[-1]:
                answer = ask(Client(REMOTE_ADDR="192.0.2.99"), born="17/05/1995")

    assert asked == [None] * earlier_check.MOST_OF_A_NUMBER_A_DAY + [earlier_check.DAY]
    assert (answer.status_code, answer["Retry-After"]) == (429, "86400")
    assert "Coba lagi besok." in answer.content.decode()


def test_whoever_asks_too_much_locks_no_number_for_others(client, center):
    confirmed(center)
    for _turn in range(earlier_check.MOST_OF_A_NUMBER + 5):
        ask(client, born="18/05/1995")

    assert ask(Client(REMOTE_ADDR="192.0.2.9"), born="17/05/1995").status_code == 200


def test_whoever_fills_in_all_fields_finds_a_paper_without_a_date_of_birth(center):
    confirmed(center, row(born=None))

    assert earlier_check.look_up(NUMBER, name="Siti Rahmah", born=BORN).verdict == "valid"
    assert earlier_check.look_up(NUMBER, name="Siti Rahma", born=BORN).verdict == "not_found"
    assert earlier_check.look_up(NUMBER, born=BORN).verdict == "not_found"


def test_check_by_code_leads_to_the_check_by_number(client):
    assert reverse("certification:check_number") in client.get(reverse("certification:check_start")).content.decode()


def test_exported_register_has_none_of_them_without_the_key_of_the_public_side(center, tmp_path):
    """Number and date of birth could be tried by whoever has the file."""
    confirmed(center)

    assert register_export.export(tmp_path / "register.sqlite3") == 0


@examples()
@given(texts(120, 0), texts(200, 0), st.one_of(st.none(), st.dates()))
def test_whatever_is_typed_is_answered(center, number, name, born):
    assert earlier_check.look_up(number, name=name, born=born).verdict == "not_found"
