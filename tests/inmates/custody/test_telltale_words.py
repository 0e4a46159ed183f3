"""What tells of custody is found however it is spelled; names of people, towns and trades are left alone."""

import csv
from pathlib import Path
from random import Random

import pytest

from inmates.custody.telltale_words import office_names, telltale_words
from tests.factories.accounts import FacilityFactory
from tests.world import names

UNITS = Path(__file__).parents[3] / "programs" / "data" / "skkni.csv"

TELLING = [
    ("Rutan Kelas IIB Rantau", ["rutan"]),
    ("https://portalrutan.example", ["rutan"]),
    ("mantan napi", ["napi"]),
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

    assert offices == ("balai hijau rantau", "upt-771")
    texts = ["Balai  Hijau RANTAU", "UPT 771/2026", "Rantau", "Kandangan", "Balai Hijau"]
    assert [telltale_words(text, offices) for text in texts] == [["balai  hijau rantau"], ["upt 771"], [], [], []]
