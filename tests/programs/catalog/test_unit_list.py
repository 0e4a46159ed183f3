"""The list of competency units: every column of a long unit is told, on a phone under its own label."""

import pytest
from django.urls import reverse

from programs.catalog.models import CompetencyUnit
from tests.factories import UserFactory, VocationFactory

pytestmark = pytest.mark.django_db


def test_a_row_tells_each_value_under_its_label_and_leaves_out_what_is_unknown(sign_in):
    title = "Membuat Sambungan Las Fillet Sesuai WPS untuk Pengelasan Pelat ke Pelat dan Pipa ke Pipa"
    CompetencyUnit.objects.create(
        vocation=VocationFactory(), code="C.25LAS01.028.1", code_key="C25LAS010281", title=title, level="2"
    )

    page = sign_in(UserFactory(roles=["blk_coordinator"])).get(reverse("programs:unit_list")).content.decode()

    row = page[page.index("<tbody") : page.index("</tbody")]
    assert [label for label in ("Skema", "Kejuruan", "Jenjang", "Jam") if f'data-label="{label}' in row] == [
        "Skema",
        "Kejuruan",
        "Jenjang",
        "Jam",
    ]
    assert row.count("card-drop") == 2
    assert "data--wraprow" in page
    assert title in row
