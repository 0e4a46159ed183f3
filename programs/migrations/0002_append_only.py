from django.db import migrations

from core.append_only import protect, release

TABLES = ("programs_markrevision", "programs_missingtoolstep")


def protect_all(apps, editor):
    for table in TABLES:
        protect(editor.connection, table)


def release_all(apps, editor):
    for table in TABLES:
        release(editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]

    operations = [migrations.RunPython(protect_all, release_all)]
