"""A real start: two offices, their series, and of each an administrator and a head who can sign in."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Facility, TrainingCenter, User
from accounts.roles import Role
from certification.register.models import NumberSeries
from programs.attendance.models.marks import AttendanceStatus
from programs.timetable.models.sessions import Holiday
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
OPTIONS = {
    "facility": ["RTN-RTU", "Rutan Kelas IIB Rantau"],
    "training_center": ["BLK-TPN", "UPTD BLK Tapin"],
    "administrator": "rahmat",
    "region": "Kalimantan Selatan",
    "city": "Rantau",
    "head": "Hj. Noor Aisyah, S.T.",
    "coordinator": "Ahmad Baihaqi, S.Pd.",
}


def set_up(**changes):
    out = StringIO()
    call_command("setup_offices", stdout=out, **{**OPTIONS, **changes})
    return out.getvalue()


def test_offices_roles_series_and_administrators_stand_after_it():
    said = set_up()

    facility, center = Facility.objects.get(), TrainingCenter.objects.get()
    assert (facility.code, facility.region, facility.city) == ("RTN-RTU", "Kalimantan Selatan", "Rantau")
    assert (center.official_name, center.head_name, center.place_of_issue) == (
        "UPTD BLK TAPIN",
        "Hj. Noor Aisyah, S.T.",
        "Rantau",
    )
    assert list(NumberSeries.objects.values_list("training_center", "paper", "year")) == [
        (center.pk, "certificate", 2026)
    ]
    assert Holiday.objects.filter(date__year=2027).exists()
    assert AttendanceStatus.objects.exists()
    assert "BLK-TPN" in said


def test_administrators_and_heads_sign_in_with_what_was_printed(client):
    said = set_up()
    found = re.findall(r"masuk sebagai (\S+) dengan kata sandi sekali pakai (\S+)", said)

    roles = {
        "rahmat": Role.ADMINISTRATOR,
        "kepala.rtn-rtu": Role.RUTAN_HEAD,
        "rahmat.blk-tpn": Role.ADMINISTRATOR,
        "kepala.blk-tpn": Role.BLK_HEAD,
    }
    assert [name for name, _password in found] == list(roles)
    for name, password in found:
        user = User.objects.get(username=name)
        assert user.role_names == {roles[name]}
        assert client.post("/masuk/", {"username": name, "password": password}).status_code == 302
        assert client.get("/")["Location"] == "/akun/sandi/"
        client.logout()


def test_second_run_keeps_what_stands_and_gives_no_password():
    set_up()
    users = list(User.objects.values_list("pk", "password"))

    said = set_up(facility=["RTN-RTU", "Another name"])

    assert "password" not in said
    assert list(User.objects.values_list("pk", "password")) == users
    assert Facility.objects.get().name == "Rutan Kelas IIB Rantau"
    assert NumberSeries.objects.count() == 1


def test_what_is_missing_is_asked_until_it_is_answered():
    answers = iter(["", "Kalimantan Selatan"])
    asked = []

    set_up(region=None, ask=lambda question: asked.append(question) or next(answers))

    assert asked == ["Kantor wilayah (Kanwil): "] * 2
    assert Facility.objects.get().region == "Kalimantan Selatan"


def test_without_a_keyboard_it_says_which_option_is_missing():
    def closed(question):
        raise EOFError

    with pytest.raises(CommandError, match="Kota"):
        set_up(city=None, ask=closed)
    assert not Facility.objects.exists()


def test_user_name_that_cannot_be_one_makes_nothing():
    with pytest.raises(CommandError):
        set_up(administrator="a b")

    assert not Facility.objects.exists()


def test_user_name_of_somebody_else_makes_nothing():
    UserFactory(roles=["registrar"], username="rahmat")

    with pytest.raises(CommandError):
        set_up()
    assert not Facility.objects.filter(code="RTN-RTU").exists()


def test_demo_data_and_real_offices_do_not_mix():
    UserFactory(roles=["registrar"], is_demo=True)

    with pytest.raises(CommandError, match="demo"):
        set_up()
