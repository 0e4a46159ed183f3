"""Planning a batch without a young need record: told, asked for a reason, kept, and nothing of employers shown."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from core.errors import RuleViolation
from core.models import AuditEvent
from programs.batch_lifecycle import batch_plan, need_check
from programs.batches.models import Batch
from tests.conftest import MONDAY
from tests.factories import AgreementFactory, ProgramVersionFactory, UserFactory
from tests.factories.needs import NeedRecordFactory
from tests.reasons import codes

pytestmark = pytest.mark.django_db
REASON = "Permintaan lama, belum ditanya lagi"


@pytest.fixture
def agreement():
    return AgreementFactory()


@pytest.fixture
def version(agreement):
    return ProgramVersionFactory(program__training_center=agreement.training_center)


@pytest.fixture
def officer(agreement):
    return UserFactory(roles=["training_officer"], facility=agreement.facility)


def plan(agreement, version):
    return batch_plan.Plan(
        version, agreement, "Las 9/2026", 12, date(2026, 12, 7), date(2026, 12, 30), "Bengkel las", "apbd"
    )


@pytest.mark.parametrize(
    ("recorded_on", "reason", "expected"),
    [
        (date(2026, 10, 12), "", []),
        (date(2025, 5, 22), "", ["no_young_need"]),
        (date(2025, 5, 22), "pendek", ["no_young_need"]),
        (date(2025, 5, 22), REASON, []),
        (None, "", ["no_young_need"]),
    ],
)
def test_each_case_of_need(agreement, version, recorded_on, reason, expected):
    if recorded_on:
        NeedRecordFactory(
            training_center=agreement.training_center, vocation=version.program.vocation, recorded_on=recorded_on
        )

    assert codes(need_check.need_blockers(version, on=MONDAY.date(), reason=reason)) == expected


def test_the_reason_is_kept_and_audited_only_where_it_is_needed(agreement, version, officer):
    values = plan(agreement, version)

    with pytest.raises(RuleViolation):
        batch_plan.plan_batch(by=officer, facility=agreement.facility, **vars(values))
    made = batch_plan.plan_batch(by=officer, facility=agreement.facility, no_need_reason=REASON, **vars(values))
    NeedRecordFactory(training_center=agreement.training_center, vocation=version.program.vocation)
    other = batch_plan.plan_batch(
        by=officer, facility=agreement.facility, no_need_reason=REASON, **vars(replace(values, name="Las 10/2026"))
    )

    assert (made.no_need_reason, other.no_need_reason) == (REASON, "")
    assert (
        AuditEvent.objects.filter(action="batch.plan").order_by("sequence").first().details["no_need_reason"] == REASON
    )


def test_words_of_the_facility_stay_there(agreement, version, officer):
    made = batch_plan.plan_batch(
        by=officer, facility=agreement.facility, no_need_reason=REASON, **vars(plan(agreement, version))
    )

    assert made.need_words(for_facility=True) == REASON
    assert made.need_words(for_facility=False) != REASON


def test_the_form_asks_for_the_reason_and_names_no_employer(sign_in, agreement, version, officer):
    NeedRecordFactory(
        training_center=agreement.training_center,
        vocation=version.program.vocation,
        recorded_on=date(2025, 1, 5),
        employer__name="Bengkel Rahasia",
    )
    client, data = (
        sign_in(officer),
        {
            "version": version.pk,
            "agreement": agreement.pk,
            "name": "Las 9/2026",
            "capacity": "12",
            "starts_on": "07/12/2026",
            "assessment_on": "30/12/2026",
            "room": "Bengkel las",
            "funding_source": "apbd",
        },
    )

    asked = client.post(reverse("programs:batch_new"), data)
    text = asked.content.decode()
    client.post(reverse("programs:batch_new"), {**data, "no_need_reason": REASON})

    assert (asked.status_code, Batch.objects.get().no_need_reason) == (422, REASON)
    assert 'type="text" name="no_need_reason"' in text
    assert "Bengkel Rahasia" not in text


def test_a_decided_plan_fills_the_form_in(sign_in, agreement, version, officer):
    page = sign_in(officer).get(reverse("programs:batch_new"), {"version": version.pk, "capacity": "12"})

    assert (page.context["form"]["version"].value(), page.context["form"]["capacity"].value()) == (
        str(version.pk),
        "12",
    )
