"""From a line of a plan that stands to its batch: the agreement is filled in where there is no choice."""

from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from outcomes.plan.models import TrainingPlan
from tests.factories import AgreementFactory, ProgramVersionFactory, UserFactory
from tests.factories.plans import plan_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement():
    return AgreementFactory()


@pytest.fixture
def plan(agreement):
    version = ProgramVersionFactory(program__training_center=agreement.training_center)
    agreement.vocations.add(version.program.vocation)
    made = plan_of(agreement, version, year=2027, state="decided")
    made.lines.update(batches=1, places=12)
    heads = UserFactory(roles=["rutan_head"]), UserFactory(roles=["blk_head"])
    TrainingPlan.objects.filter(pk=made.pk).update(state="approved", facility_head=heads[0], center_head=heads[1])
    return made


def chosen(sign_in, plan):
    """What stands in the form of the batch to which the plan leads."""
    client = sign_in(UserFactory(roles=["training_officer"], facility=plan.facility))
    page = unescape(client.get(reverse("outcomes:plan_detail", args=[plan.public_id])).content.decode())
    address = next(
        part.split('"')[0] for part in page.split('href="') if part.startswith(reverse("programs:batch_new") + "?")
    )
    form = client.get(address).context["form"]
    assert form["version"].value() == str(plan.lines.get().version_id)
    return form["agreement"].value()


def another(agreement, *vocations, **fields):
    offices = {"facility": agreement.facility, "training_center": agreement.training_center}
    made = AgreementFactory(**{**offices, **fields})
    made.vocations.set(vocations)
    return made


def test_the_only_agreement_that_covers_the_line_is_filled_in(sign_in, agreement, plan):
    vocation = plan.lines.get().vocation
    another(agreement)
    another(agreement, vocation, valid_from=date(2025, 1, 1), valid_until=date(2026, 12, 31))
    another(agreement, vocation, valid_from=date(2028, 1, 1), valid_until=date(2028, 12, 31))
    another(agreement, vocation, facility=AgreementFactory().facility)

    assert chosen(sign_in, plan) == str(agreement.pk)


def test_between_two_that_cover_it_somebody_chooses(sign_in, agreement, plan):
    another(agreement, plan.lines.get().vocation, valid_from=date(2027, 7, 1), valid_until=date(2029, 6, 30))

    assert not chosen(sign_in, plan)


def test_without_any_that_covers_it_none_is_filled_in(sign_in, agreement, plan):
    agreement.vocations.clear()

    assert not chosen(sign_in, plan)
