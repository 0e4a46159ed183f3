"""One certificate, as if its class had been held in custody and as if not: every byte that a stranger gets is the same.

No learner is asked here: whatever the two kinds differ by would stand in the difference.
"""

import pytest
from django.urls import reverse

from certification.assessment import certificate_gate
from certification.certificate_templates.printed_words import WORDS
from certification.certificates import certificate_rendering, issue_certificates
from certification.register.models import Certificate, NumberSeries
from certification.verification import certificate_check, credentials, signed_facts, statement_keys
from inmates.custody.models.stays import CustodyPeriod
from inmates.people.models import Person
from programs.attendance.models.marks import AttendanceStatus, Mark
from programs.batches.models import Batch
from programs.places.models import Enrollment
from tests.factories.certification import approved, graduates, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate():
    """Issued, of a class in custody, of somebody who has left meanwhile."""
    batch = graduates(1)
    statement_keys.new_key(batch.training_center)
    officer = staff(batch.training_center, "certificate_officer")
    return issue_certificates.issue(approved(batch.enrollments.get()), by=officer, render_after=False)


def turn(certificate):
    """The same class as one of the town, with the same people."""
    Batch.objects.filter(pk=certificate.batch_id).update(facility=None, agreement=None, room="Bengkel BLK")
    places = Enrollment.objects.filter(batch=certificate.batch_id)
    CustodyPeriod.objects.filter(person__in=places.values("person")).delete()
    Person.objects.filter(pk__in=places.values("person")).update(facility=None)
    places.update(is_public=True)


def made_public(certificate, client):
    """What a stranger gets of it, made anew from what is known of class and person now."""
    one = Certificate.objects.get(pk=certificate.pk)
    standing, key = certificate_gate.standing_of(one.enrollment), statement_keys.active_key(one.batch.training_center)
    words = WORDS[NumberSeries.Paper.CERTIFICATE](
        standing, number=one.number_text, code=one.code, issued_on=one.issued_on, valid_until=one.valid_until
    )
    last = one.valid_until.isoformat() if one.valid_until else ""
    place = one.status_list.slug, one.status_index
    words["check"]["claims"] = signed_facts.claims_of(words, kid=key.kid, place=place, valid_until=last)
    one.snapshot = dict(words)
    credential = credentials.credential_of(one, key)
    return {
        "words": words,
        "file": certificate_rendering.bytes_of(one),
        # Drawn anew each time.
        "credential": {name: told for name, told in credential.items() if name not in ("id", "jti")},
        "record": certificate_check.record_of(certificate_check.checkable().get(pk=one.pk)),
        "page": client.get(reverse("certification:check", args=[one.code])).content,
    }


def test_every_public_byte_is_the_same_for_both_kinds(certificate, client):
    inside = made_public(certificate, client)
    # Where classes lose hours and people come late.
    absent = AttendanceStatus.objects.get(code="excused")
    Mark.objects.filter(enrollment=certificate.enrollment_id).update(status=absent)
    turn(certificate)

    outside = made_public(certificate, client)

    assert Enrollment.objects.get(pk=certificate.enrollment_id).batch.is_public
    assert [name for name, told in inside.items() if told != outside[name]] == []
    assert inside["file"].startswith(b"%PDF")
    assert len(inside["file"]) > 20_000


def test_another_word_is_seen_in_every_one_of_them(certificate, client):
    """Else nothing would be compared."""
    before = made_public(certificate, client)

    Person.objects.filter(pk=certificate.enrollment.person_id).update(full_name="Orang Lain")
    after = made_public(certificate, client)

    assert {name for name, told in before.items() if told != after[name]} == {"words", "file", "credential"}
