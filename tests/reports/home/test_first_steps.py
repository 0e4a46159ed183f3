"""The home of an office without data says what comes first, for each role, and leads there."""

import pytest
from django.urls import reverse

from accounts.roles import SIDES, Role, Side
from reports.home.first_steps import first_step
from tests.factories import FacilityFactory, PersonFactory, TrainingCenterFactory, UserFactory

pytestmark = pytest.mark.django_db
STEPS = {
    "registrar": "inmates:import_new",
    "training_officer": "programs:agreement_new",
    "board_member": "programs:selection_list",
    "board_chair": "programs:selection_list",
    "rutan_head": "programs:selection_list",
    "security_officer": "programs:movement_list",
    "case_officer": "inmates:list",
    "blk_coordinator": "programs:program_list",
    "instructor": "programs:week_schedule",
    "assessor": "certification:assessment_list",
    "certificate_officer": "certification:series_list",
    "blk_head": "certification:series_list",
    "administrator": "accounts:user_new",
}


def somebody(role):
    if SIDES[role] == Side.CENTER:
        return UserFactory(roles=[role], training_center=TrainingCenterFactory())
    return UserFactory(roles=[role], facility=FacilityFactory())


@pytest.mark.parametrize(("role", "page"), STEPS.items())
def test_home_of_an_empty_office_leads_to_the_first_step_which_opens(sign_in, role, page):
    client = sign_in(somebody(role))

    home = client.get("/")

    assert home.context["first_step"].url == reverse(page)
    assert f'href="{reverse(page)}"' in home.content.decode().split("<main")[1]
    assert client.get(reverse(page)).status_code == 200


def test_step_that_is_done_is_told_no_more(sign_in):
    registrar = somebody(Role.REGISTRAR)
    PersonFactory(facility=registrar.facility, with_custody=True)

    assert getattr(first_step(registrar), "page", "") != "inmates:import_new"


def test_whoever_only_reads_figures_has_no_step():
    assert first_step(UserFactory(roles=["regional_viewer"], region="Kalimantan Selatan")) is None
