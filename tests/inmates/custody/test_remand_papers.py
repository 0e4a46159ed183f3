"""Papers of people on remand and their next hearing: what is recorded, who reads it, and their pages."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import clock
from core.errors import RuleViolation
from core.models import AccessLogEntry, AuditEvent
from inmates.custody import remand_papers
from inmates.custody.models.remand import RemandPaper
from tests.factories import EnrollmentFactory, PersonFactory, UserFactory
from tests.reasons import codes
from tests.scans import PDF

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def person():
    return PersonFactory(with_custody=True)


@pytest.fixture
def registrar(person):
    return UserFactory(roles=["registrar"], facility=person.facility)


def address(name, row):
    return reverse(f"inmates:{name}", args=[row.public_id])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"dated": TODAY + timedelta(days=1)}, ["in_future"]),
        ({"until": date(2026, 9, 30)}, ["validity"]),
        ({"until": date(2026, 10, 1)}, []),
        ({"scan": b""}, ["wrong_kind"]),
        ({"scan": b"MZ"}, ["wrong_kind"]),
    ],
)
def test_each_reason_against_a_paper(person, change, expected):
    values = {"dated": date(2026, 10, 1), "until": None, "scan": PDF, **change}

    assert codes(remand_papers.paper_blockers(person, **values)) == expected


@pytest.mark.parametrize(("day", "expected"), [(None, []), (TODAY, []), (date(2026, 11, 22), ["in_the_past"])])
def test_each_reason_against_a_hearing(person, day, expected):
    assert codes(remand_papers.hearing_blockers(person, day=day)) == expected


def test_nothing_is_recorded_of_whoever_is_not_in_custody(registrar):
    gone = PersonFactory(facility=None)

    with pytest.raises(RuleViolation):
        remand_papers.record_hearing(gone, by=registrar, day=None)

    assert RemandPaper.objects.count() == 0


def test_a_later_paper_of_a_kind_replaces_the_one_before(person, registrar):
    old = remand_papers.record_statement(person, by=registrar, dated=date(2026, 9, 1), scan=PDF)
    remand_papers.record_hearing(person, by=registrar, day=date(2026, 12, 1))
    new = remand_papers.record_statement(person, by=registrar, dated=date(2026, 10, 1), scan=PDF)

    old.refresh_from_db()
    assert old.replaced_at == clock.now()
    assert set(RemandPaper.objects.in_force().values_list("kind", flat=True)) == {"statement", "hearing"}
    assert new.replaced_at is None
    assert AuditEvent.objects.filter(action="remand_paper.record").count() == 3


def test_papers_are_recorded_by_form_and_shown(sign_in, person, registrar):
    client = sign_in(registrar)

    client.post(address("statement_add", person), {"dated": "01/10/2026", "scan": SimpleUploadedFile("x.pdf", PDF)})
    client.post(
        address("permission_add", person),
        {
            "dated": "02/10/2026",
            "until": "01/03/2027",
            "issued_by": "Pengadilan Negeri",
            "scan": SimpleUploadedFile("x.pdf", PDF),
        },
    )
    answer = client.post(address("hearing_change", person), {"day": ""})
    page = client.get(address("remand_list", person)).content.decode()

    assert answer["Location"] == address("remand_list", person)
    assert "Pengadilan Negeri" in page
    assert "Belum ditetapkan" in page
    assert RemandPaper.objects.count() == 3


def test_the_scan_comes_back_and_is_logged(sign_in, person, registrar):
    row = remand_papers.record_statement(person, by=registrar, dated=date(2026, 10, 1), scan=PDF)

    answer = sign_in(registrar).get(address("remand_scan", row))

    assert b"".join(answer.streaming_content) == PDF
    assert f'filename="pernyataan-bermeterai-{row.pk}.pdf"' in answer["Content-Disposition"]
    assert AccessLogEntry.objects.filter(kind="export").count() == 1


@pytest.mark.parametrize("name", ["remand_list", "statement_add", "permission_add", "hearing_change"])
def test_the_training_center_reads_nothing_of_it(sign_in, name):
    place = EnrollmentFactory()
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=place.batch.training_center)
    stranger = UserFactory(roles=["registrar"])

    assert sign_in(coordinator).get(address(name, place.person)).status_code == 403
    assert sign_in(stranger).get(address(name, place.person)).status_code == 404


def test_the_scan_is_found_by_nobody_else(sign_in, person, registrar):
    row = remand_papers.record_statement(person, by=registrar, dated=date(2026, 10, 1), scan=PDF)

    assert sign_in(UserFactory(roles=["registrar"])).get(address("remand_scan", row)).status_code == 404
