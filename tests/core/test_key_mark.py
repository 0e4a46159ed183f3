"""A database knows with which field key it was written."""

import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core import crypto, kept_files, key_mark
from core.models import KeyMark
from inmates.people.models import Person
from rutan_blk import readiness
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def sealed_person():
    person = PersonFactory()
    person.set_nik("6305010101900001")
    person.save()
    return person


def test_empty_database_takes_the_key_at_hand():
    assert key_mark.fault() is None

    assert key_mark.settle() is None

    assert KeyMark.objects.get().digest == key_mark.digest()
    assert key_mark.settle() is None


def test_another_key_is_refused_once_the_database_is_marked(settings):
    key_mark.settle()
    settings.FIELD_KEY = "another"

    assert key_mark.fault() == key_mark.settle()
    assert key_mark.fault().startswith("Kunci data bukan kunci yang dipakai")
    assert readiness.key_fault() == key_mark.fault()
    with pytest.raises(CommandError, match="bukan kunci yang dipakai"):
        call_command("prepare", stdout=StringIO())


def test_database_without_a_mark_is_not_marked_with_a_key_that_opens_nothing(settings):
    sealed_person()
    settings.FIELD_KEY = "another"

    assert key_mark.settle().startswith("Kunci data bukan kunci yang dipakai")
    assert not KeyMark.objects.exists()


def test_every_column_of_encrypted_values_is_read_with_its_context(settings):
    """A column that nobody declares would open for no proof; one with a wrong context would never hold."""
    person = sealed_person()

    assert list(key_mark.unopened()) == []
    settings.FIELD_KEY = "another"
    assert list(key_mark.unopened()) == [f"inmates.Person {person.pk}: nik_sealed does not open with this key"]


def test_value_that_was_changed_is_named():
    person = sealed_person()
    Person.objects.filter(pk=person.pk).update(nik_sealed=person.nik_sealed[:-6] + "AAAA==")

    assert len(list(key_mark.unopened())) == 1


def test_all_columns_that_are_encrypted_are_declared():
    """Whoever encrypts a column says so, and with the context under which it opens."""
    calls = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.glob("*/**/*.py")
        if path.parts[len(ROOT.parts)] not in ("tests", ".venv", "core", "benchmarks")
        and "crypto.encrypt(" in path.read_text()
    }
    declaring, passing = (
        {path for path in calls if f"crypto.{call}(" in (ROOT / path).read_text()}
        for call in ("declare", "declare_passing")
    )

    # Lists of an import that waits for somebody, and offline queues, are gone within days. What exchanges keys is no
    # place of a value.
    assert calls - passing - {"rutan_blk/field_key.py"} == declaring
    assert len(passing) == 5
    assert len(crypto.sealed_fields) == len(declaring)


def test_no_key_is_made_in_silence_beside_data(tmp_path):
    (tmp_path / "terampil.sqlite3").touch()

    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr.startswith(f"{tmp_path}/field_key.txt is missing")
    assert not (tmp_path / "field_key.txt").exists()


def test_empty_key_file_is_refused(tmp_path):
    """A disk that was full once must not make the site encrypt with nothing."""
    (tmp_path / "field_key.txt").touch()

    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stderr.startswith(f"{tmp_path}/field_key.txt is empty")) == (1, True)


def test_file_that_a_row_names_and_that_is_gone_is_found(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    person, other = PersonFactory(), PersonFactory()
    Person.objects.filter(pk=person.pk).update(photo="photos/gone.jpg")
    Person.objects.filter(pk=other.pk).update(photo="photos/here.jpg")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/here.jpg").touch()

    assert list(kept_files.missing()) == [f"inmates.Person {person.pk}: the file of its photo is not there"]


def test_folder_of_photos_that_is_another_keeps_the_site_from_being_served(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    PersonFactory(photo="photos/here.jpg")
    PersonFactory(photo="photos/lost.jpg")

    gone = readiness.media_fault()
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/here.jpg").touch()

    assert gone.startswith(f"Tidak satu pun foto dan pindaian yang disebut data ada di {tmp_path}. ")
    # One that is missing is a case for upkeep, which names it.
    assert readiness.media_fault() is None


def test_site_without_any_photo_is_served(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    PersonFactory()

    assert readiness.media_fault() is None
