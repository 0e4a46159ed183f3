"""Two people change the units of one version: the second reads what the first wrote, and undoes nothing."""

import pytest
from django.urls import reverse

from programs.catalog import program_versions
from tests.factories import ProgramUnitFactory, ProgramVersionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    version = ProgramVersionFactory(state="draft", units=3, total_jp=12)
    for place, unit in enumerate(version.units.order_by("position"), start=1):
        version.units.filter(pk=unit.pk).update(code=f"C.{place}", title=f"Unit {place}", jp=4)
    return version


@pytest.fixture
def client(version, sign_in):
    return sign_in(UserFactory(roles=["blk_coordinator"], training_center=version.program.training_center))


def address(version):
    return reverse("programs:program_version_edit", args=[version.public_id])


def shown(answer, **typed):
    """What a browser sends of the page."""
    data = {name: str(value) for name, value in answer.context["form"].as_sent().items()}
    rows = answer.context["rows"]
    for field in rows.management_form:
        data[field.html_name] = str(field.value())
    for row in rows:
        for field in row:
            value = field.value()
            if value not in (None, False, ""):
                data[field.html_name] = "on" if value is True else str(value)
    return {**data, **typed}


def change(version, *rows):
    """What the first of the two writes."""
    units = [program_versions.UnitRow(*row) for row in rows]
    program_versions.change_version(version, by=None, facts=program_versions.facts_of(version), rows=units)


def stored(version):
    return list(version.units.order_by("position").values_list("code", "title", "jp"))


def test_units_that_nobody_has_changed_are_saved(client, version):
    page = client.get(address(version))

    answer = client.post(address(version), shown(page, **{"units-1-title": "Mengelas"}))

    assert answer.status_code == 302
    assert stored(version) == [("C.1", "Unit 1", 4), ("C.2", "Mengelas", 4), ("C.3", "Unit 3", 4)]


def test_what_the_first_changed_is_told_and_saved_again_stays(client, version):
    page = client.get(address(version))
    change(version, ("C.1", "Unit 1", 4), ("C.2", "Unit 2", 2), ("C.3", "Unit 3", 6))

    refused = client.post(address(version), shown(page, **{"units-0-title": "Mengelas"}))
    before = stored(version)
    again = client.post(address(version), shown(refused))

    assert refused.status_code == 422
    text = refused.content.decode()
    assert "C.2: Orang lain telah mengubah data ini sementara Anda mengisinya. Sekarang tertulis: JP: 2." in text
    assert "C.3: Orang lain telah mengubah data ini sementara Anda mengisinya. Sekarang tertulis: JP: 6." in text
    assert before == [("C.1", "Unit 1", 4), ("C.2", "Unit 2", 2), ("C.3", "Unit 3", 6)]
    assert again.status_code == 302
    assert stored(version) == [("C.1", "Mengelas", 4), ("C.2", "Unit 2", 2), ("C.3", "Unit 3", 6)]


def test_added_and_taken_out_meanwhile_neither_is_undone(client, version):
    page = client.get(address(version))
    added = [(f"N.{number}", f"Baru {number}", 1) for number in range(1, 7)]
    change(version, *added, ("C.3", "Unit 3", 4), ("C.1", "Unit 1", 2))

    refused = client.post(address(version), shown(page, **{"units-0-title": "Mengelas"}))
    again = client.post(address(version), shown(refused))

    text = refused.content.decode()
    assert refused.status_code == 422
    assert "Orang lain telah menambahkan unit: N.1, N.2, N.3, N.4, N.5, N.6." in text
    assert "Orang lain telah mengeluarkan unit: C.2." in text
    assert again.status_code == 302
    assert sorted(stored(version)) == sorted([*added, ("C.3", "Unit 3", 4), ("C.1", "Mengelas", 2)])


def numbered(first, last):
    return [(f"C.{number}", f"Unit {number}", 1) for number in range(first, last + 1)]


def test_as_many_units_as_a_certificate_holds_are_shown_and_saved_though_the_first_added_some(client, version):
    change(version, *numbered(1, 58))
    page = client.get(address(version))
    change(version, *numbered(1, 60))

    refused = client.post(address(version), shown(page, **{"units-0-title": "Mengelas"}))
    again = client.post(address(version), shown(refused))

    assert refused.status_code == 422
    assert "Orang lain telah menambahkan unit: C.59, C.60." in refused.content.decode()
    assert again.status_code == 302
    assert sorted(stored(version)) == sorted([("C.1", "Mengelas", 1), *numbered(2, 60)])


def test_a_version_with_more_units_than_a_certificate_holds_is_shown_whole_and_mended_by_hand(client, version):
    version.units.all().delete()
    for position, (code, title, jp) in enumerate(numbered(1, 62), start=1):
        ProgramUnitFactory(version=version, position=position, code=code, title=title, jp=jp)
    page = client.get(address(version))

    refused = client.post(address(version), shown(page))
    before = stored(version)
    mended = client.post(address(version), shown(refused, **{"units-60-code": "", "units-61-code": ""}))

    assert refused.status_code == 422
    assert (
        "Sertifikat memuat paling banyak 60 unit, sedangkan ini 62 unit. Keluarkan 2 unit." in refused.content.decode()
    )
    assert before == numbered(1, 62)
    assert mended.status_code == 302
    assert stored(version) == numbered(1, 60)
