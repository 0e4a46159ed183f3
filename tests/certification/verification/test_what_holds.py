"""Each paper and each state of the check page says only what holds."""

import json
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import TrainingCenter
from certification.assessment.models.results import UnitResult
from certification.certificates import issue_certificates
from certification.register.models import Certificate
from certification.verification import certificate_check, credentials, register_export
from certification.verification.check_findings import finding_of
from core import clock
from rutan_blk.public import register
from tests.certification.verification.keys import issued_with_key, only_key
from tests.factories.certification import approved, assess_all, class_of, graduates, sign, staff
from tests.html import compact

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate():
    batch = graduates(1)
    return issue_certificates.issue(
        approved(batch.enrollments.first()), by=staff(batch.training_center, "certificate_officer")
    )


@pytest.fixture
def statement():
    batch = class_of(1)
    assess_all(batch, "BK")
    UnitResult.objects.filter(unit__position=1).update(result="K", feedback="")
    sign(batch)
    officer = staff(batch.training_center, "certificate_officer")
    return issue_certificates.issue(approved(batch.enrollments.first(), paper="statement"), by=officer)


def become(certificate, state):
    head = staff(certificate.batch.training_center, "blk_head")
    changes = {
        "revoked": {
            "state": "revoked",
            "revoked_at": clock.now(),
            "revoked_by": head,
            "revocation_reason": "Nilai keliru",
        },
        "superseded": {"state": "superseded"},
        "expired": {"valid_until": date(2026, 11, 1)},
        "valid": {},
    }
    if changes[state]:
        Certificate.objects.filter(pk=certificate.pk).update(**changes[state])


def page_of(client, certificate, **query):
    return compact(client.get(reverse("certification:check", args=[certificate.code]), query).content.decode())


RESULTS = ("Hasil", "Kompeten", "Tanpa batas waktu", "Unit yang dikuasai pemegang")


@pytest.mark.parametrize("state", ["revoked", "superseded", "expired"])
def test_what_no_longer_holds_repeats_no_result(client, certificate, state):
    become(certificate, state)

    page = page_of(client, certificate)

    assert [word for word in RESULTS if word in page] == []
    assert certificate.snapshot["units"][0]["title"] not in page
    assert certificate.number_text in page
    assert certificate.snapshot["holder"]["name"] in page


def test_what_holds_says_all_of_it(client, certificate):
    page = page_of(client, certificate)

    assert [word for word in RESULTS if word not in page] == []


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ("valid", "Surat keterangan berlaku"),
        ("revoked", "Surat keterangan dicabut"),
        ("superseded", "Surat keterangan sudah diganti"),
        ("expired", "Masa berlaku sudah berakhir"),
    ],
)
def test_statement_of_units_is_never_called_a_certificate(client, statement, state, title):
    become(statement, state)

    page = page_of(client, statement)

    assert "<h1>Surat keterangan unit kompetensi</h1>" in page
    assert f'<h2 id="verdict">{title}</h2>' in page
    assert "Ini bukan sertifikat pelatihan dan bukan sertifikat kompetensi dari LSP atau BNSP." in page
    claims = page.replace("bukan sertifikat pelatihan", "").lower()
    assert [
        text for text in ("sertifikat berlaku", "sertifikat pelatihan", "sertifikat dicabut") if text in claims
    ] == []


def test_certificate_says_that_it_is_none_of_an_lsp(client, certificate):
    page = page_of(client, certificate)

    assert "<h1>Sertifikat pelatihan</h1>" in page
    assert "Ini sertifikat dari lembaga pelatihan, bukan sertifikat kompetensi dari LSP atau BNSP." in page


def test_answer_stands_before_the_form_for_another_code(client, certificate):
    page = page_of(client, certificate)

    assert page.index('id="verdict"') < page.index("Periksa kode lain") < page.index('id="kode"')


@pytest.mark.parametrize(
    ("address", "shown"), [("Jalan Brigjen H. Hasan Basri 12", True), ("Jalan Rutan Nomor 1", False)]
)
def test_issuer_is_named_with_an_address_that_tells_nothing_of_custody(client, certificate, address, shown):
    TrainingCenter.objects.update(address=address)

    page = page_of(client, certificate)

    assert certificate.snapshot["issuer"]["name"] in page
    assert (address in page) is shown


def test_issuer_can_be_called(client, certificate):
    TrainingCenter.objects.update(telephone="(0517) 31 234")

    assert "Telepon (0517) 31 234" in page_of(client, certificate)


def test_page_is_read_in_english_where_its_address_asks_for_it(client, certificate):
    page = page_of(client, certificate, bahasa="en")
    typed = client.get(reverse("certification:check_start"), {"kode": certificate.code, "bahasa": "en"})

    assert '<html lang="en"' in page
    assert '<h2 id="verdict">Certificate is valid</h2>' in page
    assert "<dt>Year of training</dt>" in page
    assert "no competency certificate of an LSP or BNSP" in page
    assert typed["Location"] == f"{reverse('certification:check', args=[certificate.code])}?bahasa=en"
    assert translation.get_language() == "id"


def test_public_side_alone_says_the_same(statement, settings, tmp_path):
    register_export.export(tmp_path / "register.sqlite3")
    settings.PUBLIC_REGISTER = str(tmp_path / "register.sqlite3")

    assert register.look_up(statement.code) == certificate_check.look_up(statement.code)
    assert register.look_up(statement.code).kind == "Surat keterangan unit kompetensi"


def test_register_of_an_older_version_is_still_read(certificate):
    record = json.loads(json.dumps(certificate_check.record_of(certificate)))
    del record["paper"], record["address"], record["telephone"]

    found = finding_of(record)

    assert (found.kind, found.title, found.address) == ("Sertifikat pelatihan", "Sertifikat berlaku", "")


def test_badge_of_a_statement_is_one_of_units_and_not_of_the_program(statement):
    (with_key,) = issued_with_key()
    program = statement.snapshot["person"][2]["value"]

    badge = credentials.credential_of(_listed(statement, with_key), only_key())

    achievement = badge["credentialSubject"]["achievement"]
    assert badge["name"] == f"Surat keterangan unit kompetensi: {program}"
    assert (achievement["achievementType"], achievement["name"]) == ("Competency", badge["name"])
    assert achievement["description"].startswith("Kompeten dalam 1 unit (")
    assert achievement["description"].endswith(f"dari program {program}. Bukan sertifikat pelatihan.")


def _listed(certificate, other):
    """With a place in the list of somebody whose center has a key."""
    certificate.status_list, certificate.status_index = other.status_list, 1
    return certificate
