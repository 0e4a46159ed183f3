"""What tells of custody is found however it is spelled; names of people, towns and trades are left alone."""

import csv
import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import given

from inmates.custody.telltale_words import office_names, telltale_words, words_across, words_in_name
from tests.factories.accounts import FacilityFactory
from tests.world import names
from tests.world.strategies import examples, names_with_words_of_custody

UNITS = Path(__file__).parents[3] / "programs" / "data" / "skkni.csv"

TELLING = [
    ("Rutan Kelas IIB Rantau", ["rutan"]),
    ("https://portalrutan.example", ["rutan"]),
    ("mantan napi", ["napi"]),
    ("napi2", ["napi"]),
    ("Mantan_Napi", ["napi"]),
    ("eksnapi", ["eksnapi"]),
    ("Napiter", ["napiter"]),
    ("LP Kelas IIA", ["lp kelas"]),
    ("L.P. Perempuan", ["l.p. perempuan"]),
    ("LPKA Martapura", ["lpka"]),
    ("Bapas Banjarmasin", ["bapas"]),
    ("di bui", ["bui"]),
    ("masa hukuman", ["hukuman"]),
    ("masa penahanan", ["penahanan"]),
    ("dipenjara", ["penjara"]),
    ("Prison workshop", ["prison"]),
    ("the county jail", ["jail"]),
    ("inmates", ["inmates"]),
    ("a convict", ["convict"]),
    ("Detention Center", ["detention center"]),
    ("detention-centre", ["detention-centre"]),
    ("Blok B kamar 3", ["kamar 3"]),
    ("Blok B3", ["blok b3"]),
    ("Sel No. 12", ["sel no. 12"]),
    ("R.U.T.A.N", ["r.u.t.a.n", "rutan"]),
    ("r u t a n", ["r u t a n", "rutan"]),
    ("L.P.K.A.", ["lpka"]),
    ("Ru tan", ["ru tan"]),
    ("Ru-tan", ["ru-tan"]),
    ("Ru\u02bctan", ["ru'tan"]),
    ("Ruŧan", ["rutan"]),
    ("War ga Binaan", ["war ga binaan"]),
    ("Pema-syarakatan", ["pema-syarakatan"]),
    ("Ruтan", ["rutan"]),
    ("рутан", ["rutan"]),
    ("Rυtαn", ["rutan"]),
    ("Ｒｕｔａｎ", ["rutan"]),
    ("Rútan", ["rutan"]),
    ("Ru\u200btan", ["rutan"]),
    ("Ru\u0301tan", ["rutan"]),
    ("RTN-RTU/12", ["rtn"]),
    ("BI.123/2026", ["bi.123/2026"]),
    ("AIII.12/2026", ["aiii.12/2026"]),
    ("B.I 12/26", ["b.i 12/26"]),
    ("B.II.b 106/2024", ["b.ii.b 106/2024"]),
    ("BI 112-TP/2026", ["bi 112-tp/2026"]),
    ("Ⅲ: AⅢ.12/2026", ["aiii.12/2026"]),
]


@pytest.mark.parametrize(("text", "words"), TELLING, ids=[text for text, _words in TELLING])
def test_it_is_found_in_any_spelling(text, words):
    assert telltale_words({"a": ["x", {"b": text}]}) == words


@pytest.mark.parametrize(
    "text",
    [
        "Rantau, 18 September 2026",
        "Kamaruddin",
        "Selamat",
        "Blokir",
        "Hukmi",
        "Buiyah",
        "Napitupulu",
        "Jailani",
        "Bu I Made Rutami",
        "Desa Baru Tanjung",
        "Selong, Lombok Timur",
        "Mengatur urutan kerja dan membuat larutan",
        "Ketahanan pangan",
        "Membongkar serutan kayu",
        "563/0001/BLK-CTH/XI/2026",
        "12/BLK-B/II/2026",
        "C.25LAS01.001.1",
        "A.I. Nasution",
        "Blok mesin",
        "Балай",
        "",
    ],
)
def test_other_words_pass(text):
    assert telltale_words(text) == []


def test_names_of_people_pass():
    random = Random(7)

    assert [
        name for name in [*names.all_names(), *(names.name(random) for _ in range(500))] if telltale_words(name)
    ] == []


@pytest.mark.parametrize(
    "name",
    [
        "Rutanto",
        "RUTANTO",
        "Рutanto",
        "Rútanto",
        "Lapasari",
        "Ni Wayan Warutan",
        "M'Lapasari",
        "Siti Lapasa binti Warutan, S.Pd.",
        "Registera",
        "Tahananto Penjaranu",
        "Nur'aini",
        "Nur\u02bcaini",
        "Bui Thi Lan",
        "BÙI VĂN NAM",
    ],
)
def test_word_of_custody_within_a_word_of_a_name_passes_in_the_name_alone(name):
    assert words_in_name(name) == []


@examples(8)
@given(names_with_words_of_custody())
def test_word_of_custody_within_any_name_passes_in_the_name_and_is_found_elsewhere(name):
    assert words_in_name(name) == []
    # “Kerutan” is an ordinary word.
    assert telltale_words(name) != [] or re.search(r"(la|u|se|pa|ke)rutan|(ke|per|ber)tahanan", name.lower())


@pytest.mark.parametrize(("text", "words"), TELLING, ids=[text for text, _words in TELLING])
def test_whatever_tells_by_itself_is_found_in_a_name_too(text, words):
    inside_only = text == "https://portalrutan.example"

    assert (words_in_name(text) == []) == inside_only
    assert words_in_name(f"Rahmat {text}") != [] or inside_only


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Rutan Rantau", ["rutan"]),
        ("Rahmat (Rutan)", ["rutan"]),
        ("Rahmat Rutan-2", ["rutan"]),
        ("Rahmat Rutan2", ["rutan"]),
        ("Rahmat_Rutan", ["rutan"]),
        ("RutanRantau", ["rutan"]),
        ("RahmatRutan", ["rutan"]),
        ("RUTAN\u200bRANTAU", ["rutan"]),
        ("Ru\u200btan", ["ru tan", "rutan"]),
        ("RUTANLAPAS", ["rutanlapas"]),
        ("Rutannegara", ["rutannegara"]),
        ("Lapaswanita", ["lapaswanita"]),
        ("Rumahtahanan", ["rumahtahanan"]),
        ("Dipenjara", ["dipenjara"]),
        ("Eksnarapidana", ["eksnarapidana"]),
        ("Mantannarapidana", ["mantannarapidana"]),
        ("Bui", ["bui"]),
        ("Rahmat Bui", ["bui"]),
        ("Rahmat warga.binaan", ["warga.binaan"]),
        ("Rahmatwarga Binaan", ["warga binaan"]),
        ("Wargabinaan", ["wargabinaan"]),
        ("Rutankandangan", ["rutankandangan"]),
        ("Rahmat Balai Hijau", ["balai hijau"]),
        ("Rahmat Blok C No. 12", ["blok c no. 12"]),
        ("Rahmat BI.123/2026", ["bi.123/2026"]),
    ],
)
def test_whole_or_joined_word_of_custody_is_found_in_a_name(name, words):
    assert words_in_name(name, ("balai hijau", "rutankandangan")) == words


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["Kepala Seksi Warga", "Binaan"], [("Kepala Seksi Warga Binaan", "warga binaan")]),
        (["Kepala Ru", "tan"], [("Kepala Ru tan", "ru tan")]),
        (["Catatan:", "ру", "тан", "x"], [("ру тан", "ru tan")]),
        (["R", "U", "T", "A", "N"], [("R U T A N", "r u t a n")]),
        (["Kepala Lembaga Pema", "syarakatan"], [("Kepala Lembaga Pema syarakatan", "pema syarakatan")]),
        (["Seksi War", "ga Binaan"], [("Seksi War ga Binaan", "war ga binaan")]),
        (["Pak Guru", "tanah"], []),
        (["Rutan", "Rantau"], []),
        (["Memasang Sel", "20"], []),
        ([], []),
    ],
)
def test_word_split_over_texts_is_found(texts, found):
    assert words_across(texts) == found


def test_titles_of_units_pass():
    rows = csv.DictReader(UNITS.read_text().splitlines())

    assert [row for row in rows if telltale_words([str(value) for key, value in row.items() if key != "source"])] == []


def test_streets_have_blocks():
    assert telltale_words("Jl. A. Yani Blok C No. 12", housing=False) == []


@pytest.mark.django_db
def test_names_and_codes_of_facilities_are_such_words_but_their_towns_are_not(django_assert_num_queries):
    FacilityFactory(code="UPT-771", name="Balai Hijau Rantau", short_name="Rantau", city="Rantau")
    FacilityFactory(code="KDG", name="Rutan Kandangan", short_name="Kandangan", city="Kandangan")

    with django_assert_num_queries(1):
        offices = office_names()

    assert offices == ("balai hijau rantau", "rutankandangan", "upt-771")
    texts = ["Balai  Hijau RANTAU", "UPT 771/2026", "Rantau", "Kandangan", "Balai Hijau"]
    assert [telltale_words(text, offices) for text in texts] == [["balai  hijau rantau"], ["upt 771"], [], [], []]


def test_texts_before_and_behind_a_split_word_are_not_named():
    assert words_across(["", "Ru", "tan", ""]) == [("Ru tan", "ru tan")]
