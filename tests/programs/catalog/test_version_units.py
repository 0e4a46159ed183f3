"""Units of a version chosen from the catalog: many at once, JP in one table, one save; free ones still by hand."""

import pytest
from django.urls import reverse

from programs.catalog.models import CompetencyUnit
from tests.factories import ProgramVersionFactory, UserFactory, VocationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    return ProgramVersionFactory(state="draft", total_jp=100, units=1)


@pytest.fixture
def signed(sign_in, version):
    return sign_in(UserFactory(roles=["blk_coordinator"], training_center=version.program.training_center))


def catalog(vocation, count, prefix="X"):
    return [
        CompetencyUnit.objects.create(
            vocation=vocation, code=f"{prefix}.{n:03}.1", code_key=f"{prefix}{n:03}1", title=f"Unit katalog {n}"
        )
        for n in range(count)
    ]


def address(version, name="program_version_units"):
    return reverse(f"programs:{name}", args=[version.public_id])


def units(version):
    return list(version.units.values_list("code", "jp", "is_core"))


def test_twenty_five_units_take_one_save_and_stand_behind_those_that_are_there(signed, version):
    before = units(version)
    offered = catalog(version.program.vocation, 25)

    answer = signed.post(address(version), {f"jp_{unit.pk}": str(n + 1) for n, unit in enumerate(offered)})

    assert (answer.status_code, answer.url) == (302, address(version, "program_version_edit"))
    assert units(version) == [*before, *((unit.code, n + 1, True) for n, unit in enumerate(offered))]
    assert set(version.units.values_list("unit", flat=True)) >= {unit.pk for unit in offered}


def test_an_opened_version_is_left_alone_and_the_next_one_drafted(signed, version):
    type(version).objects.filter(pk=version.pk).update(state="open")
    (unit,) = catalog(version.program.vocation, 1)

    signed.post(address(version), {f"jp_{unit.pk}": "8"})

    drafted = version.program.versions.get(state="draft")
    assert (version.units.count(), drafted.number, drafted.units.count()) == (1, version.number + 1, 2)


@pytest.mark.parametrize(("jp", "wrong"), [("", "__all__"), ("0", "jp"), ("abc", "jp")])
def test_nothing_or_no_number_is_refused_and_nothing_changes(signed, version, jp, wrong):
    (unit,) = catalog(version.program.vocation, 1)
    before = units(version)

    answer = signed.post(address(version), {f"jp_{unit.pk}": jp})

    assert (answer.status_code, [name.split("_")[0] or "__all__" for name in answer.context["form"].errors]) == (
        422,
        [wrong],
    )
    assert units(version) == before


def test_the_list_begins_with_the_vocation_and_is_filtered_by_words(signed, version):
    own = catalog(version.program.vocation, 2, "A")
    other = catalog(VocationFactory(code="sewing", name="Menjahit"), 1, "B")

    def offered(query):
        return [row["unit"] for row in signed.get(address(version) + query).context["form"].rows()]

    assert offered("") == own
    assert offered("?q=B.000") == other
    assert offered("?vocation=sewing") == other


def test_a_unit_that_the_version_has_is_shown_with_its_jp_and_cannot_be_taken_twice(signed, version):
    (there,) = version.units.all()
    twin = CompetencyUnit.objects.create(
        vocation=version.program.vocation,
        code=there.code,
        code_key="".join(c for c in there.code if c.isalnum()),
        title=there.title,
    )

    page = signed.get(address(version))
    answer = signed.post(address(version), {f"jp_{twin.pk}": "4"})

    assert [(row["field"], row["jp"]) for row in page.context["form"].rows()] == [(None, there.jp)]
    assert (answer.status_code, version.units.count()) == (422, 1)


def test_the_sum_of_jp_is_shown_against_the_program(signed, version):
    (unit,) = version.units.all()

    pages = [
        signed.get(address(version, name)).content.decode()
        for name in ("program_version_units", "program_version_edit")
    ]

    shown = f'<b data-jp-sum data-jp-total="100">{unit.jp}</b>'
    assert [shown in page for page in pages] == [True, True]


@pytest.mark.parametrize("count", [1, 60])
def test_the_list_costs_the_same_for_one_unit_and_for_sixty(signed, version, count, django_assert_num_queries):
    catalog(version.program.vocation, count)
    signed.get(address(version))

    with django_assert_num_queries(PICK_QUERIES):
        signed.get(address(version))


PICK_QUERIES = 9


def test_a_stranger_finds_no_version(sign_in, version):
    signed = sign_in(UserFactory(roles=["blk_coordinator"]))

    assert signed.get(address(version)).status_code == 404


def test_a_title_of_two_lines_is_one_title(signed, version):
    (unit,) = version.units.all()
    form = signed.get(address(version, "program_version_edit")).context["form"]
    facts = {name: field.value() for name, field in ((f.name, f) for f in form) if field.value() not in (None, False)}
    row = {"position": "1", "code": unit.code, "title": "Baris satu\nbaris dua", "jp": str(unit.jp), "is_core": "on"}
    rows = {f"units-0-{name}": value for name, value in row.items()}
    management = {"units-TOTAL_FORMS": "1", "units-INITIAL_FORMS": "1"}

    answer = signed.post(address(version, "program_version_edit"), {**facts, **rows, **management})

    assert (answer.status_code, version.units.get().title) == (302, "Baris satu baris dua")
