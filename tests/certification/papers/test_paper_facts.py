"""The list of labelled facts: what issued papers store stays in it, and each says enough for all that read it."""

import pytest

from certification.certificates import approved_words
from certification.papers.paper_facts import BIRTH, FACTS, PaperFact, english_of
from certification.verification.certificate_check import printed_of
from tests.papers import sample

# Label, English, kept among the approved words as, shown on the check page.
STORED = [
    ("Jenjang", "Level", "training", True),
    ("Waktu pelatihan", "Training period", "training", True),
    ("Lama pelatihan", "Duration", "training", True),
    ("Hasil", "Result", "training", True),
    ("Nama", "", "name", False),
    ("Tempat, tanggal lahir", "", "birth", False),
    ("Program pelatihan", "", "program", False),
    ("Waktu mengikuti", "Attended", "training", True),
    ("Kehadiran", "Attendance", "training", True),
    ("Tahun pelatihan", "Year of training", "training", True),
    ("Lama program", "Length of the program", "training", True),
    ("Unit kompeten", "Competent units", "training", True),
]


@pytest.mark.parametrize("stored", STORED, ids=[label for label, *_rest in STORED])
def test_fact_of_papers_issued_already_is_still_told_in_the_same_way(stored):
    assert FACTS[stored[0]] == PaperFact(*stored)


@pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS)
def test_fact_can_be_approved_and_a_public_one_be_read_in_english(fact):
    assert fact.approved_as in approved_words.FACTS
    assert fact.english or not fact.is_public


def test_label_without_english_stays_as_it_is():
    assert [english_of(label) for label in ("Hasil", "Nama", "Tidak dikenal")] == ["Result", "Nama", "Tidak dikenal"]


def test_fact_that_is_not_public_is_printed_and_kept_off_the_check_page():
    words = sample("certificate")
    told = list(words["facts"])

    words["facts"].append(BIRTH.says("Rantau, 17 Mei 1995"))

    assert printed_of(words).facts == told
