"""Files as rows of the database, where several machines serve one site."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.db import IntegrityError, transaction
from django.db.models.signals import pre_save

from core import kept_files, scans
from core.models import StoredFile
from core.stored_files import DatabaseStorage
from inmates.people.models import Person
from tests.factories import PersonFactory
from tests.together import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def _in_database(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "core.stored_files.DatabaseStorage"},
    }
    assert isinstance(storages["default"], DatabaseStorage)


@pytest.mark.usefixtures("_in_database")
def test_scan_is_read_back_as_it_was_kept(settings):
    name = scans.keep_scan("consents/7", scans.Scan(b"%PDF-1.7 \x00\xff"))

    with default_storage.open(name) as found:
        assert (name, found.read()) == ("consents/7.pdf", b"%PDF-1.7 \x00\xff")
    assert (default_storage.size(name), default_storage.exists(name)) == (11, True)
    assert list(settings.MEDIA_ROOT.iterdir()) == []


@pytest.mark.usefixtures("_in_database")
def test_photo_of_a_person_is_there_until_it_is_deleted():
    person = PersonFactory()
    person.photo.save("a.jpg", ContentFile(b"a photo"))
    assert (Person.objects.get(pk=person.pk).photo.read(), list(kept_files.missing())) == (b"a photo", [])

    default_storage.delete(person.photo.name)

    assert not StoredFile.objects.exists()
    assert list(kept_files.missing()) == [f"inmates.Person {person.pk}: the file of its photo is not there"]
    with pytest.raises(FileNotFoundError):
        default_storage.open(person.photo.name)


def test_second_file_of_a_name_gets_another():
    storage = DatabaseStorage()

    first, second = (storage.save("photos/a.jpg", ContentFile(body)) for body in (b"one", b"two"))

    assert first == "photos/a.jpg" != second
    assert (storage.open(first).read(), storage.open(second).read()) == (b"one", b"two")


def test_what_is_refused_for_another_reason_is_not_tried_for_ever():
    def refuse(**_facts):
        raise IntegrityError("another rule")

    pre_save.connect(refuse, sender=StoredFile)
    try:
        with pytest.raises(IntegrityError):
            DatabaseStorage().save("photos/a.jpg", ContentFile(b"one"))
    finally:
        pre_save.disconnect(refuse, sender=StoredFile)


def test_file_goes_with_the_act_that_wrote_it():
    with transaction.atomic():
        DatabaseStorage().save("photos/a.jpg", ContentFile(b"one"))
        transaction.set_rollback(True)

    assert not StoredFile.objects.exists()


@pytest.mark.postgres
@pytest.mark.usefixtures("committed")
def test_two_that_take_one_name_at_once_both_keep_their_file():
    storage = DatabaseStorage()
    # Both have found the name to be free.
    names = at_once(*[lambda body=body: storage._save("photos/a.jpg", ContentFile(body)) for body in (b"one", b"two")])

    assert len(set(names)) == 2
    assert {storage.open(name).read() for name in names} == {b"one", b"two"}
