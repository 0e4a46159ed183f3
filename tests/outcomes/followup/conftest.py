import pytest
from django.test import Client
from django.urls import reverse

from certification.certificates import issue_certificates
from core import crypto
from outcomes.followup import holder_pins
from tests.factories.certification import approved, graduates, staff
from tests.factories.followup import ConsentFactory


@pytest.fixture
def readable(monkeypatch):
    """What is sealed stays readable, so that a copy which survives is found."""
    monkeypatch.setattr(crypto, "encrypt", lambda value, *, context: value)
    monkeypatch.setattr(crypto, "decrypt", lambda sealed, *, context: sealed)


@pytest.fixture
def issued():
    batch = graduates(2)
    officer = staff(batch.training_center, "certificate_officer")
    return [issue_certificates.issue(approved(one), by=officer) for one in batch.enrollments.order_by("pk")]


@pytest.fixture
def cards(issued):
    """The certificates with their PINs: 000001 and 000002."""
    by = issued[0].issued_by
    drawn = [holder_pins.Drawn(pin, holder_pins.make_password(pin)) for pin in ("000001", "000002")]
    holder_pins.make_cards(issued[0].batch, by=by, drawn=drawn)
    return issued


@pytest.fixture
def holder(cards):
    """A browser in which the page of the first certificate is open."""
    client = Client()
    answer = client.post(reverse("outcomes:holder_sign_in"), {"kode": cards[0].code, "pin": "000001"})
    assert answer["Location"] == reverse("outcomes:holder_page")
    return client


@pytest.fixture
def consent(cards):
    """The agreement of that certificate's holder."""
    enrollment = cards[0].enrollment
    return ConsentFactory(person=enrollment.person, training_center=cards[0].batch.training_center, followed_from=None)
