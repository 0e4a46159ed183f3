"""Agreements: what they may say, where they stand on a day, their scan, and their pages."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import scans
from core.errors import RuleViolation
from core.models import AccessLogEntry, AuditEvent
from programs.agreements import agreement_terms
from programs.agreements.models import Agreement
from tests.factories import AgreementFactory, BatchFactory, TrainingCenterFactory, UserFactory, VocationFactory
from tests.reasons import codes
from tests.scans import BARE_PDF, PDF

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
PNG = b"\x89PNG\r\n\x1a\nrest"
JPEG = b"\xff\xd8\xff\xe0rest"


@pytest.fixture
def agreement():
    return AgreementFactory(valid_from=date(2026, 1, 1), valid_until=date(2027, 12, 31))


@pytest.fixture
def officer(agreement):
    return UserFactory(roles=["training_officer"], facility=agreement.facility)


def terms(agreement, **changes):
    values = {
        "training_center": agreement.training_center,
        "number": "W19/HM.05/2026",
        "title": "Pelatihan keterampilan",
        "valid_from": date(2026, 1, 1),
        "valid_until": date(2027, 1, 1),
        "vocations": (VocationFactory(),),
        "funding_source": "apbd",
        **changes,
    }
    return agreement_terms.Terms(**values)


def address(name, agreement):
    return reverse(f"programs:{name}", args=[agreement.public_id])


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2025, 12, 31), "upcoming"),
        (date(2026, 1, 1), "valid"),
        (date(2027, 10, 1), "valid"),
        (date(2027, 10, 2), "ends_soon"),
        (date(2027, 11, 30), "ends_soon"),
        (date(2027, 12, 1), "ends_now"),
        (date(2027, 12, 31), "ends_now"),
        (date(2028, 1, 1), "expired"),
    ],
)
def test_where_an_agreement_stands_on_a_day(agreement, today, expected):
    assert agreement_terms.standing(agreement, today) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"number": " "}, ["unnamed"]),
        ({"title": ""}, ["unnamed"]),
        ({"valid_until": date(2025, 1, 1)}, ["dates"]),
        ({"vocations": ()}, ["no_vocation"]),
        ({"funding_source": "lottery"}, ["funding"]),
    ],
)
def test_each_reason_against_an_agreement(agreement, officer, change, expected):
    found = agreement_terms.blockers(terms(agreement, **change), by=officer, facility=agreement.facility)

    assert codes(found) == expected


def test_a_number_stands_once_and_staff_of_other_offices_write_none(agreement):
    stranger = UserFactory(roles=["training_officer"])

    found = agreement_terms.blockers(
        terms(agreement, number=agreement.number), by=stranger, facility=agreement.facility
    )

    assert codes(found) == ["foreign_office", "number_taken"]


def test_the_center_of_an_agreement_in_use_stays(agreement, officer):
    BatchFactory(agreement=agreement, facility=agreement.facility, training_center=agreement.training_center)

    with pytest.raises(RuleViolation) as refused:
        agreement_terms.change_agreement(
            agreement, by=officer, terms=terms(agreement, training_center=TrainingCenterFactory())
        )

    assert codes(refused.value.reasons) == ["in_use"]


def test_changing_keeps_the_former_dates_in_the_audit(agreement, officer):
    agreement_terms.change_agreement(agreement, by=officer, terms=terms(agreement))

    agreement.refresh_from_db()
    assert agreement.valid_until == date(2027, 1, 1)
    assert AuditEvent.objects.get(action="agreement.change").details["before"]["valid_until"] == "2027-12-31"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PDF, []),
        (PNG, []),
        (JPEG, []),
        (b"MZ\x90", ["wrong_kind"]),
        (b"", ["wrong_kind"]),
        (b"<html>", ["wrong_kind"]),
        (PDF + b"x" * scans.MOST_SCAN_BYTES, ["too_large"]),
    ],
)
def test_each_reason_against_a_scan(content, expected):
    assert codes(scans.scan_blockers(content)) == expected


def test_a_new_scan_replaces_the_old_one(agreement, officer, django_capture_on_commit_callbacks):
    agreement_terms.attach_scan(agreement, by=officer, content=PDF)
    agreement.refresh_from_db()
    old, storage = agreement.scan.name, agreement.scan.storage

    with django_capture_on_commit_callbacks(execute=True):
        agreement_terms.attach_scan(agreement, by=officer, content=PNG)

    agreement.refresh_from_db()
    with agreement.scan.open() as scan:
        assert scan.read() == PNG
    assert (storage.exists(old), storage.exists(agreement.scan.name)) == (False, True)


def test_a_scan_is_uploaded_and_comes_back_to_both_offices(sign_in, agreement, officer):
    upload = SimpleUploadedFile("../../evil.php", PDF, content_type="text/html")
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=agreement.training_center)

    sign_in(officer).post(address("agreement_scan_add", agreement), {"scan": upload})
    answer = sign_in(coordinator).get(address("agreement_scan", agreement))

    assert b"".join(answer.streaming_content) == BARE_PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert AccessLogEntry.objects.filter(kind="export").count() == 1


def test_a_scan_of_another_kind_is_refused(sign_in, agreement, officer):
    upload = SimpleUploadedFile("scan.pdf", b"MZ\x90\x00", content_type="application/pdf")

    answer = sign_in(officer).post(address("agreement_scan_add", agreement), {"scan": upload})

    agreement.refresh_from_db()
    assert (answer.status_code, bool(agreement.scan)) == (422, False)


def test_without_a_scan_there_is_nothing_to_download(sign_in, agreement, officer):
    assert sign_in(officer).get(address("agreement_scan", agreement)).status_code == 404


def form_of(agreement, **changes):
    return {
        "training_center": agreement.training_center_id,
        "number": "W19/HM.05/2026",
        "title": "Pelatihan",
        "valid_from": "01/01/2026",
        "valid_until": "31/12/2026",
        "vocations": [VocationFactory().pk],
        "funding_source": "apbd",
        "contact_persons": "",
        **changes,
    }


def test_an_agreement_is_recorded_by_form(sign_in, agreement, officer):
    answer = sign_in(officer).post(reverse("programs:agreement_new"), form_of(agreement))

    made = Agreement.objects.get(number="W19/HM.05/2026")
    assert answer["Location"] == address("agreement_detail", made)
    assert (made.facility, made.valid_until) == (officer.facility, date(2026, 12, 31))


@pytest.mark.parametrize("change", [{"valid_until": "31/12/2020"}, {"vocations": []}, {"number": ""}])
def test_an_agreement_that_cannot_be_comes_back(sign_in, agreement, officer, change):
    answer = sign_in(officer).post(reverse("programs:agreement_new"), form_of(agreement, **change))

    assert (answer.status_code, Agreement.objects.count()) == (422, 1)


def test_an_agreement_is_changed_by_form(sign_in, agreement, officer):
    client = sign_in(officer)

    shown = client.get(address("agreement_edit", agreement)).content.decode()
    client.post(address("agreement_edit", agreement), form_of(agreement, title="Perihal baru"))

    agreement.refresh_from_db()
    assert "31/12/2027" in shown
    assert agreement.title == "Perihal baru"


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_for_one_row_and_for_thirty(sign_in, django_assert_num_queries, count):
    first = AgreementFactory()
    for _number in range(count - 1):
        AgreementFactory(facility=first.facility)
    client = sign_in(UserFactory(roles=["rutan_head"], facility=first.facility))

    client.get(reverse("programs:agreement_list"))
    with django_assert_num_queries(4):
        page = client.get(reverse("programs:agreement_list"))

    assert len(page.context["page"]) == count


@pytest.mark.parametrize("name", ["agreement_detail", "agreement_edit", "agreement_scan", "agreement_scan_add"])
def test_strangers_find_nothing_and_others_are_refused(sign_in, agreement, name):
    stranger = UserFactory(roles=["training_officer"])
    registrar = UserFactory(roles=["registrar"], facility=agreement.facility)

    assert sign_in(stranger).get(address(name, agreement)).status_code == 404
    assert sign_in(registrar).get(address(name, agreement)).status_code == 403


@pytest.mark.parametrize("name", ["agreement_detail", "agreement_edit", "agreement_scan_add"])
def test_every_page_has_one_heading(sign_in, agreement, officer, name):
    page = sign_in(officer).get(address(name, agreement))

    assert (page.status_code, page.content.decode().count("<h1")) == (200, 1)


def test_the_database_refuses_dates_and_numbers_that_cannot_be(agreement):
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(valid_until=date(2020, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementFactory(
            facility=agreement.facility, training_center=agreement.training_center, number=agreement.number
        )
