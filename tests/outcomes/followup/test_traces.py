"""After a withdrawal nothing of a contact or an answer is left in any table, file, log, cache or file to download.

The person lives through every page of the follow-up and of the own page; what is sealed stays readable here, so that a
copy is found.
"""

import io
import logging
import zipfile
from datetime import date

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from PIL import Image

from certification.certificates import issue_certificates
from core import clock
from outcomes.followup import holder_pins
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.outcomes import FollowUp
from reports.subject_file import data_requests
from reports.subject_file.collected import collect
from reports.subject_file.portable import as_json
from tests.conftest import FormClient
from tests.factories import UserFactory
from tests.factories.aids import CenterAidFactory
from tests.factories.certification import approved, graduates, staff
from tests.factories.followup import FollowUpFactory
from tests.factories.placement import VacancyFactory, introduced

pytestmark = pytest.mark.django_db
NUMBERS = ("081200007731", "081200004412", "081200009903", "081200005517")
WORDS = (
    "Kenari Bernyanyi",
    "Kenari Kedua",
    "pembuat kenari",
    "Jalan Kenari 7",
    "kursus kenari lanjutan",
    "Kampung Kenari",
    "Bengkel Kenari",
    "Desa Kenari",
)
CANARIES = (*NUMBERS, *WORDS)


@pytest.fixture
def folder(tmp_path, settings):
    """Where the site keeps files, nothing else."""
    settings.MEDIA_ROOT, settings.DATA_DIR = tmp_path / "media", tmp_path / "data"
    return tmp_path


PIN = "482915"


@pytest.fixture
def certificate():
    """With its PIN card."""
    batch = graduates(1)
    officer = staff(batch.training_center, "certificate_officer")
    issued = issue_certificates.issue(approved(batch.enrollments.get()), by=officer)
    holder_pins.make_cards(batch, by=officer, drawn=[holder_pins.Drawn(PIN, holder_pins.make_password(PIN))])
    return issued


@pytest.fixture
def officer(certificate):
    return staff(certificate.batch.training_center, "placement_officer")


@pytest.fixture
def client(officer):
    found = FormClient()
    found.force_login(officer)
    return found


@pytest.fixture
def holder(certificate):
    """A browser with the holder's own page."""
    found = Client()
    found.post(reverse("outcomes:holder_sign_in"), {"kode": certificate.code, "pin": PIN})
    return found


def agree(client, place) -> Consent:
    to_say = {"channel": "spoken", "asked_on": "20/11/2026", "seen": "", "answer": "yes"}
    boxes = {"boxes": ["by_phone", "by_message", "may_visit", "may_match"]}
    # First refused, with everything typed, then kept.
    url = reverse("outcomes:consent_ask", args=[place.public_id])
    wrong = client.post(url, {**to_say, **boxes, "phone": "12", "called": WORDS[0]})
    assert wrong.status_code == 422
    client.post(url, {**to_say, **boxes, "phone": NUMBERS[0], "called": WORDS[0]})
    return Consent.objects.get()


def live(client, officer, holder, certificate) -> Consent:
    """Every form and paper of the follow-up, once."""
    consent = agree(client, certificate.enrollment)
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
    CenterAidFactory(training_center=officer.training_center, person=consent.person, recorded_by=officer)
    visit = {"on": "23/11/2026", "at": "08.00", "result": "KUNJUNGAN_BERTEMU", "status": "HARIAN", "use_1": "DIPAKAI"}
    paper = {"paper": "SLIP_UPAH", "scan": SimpleUploadedFile("slip.jpg", picture())}
    seen = client.post(reverse("outcomes:visit_note", args=[consent.public_id]), {**visit, **paper})
    assert seen.status_code == 302
    wave = FollowUpFactory(consent=consent, wave="m24", due_on=date(2026, 11, 23), window_until=date(2026, 12, 23))
    vacancy = VacancyFactory(training_center=officer.training_center, recorded_by=officer)
    introduced(vacancy, consent)
    client.post(
        reverse("outcomes:wish_edit", args=[consent.public_id]),
        {"wants": "any", "places": WORDS[5], "told_on": "20/11/2026"},
    )
    papers = {"on": "20/11/2026", "state_skck": "open", "state_ak1": "in_work", "state_nib": "not_needed"}
    assert client.post(reverse("outcomes:papers_note", args=[consent.public_id]), papers).status_code == 302
    answers = {"status": "KERJA_LAIN", "occupation": WORDS[2], "works_since": "10/2026", "suggestion": WORDS[4]}
    answers |= {"employer": WORDS[6], "place": WORDS[7]}
    noted = client.post(reverse("outcomes:call_note", args=[wave.public_id]), {"result": "BICARA", **answers})
    assert noted.status_code == 302
    for page in ("consent_list", "help_list", "follow_up_counts", "introduction_list", "vacancy_list"):
        client.get(reverse(f"outcomes:{page}"))
    client.get(reverse("outcomes:vacancy_detail", args=[vacancy.public_id]))
    holder.post(reverse("outcomes:holder_tell"), {"kabar": "bantuan", "bantu": "LOWONGAN"})
    holder.post(reverse("outcomes:holder_number"), {"hp": NUMBERS[3], "telepon": "ya"})
    return consent


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "JPEG")
    return out.getvalue()


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


def rows_under(consent: Consent) -> dict[str, int]:
    """How many rows of each table belong to the agreement, directly or through another row."""
    found = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is Consent:
                rows = model._base_manager.filter(**{field.name: consent})
                found[model.__name__] = rows.count()
    return found


def evidence(folder) -> list[str]:
    return [path.name for path in folder.rglob("evidence/*")]


def own_file(consent: Consent, person) -> str:
    """The file that the training center hands to the person."""
    auditor = UserFactory(roles=["auditor"], training_center=consent.training_center)
    said = {"asker": "self", "received_at": clock.now(), "reason": "Meminta salinan data pribadi"}
    return as_json(collect(data_requests.receive(person, by=auditor, **said), by=auditor)).decode()


def test_a_lived_life_leaves_every_canary_where_it_belongs(readable, client, officer, holder, certificate, folder):
    """Else the searches below could find nothing for want of anything to find."""
    consent = live(client, officer, holder, certificate)

    assert found_in(tables()) == list(CANARIES)
    assert [name for name, count in rows_under(consent).items() if not count] == []
    assert len(evidence(folder)) == 1
    assert found_in(own_file(consent, consent.person)) == list(CANARIES)


@pytest.mark.parametrize("channel", ["spoken", "paper", "phone", "holder_page"])
def test_nothing_is_left_in_tables_files_logs_and_caches(
    readable, client, officer, holder, certificate, folder, caplog, channel, django_capture_on_commit_callbacks
):
    caplog.set_level(logging.INFO)
    consent = live(client, officer, holder, certificate)
    person = consent.person

    with django_capture_on_commit_callbacks(execute=True):
        if channel == "holder_page":
            holder.post(reverse("outcomes:holder_forget"), {"pin": PIN})
        else:
            client.post(reverse("outcomes:consent_withdraw", args=[consent.public_id]), {"channel": channel})

    consent.refresh_from_db()
    assert (consent.withdrawn_channel, consent.person) == (channel, None)
    assert set(rows_under(consent).values()) == {0}
    assert evidence(folder) == []
    assert found_in(own_file(consent, person)) == []
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
