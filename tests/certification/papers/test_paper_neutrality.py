import pytest

from certification.papers.paper_neutrality import neutrality_reasons
from inmates.custody.custody_words import custody_words
from tests.papers import sample


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Rantau, 18 September 2026", []),
        ("Rutan Kelas IIB Rantau", ["rutan"]),
        ("https://portalrutan.example", ["rutan"]),
        ("RUMAH TAHANAN dan LAPAS", ["lapas", "tahanan"]),
        ("Warga  Binaan", ["warga  binaan"]),
        ("warga-binaan, WBP, narapidana", ["narapidana", "warga-binaan", "wbp"]),
        ("nomor register", ["register"]),
        ("Pemasyarakatan", ["pemasyarakatan"]),
    ],
)
def test_words_of_custody_are_found_in_any_spelling(text, words):
    assert custody_words({"a": ["x", {"b": text}]}) == words


def test_each_text_with_such_a_word_has_its_reason():
    snapshot = sample("certificate", foot="Rutan", place_date="Lapas")

    assert neutrality_reasons(snapshot) == [
        "“Lapas” memuat kata “lapas”, yang tidak boleh ada pada dokumen yang keluar dari kantor. Ubah kalimatnya.",
        "“Rutan” memuat kata “rutan”, yang tidak boleh ada pada dokumen yang keluar dari kantor. Ubah kalimatnya.",
    ]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"holder": {"name": "Rahmat (Ruтan)"}}, ["rutan"]),
        ({"holder": {"name": "Rahmat BI.123/2026"}}, ["bi.123/2026"]),
        ({"holder": {"name": "Rutan Rantau"}}, ["rutan"]),
        ({"holder": {"name": "Rutanto", "birth": "Lahir di Rutanto"}}, ["rutan"]),
        ({"holder": {"name": "Rahmat Warga", "birth": "Binaan"}}, ["warga binaan"]),
        ({"holder": {"name": "Rutanto"}, "signatory": {"office": ["Lapasari"], "name": "Lapasari"}}, ["lapas"]),
        ({"second": {"office": ["Kepala Warga", "Binaan"], "name": "Rutanto", "number": ""}}, ["warga binaan"]),
        ({"program": {"name": "Rutanto"}}, ["rutan"]),
        ({"issuer": {"name": "Rutanto"}}, ["rutan"]),
        ({"facts": [{"label": "Nama", "value": "Rutanto"}]}, ["rutan"]),
        ({"person": [{"label": "Nama", "value": "Rutanto"}]}, []),
        ({"person": [{"label": "Nama", "value": "Rutan"}]}, ["rutan"]),
        ({"person": [{"label": "Nama Rutanto", "value": "Rutanto"}]}, ["rutan", "rutan"]),
        ({"person": [{"label": "Program pelatihan", "value": "Rutanto"}]}, ["rutan"]),
        ({"notes": ["bagi warga", "binaan"]}, ["warga binaan"]),
        ({"check": {"url": "HTTPS://X.ID/C/RUTANTO"}}, ["rutan"]),
        ({"foot": "Balai Hijau"}, ["balai hijau"]),
        ({"foot": "Blok C No. 12"}, ["blok c no. 12"]),
        ({"issuer": {"name": "UPTD", "address": "Jl. A. Yani Blok C No. 12"}}, []),
        ({"check": {"url": "HTTPS://X.ID/C/BUI", "address": "x.id", "code": ["RTN-1"]}}, []),
    ],
)
def test_papers_are_searched_for_more_than_words(changes, found):
    reasons = neutrality_reasons(sample("certificate", **changes), ["balai hijau"])

    assert [reason.split("“")[2].split("”")[0] for reason in reasons] == found


def test_letters_of_a_coded_picture_are_no_words():
    assert neutrality_reasons(sample("certificate", photo="aaWBPaa")) == []
