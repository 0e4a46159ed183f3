"""From a spreadsheet to certificates that verify, in one command on an empty database.

The journey takes long, so it is made once and each test looks at another side of what came of it.
"""

import hashlib
import json
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import Facility, User
from certification.register.models import Certificate, NumberSeries
from core import clock
from core.audit import broken_links
from inmates.custody.custody_words import custody_words
from inmates.people.models import Person
from programs.batches.models import Batch
from programs.timetable.models.sessions import Session
from rutan_blk.demo.people import HEAD
from tests.conftest import MONDAY
from tests.factories import FacilityFactory, UserFactory
from tests.inmates.imports.builders import csv
from tests.inmates.imports.samples import sheet
from tests.papers import fonts, pages, qpdf_complaints, strings

pytestmark = pytest.mark.once

PEOPLE = ("Ahmad Rifani", "Muhammad Noor", "Yohanes De Britto", "Rahmat Hidayat", "Basuki")
CERTIFICATES = len(PEOPLE) - 1  # One of them is not yet competent in the last unit.


def custody_list() -> bytes:
    """Five people who may enter the program and stay long enough, and one whose dates cannot be."""
    people = [
        [n, name, f"B.I {n}/2025", "Rantau", "17/05/1995", "L", "SMP", "06/01/2025", "02/09/2029", "A", "07"]
        for n, name in enumerate(PEOPLE, 1)
    ]
    impossible = [9, "Salah Tanggal", "B.I 99/2025", "Rantau", "31/02/1995", "L", "SMP", "06/01/2025", "-", "A", "07"]
    return csv(HEAD, *people, impossible)


@pytest.fixture(scope="module")
def journey(django_db_setup, django_db_blocker, tmp_path_factory):
    """What the command printed, in the database that it left; taken back when the last test has looked."""
    folder = tmp_path_factory.mktemp("journey")
    spreadsheet = folder / "daftar.csv"
    spreadsheet.write_bytes(custody_list())
    printed = StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.moved_to(MONDAY):
            call_command("demo_journey", out=folder / "papers", spreadsheet=spreadsheet, json=True, stdout=printed)
        yield json.loads(printed.getvalue())
        transaction.set_rollback(True)


def test_result_has_the_agreed_shape(journey):
    assert list(journey) == ["imported", "batch", "enrolled", "sessions", "certificates"]
    assert {tuple(entry) for entry in journey["certificates"]} == {("number", "holder", "check_url", "pdf", "sha256")}


def test_every_figure_is_that_of_the_database(journey):
    batch = Batch.objects.get()

    assert {key: journey[key] for key in ("imported", "batch", "enrolled", "sessions")} == {
        "imported": len(PEOPLE),
        "batch": batch.name,
        "enrolled": len(PEOPLE),
        "sessions": Session.objects.count(),
    }
    assert sum(Session.objects.filter(state="finalized").values_list("jp", flat=True)) == batch.version.total_jp
    assert Person.objects.count() == len(PEOPLE)


def test_everybody_competent_holds_a_certificate_with_the_next_number(journey):
    certificates = journey["certificates"]

    assert [entry["number"][:5] for entry in certificates] == [f"000{n}/" for n in range(1, CERTIFICATES + 1)]
    assert {entry["holder"] for entry in certificates} < set(PEOPLE)
    assert NumberSeries.objects.get(paper="certificate").last_number == CERTIFICATES


def test_files_are_the_stored_ones_and_whole(journey, tmp_path):
    for entry in journey["certificates"]:
        pdf = Path(entry["pdf"]).read_bytes()

        assert hashlib.sha256(pdf).hexdigest() == entry["sha256"]
        assert Certificate.objects.get(number_text=entry["number"]).file.sha256 == entry["sha256"]
        assert qpdf_complaints(pdf, tmp_path) == ""
        assert set(fonts(pdf).values()) == {True}


def test_certificates_name_their_holder_and_no_place_of_custody(journey):
    for entry in journey["certificates"]:
        pdf = Path(entry["pdf"]).read_bytes()
        text = " ".join(pages(pdf))

        assert (entry["holder"] in text, entry["number"] in text) == (True, True)
        assert custody_words(text + strings(pdf) + Path(entry["pdf"]).name + entry["check_url"]) == []


def test_check_pages_say_that_the_certificates_are_valid(journey, client):
    for entry in journey["certificates"]:
        page = client.get(urlsplit(entry["check_url"]).path, follow=True).content.decode()

        assert "Sertifikat berlaku" in page
        assert entry["holder"] in page
        assert custody_words(page) == []


def test_roll_and_minutes_lie_beside_the_certificates(journey):
    folder = Path(journey["certificates"][0]["pdf"]).parent
    roll, minutes = (" ".join(pages((folder / name).read_bytes())) for name in ("daftar-hadir.pdf", "berita-acara.pdf"))

    assert [name for name in PEOPLE if name not in roll or name not in minutes] == []
    assert "Rapat Penetapan Hasil Pelatihan" in minutes
    assert len(list(folder.iterdir())) == CERTIFICATES + 2


def test_audit_chains_hold_and_each_step_was_somebody_elses(journey):
    certificate = Certificate.objects.select_related("batch__sign_off").first()
    steps = [certificate.prepared_by, certificate.approved_by, certificate.batch.sign_off.signed_by]

    assert list(broken_links()) == []
    assert len({user.pk for user in steps}) == 3
    assert certificate.prepared_at < certificate.approved_at <= certificate.issued_at < MONDAY


@pytest.mark.django_db
@pytest.mark.parametrize("occupy", [FacilityFactory, UserFactory])
def test_database_with_data_is_refused_untouched(occupy, tmp_path):
    occupy()

    with pytest.raises(CommandError, match="needs an empty database"):
        call_command("demo_journey", out=tmp_path / "papers", stdout=StringIO())

    assert (Batch.objects.count(), (tmp_path / "papers").exists()) == (0, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.7", "bukan lembar kerja"),
        (sheet({"Tgl Ekspirasi": "31/02/2029"}), "Tidak ada yang dapat diterima"),
        (None, "No such file"),
        (sheet({}), "meets the entry rules"),
    ],
    ids=["no spreadsheet", "no row taken", "no file", "nobody fit"],
)
def test_spreadsheet_that_gives_nobody_leaves_nothing_behind(tmp_path, content, reason):
    spreadsheet = tmp_path / "daftar.csv"
    if content is not None:
        spreadsheet.write_bytes(content)

    with pytest.raises(CommandError) as refused:
        call_command("demo_journey", out=tmp_path / "papers", spreadsheet=spreadsheet, stdout=StringIO())

    assert reason in str(refused.value)
    assert (User.objects.count(), Facility.objects.count()) == (0, 0)
