from datetime import date
from functools import cache

import factory
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import connection

from accounts.models import Facility, ProbationOffice, SeparateRoles, TrainingCenter, User
from accounts.roles import SIDES, Side
from certification.certificates.models import IssueDays
from core import append_only


class FacilityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Facility

    code = factory.Sequence(lambda n: f"UPT-{n:03d}")
    name = factory.Sequence(lambda n: f"Rumah Tahanan Contoh {n}")
    short_name = factory.Sequence(lambda n: f"Rutan Contoh {n}")
    city = "Rantau"
    region = "Kalimantan Selatan"


class TrainingCenterFactory(factory.django.DjangoModelFactory):
    """A center that issues certificates on any day, as tests do; with `issues="1,15"` on fixed days."""

    class Meta:
        model = TrainingCenter
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"BLK-{n:03d}")
    name = factory.Sequence(lambda n: f"UPTD BLK Contoh {n}")
    short_name = factory.Sequence(lambda n: f"BLK Contoh {n}")
    official_name = factory.LazyAttribute(lambda center: center.name.upper())
    parent_name = "PEMERINTAH KABUPATEN CONTOH"
    city = "Rantau"
    address = "Jalan Contoh Nomor 1, Rantau"
    place_of_issue = "Rantau"
    head_name = "Hj. Noor Aisyah, S.T., M.M."
    head_title = "Kepala UPTD Balai Latihan Kerja"
    head_number = "NIP 19740312 200003 2 004"
    coordinator_name = "Ahmad Baihaqi, S.Pd."
    coordinator_number = "NIP 19850917 201101 1 012"

    @factory.post_generation
    def issues(self, create, extracted, **kwargs):
        if create:
            IssueDays.objects.create(training_center=self, valid_from=date(2020, 1, 1), days=extracted or "")


class ProbationOfficeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProbationOffice

    code = factory.Sequence(lambda n: f"BPS-{n:03d}")
    name = factory.Sequence(lambda n: f"Balai Contoh {n}")
    short_name = factory.Sequence(lambda n: f"Bapas Contoh {n}")


class UserFactory(factory.django.DjangoModelFactory):
    """`UserFactory(roles=["registrar"])` makes the fitting office itself unless one is given."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        in_center = False
        in_region = False

    username = factory.Sequence(lambda n: f"pengguna{n}")
    full_name = factory.Sequence(lambda n: f"Pengguna Contoh {n}")

    @classmethod
    def _create(cls, model, *args, roles=(), password="a-long-test-password", **fields):
        side = SIDES[roles[0]] if roles else Side.FACILITY
        if not {"facility", "training_center", "probation_office", "region"} & fields.keys():
            if side == Side.CENTER:
                fields["training_center"] = TrainingCenterFactory()
            elif side == Side.PROBATION:
                fields["probation_office"] = ProbationOfficeFactory()
            elif side == Side.REGION:
                fields["region"] = "Kalimantan Selatan"
            else:
                fields["facility"] = FacilityFactory()
        user = model(password=_hashed(password), **fields)
        user.save(force_insert=True)
        if roles:
            _give(user, {*roles})
        return user


@cache
def _hashed(password) -> str:
    return make_password(password)


def _give(user, roles) -> None:
    """The groups in one statement, which no test of a thousand users has to wait for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_user_groups (user_id, group_id) SELECT %s, id FROM auth_group "
            f"WHERE name IN ({', '.join(['%s'] * len(roles))})",
            [user.pk, *map(str, roles)],
        )
        assert cursor.rowcount == len(roles), f"no such roles: {sorted(roles)}"


def give_beside(user, *roles) -> None:
    """Roles beside the user's own, as they could be joined before the database kept some apart.

    What two people have to do is refused to such a user, too. Ends with the transaction of the test.
    """
    append_only.release(connection, SeparateRoles._meta.db_table)
    SeparateRoles.objects.all().delete()
    user.groups.add(*Group.objects.filter(name__in=roles))
