"""From an empty office to its first batch: every step is counted from what people did, and leads where it is done."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from inmates.custody.models.stays import Classification
from reports.home.office_parts import NEEDED
from reports.home.office_path import path_of
from tests.conftest import MONDAY
from tests.factories import (
    AgreementFactory,
    BatchFactory,
    FacilityFactory,
    PersonFactory,
    SessionFactory,
    TrainingCenterFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


def states(user):
    return [step.state for step in path_of(User.objects.get(pk=user.pk)).steps]


def classify(person, *kinds):
    for kind in kinds:
        value = Classification.VALUES_OF[kind][0]
        until = TODAY + timedelta(days=90)
        Classification.objects.create(person=person, kind=kind, value=value, from_date=TODAY, until=until)


def test_first_user_of_an_empty_office_is_told_whom_it_lacks():
    administrator = UserFactory(roles=["administrator"], facility=FacilityFactory())

    path = path_of(administrator)

    assert [step.state for step in path.steps] == ["now", *["todo"] * 6]
    assert "petugas registrasi" in path.own.why.lower()
    assert path.own.url == reverse("accounts:user_list")


def test_each_step_of_a_detention_center_is_done_by_what_was_recorded():
    facility = FacilityFactory()
    users = {role: UserFactory(roles=[role], facility=facility) for role in NEEDED[type(facility)]}
    officer = users[Role.TRAINING_OFFICER]
    assert states(officer) == ["done", "now", *["todo"] * 5]

    people = [PersonFactory(facility=facility, with_custody=True) for _ in range(2)]
    AgreementFactory(facility=facility, valid_from=TODAY - timedelta(days=9), valid_until=TODAY - timedelta(days=1))
    assert states(officer) == ["done", "done", "now", *["todo"] * 4], "an agreement that has ended is none"

    agreement = AgreementFactory(facility=facility, valid_from=TODAY, valid_until=TODAY)
    classify(people[0], *Classification.Kind)
    classify(people[1], Classification.Kind.RISK)
    path = path_of(User.objects.get(pk=officer.pk))
    assert path.now.why.startswith("1 dari 2 ")
    assert (path.own.name, path.done) == (path.now.name, 3)

    BatchFactory(facility=facility, training_center=agreement.training_center)
    assert states(officer) == ["done", "done", "done", "now", "todo", "done", "todo"]


def test_a_training_center_is_led_without_a_word_of_custody(sign_in):
    center = TrainingCenterFactory()
    users = {role: UserFactory(roles=[role], training_center=center) for role in NEEDED[type(center)]}
    coordinator = users[Role.BLK_COORDINATOR]
    SessionFactory(batch=BatchFactory(training_center=center))

    page = sign_in(coordinator).get(reverse("reports:office_path")).content.decode().split("<main")[1]

    assert states(coordinator)[0] == "done"
    assert states(coordinator)[4:6] == ["done", "done"]
    assert not any(word in page.lower() for word in ("rutan", "warga binaan", "tahanan", "narapidana", "tpp"))


def test_duties_add_up_to_the_steps():
    path = path_of(UserFactory(roles=["registrar"], facility=FacilityFactory()))

    assert sum(duty.total for duty in path.duties) == len(path.steps)
    assert sum(duty.done for duty in path.duties) == path.done
    assert len(path.duties) == len({step.role for step in path.steps})


def test_every_step_that_is_linked_opens_for_whoever_sees_the_link(sign_in):
    for office, key in ((FacilityFactory(), "facility"), (TrainingCenterFactory(), "training_center")):
        for role in (Role.ADMINISTRATOR, *NEEDED[type(office)]):
            user = UserFactory(roles=[role], **{key: office})
            client = sign_in(user)
            for url in {step.url for step in path_of(user).steps if step.url}:
                assert client.get(url).status_code == 200, (role, url)


def test_other_offices_count_for_nothing():
    administrator = UserFactory(roles=["administrator"], facility=FacilityFactory())
    other = BatchFactory()
    PersonFactory(facility=other.facility, with_custody=True)

    assert path_of(administrator).done == 0


def test_the_path_takes_two_statements(django_assert_num_queries):
    user = User.objects.select_related("facility").get(
        pk=UserFactory(roles=["registrar"], facility=FacilityFactory()).pk
    )
    assert user.role_names

    with django_assert_num_queries(2):
        path_of(user)


def test_who_belongs_to_no_such_office_has_no_path(sign_in):
    viewer = UserFactory(roles=["regional_viewer"], region="Kalimantan Selatan")

    assert path_of(viewer) is None
    assert "Tidak ada yang perlu disiapkan" in sign_in(viewer).get(reverse("reports:office_path")).content.decode()
