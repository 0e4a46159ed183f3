"""A day's root stands for heads and certificates of then, and shows if one of them is another, on either engine."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from certification.register.models import Certificate
from certification.sealing import daily_roots
from core import append_only, audit, clock
from core.models import AuditEvent
from tests.certification.sealing.keys import issued
from tests.conftest import HEADS, MONDAY
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
NIGHT = timedelta(days=1)


@pytest.fixture
def office():
    return UserFactory(roles=["registrar"])


@pytest.fixture
def unprotected():
    append_only.release(connection, "core_auditevent")
    append_only.release(connection, HEADS)
    yield
    append_only.protect(connection, "core_auditevent")
    append_only.protect_head(connection, HEADS)


def taken(days):
    with clock.moved_to(MONDAY + days * NIGHT):
        return daily_roots.take()


def test_each_day_has_one_root_and_each_certificate_is_in_one(office):
    audit.record("person.change", by=office)
    first, again = taken(0), taken(0)
    issued()
    second, third = taken(1), taken(2)

    assert again is None
    assert [one.details["day"] for one in (first, second, third)] == ["2026-11-23", "2026-11-24", "2026-11-25"]
    assert [one.details["certificates"][0] for one in (first, second, third)] == [0, 1, 0]
    assert first.details["heads"][office.office_code][0] == 1
    assert len({one.details["root"] for one in (first, second, third)}) == 3
    assert daily_roots.testify([]).broken == []


def test_before_two_in_the_morning_it_is_still_the_day_before(office):
    with clock.moved_to(MONDAY.replace(hour=1, minute=59)):
        early = daily_roots.take()
    with clock.moved_to(MONDAY.replace(hour=2, minute=0)):
        late = daily_roots.take()

    assert [early.details["day"], late.details["day"]] == ["2026-11-22", "2026-11-23"]


def test_the_command_tells_the_last_root_as_it_is_written_on_paper(office, capsys):
    audit.record("person.change", by=office)
    event = taken(0)

    call_command("verify_audit")

    shown = daily_roots.short(event.details["root"])
    assert f"Root of 2026-11-23: {shown}.\n" in capsys.readouterr().out
    assert (len(shown), shown.replace(" ", "").lower()) == (19, event.details["root"][:16])


def test_without_a_root_nothing_is_told():
    assert daily_roots.testify([]) == audit.Testimony([], [])


@pytest.mark.parametrize(
    "change", [{"number_text": "B-9/9999"}, {"snapshot": {"holder": {"name": "Orang lain"}}}, {"issued_at": None}]
)
def test_a_certificate_that_is_another_now_is_found(office, change):
    certificate = issued()
    taken(1)
    if "issued_at" in change:
        change = {"issued_at": certificate.issued_at - 10 * NIGHT}
    Certificate.objects.filter(pk=certificate.pk).update(**change)

    assert daily_roots.testify([]).broken == ["daily root: certificates issued before 2026-11-24 are not those of then"]


def test_what_ended_is_in_the_root_and_does_not_come_back(office):
    certificate = issued()
    rows = Certificate.objects.filter(pk=certificate.pk)
    ended = {"revocation_reason": "Nilai keliru", "revoked_at": clock.now(), "revoked_by": office}
    rows.update(state="revoked", **ended)
    root = taken(1)

    assert (root.details["ended"][0], daily_roots.testify([]).broken) == (1, [])
    for change in ({"state": "issued"}, {"revoked_at": clock.now() + NIGHT}):
        with pytest.raises(DatabaseError, match="takes no step back"), transaction.atomic():
            rows.update(**change)
    append_only.allow_steps(connection, "certification_certificate")
    rows.update(state="issued")
    assert daily_roots.testify([]).broken == [
        "daily root: certificates revoked or replaced before 2026-11-24 are not those of then"
    ]


def test_a_chain_that_was_cut_and_rebuilt_is_found(office, unprotected):
    audit.record("person.change", by=office)
    taken(0)
    AuditEvent.objects.filter(chain=office.office_code)._raw_delete("default")
    audit.AuditChain.objects.filter(name=office.office_code).update(length=0, head="")

    with pytest.raises(CommandError, match=f"event 1 of {office.office_code} is not what it was on 2026-11-23"):
        call_command("verify_audit")


def test_a_root_of_other_parts_is_found(office, unprotected):
    event = taken(0)
    event.details["root"] = "0" * 64
    event.save()

    assert daily_roots.testify([]).broken == ["daily root: that of 2026-11-23 is not of its parts"]


def test_a_day_without_a_root_is_told(office):
    """Regression: whoever stopped the roots of a week was not noticed."""
    taken(0)
    with clock.moved_to(MONDAY + 3 * NIGHT):
        audit.record("person.change", by=office)
        told = daily_roots.testify([])
    assert told.broken == ["daily root: none was taken since 2026-11-23; `run_due` takes one each day"]

    taken(4)

    told = daily_roots.testify([])
    assert told.broken == []
    assert told.says[0] == "no root was taken between 2026-11-23 and 2026-11-27, though people worked"


def test_a_site_that_never_took_a_root_is_told(office):
    audit.record("person.change", by=office)
    with clock.moved_to(MONDAY + 3 * NIGHT):
        audit.record("person.change", by=office)

    assert daily_roots.testify([]).broken == [
        "daily root: none was taken since 2026-11-23; `run_due` takes one each day"
    ]


def test_days_on_which_nobody_worked_lack_no_root(office):
    audit.record("person.change", by=office)
    taken(0)
    taken(9)

    told = daily_roots.testify([])
    assert (told.broken, len(told.says)) == ([], 1)
