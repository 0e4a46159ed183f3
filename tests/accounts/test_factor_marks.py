"""A key, an app or a card that was written into the database is told: with it somebody else signs in as the head."""

import pytest
from django.core.management import CommandError, call_command

from accounts import factor_marks
from accounts.models import CodeApp, CodeCard, SecurityKey
from core import audit, clock, crypto
from core.models import AuditEvent
from tests.factories import UserFactory
from tests.factories.factors import SECRET, app_of, carded, drawn

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def head():
    return UserFactory(roles=["rutan_head"], username="kepala")


def broken():
    return factor_marks.testify([]).broken


def key_of(user, credential=b"public half"):
    return SecurityKey.objects.create(user=user, name="biru", credential_id="x", credential=credential)


def added(user, *, by=None, **details):
    return audit.record("user.factor_added", by=by or user, target=user, **details)


def test_a_key_in_a_row_alone_is_told(head):
    """Regression: whoever had the site's database role wrote a key of the own, and signed in with it as the head."""
    key_of(head)

    told = [f"{head.office_code}: a key of kepala was not registered by the owner"]
    assert broken() == told
    with pytest.raises(CommandError, match="not registered by the owner"):
        call_command("verify_audit")


def test_a_key_that_the_owner_registered_holds_and_no_other_takes_its_place(head):
    key = key_of(head)
    added(head, kind="key", mark=factor_marks.mark(key.credential))
    assert broken() == []

    SecurityKey.objects.filter(pk=key.pk).update(credential=b"of another")

    assert len(broken()) == 1


def test_nobody_registers_for_another(head):
    other = UserFactory(roles=["administrator"], facility=head.facility)
    key = key_of(head)

    added(head, by=other, kind="key", mark=factor_marks.mark(key.credential))

    assert len(broken()) == 1


def test_an_app_is_told_like_a_key(head):
    app = app_of(head)
    assert broken() == [f"{head.office_code}: the app of kepala was not registered by the owner"]

    added(head, kind="app", mark=factor_marks.mark(app.secret))
    assert broken() == []

    CodeApp.objects.update(secret=crypto.encrypt(SECRET, context="x"))
    assert len(broken()) == 1


def test_what_was_registered_before_events_had_marks_goes_by_its_moment(head):
    added(head, kind="key")
    key_of(head)
    assert broken() == []

    SecurityKey.objects.update(made_at=clock.now() - 2 * factor_marks.NEAR)

    assert len(broken()) == 1


def test_a_card_is_of_two_people_or_told(head):
    card = carded(head)
    assert broken() == []

    card.codes.filter(number=1).update(digest="x")
    told = [f"{head.office_code}: the card of kepala was not printed and handed over by two"]
    assert broken() == told

    CodeCard.objects.filter(pk=card.pk).update(ended_at=clock.now())
    assert broken() == []


def test_a_card_in_rows_alone_is_told(head):
    first, second = (UserFactory(roles=[role], facility=head.facility) for role in ("administrator", "auditor"))
    now = clock.now()
    row = {"printed_by": first, "printed_at": now, "activated_by": second, "activated_at": now}
    card = CodeCard.objects.create(user=head, **row)
    card.codes.create(number=1, digest=drawn().digests[0])

    assert len(broken()) == 1
    assert not AuditEvent.objects.filter(target_id=str(head.pk)).exists()
