"""One word for each thing: the Indonesian catalogue keeps to the word list of docs/glossary.md."""

import re
from pathlib import Path

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


# Words that tell of custody or of a release, also of things that are only “held”; not “free” of texts and choices.
OF_CUSTODY = re.compile(
    r"\b(rutan|lapas|tahanan|narapidana|wbp|warga binaan|napi|hukuman|(masa|data) penahanan|pemasyarakatan|bapas"
    r"|ditahan)\b|(?<!teks )\bbebas\b",
    re.IGNORECASE,
)
# What the detention center alone reads, whoever reads all of an office's data, or a home, by role.
OF_THE_DETENTION_CENTER = (
    "inmates/",
    "programs/circumstances/",
    "programs/entry_rules/",
    "programs/interviews/",
    "programs/merged_records/",
    "programs/movements/",
    "programs/selection/",
    "outcomes/leaving/",
    "outcomes/probation/",
    "reports/fairness/",
    "reports/home/",
    "reports/subject_file/",
    "reports/wali_sheets/",
    "reports/reconcile/custody_checks.py",
    "reports/reconcile/training_checks.py",
)
# What both read, with words that name the offices which have an agreement, or that are chosen by who reads.
CHOSEN = {
    "accounts/models/offices.py",
    "accounts/models/users.py",
    "accounts/roles.py",
    "outcomes/aids/aid_person.html",
    "outcomes/effect/_standings.html",
    "outcomes/effect/comparison.html",
    "outcomes/effect/comparison.py",
    "outcomes/effect/effect_cohorts.py",
    "outcomes/effect/effect_file.py",
    "outcomes/effect/effect_page.py",
    "outcomes/effect/effect_years.html",
    "outcomes/effect/figure_words.py",
    "outcomes/effect/group_tables.py",
    "outcomes/effect/views/figures.py",
    "outcomes/purposes.py",
    "programs/agreements/agreement_terms.py",
    "programs/agreements/forms.py",
    "programs/agreements/models.py",
    "programs/attendance/forms/absences.py",
    "programs/attendance/known_absence_search.html",
    "programs/batch_lifecycle/_batch_doubts.html",
    "programs/batch_lifecycle/_batch_lacks.html",
    "programs/batch_lifecycle/batch_plan.py",
    "programs/count_alarms/forms.py",
    "programs/places/inbox_kinds.py",
    "programs/places/models.py",
    "programs/places/place_changes.py",
    "programs/purposes.py",
    "reports/closing/closing_words.py",
    "reports/closing/models.py",
    "reports/closing/report_file.py",
    "reports/closing/report_paper.py",
    "reports/monthly/month_reports.py",
    "reports/purposes.py",
    "reports/retention/facility_kinds.py",
    "reports/search/sources.py",
    "rutan_blk/management/commands/setup_offices.py",
}


def sources():
    """Each file with sentences, without `templates/`, and its text in one line, as the catalogue writes it."""
    for app in catalogue.APPS:
        for path in sorted(Path(catalogue.ROOT, app).rglob("*")):
            if path.suffix in (".py", ".html", ".txt") and "migrations" not in path.parts and "demo" not in path.parts:
                text = re.sub(r'"\s+f?"', "", path.read_text(encoding="utf-8"))
                text = re.sub(r"\{\{ *(\w+) *\}\}", r"%(\1)s", re.sub(r"\s+", " ", text))
                yield path.relative_to(catalogue.ROOT).as_posix().removeprefix("templates/"), text


def test_words_of_custody_stand_where_the_detention_center_reads():
    """A sentence in a file that both offices read names neither custody nor the detention center."""
    path = catalogue.ROOT / "locale" / catalogue.LANGUAGE / "LC_MESSAGES" / "django.po"
    told = {
        re.sub(r"\s+", " ", text)
        for message in catalogue.read(path)
        if message.id and any(OF_CUSTODY.search(said) for said in catalogue.every(message.string))
        for text in catalogue.every(message.id)
    }
    # A single small word is as often a code, so it counts only where it is translated.
    words = {text for text in told if " " in text or text.istitle()}
    quoted = {f"{mark}{text}{mark}" for text in words for mark in "\"'"} | {f"%}} {text} {{%" for text in told}
    quoted |= {text for small in told - words for text in (f'translate "{small}" %', f'_("{small}")')}
    found = {
        (name, text)
        for name, content in sources()
        if not name.startswith(OF_THE_DETENTION_CENTER)
        for text in quoted
        if text in content
    }

    assert {(name, text) for name, text in found if name not in CHOSEN} == set()
    assert CHOSEN - {name for name, _text in found} == set()


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
