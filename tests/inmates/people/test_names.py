"""Names are found however they are written, and people are told apart by them only as far as names can."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inmates.people.models import Person
from inmates.people.names import ABDUL, AHMAD, MUHAMMAD, has_strange_signs, name_key, name_sort
from tests.factories import FacilityFactory, PersonFactory

LETTERS = st.text("abcdefghijklmnoprstuwxyz", min_size=1, max_size=12)
NAMES = st.lists(LETTERS, min_size=1, max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Muhammad Noor", "Moh. Nor"),
        ("M. Rifani", "Muhamad Rifani"),
        ("MUCH. YUSUF", "Mochammad Yusuf"),
        ("Achmad Fauzi", "Ahmad Fauji"),
        ("Abd. Rahman", "Abdoel Rachman"),
        ("Ma'ruf", "Maruf"),
        ("Ma’ruf", "Ma`ruf"),
        ("Soekarno", "Sukarno"),
        ("Djoko", "Joko"),
        ("Tjahyo", "Cahyo"),
        ("Sjahrul", "Syahrul"),
        ("Khairil", "Hairil"),
        ("Ridho", "Rido"),
        ("Thamrin", "Tamrin"),
        ("Yophie", "Yofie"),
        ("Qomar", "Komar"),
        ("Zainal", "Jainal"),
        ("Fahrurrazi", "Fahrurazi"),
        ("José", "Jose"),
        ("  Budi   Santoso ", "BUDI SANTOSO"),
        ("Al-Ghifari", "Al Ghifari"),
    ],
)
def test_two_spellings_are_one_name(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("Budi", "Budiman"), ("Ahmad", "Muhammad"), ("Rifani", "Rofani")])
def test_two_names_stay_two(one, other):
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(("written", "key"), [(MUHAMMAD, "muhamad"), (AHMAD, "ahmad"), (ABDUL, "abdul")])
def test_every_writing_of_a_common_name_has_the_same_key(written, key):
    assert {name_key(form) for form in written} == {key}
    assert {name_key(f"{form.capitalize()}. Rifani") for form in written} == {f"{key} rifani"}


@given(NAMES)
def test_each_word_has_a_key_of_its_own(name):
    assert name_key(name) == " ".join(name_key(word) for word in name.split())


@given(NAMES)
def test_capitals_dots_and_blanks_make_no_difference(name):
    assert name_key(name.upper().replace(" ", ". ")) == name_key(name)


@given(st.text(max_size=400))
def test_key_of_any_text_fits_its_column(text):
    key = name_key(text)

    assert len(key) <= 200
    assert key == key.lower().strip()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Khairil", "khairil"),
        ("  IMAM   Yusuf ", "imam yusuf"),
        ("Ma’ruf", "maruf"),
        ("Siti Nur-Aisyah, S.Pd.", "siti nur aisyah s pd"),
        ("José Ángel", "jose angel"),
        ("Łukasz™", "łukasztm"),
        ("", ""),
    ],
)
def test_names_are_sorted_as_written(name, key):
    assert name_sort(name) == key


@given(st.text(max_size=400))
def test_sort_key_of_any_text_fits_its_column_and_is_its_own(text):
    key = name_sort(text)

    assert len(key) <= 200
    assert key == " ".join(key.split())


@pytest.mark.django_db
def test_people_stand_in_the_order_of_the_alphabet():
    """Also on PostgreSQL, whose own order passes over blanks ("Imamah" before "Imam Yusuf")."""
    names = ["Hadi", "Hendra", "Imam Syahputra", "IMAM Yusuf", "Imamah", "Juhdi", "Khairil", "Yusran", "Zaini"]
    facility = FacilityFactory()
    for name in reversed(names):
        PersonFactory(facility=facility, full_name=name)

    assert [person.full_name for person in Person.objects.all()] == names


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("moh noor", ["Muhammad Noor"]),
        ("NOR M", ["Muhammad Noor"]),
        ("nor", ["Muhammad Noor", "Norhayati"]),
        ("achmad", ["Ahmad Jailani"]),
        ("zailani", ["Ahmad Jailani"]),
        ("noor rifani", []),
        ("", ["Ahmad Jailani", "Muhammad Noor", "Norhayati"]),
        ("'; DROP TABLE inmates_person; --", []),
        ("%", []),
    ],
)
def test_search_finds_every_word_in_any_order_and_spelling(words, found):
    facility = FacilityFactory()
    for name in ("Muhammad Noor", "Norhayati", "Ahmad Jailani"):
        PersonFactory(facility=facility, full_name=name)

    assert list(Person.objects.named_like(words).values_list("full_name", flat=True)) == found


@pytest.mark.parametrize(
    ("name", "strange"),
    [
        ("Rahmat bin Utuh (Alm)", False),
        ("RAHMAT BIN UTUH (ALM.)", False),
        ("Siti binti Aluh (Almh)", False),
        ("H. Ma'ruf, S.Pd.", False),
        ("Udin @ Iwan / Amat", False),
        ("Rahmat 2", True),
        ("Rahmat (Blok B)", True),
        ("Rahmat (Alm) (pindahan)", True),
        ("Rahmat [napi]", True),
        ("Rahmat ２", True),
    ],
)
def test_digits_and_brackets_belong_to_no_name(name, strange):
    assert has_strange_signs(name) == strange


@pytest.mark.django_db
@given(words=st.text("qvxyz%_*?#", min_size=1, max_size=8).filter(str.strip))
def test_text_that_shares_no_letter_with_any_name_finds_nobody(words):
    for name in ("Budi Santoso", "Siti Aminah", "Fajar Kurniawan", "Joko Widodo"):
        PersonFactory(full_name=name)

    assert list(Person.objects.named_like(words)) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("z", ["Zainal H."]),
        ("H.", ["Muhammad Rifani", "Zainal H."]),
        ("m rifani", ["Muhammad Rifani"]),
        ("jainal", ["Zainal H."]),
        ("zainal - h", ["Zainal H."]),
        ("李", ["李小龍"]),
        ("", ["Muhammad Rifani", "Zainal H.", "李小龍"]),
    ],
)
def test_short_and_foreign_words_find_names_as_they_are_written(words, found):
    for name in ("Muhammad Rifani", "Zainal H.", "李小龍"):
        PersonFactory(full_name=name)

    assert sorted(person.full_name for person in Person.objects.named_like(words)) == found
