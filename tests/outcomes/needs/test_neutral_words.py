"""Free words about work: whatever tells of custody is refused, what speaks of work is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.needs.neutral_words import word_blockers, words_found
from tests.factories import FacilityFactory
from tests.reasons import codes
from tests.world.strategies import examples

pytestmark = pytest.mark.django_db

FORBIDDEN = ("rutan", "lapas", "tahanan", "narapidana", "WBP", "bebas", "napi", "kasus", "hukuman")
WORKING_DAY = (
    "Mengelas pelat posisi bawah",
    "Pertahanan bangunan dan ketahanan bahan",
    "Larutan pembersih, urutan kerja, serutan kayu",
    "Jalan A. Yani Blok B 12",
    "Kelapa sawit, 40 pohon sehari",
)


@pytest.mark.parametrize("word", FORBIDDEN)
def test_each_forbidden_word_is_found_however_it_stands(word):
    assert all(words_found(text) for text in (word, word.upper(), f"orang {word}, mantan", f"({word})"))


@pytest.mark.parametrize("text", ["dibebaskan", "baru bebas", "pembebasan bersyarat", "asimilasi rumah", "kasusnya"])
def test_words_of_release_and_trial_are_found(text):
    assert words_found(text)


@pytest.mark.parametrize("text", WORKING_DAY)
def test_words_of_work_are_kept(text):
    assert words_found(text) == []


def test_the_name_of_an_office_is_found():
    FacilityFactory(name="Rumah Tahanan Negara Rantau", short_name="Wisma Antasari", code="RTN-X1")

    assert words_found("kirim ke Wisma Antasari saja") == ["wisma antasari"]


def test_a_reason_names_the_field_and_the_word():
    found = word_blockers({"Nama": "Bengkel Jaya", "Sumber": "kata napi"})

    assert codes(found) == ["word"]
    assert "Sumber" in str(found[0])
    assert "napi" in str(found[0])


@examples(0.5)
@given(
    st.sampled_from(FORBIDDEN), st.text("abcdefghijklmnop ,.", max_size=30), st.text(" ,.-/", min_size=1, max_size=3)
)
def test_no_surrounding_hides_a_word(word, around, border):
    assert words_found(around + border + word + border + around)
