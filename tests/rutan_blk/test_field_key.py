"""The key that encrypts fields is exchanged while the site goes on, and nothing becomes unreadable meanwhile."""

import stat
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from core import clock, crypto, key_mark, key_ring
from core.models import AuditEvent, KeyMark
from inmates.imports.models import SpreadsheetImport
from inmates.people.models import Person
from rutan_blk import field_key
from tests.factories import FacilityFactory, PersonFactory

pytestmark = pytest.mark.django_db
NIK = "6305010101900001"
OLD = "the key of before, which is long enough"


@pytest.fixture
def file(settings, tmp_path):
    """The key of a running site, in a file of its own; the database is marked by it."""
    path = tmp_path / "field_key.txt"
    path.write_text(OLD)
    settings.FIELD_KEY, settings.FIELD_KEYS_BEFORE = OLD, []
    settings.FIELD_KEY_FILE, settings.FIELD_KEY_STAMP = path, key_ring.stamp(path)
    KeyMark.objects.all().delete()
    key_mark.settle()
    return path


def registered(nik=NIK):
    person = PersonFactory()
    person.set_nik(nik)
    person.save()
    return person


def hours_later():
    """The exchange began two hours ago."""
    return clock.moved_to(clock.now() + timedelta(hours=2))


def test_running_site_encrypts_with_the_new_key_and_reads_both(file):
    before = registered()

    field_key.begin()
    after = registered("6305010101900002")

    assert before.nik_sealed.split(":")[1] != after.nik_sealed.split(":")[1]
    assert (before.nik, after.nik) == (NIK, "6305010101900002")
    assert {stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()} == {0o600}


def test_every_value_is_encrypted_anew_and_found_by_the_same_digest(file, capsys):
    person = registered()
    index = person.nik_index

    call_command("exchange_field_key")

    person.refresh_from_db()
    assert person.nik_sealed.startswith(crypto.current_prefix())
    assert (person.nik, person.nik_index) == (NIK, index)
    assert crypto.blind_index(NIK, purpose="nik") == index
    assert capsys.readouterr().out.startswith("1 values are encrypted anew. Acts that began before may still be stored")
    with override_settings(FIELD_KEY=OLD, FIELD_KEY_FILE=None), pytest.raises(ValueError, match="does not open here"):
        assert person.nik


def test_value_of_the_first_version_opens_and_is_encrypted_anew(file):
    person = registered()
    Person.objects.update(nik_sealed=f"1:{person.nik_sealed.split(':')[2]}")
    person.refresh_from_db()

    assert person.nik == NIK
    field_key.begin()
    assert field_key.go_on() == 1
    person.refresh_from_db()
    assert (person.nik, field_key.go_on()) == (NIK, 0)


def test_what_is_written_meanwhile_is_not_overwritten(file):
    person = registered()
    field_key.begin()
    field = next(one for one in crypto.sealed_fields if one.model == "inmates.Person")
    ((pk, context, sealed),) = field.rows(after_exchange=crypto.current_prefix())
    person.set_nik("6305010101900003")
    person.save()

    replaced = field.replace(pk, sealed, crypto.encrypt(crypto.decrypt(sealed, context=context), context=context))

    person.refresh_from_db()
    assert (replaced, person.nik) == (False, "6305010101900003")


def test_value_that_no_key_opens_does_not_keep_the_others(file):
    broken, whole = registered(), registered("6305010101900002")
    Person.objects.filter(pk=broken.pk).update(nik_sealed="2:00000000:AAAA")
    field_key.begin()

    assert field_key.go_on() == 1
    assert field_key.left() == "1 values are not encrypted anew yet."
    whole.refresh_from_db()
    assert whole.nik == "6305010101900002"


def test_exchange_killed_between_both_files_is_begun_again(file):
    registered()
    (file.parent / key_ring.BEFORE).write_text(OLD)

    field_key.begin()

    assert (file.parent / key_ring.BEFORE).read_text() == OLD != file.read_text()
    with pytest.raises(field_key.Refused, match="under way"):
        field_key.begin()


def test_exchange_ends_by_itself_once_nothing_needs_the_old_key(file):
    person = registered()
    KeyMark.objects.update(halves_printed_at=clock.now())
    field_key.begin()

    field_key.exchange_due()
    early = field_key.is_under_way()
    with hours_later():
        field_key.exchange_due()

    assert (early, field_key.is_under_way()) == (True, False)
    assert KeyMark.objects.values_list("digest", "halves_printed_at").get() == (key_mark.digest(), None)
    person.refresh_from_db()
    assert (person.nik, key_mark.fault()) == (NIK, None)
    assert list(
        AuditEvent.objects.filter(action__startswith="keys.").values_list("action", flat=True).order_by("pk")
    ) == [
        "keys.begin_exchange",
        "keys.end_exchange",
    ]


def test_list_that_waits_for_somebody_keeps_the_old_key(file):
    table = crypto.encrypt("[]", context="a list")
    SpreadsheetImport.objects.create(facility=FacilityFactory(), file_sha256="0" * 64, sealed_table=table)
    field_key.begin()

    with hours_later(), pytest.raises(field_key.Refused, match="1 rows of lists that wait for somebody"):
        field_key.end()

    assert field_key.is_under_way()


def test_second_exchange_follows_the_first(file):
    person = registered()
    for _turn in range(2):
        field_key.begin()
        field_key.go_on()
        with hours_later():
            field_key.end()

    person.refresh_from_db()
    assert person.nik == NIK
    assert person.nik_index == crypto.blind_index(NIK, purpose="nik")
    assert key_ring.current().index == OLD


def test_key_of_the_environment_is_not_exchanged_here(file, settings):
    settings.FIELD_KEY_FILE = None

    with pytest.raises(CommandError, match="stands in the environment"):
        call_command("exchange_field_key")


def test_database_of_another_key_is_not_exchanged(file):
    KeyMark.objects.update(digest="0" * 64)

    with pytest.raises(CommandError, match="bukan kunci yang dipakai menulis basis data ini"):
        call_command("exchange_field_key")
