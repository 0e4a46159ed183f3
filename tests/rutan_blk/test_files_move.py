"""Photos, scans and keys are taken from folders into the database, all or none."""

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from certification.verification import statement_keys
from core.models import StoredFile
from core.stored_files import DatabaseStorage
from inmates.people.models import Person
from rutan_blk import readiness
from tests.factories import PersonFactory
from tests.factories.accounts import TrainingCenterFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    """Of whom a photo lies in a folder."""
    person = PersonFactory()
    person.photo.save("a.jpg", ContentFile(b"a photo"))
    return person


def in_database(settings):
    settings.FILES_IN_DATABASE = True
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "core.stored_files.DatabaseStorage"}}


def test_files_and_keys_are_read_from_the_database_afterwards(person, settings, capsys):
    key = statement_keys.new_key(TrainingCenterFactory())
    public = statement_keys.secret_of(key.kid).public_key().public_bytes_raw()
    in_database(settings)
    assert "manage.py files_to_database" in readiness.media_fault()

    call_command("files_to_database")
    call_command("files_to_database")

    assert capsys.readouterr().out.splitlines() == [
        "Taken into the database: 1 files, 1 keys. Take a backup; then the folders can be deleted.",
        "Taken into the database: 0 files, 0 keys. Take a backup; then the folders can be deleted.",
    ]
    for path in [*settings.MEDIA_ROOT.rglob("*.jpg"), statement_keys.path_of(key.kid)]:
        path.unlink()
    assert Person.objects.get(pk=person.pk).photo.read() == b"a photo"
    assert statement_keys.secret_of(key.kid).public_key().public_bytes_raw() == public
    assert (readiness.media_fault(), list(statement_keys.missing_files())) == (None, [])


def test_nothing_is_taken_where_a_file_is_missing_or_another_one(person, settings):
    other = PersonFactory()
    other.photo.save("b.jpg", ContentFile(b"another"))
    (lost,) = settings.MEDIA_ROOT.rglob("b.jpg")
    lost.unlink()
    in_database(settings)

    with pytest.raises(CommandError, match=f"inmates.Person {other.pk}: the file of its photo is not there"):
        call_command("files_to_database")
    assert not StoredFile.objects.exists()

    lost.write_bytes(b"another")
    DatabaseStorage().save(person.photo.name, ContentFile(b"not this one"))
    with pytest.raises(CommandError, match="holds another file of this name"):
        call_command("files_to_database")
    assert StoredFile.objects.count() == 1


def test_folders_are_left_alone_unless_the_database_is_asked_for(person):
    with pytest.raises(CommandError, match="write FILES_IN_DATABASE=true"):
        call_command("files_to_database")
