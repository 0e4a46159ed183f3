"""What counts as guessed, and that nobody is told how to compose a password."""

import pytest
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import settings as property_tests
from hypothesis import strategies as st

from accounts.passwords import FAVORITES, FIELD_WORDS, _common_words
from tests.factories import FacilityFactory, TrainingCenterFactory, UserFactory

pytestmark = pytest.mark.django_db
COMMON = sorted(_common_words())


@pytest.fixture
def user():
    TrainingCenterFactory(name="UPTD BLK Tapin", city="Tapin")
    facility = FacilityFactory(name="Rumah Tahanan Negara Rantau", short_name="Rutan Rantau", city="Rantau")
    return UserFactory(roles=["registrar"], facility=facility, username="siti", full_name="Siti Rahmawati")


def is_taken(password, user=None):
    try:
        password_validation.validate_password(password, user)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaa",
        "abcdefghijkl",
        "P@ssw0rd2026",
        "iloveyou1234",
        "bismillah123",
        "sayangku12345",
        "rutanrantau2026",
        "BLK Tapin 2026",
        "UPTDBLKTapin1",
        "sertifikat2026",
        "pemasyarakatanjaya",
        "password1234",
        "123456789012345",
        "121212121212",
        "qwertyuiop123",
        "poiuytrewq2026",
        "s4y4ngku!2026!",
        "KepalaRutanRantau",
        "Merdeka-1945-Merdeka",
        "lkjhgfdsazxcvbnm",
        "ramadhan-jakarta",
        "081234567890",
        "19870512200901",
        "rahasiasekali1",
        "indonesiaraya45",
        "aaaabbbbcccc",
        "rizkyramadhan99",
        "kalsel2026kalsel",
        "xkcdzqxkcdzq",
        "829174650382915",
        "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee",
    ],
)
def test_what_others_would_try_is_refused(user, password):
    assert not is_taken(password, user)


@pytest.mark.parametrize(
    "password",
    [
        "kuda-lampu-sungai-9",
        "correct horse battery staple",
        "katak hijau minum teh di atap",
        "829174 kapal 382915 teluk",
        "hujan!deras!atap!bocor",
        "xkwpqzvbtnrm",
        "ПриветВсемЛюдям",
        "k" * 5 + "unci lemari ungu di gudang barat daya kota tua",
    ],
)
def test_words_that_nobody_expects_are_taken_whatever_their_signs(user, password):
    assert is_taken(password, user)


def test_twelve_letters_are_enough_and_eleven_are_not(user):
    assert is_taken("vmqkzwphxtrj", user)
    assert not is_taken("vmqkzwphxtr", user)


@property_tests(max_examples=200)
@given(
    word=st.sampled_from(COMMON),
    year=st.integers(0, 99_999),
    sign=st.sampled_from(["", "!", "-", "@", "#"]),
    turn=st.sampled_from([str.lower, str.upper, str.title]),
)
def test_every_common_word_with_a_number_is_refused(word, year, sign, turn):
    assert not is_taken(f"{turn(word)}{sign}{year:05}{sign}")


@given(words=st.lists(st.sampled_from(sorted(FAVORITES)), min_size=2, max_size=2), number=st.integers(0, 9999))
def test_two_favorites_are_refused(words, number):
    assert not is_taken(f"{words[0]}{words[1]}{number}")


@given(words=st.lists(st.sampled_from(sorted(FIELD_WORDS)), min_size=2, max_size=4))
def test_words_of_the_field_are_refused_however_many(words):
    assert not is_taken(" ".join(words))


@given(password=st.text(min_size=12, max_size=200))
def test_any_text_has_an_answer(password):
    assert is_taken(password) in (True, False)


def test_list_covers_more_than_a_hundred_thousand(user):
    # Each with every number of four digits: whoever tries 100,000 passwords of twelve letters finds none of these.
    long_enough = [word for word in COMMON if len(word) >= 8]

    assert len(long_enough) * 10_000 > 100_000
