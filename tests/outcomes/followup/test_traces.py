"""After a withdrawal nothing of a contact or an answer is left in any table, file, log, cache or file to download.

The person lives through every page of the follow-up; what is sealed stays readable here, so that a copy is found.
"""

import io
import logging
import zipfile
from datetime import date

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection
from django.urls import reverse

from core import crypto
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.outcomes import FollowUp
from tests.conftest import FormClient
from tests.factories import UserFactory
from tests.factories.followup import FollowUpFactory, graduate
from tests.factories.placement import VacancyFactory, introduced

pytestmark = pytest.mark.django_db
NUMBERS = ("081200007731", "081200004412", "081200009903")
WORDS = (
    "Kenari Bernyanyi",
    "Kenari Kedua",
    "pembuat kenari",
    "Jalan Kenari 7",
    "kursus kenari lanjutan",
    "Kampung Kenari",
)
CANARIES = (*NUMBERS, *WORDS)


@pytest.fixture
def readable(monkeypatch):
    monkeypatch.setattr(crypto, "encrypt", lambda value, *, context: value)
    monkeypatch.setattr(crypto, "decrypt", lambda sealed, *, context: sealed)


@pytest.fixture
def folder(tmp_path, settings):
    """Where the site keeps files, nothing else."""
    settings.MEDIA_ROOT, settings.DATA_DIR = tmp_path / "media", tmp_path / "data"
    return tmp_path


@pytest.fixture
def officer():
    return UserFactory(roles=["placement_officer"])


@pytest.fixture
def client(officer):
    found = FormClient()
    found.force_login(officer)
    return found


def agree(client, officer) -> Consent:
    place = graduate(officer.training_center).enrollments.get()
    to_say = {"channel": "spoken", "asked_on": "20/11/2026", "seen": "", "answer": "yes"}
    boxes = {"boxes": ["by_phone", "by_message", "may_visit", "may_match"]}
    # First refused, with everything typed, then kept.
    url = reverse("outcomes:consent_ask", args=[place.public_id])
    wrong = client.post(url, {**to_say, **boxes, "phone": "12", "called": WORDS[0]})
    assert wrong.status_code == 422
    client.post(url, {**to_say, **boxes, "phone": NUMBERS[0], "called": WORDS[0]})
    return Consent.objects.get()


def live(client, officer) -> Consent:
    """Every form and paper of the follow-up, once."""
    consent = agree(client, officer)
    for kind, value, label in (
        ("family_phone", NUMBERS[1], WORDS[1]),
        ("messenger", NUMBERS[2], ""),
        ("address", WORDS[3], ""),
    ):
        data = {"kind": kind, "value": value, "label": label}
        client.post(reverse("outcomes:contact_add", args=[consent.public_id]), data)
    consent.followed_from = date(2025, 11, 20)
    consent.save()
    wave = FollowUpFactory(consent=consent, wave="m12")
    for number in Contact.objects.all():
        client.get(reverse("outcomes:call_list"), {"siapa": str(wave.public_id), "buka": str(number.public_id)})
    client.get(reverse("outcomes:call_list"), {"cari": NUMBERS[0]})
    client.get(reverse("outcomes:call_list_print"))
    vacancy = VacancyFactory(training_center=officer.training_center, recorded_by=officer)
    introduced(vacancy, consent)
    client.post(
        reverse("outcomes:wish_edit", args=[consent.public_id]),
        {"wants": "any", "places": WORDS[5], "told_on": "20/11/2026"},
    )
    answers = {"status": "KERJA_LAIN", "occupation": WORDS[2], "works_since": "10/2026", "suggestion": WORDS[4]}
    noted = client.post(reverse("outcomes:call_note", args=[wave.public_id]), {"result": "BICARA", **answers})
    assert noted.status_code == 302
    for page in ("consent_list", "help_list", "follow_up_counts", "introduction_list", "vacancy_list"):
        client.get(reverse(f"outcomes:{page}"))
    client.get(reverse("outcomes:vacancy_detail", args=[vacancy.public_id]))
    return consent


def tables() -> str:
    """Every text of every table; sessions opened, compressed files unpacked."""
    texts = [str(row.get_decoded()) for row in Session.objects.all()]
    for model in apps.get_models():
        names = [field.attname for field in model._meta.concrete_fields]
        for row in model._base_manager.values_list(*names):
            texts += [unpacked(bytes(value)) if isinstance(value, bytes | memoryview) else str(value) for value in row]
    texts += [str(row) for name in unmodelled() for row in rows_of(name)]
    return "\n".join(texts)


def unmodelled() -> set[str]:
    """Tables that no model describes, as of a search index."""
    described = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return set(connection.introspection.table_names()) - described


def rows_of(table: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return cursor.fetchall()


def files(folder) -> str:
    return "\n".join(unpacked(path.read_bytes()) for path in folder.rglob("*") if path.is_file())


def unpacked(content: bytes) -> str:
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    return content.decode("utf-8", "replace")


def cached() -> str:
    """What this process keeps between requests."""
    return str([getattr(cache, "_cache", {}) for cache in caches.all()])


def found_in(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text]


def test_a_lived_life_leaves_every_canary_where_it_belongs(readable, client, officer, folder):
    """Else the searches below could find nothing for want of anything to find."""
    live(client, officer)

    assert found_in(tables()) == list(CANARIES)


@pytest.mark.parametrize("channel", ["spoken", "paper", "phone"])
def test_nothing_is_left_in_tables_files_logs_and_caches(readable, client, officer, folder, caplog, channel):
    caplog.set_level(logging.INFO)
    consent = live(client, officer)

    client.post(reverse("outcomes:consent_withdraw", args=[consent.public_id]), {"channel": channel})

    assert (Contact.objects.count(), FollowUp.objects.count()) == (0, 0)
    assert found_in(tables()) == []
    assert found_in(files(folder)) == []
    assert found_in(cached()) == []
    assert (
        found_in("\n".join(written(record) for record in caplog.records if record.name != "django.db.backends")) == []
    )


def written(record: logging.LogRecord) -> str:
    """A line of the log with everything that is bound to it."""
    return f"{record.getMessage()} {record.__dict__}"
