"""What offices have run is edited by nobody: a migration of today comes behind those of each version."""

import pytest
from django.core.management import CommandError, call_command

from rutan_blk import releases

FIRST = "core/migrations/0001_initial.py"


def test_no_frozen_migration_was_edited_and_new_ones_come_last():
    assert list(releases.broken_promises(releases.migrations())) == []


def test_version_of_this_checkout_is_frozen():
    assert releases.version() in releases.frozen()


def test_edited_migration_is_named():
    today = {**releases.migrations(), FIRST: "0" * 64}

    assert list(releases.broken_promises(today)) == [
        f"{FIRST} was edited. Offices have it as of version 0.2.0: add a migration that changes more."
    ]


def test_removed_migration_is_named():
    today = releases.migrations()
    del today[FIRST]

    assert list(releases.broken_promises(today)) == [
        f"{FIRST} was removed. Offices have it as of version 0.2.0: add a migration that changes more."
    ]


def test_migration_between_frozen_ones_is_named():
    last = max(path for path in releases.frozen()["0.2.0"] if path.startswith("core/"))
    today = {**releases.migrations(), "core/migrations/0001_what_comes_before.py": "0" * 64}

    (sentence,) = releases.broken_promises(today)

    assert sentence.startswith(f"core/migrations/0001_what_comes_before.py comes before {last}, which offices have ")


def test_migration_behind_the_frozen_ones_is_welcome():
    today = {
        **releases.migrations(),
        "core/migrations/9999_more.py": "0" * 64,
        "newapp/migrations/0001_initial.py": "1",
    }

    assert list(releases.broken_promises(today)) == []


@pytest.fixture
def _other_checkout(tmp_path, settings):
    """A checkout with one migration, whose version has no heading in the changelog yet."""
    settings.BASE_DIR = tmp_path
    (tmp_path / "rutan_blk/frozen_migrations").mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "0.9.0"\n')
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## [Unreleased]\n")
    (tmp_path / "core/migrations").mkdir(parents=True)
    (tmp_path / FIRST).write_text("first")


@pytest.mark.usefixtures("_other_checkout")
def test_list_is_written_anew_until_the_version_is_released(tmp_path, capsys):
    call_command("freeze_migrations")
    (tmp_path / FIRST).write_text("mended before anybody had it")

    call_command("freeze_migrations")

    assert releases.frozen()["0.9.0"] == releases.migrations()
    assert f"1 migrations stand in {tmp_path / 'rutan_blk/frozen_migrations/0.9.0.sha256'}." in capsys.readouterr().out


@pytest.mark.usefixtures("_other_checkout")
def test_list_of_a_released_version_is_not_written_again(tmp_path):
    call_command("freeze_migrations")
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## [0.9.0] - 2026-12-01\n")
    (tmp_path / FIRST).write_text("edited")

    with pytest.raises(CommandError, match=r"0\.9\.0 is released"):
        call_command("freeze_migrations")

    assert list(releases.broken_promises(releases.migrations())) != []
