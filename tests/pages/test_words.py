"""One word for each thing: the Indonesian catalogue keeps to the word list of docs/glossary.md."""

import re

import pytest
from django.utils.translation import gettext, ngettext, override

from deploy import catalogue

# What is not said, and the parts of sentences in which the word means something else.
BANNED = {
    "kursi": (r"\bkepesertaan\b|\bkeikutsertaan\b|\bslot\b", ()),
    "penyelia, koordinator": (r"\bpengawas\b|\batasan\b|\bsupervisor\b", ()),
    "ditutup (sesi), dikunci (nilai)": (r"\bdisahkan\b|\bSahkan\b|\bdifinalkan\b", ()),
    "Tugas": (r"\bkotak (tugas|masuk)\b|\binbox\b", ()),
    "nomor registrasi": (r"\bnomor register\b|\bno\. register\b", ()),
    "(opsional)": (r"\bboleh (di)?kosong(kan)?\b|\btidak wajib\b|\bwajib diisi\b", ()),
    "paling sedikit, minimal": (r"\bsedikitnya\b|\bsekurang-kurangnya\b", ()),
    "huruf": (r"\bkarakter\b", ()),
    "presensi luring": (r"\btanda (dari perangkat|luring|presensi)\b", ()),
    "data tidak cocok": (r"\bketidaksesuaian\b|\bbertentangan\b", ()),
    "masalah, pencarian": (r"\bduduk perkara|\bsatu perkara\b|\bperkara ini\b", ()),
    "sumber data, diajukan oleh": (r"\basal pengajuan\b|\basal data\b", ()),
    "calon": (r"\bcalon peserta\b|\bpelamar\b", ()),
    "sidang TPP, sidang pengadilan": (r"\bsidang\b(?! (TPP|pengadilan|Tim Pengamat))", ()),
    "seharusnya hadir, tidak ikut": (
        r"\bdiharapkan hadir\b|\bdinantikan\b|\bditunggu menurut\b|\btidak ditunggu\b",
        (),
    ),
    "hitungan orang": (r"\bpenghitungan\b|\bapel\b|\bjumlah kepala\b", ("apel hari ini",)),
    "dibetulkan, pembetulan": (r"\bkoreksi\b|\bdikoreksi\b|\bmengoreksi\b|\brevisi\b", ()),
    "kedaluwarsa, berakhir": (r"\bhabis\b", ("habis pakai", "habis dipakai")),
    "dalam 90 hari": (r"\btriwulan\b", ("tiap triwulan", "triwulan ini")),
    "angkatan": (r"\bkelas\b|\bpaket\b", ("ruang kelas", "kelas umum")),
    "saringan, geser": (r"\bpenyaring\b|\bfilter\b|\bdigulir\b|\bgulir\b", ()),
    "kata sandi": (r"(?<!kata )(?<!frasa )\bsandi\b", ()),
    "keluar otomatis": (r"\byang diam\b|\bmasa masuk\b", ()),
    "UPT": (r"\bsatker\b", ()),
}


def sentences():
    path = catalogue.ROOT / "locale" / catalogue.LANGUAGE / "LC_MESSAGES" / "django.po"
    return [text for message in catalogue.read(path) if message.id for text in catalogue.every(message.string)]


def test_the_catalogue_says_one_word_for_each_thing():
    found = [
        f"{word}: {text}"
        for text in sentences()
        for word, (pattern, meant) in BANNED.items()
        if re.search(pattern, re.sub("|".join(meant) or "^$", "", text, flags=re.IGNORECASE), re.IGNORECASE)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("This field is required.", "Bagian ini belum diisi."),
        ("Enter a valid URL.", "Tulis alamat situs yang lengkap, misalnya https://blk.go.id."),
        (
            "Your password can’t be too similar to your other personal information.",
            "Kata sandi tidak boleh mirip nama atau nama pengguna Anda.",
        ),
        ("Your password can’t be entirely numeric.", "Jangan hanya angka."),
    ],
)
def test_sentences_of_django_come_in_our_words(source, said):
    with override("id"):
        assert gettext(source) == said


def test_counted_sentences_of_django_come_in_our_words():
    one, many = (
        f"Ensure this value has at most %(limit_value)d {noun} (it has %(show_value)d)."
        for noun in ("character", "characters")
    )
    with override("id"):
        assert ngettext(one, many, 40) == "Paling banyak %(limit_value)d huruf; isian ini %(show_value)d huruf."
