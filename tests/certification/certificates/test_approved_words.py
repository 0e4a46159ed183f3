"""What is kept of approved words: the same digests as ever, or every approved paper would have to be approved again."""

import json
from hashlib import sha256

import pytest

from certification.assessment import certificate_gate
from certification.certificates import approved_words
from tests.factories.certification import graduates

pytestmark = pytest.mark.django_db

BORN, YEAR, LENGTH = "Rantau, 17 Mei 1995", "2026", "8 JP"
EARNED = "2 unit, 8 JP"


@pytest.fixture
def enrollment():
    found = graduates(1).enrollments.get()
    found.person.birth_place, found.person.birth_date = "Rantau", "1995-05-17"
    found.person.save()
    found.refresh_from_db()
    return found


def digest(words):
    return sha256(json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def test_labelled_facts_of_a_certificate_keep_their_digests(enrollment):
    name, program = enrollment.person.full_name, enrollment.batch.version.program

    found = approved_words.digests(certificate_gate.standing_of(enrollment), "certificate")

    facts = [
        ["Jenjang", program.level.capitalize()],
        ["Tahun pelatihan", YEAR],
        ["Lama pelatihan", LENGTH],
        ["Hasil", "Kompeten"],
    ]
    assert {fact: found[fact] for fact in ("name", "birth", "program", "training")} == {
        "name": digest({"holder": name}),
        "birth": digest({"holder": f"Lahir di {BORN}"}),
        "program": digest({"program": {"name": program.name}}),
        "training": digest({"facts": facts}),
    }


def test_labelled_facts_of_a_statement_keep_their_digests(enrollment):
    name, program = enrollment.person.full_name, enrollment.batch.version.program

    found = approved_words.digests(certificate_gate.standing_of(enrollment), "statement")

    assert {fact: found[fact] for fact in ("name", "birth", "program", "training")} == {
        "name": digest({"Nama": name}),
        "birth": digest({"Tempat, tanggal lahir": BORN}),
        "program": digest({"Program pelatihan": f"{program.name}, jenjang {program.level}"}),
        "training": digest({"Tahun pelatihan": YEAR, "Unit kompeten": EARNED}),
    }
