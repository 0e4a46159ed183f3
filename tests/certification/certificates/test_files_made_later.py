"""Files that were not made at once, and what the register says of a certificate that was printed again."""

import time

import pytest

from certification.certificates import approval, certificate_rendering, issue_certificates, preparation
from certification.register import number_account
from certification.register.models import Certificate, PrintRecord
from certification.sealing import signer_client
from certification.stamping.page_marks import shape_and_texts
from certification.verification import signed_facts, statement_keys
from core import clock
from core.errors import Blocker, RuleViolation
from tests.certification.sealing.keys import open_key
from tests.factories.certification import approved, graduates, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued():
    batch = graduates(3)
    officer = staff(batch.training_center, "certificate_officer")
    return [
        issue_certificates.issue(approved(place), by=officer, render_after=False)
        for place in batch.enrollments.order_by("pk")
    ]


def test_one_file_that_cannot_be_made_keeps_no_other_from_its_own(issued, monkeypatch):
    def render(certificate):
        if certificate.pk == issued[2].pk:
            raise RuleViolation(Blocker("unprintable", "Nama terlalu panjang."))
        if certificate.pk == issued[1].pk:
            raise OSError("disk")
        asked.append(certificate.pk)

    asked = []
    monkeypatch.setattr(certificate_rendering, "render", render)

    assert certificate_rendering.make_missing() == 1
    assert asked == [issued[0].pk]


def test_run_out_of_time_leaves_the_rest_to_the_next_one(issued, monkeypatch):
    def render(certificate):
        # Longer than the second one is given, whatever else the machine does meanwhile.
        time.sleep(pauses.pop() if pauses else 0)
        asked.append(certificate.pk)

    asked, pauses = [], [2.1]
    monkeypatch.setattr(certificate_rendering, "render", render)

    assert certificate_rendering.make_missing(within=0) == 0
    assert certificate_rendering.make_missing(within=2) == 1
    assert certificate_rendering.make_missing() == 3
    assert asked == [one.pk for one in (issued[2], *reversed(issued))]


def test_files_of_a_class_are_made_together_and_a_bad_one_keeps_no_other(issued, monkeypatch):
    def bytes_of(certificate):
        if certificate.pk == issued[1].pk:
            raise RuleViolation(Blocker("unprintable", "Nama terlalu panjang."))
        return b"%PDF"

    monkeypatch.setattr(certificate_rendering, "bytes_of", bytes_of)

    refused = certificate_rendering.render_together([one.pk for one in issued])

    assert {key: [reason.code for reason in found] for key, found in refused.items()} == {issued[1].pk: ["unprintable"]}
    assert list(certificate_rendering.waiting_for_file()) == [issued[1]]


def test_signer_is_asked_once_for_the_files_that_were_made_together(
    issued, monkeypatch, django_capture_on_commit_callbacks
):
    asked = []
    open_key(issued[0].batch.training_center)
    monkeypatch.setattr(certificate_rendering, "bytes_of", lambda certificate: b"%PDF")
    monkeypatch.setattr(signer_client, "ask", lambda question: asked.append(question) or {"sealed": {}})

    with django_capture_on_commit_callbacks(execute=True):
        certificate_rendering.render_together([one.pk for one in issued])
    signer_client.wait_for_answers()

    assert asked == [{"certificates": [str(one.public_id) for one in issued]}]


@pytest.fixture
def laid_out(monkeypatch):
    """The words that were laid out ahead."""
    found = []
    monkeypatch.setattr(certificate_rendering.CERTIFICATE, "prepared", found.append)
    return found


@pytest.mark.parametrize(("is_on", "count"), [(True, 2), (False, 0)])
def test_what_is_approved_is_laid_out_before_somebody_waits_for_it(
    laid_out, settings, django_capture_on_commit_callbacks, is_on, count
):
    settings.STAMP_CERTIFICATES = is_on
    batch = graduates(3)
    center = batch.training_center
    places = list(batch.enrollments.order_by("pk"))
    for place in places[:2]:
        preparation.prepare(place, by=staff(center, "certificate_officer"))

    with django_capture_on_commit_callbacks(execute=True):
        approval.approve_batch(batch, by=staff(center, "blk_head"), seen=approval.seen_in(approval.pairs_of(batch)))

    expected = {place.person.full_name for place in places[:2]} if is_on else set()
    assert {words["holder"]["name"] for words in laid_out} == expected
    assert len(laid_out) == count


def test_what_was_laid_out_ahead_is_what_will_be_issued(laid_out, settings):
    settings.STAMP_CERTIFICATES = True
    batch = graduates(1)
    statement_keys.new_key(batch.training_center)
    certificate = approved(batch.enrollments.get())

    certificate_rendering.lay_out_ahead.func(batch.pk)
    issued = issue_certificates.issue(
        certificate, by=staff(batch.training_center, "certificate_officer"), render_after=False
    )

    words = signed_facts.printed_words(issued.snapshot)
    (before,) = laid_out
    assert shape_and_texts(before)[0] == shape_and_texts(words)[0]
    assert {key: value for key, value in before.items() if key != "check"} == {
        key: value for key, value in words.items() if key != "check"
    }


def test_register_names_what_was_printed_again(issued):
    first = Certificate.objects.get(pk=issued[0].pk)
    officer = staff(first.batch.training_center, "certificate_officer")
    for copy in (1, 2):
        PrintRecord.objects.create(
            certificate=first, copy=copy, printed_by=officer, printed_at=clock.now(), reason="Lembar rusak" * (copy - 1)
        )

    entries = list(number_account.account(first.number.series))

    assert [[again.copy for again in entry.reprints] for entry in entries] == [[2], [], []]


def test_reasons_against_an_issue_can_be_asked_without_issuing(issued):
    officer = staff(issued[0].batch.training_center, "certificate_officer")

    assert [reason.code for reason in issue_certificates.blockers(issued[0], by=officer)] != []
