from django.db import migrations

from core.append_only import protect, release

TABLE = "core_destroyedrow"


def protect_digests(apps, editor):
    protect(editor.connection, TABLE)


def release_digests(apps, editor):
    release(editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("core", "0009_destroyed_rows")]

    operations = [migrations.RunPython(protect_digests, release_digests)]
