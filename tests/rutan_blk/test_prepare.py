from io import StringIO

import pytest
from django.core.management import call_command

from programs.catalog.models import Vocation
from tests.factories.accounts import UserFactory


@pytest.fixture
def _own_folders(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("_own_folders")
def test_second_preparation_finds_nothing_to_do():
    UserFactory()
    first, second = StringIO(), StringIO()

    call_command("prepare", demo=True, stdout=first)
    call_command("prepare", demo=True, stdout=second)

    assert first.getvalue() == "Collecting static files ...\n"
    assert second.getvalue() == ""


@pytest.mark.django_db
@pytest.mark.usefixtures("_own_folders")
def test_preparation_brings_back_a_missing_catalog_row():
    UserFactory()
    Vocation.objects.filter(code="welding").delete()

    call_command("prepare", stdout=StringIO())

    assert Vocation.objects.filter(code="welding").count() == 1
