"""Files that were not made at once, and what the register says of a certificate that was printed again."""

import pytest

from certification.issue import accounting, issuing, rendering
from certification.models import Certificate, PrintRecord
from core import clock
from core.errors import Blocker, RuleViolation
from tests.factories.certification import approved, graduates, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued():
    batch = graduates(3)
    officer = staff(batch.training_center, "certificate_officer")
    return [
        issuing.issue(approved(place), by=officer, render_after=False) for place in batch.enrollments.order_by("pk")
    ]


def test_one_file_that_cannot_be_made_keeps_no_other_from_its_own(issued, monkeypatch):
    def render(certificate):
        if certificate.pk == issued[2].pk:
            raise RuleViolation(Blocker("unprintable", "Nama terlalu panjang."))
        if certificate.pk == issued[1].pk:
            raise OSError("disk")
        asked.append(certificate.pk)

    asked = []
    monkeypatch.setattr(rendering, "render", render)

    assert rendering.make_missing() == 1
    assert asked == [issued[0].pk]


def test_register_names_what_was_printed_again(issued):
    first = Certificate.objects.get(pk=issued[0].pk)
    officer = staff(first.batch.training_center, "certificate_officer")
    for copy in (1, 2):
        PrintRecord.objects.create(
            certificate=first, copy=copy, printed_by=officer, printed_at=clock.now(), reason="Lembar rusak" * (copy - 1)
        )

    entries = list(accounting.account(first.number.series))

    assert [[again.copy for again in entry.reprints] for entry in entries] == [[2], [], []]


def test_reasons_against_an_issue_can_be_asked_without_issuing(issued):
    officer = staff(issued[0].batch.training_center, "certificate_officer")

    assert [reason.code for reason in issuing.blockers(issued[0], by=officer)] != []
