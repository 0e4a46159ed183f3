"""Every act and every reading that the code records can be told in words, which its own subject says."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from core import audit_words
from core.access import PAGE

BASE = Path(settings.BASE_DIR)
APPS = ("accounts", "core", "inmates", "programs", "certification", "reports", "rutan_blk")
SOURCES = {path: path.read_text() for app in APPS for path in sorted((BASE / app).rglob("*.py"))}
SOURCE = "\n".join(SOURCES.values())
# Given to the audit itself, or handed on in the same module to what records it.
GIVEN = r'(?:audit\.record(?:_each)?\(\s*|action=)"([a-z_]+\.[a-z_]+)"'
HANDED_ON = rf'"((?:{"|".join(audit_words.NOUNS)})\.[a-z_]+)"'
ACTS = sorted(
    (action, path.relative_to(BASE).as_posix())
    for path, text in SOURCES.items()
    if "audit.record" in text
    for action in {*re.findall(GIVEN, text), *re.findall(HANDED_ON, text)}
)
KINDS = sorted(set(re.findall(r'access\.log(?:_each)?\(\s*[\w.]+,\s*"([^"]+)"', SOURCE)))
READINGS = sorted(set(re.findall(r'access\.log(?:_each)?\([^)]*what="([^"{]+)"', SOURCE)))


def test_a_page_without_words_of_its_own_is_called_page():
    assert audit_words.record(PAGE, "") == "Halaman"


def test_the_search_finds_acts_and_readings():
    assert {"programs.knownabsence", "fairness"} <= set(KINDS)
    assert {"application.decide", "certificate.issue", "enrollment.suspend"} <= {action for action, _path in ACTS}
    assert {"ranking of candidates", "needs and selection"} <= set(READINGS)


@pytest.mark.parametrize(("action", "path"), ACTS)
def test_every_act_has_words_which_stand_beside_it_or_are_common(action, path):
    noun, verb = action.split(".")
    beside = {BASE / folder / "audit_words.py" for folder in Path(path).parents}
    files = {file for file in beside | {BASE / "core/audit_words.py"} if file.exists()}

    said = [file for file in files if re.search(rf'"({verb}|{re.escape(action)})": _\(', file.read_text())]

    assert noun in audit_words.NOUNS
    assert len(said) == 1


@pytest.mark.parametrize("subject", READINGS)
def test_every_reading_has_words(subject):
    assert subject in audit_words.READINGS


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_record_that_is_read_has_words(kind):
    code = kind.rpartition(".")[2]

    assert code in audit_words.RECORDS or code in audit_words.NOUNS


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_exports_say_of_what_and_as_what(kind):
    assert audit_words.seen(f"fairness as {kind}") == f"Pemerataan ({kind})"


def test_a_code_that_has_words_is_not_declared_again():
    before = dict(audit_words.VERBS)

    with pytest.raises(ValueError, match="declared twice: withdraw"):
        audit_words.declare(verbs={"withdraw": "taken away", "unheard_of": "not heard of"})

    assert before == audit_words.VERBS


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("certificate.approve", "Sertifikat: disetujui"),
        ("program_version.open", "Versi program: dibuka"),
        ("session.move", "Sesi: dipindahkan"),
        ("batch.move", "Angkatan: dipindah ke tahap berikutnya"),
        ("user.unheard_of", "Pengguna: unheard of"),
        ("new_thing.done", "new thing: done"),
    ],
)
def test_act_is_told_in_words_and_an_unknown_one_without_its_lines(action, words):
    assert audit_words.act(action) == words


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("profile", "Profil"),
        ("certificate, copy 2", "Surat, salinan ke- 2"),
        ("register 2026", "Buku nomor 2026"),
        ("something new", "something new"),
        ("page 7", "page 7"),
        ("/warga-binaan/…/", "Halaman /warga-binaan/…/"),
    ],
)
def test_reading_is_told_in_words(subject, words):
    assert audit_words.seen(subject) == words


@pytest.mark.parametrize(
    ("kind", "pk", "words"),
    [
        ("inmates.person", "7", "Warga binaan no. 7"),
        ("programs.programversion", "3", "Versi program no. 3"),
        ("inmates.person", "", "Warga binaan"),
        ("programs.new_kind", "1", "new kind no. 1"),
        ("", "", ""),
    ],
)
def test_record_is_told_by_its_kind_and_number(kind, pk, words):
    assert audit_words.record(kind, pk) == words
