"""The home of an office without data says what comes first, for each role, and leads there."""

import pytest
from django.urls import reverse

from accounts.models import Notice
from accounts.roles import SIDES, Role, Side
from reports.home.first_steps import first_step, first_step_beside
from reports.home.task import Task
from tests.factories import BatchFactory, FacilityFactory, PersonFactory, TrainingCenterFactory, UserFactory

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
    "auditor": "reports:audit_list",
    "regional_viewer": "accounts:account",
}


REGION = "Kalimantan Selatan"


def somebody(role):
    if SIDES[role] == Side.REGION:
        return UserFactory(roles=[role], region=REGION)
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


@pytest.mark.parametrize(
    ("role", "page"), [("registrar", "inmates:import_new"), ("administrator", "accounts:user_new")]
)
def test_news_about_accounts_do_not_hide_the_first_step_and_work_does(sign_in, role, page):
    user = somebody(role)
    Notice.objects.create(user=user, kind=Notice.Kind.values[0])
    UserFactory(roles=["rutan_head"], facility=user.facility, must_change_password=True)

    home = sign_in(user).get("/")

    assert home.context["tasks"]
    assert home.context["first_step"].url == reverse(page)
    assert f'href="{reverse(page)}"' in home.text.split("<main")[1]
    assert first_step_beside([Task("warn", "bell", "Work", "/tugas/")], user) is None


def test_step_that_is_done_is_told_no_more(sign_in):
    registrar = somebody(Role.REGISTRAR)
    PersonFactory(facility=registrar.facility, with_custody=True)

    assert getattr(first_step(registrar), "page", "") != "inmates:import_new"


def test_the_auditor_of_a_center_is_led_to_the_audit_too():
    auditor = UserFactory(roles=["auditor"], training_center=TrainingCenterFactory())

    assert first_step(auditor).page == "reports:audit_list"


def test_an_office_with_a_batch_gives_its_auditor_no_first_step():
    auditor = somebody(Role.AUDITOR)
    BatchFactory(facility=auditor.facility)

    assert first_step(auditor) is None


@pytest.mark.parametrize(("region", "told"), [(REGION, False), ("Jawa Barat", True)])
def test_a_region_without_figures_says_how_they_come_until_somebody_is_there(sign_in, region, told):
    PersonFactory(facility=FacilityFactory(region=region), with_custody=True)

    home = sign_in(somebody(Role.REGIONAL_VIEWER)).get("/").content.decode()

    assert ("Belum ada angka dari wilayah ini" in home, "Semua angka wilayah" in home) == (told, True)
