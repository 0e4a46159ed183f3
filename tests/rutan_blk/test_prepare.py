import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils.translation import gettext

from outcomes.followup.models.job_words import JobWord
from programs.catalog.models import Vocation
from rutan_blk.management.commands import prepare
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

    assert first.getvalue() == "Mengumpulkan berkas tampilan ...\n"
    assert second.getvalue() == ""


@pytest.mark.django_db
@pytest.mark.usefixtures("_own_folders")
def test_preparation_brings_back_a_missing_catalog_row():
    UserFactory()
    JobWord.objects.filter(vocation__code="welding").delete()
    Vocation.objects.filter(code="welding").delete()

    call_command("prepare", stdout=StringIO())

    assert Vocation.objects.filter(code="welding").count() == 1


def test_catalogue_compiled_by_the_first_start_is_read_by_it(settings, tmp_path, monkeypatch):
    """What the first start stores, such as the demo's tasks, would be in English for ever."""
    source = Path(settings.BASE_DIR, "locale/id/LC_MESSAGES")
    folder = tmp_path / "id/LC_MESSAGES"
    folder.mkdir(parents=True)
    shutil.copy(source / "django.po", folder)
    settings.LOCALE_PATHS = [tmp_path]
    before = gettext("Save attendance")
    # The script compiles the catalogue of the project alone.
    monkeypatch.setattr(prepare.subprocess, "run", lambda *_, **__: shutil.copy(source / "django.mo", folder))

    prepare.Command(stdout=StringIO()).compile_catalogs()

    assert (before, gettext("Save attendance")) == ("Save attendance", "Simpan presensi")
