"""What the tests of signed facts, lists and credentials share."""

import re
from base64 import urlsafe_b64decode

from certification.certificates import issue_certificates
from certification.verification import published_keys, statement_keys
from certification.verification.models import StatementKey
from inmates.people.models import Person
from tests.factories.certification import approved, assess_all, class_of, sign, staff

_CODED = re.compile(r"[A-Za-z0-9_-]{40,}")


def readable(text):
    """The text without bytes in base64: by chance they spell a short word between two hyphens now and then."""
    return _CODED.sub(" ", text)


def issued_with_key(size=1, *, name=""):
    """Certificates of one batch whose center has a key, in the order of their making; all to holders of `name`."""
    batch = class_of(size)
    if name:
        Person.objects.filter(enrollments__batch=batch).update(full_name=name)
    assess_all(batch)
    sign(batch)
    statement_keys.new_key(batch.training_center)
    officer = staff(batch.training_center, "certificate_officer")
    return [
        issue_certificates.issue(approved(one), by=officer, render_after=False)
        for one in batch.enrollments.order_by("pk")
    ]


def public_keys():
    """By kid, as the published document has them: for the symbol as bytes."""
    return {one["kid"]: urlsafe_b64decode(one["x"] + "=") for one in published_keys.keys_document()["keys"]}


def jwks():
    """By kid, as the published document has them: for tokens."""
    return {
        one["kid"]: {name: one[name] for name in ("kty", "crv", "x")} for one in published_keys.keys_document()["keys"]
    }


def only_key():
    return StatementKey.objects.get()
